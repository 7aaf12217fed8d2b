/* ticket_cover.c: draws the cover sheet of an envelope; see ticket_cover.h. */
#include "reports/ticket_cover.h"

#include <stdio.h>
#include <string.h>

/* From the top of the first sheet downward. */
#define TITLE_BASE  8050
#define WORDS_BASE  9000
#define WORDS_STEP  560
#define WORDS_LINES 3
#define TABLE_TOP   11200
#define TABLE_ROW   850
#define TABLE_LABEL (30 * PDF_MM)
#define TABLE_HALF  (AREA_WIDTH / 2)
#define TABLE_END   (TABLE_TOP + TICKET_COVER_COUNTS / 2 * TABLE_ROW)

/* The list: COLUMNS columns of a box to tick and a number. */
#define COLUMNS     4
#define COLUMN      (AREA_WIDTH / COLUMNS)
#define STEP        500
#define LIST_TITLE  (TABLE_END + 800)
#define LIST_TOP    (LIST_TITLE + 200)
#define MORE_TITLE  3400
#define MORE_TOP    3700
#define LIST_END    (FOOT_BASE - 900)
#define ROWS        ((LIST_END - LIST_TOP) / STEP)
#define MORE_ROWS   ((LIST_END - MORE_TOP) / STEP)
#define BOX         260
#define ITEM_INDENT 900

_Static_assert(TICKET_COVER_COUNTS % 2 == 0, "two to a row");

/* What is the same on all first sheets of a sender. */
struct ticket_cover_form {
	const struct mail_sender *sender;
	const char *title;
	bool inhouse;
	int number;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

int ticket_cover_sheets(size_t items)
{
	size_t first = ROWS * COLUMNS, more = MORE_ROWS * COLUMNS;

	return items <= first ? 1 : 1 + (int)((items - first + more - 1) / more);
}

enum err_code ticket_cover_code(
	int run_id, int64_t piece_no, int sheet, int sheets, struct symbol *out, struct err *e)
{
	char content[64];

	mail_sheet_code(run_id, piece_no, sheet, sheets, content);
	return symbol_encode(content, out, e);
}

enum err_code ticket_cover_lay_out(const struct fonts *fonts, const struct ticket_cover *c, struct arena *a,
	struct ticket_cover_layout *out, const char **hold, struct err *e)
{
	struct lines_style style = {FONT_MINCHO, SIZE_BODY, AREA_WIDTH};

