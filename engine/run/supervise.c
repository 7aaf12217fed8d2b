/*
 * supervise.c: see supervise.h.
 */
#include "engine/run/supervise.h"

#include "engine/base/intl.h"
#include "getsuji/arena.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	DEATHS_MAX = 3,  /* in a row by SIGKILL or for lack of memory, without a chunk committed in between */
	CRASHES_MAX = 6, /* in a row, without a chunk committed or a record proven in between */
	EXIT_ORPHAN = 8  /* the parent was gone before the child began: nothing was started */
};

/* How a broken program ends. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* ---- the child ---- */

static struct flight *own_flight; /* for tell_exhausted(), which has no argument */

static void tell_exhausted(void)
{
	own_flight->short_of_memory = 1;
}

/* What a core file would hold are persons' data. */
static void leave_no_core(void)
{
	const struct rlimit none = {0, 0};

	CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
	CHECK(prctl(PR_SET_DUMPABLE, 0) == 0); /* also where a program takes the cores */
}

static _Noreturn void be_child(
	const struct supervised *s, struct flight *f, int workers, pid_t parent, const sigset_t *mask)
{
	/* The parent may have died before this took hold: then nobody would notice our end. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(EXIT_ORPHAN);
	leave_no_core();
	/* What a handler would make an exit code of must be seen as a crash from the parent. */
	for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
		signal(crashes[i], SIG_DFL);
	own_flight = f;
	arena_when_exhausted(tell_exhausted);
	CHECK(sigprocmask(SIG_SETMASK, mask, NULL) == 0);
	exit(s->work(s->arg, f, workers));
}

/* ---- memory ---- */

static int64_t number_after(const char *path, const char *word)
{
	char line[256];
	int64_t n = 0;
	FILE *f = fopen(path, "re");
	size_t length = strlen(word);

	if (!f)
		return 0;
	while (fgets(line, sizeof line, f))
		if (strncmp(line, word, length) == 0 && line[length] == ' ')
			n = strtoll(line + length, NULL, 10);
	fclose(f);
	return n;
}

/* How often the kernel killed for lack of memory: on this machine, and in our own group of processes. */
static int64_t oom_kills(void)
{
	char line[512], path[600];
	int64_t n = number_after("/proc/vmstat", "oom_kill");
	FILE *f = fopen("/proc/self/cgroup", "re");

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "0::", 3) == 0) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", line + 3);
			n += number_after(path, "oom_kill");
		}
	if (f)
		fclose(f);
	return n;
}

/* ---- the parent ---- */

struct watch {
	const struct supervised *what;
	struct flight *flight;
	sigset_t listened, before; /* signals the parent waits for; the mask it came with */
	pid_t parent, child;
	int workers;       /* for the next child */
	int deaths;        /* in a row, without a chunk committed in between */
	int crashes;       /* the same, and no record proven */
	int64_t committed; /* when the last one died */
	int64_t oom_kills; /* when the child was started */
	bool alone;        /* one worker, to see which record it is */
};

/* SIGHUP and SIGINT stay ignored where they were (nohup, a shell's background job). */
static void listen_to(struct watch *w)
{
	static const int all[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT};

	sigemptyset(&w->listened);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct sigaction now;

		CHECK(sigaction(all[i], NULL, &now) == 0);
		if (all[i] == SIGCHLD || now.sa_handler != SIG_IGN)
			sigaddset(&w->listened, all[i]);
	}
	signal(SIGCHLD, SIG_DFL);
	CHECK(sigprocmask(SIG_BLOCK, &w->listened, &w->before) == 0);
}

static enum err_code start_child(struct watch *w, struct err *e)
{
	w->oom_kills = oom_kills();
	fflush(NULL); /* or what is in the buffers would be written twice */
	w->child = fork();
	if (w->child < 0)
		return err_set(e, ERR_ENVIRONMENT, 1578, "could not start the working process: %s", strerror(errno));
	if (w->child == 0)
		be_child(w->what, w->flight, w->alone ? 1 : w->workers, w->parent, &w->before);
	return ERR_OK;
}

/* What a terminal sends goes to the child as well; only what was sent to us is handed on. */
static void hand_on(struct watch *w, const siginfo_t *info)
{
	bool terminal = info->si_code == SI_KERNEL;

	if (!terminal || info->si_signo == SIGCONT)
		kill(w->child, info->si_signo);
	if (info->si_signo == SIGTSTP) {
		raise(SIGSTOP);
		kill(w->child, SIGCONT);
	}
}

