/*
 * trace.h: the steps of a computation, for `explain`, `calc --explain` and reasons.
 *
 * A rule that is given a trace tells each amount it found with the number of the rule, the component
 * and a Japanese sentence; with NULL it tells nothing and costs one comparison.
 *
 * Thread: that of the computation.
 */
#ifndef GETSUJI_RULES_TRACE_H
#define GETSUJI_RULES_TRACE_H

#include "getsuji/money.h"
#include "jobs/rules/rule.h"

#define TRACE_TEXT_MAX 512

/* One step; text is borrowed for the duration of the call. */
struct trace_step {
	enum rule rule;
	const char *component; /* "class1_sum": a field of benefit.h or a name of its own */
	yen_t amount;
	const char *text; /* "第1類 41-59歳 1級地-1 46,930円" */
};

struct trace {
	void (*step)(void *self, const struct trace_step *s);
	void *self;
};

void trace_note(const struct trace *t, enum rule rule, const char *component, yen_t amount, const char *fmt,
	...) __attribute__((format(printf, 5, 6)));

/* "1,234"; buffer of 32 bytes. */
char *trace_yen(yen_t amount, char out[static 32]);

/* Arguments are not even evaluated without a trace. */
#define TRACE(t, ...) \
	do { \
		if (__builtin_expect((t) != NULL, 0)) \
			trace_note((t), __VA_ARGS__); \
	} while (0)

#endif
