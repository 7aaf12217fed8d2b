/*
 * cmd_mail_status.c: mail status: what became of each piece, what does not fit, and the one thing to do next; mail settle:
 * a person has looked into it.
 *
 * A mailing is open until every piece is inserted, withdrawn or settled and no fault is open.  One that is late is told
 * first, here and by `status`.
 */
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/departure.h"
#include "engine/cli/on_demand.h"
#include "engine/cli/say.h"
#include "engine/mail/verdict.h"
#include "gen/sql.h"

#include <string.h>

#define MAILINGS_SHOWN   20
#define PIECES_SHOWN     40
#define UNREPORTED_SHOWN 20 /* more of them are counted */

/* Columns of mail_loop_list. */
enum {
	L_RUN,
	L_OFFICE,
	L_ISSUED,
	L_PLANNED,
	L_INSERTED,
	L_WITHDRAWN,
	L_SETTLED,
	L_OPEN,
	L_CLOSED,
	L_LATE,
	L_REVERSED
};
/* Columns of mail_loop_verdict. */
enum {
	V_PLANNED,
	V_INSERTED,
	V_REPRINTED,
	V_WITHDRAWN,
	V_SETTLED,
	V_OPEN,
	V_LOOSE,
	V_ISSUED,
	V_POST_BY,
	V_REPORT_BY,
	V_CLOSED,
	V_INHOUSE,
	V_FILES,
	V_RETURNED,
	V_POST_LATE,
	V_REPORT_LATE,
	V_OFFICE,
	V_UNREPORTED,
	V_PACKAGES,
	V_REVERSED
};
/* Columns of package_reprints. */
enum { K_REPRINTS, K_UNSEALED, K_STRANDED };
/* Columns of mail_loop_open. */
enum { O_PIECE, O_PART, O_VERSION, O_STATE, O_FAULT, O_ENVELOPE, O_PLACE, O_COUNT };
/* Columns of mail_overdue. */
enum { D_RUN, D_OFFICE, D_POSTING, D_DUE, D_PLANNED, D_OPEN };

/* In the terminal's language; documents have the terms of mail_fault.h. */
static const char *const states[] = {
	[MAIL_STATE_UNREPORTED] = N_("not reported"),
	[MAIL_STATE_INSERTED] = N_("inserted"),
	[MAIL_STATE_WITHDRAWN] = N_("withdrawn"),
	[MAIL_STATE_DAMAGED] = N_("damaged, to be printed again"),
	[MAIL_STATE_REPRINTED] = N_("printed again, to be inserted"),
	[MAIL_STATE_DIVERTED] = N_("diverted, to be looked at"),
	[MAIL_STATE_PULLED] = N_("to be withdrawn, not reported"),
	[MAIL_STATE_FAULTY] = N_("does not fit"),
	[MAIL_STATE_SETTLED] = N_("settled"),
};

