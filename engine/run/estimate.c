/* See estimate.h. */
#include "engine/run/estimate.h"

#include <string.h>

double estimate_remaining(const struct progress_task *task, int tasks)
{
	double longest = -1;

	for (int i = 0; i < tasks; i++) {
		const struct progress_task *t = &task[i];
		double left;

		if (strcmp(t->state, "running") != 0 || t->read <= 0 || t->seconds <= 0)
			continue;
		left = (double)(t->expected - t->read) / ((double)t->read / t->seconds);
		if (left > longest)
			longest = left;
	}
	return longest;
}
