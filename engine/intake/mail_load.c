/*
 * mail_load.c: see mail_load.h.
 */
#include "engine/intake/mail_load.h"

#include "gen/sql.h"

#include <string.h>

enum err_code mail_load_key(const struct load *l, unsigned char key[static MAIL_KEY_SIZE], struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *row = NULL;
	unsigned char *bytes;
	enum err_code code = db_query(l->db, &sql_mail_key, NULL, scratch, &row, e);

	if (code == ERR_OK) {
		CHECK(db_bytes(row, 0, 0, scratch, &bytes) == MAIL_KEY_SIZE);
		memcpy(key, bytes, MAIL_KEY_SIZE);
	}
	arena_free(scratch);
	return code;
}
