/*
 * cmd_payment.c: payment send, verify, allow, status: a bank file leaves, is recognised, is allowed beside one that is
 * like it; and what became of the transfers.  payment unclaimed: money that nobody fetched at the counter.
 *
 * What may not be is forbidden by the database (sql/schema/027_bank.sql); here it is looked at first, so that the refusal
 * says what to do.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/departure.h"
#include "engine/cli/operate.h"
#include "engine/cli/say.h"
#include "engine/run/publish.h"
#include "gen/sql.h"
#include "getsuji/zengin.h"

#include <inttypes.h>
#include <string.h>

#define BANK_FILE_MAX (128u << 20) /* bytes: more than a million records */

/* Columns of payment_of_run. */
enum of_run {
	RUN_OFFICE,
	RUN_NAME,
	RUN_PAY_ON,
	RUN_RECORDS,
	RUN_TOTAL,
	RUN_SENDS,
	RUN_REVOKED,
	RUN_LATE,
	RUN_SHA256,
	RUN_GRAPH,
	RUN_SCOPE,
	RUN_MONTH,
	RUN_EDITION,
	RUN_ARTIFACT_DIR
};

/* ---- which file ---- */

/* There is such a run, and it pays. */
static enum err_code check_run(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_payment_run, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0)
		return operand_no_run(run_id, e);
	return db_int(r, 0, 0) != 0 ? ERR_OK : err_set(e, ERR_INPUT, 2253, "run %d pays nothing", run_id);
}

static enum err_code load_files(struct cli *c, struct db *db, int run_id, struct db_result **r, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	if (check_run(c, db, run_id, e) != ERR_OK ||
		db_query(db, &sql_payment_of_run, &args, c->keep, r, e) != ERR_OK)
		return e->code;
	if (db_rows(*r) > 0)
		return ERR_OK;
	err_set(e, ERR_INPUT, 2270, "run %d has no bank files", run_id);
	return err_hint(e, "The command getsuji payment status lists those of all runs that are not settled.");
}

/* The row of a file that was named, with its folder or without; -1: none. */
static int find_named(const struct db_result *r, const char *named)
{
	const char *slash = strrchr(named, '/'), *base = slash != NULL ? slash + 1 : named;

	for (int i = 0; i < db_rows(r); i++) {
		const char *name = db_text(r, i, RUN_NAME), *last = strrchr(name, '/');

		if (last != NULL && strcmp(last + 1, base) == 0)
			return i;
	}
	return -1;
}

/* The row of the only file that could be meant. */
static enum err_code choose(struct cli *c, const struct db_result *r, int run_id, int *row, struct err *e)
{
	bool again = c->options.number[OPT_again] != 0;
	int n = 0;

	if (c->options.operands > 2) {
		*row = find_named(r, c->options.operand[2]);
		if (*row >= 0)
			return ERR_OK;
		err_set(e, ERR_USAGE, 2271, "run %d has no bank file of this name", run_id);
		return err_hint(e, "The command getsuji payment status %d lists them.", run_id);
	}
	for (int i = 0; i < db_rows(r); i++) {
		if ((db_int(r, i, RUN_SENDS) > 0) == again && db_int(r, i, RUN_REVOKED) == 0) {
			*row = i;
			n++;
		}
	}
	if (n == 0)
		*row = 0; /* which says why */
	if (n <= 1)
		return ERR_OK;
	err_set(e, ERR_USAGE, 2272, "run %d has %d such bank files", run_id, n);
	return err_hint(
		e, "Name one: getsuji payment send %d FILE; getsuji payment status %d lists them.", run_id, run_id);
}

/* ---- send ---- */

static enum err_code may_leave(struct cli *c, const struct db_result *r, int row, int run_id, struct err *e)
{
	bool again = c->options.number[OPT_again] != 0;
	int office = (int)db_int(r, row, RUN_OFFICE);

