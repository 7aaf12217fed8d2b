/*
 * cmd_notify.c: notify: sends what is left in the outbox, as the end of a run does.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/run/outbox.h"

enum err_code command_notify(struct cli *c, struct err *e)
{
	const struct outbox_hook hook = {c->options.text[OPT_notify], (int)c->options.number[OPT_notify_seconds]};
	struct outbox_sent sent = {0};
	struct db *db = NULL;

	if (hook.program == NULL) {
		err_set(e, ERR_USAGE, 2107, "notify needs %s", "--notify PROGRAM");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, "--notify PROGRAM");
	}
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (outbox_send(db, &hook, c->keep, &sent, e) == ERR_OK) {
		if (c->options.number[OPT_quiet] == 0)
			fprintf(c->out, _("%lld events sent, %lld left\n"), (long long)sent.sent, (long long)sent.left);
		if (sent.refused > 0)
			*e = sent.why;
	}
	db_close(db);
	return e->code;
}
