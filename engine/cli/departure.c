/*
 * departure.c: see departure.h.
 */
#include "engine/cli/departure.h"

#include "engine/base/intl.h"
#include "gen/sql.h"

enum err_code departure_waits(
	struct cli *c, struct db *db, const struct departure *d, int *reversal, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	*reversal = 0;
	db_arg_int(&args, d->run_id);
	db_arg_int(&args, d->office_id);
	db_arg_int(&args, d->batch);
	db_arg_int(&args, d->first_piece);
	db_arg_int(&args, d->last_piece);
	if (db_query(db, &sql_reverse_waiting, &args, c->keep, &r, e) == ERR_OK)
		*reversal = (int)db_int(r, 0, 0);
	return e->code;
}

enum err_code departure_check(struct cli *c, struct db *db, const struct departure *d, struct err *e)
{
	int reversal;

	if (departure_waits(c, db, d, &reversal, e) != ERR_OK || reversal == 0)
		return e->code;
	err_set(e, ERR_STATE, 2251,
		"a reversal of run %d is asked for: nothing of it leaves before that is decided", reversal);
	return err_hint(
		e, "See what it takes back, then agree to it or withdraw it: getsuji reverse %d", reversal);
}

void departure_say(struct cli *c, int reversal)
{
	fprintf(c->out, _("a reversal of run %d is asked for: nothing of it leaves before that is decided\n"),
		reversal);
	fprintf(c->out, _("next: getsuji reverse %d\n"), reversal);
}