	if (db_int(r, row, RUN_REVOKED) != 0) {
		err_set(e, ERR_STATE, 2273, "the bank file of run %d and office %05d is revoked", run_id, office);
		return err_hint(e, "What is still due is paid by the next edition of the graph.");
	}
	if (db_int(r, row, RUN_LATE) != 0) {
		err_set(e, ERR_STATE, 2275, "the pay day of the bank file of run %d and office %05d is over", run_id,
			office);
		return err_hint(e,
			"Its header has no year: the bank would take it for the next. Take the run back with getsuji "
			"reverse %d, and pay in a next edition.",
			run_id);
	}
	if (db_is_null(r, row, RUN_SHA256)) {
		err_set(e, ERR_STATE, 2274, "the bank file of run %d and office %05d is not written", run_id, office);
		return err_hint(e, "The command getsuji status %d tells what to do next.", run_id);
	}
	if (db_int(r, row, RUN_SENDS) > 0 && !again) {
		err_set(
			e, ERR_STATE, 2276, "the bank file of run %d and office %05d has left already", run_id, office);
		return err_hint(
			e, "Where the bank does not have it, the same bytes may leave again: --again --reason TEXT.");
	}
	if (db_int(r, row, RUN_SENDS) == 0 && again)
		return err_set(
			e, ERR_USAGE, 2277, "the bank file of run %d and office %05d has not left yet", run_id, office);
	return ERR_OK;
}

static const char *path_of(struct cli *c, const struct db_result *r, int row)
{
	struct run_info run = {.graph = db_text(r, row, RUN_GRAPH),
		.office_id = (int)db_int(r, row, RUN_SCOPE),
		.month = month_of_day(db_day(r, row, RUN_MONTH)),
		.edition = (int)db_int(r, row, RUN_EDITION)};

	return arena_printf(c->keep, "%s/%s", publish_folder(db_text(r, row, RUN_ARTIFACT_DIR), &run, c->keep),
		db_text(r, row, RUN_NAME));
}

/* The file's bytes are those that were published. */
static enum err_code check_bytes(
	struct cli *c, const struct db_result *r, int row, const char *path, struct err *e)
{
	unsigned char now[DIGEST_SIZE], *published;
	int64_t size;

	if (file_digest(path, now, &size, e) != ERR_OK)
		return e->code;
	if (db_bytes(r, row, RUN_SHA256, c->keep, &published) == DIGEST_SIZE &&
		memcmp(now, published, DIGEST_SIZE) == 0)
		return ERR_OK;
	err_set(e, ERR_CHANGED, 2278, "a bank file was altered after it was published");
	err_detail(e, "%s", path);
	return err_hint(e, "Keep it for whoever looks into this. Its task, done again, writes the file anew.");
}

static enum err_code payment_send(struct cli *c, struct db *db, struct err *e)
{
	const char *reason = "", *path;
	struct db_args args = {0};
	struct db_result *r, *sent;
	unsigned char *sha256;
	size_t size;
	int run_id, row = 0;

	if (operand_run(c, 1, &run_id, e) != ERR_OK || load_files(c, db, run_id, &r, e) != ERR_OK ||
		choose(c, r, run_id, &row, e) != ERR_OK || may_leave(c, r, row, run_id, e) != ERR_OK ||
		(c->options.number[OPT_again] != 0 && operate_reason(c, &reason, e) != ERR_OK))
		return e->code;
	path = path_of(c, r, row);
	if (departure_check(c, db,
			&(struct departure){.run_id = run_id, .office_id = (int)db_int(r, row, RUN_OFFICE)},
			e) != ERR_OK ||
		check_bytes(c, r, row, path, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, run_id);
	db_arg_int(&args, db_int(r, row, RUN_OFFICE));
	size = db_bytes(r, row, RUN_SHA256, c->keep, &sha256);
	db_arg_bytes(&args, sha256, size);
	db_arg_text(&args, reason);
	if (db_query(db, &sql_payment_send, &args, c->keep, &sent, e) != ERR_OK)
		return e->code;
	fprintf(c->out, "%s\n", path);
	if (c->options.number[OPT_quiet] == 0) {
		char day[11];

		fprintf(c->out, _("recorded as sent (time %d): %s transfers, %s yen, pay day %s\n"),
			(int)db_int(sent, 0, 0), say_number(c->keep, db_int(r, row, RUN_RECORDS)),
			say_number(c->keep, db_int(r, row, RUN_TOTAL)), day_format(db_day(r, row, RUN_PAY_ON), day));
	}
	return ERR_OK;
}

/* ---- allow ---- */

static enum err_code payment_allow(struct cli *c, struct db *db, struct err *e)
{
	const char *reason, *office = c->options.operands > 2 ? c->options.operand[2] : "";
	struct db_args args = {0};
	struct db_result *r;
	int64_t office_id;
	int run_id;

