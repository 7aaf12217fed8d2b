/* notice_letter.c: draws a letter that has been laid out; see notice_letter.h. */
#include "reports/notice_letter.h"

#include "reports/notice_layout.h"

#include <stdio.h>
#include <string.h>

/* Facts of the decision: four rows of label and value. */
#define FACTS_TOP   (96 * PDF_MM)
#define FACTS_ROW   600
#define FACTS_ROWS  4
#define FACTS_LABEL (28 * PDF_MM)
#define FACTS_HALF  (AREA_WIDTH / 2)

/* Amounts: label, before, after, difference. */
#define TABLE_TOP    12650
#define TABLE_HEAD   550
#define TABLE_ROW    505
#define TABLE_TOTAL  620
#define TABLE_LABEL  (54 * PDF_MM)
#define TABLE_COLUMN (40 * PDF_MM)
#define TABLE_BOTTOM (TABLE_TOP + TABLE_HEAD + NOTICE_AID_COUNT * TABLE_ROW + TABLE_TOTAL + 3 * TABLE_ROW)

#define REASON_TOP    (TABLE_BOTTOM + 300)
#define REASON_HEIGHT (REASON_LINES * REASON_LINE + 300)

#define INSTRUCTION_TOP    (REASON_TOP + REASON_HEIGHT + 650)
#define INSTRUCTION_HEIGHT (INSTRUCTION_LINES * INSTRUCTION_LINE + 150)

_Static_assert(INSTRUCTION_TOP + INSTRUCTION_HEIGHT < FOOT_BASE - 300, "the first sheet is full");
static const char *const aid_terms[NOTICE_AID_COUNT] = {
#define X(name, term, in_kind) [NOTICE_##name] = term,
	NOTICE_AIDS(X)
#undef X
};

static const bool aid_in_kind[NOTICE_AID_COUNT] = {
#define X(name, term, in_kind) [NOTICE_##name] = in_kind,
	NOTICE_AIDS(X)
#undef X
};

/* What is the same on all first sheets of an office. */
struct layer {
	const struct notice_office *office;
	int form;
};

struct notice_bundle {
	struct arena *arena;
	const struct fonts *fonts;
	struct pdf *pdf;
	struct layer *layers;
	size_t layer_count;
};

static void draw_facts_frame(struct notice_bundle *b)
{
	static const char *const labels[FACTS_ROWS][2] = {{"世帯主氏名", NULL}, {"決定の種別", "決定年月日"},
		{"適用年月日", "対象月"}, {"ケース番号", "支給方法"}};
	int32_t bottom = FACTS_TOP + FACTS_ROWS * FACTS_ROW, middle = AREA_LEFT + FACTS_HALF;

	for (int row = 0; row < FACTS_ROWS; row++)
		for (int side = 0; side < 2; side++)
			if (labels[row][side] != NULL)
				mail_draw_label(b->pdf, AREA_LEFT + side * FACTS_HALF, FACTS_TOP + row * FACTS_ROW,
					FACTS_LABEL, FACTS_ROW, labels[row][side]);
	for (int row = 1; row < FACTS_ROWS; row++)
		pdf_line(b->pdf, PEN_FINE, AREA_LEFT, FACTS_TOP + row * FACTS_ROW, AREA_RIGHT,
			FACTS_TOP + row * FACTS_ROW);
	pdf_line(b->pdf, PEN_FINE, AREA_LEFT + FACTS_LABEL, FACTS_TOP, AREA_LEFT + FACTS_LABEL, bottom);
	pdf_line(b->pdf, PEN_FINE, middle, FACTS_TOP + FACTS_ROW, middle, bottom);
	pdf_line(b->pdf, PEN_FINE, middle + FACTS_LABEL, FACTS_TOP + FACTS_ROW, middle + FACTS_LABEL, bottom);
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, FACTS_TOP, AREA_WIDTH, bottom - FACTS_TOP);
}

/* The upper edge of a row of the table of amounts: the aids, the total, then the calculation. */
static int32_t row_top(int row)
{
	return TABLE_TOP + TABLE_HEAD + row * TABLE_ROW + (row > NOTICE_AID_COUNT ? TABLE_TOTAL - TABLE_ROW : 0);
}

static int32_t row_height(int row)
{
	return row == NOTICE_AID_COUNT ? TABLE_TOTAL : TABLE_ROW;
}

