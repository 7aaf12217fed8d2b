/*
 * operand.c: operands and options with a meaning of their own: a run, a household, the files' folder.
 */
#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "engine/cli/cli.h"
#include "engine/intake/dataset.h"

#include <limits.h>
#include <string.h>

#define REASON_MAX            200       /* characters, as in a file of holds */
#define HOUSEHOLDS_PER_OFFICE 100000000 /* household_id = office * this + case number */

/* An exact decimal number from 1 to max; false for anything else. */
static bool number_of(const char *text, const char *end, int64_t max, int64_t *out)
{
	int64_t v = 0;

	if (text == end || end - text > 18)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		v = v * 10 + (*text - '0');
	}
	if (v < 1 || v > max)
		return false;
	*out = v;
	return true;
}

bool cli_number(const char **at, int64_t max, int64_t *out)
{
	const char *end = *at + strspn(*at, "0123456789");

	if (!number_of(*at, end, max, out))
		return false;
	*at = end;
	return true;
}

enum err_code operand_run(const struct cli *c, int n, int *run_id, struct err *e)
{
	const char *text = c->options.operand[n];
	int64_t v;

	if (!number_of(text, text + strlen(text), INT_MAX, &v)) {
		err_set(e, ERR_USAGE, 1061, "%s is not the number of a run", text);
		return err_hint(e, "The command getsuji status lists the runs with their numbers.");
	}
	*run_id = (int)v;
	return ERR_OK;
}

enum err_code operand_no_run(int run_id, struct err *e)
{
	err_set(e, ERR_INPUT, 1075, "there is no run %d", run_id);
	return err_hint(e, "The command getsuji status lists the runs.");
}

enum err_code operand_household(const struct cli *c, int n, int64_t *household_id, struct err *e)
{
	const char *text = c->options.operand[n], *dash = strchr(text, '-'), *end = text + strlen(text);
	int64_t office, number;

	if (dash != NULL && number_of(text, dash, 99999, &office) &&
		number_of(dash + 1, end, HOUSEHOLDS_PER_OFFICE - 1, &number)) {
		*household_id = office * HOUSEHOLDS_PER_OFFICE + number;
		return ERR_OK;
	}
	if (dash == NULL &&
		number_of(text, end, 99999LL * HOUSEHOLDS_PER_OFFICE + HOUSEHOLDS_PER_OFFICE - 1, &number) &&
		number > HOUSEHOLDS_PER_OFFICE) {
		*household_id = number;
		return ERR_OK;
	}
	err_set(e, ERR_USAGE, 1062, "the second operand is not a household");
	return err_hint(e, "Write OFFICE-CASE, such as 1101-25, or the household's id.");
}

enum err_code operand_reason(const char *reason, struct err *e)
{
	enum intake_rule rule = RULE_CHARACTER;

	if (reason == NULL)
		return ERR_OK;
	if (text_valid(reason, strlen(reason), NULL))
		rule = intake_text_rule(reason, strlen(reason), REASON_MAX);
	if (rule == RULE_NONE)
		return ERR_OK;
	err_set(e, ERR_USAGE, 2150, "this reason cannot be kept");
	err_detail(e, "%s", _(intake_rule_text(rule)));
	return err_hint(
		e, "A reason is one line of at most %d characters, without any person's data.", REASON_MAX);
}

const char *cli_artifact_dir(const struct cli *c)
{
	if (c->options.text[OPT_artifacts] != NULL)
		return c->options.text[OPT_artifacts];
	return arena_printf(c->keep, "%s/artifacts", c->options.text[OPT_state]);
}
