/*
 * file.c: reading, and writing so that a file is there completely or not at all (see file.h).
 */
#include "engine/base/file.h"

#include "engine/base/failpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, BUFFER_SIZE = 64 * 1024 };

/* The folder that holds path, into out; "." where it names none. */
static void folder_of(const char *path, char *out, size_t size)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		snprintf(out, size, ".");
	else if (slash == path)
		snprintf(out, size, "/");
	else
		snprintf(out, size, "%.*s", (int)(slash - path), path);
}

int64_t file_room(const char *folder)
{
	struct statvfs disk;

	return statvfs(folder, &disk) == 0 ? (int64_t)disk.f_bavail * (int64_t)disk.f_frsize : -1;
}

enum err_code file_write_failed(const char *path, int error, int64_t needed, struct err *e)
{
	char reason[128], folder[PATH_MAX];
	int64_t room;

	err_set(e, ERR_DISK, 1001, "could not write file: %s", strerror_r(error, reason, sizeof reason));
	err_place(e, "%s", path);
	folder_of(path, folder, sizeof folder);
	room = file_room(folder);
	if ((error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO) && room >= 0) {
		if (needed > 0)
			err_detail(e, "%" PRId64 " bytes are needed, %" PRId64 " are free", needed, room);
		else
			err_detail(e, "%" PRId64 " bytes are free", room);
		err_hint(e, "Make room on this disk, then start the same command again.");
	}
	return e->code;
}

static enum err_code read_failed(const char *path, int error, struct err *e)
{
	char reason[128];

	err_set(e, ERR_INPUT, 1002, "could not read file: %s", strerror_r(error, reason, sizeof reason));
	return err_place(e, "%s", path);
}

char *file_part_name(struct arena *keep, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return arena_printf(keep, "%.*s.%s.part", (int)(name - path), path, name);
}

static enum err_code sync_path(const char *path, int flags, struct err *e)
{
	int fd = failpoint_fails("file.open") ? -1 : open(path, flags | O_CLOEXEC);
	struct stat about = {.st_size = 0};
	int error = 0;

	if (fd < 0)
		return file_write_failed(path, errno, 0, e);
	if (failpoint_fails("file.sync") || fsync(fd) != 0) {
		error = errno;
		if (fstat(fd, &about) != 0 || S_ISDIR(about.st_mode))
			about.st_size = 0;
	}
	close(fd);
	return error == 0 ? ERR_OK : file_write_failed(path, error, (int64_t)about.st_size, e);
}

enum err_code file_sync(const char *part, struct err *e)
{
	return sync_path(part, O_RDONLY, e);
}

enum err_code file_place(const char *part, const char *path, struct err *e)
{
	char folder[PATH_MAX];

	failpoint("file.before_rename");
	if (failpoint_fails("file.rename") || rename(part, path) != 0)
		return file_write_failed(path, errno, 0, e);
	failpoint("file.after_rename");
	folder_of(path, folder, sizeof folder);
	return sync_path(folder, O_RDONLY | O_DIRECTORY, e);
}

enum err_code file_can_place(const char *path, struct err *e)
{
	struct stat found, above;
	char folder[PATH_MAX];

	folder_of(path, folder, sizeof folder);
	if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0 || stat(folder, &above) != 0)
		return file_write_failed(path, errno, 0, e);
	if (lstat(path, &found) != 0)
		return errno == ENOENT ? ERR_OK : file_write_failed(path, errno, 0, e);
	if (S_ISDIR(found.st_mode))
		return file_write_failed(path, EISDIR, 0, e);
	if ((above.st_mode & S_ISVTX) != 0 && geteuid() != 0 && found.st_uid != geteuid() &&
		above.st_uid != geteuid())
		return file_write_failed(path, EPERM, 0, e);
	return ERR_OK;
}

enum err_code file_publish(const char *part, const char *path, struct err *e)
{
	enum err_code code = file_sync(part, e);

