/*
 * survey_summary.c: 調査の集計, the supervisor's workbook before the gate: classes and caseworkers, proposals
 * before and after, how long requests have been open, who was not asked and why, answers set aside.
 *
 * One chunk and one small workbook per office; sums come from the database.  The counts of the classes,
 * added up by caseworker and by class, must agree with the number of persons in the target.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/backend/xlsx.h"
#include "reports/survey_book.h"
#include "reports/survey_counts.h"

#include <inttypes.h>

enum { HEAD, CLASSES, AGES, PROPOSALS, NOTABLES_BESIDE, INQUIRIES, SET_ASIDE, STATEMENTS };

static const struct sql_stmt *const statements[STATEMENTS] = {
	[HEAD] = &sql_casebook_head,
	[CLASSES] = &sql_survey_summary_classes,
	[AGES] = &sql_survey_summary_ages,
	[PROPOSALS] = &sql_survey_summary_proposals,
	[NOTABLES_BESIDE] = &sql_survey_summary_notables,
	[INQUIRIES] = &sql_survey_summary_inquiries,
	[SET_ASIDE] = &sql_survey_summary_set_aside,
};

#define AGES_COUNT            4
#define CHART_CASEWORKERS_MAX 40 /* more bars than this cannot be read */

static const char *const age_terms[AGES_COUNT] = {"0〜30日", "31〜60日", "61〜90日", "91日以上"};

struct caseworker {
	int64_t number;
	char *label;
	int64_t persons, of_class[SURVEY_CLASSES_MAX];
	int64_t age[AGES_COUNT];
	int64_t proposals, before_yen, after_yen, before_premium_yen, after_premium_yen;
};

struct class_sum {
	int64_t persons, recognised_yen, compared_yen, evidence_yen;
};

