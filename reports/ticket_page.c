/* ticket_page.c: draws a ticket on a sheet of its own; see ticket_page.h. */
#include "reports/ticket_page.h"

#include "reports/ticket_words.h"

#include <stdio.h>

#define VERSION_MARK "券面 第1版（案）"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* The grid: labels on the left and, where two share a row, in the middle. */
#define LABEL (30 * PDF_MM)
#define HALF  (AREA_WIDTH / 2)

/* Boxes of digits, in the middle of a row. */
#define BOX        640
#define BOX_NARROW 530
#define BOX_HEIGHT 760

/* On replacements, in the upper left corner. */
#define STAMP_TOP    1300
#define STAMP_WIDTH  2600
#define STAMP_HEIGHT 800

#define LAW_BASE   3500
#define TITLE_BASE 4450
#define TITLE_SIZE PDF_PT(200)
#define TITLE_LEFT (AREA_LEFT + 50 * PDF_MM)
#define TITLE_WIDE (AREA_WIDTH - 100 * PDF_MM)
#define MONTH_BASE 5250
#define GRID_TOP   5700
#define ROW        1000
#define ROWS_MAX   13
#define CELLS_MAX  (2 * ROWS_MAX + 3)

/* The institution: its code above its name. */
#define PLACE_HEIGHT  2350
#define PLACE_BOXES   370
#define PLACE_NAME    1180
#define PLACE_CAPTION 80 /* above the boxes */

#define NOTES      4
#define NOTES_GAP  750
#define NOTES_STEP 360

/* One or two items beside their labels; a row with one has it all. */
struct page_row {
	int32_t height;
	struct {
		const char *label;
		enum ticket_item item;
		enum ticket_cell_kind kind;
		int lines;
		int32_t size;
	} cell[2];
};

struct page {
	const char *law;
	const struct page_row *row;
	size_t rows;
	const char *issued;
	const char *note[NOTES];
};

/* clang-format off */
#define TEXT(label, item, lines, size)   {label, ITEM_##item, TICKET_CELL_TEXT, lines, PDF_PT(size)}
#define NAME(label, item, lines, size)   {label, ITEM_##item, TICKET_CELL_NAME, lines, PDF_PT(size)}
#define CENTRE(label, item, size)        {label, ITEM_##item, TICKET_CELL_CENTRE, 1, PDF_PT(size)}
#define DIGITS(label, item, count)       {label, ITEM_##item, TICKET_CELL_DIGITS, count, PDF_PT(120)}
#define ALONE                            {NULL, ITEM_COUNT, TICKET_CELL_TEXT, 0, 0}

static const struct page_row medical_rows[] = {
	{ROW,          {DIGITS("公費負担者番号", PAYER_NO, PAYER_NO_DIGITS), TEXT("有効期間", VALIDITY, 2, 100)}},
	{ROW,          {DIGITS("受給者番号", RECIPIENT_NO, RECIPIENT_NO_DIGITS), TEXT("交付番号", NUMBER, 1, 120)}},
	{1150,         {NAME("氏名", NAME, 2, 140), TEXT("生年月日", BIRTH, 1, 110)}},
	{1150,         {TEXT("居住地", ADDRESS, 2, 100), ALONE}},
	{PLACE_HEIGHT, {NAME("指定医療機関", INSTITUTION, 2, 120), ALONE}},
	{ROW,          {TEXT("処方箋発行元", PRESCRIBER, 2, 100), ALONE}},
	{1950,         {TEXT("傷病名", INJURIES, 4, 110), ALONE}},
	{880,          {CENTRE("診療別", SERVICE, 120), CENTRE("単独・併用別", SHARE, 120)}},
	{880,          {CENTRE("本人支払額", OWN_PAYMENT, 120), CENTRE("他法公費", SCHEME, 110)}},
	{880,          {CENTRE("社会保険", INSURANCE, 110), CENTRE("後期高齢者医療", ELDERLY, 110)}},
	{880,          {CENTRE("感染症法37条の2", TUBERCULOSIS, 110), CENTRE("都道府県費", PREFECTURAL, 110)}},
	{880,          {TEXT("地区担当員名", CASEWORKER, 1, 100), TEXT("取扱担当者名", HANDLER, 1, 100)}},
	{1800,         {TEXT("備考", REMARKS, 5, 90), ALONE}},
};

