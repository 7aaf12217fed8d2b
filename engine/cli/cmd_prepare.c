/*
 * cmd_prepare.c: import, migrate, server: what is done before a run.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/db/migrate.h"
#include "engine/intake/import.h"
#include "engine/intake/import_calendar.h"
#include "engine/server/server.h"

#include <string.h>

#define VIOLATIONS_SHOWN 50

/* What the importer reports, as it comes. */
struct import_report {
	struct cli *cli;
	int64_t violations;
};

static void on_violation(void *self, const struct import_violation *v)
{
	struct import_report *report = self;

	if (++report->violations > VIOLATIONS_SHOWN)
		return;
	fprintf(stderr, "%s:%d:%d: %s%s%s: %s\n", v->file, v->line, v->column, v->rule,
		v->field[0] != '\0' ? " " : "", v->field, v->text);
}

static void on_file(void *self, const struct import_file *f)
{
	struct import_report *report = self;
	struct arena *keep = report->cli->keep;

	if (report->cli->options.number[OPT_quiet] != 0)
		return;
	if (f->known && f->aside_before > 0)
		fprintf(report->cli->out,
			_("%s: imported before, nothing to do; %s rows set aside then are still missing\n"), f->file,
			say_number(keep, f->aside_before));
	else if (f->known)
		fprintf(report->cli->out, _("%s: imported before, nothing to do\n"), f->file);
	else
		fprintf(report->cli->out, _("%s: %s rows read, %s recorded, %s unchanged, %s set aside\n"), f->file,
			say_number(keep, f->read), say_number(keep, f->recorded), say_number(keep, f->unchanged),
			say_number(keep, f->quarantined));
	if (f->dropped > 0)
		fprintf(report->cli->out, _("  %s institutions are not in the list any more and end with its day\n"),
			say_number(keep, f->dropped));
	if (f->doubtful)
		fprintf(report->cli->out,
			_("  that is a large part of the list: was it cut off?  An institution that is missing gets "
			  "no tickets; import the whole list with a later day\n"));
	if (f->faults > 0)
		fprintf(
			report->cli->out, _("  %s faults were found in the envelopes\n"), say_number(keep, f->faults));
	if (f->run_id != 0 && f->recorded > 0)
		fprintf(report->cli->out, _("next: getsuji mail status %d\n"), f->run_id);
	if (f->suspicious > 0)
		fprintf(report->cli->out, _("  %s codes fail their check digit; they count as they are\n"),
			say_number(keep, f->suspicious));
}