struct survey_summary {
	struct chunk *chunk;
	struct xlsx *book;
	char *month, *office;
	day_t cut_on;
	int64_t survey;
	int classes[SURVEY_CLASSES_MAX], n_classes;
	struct class_sum sum[SURVEY_CLASSES_MAX];
	struct caseworker *caseworkers; /* by number */
	size_t n_caseworkers;
	struct rows *rows[STATEMENTS];
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const struct xlsx_column class_columns[] = {
	{"区分（処理の順）", XLSX_TEXT, 0},
	{"人数", XLSX_NUMBER, 0},
	{"認定額（円）", XLSX_NUMBER, 0},
	{"うち回答のある者", XLSX_NUMBER, 0},
	{"回答額（円）", XLSX_NUMBER, 0},
	{"差額（円）", XLSX_CHANGE, 0},
};

static const struct xlsx_column proposal_columns[] = {
	{"年金の変更案", XLSX_TEXT, 0},
	{"件数", XLSX_NUMBER, 0},
	{"変更前（円）", XLSX_NUMBER, 0},
	{"変更後（円）", XLSX_NUMBER, 0},
	{"増減（円）", XLSX_CHANGE, 0},
};

static const struct xlsx_column age_columns[] = {
	{"照会からの日数", XLSX_TEXT, 0}, {"回答のない照会", XLSX_NUMBER, 0}};

static const struct xlsx_column inquiry_columns[] = {
	{"照会の可否と理由", XLSX_TEXT, 0}, {"延べ件数", XLSX_NUMBER, 0}};

static const struct xlsx_column rule_columns[] = {
	{"取り込まなかった回答の理由", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column notable_columns[] = {
	{"給付金・診断書", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column worker_proposal_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"提案", XLSX_NUMBER, 0},
	{"変更前\n（年・円）", XLSX_NUMBER, 0},
	{"変更後\n（年・円）", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
	{"介護保険料\n変更前（月）", XLSX_NUMBER, 0},
	{"介護保険料\n変更後（月）", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
};

static const struct xlsx_column worker_age_columns[] = {
	{"担当員", XLSX_TEXT, 0},
	{"0〜30日", XLSX_NUMBER, 0},
	{"31〜60日", XLSX_NUMBER, 0},
	{"61〜90日", XLSX_NUMBER, 0},
	{"91日以上", XLSX_NUMBER, 0},
	{"回答の\nない照会", XLSX_NUMBER, 0},
};

/* --- loading --- */

/* Whoever has a request or a proposal has findings. */
static struct caseworker *find_caseworker(const struct survey_summary *m, int64_t number)
{
	size_t i = 0;

	while (i < m->n_caseworkers && m->caseworkers[i].number != number)
		i++;
	CHECK(i < m->n_caseworkers);
	return &m->caseworkers[i];
}

/* Columns of survey_summary_classes: number, name, class, persons, recognised, compared, evidence. */
static void load_classes(struct survey_summary *m)
{
	struct rows *r = m->rows[CLASSES];
	struct caseworker *w = NULL;

	m->n_classes = survey_classes(m->survey, m->classes);
	m->caseworkers = arena_array(m->chunk->arena, rows_count(r), sizeof(m->caseworkers[0]));
	while (rows_next(r)) {
		if (!w || w->number != row_int(r, 0)) {
			w = &m->caseworkers[m->n_caseworkers++];
			w->number = row_int(r, 0);
			w->label = survey_caseworker(m->chunk->arena, w->number, row_text(r, 1));
		}
		w->persons += row_int(r, 3);
		for (int i = 0; i < m->n_classes; i++) {
			if (m->classes[i] != row_int(r, 2))
				continue;
			w->of_class[i] = row_int(r, 3);
			m->sum[i].persons += row_int(r, 3);
			m->sum[i].recognised_yen += row_int(r, 4);
			m->sum[i].compared_yen += row_int(r, 5);
			m->sum[i].evidence_yen += row_int(r, 6);
		}
	}
}

static enum err_code load(struct survey_summary *m, struct err *e)
{
	struct chunk *c = m->chunk;

	if (chunk_read(c, statements, STATEMENTS, m->rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(m->rows[HEAD]));
	m->office = str_copy(c->arena, row_text(m->rows[HEAD], 0));
	m->cut_on = row_day(m->rows[HEAD], 2);
	m->survey = row_int(m->rows[HEAD], 3);
	load_classes(m);
	while (rows_next(m->rows[AGES])) {
		struct caseworker *w = find_caseworker(m, row_int(m->rows[AGES], 0));

		for (int i = 0; i < AGES_COUNT; i++)
			w->age[i] = row_int(m->rows[AGES], i + 1);
	}
	while (rows_next(m->rows[PROPOSALS])) {
		const struct rows *r = m->rows[PROPOSALS];
		struct caseworker *w = find_caseworker(m, row_int(r, 0));

		w->proposals = row_int(r, 1);
		w->before_yen = row_int(r, 2);
		w->after_yen = row_int(r, 3);
		w->before_premium_yen = row_int(r, 4);
		w->after_premium_yen = row_int(r, 5);
	}
	return ERR_OK;
}

/* --- 集計 --- */

static void put_sum(struct xlsx_sheet *s, int64_t before, int64_t after)
{
	xlsx_put_number(s, before);
	xlsx_put_number(s, after);
	xlsx_put_number(s, after - before);
}

static void put_class(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *term, const struct class_sum *sum)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, term);
	xlsx_put_number(s, sum->persons);
	xlsx_put_number(s, sum->recognised_yen);
	put_sum(s, sum->compared_yen, sum->evidence_yen);
	xlsx_row_end(s);
}

static void put_classes(struct survey_summary *m, struct xlsx_sheet *s)
{
	struct xlsx_chart chart = {.kind = XLSX_CHART_BAR,
		.title = "区分ごとの人数",
		.value_column = 1,
		.at_column = 7,
		.width = 460,
		.height = 300};
	struct class_sum total = {0};

	xlsx_heading(s, m->survey == SURVEY_PENSION ? "区分（金額は月額）" : "区分（金額は年額）");
	chart.at_row = xlsx_next_row(s);
	xlsx_table(s, COLUMNS(class_columns));
	chart.first_row = xlsx_next_row(s);
	for (int i = 0; i < m->n_classes; i++) {
		const struct class_sum *sum = &m->sum[i];

		put_class(s, XLSX_ROW_DATA, survey_class_term(m->classes[i]), sum);
		total.persons += sum->persons;
		total.recognised_yen += sum->recognised_yen;
		total.compared_yen += sum->compared_yen;
		total.evidence_yen += sum->evidence_yen;
		chart.value_max = yen_max(chart.value_max, sum->persons);
	}
	chart.last_row = xlsx_next_row(s) - 1;
	put_class(s, XLSX_ROW_TOTAL, "合計", &total);
	xlsx_chart(s, &chart);
	xlsx_skip_below(s, &chart);
	m->chunk->count.read = m->chunk->count.written = total.persons;
	m->chunk->count.yen = total.recognised_yen;
}

static void put_proposal_row(
	struct xlsx_sheet *s, const char *term, int64_t proposals, int64_t before, int64_t after)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, term);
	xlsx_put_number(s, proposals);
	put_sum(s, before, after);
	xlsx_row_end(s);
}

static void put_proposals(const struct survey_summary *m, struct xlsx_sheet *s)
{
	struct caseworker all = {0};

	for (size_t i = 0; i < m->n_caseworkers; i++) {
		const struct caseworker *w = &m->caseworkers[i];

		all.proposals += w->proposals;
		all.before_yen += w->before_yen;
		all.after_yen += w->after_yen;
		all.before_premium_yen += w->before_premium_yen;
		all.after_premium_yen += w->after_premium_yen;
	}
	xlsx_heading(s, "提案（採用されれば次の月次処理の認定額になる）");
	xlsx_table(s, COLUMNS(proposal_columns));
	put_proposal_row(s, "年金（年額）", all.proposals, all.before_yen, all.after_yen);
	put_proposal_row(s, "介護保険料（月額）", all.proposals, all.before_premium_yen, all.after_premium_yen);
}

static void put_ages(const struct survey_summary *m, struct xlsx_sheet *s)
{
	struct xlsx_chart chart = {.kind = XLSX_CHART_COLUMN,
		.title = "回答のない照会の経過日数",
		.value_column = 1,
		.at_column = 7,
		.width = 460,
		.height = 240};
	int64_t total = 0;

	xlsx_heading(s, "回答のない照会");
	chart.at_row = xlsx_next_row(s);
	xlsx_table(s, COLUMNS(age_columns));
	chart.first_row = xlsx_next_row(s);
	chart.last_row = chart.first_row + AGES_COUNT - 1;
	for (int i = 0; i < AGES_COUNT; i++) {
		int64_t requests = 0;

		for (size_t j = 0; j < m->n_caseworkers; j++)
			requests += m->caseworkers[j].age[i];
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, age_terms[i]);
		xlsx_put_number(s, requests);
		xlsx_row_end(s);
		total += requests;
		chart.value_max = yen_max(chart.value_max, requests);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, total);
	xlsx_row_end(s);
	xlsx_chart(s, &chart);
	xlsx_skip_below(s, &chart);
}

static void put_inquiries(const struct survey_summary *m, struct xlsx_sheet *s)
{
	xlsx_heading(s, "照会した者・しなかった者（この月までの12か月の確定した照会）");
	xlsx_table(s, COLUMNS(inquiry_columns));
	survey_counts(s, m->rows[INQUIRIES], m->chunk->arena, survey_term_asked, "対象の延べ件数");
}

static void put_set_aside(const struct survey_summary *m, struct xlsx_sheet *s)
{
	xlsx_heading(s, "取り込まなかった回答（この月までの12か月の回答ファイル）");
	xlsx_table(s, COLUMNS(rule_columns));
	survey_counts(s, m->rows[SET_ASIDE], m->chunk->arena, survey_term_aside, "合計");
}

static void put_notables(const struct survey_summary *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[NOTABLES_BESIDE];

	xlsx_heading(s, "給付金・診断書");
	xlsx_table(s, COLUMNS(notable_columns));
	while (rows_next(r)) {
		const char *term = survey_notable_term(row_int(r, 0));

		if (row_int(r, 1) != 0)
			term = arena_printf(m->chunk->arena, "%s　%" PRId64 "年", term, row_int(r, 1));
		survey_count(s, XLSX_ROW_DATA, term, row_int(r, 2));
	}
}

static struct xlsx_sheet *add_page(struct survey_summary *m, const char *name, bool portrait)
{
	struct arena *a = m->chunk->arena;
	const struct run_info *run = m->chunk->task->run;
	struct xlsx_sheet_about about = {.name = name, .portrait = portrait};
	char day[64];

