/*
 * package_tar.c: tar by libarchive, into a sealed file and out of an opened one (see package_tar.h).
 */
#include "engine/mail/package_tar.h"

#include "engine/base/file.h"
#include "engine/mail/manifest_text.h"
#include "engine/mail/package.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

enum {
	BUFFER_SIZE = 64 * 1024,
	ENTRY_MODE = 0640,
	ENTRIES_MAX = MANIFEST_PARTS_MAX + MANIFEST_FILES_MAX + 3 /* the manifest, its signature, the sums */
};

struct package_tar {
	struct archive *archive;
	struct cms_writer *to; /* NULL: given up, what is still buffered goes nowhere */
	struct arena *scratch;
	struct err *e; /* of the call at hand */
};

/* What a reader of an archive is about. */
struct extraction {
	package_tar_source read;
	void *from;
	int folder; /* descriptor */
	const char *path;
	struct err *e;
	char block[BUFFER_SIZE], data[BUFFER_SIZE]; /* of the archive, of a file */
};

/* The sums have the name that they have everywhere. */
static bool is_name(const char *name)
{
	return manifest_is_name(name) || strcmp(name, PACKAGE_SUMS) == 0;
}

/* ---- writing --------------------------------------------------------------------------------- */

static la_ssize_t write_block(struct archive *a, void *data, const void *at, size_t length)
{
	struct package_tar *t = data;

	if (t->to == NULL || cms_write(t->to, at, length, t->e) == ERR_OK)
		return (la_ssize_t)length;
	archive_set_error(a, EIO, "write");
	return -1;
}

static void free_writer(void *p)
{
	struct package_tar *t = p;

	t->to = NULL;
	archive_write_free(t->archive); /* closes it, where that was not done */
}

/* Out of memory, or of a name or size that tar cannot have: neither comes from outside. */
static enum err_code not_written(const struct package_tar *t, struct err *e)
{
	if (e->code != ERR_OK)
		return e->code; /* the sealed file said why */
	err_set(e, ERR_INTERNAL, 2217, "could not write archive");
	return err_detail(e, "%s", archive_error_string(t->archive));
}

enum err_code package_tar_begin(
	struct cms_writer *to, struct arena *keep, struct package_tar **out, struct err *e)
{
	struct package_tar *t = arena_alloc(keep, sizeof *t);

	t->to = to;
	t->e = e;
	t->scratch = arena_new_in(keep);
	t->archive = archive_write_new();
	CHECK(t->archive != NULL);
	arena_defer(keep, free_writer, t);
	*out = t;
	if (archive_write_set_format_pax_restricted(t->archive) != ARCHIVE_OK ||
		archive_write_open(t->archive, t, NULL, write_block, NULL) != ARCHIVE_OK)
		return not_written(t, e);
	return ERR_OK;
}

static enum err_code begin_entry(struct package_tar *t, const char *name, int64_t size, struct err *e)
{
	struct archive_entry *entry = archive_entry_new();
	int code;

	CHECK(entry != NULL && is_name(name));
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, ENTRY_MODE);
	archive_entry_set_size(entry, size);
	archive_entry_set_mtime(entry, 0, 0);
	code = archive_write_header(t->archive, entry);
	archive_entry_free(entry);
	return code == ARCHIVE_OK ? ERR_OK : not_written(t, e);
}

enum err_code package_tar_add(
	struct package_tar *t, const char *name, const void *at, size_t length, struct err *e)
{
	t->e = e;
	if (begin_entry(t, name, (int64_t)length, e) != ERR_OK)
		return e->code;
	return archive_write_data(t->archive, at, length) == (la_ssize_t)length ? ERR_OK : not_written(t, e);
}

static enum err_code changed(const char *path, struct err *e)
{
	err_set(e, ERR_CHANGED, 2218, "file is not what the run published");
	err_place(e, "%s", path);
	return err_hint(e, "It was changed or is gone; make it anew with rerun, and do not send it.");
}

/* The file's bytes into the archive, and their digest. */
static enum err_code copy_file(
	struct package_tar *t, int fd, const char *path, unsigned char digest[static DIGEST_SIZE], struct err *e)
{
	struct digest *d = digest_new(t->scratch);
	char *buffer = arena_raw(t->scratch, BUFFER_SIZE);
	ssize_t n;

