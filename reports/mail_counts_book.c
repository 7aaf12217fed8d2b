/* mail_counts_book.c: 数量表 as a workbook; see mail_counts.h. */
#include "reports/backend/xlsx.h"
#include "reports/mail_counts_layout.h"

#include <inttypes.h>

#define COLUMNS(c) (c), (int)(sizeof(c) / sizeof((c)[0]))

/* clang-format off */
static const struct xlsx_column told_columns[] = {{"項目", XLSX_TEXT, 0}, {"内容", XLSX_TEXT, 0}};
static const struct xlsx_column total_columns[] = {{"項目", XLSX_TEXT, 0}, {"数", XLSX_NUMBER, 0}};
static const struct xlsx_column class_columns[] = {{"封筒", XLSX_TEXT, 0}, {"厚さ\n区分", XLSX_ID, 0}, {"郵便区分", XLSX_TEXT, 0},
	{"同封物", XLSX_TEXT, 0}, {"通数", XLSX_NUMBER, 0}, {"用紙\n（枚）", XLSX_NUMBER, 0}, {"重さの計\n（mg）", XLSX_NUMBER, 0}};
static const struct xlsx_column part_columns[] = {{"分冊", XLSX_TEXT, 0}, {"福祉事務所", XLSX_CODE, 0}, {"最初の\n番号", XLSX_ID, 0},
	{"最後の\n番号", XLSX_ID, 0}, {"通数", XLSX_NUMBER, 0}, {"用紙\n（枚）", XLSX_NUMBER, 0}, {"頁", XLSX_NUMBER, 0},
	{"印刷", XLSX_CODE, 0}, {"封入機の設定", XLSX_TEXT, 0}, {"同封物", XLSX_TEXT, 0}, {"SHA-256", XLSX_WRAP, 33}};
static const struct xlsx_column bundle_columns[] = {{"区分票", XLSX_ID, 0}, {"郵便番号\nの上3桁", XLSX_CODE, 0},
	{"封筒", XLSX_TEXT, 0}, {"郵便区分", XLSX_TEXT, 0}, {"最初の\n番号", XLSX_ID, 0}, {"最後の\n番号", XLSX_ID, 0},
	{"通数", XLSX_NUMBER, 0}, {"重さの計\n（mg）", XLSX_NUMBER, 0}};
/* clang-format on */

static void put_told(struct xlsx_sheet *s, const char *label, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, label);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void put_total(struct xlsx_sheet *s, const char *label, int64_t n)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, label);
	xlsx_put_number(s, n);
	xlsx_row_end(s);
}

static void put_front(struct xlsx *w, const struct mail_counts *m, const char *note, struct arena *a)
{
	struct xlsx_sheet *s =
		xlsx_sheet(w, &(struct xlsx_sheet_about){
						  .name = "総括", .title = "郵送業務　数量表", .note = note, .portrait = true});

	xlsx_heading(s, "この包について");
	xlsx_table(s, COLUMNS(told_columns));
	put_told(s, "福祉事務所", mail_counts_office(m, a));
	put_told(s, "委託先", m->contractor);
	put_told(s, "発送の記録", mail_counts_day(m->issued_on, a));
	put_told(s, "引抜きの締切", mail_counts_day(m->cut_off_on, a));
	put_told(s, "発送期限", mail_counts_day(m->post_by_on, a));
	put_told(s, "報告期限", mail_counts_day(m->report_by_on, a));
	put_told(s, "使用期限", arena_printf(a, "%sまで", mail_counts_day(m->expires_on - 1, a)));
	xlsx_heading(s, "数量");
	xlsx_table(s, COLUMNS(total_columns));
	put_total(s, "郵送物（通）", m->pieces);
	put_total(s, "用紙（枚）", m->sheets);
	put_total(s, "頁", m->pages);
	put_total(s, "同封物（部）", m->enclosures);
	put_total(s, "分冊", (int64_t)m->parts);
	put_total(s, "区分票", (int64_t)m->bundles);
	put_total(s, "重さの計（mg）", m->weight_mg);
}

