/* ticket_joint.c: draws the tickets of several persons on one sheet; see ticket_joint.h. */
#include "reports/ticket_joint.h"

#include <stdio.h>

#define VERSION_MARK "券面（連名簿） 第1版（案）"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

#define LAW_BASE   3300
#define TITLE_BASE 4200
#define TITLE_SIZE PDF_PT(180)
#define TITLE_LEFT (AREA_LEFT + 36 * PDF_MM)
#define TITLE_WIDE (64 * PDF_MM)
#define LIST_LEFT  (TITLE_LEFT + TITLE_WIDE + 8 * PDF_MM)
#define LIST_WIDE  (30 * PDF_MM)

/* The head: what holds for all rows. */
#define HEAD_TOP   4800
#define HEAD_ROW   900
#define HEAD_PLACE 1050
#define HEAD_END   (HEAD_TOP + HEAD_ROW + HEAD_PLACE)
#define LABEL      (28 * PDF_MM)
#define BOX        520
#define BOX_HEIGHT 640
#define BOX_LEFT   (AREA_LEFT + LABEL + 150)
#define MONTH_LEFT (AREA_LEFT + AREA_WIDTH / 2)
#define PLACE_LEFT (BOX_LEFT + 10 * BOX + 2 * 200 + 50)

/* The table. */
#define TABLE_TOP  (HEAD_END + 250)
#define TABLE_HEAD 800
#define ROWS_TOP   (TABLE_TOP + TABLE_HEAD)
#define ROW        1800
#define BAND       1270 /* the upper part of a row; below it are the remarks */
#define ROWS_END   (ROWS_TOP + TICKET_JOINT_ROWS * ROW)

/* Left edges of the columns. */
#define X_NUMBER   AREA_LEFT
#define X_PERSON   (X_NUMBER + 2500)
#define X_VALIDITY (X_PERSON + 4300)
#define X_INJURIES (X_VALIDITY + 2700)
#define X_PAYMENT  (X_INJURIES + 3800)
#define X_FLAGS    (X_PAYMENT + 1800)
#define FLAG       (BAND / 5)
#define FLAG_LABEL 1150
#define NOTE_LABEL 900

#define NOTES      3
#define NOTES_BASE (ROWS_END + 1250)
#define NOTES_STEP 330

_Static_assert(X_FLAGS + 2300 == AREA_RIGHT, "the columns fill the width");
_Static_assert(NOTES_BASE + NOTES * NOTES_STEP < FOOT_BASE, "the sheet is full");

