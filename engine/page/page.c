/* page.c: what the page needs of the ledger, and its frame: head, summary, sections.  See page.h. */
#include "engine/page/page.h"

#include "engine/page/page_parts.h"
#include "engine/run/catalogue.h"
#include "gen/sql.h"

#include <string.h>

#define KEYS_SHOWN 200 /* of each group; more are in `getsuji quarantine RUN list` */

/* ---- loading ---- */

static int64_t number(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? 0 : db_int(r, row, column);
}

static enum err_code load_records(struct db *db, const struct sql_stmt *q, int run_id, struct arena *keep,
	struct page_records **out, int *count, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	db_arg_int(&args, KEYS_SHOWN);
	if (db_query(db, q, &args, keep, &r, e) != ERR_OK)
		return e->code;
	*count = db_rows(r);
	*out = arena_array(keep, (size_t)*count, sizeof(**out));
	for (int i = 0; i < *count; i++) {
		(*out)[i] = (struct page_records){.task = db_text(r, i, 0),
			.rule = db_text(r, i, 1),
			.message_id = (int)number(r, i, 2),
			.reason = db_text(r, i, 3),
			.waived = db_int(r, i, 4) != 0,
			.records = db_int(r, i, 5),
			.keys = db_text(r, i, 6),
			.more = db_int(r, i, 7)};
	}
	return ERR_OK;
}

static enum err_code load_rate_set(
	struct db *db, int run_id, struct arena *keep, struct page *p, struct err *e)
{
	struct db_args args = {0};
	struct db_result *set, *cells;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_page_rate_set, &args, keep, &set, e) != ERR_OK ||
		db_query(db, &sql_page_rates, &args, keep, &cells, e) != ERR_OK)
		return e->code;
	p->rates_digest = db_rows(set) > 0 ? db_text(set, 0, 0) : "";
	p->rates_imported = db_rows(set) > 0 ? db_text(set, 0, 1) : "";
	p->rate_cells = db_rows(set) > 0 ? db_int(set, 0, 2) : 0;
	p->rates = db_rows(cells);
	p->rate = arena_array(keep, (size_t)p->rates, sizeof(*p->rate));
	for (int i = 0; i < p->rates; i++) {
		p->rate[i] = (struct page_rate){.table = db_text(cells, i, 0),
			.status = db_text(cells, i, 1),
			.cells = db_int(cells, i, 2),
			.source = db_text(cells, i, 3)};
	}
	return ERR_OK;
}

static enum err_code load_gaps(struct db *db, int run_id, struct arena *keep, struct page *p, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_page_gaps, &args, keep, &r, e) != ERR_OK)
		return e->code;
	p->gaps = db_rows(r);
	p->gap = arena_array(keep, (size_t)p->gaps, sizeof(*p->gap));
	for (int i = 0; i < p->gaps; i++) {
		p->gap[i] = (struct page_gap){.table = db_text(r, i, 0),
			.from = db_text(r, i, 1),
			.to = db_text(r, i, 2),
			.cells = db_text(r, i, 3),
			.note = db_text(r, i, 4)};
	}
	return ERR_OK;
}

enum err_code page_load(struct db *db, int run_id, struct arena *keep, struct page **out, struct err *e)
{
	struct page *p = arena_alloc(keep, sizeof(*p));
	struct err unreadable = {0};
	struct status_run *run;
	struct history_run *history;
	struct graph *graph = NULL;

	if (status_load(db, run_id, keep, &run, e) != ERR_OK ||
		history_load(db, run_id, keep, &history, e) != ERR_OK ||
		load_records(db, &sql_page_quarantine, run_id, keep, &p->quarantine, &p->quarantines, e) != ERR_OK ||
		load_records(db, &sql_page_holds, run_id, keep, &p->hold, &p->holds, e) != ERR_OK ||
		load_rate_set(db, run_id, keep, p, e) != ERR_OK || load_gaps(db, run_id, keep, p, e) != ERR_OK)
		return e->code;
	/* A definition of another version of the program: the page says so and shows all else. */
	if (status_graph(run, keep, &graph, &unreadable) != ERR_OK || graph->tasks != run->tasks)
		graph = NULL;
	p->run = run;
	p->history = history;
	p->graph = graph;
	p->title = graph != NULL && graph->title != NULL ? graph->title : run->graph;
	p->task_title = arena_array(keep, (size_t)run->tasks, sizeof(*p->task_title));
	for (int i = 0; i < run->tasks; i++) {
		const struct job *job =
			graph == NULL ? NULL : catalogue_job(graph->task[i].kind, graph->task[i].target);

		p->task_title[i] = job != NULL ? job->title : "";
	}
	page_critical(p, keep);
	*out = p;
	return ERR_OK;
}

