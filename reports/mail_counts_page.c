/* mail_counts_page.c: 数量表 and 区分票 as PDF; see mail_counts.h. */
#include "reports/mail.h"
#include "reports/mail_counts_layout.h"

#include <inttypes.h>

#define COUNT_OF(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define PAIR        700

/* Slips: two in a row, four rows. */
#define SLIPS       8
#define SLIP_LEFT   1000
#define SLIP_TOP    1450
#define SLIP_WIDTH  9500
#define SLIP_HEIGHT 6700

/* clang-format off */
static const struct mail_layout_column class_columns[] = {{"封筒", 2200, false}, {"厚さ区分", 1500, true},
	{"郵便区分", 4400, false}, {"同封物", 3000, false}, {"通数", 1900, true}, {"用紙（枚）", 2000, true},
	{"重さの計（g）", 2400, true}};
static const struct mail_layout_column part_columns[] = {{"分冊", 2500, false}, {"福祉事務所", 1700, true},
	{"番号", 3000, false}, {"通数", 1500, true}, {"用紙（枚）", 1700, true}, {"頁", 1500, true}, {"印刷", 1100, false},
	{"封入機の設定", 2200, false}, {"同封物", 2200, false}};
static const struct mail_layout_column bundle_columns[] = {{"区分票", 1600, true}, {"郵便番号", 1900, false}, {"封筒", 2200, false},
	{"郵便区分", 4400, false}, {"番号", 3600, false}, {"通数", 1700, true}, {"重さの計（g）", 2000, true}};
/* clang-format on */

static const char *range(int64_t first, int64_t last, struct arena *a)
{
	return first == last ? arena_printf(a, "%" PRId64, first)
						 : arena_printf(a, "%" PRId64 "～%" PRId64, first, last);
}

static void fill_head(struct mail_layout *l)
{
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;
	const char *const labels[][2] = {{"福祉事務所", "委託先"}, {"発送の記録", "引抜きの締切"},
		{"発送期限", "報告期限"}, {"使用期限", "郵送物"}, {"用紙", "頁"}, {"同封物", "重さの計"}};
	const char *const values[][2] = {{mail_counts_office(m, a), m->contractor},
		{mail_counts_day(m->issued_on, a), mail_counts_day(m->cut_off_on, a)},
		{mail_counts_day(m->post_by_on, a), mail_counts_day(m->report_by_on, a)},
		{arena_printf(a, "%sまで", mail_counts_day(m->expires_on - 1, a)),
			arena_printf(a, "%s通", mail_counts_number(m->pieces, a))},
		{arena_printf(a, "%s枚", mail_counts_number(m->sheets, a)),
			arena_printf(a, "%s頁", mail_counts_number(m->pages, a))},
		{arena_printf(a, "%s部", mail_counts_number(m->enclosures, a)),
			arena_printf(a, "%s g", mail_counts_grams(m->weight_mg, a))}};

	for (int i = 0; i < COUNT_OF(labels); i++)
		mail_layout_pairs(l, labels[i], values[i], 2, PAIR);
}

static void fill_classes(struct mail_layout *l)
{
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;
	const char *const sums[] = {"合計", "", "", "", mail_counts_number(m->pieces, a),
		mail_counts_number(m->sheets, a), mail_counts_grams(m->weight_mg, a)};

	mail_layout_heading(l, "封筒・郵便区分ごとの通数");
	mail_layout_table(l, class_columns, COUNT_OF(class_columns));
	for (size_t i = 0; i < m->classes; i++) {
		const struct mail_class *c = &m->class[i];
		const char *const cells[] = {mail_counts_envelope(c->envelope), mail_counts_number(c->thickness, a),
			mail_layout_postage(c->postage_class, a), c->enclosure[0] == '\0' ? "なし" : c->enclosure,
			mail_counts_number(c->pieces, a), mail_counts_number(c->sheets, a),
			mail_counts_grams(c->weight_mg, a)};

		mail_layout_row(l, class_columns, COUNT_OF(class_columns), cells, false);
	}
	mail_layout_row(l, class_columns, COUNT_OF(class_columns), sums, true);
}

static void fill_parts(struct mail_layout *l)
{
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;
	const char *const sums[] = {"合計", "", "", mail_counts_number(m->pieces, a),
		mail_counts_number(m->sheets, a), mail_counts_number(m->pages, a), "", "", ""};

	mail_layout_heading(l, "分冊ごとの通数");
	mail_layout_table(l, part_columns, COUNT_OF(part_columns));
	for (size_t i = 0; i < m->parts; i++) {
		const struct mail_counts_part *p = &m->part[i];
		const char *const cells[] = {p->file, arena_printf(a, "%05d", p->office_id),
			range(p->first_piece, p->last_piece, a), mail_counts_number(p->pieces, a),
			mail_counts_number(p->sheets, a), mail_counts_number(p->pages, a), p->duplex ? "両面" : "片面",
			str_copy(a, p->profile), p->enclosure[0] == '\0' ? "なし" : p->enclosure};

		mail_layout_row(l, part_columns, COUNT_OF(part_columns), cells, false);
	}
	mail_layout_row(l, part_columns, COUNT_OF(part_columns), sums, true);
}

