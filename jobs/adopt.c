/*
 * adopt.c: which proposals of a confirmed run become facts, and why not the others.
 *
 * One row for each proposal; the records are households.  A chunk may be done again: everything is read as
 * known at the run's second cut (run.hold_cut).  Facts are changed by a task of its own after this one has
 * balanced: `sql: adopt_apply`, in one transaction and each proposal once, however often it is done.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "getsuji/matching.h"

/* What becomes of a proposal that no caseworker said anything about. */
enum without_disposition { WITHOUT_ADOPT, WITHOUT_LEAVE };
static const char *const without_words[] = {"adopt", "leave", NULL};
static const struct job_param params[] = {
	{.name = "without_disposition",
		.title = "a proposal without a disposition: adopt = it is adopted; leave = it stays a proposal",
		.default_int = WITHOUT_ADOPT,
		.words = without_words},
	{.name = NULL},
};

enum columns {
	COLUMN_HOUSEHOLD,
	COLUMN_PERSON,
	COLUMN_ITEM,
	COLUMN_HOLD,
	COLUMN_DISPOSITION,
	COLUMN_PROTECTED,
	COLUMN_AMOUNT_SAME, /* NULL: no income holds on the day */
	COLUMN_PREMIUM_SAME,
	COLUMN_INCOME_NEW,
	COLUMN_PERSON_NEW,
	COLUMN_CODE_NEW,
	COLUMN_ANSWER_NEW,
	COLUMN_AFTER_YEN
};

static const char *disposition_term(int64_t number)
{
	switch ((enum disposition)number) {
#define X(name, code, word, term) \
	case name: \
		return term;
		DISPOSITIONS(X)
#undef X
	case DISPOSITION_NONE:
		break;
	}
	return "";
}

/* What has happened since the proposal was made; NULL: nothing. */
static const char *changed(const struct rows *r)
{
	if (row_null(r, COLUMN_AMOUNT_SAME))
		return "収入認定が終了または削除されたため";
	if (!row_bool(r, COLUMN_AMOUNT_SAME))
		return "収入認定の年金額が変更されたため";
	if (!row_bool(r, COLUMN_PREMIUM_SAME))
		return "収入認定の介護保険料が変更されたため";
	if (row_bool(r, COLUMN_INCOME_NEW))
		return "収入認定が登録し直されたため";
	if (row_bool(r, COLUMN_PERSON_NEW))
		return "世帯員の登録が変更されたため";
	if (row_bool(r, COLUMN_CODE_NEW))
		return "年金コードの登録が変更されたため";
	if (row_bool(r, COLUMN_ANSWER_NEW))
		return "年金の新しい回答があったため";
	return NULL;
}

/* Why a proposal is not adopted; "" where it is.  What a person decided comes first. */
static const char *refusal(const struct chunk *c, const struct rows *r)
{
	int64_t disposition = row_int(r, COLUMN_DISPOSITION);
	const char *what = changed(r);

	if (disposition != DISPOSITION_NONE && disposition != DISPOSITION_ADOPT)
		return arena_printf(c->arena, "処理が「%s」のため", disposition_term(disposition));
	if (!row_null(r, COLUMN_HOLD))
		return "世帯が保留中のため";
	if (!row_bool(r, COLUMN_PROTECTED))
		return "世帯の保護が廃止されたため";
	if (what != NULL)
		return arena_printf(c->arena, "提案の後に%s", what);
	if (disposition == DISPOSITION_NONE && task_param(c->task, "without_disposition") == WITHOUT_LEAVE)
		return "処理の記入がないため";
	return "";
}

static void put_adoption(struct chunk *c, const struct rows *r, struct row_out *w)
{
	const char *why = refusal(c, r);

	row_begin(w);
	row_put_int8(w, row_int(r, COLUMN_HOUSEHOLD));
	row_put_int2(w, (int16_t)row_int(r, COLUMN_PERSON));
	row_put_int2(w, (int16_t)row_int(r, COLUMN_ITEM));
	row_put_bool(w, why[0] == '\0');
	row_put_string(w, why);
	row_end(w);
}

/* All proposals of the household that the next row belongs to. */
static void adopt_household(struct chunk *c, struct rows *r, int64_t household_id, struct row_out *w)
{
	bool taken = chunk_take(c, household_id), held = false;
	int64_t key;

	while (rows_peek_key(r, &key) && key == household_id) {
		(void)rows_next(r);
		if (!taken)
			continue;
		if (!row_null(r, COLUMN_HOLD) && !held) {
			struct str name = row_text(r, COLUMN_HOLD);

			chunk_hold(c, household_id, arena_printf(c->arena, "%.*s", (int)name.length, name.at),
				"世帯が保留中のため、提案を採用しません");
			held = true;
		}
		if (!held)
			c->count.yen += row_int(r, COLUMN_AFTER_YEN); /* at most chunk_size persons' amounts below 2^31 */
		put_adoption(c, r, w);
	}
	if (taken)
		c->count.read++;
	if (taken && !held)
		c->count.written++;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_adopt_proposals};
	struct row_out *w = chunk_out(c, &sql_adopt_adoption);
	struct rows *rows;
	int64_t household_id;

	if (chunk_read(c, statements, 1, &rows, e) != ERR_OK)
		return e->code;
	while (rows_peek_key(rows, &household_id))
		adopt_household(c, rows, household_id, w);
	return ERR_OK;
}

static const char *const partitions[] = {"adoption", NULL};
static const struct sql_stmt *const finish[] = {&sql_adopt_index, NULL};

const struct job job_adopt = {
	.name = "adopt",
	.title = "提案の採否",
	.params = params,
	.targets = &sql_adopt_targets,
	.chunk_size = 10000,
	.by_household = true,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_adopt_balance,
	.finish = finish,
};
