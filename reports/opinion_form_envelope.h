/*
 * opinion_form_envelope.h: bundles of envelopes to institutions: a cover sheet, then the forms it holds, one page each;
 * what 要否意見書 and 診療依頼書 share.
 *
 * One chunk and one PDF per bundle of whole envelopes (result.claim_opinion_piece), in the order of posting; the
 * contractor's and those that are handled in-house never in one file.  A form that cannot be drawn exactly as it must
 * be is held and left out of its envelope: a character that no font has (glyph), a text that does not fit (overflow),
 * nobody or nothing that it is about (subject), its office not known (office); an envelope whose cover cannot be drawn
 * (glyph, address, overflow) is held with all its forms.
 *
 * Every joined row carries its own household; a row of another than the form's stops the task.
 *
 * Ownership: as in job.h.  Thread: a chunk's.
 */
#ifndef GETSUJI_REPORTS_OPINION_FORM_ENVELOPE_H
#define GETSUJI_REPORTS_OPINION_FORM_ENVELOPE_H

#include "getsuji/job.h"

/* What differs between the documents. */
struct opinion_document {
	const char *folder;              /* of the files: "opinion" */
	const char *letter;              /* of the numbers: "福保意" */
	const struct sql_stmt *forms;    /* one row per form, in the order of posting */
	const struct sql_stmt *services; /* what each is about, in the order of forms */
	const char *cover_title, *cover_words, *cover_mark, *list_title, *by;
	bool estimate; /* 概算医療費 is asked for */
};

/* For struct job: fonts and offices. */
MUST_CHECK enum err_code opinion_envelopes_start(struct task *t, struct err *e);

MUST_CHECK enum err_code opinion_envelopes_chunk(
	const struct opinion_document *d, struct chunk *c, struct err *e);

#endif
