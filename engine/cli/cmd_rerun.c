/*
 * cmd_rerun.c: rerun: shows what will be undone and what runs, and with --yes does it and goes on as resume
 * does.
 *
 * The undoing is one transaction under the runner's lock; between it and going on anybody else may take the
 * run, who then goes on with the same.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/operate.h"
#include "engine/cli/preview.h"
#include "engine/run/rerun.h"

#include <string.h>

static enum err_code read_wish(const struct cli *c, struct rerun_wish *wish, struct err *e)
{
	const struct options *o = &c->options;

	if (o->text[OPT_mode] == NULL) {
		err_set(e, ERR_USAGE, 2058, "rerun needs --mode");
		return err_hint(e, "Modes: from-top, from-abnormal, after-abnormal, warnings-only, only-quarantined, "
						   "task=NAME, task=NAME,downstream.");
	}
	if (rerun_parse(o->text[OPT_mode], c->keep, wish, e) != ERR_OK)
		return e->code;
	if (o->number[OPT_agree] != 0 && wish->mode != RERUN_AFTER_ABNORMAL) {
		err_set(e, ERR_USAGE, 2059, "only the mode after-abnormal needs a second person");
		return err_hint(e, "Leave --agree out.");
	}
	return ERR_OK;
}

static const char *again(struct cli *c, int run_id, const struct rerun_wish *wish, const char *more)
{
	return arena_printf(c->keep, "getsuji rerun %d --mode %s%s", run_id, wish->text, more);
}

static enum err_code ask_after_abnormal(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	static const struct rerun_wish wish = {.mode = RERUN_AFTER_ABNORMAL, .text = "after-abnormal"};

	if (c->options.number[OPT_agree] != 0)
		return operate_agree(c, db, o, wish.text, e);
	return operate_propose(c, db, o, wish.text, again(c, o->run_id, &wish, " --agree"), e);
}

/* What failed is taken as good by two persons; the run is gone on with once they agree. */
static enum err_code two_persons(struct cli *c, int run_id, struct err *e)
{
	enum connect_as as = c->options.number[OPT_agree] != 0 ? CONNECT_APPROVER : CONNECT_RUNNER;
	struct operated o = {.run_id = run_id};

	return operate(c, as, &o, ask_after_abnormal, e);
}

enum err_code command_rerun(struct cli *c, struct err *e)
{
	const char *more = "";
	struct rerun_wish wish;
	struct preview p = {.wish = &wish, .command = "rerun"};

	if (operand_run(c, 0, &p.run_id, e) != ERR_OK || read_wish(c, &wish, e) != ERR_OK)
		return e->code;
	if (wish.mode == RERUN_AFTER_ABNORMAL)
		more = " --reason TEXT";
	p.next = again(c, p.run_id, &wish, arena_printf(c->keep, "%s --yes", more));
	p.only_ask = wish.mode == RERUN_AFTER_ABNORMAL;
	if (c->options.number[OPT_agree] != 0)
		return two_persons(c, p.run_id, e);
	if (preview_do(c, &p, e) != ERR_OK || !p.go_on)
		return e->code;
	if (p.only_ask && p.plan->changes > 0)
		return two_persons(c, p.run_id, e);
	return command_resume(c, e);
}
