/*
 * cmd_mail.h: the verbs of the command mail, one file each; each gets an open connection and an operand that is a run.
 */
#ifndef GETSUJI_CMD_MAIL_H
#define GETSUJI_CMD_MAIL_H

#include "engine/cli/cli.h"
#include "engine/db/db.h"

/* Is the run a mailing, and, where `issued` is asked, has it issued its pieces?  *cut_off_on: the last day on which they
 * can be pulled; DAY_MAX: not issued.  Errors: ERR_INPUT, ERR_STATE. */
MUST_CHECK enum err_code command_mail_load(
	struct cli *c, struct db *db, int run_id, bool issued, day_t *cut_off_on, struct err *e);

/* The error of a mailing that has expired, whatever was to leave of it: ERR_STATE. */
enum err_code command_mail_expired(int run_id, struct err *e);

/* --pieces: a number, or the first and the last. */
MUST_CHECK enum err_code command_mail_pieces(
	const struct cli *c, int64_t *first, int64_t *last, struct err *e);

/* What became of each piece; run_id 0: all mailings. */
MUST_CHECK enum err_code command_mail_status(struct cli *c, struct db *db, int run_id, struct err *e);

/* A person has looked into what is open about pieces. */
MUST_CHECK enum err_code command_mail_settle(struct cli *c, struct db *db, int run_id, struct err *e);

/* The verdict page of a mailing as a file. */
MUST_CHECK enum err_code command_mail_verdict(struct cli *c, struct db *db, int run_id, struct err *e);

/* Says which mailings are late, loudly, and sets the exit code of the command; nothing where none is. */
MUST_CHECK enum err_code command_mail_overdue(struct cli *c, struct db *db, struct err *e);

/* 引抜き: what must not be posted any more, as a list that the office signs. */
MUST_CHECK enum err_code command_mail_pull(struct cli *c, struct db *db, int run_id, struct err *e);

#endif
