/* page_tables.c: the page's tables: tasks, what was set aside, rates, files, persons, attempts. */
#include "engine/page/page_parts.h"

#include <string.h>

#define TASKS_SHOWN 200 /* of a larger graph the rest is folded away */

static void section(struct page_text *o, const char *title)
{
	page_putf(o, "<section><h2>%s</h2>\n", title);
}

static void section_end(struct page_text *o)
{
	page_put(o, "</section>\n");
}

/* titles: separated by "|"; one that begins with "#" is over numbers. */
static void table(struct page_text *o, const char *titles)
{
	page_put(o, "<div class=\"scroll\"><table><thead><tr>");
	while (*titles != '\0') {
		int n = (int)strcspn(titles, "|");
		bool right = *titles == '#';

		page_putf(o, "<th%s>%.*s</th>", right ? " class=\"n\"" : "", n - right, titles + right);
		titles += n;
		titles += *titles == '|';
	}
	page_put(o, "</tr></thead><tbody>\n");
}

static void table_end(struct page_text *o)
{
	page_put(o, "</tbody></table></div>\n");
}

static void cell(struct page_text *o, const char *text)
{
	page_put(o, "<td>");
	page_escape(o, text);
	page_put(o, "</td>");
}

static void cell_number(struct page_text *o, int64_t v)
{
	page_put(o, "<td class=\"n\">");
	page_number(o, v);
	page_put(o, "</td>");
}

static void cell_instant(struct page_text *o, const char *text)
{
	page_put(o, "<td class=\"w\">");
	page_instant_text(o, text);
	page_put(o, "</td>");
}

static void cell_id(struct page_text *o, int message_id)
{
	if (message_id == 0)
		page_put(o, "<td></td>");
	else
		page_putf(o, "<td class=\"w\">GJ%04d</td>", message_id);
}

/* ---- tasks ---- */

static void task_row(const struct page *p, int i, struct page_text *o)
{
	const struct status_task *t = &p->run->task[i];
	const char *state = page_state_now(p, t->state);
	bool begun = t->chunks > 0;
	const int64_t counts[] = {t->count.read, t->count.written, t->count.unchanged, t->count.held,
		t->count.quarantined, t->count.yen};

	page_put(o, "<tr>");
	page_putf(o, "<td class=\"n\">%d</td>", t->task_no);
	page_put(o, "<td>");
	page_escape(o, t->name);
	if (p->task_title[i][0] != '\0') {
		page_put(o, "<small>");
		page_escape(o, p->task_title[i]);
		page_put(o, "</small>");
	}
	page_put(o, "</td>");
	page_putf(o, "<td class=\"w\"><span class=\"badge small %s\">%s</span></td>", page_state_class(state),
		page_state(state));
	for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
		if (begun)
			cell_number(o, counts[k]);
		else
			page_put(o, "<td></td>");
	}
	page_put(o, "<td class=\"n\">");
	if (t->started_ms > 0 && strcmp(t->state, "planned") != 0)
		page_duration(o, (int64_t)(t->seconds * 1000));
	page_put(o, "</td></tr>\n");
}

static const char task_titles[] = "#番号|タスク|状態|#読込|#書込|#変更なし|#保留|#隔離|#金額（円）|#時間";

static bool noteworthy(const struct status_task *t)
{
	return (strcmp(t->state, "done") != 0 && strcmp(t->state, "planned") != 0) || t->count.quarantined > 0 ||
		   t->count.held > 0 || t->message[0] != '\0';
}

static void balance(const struct page *p, struct page_text *o)
{
	struct chunk_counts sum = {0};

	for (int i = 0; i < p->run->tasks; i++) {
		sum.read += p->run->task[i].count.read;
		sum.written += p->run->task[i].count.written;
		sum.unchanged += p->run->task[i].count.unchanged;
		sum.held += p->run->task[i].count.held;
		sum.quarantined += p->run->task[i].count.quarantined;
	}
	page_put(o, "<p>合計: 読込 ");
	page_number(o, sum.read);
	page_put(o, " ＝ 書込 ");
	page_number(o, sum.written);
	page_put(o, " ＋ 変更なし ");
	page_number(o, sum.unchanged);
	page_put(o, " ＋ 保留 ");
	page_number(o, sum.held);
	page_put(o, " ＋ 隔離 ");
	page_number(o, sum.quarantined);
	page_put(o, sum.read == sum.written + sum.unchanged + sum.held + sum.quarantined
					? "　<span class=\"badge small done\">一致</span></p>\n"
					: "　<span class=\"badge small bad\">不一致</span></p>\n");
}

void page_tasks(const struct page *p, struct page_text *o)
{
	const struct status_run *run = p->run;
	bool large = run->tasks > TASKS_SHOWN;
	int shown = 0;

	section(o, "タスク別の集計");
	balance(p, o);
	if (large) {
		page_putf(o,
			"<p "
			"class=\"note\">全%dタスクのうち、注意を要するものを先に示す。すべては下にたたんである。</p>\n",
			run->tasks);
		table(o, task_titles);
		for (int i = 0; i < run->tasks && shown < TASKS_SHOWN; i++) {
			if (noteworthy(&run->task[i])) {
				task_row(p, i, o);
				shown++;
			}
		}
		table_end(o);
		page_putf(o, "<details><summary>全%dタスク</summary>\n", run->tasks);
	}
	table(o, task_titles);
	for (int i = 0; i < run->tasks; i++)
		task_row(p, i, o);
	table_end(o);
	page_put(o, large ? "</details>\n" : "");
	section_end(o);
}

