/*
 * mail_counts_samples.c: samples.pdf, made-up pieces by which machines are adjusted and inserting is tried.
 *
 * Three pieces, of one, two and five sheets, for each way of printing that the parts have (profile of the inserter, duplex
 * or not, enclosure or not), to a made-up recipient.  Their codes are of run 0, which is no mailing: a sheet that gets into
 * the post by mistake belongs to none.
 */
#include "reports/mail.h"
#include "reports/mail_counts.h"
#include "reports/mail_marks.h"

#include <string.h>

static const int sheets_of[] = {1, 2, 5};

#define SAMPLES ((int)(sizeof(sheets_of) / sizeof(sheets_of[0])))

/* What does not change from sheet to sheet. */
struct sample {
	struct pdf *pdf;
	const struct mail_profile *profile;
	const struct mail_counts_part *part;
	struct mail_recipient to;
	struct mail_address address;
	const unsigned char *key;
	int64_t in_part;
	struct arena *arena;
};

static enum err_code draw_side(
	struct sample *s, int piece_no, int sheet, int sheets, bool back, struct err *e)
{
	struct mail_side side = {
		.code = {.run_id = 0, .piece_no = piece_no, .sheet = sheet, .sheets = sheets, .back = back},
		.enclosure = s->part->enclosure[0] != '\0',
		.in_part = s->in_part};

	pdf_begin_page(s->pdf);
	if (!back)
		mail_draw_folds(s->pdf);
	if (!back && sheet == 1)
		mail_draw_address(s->pdf, &s->to, &s->address);
	pdf_text_centre(s->pdf, FONT_GOTHIC, PDF_PT(480), PDF_PAGE_WIDTH / 2, 15000, utf8_of("見　本"));
	pdf_text_centre(s->pdf, FONT_GOTHIC, PDF_PT(160), PDF_PAGE_WIDTH / 2, 16500,
		utf8_of(arena_printf(
			s->arena, "見本 %d　%d枚のうち%d枚目　%s", piece_no, sheets, sheet, back ? "裏" : "表")));
	pdf_text_centre(s->pdf, FONT_MINCHO, SIZE_BODY, PDF_PAGE_WIDTH / 2, 17600,
		utf8_of(arena_printf(s->arena, "封入機の設定 %.*s　%s　同封物 %s", (int)s->part->profile.length,
			s->part->profile.at, s->part->duplex ? "両面" : "片面",
			s->part->enclosure[0] == '\0' ? "なし" : s->part->enclosure)));
	pdf_text_centre(s->pdf, FONT_MINCHO, SIZE_BODY, PDF_PAGE_WIDTH / 2, 18400,
		utf8_of("機械の調整と封入の試験に用いる。あて名は実在しない。発送してはならない。"));
	if (mail_marks_draw(s->pdf, s->profile, &side, s->key, e) != ERR_OK)
		return e->code;
	pdf_end_page(s->pdf);
	return ERR_OK;
}

static enum err_code draw_samples(struct sample *s, int *piece_no, struct err *e)
{
	s->in_part = 0;
	for (int i = 0; i < SAMPLES; i++) {
		(*piece_no)++;
		for (int sheet = 1; sheet <= sheets_of[i]; sheet++) {
			s->in_part++;
			for (int side = 0; side < (s->part->duplex ? 2 : 1); side++)
				if (draw_side(s, *piece_no, sheet, sheets_of[i], side == 1, e) != ERR_OK)
					return e->code;
		}
	}
	return ERR_OK;
}

/* Has an earlier part the same way of printing? */
static bool seen_before(const struct mail_counts *m, size_t at)
{
	const struct mail_counts_part *p = &m->part[at];

	for (size_t i = 0; i < at; i++)
		if (str_same(m->part[i].profile, p->profile) && m->part[i].duplex == p->duplex &&
			strcmp(m->part[i].enclosure, p->enclosure) == 0)
			return true;
	return false;
}

enum err_code mail_counts_samples(struct task *t, const struct mail_counts *m, const unsigned char *key,
	struct arena *a, struct pdf **out, struct err *e)
{
	struct sample s = {.pdf = pdf_open(m->fonts, "見本", a), .key = key, .arena = a};
	struct mail_profiles profiles;
	const char *hold = NULL;
	int piece_no = 0;

	s.to = (struct mail_recipient){.name = utf8_of("見本　太郎"),
		.honorific = "　様",
		.name_lines = 1,
		.postal_code = utf8_of("9999998"),
		.address = utf8_of("見本県見本市見本町１丁目２番３号　見本荘１０１")};
	if (mail_lay_out(m->fonts, &s.to, a, &s.address, &hold, e) != ERR_OK ||
		mail_marks_read(t, &profiles, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < m->parts; i++) {
		s.part = &m->part[i];
		s.profile = mail_marks_find(&profiles, s.part->profile);
		if (s.profile == NULL)
			return err_set(e, ERR_DEFINITION, 2336, "a part has an inserter profile that is not known");
		if (!seen_before(m, i) && draw_samples(&s, &piece_no, e) != ERR_OK)
			return e->code;
	}
	*out = s.pdf;
	return ERR_OK;
}
