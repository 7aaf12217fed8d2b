/* mail.c: what all letters in window envelopes share; see mail.h. */
#include "reports/mail.h"

#include "gen/sql.h"
#include "getsuji/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS_LINES 3
#define CARE_OF_LINES 2
#define SENDER_LINES  2 /* of its address */
#define COUNT_OF(a)   (sizeof(a) / sizeof((a)[0]))

/* Address block, from the top of the window downward. */
#define POSTAL_BASE  1700
#define ADDRESS_BASE 2250
#define ADDRESS_STEP 500
#define CARE_OF_STEP 460
#define NAME_STEP    850
#define BARCODE_SIZE 100 /* tenths of a point */
#define BARCODE_LEFT (WINDOW_LEFT + JAPANPOST_QUIET)
#define BARCODE_TOP  (WINDOW_BOTTOM - JAPANPOST_QUIET - JAPANPOST_LONG(BARCODE_SIZE))

/* 2D code. */
#define CODE_MODULE 50
#define CODE_RIGHT  (AREA_RIGHT)
#define CODE_TOP    (WINDOW_TOP)
#define HEAD_RIGHT  (CODE_RIGHT - 17 * PDF_MM)

_Static_assert(
	BARCODE_LEFT + 66 * JAPANPOST_PITCH(BARCODE_SIZE) + JAPANPOST_WIDTH(BARCODE_SIZE) + JAPANPOST_QUIET <=
		WINDOW_RIGHT,
	"the barcode and its blank are within the window");

/* Smaller steps are tried before an address is held; below 8 points nobody can read it. */
static const int32_t address_sizes[] = {PDF_PT(105), PDF_PT(95), PDF_PT(85), PDF_PT(80)};
static const int32_t small_sizes[] = {PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60)};
static const int32_t name_sizes[] = {PDF_PT(140), PDF_PT(120), PDF_PT(105), PDF_PT(90), PDF_PT(80)};

static enum err_code held(const char *why, const char **hold, enum err_code rc)
{
	*hold = why;
	return rc;
}

static bool is_postal_code(struct str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.length == 7;
}

int32_t mail_fit_size(
	const struct fonts *fonts, enum font font, const int32_t *sizes, size_t n, struct str text, int32_t width)
{
	for (size_t i = 0; i < n; i++)
		if (fonts_width(fonts, font, sizes[i], text) <= width)
			return sizes[i];
	return 0;
}

/* ---- the sender ---------------------------------------------------------------------------------- */

enum err_code mail_sender_prepare(const struct fonts *fonts, const struct mail_office *office,
	struct arena *a, struct mail_sender *out, struct err *e)
{
	const struct str texts[] = {office->name, office->address, office->phone, office->director};
	struct lines_style style = {FONT_MINCHO, SIZE_SMALL, SENDER_WIDTH};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (fonts_check(fonts, FONT_MINCHO, texts[i], e) != ERR_OK)
			return e->code;
	if (!is_postal_code(office->postal_code))
		return err_set(e, ERR_DATA, 1757, "福祉事務所の郵便番号が7桁ではありません");
	out->office = office;
	out->postal_code =
		utf8_of(arena_printf(a, "〒%.3s-%.4s", office->postal_code.at, office->postal_code.at + 3));
	out->name_size = mail_fit_size(
		fonts, FONT_MINCHO, name_sizes + 2, COUNT_OF(name_sizes) - 2, office->name, SENDER_WIDTH);
	out->director_size = mail_fit_size(
		fonts, FONT_MINCHO, name_sizes + 2, COUNT_OF(name_sizes) - 2, office->director, SENDER_WIDTH);
	out->address = lines_break(fonts, style, office->address, a);
	if (out->name_size == 0 || out->director_size == 0 || out->address.count > SENDER_LINES ||
		fonts_width(fonts, FONT_MINCHO, SIZE_SMALL, office->phone) > SENDER_WIDTH - CASEWORKER_INDENT)
		return err_set(e, ERR_DATA, 1770, "福祉事務所の名称、所在地又は職名が書面に収まりません");
	return ERR_OK;
}

