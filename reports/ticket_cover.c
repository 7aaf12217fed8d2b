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

/* A list, from the base of its title downward: words, then columns of a box to tick and an item. */
#define LIST_GAP    800  /* to the title, from what stands above */
#define LIST_MORE   3400 /* the title's base on further sheets */
#define LIST_TOP    200
#define LIST_WORDS  2 /* lines */
#define LIST_STEP   480
#define LIST_END    (FOOT_BASE - 900)
#define STEP        500
#define BOX         260
#define ITEM_INDENT 900

/* What is the same on all first sheets of a sender. */
struct ticket_cover_form {
	const struct mail_sender *sender;
	const char *title;
	bool inhouse;
	int counts, number;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

static int counts_of(const struct ticket_cover *c)
{
	int n = 0;

	while (n < TICKET_COVER_COUNTS && c->count[n].label != NULL)
		n++;
	return n;
}

/* The lower edge of the table, which has two counts to a row. */
static int32_t table_end(const struct ticket_cover *c)
{
	return TABLE_TOP + (counts_of(c) + 1) / 2 * TABLE_ROW;
}

/* From the base of a part's title to its first item. */
static int32_t above_items(const struct ticket_cover_list *l, size_t from)
{
	return LIST_TOP + (from == 0 && l->words != NULL ? LIST_WORDS * LIST_STEP + LIST_TOP : 0);
}

/* Places the lists; a title never stands without an item below it.  part: NULL, or room for as many as are returned. */
static size_t place(const struct ticket_cover *c, struct ticket_cover_part *part, int *sheets)
{
	int32_t base = table_end(c) + LIST_GAP;
	size_t n = 0;

	*sheets = 1;
	for (size_t k = 0; k < TICKET_COVER_LISTS; k++) {
		const struct ticket_cover_list *l = &c->list[k];
		size_t from = 0;

		while (from < l->items) {
			int32_t top = base + above_items(l, from);
			size_t columns = (size_t)l->columns, rows = top < LIST_END ? (size_t)(LIST_END - top) / STEP : 0;
			size_t to = l->items - from < rows * columns ? l->items : from + rows * columns;

			if (rows > 0) {
				if (part != NULL)
					part[n] = (struct ticket_cover_part){*sheets, base, k, from, to};
				n++;
				base = top + (int32_t)((to - from + columns - 1) / columns) * STEP + LIST_GAP;
				from = to;
			}
			if (from < l->items) {
				(*sheets)++;
				base = LIST_MORE;
			}
		}
	}
	return n;
}

int ticket_cover_sheets(const struct ticket_cover *c)
{
	int sheets;

	(void)place(c, NULL, &sheets);
	return sheets;
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
	struct lines_style body = {FONT_MINCHO, SIZE_BODY, AREA_WIDTH},
					   list = {FONT_MINCHO, SIZE_CELL, AREA_WIDTH};

	*out = (struct ticket_cover_layout){0};
	out->parts = place(c, NULL, &out->sheets);
	out->part = arena_array(a, out->parts, sizeof(*out->part));
	(void)place(c, out->part, &out->sheets);
	if (mail_check_recipient(fonts, &c->to, hold, e) != ERR_OK ||
		mail_lay_out(fonts, &c->to, a, &out->address, hold, e) != ERR_OK)
		return e->code;
	out->words = lines_break(fonts, body, utf8_of(c->words), a);
	CHECK(out->words.count <= WORDS_LINES); /* our own wording */
	for (size_t k = 0; k < TICKET_COVER_LISTS; k++)
		if (c->list[k].items > 0 && c->list[k].words != NULL) {
			out->list_words[k] = lines_break(fonts, list, utf8_of(c->list[k].words), a);
			CHECK(out->list_words[k].count <= LIST_WORDS); /* likewise */
		}
	out->code = arena_array(a, (size_t)out->sheets, sizeof(*out->code));
	for (int i = 0; i < out->sheets; i++)
		if (ticket_cover_code(c->run_id, c->piece_no, i + 1, out->sheets + c->enclosed, &out->code[i], e) !=
			ERR_OK)
			return e->code;
	return ERR_OK;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static void draw_table_frame(struct pdf *p, int32_t end)
{
	static const int32_t x[] = {
		AREA_LEFT + TABLE_LABEL, AREA_LEFT + TABLE_HALF, AREA_LEFT + TABLE_HALF + TABLE_LABEL};

	for (size_t i = 0; i < sizeof(x) / sizeof(x[0]); i++)
		pdf_line(p, PEN_FINE, x[i], TABLE_TOP, x[i], end);
	for (int32_t y = TABLE_TOP + TABLE_ROW; y < end; y += TABLE_ROW)
		pdf_line(p, PEN_FINE, AREA_LEFT, y, AREA_RIGHT, y);
	pdf_frame(p, PEN_FRAME, AREA_LEFT, TABLE_TOP, AREA_WIDTH, end - TABLE_TOP);
}

static int form_of(struct ticket_covers *all, const struct ticket_cover *c)
{
	struct pdf *p = all->pdf;
	int counts = counts_of(c);

	for (size_t i = 0; i < all->forms; i++)
		if (all->form[i].sender == c->sender && all->form[i].inhouse == c->inhouse &&
			all->form[i].counts == counts && strcmp(all->form[i].title, c->title) == 0)
			return all->form[i].number;
	pdf_begin_form(p);
	mail_draw_folds(p);
	mail_draw_sender(p, c->sender);
	pdf_text_spread(p, FONT_GOTHIC, SIZE_TITLE, 7000, 7000, TITLE_BASE, utf8_of(c->title));
	for (int i = 0; i < counts; i++)
		mail_draw_label(p, AREA_LEFT + i % 2 * TABLE_HALF, TABLE_TOP + i / 2 * TABLE_ROW, TABLE_LABEL,
			TABLE_ROW, c->count[i].label);
	draw_table_frame(p, table_end(c));
	mail_draw_foot(p, c->inhouse, c->mark);
	all->form = arena_grow(all->arena, all->form, all->forms, all->forms + 1, sizeof(*all->form));
	all->form[all->forms] =
		(struct ticket_cover_form){c->sender, c->title, c->inhouse, counts, pdf_end_form(p)};
	return all->form[all->forms++].number;
}

/* A part of a list: its title, the words at its beginning, items in rows with a box to tick each. */
static void draw_part(struct pdf *p, const struct ticket_cover *c, const struct ticket_cover_layout *l,
	const struct ticket_cover_part *part)
{
	const struct ticket_cover_list *list = &c->list[part->list];
	const struct lines *words = &l->list_words[part->list];
	int32_t top = part->base + above_items(list, part->from), width = AREA_WIDTH / list->columns;
	char title[256];

	(void)snprintf(title, sizeof(title), "%s%s", list->title, part->from > 0 ? "（続き）" : "");
	pdf_text(p, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, part->base, utf8_of(title));
	for (size_t i = 0; part->from == 0 && i < words->count; i++)
		pdf_text(p, FONT_MINCHO, SIZE_CELL, AREA_LEFT,
			part->base + LIST_TOP + (int32_t)(i + 1) * LIST_STEP - 100, words->line[i]);
	for (size_t i = 0; i < part->to - part->from; i++) {
		int32_t x = AREA_LEFT + (int32_t)(i % (size_t)list->columns) * width;
		int32_t y = top + (int32_t)(i / (size_t)list->columns) * STEP;

		pdf_frame(p, PEN_FINE, x + 300, y + (STEP - BOX) / 2, BOX, BOX);
		mail_text(
			p, SIZE_CELL, x + ITEM_INDENT, mail_base_in(y, STEP, SIZE_CELL), list->item[part->from + i]);
	}
}

/* What the first sheet has before its lists. */
static void draw_first(
	struct ticket_covers *all, const struct ticket_cover *c, const struct ticket_cover_layout *l, int form)
{
	struct pdf *p = all->pdf;

	pdf_show_form(p, form);
	mail_draw_address(p, &c->to, &l->address);
	mail_draw_caseworker(p, &c->to, &l->address);
	for (size_t i = 0; i < l->words.count; i++)
		pdf_text(
			p, FONT_MINCHO, SIZE_BODY, AREA_LEFT, WORDS_BASE + (int32_t)i * WORDS_STEP, l->words.line[i]);
	for (int i = 0; i < counts_of(c); i++)
		mail_text(p, PDF_PT(110), AREA_LEFT + i % 2 * TABLE_HALF + TABLE_LABEL + 400,
			mail_base_in(TABLE_TOP + i / 2 * TABLE_ROW, TABLE_ROW, PDF_PT(110)), c->count[i].value);
}

void ticket_cover_draw(
	struct ticket_covers *all, const struct ticket_cover *c, const struct ticket_cover_layout *l)
{
	int form = form_of(all, c);
	size_t i = 0;

	for (int sheet = 1; sheet <= l->sheets; sheet++) {
		pdf_begin_page(all->pdf);
		if (sheet == 1)
			draw_first(all, c, l, form);
		else
			mail_draw_foot(all->pdf, c->inhouse, c->mark);
		mail_draw_head(all->pdf, &l->code[sheet - 1], c->number, c->on, sheet, l->sheets + c->enclosed);
		for (; i < l->parts && l->part[i].sheet == sheet; i++)
			draw_part(all->pdf, c, l, &l->part[i]);
		pdf_end_page(all->pdf);
	}
}
