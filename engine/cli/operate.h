/*
 * operate.h: what the steering commands share: one short transaction on a run that is locked meanwhile,
 * a task named by the operator, a reason, a second person.
 *
 * Who may do what is settled by the database: roles, keys, triggers and functions of schema run.  Here it
 * is asked, and a refusal is said in the words of the office.
 *
 * Thread: main only.  Ownership: everything lives in cli->keep.
 */
#ifndef GETSUJI_OPERATE_H
#define GETSUJI_OPERATE_H

#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/db/db.h"

#include <stdbool.h>

/* A run that is being steered, and the task of it that was named. */
struct operated {
	int run_id;
	const char *named; /* the task asked for; NULL: the run itself */

	const char *execution, *decision, *stop_asked, *login, *runner;
	bool alive;                      /* a runner holds its lock now */
	int task_no;                     /* 0: the run itself */
	const char *task, *kind, *state; /* of that task; NULL for the run */

	const char *said; /* left by ask(): printed once the transaction is committed */
	int exit_code;    /* left by ask(): of the command that ends well */
};

typedef enum err_code operate_ask(struct cli *c, struct db *db, struct operated *o, struct err *e);

/* Loads the run and the task, calls ask, commits and prints; what fails leaves nothing behind. */
MUST_CHECK enum err_code operate(
	struct cli *c, enum connect_as as, struct operated *o, operate_ask *ask, struct err *e);

/* The command's first two operands: the run, and the task where there is one. */
MUST_CHECK enum err_code operate_operands(const struct cli *c, struct operated *o, struct err *e);

/* --reason, which must say something; never NULL where it returns ERR_OK. */
MUST_CHECK enum err_code operate_reason(const struct cli *c, const char **reason, struct err *e);

/* A row of run.action: the command, and "task NAME: REASON". */
MUST_CHECK enum err_code operate_record(struct cli *c, struct db *db, const struct operated *o,
	const char *command, const char *reason, struct err *e);

/* Tells the runner, if there is one, to look. */
MUST_CHECK enum err_code operate_notify(
	struct cli *c, struct db *db, const struct operated *o, struct err *e);

/* Asks for something that needs a second person; ERR_NOT_DUE where it is asked for already (detail: by
 * whom, since when, why).  again: what the second person types. */
MUST_CHECK enum err_code operate_propose(
	struct cli *c, struct db *db, struct operated *o, const char *command, const char *again, struct err *e);

/* What was asked for and this login may agree to: its number, who asked, since when, why. */
MUST_CHECK enum err_code operate_asked(struct cli *c, struct db *db, const struct operated *o,
	const char *command, struct db_result **asked, struct err *e);

/* Agrees to it, as that person. */
MUST_CHECK enum err_code operate_agree(
	struct cli *c, struct db *db, struct operated *o, const char *command, struct err *e);

#endif
