/*
 * cmd_history.c: being built.
 */
#include "engine/cli/cli.h"

enum err_code command_history(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}

enum err_code command_compare(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}