/* ---- the frame ---- */

const char *page_state_now(const struct page *p, const char *state)
{
	return !p->run->alive && strcmp(state, "running") == 0 ? "interrupted" : state;
}

static void item(struct page_text *o, const char *name, bool wide)
{
	page_putf(o, "<dt>%s</dt><dd%s>", name, wide ? " class=\"wide\"" : "");
}

static void item_code(struct page_text *o, const char *name, const char *before, const char *code)
{
	item(o, name, true);
	page_escape(o, before);
	page_put(o, " <code>");
	page_escape(o, code);
	page_put(o, "</code></dd>");
}

static void facts(const struct page *p, struct page_text *o)
{
	const struct status_run *run = p->run;

	page_put(o, "<dl>");
	item(o, "実行番号", false);
	page_putf(o, "%d（第%d版）</dd>", run->run_id, run->edition);
	item(o, "福祉事務所", false);
	if (run->office_id == 0)
		page_put(o, "全事務所</dd>");
	else
		page_putf(o, "%05d</dd>", run->office_id);
	item(o, "事実の締め", false);
	page_instant_text(o, run->cut);
	page_put(o, "</dd>");
	item(o, "起動者", false);
	page_escape(o, run->started_by);
	page_put(o, "</dd>");
	item(o, "計画", false);
	page_instant_text(o, run->created);
	page_put(o, "</dd>");
	item(o, "終了", false);
	page_instant_text(o, run->ended);
	if (run->attempts > 0 && run->last_ended[0] != '\0')
		page_putf(o, "（%d回目、終了コード %d）", run->attempts, run->last_exit_code);
	page_put(o, "</dd>");
	item_code(o, "定義", run->graph, run->graph_digest);
	item_code(o, "結果のダイジェスト", "", run->digest[0] != '\0' ? run->digest : "まだない");
	page_put(o, "</dl>\n");
}

static void tile(struct page_text *o, const char *name, int64_t v, const char *unit, bool warn)
{
	page_putf(o, "<div class=\"tile%s\"><span>%s</span><b>", warn ? " warn" : "", name);
	page_number(o, v);
	page_putf(o, "%s</b></div>", unit);
}

/* Time in which a process was at work, without the days at the gate. */
static int64_t worked_ms(const struct page *p)
{
	int64_t ms = 0;

	for (int i = 0; i < p->history->attempts; i++)
		ms += (int64_t)(p->history->attempt[i].seconds * 1000);
	if (p->history->attempts == 0 && p->run->ended[0] != '\0')
		ms = (int64_t)(p->run->seconds * 1000);
	return ms > 0 ? ms : 0;
}

static bool any_lost(const struct page *p)
{
	for (int i = 0; i < p->history->attempts; i++) {
		if (p->history->attempt[i].ended[0] == '\0' && !(p->run->alive && i + 1 == p->history->attempts))
			return true;
	}
	return false;
}

static void tiles(const struct page *p, struct page_text *o)
{
	const struct status_run *run = p->run;
	int64_t records = 0, yen = 0;

	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].count.read > records) {
			records = run->task[i].count.read;
			yen = run->task[i].count.yen;
		}
	}
	page_put(o, "<div class=\"tiles\">");
	tile(o, "処理件数", records, "", false);
	tile(o, "金額", yen, "円", false);
	tile(o, "隔離", run->quarantined - run->waived, "", run->quarantined > run->waived);
	tile(o, "保留", run->held, "", run->held > 0);
	tile(o, "警報", run->alarms, "", run->alarms > 0);
	page_putf(o, "<div class=\"tile\"><span>実行時間%s</span><b>", any_lost(p) ? "（中断した回を除く）" : "");
	if (worked_ms(p) > 0)
		page_duration(o, worked_ms(p));
	else
		page_put(o, "―");
	page_put(o, "</b></div></div>\n");
}