static void fill_bundles(struct mail_layout *l)
{
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;
	const char *const sums[] = {
		"合計", "", "", "", "", mail_counts_number(m->pieces, a), mail_counts_grams(m->weight_mg, a)};

	mail_layout_heading(l, "郵便番号の区分（発送の順）");
	mail_layout_table(l, bundle_columns, COUNT_OF(bundle_columns));
	for (size_t i = 0; i < m->bundles; i++) {
		const struct mail_bundle *b = &m->bundle[i];
		const char *const cells[] = {mail_counts_number((int64_t)i + 1, a),
			arena_printf(a, "%s-****", b->prefix), mail_counts_envelope(b->envelope),
			mail_layout_postage(b->postage_class, a), range(b->first_piece, b->last_piece, a),
			mail_counts_number(b->pieces, a), mail_counts_grams(b->weight_mg, a)};

		mail_layout_row(l, bundle_columns, COUNT_OF(bundle_columns), cells, false);
	}
	mail_layout_row(l, bundle_columns, COUNT_OF(bundle_columns), sums, true);
}

static void fill_sheet(struct mail_layout *l)
{
	static const char *const labels[][2] = {{"受領した日", "受領した者"}, {"通数の確認", "用紙の確認"}};
	static const char *const blank[2] = {NULL, NULL};

	fill_head(l);
	fill_classes(l);
	fill_parts(l);
	fill_bundles(l);
	mail_layout_heading(l, "委託先の確認（印刷の前に記入）");
	for (int i = 0; i < COUNT_OF(labels); i++)
		mail_layout_pairs(l, labels[i], blank, 2, 1000);
}

struct pdf *mail_counts_sheet(const struct mail_counts *m, struct arena *a)
{
	return mail_layout_draw(m, "郵送業務　数量表", fill_sheet, a);
}

/* ---- slips --------------------------------------------------------------------------------------- */

static void draw_slip(struct pdf *p, const struct mail_counts *m, size_t i, struct arena *a)
{
	const struct mail_bundle *b = &m->bundle[i];
	int32_t x = SLIP_LEFT + (int32_t)(i % 2) * SLIP_WIDTH,
			y = SLIP_TOP + (int32_t)(i % SLIPS / 2) * SLIP_HEIGHT;

	pdf_frame(p, PEN_FINE, x, y, SLIP_WIDTH, SLIP_HEIGHT);
	pdf_text(p, FONT_GOTHIC, PDF_PT(90), x + 400, y + 700, utf8_of("区分票"));
	pdf_text_right(p, FONT_MINCHO, PDF_PT(80), x + SLIP_WIDTH - 400, y + 700,
		utf8_of(arena_printf(a, "%zu／%zu", i + 1, m->bundles)));
	pdf_text(p, FONT_GOTHIC, PDF_PT(440), x + 400, y + 2700, utf8_of(arena_printf(a, "〒%s", b->prefix)));
	pdf_text_right(p, FONT_GOTHIC, PDF_PT(280), x + SLIP_WIDTH - 400, y + 2700,
		utf8_of(arena_printf(a, "%s通", mail_counts_number(b->pieces, a))));
	mail_text(p, PDF_PT(110), x + 400, y + 3700,
		arena_printf(
			a, "%s　%s", mail_counts_envelope(b->envelope), mail_layout_postage(b->postage_class, a)));
	mail_text(p, PDF_PT(110), x + 400, y + 4400,
		arena_printf(a, "番号 %s", range(b->first_piece, b->last_piece, a)));
	mail_text(
		p, PDF_PT(90), x + 400, y + 5300, arena_printf(a, "発送期限 %s", mail_counts_day(m->post_by_on, a)));
	mail_text(p, PDF_PT(90), x + 400, y + 5900,
		arena_printf(a, "処理番号 %d　%s", m->run->run_id, mail_counts_office(m, a)));
}

struct pdf *mail_counts_slips(const struct mail_counts *m, struct arena *a)
{
	struct pdf *p = pdf_open(m->fonts, "区分票", a);

	for (size_t i = 0; i < m->bundles; i++) {
		if (i % SLIPS == 0)
			pdf_begin_page(p);
		draw_slip(p, m, i, a);
		if (i % SLIPS == SLIPS - 1 || i + 1 == m->bundles)
			pdf_end_page(p);
	}
	return p;
}
