/*
 * verify_pages.h: the pages of a part against the manifest; what verify.c and verify_pages.c share.
 */
#ifndef GETSUJI_MAIL_VERIFY_PAGES_H
#define GETSUJI_MAIL_VERIFY_PAGES_H

#include "engine/mail/verify.h"

/* Counts a finding, and keeps it while there is room. */
void verify_add(struct verify *v, const struct verify_finding *f);

/* Reads the part of that number (1 is the first), whose bytes are right, and notes what does not fit; a file
 * that the reader of PDF cannot read has no pages. */
void verify_pages(const char *folder, int part, struct arena *keep, struct verify *out);

#endif
