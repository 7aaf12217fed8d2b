/*
 * Named exclusive resources; see resource.h.
 */
#include "engine/run/resource.h"

#include "gen/sql.h"

#include <stdio.h>
#include <string.h>

/* What tasks of this run hold: a lock of our own session would be granted to it again. */
struct resource_hold {
	const char *name;
	int task;
	struct resource_hold *next;
};

static const struct resource_hold *held_here(const struct scheduler *s, const char *name)
{
	for (const struct resource_hold *h = s->holds; h; h = h->next)
		if (strcmp(h->name, name) == 0)
			return h;
	return NULL;
}

static enum err_code named(struct scheduler *s, const struct sql_stmt *q, const char *name, int task,
	struct db_result **r, struct err *e)
{
	struct db_args args = {0};

	db_arg_text(&args, name);
	if (q->nparams > 1) {
		db_arg_int(&args, s->run.info.run_id);
		db_arg_int(&args, task + 1);
	}
	return db_query(s->db, q, &args, s->scratch, r, e);
}

/* The lock and the row that says so. */
static enum err_code take_one(struct scheduler *s, const char *name, int task, bool *got, struct err *e)
{
	struct resource_hold *h;
	struct db_result *r = NULL;
	enum err_code code;

	*got = false;
	if (held_here(s, name))
		return ERR_OK;
	code = named(s, &sql_resource_lock, name, task, &r, e);
	if (code != ERR_OK || !db_int(r, 0, 0))
		return code;
	h = arena_alloc(s->life, sizeof *h);
	*h = (struct resource_hold){.name = name, .task = task, .next = s->holds};
	s->holds = h;
	*got = true;
	return named(s, &sql_resource_used, name, task, NULL, e);
}

static enum err_code say_who(
	struct scheduler *s, const char *name, char *waiting_for, size_t size, struct err *e)
{
	struct db_result *r = NULL;
	enum err_code code = named(s, &sql_resource_user, name, 0, &r, e);

	if (code == ERR_OK && db_rows(r) == 1)
		snprintf(waiting_for, size, "resource %s (run %lld, task %s, since %s JST)", name,
			(long long)db_int(r, 0, 0), db_text(r, 0, 1), db_text(r, 0, 2));
	else
		snprintf(waiting_for, size, "resource %s", name);
	return code;
}

enum err_code resource_take(
	struct scheduler *s, int task, bool *got, char *waiting_for, size_t size, struct err *e)
{
	const char *const *name = s->task[task].def->resource;
	enum err_code code = ERR_OK;

	*got = true;
	for (; *name && *got && code == ERR_OK; name++)
		code = take_one(s, *name, task, got, e);
	if (code != ERR_OK || *got)
		return code;
	code = resource_release(s, task, e);
	return code == ERR_OK ? say_who(s, name[-1], waiting_for, size, e) : code;
}

enum err_code resource_release(struct scheduler *s, int task, struct err *e)
{
	struct resource_hold **at = &s->holds;
	enum err_code code = ERR_OK;

	while (*at && code == ERR_OK) {
		const struct resource_hold *h = *at;

		if (h->task != task) {
			at = &(*at)->next;
			continue;
		}
		code = named(s, &sql_resource_free, h->name, task, NULL, e);
		if (code == ERR_OK)
			code = named(s, &sql_resource_unlock, h->name, task, NULL, e);
		*at = h->next;
	}
	return code;
}

enum err_code resource_forget(struct scheduler *s, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, s->run.info.run_id);
	return db_query(s->db, &sql_resource_forget, &args, s->scratch, NULL, e);
}