/* clang-format off */
#define TEXT(item, x, y, width, height, lines, size) \
	{ITEM_##item, TICKET_CELL_TEXT, x, y, width, height, lines, PDF_PT(size)}
#define CENTRE(item, x, y, width, height, size) \
	{ITEM_##item, TICKET_CELL_CENTRE, x, y, width, height, 1, PDF_PT(size)}
#define DIGITS(item, x, y, count) \
	{ITEM_##item, TICKET_CELL_DIGITS, x, y, (count) * BOX, BOX_HEIGHT, count, PDF_PT(110)}
#define FLAG_VALUE(item, i) \
	{ITEM_##item, TICKET_CELL_CENTRE, X_FLAGS + FLAG_LABEL, (i) * FLAG, AREA_RIGHT - X_FLAGS - FLAG_LABEL, FLAG, 1, \
		PDF_PT(65)}

static const struct ticket_cell head_cells[] = {
	DIGITS(PAYER_NO, BOX_LEFT, HEAD_TOP + 130, PAYER_NO_DIGITS),
	TEXT(MONTH, MONTH_LEFT + LABEL, HEAD_TOP, AREA_WIDTH / 2 - LABEL, HEAD_ROW, 1, 120),
	DIGITS(PREFECTURE, BOX_LEFT, HEAD_TOP + HEAD_ROW + 200, 2),
	DIGITS(POINT_TABLE, BOX_LEFT + 2 * BOX + 200, HEAD_TOP + HEAD_ROW + 200, 1),
	DIGITS(CODE, BOX_LEFT + 3 * BOX + 400, HEAD_TOP + HEAD_ROW + 200, 7),
	{ITEM_INSTITUTION, TICKET_CELL_NAME, PLACE_LEFT, HEAD_TOP + HEAD_ROW, AREA_RIGHT - PLACE_LEFT, HEAD_PLACE, 2, PDF_PT(110)},
};

/* Of a row whose upper edge is at 0. */
static const struct ticket_cell row_cells[] = {
	TEXT(NUMBER, X_NUMBER, 50, 2500, 440, 1, 90),
	TEXT(RECIPIENT_NO, X_NUMBER, 430, 2500, 430, 1, 100),
	TEXT(CASEWORKER, X_NUMBER, 850, 2500, 400, 1, 80),
	TEXT(NAME, X_PERSON, 50, 4300, 440, 1, 110),
	TEXT(BIRTH, X_PERSON, 455, 4300, 290, 1, 75),
	TEXT(ADDRESS, X_PERSON, 700, 4300, 580, 2, 70),
	TEXT(VALIDITY, X_VALIDITY, 0, 2700, 800, 2, 75),
	CENTRE(SERVICE, X_VALIDITY, 780, 2700, 480, 90),
	TEXT(INJURIES, X_INJURIES, 0, 3800, 800, 3, 75),
	TEXT(PRESCRIBER, X_INJURIES, 730, 3800, 540, 2, 65),
	CENTRE(SHARE, X_PAYMENT, 0, 1800, 640, 100),
	CENTRE(OWN_PAYMENT, X_PAYMENT, 620, 1800, 640, 90),
	FLAG_VALUE(INSURANCE, 0),
	FLAG_VALUE(ELDERLY, 1),
	FLAG_VALUE(TUBERCULOSIS, 2),
	FLAG_VALUE(PREFECTURAL, 3),
	FLAG_VALUE(SCHEME, 4),
	TEXT(REMARKS, X_NUMBER + NOTE_LABEL, BAND, AREA_WIDTH - NOTE_LABEL, ROW - BAND, 2, 70),
};

static const struct {
	const char *line[2];
	int32_t x, width;
} headings[] = {
	{{"交付番号・受給者番号", "地区担当員名"}, X_NUMBER, 2500},
	{{"氏名・生年月日", "居住地"}, X_PERSON, 4300},
	{{"有効期間", "診療別"}, X_VALIDITY, 2700},
	{{"傷病名", "処方箋発行元"}, X_INJURIES, 3800},
	{{"単独・併用", "本人支払額"}, X_PAYMENT, 1800},
	{{"他の制度", "の適用"}, X_FLAGS, 2300},
};

static const char *const flags[] = {"社会保険", "後期高齢者", "37条の2", "都道府県費", "他法公費"};

static const char *const notes[NOTES] = {
	"注１　有効期間のうち、上記の機関で受ける診療、調剤又は訪問看護に限り有効です。疑義があるときは、請求の前にお問い合わせください。",
	"　２　「併用」のときは、医療保険その他の法律による給付を先に受け、残りを公費負担医療として請求してください。37条の2は感染症法の条です。",
	"　３　本人支払額は、窓口で本人から受け取ってください。0円のときは受け取らないでください。",
};
/* clang-format on */

/* What is the same on all sheets of a sender and kind. */
struct ticket_joint_form {
	const struct mail_sender *sender;
	enum ticket_type type;
	bool inhouse;
	int number;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

bool ticket_joint_together(const struct ticket *a, const struct ticket *b)
{
	return a->type == b->type && a->month == b->month && a->issued_on == b->issued_on &&
		   a->sender == b->sender && a->inhouse == b->inhouse && str_same(a->payer_no, b->payer_no) &&
		   str_same(a->institution_code, b->institution_code) &&
		   str_same(a->institution_name, b->institution_name);
}

enum err_code ticket_joint_lay_out(const struct fonts *fonts, const struct ticket *t, struct arena *a,
	struct ticket_cells *out, const char **hold, struct err *e)
{
	struct str text[ITEM_COUNT];
	struct str replaced, remarks;

	ticket_form_texts(t, a, text);
	replaced = text[ITEM_REPLACED];
	remarks = text[ITEM_REMARKS];
	if (replaced.length > 0) /* there is no cell of its own for it */
		text[ITEM_REMARKS] = utf8_of(arena_printf(a, "【差替え】%.*s%s%.*s", (int)replaced.length,
			replaced.at, remarks.length > 0 ? "\n" : "", (int)remarks.length, remarks.at));
	if (ticket_form_lay_out(fonts, head_cells, COUNT_OF(head_cells), text, a, out, hold, e) != ERR_OK)
		return e->code;
	return ticket_form_lay_out(fonts, row_cells, COUNT_OF(row_cells), text, a, out, hold, e);
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static void draw_head(struct pdf *p, enum ticket_type type)
{
	pdf_text_centre(
		p, FONT_MINCHO, SIZE_BODY, PDF_PAGE_WIDTH / 2, LAW_BASE, utf8_of("生活保護法による医療扶助"));
	ticket_form_draw_title(p, type, TITLE_SIZE, TITLE_LEFT, TITLE_WIDE, TITLE_BASE);
	pdf_text_spread(p, FONT_GOTHIC, TITLE_SIZE, LIST_LEFT, LIST_WIDE, TITLE_BASE, utf8_of("連名簿"));
	mail_draw_label(p, AREA_LEFT, HEAD_TOP, LABEL, HEAD_ROW, "公費負担者番号");
	mail_draw_label(p, MONTH_LEFT, HEAD_TOP, LABEL, HEAD_ROW, "診療年月");
	mail_draw_label(p, AREA_LEFT, HEAD_TOP + HEAD_ROW, LABEL, HEAD_PLACE, "指定医療機関");
	pdf_line(p, PEN_FINE, AREA_LEFT + LABEL, HEAD_TOP, AREA_LEFT + LABEL, HEAD_END);
	pdf_line(p, PEN_FINE, MONTH_LEFT, HEAD_TOP, MONTH_LEFT, HEAD_TOP + HEAD_ROW);
	pdf_line(p, PEN_FINE, MONTH_LEFT + LABEL, HEAD_TOP, MONTH_LEFT + LABEL, HEAD_TOP + HEAD_ROW);
	pdf_line(p, PEN_FINE, AREA_LEFT, HEAD_TOP + HEAD_ROW, AREA_RIGHT, HEAD_TOP + HEAD_ROW);
	pdf_frame(p, PEN_FRAME, AREA_LEFT, HEAD_TOP, AREA_WIDTH, HEAD_END - HEAD_TOP);
	ticket_form_draw_boxes(p, head_cells, COUNT_OF(head_cells), 0);
}

static void draw_row(struct pdf *p, int32_t y)
{
	pdf_line(p, PEN_FINE, AREA_LEFT, y + BAND, AREA_RIGHT, y + BAND);
	pdf_line(p, PEN_FINE, X_NUMBER + NOTE_LABEL, y + BAND, X_NUMBER + NOTE_LABEL, y + ROW);
	pdf_text_centre(p, FONT_GOTHIC, PDF_PT(65), X_NUMBER + NOTE_LABEL / 2,
		mail_base_in(y + BAND, ROW - BAND, PDF_PT(65)), utf8_of("備考"));
	for (int i = 0; i < (int)COUNT_OF(flags); i++) {
		pdf_text(p, FONT_GOTHIC, PDF_PT(55), X_FLAGS + 120, mail_base_in(y + i * FLAG, FLAG, PDF_PT(55)),
			utf8_of(flags[i]));
		if (i > 0)
			pdf_line(p, PEN_FINE, X_FLAGS, y + i * FLAG, AREA_RIGHT, y + i * FLAG);
	}
	for (size_t i = 1; i < COUNT_OF(headings); i++)
		pdf_line(p, PEN_FINE, headings[i].x, y, headings[i].x, y + BAND);
	pdf_line(p, PEN_FINE, X_FLAGS + FLAG_LABEL, y, X_FLAGS + FLAG_LABEL, y + BAND);
}

static void draw_table(struct pdf *p)
{
	pdf_begin_grey(p, GREY);
	pdf_fill(p, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_HEAD);
	for (int i = 0; i < TICKET_JOINT_ROWS; i++)
		pdf_fill(p, X_NUMBER, ROWS_TOP + i * ROW + BAND, NOTE_LABEL, ROW - BAND);
	pdf_end_grey(p);
	for (size_t i = 0; i < COUNT_OF(headings); i++) {
		for (int k = 0; k < 2; k++)
			pdf_text_centre(p, FONT_GOTHIC, PDF_PT(65), headings[i].x + headings[i].width / 2,
				TABLE_TOP + 340 + k * 320, utf8_of(headings[i].line[k]));
		if (i > 0)
			pdf_line(p, PEN_FINE, headings[i].x, TABLE_TOP, headings[i].x, ROWS_TOP);
	}
	for (int i = 0; i < TICKET_JOINT_ROWS; i++) {
		draw_row(p, ROWS_TOP + i * ROW);
		pdf_line(p, PEN_FRAME, AREA_LEFT, ROWS_TOP + i * ROW, AREA_RIGHT, ROWS_TOP + i * ROW);
	}
	pdf_frame(p, PEN_FRAME, AREA_LEFT, TABLE_TOP, AREA_WIDTH, ROWS_END - TABLE_TOP);
}

static void draw_issuer(struct pdf *p, const struct mail_sender *s)
{
	mail_text(
		p, SIZE_SMALL, AREA_LEFT, ROWS_END + 450, "上記のとおり医療扶助を行うので、この券を交付します。");
	pdf_text(p, FONT_MINCHO, SIZE_SMALL, AREA_LEFT, ROWS_END + 850, s->office->name);
	pdf_text(p, FONT_MINCHO, SIZE_SMALL, AREA_LEFT + 6000, ROWS_END + 850, s->office->phone);
	pdf_text_right(p, FONT_MINCHO, s->director_size, AREA_RIGHT, ROWS_END + 600, s->office->director);
	pdf_text_right(p, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, ROWS_END + 930, utf8_of("（公印省略）"));
}

static int form_of(struct ticket_joints *all, const struct ticket *t)
{
	struct pdf *p = all->pdf;

	for (size_t i = 0; i < all->forms; i++)
		if (all->form[i].sender == t->sender && all->form[i].type == t->type &&
			all->form[i].inhouse == t->inhouse)
			return all->form[i].number;
	pdf_begin_form(p);
	draw_head(p, t->type);
	draw_table(p);
	draw_issuer(p, t->sender);
	for (int i = 0; i < NOTES; i++)
		mail_text(p, PDF_PT(70), AREA_LEFT, NOTES_BASE + i * NOTES_STEP, notes[i]);
	mail_draw_foot(p, t->inhouse, VERSION_MARK);
	all->form = arena_grow(all->arena, all->form, all->forms, all->forms + 1, sizeof(*all->form));
	all->form[all->forms] = (struct ticket_joint_form){t->sender, t->type, t->inhouse, pdf_end_form(p)};
	return all->form[all->forms++].number;
}

void ticket_joint_draw(struct ticket_joints *all, const struct ticket *const *t,
	const struct ticket_cells *const *cells, size_t n, const struct symbol *code, const char *number,
	int sheet, int sheets)
{
	struct pdf *p = all->pdf;
	int form = form_of(all, t[0]);

	CHECK(n > 0 && n <= TICKET_JOINT_ROWS);
	pdf_begin_page(p);
	pdf_show_form(p, form);
	mail_draw_head(p, code, number, t[0]->issued_on, sheet, sheets);
	ticket_form_draw_cells(p, head_cells, COUNT_OF(head_cells), cells[0], 0);
	for (size_t i = 0; i < n; i++)
		ticket_form_draw_cells(p, row_cells, COUNT_OF(row_cells), cells[i], ROWS_TOP + (int32_t)i * ROW);
	if (n < TICKET_JOINT_ROWS)
		pdf_text_centre(p, FONT_MINCHO, SIZE_CELL, X_PERSON + 2150,
			mail_base_in(ROWS_TOP + (int32_t)n * ROW, BAND, SIZE_CELL), utf8_of("（以下余白）"));
	pdf_end_page(p);
}
