/* letter_page.c: draws a 照会書; see letter_page.h. */
#include "reports/letter_page.h"

#include <inttypes.h>
#include <stdio.h>

#define SUBTITLE     "（生活保護法第29条第1項に基づく報告の求め）"
#define VERSION_MARK "照会文 第1版（案）"

#define REQUEST_TEXT \
	"　下記の方について、生活保護法第29条第1項の規定により、雇用及び給与の状況の報告を求めます。お手数です" \
	"が、回答欄に記入し、この書面が届いた日から%" \
	"d日以内に、上記の福祉事務所へ返送してください。回答の内容は、" \
	"保護の決定及び実施に必要な範囲でのみ用います。この照会があったことを含め、下記の方の秘密が守られるよう" \
	"ご配慮ください。"

#define GROUND_TEXT \
	"根拠　生活保護法第29条第1項（要旨）：保護の実施機関及び福祉事務所長は、保護の決定若しくは実施又は第77" \
	"条若" \
	"しくは第78条の規定の施行のために必要があると認めるときは、要保護者又は被保護者であった者の収入の状況等" \
	"につ" \
	"いて、雇主その他の関係人に報告を求めることができる（被保護者であった者については、保護を受けていた期間" \
	"の事" \
	"項に限る。）。"

static const char *const questions[] = {
	"１　雇用の有無、就職した日及び退職した日",
	"２　対象の期間の各月に支払った給与の総支給額、そのうち通勤手当の額並びに社会保険料及び税の控除額",
};

#define QUESTIONS ((int)(sizeof(questions) / sizeof(questions[0])))

/* From the top of the sheet downward. */
#define TITLE_BASE    7950
#define SUBTITLE_BASE 8500
#define BODY_BASE     9250
#define BODY_STEP     510
#define BODY_LINES    4

/* Whom it is about: two rows of label and value. */
#define FACTS_TOP   11250
#define FACTS_ROW   650
#define FACTS_LABEL (28 * PDF_MM)
#define FACTS_HALF  (AREA_WIDTH / 2)
#define FACTS_END   (FACTS_TOP + 2 * FACTS_ROW)

#define QUESTIONS_BASE (FACTS_END + 600)
#define QUESTIONS_STEP 470

/* The answer: employment, then a table of the year. */
#define ANSWER_BASE (QUESTIONS_BASE + (QUESTIONS + 1) * QUESTIONS_STEP + 150)
#define EMPLOY_TOP  (ANSWER_BASE + 180)
#define EMPLOY_ROW  750
#define TABLE_TOP   (EMPLOY_TOP + EMPLOY_ROW + 200)
#define TABLE_HEAD  600
#define TABLE_ROW   620
#define TABLE_END   (TABLE_TOP + TABLE_HEAD + 13 * TABLE_ROW) /* twelve months and their sum */

#define ANSWERER_TOP (TABLE_END + 200)
#define ANSWERER_ROW 750
#define ANSWERER_END (ANSWERER_TOP + 2 * ANSWERER_ROW)

#define GROUND_SIZE  PDF_PT(75)
#define GROUND_STEP  345
#define GROUND_BASE  (ANSWERER_END + 450)
#define GROUND_LINES 3

_Static_assert(GROUND_BASE + GROUND_LINES * GROUND_STEP < FOOT_BASE, "the sheet is full");

static const struct {
	const char *title;
	int32_t width;
} columns[] = {
	{"月", 26 * PDF_MM},
	{"総支給額", 36 * PDF_MM},
	{"うち通勤手当", 36 * PDF_MM},
	{"社会保険料・税", 36 * PDF_MM},
	{"備考", 40 * PDF_MM},
};

#define COLUMNS ((int)(sizeof(columns) / sizeof(columns[0])))

/* What is the same on all letters of an office about a year. */
struct layer {
	const struct mail_sender *sender;
	int year;
	int form;
};

struct letter_bundle {
	struct arena *arena;
	const struct fonts *fonts;
	struct pdf *pdf;
	int answer_days;
	struct layer *layers;
	size_t layer_count;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

enum err_code letter_lay_out(const struct fonts *fonts, const struct letter *l, struct arena *a,
	struct letter_layout *out, const char **hold, struct err *e)
{
	static const int32_t sizes[] = {PDF_PT(105), PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60)};
	char code[64];

