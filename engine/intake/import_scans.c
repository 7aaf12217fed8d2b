/*
 * import_scans.c: one file of scans into the database (import_scans() of import.h).
 *
 * The file is the contractor's: it is signed, and only what the signature covers is read.  Its lines go in batches into
 * a temporary table and from there to those known; then each envelope that it touches is judged by all its readings,
 * whatever file they came in (engine/mail/verdict.h).  All in one transaction.
 */
#include "engine/intake/import.h"
#include "engine/intake/mail_load.h"
#include "engine/intake/record_load.h"
#include "engine/intake/scan.h"
#include "engine/mail/cms.h"
#include "engine/mail/verdict.h"
#include "gen/sql.h"

#define CONTENT_MAX    (1024LL * 1024 * 1024) /* bytes of a signed file */
#define ENVELOPE_BATCH 20000

/* ---- lines ---- */

/* The mailing that the file is about must have been issued. */
static enum err_code find_mailing(struct record_load *f, const struct record_value *run, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	enum err_code code;

	db_arg_int(&args, run->number);
	code = db_query(f->load->db, &sql_scans_mailing, &args, scratch, &row, e);
	if (code == ERR_OK && db_rows(row) == 0) {
		(void)err_set(e, ERR_INPUT, 1190, "run %d has issued no mailing", (int)run->number);
		code = err_place(e, "%s:%d:%d", f->load->file->file, run->line, run->column);
	}
	if (code == ERR_OK) {
		f->stamp.office = (int)db_int(row, 0, 0);
		f->stamp.subject = (int)run->number;
		f->load->file->run_id = (int)run->number;
	}
	arena_free(scratch);
	return code;
}

static void put_reading(struct record_load *f, const struct record_row *row)
{
	const unsigned char *key = f->self;
	const struct record_value *v = row->values;
	struct str code = scan_text(v[SCAN_READING_CODE].text);
	struct row_out *out = f->out[0];
	struct mail_code parsed = {0};
	bool known;
	int64_t seconds = 0;

	CHECK(scan_seconds(v[SCAN_READING_AT].text, &seconds));
	known = mail_code_parse(code.at, code.length, &parsed) && mail_code_holds(code.at, code.length, key) &&
			parsed.run_id == f->stamp.subject;
	row_begin(out);
	row_put_int4(out, row->line);
	row_put_int4(out, row->column);
	row_put_int2(out, (int16_t)v[SCAN_READING_EVENT].number);
	row_put_int4(out, (int32_t)v[SCAN_READING_ENVELOPE].number);
	row_put_int2(out, (int16_t)v[SCAN_READING_PLACE].number);
	row_put_bool(out, v[SCAN_READING_SIDE].number == SCAN_BACK);
	row_put_str(out, code);
	row_put_str(out, scan_text(v[SCAN_READING_ENCLOSURE].text));
	row_put_int8(out, seconds);
	row_put_bool(out, known);
	row_put_int4(out, known ? parsed.piece_no : 0);
	row_put_int4(out, known ? parsed.version : 0);
	row_end(out);
}

static enum err_code begin(struct record_load *f, const struct record_row *row, struct err *e)
{
	if (find_mailing(f, &row->values[LIST_OF], e) != ERR_OK || mail_load_key(f->load, f->self, e) != ERR_OK)
		return e->code;
	return record_load_same_stamp(f, e);
}

/* ---- envelopes ---- */

/* What was issued, by piece number. */
static enum err_code read_planned(
	const struct record_load *f, struct arena *keep, struct verdict_mailing *m, struct err *e)
{
	struct db_args args = {0};
	struct db_step step = {.q = &sql_scans_planned, .args = &args};
	struct verdict_piece *pieces;

	*m = (struct verdict_mailing){.run_id = f->stamp.subject, .key = f->self};
	db_arg_int(&args, f->stamp.subject);
	if (db_batch(f->load->db, &step, 1, keep, e) != ERR_OK)
		return e->code;
	m->count = (int32_t)rows_count(step.rows);
	m->pieces = pieces = arena_array(keep, (size_t)m->count, sizeof *pieces);
	while (rows_next(step.rows)) {
		int64_t piece_no = row_int(step.rows, 0);

		CHECK(piece_no >= 1 && piece_no <= m->count); /* numbers have no gaps */
		pieces[piece_no - 1] = (struct verdict_piece){.sheets = (int32_t)row_int(step.rows, 1),
			.inhouse = row_int(step.rows, 2) != 1,
			.duplex = row_bool(step.rows, 3),
			.enclosure = row_text(step.rows, 4)};
	}
	return ERR_OK;
}

