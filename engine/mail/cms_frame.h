/*
 * cms_frame.h: where the content of a CMS message lies in its file, and the message without it.
 *
 * OpenSSL reads a message into memory whole, some three times its size.  But it also takes messages whose content is
 * elsewhere; so the content of a file of any size is left in the file, in its segments, and only the frame around it,
 * a few kilobytes, is handed to OpenSSL.  The reader of BER here is strict: definite and indefinite lengths as they
 * are, no tag above 30, no deeper than a certificate needs, nothing behind the message.
 *
 * Thread: one at a time.  Errors: false, or -1; the caller says what that means.
 */
#ifndef GETSUJI_MAIL_CMS_FRAME_H
#define GETSUJI_MAIL_CMS_FRAME_H

#include "getsuji/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CMS_FRAME_MAX (1024 * 1024) /* bytes of a frame */

/* A file that is read at any place, through one buffer. */
struct cms_source;
struct cms_source *cms_source_new(int fd, struct arena *keep); /* fd stays the caller's */

/* The content's bytes: one octet string, or segments of one. */
struct cms_content {
	struct cms_source *source;
	int64_t start, start_left; /* where reading begins */
	int64_t at, left;          /* in the segment at hand */
	int64_t end;               /* of all segments */
	bool segmented, open;      /* open: they end with an end mark */
	bool over;
};

struct cms_frame {
	unsigned char *shell; /* DER: the message without its content */
	size_t shell_length;
	bool enclosed; /* the content is in the file */
	struct cms_content content;
};

/* Reads the frame of the message that fills the file; false for anything else. */
bool cms_frame_read(struct cms_source *source, struct arena *keep, struct cms_frame *out);

/* The next bytes of the content, at most n; 0 at the end, -1 when the file cannot be read or is not what it was. */
ssize_t cms_content_read(struct cms_content *c, void *to, size_t n);
void cms_content_rewind(struct cms_content *c);

/* Whether two pieces of DER have the same elements with the same lengths and, but for keys and what is made with them
 * (octet strings, and bit strings from their third byte on), the same values. */
bool cms_frame_alike(const unsigned char *a, size_t a_length, const unsigned char *b, size_t b_length);

#endif