static const char *const faults[] = {
	[MAIL_FAULT_NONE] = "",
	[MAIL_FAULT_FORGED] = N_("a code that is not ours"),
	[MAIL_FAULT_OTHER_MAILING] = N_("a sheet of another mailing"),
	[MAIL_FAULT_UNKNOWN_PIECE] = N_("a piece or sheet that was not issued"),
	[MAIL_FAULT_INHOUSE] = N_("a piece that is handled in-house"),
	[MAIL_FAULT_SWAP] = N_("a sheet of another piece in place of its own"),
	[MAIL_FAULT_MIXED] = N_("sheets of two pieces in one envelope"),
	[MAIL_FAULT_BACK_SHIFTED] = N_("the back is that of another sheet"),
	[MAIL_FAULT_TURNED] = N_("a sheet lies on its face"),
	[MAIL_FAULT_VERSIONS] = N_("sheets of two prints in one envelope"),
	[MAIL_FAULT_MISSING_SHEET] = N_("a sheet is missing"),
	[MAIL_FAULT_DOUBLED_SHEET] = N_("the same sheet twice"),
	[MAIL_FAULT_EXTRA_SHEET] = N_("a sheet that is not ours"),
	[MAIL_FAULT_BLANK] = N_("a blank sheet"),
	[MAIL_FAULT_UNREADABLE] = N_("a side that could not be read"),
	[MAIL_FAULT_CONTRADICTION] = N_("two readings of one side"),
	[MAIL_FAULT_SHEET_ORDER] = N_("sheets out of order"),
	[MAIL_FAULT_ENCLOSURE] = N_("the wrong enclosure, or none"),
	[MAIL_FAULT_DOUBLED] = N_("inserted twice"),
	[MAIL_FAULT_OLD_VERSION] = N_("inserted as first printed, although printed again"),
	[MAIL_FAULT_UNKNOWN_VERSION] = N_("a reprint that nobody asked for"),
	[MAIL_FAULT_WITHDRAWN_POSTED] = N_("inserted although it was to be withdrawn"),
	[MAIL_FAULT_UNASKED] = N_("withdrawn although nobody asked"),
	[MAIL_FAULT_DAMAGED_POSTED] = N_("reported as damaged, and inserted"),
};

/* ---- late ---------------------------------------------------------------------------------------- */

enum err_code command_mail_overdue(struct cli *c, struct db *db, struct err *e)
{
	struct db_result *r;

	if (db_query(db, &sql_mail_overdue, NULL, c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r); i++) {
		bool posting = db_int(r, i, D_POSTING) != 0;

		fprintf(c->out, _("OVERDUE: mailing %s of office %05d: %s of %s pieces are not accounted for; %s\n"),
			db_text(r, i, D_RUN), (int)db_int(r, i, D_OFFICE), say_number(c->keep, db_int(r, i, D_OPEN)),
			say_number(c->keep, db_int(r, i, D_PLANNED)),
			arena_printf(c->keep,
				posting ? _("all was to be posted by %s") : _("all was to be reported by %s"),
				db_text(r, i, D_DUE)));
		fprintf(c->out, _("  → getsuji mail status %s\n"), db_text(r, i, D_RUN));
	}
	if (db_rows(r) > 0)
		c->exit_code = err_exit_code(ERR_WARNINGS);
	return ERR_OK;
}

/* ---- all mailings -------------------------------------------------------------------------------- */

