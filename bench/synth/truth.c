/* truth.c: heads of answers, what happens to them on their way, and the files.  See truth.h. */
#include "bench/synth/truth.h"

#include "bench/synth/name.h"
#include "engine/intake/answer.h"
#include "getsuji/check_digit.h"

#include <stdlib.h>
#include <string.h>

enum {
	PURPOSE_TRUTH = 7000, /* + subject, person and month */
	PURPOSE_PART = 6999,
	PEOPLE_MAX = 100,
	NAME_BYTES = 256,
	NUMBER_AT = 12, /* of a request id: where the number in the chunk begins */
	NUMBER_DIGITS = 6,
	NUMBERS = 1000000,
	BODY_DIGITS = REQUEST_ID_DIGITS - 1
};

struct dice truth_dice(const struct truth_book *b, const struct known_person *p, enum inquiry_subject subject)
{
	uint64_t key = (uint64_t)(p->household_id * PEOPLE_MAX + p->person_no);

	return dice_for(b->seed, key, PURPOSE_TRUTH + (uint64_t)subject + (uint64_t)b->month * PEOPLE_MAX);
}

/* ---- requests ---- */

static int index_of(const struct truth_book *b, const struct known_person *p)
{
	return (int)(p - b->known->person);
}

void truth_prepare(struct truth_book *b)
{
	for (int s = SUBJECT_PENSION; s <= SUBJECT_TAX; s++)
		b->latest[s] = arena_array(b->keep, (size_t)b->known->n, sizeof *b->latest[s]);
	for (int i = 0; i < b->requests; i++) {
		const struct truth_request *q = &b->request[i];
		const struct truth_request **latest;

		if (q->person == NULL)
			continue;
		latest = &b->latest[q->subject][index_of(b, q->person)];
		if (*latest == NULL || strcmp((*latest)->id, q->id) < 0)
			*latest = q;
	}
}

const struct truth_request *truth_latest(
	const struct truth_book *b, const struct known_person *p, enum inquiry_subject subject)
{
	return b->latest[subject][index_of(b, p)];
}

/* ---- names ---- */

/* Half-width kana of the full-width ones; a voiced one is two. */
static const struct {
	const char *full, *half;
} widths[] = {
	{"ア", "ｱ"},
	{"イ", "ｲ"},
	{"ウ", "ｳ"},
	{"エ", "ｴ"},
	{"オ", "ｵ"},
	{"カ", "ｶ"},
	{"キ", "ｷ"},
	{"ク", "ｸ"},
	{"ケ", "ｹ"},
	{"コ", "ｺ"},
	{"サ", "ｻ"},
	{"シ", "ｼ"},
	{"ス", "ｽ"},
	{"セ", "ｾ"},
	{"ソ", "ｿ"},
	{"タ", "ﾀ"},
	{"チ", "ﾁ"},
	{"ツ", "ﾂ"},
	{"テ", "ﾃ"},
	{"ト", "ﾄ"},
	{"ナ", "ﾅ"},
	{"ニ", "ﾆ"},
	{"ヌ", "ﾇ"},
	{"ネ", "ﾈ"},
	{"ノ", "ﾉ"},
	{"ハ", "ﾊ"},
	{"ヒ", "ﾋ"},
	{"フ", "ﾌ"},
	{"ヘ", "ﾍ"},
	{"ホ", "ﾎ"},
	{"マ", "ﾏ"},
	{"ミ", "ﾐ"},
	{"ム", "ﾑ"},
	{"メ", "ﾒ"},
	{"モ", "ﾓ"},
	{"ヤ", "ﾔ"},
	{"ユ", "ﾕ"},
	{"ヨ", "ﾖ"},
	{"ラ", "ﾗ"},
	{"リ", "ﾘ"},
	{"ル", "ﾙ"},
	{"レ", "ﾚ"},
	{"ロ", "ﾛ"},
	{"ワ", "ﾜ"},
	{"ン", "ﾝ"},
	{"ガ", "ｶﾞ"},
	{"ギ", "ｷﾞ"},
	{"グ", "ｸﾞ"},
	{"ゲ", "ｹﾞ"},
	{"ゴ", "ｺﾞ"},
	{"ザ", "ｻﾞ"},
	{"ジ", "ｼﾞ"},
	{"ダ", "ﾀﾞ"},
	{"デ", "ﾃﾞ"},
	{"ド", "ﾄﾞ"},
	{"バ", "ﾊﾞ"},
	{"ビ", "ﾋﾞ"},
	{"ブ", "ﾌﾞ"},
	{"ベ", "ﾍﾞ"},
	{"ボ", "ﾎﾞ"},
	{"ョ", "ｮ"},
	{"ュ", "ｭ"},
	{"ャ", "ｬ"},
	{"　", ""},
};