void mail_draw_sender(struct pdf *p, const struct mail_sender *s)
{
	int32_t y = 3900;

	pdf_text(p, FONT_MINCHO, s->name_size, SENDER_LEFT, 3400, s->office->name);
	pdf_text(p, FONT_MINCHO, SIZE_SMALL, SENDER_LEFT, y, s->postal_code);
	for (size_t i = 0; i < s->address.count; i++)
		pdf_text(p, FONT_MINCHO, SIZE_SMALL, SENDER_LEFT, y += 390, s->address.line[i]);
	mail_text(p, SIZE_SMALL, SENDER_LEFT, y += 390, "電話");
	pdf_text(p, FONT_MINCHO, SIZE_SMALL, SENDER_LEFT + CASEWORKER_INDENT, y, s->office->phone);
	mail_text(p, SIZE_SMALL, SENDER_LEFT, 5450, "担当");
	pdf_text_right(p, FONT_MINCHO, s->director_size, AREA_RIGHT, 6250, s->office->director);
	pdf_text_right(p, FONT_MINCHO, PDF_PT(75), AREA_RIGHT, 6700, utf8_of("（公印省略）"));
}

/* ---- the recipient ------------------------------------------------------------------------------- */

enum err_code mail_check_recipient(
	const struct fonts *fonts, const struct mail_recipient *to, const char **hold, struct err *e)
{
	const struct str texts[] = {to->name, to->caseworker, to->address, to->care_of};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (fonts_check(fonts, FONT_MINCHO, texts[i], e) != ERR_OK)
			return held("glyph", hold, e->code);
	return ERR_OK;
}

/* The largest size at which a text takes at most max lines of the window. */
static bool fit_lines(
	const struct fonts *fonts, struct str text, size_t max, struct arena *a, int32_t *size, struct lines *out)
{
	for (size_t i = 0; i < COUNT_OF(address_sizes); i++) {
		struct lines_style style = {FONT_MINCHO, address_sizes[i], ADDRESS_WIDTH};
		*size = address_sizes[i];
		if (lines_break_address(fonts, style, text, max, a, out))
			return true;
	}
	return false;
}

/* One line at the largest size that fits; of an institution one that is easy to read, else several lines. */
static bool fit_name(
	const struct fonts *fonts, const struct mail_recipient *to, struct arena *a, struct mail_address *l)
{
	const char *text = arena_printf(a, "%.*s%s", (int)to->name.length, to->name.at, to->honorific);
	struct str *line = arena_alloc(a, sizeof(*line));

	*line = utf8_of(text);
	l->name = (struct lines){line, 1};
	l->name_size = mail_fit_size(fonts, FONT_MINCHO, name_sizes, COUNT_OF(name_sizes), *line, ADDRESS_WIDTH);
	for (size_t i = 2; l->name_size == 0 && to->name_lines > 1 && i < COUNT_OF(name_sizes); i++) {
		struct lines_style style = {FONT_MINCHO, name_sizes[i], ADDRESS_WIDTH};

		l->name = lines_break(fonts, style, *line, a);
		if (l->name.count <= to->name_lines)
			l->name_size = name_sizes[i];
	}
	return to->name.length > 0 && l->name_size > 0;
}

enum err_code mail_lay_out(const struct fonts *fonts, const struct mail_recipient *to, struct arena *a,
	struct mail_address *out, const char **hold, struct err *e)
{
	if (to->address.length == 0 || !is_postal_code(to->postal_code))
		return held("address", hold, err_set(e, ERR_DATA, 1750, "送付先の住所がありません"));
	if (!fit_lines(fonts, to->address, ADDRESS_LINES, a, &out->address_size, &out->address))
		return held("overflow", hold, err_set(e, ERR_DATA, 1751, "住所が宛名欄に収まりません"));
	if (to->care_of.length > 0 &&
		!fit_lines(fonts, to->care_of, CARE_OF_LINES, a, &out->care_of_size, &out->care_of))
		return held("overflow", hold, err_set(e, ERR_DATA, 1752, "方書が宛名欄に収まりません"));
	if (!fit_name(fonts, to, a, out))
		return held("overflow", hold, err_set(e, ERR_DATA, 1753, "氏名が宛名欄に収まりません"));
	out->caseworker_size = mail_fit_size(fonts, FONT_MINCHO, small_sizes, COUNT_OF(small_sizes),
		to->caseworker, SENDER_WIDTH - CASEWORKER_INDENT);
	if (out->caseworker_size == 0)
		return held("overflow", hold, err_set(e, ERR_DATA, 1756, "担当員の氏名が欄に収まりません"));
	out->has_barcode = japanpost_encode(to->postal_code, japanpost_extract(to->address, a), &out->barcode);
	return ERR_OK;
}