	*out = (struct ticket_cover_layout){.sheets = ticket_cover_sheets(c->items)};
	if (mail_check_recipient(fonts, &c->to, hold, e) != ERR_OK ||
		mail_lay_out(fonts, &c->to, a, &out->address, hold, e) != ERR_OK)
		return e->code;
	out->words = lines_break(fonts, style, utf8_of(c->words), a);
	CHECK(out->words.count <= WORDS_LINES); /* our own wording */
	out->code = arena_array(a, (size_t)out->sheets, sizeof(*out->code));
	for (int i = 0; i < out->sheets; i++)
		if (ticket_cover_code(c->run_id, c->piece_no, i + 1, out->sheets + c->enclosed, &out->code[i], e) !=
			ERR_OK)
			return e->code;
	return ERR_OK;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static void draw_table_frame(struct pdf *p)
{
	static const int32_t x[] = {
		AREA_LEFT + TABLE_LABEL, AREA_LEFT + TABLE_HALF, AREA_LEFT + TABLE_HALF + TABLE_LABEL};

	for (size_t i = 0; i < sizeof(x) / sizeof(x[0]); i++)
		pdf_line(p, PEN_FINE, x[i], TABLE_TOP, x[i], TABLE_END);
	for (int32_t y = TABLE_TOP + TABLE_ROW; y < TABLE_END; y += TABLE_ROW)
		pdf_line(p, PEN_FINE, AREA_LEFT, y, AREA_RIGHT, y);
	pdf_frame(p, PEN_FRAME, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_END - TABLE_TOP);
}

static int form_of(struct ticket_covers *all, const struct ticket_cover *c)
{
	struct pdf *p = all->pdf;

	for (size_t i = 0; i < all->forms; i++)
		if (all->form[i].sender == c->sender && all->form[i].inhouse == c->inhouse &&
			strcmp(all->form[i].title, c->title) == 0)
			return all->form[i].number;
	pdf_begin_form(p);
	mail_draw_folds(p);
	mail_draw_sender(p, c->sender);
	pdf_text_spread(p, FONT_GOTHIC, SIZE_TITLE, 7000, 7000, TITLE_BASE, utf8_of(c->title));
	for (int i = 0; i < TICKET_COVER_COUNTS; i++)
		mail_draw_label(p, AREA_LEFT + i % 2 * TABLE_HALF, TABLE_TOP + i / 2 * TABLE_ROW, TABLE_LABEL,
			TABLE_ROW, c->count[i].label == NULL ? "" : c->count[i].label);
	draw_table_frame(p);
	pdf_text(p, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, LIST_TITLE, utf8_of(c->list_title));
	mail_draw_foot(p, c->inhouse, c->mark);
	all->form = arena_grow(all->arena, all->form, all->forms, all->forms + 1, sizeof(*all->form));
	all->form[all->forms] = (struct ticket_cover_form){c->sender, c->title, c->inhouse, pdf_end_form(p)};
	return all->form[all->forms++].number;
}

/* Items [from, to) in rows from the top, with a box to tick each. */
static void draw_items(struct pdf *p, const struct ticket_cover *c, size_t from, size_t to, int32_t top)
{
	for (size_t i = from; i < to; i++) {
		int32_t x = AREA_LEFT + (int32_t)((i - from) % COLUMNS) * COLUMN;
		int32_t y = top + (int32_t)((i - from) / COLUMNS) * STEP;

		pdf_frame(p, PEN_FINE, x + 300, y + (STEP - BOX) / 2, BOX, BOX);
		mail_text(p, SIZE_CELL, x + ITEM_INDENT, mail_base_in(y, STEP, SIZE_CELL), c->item[i]);
	}
}

static void draw_first(
	struct ticket_covers *all, const struct ticket_cover *c, const struct ticket_cover_layout *l, size_t to)
{
	struct pdf *p = all->pdf;
	int form = form_of(all, c);

	pdf_begin_page(p);
	pdf_show_form(p, form);
	mail_draw_address(p, &c->to, &l->address);
	mail_draw_head(p, &l->code[0], c->number, c->on, 1, l->sheets + c->enclosed);
	mail_draw_caseworker(p, &c->to, &l->address);
	for (size_t i = 0; i < l->words.count; i++)
		pdf_text(
			p, FONT_MINCHO, SIZE_BODY, AREA_LEFT, WORDS_BASE + (int32_t)i * WORDS_STEP, l->words.line[i]);
	for (int i = 0; i < TICKET_COVER_COUNTS; i++)
		if (c->count[i].label != NULL)
			mail_text(p, PDF_PT(110), AREA_LEFT + i % 2 * TABLE_HALF + TABLE_LABEL + 400,
				mail_base_in(TABLE_TOP + i / 2 * TABLE_ROW, TABLE_ROW, PDF_PT(110)), c->count[i].value);
	draw_items(p, c, 0, to, LIST_TOP);
	pdf_end_page(p);
}

/* The list goes on: sheet 2, 3 … */
static void draw_more(struct pdf *p, const struct ticket_cover *c, const struct ticket_cover_layout *l,
	int sheet, size_t from, size_t to)
{
	char title[256];

	pdf_begin_page(p);
	mail_draw_head(p, &l->code[sheet - 1], c->number, c->on, sheet, l->sheets + c->enclosed);
	(void)snprintf(title, sizeof(title), "%s（続き）", c->list_title);
	pdf_text(p, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, MORE_TITLE, utf8_of(title));
	mail_draw_foot(p, c->inhouse, c->mark);
	draw_items(p, c, from, to, MORE_TOP);
	pdf_end_page(p);
}

void ticket_cover_draw(
	struct ticket_covers *all, const struct ticket_cover *c, const struct ticket_cover_layout *l)
{
	size_t at = c->items < ROWS * COLUMNS ? c->items : ROWS * COLUMNS;

	draw_first(all, c, l, at);
	for (int sheet = 2; sheet <= l->sheets; sheet++) {
		size_t to = at + MORE_ROWS * COLUMNS < c->items ? at + MORE_ROWS * COLUMNS : c->items;

		draw_more(all->pdf, c, l, sheet, at, to);
		at = to;
	}
}