/* A column may have no title: the translation of nothing is the catalogue's own head. */
static void head(struct table *t, const char *const titles[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_cell(t, titles[i][0] == '\0' ? "" : _(titles[i]));
}

static enum err_code status_of_all(struct cli *c, struct db *db, struct err *e)
{
	static const char *const titles[] = {N_("run"), N_("office"), N_("issued on"), N_("planned"),
		N_("inserted"), N_("withdrawn"), N_("settled"), N_("still open"), ""};
	struct table *t = table_new(c->keep, 9, "rrlrrrrrl");
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, MAILINGS_SHOWN);
	if (db_query(db, &sql_mail_loop_list, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		fputs(_("no mailing was issued yet\n"), c->out);
		return ERR_OK;
	}
	head(t, titles, sizeof titles / sizeof *titles);
	for (int i = 0; i < db_rows(r); i++) {
		table_cell(t, db_text(r, i, L_RUN));
		table_cell(t, arena_printf(c->keep, "%05d", (int)db_int(r, i, L_OFFICE)));
		table_cell(t, db_text(r, i, L_ISSUED));
		for (int k = L_PLANNED; k <= L_OPEN; k++)
			table_cell(t, say_number(c->keep, db_int(r, i, k)));
		table_cell(t, db_int(r, i, L_REVERSED) != 0 ? _("taken back")
					  : db_int(r, i, L_CLOSED) != 0 ? _("is closed")
					  : !db_is_null(r, i, L_LATE)   ? _("OVERDUE")
					  : db_int(r, i, L_OPEN) > 0    ? _("is open")
													: "");
	}
	table_print(t, c->out, "");
	return command_mail_overdue(c, db, e);
}

/* ---- one mailing --------------------------------------------------------------------------------- */

static void say_numbers(struct cli *c, int run_id, const struct db_result *v)
{
	bool late = db_int(v, 0, V_POST_LATE) != 0 || db_int(v, 0, V_REPORT_LATE) != 0;

	fprintf(c->out, _("mailing %d of office %05d, issued on %s; to be posted by %s, to be reported by %s\n"),
		run_id, (int)db_int(v, 0, V_OFFICE), db_text(v, 0, V_ISSUED), db_text(v, 0, V_POST_BY),
		db_text(v, 0, V_REPORT_BY));
	fprintf(c->out,
		_("%s pieces planned = %s inserted (%s of them printed again) + %s withdrawn + %s settled + %s "
		  "open\n"),
		say_number(c->keep, db_int(v, 0, V_PLANNED)), say_number(c->keep, db_int(v, 0, V_INSERTED)),
		say_number(c->keep, db_int(v, 0, V_REPRINTED)), say_number(c->keep, db_int(v, 0, V_WITHDRAWN)),
		say_number(c->keep, db_int(v, 0, V_SETTLED)), say_number(c->keep, db_int(v, 0, V_OPEN)));
	if (db_int(v, 0, V_INHOUSE) > 0)
		fprintf(
			c->out, _("%s more pieces are handled in-house\n"), say_number(c->keep, db_int(v, 0, V_INHOUSE)));
	if (db_int(v, 0, V_RETURNED) > 0)
		fprintf(c->out, _("%s letters came back\n"), say_number(c->keep, db_int(v, 0, V_RETURNED)));
	if (db_int(v, 0, V_REVERSED) != 0)
		fputs(_("taken back: what had not left can be in another mailing\n"), c->out);
	else if (!db_is_null(v, 0, V_CLOSED))
		fprintf(c->out, _("closed at %s JST: every piece is accounted for\n"), db_text(v, 0, V_CLOSED));
	else if (late)
		fprintf(c->out, "%s\n", _("OVERDUE: not every piece is accounted for"));
	else if (db_int(v, 0, V_PLANNED) > 0)
		fprintf(c->out, "%s\n", _("open: not every piece is accounted for"));
}

static void say_open(struct cli *c, const struct db_result *r, int rows)
{
	static const char *const titles[] = {
		N_("piece"), N_("part"), N_("print"), N_("envelope"), N_("sheet"), N_("state"), ""};
	struct table *t = table_new(c->keep, 7, "rrrrrll");

	head(t, titles, sizeof titles / sizeof *titles);
	for (int i = 0; i < rows; i++) {
		static const int numbers[] = {O_PIECE, O_PART, O_VERSION, O_ENVELOPE, O_PLACE};
		bool loose = db_int(r, i, O_PIECE) == 0;

		for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
			bool nothing = numbers[k] == O_VERSION ? loose : db_int(r, i, numbers[k]) == 0;

			table_cell(t, nothing ? "–" : db_text(r, i, numbers[k]));
		}
		table_cell(t, _(states[db_int(r, i, O_STATE)]));
		table_cell(t, db_int(r, i, O_FAULT) == 0
						  ? ""
						  : arena_printf(c->keep, "%s: %s", verdict_fault_word((int)db_int(r, i, O_FAULT)),
								_(faults[db_int(r, i, O_FAULT)])));
	}
	table_print(t, c->out, "  ");
}

/* What the contractor has to do next. */
static void say_waiting(struct cli *c, int run_id, const struct db_result *v)
{
	if (db_int(v, 0, V_PACKAGES) == 0)
		fprintf(c->out, _("next: getsuji spool pack %d --keys DIR --out DIR\n"), run_id);
	else
		fputs(_("next: getsuji import scans FILE --keys DIR, when the contractor sends the next file\n"),
			c->out);
}

