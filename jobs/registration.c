/*
 * registration.c: what the online eligibility check is to be told (資格・券の登録): the difference between what should be
 * registered and what was last accepted, and once more what was sent and not answered.
 *
 * Should be registered: whoever was on aid on a day of the month or of the months before it that are looked at, with
 * the last stretch of days; and the medical and dispensing tickets of those months and of the next that are out.
 * What is older stays as it was registered.
 *
 * Counts are of households: read = written (something is sent) + held (it would be, but the household is held) +
 * unchanged (nothing is to be sent, or all of it was rejected) + quarantined.  An office without its
 * settings (ticket_office) registers nobody.
 *
 * A chunk may be done again: the rows depend on the facts at the cut alone, and a record's number on run, chunk and
 * place in it.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/list.h"
#include "jobs/registration_facts.h"
#include "jobs/rules/inquiry.h"

#include <stdio.h>
#include <string.h>

static const char *const rejected_words[] = {"keep", "send", NULL};
static const struct job_param params[] = {
	{.name = "months_back",
		.title = "service months before the run's month that are looked at",
		.min = 0,
		.max = 12,
		.default_int = 12},
	{.name = "rejected",
		.title = "what was rejected and did not change: keep it listed, or send it under a new number",
		.words = rejected_words},
	{.name = NULL},
};

static const char bad_rule[] = "registration_text";

static struct registration_terms terms_of(const struct task *t)
{
	return (struct registration_terms){t->run->month, (int)task_param(t, "months_back")};
}

static enum err_code start(struct task *t, struct err *e)
{
	struct registration_terms *terms = arena_alloc(t->keep, sizeof *terms);

	(void)e; /* cannot fail */
	*terms = terms_of(t);
	t->state = terms;
	return ERR_OK;
}

/* ---- a household ---- */

/* A step with the item that it is about. */
struct step {
	int16_t person_no;
	uint8_t item;
	char key[REGISTRATION_KEY_MAX];
	struct registration_step step;
};

/* A chunk being done. */
struct work {
	struct chunk *c; /* NULL: only told about */
	struct arena *arena;
	struct row_out *out;
	bool send_rejected;
	int64_t records;   /* numbered so far in this chunk */
	struct list steps; /* of the household in hand */
	bool bad;          /* something of it cannot be written */
};

static void add_step(
	struct work *w, const struct registration_person *p, const struct registration_item_state *i)
{
	struct registration_step step = registration_next(i->sent, i->n_sent, i->wanted, w->send_rejected);
	struct step *s;

	w->bad |= i->bad;
	if (step.action == 0)
		return;
	if (i->wanted != NULL && step.content.at == i->wanted->at)
		step.content.at = str_copy(w->arena, step.content);
	s = list_add(w->arena, &w->steps);
	*s = (struct step){.person_no = p->person_no, .item = i->item, .step = step};
	memcpy(s->key, i->key, sizeof s->key);
}

static void collect(struct work *w, struct registration_facts *f, const struct registration_household *h)
{
	struct registration_person p = {0};
	struct registration_item_state i;

	w->steps.count = 0;
	w->bad = false;
	while (h->known && registration_facts_person(f, h, &p)) {
		while (registration_facts_item(f, &p, &i))
			add_step(w, &p, &i);
	}
}

static enum registration_outcome outcome_of(
	const struct registration_household *h, const struct registration_step *s)
{
	if (s->rejected)
		return OUTCOME_REJECTED;
	return h->held ? OUTCOME_HELD : OUTCOME_SEND;
}

static void put_step(struct work *w, const struct registration_household *h, int32_t line_no,
	const struct step *s, struct str record_no)
{
	struct row_out *out = w->out;
	enum registration_outcome outcome = outcome_of(h, &s->step);

	row_begin(out);
	row_put_int8(out, h->id);
	row_put_int2(out, s->person_no);
	row_put_int4(out, line_no);
	row_put_int2(out, s->item);
	row_put_string(out, s->key);
	row_put_int2(out, s->step.action);
	row_put_int2(out, (int16_t)outcome);
	row_put_str(out, record_no);
	row_put_str(out, outcome == OUTCOME_SEND ? s->step.replaces_no : (struct str){"", 0});
	row_put_bool(out, outcome == OUTCOME_SEND && s->step.again);
	if (s->step.sent_on == DAY_MAX)
		row_put_null(out);
	else
		row_put_day(out, s->step.sent_on);
	row_put_str(out, s->step.error_code);
	row_put_str(out, s->step.content);
	row_put_int4(out, h->caseworker_no);
	row_end(out);
}

/* The number under which the step leaves, or of what was rejected; empty: it is held. */
static enum err_code number_of(struct work *w, const struct registration_household *h, const struct step *s,
	char room[static REGISTRATION_RECORD_DIGITS + 1], struct str *out, struct err *e)
{
	const struct chunk *c = w->c;

	*out = s->step.record_no;
	if (s->step.rejected)
		return ERR_OK;
	if (h->held) {
		*out = (struct str){"", 0};
		return ERR_OK;
	}
	if (s->step.again)
		return ERR_OK;
	if (!inquiry_request_id(c->task->run->run_id, c->chunk_no, ++w->records, room)) {
		err_set(e, ERR_DEFINITION, 1675, "the number of a record has no digits left");
		return err_hint(e, "A run may have 99,999 chunks: make `chunk:` of the task larger.");
	}
	*out = (struct str){room, REGISTRATION_RECORD_DIGITS};
	return ERR_OK;
}

