/* origin.c: how a household looks when it begins.  See origin.h. */
#include "bench/synth/origin.h"

#include "bench/synth/life.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_ORIGIN = 1,
	TYPES = 4,
	SIZES = 6, /* 1, 2, 3, 4, 5, more */
	HISTORY_MONTHS = 240,
	OLD_AGE = 65,
	EXCLUSIVE_LARGE = 10
};

/* 世帯類型: 高齢者, 母子, 傷病・障害者, その他, of 100 */
static const int type_weights[TYPES] = {55, 4, 25, 16};
static const enum fact_household_type types[TYPES] = {
	TYPE_ELDERLY, TYPE_SINGLE_PARENT, TYPE_ILL_DISABLED, TYPE_OTHER};

/* Sizes by type, of 10,000; together 83 % single, 11.5, 3.3, 1.4, 0.6 and 0.2 % */
static const int size_weights[TYPES][SIZES] = {
	{9200, 780, 20, 0, 0, 0},
	{0, 5200, 3200, 1100, 350, 150},
	{8200, 1250, 360, 135, 50, 5},
	{7440, 1250, 650, 400, 210, 50},
};

/* A household being made: what its parts need to know of each other. */
struct making {
	const struct world *w;
	struct casefile *h;
	struct dice d;
	enum plant plant;
	int which;
	enum fact_household_type type;
	int size;
	const struct place *place;
	day_t open;  /* 保護開始日 */
	day_t today; /* the state is that of this day */
};

static day_t birth_for_age(struct dice *d, int age, day_t today)
{
	int year, month, mday;

	day_parts(today, &year, &month, &mday);
	return day_of(year - age - 1, month, 1) + dice_between(d, 31, 365);
}

static struct person_row *add_person(struct making *m, enum fact_role role, enum name_sex sex, int age)
{
	day_t birth_on = birth_for_age(&m->d, age, m->today);
	struct person_row *p = casefile_add_person(m->h, birth_on > m->open ? birth_on : m->open);

	p->role = role;
	p->sex = sex;
	p->birth_on = birth_on;
	name_join(m->h->surname, name_given(&m->d, sex), p->name, p->kana, sizeof p->name);
	return p;
}

static enum name_sex any_sex(struct dice *d)
{
	return dice_chance(d, 5000) ? NAME_FEMALE : NAME_MALE;
}

static void add_children(struct making *m, int n, int parent_age)
{
	int oldest = parent_age - 19 < 17 ? parent_age - 19 : 17;
	bool twins = m->plant == PLANT_TWINS || (n > 1 && dice_chance(&m->d, 200));

	for (int i = 0; i < n; i++) {
		struct person_row *p =
			add_person(m, ROLE_CHILD, any_sex(&m->d), dice_between(&m->d, 0, oldest > 0 ? oldest : 0));

		if (twins && i == 1) {
			p->birth_on = p[-1].birth_on; /* 同一生年月日 */
			p->span.from = p[-1].span.from;
		}
	}
}

static void add_members(struct making *m)
{
	struct dice *d = &m->d;
	int left = m->size - 1;
	struct person_row *head;
	int age;

	if (m->type == TYPE_ELDERLY) {
		head = add_person(m, ROLE_HEAD, any_sex(d), dice_between(d, OLD_AGE, dice_between(d, 75, 97)));
		if (left-- > 0)
			add_person(m, ROLE_SPOUSE, head->sex == NAME_MALE ? NAME_FEMALE : NAME_MALE,
				dice_between(d, OLD_AGE, 92));
		if (left-- > 0)
			add_person(m, ROLE_OTHER, any_sex(d), dice_between(d, OLD_AGE, 95));
		return;
	}
	if (m->type == TYPE_SINGLE_PARENT) {
		age = dice_between(d, 23 + 2 * left, 50);
		add_person(m, ROLE_HEAD, dice_chance(d, 9000) ? NAME_FEMALE : NAME_MALE, age);
		add_children(m, left, age);
		return;
	}
	age = m->type == TYPE_ILL_DISABLED ? dice_between(d, 25, 64) : dice_between(d, 20, 64);
	if (m->size > 2)
		age = dice_between(d, 32, 52);
	if (m->plant == PLANT_BIRTH)
		age = 30;
	head = add_person(m, ROLE_HEAD, m->plant == PLANT_BIRTH ? NAME_MALE : any_sex(d), age);
	if (left > 0 && (m->size > 2 || m->plant == PLANT_BIRTH || dice_chance(d, 6500))) {
		add_person(m, ROLE_SPOUSE, head->sex == NAME_MALE ? NAME_FEMALE : NAME_MALE,
			dice_between(d, age < 24 ? 20 : age - 4, age + 3 < 64 ? age + 3 : 64));
		left--;
	}
	if (left > 0 && (left >= EXCLUSIVE_LARGE - 3 || (age > 35 && dice_chance(d, 1200)))) {
		add_person(m, ROLE_PARENT, any_sex(d), age + dice_between(d, 20, 30));
		left--;
	}
	add_children(m, left, age);
}

