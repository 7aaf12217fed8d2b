/* notice_layout.c: checks a letter and breaks its texts into lines; see notice_letter.h. */
#include "reports/notice_layout.h"

#include <stdio.h>
#include <string.h>

#define ADDRESS_LINES 3
#define CARE_OF_LINES 2
#define SAMA          "　様"
#define COUNT_OF(a)   (sizeof(a) / sizeof((a)[0]))

/* Smaller steps are tried before an address is held; below 8 points nobody can read it. */
static const int32_t address_sizes[] = {PDF_PT(105), PDF_PT(95), PDF_PT(85), PDF_PT(80)};
static const int32_t small_sizes[] = {PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60)};
static const int32_t name_sizes[] = {PDF_PT(140), PDF_PT(120), PDF_PT(105), PDF_PT(90), PDF_PT(80)};

static enum err_code held(const char *why, const char **hold, enum err_code rc)
{
	*hold = why;
	return rc;
}

static enum err_code check_texts(
	const struct fonts *fonts, const struct notice *n, const char **hold, struct err *e)
{
	const struct str texts[] = {n->head_name, n->caseworker, n->address, n->care_of};
	struct str rest = n->reason;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (fonts_check(fonts, FONT_MINCHO, texts[i], e) != ERR_OK)
			return held("glyph", hold, e->code);
	/* Reasons come in lines; no other control character may be in a text. */
	while (rest.length > 0) {
		const char *end = memchr(rest.at, '\n', rest.length);
		size_t length = end == NULL ? rest.length : (size_t)(end - rest.at);
		if (fonts_check(fonts, FONT_MINCHO, (struct str){rest.at, length}, e) != ERR_OK)
			return held("glyph", hold, e->code);
		length += end != NULL;
		rest.at += length;
		rest.length -= length;
	}
	return ERR_OK;
}

static bool is_postal_code(struct str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.length == 7;
}

/* The largest of n sizes at which a text fits a width; 0: none. */
static int32_t fit_size(
	const struct fonts *fonts, enum font font, const int32_t *sizes, size_t n, struct str text, int32_t width)
{
	for (size_t i = 0; i < n; i++)
		if (fonts_width(fonts, font, sizes[i], text) <= width)
			return sizes[i];
	return 0;
}

/* The largest size at which a text takes at most max lines of the window. */
static bool fit_lines(
	const struct fonts *fonts, struct str text, size_t max, struct arena *a, int32_t *size, struct lines *out)
{
	for (size_t i = 0; i < COUNT_OF(address_sizes); i++) {
		struct lines_style style = {FONT_MINCHO, address_sizes[i], ADDRESS_WIDTH};
		*size = address_sizes[i];
		if (lines_break_address(fonts, style, text, max, a, out))
			return true;
	}
	return false;
}

static enum err_code fit_address(const struct fonts *fonts, const struct notice *n, struct arena *a,
	struct notice_layout *l, const char **hold, struct err *e)
{
	struct str sama;

	if (n->address.length == 0 || !is_postal_code(n->postal_code))
		return held("address", hold, err_set(e, ERR_DATA, 1750, "送付先の住所がありません"));
	if (!fit_lines(fonts, n->address, ADDRESS_LINES, a, &l->address_size, &l->address))
		return held("overflow", hold, err_set(e, ERR_DATA, 1751, "住所が宛名欄に収まりません"));
	if (n->care_of.length > 0 &&
		!fit_lines(fonts, n->care_of, CARE_OF_LINES, a, &l->care_of_size, &l->care_of))
		return held("overflow", hold, err_set(e, ERR_DATA, 1752, "方書が宛名欄に収まりません"));
	sama = (struct str){arena_printf(a, "%.*s" SAMA, (int)n->head_name.length, n->head_name.at), 0};
	sama.length = strlen(sama.at);
	l->name_size = fit_size(fonts, FONT_MINCHO, name_sizes, COUNT_OF(name_sizes), sama, ADDRESS_WIDTH);
	if (n->head_name.length == 0 || l->name_size == 0)
		return held("overflow", hold, err_set(e, ERR_DATA, 1753, "氏名が宛名欄に収まりません"));
	l->caseworker_size = fit_size(fonts, FONT_MINCHO, small_sizes, COUNT_OF(small_sizes), n->caseworker,
		SENDER_WIDTH - CASEWORKER_INDENT);
	if (l->caseworker_size == 0)
		return held("overflow", hold, err_set(e, ERR_DATA, 1756, "担当員の氏名が欄に収まりません"));
	l->name = sama;
	l->has_barcode = japanpost_encode(n->postal_code, japanpost_extract(n->address, a), &l->barcode);
	return ERR_OK;
}

/* $知事 and $代表 replaced by the office's own. */
static struct str fill_in(const char *paragraph, const struct notice_office_facts *facts, struct arena *a)
{
	static const char *const names[] = {"$知事", "$代表"};
	const struct str values[] = {facts->governor, facts->defendant};
	const char *text = paragraph;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *at = strstr(text, names[i]);
		if (at != NULL)
			text = arena_printf(a, "%.*s%.*s%s", (int)(at - text), text, (int)values[i].length, values[i].at,
				at + strlen(names[i]));
	}
	return utf8_of(text);
}