/* ---- set aside and held ---- */

static void record_rows(const struct page_records *r, int n, bool waived, struct page_text *o)
{
	for (int i = 0; i < n; i++) {
		if (r[i].waived != waived)
			continue;
		page_put(o, "<tr>");
		cell(o, r[i].task);
		cell(o, r[i].rule);
		cell_id(o, r[i].message_id);
		cell(o, r[i].reason);
		cell_number(o, r[i].records);
		page_put(o, "<td class=\"k\">");
		page_escape(o, r[i].keys);
		if (r[i].more > 0) {
			page_put(o, " ほか");
			page_number(o, r[i].more);
			page_put(o, "件");
		}
		page_put(o, "</td></tr>\n");
	}
}

static bool any(const struct page_records *r, int n, bool waived)
{
	for (int i = 0; i < n; i++) {
		if (r[i].waived == waived)
			return true;
	}
	return false;
}

void page_quarantine(const struct page *p, struct page_text *o)
{
	section(o, "隔離と保留");
	if (p->quarantines == 0 && p->holds == 0)
		page_put(o, "<p>隔離した記録、保留した世帯はない。</p>\n");
	if (any(p->quarantine, p->quarantines, false)) {
		page_put(o, "<h3>隔離</h3>\n");
		table(o, "タスク|規則|番号|理由|#件数|キー");
		record_rows(p->quarantine, p->quarantines, false, o);
		table_end(o);
	}
	if (any(p->quarantine, p->quarantines, true)) {
		page_put(o, "<h3>隔離（除外を決定したもの）</h3>\n");
		table(o, "タスク|規則|番号|理由|#件数|キー");
		record_rows(p->quarantine, p->quarantines, true, o);
		table_end(o);
	}
	if (p->holds > 0) {
		page_put(o, "<h3>保留</h3>\n");
		table(o, "タスク|保留|番号|理由|#件数|キー");
		record_rows(p->hold, p->holds, false, o);
		table_end(o);
	}
	section_end(o);
}

/* ---- rates ---- */

/* The first of the statuses that a cell may have; the others, after "; ", say how sure a date is. */
static void rate_status(struct page_text *o, const char *status)
{
	static const char *const words[][2] = {{"estimated", "推定"}, {"single_source", "資料が一つ"},
		{"secondary", "二次資料"}, {"derived", "計算で得た"}, {"rule", "定めによる"},
		{"default_rule", "一覧にない場合の定め"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i][0]);

		if (strncmp(status, words[i][0], n) == 0 && (status[n] == '\0' || status[n] == ';')) {
			page_putf(o, i == 0 ? "<td><span class=\"badge small wait\">%s</span>" : "<td>%s", words[i][1]);
			page_escape(o, status + n);
			page_put(o, "</td>");
			return;
		}
	}
	cell(o, status);
}

void page_rates(const struct page *p, struct page_text *o)
{
	section(o, "使った基準額");
	if (p->rates_digest[0] == '\0') {
		page_put(o, "<p>基準額の表を使っていない。</p>\n");
		section_end(o);
		return;
	}
	page_put(o, "<p>基準額一式 ");
	page_putf(o, "%d（", p->run->rate_set_id);
	page_number(o, p->rate_cells);
	page_put(o, "欄、");
	page_instant_text(o, p->rates_imported);
	page_put(o, " 取込） <code>");
	page_escape(o, p->rates_digest);
	page_put(o, "</code></p>\n");
	page_put(o, p->rates > 0 ? "<h3>この月に適用される欄のうち、複数の資料で確認済みでないもの</h3>\n"
							 : "<p>この月に適用される欄はすべて確認済み。</p>\n");
	if (p->rates > 0) {
		table(o, "表|確認の状態|#欄|出典（一例）");
		for (int i = 0; i < p->rates; i++) {
			page_put(o, "<tr>");
			cell(o, p->rate[i].table);
			rate_status(o, p->rate[i].status);
			cell_number(o, p->rate[i].cells);
			cell(o, p->rate[i].source);
			page_put(o, "</tr>\n");
		}
		table_end(o);
	}
	if (p->gaps > 0) {
		page_put(o, "<h3>この月に欠けていると分かっている欄</h3>\n");
		table(o, "表|期間|欄|説明");
		for (int i = 0; i < p->gaps; i++) {
			page_put(o, "<tr>");
			cell(o, p->gap[i].table);
			page_put(o, "<td class=\"w\">");
			page_escape(o, strcmp(p->gap[i].from, "-infinity") == 0 ? "" : p->gap[i].from);
			page_put(o, " ～ ");
			page_escape(o, strcmp(p->gap[i].to, "infinity") == 0 ? "" : p->gap[i].to);
			page_put(o, "</td>");
			cell(o, p->gap[i].cells);
			cell(o, p->gap[i].note);
			page_put(o, "</tr>\n");
		}
		table_end(o);
	}
	section_end(o);
}