/* Rows from files that are imported alike: facts, answers and all that is in row_imports[]. */
typedef enum err_code import_rows_fn(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

static enum err_code import_rows(struct cli *c, import_rows_fn *import, const char *conninfo, struct err *e)
{
	struct import_report report = {.cli = c};
	struct import_totals totals = {0};
	struct import_request request = {.conninfo = conninfo,
		.path = c->options.operand[1],
		.dataset = c->options.text[OPT_dataset],
		.encoding = strcmp(c->options.text[OPT_encoding], "cp932") == 0 ? CSV_CP932 : CSV_UTF8,
		.quarantine_limit =
			c->options.text[OPT_limit] != NULL ? (int)c->options.number[OPT_limit] : IMPORT_LIMIT_DEFAULT,
		.drop_limit = (int)c->options.number[OPT_drops],
		.keys = c->options.text[OPT_keys],
		.unsigned_too = c->options.number[OPT_unsigned] != 0,
		.on_violation = on_violation,
		.on_file = on_file,
		.self = &report};

	if (import(&request, c->keep, &totals, e) == ERR_WARNINGS) {
		c->exit_code = err_exit_code(ERR_WARNINGS);
		err_clear(e);
	}
	if (report.violations > VIOLATIONS_SHOWN)
		fprintf(stderr, _("and %s more rows set aside; all are in fact.import_quarantine\n"),
			say_number(c->keep, report.violations - VIOLATIONS_SHOWN));
	return e->code;
}

static enum err_code import_rate_set(struct cli *c, const char *conninfo, struct err *e)
{
	const char *folder = c->options.operands > 1 ? c->options.operand[1] : NULL;
	struct import_rates rates = {0};

	if (import_rates(conninfo, folder, c->keep, &rates, e) != ERR_OK || c->options.number[OPT_quiet] != 0)
		return e->code;
	if (rates.known)
		fprintf(c->out, _("rate set %d: imported before, nothing to do\n"), rates.rate_set_id);
	else
		fprintf(c->out, _("rate set %d: %d files, %s cells, %d estimated, %d declared gaps\n"),
			rates.rate_set_id, rates.files, say_number(c->keep, rates.cells), rates.estimated, rates.gaps);
	return ERR_OK;
}

static enum err_code import_calendars(struct cli *c, const char *conninfo, struct err *e)
{
	const char *file = c->options.operands > 1 ? c->options.operand[1] : NULL;
	enum csv_encoding encoding = strcmp(c->options.text[OPT_encoding], "cp932") == 0 ? CSV_CP932 : CSV_UTF8;
	struct import_calendar *one = NULL;
	char from[11], to[11];

	if (import_calendar(conninfo, file, encoding, c->keep, &one, e) != ERR_OK ||
		c->options.number[OPT_quiet] != 0)
		return e->code;
	for (; one != NULL; one = one->next) {
		if (one->known)
			fprintf(c->out, _("calendar %s: imported before, nothing to do\n"), one->name);
		else
			fprintf(c->out, _("calendar %s (%s): %s to %s, %s days\n"), one->name, one->title,
				day_format(one->from, from), day_format(one->to - 1, to), say_number(c->keep, one->days));
	}
	return ERR_OK;
}

/* Rows of files that are imported alike, by the word that the command line has for them. */
static const struct {
	const char *word;
	import_rows_fn *import;
} row_imports[] = {
	{"facts", import_path},
	{"answers", import_answers},
	{"bank-results", import_bank_results},
	{"collections", import_collections},
	{"dispositions", import_dispositions},
	{"duplicates", import_duplicates},
	{"institutions", import_institutions},
	{"registrations", import_registrations},
	{"returns", import_returns},
	{"scans", import_scans},
};

static import_rows_fn *row_import(const char *word)
{
	for (size_t i = 0; i < sizeof row_imports / sizeof *row_imports; i++)
		if (strcmp(row_imports[i].word, word) == 0)
			return row_imports[i].import;
	return NULL;
}

enum err_code command_import(struct cli *c, struct err *e)
{
	const char *what = c->options.operand[0], *conninfo = NULL;
	import_rows_fn *rows = row_import(what);
	bool calendar = strcmp(what, "calendar") == 0;

	if ((!rows && !calendar && strcmp(what, "rates") != 0) || (rows && c->options.operands < 2)) {
		err_set(
			e, ERR_USAGE, 1086, "import needs to know what, and a file or folder where that is not built in");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	if (connect_string(c, CONNECT_RUNNER, &conninfo, e) != ERR_OK)
		return e->code;
	if (calendar)
		return import_calendars(c, conninfo, e);
	return rows ? import_rows(c, rows, conninfo, e) : import_rate_set(c, conninfo, e);
}

enum err_code command_migrate(struct cli *c, struct err *e)
{
	struct db *db = NULL;
	int applied = 0, version = 0;

	if (connect_open(c, CONNECT_OWNER, &db, e) != ERR_OK)
		return e->code;
	if (db_migrate(db, c->keep, &applied, e) == ERR_OK &&
		db_schema_version(db, c->keep, &version, e) == ERR_OK && c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("schema version %d, %d steps applied\n"), version, applied);
	db_close(db);
	return e->code;
}

static enum err_code server_start(struct cli *c, struct err *e)
{
	struct server *server = NULL;
	const char *conninfo = NULL;

	if (server_ensure(c->options.text[OPT_state], c->keep, &server, e) != ERR_OK ||
		connect_string(c, CONNECT_RUNNER, &conninfo, e) != ERR_OK)
		return e->code;
	fprintf(c->out, _("running, process %d, data in %s\nconnect with: %s\n"), server->pid, server->data_dir,
		conninfo);
	return ERR_OK;
}

static enum err_code server_say(struct cli *c, struct err *e)
{
	struct server *server = NULL;

	if (server_look(c->options.text[OPT_state], c->keep, &server, e) != ERR_OK)
		return e->code;
	if (server == NULL)
		fprintf(c->out, _("there is no embedded server in %s\nnext: getsuji server start\n"),
			c->options.text[OPT_state]);
	else if (server->pid == 0)
		fprintf(c->out, _("not running, data in %s\nnext: getsuji server start\n"), server->data_dir);
	else
		fprintf(c->out, _("running, process %d, data in %s\nconnect with: %s\n"), server->pid,
			server->data_dir, server->conninfo[SERVER_RUNNER]);
	return ERR_OK;
}

enum err_code command_server(struct cli *c, struct err *e)
{
	const char *what = c->options.operand[0];
	bool stopped = false;

	if (connect_named(c)) {
		err_set(e, ERR_USAGE, 1087, "the environment names another server, so the embedded one is not used");
		return err_hint(e, "Unset GETSUJI_DSN and libpq's PG… variables to use the embedded server.");
	}
	if (strcmp(what, "start") == 0)
		return server_start(c, e);
	if (strcmp(what, "status") == 0)
		return server_say(c, e);
	if (strcmp(what, "stop") != 0)
		return err_set(e, ERR_USAGE, 1088, "server takes start, stop or status, not %s", what);
	if (server_stop(c->options.text[OPT_state], c->keep, &stopped, e) == ERR_OK)
		fputs(stopped ? _("stopped\n") : _("was not running\n"), c->out);
	return e->code;
}
