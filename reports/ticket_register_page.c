/* ticket_register_page.c: draws the pages of a 交付処理簿; see ticket_register_page.h. */
#include "reports/ticket_register_page.h"

#include "reports/ticket_words.h"

#include <inttypes.h>
#include <stdio.h>

#define TITLE        "医療券等交付処理簿"
#define UNPRINTED    "※"
#define MISSING_TOLD 10 /* numbers */

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* The page is turned: 297 mm wide, 210 high. */
#define LEFT       1200
#define RIGHT      (PDF_PAGE_HEIGHT - 1200)
#define WIDTH      (RIGHT - LEFT)
#define TITLE_BASE 1650
#define MONTH_BASE 2250
#define TABLE_TOP  2500
#define HEAD       650
#define ROWS_TOP   (TABLE_TOP + HEAD)
#define ROW        880
#define UPPER      70 /* of two lines, as far from the rule above as from the one below */
#define LOWER      440
#define HALF       370
#define NAMES      340 /* of up to two lines of a name, small */
#define ROWS       18
#define ROWS_END   (ROWS_TOP + ROWS * ROW)
#define SUMS_BASE  (ROWS_END + 450)
#define SUMS_STEP  420

/* Left edges of the columns. */
#define X_NUMBER    LEFT
#define X_ISSUED    (X_NUMBER + 3300)
#define X_PERSON    (X_ISSUED + 2800)
#define X_VALIDITY  (X_PERSON + 4400)
#define X_PLACE     (X_VALIDITY + 3300)
#define X_PAYMENT   (X_PLACE + 5500)
#define X_STATE     (X_PAYMENT + 2000)
#define STATE_WIDTH (RIGHT - X_STATE)

_Static_assert(SUMS_BASE + 2 * SUMS_STEP < PDF_PAGE_WIDTH - 600, "the page is full");