static void add_circumstance(struct making *m, int person_no, enum fact_circumstance kind, day_t from)
{
	struct circumstance_row *c = casefile_add_circumstance(m->h, from > m->open ? from : m->open);

	c->person_no = person_no;
	c->kind = kind;
}

static void add_circumstances_of(struct making *m, const struct person_row *p)
{
	struct dice *d = &m->d;
	int age = day_age(p->birth_on, m->today);
	int year = month_fiscal_year(month_of_day(m->today));
	int stage = life_school_stage(p->birth_on, year);
	int disabled = m->type == TYPE_ILL_DISABLED && p->role == ROLE_HEAD ? 6000 : age >= OLD_AGE ? 800 : 100;

	if (m->plant == PLANT_SEVERE_DISABILITY && p->role == ROLE_HEAD) {
		add_circumstance(m, p->person_no, CIRC_DISABILITY_A, m->open);
		add_circumstance(m, p->person_no, CIRC_SEVERE_DISABILITY, m->open);
	} else if (dice_chance(d, disabled)) {
		add_circumstance(
			m, p->person_no, dice_chance(d, 3500) ? CIRC_DISABILITY_A : CIRC_DISABILITY_I, m->open);
	}
	if (m->type == TYPE_ILL_DISABLED && p->role == ROLE_HEAD && dice_chance(d, 300))
		add_circumstance(m, p->person_no, CIRC_HOME_PATIENT, m->open);
	if (age >= OLD_AGE && dice_chance(d, 100))
		add_circumstance(m, p->person_no, CIRC_STAYS_AT_HOME, m->open);
	if (stage != 0 && (stage != CIRC_HIGH_SCHOOL || dice_chance(d, 9500)))
		add_circumstance(m, p->person_no, (enum fact_circumstance)stage, day_of(year, 4, 1));
	if (p->sex == NAME_FEMALE && p->role == ROLE_SPOUSE && age < 40 &&
		(m->plant == PLANT_BIRTH || dice_chance(d, 200)))
		add_circumstance(m, p->person_no, CIRC_PREGNANT_LATE, month_first(month_of_day(m->today) - 2));
}

static struct income_row *add_income(
	struct making *m, int person_no, enum fact_income kind, int item_no, int amount_yen, day_t from)
{
	struct income_row *row = casefile_add_income(m->h, from > m->open ? from : m->open);

	row->person_no = person_no;
	row->kind = kind;
	row->item_no = item_no;
	row->amount_yen = amount_yen;
	return row;
}

/* 介護保険料: withheld from a pension of 180,000 yen a year or more (特別徴収), else paid by slip. */
static void add_pension(struct making *m, int person_no, int annual, int item_no, bool old)
{
	struct income_row *row = add_income(m, person_no, INCOME_PENSION, item_no, annual, m->open);

	if (old && item_no == 1 && annual >= 180000)
		row->care_premium_yen = dice_between(&m->d, 8, 40) * 100;
}

static void add_need(struct making *m, int person_no, enum fact_need kind, int amount_yen)
{
	struct need_row *n = casefile_add_need(m->h, m->open);

	n->person_no = person_no;
	n->kind = kind;
	n->item_no = 1;
	n->amount_yen = amount_yen;
}

static void add_pensions(struct making *m)
{
	struct dice *d = &m->d;
	bool household_has =
		dice_chance(d, 5000) || m->plant == PLANT_OWN_PAYMENT || m->plant == PLANT_CARE_FACILITY;

	for (int i = 0; i < m->h->persons; i++) {
		struct person_row *p = &m->h->person[i];
		int age = day_age(p->birth_on, m->today);

		if (age >= OLD_AGE && household_has && (p->role == ROLE_HEAD || dice_chance(d, 5000))) {
			add_pension(m, p->person_no, dice_between(d, 150000, 847000), 1, true);
			if (dice_chance(d, 200) ||
				m->plant == PLANT_OWN_PAYMENT) { /* more than the cash needs: 本人支払額 */
				add_pension(m, p->person_no, dice_between(d, 1200000, 1500000), 2, true);
				add_need(m, p->person_no, NEED_MEDICAL, dice_between(d, 800, 1500) * 100);
			} else if (dice_chance(d, 3000)) {
				add_pension(m, p->person_no, dice_between(d, 60000, 600000), 2, true);
			}
		} else if (age >= OLD_AGE) {
			add_need(m, p->person_no, NEED_CARE_PREMIUM, dice_between(d, 15, 35) * 100);
		} else if (m->type == TYPE_ILL_DISABLED && p->role == ROLE_HEAD && dice_chance(d, 3000)) {
			add_pension(m, p->person_no, dice_chance(d, 3000) ? 1039625 : 831700, 1, false);
		}
	}
}

