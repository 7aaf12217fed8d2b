/*
 * cmd_steer.c: being built.
 */
#include "engine/cli/cli.h"

enum err_code command_pause(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}

enum err_code command_release(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}

enum err_code command_stop(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}

enum err_code command_skip(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}

enum err_code command_set_ok(struct cli *c, struct err *e)
{
	return err_set(e, ERR_INTERNAL, 2000, "the command %s is being built", c->command->name);
}
