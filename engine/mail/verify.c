/*
 * verify.c: compares a folder with its manifest (see verify.h); verify_pages.c reads the pages.
 */
#include "engine/mail/verify.h"

#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/mail/manifest_text.h"
#include "engine/mail/package.h"
#include "engine/mail/verify_pages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIGNATURE_MAX = 1024 * 1024 };

/* A name in the folder. */
struct found {
	const char *name;
	bool plain, named; /* a plain file; the manifest names it */
};

struct folder {
	const char *path;
	struct found *file; /* by name */
	size_t files;
	struct arena *keep;
	struct verify *out;
};

static const struct {
	bool usable;
	const char *text;
} kinds[] = {
#define X(name, usable, text) [name] = {usable, text},
	VERIFY_KINDS(X)
#undef X
};

const char *verify_text(enum verify_kind kind)
{
	return _(kinds[kind].text);
}

void verify_add(struct verify *v, const struct verify_finding *f)
{
	v->counted++;
	v->usable = v->usable && kinds[f->kind].usable;
	if (v->findings < VERIFY_FINDINGS_MAX)
		v->finding[v->findings++] = *f;
}

static void note(struct folder *f, enum verify_kind kind, const char *file)
{
	verify_add(f->out, &(struct verify_finding){.kind = kind, .file = file});
}

/* ---- the folder ------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

static enum err_code list_folder(struct folder *f, struct err *e)
{
	char reason[128];
	DIR *d = opendir(f->path);
	struct dirent *entry;
	struct stat about;
	size_t room = 0;

	if (d == NULL) {
		err_set(e, ERR_INPUT, 2220, "could not open folder: %s", strerror_r(errno, reason, sizeof reason));
		return err_place(e, "%s", f->path);
	}
	while ((entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (f->files == room) {
			f->file = arena_grow(f->keep, f->file, room, room == 0 ? 64 : room * 2, sizeof *f->file);
			room = room == 0 ? 64 : room * 2;
		}
		f->file[f->files].name = arena_strdup(f->keep, entry->d_name);
		f->file[f->files].plain =
			fstatat(dirfd(d), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode);
		f->files++;
	}
	closedir(d);
	if (f->files > 1)
		qsort(f->file, f->files, sizeof *f->file, by_name);
	return ERR_OK;
}

/* A file that the package has; NULL: it is not there as a plain file, which is noted. */
static const char *take(struct folder *f, const char *name)
{
	struct found key = {.name = name}, *x = NULL;

	if (f->files > 0)
		x = bsearch(&key, f->file, f->files, sizeof *f->file, by_name);
	if (x == NULL || !x->plain) {
		note(f, VERIFY_MISSING, name);
		return NULL;
	}
	x->named = true;
	return arena_printf(f->keep, "%s/%s", f->path, name);
}

static void note_extra(struct folder *f)
{
	for (size_t i = 0; i < f->files; i++) {
		if (!f->file[i].named)
			note(f, VERIFY_EXTRA, f->file[i].name);
	}
}

/* ---- the manifest ---------------------------------------------------------------------------- */

/* Reads a small file of the package; NULL: it is not there or cannot be read, which is noted. */
static char *read_small(struct folder *f, const char *name, size_t limit, size_t *length)
{
	const char *path = take(f, name);
	struct err ignored = {0};
	char *text;

	if (path == NULL)
		return NULL;
	if (file_read(path, limit, f->keep, &text, length, &ignored) != ERR_OK) {
		note(f, VERIFY_ALTERED, name);
		return NULL;
	}
	return text;
}

