/*
 * outbox.c: see outbox.h.
 *
 * Input and output of the program go through unnamed memory files: one that does not read, or prints
 * without end, cannot block us.
 */
#include "engine/run/outbox.h"

#include "engine/run/status.h"
#include "gen/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAID_MAX    200            /* bytes of what a failing program said */
#define OUTPUT_MAX  (1024 * 1024L) /* a program that prints more gets SIGXFSZ */
#define NOT_STARTED 127

/* How a program ended. */
struct ending {
	bool taken, hung;
	int status;          /* of waitpid() */
	char said[SAID_MAX]; /* the first line of its output */
};

static bool put(int fd, const char *text)
{
	size_t length = strlen(text);

	return write(fd, text, length) == (ssize_t)length && lseek(fd, 0, SEEK_SET) == 0;
}

/* In the child: never returns.  It ends with us, and what it starts can be killed with it. */
_Noreturn static void run_program(const char *program, int in, int out)
{
	const struct rlimit output = {OUTPUT_MAX, OUTPUT_MAX};
	char *const argv[] = {(char *)(uintptr_t)program, NULL};
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* fails for SIGKILL and SIGSTOP */
	setrlimit(RLIMIT_FSIZE, &output);
	if (dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2 && close_range(3, ~0U, 0) == 0)
		execve(program, argv, environ);
	dprintf(2, "%s\n", strerror(errno));
	_exit(NOT_STARTED);
}

/* Until it ends, or its time is up: then it is killed with its group. */
static void wait_for(pid_t pid, int seconds, struct ending *end)
{
	const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
	struct timespec now, began;
	pid_t got = 0;

	clock_gettime(CLOCK_MONOTONIC, &began);
	while (got == 0) {
		got = waitpid(pid, &end->status, WNOHANG);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (got == 0 && now.tv_sec - began.tv_sec >= seconds) {
			end->hung = true;
			kill(-pid, SIGKILL);
			got = waitpid(pid, &end->status, 0);
		} else if (got == 0) {
			nanosleep(&pause, NULL);
		}
	}
	kill(-pid, SIGKILL); /* what it left behind in its group */
	end->taken = got == pid && !end->hung && WIFEXITED(end->status) && WEXITSTATUS(end->status) == 0;
}

static void read_said(int fd, struct ending *end)
{
	ssize_t n = pread(fd, end->said, sizeof(end->said) - 1, 0);

	end->said[n > 0 ? n : 0] = '\0';
	end->said[strcspn(end->said, "\r\n")] = '\0';
}

/* One event to one process. */
static enum err_code tell(
	const struct outbox_hook *hook, const char *message, struct ending *end, struct err *e)
{
	int in = memfd_create("event", MFD_CLOEXEC), out = memfd_create("said", MFD_CLOEXEC);
	pid_t pid;

	*end = (struct ending){0};
	if (in < 0 || out < 0 || !put(in, message)) {
		err_set(e, ERR_ENVIRONMENT, 2102, "could not prepare an event: %s", strerror(errno));
		goto out;
	}
	pid = fork();
	if (pid == 0)
		run_program(hook->program, in, out);
	if (pid < 0) {
		err_set(e, ERR_ENVIRONMENT, 2103, "could not start the notification program: %s", strerror(errno));
		goto out;
	}
	wait_for(pid, hook->seconds, end);
	read_said(out, end);
out:
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return e->code;
}

static void refused(const struct outbox_hook *hook, const struct ending *end, struct err *why)
{
	if (end->hung)
		err_set(
			why, ERR_WARNINGS, 2104, "the notification program did not end within %d seconds", hook->seconds);
	else if (WIFSIGNALED(end->status))
		err_set(why, ERR_WARNINGS, 2105, "the notification program was ended by signal %d",
			WTERMSIG(end->status));
	else
		err_set(why, ERR_WARNINGS, 2106, "the notification program ended with exit status %d",
			WEXITSTATUS(end->status));
	err_place(why, "%s", hook->program);
	if (end->said[0] != '\0')
		err_detail(why, "%s", end->said);
	err_hint(why, "Nothing is lost: mend it, then getsuji notify sends what is left.");
}

static enum err_code check_program(const char *program, struct err *e)
{
	struct stat st;

	if (strchr(program, '/') == NULL)
		err_set(e, ERR_USAGE, 2100, "the notification program must be named with its path");
	else if (stat(program, &st) != 0 || !S_ISREG(st.st_mode) || access(program, X_OK) != 0)
		err_set(e, ERR_ENVIRONMENT, 2101, "the notification program cannot be executed");
	else
		return ERR_OK;
	err_place(e, "%s", program);
	return err_hint(
		e, "Name an executable file with --notify or GETSUJI_NOTIFY, such as /etc/getsuji/notify.");
}

static enum err_code message_of(
	struct db *db, const struct db_result *claim, struct arena *keep, const char **message, struct err *e)
{
	const char *next = status_next_command((int)db_int(claim, 0, 1), db_text(claim, 0, 2),
		db_text(claim, 0, 3), db_text(claim, 0, 4), db_int(claim, 0, 5) != 0, keep);
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, db_int(claim, 0, 0));
	db_arg_text(&args, next != NULL ? next : "");
	if (db_query(db, &sql_outbox_message, &args, keep, &r, e) == ERR_OK)
		*message = arena_printf(keep, "%s\n", db_text(r, 0, 0));
	return e->code;
}

/* The next unsent event after *after, in a transaction of its own; *after is 0 when there is none. */
static enum err_code send_one(struct db *db, const struct outbox_hook *hook, int64_t *after,
	struct ending *end, struct arena *scratch, struct err *e)
{
	struct db_args where = {0}, taken = {0};
	struct db_result *claim;
	const char *message = "";

	db_arg_int(&where, *after);
	if (db_query(db, &sql_transaction_begin, NULL, scratch, NULL, e) != ERR_OK)
		return e->code;
	if (db_query(db, &sql_outbox_claim, &where, scratch, &claim, e) != ERR_OK)
		return db_end(db, e->code, scratch, e);
	*after = db_rows(claim) > 0 ? db_int(claim, 0, 0) : 0;
	if (*after != 0) {
		if (message_of(db, claim, scratch, &message, e) != ERR_OK || tell(hook, message, end, e) != ERR_OK)
			return db_end(db, e->code, scratch, e);
		db_arg_int(&taken, *after);
		db_arg_bool(&taken, end->taken);
		if (db_query(db, &sql_outbox_taken, &taken, scratch, NULL, e) != ERR_OK)
			return db_end(db, e->code, scratch, e);
	}
	return db_end(db, ERR_OK, scratch, e);
}

enum err_code outbox_send(
	struct db *db, const struct outbox_hook *hook, struct arena *keep, struct outbox_sent *out, struct err *e)
{
	struct arena *scratch = arena_new();
	struct ending end = {0};
	struct db_result *r;
	int64_t at = 0;

	*out = (struct outbox_sent){0};
	if (check_program(hook->program, e) != ERR_OK)
		goto out;
	do {
		arena_reset(scratch);
		end = (struct ending){0};
		if (send_one(db, hook, &at, &end, scratch, e) != ERR_OK)
			goto out;
		if (at != 0 && end.taken) {
			out->sent++;
		} else if (at != 0) {
			out->refused++;
			refused(hook, &end, &out->why);
		}
	} while (at != 0 && !end.hung);
	if (db_query(db, &sql_outbox_left, NULL, keep, &r, e) == ERR_OK)
		out->left = db_int(r, 0, 0);
out:
	arena_free(scratch);
	return e->code;
}
