/*
 * failpoint.c: what GETSUJI_FAILPOINT says.  Part of build/getsuji-failpoints only.
 *
 *   GETSUJI_FAILPOINT=NAME[=KEY]:N:ACTION[,…]     at most 64 of them
 *
 *   NAME     a place in the program; GETSUJI_FAILPOINT=list prints them all and ends the program:
 *            "pass NAME" can die or stall, "key NAME" too, for one record, "fails NAME" can fail
 *   KEY      only where this record is in work
 *   N        the N-th passing, from 1, counted over all processes of one command, so that a child which was
 *            started again does not die again; * means every passing
 *   ACTION   kill stop                the process, by SIGKILL or SIGSTOP
 *            killgroup                the process group, by SIGKILL
 *            segv bus fpe ill abort   the process, by that signal, as a broken program would
 *            sleep=MS                 the thread
 *            exit                     the process, at once, with exit code 1
 *            log                      nothing beside the line in the log
 *            enospc eio enomem        the operation fails so (places that can fail)
 *
 *   GETSUJI_FAILPOINT_LOG=FILE       a line "NAME N ACTION PID" is appended just before the action
 *
 * What cannot be understood ends the program with exit code 16 before main(), so that no test takes a
 * misspelt place for one that did no harm.
 */
#ifdef GETSUJI_FAILPOINTS

#include "engine/base/failpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { ORDERS_MAX = 64, NAME_SIZE = 64, EXIT_MISSPELT = 16 };

enum action_kind { ACT_SIGNAL, ACT_GROUP, ACT_SLEEP, ACT_EXIT, ACT_ERRNO, ACT_LOG };

struct action {
	const char *name;
	enum action_kind kind;
	int value; /* the signal, or errno */
};

static const struct action actions[] = {
	{"kill", ACT_SIGNAL, SIGKILL},
	{"stop", ACT_SIGNAL, SIGSTOP},
	{"segv", ACT_SIGNAL, SIGSEGV},
	{"bus", ACT_SIGNAL, SIGBUS},
	{"fpe", ACT_SIGNAL, SIGFPE},
	{"ill", ACT_SIGNAL, SIGILL},
	{"abort", ACT_SIGNAL, SIGABRT},
	{"killgroup", ACT_GROUP, SIGKILL},
	{"sleep", ACT_SLEEP, 0},
	{"exit", ACT_EXIT, 1},
	{"log", ACT_LOG, 0},
	{"enospc", ACT_ERRNO, ENOSPC},
	{"eio", ACT_ERRNO, EIO},
	{"enomem", ACT_ERRNO, ENOMEM},
};

struct order {
	char name[NAME_SIZE];
	bool for_key;
	int64_t key;
	int64_t nth; /* 0: every passing */
	const struct action *action;
	int64_t ms; /* of sleep */
};

/* Written before main() only. */
static struct order order[ORDERS_MAX];
static int orders;
static const char *log_path;
static _Atomic int64_t *passed; /* [ORDERS_MAX], shared with the children */

/* Made by the linker: the borders of the section that holds the names.  Weak: there may be none. */
extern const char *const __start_getsuji_failpoints[] __attribute__((weak));
extern const char *const __stop_getsuji_failpoints[] __attribute__((weak));

static const char *listed_name(const char *const *at)
{
	const char *space = *at ? strchr(*at, ' ') : NULL; /* a sanitizer pads the section with zeros */

	return space ? space + 1 : NULL;
}

/* One line each; a place that is compiled in twice is listed once. */
static _Noreturn void list_names(void)
{
	for (const char *const *at = __start_getsuji_failpoints; at < __stop_getsuji_failpoints; at++) {
		bool seen = !listed_name(at);

		for (const char *const *before = __start_getsuji_failpoints; before < at && !seen; before++)
			seen = *before && strcmp(*before, *at) == 0;
		if (!seen)
			puts(*at);
	}
	fflush(stdout);
	_exit(0);
}

static _Noreturn void misspelt(const char *why, const char *text)
{
	fprintf(stderr, "GETSUJI_FAILPOINT: %s: %s\n", why, text);
	_exit(EXIT_MISSPELT);
}

static bool is_listed(const char *name)
{
	for (const char *const *at = __start_getsuji_failpoints; at < __stop_getsuji_failpoints; at++)
		if (listed_name(at) && strcmp(listed_name(at), name) == 0)
			return true;
	return false;
}