static enum err_code put_steps(struct work *w, const struct registration_household *h, struct err *e)
{
	const struct step *steps = w->steps.at;
	struct chunk *c = w->c;
	bool send = false, held = false;

	for (size_t i = 0; i < w->steps.count; i++) {
		char room[REGISTRATION_RECORD_DIGITS + 1];
		struct str record_no;

		if (number_of(w, h, &steps[i], room, &record_no, e) != ERR_OK)
			return e->code;
		put_step(w, h, (int32_t)(i + 1), &steps[i], record_no);
		send |= outcome_of(h, &steps[i].step) == OUTCOME_SEND;
		held |= outcome_of(h, &steps[i].step) == OUTCOME_HELD;
	}
	if (held)
		chunk_hold(c, h->id, str_copy(c->arena, h->hold), str_copy(c->arena, h->reason));
	else if (send)
		c->count.written++;
	else
		c->count.unchanged++;
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct work w = {.c = c,
		.arena = c->arena,
		.out = chunk_out(c, &sql_registration_row),
		.send_rejected = task_param(c->task, "rejected") == 1,
		.steps = list_of(c->arena, sizeof(struct step))};
	struct rows *rows[REGISTRATION_STREAMS];
	struct registration_household h;
	struct err why;

	if (chunk_read(c, registration_facts_statements, REGISTRATION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct registration_facts *facts = registration_facts_open(rows, c->task->state, c->arena);

	while (registration_facts_household(facts, &h)) {
		if (!chunk_take(c, h.id))
			continue;
		c->count.read++;
		collect(&w, facts, &h);
		if (w.bad) {
			err_set(&why, ERR_DATA, 1676, "登録する項目に、登録できない文字または長すぎる値がある");
			chunk_quarantine(c, h.id, bad_rule, &why);
		} else if (put_steps(&w, &h, e) != ERR_OK) {
			return e->code;
		}
	}
	chunk_count_absent(c);
	return ERR_OK;
}

/* ---- explain ---- */

static const char *const action_terms[] = {
#define X(name, number, word, term) [number] = term,
	REGISTRATION_ACTIONS(X)
#undef X
};

static void explain_step(FILE *out, const struct registration_household *h, const struct step *s)
{
	const struct registration_step *r = &s->step;
	char day[64] = "";

	if (s->item == REGISTRATION_PERSON)
		fputs("  資格情報", out);
	else
		fprintf(out, "  医療券・調剤券 %s", s->key);
	fprintf(out, "　%s: ", action_terms[r->action]);
	if (r->sent_on != DAY_MAX)
		(void)day_format_era(r->sent_on, day);
	if (r->rejected)
		fprintf(out, "送信しない。%sに送信した同じ内容がエラー（%.*s）\n", day, (int)r->error_code.length,
			r->error_code.at);
	else if (h->held)
		fputs("送信しない。保留の指示\n", out);
	else if (r->again)
		fprintf(out, "再送。%sに送信し回答がない\n", day);
	else if (r->sent_on != DAY_MAX)
		fprintf(out, "送信。%sに送信し回答がないものに代わる\n", day);
	else
		fputs("送信\n", out);
}

static enum err_code explain(struct on_demand *d, struct err *e)
{
	struct registration_terms terms = terms_of(d->task);
	struct rows *rows[REGISTRATION_STREAMS];
	struct work w = {.arena = d->arena,
		.send_rejected = task_param(d->task, "rejected") == 1,
		.steps = list_of(d->arena, sizeof(struct step))};
	struct registration_household h;
	const struct step *steps;
	int last = 0;

	if (task_read(d->task, registration_facts_statements, REGISTRATION_STREAMS, rows, e) != ERR_OK)
		return e->code;
	struct registration_facts *facts = registration_facts_open(rows, &terms, d->arena);

	if (!registration_facts_household(facts, &h)) {
		err_set(e, ERR_INPUT, 1677, "the household is not among those the run looked at");
		return err_hint(
			e, "It looked at those on aid or with a ticket in the twelve months before or later.");
	}
	collect(&w, facts, &h);
	steps = w.steps.at;
	for (size_t i = 0; i < w.steps.count; i++) {
		if (steps[i].person_no != last)
			fprintf(d->out, "世帯員%d\n", steps[i].person_no);
		last = steps[i].person_no;
		explain_step(d->out, &h, &steps[i]);
	}
	return ERR_OK;
}

static const char *const partitions[] = {"registration", NULL};
static const struct sql_stmt *const finish[] = {&sql_registration_index, NULL};

const struct job job_registration = {
	.name = "registration",
	.title = "資格・券の登録の差分",
	.params = params,
	.targets = &sql_registration_targets,
	.chunk_size = 1000, /* a household may have a hundred records */
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_registration_balance,
	.finish = finish,
	.explain = explain,
};
