/*
 * survey_book.c: workbooks of lists and surveys (see survey_book.h).
 */
#include "reports/survey_book.h"

#include "getsuji/facts.h"

static const char *file_name(struct chunk *c, const struct survey_book *b)
{
	long long office = c->lo / HOUSEHOLD_PER_OFFICE;
	char month[8];

	if (b->passed_on)
		return arena_printf(
			c->arena, "%s-%05lld-%s.xlsx", b->stem, office, month_format(c->task->run->month, month));
	if (c->task->run->office_id != 0)
		return arena_printf(c->arena, "%s.xlsx", b->stem);
	return arena_printf(c->arena, "%s-%05lld.xlsx", b->stem, office);
}

enum err_code survey_book_open(struct chunk *c, const struct survey_book *b, struct xlsx **out, struct err *e)
{
	const struct run_info *run = c->task->run;
	const struct artifact *file = chunk_artifact(c, file_name(c, b));
	const struct xlsx_about about = {.name = file->name,
		.title = b->title,
		.subject = arena_printf(c->arena, "%s　%s分", b->office, b->month),
		.file_id = arena_printf(c->arena, "%s　処理番号 %d　第%d版%s%s",
			b->brief != NULL ? b->brief : b->title, run->run_id, run->edition,
			b->worker != NULL ? "　担当員 " : "", b->worker != NULL ? b->worker : ""),
		.month = run->month,
		.charts = b->charts};

	return xlsx_open(file->path, &about, c->arena, out, e);
}
