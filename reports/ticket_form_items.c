/* ticket_form_items.c: the text of every item of a ticket, and their places; see ticket_form_items.h. */
#include "reports/ticket_form_items.h"

#include "reports/ticket_words.h"

#include <stdio.h>

#define INDENT 250 /* of a text in its cell */
#define MARGIN 80  /* of several lines, above and below together */
#define STEP   118 /* from line to line, percent of the size */

#define NAME_SIZE PDF_PT(90) /* the smallest in one line */

#define NONE "―"

/* Steps of sizes below the cell's own; below 5.5 points nobody can read it. */
static const int32_t sizes[] = {PDF_PT(140), PDF_PT(120), PDF_PT(110), PDF_PT(100), PDF_PT(90), PDF_PT(80),
	PDF_PT(75), PDF_PT(70), PDF_PT(65), PDF_PT(60), PDF_PT(55)};

#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* ---- words --------------------------------------------------------------------------------------- */

static const char *item_term(enum ticket_item item)
{
	static const char *const terms[ITEM_COUNT] = {
#define X(name, term) [ITEM_##name] = term,
		TICKET_ITEMS(X)
#undef X
	};

	return terms[item];
}

/* ---- texts --------------------------------------------------------------------------------------- */

char *ticket_number(int issue_no, int revision, char out[static 64])
{
	if (revision == 1)
		(void)snprintf(out, 64, "第%d号", issue_no);
	else
		(void)snprintf(out, 64, "第%d号（第%d版）", issue_no, revision);
	return out;
}

static struct str part(struct str s, size_t from, size_t length)
{
	if (s.length < from + length)
		return (struct str){"", 0};
	return (struct str){s.at + from, length};
}

static struct str yes_no(bool yes)
{
	return utf8_of(yes ? "あり" : "なし");
}

/* Those that say something, each on a line of its own, numbered where that is wanted. */
static struct str paragraphs(const struct str *s, int n, bool numbered, struct arena *a)
{
	const char *all = "";

	for (int i = 0; i < n; i++) {
		if (s[i].length == 0)
			continue;
		all = arena_printf(a, "%s%s%s%.*s", all, *all == '\0' ? "" : "\n",
			numbered ? arena_printf(a, "(%d) ", i + 1) : "", (int)s[i].length, s[i].at);
	}
	return utf8_of(all);
}

/* What the code says beside the seven digits, where the prescriber is named: "13・1・1234567　みなと診療所". */
static struct str prescriber_of(const struct ticket *t, struct arena *a)
{
	struct str code = t->prescriber_code;

	if (t->type != TICKET_DISPENSING)
		return utf8_of(NONE);
	if (code.length != INSTITUTION_CODE_DIGITS)
		return t->prescriber_name;
	return utf8_of(arena_printf(a, "%.2s・%.1s・%.7s　%.*s", code.at, code.at + 2, code.at + 3,
		(int)t->prescriber_name.length, t->prescriber_name.at));
}

static struct str certified_of(const struct ticket *t, struct arena *a)
{
	char from[64], to[64];

	if (t->certified_from == DAY_MAX)
		return utf8_of("");
	day_format_era(t->certified_from, from);
	if (t->certified_to == DAY_MAX)
		return utf8_of(arena_printf(a, "%sから", from));
	return utf8_of(arena_printf(a, "%sから\n%sまで", from, day_format_era(t->certified_to - 1, to)));
}

/* Which ticket must not be used any more. */
static struct str replaced_of(const struct ticket *t, struct arena *a)
{
	char number[64], on[64];

	if (t->revision == 1)
		return utf8_of("");
	return utf8_of(
		arena_printf(a, "%s交付の%s（%s）に替えて交付します。先の券は使用しないでください。理由：%s。",
			day_format_era(t->before_on, on), ticket_number(t->issue_no, t->revision - 1, number),
			t->before_combined ? "併用" : "単独", ticket_words_cause(t->cause)));
}

static struct str validity_of(const struct ticket *t, struct arena *a)
{
	char from[64], until[64];

	return utf8_of(arena_printf(
		a, "%sから\n%sまで", day_format_era(t->from_on, from), day_format_era(t->until_on, until)));
}

