/*
 * cmd_rerun.c: being built.
 */
#include "engine/cli/cli.h"

enum err_code command_rerun(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}
