/*
 * refusal.c: see refusal.h.
 */
#include "engine/db/refusal.h"

#include "engine/base/intl.h"

#include <string.h>

#define HOLE     "%s"
#define HOLE_LEN 2

enum { VALUES_MAX = 4 };

/* A value of a message, in its place. */
struct span {
	const char *at;
	size_t length;
};

/* clang-format off */
static const char *const refusals[] = {
	N_("%s is append-only"),
	N_("a bank says nothing of what was not sent to it"),
	N_("a counter-entry undoes a whole payment, once"),
	N_("a decision cannot go from %s to %s"),
	N_("a package is made of a confirmed mailing alone"),
	N_("a reversal is withdrawn with a reason"),
	N_("a reversal of run %s is asked for: nothing of it leaves before that is decided"),
	N_("a run begins undecided"),
	N_("a run cannot go from %s to %s"),
	N_("a run that has begun gets no more tasks"),
	N_("a superseded fact cannot be changed"),
	N_("a task begins planned"),
	N_("a task cannot go from %s to %s"),
	N_("a task does not go from %s to %s by itself"),
	N_("an income comes from a run by adopting its proposal alone"),
	N_("another task has filled the same table"),
	N_("bank files are made of payments that were issued"),
	N_("chunks that are done are not cut"),
	N_("forms are sent of a confirmed run alone"),
	N_("line %s of office %s is not held for a look"),
	N_("mail is issued of a confirmed run alone"),
	N_("mailing %s has not left in any package"),
	N_("no fact table %s"),
	N_("no file that may be sent"),
	N_("no package of mailing %s was sealed to the certificate that signed"),
	N_("no package of mailing %s was sealed to this certificate"),
	N_("no partition of %s for run %s"),
	N_("no result table %s"),
	N_("no such table or columns"),
	N_("nothing is open there in run %s"),
	N_("nothing was staged in this transaction"),
	N_("office %s has decisions in force for %s or later"),
	N_("only a confirmed run can be taken back"),
	N_("only a confirmed run may claim"),
	N_("payments are issued of a confirmed run alone"),
	N_("piece %s is not printed again (reason %s)"),
	N_("piece %s is not printed again: %s"),
	N_("pieces %s to %s are handled partly in-house: ask for them apart"),
	N_("pieces %s to %s are of several offices: ask for them apart"),
	N_("pieces of batch %s are of several offices: ask for them apart"),
	N_("pieces that must not leave: %s"),
	N_("registrations are sent of a confirmed run alone"),
	N_("run %s cannot be taken back: %s %s"),
	N_("run %s has begun: its cut stays"),
	N_("run %s has documents in a mailing: they keep their numbers"),
	N_("run %s has issued no mail"),
	N_("run %s has issued no mailing"),
	N_("run %s has no approval of its digest"),
	N_("run %s has no batch %s of reprints for the contractor"),
	N_("run %s has no piece %s"),
	N_("run %s has no pieces %s to %s"),
	N_("run %s has no proposals that were approved"),
	N_("run %s is at work"),
	N_("run %s is not confirmed"),
	N_("run %s is not locked by this session"),
	N_("run %s is not taken back by hand"),
	N_("run %s was taken back"),
	N_("slips are issued of a confirmed run alone"),
	N_("that a run was opened again cannot be changed"),
	N_("the batch has been sealed meanwhile"),
	N_("the calendar of office %s does not reach %s business days beyond %s"),
	N_("the cut of a run cannot be changed"),
	N_("the decision that this one was compared with was taken back"),
	N_("the digest of a decided run cannot be changed"),
	N_("the entry of a bank file stays"),
	N_("the gate is closed: run %s is not confirmed"),
	N_("the login that started a run cannot be changed"),
	N_("the mailing has been packed meanwhile"),
	N_("the mailing has been reported: files of scans %s, pieces reported %s, printed again %s"),
	N_("the mailing has expired"),
	N_("the package is not what the run made: %s"),
	N_("the part is not that of the package before"),
	N_("the recipient numbers of office %s are used up: no ticket of the run was issued"),
	N_("the state of the task does not allow it"),
	N_("there is no such open proposal"),
	N_("there is no task to ask about"),
	N_("tickets are issued of a confirmed run alone"),
	N_("what a run was planned with cannot be changed"),
	N_("what a task is cannot be changed"),
	N_("what is adopted is written by the running task alone"),
	N_("what is issued is written by the running task alone"),
	N_("what is not claimed is a payment at the counter whose pay day has come, with a reason"),
	N_("what is registered is written by the running task alone"),
	N_("what is sent is written by the running task alone"),
	N_("what run %s adopts has not come to its end"),
	N_("what was approved stays: %s"),
	N_("what was decided cannot be undone"),
	N_("what was paid stays"),
	N_("what would be taken back of run %s is not what was listed"),
	N_("who tried, and when, cannot be changed"),
	N_("who worked on run %s does not approve it"),
};
/* clang-format on */

/* How many values, or -1: it is not of this pattern.  A value is as short as it can be. */
static int take_apart(const char *pattern, const char *message, struct span value[static VALUES_MAX])
{
	const char *hole = strstr(pattern, HOLE), *at, *end;
	size_t literal = hole != NULL ? (size_t)(hole - pattern) : strlen(pattern) + 1;
	int n = 0;

	if (strncmp(message, pattern, literal) != 0)
		return -1;
	for (at = message + literal; hole != NULL; at = end + literal) {
		pattern = hole + HOLE_LEN;
		hole = strstr(pattern, HOLE);
		literal = hole != NULL ? (size_t)(hole - pattern) : strlen(pattern);
		if (hole != NULL)
			end = memmem(at, strlen(at), pattern, literal);
		else
			end = strlen(at) >= literal ? at + strlen(at) - literal : NULL;
		if (end == NULL || end == at || strncmp(end, pattern, literal) != 0 || n == VALUES_MAX)
			return -1;
		value[n++] = (struct span){at, (size_t)(end - at)};
	}
	return n;
}

bool refusal_put(const char *pattern, const char *translation, const char *message, char *out, size_t size)
{
	struct span value[VALUES_MAX], next;
	int n = take_apart(pattern, message, value), turn = 0;

	if (n < 0)
		return false;
	for (const char *p = translation; *p != '\0'; out += next.length, size -= next.length) {
		int which = -1;

		next = (struct span){p, 1};
		if (strncmp(p, HOLE, HOLE_LEN) == 0) {
			which = turn++;
			p += HOLE_LEN;
		} else if (p[0] == '%' && p[1] >= '1' && p[1] <= '9' && strncmp(p + 2, "$s", 2) == 0) {
			which = p[1] - '1';
			p += 4;
		} else
			p++;
		if (which >= n)
			return false;
		if (which >= 0)
			next = value[which];
		if (next.length >= size)
			return false;
		memcpy(out, next.at, next.length);
	}
	*out = '\0';
	return true;
}

const char *refusal_text(const char *message, char *out, size_t size)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (refusal_put(refusals[i], _(refusals[i]), message, out, size))
			return out;
	}
	return message;
}
