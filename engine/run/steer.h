/*
 * steer.h: what operators ask of a run that is at work: pause, release, stop.  (What two persons leave out or
 * take as good is for a run that is not at work.)
 *
 * Whoever steers writes to the ledger, then notifies the channel getsuji_run.  The scheduler listens in its own
 * session and looks when it is notified, and once a second in any case.
 *
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_STEER_H
#define GETSUJI_STEER_H

#include "engine/run/schedule.h"

/* Starts to listen, and looks for the first time. */
MUST_CHECK enum err_code steer_start(struct scheduler *s, struct err *e);

/* Looks if it is time or a notification came; holds back or lets go what was paused or released. */
MUST_CHECK enum err_code steer_look(struct scheduler *s, struct err *e);

bool steer_run_paused(const struct scheduler *s);
bool steer_paused(const struct scheduler *s, int task); /* the task, or the whole run */

/* What was asked for by a signal or in the ledger. */
enum steer_stop { STEER_GO_ON, STEER_STOP, STEER_STOP_NOW };
enum steer_stop steer_stop_asked(const struct scheduler *s);

/* Ends the sessions of all workers of the run, here and in other processes: what they were at is rolled back
 * and done again later. */
void steer_break_off(struct scheduler *s);

/* The scheduler's session begins something that may take long, and has ended it: meanwhile a thread of its own
 * cancels it where a stop at once is asked for (ERR_STOPPED).  steer_end() ends that thread, if there is one. */
void steer_busy(struct scheduler *s);
void steer_free(struct scheduler *s);
void steer_end(struct scheduler *s);

#endif