static bool lay_out_instruction(const struct fonts *fonts, struct notice_office *o, struct arena *a)
{
	struct lines_style style = {FONT_MINCHO, INSTRUCTION_SIZE, INSTRUCTION_WIDTH};
	size_t sum = 0;

	for (int i = 0; i < NOTICE_INSTRUCTION_COUNT; i++) {
		o->instruction[i] = lines_break(fonts, style, fill_in(notice_instruction[i], o->facts, a), a);
		sum += o->instruction[i].count;
	}
	return sum <= INSTRUCTION_LINES;
}

enum err_code notice_office_prepare(const struct fonts *fonts, const struct notice_office_facts *facts,
	struct arena *a, const struct notice_office **out, struct err *e)
{
	const struct str texts[] = {
		facts->name, facts->address, facts->phone, facts->director, facts->governor, facts->defendant};
	struct notice_office *o = arena_alloc(a, sizeof(*o));
	struct lines_style style = {FONT_MINCHO, PDF_PT(80), SENDER_WIDTH};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (fonts_check(fonts, FONT_MINCHO, texts[i], e) != ERR_OK)
			return e->code;
	if (!is_postal_code(facts->postal_code))
		return err_set(e, ERR_DATA, 1757, "福祉事務所の郵便番号が7桁ではありません");
	o->facts = facts;
	o->postal_code =
		utf8_of(arena_printf(a, "〒%.3s-%.4s", facts->postal_code.at, facts->postal_code.at + 3));
	o->name_size =
		fit_size(fonts, FONT_MINCHO, name_sizes + 2, COUNT_OF(name_sizes) - 2, facts->name, SENDER_WIDTH);
	o->director_size =
		fit_size(fonts, FONT_MINCHO, name_sizes + 2, COUNT_OF(name_sizes) - 2, facts->director, SENDER_WIDTH);
	o->address = lines_break(fonts, style, facts->address, a);
	if (o->name_size == 0 || o->director_size == 0 || o->address.count > SENDER_LINES ||
		fonts_width(fonts, FONT_MINCHO, PDF_PT(80), facts->phone) > SENDER_WIDTH - CASEWORKER_INDENT ||
		!lay_out_instruction(fonts, o, a))
		return err_set(e, ERR_DATA, 1758, "福祉事務所の名称、所在地又は職名が通知書に収まりません");
	*out = o;
	return ERR_OK;
}

void notice_sheet_code(const struct notice *n, int sheet, int sheets, char out[static 64])
{
	char check[6];
	int length = snprintf(out, 64, "GJ1:R%d:P%lld:S%d/%d", n->run_id, (long long)n->piece_no, sheet, sheets);

	CHECK(length > 0 && length < 58);
	symbol_check(out, check);
	snprintf(out + length, 64 - (size_t)length, ":%s", check);
}

/* The sentences of the reason, one per line of its text, each broken into lines. */
static void break_reason(const struct fonts *fonts, struct str rest, struct arena *a, struct notice_layout *l)
{
	struct lines_style style = {FONT_MINCHO, REASON_SIZE, REASON_WIDTH};
	size_t room = 0;

	while (rest.length > 0) {
		const char *end = memchr(rest.at, '\n', rest.length);
		size_t length = end == NULL ? rest.length : (size_t)(end - rest.at);
		struct lines lines = lines_break(fonts, style, (struct str){rest.at, length}, a);
		if (l->reason_count + lines.count > room) {
			l->reason = arena_grow(a, l->reason, room, room * 2 + lines.count, sizeof(*l->reason));
			room = room * 2 + lines.count;
		}
		for (size_t i = 0; i < lines.count; i++)
			l->reason[l->reason_count++] = (struct reason_line){lines.line[i], i == 0};
		length += end != NULL;
		rest.at += length;
		rest.length -= length;
	}
}

static enum err_code count_sheets(const struct fonts *fonts, const struct notice *n, struct arena *a,
	struct notice_layout *l, const char **hold, struct err *e)
{
	size_t count;
	char code[64];

	break_reason(fonts, n->reason, a, l);
	count = l->reason_count;
	if (count == 0)
		return held("reason", hold, err_set(e, ERR_DATA, 1755, "決定の理由がありません"));
	l->sheets = 1;
	if (count > REASON_LINES) {
		/* The last line of the first sheet points to the next one. */
		count -= REASON_LINES - 1;
		if (count > (size_t)REASON_LINES_MORE * (NOTICE_SHEETS_MAX - 1))
			return held("overflow", hold,
				err_set(e, ERR_DATA, 1754, "決定の理由が%d枚に収まりません", NOTICE_SHEETS_MAX));
		l->sheets += (int)((count + REASON_LINES_MORE - 1) / REASON_LINES_MORE);
	}
	for (int i = 0; i < l->sheets; i++) {
		enum err_code rc;
		notice_sheet_code(n, i + 1, l->sheets, code);
		rc = symbol_encode(code, &l->code[i], e);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

enum err_code notice_lay_out(const struct fonts *fonts, const struct notice *n, struct arena *a,
	const struct notice_layout **out, const char **hold, struct err *e)
{
	struct notice_layout *l = arena_alloc(a, sizeof(*l));
	enum err_code rc = check_texts(fonts, n, hold, e);

	if (rc == ERR_OK)
		rc = fit_address(fonts, n, a, l, hold, e);
	if (rc == ERR_OK)
		rc = count_sheets(fonts, n, a, l, hold, e);
	*out = l;
	return rc;
}

int notice_sheets(const struct notice_layout *l)
{
	return l->sheets;
}
