/*
 * condition_file.c: waiting for a file (see condition.h).
 */
#include "engine/run/condition_file.h"

#include "engine/base/file.h"
#include "engine/base/intl.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define CHECKSUMS_MAX (1024 * 1024)

static void missing(char *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void missing(char *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(out, CONDITION_TEXT_SIZE, fmt, args);
	va_end(args);
}

/* The name with the run's month, office and edition, in the folder of artifacts unless absolute. */
static char *full_path(const struct condition_asker *asker, const char *name, struct arena *scratch)
{
	char month[8];
	char *out =
		name[0] == '/' ? arena_strdup(scratch, "") : arena_printf(scratch, "%s/", asker->artifact_dir);

	month_format(asker->run->month, month);
	while (*name) {
		size_t plain = strcspn(name, "{");

		out = arena_printf(scratch, "%s%.*s", out, (int)plain, name);
		name += plain;
		if (strncmp(name, "{month}", 7) == 0)
			out = arena_printf(scratch, "%s%s", out, month);
		else if (strncmp(name, "{office}", 8) == 0)
			out = arena_printf(scratch, "%s%05d", out, asker->run->office_id);
		else if (strncmp(name, "{edition}", 9) == 0)
			out = arena_printf(scratch, "%s%d", out, asker->run->edition);
		if (*name)
			name += strcspn(name, "}") + 1; /* graph_wait.c has seen to it that there is one */
	}
	return out;
}

/* Says what is missing where it is none: a pipe would be waited for by whoever opens it. */
static bool plain_file(const char *path, struct stat *st, char *waiting_for)
{
	int error = stat(path, st) == 0 ? 0 : errno;
	char reason[128];

	if (error == ENOENT)
		missing(waiting_for, _("the file %s"), path);
	else if (error != 0)
		missing(waiting_for, _("the file %s: %s"), path, strerror_r(error, reason, sizeof reason));
	else if (!S_ISREG(st->st_mode))
		missing(waiting_for, _("the file %s: what is there is no plain file"), path);
	else
		return true;
	return false;
}

static bool is_stable(const struct condition_seen *s, int64_t now, int stable_s)
{
	int64_t age = now - (int64_t)s->written.tv_sec;

	return age < 0 ? condition_seconds() - s->since >= stable_s : age >= stable_s;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_hex(const char *at)
{
	return strspn(at, "0123456789abcdefABCDEF") >= DIGEST_SIZE * 2;
}

/* A line of sha256sum is the digest, a space, a space or "*", and the name; a line that is a digest alone
 * speaks for every file.  Returns the digest's 64 digits within `text`, or NULL. */
static const char *wanted_digest(const char *text, const char *name)
{
	const char *line = text;

	while (*line) {
		size_t length = strcspn(line, "\r\n");
		const char *rest = line + DIGEST_SIZE * 2;
		size_t left = length >= DIGEST_SIZE * 2 ? length - DIGEST_SIZE * 2 : 0;

		if (length >= DIGEST_SIZE * 2 && is_hex(line)) {
			const char *file = rest + 2;

			if (left == 0)
				return line;
			if (left > 2 && rest[0] == ' ' && (rest[1] == ' ' || rest[1] == '*')) {
				for (const char *at = file; at < rest + left; at++)
					if (*at == '/')
						file = at + 1;
				if (strlen(name) == (size_t)(rest + left - file) && memcmp(file, name, strlen(name)) == 0)
					return line;
			}
		}
		line += length;
		line += strspn(line, "\r\n");
	}
	return NULL;
}

static bool same_digest(const char *a, const char *b)
{
	return strncasecmp(a, b, DIGEST_SIZE * 2) == 0;
}

static bool checksum_fits(const struct condition_asker *asker, const struct graph_wait *w,
	struct condition_seen *s, struct arena *scratch, char *waiting_for)
{
	const char *path = full_path(asker, w->sha256, scratch), *wanted;
	unsigned char digest[DIGEST_SIZE];
	struct err e = {0};
	char *text = NULL;
	struct stat st;
	size_t length;
	int64_t size;

	if (!plain_file(path, &st, waiting_for))
		return false;
	if (file_read(path, CHECKSUMS_MAX, scratch, &text, &length, &e) != ERR_OK) {
		missing(waiting_for, _("the file %s: %s"), path, e.message);
		return false;
	}
	wanted = wanted_digest(text, base_name(s->path));
	if (!wanted) {
		missing(waiting_for, _("a line for %s in the checksum file %s"), base_name(s->path), path);
		return false;
	}
	if (!s->hashed) {
		if (file_digest(s->path, digest, &size, &e) != ERR_OK) {
			missing(waiting_for, _("the file %s: %s"), s->path, e.message);
			return false;
		}
		digest_hex(digest, s->hex);
		s->hashed = size == s->size;
	}
	if (same_digest(wanted, s->hex))
		return true;
	missing(waiting_for, _("the file %s as its checksum says: it is not whole, or was changed"), s->path);
	return false;
}

void condition_file(const struct condition_asker *asker, struct condition_memory *memory,
	const struct graph_wait *w, int64_t now, struct arena *scratch, bool *met, char *waiting_for)
{
	const char *path = full_path(asker, w->file, scratch);
	struct condition_seen *s;
	struct stat st;

	*met = false;
	if (!plain_file(path, &st, waiting_for))
		return;
	s = condition_look_up(memory, path, &st);
	if (!is_stable(s, now, w->stable_s)) {
		missing(waiting_for, _("the file %s: not changed for %d seconds"), path, w->stable_s);
		return;
	}
	*met = !w->sha256 || checksum_fits(asker, w, s, scratch, waiting_for);
}
