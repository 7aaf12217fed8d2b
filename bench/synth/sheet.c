/* sheet.c: CSV of synthetic households.  See sheet.h. */
#include "bench/synth/sheet.h"

#include "bench/synth/money.h"
#include "bench/synth/name.h"
#include "getsuji/number.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 18, PURPOSE_STAFF = 7 };

static const struct {
	const char *name, *columns;
} sheet_texts[SHEET_COUNT] = {
#define X(id, name, columns) {name, columns},
	SHEETS(X)
#undef X
};

struct sheets {
	struct arena *keep;
	const char *folder;
	FILE *file[SHEET_COUNT];
	int64_t rows;
	int error; /* errno of the first file that could not be opened or written */
};

static const char *path_of(struct sheets *s, int i)
{
	return arena_printf(s->keep, "%s/%s.csv", s->folder, sheet_texts[i].name);
}

static void close_file(void *file)
{
	fclose(file);
}

enum err_code sheets_open(const char *folder, struct arena *keep, struct sheets **out, struct err *e)
{
	struct sheets *s = arena_alloc(keep, sizeof *s);

	*out = s;
	s->keep = keep;
	s->folder = folder;
	if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
		err_set(e, ERR_DISK, 1031, "could not make the folder: %s", strerror(errno));
		return err_place(e, "%s", folder);
	}
	for (int i = 0; i < SHEET_COUNT; i++)
		unlink(path_of(s, i));
	return ERR_OK;
}

/* The file of a sheet, opened with its heading when the first row comes. */
static FILE *row_of(struct sheets *s, enum sheet sheet)
{
	if (s->file[sheet] == NULL && s->error == 0) {
		s->file[sheet] = fopen(path_of(s, (int)sheet), "wb");
		if (s->file[sheet] == NULL) {
			s->error = errno;
			return NULL;
		}
		arena_defer(s->keep, close_file, s->file[sheet]);
		setvbuf(s->file[sheet], arena_alloc(s->keep, BUFFER_BYTES), _IOFBF, BUFFER_BYTES);
		fprintf(s->file[sheet], "%s\n", sheet_texts[sheet].columns);
	}
	s->rows++;
	return s->file[sheet];
}

enum err_code sheets_close(struct sheets *s, struct err *e)
{
	for (int i = 0; i < SHEET_COUNT; i++) {
		if (s->file[i] != NULL && (fflush(s->file[i]) != 0 || ferror(s->file[i])) && s->error == 0)
			s->error = errno;
	}
	if (s->error != 0) {
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(s->error));
		return err_place(e, "%s", s->folder);
	}
	return ERR_OK;
}

int64_t sheets_rows(const struct sheets *s)
{
	return s->rows;
}

/* The words of the codes, from facts.h. */
#define X(constant, number, word, term) \
	case constant: \
		return word;
#define WORDS(function, type, list) \
	static const char *function(enum type code) \
	{ \
		switch (code) { \
			list(X) \
		} \
		return ""; \
	}
WORDS(role_word, fact_role, FACT_ROLES)
WORDS(state_word, fact_protection, FACT_PROTECTION_STATES)
WORDS(reason_word, fact_reason, FACT_EVENT_REASONS)
WORDS(circumstance_word, fact_circumstance, FACT_CIRCUMSTANCES)
WORDS(stay_word, fact_stay, FACT_STAYS)
WORDS(income_word, fact_income, FACT_INCOMES)
WORDS(need_word, fact_need, FACT_NEEDS)
WORDS(address_word, fact_address, FACT_ADDRESSES)
WORDS(payment_word, fact_payment_method, FACT_PAYMENT_METHODS)
WORDS(type_word, fact_household_type, FACT_HOUSEHOLD_TYPES)
WORDS(consent_word, linkage_consent, LINKAGE_CONSENTS)
WORDS(benefit_word, award_benefit, AWARD_BENEFITS)
WORDS(purpose_word, inquiry_purpose, INQUIRY_PURPOSES)
WORDS(condition_word, inquiry_condition, INQUIRY_CONDITIONS)
WORDS(basis_word, treatment_basis, TREATMENT_BASES)
WORDS(coverage_word, coverage_kind, COVERAGE_KINDS)
WORDS(level_word, care_level, CARE_LEVELS)
WORDS(opinion_word, opinion_kind, OPINION_KINDS)
WORDS(account_word, account_kind, ACCOUNT_KINDS)
WORDS(part_word, payment_part, PAYMENT_PARTS)
WORDS(article_word, repayment_article, REPAYMENT_ARTICLES)
#undef X
#define X(constant, number, word, term, type, kind) \
	case constant: \
		return word;
