/*
 * mail_counts.c: what accompanies the parts in the contractor's package.
 *
 *     contractor/counts.pdf, counts.xlsx   数量表: pieces, sheets, enclosures and weights, by class and by part
 *     contractor/bundles.pdf               区分票: a slip for each bundle, to be cut out and laid on it
 *     contractor/samples.pdf               made-up pieces, to adjust the machines by
 *     contractor/deletion.pdf              the form of the 消去証明書
 *
 * One chunk per run, after the parts; no file where nothing leaves by the contractor.  Sums by class, by part and by
 * bundle must agree, or nothing is published.
 */
#include "reports/mail_counts.h"

#include "gen/sql.h"
#include "getsuji/mail_code.h"
#include "reports/mail.h"

#include <inttypes.h>
#include <string.h>

enum { HEAD, CLASSES, PARTS, BUNDLES, KEY, STATEMENTS };
/* Columns. */
enum { H_ISSUED, H_CUT_OFF, H_POST_BY, H_REPORT_BY, H_EXPIRES, H_CONTRACTOR, H_OFFICES, H_OFFICE };
enum { C_ENVELOPE, C_THICKNESS, C_CLASS, C_ENCLOSURE, C_PIECES, C_SHEETS, C_WEIGHT };
enum {
	P_OFFICE,
	P_FIRST,
	P_LAST,
	P_PIECES,
	P_SHEETS,
	P_PROFILE,
	P_DUPLEX,
	P_ENCLOSURE,
	P_FILE,
	P_PAGES,
	P_SHA256
};
enum { B_ENVELOPE, B_CLASS, B_PREFIX, B_PIECES, B_WEIGHT, B_FIRST, B_LAST };

/* ---- words --------------------------------------------------------------------------------------- */

const char *mail_counts_envelope(int64_t envelope)
{
#define X(name, number, word, term) \
	if (envelope == (number)) \
		return term;
	MAIL_ENVELOPES(X)
#undef X
	return "";
}

const char *mail_counts_office(const struct mail_counts *m, struct arena *a)
{
	const char *name = str_copy(a, m->office);

	return m->offices <= 1 ? name : arena_printf(a, "%s（ほか%" PRId64 "か所）", name, m->offices - 1);
}

const char *mail_counts_day(day_t day, struct arena *a)
{
	char text[64];

	return arena_strdup(a, day_format_era(day, text));
}

const char *mail_counts_number(int64_t n, struct arena *a)
{
	char text[40];

	return arena_strdup(a, mail_format_yen(n, text));
}

