/*
 * process.c: see process.h.
 */
#include "engine/base/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

bool process_lives(pid_t pid)
{
	char path[32], line[512];
	const char *state = NULL;
	FILE *f;

	if (pid <= 0 || (kill(pid, 0) != 0 && errno == ESRCH))
		return false;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return true;
	if (fgets(line, sizeof line, f))
		state = strrchr(line, ')'); /* "PID (NAME) STATE …"; the name may hold anything */
	fclose(f);
	return !state || strlen(state) < 3 || (state[2] != 'Z' && state[2] != 'X');
}