/* The error that ended it, as it was told then. */
static void trouble(struct page_text *o, const char *class, int id, const char *where, const char *message,
	const char *detail, const char *remedy)
{
	page_putf(o, "<div class=\"box %s\"><p><b>GJ%04d</b> ", class, id);
	if (where[0] != '\0') {
		page_escape(o, where);
		page_put(o, ": ");
	}
	page_escape(o, message);
	page_put(o, "</p>");
	if (detail[0] != '\0') {
		page_put(o, "<p>");
		page_escape(o, detail);
		page_put(o, "</p>");
	}
	if (remedy[0] != '\0') {
		page_put(o, "<p>→ ");
		page_escape(o, remedy);
		page_put(o, "</p>");
	}
	page_put(o, "</div>\n");
}

static const char *alarm_word(const char *kind)
{
	return strcmp(kind, "deadline") == 0   ? "期限を過ぎた"
		   : strcmp(kind, "too_few") == 0  ? "件数が少なすぎる"
		   : strcmp(kind, "too_many") == 0 ? "件数が多すぎる"
										   : "";
}

static void troubles(const struct page *p, struct page_text *o)
{
	const struct status_run *run = p->run;
	bool told = false;

	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *t = &run->task[i];

		if (t->message[0] == '\0')
			continue;
		trouble(o, page_state_class(t->state), t->message_id, t->name, t->message, t->detail, t->remedy);
		told = told || (t->message_id == run->message_id && strcmp(t->message, run->message) == 0);
	}
	if (run->message[0] != '\0' && !told)
		trouble(
			o, page_state_class(run->execution), run->message_id, "", run->message, run->detail, run->remedy);
	for (int i = 0; i < run->notes; i++) {
		const struct status_note *n = &run->note[i];

		if (n->kind != STATUS_PAUSE && n->kind != STATUS_ALARM)
			continue;
		page_putf(o, "<div class=\"box wait\"><p><b>%s</b> ", n->kind == STATUS_PAUSE ? "一時停止" : "警報");
		page_escape(o, n->task[0] != '\0' ? n->task : "実行全体");
		page_putf(o, " %s ", alarm_word(n->what_kind));
		page_escape(o, n->what);
		page_put(o, "（");
		page_instant_text(o, n->at);
		page_put(o, n->who[0] != '\0' ? " " : "");
		page_escape(o, n->who);
		page_put(o, "）</p></div>\n");
	}
}

static void head(const struct page *p, struct page_text *o)
{
	const char *state = page_state_now(p, p->run->execution);
	char month[64];

	page_put(o, "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n"
				"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
				"'unsafe-inline'\">\n"
				"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
				"<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
	page_escape(o, p->title);
	page_putf(o, " %s 実行%d</title>\n<style>\n", month_format_era(p->run->month, month), p->run->run_id);
	page_put(o, page_style);
	page_put(o, "</style>\n</head>\n<body>\n<main>\n<div class=\"top\"><div><h1>");
	page_escape(o, p->title);
	page_putf(o, "　%s分</h1><p class=\"sub\">処理報告書　時刻は日本時間</p></div><div>", month);
	page_putf(o, "<span class=\"badge %s\">%s</span>", page_state_class(state), page_state(state));
	if (strcmp(p->run->decision, "none") != 0)
		page_putf(o, " <span class=\"badge %s\">決裁: %s</span>",
			strcmp(p->run->decision, "rejected") == 0 ? "bad" : page_state_class(p->run->decision),
			page_state(p->run->decision));
	page_put(o, "</div></div>\n");
}

static void foot(const struct page *p, struct page_text *o)
{
	struct arena *scratch = arena_new();
	const char *next = status_next(p->run, scratch);

	page_put(o, "<footer>");
	if (next != NULL) {
		page_put(o, "次の操作: <code>");
		page_escape(o, next);
		page_put(o, "</code>　");
	}
	page_put(o, "この文書は台帳から作成した。個人の氏名・住所を含まず、世帯は内部番号で示す。"
				"外部の部品や通信を使わない。</footer>\n</main>\n</body>\n</html>\n");
	arena_free(scratch);
}

void page_render(const struct page *p, struct page_text *o)
{
	head(p, o);
	tiles(p, o);
	troubles(p, o);
	facts(p, o);
	page_graph(p, o);
	page_gantt(p, o);
	page_tasks(p, o);
	page_quarantine(p, o);
	page_rates(p, o);
	page_files(p, o);
	page_persons(p, o);
	page_attempts(p, o);
	foot(p, o);
}