static void put_verdict(
	const struct verdict *v, int32_t envelope, struct row_out *envelopes, struct row_out *faults)
{
	row_begin(envelopes);
	row_put_int4(envelopes, envelope);
	row_put_int4(envelopes, v->piece_no);
	row_put_int4(envelopes, v->version);
	row_put_bool(envelopes, v->whole);
	row_end(envelopes);
	for (size_t i = 0; i < v->nfaults; i++) {
		row_begin(faults);
		row_put_int4(faults, envelope);
		row_put_int4(faults, v->faults[i].piece_no);
		row_put_int2(faults, (int16_t)v->faults[i].fault);
		row_put_int2(faults, (int16_t)v->faults[i].place);
		row_end(faults);
	}
}

/* The readings of a batch of envelopes, in order; *last is the last one's number. */
static enum err_code judge_rows(const struct record_load *f, const struct verdict_mailing *m,
	struct rows *rows, struct arena *batch, int64_t *last, struct err *e)
{
	struct verdict_reading *readings = arena_array(batch, rows_count(rows), sizeof *readings);
	struct row_out *envelopes = row_out_new(batch, 4), *faults = row_out_new(batch, 4);
	struct db_step steps[] = {
		{.q = &sql_new_envelope, .out = envelopes}, {.q = &sql_new_fault, .out = faults}};
	int64_t envelope;

	while (rows_peek_key(rows, &envelope)) {
		struct verdict v;
		size_t n = 0;

		while (rows_next_of(rows, envelope))
			readings[n++] = (struct verdict_reading){.place = (int)row_int(rows, 1),
				.back = row_bool(rows, 2),
				.code = row_text(rows, 3),
				.enclosure = row_text(rows, 4)};
		v = verdict_of_envelope(m, readings, n, batch);
		put_verdict(&v, (int32_t)envelope, envelopes, faults);
		*last = envelope;
	}
	return db_batch(f->load->db, steps, row_out_count(faults) > 0 ? 2 : 1, batch, e);
}

static enum err_code judge_envelopes(const struct record_load *f, struct err *e)
{
	struct arena *keep = arena_new(), *batch = arena_new();
	struct verdict_mailing mailing;
	int64_t last = 0;
	enum err_code code = read_planned(f, keep, &mailing, e);
	bool more = true;

	while (code == ERR_OK && more) {
		struct db_args args = {0};
		struct db_step step = {.q = &sql_scans_readings, .args = &args};

		arena_reset(batch);
		db_arg_int(&args, f->stamp.subject);
		db_arg_int(&args, last);
		db_arg_int(&args, ENVELOPE_BATCH);
		code = db_batch(f->load->db, &step, 1, batch, e);
		more = code == ERR_OK && rows_count(step.rows) > 0;
		if (more)
			code = judge_rows(f, &mailing, step.rows, batch, &last, e);
	}
	arena_free(batch);
	arena_free(keep);
	return code;
}

static enum err_code judge(struct record_load *f, struct err *e)
{
	struct load *l = f->load;
	struct db_args args = {0};

	if (judge_envelopes(f, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, f->stamp.subject);
	if (l->request->signer != NULL)
		db_arg_text(&args, l->request->signer);
	else
		db_arg_null(&args);
	return load_number(l, &sql_scans_judge, &args, &l->file->faults, e);
}

/* ---- the signature ---- */

static enum err_code open_signed(
	const struct import_request *r, struct import_request *verified, struct arena *keep, struct err *e)
{
	struct cms_party *contractor;
	char *content;

	*verified = *r;
	if (r->unsigned_too)
		return ERR_OK;
	if (r->keys == NULL) {
		(void)err_set(e, ERR_USAGE, 1191, "nothing says whose signature the file must bear");
		return err_hint(e, "Name the folder with contractor.cert.pem by --keys or GETSUJI_KEYS.");
	}
	if (cms_other(r->keys, "contractor", keep, &contractor, e) != ERR_OK ||
		cms_verify_file(contractor, r->path, CONTENT_MAX, keep, &content, &verified->content_length, e) !=
			ERR_OK)
		return e->code;
	verified->content = content;
	verified->signer = cms_fingerprint(contractor);
	return ERR_OK;
}

enum err_code import_scans(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "scans",
		.layout = &scan_layout,
		.put = put_reading,
		.begin = begin,
		.end = judge,
		.stages = {{&sql_new_scan, 12}},
		.stage = &sql_scans_stage,
		.same_stamp = &sql_scans_same_stamp,
		.check = &sql_scans_check,
		.unchanged = &sql_scans_unchanged,
		.merge = &sql_scans_merge};
	unsigned char key[MAIL_KEY_SIZE];
	struct import_request verified;

	*totals = (struct import_totals){0};
	if (open_signed(r, &verified, keep, e) != ERR_OK)
		return e->code;
	return record_import(&verified, &kind, key, keep, totals, e);
}
