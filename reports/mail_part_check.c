/* mail_part_check.c: reads a finished part back; see mail_part_check.h. */
#include "reports/mail_part_check.h"

#include "getsuji/pdf_text.h"

#include <inttypes.h>
#include <string.h>

/* The last bytes by which a text is looked for; shorter ones are not. */
#define ADDRESS_TAIL 18
#define NAME_TAIL    9 /* two characters and the honorific */

#define HONORIFIC "様"

#define NUMBER_HEAD "福保" /* what our document numbers begin with, before a character that says the kind */
#define KIND_BYTES  3
#define NUMBER_WORD "第"
#define NUMBER_END  "号"

#define CODE_HEAD "GJ2:"

enum rule {
	RULE_NONE,
	RULE_CODE,
	RULE_RECIPIENT,
	RULE_NUMBER,
	RULE_ADDRESS,
	RULE_NAME,
	RULE_CHARACTER,
	RULE_BLANK
};

/* An address or a name that somebody of the part is written to with. */
struct text {
	struct str text; /* without blanks */
	struct text *next;
};

/* All addresses, or all names. */
struct texts {
	struct text **table; /* by the hash of the last `tail` bytes */
	size_t room;         /* a power of two */
	size_t tail;
};

struct check {
	const struct fonts *fonts;
	const unsigned char *key;
	struct texts addresses, names;
	struct arena *scratch; /* for one page */
};

/* A page as it is looked through: without blanks, and before which of its bytes there was one. */
struct page {
	struct str text;
	const bool *gap;
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

/* ---- addresses and names of the part ------------------------------------------------------------- */

#define HASH_FACTOR 1099511628211ULL

static uint64_t hash_of(const char *at, size_t n)
{
	uint64_t h = 0;

	for (size_t i = 0; i < n; i++)
		h = h * HASH_FACTOR + (unsigned char)at[i];
	return h;
}

static struct text **slot_of(const struct texts *t, uint64_t hash)
{
	return &t->table[(hash ^ hash >> 29) & (t->room - 1)];
}

static void texts_begin(struct texts *t, size_t tail, size_t most, struct arena *a)
{
	*t = (struct texts){.room = 64, .tail = tail};
	while (t->room < 2 * most)
		t->room *= 2;
	t->table = arena_array(a, t->room, sizeof(struct text *));
}

static void add_text(struct texts *t, struct str text, struct arena *a)
{
	struct str plain = without_blanks(text, a);
	struct text **slot, *s;

	if (plain.length < t->tail)
		return;
	slot = slot_of(t, hash_of(plain.at + plain.length - t->tail, t->tail));
	for (s = *slot; s != NULL; s = s->next)
		if (str_same(s->text, plain))
			return;
	s = arena_alloc(a, sizeof(*s));
	*s = (struct text){plain, *slot};
	*slot = s;
}

/* A name as it stands where a letter is sent to a person. */
static struct str with_honorific(struct str name, struct arena *a)
{
	return utf8_of(arena_printf(a, "%.*s" HONORIFIC, (int)name.length, name.at));
}

/* Is it addressed to a person?  The key of a household is H and its number. */
static bool has_honorific(const struct mail_part_piece *p)
{
	CHECK(p->party_key.length > 0);
	return p->party_key.at[0] == 'H';
}

static void add_recipients(struct check *c, const struct mail_part_piece *pieces, size_t n, struct arena *a)
{
	texts_begin(&c->addresses, ADDRESS_TAIL, n, a);
	texts_begin(&c->names, NAME_TAIL, n, a);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < pieces[i].documents; k++) {
			add_text(&c->addresses, pieces[i].document[k].address, a);
			if (has_honorific(&pieces[i]))
				add_text(&c->names, with_honorific(pieces[i].document[k].name, a), a);
		}
	}
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
static bool ends_before(const struct page *page, const char *at, size_t length, struct str text)
{
	return text.length > 0 && text.length < length && memcmp(at, text.at, text.length) == 0 &&
		   page->gap[(size_t)(at - page->text.at) + text.length];
}

