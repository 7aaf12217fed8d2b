/* slip_form_page.c: draws a 返還金納付書; see slip_form_page.h. */
#include "reports/slip_form_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SLIP_TITLE   "返還金納付書"
#define VERSION_MARK "納付書 第1版（案）"
#define COUNT_OF(a)  (sizeof(a) / sizeof((a)[0]))

/* ---- where things stand -------------------------------------------------------------------------- */

/* From the top of the sheet downward. */
#define TITLE_BASE 7700
#define WORDS_BASE 8500
#define WORDS_STEP 500
#define WORDS_MOST 2

/* What is asked for: rows of two labels and values. */
#define FACTS_TOP   9600
#define FACTS_ROW   660
#define FACTS_ROWS  5
#define FACTS_LABEL (27 * PDF_MM)
#define FACTS_HALF  (AREA_WIDTH / 2)
#define FACTS_END   (FACTS_TOP + FACTS_ROWS * FACTS_ROW)

#define NOTES_SIZE PDF_PT(80)
#define NOTES_BASE (FACTS_END + 500)
#define NOTES_STEP 400
#define NOTES_MOST 5

/* The line to be cut along, and the slip below it. */
#define CUT_Y    15650
#define CUT_DASH 150
#define PARTS    3
#define SLIP_TOP 15950
#define SLIP_END 28050
#define HEAD_ROW 800
#define ROW      740
#define ROWS     7
#define ROWS_TOP (SLIP_TOP + HEAD_ROW)
#define ROWS_END (ROWS_TOP + ROWS * ROW)
#define LABEL    (15 * PDF_MM)
#define PAD      150
#define MIDDLE   1 /* the part with the barcode */

/* The barcode, below the second fold (224 mm). */
#define BARS_TOP    23000
#define BARS_HEIGHT 1200
#define BARS_MODULE 19
#define BARS_WIDTH  (SYMBOL_SLIP_MODULES * BARS_MODULE)
#define BARS_QUIET  (SYMBOL_SLIP_QUIET * BARS_MODULE)
#define DIGITS_SIZE PDF_PT(80)
#define DIGITS_BASE (BARS_TOP + BARS_HEIGHT + 350)
#define DIGITS_STEP 330

#define STAMP_TOP   25150
#define STAMP_WIDTH (30 * PDF_MM)

static const struct {
	const char *title;
	int32_t left, width;
} parts[PARTS] = {
	{"領収証書（納付者控）", AREA_LEFT, 54 * PDF_MM},
	{"納付書（取扱店控）", AREA_LEFT + 54 * PDF_MM, 66 * PDF_MM},
	{"原符（収納機関控）", AREA_LEFT + 120 * PDF_MM, 54 * PDF_MM},
};

static const char *const labels[ROWS] = {"納付番号", "納付者", "金額", "納付期限", "区分", "回数", "納付先"};

_Static_assert(AREA_LEFT + 174 * PDF_MM == AREA_RIGHT, "the parts fill the text area");
_Static_assert(
	BARS_WIDTH + 2 * BARS_QUIET <= 60 * PDF_MM && BARS_HEIGHT >= 10 * PDF_MM, "the barcode's size");
_Static_assert(BARS_WIDTH + 2 * BARS_QUIET <= 66 * PDF_MM, "the barcode is within its part");
_Static_assert(ROWS_END<22400 && BARS_TOP> 22400 + 500, "nothing to be read stands on the fold");
_Static_assert(NOTES_BASE + NOTES_MOST * NOTES_STEP < CUT_Y, "the upper part is full");

static const char *const bases[] = {
	[REPAYMENT_63] = "生活保護法第63条（費用の返還）",
	[REPAYMENT_77] = "生活保護法第77条（扶養義務者からの徴収）",
	[REPAYMENT_77_2] = "生活保護法第77条の2（返還金の徴収）",
	[REPAYMENT_78] = "生活保護法第78条（不実の申請等による徴収）",
	[REPAYMENT_OTHER] = "返納金",
};

static const char *basis_of(int article)
{
	const char *basis = article > 0 && (size_t)article < COUNT_OF(bases) ? bases[article] : NULL;

	return basis != NULL ? basis : bases[REPAYMENT_OTHER];
}

