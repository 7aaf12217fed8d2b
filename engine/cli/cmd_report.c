/*
 * cmd_report.c: report: one self-contained HTML page about a run.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/page/page.h"

#include <string.h>

/* Beside the folder of the run's files, whose contents stay what the manifest says. */
static const char *default_path(struct cli *c, const struct status_run *run)
{
	char month[8];

	return arena_printf(c->keep, "%s/%s-%05d-%s-%d-report.html", cli_artifact_dir(c), run->graph,
		run->office_id, month_format(run->month, month), run->edition);
}

enum err_code command_report(struct cli *c, struct err *e)
{
	const char *path = c->options.text[OPT_output];
	struct page_text *text;
	struct page *page;
	struct db *db = NULL;
	int run_id = 0;

	if (operand_run(c, 0, &run_id, e) != ERR_OK || connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (page_load(db, run_id, c->keep, &page, e) != ERR_OK)
		goto out;
	text = page_text_new(c->keep);
	page_render(page, text);
	if (path != NULL && strcmp(path, "-") == 0) {
		fwrite(text->at, 1, text->length, c->out); /* main() tells whether it could be written */
		goto out;
	}
	if (path == NULL && file_make_folder(cli_artifact_dir(c), e) != ERR_OK)
		goto out;
	path = path != NULL ? path : default_path(c, page->run);
	if (file_write(path, text->at, text->length, e) == ERR_OK && c->options.number[OPT_quiet] == 0)
		fprintf(c->out, "%s\n", path);
out:
	db_close(db);
	return e->code;
}
