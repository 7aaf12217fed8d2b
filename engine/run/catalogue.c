/*
 * Looks names up in the lists that the build makes from jobs/, reports/ and sql/.
 */
#include "engine/run/catalogue.h"

#include "engine/run/context.h"
#include "engine/run/office_calendar.h"
#include "engine/run/registry.h"
#include "gen/sql.h"

#include <string.h>

static const char *const GATES[] = {"confirmed", NULL};

const struct job *catalogue_job(enum graph_kind kind, const char *name)
{
	if (kind != GRAPH_JOB && kind != GRAPH_REPORT)
		return NULL;
	for (const struct job *const *job = registry_jobs; *job; job++)
		if (strcmp((*job)->name, name) == 0)
			return *job;
	return NULL;
}

const struct sql_stmt *catalogue_statement(const char *name)
{
	for (const struct sql_stmt *const *q = sql_all; *q; q++)
		if (strcmp((*q)->name, name) == 0)
			return *q;
	return NULL;
}

static bool has_gate(const char *name)
{
	for (const char *const *g = GATES; *g; g++)
		if (strcmp(*g, name) == 0)
			return true;
	return false;
}

static bool has_target(enum graph_kind kind, const char *target, struct err *e)
{
	const struct sql_stmt *q;

	switch (kind) {
	case GRAPH_JOB:
		if (!catalogue_job(kind, target))
			(void)err_set(e, ERR_DEFINITION, 1540, "there is no job \"%s\" in jobs/", target);
		break;
	case GRAPH_REPORT:
		if (!catalogue_job(kind, target))
			(void)err_set(e, ERR_DEFINITION, 1541, "there is no report \"%s\" in reports/", target);
		break;
	case GRAPH_SQL:
		q = catalogue_statement(target);
		if (!q || q->kind != SQL_ONE)
			(void)err_set(e, ERR_DEFINITION, 1542, "there is no :one statement \"%s\" in sql/", target);
		break;
	case GRAPH_MILESTONE:
		break;
	case GRAPH_GATE:
		if (!has_gate(target))
			(void)err_set(e, ERR_DEFINITION, 1543, "there is no gate \"%s\"; there is: confirmed", target);
		break;
	}
	return e->code == ERR_OK;
}

static bool setting_fits(
	enum graph_kind kind, const char *target, const struct graph_setting *s, struct err *e)
{
	const struct job *job = catalogue_job(kind, target);
	int64_t ignored;

	if (!job) {
		(void)err_set(e, ERR_DEFINITION, 1544, "only jobs and reports have parameters");
		return false;
	}
	return context_setting(job, s, &ignored, e) == ERR_OK;
}

static bool day_fits(const char *expression, size_t *bad, struct err *e)
{
	struct arena *scratch = arena_new();
	struct office_day_rule *rule;
	enum err_code code = office_calendar_parse(expression, scratch, &rule, bad, e);

	arena_free(scratch);
	return code == ERR_OK;
}

static const char *const *partitions(enum graph_kind kind, const char *target)
{
	const struct job *job = catalogue_job(kind, target);

	return job ? job->partitions : NULL;
}

const struct graph_catalogue catalogue = {
	.has_target = has_target, .setting_fits = setting_fits, .day_fits = day_fits, .partitions = partitions};
