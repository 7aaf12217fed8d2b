/*
 * registration.c: what is to be sent about a person or ticket (see registration.h).
 */
#include "jobs/rules/registration.h"

#include "getsuji/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- who is qualified ---- */

/* The days on which both lists have an active row, oldest first: stretches that touch are one.  Gives the last that
 * touches [from, to). */
bool registration_last_stretch(const struct registration_days protection[], size_t n_protection,
	const struct registration_days member[], size_t n_member, day_t from, day_t to,
	struct registration_stretch *out)
{
	struct registration_stretch s = {.from = DAY_MAX, .lost_on = DAY_MIN};
	bool found = false;
	size_t p = 0, m = 0;

	while (p < n_protection && m < n_member) {
		day_t begin = protection[p].from > member[m].from ? protection[p].from : member[m].from;
		day_t end = protection[p].to < member[m].to ? protection[p].to : member[m].to;

		if (protection[p].active && begin < end) {
			if (begin != s.lost_on)
				s.from = begin;
			s.lost_on = end;
			if (s.from < to && s.lost_on > from) {
				*out = s;
				found = true;
			}
		}
		if (protection[p].to < member[m].to)
			p++;
		else
			m++;
	}
	return found;
}

enum loss_reason registration_loss(const struct registration_stretch *s,
	const struct registration_days protection[], size_t n_protection, bool last_member, const day_t insured[],
	size_t n_insured)
{
	if (s->lost_on == DAY_MAX)
		return LOSS_NONE;
	for (size_t i = 0; i < n_protection && last_member; i++) {
		if (protection[i].to == s->lost_on && protection[i].active && protection[i].reason == REASON_DEATH)
			return LOSS_DEATH;
	}
	for (size_t i = 0; i < n_insured; i++) {
		if (insured[i] == s->lost_on)
			return LOSS_INSURANCE;
	}
	return LOSS_OTHER;
}

/* ---- contents ---- */

void registration_begin(struct registration_content *c)
{
	c->length = 0;
	c->values = 0;
	c->bad = false;
}

static bool has_control(struct str value)
{
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = (unsigned char)value.at[i];

		if (byte < 0x20 || byte == 0x7f)
			return true;
	}
	return false;
}

void registration_text(struct registration_content *c, struct str value)
{
	bool first = c->values++ == 0;

	if (has_control(value) || value.length + 1 > sizeof c->text - c->length)
		c->bad = true;
	if (c->bad)
		return;
	if (!first)
		c->text[c->length++] = '\n';
	if (value.length > 0)
		memcpy(c->text + c->length, value.at, value.length);
	c->length += value.length;
}

void registration_string(struct registration_content *c, const char *value)
{
	registration_text(c, (struct str){value, strlen(value)});
}

/* YYYYMMDD. */
static char *format_day(day_t day, char out[static 9])
{
	char text[11];

	(void)day_format(day, text);
	memcpy(out, text, 4);
	memcpy(out + 4, text + 5, 2);
	memcpy(out + 6, text + 8, 3);
	return out;
}

void registration_day(struct registration_content *c, day_t day)
{
	char text[9];

	registration_string(c, day == DAY_MAX ? "" : format_day(day, text));
}

void registration_number(struct registration_content *c, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	registration_string(c, text);
}

void registration_code(struct registration_content *c, int code)
{
	char text[16];

	snprintf(text, sizeof text, "%02d", code);
	registration_string(c, code == 0 ? "" : text);
}

/* Value number `n` of a content, from 0. */
static struct str value_of(struct str content, int n)
{
	const char *at = content.at, *end = content.at + content.length, *feed;

	for (; n > 0 && at < end; n--) {
		feed = memchr(at, '\n', (size_t)(end - at));
		at = feed != NULL ? feed + 1 : end;
	}
	feed = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
	return (struct str){at, (size_t)((feed != NULL ? feed : end) - at)};
}

bool registration_lost_before(struct str content, day_t day)
{
	struct str lost = value_of(content, REGISTRATION_HEAD_COUNT + PERSON_LOST);
	char written[9] = "";

	format_day(day, written);
	return lost.length == strlen(written) && memcmp(lost.at, written, lost.length) <= 0;
}

/* ---- what is to be sent ---- */

/* Does the record, once it is taken, leave what is wanted? */
static bool says(const struct registration_record *r, const struct str *wanted)
{
	if (r->action == REGISTER_CANCEL || wanted == NULL)
		return r->action == REGISTER_CANCEL && wanted == NULL;
	return str_same(r->content, *wanted);
}

struct standing {
	const struct registration_record *registered; /* for certain; NULL: nothing */
	const struct registration_record *open;       /* the last unanswered one after it */
	const struct registration_record *rejected;   /* the last one after it that was, and after the open one */
};

static struct standing stand(const struct registration_record sent[], size_t n)
{
	struct standing s = {0};

	for (size_t i = 0; i < n; i++) {
		const struct registration_record *r = &sent[i];

		if (r->state == REGISTRATION_ACCEPTED)
			s = (struct standing){.registered = r->action == REGISTER_CANCEL ? NULL : r};
		else if (r->state == REGISTRATION_REJECTED)
			s.rejected = r;
		else
			s = (struct standing){.registered = s.registered, .open = r};
	}
	return s;
}

static struct registration_step same_as(const struct registration_record *r)
{
	return (struct registration_step){.action = r->action,
		.record_no = r->record_no,
		.content = r->content,
		.error_code = r->error_code,
		.sent_on = r->sent_on};
}

static struct registration_step anew(const struct standing *s, const struct str *wanted)
{
	struct registration_step step = {.sent_on = DAY_MAX};

	if (wanted == NULL)
		step.action = REGISTER_CANCEL;
	else
		step.action = s->registered != NULL ? REGISTER_CORRECT : REGISTER_ADD;
	if (wanted != NULL)
		step.content = *wanted;
	else
		step.content = s->registered != NULL ? s->registered->content : s->open->content;
	if (s->open != NULL) {
		step.replaces_no = s->open->record_no;
		step.sent_on = s->open->sent_on;
	}
	return step;
}

struct registration_step registration_next(
	const struct registration_record sent[], size_t n, const struct str *wanted, bool again)
{
	struct standing s = stand(sent, n);
	struct registration_step step;

	if (s.open != NULL && says(s.open, wanted)) {
		step = same_as(s.open);
		step.again = true;
		return step;
	}
	if (s.open == NULL && (s.registered != NULL ? says(s.registered, wanted) : wanted == NULL))
		return (struct registration_step){.sent_on = DAY_MAX};
	if (s.rejected != NULL && says(s.rejected, wanted) && !again) {
		step = same_as(s.rejected);
		step.rejected = true;
		return step;
	}
	return anew(&s, wanted);
}