	*out = (struct letter_layout){.name_size = 0};
	*hold = "subject";
	if (l->name.length == 0 || l->months == 0)
		return err_set(e, ERR_DATA, 1771, "照会の対象者又は期間がありません");
	*hold = "glyph";
	if (fonts_check(fonts, FONT_MINCHO, l->name, e) != ERR_OK ||
		mail_check_recipient(fonts, &l->to, hold, e) != ERR_OK ||
		mail_lay_out(fonts, &l->to, a, &out->address, hold, e) != ERR_OK)
		return e->code;
	out->name_size = mail_fit_size(
		fonts, FONT_MINCHO, sizes, sizeof(sizes) / sizeof(sizes[0]), l->name, FACTS_HALF - FACTS_LABEL - 600);
	*hold = "overflow";
	if (out->name_size == 0)
		return err_set(e, ERR_DATA, 1772, "対象者の氏名が欄に収まりません");
	mail_sheet_code(l->run_id, l->piece_no, 1, 1, code);
	return symbol_encode(code, &out->code, e);
}

/* ---- what is the same on every letter ------------------------------------------------------------ */

static void draw_lines(
	struct letter_bundle *b, int32_t size, int32_t y, int32_t step, const char *text, size_t most)
{
	struct lines_style style = {FONT_MINCHO, size, AREA_WIDTH};
	struct lines lines = lines_break(b->fonts, style, utf8_of(text), b->arena);

	CHECK(lines.count <= most); /* our own wording */
	for (size_t i = 0; i < lines.count; i++, y += step)
		pdf_text(b->pdf, FONT_MINCHO, size, AREA_LEFT, y, lines.line[i]);
}

static void draw_words(struct letter_bundle *b)
{
	int32_t y = QUESTIONS_BASE;

	pdf_text_spread(b->pdf, FONT_GOTHIC, SIZE_TITLE, 8000, 5000, TITLE_BASE, utf8_of(LETTER_TITLE));
	pdf_text_centre(b->pdf, FONT_MINCHO, SIZE_BODY, PDF_PAGE_WIDTH / 2, SUBTITLE_BASE, utf8_of(SUBTITLE));
	draw_lines(
		b, SIZE_BODY, BODY_BASE, BODY_STEP, arena_printf(b->arena, REQUEST_TEXT, b->answer_days), BODY_LINES);
	pdf_text(b->pdf, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, y, utf8_of("照会事項"));
	for (int i = 0; i < QUESTIONS; i++)
		mail_text(b->pdf, SIZE_CELL, AREA_LEFT + 300, y += QUESTIONS_STEP, questions[i]);
	pdf_text(b->pdf, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, ANSWER_BASE, utf8_of("回答欄"));
	pdf_text_right(b->pdf, FONT_MINCHO, SIZE_SMALL, AREA_RIGHT, ANSWER_BASE,
		utf8_of("（円。支払のない月は０と記入してください。）"));
	draw_lines(b, GROUND_SIZE, GROUND_BASE, GROUND_STEP, GROUND_TEXT, GROUND_LINES);
	pdf_text_right(b->pdf, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, FOOT_BASE, utf8_of(VERSION_MARK));
}

/* A frame with rows; vertical lines at the given places. */
static void draw_grid(
	struct letter_bundle *b, int32_t top, int32_t row, int rows, const int32_t *x, size_t count)
{
	int32_t bottom = top + rows * row;

	for (int i = 1; i < rows; i++)
		pdf_line(b->pdf, PEN_FINE, AREA_LEFT, top + i * row, AREA_RIGHT, top + i * row);
	for (size_t i = 0; i < count; i++)
		pdf_line(b->pdf, PEN_FINE, x[i], top, x[i], bottom);
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, top, AREA_WIDTH, bottom - top);
}