/* ---- files ---- */

void page_files(const struct page *p, struct page_text *o)
{
	const struct status_run *run = p->run;

	section(o, "成果物");
	if (run->artifacts == 0) {
		page_put(o, "<p>成果物はない。</p>\n");
	} else {
		table(o, "ファイル|#バイト|#ページ|#通|SHA-256");
		for (int i = 0; i < run->artifacts; i++) {
			const struct status_artifact *a = &run->artifact[i];

			page_put(o, "<tr>");
			cell(o, a->name);
			cell_number(o, a->bytes);
			cell_number(o, a->pages);
			cell_number(o, a->pieces);
			page_put(o, "<td class=\"mono k\">");
			page_escape(o, a->sha256);
			page_put(o, "</td></tr>\n");
		}
		table_end(o);
	}
	section_end(o);
}

/* ---- persons ---- */

void page_persons(const struct page *p, struct page_text *o)
{
	const struct history_run *h = p->history;

	section(o, "決裁と操作");
	if (h->approvals == 0 && h->actions == 0 && h->agreements == 0)
		page_put(o, "<p>決裁も操作もまだない。</p>\n");
	if (h->approvals > 0) {
		table(o, "段階|承認者|日時|承認した結果のダイジェスト");
		for (int i = 0; i < h->approvals; i++) {
			page_putf(o, "<tr><td>%d</td>", h->approval[i].step);
			cell(o, h->approval[i].who);
			cell_instant(o, h->approval[i].at);
			page_put(o, "<td class=\"mono k\">");
			page_escape(o, h->approval[i].digest);
			page_put(o, "</td></tr>\n");
		}
		table_end(o);
	}
	if (h->agreements > 0) {
		page_put(o, "<h3>二人で決めたこと</h3>\n");
		table(o, "日時|タスク|操作|申し出た人|同意した人|理由");
		for (int i = 0; i < h->agreements; i++) {
			const struct history_agreed *a = &h->agreed[i];

			page_put(o, "<tr>");
			cell_instant(o, a->at);
			cell(o, a->task);
			cell(o, a->command);
			cell(o, a->asked_by);
			cell(o, a->agreed_by);
			cell(o, a->reason);
			page_put(o, "</tr>\n");
		}
		table_end(o);
	}
	if (h->actions > 0) {
		page_put(o, "<h3>操作</h3>\n");
		table(o, "日時|操作者|操作|理由");
		for (int i = 0; i < h->actions; i++) {
			page_put(o, "<tr>");
			cell_instant(o, h->action[i].at);
			cell(o, h->action[i].who);
			cell(o, h->action[i].command);
			cell(o, h->action[i].reason);
			page_put(o, "</tr>\n");
		}
		table_end(o);
	}
	section_end(o);
}

/* ---- attempts ---- */

static void attempt_row(const struct page *p, int i, struct page_text *o)
{
	const struct history_attempt *a = &p->history->attempt[i];
	bool ended = a->ended[0] != '\0', at_work = p->run->alive && i + 1 == p->history->attempts;
	const char *state = ended ? a->execution : at_work ? "running" : "interrupted";

	page_putf(o, "<tr><td class=\"n\">%d</td>", a->attempt_no);
	cell(o, a->started_by);
	cell(o, a->runner);
	cell_instant(o, a->began);
	cell_instant(o, a->ended);
	page_put(o, "<td class=\"n\">");
	if (ended)
		page_duration(o, (int64_t)(a->seconds * 1000));
	page_putf(o, "</td><td class=\"w\"><span class=\"badge small %s\">%s</span></td><td class=\"n\">",
		page_state_class(state), page_state(state));
	if (ended)
		page_putf(o, "%d", a->exit_code);
	page_put(o, "</td>");
	cell_id(o, a->message_id);
	page_put(o, "</tr>\n");
}

void page_attempts(const struct page *p, struct page_text *o)
{
	const struct history_run *h = p->history;

	section(o, "実行の経過と自動復旧");
	if (h->attempts > 0) {
		table(o, "#回|起動者|ホスト:プロセス|開始|終了|#時間|終わり方|#コード|番号");
		for (int i = 0; i < h->attempts; i++)
			attempt_row(p, i, o);
		table_end(o);
	}
	if (h->incidents == 0) {
		page_put(o, "<p>自動復旧した障害はない。</p>\n");
	} else {
		page_put(o, "<h3>人手を要せず復旧した障害</h3>\n");
		table(o, "種類|タスク|#回数|最初|最後|最後の内容");
		for (int i = 0; i < h->incidents; i++) {
			const struct history_incident *n = &h->incident[i];

			page_put(o, "<tr>");
			cell(o, n->kind);
			cell(o, n->task);
			cell_number(o, n->times);
			cell_instant(o, n->first);
			cell_instant(o, n->last);
			cell(o, n->detail);
			page_put(o, "</tr>\n");
		}
		table_end(o);
	}
	section_end(o);
}
