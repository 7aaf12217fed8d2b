/*
 * manifest.c: manifest.json written and checked (see getsuji/manifest.h); manifest_read.c reads it.
 *
 * Every text in it is a word, a name of a file, a number or a day, so that nothing needs to be escaped; but the reason and
 * the enclosures' names, which a person typed.
 */
#include "getsuji/manifest.h"

#include "engine/mail/manifest_text.h"
#include "getsuji/mailing.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REASON_MAX = 800, ENCLOSURE_MAX = 80 }; /* bytes */

/* A text that grows. */
struct text {
	struct arena *keep;
	char *at;
	size_t length, size;
};

static void add_bytes(struct text *t, const char *at, size_t length)
{
	if (t->size - t->length < length + 1) {
		size_t size = (t->size + length + 1) * 2;

		t->at = arena_grow_raw(t->keep, t->at, t->size, size);
		t->size = size;
	}
	memcpy(t->at + t->length, at, length);
	t->length += length;
	t->at[t->length] = '\0';
}

static void add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct text *t, const char *format, ...)
{
	char line[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	CHECK(n >= 0 && (size_t)n < sizeof line); /* words and numbers are bounded */
	add_bytes(t, line, (size_t)n);
}

/* A text of one line that a person typed. */
static void add_quoted(struct text *t, const char *s)
{
	add_bytes(t, "\"", 1);
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			add_bytes(t, "\\", 1);
		add_bytes(t, s, 1);
	}
	add_bytes(t, "\"", 1);
}

const char *manifest_envelope(int64_t envelope)
{
#define X(name, number, word, term) \
	if (envelope == (number)) \
		return word;
	MAIL_ENVELOPES(X)
#undef X
	return "";
}

struct manifest_totals manifest_totals(const struct manifest *m)
{
	struct manifest_totals sum = {.pieces = (int64_t)m->n_pieces};

	for (size_t i = 0; i < m->n_pieces; i++) {
		sum.sheets += m->pieces[i].sheets;
		sum.pages += m->pieces[i].pages;
		sum.enclosures += m->pieces[i].enclosure[0] != '\0';
		sum.weight_mg += m->pieces[i].weight_mg;
	}
	return sum;
}

static void add_head(struct text *t, const struct manifest *m)
{
	char day[11], month[8];

	add(t, "{\n\"format\": \"" MANIFEST_FORMAT "\",\n\"run\": %d,\n\"package\": %d,\n", m->run_id,
		m->package_no);
	if (m->reprint_no > 0)
		add(t, "\"reprint\": %d,\n", m->reprint_no);
	add(t, "\"previous\": \"%s\",\n\"reason\": ", m->previous);
	add_quoted(t, m->reason);
	add(t, ",\n\"made_from\": \"%s\",\n\"contractor\": \"%s\",\n\"month\": \"%s\",\n\"made_at\": \"%s\",\n",
		m->made_from, m->contractor, month_format(m->month, month), m->made_at);
	add(t, "\"cut_off_on\": \"%s\",\n", day_format(m->cut_off_on, day));
	add(t, "\"post_by_on\": \"%s\",\n", day_format(m->post_by_on, day));
	add(t, "\"report_by_on\": \"%s\",\n", day_format(m->report_by_on, day));
	add(t, "\"expires_on\": \"%s\",\n", day_format(m->expires_on, day));
}

static void add_file(struct text *t, const struct manifest_file *f)
{
	add(t, "{\"file\": \"%s\", \"sha256\": \"%s\", \"bytes\": %" PRId64, f->name, f->sha256, f->bytes);
}

static const char *separator(size_t i, size_t n)
{
	return i + 1 < n ? ",\n" : "\n";
}

char *manifest_write(const struct manifest *m, struct arena *keep, size_t *length)
{
	struct text t = {.keep = keep};
	struct manifest_totals sum = manifest_totals(m);

	add_head(&t, m);
	add(&t, "\"files\": [\n");
	for (size_t i = 0; i < m->n_files; i++) {
		add_file(&t, &m->files[i]);
		add(&t, "}%s", separator(i, m->n_files));
	}
	add(&t, "],\n\"parts\": [\n");
	for (size_t i = 0; i < m->n_parts; i++) {
		const struct manifest_part *p = &m->parts[i];

		add_file(&t, &p->file);
		add(&t,
			", \"office\": %d, \"profile\": \"%s\", \"duplex\": %s, \"pages\": %" PRId64
			", \"sheets\": %" PRId64 ", \"first_piece\": %d, \"last_piece\": %d}%s",
			p->office_id, p->profile, p->duplex ? "true" : "false", p->pages, p->sheets, p->first_piece,
			p->last_piece, separator(i, m->n_parts));
	}
	add(&t, "],\n\"pieces\": [\n");
	for (size_t i = 0; i < m->n_pieces; i++) {
		const struct manifest_piece *p = &m->pieces[i];

		add(&t, "{\"order\": %d, \"piece\": %d, ", p->order, p->piece_no);
		if (m->reprint_no > 0)
			add(&t, "\"version\": %d, ", p->version);
		add(&t, "\"part\": %d, \"first_page\": %d, \"pages\": %d, \"sheets\": %d, \"enclosure\": ", p->part,
			p->first_page, p->pages, p->sheets);
		add_quoted(&t, p->enclosure);
		add(&t,
			", \"envelope\": \"%s\", \"weight_mg\": %d, \"postage_class\": \"%s\", \"postal_code\": "
			"\"%s\"}%s",
			p->envelope, p->weight_mg, p->postage_class, p->postal_code, separator(i, m->n_pieces));
	}
	add(&t,
		"],\n\"totals\": {\"pieces\": %" PRId64 ", \"sheets\": %" PRId64 ", \"pages\": %" PRId64
		", \"enclosures\": %" PRId64 ", \"weight_mg\": %" PRId64 "}\n}\n",
		sum.pieces, sum.sheets, sum.pages, sum.enclosures, sum.weight_mg);
	*length = t.length;
	return t.at;
}