/* Wages in one household of seven. */
static void add_wages(struct making *m)
{
	static const int per_10000[TYPES] = {450, 5500, 800, 4500};
	struct dice *d = &m->d;
	bool works = m->plant == PLANT_UNDECLARED || dice_chance(d, per_10000[m->type - TYPE_ELDERLY]);

	for (int i = 0; i < m->h->persons && works; i++) {
		struct person_row *p = &m->h->person[i];
		int age = day_age(p->birth_on, m->today);
		bool earner = p->role == ROLE_HEAD || (age >= 18 && age < OLD_AGE && dice_chance(d, 2000)) ||
					  (age >= 16 && age < 18 && dice_chance(d, 1000));
		month_t since = month_of_day(m->today) - dice_between(d, 0, 5);
		bool business = dice_chance(d, 300);
		int gross = dice_between(d, 12, dice_between(d, 30, 150)) * 1000 + dice_below(d, 1000);
		struct income_row *row;

		if (!earner)
			continue;
		if (month_first(since) > m->open) { /* an earlier amount, for history */
			row = add_income(m, p->person_no, business ? INCOME_BUSINESS : INCOME_EARNED, 1,
				gross + dice_between(d, -8000, 8000), m->open);
			casefile_end(&row->span, month_first(since));
		}
		row = add_income(
			m, p->person_no, business ? INCOME_BUSINESS : INCOME_EARNED, 1, gross, month_first(since));
		row->expenses_yen = dice_between(d, 0, gross / 7000) * 1000 + dice_below(d, 10) * 10;
		if (!business && dice_chance(d, 300))
			add_circumstance(m, p->person_no, CIRC_NEW_EMPLOYMENT, month_first(since));
	}
}

static void add_other_incomes(struct making *m)
{
	struct dice *d = &m->d;
	int allowance = life_child_allowance(m->h, m->today, m->type == TYPE_SINGLE_PARENT);

	if (allowance > 0)
		add_income(m, 1, INCOME_ALLOWANCE, 1, allowance, month_first(month_of_day(m->today)));
	if (dice_chance(d, 60))
		add_income(m, 1, INCOME_REMITTANCE, 1, dice_between(d, 1, 6) * 5000, m->open);
	if (dice_chance(d, 20))
		add_income(m, 1, INCOME_PROPERTY, 1, dice_between(d, 10, 90) * 100, m->open);
	if (dice_chance(d, 50)) { /* 過支給を当月から3か月で充当 */
		month_t since = month_of_day(m->today) - dice_between(d, 0, 2);
		struct income_row *row =
			add_income(m, 1, INCOME_OVERPAID, 1, dice_between(d, 10, 80) * 100, month_first(since));

		casefile_end(&row->span, month_first(since + 3));
	}
}

void origin_add_stay(
	struct casefile *h, struct dice *d, int person_no, enum fact_stay kind, bool long_stay, day_t from)
{
	struct stay_row *s = casefile_add_stay(h, from);
	struct need_row *n;

	s->person_no = person_no;
	s->kind = kind;
	s->over_one_month = long_stay;
	n = casefile_add_need(h, from);
	n->person_no = person_no;
	n->kind = kind == STAY_HOSPITAL ? NEED_MEDICAL : NEED_CARE;
	n->item_no = 2; /* 1 is what was there before the stay */
	n->amount_yen = dice_between(d, 180, 460) * 1000 + dice_below(d, 100) * 10;
}

/* 0.2 % of persons are in hospital for over a month; some old persons live in a care facility. */
static void add_stays(struct making *m)
{
	struct dice *d = &m->d;
	day_t from = month_first(month_of_day(m->today) - dice_between(d, 2, 14)) + dice_below(d, 28);

	if (from < m->open)
		from = m->open;
	for (int i = 0; i < m->h->persons; i++) {
		struct person_row *p = &m->h->person[i];
		bool old = day_age(p->birth_on, m->today) >= OLD_AGE;
		bool planted = p->role == ROLE_HEAD && m->plant == PLANT_DISCHARGE;

		if (planted || dice_chance(d, old ? 15 : m->type == TYPE_ILL_DISABLED ? 50 : 0))
			origin_add_stay(m->h, d, p->person_no, STAY_HOSPITAL, true, from);
		else if ((p->role == ROLE_HEAD && m->plant == PLANT_CARE_FACILITY) || (old && dice_chance(d, 80)))
			origin_add_stay(m->h, d, p->person_no, STAY_CARE_FACILITY, true, from);
		else if (dice_chance(d, old ? 800 : 300))
			add_need(m, p->person_no, NEED_CARE, dice_between(d, 40, 900) * 100);
	}
}

