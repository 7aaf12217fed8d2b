/*
 * xlsx_style.c: how cells look.  One font, thin grey lines, one colour for headers: lists that are
 * read on paper and signed.
 */
#include "reports/backend/xlsx_impl.h"

#define FONT        "游ゴシック"
#define COLOR_LINE  0xBFBFBF
#define COLOR_HEAD  0xDDE6F0
#define COLOR_TOTAL 0xF3F5F8
#define COLOR_NOTE  0x595959
#define COLOR_ENTRY 0xFFFBE6

static lxw_format *base(struct xlsx *w, double size)
{
	lxw_format *f = workbook_add_format(w->book);

	if (!f) {
		xlsx_check(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return NULL;
	}
	format_set_font_name(f, FONT);
	format_set_font_size(f, size);
	format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
	return f;
}

static lxw_format *bordered(struct xlsx *w)
{
	lxw_format *f = base(w, 10);

	if (f) {
		format_set_border(f, LXW_BORDER_THIN);
		format_set_border_color(f, COLOR_LINE);
	}
	return f;
}

static lxw_format *cell(struct xlsx *w, enum xlsx_row_kind row, enum xlsx_kind kind)
{
	lxw_format *f = bordered(w);

	if (!f)
		return NULL;
	switch (kind) {
	case XLSX_TEXT:
		format_set_num_format(f, "@"); /* typed over by hand, it stays text */
		format_set_indent(f, 1);
		break;
	case XLSX_CODE:
		format_set_num_format(f, "@");
		format_set_align(f, LXW_ALIGN_CENTER);
		break;
	case XLSX_WRAP:
		/* not "@": Excel shows #### for long texts in that format */
		format_set_font_size(f, 9); /* long reasons: 15 points a line, as rows are measured */
		format_set_text_wrap(f);
		format_set_indent(f, 1);
		break;
	case XLSX_ID:
		format_set_num_format(f, "0_ ");
		break;
	case XLSX_NUMBER:
		format_set_num_format(f, "#,##0_ ;\"△\"#,##0_ ;0_ ");
		break;
	case XLSX_CHANGE:
		format_set_num_format(f, "+#,##0_ ;\"△\"#,##0_ ;0_ ");
		break;
	case XLSX_DAY:
		format_set_num_format(f, "[$-411]ggge\"年\"m\"月\"d\"日\"");
		format_set_align(f, LXW_ALIGN_CENTER);
		break;
	case XLSX_KIND_COUNT:
		break;
	}
	if (row == XLSX_ROW_TOTAL) {
		format_set_bold(f);
		format_set_bg_color(f, COLOR_TOTAL);
		format_set_top(f, LXW_BORDER_MEDIUM);
	}
	return f;
}

static lxw_format *entry(struct xlsx *w, enum xlsx_kind kind)
{
	lxw_format *f = cell(w, XLSX_ROW_DATA, kind);

	if (f) {
		format_set_unlocked(f);
		format_set_bg_color(f, COLOR_ENTRY);
	}
	return f;
}

void xlsx_style_make(struct xlsx *w)
{
	struct xlsx_styles *s = &w->style;

	s->title = base(w, 14);
	s->note = base(w, 9);
	s->heading = base(w, 11);
	s->header = bordered(w);
	for (int r = 0; r < XLSX_ROW_KIND_COUNT; r++)
		for (int k = 0; k < XLSX_KIND_COUNT; k++)
			s->cell[r][k] = cell(w, (enum xlsx_row_kind)r, (enum xlsx_kind)k);
	for (int k = 0; k < XLSX_KIND_COUNT; k++)
		s->entry[k] = entry(w, (enum xlsx_kind)k);
	if (w->failed.code != ERR_OK)
		return;
	format_set_bold(s->title);
	format_set_font_color(s->note, COLOR_NOTE);
	format_set_bold(s->heading);
	format_set_bold(s->header);
	format_set_bg_color(s->header, COLOR_HEAD);
	format_set_align(s->header, LXW_ALIGN_CENTER);
	format_set_text_wrap(s->header);
}
