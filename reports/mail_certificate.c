/* mail_certificate.c: the form of the 消去証明書, by which the contractor says that the data are gone; see mail_counts.h. */
#include "reports/mail.h"
#include "reports/mail_counts_layout.h"

#include <inttypes.h>

#define COUNT_OF(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define PAIR        900
#define DIGITS      16 /* of a digest, on paper */

static const struct mail_layout_column file_columns[] = {
	{"分冊", 3000, false}, {"番号", 4000, false}, {"頁", 2400, true}, {"SHA-256（先頭16桁）", 8000, false}};

static void fill_sender(struct mail_layout *l)
{
	static const char *const labels[] = {"所在地", "名称", "代表者"};
	static const char *const blank[] = {NULL};

	mail_layout_words(l, "令和　　　年　　　月　　　日");
	mail_layout_words(l, arena_printf(l->arena, "%s長　様", mail_counts_office(l->counts, l->arena)));
	for (int i = 0; i < COUNT_OF(labels); i++)
		mail_layout_pairs(l, &labels[i], blank, 1, PAIR);
}

static void fill_facts(struct mail_layout *l)
{
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;
	static const char *const labels[][2] = {{"処理番号", "包の番号"}, {"郵送物", "分冊"},
		{"使用期限", "受領した日"}, {"消去した日", "消去した者"}, {"立ち会った者", "予備紙・損紙"}};
	const char *const values[][2] = {{arena_printf(a, "%d", m->run->run_id), "第　　　　号"},
		{arena_printf(a, "%s通", mail_counts_number(m->pieces, a)), arena_printf(a, "%zu冊", m->parts)},
		{arena_printf(a, "%sまで", mail_counts_day(m->expires_on - 1, a)), "令和　　年　　月　　日"},
		{"令和　　年　　月　　日", NULL}, {NULL, "　　　枚を　　　　　　により処分"}};

	for (int i = 0; i < COUNT_OF(labels); i++)
		mail_layout_pairs(l, labels[i], values[i], 2, PAIR);
}

static void fill(struct mail_layout *l)
{
	static const char *const how[] = {"消去の方法"},
							 *const ways[] =
								 {"□上書き　　□暗号鍵の破棄　　□媒体の破壊　　□その他（　　　　　　　　）"},
							 *const where[] = {"消去した機器"}, *const blank[] = {NULL};
	const struct mail_counts *m = l->counts;
	struct arena *a = l->arena;

	fill_sender(l);
	mail_layout_words(l,
		"　下記の包に入っていた印刷データ及びその複製物（印刷機、封入機、作業用の端末、媒体及び控"
		"えに残るものを含む。）を、"
		"復元することができない方法で全て消去し、予備紙及び損紙を読み取ることができないように処分"
		"したことを証明します。");
	fill_facts(l);
	mail_layout_pairs(l, how, ways, 1, PAIR);
	mail_layout_pairs(l, where, blank, 1, PAIR);
	mail_layout_heading(l, "消去したファイル");
	mail_layout_table(l, file_columns, COUNT_OF(file_columns));
	for (size_t i = 0; i < m->parts; i++) {
		const struct mail_counts_part *p = &m->part[i];
		const char *const cells[] = {p->file,
			arena_printf(a, "%" PRId64 "～%" PRId64, p->first_piece, p->last_piece),
			mail_counts_number(p->pages, a), arena_strndup(a, p->sha256, DIGITS)};

		mail_layout_row(l, file_columns, COUNT_OF(file_columns), cells, false);
	}
	mail_layout_words(l, "　このほか、数量表、区分票、見本及び明細（manifest.json）も消去の対象とする。");
}

struct pdf *mail_certificate(const struct mail_counts *m, struct arena *a)
{
	return mail_layout_draw(m, "消去証明書", fill, a);
}