static const struct page_row care_rows[] = {
	{1300,         {DIGITS("公費負担者番号", PAYER_NO, PAYER_NO_DIGITS), TEXT("有効期間", VALIDITY, 2, 100)}},
	{1300,         {DIGITS("受給者番号", RECIPIENT_NO, RECIPIENT_NO_DIGITS), TEXT("交付番号", NUMBER, 1, 120)}},
	{1300,         {NAME("氏名", NAME, 2, 140), TEXT("生年月日", BIRTH, 1, 110)}},
	{1300,         {TEXT("居住地", ADDRESS, 2, 100), ALONE}},
	{1300,         {DIGITS("被保険者番号", INSURED_NO, 10), CENTRE("要介護度", CARE_LEVEL, 120)}},
	{1300,         {TEXT("認定有効期間", CERTIFIED, 2, 100), TEXT("サービス種類", SERVICE, 1, 110)}},
	{PLACE_HEIGHT, {NAME("指定介護機関", INSTITUTION, 2, 120), ALONE}},
	{1300,         {CENTRE("本人支払額", OWN_PAYMENT, 120), CENTRE("単独・併用別", SHARE, 120)}},
	{1000,         {TEXT("地区担当員名", CASEWORKER, 1, 100), TEXT("取扱担当者名", HANDLER, 1, 100)}},
	{2000,         {TEXT("備考", REMARKS, 5, 90), ALONE}},
};

/* Below either, of a replacement alone. */
static const struct page_row replaced_row = {1250, {TEXT("差替え", REPLACED, 3, 90), ALONE}};

static const struct page medical_page = {
	.law = "生活保護法による医療扶助",
	.row = medical_rows,
	.rows = COUNT_OF(medical_rows),
	.issued = "上記のとおり医療扶助を行うので、この券を交付します。",
	.note = {"注１　この券は、有効期間のうち、上記の指定医療機関等で受ける診療、調剤又は訪問看護に限り有効です。",
		"　２　「併用」のときは、医療保険その他の法律による給付を先に受け、残りを公費負担医療として請求してください。",
		"　３　本人支払額は、窓口で本人から受け取ってください。0円のときは受け取らないでください。",
		"　４　記載に誤りや疑義があるときは、請求の前に上記の福祉事務所へお問い合わせください。"},
};

static const struct page care_page = {
	.law = "生活保護法による介護扶助",
	.row = care_rows,
	.rows = COUNT_OF(care_rows),
	.issued = "上記のとおり介護扶助を行うので、この券を交付します。",
	.note = {"注１　この券は、有効期間のうち、上記の指定介護機関が行う上記の種類のサービスに限り有効です。",
		"　２　「併用」のときは、介護保険の給付を先に受け、残りを介護扶助として請求してください。「単独」は全額を請求してください。",
		"　３　本人支払額は、本人から受け取ってください。0円のときは受け取らないでください。",
		"　４　記載に誤りや疑義があるときは、請求の前に上記の福祉事務所へお問い合わせください。"},
};
/* clang-format on */

_Static_assert(COUNT_OF(medical_rows) + 1 <= ROWS_MAX + 1 && COUNT_OF(care_rows) <= ROWS_MAX, "cells");

/* What is the same on all tickets of a sender and kind. */
struct ticket_page_form {
	const struct mail_sender *sender;
	enum ticket_type type;
	bool replaced, inhouse;
	int number;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

static const struct page *page_of(enum ticket_type type)
{
	return type == TICKET_CARE ? &care_page : &medical_page;
}

/* The row of an index; beyond the last comes that of a replacement. */
static const struct page_row *row_of(const struct page *page, size_t i)
{
	return i < page->rows ? &page->row[i] : &replaced_row;
}

static size_t rows_of(const struct page *page, const struct ticket *t)
{
	return page->rows + (t->revision > 1 ? 1 : 0);
}

static struct ticket_cell cell_of(const struct page_row *row, int side, int32_t y)
{
	bool alone = row->cell[1].label == NULL;
	struct ticket_cell c = {.item = row->cell[side].item,
		.kind = row->cell[side].kind,
		.x = AREA_LEFT + side * HALF + LABEL,
		.y = y,
		.width = (alone ? AREA_WIDTH : HALF) - LABEL,
		.height = row->height,
		.lines = row->cell[side].lines,
		.size = row->cell[side].size};