static void draw_barcode(struct pdf *p, const struct japanpost *code)
{
	int32_t third = JAPANPOST_THIRD(BARCODE_SIZE);

	for (int i = 0; i < JAPANPOST_BARS; i++) {
		char bar = code->bars[i];
		int32_t up = bar == 'F' || bar == 'A' ? third : 0, down = bar == 'F' || bar == 'D' ? third : 0;
		pdf_fill(p, BARCODE_LEFT + i * JAPANPOST_PITCH(BARCODE_SIZE), BARCODE_TOP + third - up,
			JAPANPOST_WIDTH(BARCODE_SIZE), third + up + down);
	}
}

void mail_draw_address(struct pdf *p, const struct mail_recipient *to, const struct mail_address *l)
{
	char postal[16];
	int32_t y = ADDRESS_BASE;

	snprintf(postal, sizeof(postal), "〒%.3s-%.4s", to->postal_code.at, to->postal_code.at + 3);
	mail_text(p, PDF_PT(105), ADDRESS_LEFT, POSTAL_BASE, postal);
	for (size_t i = 0; i < l->address.count; i++, y += ADDRESS_STEP)
		pdf_text(p, FONT_MINCHO, l->address_size, ADDRESS_LEFT, y, l->address.line[i]);
	for (size_t i = 0; i < l->care_of.count; i++, y += CARE_OF_STEP)
		pdf_text(p, FONT_MINCHO, l->care_of_size, ADDRESS_LEFT, y, l->care_of.line[i]);
	y += NAME_STEP - ADDRESS_STEP;
	for (size_t i = 0; i < l->name.count; i++, y += CARE_OF_STEP)
		pdf_text(p, FONT_MINCHO, l->name_size, ADDRESS_LEFT, y, l->name.line[i]);
	if (l->has_barcode)
		draw_barcode(p, &l->barcode);
}

void mail_draw_caseworker(struct pdf *p, const struct mail_recipient *to, const struct mail_address *l)
{
	pdf_text(p, FONT_MINCHO, l->caseworker_size, SENDER_LEFT + CASEWORKER_INDENT, 5450, to->caseworker);
}

/* ---- the sheet ----------------------------------------------------------------------------------- */

void mail_sheet_code(int run_id, int64_t piece_no, int sheet, int sheets, char out[static 64])
{
	char check[6];
	int length = snprintf(out, 64, "GJ1:R%d:P%" PRId64 ":S%d/%d", run_id, piece_no, sheet, sheets);

	CHECK(length > 0 && length < 58);
	symbol_check(out, check);
	snprintf(out + length, 64 - (size_t)length, ":%s", check);
}

/* Runs of dark modules, one rectangle each. */
void mail_draw_code(struct pdf *p, const struct symbol *s, int32_t left, int32_t top, int32_t module)
{
	for (int row = 0; row < s->side; row++)
		for (int from = 0; from < s->side; from++) {
			int to = from;
			while (to < s->side && s->dark[row][to])
				to++;
			if (to > from)
				pdf_fill(p, left + from * module, top + row * module, (to - from) * module, module);
			from = to;
		}
}

void mail_draw_head(
	struct pdf *p, const struct symbol *code, const char *number, day_t on, int sheet, int sheets)
{
	char buffer[64];

	mail_draw_code(p, code, CODE_RIGHT - code->side * CODE_MODULE, CODE_TOP, CODE_MODULE);
	pdf_text_right(p, FONT_MINCHO, SIZE_CELL, HEAD_RIGHT, 1650, utf8_of(number));
	pdf_text_right(p, FONT_MINCHO, SIZE_CELL, HEAD_RIGHT, 2200, utf8_of(day_format_era(on, buffer)));
	snprintf(buffer, sizeof(buffer), "%d／%d", sheet, sheets);
	pdf_text_centre(p, FONT_MINCHO, SIZE_SMALL, PDF_PAGE_WIDTH / 2, FOOT_BASE, utf8_of(buffer));
}

void mail_draw_folds(struct pdf *p)
{
	pdf_line(p, PEN_FINE, 500, 112 * PDF_MM, 800, 112 * PDF_MM);
	pdf_line(p, PEN_FINE, 500, 224 * PDF_MM, 800, 224 * PDF_MM);
}

void mail_draw_foot(struct pdf *p, bool inhouse, const char *mark)
{
	if (inhouse)
		pdf_text(p, FONT_GOTHIC, SIZE_SMALL, AREA_LEFT, FOOT_BASE, utf8_of("【福祉事務所直送】"));
	pdf_text_right(p, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, FOOT_BASE, utf8_of(mark));
}