void ticket_form_texts(const struct ticket *t, struct arena *a, struct str text[static ITEM_COUNT])
{
	char buffer[64];

	text[ITEM_NUMBER] = utf8_of(arena_strdup(a, ticket_number(t->issue_no, t->revision, buffer)));
	text[ITEM_MONTH] = utf8_of(arena_strdup(a, month_format_era(t->month, buffer)));
	text[ITEM_PAYER_NO] = t->payer_no;
	text[ITEM_RECIPIENT_NO] = t->recipient_no;
	text[ITEM_VALIDITY] = validity_of(t, a);
	text[ITEM_NAME] = t->name;
	text[ITEM_BIRTH] = utf8_of(arena_strdup(a, day_format_era(t->birth_on, buffer)));
	text[ITEM_ADDRESS] = t->inhouse ? utf8_of(NONE) : t->address;
	text[ITEM_PREFECTURE] = part(t->institution_code, 0, 2);
	text[ITEM_POINT_TABLE] = part(t->institution_code, 2, 1);
	text[ITEM_CODE] = t->type == TICKET_CARE ? t->institution_code
											 : part(t->institution_code, 3, INSTITUTION_CODE_DIGITS - 3);
	text[ITEM_INSTITUTION] = t->institution_name;
	text[ITEM_PRESCRIBER] = prescriber_of(t, a);
	text[ITEM_INJURIES] = paragraphs(t->injury, TICKET_INJURIES, true, a);
	text[ITEM_SERVICE] = utf8_of(ticket_words_service(t->service));
	text[ITEM_SHARE] = utf8_of(t->combined ? "併用" : "単独");
	text[ITEM_OWN_PAYMENT] = utf8_of(arena_printf(a, "%s円", mail_format_yen(t->own_payment_yen, buffer)));
	text[ITEM_INSURANCE] = yes_no(t->insurance);
	text[ITEM_ELDERLY] = yes_no(t->elderly);
	text[ITEM_TUBERCULOSIS] = yes_no(t->tuberculosis);
	text[ITEM_PREFECTURAL] = yes_no(t->prefectural);
	text[ITEM_SCHEME] = t->scheme_no.length == 0
							? yes_no(false)
							: utf8_of(arena_printf(a, "法別%.*s", (int)t->scheme_no.length, t->scheme_no.at));
	text[ITEM_INSURED_NO] = t->insured_no;
	text[ITEM_CARE_LEVEL] = utf8_of(ticket_words_care_level(t->care_level));
	text[ITEM_CERTIFIED] = certified_of(t, a);
	text[ITEM_CASEWORKER] = t->caseworker;
	text[ITEM_HANDLER] = t->handler;
	text[ITEM_REMARKS] = paragraphs(t->remark, TICKET_REMARKS, false, a);
	text[ITEM_REPLACED] = replaced_of(t, a);
	text[ITEM_ISSUED] = utf8_of(arena_strdup(a, day_format_era(t->issued_on, buffer)));
	text[ITEM_CASE_NO] = text[ITEM_STATE] = utf8_of("");
}

/* ---- placing ------------------------------------------------------------------------------------- */

/* The lines of a text at a size; where a cell has one line the text is not broken.  False: it does not fit. */
static bool fits(const struct fonts *fonts, const struct ticket_cell *c, int32_t size, struct str text,
	struct arena *a, struct lines *out)
{
	struct lines_style style = {FONT_MINCHO, size, c->width - 2 * INDENT};

	bool broken = c->kind == TICKET_CELL_TEXT || (c->kind == TICKET_CELL_NAME && size < NAME_SIZE);

	if (c->lines > 1 && broken) {
		*out = lines_break(fonts, style, text, a);
		return out->count <= (size_t)c->lines &&
			   (int32_t)out->count * size * STEP / 100 <= c->height - MARGIN;
	}
	*out = (struct lines){arena_alloc(a, sizeof(*out->line)), 1};
	out->line[0] = text;
	if (c->kind == TICKET_CELL_DIGITS)
		return text.length <= (size_t)c->lines;
	return fonts_width(fonts, FONT_MINCHO, size, text) <= style.width;
}

static enum err_code lay_out_cell(const struct fonts *fonts, const struct ticket_cell *c, struct str text,
	struct arena *a, struct ticket_cells *out, const char **hold, struct err *e)
{
	struct lines *lines = &out->line[c->item];
	size_t i = 0;