	about.title = arena_printf(a, "%s　%s　%s分", survey_term(m->survey), name, m->month);
	about.note =
		arena_printf(a, "%s　処理番号 %d　第%d版　事実の基準日 %s（この日までに記録された事実による）",
			m->office, run->run_id, run->edition, day_format_era(m->cut_on, day));
	return xlsx_sheet(m->book, &about);
}

static void put_overview(struct survey_summary *m)
{
	struct xlsx_sheet *s = add_page(m, "集計", false);

	put_classes(m, s);
	if (m->survey == SURVEY_PENSION)
		put_proposals(m, s);
	put_ages(m, s);
	put_inquiries(m, s);
	put_set_aside(m, s);
	if (m->survey == SURVEY_PENSION)
		put_notables(m, s);
}

/* --- 担当員別 --- */

static void put_worker_classes(const struct survey_summary *m, struct xlsx_sheet *s)
{
	struct xlsx_column *columns = arena_array(m->chunk->arena, SURVEY_CLASSES_MAX + 2, sizeof(columns[0]));
	int n = 0;

	columns[n++] = (struct xlsx_column){"担当員", XLSX_TEXT, 0};
	columns[n++] = (struct xlsx_column){"人数", XLSX_NUMBER, 0};
	for (int i = 0; i < m->n_classes; i++)
		columns[n++] = (struct xlsx_column){survey_class_term(m->classes[i]), XLSX_NUMBER, 12};
	xlsx_heading(s, "担当員と区分");
	xlsx_table(s, columns, n);
	for (size_t j = 0; j < m->n_caseworkers; j++) {
		const struct caseworker *w = &m->caseworkers[j];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, w->label);
		xlsx_put_number(s, w->persons);
		for (int i = 0; i < m->n_classes; i++)
			xlsx_put_number(s, w->of_class[i]);
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, m->chunk->count.read);
	for (int i = 0; i < m->n_classes; i++)
		xlsx_put_number(s, m->sum[i].persons);
	xlsx_row_end(s);
}

