/* mail_marks.c: codes and marks on the margin of each side; see mail_marks.h. */
#include "reports/mail_marks.h"

#include "gen/sql.h"
#include "reports/mail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The 2D code: 25 modules of ten dots at 600 dots per inch, or 29 of nine where the numbers are long; with its blank of
 * four modules on all sides. */
#define CODE_MODULE(side) ((side) <= 25 ? 42 : 38)
#define CODE_LEFT         (5 * PDF_MM)
#define CODE_TOP          (118 * PDF_MM)
#define CODE_SIDE         (29 * CODE_MODULE(29))
#define CODE_BLANK        (4 * CODE_MODULE(29))

/* Its text, read downward, below it. */
#define TEXT_SIZE PDF_PT(50)
#define TEXT_BASE 800 /* from the left, of letters whose feet are there */
#define TEXT_TOP  (CODE_TOP + CODE_SIDE + 2 * PDF_MM)

/* 再 and the version. */
#define AGAIN_SIZE PDF_PT(100)
#define AGAIN_BASE (108 * PDF_MM)

/* Where marks may be: either margin, from below the window down to above the 2D code's blank, away from the fold. */
#define MARKS_LEFT   (4 * PDF_MM)
#define MARKS_RIGHT  (AREA_LEFT - PDF_MM)
#define RIGHT_LEFT   (AREA_RIGHT + PDF_MM)
#define RIGHT_RIGHT  (PDF_PAGE_WIDTH - 4 * PDF_MM)
#define MARKS_TOP    (69 * PDF_MM)
#define MARKS_BOTTOM (104 * PDF_MM)
#define MARK_GAP     100 /* at least, from one mark to the next */

_Static_assert(CODE_LEFT + CODE_SIDE + CODE_BLANK + 40 <= AREA_LEFT,
	"the 2D code's blank ends before the text area and the thickest frame around it");

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* Columns of mail_part_marks. */
enum column { PROFILE, RANK, X, Y, WIDTH, HEIGHT, SHOWN };

/* ---- profiles ------------------------------------------------------------------------------------ */

static bool in_margin(const struct mail_mark *m)
{
	int32_t right = m->x + m->width;

	return m->width > 0 && m->height > 0 && m->y >= MARKS_TOP && m->y + m->height <= MARKS_BOTTOM &&
		   ((m->x >= MARKS_LEFT && right <= MARKS_RIGHT) || (m->x >= RIGHT_LEFT && right <= RIGHT_RIGHT));
}

static bool apart(const struct mail_mark *a, const struct mail_mark *b)
{
	return a->y + a->height + MARK_GAP <= b->y || b->y + b->height + MARK_GAP <= a->y ||
		   a->x + a->width + MARK_GAP <= b->x || b->x + b->width + MARK_GAP <= a->x;
}

enum err_code mail_marks_judge(const struct mail_profile *p, struct err *e)
{
	for (size_t i = 0; i < p->marks; i++) {
		if (!in_margin(&p->mark[i]))
			return err_set(e, ERR_DEFINITION, 2314, "mark %zu of inserter profile %.*s is not in a margin",
				i + 1, (int)p->name.length, p->name.at);
		for (size_t k = 0; k < i; k++)
			if (!apart(&p->mark[i], &p->mark[k]))
				return err_set(e, ERR_DEFINITION, 2315,
					"marks %zu and %zu of inserter profile %.*s touch each other", k + 1, i + 1,
					(int)p->name.length, p->name.at);
	}
	return ERR_OK;
}

static bool shown_of(struct str word, enum mail_shown *out)
{
	static const struct {
		enum mail_shown shown;
		const char *word;
	} words[] = {
#define X(name, word) {name, word},
		MAIL_SHOWN(X)
#undef X
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_same(word, utf8_of(words[i].word))) {
			*out = words[i].shown;
			return true;
		}
	return false;
}

/* The profile of the current row, which comes after those before it. */
static struct mail_profile *profile_of(struct mail_profiles *all, struct str name)
{
	if (all->count == 0 || !str_same(all->profile[all->count - 1].name, name))
		all->profile[all->count++].name = name;
	return &all->profile[all->count - 1];
}