static void draw_table_labels(struct notice_bundle *b)
{
	static const char *const more[] = {"支給額合計", "最低生活費", "収入充当額", "本人支払額"};
	static const char *const heads[] = {"決定前", "決定後", "増減"};

	pdf_text(b->pdf, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, TABLE_TOP - 130, utf8_of("扶助の種類と額"));
	pdf_text_right(b->pdf, FONT_MINCHO, SIZE_SMALL, AREA_RIGHT, TABLE_TOP - 130, utf8_of("（円、△は減）"));
	pdf_begin_grey(b->pdf, GREY);
	pdf_fill(b->pdf, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_HEAD);
	pdf_fill(b->pdf, AREA_LEFT, row_top(NOTICE_AID_COUNT), AREA_WIDTH, TABLE_TOTAL);
	pdf_end_grey(b->pdf);
	pdf_text_spread(b->pdf, FONT_GOTHIC, PDF_PT(90), AREA_LEFT + 1700, TABLE_LABEL - 3400,
		mail_base_in(TABLE_TOP, TABLE_HEAD, PDF_PT(90)), utf8_of("区分"));
	for (int i = 0; i < 3; i++)
		pdf_text_spread(b->pdf, FONT_GOTHIC, PDF_PT(90), AREA_LEFT + TABLE_LABEL + i * TABLE_COLUMN + 1100,
			TABLE_COLUMN - 2200, mail_base_in(TABLE_TOP, TABLE_HEAD, PDF_PT(90)), utf8_of(heads[i]));
	for (int i = 0; i < NOTICE_AID_COUNT + 4; i++) {
		bool total = i == NOTICE_AID_COUNT;
		const char *term = i < NOTICE_AID_COUNT ? aid_terms[i] : more[i - NOTICE_AID_COUNT];
		pdf_text_spread(b->pdf, total ? FONT_GOTHIC : FONT_MINCHO, SIZE_CELL, AREA_LEFT + 800,
			TABLE_LABEL - 1600, mail_base_in(row_top(i), row_height(i), SIZE_CELL), utf8_of(term));
	}
}

static void draw_table_frame(struct notice_bundle *b)
{
	for (int i = 0; i < NOTICE_AID_COUNT + 4; i++) {
		bool heavy = i == 0 || i == NOTICE_AID_COUNT || i == NOTICE_AID_COUNT + 1;
		pdf_line(b->pdf, heavy ? PEN_FRAME : PEN_FINE, AREA_LEFT, row_top(i), AREA_RIGHT, row_top(i));
	}
	for (int i = 0; i < 3; i++) {
		int32_t x = AREA_LEFT + TABLE_LABEL + i * TABLE_COLUMN;
		pdf_line(b->pdf, PEN_FINE, x, TABLE_TOP, x, TABLE_BOTTOM);
	}
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, TABLE_TOP, AREA_WIDTH, TABLE_BOTTOM - TABLE_TOP);
}

static void draw_reason_frame(struct notice_bundle *b)
{
	mail_draw_label(b->pdf, AREA_LEFT, REASON_TOP, FACTS_LABEL, REASON_HEIGHT, "決定の理由");
	pdf_line(b->pdf, PEN_FINE, AREA_LEFT + FACTS_LABEL, REASON_TOP, AREA_LEFT + FACTS_LABEL,
		REASON_TOP + REASON_HEIGHT);
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, REASON_TOP, AREA_WIDTH, REASON_HEIGHT);
}

static void draw_instruction(struct notice_bundle *b, const struct notice_office *o)
{
	int32_t y = INSTRUCTION_TOP + INSTRUCTION_LINE;

	pdf_text(b->pdf, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, INSTRUCTION_TOP - 150, utf8_of("教示"));
	pdf_text_right(b->pdf, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, INSTRUCTION_TOP - 150,
		utf8_of(NOTICE_INSTRUCTION_VERSION));
	for (int i = 0; i < NOTICE_INSTRUCTION_COUNT; i++)
		for (size_t k = 0; k < o->instruction[i].count; k++, y += INSTRUCTION_LINE)
			pdf_text(b->pdf, FONT_MINCHO, INSTRUCTION_SIZE, AREA_LEFT + 200, y, o->instruction[i].line[k]);
	pdf_frame(b->pdf, PEN_FINE, AREA_LEFT, INSTRUCTION_TOP, AREA_WIDTH, INSTRUCTION_HEIGHT);
}

