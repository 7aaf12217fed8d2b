/* pdf_text.c: pdftotext at the other end of a pipe (see pdf_text.h). */
#include "getsuji/pdf_text.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "pdftotext"
#define ROOM    (1 << 16)

struct pdf_text_file {
	struct arena *arena;
	const char *path;
	pid_t child; /* 0: it has been waited for */
	int from;    /* the reading end; -1: closed */
	char *bytes; /* what was read: lent, then what is still to be looked at */
	size_t lent, length, room;
};

/* Closes the pipe, on which the process ends, and waits for it; returns how it ended. */
static int finish(struct pdf_text_file *f)
{
	int status = -1;

	if (f->from >= 0)
		close(f->from);
	f->from = -1;
	while (f->child > 0 && waitpid(f->child, &status, 0) < 0 && errno == EINTR)
		;
	f->child = 0;
	return status;
}

static void finish_deferred(void *p)
{
	(void)finish(p);
}

static enum err_code not_there(int number, struct err *e)
{
	(void)err_set(e, ERR_ENVIRONMENT, 2312, "the program pdftotext could not be started");
	(void)err_detail(e, "%s", strerrordesc_np(number));
	return err_hint(e, "Install the Debian package poppler-utils, then resume.");
}

static int spawn_reader(const char *path, int to, pid_t *child)
{
	const char *const argv[] = {PROGRAM, "-raw", "-enc", "UTF-8", "-eol", "unix", path, "-", NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none;
	int number;

	sigemptyset(&none);
	posix_spawnattr_init(&how);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK); /* workers block what the scheduler listens to */
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	number = posix_spawnp(child, PROGRAM, &files, &how, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return number;
}

enum err_code pdf_text_open(const char *path, struct arena *a, struct pdf_text_file **out, struct err *e)
{
	struct pdf_text_file *f = arena_alloc(a, sizeof(*f));
	int pipe_ends[2], number;

	if (pipe2(pipe_ends, O_CLOEXEC) < 0)
		return not_there(errno, e);
	number = spawn_reader(path, pipe_ends[1], &f->child);
	close(pipe_ends[1]);
	if (number != 0) {
		close(pipe_ends[0]);
		return not_there(number, e);
	}
	f->arena = a;
	f->path = path;
	f->from = pipe_ends[0];
	arena_defer(a, finish_deferred, f);
	*out = f;
	return ERR_OK;
}

/* Reads on; false: there is no more. */
static bool read_more(struct pdf_text_file *f)
{
	ssize_t n;

	if (f->room - f->length < ROOM) {
		size_t room = f->room == 0 ? 2 * ROOM : 2 * f->room;

		f->bytes = arena_grow_raw(f->arena, f->bytes, f->room, room);
		f->room = room;
	}
	do
		n = read(f->from, f->bytes + f->length, ROOM);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		f->length += (size_t)n;
	return n > 0;
}

static enum err_code at_end(struct pdf_text_file *f, struct str *page, struct err *e)
{
	int status = f->child > 0 ? finish(f) : 0;

	*page = (struct str){0};
	if (status == 0 && f->length == 0)
		return ERR_OK;
	(void)err_set(e, ERR_BALANCE, 2313, "the text of a finished PDF could not be read back");
	return err_place(e, "%s", f->path);
}

enum err_code pdf_text_next(struct pdf_text_file *f, struct str *page, struct err *e)
{
	size_t looked = 0;
	char *end;

	if (f->lent > 0)
		memmove(f->bytes, f->bytes + f->lent, f->length - f->lent);
	f->length -= f->lent;
	f->lent = 0;
	if (f->from < 0)
		return at_end(f, page, e);
	while ((end = f->length > looked ? memchr(f->bytes + looked, '\f', f->length - looked) : NULL) == NULL) {
		looked = f->length;
		if (!read_more(f))
			return at_end(f, page, e);
	}
	*page = (struct str){f->bytes, (size_t)(end - f->bytes)};
	f->lent = page->length + 1;
	return ERR_OK;
}
