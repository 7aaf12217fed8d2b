/*
 * course.h: what tickets are made of: courses of treatment and of care, what doctors said of the need for them, and
 * what else bears their cost.
 *
 * course_add() derives the rows from the household as it stands after `month` and from dice of their own, so that
 * they change nothing else; fresh are rows that began in that month or of which something became known in it.  Stays in
 * hospital and in care facilities have theirs.  About 0.83 tickets follow for a person and month.  What must not give a
 * ticket is planted (TICKET_PLANTS, JOB_*): who reads the row back need not ask the rules what must come of it.
 *
 * A clerk ends courses on the day on which a person goes or protection ends; a planted few only two months later.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_COURSE_H
#define BENCH_SYNTH_COURSE_H

#include "bench/synth/casefile.h"
#include "bench/synth/clinic.h"
#include "bench/synth/world.h"

/* A person with a household, as the makers of courses share it. */
struct course_person {
	const struct world *w;
	struct casefile *h;
	month_t month; /* what is known after it */
	const struct person_row *person;
	int age;        /* in the first month */
	int block;      /* its neighbourhood of institutions */
	day_t since;    /* member of a household on aid */
	day_t gone;     /* first day not any more; DAY_MAX: still is */
	bool head, ill; /* of the household type of the ill and disabled */
};

void course_add(const struct world *w, month_t month, struct casefile *h);

/* When a course ends as the office knows it after `month`; `end`: by itself; DAY_MAX: it does not know of an end.  *forgotten:
 * it goes on although the person is gone. */
day_t course_known_end(const struct course_person *p, day_t end, bool forgets, bool *forgotten);

/* Care plans with their certification (care.c), coverage and jobs (cover.c) of one person. */
void course_add_care(const struct course_person *p);
void course_add_coverage(const struct course_person *p);

/* True when a day lies in the month that the rows are made for: the row is fresh. */
bool course_news(const struct course_person *p, day_t day);

/* A row is known after the month in which it begins. */
bool course_known(const struct course_person *p, day_t from);

/* The office lets a course end some time after its institution is not designated any more. */
void course_leave(const struct course_person *p, const struct clinic *c, struct span *span);

/* A throw for one purpose of one person; purposes below 1,000. */
struct dice course_dice(const struct course_person *p, int purpose);

#endif
