/*
 * reply.h: answer files as the information-linkage server would write them, in CSV or XML
 * (engine/intake/ANSWERS.md).
 *
 * Written from the layout alone (answer_layout.c), without anything of the readers: so a reader and this
 * writer that misread the layout in the same way must both have done so.
 *
 *   reply_begin(r, RECORD_ANSWER);
 *   reply_text(r, "request_id", id);
 *   …                                  every item of the record, in any order
 *   reply_end(r);                      the record is written
 *
 * Ownership: the file is tied to the arena; texts are copied.  Thread: one.
 * Errors: ERR_DISK.  An item that the record does not have, or lacks, is a mistake of the program and aborts.
 */
#ifndef BENCH_SYNTH_REPLY_H
#define BENCH_SYNTH_REPLY_H

#include "engine/intake/answer.h"
#include "getsuji/calendar.h"
#include "getsuji/matching.h"

enum reply_form { REPLY_CSV, REPLY_XML };

struct reply_file {
	enum inquiry_subject subject;
	int office;
	day_t made_on;
	int serial;
};

struct reply;

MUST_CHECK enum err_code reply_open(const char *path, enum reply_form form, const struct reply_file *file,
	struct arena *keep, struct reply **out, struct err *e);

void reply_begin(struct reply *r, enum answer_record record);
void reply_text(struct reply *r, const char *item, const char *text);
void reply_number(struct reply *r, const char *item, int64_t value);
void reply_day(struct reply *r, const char *item, day_t day);
void reply_month(struct reply *r, const char *item, month_t month); /* 0: 000000, none */
void reply_null(struct reply *r, const char *item, int reason);
void reply_end(struct reply *r);

int64_t reply_answers(const struct reply *r);

/* Writes the record `end` and closes. */
MUST_CHECK enum err_code reply_close(struct reply *r, struct err *e);

#endif