static void put_worker_ages(const struct survey_summary *m, struct xlsx_sheet *s)
{
	struct xlsx_chart chart = {.kind = XLSX_CHART_STACKED,
		.title = "担当員ごとの回答のない照会",
		.value_column = 1,
		.more_values = AGES_COUNT - 1,
		.at_column = 7,
		.width = 460};

	xlsx_heading(s, "担当員と、回答のない照会の経過日数");
	chart.at_row = xlsx_next_row(s);
	xlsx_table(s, COLUMNS(worker_age_columns));
	chart.first_row = xlsx_next_row(s);
	for (size_t j = 0; j < m->n_caseworkers; j++) {
		const struct caseworker *w = &m->caseworkers[j];
		int64_t open = 0;

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, w->label);
		for (int i = 0; i < AGES_COUNT; i++) {
			xlsx_put_number(s, w->age[i]);
			open += w->age[i];
		}
		xlsx_put_number(s, open);
		xlsx_row_end(s);
		chart.value_max = yen_max(chart.value_max, open);
	}
	if (m->n_caseworkers == 0 || m->n_caseworkers > CHART_CASEWORKERS_MAX)
		return;
	chart.last_row = xlsx_next_row(s) - 1;
	chart.height = 110 + 22 * (int)m->n_caseworkers;
	xlsx_chart(s, &chart);
	xlsx_skip_below(s, &chart);
}

static void put_worker_proposals(const struct survey_summary *m, struct xlsx_sheet *s)
{
	xlsx_heading(s, "担当員と提案");
	xlsx_table(s, COLUMNS(worker_proposal_columns));
	for (size_t j = 0; j < m->n_caseworkers; j++) {
		const struct caseworker *w = &m->caseworkers[j];

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, w->label);
		xlsx_put_number(s, w->proposals);
		put_sum(s, w->before_yen, w->after_yen);
		put_sum(s, w->before_premium_yen, w->after_premium_yen);
		xlsx_row_end(s);
	}
}

static void put_workers(struct survey_summary *m)
{
	/* each on a page of its own: in print no chart is cut, and no table loses its header */
	put_worker_classes(m, add_page(m, "担当員別", false));
	if (m->survey == SURVEY_PENSION)
		put_worker_proposals(m, add_page(m, "担当員別の提案", false));
	put_worker_ages(m, add_page(m, "経過日数", true));
}

/* --- the job --- */

static enum err_code survey_summary_chunk(struct chunk *c, struct err *e)
{
	struct survey_summary m = {.chunk = c};
	struct survey_book about = {.stem = "summary", .brief = "調査の集計", .charts = true};
	char month[64];

	m.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&m, e) != ERR_OK)
		return e->code;
	about.title = arena_printf(c->arena, "調査の集計　%s", survey_term(m.survey));
	about.office = m.office;
	about.month = m.month;
	if (survey_book_open(c, &about, &m.book, e) != ERR_OK)
		return e->code;
	put_overview(&m);
	put_workers(&m);
	return xlsx_close(m.book, e);
}

const struct job report_survey_summary = {
	.name = "survey_summary",
	.title = "調査の集計",
	.targets = &sql_survey_summary_targets,
	.chunk = survey_summary_chunk,
	.balance = &sql_survey_summary_balance,
};
