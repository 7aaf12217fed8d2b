/*
 * log.h: one line per event, for people, scripts and log collectors.
 *
 *   ts=2027-01-31T09:00:00.123Z level=info event=chunk.done run=12 task=recalculate chunk=7 ms=412
 *
 * or the same as one JSON object.  Event names and keys are fixed words, listed in engine/README.md.
 * Never a person's name, address, number or amount: surrogate keys only.
 *
 *   struct log_line l;
 *   log_begin(&l, LOG_LEVEL_INFO, "chunk.done");
 *   log_int(&l, "run", run_id);
 *   log_text(&l, "task", name);
 *   log_end(&l);
 *
 * Thread: log_open() before threads start; lines by any, each written whole.  Errors: none; a line that
 * cannot be written is lost, and one that is too long is cut.
 */
#ifndef GETSUJI_LOG_H
#define GETSUJI_LOG_H

#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_OFF };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Where lines go from now on; before the first call, and for to == NULL, nowhere.  `to` is borrowed. */
void log_open(FILE *to, enum log_format format, enum log_level lowest);

struct log_line {
	bool wanted;
	size_t length;
	char bytes[2048];
};

void log_begin(struct log_line *l, enum log_level level, const char *event);
/* An event of the past: `ts` is its instant, "2027-01-31T09:00:00.123Z". */
void log_begin_at(struct log_line *l, enum log_level level, const char *event, const char *ts);
void log_int(struct log_line *l, const char *key, int64_t value);
void log_text(struct log_line *l, const char *key, const char *value); /* NULL: the key is left out */
/* Details such as "worker=w1 try=2 why=\"a b\" and words": the pairs it begins with as keys of the line, the
 * rest under the key details.  Whole numbers become numbers, but for sqlstate and code.  Keys that every line
 * has (ts, level, event, run) are left out. */
void log_details(struct log_line *l, const char *details);
void log_err(
	struct log_line *l, const struct err *e); /* code, id, message, place, detail, SQLSTATE, source */
void log_end(struct log_line *l);

#endif