static void draw_facts_frame(struct letter_bundle *b)
{
	int32_t middle = AREA_LEFT + FACTS_HALF;

	mail_draw_label(b->pdf, AREA_LEFT, FACTS_TOP, FACTS_LABEL, FACTS_ROW, "氏名");
	mail_draw_label(b->pdf, middle, FACTS_TOP, FACTS_LABEL, FACTS_ROW, "生年月日");
	mail_draw_label(b->pdf, AREA_LEFT, FACTS_TOP + FACTS_ROW, FACTS_LABEL, FACTS_ROW, "対象の期間");
	pdf_line(b->pdf, PEN_FINE, middle, FACTS_TOP, middle, FACTS_TOP + FACTS_ROW);
	pdf_line(b->pdf, PEN_FINE, middle + FACTS_LABEL, FACTS_TOP, middle + FACTS_LABEL, FACTS_TOP + FACTS_ROW);
	draw_grid(b, FACTS_TOP, FACTS_ROW, 2, (const int32_t[]){AREA_LEFT + FACTS_LABEL}, 1);
}

static void draw_employment_frame(struct letter_bundle *b)
{
	enum { LABEL = 24 * PDF_MM, CELL = AREA_WIDTH / 3 };
	static const char *const labels[] = {"雇用の有無", "就職年月日", "退職年月日"};
	int32_t x[5];

	for (int i = 0; i < 3; i++) {
		mail_draw_label(b->pdf, AREA_LEFT + i * CELL, EMPLOY_TOP, LABEL, EMPLOY_ROW, labels[i]);
		x[2 * i] = AREA_LEFT + i * CELL + LABEL;
		if (i > 0)
			x[2 * i - 1] = AREA_LEFT + i * CELL;
	}
	mail_text(b->pdf, SIZE_BODY, x[0] + 400, mail_base_in(EMPLOY_TOP, EMPLOY_ROW, SIZE_BODY), "□あり　□なし");
	draw_grid(b, EMPLOY_TOP, EMPLOY_ROW, 1, x, 5);
}

/* The upper edge of a month's row, 0 … 11; 12 is the sum. */
static int32_t row_top(int row)
{
	return TABLE_TOP + TABLE_HEAD + row * TABLE_ROW;
}

static void draw_table_frame(struct letter_bundle *b, int year)
{
	char month[64];
	int32_t x = AREA_LEFT;

	pdf_begin_grey(b->pdf, GREY);
	pdf_fill(b->pdf, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_HEAD);
	pdf_fill(b->pdf, AREA_LEFT, row_top(12), AREA_WIDTH, TABLE_ROW);
	pdf_end_grey(b->pdf);
	for (int i = 0; i < COLUMNS; x += columns[i++].width) {
		pdf_text_centre(b->pdf, FONT_GOTHIC, PDF_PT(90), x + columns[i].width / 2,
			mail_base_in(TABLE_TOP, TABLE_HEAD, PDF_PT(90)), utf8_of(columns[i].title));
		if (i > 0)
			pdf_line(b->pdf, PEN_FINE, x, TABLE_TOP, x, TABLE_END);
	}
	for (int m = 0; m < 12; m++)
		pdf_text_right(b->pdf, FONT_MINCHO, SIZE_CELL, AREA_LEFT + columns[0].width - 250,
			mail_base_in(row_top(m), TABLE_ROW, SIZE_CELL),
			utf8_of(month_format_era(month_of(year, m + 1), month)));
	pdf_text_centre(b->pdf, FONT_GOTHIC, PDF_PT(90), AREA_LEFT + columns[0].width / 2,
		mail_base_in(row_top(12), TABLE_ROW, PDF_PT(90)), utf8_of("合計"));
	for (int i = 0; i < 13; i++)
		pdf_line(
			b->pdf, i == 0 || i == 12 ? PEN_FRAME : PEN_FINE, AREA_LEFT, row_top(i), AREA_RIGHT, row_top(i));
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_END - TABLE_TOP);
}

