/*
 * cmd_audit.c: audit: the chain of operator actions, computed anew and compared row by row.
 *
 * The bytes of a row are built here, from its columns, and not by the function that the database chained
 * it with (run.action_bytes): a function that somebody replaced would vouch for anything.  What a chain
 * alone cannot show, actions taken off its end or all of it computed anew, shows when the digest of
 * an earlier audit is given with --digest and is no longer there.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "gen/sql.h"
#include "getsuji/digest.h"

#include <inttypes.h>
#include <string.h>

#define ROWS_PER_PAGE 5000

/* Columns of audit_page. */
enum column { NUMBER, ID, PREVIOUS, DIGEST, RUN, KEY, COMMAND, REASON, ACTED_BY, ACTED_AT };

struct chain {
	int64_t count, last_id;
	unsigned char head[DIGEST_SIZE];
	const char *anchor; /* hex, lower case; NULL: none */
	int64_t anchor_at;  /* the number of the action it is of; 0: not met yet */
	struct digest *digest;
	struct arena *page;
};

/* One column as LENGTH:TEXT; and what is null as -; */
static void add_text(struct chain *a, const char *text)
{
	char length[24];

	snprintf(length, sizeof length, "%zu:", strlen(text));
	digest_add(a->digest, length, strlen(length));
	digest_add(a->digest, text, strlen(text));
	digest_add(a->digest, ";", 1);
}

static void add_column(struct chain *a, const struct db_result *r, int row, enum column column)
{
	if (db_is_null(r, row, (int)column))
		digest_add(a->digest, "-;", 2);
	else
		add_text(a, db_text(r, row, (int)column));
}

static void digest_row(
	struct chain *a, const struct db_result *r, int row, unsigned char out[static DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];

	add_text(a, "getsuji.action.1");
	add_column(a, r, row, NUMBER);
	add_text(a, digest_hex(a->head, hex));
	add_column(a, r, row, ID);
	add_column(a, r, row, RUN);
	add_column(a, r, row, KEY);
	add_column(a, r, row, COMMAND);
	add_column(a, r, row, REASON);
	add_column(a, r, row, ACTED_BY);
	add_column(a, r, row, ACTED_AT);
	digest_end(a->digest, out);
}

static bool same_bytes(
	const struct db_result *r, int row, enum column column, const unsigned char *with, struct arena *page)
{
	unsigned char *bytes;

	return db_bytes(r, row, (int)column, page, &bytes) == DIGEST_SIZE &&
		   memcmp(bytes, with, DIGEST_SIZE) == 0;
}

/* What is wrong with a row, named by its number; the first finding ends the audit. */
static enum err_code check_row(struct chain *a, const struct db_result *r, int row, struct err *e)
{
	int64_t number = db_int(r, row, NUMBER);
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	if (number > a->count + 1)
		return err_set(e, ERR_BALANCE, 2155,
			"action %" PRId64 " is missing from the chain: %" PRId64 " is the next that is there",
			a->count + 1, number);
	if (number <= a->count)
		return err_set(e, ERR_BALANCE, 2156, "action %" PRId64 " stands in the chain twice", number);
	if (!same_bytes(r, row, PREVIOUS, a->head, a->page))
		return err_set(e, ERR_BALANCE, 2157,
			"the link of action %" PRId64
			" is not to the action before it: one of both was put in or replaced",
			number);
	digest_row(a, r, row, digest);
	if (!same_bytes(r, row, DIGEST, digest, a->page))
		return err_set(
			e, ERR_BALANCE, 2158, "the content of action %" PRId64 " is not what was recorded", number);
	a->count = number;
	memcpy(a->head, digest, DIGEST_SIZE);
	if (a->anchor != NULL && strncmp(digest_hex(digest, hex), a->anchor, strlen(a->anchor)) == 0)
		a->anchor_at = number;
	return ERR_OK;
}

static enum err_code walk(struct db *db, struct chain *a, struct err *e)
{
	struct db_result *r;

	do {
		struct db_args args = {0};

		arena_reset(a->page);
		db_arg_int(&args, a->count);
		db_arg_int(&args, a->last_id);
		db_arg_int(&args, ROWS_PER_PAGE);
		if (db_query(db, &sql_audit_page, &args, a->page, &r, e) != ERR_OK)
			return e->code;
		for (int i = 0; i < db_rows(r); i++) {
			if (check_row(a, r, i, e) != ERR_OK) {
				err_context(e, _("command %s, by %s"), db_text(r, i, COMMAND), db_text(r, i, ACTED_BY));
				err_hint(e, "Somebody with the rights of the owner changed the ledger: keep the database as "
							"it is, and compare with a backup.");
				return e->code;
			}
			a->last_id = db_int(r, i, ID);
		}
	} while (db_rows(r) == ROWS_PER_PAGE);
	return ERR_OK;
}

/* The digest that somebody wrote down, in lower case. */
static enum err_code read_anchor(struct cli *c, struct chain *a, struct err *e)
{
	const char *typed = c->options.text[OPT_digest];
	char *lower;

	if (typed == NULL)
		return ERR_OK;
	if (strlen(typed) != DIGEST_HEX_SIZE - 1 ||
		strspn(typed, "0123456789abcdefABCDEF") != DIGEST_HEX_SIZE - 1)
		return err_set(
			e, ERR_USAGE, 2159, "the value of --digest is not %d hexadecimal digits", DIGEST_HEX_SIZE - 1);
	lower = arena_strdup(c->keep, typed);
	for (char *p = lower; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	a->anchor = lower;
	return ERR_OK;
}

static enum err_code conclude(struct cli *c, const struct chain *a, struct err *e)
{
	char hex[DIGEST_HEX_SIZE];

	if (a->anchor != NULL && a->anchor_at == 0) {
		err_set(e, ERR_BALANCE, 2160, "the digest given is not in the chain of %s actions",
			say_number(c->keep, a->count));
		return err_hint(e, "Actions were taken off its end, or all of it was made anew: keep the database as "
						   "it is, and compare with a backup.");
	}
	if (c->options.number[OPT_quiet] != 0)
		return ERR_OK;
	if (a->count == 0) {
		fprintf(c->out, _("no actions yet\n"));
		return ERR_OK;
	}
	fprintf(c->out, _("%s actions, an unbroken chain\n"), say_number(c->keep, a->count));
	if (a->anchor_at > 0)
		fprintf(c->out, _("the digest given is that of action %s: nothing before it has changed\n"),
			say_number(c->keep, a->anchor_at));
	fprintf(c->out,
		_("digest of the last: %s\nWrite it down where the server's administrators cannot change it; later: "
		  "getsuji audit --digest …\n"),
		digest_hex(a->head, hex));
	return ERR_OK;
}

enum err_code command_audit(struct cli *c, struct err *e)
{
	struct chain a = {.digest = digest_new(c->keep), .page = arena_new()};
	struct db *db = NULL;

	if (read_anchor(c, &a, e) == ERR_OK && connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK &&
		walk(db, &a, e) == ERR_OK)
		(void)conclude(c, &a, e);
	db_close(db);
	arena_free(a.page);
	return e->code;
}
