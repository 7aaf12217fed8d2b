/* bundle.c: see bundle.h. */
#include "engine/run/bundle.h"

#include "engine/run/schedule.h"
#include "gen/sql.h"

#include <string.h>

/* A chunk that was leased, in the order in which they are worked off. */
struct leased {
	struct bundle_task *of;
	struct chunk_lease lease;
};

static enum err_code lease(const struct bundle_work *in, const struct bundle_task *tasks, int n,
	struct db_result **out, struct err *e)
{
	const char *numbers = "";
	struct db_args args = {0};
	enum err_code code;

	for (int i = 0; i < n; i++)
		numbers = arena_printf(in->arena, "%s%s%d", numbers, i == 0 ? "{" : ",", tasks[i].task->task_no);
	db_arg_int(&args, tasks[0].task->run->run_id);
	db_arg_text(&args, arena_printf(in->arena, "%s}", numbers));
	code = db_query(in->db, &sql_transaction_begin, NULL, in->arena, NULL, e);
	if (code == ERR_OK)
		code = db_query(in->db, &sql_chunk_claim_singles, &args, in->arena, out, e);
	return code;
}

/* Brings the rows of the lease to their tasks. */
static int match(
	const struct db_result *r, struct bundle_task *tasks, int n, struct leased out[static BUNDLE_MOST])
{
	int found = 0;

	for (int i = 0; i < n; i++) {
		for (int row = 0; row < db_rows(r); row++) {
			if (db_int(r, row, 0) != tasks[i].task->task_no)
				continue;
			out[found++] =
				(struct leased){&tasks[i], {.chunk_no = (int)db_int(r, row, 1),
											   .lo = db_int(r, row, 2),
											   .hi = db_int(r, row, 3),
											   .as_of = db_is_null(r, row, 4) ? NULL : db_text(r, row, 4)}};
		}
	}
	return found;
}

/* Works off the chunks until the time is over; *done is how many. */
static enum err_code compute(const struct bundle_work *in, const struct leased *leased, int n,
	struct chunk *chunks, int *done, struct err *e)
{
	double until = schedule_clock() + BUNDLE_MOST_MS / 1000.0;
	enum err_code code = ERR_OK;

	for (*done = 0; *done < n && code == ERR_OK && (*done == 0 || schedule_clock() < until); (*done)++) {
		struct chunk *c = &chunks[*done];
		struct task *t = leased[*done].of->task;

		flight_begin(in->slot, t->run->run_id, t->task_no, leased[*done].lease.chunk_no);
		context_chunk_begin(c, t, in->db, in->worker, in->slot, &leased[*done].lease, in->arena);
		code = context_chunk_compute(c, e);
		flight_end(in->slot);
		if (code == ERR_OK && c->engine->files != NULL)
			code = err_set(e, ERR_STATE, 2162, "a file is not published with other tasks");
	}
	return code;
}

enum err_code bundle_do(const struct bundle_work *in, struct bundle_task *tasks, int n, struct err *e)
{
	struct leased leased[BUNDLE_MOST];
	struct chunk *chunks = arena_array(in->arena, BUNDLE_MOST, sizeof *chunks);
	struct db_result *r = NULL;
	int found, done = 0;
	enum err_code code;

	CHECK(n >= 1 && n <= BUNDLE_MOST);
	code = lease(in, tasks, n, &r, e);
	if (code != ERR_OK)
		return code;
	found = match(r, tasks, n, leased);
	code = compute(in, leased, found, chunks, &done, e);
	if (code == ERR_OK)
		code = done > 0 ? context_singles_commit(chunks, (size_t)done, e)
						: db_query(in->db, &sql_transaction_rollback, NULL, in->arena, NULL, e);
	for (int i = 0; i < done && code == ERR_OK; i++) {
		leased[i].of->done = true;
		leased[i].of->count = chunks[i].count;
	}
	return code;
}