void origin_add_rent(struct casefile *h, struct dice *d, const struct place *p, day_t from)
{
	int persons = casefile_members(h, from);
	int limit = (int)place_rent_limit(p, persons > 0 ? persons : 1);
	struct rent_row *r = casefile_add_rent(h, from);
	int at = dice_below(d, 100);

	if (at < 20)
		r->rent_yen = limit; /* many rents are set at the limit */
	else if (at < 80)
		r->rent_yen = limit * dice_between(d, 70, 100) / 100 / 100 * 100;
	else if (at < 90)
		r->rent_yen = limit * dice_between(d, 101, 116) / 100 / 100 * 100;
	else if (at < 97)
		r->rent_yen = dice_between(d, 80, 260) * 100; /* 公営住宅 */
	r->common_charge_yen = at < 90 ? dice_below(d, 6) * 1000 : 0;
	r->special_limit = dice_chance(d, 150);
	r->floor_area_cm2 = dice_chance(d, 8000) ? dice_between(d, 1600, 5400) * 100 : 0;
	r->paid_to_landlord = dice_chance(d, 2500);
}

void origin_add_residence(struct casefile *h, struct dice *d, const struct place *p, day_t from)
{
	struct address_row *a = casefile_add_address(h, from);

	a->kind = ADDRESS_RESIDENCE;
	a->care_of[0] = '\0';
	place_invent_address(p, d, dice_chance(d, 6500), &a->at);
}

/* 送付先: a facility, a guardian, or relatives. */
static void add_mailing(struct making *m)
{
	static const char *const facilities[] = {
		"特別養護老人ホーム見本苑", "介護老人保健施設例示の里", "介護医療院雛形", "グループホーム想定"};
	struct dice *d = &m->d;
	struct address_row *a;
	bool in_care = false;
	char name[CASEFILE_NAME_BYTES];
	char kana[CASEFILE_NAME_BYTES];

	for (int i = 0; i < m->h->stays; i++)
		in_care = in_care || m->h->stay[i].kind == STAY_CARE_FACILITY;
	if (!in_care && m->plant != PLANT_GUARDIAN && !dice_chance(d, 150))
		return;
	a = casefile_add_address(m->h, m->open);
	a->kind = ADDRESS_MAILING;
	/* whoever takes the letters may live elsewhere in the prefecture */
	place_invent_address(
		dice_chance(d, 3000) ? place_nearby(m->w->places, m->place, d) : m->place, d, false, &a->at);
	name_join(name_surname(d), name_given(d, any_sex(d)), name, kana, sizeof name);
	if (in_care)
		snprintf(a->care_of, sizeof a->care_of, "%s", facilities[dice_below(d, 4)]);
	else
		snprintf(a->care_of, sizeof a->care_of, "%s\u3000%s\u3000様方",
			m->plant == PLANT_GUARDIAN || dice_chance(d, 7000) ? "成年後見人" : "親族", name);
}

static void add_protection(struct making *m)
{
	static const enum fact_reason reasons[] = {
		REASON_SAVINGS_USED, REASON_ILLNESS, REASON_INCOME_LOSS, REASON_SUPPORT_LOST};
	static const int weights[] = {46, 20, 26, 8};
	struct dice *d = &m->d;
	struct protection_row *p = casefile_add_protection(m->h, m->open);
	day_t stopped = month_first(month_of_day(m->today) - dice_between(d, 1, 4)) + dice_below(d, 28);

	p->state = PROTECTION_ACTIVE;
	p->start_reason = reasons[dice_pick(d, weights, 4)];
	p->end_reason = REASON_NONE;
	if ((m->plant != PLANT_SUSPENDED && !dice_chance(d, 40)) || stopped <= m->open)
		return;
	casefile_end(&p->span, stopped);
	p->end_reason = REASON_TEMPORARY_INCOME;
	p = casefile_add_protection(m->h, stopped);
	p->state = PROTECTION_SUSPENDED;
	p->start_reason = REASON_TEMPORARY_INCOME;
	p->end_reason = REASON_NONE;
}