	while ((n = read(fd, buffer, BUFFER_SIZE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return changed(path, e);
		digest_add(d, buffer, (size_t)n);
		if (archive_write_data(t->archive, buffer, (size_t)n) != n)
			return e->code == ERR_OK ? changed(path, e) : e->code; /* it grew meanwhile */
	}
	digest_end(d, digest);
	return ERR_OK;
}

enum err_code package_tar_add_file(struct package_tar *t, const char *name, const char *path,
	const unsigned char sha256[static DIGEST_SIZE], struct err *e)
{
	unsigned char digest[DIGEST_SIZE];
	enum err_code code;
	off_t size;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	t->e = e;
	size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	if (size < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		code = changed(path, e);
	} else {
		code = begin_entry(t, name, (int64_t)size, e);
		if (code == ERR_OK)
			code = copy_file(t, fd, path, digest, e);
		if (code == ERR_OK && memcmp(digest, sha256, DIGEST_SIZE) != 0)
			code = changed(path, e);
	}
	if (fd >= 0)
		close(fd);
	arena_reset(t->scratch);
	return code;
}

enum err_code package_tar_end(struct package_tar *t, struct err *e)
{
	t->e = e;
	return archive_write_close(t->archive) == ARCHIVE_OK ? ERR_OK : not_written(t, e);
}

/* ---- reading --------------------------------------------------------------------------------- */

static la_ssize_t read_block(struct archive *a, void *data, const void **block)
{
	struct extraction *x = data;
	ssize_t n = x->read(x->from, x->block, sizeof x->block, x->e);

	*block = x->block;
	if (n < 0)
		archive_set_error(a, EIO, "read");
	return n;
}

static enum err_code hostile(struct extraction *x, const char *why)
{
	if (x->e->code != ERR_OK)
		return x->e->code;
	err_set(x->e, ERR_INPUT, 2219, "archive of the package is not as packages are");
	return err_detail(x->e, "%s", why);
}

static enum err_code write_entry(struct extraction *x, struct archive *a, int fd, int64_t size)
{
	int64_t written = 0;
	la_ssize_t n;

	while ((n = archive_read_data(a, x->data, sizeof x->data)) > 0) {
		written += n;
		if (written > size)
			return hostile(x, "an entry is longer than it says");
		for (la_ssize_t done = 0, k; done < n; done += k) {
			k = write(fd, x->data + done, (size_t)(n - done));
			if (k < 0 && errno == EINTR)
				k = 0;
			if (k < 0)
				return file_write_failed(x->path, errno, size, x->e);
		}
	}
	if (n < 0 || written != size)
		return hostile(x, "an entry is shorter than it says");
	return fsync(fd) == 0 ? ERR_OK : file_write_failed(x->path, errno, size, x->e);
}

static enum err_code extract_entry(struct extraction *x, struct archive *a, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	enum err_code code;
	int fd;

	if (name == NULL || !is_name(name))
		return hostile(x, "a name that no file of a package has");
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL ||
		archive_entry_symlink(entry) != NULL || archive_entry_sparse_count(entry) != 0 ||
		!archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0)
		return hostile(x, "something else than a plain file");
	fd = openat(x->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, ENTRY_MODE);
	if (fd < 0)
		return errno == EEXIST ? hostile(x, "a file that comes twice")
							   : file_write_failed(x->path, errno, 0, x->e);
	code = write_entry(x, a, fd, archive_entry_size(entry));
	close(fd);
	return code;
}

static enum err_code extract_all(struct extraction *x, struct archive *a)
{
	struct archive_entry *entry;
	int code, entries = 0;

	if (archive_read_support_format_tar(a) != ARCHIVE_OK ||
		archive_read_open(a, x, NULL, read_block, NULL) != ARCHIVE_OK)
		return hostile(x, "not a tar archive");
	while ((code = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
		if (++entries > ENTRIES_MAX)
			return hostile(x, "too many files");
		if (extract_entry(x, a, entry) != ERR_OK)
			return x->e->code;
	}
	return code == ARCHIVE_EOF ? ERR_OK : hostile(x, "not a tar archive, or damaged");
}

enum err_code package_tar_extract(package_tar_source read, void *from, const char *folder, struct err *e)
{
	struct arena *scratch = arena_new();
	struct extraction *x = arena_alloc(scratch, sizeof *x);
	struct archive *a = archive_read_new();
	enum err_code code;

	*x = (struct extraction){.read = read, .from = from, .path = folder, .e = e};
	CHECK(a != NULL);
	x->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->folder < 0)
		code = file_write_failed(folder, errno, 0, e);
	else
		code = extract_all(x, a);
	archive_read_free(a);
	if (x->folder >= 0)
		close(x->folder);
	arena_free(scratch);
	return code;
}
