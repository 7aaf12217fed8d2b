/*
 * check_vectors_registration.h: the items of the online eligibility check beside ours (include/getsuji/registration.h):
 * tag, key, term, form and codes, item by item in the order of the file.  Included by check_vectors.c alone.
 */
#ifndef GETSUJI_TESTS_CHECK_VECTORS_REGISTRATION_H
#define GETSUJI_TESTS_CHECK_VECTORS_REGISTRATION_H

#include "getsuji/registration.h"
#include "tests/golden/check_vectors.h"

#include <ctype.h>

enum {
	ELIGIBILITY_LEVEL,
	ELIGIBILITY_TAG,
	ELIGIBILITY_KEY,
	ELIGIBILITY_TERM,
	ELIGIBILITY_FORM,
	ELIGIBILITY_CODES
};
static const struct csv_column eligibility_columns[] = {{"level", false}, {"xml_tag", false},
	{"bulk_key", false}, {"item_ja", false}, {"type", false}, {"code_values", false}, PROVENANCE};

static const struct {
	const char *level, *tag, *key, *term, *form, *codes;
} eligibility_items[] = {
#define X(constant, tag, key, term, form, codes, filler) {"person", tag, key, term, form, codes},
	REGISTRATION_PERSON_ITEMS(X)
#undef X
#define X(constant, tag, key, term, form, codes, filler) {"MedicalTicketInfo", tag, key, term, form, codes},
		REGISTRATION_TICKET_ITEMS(X)
#undef X
};

/* "01あり;02なし (a remark)" and "A1 = 医療扶助" as "01;02" and "A1": each code is what a part begins with. */
static inline const char *eligibility_codes(struct check *c, const char *text)
{
	const char *codes = "";

	while (*text != '\0') {
		size_t n = 0, part = strcspn(text, ";");

		while (n < part && (isdigit((unsigned char)text[n]) || isupper((unsigned char)text[n])))
			n++;
		codes = arena_printf(c->arena, "%s%s%.*s", codes, *codes != '\0' ? ";" : "", (int)n, text);
		text += part + (text[part] == ';');
	}
	return codes;
}

static inline void check_eligibility(struct check *c)
{
	const size_t n = sizeof eligibility_items / sizeof eligibility_items[0], at = (size_t)c->line - 2;
	const char *codes = eligibility_codes(c, c->field[ELIGIBILITY_CODES].text);

	if (at >= n) {
		same(c, ELIGIBILITY_TAG, "no item of ours");
		return;
	}
	same(c, ELIGIBILITY_LEVEL, eligibility_items[at].level);
	same(c, ELIGIBILITY_TAG, eligibility_items[at].tag);
	same(c, ELIGIBILITY_KEY, eligibility_items[at].key);
	same(c, ELIGIBILITY_TERM, eligibility_items[at].term);
	same(c, ELIGIBILITY_FORM, eligibility_items[at].form);
	if (strcmp(codes, eligibility_codes(c, eligibility_items[at].codes)) != 0)
		same(c, ELIGIBILITY_CODES, eligibility_items[at].codes);
}

#endif