/* What is the same on all slips of a sender. */
struct layer {
	const struct mail_sender *sender;
	int form;
};

struct slip_bundle {
	struct arena *arena;
	const struct fonts *fonts;
	struct pdf *pdf;
	struct layer *layers;
	size_t layer_count;
};

/* ---- laying out ---------------------------------------------------------------------------------- */

/* The 44 digits; the day in them is the one that is printed, the amount is the slip's. */
static enum err_code lay_out_bars(const struct slip_page *s, struct slip_page_layout *out, struct err *e)
{
	struct gs1_slip code = {.reissue = s->reissue ? 1 : 0, .due_on = s->pay_by_on, .yen = s->yen};

	out->digits[0] = '\0';
	if (s->bank)
		return ERR_OK;
	slip_number_write(&s->number, code.free);
	(void)snprintf(code.maker, sizeof(code.maker), "%.*s", (int)s->maker_code.length, s->maker_code.at);
	if (!gs1_slip_write(&code, out->digits))
		return err_set(e, ERR_DATA, 2372, "納付書のバーコードを作れません");
	return symbol_encode_slip(out->digits, &out->bars, e);
}

enum err_code slip_page_lay_out(const struct fonts *fonts, const struct slip_page *s, struct arena *a,
	struct slip_page_layout *out, const char **hold, struct err *e)
{
	static const int32_t sizes[] = {PDF_PT(100), PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60), PDF_PT(50)};
	int32_t width = parts[0].width - LABEL - 2 * PAD;
	char code[64];

	*out = (struct slip_page_layout){.name_size = 0};
	*hold = "glyph";
	if (fonts_check(fonts, FONT_MINCHO, s->account_name, e) != ERR_OK ||
		fonts_check(fonts, FONT_MINCHO, s->collector, e) != ERR_OK ||
		mail_check_recipient(fonts, &s->to, hold, e) != ERR_OK ||
		mail_lay_out(fonts, &s->to, a, &out->address, hold, e) != ERR_OK)
		return e->code;
	*hold = "overflow";
	out->name_size = mail_fit_size(fonts, FONT_MINCHO, sizes, COUNT_OF(sizes),
		utf8_of(arena_printf(a, "%.*s　様", (int)s->to.name.length, s->to.name.at)), width);
	slip_words_number(&s->number, out->number);
	out->number_size =
		mail_fit_size(fonts, FONT_MINCHO, sizes + 2, COUNT_OF(sizes) - 2, utf8_of(out->number), width);
	out->account_size =
		mail_fit_size(fonts, FONT_MINCHO, sizes + 1, COUNT_OF(sizes) - 1, s->account_name, width);
	out->collector_size = mail_fit_size(
		fonts, FONT_MINCHO, sizes + 2, COUNT_OF(sizes) - 2, s->collector, parts[0].width - 2 * PAD);
	CHECK(out->number_size > 0); /* always as long */
	if (out->name_size == 0 || out->account_size == 0 || out->collector_size == 0)
		return err_set(e, ERR_DATA, 2373, "氏名、納付先又は収納代行会社の名称が欄に収まりません");
	*hold = "barcode";
	if (lay_out_bars(s, out, e) != ERR_OK)
		return e->code;
	mail_sheet_code(s->run_id, s->document_no, 1, 1, code);
	return symbol_encode(code, &out->code, e);
}

/* ---- what is the same on every slip of a sender -------------------------------------------------- */

static void draw_cut(struct pdf *p)
{
	for (int32_t x = AREA_LEFT; x < AREA_RIGHT; x += 2 * CUT_DASH)
		pdf_line(p, PEN_FINE, x, CUT_Y, x + CUT_DASH, CUT_Y);
	pdf_text_right(
		p, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, CUT_Y - 130, utf8_of("切り取らずに、このままお持ちください"));
}