void mail_text(struct pdf *p, int32_t size, int32_t x, int32_t y, const char *s)
{
	pdf_text(p, FONT_MINCHO, size, x, y, utf8_of(s));
}

void mail_draw_label(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height, const char *s)
{
	int32_t size = PDF_PT(90), inner = utf8_length(utf8_of(s)) > 5 ? width - 300 : width - 700;

	pdf_begin_grey(p, GREY);
	pdf_fill(p, x, y, width, height);
	pdf_end_grey(p);
	pdf_text_spread(
		p, FONT_GOTHIC, size, x + (width - inner) / 2, inner, mail_base_in(y, height, size), utf8_of(s));
}

int32_t mail_base_in(int32_t top, int32_t height, int32_t size)
{
	return top + height / 2 + size * 38 / 100;
}

char *mail_format_yen(yen_t v, char out[static 40])
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)(v < 0 ? -v : v));
	size_t k = 0;

	if (v < 0) {
		memcpy(out, "△", strlen("△"));
		k = strlen("△");
	}
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = digits[i];
	}
	out[k] = '\0';
	return out;
}

/* ---- reports of letters -------------------------------------------------------------------------- */

/* A row of notice_offices. */
static struct mail_office office_of(const struct rows *r)
{
	return (struct mail_office){
		.office_id = (int)row_int(r, 0),
		.name = row_text(r, 1),
		.postal_code = row_text(r, 2),
		.address = row_text(r, 3),
		.phone = row_text(r, 4),
		.director = row_text(r, 5),
		.governor = row_text(r, 6),
		.defendant = row_text(r, 7),
	};
}

enum err_code mail_offices_read(struct task *t, struct mail_offices *out, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_notice_offices};
	struct rows *rows[1];

	*out = (struct mail_offices){0};
	if (fonts_open(t->keep, &out->fonts, e) != ERR_OK || task_read(t, statements, 1, rows, e) != ERR_OK)
		return e->code;
	out->office = arena_array(t->keep, rows_count(rows[0]), sizeof(out->office[0]));
	while (rows_next(rows[0]))
		out->office[out->count++] = office_of(rows[0]);
	return ERR_OK;
}

bool mail_offices_find(const struct mail_offices *m, int64_t household_id, size_t *index)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->office[i].office_id != household_id / HOUSEHOLD_PER_OFFICE)
			continue;
		*index = i;
		return true;
	}
	return false;
}

enum err_code mail_senders_read(struct task *t, struct mail_senders *out, struct err *e)
{
	struct mail_offices *m = &out->mail;

	if (mail_offices_read(t, m, e) != ERR_OK)
		return e->code;
	out->sender = arena_array(t->keep, m->count, sizeof(*out->sender));
	out->why = arena_array(t->keep, m->count, sizeof(*out->why));
	for (size_t i = 0; i < m->count; i++)
		if (mail_sender_prepare(m->fonts, &m->office[i], t->keep, &out->sender[i], &out->why[i]) == ERR_OK)
			err_clear(&out->why[i]);
	return ERR_OK;
}

enum err_code mail_senders_find(const struct mail_senders *s, int64_t household_id,
	const struct mail_sender **out, const char **hold, struct err *e)
{
	size_t i;

	*hold = "office";
	if (!mail_offices_find(&s->mail, household_id, &i))
		return err_set(e, ERR_DATA, 1733, "福祉事務所の登録がありません");
	if (s->why[i].code != ERR_OK)
		*e = s->why[i];
	*out = &s->sender[i];
	return s->why[i].code;
}

enum err_code mail_ready(month_t month, struct err *e)
{
	struct arena *a = arena_new();
	const struct fonts *fonts;
	enum err_code code = fonts_open(a, &fonts, e);

	(void)month;
	arena_free(a);
	return code;
}

/* ---- whose letter it is -------------------------------------------------------------------------- */

enum err_code mail_check_household(
	const struct rows *r, int piece_column, const int *owner_columns, size_t n, struct err *e)
{
	int64_t household_id = row_int(r, piece_column);

	for (size_t i = 0; i < n; i++)
		if (!row_null(r, owner_columns[i]) && row_int(r, owner_columns[i]) != household_id)
			return err_set(e, ERR_INTERNAL, 1730,
				"a row of household %" PRId64 " was joined to household %" PRId64,
				row_int(r, owner_columns[i]), household_id);
	return ERR_OK;
}