static int64_t whole_number(const char *text, int64_t least)
{
	char *end = NULL;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (*text == '\0' || *end != '\0' || errno != 0 || v < least)
		misspelt("not such a number", text);
	return v;
}

static void read_action(struct order *o, char *text)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, text) == 0)
			o->action = &actions[i];
	if (!o->action || (value != NULL) != (o->action->kind == ACT_SLEEP))
		misspelt("no such action", text);
	if (value)
		o->ms = whole_number(value, 0);
}

/* "NAME[=KEY]:N:ACTION"; the text is cut up. */
static void read_order(char *text)
{
	struct order *o = &order[orders];
	char *nth = strchr(text, ':'), *action = nth ? strchr(nth + 1, ':') : NULL;
	char *key;

	if (!action || orders == ORDERS_MAX)
		misspelt("not NAME[=KEY]:N:ACTION, or too many", text);
	*nth++ = *action++ = '\0';
	key = strchr(text, '=');
	if (key) {
		*key++ = '\0';
		o->for_key = true;
		o->key = whole_number(key, INT64_MIN);
	}
	if (strlen(text) >= sizeof o->name || !is_listed(text))
		misspelt("no such place", text);
	memcpy(o->name, text, strlen(text) + 1);
	o->nth = strcmp(nth, "*") == 0 ? 0 : whole_number(nth, 1);
	read_action(o, action);
	orders++;
}

__attribute__((constructor)) static void read_environment(void)
{
	const char *said = getenv("GETSUJI_FAILPOINT");
	static char text[4096];

	if (!said || *said == '\0')
		return;
	if (strcmp(said, "list") == 0)
		list_names();
	if (strlen(said) >= sizeof text)
		misspelt("too long", said);
	memcpy(text, said, strlen(said) + 1);
	for (char *at = text, *next; at; at = next) {
		next = strchr(at, ',');
		if (next)
			*next++ = '\0';
		read_order(at);
	}
	log_path = getenv("GETSUJI_FAILPOINT_LOG");
	passed =
		mmap(NULL, sizeof *passed * ORDERS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (passed == MAP_FAILED)
		misspelt("no memory to count in", said);
}

/* One write: lines of several processes do not mix. */
static void log_hit(const struct order *o, int64_t count)
{
	char line[NAME_SIZE + 96];
	int length, fd;

	if (!log_path)
		return;
	length =
		snprintf(line, sizeof line, "%s %" PRId64 " %s %d\n", o->name, count, o->action->name, (int)getpid());
	fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, line, (size_t)length) != length)
		misspelt("cannot write GETSUJI_FAILPOINT_LOG", log_path);
	close(fd);
}

/*
 * As the fault itself would, also where a handler is installed.  The signal is this thread's and so stops the
 * process here: one sent to the process may be taken by another thread, later, while this one goes on.
 */
static void take(int signal_number)
{
	(void)signal(signal_number, SIG_DFL); /* fails for SIGKILL and SIGSTOP, which nobody can handle */
	raise(signal_number);
}

static void act(const struct order *o)
{
	switch (o->action->kind) {
	case ACT_SIGNAL:
		take(o->action->value);
		break;
	case ACT_GROUP:
		kill(0, o->action->value);
		break;
	case ACT_SLEEP: {
		struct timespec left = {.tv_sec = o->ms / 1000, .tv_nsec = (long)(o->ms % 1000) * 1000000};

		while (nanosleep(&left, &left) != 0 && errno == EINTR)
			continue;
		break;
	}
	case ACT_EXIT:
		_exit(o->action->value);
	case ACT_ERRNO:
		errno = o->action->value;
		break;
	case ACT_LOG:
		break;
	}
}

/* Whether an order took hold at this passing; `failing` asks for those that make an operation fail. */
static bool pass(const char *name, int64_t key, bool failing)
{
	bool hit = false;

	for (int i = 0; i < orders; i++) {
		const struct order *o = &order[i];
		int64_t count;

		if (strcmp(o->name, name) != 0 || (o->for_key && o->key != key))
			continue;
		count = atomic_fetch_add(&passed[i], 1) + 1;
		if (o->nth != 0 && count != o->nth)
			continue;
		if (o->action->kind == ACT_ERRNO && !failing)
			misspelt("nothing can fail here", name);
		log_hit(o, count);
		act(o);
		hit = hit || o->action->kind == ACT_ERRNO;
	}
	return hit;
}

void failpoint_pass(const char *name, int64_t key)
{
	(void)pass(name, key, false);
}

bool failpoint_pass_fails(const char *name)
{
	return pass(name, 0, true);
}

#endif
