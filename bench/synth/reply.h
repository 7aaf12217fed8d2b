/*
 * reply.h: files of records as others would write them (engine/intake/record.h): answers of the information-linkage
 * server in CSV or XML, results of duplicate coverage and of registrations in CSV.
 *
 * Written from the layout alone, without anything of the readers: so a reader and this writer that misread the
 * layout in the same way must both have done so.
 *
 *   reply_begin(r, RECORD_FILE);      first what the file is; its layout is filled in
 *   …
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

#include "engine/intake/record.h"
#include "getsuji/calendar.h"

enum reply_form { REPLY_CSV, REPLY_XML };

struct reply;

/* XML is for answers alone. */
MUST_CHECK enum err_code reply_open(const char *path, enum reply_form form,
	const struct record_layout *layout, struct arena *keep, struct reply **out, struct err *e);

void reply_begin(struct reply *r, int record);
void reply_text(struct reply *r, const char *item, const char *text);
void reply_number(struct reply *r, const char *item, int64_t value);
void reply_day(struct reply *r, const char *item, day_t day);
void reply_month(struct reply *r, const char *item, month_t month); /* 0: 000000, none */
void reply_null(struct reply *r, const char *item, int reason);
void reply_end(struct reply *r);

/* How many of the record that the layout counts. */
int64_t reply_answers(const struct reply *r);

/* Writes the record `end` and closes. */
MUST_CHECK enum err_code reply_close(struct reply *r, struct err *e);

#endif
