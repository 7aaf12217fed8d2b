/*
 * refusal.h: what the functions and triggers of sql/schema refuse, in the operator's language.
 *
 * PostgreSQL hands their texts out in English.  refusal.c has each of them, with %s where a value stands (RAISE's %);
 * tests/lint/sql.sh holds it to the schema.  Thread: any.
 */
#ifndef GETSUJI_REFUSAL_H
#define GETSUJI_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

/* The text of the server in the operator's language, in `out`; or itself, where it is none of ours. */
const char *refusal_text(const char *message, char *out, size_t size);

/* Writes `translation` with the values that `message` has where `pattern` has %s: the next one for %s, the third for %3$s.
 * false: the message is not of this pattern, or there is no room. */
bool refusal_put(const char *pattern, const char *translation, const char *message, char *out, size_t size);

#endif
