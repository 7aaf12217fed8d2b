/*
 * log.c: one line per event (see log.h).
 *
 * A line is put together in its struct and written with one fwrite(), which locks the stream; so
 * lines of several threads never mix and no lock of our own is needed.
 */
#include "engine/base/log.h"

#include "getsuji/calendar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static FILE *sink;
static enum log_format style;
static enum log_level threshold = LOG_LEVEL_OFF;

void log_open(FILE *to, enum log_format format, enum log_level lowest)
{
	sink = to;
	style = format;
	threshold = to == NULL ? LOG_LEVEL_OFF : lowest;
}

/* Room is kept for the end of the line. */
static void put(struct log_line *l, const char *at, size_t length)
{
	size_t room = sizeof l->bytes - 8 - l->length;

	if (length > room)
		length = room;
	memcpy(l->bytes + l->length, at, length);
	l->length += length;
}

static void put_string(struct log_line *l, const char *text)
{
	put(l, text, strlen(text));
}

/* Quotes, backslashes and control characters are escaped as in JSON, in both styles.  A value that
 * does not fit ends at a whole character, so that the line stays valid. */
static void put_quoted(struct log_line *l, const char *text)
{
	char escaped[8];

	put_string(l, "\"");
	while (*text != '\0') {
		unsigned char c = (unsigned char)*text;
		size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
		const char *piece = text;

		if (strnlen(text, length) < length)
			break;
		text += length;
		if (c == '"' || c == '\\')
			length = (size_t)snprintf(escaped, sizeof escaped, "\\%c", c);
		else if (c < 0x20)
			length = (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", c);
		if (c == '"' || c == '\\' || c < 0x20)
			piece = escaped;
		if (l->length + length > sizeof l->bytes - 16)
			break;
		put(l, piece, length);
	}
	put_string(l, "\"");
}

/* false: no room left for another pair. */
static bool put_key(struct log_line *l, const char *key)
{
	if (l->length + strlen(key) + 48 > sizeof l->bytes)
		return false;
	if (style == LOG_FORMAT_JSON) {
		put_string(l, l->length == 1 ? "\"" : ",\"");
		put_string(l, key);
		put_string(l, "\":");
	} else {
		put_string(l, l->length == 0 ? "" : " ");
		put_string(l, key);
		put_string(l, "=");
	}
	return true;
}

static const char *timestamp(char text[static 48])
{
	enum { SECONDS_PER_DAY = 86400 };
	char date[11];
	struct timespec now;
	int64_t seconds;

	clock_gettime(CLOCK_REALTIME, &now);
	seconds = now.tv_sec % SECONDS_PER_DAY;
	snprintf(text, 48, "%sT%02d:%02d:%02d.%03dZ", day_format((day_t)(now.tv_sec / SECONDS_PER_DAY), date),
		(int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60), (int)(now.tv_nsec / 1000000));
	return text;
}

void log_begin_at(struct log_line *l, enum log_level level, const char *event, const char *ts)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};

	l->wanted = level >= threshold && level < LOG_LEVEL_OFF;
	l->length = 0;
	if (!l->wanted)
		return;
	if (style == LOG_FORMAT_JSON)
		put_string(l, "{");
	log_text(l, "ts", ts);
	log_text(l, "level", names[level]);
	log_text(l, "event", event);
}

void log_begin(struct log_line *l, enum log_level level, const char *event)
{
	char ts[48];

	log_begin_at(l, level, event, timestamp(ts));
}

void log_int(struct log_line *l, const char *key, int64_t value)
{
	char text[24];

	if (!l->wanted || !put_key(l, key))
		return;
	snprintf(text, sizeof text, "%" PRId64, value);
	put_string(l, text);
}

void log_text(struct log_line *l, const char *key, const char *value)
{
	if (!l->wanted || value == NULL || !put_key(l, key))
		return;
	/* key=value needs quotes only where a reader could not tell where the value ends */
	if (style == LOG_FORMAT_TEXT && *value != '\0' && strlen(value) < 128 &&
		strcspn(value, " \"\\=\n\r\t") == strlen(value) && l->length + strlen(value) + 16 < sizeof l->bytes)
		put_string(l, value);
	else
		put_quoted(l, value);
}

/* One pair at *at, copied apart; *at moves behind it and the space that follows.  false: none. */
static bool next_pair(const char **at, char *key, size_t key_size, char *value, size_t value_size)
{
	size_t n = strspn(*at, "abcdefghijklmnopqrstuvwxyz_"), used = 0;
	const char *p = *at + n;
	bool quoted = p[0] == '=' && p[1] == '"';

	if (n == 0 || n >= key_size || *p != '=')
		return false;
	memcpy(key, *at, n);
	key[n] = '\0';
	for (p += quoted ? 2 : 1; *p != '\0' && *p != (quoted ? '"' : ' '); p++) {
		if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		if (used + 1 >= value_size)
			return false;
		value[used++] = *p;
	}
	value[used] = '\0';
	if (quoted && *p++ != '"')
		return false;
	if (*p != ' ' && *p != '\0')
		return false;
	*at = p + strspn(p, " ");
	return true;
}

static bool is_number(const char *key, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return strcmp(key, "sqlstate") != 0 && strcmp(key, "code") != 0 && digits > 0 && digits <= 18 &&
		   value[digits] == '\0' && (value[0] != '0' || digits == 1);
}

void log_details(struct log_line *l, const char *details)
{
	char key[32], value[512];
	const char *at = details;

	while (*at != '\0' && next_pair(&at, key, sizeof key, value, sizeof value)) {
		if (strcmp(key, "ts") == 0 || strcmp(key, "level") == 0 || strcmp(key, "event") == 0 ||
			strcmp(key, "run") == 0)
			continue;
		if (is_number(key, value))
			log_int(l, key, strtoll(value, NULL, 10));
		else
			log_text(l, key, value);
	}
	if (*at != '\0')
		log_text(l, "details", at);
}

void log_err(struct log_line *l, const struct err *e)
{
	char id[16], source[128];

	if (!l->wanted)
		return;
	snprintf(id, sizeof id, "GJ%04d", e->id);
	snprintf(source, sizeof source, "%s:%d", e->file == NULL ? "" : e->file, e->line);
	log_text(l, "code", err_name(e->code));
	log_text(l, "id", id);
	log_text(l, "message", e->message);
	log_text(l, "place", e->place[0] != '\0' ? e->place : NULL);
	log_text(l, "detail", e->detail[0] != '\0' ? e->detail : NULL);
	log_text(l, "sqlstate", e->sqlstate[0] != '\0' ? e->sqlstate : NULL);
	log_text(l, "source", e->file != NULL ? source : NULL);
}

void log_end(struct log_line *l)
{
	if (!l->wanted)
		return;
	put_string(l, style == LOG_FORMAT_JSON ? "}\n" : "\n");
	fwrite(l->bytes, 1, l->length, sink);
	fflush(sink);
}
