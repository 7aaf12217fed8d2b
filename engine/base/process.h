/*
 * process.h: other processes of this host.
 *
 * Thread: any.
 */
#ifndef GETSUJI_PROCESS_H
#define GETSUJI_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether there is a process of that number that has not ended.  One that nobody has waited for yet (a
 * zombie) has ended.  Where it cannot be known, it lives. */
bool process_lives(pid_t pid);

#define PROCESS_TOKEN_SIZE 7

/* Six hexadecimal digits by chance, the same as long as the process lives: with host and number it is told
 * from one of a container that has both in common.  For names only, never part of a result. */
const char *process_token(void);

#endif
