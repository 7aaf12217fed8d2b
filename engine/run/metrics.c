/*
 * metrics.c: see metrics.h.  Two tables name the metrics and the columns of sql/engine/metrics.sql that
 * hold their values; the states are those of state.h.
 */
#include "engine/run/metrics.h"

#include "engine/base/file.h"
#include "engine/run/state.h"
#include "gen/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATES_MAX 16
#define FILE_MODE  0644

struct metric {
	const char *name, *help;
	int column;
	bool milliseconds; /* told in seconds */
};

/* The first three columns are graph, office and state. */
static const struct metric of_run[] = {
	{"getsuji_run_number", "Number of the newest run.", 3, false},
	{"getsuji_run_month", "Business month of the newest run, as YYYYMM.", 4, false},
	{"getsuji_run_edition", "Edition of the newest run.", 5, false},
	{"getsuji_run_seconds", "Seconds from planning to the end, or until now.", 6, true},
	{"getsuji_run_start_timestamp_seconds", "When the run was planned.", 7, false},
	{"getsuji_run_end_timestamp_seconds", "When its last process ended; none while it is at work.", 8, false},
	{"getsuji_last_success_timestamp_seconds", "When a run of this graph and office was last done.", 9,
		false},
	{"getsuji_run_exit_code", "Exit code of its last process.", 10, false},
	{"getsuji_run_records", "Records of the task with most.", 11, false},
	{"getsuji_run_quarantined", "Records set aside.", 12, false},
	{"getsuji_run_held", "Records held.", 13, false},
	{"getsuji_run_warnings", "Warnings.", 14, false},
	{"getsuji_run_incidents", "Incidents that were mended without a person.", 15, false},
	{"getsuji_run_alarms", "Alarms: deadline passed, too few or too many records.", 16, false},
	{"getsuji_run_attempts", "Processes that took the run.", 17, false},
};

/* The first two columns are name and state. */
static const struct metric of_task[] = {
	{"getsuji_task_seconds", "Seconds the task took, or has taken until now.", 2, true},
	{"getsuji_task_expected", "Records in its targets.", 3, false},
	{"getsuji_task_read", "Records read.", 4, false},
	{"getsuji_task_written", "Records written.", 5, false},
	{"getsuji_task_quarantined", "Records set aside.", 6, false},
	{"getsuji_task_held", "Records held.", 7, false},
	{"getsuji_task_yen", "Total of the task in yen.", 8, false},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* A row with its labels; texts are quoted already. */
struct sample {
	const struct db_result *r;
	int row;
	const char *labels; /* graph="monthly",office="13113" */
	const char *state;
};

static const char *quoted(const char *text, struct arena *keep)
{
	char *out = arena_alloc(keep, 2 * strlen(text) + 1), *at = out;

	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"' || *text == '\n')
			*at++ = '\\';
		*at++ = *text == '\n' ? 'n' : *text;
	}
	return out;
}

