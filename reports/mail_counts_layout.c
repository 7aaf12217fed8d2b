/* mail_counts_layout.c: pages of tables; see mail_counts_layout.h. */
#include "reports/mail_counts_layout.h"

#include "reports/mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TOP        (15 * PDF_MM)
#define BOTTOM     (278 * PDF_MM)
#define TITLE_BASE 2200
#define BODY_TOP   2900
#define ROW        620
#define HEAD       700
#define INSET      120
#define LABEL      (32 * PDF_MM)

/* A cell's text, as large as fits. */
static void draw_cell(
	const struct mail_layout *l, const struct mail_layout_column *c, int32_t x, int32_t y, const char *text)
{
	static const int32_t sizes[] = {PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60), PDF_PT(50), PDF_PT(40)};
	struct str s = utf8_of(text);
	int32_t size = mail_fit_size(
		l->counts->fonts, FONT_MINCHO, sizes, sizeof(sizes) / sizeof(sizes[0]), s, c->width - 2 * INSET);

	if (size == 0)
		size = sizes[sizeof(sizes) / sizeof(sizes[0]) - 1]; /* words of data are not longer than fits */
	if (c->right)
		pdf_text_right(l->pdf, FONT_MINCHO, size, x + c->width - INSET, mail_base_in(y, ROW, size), s);
	else
		pdf_text(l->pdf, FONT_MINCHO, size, x + INSET, mail_base_in(y, ROW, size), s);
}

static void begin_page(struct mail_layout *l)
{
	const struct run_info *run = l->counts->run;
	char month[64];

	l->pages++;
	l->y = BODY_TOP;
	if (l->pdf == NULL)
		return;
	pdf_begin_page(l->pdf);
	pdf_text(l->pdf, FONT_GOTHIC, PDF_PT(150), AREA_LEFT, TITLE_BASE, utf8_of(l->title));
	pdf_text_right(l->pdf, FONT_MINCHO, SIZE_SMALL, AREA_RIGHT, TITLE_BASE - 400,
		utf8_of(arena_printf(l->arena, "処理番号 %d　%s分　第%d版", run->run_id,
			month_format_era(run->month, month), run->edition)));
	pdf_text_right(l->pdf, FONT_MINCHO, SIZE_SMALL, AREA_RIGHT, TITLE_BASE,
		utf8_of(arena_printf(l->arena, "%d／%d頁", l->pages, l->total)));
	pdf_line(l->pdf, PEN_FRAME, AREA_LEFT, TITLE_BASE + 250, AREA_RIGHT, TITLE_BASE + 250);
	pdf_text(
		l->pdf, FONT_MINCHO, PDF_PT(70), AREA_LEFT, FOOT_BASE, utf8_of("この書類に個人情報は含まれない。"));
}

static void end_page(struct mail_layout *l)
{
	if (l->pdf != NULL)
		pdf_end_page(l->pdf);
}

struct pdf *mail_layout_draw(
	const struct mail_counts *m, const char *title, void (*fill)(struct mail_layout *l), struct arena *a)
{
	struct mail_layout counting = {.counts = m, .arena = a, .title = title}, drawing;

	begin_page(&counting);
	fill(&counting);
	drawing = (struct mail_layout){.counts = m, .arena = a, .title = title, .total = counting.pages};
	drawing.pdf = pdf_open(m->fonts, title, a);
	begin_page(&drawing);
	fill(&drawing);
	end_page(&drawing);
	return drawing.pdf;
}

void mail_layout_need(struct mail_layout *l, int32_t height)
{
	if (l->y + height <= BOTTOM)
		return;
	end_page(l);
	begin_page(l);
}

void mail_layout_heading(struct mail_layout *l, const char *text)
{
	mail_layout_need(l, 900 + HEAD + 2 * ROW); /* never without a row below it */
	l->y += 900;
	if (l->pdf != NULL)
		pdf_text(l->pdf, FONT_GOTHIC, PDF_PT(105), AREA_LEFT, l->y - 250, utf8_of(text));
}

void mail_layout_words(struct mail_layout *l, const char *text)
{
	struct lines_style style = {FONT_MINCHO, SIZE_BODY, AREA_WIDTH};
	struct lines lines = lines_break(l->counts->fonts, style, utf8_of(text), l->arena);

	mail_layout_need(l, (int32_t)lines.count * 560 + 400);
	l->y += 200;
	for (size_t i = 0; i < lines.count; i++) {
		l->y += 560;
		if (l->pdf != NULL)
			pdf_text(l->pdf, FONT_MINCHO, SIZE_BODY, AREA_LEFT, l->y - 150, lines.line[i]);
	}
	l->y += 200;
}

void mail_layout_pairs(
	struct mail_layout *l, const char *const labels[], const char *const values[], int n, int32_t height)
{
	int32_t width = AREA_WIDTH / n;

	mail_layout_need(l, height);
	for (int i = 0; i < n && l->pdf != NULL; i++) {
		struct mail_layout_column value = {NULL, width - LABEL, false};
		int32_t x = AREA_LEFT + i * width;

		mail_draw_label(l->pdf, x, l->y, LABEL, height, labels[i]);
		if (values[i] != NULL)
			draw_cell(l, &value, x + LABEL, l->y + (height - ROW) / 2, values[i]);
		pdf_line(l->pdf, PEN_FINE, x + LABEL, l->y, x + LABEL, l->y + height);
		pdf_frame(l->pdf, PEN_FINE, x, l->y, width, height);
	}
	l->y += height;
}

void mail_layout_table(struct mail_layout *l, const struct mail_layout_column *columns, int n)
{
	int32_t x = AREA_LEFT;

	mail_layout_need(l, HEAD + ROW);
	for (int i = 0; i < n && l->pdf != NULL; i++) {
		pdf_begin_grey(l->pdf, GREY);
		pdf_fill(l->pdf, x, l->y, columns[i].width, HEAD);
		pdf_end_grey(l->pdf);
		pdf_text_centre(l->pdf, FONT_GOTHIC, PDF_PT(80), x + columns[i].width / 2,
			mail_base_in(l->y, HEAD, PDF_PT(80)), utf8_of(columns[i].title));
		pdf_frame(l->pdf, PEN_FINE, x, l->y, columns[i].width, HEAD);
		x += columns[i].width;
	}
	l->y += HEAD;
}

void mail_layout_row(struct mail_layout *l, const struct mail_layout_column *columns, int n,
	const char *const cells[], bool total)
{
	int32_t x = AREA_LEFT;

	if (l->y + ROW > BOTTOM) {
		mail_layout_need(l, ROW);
		mail_layout_table(l, columns, n);
	}
	for (int i = 0; i < n && l->pdf != NULL; i++) {
		draw_cell(l, &columns[i], x, l->y, cells[i]);
		pdf_frame(l->pdf, total ? PEN_FRAME : PEN_FINE, x, l->y, columns[i].width, ROW);
		x += columns[i].width;
	}
	l->y += ROW;
}

const char *mail_layout_postage(const char *word, struct arena *a)
{
	static const struct {
		const char *word, *term;
	} shapes[] = {{"standard_", "定形"}, {"large_", "定形外（規格内）"}};
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		size_t n = strlen(shapes[i].word);
		long grams = strncmp(word, shapes[i].word, n) == 0 ? strtol(word + n, NULL, 10) : 0;

		if (grams > 0)
			return grams >= 1000 ? arena_printf(a, "%s %ldkgまで", shapes[i].term, grams / 1000)
								 : arena_printf(a, "%s %ldgまで", shapes[i].term, grams);
	}
	return word;
}