static int layer_of(struct notice_bundle *b, const struct notice_office *o)
{
	for (size_t i = 0; i < b->layer_count; i++)
		if (b->layers[i].office == o)
			return b->layers[i].form;
	pdf_begin_form(b->pdf);
	mail_draw_folds(b->pdf);
	mail_draw_sender(b->pdf, &o->sender);
	pdf_text_spread(b->pdf, FONT_GOTHIC, SIZE_TITLE, 6500, 8000, 8050, utf8_of(NOTICE_TITLE));
	draw_facts_frame(b);
	draw_table_labels(b);
	draw_table_frame(b);
	draw_reason_frame(b);
	draw_instruction(b, o);
	b->layers = arena_grow(b->arena, b->layers, b->layer_count, b->layer_count + 1, sizeof(*b->layers));
	b->layers[b->layer_count] = (struct layer){o, pdf_end_form(b->pdf)};
	return b->layers[b->layer_count++].form;
}

/* The same on every sheet. */
static void draw_head(
	struct notice_bundle *b, const struct notice *n, const struct notice_layout *l, int sheet)
{
	char number[64];

	snprintf(number, sizeof(number), "福保決第%d-%lld号", n->run_id, (long long)n->piece_no);
	mail_draw_head(b->pdf, &l->code[sheet - 1], number, n->decided_on, sheet, l->sheets);
}

static void draw_value(struct notice_bundle *b, int row, int side, struct str value)
{
	int32_t x = AREA_LEFT + side * FACTS_HALF + FACTS_LABEL + 300;

	pdf_text(b->pdf, FONT_MINCHO, SIZE_BODY, x,
		mail_base_in(FACTS_TOP + row * FACTS_ROW, FACTS_ROW, SIZE_BODY), value);
}

static void draw_facts(struct notice_bundle *b, const struct notice *n)
{
	const struct notice_decision_words *words = notice_words_of(n->kind);
	char buffer[256];
	size_t length;

	snprintf(buffer, sizeof(buffer),
		"　あなたの世帯に対する生活保護法による保護について、次のとおり%sすることを決定しましたので、同法",
		words->kind);
	mail_text(b->pdf, SIZE_BODY, AREA_LEFT, 8780, buffer);
	snprintf(buffer, sizeof(buffer), "%sの規定により通知します。", words->article);
	mail_text(b->pdf, SIZE_BODY, AREA_LEFT, 9300, buffer);
	draw_value(b, 0, 0, n->head_name);
	draw_value(b, 1, 0, utf8_of(words->kind));
	draw_value(b, 1, 1, utf8_of(day_format_era(n->decided_on, buffer)));
	draw_value(b, 2, 0, utf8_of(day_format_era(n->effective_on, buffer)));
	month_format_era(n->month, buffer);
	length = strlen(buffer);
	snprintf(buffer + length, sizeof(buffer) - length, "分");
	draw_value(b, 2, 1, utf8_of(buffer));
	snprintf(buffer, sizeof(buffer), "%lld", (long long)(n->household_id % HOUSEHOLD_PER_OFFICE));
	draw_value(b, 3, 0, utf8_of(buffer));
	draw_value(b, 3, 1, utf8_of(n->payment_method == PAY_BANK ? "口座振込" : "窓口支給"));
}

static void draw_amount(struct notice_bundle *b, int row, int column, struct str value)
{
	pdf_text_right(b->pdf, row == NOTICE_AID_COUNT ? FONT_GOTHIC : FONT_MINCHO, SIZE_CELL,
		AREA_LEFT + TABLE_LABEL + (column + 1) * TABLE_COLUMN - 400,
		mail_base_in(row_top(row), row_height(row), SIZE_CELL), value);
}

static void draw_amounts_of(struct notice_bundle *b, int row, struct notice_amount v)
{
	char buffer[40];

	draw_amount(b, row, 0, utf8_of(mail_format_yen(v.before, buffer)));
	draw_amount(b, row, 1, utf8_of(mail_format_yen(v.after, buffer)));
	draw_amount(b, row, 2, utf8_of(mail_format_yen(v.after - v.before, buffer)));
}

