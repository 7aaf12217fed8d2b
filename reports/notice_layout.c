/* notice_layout.c: checks a letter and breaks its texts into lines; see notice_letter.h. */
#include "reports/notice_layout.h"

#include <stdio.h>
#include <string.h>

static enum err_code held(const char *why, const char **hold, enum err_code rc)
{
	*hold = why;
	return rc;
}

/* Reasons come in lines; no other control character may be in a text. */
static enum err_code check_reason(
	const struct fonts *fonts, struct str rest, const char **hold, struct err *e)
{
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

/* $知事 and $代表 replaced by the office's own. */
static struct str fill_in(const char *paragraph, const struct mail_office *facts, struct arena *a)
{
	static const char *const names[] = {"$知事", "$代表"};
	const struct str values[] = {facts->governor, facts->defendant};
	const char *text = paragraph;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
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
		o->instruction[i] = lines_break(fonts, style, fill_in(notice_instruction[i], o->sender.office, a), a);
		sum += o->instruction[i].count;
	}
	return sum <= INSTRUCTION_LINES;
}

enum err_code notice_office_prepare(const struct fonts *fonts, const struct mail_office *office,
	struct arena *a, const struct notice_office **out, struct err *e)
{
	struct notice_office *o = arena_alloc(a, sizeof(*o));

	if (mail_sender_prepare(fonts, office, a, &o->sender, e) != ERR_OK ||
		fonts_check(fonts, FONT_MINCHO, office->governor, e) != ERR_OK ||
		fonts_check(fonts, FONT_MINCHO, office->defendant, e) != ERR_OK)
		return e->code;
	if (!lay_out_instruction(fonts, o, a))
		return err_set(e, ERR_DATA, 1758, "教示文が通知書に収まりません");
	*out = o;
	return ERR_OK;
}

void notice_sheet_code(const struct notice *n, int sheet, int sheets, char out[static 64])
{
	mail_sheet_code(n->run_id, n->piece_no, sheet, sheets, out);
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

	l->to = (struct mail_recipient){.name = n->head_name,
		.honorific = "　様",
		.name_lines = 1,
		.postal_code = n->postal_code,
		.address = n->address,
		.care_of = n->care_of,
		.caseworker = n->caseworker};
	enum err_code rc = mail_check_recipient(fonts, &l->to, hold, e);

	if (rc == ERR_OK)
		rc = check_reason(fonts, n->reason, hold, e);
	if (rc == ERR_OK)
		rc = mail_lay_out(fonts, &l->to, a, &l->address, hold, e);
	if (rc == ERR_OK)
		rc = count_sheets(fonts, n, a, l, hold, e);
	*out = l;
	return rc;
}

int notice_sheets(const struct notice_layout *l)
{
	return l->sheets;
}