/* The one thing to do next, by what stands first in the list of what is open.  k: of reprints. */
static void say_next(struct cli *c, int run_id, const struct db_result *v, const struct db_result *k,
	const struct db_result *r)
{
	const char *piece = db_text(r, 0, O_PIECE);

	switch ((enum mail_state)db_int(r, 0, O_STATE)) {
	case MAIL_STATE_FAULTY:
		if (db_int(r, 0, O_PIECE) == 0)
			piece = arena_printf(c->keep, "envelope:%s", db_text(r, 0, O_ENVELOPE));
		fprintf(
			c->out, _("next: look into it, then getsuji mail settle %d %s --reason TEXT\n"), run_id, piece);
		break;
	case MAIL_STATE_DAMAGED:
	case MAIL_STATE_DIVERTED:
		fprintf(c->out, _("next: getsuji reprint %d --pieces %s --reason TEXT --keys DIR\n"), run_id, piece);
		break;
	case MAIL_STATE_REPRINTED:
		if (db_int(k, 0, K_UNSEALED) > 0)
			fprintf(c->out, _("next: getsuji reprint %d --batch %s --keys DIR\n"), run_id,
				db_text(k, 0, K_UNSEALED));
		else if (db_int(k, 0, K_STRANDED) > 0)
			fprintf(c->out, _("next: getsuji reprint %d --pieces %s --reason TEXT --keys DIR\n"), run_id,
				db_text(k, 0, K_STRANDED));
		else
			say_waiting(c, run_id, v);
		break;
	case MAIL_STATE_UNREPORTED:
	case MAIL_STATE_PULLED:
	case MAIL_STATE_INSERTED:
	case MAIL_STATE_WITHDRAWN:
	case MAIL_STATE_SETTLED:
		say_waiting(c, run_id, v);
		break;
	}
}

/* What is open, piece by piece; of many that nothing was reported of, how many they are. */
static enum err_code say_pieces(struct cli *c, struct db *db, int run_id, const struct db_result *v,
	const struct db_result *k, struct err *e)
{
	bool listed = db_int(v, 0, V_UNREPORTED) <= UNREPORTED_SHOWN;
	struct db_args args = {0};
	struct db_result *r;
	int rows, reversal;

	db_arg_int(&args, run_id);
	db_arg_int(&args, PIECES_SHOWN + 1);
	db_arg_bool(&args, listed);
	if (db_query(db, &sql_mail_loop_open, &args, c->keep, &r, e) != ERR_OK ||
		departure_waits(c, db, &(struct departure){.run_id = run_id}, &reversal, e) != ERR_OK)
		return e->code;
	rows = db_rows(r) <= PIECES_SHOWN ? db_rows(r) : PIECES_SHOWN;
	if (rows > 0)
		say_open(c, r, rows);
	if (db_rows(r) > rows)
		fprintf(c->out,
			_("  … and more: the verdict page lists every piece: getsuji mail verdict %d -o FILE\n"), run_id);
	if (!listed)
		fprintf(c->out,
			_("  nothing was reported of %s pieces; the verdict page lists them: getsuji mail verdict %d -o "
			  "FILE\n"),
			say_number(c->keep, db_int(v, 0, V_UNREPORTED)), run_id);
	if (reversal != 0 && (rows > 0 || !listed))
		departure_say(c, reversal);
	else if (rows > 0)
		say_next(c, run_id, v, k, r);
	else if (!listed)
		say_waiting(c, run_id, v);
	if ((rows > 0 && db_int(r, 0, O_STATE) == MAIL_STATE_FAULTY) || db_int(v, 0, V_POST_LATE) != 0 ||
		db_int(v, 0, V_REPORT_LATE) != 0)
		c->exit_code = err_exit_code(ERR_WARNINGS);
	return ERR_OK;
}