static enum err_code add_mark(struct mail_profiles *all, const struct rows *r, struct err *e)
{
	struct mail_profile *p = profile_of(all, row_text(r, PROFILE));
	struct mail_mark m = {.x = (int32_t)row_int(r, X),
		.y = (int32_t)row_int(r, Y),
		.width = (int32_t)row_int(r, WIDTH),
		.height = (int32_t)row_int(r, HEIGHT)};

	if (p->marks == MAIL_MARKS_MAX || !shown_of(row_text(r, SHOWN), &m.shown))
		return err_set(e, ERR_DEFINITION, 2316, "inserter profile %.*s has a mark that is not known",
			(int)p->name.length, p->name.at);
	p->mark[p->marks++] = m;
	return ERR_OK;
}

enum err_code mail_marks_read(struct task *t, struct mail_profiles *out, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_mail_part_marks};
	struct rows *rows[1];

	*out = (struct mail_profiles){0};
	if (task_read(t, statements, 1, rows, e) != ERR_OK)
		return e->code;
	out->profile = arena_array(t->keep, rows_count(rows[0]), sizeof(*out->profile));
	while (rows_next(rows[0]))
		if (add_mark(out, rows[0], e) != ERR_OK)
			return e->code;
	for (size_t i = 0; i < out->count; i++)
		if (mail_marks_judge(&out->profile[i], e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

const struct mail_profile *mail_marks_find(const struct mail_profiles *all, struct str name)
{
	for (size_t i = 0; i < all->count; i++)
		if (str_same(all->profile[i].name, name))
			return &all->profile[i];
	return NULL;
}

/* ---- drawing ------------------------------------------------------------------------------------- */

static bool is_shown(enum mail_shown shown, const struct mail_side *s)
{
	int64_t sequence = s->in_part % MAIL_MARKS_WRAP;

	switch (shown) {
	case SHOWN_ALWAYS:
		return true;
	case SHOWN_LAST:
		return s->code.sheet == s->code.sheets;
	case SHOWN_NOT_LAST:
		return s->code.sheet < s->code.sheets;
	case SHOWN_ENCLOSURE:
		return s->enclosure;
	case SHOWN_BIT1:
		return (sequence & 1) != 0;
	case SHOWN_BIT2:
		return (sequence & 2) != 0;
	case SHOWN_BIT4:
		return (sequence & 4) != 0;
	case SHOWN_PARITY:
		break;
	}
	return false;
}

unsigned mail_marks_shown(const struct mail_profile *p, const struct mail_side *s)
{
	unsigned shown = 0;

	if (s->code.back)
		return 0;
	for (size_t i = 0; i < p->marks; i++)
		if (is_shown(p->mark[i].shown, s))
			shown |= 1U << i;
	for (size_t i = 0; i < p->marks; i++)
		if (p->mark[i].shown == SHOWN_PARITY && __builtin_popcount(shown) % 2 != 0)
			shown |= 1U << i;
	return shown;
}

char *mail_marks_again(int32_t version, char out[static 32])
{
	out[0] = '\0';
	if (version > 0)
		snprintf(out, 32, "再%" PRId32, version);
	return out;
}

enum err_code mail_marks_draw(struct pdf *p, const struct mail_profile *profile, const struct mail_side *s,
	const unsigned char key[static MAIL_KEY_SIZE], struct err *e)
{
	unsigned shown = mail_marks_shown(profile, s);
	char text[MAIL_CODE_SIZE], again[32];
	struct symbol code;

	mail_code_format(&s->code, key, text);
	if (symbol_encode(text, &code, e) != ERR_OK)
		return e->code;
	mail_draw_code(p, &code, CODE_LEFT, CODE_TOP, CODE_MODULE(code.side));
	for (size_t i = 0; i < profile->marks; i++)
		if ((shown >> i & 1) != 0)
			pdf_fill(
				p, profile->mark[i].x, profile->mark[i].y, profile->mark[i].width, profile->mark[i].height);
	pdf_text(
		p, FONT_GOTHIC, AGAIN_SIZE, CODE_LEFT, AGAIN_BASE, utf8_of(mail_marks_again(s->code.version, again)));
	pdf_begin_turned(p, TEXT_BASE, TEXT_TOP);
	pdf_text(p, FONT_GOTHIC, TEXT_SIZE, 0, 0, utf8_of(text));
	pdf_end_turned(p);
	return ERR_OK;
}