	if (operand_run(c, 1, &run_id, e) != ERR_OK)
		return e->code;
	if (!cli_number(&office, 99999, &office_id) || *office != '\0') {
		err_set(e, ERR_USAGE, 2279, "payment allow needs the run and the office of the file");
		return err_hint(e, "Usage: getsuji payment allow RUN OFFICE --reason TEXT");
	}
	if (operate_reason(c, &reason, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, run_id);
	db_arg_int(&args, office_id);
	db_arg_text(&args, reason);
	if (db_query(db, &sql_payment_allow, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_int(r, 0, 0) == 0)
		return err_set(
			e, ERR_NOT_DUE, 2280, "run %d has no bank file of this office that waits to be allowed", run_id);
	fprintf(c->out, _("the file may be written: getsuji resume %d\n"), run_id);
	return ERR_OK;
}

/* ---- unclaimed ---- */

static enum err_code payment_unclaimed(struct cli *c, struct db *db, struct err *e)
{
	const char *reason, *number = c->options.operands > 2 ? c->options.operand[2] : "";
	struct db_args args = {0};
	struct db_result *r;
	int64_t payment_no;
	int run_id;

	if (operand_run(c, 1, &run_id, e) != ERR_OK)
		return e->code;
	if (!cli_number(&number, INT32_MAX, &payment_no) || *number != '\0') {
		err_set(e, ERR_USAGE, 2298, "payment unclaimed needs the run and the number of the payment");
		return err_hint(e, "Usage: getsuji payment unclaimed RUN NUMBER --reason TEXT");
	}
	if (operate_reason(c, &reason, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, run_id);
	db_arg_int(&args, payment_no);
	db_arg_text(&args, reason);
	if (db_query(db, &sql_payment_unclaimed, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) > 0 && db_int(r, 0, 1) != 0) {
		char day[11];

		err_set(e, ERR_STATE, 2289, "the pay day of payment %d of run %d is yet to come: %s", (int)payment_no,
			run_id, day_format(db_day(r, 0, 2), day));
		return err_hint(e,
			"Who may come is paid by the list of the run; what must not be paid is taken back with getsuji "
			"reverse.");
	}
	if (db_rows(r) == 0 || db_int(r, 0, 0) == 0) {
		err_set(
			e, ERR_NOT_DUE, 2299, "run %d has no payment of this number at the counter that counts", run_id);
		return err_hint(e, "The numbers stand on the counter list of the run.");
	}
	fprintf(c->out, _("the payment counts no more: the next edition pays it again\n"));
	return ERR_OK;
}

/* ---- verify ---- */

/* Columns of payment_alike. */
enum alike {
	ALIKE_RUN,
	ALIKE_OFFICE,
	ALIKE_PAY_ON,
	ALIKE_RECORDS,
	ALIKE_TOTAL,
	ALIKE_NAME,
	ALIKE_SAME,
	ALIKE_REVOKED,
	ALIKE_SENDS
};

/* The file that these bytes are or most likely were; no row: none. */
static enum err_code find_alike(struct cli *c, struct db *db, const char *bytes, size_t length,
	const struct zengin_file *file, struct db_result **r, struct err *e)
{
	struct db_args args = {0};
	unsigned char sha256[DIGEST_SIZE];

	digest_sha256(bytes, length, sha256);
	db_arg_bytes(&args, sha256, sizeof sha256);
	db_arg_text(&args, file->requester_code);
	db_arg_int(&args, (int64_t)file->month * 100 + file->mday);
	db_arg_int(&args, file->transfers);
	db_arg_int(&args, file->total);
	db_arg_int(&args, file->customer_2 >= 0 && file->customer_2 <= INT32_MAX ? file->customer_2 : 0);
	return db_query(db, &sql_payment_alike, &args, c->keep, r, e);
}

static enum err_code altered(
	const struct db_result *r, enum zengin_verdict verdict, const struct zengin_file *file, struct err *e)
{
	err_set(e, ERR_CHANGED, 2281, "altered: not the bank file of run %d and office %05d",
		(int)db_int(r, 0, ALIKE_RUN), (int)db_int(r, 0, ALIKE_OFFICE));
	if (verdict != ZENGIN_ACCEPTED)
		err_detail(e, _("record %d: %s"), file->records, zengin_verdict_text(verdict));
	else if (file->transfers != db_int(r, 0, ALIKE_RECORDS) || file->total != db_int(r, 0, ALIKE_TOTAL))
		err_detail(e, "%s", _("its number or its sum of transfers is another"));
	else
		err_detail(e, "%s", _("its sums are right, its bytes are not"));
	return err_hint(e, "Do not send it. The one of the ledger is sent with: getsuji payment send %d",
		(int)db_int(r, 0, ALIKE_RUN));
}

static enum err_code payment_verify(struct cli *c, struct db *db, struct err *e)
{
	struct zengin_file file;
	enum zengin_verdict verdict;
	struct db_result *r;
	char *bytes, day[11];
	size_t length;

	if (c->options.operands < 2) {
		err_set(e, ERR_USAGE, 2282, "payment verify needs a file");
		return err_hint(e, "Usage: getsuji payment verify FILE");
	}
	if (file_read(c->options.operand[1], BANK_FILE_MAX, c->keep, &bytes, &length, e) != ERR_OK)
		return e->code;
	verdict = zengin_read(bytes, length, &file);
	if (find_alike(c, db, bytes, length, &file, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 2283, "no bank file of this database");
		if (verdict != ZENGIN_ACCEPTED)
			err_detail(e, _("record %d: %s"), file.records, zengin_verdict_text(verdict));
		return e->code;
	}
	if (db_int(r, 0, ALIKE_SAME) == 0)
		return altered(r, verdict, &file, e);
	if (db_int(r, 0, ALIKE_REVOKED) != 0) {
		err_set(e, ERR_STATE, 2273, "the bank file of run %d and office %05d is revoked",
			(int)db_int(r, 0, ALIKE_RUN), (int)db_int(r, 0, ALIKE_OFFICE));
		return err_hint(e, "Do not send it. What is still due is paid by the next edition of the graph.");
	}
	fprintf(c->out, _("run %d, office %05d, %s: valid; %s transfers, %s yen, pay day %s; %s\n"),
		(int)db_int(r, 0, ALIKE_RUN), (int)db_int(r, 0, ALIKE_OFFICE), db_text(r, 0, ALIKE_NAME),
		say_number(c->keep, db_int(r, 0, ALIKE_RECORDS)), say_number(c->keep, db_int(r, 0, ALIKE_TOTAL)),
		day_format(db_day(r, 0, ALIKE_PAY_ON), day),
		db_int(r, 0, ALIKE_SENDS) == 0 ? _("not sent") : _("sent"));
	return ERR_OK;
}

/* ---- status ---- */

/* Columns of payment_status. */
enum status {
	STATUS_RUN,
	STATUS_OFFICE,
	STATUS_PAY_ON,
	STATUS_NAME,
	STATUS_RECORDS,
	STATUS_TOTAL,
	STATUS_ALLOWED,
	STATUS_REVOKED,
	STATUS_SENDS,
	STATUS_SENT_AT,
	STATUS_PAID,
	STATUS_PAID_YEN,
	STATUS_RETURNED,
	STATUS_RETURNED_YEN,
	STATUS_REVERSAL,
};

static const char *sent(struct cli *c, const struct db_result *r, int row)
{
	int64_t sends = db_int(r, row, STATUS_SENDS);

	if (db_int(r, row, STATUS_REVOKED) != 0)
		return _("revoked");
	if (db_int(r, row, STATUS_ALLOWED) == 0)
		return _("waits to be allowed");
	if (sends == 0)
		return _("not sent");
	return sends == 1
			   ? db_text(r, row, STATUS_SENT_AT)
			   : arena_printf(c->keep, _("%s (%d times)"), db_text(r, row, STATUS_SENT_AT), (int)sends);
}

/* Transfers and yen of a file, or of all that are shown. */
struct sums {
	int64_t records, yen, paid, paid_yen, returned, returned_yen;
};

/* "12 / 960,000" */
static void cell_both(struct cli *c, struct table *t, int64_t count, int64_t yen)
{
	table_cell(t, arena_printf(c->keep, "%s / %s", say_number(c->keep, count), say_number(c->keep, yen)));
}

/* All = paid + returned + open. */
static void cells_of(struct cli *c, struct table *t, const struct sums *s)
{
	cell_both(c, t, s->records, s->yen);
	cell_both(c, t, s->paid, s->paid_yen);
	cell_both(c, t, s->returned, s->returned_yen);
	cell_both(c, t, s->records - s->paid - s->returned, s->yen - s->paid_yen - s->returned_yen);
}

static void print_head(struct table *t)
{
	table_cell(t, _("run"));
	table_cell(t, _("office"));
	table_cell(t, _("pay day"));
	table_cell(t, _("file"));
	table_cell(t, _("sent (JST)"));
	table_cell(t, _("transfers / yen"));
	table_cell(t, _("paid"));
	table_cell(t, _("returned"));
	table_cell(t, _("still open"));
}

/* A revoked file pays nothing. */
static struct sums sums_of(const struct db_result *r, int row)
{
	if (db_int(r, row, STATUS_REVOKED) != 0)
		return (struct sums){0};
	return (struct sums){.records = db_int(r, row, STATUS_RECORDS),
		.yen = db_int(r, row, STATUS_TOTAL),
		.paid = db_int(r, row, STATUS_PAID),
		.paid_yen = db_int(r, row, STATUS_PAID_YEN),
		.returned = db_int(r, row, STATUS_RETURNED),
		.returned_yen = db_int(r, row, STATUS_RETURNED_YEN)};
}

static void print_status(struct cli *c, const struct db_result *r)
{
	struct table *t = table_new(c->keep, 9, "rrlllrrrr");
	struct sums all = {0};
	char day[11];

	print_head(t);
	for (int i = 0; i < db_rows(r); i++) {
		struct sums one = sums_of(r, i);

		table_cell(t, arena_printf(c->keep, "%d", (int)db_int(r, i, STATUS_RUN)));
		table_cell(t, arena_printf(c->keep, "%05d", (int)db_int(r, i, STATUS_OFFICE)));
		table_cell(t, day_format(db_day(r, i, STATUS_PAY_ON), day));
		table_cell(t, db_text(r, i, STATUS_NAME));
		table_cell(t, sent(c, r, i));
		cells_of(c, t, &one);
		all.records += one.records;
		all.yen += one.yen;
		all.paid += one.paid;
		all.paid_yen += one.paid_yen;
		all.returned += one.returned;
		all.returned_yen += one.returned_yen;
	}
	if (db_rows(r) > 1) {
		for (int i = 0; i < 4; i++)
			table_cell(t, "");
		table_cell(t, _("all files"));
		cells_of(c, t, &all);
	}
	table_print(t, c->out, "  ");
}

/* The first reversal without which a file does not leave. */
static void say_reversal(struct cli *c, const struct db_result *r)
{
	for (int i = 0; i < db_rows(r); i++) {
		int reversal = (int)db_int(r, i, STATUS_REVERSAL);

		if (reversal == 0)
			continue;
		departure_say(c, reversal);
		return;
	}
}

static enum err_code payment_status(struct cli *c, struct db *db, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	int run_id = 0;

	if (c->options.operands > 1 &&
		(operand_run(c, 1, &run_id, e) != ERR_OK || check_run(c, db, run_id, e) != ERR_OK))
		return e->code;
	db_arg_int(&args, run_id);
	if (db_query(db, &sql_payment_status, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) > 0) {
		print_status(c, r);
		say_reversal(c, r);
	} else if (run_id != 0)
		fprintf(c->out, _("run %d has no bank files\n"), run_id);
	else
		fputs(_("every bank file has left, and the bank has said all of it\n"), c->out);
	return ERR_OK;
}

/* ---- the command ---- */

typedef enum err_code payment_verb(struct cli *c, struct db *db, struct err *e);

static const struct {
	const char *word;
	payment_verb *run;
} verbs[] = {
	{"send", payment_send},
	{"verify", payment_verify},
	{"allow", payment_allow},
	{"unclaimed", payment_unclaimed},
	{"status", payment_status},
};

enum err_code command_payment(struct cli *c, struct err *e)
{
	const char *word = c->options.operand[0];
	payment_verb *run = NULL;
	struct db *db = NULL;

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(verbs[i].word, word) == 0)
			run = verbs[i].run;
	}
	if (run == NULL || (c->options.operands < 2 &&
						   (run == payment_send || run == payment_allow || run == payment_unclaimed))) {
		err_set(e, ERR_USAGE, 2284, "payment needs to know what, and of which run");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	(void)run(c, db, e);
	db_close(db);
	return e->code;
}
