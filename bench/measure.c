/*
 * measure.c: runs a command and writes how long it took and how much memory it had at most.
 *
 *   measure FILE COMMAND [ARGUMENT…]
 *       FILE gets "SECONDS PEAK_KB"; the exit code is the command's
 *
 * Peak is the largest resident set of the command or of any child it waited for (getrusage).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double began = now();
	int status = 0;
	FILE *out;
	pid_t child;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT…]\n");
		return 16;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &usage) != 0)
		return 32;
	out = fopen(argv[1], "w");
	if (out == NULL || fprintf(out, "%.4f %ld\n", now() - began, usage.ru_maxrss) < 0 || fclose(out) != 0)
		return 8;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 32;
}
