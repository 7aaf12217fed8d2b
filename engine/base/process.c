/*
 * process.c: see process.h.
 */
#include "engine/base/process.h"

#include "getsuji/err.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static char token[PROCESS_TOKEN_SIZE]; /* written once, by take_token() */
static pthread_once_t token_once = PTHREAD_ONCE_INIT;

static void take_token(void)
{
	unsigned char by_chance[3];

	CHECK(getrandom(by_chance, sizeof by_chance, 0) == (ssize_t)sizeof by_chance);
	snprintf(token, sizeof token, "%02x%02x%02x", by_chance[0], by_chance[1], by_chance[2]);
}

const char *process_token(void)
{
	CHECK(pthread_once(&token_once, take_token) == 0);
	return token;
}

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
