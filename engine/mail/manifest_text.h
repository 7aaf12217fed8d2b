/*
 * manifest_text.h: what readers of a package's names share; see getsuji/manifest.h.
 */
#ifndef GETSUJI_MAIL_MANIFEST_TEXT_H
#define GETSUJI_MAIL_MANIFEST_TEXT_H

#include "getsuji/manifest.h"

/* A file's name as packages have them: a-z 0-9 . - _, not too long, no dot or dash in front. */
bool manifest_is_name(const char *s);

#endif
