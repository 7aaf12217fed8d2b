/*
 * begin.h: may a task begin, and beginning it.
 *
 * In this order: paused (it waits), its conditions (it waits, or is skipped), its resources (it waits), then its
 * chunks are cut, its statement is run, its gate is asked.  What waits is asked again every second, a gate once
 * in a process.  Small tasks that are ready together begin together.
 *
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_BEGIN_H
#define GETSUJI_BEGIN_H

#include "engine/run/schedule.h"

/* Begins what can begin, until a round brings nothing new. */
MUST_CHECK enum err_code begin_ready(struct scheduler *s, struct err *e);

#endif
