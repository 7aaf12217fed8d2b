/*
 * cmd_reverse.c: reverse: takes a confirmed run back, asked for by one login, done by another.
 *
 * What that means is in sql/schema/028_reverse.sql and 032_reverse_waits.sql.  Here it is asked, shown to both persons
 * before and after, or withdrawn; and the list of what the run made, what has left the building first, is written as a CSV
 * file that a workbook program opens as it is.
 */
#include "engine/base/failpoint.h"
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/operate.h"
#include "engine/cli/say.h"
#include "engine/run/status.h"
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/mailing.h"
#include "getsuji/payment.h"
#include "getsuji/reversal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Columns of reverse_run, and of reverse_items and reverse_items_done. */
/* clang-format off */
enum run_column { GRAPH, RUN_OFFICE, RUN_MONTH, EDITION, DECISION, ASKED_BY, AGREED_BY, SINCE, REASON, LAST_EDITION };
enum item_column {
	ITEM, OUTCOME, OFFICE, HOUSEHOLD, PERSON, OF_RUN, NUMBER, REVISION, MONTH, KIND, AMOUNT, PLACE
};
/* Columns of reverse_asked. */
enum asked_column { ASKED_NO, ASKED_WHO, ASKED_SINCE, ASKED_REASON, AS_LISTED };
/* clang-format on */

#define LIST_HEAD \
	"\xEF\xBB\xBF種類,扱い,福祉事務所,世帯,員番号,作成した処理,番号,年月,金額（円）,所在,すること\r\n"

/* The command's work; operated must be first: operate() hands it on. */
struct reversal {
	struct operated operated;
	const struct db_result *run, *items; /* items: NULL where nothing is listed */
	const struct db_result
		*asked; /* what was found to be asked for and open: no row or one; NULL: not looked at */
	bool done, list_only;
};

/* ---- the list ------------------------------------------------------------------------------------ */

#define TERM(name, number, term) \
	case number: \
		return term;
#define WORD_TERM(name, number, word, term) \
	case number: \
		return term;

static const char *outcome_term(int64_t outcome)
{
	switch (outcome) {
		REVERSAL_OUTCOMES(TERM)
	}
	return "";
}

static const char *document_term(int64_t kind)
{
	switch (kind) {
		MAIL_DOCUMENTS(WORD_TERM)
	}
	return "";
}

static const char *part_term(int64_t part)
{
	switch (part) {
		PAYMENT_PARTS(WORD_TERM)
	}
	return "";
}

static const char *item_term(int64_t item)
{
	switch (item) {
		REVERSAL_ITEMS(TERM)
	}
	return "";
}

/* What a row is about: "文書（保護決定通知書）". */
static const char *subject(const struct db_result *r, int row, struct arena *a)
{
	int64_t item = db_int(r, row, ITEM), kind = db_int(r, row, KIND);
	const char *of = item == REVERSAL_PAYMENT ? part_term(kind) : document_term(kind);

	return *of != '\0' ? arena_printf(a, "%s（%s）", item_term(item), of) : item_term(item);
}

/* What a person has to do about what could not be taken back. */
static const char *to_do(int64_t item, int64_t outcome)
{
	if (outcome == REVERSAL_PULL)
		return "その郵送の引抜き一覧を作り、委託先に渡す（getsuji mail pull）";
	if (outcome != REVERSAL_LEFT)
		return "";
	switch (item) {
	case REVERSAL_PAYMENT:
		return "支払済みとして残る。次の版で差額を支払い、払い過ぎは保留の一覧で確認する";
	case REVERSAL_TICKET:
		return "交付処理簿に残る。次の版で差替え又は取消しを通知する";
	case REVERSAL_FORM:
		return "返送を待つ。不要であれば機関に連絡する";
	case REVERSAL_SLIP:
		return "納付書は有効のまま残る。相手に連絡する";
	default:
		return "相手に連絡する。次の版で改めて通知する";
	}
}