/* ---- checking -------------------------------------------------------------------------------- */

/* A word of data: small letters, digits and underscores; empty where `may_lack`. */
static bool is_word(const char *s, bool may_lack)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n <= 40 && (n > 0 || may_lack) && s[n] == '\0';
}

static bool is_hex(const char *s, bool may_lack)
{
	size_t n = strspn(s, "0123456789abcdef");

	return s[n] == '\0' && (n == DIGEST_HEX_SIZE - 1 || (n == 0 && may_lack));
}

bool manifest_is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return n > 0 && n <= MANIFEST_NAME_MAX && s[n] == '\0' && s[0] != '.' && s[0] != '-';
}

/* One line without control characters, of so many bytes at most. */
static bool is_line(const char *s, size_t most)
{
	if (strlen(s) > most)
		return false;
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	}
	return true;
}

/* 2027-01-20T01:02:03.456789Z */
static bool is_instant(const char *s)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.ddddddZ";

	for (size_t i = 0; i < sizeof form; i++) {
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	}
	return true;
}

static enum err_code wrong(struct err *e, const char *what, size_t at)
{
	err_set(e, ERR_INPUT, 2213, "manifest does not agree with itself");
	return at == 0 ? err_place(e, "%s", what) : err_place(e, "%s[%zu]", what, at);
}

static bool good_file(const struct manifest_file *f)
{
	return manifest_is_name(f->name) && is_hex(f->sha256, false) && f->bytes > 0;
}

static enum err_code check_files(const struct manifest *m, struct err *e)
{
	if (m->n_files > MANIFEST_FILES_MAX || m->n_parts < 1 || m->n_parts > MANIFEST_PARTS_MAX ||
		m->n_pieces < 1 || m->n_pieces > MANIFEST_PIECES_MAX)
		return wrong(e, "files", 0);
	for (size_t i = 0; i < m->n_files; i++) {
		if (!good_file(&m->files[i]) || strncmp(m->files[i].name, "part-", 5) == 0 ||
			strncmp(m->files[i].name, "manifest.", 9) == 0 ||
			(i > 0 && strcmp(m->files[i - 1].name, m->files[i].name) >= 0))
			return wrong(e, "files", i + 1);
	}
	for (size_t i = 0; i < m->n_parts; i++) {
		const struct manifest_part *p = &m->parts[i];

		if (!good_file(&p->file) || strncmp(p->file.name, "part-", 5) != 0 || !is_word(p->profile, false) ||
			p->office_id < 1 || p->pages != p->sheets * (p->duplex ? 2 : 1) ||
			(i > 0 && strcmp(m->parts[i - 1].file.name, p->file.name) >= 0))
			return wrong(e, "parts", i + 1);
	}
	return ERR_OK;
}

/* Pieces fill their parts from the first page to the last, in order. */
static enum err_code check_pieces(const struct manifest *m, struct err *e)
{
	const struct manifest_part *part = m->parts; /* there is one */
	int64_t pages = 0;
	size_t parts = 0;

	for (size_t i = 0; i < m->n_pieces; i++) {
		const struct manifest_piece *p = &m->pieces[i];
		bool begins = parts == 0 || pages == part->pages;

		if (begins && parts < m->n_parts) {
			part = &m->parts[parts++];
			pages = 0;
			if (part->first_piece != p->piece_no)
				return wrong(e, "parts", parts);
		}
		if (p->order != (int)i + 1 || (size_t)p->part != parts || p->first_page != pages + 1 ||
			p->sheets < 1 || p->pages != (int64_t)p->sheets * (part->duplex ? 2 : 1) ||
			p->pages > part->pages - pages || p->piece_no < 1 ||
			(i > 0 && p->piece_no <= m->pieces[i - 1].piece_no) || p->version < 0 ||
			(p->version > 0) != (m->reprint_no > 0) || p->weight_mg < 1 ||
			!is_line(p->enclosure, ENCLOSURE_MAX) || !is_word(p->envelope, false) ||
			!is_word(p->postage_class, false) || strlen(p->postal_code) != 7 ||
			strspn(p->postal_code, "0123456789") != 7)
			return wrong(e, "pieces", i + 1);
		pages += p->pages;
		if (pages == part->pages && part->last_piece != p->piece_no)
			return wrong(e, "parts", parts);
	}
	return parts == m->n_parts && pages == part->pages ? ERR_OK : wrong(e, "parts", parts);
}

enum err_code manifest_check(const struct manifest *m, struct err *e)
{
	if (m->run_id < 1 || m->package_no < 1 || m->reprint_no < 0 || !is_hex(m->previous, true) ||
		!is_hex(m->made_from, false) || (m->package_no == 1) != (m->previous[0] == '\0') ||
		(m->package_no == 1) != (m->reason[0] == '\0') || !is_line(m->reason, REASON_MAX) ||
		!is_word(m->contractor, false) || !is_instant(m->made_at))
		return wrong(e, "package", 0);
	if (m->cut_off_on > m->expires_on || m->post_by_on > m->expires_on)
		return wrong(e, "expires_on", 0);
	if (check_files(m, e) != ERR_OK)
		return e->code;
	return check_pieces(m, e);
}
