/* clinic.c: invented institutions.  See clinic.h. */
#include "bench/synth/clinic.h"

#include "bench/synth/casefile.h"
#include "getsuji/facts.h"
#include "getsuji/number.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_CLINIC = 6000000, /* + kind and number */
	PURPOSE_FATE = 6500000,
	UNKNOWN_HUNDREDS = 9, /* no municipality has it in the middle of its code */
	DESIGNATED_YEARS = 6
};

static const struct {
	enum institution_kind kind;
	int count;
} kinds[] = {{INSTITUTION_MEDICAL, CLINIC_MEDICAL}, {INSTITUTION_DENTAL, CLINIC_DENTAL},
	{INSTITUTION_PHARMACY, CLINIC_PHARMACY}, {INSTITUTION_NURSING, CLINIC_NURSING},
	{INSTITUTION_CARE, CLINIC_CARE}};

/* What happens in every office's first neighbourhood, months after the first; the rest is chance. */
enum fate { FATE_NONE, FATE_ENDS, FATE_RENAMED, FATE_MOVED };

static const struct {
	enum institution_kind kind;
	int no;
	enum fate fate;
	int after;
	enum institution_end end;
} planted[] = {
	{INSTITUTION_MEDICAL, CLINIC_SMALL, FATE_ENDS, 1, INSTITUTION_WITHDRAWN},
	{INSTITUTION_DENTAL, 2, FATE_ENDS, 1, INSTITUTION_CLOSED},
	{INSTITUTION_PHARMACY, 4, FATE_ENDS, 2, INSTITUTION_CANCELLED},
	{INSTITUTION_CARE, 3, FATE_ENDS, 1, INSTITUTION_DROPPED},
	{INSTITUTION_MEDICAL, 2, FATE_RENAMED, 1, INSTITUTION_OPEN},
	{INSTITUTION_PHARMACY, 0, FATE_MOVED, 1, INSTITUTION_OPEN},
};

int clinic_count(enum institution_kind kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].kind == kind)
			return kinds[i].count;
	}
	return 0;
}

int clinic_blocks(const struct world *w)
{
	int blocks = clinic_block(world_cases(w, w->first + CASEFILE_MONTHS_MAX - 1)) + 1;

	return blocks < CLINIC_BLOCKS_MAX ? blocks : CLINIC_BLOCKS_MAX;
}

int clinic_block(int case_no)
{
	return (case_no - 1) / CLINIC_CASES;
}

/* Prefecture 2, kind 1, municipality 2, number 4: municipalities of a prefecture that share their last two digits
 * differ in the first of the number. */
static void make_code(
	const struct world *w, enum institution_kind kind, int hundreds, int number, char out[static 11])
{
	char body[32], whole[NUMBER_DIGITS_MAX + 1];
	int place = w->office->code;

	CHECK(number >= 0 && number < 1000);
	snprintf(body, sizeof body, "%02d%d%02d%d%03d", place / 1000, (int)kind, place % 100, hundreds, number);
	number_complete(number_of_institution(kind), body, whole);
	memcpy(out, whole, INSTITUTION_CODE_DIGITS + 1);
}

void clinic_unknown_code(const struct world *w, int no, char out[static INSTITUTION_CODE_DIGITS + 1])
{
	make_code(w, INSTITUTION_MEDICAL, UNKNOWN_HUNDREDS, no % 1000, out);
}

static struct dice dice_of(const struct world *w, int block, enum institution_kind kind, int no, int purpose)
{
	return world_dice(w, block, (uint64_t)purpose + (uint64_t)kind * 100 + (uint64_t)no);
}

static void make_name(struct dice *d, enum institution_kind kind, int no, struct clinic *c)
{
	static const struct name offers[] = {{"内科クリニック", "ナイカクリニック"}, {"医院", "イイン"},
		{"整形外科", "セイケイゲカ"}, {"眼科", "ガンカ"}, {"皮膚科クリニック", "ヒフカクリニック"},
		{"こころの診療所", "ココロノシンリョウジョ"}};
	static const struct name hospital = {"病院", "ビョウイン"};
	static const struct name dental = {"歯科医院", "シカイイン"};
	static const struct name pharmacy = {"薬局", "ヤッキョク"};
	static const struct name nursing = {"訪問看護ステーション", "ホウモンカンゴステーション"};
	static const struct name care[] = {{"特別養護老人ホーム", "トクベツヨウゴロウジンホーム"},
		{"訪問介護センター", "ホウモンカイゴセンター"},
		{"居宅介護支援事業所", "キョタクカイゴシエンジギョウショ"},
		{"小規模多機能ホーム", "ショウキボタキノウホーム"}};
	const struct name *surname = name_surname(d);
	const struct name *what = &offers[dice_below(d, 6)];

	if (kind == INSTITUTION_MEDICAL && no < CLINIC_BEDS)
		what = &hospital;
	else if (kind == INSTITUTION_DENTAL)
		what = &dental;
	else if (kind == INSTITUTION_PHARMACY)
		what = &pharmacy;
	else if (kind == INSTITUTION_NURSING)
		what = &nursing;
	else if (kind == INSTITUTION_CARE)
		what = &care[no % (int)(sizeof care / sizeof care[0])];
	snprintf(c->name, sizeof c->name, "%s%s", surname->text, what->text);
	snprintf(c->kana, sizeof c->kana, "%s%s", surname->kana, what->kana);
}