static const char *number_of(const struct db_result *r, int row, struct arena *a)
{
	int64_t revision = db_int(r, row, REVISION);

	return revision > 1 ? arena_printf(a, "%" PRId64 "-%" PRId64, db_int(r, row, NUMBER), revision)
						: arena_printf(a, "%" PRId64, db_int(r, row, NUMBER));
}

static void put_row(FILE *out, const struct db_result *r, int row, struct arena *a)
{
	char month[8];

	fprintf(out, "%s,%s,%05" PRId64 ",%s,", subject(r, row, a), outcome_term(db_int(r, row, OUTCOME)),
		db_int(r, row, OFFICE), db_is_null(r, row, HOUSEHOLD) ? "" : say_key(a, db_int(r, row, HOUSEHOLD)));
	if (db_int(r, row, PERSON) > 0)
		fprintf(out, "%" PRId64, db_int(r, row, PERSON));
	fprintf(out, ",%" PRId64 ",%s,%s,", db_int(r, row, OF_RUN), number_of(r, row, a),
		db_is_null(r, row, MONTH) ? "" : month_format(month_of_day(db_day(r, row, MONTH)), month));
	if (db_int(r, row, AMOUNT) != 0)
		fprintf(out, "%" PRId64, db_int(r, row, AMOUNT));
	fprintf(out, ",%s,%s\r\n", db_text(r, row, PLACE), to_do(db_int(r, row, ITEM), db_int(r, row, OUTCOME)));
}

/* Beside the folder of the run's files, whose contents stay what the manifest says. */
static const char *default_path(struct cli *c, const struct db_result *run)
{
	char month[8];

	return arena_printf(c->keep, "%s/%s-%05" PRId64 "-%s-%" PRId64 "-reversed.csv", cli_artifact_dir(c),
		db_text(run, 0, GRAPH), db_int(run, 0, RUN_OFFICE),
		month_format(month_of_day(db_day(run, 0, RUN_MONTH)), month), db_int(run, 0, EDITION));
}

/* Writes the list; no field holds a comma or a quotation mark, since all are numbers and words of our own. */
static enum err_code write_list(struct cli *c, const struct reversal *v, struct err *e)
{
	const char *path = c->options.text[OPT_output];
	struct arena *row = arena_new_in(c->keep);
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	CHECK(out != NULL);
	fputs(LIST_HEAD, out);
	for (int i = 0; i < db_rows(v->items); i++) {
		put_row(out, v->items, i, row);
		arena_reset(row);
	}
	CHECK(fclose(out) == 0); /* memory: it cannot be full */
	if (path != NULL && strcmp(path, "-") == 0) {
		fwrite(text, 1, length, c->out); /* main() tells whether it could be written */
	} else if (path != NULL || file_make_folder(cli_artifact_dir(c), e) == ERR_OK) {
		path = path != NULL ? path : default_path(c, v->run);
		if (file_write(path, text, length, e) == ERR_OK && c->options.number[OPT_quiet] == 0)
			fprintf(c->out, _("list: %s\n"), path);
	}
	free(text); /* library: open_memstream() */
	return e->code;
}

/* ---- the screen ---------------------------------------------------------------------------------- */

static const char *item_word(int64_t item)
{
	static const char *const words[] = {[REVERSAL_PAYMENT] = N_("payments"),
		[REVERSAL_TICKET] = N_("tickets"),
		[REVERSAL_FORM] = N_("forms"),
		[REVERSAL_DOCUMENT] = N_("documents"),
		[REVERSAL_PIECE] = N_("pieces of mail"),
		[REVERSAL_SLIP] = N_("payment slips")};

	return _(words[item]);
}

static const char *outcome_word(int64_t outcome)
{
	static const char *const words[] = {[REVERSAL_TAKEN] = N_("taken back"),
		[REVERSAL_PULL] = N_("in a mailing, to be pulled"),
		[REVERSAL_LEFT] = N_("has left the building"),
		[REVERSAL_RESTORED] = N_("in force again")};

	return _(words[outcome]);
}