WORDS(service_word, ticket_service, TICKET_SERVICES)
#undef WORDS
#undef X

/* A span as two fields; an open end is empty. */
struct days {
	char from[11], to[11];
};

static struct days days_of(const struct span *span)
{
	struct days d = {.to = ""};

	day_format(span->from, d.from);
	if (span->to != DAY_MAX)
		day_format(span->to, d.to);
	return d;
}

/* A day that may not be given. */
static const char *maybe_day(day_t day, char out[static 11])
{
	return day == DAY_MAX ? "" : day_format(day, out);
}

/* Invented texts hold neither commas nor quotes, so that no field needs quoting. */
static const char *plain(const char *text)
{
	CHECK(strpbrk(text, ",\"\r\n") == NULL);
	return text;
}

/* Before any case: offices and caseworkers hold from here on. */
static day_t office_opened(void)
{
	return day_of(2000, 4, 1);
}

void sheets_office(struct sheets *s, const struct world *w)
{
	struct dice d = world_dice(w, 0, PURPOSE_STAFF);
	const struct place *p = w->office;
	struct place_address at;
	char name[CASEFILE_NAME_BYTES], kana[CASEFILE_NAME_BYTES], day[11];
	FILE *f = row_of(s, SHEET_OFFICE);

	if (f == NULL)
		return;
	place_invent_address(p, &d, false, &at);
	name_join(name_surname(&d), name_given(&d, NAME_MALE), name, kana, sizeof name);
	/* Telephone numbers with 0000 are never given out. */
	fprintf(f, "%05d,%s福祉事務所,%05d,%s,%s,03-0000-%04d,", p->code, p->name, p->code, at.postal_code,
		plain(at.text), dice_below(&d, 10000));
	fprintf(f, "%s福祉事務所長　%s,%s知事,%s長,%s,\n", p->name, plain(name), p->prefecture, p->name,
		day_format(office_opened(), day));
}

void sheets_ticket_office(struct sheets *s, const struct world *w, bool joint)
{
	struct dice d = world_dice(w, 0, PURPOSE_STAFF + 2);
	char name[CASEFILE_NAME_BYTES], kana[CASEFILE_NAME_BYTES], day[11], body[16],
		payer[NUMBER_DIGITS_MAX + 1];
	FILE *f = row_of(s, SHEET_TICKET_OFFICE);

	if (f == NULL)
		return;
	name_join(name_surname(&d), name_given(&d, NAME_FEMALE), name, kana, sizeof name);
	snprintf(body, sizeof body, "12%02d%03d", w->office->code / 1000, w->office->code % 1000);
	number_complete(NUMBER_PAYER, body, payer);
	fprintf(f, "%05d,%s,monthly,%s,%s,25,%d,%s,\n", w->office->code, payer, joint ? "joint" : "single",
		plain(name), dice_chance(&d, 5000) ? 15 : 20, day_format(office_opened(), day));
}

static void write_account(
	FILE *f, const struct money_bank *bank, int branch, enum account_kind kind, const char *number)
{
	fprintf(f, "%s,%s,%s,%s,%s,%s,", bank->code, bank->kana, bank->branch[branch].code,
		bank->branch[branch].kana, account_word(kind), number);
}

static void write_payees(struct sheets *s, const struct world *w, const char *since)
{
	for (int no = 1; no <= money_payees(w); no++) {
		struct money_payee p;
		FILE *f = row_of(s, SHEET_PAYEE);

		if (f == NULL)
			return;
		money_payee(w, no, &p);
		fprintf(f, "%05d,%d,%s,%s,", w->office->code, no, p.kind == PAYEE_LANDLORD ? "landlord" : "insurer",
			plain(p.name));
		write_account(f, p.bank, p.branch, ACCOUNT_ORDINARY, p.number);
		fprintf(f, "%s,%s,\n", p.kana, since);
	}
}