static void draw_facts_frame(struct pdf *p)
{
	static const char *const facts[FACTS_ROWS][2] = {{"納付の根拠", NULL}, {"決定年月日", "決定額"},
		{"収納済額", "納付前の残額"}, {"今回の納付額", "納付の回数"}, {"納付期限", "当初の納期限"}};
	int32_t middle = AREA_LEFT + FACTS_HALF;

	for (int row = 0; row < FACTS_ROWS; row++) {
		int32_t y = FACTS_TOP + row * FACTS_ROW;

		mail_draw_label(p, AREA_LEFT, y, FACTS_LABEL, FACTS_ROW, facts[row][0]);
		if (row > 0)
			pdf_line(p, PEN_FINE, AREA_LEFT, y, AREA_RIGHT, y);
		if (facts[row][1] != NULL) {
			mail_draw_label(p, middle, y, FACTS_LABEL, FACTS_ROW, facts[row][1]);
			pdf_line(p, PEN_FINE, middle, y, middle, y + FACTS_ROW);
			pdf_line(p, PEN_FINE, middle + FACTS_LABEL, y, middle + FACTS_LABEL, y + FACTS_ROW);
		}
	}
	pdf_line(p, PEN_FINE, AREA_LEFT + FACTS_LABEL, FACTS_TOP, AREA_LEFT + FACTS_LABEL, FACTS_END);
	pdf_frame(p, PEN_FRAME, AREA_LEFT, FACTS_TOP, AREA_WIDTH, FACTS_END - FACTS_TOP);
}

static void draw_stamp_box(struct pdf *p, int32_t left, int32_t width)
{
	int32_t x = left + width - STAMP_WIDTH - PAD;

	pdf_frame(p, PEN_FINE, x, STAMP_TOP, STAMP_WIDTH, SLIP_END - PAD - STAMP_TOP);
	pdf_text_centre(p, FONT_MINCHO, PDF_PT(70), x + STAMP_WIDTH / 2, STAMP_TOP + 350, utf8_of("領収日付印"));
}

static void draw_part_frame(struct pdf *p, int part)
{
	int32_t left = parts[part].left, width = parts[part].width;

	pdf_text_centre(p, FONT_GOTHIC, PDF_PT(100), left + width / 2,
		mail_base_in(SLIP_TOP, HEAD_ROW, PDF_PT(100)), utf8_of(parts[part].title));
	for (int row = 0; row < ROWS; row++) {
		int32_t y = ROWS_TOP + row * ROW;

		pdf_line(p, PEN_FINE, left, y, left + width, y);
		pdf_text(
			p, FONT_GOTHIC, PDF_PT(80), left + PAD, mail_base_in(y, ROW, PDF_PT(80)), utf8_of(labels[row]));
	}
	pdf_line(p, PEN_FINE, left, ROWS_END, left + width, ROWS_END);
	pdf_line(p, PEN_FINE, left + LABEL, ROWS_TOP, left + LABEL, ROWS_END);
	draw_stamp_box(p, left, width);
	pdf_text(p, FONT_MINCHO, PDF_PT(70), left + PAD, SLIP_END - 250, utf8_of("印紙不要"));
	if (part > 0)
		pdf_line(p, PEN_FINE, left, SLIP_TOP, left, SLIP_END);
}

static int layer_of(struct slip_bundle *b, const struct mail_sender *sender)
{
	for (size_t i = 0; i < b->layer_count; i++) {
		if (b->layers[i].sender == sender)
			return b->layers[i].form;
	}
	pdf_begin_form(b->pdf);
	mail_draw_folds(b->pdf);
	mail_draw_sender(b->pdf, sender);
	pdf_text_spread(b->pdf, FONT_GOTHIC, SIZE_TITLE, 7500, 6000, TITLE_BASE, utf8_of(SLIP_TITLE));
	draw_facts_frame(b->pdf);
	draw_cut(b->pdf);
	for (int part = 0; part < PARTS; part++)
		draw_part_frame(b->pdf, part);
	pdf_frame(b->pdf, PEN_FRAME, AREA_LEFT, SLIP_TOP, AREA_WIDTH, SLIP_END - SLIP_TOP);
	b->layers = arena_grow(b->arena, b->layers, b->layer_count, b->layer_count + 1, sizeof(*b->layers));
	b->layers[b->layer_count] = (struct layer){sender, pdf_end_form(b->pdf)};
	return b->layers[b->layer_count++].form;
}

/* ---- one slip ------------------------------------------------------------------------------------ */