/* The text with what `widths` knows in half width. */
static void narrow(const char *text, char out[static NAME_BYTES])
{
	size_t n = 0;

	while (*text != '\0') {
		size_t k = 0;

		while (k < sizeof widths / sizeof widths[0] &&
			   strncmp(text, widths[k].full, strlen(widths[k].full)) != 0)
			k++;
		CHECK(n + 8 < NAME_BYTES);
		if (k == sizeof widths / sizeof widths[0]) {
			out[n++] = *text++;
			continue;
		}
		memcpy(out + n, widths[k].half, strlen(widths[k].half));
		n += strlen(widths[k].half);
		text += strlen(widths[k].full);
	}
	out[n] = '\0';
}

/* Somebody of the same household who was born on the same day; NULL: nobody. */
static const struct known_person *twin_of(const struct truth_book *b, const struct known_person *p)
{
	int at = index_of(b, p);

	for (int i = at > 20 ? at - 20 : 0; i < b->known->n && i <= at + 20; i++) {
		const struct known_person *other = &b->known->person[i];

		if (i != at && other->household_id == p->household_id && other->birth_on == p->birth_on)
			return other;
	}
	return NULL;
}

/* The twin's name; of somebody without one, another given name after the same surname. */
static void twin_name(
	const struct truth_book *b, const struct known_person *p, const char **name, const char **kana)
{
	const struct known_person *twin = twin_of(b, p);
	struct dice d = truth_dice(b, p, 0);
	const char *space = strstr(p->name, "　"), *space_kana = strstr(p->kana, "　");
	const struct name *given;

	if (twin != NULL && strcmp(twin->name, p->name) != 0 && strcmp(twin->kana, p->kana) != 0) {
		*name = twin->name;
		*kana = twin->kana;
		return;
	}
	CHECK(space != NULL && space_kana != NULL);
	do {
		given = name_given(&d, dice_chance(&d, 5000) ? NAME_MALE : NAME_FEMALE);
	} while (strcmp(space + strlen("　"), given->text) == 0 ||
			 strcmp(space_kana + strlen("　"), given->kana) == 0);
	*name = arena_printf(b->keep, "%.*s　%s", (int)(space - p->name), p->name, given->text);
	*kana = arena_printf(b->keep, "%.*s　%s", (int)(space_kana - p->kana), p->kana, given->kana);
}

/* ---- the head of an answer ---- */

/* The number of somebody else who was asked about the same. */
static const char *other_number(const struct truth_book *b, const struct truth_request *q)
{
	int at = (int)(q - b->request);

	for (int i = 1; i < b->requests; i++) {
		const struct truth_request *other = &b->request[(at + i) % b->requests];

		if (other->subject == q->subject && strcmp(other->linkage_no, q->linkage_no) != 0)
			return other->linkage_no;
	}
	return "000000000000000";
}

/* A number that no request has: counted from the end of the chunk's, with a right check digit. */
static const char *unasked_id(const struct truth_book *b, const struct truth_request *q)
{
	char *id = arena_strdup(b->keep, q->id);
	char number[16] = "";

	memcpy(number, q->id + NUMBER_AT, NUMBER_DIGITS);
	snprintf(number, sizeof number, "%06d", NUMBERS - 1 - (int)strtol(number, NULL, 10) % (NUMBERS / 2));
	memcpy(id + NUMBER_AT, number, NUMBER_DIGITS);
	id[BODY_DIGITS] = (char)('0' + check_digit(id, BODY_DIGITS));
	return id;
}

static void put_names(
	struct truth_book *b, const struct known_person *p, enum truth_head head, struct reply *r)
{
	const char *name = p->name, *kana = p->kana;
	char narrow_name[NAME_BYTES], narrow_kana[NAME_BYTES];