	while (i < SIZES && (sizes[i] > c->size || !fits(fonts, c, sizes[i], text, a, lines)))
		i++;
	*hold = "overflow";
	if (i == SIZES)
		return err_set(e, ERR_DATA, 1762, "%sが券の欄に収まりません", item_term(c->item));
	out->size[c->item] = sizes[i];
	*hold = "glyph";
	for (size_t k = 0; k < lines->count; k++)
		if (fonts_check(fonts, FONT_MINCHO, lines->line[k], e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

enum err_code ticket_form_lay_out(const struct fonts *fonts, const struct ticket_cell *cells, size_t n,
	const struct str text[static ITEM_COUNT], struct arena *a, struct ticket_cells *out, const char **hold,
	struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (lay_out_cell(fonts, &cells[i], text[cells[i].item], a, out, hold, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

void ticket_form_draw_boxes(struct pdf *p, const struct ticket_cell *cells, size_t n, int32_t dy)
{
	for (const struct ticket_cell *c = cells; c < cells + n; c++) {
		int32_t box = c->width / (c->lines > 0 ? c->lines : 1);

		if (c->kind != TICKET_CELL_DIGITS)
			continue;
		pdf_frame(p, PEN_FINE, c->x, c->y + dy, box * c->lines, c->height);
		for (int i = 1; i < c->lines; i++)
			pdf_line(p, PEN_FINE, c->x + i * box, c->y + dy, c->x + i * box, c->y + dy + c->height);
	}
}

static void draw_digits(struct pdf *p, const struct ticket_cell *c, int32_t size, struct str text, int32_t y)
{
	int32_t box = c->width / c->lines;

	for (size_t i = 0; i < text.length; i++)
		pdf_text_centre(
			p, FONT_GOTHIC, size, c->x + (int32_t)i * box + box / 2, y, (struct str){text.at + i, 1});
}

static void draw_cell(
	struct pdf *p, const struct ticket_cell *c, const struct lines *l, int32_t size, int32_t dy)
{
	int32_t step = size * STEP / 100;
	int32_t y = mail_base_in(c->y + dy, c->height, size) - ((int32_t)l->count - 1) * step / 2;

	for (size_t i = 0; i < l->count; i++, y += step) {
		switch (c->kind) {
		case TICKET_CELL_TEXT:
		case TICKET_CELL_NAME:
			pdf_text(p, FONT_MINCHO, size, c->x + INDENT, y, l->line[i]);
			break;
		case TICKET_CELL_CENTRE:
			pdf_text_centre(p, FONT_MINCHO, size, c->x + c->width / 2, y, l->line[i]);
			break;
		case TICKET_CELL_RIGHT:
			pdf_text_right(p, FONT_MINCHO, size, c->x + c->width - INDENT, y, l->line[i]);
			break;
		case TICKET_CELL_DIGITS:
			draw_digits(p, c, size, l->line[i], y);
			break;
		}
	}
}

void ticket_form_draw_cells(
	struct pdf *p, const struct ticket_cell *cells, size_t n, const struct ticket_cells *l, int32_t dy)
{
	for (const struct ticket_cell *c = cells; c < cells + n; c++)
		draw_cell(p, c, &l->line[c->item], l->size[c->item], dy);
}

void ticket_form_draw_title(
	struct pdf *p, enum ticket_type type, int32_t size, int32_t x, int32_t width, int32_t y)
{
	int32_t word = (width - 2 * size) / 2;
	int32_t struck = type == TICKET_MEDICAL ? x + width - word : x;

	pdf_text_spread(p, FONT_GOTHIC, size, x, word, y, utf8_of(ticket_words_type(TICKET_MEDICAL)));
	pdf_text_centre(p, FONT_GOTHIC, size, x + width / 2, y, utf8_of("・"));
	pdf_text_spread(
		p, FONT_GOTHIC, size, x + width - word, word, y, utf8_of(ticket_words_type(TICKET_DISPENSING)));
	for (int i = 0; i < 2; i++)
		pdf_line(p, PEN_FRAME, struck - 100, y - size * (46 - 16 * i) / 100, struck + word + 100,
			y - size * (46 - 16 * i) / 100);
}
