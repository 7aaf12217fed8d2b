/*
 * cmd_run.c: run, resume.  What is to be run; launch.h does the rest.
 */
#include "engine/cli/cli.h"
#include "engine/cli/launch.h"
#include "engine/cli/like.h"

#include <string.h>

/* What was given on the command line; graph, month and office must be. */
static enum err_code read_request(struct cli *c, struct execute_request *q, struct err *e)
{
	const struct options *o = &c->options;

	if (o->operands == 0 || o->text[OPT_month] == NULL || o->text[OPT_office] == NULL) {
		err_set(e, ERR_USAGE, 1073, "run needs %s",
			o->operands == 0             ? "GRAPH"
			: o->text[OPT_month] == NULL ? "--month YYYY-MM"
										 : "--office CODE");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	q->graph = o->operand[0];
	q->office_id = (int)o->number[OPT_office];
	q->month = (month_t)o->number[OPT_month];
	q->edition = (int)o->number[OPT_edition];
	return ERR_OK;
}

enum err_code command_run(struct cli *c, struct err *e)
{
	struct execute_request q = {0};
	const char *base;
	char month[8];

	if ((c->options.text[OPT_like] != NULL ? like_fill(c, &q, e) : read_request(c, &q, e)) != ERR_OK)
		return e->code;
	CHECK(q.graph);
	base = strrchr(q.graph, '/');
	return launch(c, &q,
		arena_printf(c->keep, "%s-%05d-%s-%d", base != NULL ? base + 1 : q.graph, q.office_id,
			month_format(q.month, month), q.edition),
		e);
}

enum err_code command_resume(struct cli *c, struct err *e)
{
	struct execute_request q = {0};

	if (operand_run(c, 0, &q.run_id, e) != ERR_OK)
		return e->code;
	return launch(c, &q, arena_printf(c->keep, "resume-%d", q.run_id), e);
}
