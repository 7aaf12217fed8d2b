/*
 * package.c: packing and opening (see package.h).
 */
#include "engine/mail/package.h"

#include "engine/base/file.h"
#include "engine/mail/package_tar.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JOURNAL_MAX = 16 * 1024 * 1024, JOURNAL_MODE = 0600 };

/* ---- packing --------------------------------------------------------------------------------- */

static const struct manifest_file *file_of(const struct manifest *m, size_t i)
{
	return i < m->n_files ? &m->files[i] : &m->parts[i - m->n_files].file;
}

static enum err_code add_files(
	struct package_tar *t, const struct manifest *m, const char *from, struct arena *keep, struct err *e)
{
	struct stat there;
	bool folder = stat(from, &there) != 0 || S_ISDIR(there.st_mode) || m->n_files + m->n_parts > 1;

	for (size_t i = 0; i < m->n_files + m->n_parts; i++) {
		const struct manifest_file *f = file_of(m, i);
		unsigned char sha256[DIGEST_SIZE];

		digest_from_hex(f->sha256, sha256);
		if (package_tar_add_file(
				t, f->name, folder ? arena_printf(keep, "%s/%s", from, f->name) : from, sha256, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code package_write(const struct cms_party *own, const struct cms_party *recipient,
	const struct manifest *m, const char *from, const char *path, struct arena *keep,
	struct package_made *out, struct err *e)
{
	unsigned char *signature, signature_digest[DIGEST_SIZE];
	char hex[2][DIGEST_HEX_SIZE];
	size_t length, signature_length;
	struct cms_writer *w;
	struct package_tar *t;
	char *text;

	if (manifest_check(m, e) != ERR_OK)
		return e->code;
	text = manifest_write(m, keep, &length);
	if (cms_sign(own, text, length, true, keep, &signature, &signature_length, e) != ERR_OK)
		return e->code;
	digest_sha256(text, length, out->manifest);
	digest_sha256(signature, signature_length, signature_digest);
	out->sums = verify_sums(m, digest_hex(out->manifest, hex[0]), digest_hex(signature_digest, hex[1]), keep);
	if (cms_seal(own, recipient, path, keep, &w, e) != ERR_OK ||
		package_tar_begin(w, keep, &t, e) != ERR_OK ||
		package_tar_add(t, PACKAGE_MANIFEST, text, length, e) != ERR_OK ||
		package_tar_add(t, PACKAGE_SIGNATURE, signature, signature_length, e) != ERR_OK ||
		package_tar_add(t, PACKAGE_SUMS, out->sums, strlen(out->sums), e) != ERR_OK ||
		add_files(t, m, from, keep, e) != ERR_OK || package_tar_end(t, e) != ERR_OK ||
		cms_write_end(w, e) != ERR_OK || file_sync(path, e) != ERR_OK)
		return e->code;
	return file_digest(path, out->sealed, &out->sealed_bytes, e);
}

/* ---- opening --------------------------------------------------------------------------------- */

/* A package on its way into a folder. */
struct opening {
	const char *to, *above; /* the folder, and the one that holds it */
	char *beside;           /* where it is written first */
	int journal;            /* descriptor, locked */
	struct arena *keep;
};

/* Takes a folder without sub-folders away. */
static void remove_folder(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	while (d != NULL && (entry = readdir(d)) != NULL)
		(void)unlinkat(dirfd(d), entry->d_name, 0); /* "." and ".." are no files */
	if (d != NULL)
		closedir(d);
	(void)rmdir(path);
}

static const char *folder_above(const char *path, struct arena *keep)
{
	size_t length = strlen(path);
	const char *slash;

	while (length > 1 && path[length - 1] == '/')
		length--;
	slash = memrchr(path, '/', length);
	if (slash == NULL)
		return ".";
	return slash == path ? "/" : arena_strndup(keep, path, (size_t)(slash - path));
}

/* The journal is locked from here to the end: nobody else opens the same package meanwhile. */
static enum err_code begin_opening(struct opening *o, struct err *e)
{
	const char *path = arena_printf(o->keep, "%s/" PACKAGE_JOURNAL, o->above);
	struct stat there;

	if (lstat(o->to, &there) == 0) {
		err_set(e, ERR_INPUT, 2221, "folder is there already");
		err_place(e, "%s", o->to);
		return err_hint(e, "Name a folder that is not there; it is made.");
	}
	o->journal = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, JOURNAL_MODE);
	if (o->journal < 0 || flock(o->journal, LOCK_EX) != 0)
		return file_write_failed(path, errno, 0, e);
	o->beside = arena_printf(o->keep, "%s/.getsuji-open-XXXXXX", o->above);
	if (mkdtemp(o->beside) == NULL) {
		int error = errno;

		o->beside = NULL;
		return file_write_failed(o->above, error, 0, e);
	}
	return ERR_OK;
}

static ssize_t read_opened(void *from, void *to, size_t n, struct err *e)
{
	return cms_read(from, to, n, e);
}

/* What was found, in the words of the first finding. */
static enum err_code refuse(const struct verify *v, const char *path, struct err *e)
{
	err_set(e, ERR_INPUT, 2222, "package is authentic, but cannot be used");
	err_place(e, "%s", path);
	for (size_t i = 0; i < v->findings && i < 5; i++)
		err_context(e, "%s %s", v->finding[i].file, verify_text(v->finding[i].kind));
	return err_hint(e, "Tell the office; it sends another package.");
}

/* A line of the journal for each package that was opened: RUN PACKAGE MANIFEST, of reprints RUN:REPRINT PACKAGE MANIFEST. */
struct opened {
	long run_id, reprint_no, package_no;
	const char *manifest_sha256;
};

static bool read_opened_line(const char *line, struct opened *out)
{
	char *at;

	*out = (struct opened){.run_id = strtol(line, &at, 10)};
	if (*at == ':' && (out->reprint_no = strtol(at + 1, &at, 10)) < 1)
		return false;
	out->package_no = strtol(at, &at, 10);
	if (out->run_id < 1 || out->package_no < 1 || *at != ' ')
		return false;
	out->manifest_sha256 = at + 1;
	return strlen(at + 1) == DIGEST_HEX_SIZE - 1 && strspn(at + 1, "0123456789abcdef") == DIGEST_HEX_SIZE - 1;
}

/* Whether what was opened is this package, or one of the same mailing or batch that is newer or has its number. */
static bool makes_old(const struct opened *o, const struct verify *v)
{
	const struct manifest *m = &v->manifest;

	return strcmp(o->manifest_sha256, v->manifest_sha256) == 0 ||
		   (o->run_id == m->run_id && o->reprint_no == m->reprint_no && o->package_no >= m->package_no);
}

static enum err_code opened_before(const struct manifest *m, struct err *e)
{
	if (m->reprint_no > 0)
		err_set(e, ERR_STATE, 2245,
			"package %d of reprint %d of mailing %d was opened before, or a newer one of it", m->package_no,
			m->reprint_no, m->run_id);
	else
		err_set(e, ERR_STATE, 2224, "package %d of mailing %d was opened before, or a newer one of it",
			m->package_no, m->run_id);
	return err_hint(e, "Use the folder that it was opened into, or ask the office for another package.");
}

static enum err_code check_journal(struct opening *o, const struct verify *v, struct err *e)
{
	const char *path = arena_printf(o->keep, "%s/" PACKAGE_JOURNAL, o->above);
	char *text, *line, *rest;
	size_t length;

	if (file_read(path, JOURNAL_MAX, o->keep, &text, &length, e) != ERR_OK)
		return e->code;
	for (line = text; *line != '\0'; line = rest) {
		struct opened opened;

		rest = line + strcspn(line, "\n");
		if (*rest == '\n')
			*rest++ = '\0';
		if (!read_opened_line(line, &opened)) {
			err_set(e, ERR_INPUT, 2223, "journal of opened packages has a line that is none");
			err_place(e, "%s", path);
			return err_hint(e, "Restore the file; without it nobody knows what has been opened.");
		}
		if (makes_old(&opened, v))
			return opened_before(&v->manifest, e);
	}
	return ERR_OK;
}

/* Into the journal first, then into sight: what fails between is asked for again, and nothing is opened twice. */
static enum err_code finish_opening(struct opening *o, const struct verify *v, struct err *e)
{
	const struct manifest *m = &v->manifest;
	const char *batch = m->reprint_no > 0 ? arena_printf(o->keep, ":%d", m->reprint_no) : "";
	const char *line =
		arena_printf(o->keep, "%d%s %d %s\n", m->run_id, batch, m->package_no, v->manifest_sha256);
	off_t end;

	if (check_journal(o, v, e) != ERR_OK)
		return e->code;
	end = lseek(o->journal, 0, SEEK_END);
	if (end < 0 || write(o->journal, line, strlen(line)) != (ssize_t)strlen(line) || fsync(o->journal) != 0) {
		int error = errno;

		if (end >= 0)
			(void)!ftruncate(o->journal, end);
		return file_write_failed(PACKAGE_JOURNAL, error, 0, e);
	}
	return file_sync(o->beside, e) == ERR_OK ? file_place(o->beside, o->to, e) : e->code;
}

enum err_code package_open(const struct cms_party *own, const struct cms_party *office, const char *path,
	const char *to, day_t today, struct arena *keep, struct verify *out, struct err *e)
{
	struct opening o = {.to = to, .above = folder_above(to, keep), .journal = -1, .keep = keep};
	struct cms_reader *r;

	*out = (struct verify){0};
	if (begin_opening(&o, e) != ERR_OK || cms_open(own, office, path, o.above, keep, &r, e) != ERR_OK ||
		package_tar_extract(read_opened, r, o.beside, e) != ERR_OK ||
		verify_folder(o.beside, office, today, false, keep, out, e) != ERR_OK)
		goto out;
	if (!out->usable)
		(void)!refuse(out, path, e);
	else
		(void)!finish_opening(&o, out, e);
out:
	if (e->code != ERR_OK && o.beside != NULL)
		remove_folder(o.beside);
	if (o.journal >= 0)
		close(o.journal);
	return e->code;
}