/* clang-format off */
#define TEXT(item, x, y, width, height, lines, size) \
	{ITEM_##item, TICKET_CELL_TEXT, x, y, width, height, lines, PDF_PT(size)}

/* Of a row whose upper edge is at 0. */
static const struct ticket_cell cells[] = {
	TEXT(NUMBER, X_NUMBER, UPPER, 3300, HALF, 1, 90),
	TEXT(SERVICE, X_NUMBER, LOWER, 3300, HALF, 1, 70),
	TEXT(ISSUED, X_ISSUED, UPPER, 2800, HALF, 1, 75),
	TEXT(RECIPIENT_NO, X_ISSUED, LOWER, 2800, HALF, 1, 80),
	TEXT(CASE_NO, X_PERSON, UPPER, 4400, HALF, 1, 75),
	TEXT(NAME, X_PERSON, NAMES, 4400, ROW - NAMES, 2, 80),
	TEXT(VALIDITY, X_VALIDITY, 0, 3300, ROW, 2, 75),
	TEXT(CODE, X_PLACE, UPPER, 5500, HALF, 1, 75),
	TEXT(INSTITUTION, X_PLACE, NAMES, 5500, ROW - NAMES, 2, 75),
	{ITEM_SHARE, TICKET_CELL_RIGHT, X_PAYMENT, UPPER, 2000, HALF, 1, PDF_PT(75)},
	{ITEM_OWN_PAYMENT, TICKET_CELL_RIGHT, X_PAYMENT, LOWER, 2000, HALF, 1, PDF_PT(80)},
	TEXT(STATE, X_STATE, 0, STATE_WIDTH, ROW, 3, 70),
};

static const struct {
	const char *line[2];
	int32_t x, width;
} headings[] = {
	{{"交付番号", "券種・診療別"}, X_NUMBER, 3300},
	{{"交付年月日", "受給者番号"}, X_ISSUED, 2800},
	{{"ケース番号・員番", "氏名"}, X_PERSON, 4400},
	{{"有効期間", NULL}, X_VALIDITY, 3300},
	{{"指定機関の番号", "名称"}, X_PLACE, 5500},
	{{"単独・併用", "本人支払額"}, X_PAYMENT, 2000},
	{{"差替え・取消し", "年月日と理由"}, X_STATE, STATE_WIDTH},
};
/* clang-format on */

/* Of a page, and of all up to it.  issued + replacing = out + replaced + cancelled. */
struct sums {
	int64_t issued, replacing, out, replaced, cancelled;
	yen_t yen; /* of those that are out */
};

struct ticket_register {
	struct arena *arena, *scratch; /* of the document; of a row */
	const struct fonts *fonts;
	struct pdf *pdf;
	const char *office, *month;
	size_t entries, added;
	int form;
	struct sums page, all;
	int last_no, gaps;   /* numbers that are missing up to last_no */
	const char *missing; /* the first of them */
	int told;
};

/* ---- words --------------------------------------------------------------------------------------- */

/* What became of it, and why it was made: at most three lines. */
static struct str state_of(const struct ticket_entry *x, struct arena *a)
{
	const struct ticket *t = &x->ticket;
	const char *made = "", *gone = "";
	char on[64];

	if (t->revision > 1)
		made = arena_printf(a, "差替えによる交付：%s", ticket_words_cause(t->cause));
	if (x->gone) {
		bool taken_back = x->gone_cause == CAUSE_HOLD;

		gone = arena_printf(a, "%s%s%s：%s", *made == '\0' ? "" : "\n", day_format_era(x->gone_on, on),
			taken_back ? "取消し" : "差替え",
			taken_back && x->gone_hold != HOLD_NONE ? ticket_words_hold(x->gone_hold)
													: ticket_words_cause(x->gone_cause));
	}
	return utf8_of(arena_printf(a, "%s%s", made, gone));
}

static const char *sums_text(struct arena *a, const char *label, const struct sums *s)
{
	char yen[40];

	return arena_printf(a,
		"%s　交付 %" PRId64 "　差替え交付 %" PRId64 "　計 %" PRId64 "　（有効 %" PRId64 "　差替え済 %" PRId64
		"　取消し %" PRId64 "）　有効な券の本人支払額 %s円",
		label, s->issued, s->replacing, s->issued + s->replacing, s->out, s->replaced, s->cancelled,
		mail_format_yen(s->yen, yen));
}

/* ---- pages --------------------------------------------------------------------------------------- */

static int64_t pages_of(const struct ticket_register *r)
{
	return r->entries == 0 ? 1 : (int64_t)((r->entries + ROWS - 1) / ROWS);
}

/* What is the same on every page. */
static int draw_form(struct ticket_register *r)
{
	struct pdf *p = r->pdf;

	pdf_begin_form(p);
	pdf_text_spread(p, FONT_GOTHIC, PDF_PT(160), LEFT + WIDTH / 2 - 4000, 8000, TITLE_BASE, utf8_of(TITLE));
	mail_text(p, PDF_PT(100), LEFT, TITLE_BASE, r->office);
	mail_text(p, PDF_PT(100), LEFT, MONTH_BASE, r->month);
	pdf_text_right(p, FONT_MINCHO, PDF_PT(75), RIGHT, MONTH_BASE,
		utf8_of("所内限り。※は印字できない文字又は長さ。支援措置の対象者の氏名は載せない。"));
	pdf_begin_grey(p, GREY);
	pdf_fill(p, LEFT, TABLE_TOP, WIDTH, HEAD);
	pdf_end_grey(p);
	for (size_t i = 0; i < COUNT_OF(headings); i++) {
		int32_t middle = headings[i].x + headings[i].width / 2;

		for (int k = 0; k < 2 && headings[i].line[k] != NULL; k++)
			pdf_text_centre(p, FONT_GOTHIC, PDF_PT(70), middle,
				TABLE_TOP + (headings[i].line[1] == NULL ? 420 : 280 + k * 280),
				utf8_of(headings[i].line[k]));
		if (i > 0)
			pdf_line(p, PEN_FINE, headings[i].x, TABLE_TOP, headings[i].x, ROWS_END);
	}
	for (int i = 0; i < ROWS; i++)
		pdf_line(p, i == 0 ? PEN_FRAME : PEN_FINE, LEFT, ROWS_TOP + i * ROW, RIGHT, ROWS_TOP + i * ROW);
	pdf_frame(p, PEN_FRAME, LEFT, TABLE_TOP, WIDTH, ROWS_END - TABLE_TOP);
	return pdf_end_form(p);
}

static void begin_page(struct ticket_register *r)
{
	char of[64];

	pdf_begin_page(r->pdf);
	pdf_show_form(r->pdf, r->form);
	(void)snprintf(of, sizeof(of), "%" PRId64 "／%" PRId64 "頁", pdf_pages(r->pdf), pages_of(r));
	pdf_text_right(r->pdf, FONT_MINCHO, PDF_PT(100), RIGHT, TITLE_BASE, utf8_of(of));
	r->page = (struct sums){0};
}

/* The sums below the table; on the last page of all, and whether a number is missing. */
static void end_page(struct ticket_register *r, bool last)
{
	const char *gaps = r->gaps == 0 ? arena_printf(r->scratch, "第1号から第%d号まで、欠番なし。", r->last_no)
									: arena_printf(r->scratch, "第1号から第%d号まで、欠番 %d（%s）。",
										  r->last_no, r->gaps, r->missing);

	mail_text(r->pdf, SIZE_SMALL, LEFT, SUMS_BASE, sums_text(r->scratch, "この頁", &r->page));
	mail_text(r->pdf, SIZE_SMALL, LEFT, SUMS_BASE + SUMS_STEP,
		sums_text(r->scratch, last ? "合　計" : "累　計", &r->all));
	if (last)
		mail_text(r->pdf, SIZE_SMALL, LEFT, SUMS_BASE + 2 * SUMS_STEP, gaps);
	pdf_end_page(r->pdf);
}

struct ticket_register *ticket_register_open(
	const struct fonts *fonts, struct str office, month_t month, size_t entries, struct arena *a)
{
	struct ticket_register *r = arena_alloc(a, sizeof(*r));
	struct err ignored = {0};
	char text[64];

	r->arena = a;
	r->scratch = arena_new_in(a);
	r->fonts = fonts;
	r->pdf = pdf_open_wide(fonts, TITLE, a);
	r->office = fonts_check(fonts, FONT_MINCHO, office, &ignored) == ERR_OK ? str_copy(a, office) : UNPRINTED;
	r->month = arena_printf(a, "%s分", month_format_era(month, text));
	r->entries = entries;
	r->missing = "";
	r->form = draw_form(r);
	begin_page(r);
	return r;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void count(struct sums *s, const struct ticket_entry *x)
{
	if (x->ticket.revision == 1)
		s->issued++;
	else
		s->replacing++;
	if (!x->gone) {
		s->out++;
		s->yen += x->ticket.own_payment_yen;
	} else if (x->gone_cause == CAUSE_HOLD) {
		s->cancelled++;
	} else {
		s->replaced++;
	}
}

static bool draw_entry(struct ticket_register *r, const struct ticket_entry *x)
{
	int32_t y = ROWS_TOP + (int32_t)(r->added % ROWS) * ROW;
	struct str text[ITEM_COUNT];
	struct ticket_cells out;
	bool whole = true;

	ticket_form_texts(&x->ticket, r->scratch, text);
	text[ITEM_SERVICE] = utf8_of(arena_printf(
		r->scratch, "%s・%s", ticket_words_type(x->ticket.type), ticket_words_service(x->ticket.service)));
	text[ITEM_CODE] = x->ticket.institution_code;
	text[ITEM_CASE_NO] = utf8_of(arena_printf(r->scratch, "%" PRId64 "-%d", x->case_no, x->person_no));
	text[ITEM_STATE] = state_of(x, r->scratch);
	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		const char *hold;
		struct err why = {0};

		while (ticket_form_lay_out(r->fonts, &cells[i], 1, text, r->scratch, &out, &hold, &why) != ERR_OK) {
			whole = false;
			text[cells[i].item] = utf8_of(UNPRINTED); /* which fits every cell */
		}
	}
	ticket_form_draw_cells(r->pdf, cells, COUNT_OF(cells), &out, y);
	return whole;
}

/* Numbers come without gaps; one that is missing all the same is told. */
static void note_number(struct ticket_register *r, int no)
{
	for (int i = r->last_no + 1; i < no && r->told < MISSING_TOLD; i++, r->told++)
		r->missing = arena_printf(r->arena, "%s%s第%d号", r->missing, r->told > 0 ? "、" : "", i);
	if (no > r->last_no + 1)
		r->gaps += no - r->last_no - 1;
	if (no > r->last_no)
		r->last_no = no;
}

bool ticket_register_add(struct ticket_register *r, const struct ticket_entry *x)
{
	bool whole;

	CHECK(r->added < r->entries);
	arena_reset(r->scratch);
	if (r->added > 0 && r->added % ROWS == 0) {
		end_page(r, false);
		begin_page(r);
	}
	whole = draw_entry(r, x);
	count(&r->page, x);
	count(&r->all, x);
	note_number(r, x->ticket.issue_no);
	r->added++;
	return whole;
}

struct pdf *ticket_register_end(struct ticket_register *r)
{
	end_page(r, true);
	return r->pdf;
}