static enum err_code status_of_one(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *v, *k;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_mail_loop_verdict, &args, c->keep, &v, e) != ERR_OK ||
		db_query(db, &sql_package_reprints, &args, c->keep, &k, e) != ERR_OK)
		return e->code;
	say_numbers(c, run_id, v);
	if (db_int(k, 0, K_REPRINTS) > 0)
		fprintf(
			c->out, _("packages of reprints that left: %s\n"), say_number(c->keep, db_int(k, 0, K_REPRINTS)));
	return db_int(v, 0, V_REVERSED) != 0 ? ERR_OK : say_pieces(c, db, run_id, v, k, e);
}

enum err_code command_mail_status(struct cli *c, struct db *db, int run_id, struct err *e)
{
	day_t cut_off_on;

	if (run_id == 0)
		return status_of_all(c, db, e);
	if (command_mail_load(c, db, run_id, true, &cut_off_on, e) != ERR_OK)
		return e->code;
	return status_of_one(c, db, run_id, e);
}

/* ---- settle -------------------------------------------------------------------------------------- */

/* PIECE or envelope:NUMBER. */
static enum err_code read_place(const char *text, int64_t *piece, int64_t *envelope, struct err *e)
{
	static const char mark[] = "envelope:";
	const char *at = text;
	bool of_envelope = strncmp(text, mark, sizeof mark - 1) == 0;

	*piece = *envelope = 0;
	if (of_envelope)
		at += sizeof mark - 1;
	if (cli_number(&at, INT32_MAX, of_envelope ? envelope : piece) && *at == '\0')
		return ERR_OK;
	err_set(e, ERR_USAGE, 2240, "%s is neither a piece nor an envelope", text);
	return err_hint(e, "Write the number of a piece, or envelope:NUMBER where it is nobody's.");
}

enum err_code command_mail_settle(struct cli *c, struct db *db, int run_id, struct err *e)
{
	const char *reason = c->options.text[OPT_reason];
	day_t cut_off_on;

	if (command_mail_load(c, db, run_id, true, &cut_off_on, e) != ERR_OK)
		return e->code;
	if (c->options.operands < 3 || reason == NULL) {
		err_set(e, ERR_USAGE, 2241, "mail settle needs what is settled, and --reason");
		return err_hint(
			e, "The reason tells what was found and done; it is kept for ever, so no person's data.");
	}
	for (int i = 2; i < c->options.operands; i++) {
		struct db_args args = {0};
		int64_t piece, envelope;

		if (read_place(c->options.operand[i], &piece, &envelope, e) != ERR_OK)
			return e->code;
		db_arg_int(&args, run_id);
		db_arg_int(&args, piece);
		db_arg_int(&args, envelope);
		db_arg_text(&args, reason);
		if (db_query(db, &sql_mail_settle, &args, c->keep, NULL, e) != ERR_OK) {
			err_context(e, "%s", c->options.operand[i]);
			return e->code == ERR_STATE
					   ? err_hint(e, "The command getsuji mail status %d lists what is open.", run_id)
					   : e->code;
		}
		fprintf(c->out, _("%s is settled\n"), c->options.operand[i]);
	}
	return ERR_OK;
}

/* ---- verdict ------------------------------------------------------------------------------------- */

enum err_code command_mail_verdict(struct cli *c, struct db *db, int run_id, struct err *e)
{
	const char *path = c->options.text[OPT_output];
	day_t cut_off_on;

	if (command_mail_load(c, db, run_id, true, &cut_off_on, e) != ERR_OK)
		return e->code;
	if (path == NULL)
		path = arena_printf(c->keep, "mailing-%d-verdict.xlsx", run_id);
	if (on_demand_write(c, db, run_id, ON_DEMAND_RUN, 0, path, e) == ERR_OK)
		fprintf(c->out, _("written: %s\n"), path);
	return e->code;
}