void origin_declare(struct casefile *h, month_t month)
{
	struct declaration_row *row = casefile_add_declaration(h, month_first(month));

	row->span.to = month_first(month + 1);
	row->submitted_on = month_first(month) + 4;
}

static const struct name *surname_of(struct making *m)
{
	static const struct name namesake = {"鈴木", "スズキ"};

	switch (m->plant) {
	case PLANT_RARE_NAME:
		return name_rare(m->which);
	case PLANT_UNDRAWABLE_NAME:
		return name_undrawable();
	case PLANT_NAMESAKE:
		return &namesake;
	default:
		return name_surname(&m->d);
	}
}

/* Who they are and since when, before anything is written down. */
static void choose(struct making *m, int case_no)
{
	struct dice *d = &m->d;
	month_t opening = world_opening_month(m->w, case_no);
	int a = dice_below(d, HISTORY_MONTHS);
	int b = dice_below(d, HISTORY_MONTHS);
	int type = dice_pick(d, type_weights, TYPES);
	int size;

	if (m->plant == PLANT_TEN_PERSONS || m->plant == PLANT_BIRTH || m->plant == PLANT_UNDECLARED)
		type = 3;
	else if (m->plant == PLANT_TWINS)
		type = 1;
	else if (m->plant == PLANT_SEVERE_DISABILITY)
		type = 2;
	else if (m->plant != PLANT_NONE && m->plant != PLANT_RARE_NAME)
		type = 0;
	size = dice_pick(d, size_weights[type], SIZES) + 1;
	if (size == SIZES)
		size += dice_below(d, 5);
	if (m->plant == PLANT_TEN_PERSONS)
		size = EXCLUSIVE_LARGE;
	else if (m->plant == PLANT_TWINS)
		size = 3;
	else if (m->plant == PLANT_BIRTH)
		size = 2;
	else if (m->plant != PLANT_NONE && m->plant != PLANT_RARE_NAME)
		size = 1;
	m->type = types[type];
	m->size = size;
	m->h->surname = surname_of(m);
	m->place = m->w->office; /* 居住地の福祉事務所 */
	if (opening < m->w->first) {
		/* the smaller of two throws: recent openings are the most */
		opening = m->w->first - 1 - (a < b ? a : b);
		m->today = month_first(m->w->first) - 1;
	}
	m->open = month_first(opening) + dice_below(d, month_days(opening));
	if (m->today < m->open)
		m->today = m->open;
}

void origin_make(const struct world *w, int case_no, struct casefile *h)
{
	struct making m = {.w = w, .h = h, .d = world_dice(w, case_no, PURPOSE_ORIGIN)};
	struct household_row *row;

	casefile_clear(h, w->office->code, case_no);
	m.plant = world_plant(w, case_no, &m.which);
	choose(&m, case_no);
	row = casefile_add(h, m.open);
	row->place = m.place;
	row->caseworker_no = world_caseworker(case_no);
	row->type = m.type;
	row->payment = dice_chance(&m.d, 9200) ? PAY_BANK : PAY_COUNTER;
	row->single_parent = m.type == TYPE_SINGLE_PARENT;
	row->protected_address =
		m.plant == PLANT_PROTECTED || dice_chance(&m.d, m.type == TYPE_SINGLE_PARENT ? 600 : 30);
	add_protection(&m);
	add_members(&m);
	if (m.plant == PLANT_NAMESAKE) {
		static const struct name given = {"一郎", "イチロウ"};

		name_join(h->surname, &given, h->person[0].name, h->person[0].kana, sizeof h->person[0].name);
		h->person[0].sex = NAME_MALE;
		h->person[0].birth_on = day_of(1950, 5, 3);
	}
	for (int i = 0; i < h->persons; i++)
		add_circumstances_of(&m, &h->person[i]);
	add_pensions(&m);
	add_wages(&m);
	add_other_incomes(&m);
	add_stays(&m);
	origin_add_rent(h, &m.d, m.place, m.open);
	origin_add_residence(h, &m.d, m.place, m.open);
	add_mailing(&m);
	if (m.plant == PLANT_HOLD) {
		struct hold_row *hold = casefile_add_hold(h, m.open);

		hold->name = "address_check";
		hold->reason = "郵便物が返戻されたため、送付先を確認中";
	}
	for (int i = 0; i < h->incomes && m.plant != PLANT_UNDECLARED; i++) {
		if ((h->income[i].kind == INCOME_EARNED || h->income[i].kind == INCOME_BUSINESS) &&
			h->declarations == 0 && dice_chance(&m.d, 9600))
			origin_declare(h, month_of_day(m.today));
	}
}