/* How many of each, one line each, what has left first: as the rows are sorted. */
static void say_items(struct cli *c, const struct db_result *r)
{
	struct table *t = table_new(c->keep, 4, "llrr");
	int64_t yen = 0;

	for (int i = 0, from = 0; i < db_rows(r); i++) {
		yen += db_int(r, i, AMOUNT);
		if (i + 1 < db_rows(r) && db_int(r, i + 1, ITEM) == db_int(r, i, ITEM) &&
			db_int(r, i + 1, OUTCOME) == db_int(r, i, OUTCOME))
			continue;
		table_cell(t, item_word(db_int(r, i, ITEM)));
		table_cell(t, outcome_word(db_int(r, i, OUTCOME)));
		table_cell(t, say_number(c->keep, i + 1 - from));
		table_cell(t, yen == 0 ? "" : arena_printf(c->keep, _("%s yen"), say_number(c->keep, yen)));
		from = i + 1;
		yen = 0;
	}
	table_print(t, c->out, "  ");
}

/* Of what is asked for. */
static void say_what_to_do(struct cli *c, const struct reversal *v)
{
	int run_id = v->operated.run_id;

	if (v->asked != NULL && db_int(v->asked, 0, AS_LISTED) == 0)
		fprintf(c->out,
			_("this is not what was listed when it was asked for: nobody can agree to it\n"
			  "next: getsuji reverse %d --reason TEXT\n"),
			run_id);
	else
		fprintf(c->out, _("next: getsuji reverse %d --agree\n"), run_id);
	fprintf(c->out, _("  → if it is not wanted: getsuji reverse %d --withdraw --reason TEXT\n"), run_id);
}

static void say_reversal(struct cli *c, const struct reversal *v)
{
	char month[8];

	if (c->options.number[OPT_quiet] != 0 || v->items == NULL)
		return;
	if (db_rows(v->items) > 0)
		say_items(c, v->items);
	else
		fputs(_("  nothing was made of it yet\n"), c->out);
	if (v->done && !status_imported(db_text(v->run, 0, GRAPH)))
		fprintf(c->out, _("next: getsuji run %s --month %s --office %lld --edition %lld\n"),
			db_text(v->run, 0, GRAPH), month_format(month_of_day(db_day(v->run, 0, RUN_MONTH)), month),
			(long long)db_int(v->run, 0, RUN_OFFICE), (long long)db_int(v->run, 0, LAST_EDITION) + 1);
	else if (!v->done && !v->list_only)
		say_what_to_do(c, v);
}

/* ---- asking, agreeing ---------------------------------------------------------------------------- */

static enum err_code read_run(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct db_result *r;
	struct db_args args = {0};

	db_arg_int(&args, v->operated.run_id);
	if (db_query(db, &sql_reverse_run, &args, c->keep, &r, e) == ERR_OK)
		v->run = r;
	return e->code;
}

static enum err_code read_items(
	struct cli *c, struct db *db, struct reversal *v, const struct sql_stmt *items, struct err *e)
{
	struct db_result *r;
	struct db_args args = {0};

	db_arg_int(&args, v->operated.run_id);
	if (db_query(db, items, &args, c->keep, &r, e) == ERR_OK)
		v->items = r;
	return e->code;
}

/* The run must be confirmed; one that was taken back is only listed, with --output. */
static enum err_code check_decision(struct cli *c, struct reversal *v, struct err *e)
{
	const char *decision = db_text(v->run, 0, DECISION);
	int run_id = v->operated.run_id;

