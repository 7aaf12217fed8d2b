/*
 * batch.c: several statements in one round trip, binary COPYs among them.
 *
 * The steps go out as one simple-query string; their answers come back one after another, in order.
 * A COPY OUT is read into one buffer of the arena, a COPY IN is fed when the server asks for it.  After
 * a failure the server drops the rest of the string; whatever is still on the way is read out, so that
 * the connection is usable again.  Outside a transaction block the string is one transaction.
 */
#include "engine/db/connection.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEND_PIECE = 64 * 1024, /* a bigger one would only be copied once more by libpq */
	READ_ROOM = 64 * 1024
};

static const char COPY_HEADER[19] = "PGCOPY\n\377\r\n";
static const char COPY_TRAILER[2] = "\377\377";

static enum err_code batch_text(
	const struct db_step *steps, size_t n, struct arena *keep, char **out, struct err *e)
{
	char **texts = arena_array(keep, n, sizeof *texts);
	size_t length = 1;
	for (size_t i = 0; i < n; i++) {
		enum err_code code = literal_statement(steps[i].q, steps[i].args, keep, &texts[i], e);
		if (code != ERR_OK)
			return code;
		length += strlen(texts[i]) + 2;
	}
	char *p = *out = arena_alloc(keep, length);
	for (size_t i = 0; i < n; i++) {
		size_t part = strlen(texts[i]);
		memcpy(p, texts[i], part);
		memcpy(p + part, "\n;", 2); /* on a line of its own: the text may end in a comment */
		p += part + 2;
	}
	return ERR_OK;
}

static enum err_code wrong_kind(const struct db_step *step, struct err *e)
{
	err_set(e, ERR_DEFINITION, 1320, "statement %s is not of the kind its heading says", step->q->name);
	return err_place(e, "%s:%d", step->q->file, step->q->line);
}

/* Takes the next answer of the server; NULL with *e set if there is none to take. */
static PGresult *next_answer(struct db *db, const struct db_step *step, struct err *e)
{
	PGresult *res = PQgetResult(db->conn);
	ExecStatusType status = PQresultStatus(res);
	bool connected = PQstatus(db->conn) == CONNECTION_OK;
	if (res != NULL && connected && status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE)
		return res;
	if (res == NULL && connected) /* fewer answers than steps: a text without a statement */
		(void)wrong_kind(step, e);
	else
		(void)db_failed(db, step->q, res, e);
	PQclear(res);
	return NULL;
}

/* A COPY's own end: the answer that tells how many rows it was. */
static enum err_code copy_ended(struct db *db, const struct db_step *step, size_t *count, struct err *e)
{
	PGresult *res = next_answer(db, step, e);
	if (res == NULL)
		return e->code;
	bool ended = PQresultStatus(res) == PGRES_COMMAND_OK;
	*count = ended ? (size_t)strtoull(PQcmdTuples(res), NULL, 10) : 0;
	PQclear(res);
	if (ended)
		return ERR_OK;
	err_set(e, ERR_DATABASE, 1318, "statement %s did not end as a COPY does", step->q->name);
	return err_place(e, "%s:%d", step->q->file, step->q->line);
}

/* Waits until the server has sent something, and takes it in.  False when the connection is gone. */
static bool take_in(struct db *db)
{
	struct pollfd socket = {.fd = PQsocket(db->conn), .events = POLLIN};

	while (poll(&socket, 1, -1) < 0)
		if (errno != EINTR)
			return false;
	return PQconsumeInput(db->conn) == 1;
}

/* PQgetlineAsync() copies straight from libpq's buffer into ours; PQgetCopyData() would allocate and free
 * a piece of memory for every row, which is a tenth of a worker's own time. */
static enum err_code read_copy(struct db *db, struct db_step *step, struct arena *keep, struct err *e)
{
	size_t used = 0, room = READ_ROOM, count;
	char *at = arena_raw(keep, room);
	int got;

	while ((got = PQgetlineAsync(db->conn, at + used, (int)(room - used))) >= 0) {
		used += (size_t)got;
		if (got == 0 && !take_in(db))
			break;
		if (room - used < READ_ROOM / 2) {
			at = arena_grow_raw(keep, at, room, room * 2);
			room *= 2;
			CHECK(room - used <= INT_MAX);
		}
	}
	enum err_code code = copy_ended(db, step, &count, e); /* also tells why it broke off */
	if (code == ERR_OK)
		code = rows_adopt((unsigned char *)at, used, count, keep, &step->rows, e);
	return code;
}

static bool send_pieces(struct db *db, const char *at, size_t length)
{
	while (length > 0) {
		size_t part = length < SEND_PIECE ? length : SEND_PIECE;
		if (PQputCopyData(db->conn, at, (int)part) != 1)
			return false;
		at += part;
		length -= part;
	}
	return true;
}

static enum err_code send_copy(struct db *db, struct db_step *step, struct err *e)
{
	size_t length, count;
	const void *at = row_out_bytes(step->out, &length);
	/* When sending fails the server has said why: the next answer is that error. */
	if (send_pieces(db, COPY_HEADER, sizeof COPY_HEADER) && send_pieces(db, at, length))
		(void)send_pieces(db, COPY_TRAILER, sizeof COPY_TRAILER);
	(void)PQputCopyEnd(db->conn, NULL);
	enum err_code code = copy_ended(db, step, &count, e);
	if (code != ERR_OK || count == row_out_count(step->out))
		return code;
	err_set(e, ERR_DATABASE, 1319, "statement %s took %zu rows of %zu", step->q->name, count,
		row_out_count(step->out));
	return err_place(e, "%s:%d", step->q->file, step->q->line);
}

static enum err_code step_answer(struct db *db, struct db_step *step, struct arena *keep, struct err *e)
{
	PGresult *res = next_answer(db, step, e);
	if (res == NULL)
		return e->code;
	ExecStatusType status = PQresultStatus(res);
	enum err_code code = ERR_OK;
	if (status == PGRES_COPY_OUT && step->q->kind == SQL_COPY_OUT) {
		PQclear(res);
		return read_copy(db, step, keep, e);
	}
	if (status == PGRES_COPY_IN && step->q->kind == SQL_COPY_IN) {
		PQclear(res);
		return send_copy(db, step, e);
	}
	if ((status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) && step->q->kind <= SQL_MANY) {
		code = db_expect(step->q, res, e);
		step->result = db_result_adopt(res, keep);
		return code;
	}
	PQclear(res);
	if (status == PGRES_COPY_IN)
		(void)PQputCopyEnd(db->conn, "not a copy_in statement");
	err_set(e, ERR_DEFINITION, 1320, "statement %s is not of the kind its heading says", step->q->name);
	return err_place(e, "%s:%d", step->q->file, step->q->line);
}

enum err_code db_batch(struct db *db, struct db_step *steps, size_t n, struct arena *keep, struct err *e)
{
	char *text;
	CHECK(n > 0);
	for (size_t i = 0; i < n; i++) {
		CHECK(steps[i].q->kind != SQL_COPY_IN || steps[i].out != NULL);
		steps[i].rows = NULL;
		steps[i].result = NULL;
	}
	if (db->lost)
		return db_failed(db, steps[0].q, NULL, e);
	enum err_code code = batch_text(steps, n, keep, &text, e);
	if (code != ERR_OK)
		return code;
	if (PQsendQuery(db->conn, text) != 1)
		code = db_failed(db, steps[0].q, NULL, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = step_answer(db, &steps[i], keep, e);
	db_drain(db);
	return code;
}