	return code == ERR_OK ? file_place(part, path, e) : code;
}

static bool write_all(int fd, const char *at, size_t length)
{
	while (length > 0) {
		ssize_t n = failpoint_fails("file.write") ? -1 : write(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

FILE *file_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");

	if (out == NULL && fd >= 0)
		close(fd);
	return out;
}

enum err_code file_write(const char *path, const void *at, size_t length, struct err *e)
{
	struct arena *scratch = arena_new();
	char *part = file_part_name(scratch, path);
	enum err_code code = ERR_OK;
	int fd =
		failpoint_fails("file.open") ? -1 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);

	if (fd < 0) {
		code = file_write_failed(path, errno, (int64_t)length, e);
		goto out;
	}
	if (!write_all(fd, at, length)) {
		code = file_write_failed(path, errno, (int64_t)length, e);
		close(fd);
		unlink(part);
		goto out;
	}
	close(fd); /* errors that are left show in the fsync of file_publish() */
	code = file_publish(part, path, e);
	if (code != ERR_OK)
		unlink(part); /* gone already where only its folder could not be synced */
out:
	arena_free(scratch);
	return code;
}

enum err_code file_read(
	const char *path, size_t limit, struct arena *keep, char **out, size_t *length, struct err *e)
{
	bool from_stdin = strcmp(path, "-") == 0;
	int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0, size = 0;
	char *bytes = NULL;
	enum err_code code = ERR_OK;

	if (fd < 0)
		return read_failed(path, errno, e);
	for (;;) {
		ssize_t n;

		if (size - used < 2) {
			bytes = arena_grow(keep, bytes, size, size == 0 ? BUFFER_SIZE : size * 2, 1);
			size = size == 0 ? BUFFER_SIZE : size * 2;
		}
		n = read(fd, bytes + used, size - used - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			code = read_failed(path, errno, e);
			break;
		}
		if (n == 0)
			break;
		used += (size_t)n;
		if (used > limit) {
			code = err_set(e, ERR_INPUT, 1003, "file is larger than %zu bytes", limit);
			err_place(e, "%s", path);
			break;
		}
	}
	if (!from_stdin)
		close(fd);
	if (code == ERR_OK) {
		bytes[used] = '\0';
		*out = bytes;
		*length = used;
	}
	return code;
}

enum err_code file_digest(
	const char *path, unsigned char out[static DIGEST_SIZE], int64_t *size, struct err *e)
{
	struct arena *scratch = arena_new();
	struct digest *d = digest_new(scratch);
	char *buffer = arena_alloc(scratch, BUFFER_SIZE);
	enum err_code code = ERR_OK;
	int64_t total = 0;
	ssize_t n;
	int fd = failpoint_fails("file.open") ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		code = read_failed(path, errno, e);
		goto out;
	}
	while ((n = read(fd, buffer, BUFFER_SIZE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			code = read_failed(path, errno, e);
			break;
		}
		digest_add(d, buffer, (size_t)n);
		total += n;
	}
	close(fd);
	if (code == ERR_OK) {
		digest_end(d, out);
		*size = total;
	}
out:
	arena_free(scratch);
	return code;
}

enum err_code file_make_folder(const char *path, struct err *e)
{
	char upto[PATH_MAX];
	size_t length = strlen(path);
	struct stat found;

	if (length >= sizeof upto)
		return file_write_failed(path, ENAMETOOLONG, 0, e);
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(upto, path, i);
		upto[i] = '\0';
		if (mkdir(upto, FOLDER_MODE) == 0)
			continue;
		/* A folder above may be there and yet not be ours to make one in. */
		if (stat(upto, &found) != 0 || !S_ISDIR(found.st_mode))
			return file_write_failed(upto, errno == 0 || errno == EEXIST ? ENOTDIR : errno, 0, e);
	}
	return ERR_OK;
}