	if (c.kind == TICKET_CELL_DIGITS) {
		int32_t box = c.lines > PAYER_NO_DIGITS ? BOX_NARROW : BOX;

		c.x += 150;
		c.width = c.lines * box;
		c.y += (row->height - BOX_HEIGHT) / 2;
		c.height = BOX_HEIGHT;
	} else if (c.item == ITEM_INSTITUTION) {
		c.y += PLACE_NAME;
		c.height -= PLACE_NAME;
	}
	return c;
}

/* The code of the institution above its name: of medical institutions prefecture, 点数表 and the seven digits that
 * are usually written; of care providers all ten. */
static size_t place_cells(enum ticket_type type, int32_t y, struct ticket_cell *out)
{
	int32_t x = AREA_LEFT + LABEL + 150;
	struct ticket_cell c = {
		.kind = TICKET_CELL_DIGITS, .y = y + PLACE_BOXES, .height = BOX_HEIGHT, .size = PDF_PT(120)};
	static const struct {
		enum ticket_item item;
		int digits, x;
	} medical[] = {{ITEM_PREFECTURE, 2, 0}, {ITEM_POINT_TABLE, 1, 1700}, {ITEM_CODE, 7, 2760}};

	if (type == TICKET_CARE) {
		c.item = ITEM_CODE;
		c.x = x;
		c.lines = INSTITUTION_CODE_DIGITS;
		c.width = c.lines * BOX;
		out[0] = c;
		return 1;
	}
	for (size_t i = 0; i < COUNT_OF(medical); i++) {
		c.item = medical[i].item;
		c.lines = medical[i].digits;
		c.x = x + medical[i].x;
		c.width = c.lines * BOX;
		out[i] = c;
	}
	return COUNT_OF(medical);
}

/* All cells of a form; *end: the lower edge of its grid. */
static size_t cells_of(const struct ticket *t, struct ticket_cell out[static CELLS_MAX], int32_t *end)
{
	const struct page *page = page_of(t->type);
	size_t n = 0;
	int32_t y = GRID_TOP;

	for (size_t i = 0; i < rows_of(page, t); i++) {
		const struct page_row *row = row_of(page, i);

		for (int side = 0; side < 2 && row->cell[side].label != NULL; side++)
			out[n++] = cell_of(row, side, y);
		if (row->cell[0].item == ITEM_INSTITUTION)
			n += place_cells(t->type, y, out + n);
		y += row->height;
	}
	*end = y;
	return n;
}

enum err_code ticket_page_lay_out(const struct fonts *fonts, const struct ticket *t, struct arena *a,
	struct ticket_cells *out, const char **hold, struct err *e)
{
	struct str text[ITEM_COUNT];
	struct ticket_cell cells[CELLS_MAX];
	int32_t end;
	size_t n = cells_of(t, cells, &end);