	if (strcmp(decision, "confirmed") == 0)
		return ERR_OK;
	if (strcmp(decision, "reversed") != 0) {
		err_set(e, ERR_STATE, 2172, "run %d is not confirmed: there is nothing to take back", run_id);
		err_detail(e, _("its decision is %s"), say_state(decision));
		return err_hint(e, "The command getsuji status %d tells what to do next.", run_id);
	}
	v->list_only = c->options.text[OPT_output] != NULL && c->options.text[OPT_reason] == NULL &&
				   c->options.number[OPT_agree] == 0 && c->options.number[OPT_withdraw] == 0;
	if (v->list_only)
		return ERR_OK;
	err_set(e, ERR_STATE, 2173, "run %d was taken back already", run_id);
	err_detail(e, "asked for by %s, done by %s at %s JST: %s", db_text(v->run, 0, ASKED_BY),
		db_text(v->run, 0, AGREED_BY), db_text(v->run, 0, SINCE),
		say_plain(c->keep, db_text(v->run, 0, REASON)));
	return err_hint(e, "Its list is written again with: getsuji reverse %d --output FILE", run_id);
}

static enum err_code check_blockers(struct cli *c, struct db *db, const struct reversal *v, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	int run_id = v->operated.run_id;
	const char *blocker;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_reverse_blockers, &args, c->keep, &r, e) != ERR_OK || db_rows(r) == 0)
		return e->code;
	blocker = db_text(r, 0, 0);
	if (strcmp(blocker, "later") == 0) {
		err_set(e, ERR_STATE, 2174, "decisions of run %lld build on those of run %d",
			(long long)db_int(r, 0, 1), run_id);
		return err_hint(e, "Take back the later run first: getsuji reverse %lld --reason TEXT",
			(long long)db_int(r, 0, 1));
	}
	if (strcmp(blocker, "adopted") == 0) {
		err_set(e, ERR_STATE, 2175, "incomes that run %d adopted are in force", run_id);
		return err_hint(
			e, "Correct these incomes first, by an import of facts; their list is in the run's files.");
	}
	if (strcmp(blocker, "packed") == 0) {
		err_set(e, ERR_STATE, 2178, "the mailing of run %d has left in a package", run_id);
		return err_hint(e, "Pull pieces of it with: getsuji mail pull %d", run_id);
	}
	err_set(e, ERR_STATE, 2176, "what run %d asked or registered outside cannot be taken back", run_id);
	return err_hint(e, "Correct the facts; the next edition sends the difference.");
}

/* The one refusal that run.reverse has for itself. */
static enum err_code not_as_listed(int run_id, struct err *e)
{
	if (strcmp(e->sqlstate, "55000") != 0)
		return e->code;
	err_set(e, ERR_STATE, 2252,
		"what would be taken back of run %d is not what was listed: it must be asked for again", run_id);
	return err_hint(
		e, "The list as it is now, for a second person: getsuji reverse %d --reason TEXT", run_id);
}

