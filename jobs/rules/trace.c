/*
 * trace.c: formats a step and hands it to the sink.
 */
#include "jobs/rules/trace.h"

#include <stdarg.h>
#include <stdio.h>

void trace_note(
	const struct trace *t, enum rule rule, const char *component, yen_t amount, const char *fmt, ...)
{
	char text[TRACE_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	t->step(t->self, &(struct trace_step){rule, component, amount, text});
}

char *trace_yen(yen_t amount, char out[static 32])
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)(amount < 0 ? -amount : amount));
	char *at = out;

	if (amount < 0)
		*at++ = '-';
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return out;
}