/* Does it stand at the end of this place, with something else before it?  A care-of before 林一郎 makes 若林一郎 of him. */
static bool begins_after(const struct page *page, const char *at, size_t length, struct str text)
{
	const char *begin = at + length - text.length;

	return text.length > 0 && text.length < length && memcmp(begin, text.at, text.length) == 0 &&
		   page->gap[begin - page->text.at];
}

/* May an address stand there?  The recipient's, the sender's, those of whom the document is about. */
static bool address_may_stand(const struct check *c, const struct mail_part_side *s, const struct page *page,
	const char *at, size_t length)
{
	const struct mail_part_document *d = s->document;
	enum { OWN = 3 };
	const struct str own[OWN] = {d->address, d->care_of, s->piece->office->address};

	for (size_t i = 0; i < OWN + d->persons; i++) {
		struct str text = without_blanks(i < OWN ? own[i] : d->person[i - OWN], c->scratch);

		if (lies_within(page->text, at, length, text) || ends_before(page, at, length, text))
			return true;
	}
	return false;
}

/* May a name?  The recipient's, those of a care-of. */
static bool name_may_stand(const struct check *c, const struct mail_part_side *s, const struct page *page,
	const char *at, size_t length)
{
	const struct mail_part_document *d = s->document;
	struct str own = without_blanks(with_honorific(d->name, c->scratch), c->scratch);
	struct str care_of = without_blanks(d->care_of, c->scratch);

	return lies_within(page->text, at, length, own) || begins_after(page, at, length, own) ||
		   lies_within(page->text, at, length, care_of);
}

typedef bool may_stand_fn(const struct check *c, const struct mail_part_side *s, const struct page *page,
	const char *at, size_t length);

/* Is one of the texts on the page that may not stand there? */
static bool has_another(const struct check *c, const struct texts *t, may_stand_fn *may_stand,
	const struct mail_part_side *s, const struct page *page)
{
	struct str text = page->text;
	uint64_t hash, high = 1;

	if (text.length < t->tail)
		return false;
	for (size_t i = 1; i < t->tail; i++)
		high *= HASH_FACTOR;
	hash = hash_of(text.at, t->tail);
	for (size_t end = t->tail;; end++) {
		for (const struct text *x = *slot_of(t, hash); x != NULL; x = x->next) {
			const char *at = text.at + end - x->text.length;

			if (x->text.length <= end && memcmp(at, x->text.at, x->text.length) == 0 &&
				!may_stand(c, s, page, at, x->text.length))
				return true;
		}
		if (end == text.length)
			return false;
		hash =
			(hash - (unsigned char)text.at[end - t->tail] * high) * HASH_FACTOR + (unsigned char)text.at[end];
	}
}

/* ---- document numbers ---------------------------------------------------------------------------- */

/* Does it go on with the word?  Then past it. */
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
	const struct page page = {squeeze(text, gap, c->scratch), gap};
	struct err character = {0};

	if (fonts_check(c->fonts, FONT_MINCHO, page.text, &character) != ERR_OK)
		return RULE_CHARACTER;
	if (!code_holds(c, s, page.text))
		return RULE_CODE;
	if (s->document == NULL)
		return is_blank(c, s, page.text) ? RULE_NONE : RULE_BLANK;
	if (s->page == 1 && !has_recipient(c, s->document, page.text))
		return RULE_RECIPIENT;
	if (!numbers_hold(s->document, page.text))
		return RULE_NUMBER;
	if (has_another(c, &c->addresses, address_may_stand, s, &page))
		return RULE_ADDRESS;
	return has_another(c, &c->names, name_may_stand, s, &page) ? RULE_NAME : RULE_NONE;
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
	case RULE_ADDRESS:
		(void)err_detail(e, "sheet %" PRId32 ": the address of another recipient is there", sheet);
		break;
	case RULE_NAME:
		(void)err_detail(e, "sheet %" PRId32 ": the name of another recipient is there", sheet);
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

	add_recipients(&c, pieces, n, a);
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
