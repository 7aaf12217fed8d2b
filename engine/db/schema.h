/*
 * schema.h: the steps of sql/schema/, embedded by the build, in the order in which they are applied.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_SCHEMA_H
#define GETSUJI_SCHEMA_H

struct schema_step {
	int version;      /* the number at the start of the name, ascending, never reused */
	const char *name; /* "003_rate.sql" */
	const char *text; /* the whole file; may hold several statements */
};

extern const struct schema_step schema_steps[];
extern const int schema_steps_count;

#endif
