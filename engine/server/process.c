/*
 * process.c: see process.h.
 *
 * Input and output go through unnamed memory files, not pipes: a child that dies early cannot send us
 * SIGPIPE, and one that prints a lot cannot block.
 */
#include "engine/server/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MAX = 64 * 1024, NOT_STARTED = 127 };

static bool write_all(int fd, const char *at, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, at, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

static bool become(const struct account *account)
{
	if (account == NULL || geteuid() != 0 || account->uid == 0)
		return true;
	return setgid(account->gid) == 0 && initgroups(account->name, account->gid) == 0 &&
		   setuid(account->uid) == 0;
}

/* In the child: never returns.  stdin_fd or -1, stdout_fd or -1. */
_Noreturn static void run_child(const struct process *p, int stdin_fd, int stdout_fd)
{
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", NULL};
	sigset_t none;
	int nowhere = open("/dev/null", O_RDWR);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL); /* fails for SIGKILL and SIGSTOP */
	umask(077);
	if (nowhere >= 0 && dup2(stdin_fd >= 0 ? stdin_fd : nowhere, 0) == 0 &&
		dup2(stdout_fd >= 0 ? stdout_fd : nowhere, 1) == 1 && dup2(1, 2) == 2 &&
		close_range(3, ~0U, 0) == 0 && become(p->account) && chdir("/") == 0)
		/* execve does not write to its arguments; its type is older than const. */
		execve(p->argv[0], (char *const *)(uintptr_t)p->argv, (char *const *)(uintptr_t)environment);
	dprintf(2, "%s: %s\n", p->argv[0], strerror(errno));
	_exit(NOT_STARTED);
}

static enum err_code could_not(const char *what, struct err *e)
{
	return err_set(e, ERR_ENVIRONMENT, 1901, "could not start %s: %s", what, strerror(errno));
}

static enum err_code wait_for(pid_t pid, const char *what, struct err *e)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return could_not(what, e);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return ERR_OK;
	if (WIFEXITED(status))
		return err_set(e, ERR_ENVIRONMENT, 1902, "%s ended with exit status %d", what, WEXITSTATUS(status));
	return err_set(e, ERR_ENVIRONMENT, 1903, "%s was ended by signal %d", what, WTERMSIG(status));
}

static const char *read_back(int fd, struct arena *keep)
{
	char *text = arena_alloc(keep, OUTPUT_MAX);
	ssize_t length = pread(fd, text, OUTPUT_MAX - 1, 0);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

enum err_code process_run(const struct process *p, struct arena *keep, const char **output, struct err *e)
{
	int in = -1, out = -1;
	enum err_code code;

	if (p->input != NULL) {
		in = memfd_create("input", MFD_CLOEXEC);
		if (in < 0 || !write_all(in, p->input, strlen(p->input)) || lseek(in, 0, SEEK_SET) != 0) {
			code = could_not(p->argv[0], e);
			goto out;
		}
	}
	if (output != NULL && (out = memfd_create("output", MFD_CLOEXEC)) < 0) {
		code = could_not(p->argv[0], e);
		goto out;
	}
	pid_t pid = fork();
	if (pid == 0)
		run_child(p, in, output != NULL ? out : p->log);
	code = pid < 0 ? could_not(p->argv[0], e) : wait_for(pid, p->argv[0], e);
	if (output != NULL)
		*output = read_back(out, keep);
out:
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return code;
}

enum err_code process_detach(const struct process *p, pid_t *pid, struct err *e)
{
	int report[2];
	enum err_code code;

	if (pipe2(report, O_CLOEXEC) != 0)
		return could_not(p->argv[0], e);
	pid_t first = fork();
	if (first == 0) {
		/* Forked twice: the second is nobody's child but init's, so it becomes no zombie of ours. */
		setsid();
		pid_t second = fork();
		if (second == 0)
			run_child(p, -1, p->log);
		bool told = second > 0 && write_all(report[1], (const char *)&second, sizeof second);
		_exit(told ? 0 : NOT_STARTED);
	}
	close(report[1]);
	code = first < 0 ? could_not(p->argv[0], e) : wait_for(first, p->argv[0], e);
	if (code == ERR_OK && read(report[0], pid, sizeof *pid) != (ssize_t)sizeof *pid)
		code = could_not(p->argv[0], e);
	close(report[0]);
	return code;
}

bool process_gone(pid_t pid)
{
	char path[64], text[512];
	if (kill(pid, 0) != 0 && errno == ESRCH)
		return true;
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT;
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	const char *name_end = strrchr(text, ')'); /* "PID (name) STATE …"; a name may hold anything */
	return name_end == NULL || name_end[1] != ' ' || name_end[2] == 'Z' || name_end[2] == 'X';
}

static bool works_in(const char *pid, const struct stat *folder)
{
	char path[300];
	struct stat at;
	snprintf(path, sizeof path, "/proc/%s/cwd", pid);
	return stat(path, &at) == 0 && at.st_dev == folder->st_dev && at.st_ino == folder->st_ino;
}

bool process_works_in(pid_t pid, const char *folder)
{
	struct stat wanted;
	char number[24];
	bool found = false;

	if (stat(folder, &wanted) != 0)
		return false;
	snprintf(number, sizeof number, "%ld", (long)pid);
	if (pid != 0)
		return works_in(number, &wanted);
	DIR *all = opendir("/proc");
	const struct dirent *entry;
	while (all != NULL && !found && (entry = readdir(all)) != NULL)
		found = isdigit((unsigned char)entry->d_name[0]) && works_in(entry->d_name, &wanted);
	if (all != NULL)
		closedir(all);
	return found;
}