static void draw_amounts(struct notice_bundle *b, const struct notice *n)
{
	for (int i = 0; i < NOTICE_AID_COUNT; i++) {
		if (!aid_in_kind[i]) {
			draw_amounts_of(b, i, n->aid[i]);
			continue;
		}
		draw_amount(b, i, 0, utf8_of(n->aid[i].before > 0 ? "現物給付" : "―"));
		draw_amount(b, i, 1, utf8_of(n->aid[i].after > 0 ? "現物給付" : "―"));
		draw_amount(b, i, 2, utf8_of("―"));
	}
	draw_amounts_of(b, NOTICE_AID_COUNT, n->total);
	draw_amounts_of(b, NOTICE_AID_COUNT + 1, n->minimum);
	draw_amounts_of(b, NOTICE_AID_COUNT + 2, n->income);
	draw_amounts_of(b, NOTICE_AID_COUNT + 3, n->own_payment);
}

/* Lines [from, to) of the reasons, downward from a baseline; returns the next one. */
static int32_t draw_reason_lines(
	struct notice_bundle *b, const struct notice_layout *l, size_t from, size_t to, int32_t y)
{
	for (size_t i = from; i < to; i++, y += REASON_LINE) {
		if (l->reason[i].begins)
			mail_text(b->pdf, REASON_SIZE, REASON_LEFT, y, "・");
		pdf_text(b->pdf, FONT_MINCHO, REASON_SIZE, REASON_LEFT + REASON_INDENT, y, l->reason[i].text);
	}
	return y;
}

static void draw_reason(struct notice_bundle *b, const struct notice_layout *l)
{
	size_t count = l->sheets > 1 ? REASON_LINES - 1 : l->reason_count;
	int32_t y = draw_reason_lines(b, l, 0, count, REASON_TOP + 150 + REASON_LINE * 3 / 4);

	if (l->sheets > 1)
		mail_text(b->pdf, REASON_SIZE, REASON_LEFT, y, "（2枚目に続きます。）");
}

static void draw_first_sheet(struct notice_bundle *b, const struct notice *n, const struct notice_layout *l)
{
	int layer = layer_of(b, n->office);

	pdf_begin_page(b->pdf);
	pdf_show_form(b->pdf, layer);
	mail_draw_address(b->pdf, &l->to, &l->address);
	draw_head(b, n, l, 1);
	mail_draw_caseworker(b->pdf, &l->to, &l->address);
	draw_facts(b, n);
	draw_amounts(b, n);
	draw_reason(b, l);
	pdf_end_page(b->pdf);
}

static void draw_further_sheet(
	struct notice_bundle *b, const struct notice *n, const struct notice_layout *l, int sheet)
{
	size_t from = REASON_LINES - 1 + (size_t)(sheet - 2) * REASON_LINES_MORE;
	size_t to = l->reason_count < from + REASON_LINES_MORE ? l->reason_count : from + REASON_LINES_MORE;
	int32_t y = 5600;

	pdf_begin_page(b->pdf);
	draw_head(b, n, l, sheet);
	pdf_text(b->pdf, FONT_GOTHIC, PDF_PT(140), AREA_LEFT, 3400, utf8_of(NOTICE_TITLE "（続き）"));
	pdf_text(b->pdf, FONT_MINCHO, SIZE_BODY, AREA_LEFT, 4200, l->address.name.line[0]);
	pdf_line(b->pdf, PEN_FRAME, AREA_LEFT, 4700, AREA_RIGHT, 4700);
	pdf_text(b->pdf, FONT_GOTHIC, SIZE_CELL, AREA_LEFT, y, utf8_of("決定の理由"));
	draw_reason_lines(b, l, from, to, y);
	pdf_end_page(b->pdf);
}

struct notice_bundle *notice_bundle_open(const struct fonts *fonts, struct arena *a)
{
	struct notice_bundle *b = arena_alloc(a, sizeof(*b));

	b->arena = a;
	b->fonts = fonts;
	b->pdf = pdf_open(fonts, NOTICE_TITLE, a);
	return b;
}

void notice_draw(struct notice_bundle *b, const struct notice *n, const struct notice_layout *l)
{
	draw_first_sheet(b, n, l);
	for (int sheet = 2; sheet <= l->sheets; sheet++)
		draw_further_sheet(b, n, l, sheet);
}

struct pdf *notice_bundle_pdf(struct notice_bundle *b)
{
	return b->pdf;
}