static struct xlsx_sheet *list(
	struct xlsx *w, const char *name, const char *note, const struct xlsx_column *columns, int n)
{
	return xlsx_sheet(w, &(struct xlsx_sheet_about){
							 .name = name, .title = name, .note = note, .columns = columns, .n_columns = n});
}

static void put_classes(struct xlsx *w, const struct mail_counts *m, const char *note, struct arena *a)
{
	struct xlsx_sheet *s = list(w, "封筒・郵便区分", note, COLUMNS(class_columns));

	for (size_t i = 0; i < m->classes; i++) {
		const struct mail_class *c = &m->class[i];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, mail_counts_envelope(c->envelope));
		xlsx_put_number(s, c->thickness);
		xlsx_put_string(s, mail_layout_postage(c->postage_class, a));
		xlsx_put_string(s, c->enclosure[0] == '\0' ? "なし" : c->enclosure);
		xlsx_put_number(s, c->pieces);
		xlsx_put_number(s, c->sheets);
		xlsx_put_number(s, c->weight_mg);
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 3; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, m->pieces);
	xlsx_put_number(s, m->sheets);
	xlsx_put_number(s, m->weight_mg);
	xlsx_row_end(s);
}

static void put_parts(struct xlsx *w, const struct mail_counts *m, const char *note, struct arena *a)
{
	struct xlsx_sheet *s = list(w, "分冊", note, COLUMNS(part_columns));

	for (size_t i = 0; i < m->parts; i++) {
		const struct mail_counts_part *p = &m->part[i];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, p->file);
		xlsx_put_string(s, arena_printf(a, "%05d", p->office_id));
		xlsx_put_number(s, p->first_piece);
		xlsx_put_number(s, p->last_piece);
		xlsx_put_number(s, p->pieces);
		xlsx_put_number(s, p->sheets);
		xlsx_put_number(s, p->pages);
		xlsx_put_string(s, p->duplex ? "両面" : "片面");
		xlsx_put_text(s, p->profile.at, p->profile.length);
		xlsx_put_string(s, p->enclosure[0] == '\0' ? "なし" : p->enclosure);
		xlsx_put_string(s, p->sha256);
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 3; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, m->pieces);
	xlsx_put_number(s, m->sheets);
	xlsx_put_number(s, m->pages);
	for (int i = 0; i < 4; i++)
		xlsx_put_blank(s);
	xlsx_row_end(s);
}

static void put_bundles(struct xlsx *w, const struct mail_counts *m, const char *note, struct arena *a)
{
	struct xlsx_sheet *s = list(w, "郵便番号の区分", note, COLUMNS(bundle_columns));

	for (size_t i = 0; i < m->bundles; i++) {
		const struct mail_bundle *b = &m->bundle[i];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_number(s, (int64_t)i + 1);
		xlsx_put_string(s, b->prefix);
		xlsx_put_string(s, mail_counts_envelope(b->envelope));
		xlsx_put_string(s, mail_layout_postage(b->postage_class, a));
		xlsx_put_number(s, b->first_piece);
		xlsx_put_number(s, b->last_piece);
		xlsx_put_number(s, b->pieces);
		xlsx_put_number(s, b->weight_mg);
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 5; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, m->pieces);
	xlsx_put_number(s, m->weight_mg);
	xlsx_row_end(s);
}

enum err_code mail_counts_book(struct chunk *c, const struct mail_counts *m, struct err *e)
{
	struct artifact *file = chunk_artifact(c, "contractor/counts.xlsx");
	char month[64];
	const char *subject = arena_printf(
		c->arena, "%s　%s分", mail_counts_office(m, c->arena), month_format_era(m->run->month, month));
	const struct xlsx_about about = {.name = file->name,
		.title = "郵送業務　数量表",
		.subject = subject,
		.file_id = arena_printf(c->arena, "数量表　処理番号 %d　第%d版", m->run->run_id, m->run->edition),
		.month = m->run->month};
	struct xlsx *w;

	if (xlsx_open(file->path, &about, c->arena, &w, e) != ERR_OK)
		return e->code;
	put_front(w, m, subject, c->arena);
	put_classes(w, m, subject, c->arena);
	put_parts(w, m, subject, c->arena);
	put_bundles(w, m, subject, c->arena);
	return xlsx_close(w, e);
}