static const char *end_word(enum institution_end end)
{
	switch (end) {
#define X(name, number, word, term) \
	case name: \
		return word;
		INSTITUTION_ENDS(X)
#undef X
	}
	return "";
}

/* Where others are sent to prescribe, an end is on the first of a month, else within it. */
static void end(struct clinic *c, struct dice *d, month_t when, enum institution_end why)
{
	int day = c->kind == INSTITUTION_MEDICAL || why == INSTITUTION_DROPPED ? 0 : dice_between(d, 5, 25);

	c->to = month_first(when) + day;
	c->end = why;
	c->change = end_word(why);
	c->changed = when;
}

static void rename_it(struct clinic *c, month_t when)
{
	static const char prefix[] = "新", prefix_kana[] = "シン";
	char before[sizeof c->name], kana[sizeof c->kana];

	memcpy(before, c->name, sizeof before);
	memcpy(kana, c->kana, sizeof kana);
	CHECK((size_t)snprintf(c->name, sizeof c->name, "%s%.*s", prefix, (int)(sizeof before - sizeof prefix),
			  before) < sizeof c->name);
	CHECK((size_t)snprintf(c->kana, sizeof c->kana, "%s%.*s", prefix_kana,
			  (int)(sizeof kana - sizeof prefix_kana), kana) < sizeof c->kana);
	c->change = "renamed";
	c->changed = when;
}

static void happen(const struct world *w, struct dice *d, enum fate fate, enum institution_end why,
	month_t when, month_t month, struct clinic *c)
{
	if (when > month)
		return;
	switch (fate) {
	case FATE_ENDS:
		end(c, d, when, why);
		break;
	case FATE_RENAMED:
		rename_it(c, when);
		break;
	case FATE_MOVED:
		place_invent_address(w->office, d, true, &c->at);
		c->change = "moved";
		c->changed = when;
		break;
	case FATE_NONE:
		break;
	}
}

static void befall(
	const struct world *w, int block, enum institution_kind kind, int no, month_t month, struct clinic *c)
{
	static const enum institution_end ends[] = {
		INSTITUTION_WITHDRAWN, INSTITUTION_CLOSED, INSTITUTION_CANCELLED, INSTITUTION_DROPPED};
	static const enum fate fates[] = {FATE_NONE, FATE_ENDS, FATE_RENAMED, FATE_MOVED};
	static const int weights[] = {80, 5, 8, 7};
	struct dice d = dice_of(w, block, kind, no, PURPOSE_FATE);
	enum fate fate = fates[dice_pick(&d, weights, 4)];
	enum institution_end why = ends[dice_below(&d, 4)];
	month_t when = w->first + dice_between(&d, 1, 23);

	if (no == 0 && fate == FATE_ENDS)
		fate = FATE_NONE; /* one of each kind stays */
	for (size_t i = 0; i < sizeof planted / sizeof planted[0] && block == 0; i++) {
		if (planted[i].kind != kind || planted[i].no != no)
			continue;
		fate = planted[i].fate;
		why = planted[i].end;
		when = w->first + planted[i].after;
	}
	happen(w, &d, fate, why, when, month, c);
}

void clinic_make(
	const struct world *w, int block, enum institution_kind kind, int no, month_t month, struct clinic *out)
{
	struct dice d = dice_of(w, block, kind, no, PURPOSE_CLINIC);
	int number = block * clinic_count(kind) + no;

	*out = (struct clinic){.kind = kind, .to = DAY_MAX, .end = INSTITUTION_OPEN, .change = ""};
	make_code(w, kind, w->office->code / 100 % 10, number, out->code);
	if (kind == INSTITUTION_CARE && block == 0 && no == 2)
		out->code[INSTITUTION_CODE_DIGITS - 1] =
			(char)('0' + (out->code[INSTITUTION_CODE_DIGITS - 1] - '0' + 1) % 10);
	make_name(&d, kind, no, out);
	place_invent_address(w->office, &d, dice_chance(&d, 3000), &out->at);
	snprintf(out->phone, sizeof out->phone, "03-0000-%04d", dice_below(&d, 10000)); /* never given out */
	out->from = month_first(w->first - dice_between(&d, 1, 12 * DESIGNATED_YEARS));
	if (kind == INSTITUTION_MEDICAL && no == CLINIC_NEW)
		out->from = month_first(w->first + CLINIC_NEW_AFTER);
	else
		befall(w, block, kind, no, month, out);
}
