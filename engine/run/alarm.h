/*
 * alarm.h: what a person should look at although the run goes on: a deadline that passed (`deadline_minutes:`),
 * fewer or more records than expected (`expect:`).
 *
 * One row of run.alarm for a task and kind, one event when it is raised; the run then ends with warnings.
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_ALARM_H
#define GETSUJI_ALARM_H

#include "engine/run/schedule.h"

/* How many there are already, raised by earlier runners of the run, too. */
MUST_CHECK enum err_code alarm_load(struct scheduler *s, struct err *e);

/* Deadlines that passed meanwhile. */
MUST_CHECK enum err_code alarm_deadlines(struct scheduler *s, struct err *e);

/* A task is done: were its records as many as expected? */
MUST_CHECK enum err_code alarm_expect(struct scheduler *s, int task, struct err *e);

#endif