static enum err_code agree(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct operated *o = &v->operated;
	struct db_result *asked, *done;
	struct db_args args = {0};

	if (operate_asked(c, db, o, "reverse", &asked, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, db_int(asked, 0, 0));
	if (db_query(db, &sql_reverse_agree, &args, c->keep, &done, e) != ERR_OK)
		return not_as_listed(o->run_id, e);
	failpoint("decide.before_commit");
	v->done = true;
	o->said = arena_printf(c->keep, _("run %d: taken back, asked for by %s (%s), done by %s\n"), o->run_id,
		db_text(asked, 0, 1), say_plain(c->keep, db_text(asked, 0, 3)), o->login);
	return read_items(c, db, v, &sql_reverse_items_done, e);
}

static enum err_code read_asked(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct db_result *r;
	struct db_args args = {0};

	db_arg_int(&args, v->operated.run_id);
	if (db_query(db, &sql_reverse_asked, &args, c->keep, &r, e) == ERR_OK)
		v->asked = r;
	return e->code;
}

static enum err_code withdraw_asked(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct db_args args = {0};
	struct db_result *done;
	const char *reason;

	if (operate_reason(c, &reason, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, db_int(v->asked, 0, ASKED_NO));
	db_arg_text(&args, reason);
	return db_query(db, &sql_reverse_withdraw, &args, c->keep, &done, e);
}

/* By either person: what was asked for is not done, and the run's files and mail may leave. */
static enum err_code withdraw(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct operated *o = &v->operated;

	if (db_rows(v->asked) == 0) {
		err_set(e, ERR_STATE, 2254, "nobody has asked to take run %d back", o->run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", o->run_id);
	}
	if (withdraw_asked(c, db, v, e) != ERR_OK)
		return e->code;
	o->said = arena_printf(c->keep,
		_("run %d: not taken back; what %s asked for is withdrawn\nnext: getsuji status %d\n"), o->run_id,
		db_text(v->asked, 0, ASKED_WHO), o->run_id);
	return ERR_OK;
}

/* For the second person, before agreeing; changes nothing. */
static enum err_code show(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	v->operated.said = arena_printf(c->keep,
		_("run %d: to be taken back, asked for by %s at %s JST: %s; until that is decided nothing of it "
		  "leaves.  "
		  "As of now:\n"),
		v->operated.run_id, db_text(v->asked, 0, ASKED_WHO), db_text(v->asked, 0, ASKED_SINCE),
		say_plain(c->keep, db_text(v->asked, 0, ASKED_REASON)));
	return read_items(c, db, v, &sql_reverse_items, e);
}

/* Asked for again where the list that was shown is not right any more.  Asking waits for who packs at this moment: what is in
 * the way is looked at afterwards. */
static enum err_code propose(struct cli *c, struct db *db, struct reversal *v, struct err *e)
{
	struct operated *o = &v->operated;

	if (db_rows(v->asked) > 0 && db_int(v->asked, 0, AS_LISTED) == 0 && withdraw_asked(c, db, v, e) != ERR_OK)
		return e->code;
	if (operate_propose(
			c, db, o, "reverse", arena_printf(c->keep, "getsuji reverse %d --agree", o->run_id), e) != ERR_OK)
		return e->code;
	o->said = arena_printf(c->keep,
		_("run %d: to be taken back, asked for by %s; nothing is changed before a second person agrees.  As "
		  "of now:\n"),
		o->run_id, o->login);
	v->asked = NULL; /* that was of before */
	return check_blockers(c, db, v, e) == ERR_OK ? read_items(c, db, v, &sql_reverse_items, e) : e->code;
}

static enum err_code ask(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct reversal *v = (struct reversal *)o;

	if (read_run(c, db, v, e) != ERR_OK || check_decision(c, v, e) != ERR_OK)
		return e->code;
	if (v->list_only)
		return read_items(c, db, v, &sql_reverse_items_done, e);
	if (c->options.number[OPT_agree] != 0)
		return check_blockers(c, db, v, e) == ERR_OK ? agree(c, db, v, e) : e->code;
	if (read_asked(c, db, v, e) != ERR_OK)
		return e->code;
	if (c->options.number[OPT_withdraw] != 0)
		return withdraw(c, db, v, e);
	if (db_rows(v->asked) > 0 && c->options.text[OPT_reason] == NULL)
		return show(c, db, v, e);
	return propose(c, db, v, e);
}

enum err_code command_reverse(struct cli *c, struct err *e)
{
	enum connect_as as = c->options.number[OPT_agree] != 0 ? CONNECT_APPROVER : CONNECT_RUNNER;
	struct reversal v = {0};

	if (c->options.number[OPT_agree] != 0 && c->options.number[OPT_withdraw] != 0)
		return err_set(e, ERR_USAGE, 2255, "what was asked for is either agreed to or withdrawn");
	if (operate_operands(c, &v.operated, e) != ERR_OK || operate(c, as, &v.operated, ask, e) != ERR_OK)
		return e->code;
	failpoint("decide.after_commit");
	say_reversal(c, &v);
	return v.items != NULL && (v.done || c->options.text[OPT_output] != NULL) ? write_list(c, &v, e) : ERR_OK;
}
