/*
 * answer.c: the reader that callers see, over one of the two forms (see answer.h).
 */
#include "engine/intake/answer.h"

#include "engine/intake/answer_check.h"

struct answer_reader {
	const struct answer_check *check;
	struct answer_form form;
	enum err_code failed; /* a refused file stays refused */
	struct err why;
};

struct answer_reader *answer_check_reader(
	struct arena *keep, const struct answer_check *c, struct answer_form form)
{
	struct answer_reader *r = arena_alloc(keep, sizeof *r);

	r->check = c;
	r->form = form;
	return r;
}

enum err_code answer_next(struct answer_reader *r, const struct answer_row **row, bool *more, struct err *e)
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

void answer_digest(const struct answer_reader *r, unsigned char out[static DIGEST_SIZE])
{
	answer_check_digest(r->check, out);
}
