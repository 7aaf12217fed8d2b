/*
 * floor.c: the least that reading and writing the same rows can cost: bare COPYs, nothing else.
 *
 *   floor SCRIPT…
 *       one connection (libpq's own means) and one thread per script, all begun together; prints the
 *       seconds from the first statement to the last end
 *
 * A script is plain SQL, one statement after the other, each ended by a line that is only `;`.
 *   COPY … TO STDOUT     what comes is thrown away
 *   COPY … FROM STDIN    is sent the file that the comment line `-- rows: FILE` before it names; the
 *                        file is read into memory before the clock starts
 * Nothing is decoded, computed, keyed, split or recorded: what a job takes longer than this is its own.
 */
#include "getsuji/arena.h"

#include <errno.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SCRIPTS_MAX = 16, STATEMENTS_MAX = 64, SEND_BYTES = 1 << 16 };

struct bytes {
	char *at;
	size_t length;
};

struct statement {
	const char *sql;
	struct bytes rows; /* for COPY … FROM STDIN */
};

struct script {
	const char *path;
	struct arena *keep;
	struct statement statement[STATEMENTS_MAX];
	int statements;
	PGconn *connection;
	pthread_barrier_t *ready;
	double began, ended;
	bool failed;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool read_file(const char *path, struct arena *keep, struct bytes *out)
{
	FILE *f = fopen(path, "rb");
	size_t room = 0, got;

	*out = (struct bytes){0};
	if (f == NULL) {
		fprintf(stderr, "floor: %s: %s\n", path, strerror(errno));
		return false;
	}
	do {
		if (out->length + 1 >= room) {
			size_t more = room == 0 ? SEND_BYTES : room * 2;

			out->at = arena_grow(keep, out->at, room, more, 1);
			room = more;
		}
		got = fread(out->at + out->length, 1, room - out->length - 1, f);
		out->length += got;
	} while (got > 0);
	fclose(f);
	return true;
}

/* Splits at lines that are only `;`; the rows of a COPY are loaded here, before any clock runs. */
static bool load(struct script *s)
{
	struct bytes text;
	struct statement *now_at = &s->statement[0];
	char *line, *rest, *sql;

	if (!read_file(s->path, s->keep, &text))
		return false;
	sql = rest = text.at;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (strncmp(line, "-- rows: ", 9) == 0 && !read_file(line + 9, s->keep, &now_at->rows))
			return false;
		if (strcmp(line, ";") == 0) {
			line[0] = '\0';
			now_at->sql = sql;
			sql = rest;
			s->statements++;
			if (s->statements == STATEMENTS_MAX) {
				fprintf(stderr, "floor: %s: too many statements\n", s->path);
				return false;
			}
			now_at++;
		} else if (rest != NULL) {
			rest[-1] = '\n'; /* the statement goes on */
		}
	}
	return true;
}

static bool receive_rows(PGconn *c)
{
	char *row;
	int length;

	while ((length = PQgetCopyData(c, &row, 0)) > 0)
		PQfreemem(row);
	return length == -1;
}

static bool send_rows(PGconn *c, const struct bytes *rows)
{
	for (size_t at = 0; at < rows->length; at += SEND_BYTES) {
		size_t part = rows->length - at < SEND_BYTES ? rows->length - at : SEND_BYTES;

		if (PQputCopyData(c, rows->at + at, (int)part) != 1)
			return false;
	}
	return PQputCopyEnd(c, NULL) == 1;
}

static bool execute(struct script *s, const struct statement *q)
{
	PGresult *r = PQexec(s->connection, q->sql);
	bool good = true;

	for (; r != NULL; r = PQgetResult(s->connection)) {
		ExecStatusType status = PQresultStatus(r);

		PQclear(r);
		if (status == PGRES_COPY_OUT)
			good = receive_rows(s->connection) && good;
		else if (status == PGRES_COPY_IN)
			good = send_rows(s->connection, &q->rows) && good;
		else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
			good = false;
	}
	if (!good)
		fprintf(stderr, "floor: %s: %s", s->path, PQerrorMessage(s->connection));
	return good;
}

static void *run(void *context)
{
	struct script *s = context;

	pthread_barrier_wait(s->ready);
	s->began = now();
	for (int i = 0; i < s->statements && !s->failed; i++)
		s->failed = !execute(s, &s->statement[i]);
	s->ended = now();
	return NULL;
}

int main(int argc, char **argv)
{
	struct arena *keep = arena_new();
	struct script *script = arena_array(keep, SCRIPTS_MAX, sizeof *script);
	pthread_t thread[SCRIPTS_MAX];
	pthread_barrier_t ready;
	int n = argc - 1;
	double began = 0, ended = 0;
	bool failed = false;

	if (n < 1 || n > SCRIPTS_MAX) {
		fprintf(stderr, "usage: floor SCRIPT…\n");
		return 16;
	}
	pthread_barrier_init(&ready, NULL, (unsigned)n);
	for (int i = 0; i < n; i++) {
		script[i] = (struct script){.path = argv[i + 1], .keep = keep, .ready = &ready};
		script[i].connection = PQconnectdb("");
		if (!load(&script[i]) || PQstatus(script[i].connection) != CONNECTION_OK) {
			fprintf(stderr, "floor: %s", PQerrorMessage(script[i].connection));
			return 16;
		}
	}
	for (int i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, run, &script[i]) != 0)
			return 32;
	for (int i = 0; i < n; i++) {
		pthread_join(thread[i], NULL);
		began = i == 0 || script[i].began < began ? script[i].began : began;
		ended = script[i].ended > ended ? script[i].ended : ended;
		failed = failed || script[i].failed;
		PQfinish(script[i].connection);
	}
	if (!failed)
		printf("%.4f\n", ended - began);
	arena_free(keep);
	return failed ? 12 : 0;
}