void sheets_money_office(struct sheets *s, const struct world *w)
{
	const struct money_bank *bank = money_bank(0);
	int code = w->office->code;
	char since[11];
	FILE *f = row_of(s, SHEET_PAYING_ACCOUNT);

	day_format(office_opened(), since);
	if (f == NULL)
		return;
	fprintf(f, "%05d,21,jis,%010d,フクシジムシヨ,", code, code);
	write_account(f, bank, 0, ACCOUNT_ORDINARY, "0013113");
	fprintf(f, "3,before,1,%s,\n", since);
	if ((f = row_of(s, SHEET_MAIL_OFFICE)) == NULL)
		return;
	fprintf(f, "%05d,post_a,getsuji,0,2000,30,2,3,5,30,leaflet-a,3000,%s,\n", code, since);
	if ((f = row_of(s, SHEET_SLIP_OFFICE)) == NULL)
		return;
	fprintf(f, "%05d,900001,見本収納サービス,%s会計管理者,after,%s,\n", code, w->office->name, since);
	write_payees(s, w, since);
}

void sheets_caseworkers(struct sheets *s, const struct world *w, int first_no, int last_no)
{
	for (int no = first_no; no <= last_no; no++) {
		struct dice d = world_dice(w, no, PURPOSE_STAFF + 1);
		char name[CASEFILE_NAME_BYTES], kana[CASEFILE_NAME_BYTES], day[11];
		FILE *f = row_of(s, SHEET_CASEWORKER);

		if (f == NULL)
			return;
		name_join(
			name_surname(&d), name_given(&d, no % 2 == 0 ? NAME_MALE : NAME_FEMALE), name, kana, sizeof name);
		fprintf(f, "%05d,%d,%s,%s,\n", w->office->code, no, plain(name), day_format(office_opened(), day));
	}
}

/* A fresh row of a table: `f` is its file, `r` the row, `d` its days. */
#define EACH_FRESH(table, type, sheet, ...) \
	for (int i = 0; i < h->table##s; i++) { \
		const struct type *r = &h->table[i]; \
		struct days d; \
		FILE *f; \
\
		if (!r->span.fresh || (f = row_of(s, sheet)) == NULL) \
			continue; \
		d = days_of(&r->span); \
		fprintf(f, "%05d,%d,", h->office_id, h->case_no); \
		fprintf(f, __VA_ARGS__); \
	}

static void write_people(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(person, person_row, SHEET_PERSON, "%d,%s,%s,%s,%s,%s,%s\n", r->person_no, role_word(r->role),
		day_format(r->birth_on, (char[11]){0}), plain(r->name), plain(r->kana), d.from, d.to)
	EACH_FRESH(circumstance, circumstance_row, SHEET_CIRCUMSTANCE, "%d,%s,%s,%s\n", r->person_no,
		circumstance_word(r->kind), d.from, d.to)
	EACH_FRESH(stay, stay_row, SHEET_STAY, "%d,%s,%s,%s,%d\n", r->person_no, stay_word(r->kind), d.from, d.to,
		r->over_one_month)
}

static void write_money(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(income, income_row, SHEET_INCOME, "%d,%s,%d,%d,%d,%d,%s,%s\n", r->person_no,
		income_word(r->kind), r->item_no, r->amount_yen, r->expenses_yen, r->care_premium_yen, d.from, d.to)
	EACH_FRESH(declaration, declaration_row, SHEET_DECLARATION, "%.7s,%s\n", d.from,
		day_format(r->submitted_on, (char[11]){0}))
	EACH_FRESH(rent, rent_row, SHEET_RENT, "%d,%d,%d,%d,%d,%s,%s\n", r->rent_yen, r->common_charge_yen,
		r->special_limit, r->floor_area_cm2, r->paid_to_landlord, d.from, d.to)
	EACH_FRESH(need, need_row, SHEET_NEED, "%d,%s,%d,%d,%s,%s\n", r->person_no, need_word(r->kind),
		r->item_no, r->amount_yen, d.from, d.to)
}

