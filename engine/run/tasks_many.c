/*
 * Many tasks at once; see tasks.h.  What would be thousands of small transactions where a graph has thousands
 * of small tasks is one statement for all that are ready together.
 */
#include "engine/base/failpoint.h"
#include "engine/run/tasks.h"
#include "gen/sql.h"

#include <stdio.h>

bool tasks_is_single(const struct run_task *t)
{
	const struct job *job = t->engine.job;
	const struct graph_expect *x = &t->def->expect;

	return job && !job->targets && !job->partitions && !job->finish && !job->balance &&
		   !t->def->resource[0] && !x->min && !x->max && !x->near_percent;
}

/* "{4,7,12}": the numbers of tasks as an array of the server. */
static const char *task_numbers(
	const struct run_task *task, const int *index, int count, struct arena *scratch)
{
	char *text = arena_alloc(scratch, (size_t)count * 12 + 16);
	int n = 0;

	text[n++] = '{';
	for (int i = 0; i < count; i++)
		n += snprintf(text + n, 13, "%s%d", i == 0 ? "" : ",", task[index[i]].task.task_no);
	text[n++] = '}';
	return text;
}

static enum err_code command_many(const struct sql_stmt *q, struct run_task *task, const int *index,
	int count, struct arena *scratch, struct db_result **r, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, task[index[0]].task.run->run_id);
	db_arg_text(&args, task_numbers(task, index, count, scratch));
	return db_query(task[index[0]].engine.db, q, &args, scratch, r, e);
}

enum err_code tasks_begin_singles(
	struct run_task *task, const int *index, int count, int *failed, struct arena *scratch, struct err *e)
{
	enum err_code code;

	*failed = 0;
	failpoint("task.before_commit");
	code = command_many(&sql_tasks_begin_single, task, index, count, scratch, NULL, e);
	if (code == ERR_OK)
		failpoint("task.after_commit");
	for (int i = 0; i < count && code == ERR_OK; i++) {
		struct run_task *t = &task[index[i]];

		*failed = i;
		t->row.state = "running";
		t->row.chunks = t->row.expected = 1;
		t->row.chunks_done = 0;
		t->task.keep = t->keep = arena_new();
		if (t->engine.job->start)
			code = t->engine.job->start(&t->task, e);
	}
	return code;
}

enum err_code tasks_pass(
	struct run_task *task, const int *index, int count, struct arena *scratch, struct err *e)
{
	enum err_code code;

	failpoint("pass.before_commit");
	code = command_many(&sql_tasks_pass, task, index, count, scratch, NULL, e);
	for (int i = 0; i < count && code == ERR_OK; i++)
		task[index[i]].row.state = "done";
	return code;
}

enum err_code tasks_end_singles(
	struct run_task *task, const int *index, int count, struct arena *scratch, struct err *e)
{
	struct db_result *r = NULL;
	enum err_code code;

	failpoint("task.before_commit");
	code = command_many(&sql_tasks_end_single, task, index, count, scratch, &r, e);
	for (int i = 0; code == ERR_OK && i < db_rows(r); i++) {
		struct run_task *t = &task[db_int(r, i, 0) - 1];

		t->row.state = "done";
		t->row.chunks_done = t->row.chunks;
		t->row.count = (struct chunk_counts){db_int(r, i, 1), db_int(r, i, 2), db_int(r, i, 3),
			db_int(r, i, 4), db_int(r, i, 5), db_int(r, i, 6), db_int(r, i, 7)};
	}
	if (code == ERR_OK)
		failpoint("task.after_commit");
	return code;
}