static void draw_words(struct slip_bundle *b, const struct slip_page *s)
{
	struct lines_style style = {FONT_MINCHO, SIZE_BODY, AREA_WIDTH};
	const char *text =
		s->reissue ? "　下記の回の納付書を改めてお送りします。この回について以前にお送りした納付書のうち、ま"
					 "だ納付していない"
					 "ものは使わず、今回の納付書で納付してください。"
				   : "　下記のとおり、納付書をお送りします。納付期限までに、この納付書で納付してください。";
	struct lines lines = lines_break(b->fonts, style, utf8_of(text), b->arena);

	CHECK(lines.count <= WORDS_MOST); /* our own wording */
	for (size_t i = 0; i < lines.count; i++)
		pdf_text(
			b->pdf, FONT_MINCHO, SIZE_BODY, AREA_LEFT, WORDS_BASE + (int32_t)i * WORDS_STEP, lines.line[i]);
}

static void draw_notes(struct slip_bundle *b, const struct slip_page *s)
{
	const char *notes[] = {
		s->bank ? "・この納付書はコンビニエンスストアでは使えません。下記の納付先が指定する金融機関の窓口で納"
				  "付してください。"
				: "・コンビニエンスストア又は下記の納付先が指定する金融機関の窓口で納付してください。",
		s->parts > 1 ? "・１回分の額がコンビニエンスストアで扱える額を超えるため、納付書を分けています。すべ"
					   "て納付してください。"
		: s->bank    ? "・金額を書き直したものは使えません。"
				  : "・金額を書き直したもの、バーコードの読み取れないものは使えません。",
		"・納付期限を過ぎたときは、この納付書は使えません。上記の福祉事務所へお申し出ください。",
		"・納付が難しいときや、この納付書が届く前に納付したときは、上記の担当へご相談ください。",
		"・領収証書は大切に保管してください。",
	};

	_Static_assert(COUNT_OF(notes) <= NOTES_MOST, "notes");
	for (size_t i = 0; i < COUNT_OF(notes); i++)
		mail_text(b->pdf, NOTES_SIZE, AREA_LEFT, NOTES_BASE + (int32_t)i * NOTES_STEP, notes[i]);
}

static void draw_fact(struct pdf *p, int row, int side, const char *text)
{
	pdf_text(p, FONT_MINCHO, SIZE_CELL, AREA_LEFT + side * FACTS_HALF + FACTS_LABEL + 250,
		mail_base_in(FACTS_TOP + row * FACTS_ROW, FACTS_ROW, SIZE_CELL), utf8_of(text));
}

static const char *yen_of(struct arena *a, yen_t yen)
{
	char text[40];

	return arena_printf(a, "%s円", mail_format_yen(yen, text));
}

/* "第3回／全12回（3枚中1枚目）" */
static const char *times_of(struct arena *a, const struct slip_page *s)
{
	const char *times = s->instalments == 1
							? "一括"
							: arena_printf(a, "第%d回／全%d回", s->number.instalment_no, s->instalments);

	return s->parts == 1 ? times : arena_printf(a, "%s（%d枚中%d枚目）", times, s->parts, s->part_no);
}

static void draw_facts(struct slip_bundle *b, const struct slip_page *s)
{
	struct arena *a = b->arena;
	char day[64];

	draw_fact(b->pdf, 0, 0, basis_of(s->article));
	draw_fact(b->pdf, 1, 0, day_format_era(s->decided_on, day));
	draw_fact(b->pdf, 1, 1, yen_of(a, s->total_yen));
	draw_fact(b->pdf, 2, 0, yen_of(a, s->paid_yen));
	draw_fact(b->pdf, 2, 1, yen_of(a, s->total_yen - s->paid_yen));
	draw_fact(b->pdf, 3, 0, yen_of(a, s->yen));
	draw_fact(b->pdf, 3, 1, times_of(a, s));
	draw_fact(b->pdf, 4, 0, day_format_era(s->pay_by_on, day));
	draw_fact(b->pdf, 4, 1, s->due_on == s->pay_by_on ? "納付期限に同じ" : day_format_era(s->due_on, day));
}

