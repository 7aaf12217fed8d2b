/* mail_part_check.c: reads a finished part back; see mail_part_check.h. */
#include "reports/mail_part_check.h"

#include "getsuji/pdf_text.h"

#include <inttypes.h>
#include <string.h>

/* The last bytes of an address by which it is looked for; shorter ones are not. */
#define TAIL 18

#define NUMBER_HEAD "福保" /* what our document numbers begin with, before a character that says the kind */
#define KIND_BYTES  3
#define NUMBER_WORD "第"
#define NUMBER_END  "号"

#define CODE_HEAD "GJ2:"

enum rule { RULE_NONE, RULE_CODE, RULE_RECIPIENT, RULE_NUMBER, RULE_OTHER, RULE_CHARACTER, RULE_BLANK };

/* An address that somebody of the part is written to. */
struct address {
	struct str text; /* without blanks */
	struct address *next;
};

struct check {
	const struct fonts *fonts;
	const unsigned char *key;
	struct address **table; /* by the hash of the last TAIL bytes */
	size_t room;            /* a power of two */
	struct arena *scratch;  /* for one page */
};

/* ---- texts without blanks ------------------------------------------------------------------------ */

static size_t blank_at(const char *at, const char *end)
{
	static const char *const wide[] = {"\u3000", "\u00a0"};

	if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if ((size_t)(end - at) >= strlen(wide[i]) && memcmp(at, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

/* The text without its blanks; gap, if wanted, has room for each byte of the text: does a blank stand before it? */
static struct str squeeze(struct str text, bool *gap, struct arena *a)
{
	const char *at = text.at, *end = text.at + text.length;
	char *out = arena_raw(a, text.length + 1);
	bool after_blank = false;
	size_t n = 0;

	while (at < end) {
		size_t blank = blank_at(at, end);

		if (blank == 0) {
			if (gap != NULL)
				gap[n] = after_blank;
			out[n++] = *at++;
		}
		after_blank = blank > 0;
		at += blank;
	}
	return (struct str){out, n};
}

/* How a text is broken and spread on paper does not matter. */
static struct str without_blanks(struct str text, struct arena *a)
{
	return squeeze(text, NULL, a);
}

static const char *find(struct str in, struct str what)
{
	return what.length == 0 ? in.at : memmem(in.at, in.length, what.at, what.length);
}

static bool has(struct str page, struct str text, struct arena *a)
{
	return find(page, without_blanks(text, a)) != NULL;
}

/* ---- addresses of the part ----------------------------------------------------------------------- */

#define HASH_FACTOR 1099511628211ULL

static uint64_t hash_of(const char *at)
{
	uint64_t h = 0;

	for (int i = 0; i < TAIL; i++)
		h = h * HASH_FACTOR + (unsigned char)at[i];
	return h;
}

static struct address **slot_of(const struct check *c, uint64_t hash)
{
	return &c->table[(hash ^ hash >> 29) & (c->room - 1)];
}

static void add_address(struct check *c, struct str text, struct arena *a)
{
	struct str plain = without_blanks(text, a);
	struct address **slot, *s;

	if (plain.length < TAIL)
		return;
	slot = slot_of(c, hash_of(plain.at + plain.length - TAIL));
	for (s = *slot; s != NULL; s = s->next)
		if (str_same(s->text, plain))
			return;
	s = arena_alloc(a, sizeof(*s));
	*s = (struct address){plain, *slot};
	*slot = s;
}

static void add_addresses(struct check *c, const struct mail_part_piece *pieces, size_t n, struct arena *a)
{
	c->room = 64;
	while (c->room < 2 * n)
		c->room *= 2;
	c->table = arena_array(a, c->room, sizeof(*c->table));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < pieces[i].documents; k++)
			add_address(c, pieces[i].document[k].address, a);
}

/* Does [at, at + length) of the page lie within the text, wherever that stands on it? */
static bool lies_within(struct str page, const char *at, size_t length, struct str text)
{
	struct str rest = page;
	const char *found;

	while (text.length >= length && (found = find(rest, text)) != NULL) {
		if (found <= at && found + text.length >= at + length)
			return true;
		rest = (struct str){found + 1, (size_t)(page.at + page.length - found - 1)};
	}
	return false;
}

/* Does the text stand at this place, with something else after it that only seems to go on with it?  A field that begins
 * with a digit makes 1-10 of 1-1. */
static bool ends_before(struct str page, const bool *gap, const char *at, size_t length, struct str text)
{
	return text.length > 0 && text.length < length && memcmp(at, text.at, text.length) == 0 &&
		   gap[(size_t)(at - page.at) + text.length];
}

/* May it stand there? */
static bool is_allowed(const struct check *c, const struct mail_part_side *s, struct str page,
	const bool *gap, const char *at, size_t length)
{
	const struct mail_part_document *d = s->document;
	enum { OWN = 3 };
	const struct str own[OWN] = {d->address, d->care_of, s->piece->office->address};

	for (size_t i = 0; i < OWN + d->persons; i++) {
		struct str text = without_blanks(i < OWN ? own[i] : d->person[i - OWN], c->scratch);

		if (lies_within(page, at, length, text) || ends_before(page, gap, at, length, text))
			return true;
	}
	return false;
}

static bool names_another(
	const struct check *c, const struct mail_part_side *s, struct str page, const bool *gap)
{
	uint64_t hash, high = 1;

	if (page.length < TAIL)
		return false;
	for (int i = 1; i < TAIL; i++)
		high *= HASH_FACTOR;
	hash = hash_of(page.at);
	for (size_t end = TAIL;; end++) {
		for (const struct address *x = *slot_of(c, hash); x != NULL; x = x->next)
			if (x->text.length <= end &&
				memcmp(page.at + end - x->text.length, x->text.at, x->text.length) == 0 &&
				!is_allowed(c, s, page, gap, page.at + end - x->text.length, x->text.length))
				return true;
		if (end == page.length)
			return false;
		hash = (hash - (unsigned char)page.at[end - TAIL] * high) * HASH_FACTOR + (unsigned char)page.at[end];
	}
}

/* ---- document numbers ---------------------------------------------------------------------------- */

static bool take(struct str *rest, const char *word)
{
	size_t n = strlen(word);

	if (rest->length < n || memcmp(rest->at, word, n) != 0)
		return false;
	*rest = (struct str){rest->at + n, rest->length - n};
	return true;
}

static bool take_number(struct str *rest, int64_t *out)
{
	size_t n = 0;

	for (*out = 0; n < rest->length && n < 18 && rest->at[n] >= '0' && rest->at[n] <= '9'; n++)
		*out = *out * 10 + (rest->at[n] - '0');
	*rest = (struct str){rest->at + n, rest->length - n};
	return n > 0;
}

static bool is_own_number(const struct mail_part_document *d, int64_t run_id, int64_t number)
{
	bool own = number == d->document_no;

	for (size_t i = 0; i < d->forms && !own; i++)
		own = number == d->form[i];
	return own && run_id == d->source_run_id;
}

/* Are all numbers "福保決第12-345号" on the page the document's, and is there one? */
static bool numbers_hold(const struct mail_part_document *d, struct str page)
{
	struct str rest = page, head = utf8_of(NUMBER_HEAD);
	const char *at;
	int found = 0;

	while ((at = find(rest, head)) != NULL) {
		int64_t run_id, number;

		rest = (struct str){at + head.length, (size_t)(page.at + page.length - at) - head.length};
		if (rest.length < KIND_BYTES)
			break;
		rest = (struct str){rest.at + KIND_BYTES, rest.length - KIND_BYTES};
		if (!take(&rest, NUMBER_WORD) || !take_number(&rest, &run_id) || !take(&rest, "-") ||
			!take_number(&rest, &number) || !take(&rest, NUMBER_END))
			continue;
		if (!is_own_number(d, run_id, number))
			return false;
		found++;
	}
	return found > 0;
}

/* ---- a page -------------------------------------------------------------------------------------- */

static bool code_holds(const struct check *c, const struct mail_part_side *s, struct str page)
{
	char code[MAIL_CODE_SIZE];
	struct str head = utf8_of(CODE_HEAD), rest = page;
	const char *at = find(page, utf8_of(mail_code_format(&s->side.code, c->key, code)));

	if (at == NULL)
		return false;
	for (int n = 0; (at = find(rest, head)) != NULL; n++) {
		if (n > 0)
			return false;
		rest = (struct str){at + 1, (size_t)(page.at + page.length - at - 1)};
	}
	return true;
}

static bool is_blank(const struct check *c, const struct mail_part_side *s, struct str page)
{
	char code[MAIL_CODE_SIZE], again[32];

	return take(&page, mail_marks_again(s->side.code.version, again)) &&
		   str_same(page, utf8_of(mail_code_format(&s->side.code, c->key, code)));
}

static bool has_recipient(const struct check *c, const struct mail_part_document *d, struct str page)
{
	return d->name.length > 0 && d->address.length > 0 && has(page, d->name, c->scratch) &&
		   has(page, d->address, c->scratch) && has(page, d->care_of, c->scratch);
}

/* What is wrong with a page. */
static enum rule judge(const struct check *c, const struct mail_part_side *s, struct str text)
{
	bool *gap = arena_array(c->scratch, text.length + 1, sizeof(*gap));
	struct str page = squeeze(text, gap, c->scratch);
	struct err character = {0};

	if (fonts_check(c->fonts, FONT_MINCHO, page, &character) != ERR_OK)
		return RULE_CHARACTER;
	if (!code_holds(c, s, page))
		return RULE_CODE;
	if (s->document == NULL)
		return is_blank(c, s, page) ? RULE_NONE : RULE_BLANK;
	if (s->page == 1 && !has_recipient(c, s->document, page))
		return RULE_RECIPIENT;
	if (!numbers_hold(s->document, page))
		return RULE_NUMBER;
	return names_another(c, s, page, gap) ? RULE_OTHER : RULE_NONE;
}

static enum err_code not_as_known(const struct mail_part_side *s, enum rule rule, struct err *e)
{
	int32_t sheet = s->side.code.sheet;

	(void)err_set(e, ERR_BALANCE, 2319, "a page of piece %" PRId32 " is not what the database says",
		s->piece->piece_no);
	switch (rule) {
	case RULE_NONE:
		break;
	case RULE_CODE:
		(void)err_detail(e, "sheet %" PRId32 ": the code is not that of the side", sheet);
		break;
	case RULE_RECIPIENT:
		(void)err_detail(e, "sheet %" PRId32 ": the recipient is not there as the database has it", sheet);
		break;
	case RULE_NUMBER:
		(void)err_detail(e, "sheet %" PRId32 ": the document number is missing or that of another", sheet);
		break;
	case RULE_OTHER:
		(void)err_detail(e, "sheet %" PRId32 ": the address of another recipient is there", sheet);
		break;
	case RULE_CHARACTER:
		(void)err_detail(e, "sheet %" PRId32 ": a character has no glyph", sheet);
		break;
	case RULE_BLANK:
		(void)err_detail(e, "sheet %" PRId32 ": the blank back is not blank", sheet);
		break;
	}
	return err_hint(e, "Nothing of this part was published. Find out why before the run is resumed.");
}

enum err_code mail_part_check(const struct mail_part_sides *sides, const struct mail_part_piece *pieces,
	size_t n, const struct fonts *fonts, const unsigned char key[static MAIL_KEY_SIZE], const char *path,
	struct arena *a, struct err *e)
{
	struct check c = {.fonts = fonts, .key = key, .scratch = arena_new_in(a)};
	struct pdf_text_file *f;
	enum rule rule;
	struct str page;

	add_addresses(&c, pieces, n, a);
	if (pdf_text_open(path, a, &f, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i <= sides->count; i++) {
		arena_reset(c.scratch);
		if (pdf_text_next(f, &page, e) != ERR_OK)
			return e->code;
		if ((page.at == NULL) != (i == sides->count))
			return err_set(e, ERR_BALANCE, 2320, "a part has other pages than sides");
		if (page.at != NULL && (rule = judge(&c, &sides->side[i], page)) != RULE_NONE)
			return not_as_known(&sides->side[i], rule, e);
	}
	return ERR_OK;
}
