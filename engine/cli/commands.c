/*
 * commands.c: the table of commands.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/run/registry.h"

#include <string.h>

#define STORAGE_OPTIONS "state dsn"

/* clang-format off */
const struct command commands[] = {
	{"check",   GROUP_PREPARE, "[GRAPH.yaml]…", N_("look for every problem before a run: graphs, rates, database, fonts, disk"),
		"artifacts " STORAGE_OPTIONS, 0, 20, command_check},
	{"import",  GROUP_PREPARE, "facts FOLDER|FILE, answers FILE, bank-results FILE, collections FILE, dispositions FILE, duplicates FILE, institutions FILE, registrations FILE, scans FILE, returns FILE, rates [FOLDER], calendar [FILE]", N_("load facts and decisions in force, answers to inquiries, what a bank says of transfers, what came in with repayment slips, what was done with findings, duplicate coverage, lists of institutions, answers to uploads of registrations, what became of a mailing, returned mail, official rate tables, or calendars, from files"),
		"encoding dataset quarantine-limit drop-limit keys unsigned " STORAGE_OPTIONS, 1, 2, command_import},
	{"migrate", GROUP_PREPARE, "", N_("bring the database to this program's schema"),
		STORAGE_OPTIONS, 0, 0, command_migrate},
	{"server",  GROUP_PREPARE, "start|stop|status", N_("the embedded PostgreSQL server of the state directory"),
		"state", 1, 1, command_server},
	{"run",     GROUP_RUN, "GRAPH --month YYYY-MM --office CODE | [GRAPH] --like RUN", N_("start a run, or go on with it"),
		"month office edition like yes workers quarantine-limit quarantine-percent quarantine-yen watchdog-seconds reconnect-seconds gate-code wait detach accept-changes log artifacts metrics notify notify-seconds " STORAGE_OPTIONS, 0, 1, command_run},
	{"resume",  GROUP_RUN, "RUN", N_("go on with a run that waited, stopped or failed"),
		"workers quarantine-limit quarantine-percent quarantine-yen watchdog-seconds reconnect-seconds gate-code wait detach accept-changes log artifacts metrics notify notify-seconds " STORAGE_OPTIONS, 1, 1, command_resume},
	{"worker",  GROUP_RUN, "--run RUN", N_("help a run that is at work: take chunks until it ends, from any process or host"),
		"run workers artifacts log " STORAGE_OPTIONS, 0, 0, command_worker},
	{"rerun",   GROUP_RUN, "RUN --mode MODE", N_("do parts of a run again; shows what will be undone and run, and does it with --yes"),
		"mode yes reason agree workers quarantine-limit quarantine-percent quarantine-yen watchdog-seconds reconnect-seconds gate-code detach accept-changes log artifacts metrics notify notify-seconds " STORAGE_OPTIONS, 1, 1, command_rerun},
	{"plan",    GROUP_RUN, "GRAPH|RUN", N_("show the tasks in order, what each waits for, the critical path and the expected end; nothing is done"),
		"office " STORAGE_OPTIONS, 1, 1, command_plan},
	{"status",  GROUP_LOOK, "[RUN]", N_("list the latest runs, or show one: tasks, totals, files, what to type next"),
		"artifacts " STORAGE_OPTIONS, 0, 1, command_status},
	{"explain", GROUP_LOOK, "RUN HOUSEHOLD", N_("how one household came to its result: each step of the calculation with rule and table, or of a survey"),
		STORAGE_OPTIONS, 2, 2, command_explain},
	{"notice",  GROUP_LOOK, "RUN HOUSEHOLD", N_("one household's notice as a PDF of its own"),
		"output " STORAGE_OPTIONS, 2, 2, command_notice},
	{"why",     GROUP_LOOK, "RUN [TASK]", N_("why a run or a task waits, failed or was left out, and what to do"),
		STORAGE_OPTIONS, 1, 2, command_why},
	{"history", GROUP_LOOK, "[RUN]", N_("runs by month, or the attempts, incidents and operator actions of one"),
		"office " STORAGE_OPTIONS, 0, 1, command_history},
	{"compare", GROUP_LOOK, "RUN RUN", N_("two runs side by side: parameters, tasks, totals, times, files"),
		STORAGE_OPTIONS, 2, 2, command_compare},
	{"quarantine", GROUP_LOOK, "RUN list|show|retry|waive [KEY]", N_("records that were set aside: see them, try them again, or decide to leave them out"),
		"reason yes workers accept-changes artifacts log " STORAGE_OPTIONS, 2, 3, command_quarantine},
	{"logs",    GROUP_LOOK, "RUN", N_("what happened in a run, in order, from the ledger"),
		"log " STORAGE_OPTIONS, 1, 1, command_logs},
	{"report",  GROUP_LOOK, "RUN", N_("one self-contained HTML page about a run"),
		"output artifacts " STORAGE_OPTIONS, 1, 1, command_report},
	{"states",  GROUP_LOOK, "", N_("the states of runs and tasks and the moves between them"),
		"format", 0, 0, command_states},
	{"calendar", GROUP_LOOK, "[EXPRESSION]", N_("holidays, closing days and business days"),
		"month office explain " STORAGE_OPTIONS, 0, 1, command_calendar},
	{"institution", GROUP_LOOK, "find TEXT", N_("designated institutions by the beginning of a code, or a part of a name or address: from when to when, and which list says so"),
		"kind prefecture " STORAGE_OPTIONS, 2, 2, command_institution},
	{"audit",   GROUP_LOOK, "", N_("check the chain of operator actions; names the first row that was tampered with"),
		"digest " STORAGE_OPTIONS, 0, 0, command_audit},
	{"pause",   GROUP_STEER, "RUN [TASK] --reason TEXT", N_("let a run or a task wait for an operator"),
		"reason " STORAGE_OPTIONS, 1, 2, command_pause},
	{"release", GROUP_STEER, "RUN [TASK]", N_("let a paused run or task go on"),
		STORAGE_OPTIONS, 1, 2, command_release},
	{"stop",    GROUP_STEER, "RUN", N_("stop a run when the chunks at work are done; --now breaks them off"),
		"now reason " STORAGE_OPTIONS, 1, 1, command_stop},
	{"skip",    GROUP_STEER, "RUN TASK --reason TEXT|--agree", N_("leave a task out; a second person agrees with --agree"),
		"reason agree " STORAGE_OPTIONS, 2, 2, command_skip},
	{"set-ok",  GROUP_STEER, "RUN TASK --reason TEXT|--agree", N_("take an abnormal task as good; a second person agrees with --agree"),
		"reason agree " STORAGE_OPTIONS, 2, 2, command_set_ok},
	{"hold",    GROUP_STEER, "HOUSEHOLD --reason TEXT [--until DATE]", N_("let nothing of a household leave: no letter, no payment"),
		"reason until " STORAGE_OPTIONS, 1, 1, command_hold},
	{"lift",    GROUP_STEER, "HOUSEHOLD", N_("end the hold of a household"),
		"reason " STORAGE_OPTIONS, 1, 1, command_lift},
	{"mail",    GROUP_STEER, "look RUN [OFFICE-LINE…], pull RUN, status [RUN], settle RUN PIECE…, verdict RUN", N_("a mailing: say that held destinations were looked at and are right; list, signed, what must not be posted any more; see what became of each piece; say that a difference was looked into; write the verdict page"),
		"reason pieces keys passphrase-file output artifacts " STORAGE_OPTIONS, 1, 20, command_mail},
	{"reprint", GROUP_STEER, "RUN --pieces A-B --reason TEXT, RUN --batch N", N_("print pieces of a mailing again that were damaged or do not fit: the same pages with a mark and the next version; with keys as a sealed package for the contractor"),
		"pieces reason batch output keys passphrase-file artifacts " STORAGE_OPTIONS, 1, 1, command_reprint},
	{"payment", GROUP_STEER, "send RUN [FILE], verify FILE, allow RUN OFFICE, unclaimed RUN NUMBER, status [RUN]", N_("bank files: record that one leaves, once; say which run a file is of, whole, altered or revoked; let one be written that a bank cannot tell from another; what was sent, paid, returned, and what is open; and money that nobody fetched at the counter"),
		"again reason " STORAGE_OPTIONS, 1, 3, command_payment},
	{"notify",  GROUP_STEER, "", N_("send what is left in the outbox to the notification hook"),
		"notify notify-seconds " STORAGE_OPTIONS, 0, 0, command_notify},
	{"approve", GROUP_DECIDE, "RUN --digest HEX", N_("approve the results with this digest; by another login than the runner's"),
		"digest reason " STORAGE_OPTIONS, 1, 1, command_approve},
	{"reject",  GROUP_DECIDE, "RUN --reason TEXT", N_("refuse the results of a run"),
		"reason " STORAGE_OPTIONS, 1, 1, command_reject},
	{"confirm", GROUP_DECIDE, "RUN", N_("make approved results count, without households whose facts changed"),
		STORAGE_OPTIONS, 1, 1, command_confirm},
	{"reverse", GROUP_DECIDE, "RUN [--reason TEXT|--agree|--withdraw --reason TEXT]", N_("take a confirmed run back; another login looks at what was listed and does it with --agree; what has left the building is listed, and until then nothing of it leaves"),
		"reason agree withdraw output artifacts " STORAGE_OPTIONS, 1, 1, command_reverse},
	{"spool",   GROUP_DECIDE, "pack RUN --keys DIR --out DIR, open PACKAGE --keys DIR --to DIR, verify DIR --keys DIR", N_("the sealed package for the contractor: make it; open it; say what is missing, extra or altered (open and verify need no database)"),
		"keys passphrase-file out to again reason artifacts " STORAGE_OPTIONS, 2, 2, command_spool},
	{"help",    GROUP_ALONE, "[COMMAND]", N_("this help, or that of one command; as man page or shell completion with --format"),
		"format", 0, 1, command_help},
};
/* clang-format on */

const size_t commands_count = sizeof(commands) / sizeof(commands[0]);

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < commands_count; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

enum err_code command_unknown(const char *typed, struct arena *keep, struct err *e)
{
	const char **names, *nearest;
	size_t n = 0, tools = 0;

	while (registry_tools[tools] != NULL)
		tools++;
	names = arena_array(keep, commands_count + tools, sizeof(*names));
	for (size_t i = 0; i < commands_count; i++)
		names[n++] = commands[i].name;
	for (int i = 0; registry_tools[i] != NULL; i++)
		names[n++] = registry_tools[i]->name;
	nearest = option_nearest(typed, names, n);
	err_set(e, ERR_USAGE, 1060, "unknown command %s", typed);
	if (nearest != NULL)
		return err_hint(e, "Did you mean getsuji %s?", nearest);
	return err_hint(e, "The command getsuji help lists all commands.");
}