/* Until the child is gone; its status. */
static int attend(struct watch *w)
{
	for (;;) {
		siginfo_t info;
		int status;

		if (waitpid(w->child, &status, WNOHANG) == w->child)
			return status;
		if (sigwaitinfo(&w->listened, &info) > 0 && info.si_signo != SIGCHLD)
			hand_on(w, &info);
	}
}

static bool is_crash(int signal)
{
	for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
		if (crashes[i] == signal)
			return true;
	return false;
}

static bool was_short(const struct watch *w, int signal)
{
	return w->flight->short_of_memory || (signal == SIGKILL && oom_kills() > w->oom_kills);
}

static enum err_code give_up_crashing(const struct watch *w, struct err *e)
{
	const struct flight *f = w->flight;

	err_set(e, ERR_INTERNAL, 1574, "the program crashed %d times without getting on", w->crashes);
	if (f->task_no)
		err_detail(e, "run %d, task %d, chunk %d, signal %d", f->run_id, f->task_no, f->chunk_no, f->signal);
	else
		err_detail(e, "signal %d, outside of any chunk", f->signal);
	return err_hint(e, "All that was committed is kept. Report it with the numbers above.");
}

static enum err_code give_up_dying(const struct watch *w, bool short_of_memory, struct err *e)
{
	if (short_of_memory) {
		err_set(e, ERR_RETRY, 1575, "there is not enough memory, even for %d workers", w->workers);
		return err_hint(e, "Make memory free or use smaller chunks, then start the same command again.");
	}
	err_set(e, ERR_RETRY, 1576, "the process was killed %d times without getting on", w->deaths);
	return err_hint(
		e, "Find out who kills it, then start the same command again: what was committed is kept.");
}

/* After a crash: which records are to be tried, and whether it still makes sense. */
static enum err_code judge_crash(struct watch *w, int signal, bool got_on, struct err *e)
{
	int proven = flight_find(w->flight, FLIGHT_PROVEN), again;

	flight_landed(w->flight, signal);
	again = flight_find(w->flight, FLIGHT_AGAIN);
	if (got_on || flight_find(w->flight, FLIGHT_PROVEN) != proven)
		w->crashes = 0;
	w->crashes++;
	/* One that passed alone and yet is there again: with one worker, no other can be meant. */
	w->alone = again < 0 && flight_find(w->flight, FLIGHT_CLEARED) >= 0 && !got_on;
	return w->crashes >= CRASHES_MAX ? give_up_crashing(w, e) : ERR_OK;
}

/* ERR_OK: start another. */
static enum err_code judge(struct watch *w, int status, struct err *e)
{
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	bool short_of_memory = was_short(w, signal), got_on = w->flight->committed > w->committed;

	w->committed = w->flight->committed;
	w->flight->short_of_memory = 0;
	if (is_crash(signal) && !short_of_memory)
		return judge_crash(w, signal, got_on, e);
	if (!short_of_memory && signal != SIGKILL) {
		flight_died(w->flight, signal, false);
		err_set(e, ERR_STOPPED, 1577, "stopped at once by signal %d; the chunks at work are done again later",
			signal);
		return e->code;
	}
	flight_died(w->flight, signal, short_of_memory);
	w->deaths = got_on ? 1 : w->deaths + 1;
	if (w->deaths >= DEATHS_MAX && (!short_of_memory || w->workers == 1))
		return give_up_dying(w, short_of_memory, e);
	if (short_of_memory && w->workers > 1)
		w->workers /= 2;
	return ERR_OK;
}

static enum err_code run_children(struct watch *w, int *exit_code, struct err *e)
{
	enum err_code code;
	int status;

	for (;;) {
		code = start_child(w, e);
		if (code != ERR_OK)
			return code;
		status = attend(w);
		if (WIFEXITED(status) && !w->flight->short_of_memory) {
			*exit_code = WEXITSTATUS(status);
			return ERR_OK;
		}
		code = judge(w, status, e);
		if (code != ERR_OK)
			return code;
		if (WIFSIGNALED(status))
			fprintf(
				stderr, _("the working process ended by signal %d; it is started again\n"), WTERMSIG(status));
		else
			fprintf(stderr, _("memory ran out; going on with %d workers\n"), w->workers);
	}
}

enum err_code supervise(const struct supervised *s, int *exit_code, struct err *e)
{
	struct watch w = {.what = s, .flight = s->flight, .parent = getpid(), .workers = s->workers};
	enum err_code code;

	listen_to(&w);
	code = run_children(&w, exit_code, e);
	CHECK(sigprocmask(SIG_SETMASK, &w.before, NULL) == 0);
	return code;
}