/* The signed manifest; *sums: the text of SHA256SUMS that goes with it, NULL where there is no manifest to believe. */
static void read_manifest(struct folder *f, const struct cms_party *office, char **sums)
{
	size_t length, signature_length = 0;
	char *text = read_small(f, PACKAGE_MANIFEST, MANIFEST_BYTES_MAX, &length);
	char *signature = read_small(f, PACKAGE_SIGNATURE, SIGNATURE_MAX, &signature_length);
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	struct err why = {0};

	*sums = NULL;
	if (text == NULL || signature == NULL)
		return;
	if (cms_verify_detached(office, text, length, signature, signature_length, &why) != ERR_OK) {
		note(f, VERIFY_SIGNATURE, PACKAGE_MANIFEST);
		return;
	}
	if (manifest_read(text, length, f->keep, &f->out->manifest, &why) != ERR_OK) {
		f->out->manifest = (struct manifest){0};
		note(f, VERIFY_MANIFEST, PACKAGE_MANIFEST);
		return;
	}
	digest_sha256(text, length, digest);
	digest_hex(digest, f->out->manifest_sha256);
	digest_sha256(signature, signature_length, digest);
	*sums = verify_sums(&f->out->manifest, f->out->manifest_sha256, digest_hex(digest, hex), f->keep);
}

char *verify_sums(const struct manifest *m, const char *manifest, const char *signature, struct arena *keep)
{
	/* A line is 64 digits, two blanks, a name and its end. */
	size_t room = (m->n_files + m->n_parts + 2) * (DIGEST_HEX_SIZE + 2 + MANIFEST_NAME_MAX) + 1, n = 0;
	char *out = arena_raw(keep, room);

	n += (size_t)snprintf(
		out, room, "%s  %s\n%s  %s\n", manifest, PACKAGE_MANIFEST, signature, PACKAGE_SIGNATURE);
	for (size_t i = 0; i < m->n_files + m->n_parts; i++) {
		const struct manifest_file *f = i < m->n_files ? &m->files[i] : &m->parts[i - m->n_files].file;

		n += (size_t)snprintf(out + n, room - n, "%s  %s\n", f->sha256, f->name);
	}
	return out;
}

/* ---- the files ------------------------------------------------------------------------------- */

/* Whether a file is there as it was packed; what is not is noted. */
static bool check_file(struct folder *f, const struct manifest_file *wanted)
{
	const char *path = take(f, wanted->name);
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	struct err ignored = {0};
	int64_t size;

	if (path == NULL)
		return false;
	if (file_digest(path, digest, &size, &ignored) != ERR_OK || size != wanted->bytes ||
		strcmp(digest_hex(digest, hex), wanted->sha256) != 0) {
		note(f, VERIFY_ALTERED, wanted->name);
		return false;
	}
	return true;
}

static void check_sums(struct folder *f, const char *sums)
{
	size_t length;
	const char *text = read_small(f, PACKAGE_SUMS, strlen(sums), &length);

	if (text != NULL && (length != strlen(sums) || memcmp(text, sums, length) != 0))
		note(f, VERIFY_ALTERED, PACKAGE_SUMS);
}

static void check_dates(struct folder *f, day_t today)
{
	const struct manifest *m = &f->out->manifest;

	if (today >= m->expires_on)
		note(f, VERIFY_EXPIRED, "");
	else if (today > m->post_by_on)
		note(f, VERIFY_LATE, "");
}

enum err_code verify_folder(const char *folder, const struct cms_party *office, day_t today, bool read_pages,
	struct arena *keep, struct verify *out, struct err *e)
{
	struct folder f = {.path = folder, .keep = keep, .out = out};
	char *sums;

	*out = (struct verify){.usable = true};
	out->finding = arena_array(keep, VERIFY_FINDINGS_MAX, sizeof *out->finding);
	if (list_folder(&f, e) != ERR_OK)
		return e->code;
	read_manifest(&f, office, &sums);
	if (sums == NULL)
		return ERR_OK;
	check_sums(&f, sums);
	for (size_t i = 0; i < out->manifest.n_files; i++)
		(void)check_file(&f, &out->manifest.files[i]);
	for (size_t i = 0; i < out->manifest.n_parts; i++) {
		if (check_file(&f, &out->manifest.parts[i].file) && read_pages)
			verify_pages(folder, (int)i + 1, keep, out);
	}
	note_extra(&f);
	check_dates(&f, today);
	return ERR_OK;
}