static void head(FILE *to, const char *name, const char *help)
{
	fprintf(to, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void write_values(FILE *to, const struct metric *m, const struct sample *s, int n)
{
	head(to, m->name, m->help);
	for (int i = 0; i < n; i++) {
		int64_t v = db_int(s[i].r, s[i].row, m->column);

		if (db_is_null(s[i].r, s[i].row, m->column))
			continue;
		if (m->milliseconds)
			fprintf(to, "%s{%s} %lld.%03d\n", m->name, s[i].labels, (long long)v / 1000, (int)(v % 1000));
		else
			fprintf(to, "%s{%s} %lld\n", m->name, s[i].labels, (long long)v);
	}
}

/* One series for each state that there is: 1 for the one it is in. */
static void write_states(FILE *to, const char *name, const char *help, const struct state_move *moves,
	size_t moves_count, const struct sample *s, int n)
{
	const char *state[STATES_MAX];
	size_t states = 0, k;

	for (size_t m = 0; m < 2 * moves_count; m++) {
		const char *word = m < moves_count ? moves[m].from : moves[m - moves_count].to;

		for (k = 0; k < states && strcmp(state[k], word) != 0; k++)
			;
		if (k == states) {
			CHECK(states < STATES_MAX);
			state[states++] = word;
		}
	}
	head(to, name, help);
	for (int i = 0; i < n; i++) {
		for (k = 0; k < states; k++)
			fprintf(to, "%s{%s,state=\"%s\"} %d\n", name, s[i].labels, state[k],
				strcmp(state[k], s[i].state) == 0);
	}
}

static void runs_of(const struct db_result *r, struct arena *keep, struct sample *out)
{
	for (int i = 0; i < db_rows(r); i++)
		out[i] = (struct sample){r, i,
			arena_printf(keep, "graph=\"%s\",office=\"%05lld\"", quoted(db_text(r, i, 0), keep),
				(long long)db_int(r, i, 1)),
			db_text(r, i, 2)};
}

static enum err_code tasks_of(struct db *db, const struct sample *runs, int n, struct arena *keep,
	struct sample **out, int *count, struct err *e)
{
	size_t room = 0;

	*out = NULL;
	*count = 0;
	for (int i = 0; i < n; i++) {
		struct db_args args = {0};
		struct db_result *r;

		db_arg_int(&args, db_int(runs[i].r, i, 3));
		if (db_query(db, &sql_metrics_tasks, &args, keep, &r, e) != ERR_OK)
			return e->code;
		*out = arena_grow(keep, *out, room, room + (size_t)db_rows(r), sizeof(**out));
		room += (size_t)db_rows(r);
		for (int row = 0; row < db_rows(r); row++)
			(*out)[(*count)++] = (struct sample){r, row,
				arena_printf(keep, "%s,task=\"%s\"", runs[i].labels, quoted(db_text(r, row, 0), keep)),
				db_text(r, row, 1)};
	}
	return ERR_OK;
}

static void write_one(FILE *to, const char *name, const char *help, int64_t value)
{
	head(to, name, help);
	fprintf(to, "%s %lld\n", name, (long long)value);
}

static void write_all(FILE *to, const struct sample *runs, int n, const struct sample *tasks, int m)
{
	write_states(to, "getsuji_run_state", "State of the newest run: 1 for the one it is in.", state_run_moves,
		state_run_moves_count, runs, n);
	for (size_t i = 0; i < COUNT(of_run); i++)
		write_values(to, &of_run[i], runs, n);
	write_states(to, "getsuji_task_state", "State of a task of the newest run.", state_task_moves,
		state_task_moves_count, tasks, m);
	for (size_t i = 0; i < COUNT(of_task); i++)
		write_values(to, &of_task[i], tasks, m);
}

enum err_code metrics_write(struct db *db, const char *path, struct arena *keep, struct err *e)
{
	const char *part = file_part_name(keep, path);
	struct sample *runs, *tasks;
	struct db_result *r, *left, *mail;
	FILE *to = NULL;
	int fd, m;

	if (db_query(db, &sql_metrics_runs, NULL, keep, &r, e) != ERR_OK ||
		db_query(db, &sql_outbox_left, NULL, keep, &left, e) != ERR_OK ||
		db_query(db, &sql_metrics_mail, NULL, keep, &mail, e) != ERR_OK)
		return e->code;
	runs = arena_array(keep, (size_t)db_rows(r), sizeof(*runs));
	runs_of(r, keep, runs);
	if (tasks_of(db, runs, db_rows(r), keep, &tasks, &m, e) != ERR_OK)
		return e->code;
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	if (fd >= 0)
		to = fdopen(fd, "w");
	if (to == NULL) {
		file_write_failed(path, errno, 0, e);
		if (fd >= 0)
			close(fd);
		return e->code;
	}
	write_all(to, runs, db_rows(r), tasks, m);
	write_one(
		to, "getsuji_outbox_unsent", "Events that the notification hook has not taken.", db_int(left, 0, 0));
	write_one(to, "getsuji_mail_overdue_pieces", "Pieces of late mailings that are not accounted for.",
		db_int(mail, 0, 0));
	/* Whatever the umask: the collector is another user. */
	if (fchmod(fd, FILE_MODE) != 0 || fflush(to) != 0 || ferror(to))
		file_write_failed(path, errno, 0, e);
	if (fclose(to) != 0 && e->code == ERR_OK)
		file_write_failed(path, errno, 0, e);
	if (e->code != ERR_OK || file_publish(part, path, e) != ERR_OK)
		unlink(part);
	return e->code;
}