static void write_matching(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(linkage, linkage_row, SHEET_LINKAGE, "%d,%s,%s,%d,%s,%s\n", r->person_no, r->linkage_no,
		consent_word(r->consent), r->nondisclosure, d.from, d.to)
	EACH_FRESH(pension, pension_row, SHEET_PENSION, "%d,%s,%d,%s,%s,%s\n", r->person_no,
		benefit_word(r->benefit), r->item_no, r->code, d.from, d.to)
	EACH_FRESH(inquiry, inquiry_row, SHEET_INQUIRY, "%d,%d,%.7s,cw%d_list,%s,%s,%s,%s,%s\n", r->person_no,
		r->item_no, d.from, world_caseworker(h->case_no), r->procedure_no, purpose_word(r->purpose),
		condition_word(r->condition), maybe_day(r->from_on, (char[11]){0}),
		maybe_day(r->to_on, (char[11]){0}))
}

static void write_tickets(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(treatment, treatment_row, SHEET_TREATMENT, "%d,%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
		r->person_no, r->item_no, basis_word(r->basis), service_word(r->service), r->code, r->prescriber,
		r->injury[0], r->injury[1], r->injury[2], maybe_day(r->first_visit_on, (char[11]){0}), r->remarks,
		d.from, d.to)
	EACH_FRESH(care, care_row, SHEET_CARE_PLAN, "%d,%d,%s,%s,%s,%s,%s,%s,,%s,%s\n", r->person_no, r->item_no,
		service_word(r->service), r->code, r->insured_no, level_word(r->level),
		day_format(r->certified_from, (char[11]){0}), day_format(r->certified_to, (char[11]){0}), d.from,
		d.to)
	EACH_FRESH(coverage, coverage_row, SHEET_COVERAGE, "%d,%s,%d,%s,%s,%s,%s\n", r->person_no,
		coverage_word(r->kind), r->item_no, r->insurer_no, r->scheme_no, d.from, d.to)
	EACH_FRESH(opinion, opinion_row, SHEET_OPINION, "%d,%s,%s,%s,%s,%d,%s,%s\n", r->person_no, r->code,
		service_word(r->service), opinion_word(r->kind), day_format(r->received_on, (char[11]){0}), r->needed,
		d.from, d.to)
}

static void write_payments(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(account, account_row, SHEET_BANK_ACCOUNT, "%s,%s,%s,%s,%s,%s,%s,%s,%s\n", r->bank->code,
		r->bank->kana, r->bank->branch[r->branch].code, r->bank->branch[r->branch].kana,
		account_word(r->kind), r->number, r->holder_kana, d.from, d.to)
	EACH_FRESH(proxy, proxy_row, SHEET_PROXY, "%s,%d,%s,%s\n", part_word(r->part), r->payee_no, d.from, d.to)
	EACH_FRESH(claim, claim_row, SHEET_REPAYMENT, "%d,%s,%s,%d,%s,%s\n", r->claim_no,
		article_word(r->article), day_format(r->decided_on, (char[11]){0}), r->total_yen, d.from, d.to)
	EACH_FRESH(instalment, instalment_row, SHEET_INSTALMENT, "%d,%d,%s,%d,%s,%s\n", r->claim_no,
		r->instalment_no, day_format(r->due_on, (char[11]){0}), r->amount_yen, d.from, d.to)
}

void sheets_casefile(struct sheets *s, const struct casefile *h)
{
	EACH_FRESH(household, household_row, SHEET_HOUSEHOLD, "%05d,%d,%s,%s,%d,%d,%s,%s\n", r->place->code,
		r->caseworker_no, type_word(r->type), payment_word(r->payment), r->single_parent,
		r->protected_address, d.from, d.to)
	EACH_FRESH(protection, protection_row, SHEET_PROTECTION, "%s,%s,%s,%s,%s\n", state_word(r->state), d.from,
		d.to, reason_word(r->start_reason), reason_word(r->end_reason))
	write_people(s, h);
	write_money(s, h);
	EACH_FRESH(address, address_row, SHEET_ADDRESS, "%s,%s,%s,%s,%s,%s\n", address_word(r->kind),
		r->at.postal_code, plain(r->at.text), plain(r->care_of), d.from, d.to)
	EACH_FRESH(hold, hold_row, SHEET_HOLD, "%s,%s,%s,%s\n", r->name, plain(r->reason), d.from, d.to)
	write_matching(s, h);
	write_tickets(s, h);
	write_payments(s, h);
}
