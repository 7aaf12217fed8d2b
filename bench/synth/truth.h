/*
 * truth.h: the answering side of the annual matching, with planted truths, and what must come of them.
 *
 * For each person who is asked about, dice choose one truth of a list: what the pension or tax record is
 * like, and what is wrong with the answer.  From the truth follow both the answer, which is written into an
 * answer file, and the expectation: the class, the proposals, what the import must set aside.  The
 * expectation is planted, not computed: nothing here calls the rules of the jobs.
 *
 * A truth depends on the seed, the person and the month alone.  Persons of a survey's population who were
 * not asked have an expectation, too: no answer.
 *
 * The expectation goes to CSV files in one folder, without heading, ready for COPY:
 *   class.csv     household_id, person_no, class, truth
 *   proposal.csv  household_id, person_no, item_no, before_yen, after_yen, before_premium, after_premium
 *   notable.csv   household_id, person_no, list, code, due_year
 *   letter.csv    household_id, person_no, recipient
 *   aside.csv     request_id, why
 *
 * Ownership: everything lives in the arena of the book.  Thread: one.
 */
#ifndef BENCH_SYNTH_TRUTH_H
#define BENCH_SYNTH_TRUTH_H

#include "bench/synth/dice.h"
#include "bench/synth/known.h"
#include "bench/synth/reply.h"

#include <stdio.h>

struct truth_request {
	char id[REQUEST_ID_DIGITS + 1];
	char linkage_no[LINKAGE_NO_DIGITS + 1];
	enum inquiry_subject subject;
	const struct known_person *person; /* NULL: nobody known has the number */
};

enum truth_file { TRUTH_CLASS, TRUTH_PROPOSAL, TRUTH_NOTABLE, TRUTH_LETTER, TRUTH_ASIDE, TRUTH_FILES };

struct truth_book {
	struct arena *keep;
	const struct known *known;
	uint64_t seed;
	month_t month; /* of the survey's run */
	day_t answered_on;
	bool paid_is_net;   /* 支払額 after deductions */
	bool still_pending; /* an early file: every answer is 準備中 */
	const struct truth_request *request;
	int requests;
	const struct truth_request **latest[SUBJECT_TAX + 1]; /* by person: the request that counts; or NULL */
	FILE *file[TRUTH_FILES];                              /* the expectation; NULL: not wanted */
};

/* Finds the request that counts for each person: the highest number of a subject. */
void truth_prepare(struct truth_book *b);

/* The answers of one subject, in the order of the requests; part `part` of `parts` (1 of 1: all). */
void truth_answers(struct truth_book *b, enum inquiry_subject subject, int part, int parts, struct reply *r);

/* Writes what is expected of a survey. */
void truth_expect(struct truth_book *b, enum survey survey);

/* ---- shared by the subjects (truth_pension.c, truth_tax.c) ---- */

/* What the head of an answer is like. */
enum truth_head {
	HEAD_TRUE,
	HEAD_TWIN_NAME, /* another given name, in characters and kana: a twin's */
	HEAD_OTHER_BIRTH,
	HEAD_KANA_ONLY, /* the name is written differently, the kana agree */
	HEAD_WIDTH,     /* half-width kana, no space between: the same after normalisation */
	HEAD_NO_BIRTH,
	HEAD_NO_NAME,
	HEAD_SECRET /* 不開示, error: nothing of it is told */
};

/* What becomes of the answer on its way. */
enum truth_fate {
	FATE_ANSWERED,
	FATE_SILENT,  /* no answer */
	FATE_SWAPPED, /* with another person's linkage number: the import must set it aside */
	FATE_UNASKED  /* an answer comes, to a request that nobody made: set aside, and nothing is known */
};

struct dice truth_dice(
	const struct truth_book *b, const struct known_person *p, enum inquiry_subject subject);
void truth_head(struct truth_book *b, const struct truth_request *q, enum truth_head head,
	enum truth_fate fate, enum answer_state state, struct reply *r);

void truth_pension_answer(struct truth_book *b, const struct truth_request *q, struct reply *r);
void truth_pension_expect(struct truth_book *b, const struct known_person *p);
bool truth_pension_in_survey(const struct truth_book *b, const struct known_person *p);
void truth_tax_answer(struct truth_book *b, const struct truth_request *q, struct reply *r);
void truth_tax_expect(struct truth_book *b, const struct known_person *p);
bool truth_tax_in_survey(const struct truth_book *b, const struct known_person *p);

/* The state of an answer about the supplementary or special benefit. */
enum answer_state truth_benefit_state(const struct truth_book *b, const struct known_person *p,
	enum inquiry_subject subject, enum truth_fate *fate);

const struct truth_request *truth_latest(
	const struct truth_book *b, const struct known_person *p, enum inquiry_subject subject);

#endif