static void draw_answerer_frame(struct letter_bundle *b)
{
	enum { LABEL = 24 * PDF_MM, RIGHT = AREA_LEFT + 110 * PDF_MM };
	static const char *const labels[2][2] = {{"事業所名", "電話"}, {"記入者", "回答日"}};

	for (int row = 0; row < 2; row++)
		for (int side = 0; side < 2; side++)
			mail_draw_label(b->pdf, side == 0 ? AREA_LEFT : RIGHT, ANSWERER_TOP + row * ANSWERER_ROW, LABEL,
				ANSWERER_ROW, labels[row][side]);
	draw_grid(
		b, ANSWERER_TOP, ANSWERER_ROW, 2, (const int32_t[]){AREA_LEFT + LABEL, RIGHT, RIGHT + LABEL}, 3);
}

static int layer_of(struct letter_bundle *b, const struct mail_sender *sender, int year)
{
	for (size_t i = 0; i < b->layer_count; i++)
		if (b->layers[i].sender == sender && b->layers[i].year == year)
			return b->layers[i].form;
	pdf_begin_form(b->pdf);
	mail_draw_folds(b->pdf);
	mail_draw_sender(b->pdf, sender);
	draw_words(b);
	draw_facts_frame(b);
	draw_employment_frame(b);
	draw_table_frame(b, year);
	draw_answerer_frame(b);
	b->layers = arena_grow(b->arena, b->layers, b->layer_count, b->layer_count + 1, sizeof(*b->layers));
	b->layers[b->layer_count] = (struct layer){sender, year, pdf_end_form(b->pdf)};
	return b->layers[b->layer_count++].form;
}

/* ---- one letter ---------------------------------------------------------------------------------- */

static void draw_value(struct letter_bundle *b, int row, int side, int32_t size, struct str value)
{
	pdf_text(b->pdf, FONT_MINCHO, size, AREA_LEFT + side * FACTS_HALF + FACTS_LABEL + 300,
		mail_base_in(FACTS_TOP + row * FACTS_ROW, FACTS_ROW, size), value);
}

/* The first and last month asked about; months between them that are not are crossed out in the table. */
static void draw_months(struct letter_bundle *b, const struct letter *l)
{
	int first = 0, last = 11;
	char from[64], to[64], period[160];

	while ((l->months >> first & 1) == 0)
		first++;
	while ((l->months >> last & 1) == 0)
		last--;
	(void)snprintf(period, sizeof(period), "%sから%sまで",
		month_format_era(month_of(l->year, first + 1), from),
		month_format_era(month_of(l->year, last + 1), to));
	draw_value(b, 1, 0, SIZE_BODY, utf8_of(period));
	for (int m = 0; m < 12; m++) {
		if ((l->months >> m & 1) == 0)
			pdf_text_centre(b->pdf, FONT_MINCHO, SIZE_SMALL,
				AREA_LEFT + columns[0].width + columns[1].width / 2,
				mail_base_in(row_top(m), TABLE_ROW, SIZE_SMALL), utf8_of("（対象外）"));
	}
}

struct letter_bundle *letter_bundle_open(const struct fonts *fonts, int answer_days, struct arena *a)
{
	struct letter_bundle *b = arena_alloc(a, sizeof(*b));

	b->arena = a;
	b->fonts = fonts;
	b->pdf = pdf_open(fonts, LETTER_TITLE, a);
	b->answer_days = answer_days;
	return b;
}

void letter_draw(struct letter_bundle *b, const struct letter *l, const struct letter_layout *layout)
{
	int layer = layer_of(b, l->sender, l->year);
	char buffer[64];

	pdf_begin_page(b->pdf);
	pdf_show_form(b->pdf, layer);
	mail_draw_address(b->pdf, &l->to, &layout->address);
	(void)snprintf(buffer, sizeof(buffer), "福保照第%d-%" PRId64 "号", l->run_id, l->piece_no);
	mail_draw_head(b->pdf, &layout->code, buffer, l->written_on, 1, 1);
	mail_draw_caseworker(b->pdf, &l->to, &layout->address);
	draw_value(b, 0, 0, layout->name_size, l->name);
	draw_value(b, 0, 1, SIZE_BODY, utf8_of(day_format_era(l->birth_on, buffer)));
	draw_months(b, l);
	pdf_end_page(b->pdf);
}

struct pdf *letter_bundle_pdf(struct letter_bundle *b)
{
	return b->pdf;
}
