/*
 * cli.h: what every command gets, and the table that names the commands.
 *
 * A command returns ERR_OK or an error that main() prints once and turns into the exit code.  A
 * command that ends well but with something to say (warnings, waiting at a gate) sets cli->exit_code.
 *
 * Thread: main only.  Ownership: everything lives in cli->keep, until the process ends.
 */
#ifndef GETSUJI_CLI_H
#define GETSUJI_CLI_H

#include "engine/cli/options.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stdio.h>

enum command_group {
	GROUP_PREPARE,
	GROUP_RUN,
	GROUP_LOOK,
	GROUP_STEER,
	GROUP_DECIDE,
	GROUP_ALONE,
	GROUP_COUNT
};

/* Flags that every command takes. */
#define COMMON_OPTIONS "lang quiet color rc-map help version"

struct cli;

/* A row of the table in commands.c. */
struct command {
	const char *name;
	enum command_group group;
	const char *usage;   /* operands; untranslated */
	const char *title;   /* one line, not translated yet */
	const char *options; /* flags it takes beside the common ones, separated by one space */
	int operands_min, operands_max;
	enum err_code (*run)(struct cli *c, struct err *e);
};

struct cli {
	struct arena *keep;
	const struct command *command;
	struct options options;
	FILE *out;     /* what was asked for */
	int exit_code; /* where the command returns ERR_OK */
};

extern const struct command commands[];
extern const size_t commands_count;
const struct command *command_find(const char *name); /* NULL: unknown */

/* An error for a word that is no command, with the nearest one. */
enum err_code command_unknown(const char *typed, struct arena *keep, struct err *e);

/* The program's help, or that of one command. */
void command_help_print(FILE *to);
void command_help_print_one(FILE *to, const struct command *c);

/* The commands: one function each. */
enum err_code command_check(struct cli *c, struct err *e);
enum err_code command_import(struct cli *c, struct err *e);
enum err_code command_migrate(struct cli *c, struct err *e);
enum err_code command_server(struct cli *c, struct err *e);
enum err_code command_run(struct cli *c, struct err *e);
enum err_code command_resume(struct cli *c, struct err *e);
enum err_code command_plan(struct cli *c, struct err *e);
enum err_code command_status(struct cli *c, struct err *e);
enum err_code command_explain(struct cli *c, struct err *e);
enum err_code command_notice(struct cli *c, struct err *e);
enum err_code command_approve(struct cli *c, struct err *e);
enum err_code command_reject(struct cli *c, struct err *e);
enum err_code command_confirm(struct cli *c, struct err *e);
enum err_code command_worker(struct cli *c, struct err *e);
enum err_code command_rerun(struct cli *c, struct err *e);
enum err_code command_why(struct cli *c, struct err *e);
enum err_code command_history(struct cli *c, struct err *e);
enum err_code command_compare(struct cli *c, struct err *e);
enum err_code command_quarantine(struct cli *c, struct err *e);
enum err_code command_logs(struct cli *c, struct err *e);
enum err_code command_states(struct cli *c, struct err *e);
enum err_code command_report(struct cli *c, struct err *e);
enum err_code command_calendar(struct cli *c, struct err *e);
enum err_code command_institution(struct cli *c, struct err *e);
enum err_code command_audit(struct cli *c, struct err *e);
enum err_code command_pause(struct cli *c, struct err *e);
enum err_code command_release(struct cli *c, struct err *e);
enum err_code command_stop(struct cli *c, struct err *e);
enum err_code command_skip(struct cli *c, struct err *e);
enum err_code command_set_ok(struct cli *c, struct err *e);
enum err_code command_reverse(struct cli *c, struct err *e);
enum err_code command_hold(struct cli *c, struct err *e);
enum err_code command_mail(struct cli *c, struct err *e);
enum err_code command_reprint(struct cli *c, struct err *e);
enum err_code command_lift(struct cli *c, struct err *e);
enum err_code command_payment(struct cli *c, struct err *e);
enum err_code command_notify(struct cli *c, struct err *e);
enum err_code command_spool(struct cli *c, struct err *e);
enum err_code command_help(struct cli *c, struct err *e);

/* Where files go: --artifacts, or the state directory's. */
const char *cli_artifact_dir(const struct cli *c);

/* Operands with a kind; the name of the operand is for the message. */
MUST_CHECK enum err_code operand_run(const struct cli *c, int n, int *run_id, struct err *e);

/* The error of a run that is not there: ERR_INPUT. */
enum err_code operand_no_run(int run_id, struct err *e);
/* OFFICE-CASE, or the household's id as it is. */
MUST_CHECK enum err_code operand_household(const struct cli *c, int n, int64_t *household_id, struct err *e);

/* An exact decimal number from 1 to max at *at, up to what is no digit; *at moves behind it.  False: none. */
bool cli_number(const char **at, int64_t max, int64_t *out);

/* Whether a reason may be kept in the ledger: one line of plain text; ERR_USAGE where not.  NULL may. */
MUST_CHECK enum err_code operand_reason(const char *reason, struct err *e);

#endif
