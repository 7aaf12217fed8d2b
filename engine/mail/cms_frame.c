/*
 * cms_frame.c: a strict reader of the frame of a CMS message (see cms_frame.h).
 *
 *   ContentInfo  SEQUENCE { type, [0] { body } }
 *   body         SEQUENCE { …, contents SEQUENCE { type, [algorithm,] [0] content }, … }
 *
 * Signed and enveloped messages have this form alike: the first SEQUENCE that is a child of the body holds the
 * content.  The shell is written anew with definite lengths around the elements as they lie in the file.
 */
#include "engine/mail/cms_frame.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUFFER_SIZE = 64 * 1024,
	DEPTH_MAX = 24,
	TAG_BITS = 0x03,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	TAG_CONTENT = 0xA0,           /* [0], constructed */
	TAG_CONTENT_PRIMITIVE = 0x80, /* [0] in place of an octet string */
	CONSTRUCTED = 0x20,
	TAG_LARGE = 0x1F
};

struct cms_source {
	int fd;
	int64_t size;
	int64_t buffer_at;
	size_t buffered;
	unsigned char buffer[BUFFER_SIZE];
};

/* An element as its head says: [body, end); open: its end is found by its end mark, and `end` is its parent's. */
struct element {
	unsigned char tag;
	bool open;
	int64_t at, body, end;
};

/* Bytes of the shell while it grows. */
struct shell {
	struct arena *keep;
	unsigned char *at;
	size_t length, size;
};

struct cms_source *cms_source_new(int fd, struct arena *keep)
{
	struct cms_source *s = arena_alloc(keep, sizeof *s);
	struct stat about;

	s->fd = fd;
	if (fstat(fd, &about) == 0)
		s->size = (int64_t)about.st_size;
	return s;
}

