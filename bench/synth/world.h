/*
 * world.h: what a synthetic office is made from, and which of its households are peculiar.
 *
 * An office has its case numbers 1 .. households in its first month; about 0.9 % of them open in that
 * month, and as many new numbers open in each month after it.  Some low case numbers are planted:
 * what is rare by chance is there in every office of some size, at a known place.
 *
 * Thread: read-only.
 */
#ifndef BENCH_SYNTH_WORLD_H
#define BENCH_SYNTH_WORLD_H

#include "bench/synth/place.h"
#include "getsuji/calendar.h"

#include <stdint.h>

struct world {
	uint64_t seed;
	const struct places *places;
	const struct place *office; /* its municipality; the office's number is its code */
	bool first_office;
	month_t first;  /* the month of the first run; decisions in force are of the month before */
	int households; /* in the first month, with those that open in it */
};

enum plant {
	PLANT_NONE,
	PLANT_RARE_NAME,   /* one for each of name_rare() */
	PLANT_TEN_PERSONS, /* 多人数世帯 */
	PLANT_NAMESAKE,    /* same name, same birthday, other household */
	PLANT_TWINS,
	PLANT_PROTECTED,         /* 支援措置 */
	PLANT_CARE_FACILITY,     /* letters go to the facility */
	PLANT_GUARDIAN,          /* letters go to the guardian */
	PLANT_SEVERE_DISABILITY, /* no table: not computable */
	PLANT_HOLD,
	PLANT_UNDRAWABLE_NAME, /* in one household of the first office */
	PLANT_OWN_PAYMENT,     /* income above the cash needs pays a part of the doctor */
	PLANT_UNDECLARED,      /* wages without a declaration */
	PLANT_SUSPENDED,
	PLANT_BIRTH, /* these happen in the first month */
	PLANT_DEATH,
	PLANT_CLOSING,
	PLANT_SUSPENSION,
	PLANT_ADMISSION,
	PLANT_DISCHARGE,
	PLANT_MOVE
};

/* What is planted at a case number; *which tells several of a kind apart, from 0. */
enum plant world_plant(const struct world *w, int case_no, int *which);

/* The month in which a case opens; first - 1 or less for those in force before. */
month_t world_opening_month(const struct world *w, int case_no);

/* The highest case number that has opened by the end of a month. */
int world_cases(const struct world *w, month_t month);

/* Who works on a case; about 80 households each (社会福祉法第16条). */
int world_caseworker(int case_no);

/* A dice for one purpose of one household. */
struct dice world_dice(const struct world *w, int case_no, uint64_t purpose);

#endif