static void draw_value(struct pdf *p, int part, int row, int32_t size, const char *text)
{
	pdf_text(p, row == 2 ? FONT_GOTHIC : FONT_MINCHO, size, parts[part].left + LABEL + PAD,
		mail_base_in(ROWS_TOP + row * ROW, ROW, size), utf8_of(text));
}

static void draw_part(
	struct slip_bundle *b, int part, const struct slip_page *s, const struct slip_page_layout *l)
{
	struct arena *a = b->arena;
	char day[64];

	draw_value(b->pdf, part, 0, l->number_size, l->number);
	draw_value(
		b->pdf, part, 1, l->name_size, arena_printf(a, "%.*s　様", (int)s->to.name.length, s->to.name.at));
	draw_value(b->pdf, part, 2, PDF_PT(120), yen_of(a, s->yen));
	draw_value(b->pdf, part, 3, PDF_PT(90), day_format_era(s->pay_by_on, day));
	draw_value(b->pdf, part, 4, PDF_PT(90), slip_words_article(s->article));
	draw_value(b->pdf, part, 5, s->parts == 1 ? PDF_PT(90) : PDF_PT(70), times_of(a, s));
	draw_value(b->pdf, part, 6, l->account_size, str_copy(a, s->account_name));
	if (part != MIDDLE && !s->bank)
		pdf_text(
			b->pdf, FONT_MINCHO, l->collector_size, parts[part].left + PAD, BARS_TOP + 300, s->collector);
}

/* The barcode and its digits in two lines, in the middle of its part. */
static void draw_bars(struct pdf *p, const struct slip_page_layout *l)
{
	int32_t centre = parts[MIDDLE].left + parts[MIDDLE].width / 2, left = centre - BARS_WIDTH / 2;
	char first[GS1_LINE_1], second[GS1_LINE_2];

	for (int from = 0; from < SYMBOL_SLIP_MODULES;) {
		int to = from;

		while (to < SYMBOL_SLIP_MODULES && l->bars.dark[to])
			to++;
		if (to > from)
			pdf_fill(p, left + from * BARS_MODULE, BARS_TOP, (to - from) * BARS_MODULE, BARS_HEIGHT);
		from = to + (to == from);
	}
	gs1_slip_lines(l->digits, first, second);
	pdf_text_centre(p, FONT_GOTHIC, DIGITS_SIZE, centre, DIGITS_BASE, utf8_of(first));
	pdf_text_centre(p, FONT_GOTHIC, DIGITS_SIZE, centre, DIGITS_BASE + DIGITS_STEP, utf8_of(second));
}

struct slip_bundle *slip_bundle_open(const struct fonts *fonts, struct arena *a)
{
	struct slip_bundle *b = arena_alloc(a, sizeof(*b));

	b->arena = a;
	b->fonts = fonts;
	b->pdf = pdf_open(fonts, SLIP_TITLE, a);
	return b;
}

void slip_bundle_draw(struct slip_bundle *b, const struct slip_page *s, const struct slip_page_layout *l)
{
	int layer = layer_of(b, s->sender);
	char number[64];

	pdf_begin_page(b->pdf);
	pdf_show_form(b->pdf, layer);
	mail_draw_address(b->pdf, &s->to, &l->address);
	(void)snprintf(number, sizeof(number), "福保納第%d-%" PRId64 "号", s->run_id, s->document_no);
	mail_draw_head(b->pdf, &l->code, number, s->issued_on, 1, 1);
	mail_draw_caseworker(b->pdf, &s->to, &l->address);
	draw_words(b, s);
	draw_facts(b, s);
	draw_notes(b, s);
	for (int part = 0; part < PARTS; part++)
		draw_part(b, part, s, l);
	if (s->bank)
		pdf_text_centre(b->pdf, FONT_GOTHIC, PDF_PT(90), parts[MIDDLE].left + parts[MIDDLE].width / 2,
			BARS_TOP + BARS_HEIGHT / 2, utf8_of("金融機関の窓口用（コンビニ不可）"));
	else
		draw_bars(b->pdf, l);
	mail_draw_foot(b->pdf, s->inhouse, VERSION_MARK);
	pdf_end_page(b->pdf);
}

struct pdf *slip_bundle_pdf(struct slip_bundle *b)
{
	return b->pdf;
}