static ssize_t read_at(const struct cms_source *s, void *to, size_t n, int64_t at)
{
	ssize_t got;

	do
		got = pread(s->fd, to, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got;
}

/* n bytes at a place, or false. */
static bool source_get(struct cms_source *s, int64_t at, void *to, size_t n)
{
	unsigned char *p = to;

	while (n > 0) {
		size_t there;

		if (at < s->buffer_at || at >= s->buffer_at + (int64_t)s->buffered) {
			ssize_t got = at < s->size ? read_at(s, s->buffer, BUFFER_SIZE, at) : 0;

			if (got <= 0)
				return false;
			s->buffer_at = at;
			s->buffered = (size_t)got;
		}
		there = (size_t)(s->buffer_at + (int64_t)s->buffered - at);
		there = there < n ? there : n;
		memcpy(p, s->buffer + (at - s->buffer_at), there);
		p += there;
		at += (int64_t)there;
		n -= there;
	}
	return true;
}

/* The head of the element at a place, which ends at `limit` or before. */
static bool read_head(struct cms_source *s, int64_t at, int64_t limit, struct element *out)
{
	unsigned char head[2], more[8];
	int64_t length = 0;
	size_t n;

	if (limit - at < 2 || !source_get(s, at, head, 2) || (head[0] & TAG_LARGE) == TAG_LARGE)
		return false;
	*out = (struct element){.tag = head[0], .at = at, .body = at + 2, .end = limit};
	if (head[1] == 0x80) {
		out->open = true;
		return (head[0] & CONSTRUCTED) != 0;
	}
	if (head[1] < 0x80) {
		length = head[1];
	} else {
		n = head[1] & 0x7FU;
		if (n > 6 || limit - at < 2 + (int64_t)n || !source_get(s, at + 2, more, n))
			return false;
		for (size_t i = 0; i < n; i++)
			length = length << 8 | more[i];
		out->body += (int64_t)n;
	}
	if (length > limit - out->body)
		return false;
	out->end = out->body + length;
	return true;
}

enum step { STEP_BAD, STEP_CHILD, STEP_END };

/* The next child of `in` at *at.  At the end *at is behind the end mark, or the end. */
static enum step next_child(struct cms_source *s, const struct element *in, int64_t *at, struct element *out)
{
	if (!in->open && *at == in->end)
		return STEP_END;
	if (!read_head(s, *at, in->end, out))
		return STEP_BAD;
	if (out->tag != 0)
		return STEP_CHILD;
	if (!in->open || out->open || out->end != *at + 2)
		return STEP_BAD;
	*at += 2;
	return STEP_END;
}

/* Where an element ends: *at is set behind it. */
static bool step_over(struct cms_source *s, const struct element *el, int depth, int64_t *at)
{
	struct element child;
	enum step step;

	if (!el->open) {
		*at = el->end;
		return true;
	}
	*at = el->body;
	while ((step = next_child(s, el, at, &child)) == STEP_CHILD) {
		if (depth >= DEPTH_MAX || !step_over(s, &child, depth + 1, at))
			return false;
	}
	return step == STEP_END;
}

static unsigned char *shell_room(struct shell *sh, size_t n)
{
	if (sh->size - sh->length < n) {
		size_t size = (sh->length + n) * 2;

		sh->at = arena_grow_raw(sh->keep, sh->at, sh->size, size);
		sh->size = size;
	}
	sh->length += n;
	return sh->at + sh->length - n;
}

/* An element as it lies in the file. */
static bool shell_copy(struct shell *sh, struct cms_source *s, int64_t from, int64_t to)
{
	if (to - from > CMS_FRAME_MAX || sh->length > CMS_FRAME_MAX)
		return false;
	return source_get(s, from, shell_room(sh, (size_t)(to - from)), (size_t)(to - from));
}

/* Puts what the shell holds from `from` on into an element of that tag. */
static void shell_wrap(struct shell *sh, size_t from, unsigned char tag)
{
	size_t length = sh->length - from, n = 0;
	unsigned char head[2 + sizeof length];

	head[0] = tag;
	if (length >= 0x80) {
		while (length >> (8 * n) != 0)
			n++;
		head[1] = (unsigned char)(0x80 | n);
		for (size_t i = 0; i < n; i++)
			head[2 + i] = (unsigned char)(length >> (8 * (n - 1 - i)));
	} else {
		head[1] = (unsigned char)length;
	}
	(void)shell_room(sh, 2 + n);
	memmove(sh->at + from + 2 + n, sh->at + from, length);
	memcpy(sh->at + from, head, 2 + n);
}

/* The octet string `el`: its first segment, and where all of it ends. */
static bool find_content(struct cms_source *s, const struct element *el, struct cms_frame *out, int64_t *at)
{
	struct cms_content *c = &out->content;

	*c = (struct cms_content){.source = s};
	c->segmented = (el->tag & CONSTRUCTED) != 0;
	c->open = el->open;
	c->start = el->body;
	c->start_left = c->segmented ? 0 : el->end - el->body;
	if (!step_over(s, el, 0, at))
		return false;
	c->end = c->open ? *at - 2 : *at;
	cms_content_rewind(c);
	return true;
}

/* contents SEQUENCE { type, [algorithm,] [0] content }: what stands before the content goes into the shell.  Enveloped:
 * there is an algorithm, and [0] stands in place of the octet string.  Signed: it holds one octet string. */
static bool read_contents(struct cms_source *s, const struct element *contents, struct shell *sh,
	struct cms_frame *out, int64_t *at)
{
	size_t from = sh->length;
	struct element el, octets;
	enum step step;
	int heads = 0;

	*at = contents->body;
	while ((step = next_child(s, contents, at, &el)) == STEP_CHILD && !out->enclosed) {
		int64_t begin = *at;

		if (el.tag == (heads == 0 ? TAG_OID : TAG_SEQUENCE) && heads < 2) {
			heads++;
			if (!step_over(s, &el, 0, at) || !shell_copy(sh, s, begin, *at))
				return false;
			continue;
		}
		out->enclosed = true;
		if (heads == 2 && (el.tag == TAG_CONTENT || el.tag == TAG_CONTENT_PRIMITIVE)) {
			if (!find_content(s, &el, out, at))
				return false;
			continue;
		}
		*at = el.body;
		if (heads != 1 || el.tag != TAG_CONTENT || next_child(s, &el, at, &octets) != STEP_CHILD ||
			(octets.tag & ~CONSTRUCTED) != TAG_OCTETS || !find_content(s, &octets, out, at) ||
			next_child(s, &el, at, &octets) != STEP_END)
			return false;
	}
	shell_wrap(sh, from, TAG_SEQUENCE);
	return step == STEP_END;
}

static bool read_body(
	struct cms_source *s, const struct element *body, struct shell *sh, struct cms_frame *out, int64_t *at)
{
	size_t from = sh->length;
	bool found = false;
	struct element el;
	enum step step;

	*at = body->body;
	while ((step = next_child(s, body, at, &el)) == STEP_CHILD) {
		int64_t begin = *at;

		if (el.tag == TAG_SEQUENCE && !found) {
			found = true;
			if (!read_contents(s, &el, sh, out, at))
				return false;
		} else if (!step_over(s, &el, 0, at) || !shell_copy(sh, s, begin, *at)) {
			return false;
		}
	}
	shell_wrap(sh, from, TAG_SEQUENCE);
	return step == STEP_END && found;
}

bool cms_frame_read(struct cms_source *s, struct arena *keep, struct cms_frame *out)
{
	struct shell sh = {.keep = keep};
	struct element info, type, wrap, body, none;
	size_t from;
	int64_t at;

	*out = (struct cms_frame){0};
	if (!read_head(s, 0, s->size, &info) || info.tag != TAG_SEQUENCE)
		return false;
	at = info.body;
	if (next_child(s, &info, &at, &type) != STEP_CHILD || type.tag != TAG_OID ||
		type.end - type.body > 0x7F || !shell_copy(&sh, s, type.at, type.end))
		return false;
	at = type.end;
	if (next_child(s, &info, &at, &wrap) != STEP_CHILD || wrap.tag != TAG_CONTENT)
		return false;
	at = wrap.body;
	if (next_child(s, &wrap, &at, &body) != STEP_CHILD || body.tag != TAG_SEQUENCE)
		return false;
	from = sh.length;
	if (!read_body(s, &body, &sh, out, &at) || next_child(s, &wrap, &at, &none) != STEP_END ||
		next_child(s, &info, &at, &none) != STEP_END || at != s->size)
		return false;
	shell_wrap(&sh, from, TAG_CONTENT);
	shell_wrap(&sh, 0, TAG_SEQUENCE);
	out->shell = sh.at;
	out->shell_length = sh.length;
	return sh.length <= CMS_FRAME_MAX;
}

void cms_content_rewind(struct cms_content *c)
{
	c->at = c->start;
	c->left = c->start_left;
	c->over = !c->segmented && c->left == 0;
}

/* To the next segment that is not empty; false: it is none. */
static bool next_segment(struct cms_content *c)
{
	struct element el;

	while (c->left == 0) {
		if (!c->segmented || c->at == c->end) {
			c->over = true;
			return true;
		}
		if (!read_head(c->source, c->at, c->end, &el) || el.tag != TAG_OCTETS)
			return false;
		c->at = el.body;
		c->left = el.end - el.body;
	}
	return true;
}

ssize_t cms_content_read(struct cms_content *c, void *to, size_t n)
{
	size_t done = 0;

	while (done < n) {
		size_t part;

		if (c->left == 0 && !next_segment(c))
			return -1;
		if (c->over)
			break;
		part = n - done < (uint64_t)c->left ? n - done : (size_t)c->left;
		if (!source_get(c->source, c->at, (unsigned char *)to + done, part))
			return -1;
		c->at += (int64_t)part;
		c->left -= (int64_t)part;
		done += part;
	}
	return (ssize_t)done;
}

/* The head of an element of DER in memory: its body's length, and the bytes of the head; 0: it is none. */
static size_t memory_head(const unsigned char *at, size_t size, size_t *length)
{
	size_t n;

	if (size < 2 || (at[0] & TAG_LARGE) == TAG_LARGE)
		return 0;
	*length = at[1];
	if (at[1] < 0x80)
		return *length <= size - 2 ? 2 : 0;
	n = at[1] & 0x7FU;
	if (n == 0 || n > 3 || size < 2 + n)
		return 0;
	*length = 0;
	for (size_t i = 0; i < n; i++)
		*length = *length << 8 | at[2 + i];
	return *length <= size - 2 - n ? 2 + n : 0;
}

/* How many bytes of a value are the same each time.  A bit string is a public key of a curve: the number of unused bits
 * and the form of the point are not part of the key that comes of it. */
static size_t fixed_bytes(unsigned char tag, size_t length)
{
	if (tag == TAG_OCTETS)
		return 0;
	return tag == TAG_BITS && length > 2 ? 2 : length;
}

static bool alike(const unsigned char *a, const unsigned char *b, size_t size, int depth)
{
	while (size > 0) {
		size_t length, head = memory_head(a, size, &length);

		if (head == 0 || depth > DEPTH_MAX || memcmp(a, b, head) != 0)
			return false;
		if ((a[0] & CONSTRUCTED) != 0) {
			if (!alike(a + head, b + head, length, depth + 1))
				return false;
		} else if (memcmp(a + head, b + head, fixed_bytes(a[0], length)) != 0) {
			return false;
		}
		a += head + length;
		b += head + length;
		size -= head + length;
	}
	return true;
}

bool cms_frame_alike(const unsigned char *a, size_t a_length, const unsigned char *b, size_t b_length)
{
	return a_length == b_length && alike(a, b, a_length, 0);
}
