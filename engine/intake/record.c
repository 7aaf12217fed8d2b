/*
 * record.c: the reader that callers see, over one of the two forms (see record.h).
 */
#include "engine/intake/record.h"

#include "engine/intake/record_check.h"

struct record_reader {
	const struct record_check *check;
	struct record_form form;
	enum err_code failed; /* a refused file stays refused */
	struct err why;
};

struct record_reader *record_check_reader(
	struct arena *keep, const struct record_check *c, struct record_form form)
{
	struct record_reader *r = arena_alloc(keep, sizeof *r);

	r->check = c;
	r->form = form;
	return r;
}

enum err_code record_next(struct record_reader *r, const struct record_row **row, bool *more, struct err *e)
{
	if (r->failed == ERR_OK) {
		r->failed = r->form.next(r->form.self, row, more, e);
		if (r->failed != ERR_OK)
			r->why = *e;
	} else {
		*e = r->why;
	}
	if (r->failed != ERR_OK)
		*more = false;
	return r->failed;
}

void record_digest(const struct record_reader *r, unsigned char out[static DIGEST_SIZE])
{
	record_check_digest(r->check, out);
}