	if (head == HEAD_SECRET || head == HEAD_NO_NAME) {
		reply_null(r, "name", NULL_NOT_DISCLOSED);
		reply_null(r, "name_kana", NULL_NOT_DISCLOSED);
		return;
	}
	if (head == HEAD_TWIN_NAME)
		twin_name(b, p, &name, &kana);
	if (head == HEAD_KANA_ONLY)
		name = p->kana;
	if (head == HEAD_WIDTH) {
		narrow(p->name, narrow_name);
		narrow(p->kana, narrow_kana);
		name = narrow_name;
		kana = narrow_kana;
	}
	reply_text(r, "name", name);
	reply_text(r, "name_kana", kana);
}

void truth_head(struct truth_book *b, const struct truth_request *q, enum truth_head head,
	enum truth_fate fate, enum answer_state state, struct reply *r)
{
	static const char *const states[] = {
#define X(name, number, word, term) [number] = word,
		ANSWER_STATES(X)
#undef X
	};
	const char *id = fate == FATE_UNASKED ? unasked_id(b, q) : q->id;

	reply_begin(r, RECORD_ANSWER);
	reply_text(r, "request_id", id);
	reply_text(r, "linkage_no", fate == FATE_SWAPPED ? other_number(b, q) : q->linkage_no);
	reply_text(r, "state", states[state]);
	put_names(b, q->person, head, r);
	if (head == HEAD_SECRET || head == HEAD_NO_BIRTH)
		reply_null(r, "birth_on", NULL_NOT_DISCLOSED);
	else
		reply_day(r, "birth_on", q->person->birth_on + (head == HEAD_OTHER_BIRTH));
	reply_day(r, "answered_on", b->answered_on);
	reply_end(r);
	if ((fate == FATE_UNASKED || fate == FATE_SWAPPED) && b->file[TRUTH_ASIDE] != NULL)
		fprintf(b->file[TRUTH_ASIDE], "%s,%s\n", id, fate == FATE_UNASKED ? "unasked" : "swapped");
}

/* ---- the other benefits: only whether somebody draws them ---- */

enum answer_state truth_benefit_state(const struct truth_book *b, const struct known_person *p,
	enum inquiry_subject subject, enum truth_fate *fate)
{
	static const enum answer_state states[] = {ANSWER_NONE, ANSWER_FOUND, ANSWER_PENDING, ANSWER_ERROR};
	static const int weights[] = {60, 32, 5, 3};
	struct dice d = truth_dice(b, p, subject);

	*fate = dice_chance(&d, 600) ? FATE_SILENT : FATE_ANSWERED;
	return states[dice_pick(&d, weights, 4)];
}

static void benefit_answer(struct truth_book *b, const struct truth_request *q, struct reply *r)
{
	enum truth_fate fate;
	enum answer_state state = truth_benefit_state(b, q->person, q->subject, &fate);

	if (fate == FATE_ANSWERED)
		truth_head(b, q, state == ANSWER_ERROR ? HEAD_SECRET : HEAD_TRUE, fate, state, r);
}

/* ---- all of a subject, all of a survey ---- */

static int part_of(const struct truth_book *b, const struct truth_request *q, int parts)
{
	struct dice d = dice_for(b->seed, (uint64_t)q->person->household_id, PURPOSE_PART);

	return dice_below(&d, parts) + 1;
}

void truth_answers(struct truth_book *b, enum inquiry_subject subject, int part, int parts, struct reply *r)
{
	for (int i = 0; i < b->requests; i++) {
		const struct truth_request *q = &b->request[i];

		if (q->subject != subject || q->person == NULL || part_of(b, q, parts) != part)
			continue;
		if (b->still_pending)
			truth_head(b, q, HEAD_TRUE, FATE_ANSWERED, ANSWER_PENDING, r);
		else if (subject == SUBJECT_PENSION)
			truth_pension_answer(b, q, r);
		else if (subject == SUBJECT_TAX)
			truth_tax_answer(b, q, r);
		else
			benefit_answer(b, q, r);
	}
}

void truth_expect(struct truth_book *b, enum survey survey)
{
	for (int i = 0; i < b->known->n; i++) {
		const struct known_person *p = &b->known->person[i];

		if (survey == SURVEY_PENSION && truth_pension_in_survey(b, p))
			truth_pension_expect(b, p);
		else if (survey == SURVEY_TAX && truth_tax_in_survey(b, p))
			truth_tax_expect(b, p);
	}
}