	ticket_form_texts(t, a, text);
	return ticket_form_lay_out(fonts, cells, n, text, a, out, hold, e);
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static void draw_head(struct pdf *p, const struct page *page, enum ticket_type type, bool replaced)
{
	if (replaced) {
		pdf_text_spread(p, FONT_GOTHIC, PDF_PT(140), AREA_LEFT + 300, STAMP_WIDTH - 600,
			mail_base_in(STAMP_TOP, STAMP_HEIGHT, PDF_PT(140)), utf8_of("差替え"));
		pdf_frame(p, PEN_FRAME, AREA_LEFT, STAMP_TOP, STAMP_WIDTH, STAMP_HEIGHT);
	}
	pdf_text_centre(p, FONT_MINCHO, SIZE_BODY, PDF_PAGE_WIDTH / 2, LAW_BASE, utf8_of(page->law));
	if (type == TICKET_CARE)
		pdf_text_spread(p, FONT_GOTHIC, TITLE_SIZE, TITLE_LEFT + 2000, TITLE_WIDE - 4000, TITLE_BASE,
			utf8_of(ticket_words_type(type)));
	else
		ticket_form_draw_title(p, type, TITLE_SIZE, TITLE_LEFT, TITLE_WIDE, TITLE_BASE);
}

static void draw_grid(struct pdf *p, const struct page *page, size_t rows)
{
	int32_t y = GRID_TOP;

	for (size_t i = 0; i < rows; i++) {
		const struct page_row *row = row_of(page, i);

		for (int side = 0; side < 2 && row->cell[side].label != NULL; side++) {
			int32_t x = AREA_LEFT + side * HALF;

			mail_draw_label(p, x, y, LABEL, row->height, row->cell[side].label);
			pdf_line(p, PEN_FINE, x + LABEL, y, x + LABEL, y + row->height);
			if (side > 0)
				pdf_line(p, PEN_FINE, x, y, x, y + row->height);
		}
		if (i > 0)
			pdf_line(p, PEN_FINE, AREA_LEFT, y, AREA_RIGHT, y);
		y += row->height;
	}
	pdf_frame(p, PEN_FRAME, AREA_LEFT, GRID_TOP, AREA_WIDTH, y - GRID_TOP);
}

/* Who issues it: below the grid. */
static int32_t draw_issuer(struct pdf *p, const struct page *page, const struct mail_sender *s, int32_t y)
{
	mail_text(p, SIZE_CELL, AREA_LEFT, y, page->issued);
	pdf_text_right(p, FONT_MINCHO, s->director_size, AREA_RIGHT, y + 750, s->office->director);
	pdf_text_right(p, FONT_MINCHO, PDF_PT(75), AREA_RIGHT, y + 1150, utf8_of("（公印省略）"));
	pdf_text(p, FONT_MINCHO, SIZE_CELL, AREA_LEFT, y + 600, s->office->name);
	for (size_t i = 0; i < s->address.count; i++)
		pdf_text(p, FONT_MINCHO, SIZE_SMALL, AREA_LEFT, y + 1000 + (int32_t)i * 360, s->address.line[i]);
	y += 1000 + (int32_t)s->address.count * 360;
	mail_text(p, SIZE_SMALL, AREA_LEFT, y, "電話");
	pdf_text(p, FONT_MINCHO, SIZE_SMALL, AREA_LEFT + 900, y, s->office->phone);
	return y;
}

/* What the parts of an institution's code are. */
static void draw_captions(struct pdf *p, enum ticket_type type, const struct ticket_cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct ticket_cell *c = &cells[i];
		const char *caption = c->item == ITEM_PREFECTURE    ? "都道府県"
							  : c->item == ITEM_POINT_TABLE ? "点数表"
							  : c->item == ITEM_CODE ? (type == TICKET_CARE ? "事業所番号" : "番号")
													 : NULL;

		if (caption != NULL)
			mail_text(p, PDF_PT(60), c->x, c->y - PLACE_CAPTION, caption);
	}
}

static int form_of(struct ticket_pages *all, const struct ticket *t)
{
	const struct page *page = page_of(t->type);
	struct ticket_cell cells[CELLS_MAX];
	struct pdf *p = all->pdf;
	bool replaced = t->revision > 1;
	int32_t y;
	size_t n;

	for (size_t i = 0; i < all->forms; i++) {
		const struct ticket_page_form *f = &all->form[i];

		if (f->sender == t->sender && f->type == t->type && f->replaced == replaced &&
			f->inhouse == t->inhouse)
			return f->number;
	}
	pdf_begin_form(p);
	draw_head(p, page, t->type, replaced);
	draw_grid(p, page, rows_of(page, t));
	n = cells_of(t, cells, &y);
	ticket_form_draw_boxes(p, cells, n, 0);
	draw_captions(p, t->type, cells, n);
	y = draw_issuer(p, page, t->sender, y + 700);
	CHECK(y + NOTES_GAP + NOTES * NOTES_STEP < FOOT_BASE);
	for (int i = 0; i < NOTES; i++)
		mail_text(p, PDF_PT(75), AREA_LEFT, y + NOTES_GAP + i * NOTES_STEP, page->note[i]);
	mail_draw_foot(p, t->inhouse, VERSION_MARK);
	all->form = arena_grow(all->arena, all->form, all->forms, all->forms + 1, sizeof(*all->form));
	all->form[all->forms] =
		(struct ticket_page_form){t->sender, t->type, replaced, t->inhouse, pdf_end_form(p)};
	return all->form[all->forms++].number;
}

void ticket_page_draw(struct ticket_pages *all, const struct ticket *t, const struct ticket_cells *cells,
	const struct symbol *code, const char *number, int sheet, int sheets)
{
	struct ticket_cell place[CELLS_MAX];
	struct pdf *p = all->pdf;
	char buffer[64], month[160];
	int32_t end;
	size_t n = cells_of(t, place, &end);
	int form = form_of(all, t);

	pdf_begin_page(p);
	pdf_show_form(p, form);
	mail_draw_head(p, code, number, t->issued_on, sheet, sheets);
	(void)snprintf(month, sizeof(month), "（%s分）", month_format_era(t->month, buffer));
	pdf_text_centre(p, FONT_MINCHO, PDF_PT(120), PDF_PAGE_WIDTH / 2, MONTH_BASE, utf8_of(month));
	ticket_form_draw_cells(p, place, n, cells, 0);
	pdf_end_page(p);
}