const char *mail_counts_grams(int64_t mg, struct arena *a)
{
	int64_t tenths = (mg + 50) / 100;

	return arena_printf(a, "%s.%d", mail_counts_number(tenths / 10, a), (int)(tenths % 10));
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* A text that the office typed, for paper: ※ where it has a character that no font has. */
static const char *printable(const struct mail_counts *m, struct str text, struct arena *a)
{
	struct err ignored = {0};

	return fonts_check(m->fonts, FONT_MINCHO, text, &ignored) == ERR_OK ? str_copy(a, text) : "※";
}

static enum err_code read_head(struct rows *r, struct mail_counts *m, struct arena *a, struct err *e)
{
	if (!rows_next(r))
		return err_set(e, ERR_STATE, 2330, "run %d has issued no mail", m->run->run_id);
	m->issued_on = row_day(r, H_ISSUED);
	m->cut_off_on = row_day(r, H_CUT_OFF);
	m->post_by_on = row_day(r, H_POST_BY);
	m->report_by_on = row_day(r, H_REPORT_BY);
	m->expires_on = row_day(r, H_EXPIRES);
	m->contractor = str_copy(a, row_text(r, H_CONTRACTOR));
	m->offices = row_int(r, H_OFFICES);
	m->office = utf8_of(printable(m, row_text(r, H_OFFICE), a));
	return ERR_OK;
}

static void read_classes(struct rows *r, struct mail_counts *m, struct arena *a)
{
	m->class = arena_array(a, rows_count(r), sizeof(*m->class));
	while (rows_next(r))
		m->class[m->classes++] = (struct mail_class){.envelope = row_int(r, C_ENVELOPE),
			.thickness = row_int(r, C_THICKNESS),
			.postage_class = str_copy(a, row_text(r, C_CLASS)),
			.enclosure = printable(m, row_text(r, C_ENCLOSURE), a),
			.pieces = row_int(r, C_PIECES),
			.sheets = row_int(r, C_SHEETS),
			.weight_mg = row_int(r, C_WEIGHT)};
}

static void read_parts(struct rows *r, struct mail_counts *m, struct arena *a)
{
	m->part = arena_array(a, rows_count(r), sizeof(*m->part));
	while (rows_next(r)) {
		struct mail_counts_part *p = &m->part[m->parts++];

		*p = (struct mail_counts_part){.office_id = (int)row_int(r, P_OFFICE),
			.first_piece = row_int(r, P_FIRST),
			.last_piece = row_int(r, P_LAST),
			.pieces = row_int(r, P_PIECES),
			.sheets = row_int(r, P_SHEETS),
			.profile = row_text(r, P_PROFILE),
			.duplex = row_bool(r, P_DUPLEX),
			.enclosure = printable(m, row_text(r, P_ENCLOSURE), a),
			.file = str_copy(a, row_text(r, P_FILE)),
			.pages = row_int(r, P_PAGES),
			.sha256 = str_copy(a, row_text(r, P_SHA256))};
		m->pieces += p->pieces;
		m->sheets += p->sheets;
		m->pages += p->pages;
		m->enclosures += p->enclosure[0] != '\0' ? p->pieces : 0;
	}
}

static void read_bundles(struct rows *r, struct mail_counts *m, struct arena *a)
{
	m->bundle = arena_array(a, rows_count(r), sizeof(*m->bundle));
	while (rows_next(r))
		m->bundle[m->bundles++] = (struct mail_bundle){.envelope = row_int(r, B_ENVELOPE),
			.postage_class = str_copy(a, row_text(r, B_CLASS)),
			.prefix = str_copy(a, row_text(r, B_PREFIX)),
			.pieces = row_int(r, B_PIECES),
			.weight_mg = row_int(r, B_WEIGHT),
			.first_piece = row_int(r, B_FIRST),
			.last_piece = row_int(r, B_LAST)};
}

/* By class, by part and by bundle it is the same; each part has its file, with as many pages as its sheets have sides. */
static enum err_code check_sums(struct mail_counts *m, struct err *e)
{
	int64_t pieces = 0, sheets = 0, bundled = 0, weight = 0;

	for (size_t i = 0; i < m->classes; i++) {
		pieces += m->class[i].pieces;
		sheets += m->class[i].sheets;
		m->weight_mg += m->class[i].weight_mg;
	}
	for (size_t i = 0; i < m->bundles; i++) {
		bundled += m->bundle[i].pieces;
		weight += m->bundle[i].weight_mg;
	}
	for (size_t i = 0; i < m->parts; i++)
		if (m->part[i].file[0] == '\0' || m->part[i].pages != m->part[i].sheets * (m->part[i].duplex ? 2 : 1))
			return err_set(
				e, ERR_BALANCE, 2333, "a part of the mailing has no file, or not the pages of its sheets");
	if (pieces != m->pieces || bundled != m->pieces || sheets != m->sheets || weight != m->weight_mg)
		return err_set(e, ERR_BALANCE, 2334, "counts by class, part and bundle do not agree");
	return ERR_OK;
}

/* ---- the files ----------------------------------------------------------------------------------- */

static enum err_code publish(struct chunk *c, const char *name, struct pdf *pdf, struct err *e)
{
	struct artifact *file = chunk_artifact(c, name);

	file->pages = pdf_pages(pdf);
	return pdf_save_file(pdf, file->path, e);
}

static enum err_code mail_counts_start(struct task *t, struct err *e)
{
	const struct fonts *fonts;

	if (fonts_open(t->keep, &fonts, e) != ERR_OK)
		return e->code;
	t->state = (void *)fonts;
	return ERR_OK;
}

static enum err_code mail_counts_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[STATEMENTS] = {&sql_mail_counts_head,
		&sql_mail_counts_classes, &sql_mail_counts_parts, &sql_mail_counts_bundles, &sql_mail_counts_key};
	struct mail_counts m = {.run = c->task->run, .fonts = c->task->state};
	struct rows *rows[STATEMENTS];
	struct pdf *samples;

	if (chunk_read(c, statements, STATEMENTS, rows, e) != ERR_OK)
		return e->code;
	read_classes(rows[CLASSES], &m, c->arena);
	read_parts(rows[PARTS], &m, c->arena);
	read_bundles(rows[BUNDLES], &m, c->arena);
	if (m.pieces == 0)
		return ERR_OK;
	if (read_head(rows[HEAD], &m, c->arena, e) != ERR_OK || check_sums(&m, e) != ERR_OK)
		return e->code;
	if (!rows_next(rows[KEY]) || row_text(rows[KEY], 0).length != MAIL_KEY_SIZE)
		return err_set(e, ERR_DATABASE, 2335, "the key of the codes is not there");
	c->count.read = c->count.written = m.pieces;
	if (mail_counts_samples(
			c->task, &m, (const unsigned char *)row_text(rows[KEY], 0).at, c->arena, &samples, e) != ERR_OK ||
		publish(c, "contractor/counts.pdf", mail_counts_sheet(&m, c->arena), e) != ERR_OK ||
		publish(c, "contractor/bundles.pdf", mail_counts_slips(&m, c->arena), e) != ERR_OK ||
		publish(c, "contractor/deletion.pdf", mail_certificate(&m, c->arena), e) != ERR_OK ||
		publish(c, "contractor/samples.pdf", samples, e) != ERR_OK)
		return e->code;
	return mail_counts_book(c, &m, e);
}

const struct job report_mail_counts = {
	.name = "mail_counts",
	.title = "委託先への数量表",
	.ready = mail_ready,
	.start = mail_counts_start,
	.chunk = mail_counts_chunk,
	.balance = &sql_mail_counts_balance,
};
