/*
 * mail_load.h: what files that come back for mailings share.
 *
 * Thread: the connection's.
 */
#ifndef GETSUJI_INTAKE_MAIL_LOAD_H
#define GETSUJI_INTAKE_MAIL_LOAD_H

#include "engine/intake/load.h"
#include "getsuji/mail_code.h"

/* The key of the codes on the sheets. */
MUST_CHECK enum err_code mail_load_key(
	const struct load *l, unsigned char key[static MAIL_KEY_SIZE], struct err *e);

#endif
