/*
 * cmd_spool.c: spool: pack a mailing for the contractor, open a package, verify what was opened.
 *
 * `pack` is the office's and needs the database; the other two are the contractor's and need nothing but the folder of
 * keys.  A package is recorded before it comes into sight: one that was sent is always in the ledger.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/connect.h"
#include "engine/cli/departure.h"
#include "engine/cli/say.h"
#include "engine/mail/package.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FINDINGS_SHOWN 50

/* Columns of package_run. */
enum {
	GRAPH,
	OFFICE,
	MONTH_ON,
	EDITION,
	DECISION,
	ARTIFACT_DIR,
	ISSUED,
	EXPIRES_ON,
	PACKAGE_NO,
	MANIFEST,
	TODAY,
	CUT_OFF_ON,
	PULLED
};
/* Columns of package_departure. */
enum { BARRED, SHIELDED };
/* Columns of package_heard. */
enum { FILES, PIECES, REPRINTED, CLOSED };

/* What is being packed. */
struct packing {
	struct db *db;
	int run_id;
	const char *folder; /* the run's files for the contractor */
	struct manifest manifest;
	struct cms_party *own, *contractor;
	struct package_made made;
	const char *path, *part; /* the package, and its name until it is recorded */
	int64_t pulled;          /* pieces on pull lists */
};

static enum err_code need(const struct cli *c, enum option_id id, const char **out, struct err *e)
{
	*out = c->options.text[id];
	if (*out != NULL)
		return ERR_OK;
	err_set(e, ERR_USAGE, 2225, "spool %s needs --%s", c->options.operand[0], option_row(id)->flag);
	return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
}

static day_t today_in_japan(void)
{
	return instant_day((int64_t)time(NULL) * 1000);
}

/* ---- pack ------------------------------------------------------------------------------------ */

/* A package takes the place of one that left only while nobody can have used that: nothing was heard of the mailing. */
static enum err_code check_heard(struct cli *c, struct packing *p, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	int64_t files, pieces, reprinted;

	db_arg_int(&args, p->run_id);
	if (db_query(p->db, &sql_package_heard, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	files = db_int(r, 0, FILES);
	pieces = db_int(r, 0, PIECES);
	reprinted = db_int(r, 0, REPRINTED);
	if (files + pieces + reprinted > 0)
		err_set(e, ERR_STATE, 2260,
			"mailing %d is not packed again, it was reported: %" PRId64 " files of scans, %" PRId64
			" pieces; %" PRId64 " printed again",
			p->run_id, files, pieces, reprinted);
	else if (db_int(r, 0, CLOSED) != 0)
		err_set(e, ERR_STATE, 2261, "mailing %d is not packed again, it is closed", p->run_id);
	else
		return ERR_OK;
	return err_hint(e,
		"The command getsuji mail status %d tells what is open; single pieces: getsuji reprint %d --pieces "
		"A-B --reason TEXT --keys DIR.",
		p->run_id, p->run_id);
}

/* May this run be packed, and as which number? */
static enum err_code check_run(struct cli *c, struct packing *p, const struct db_result *r, struct err *e)
{
	int64_t last;

	if (db_rows(r) == 0)
		return operand_no_run(p->run_id, e);
	if (db_int(r, 0, ISSUED) == 0 || strcmp(db_text(r, 0, DECISION), "confirmed") != 0) {
		err_set(e, ERR_STATE, 2226, "run %d has issued no mail that could leave", p->run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", p->run_id);
	}
	if (db_day(r, 0, TODAY) >= db_day(r, 0, EXPIRES_ON))
		return command_mail_expired(p->run_id, e);
	last = db_int(r, 0, PACKAGE_NO);
	if (last > 0 && check_heard(c, p, e) != ERR_OK)
		return e->code;
	if (last > 0 && c->options.number[OPT_again] == 0) {
		err_set(e, ERR_STATE, 2228, "package %" PRId64 " of mailing %d has left already", last, p->run_id);
		return err_hint(e,
			"Another takes its place: make sure that the first is deleted, then add --again --reason TEXT.");
	}
	if (last > 0 && c->options.text[OPT_reason] == NULL) {
		err_set(e, ERR_USAGE, 2229, "a package is made again with a reason");
		return err_hint(e, "Add --reason TEXT; the contractor reads it, so no person's data.");
	}
	return ERR_OK;
}

/* What must not leave does not, whatever the parts hold.  Of a mailing that left once, what was in the first package may be
 * in the next, and after the cut-off nothing can be pulled any more. */
static enum err_code check_departure(
	struct cli *c, struct packing *p, const struct db_result *run, struct err *e)
{
	bool first = db_int(run, 0, PACKAGE_NO) == 0;
	bool late = db_day(run, 0, TODAY) > db_day(run, 0, CUT_OFF_ON);
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, p->run_id);
	if (db_query(p->db, &sql_package_departure, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (first && db_int(r, 0, SHIELDED) > 0) {
		err_set(e, ERR_STATE, 2233,
			"pieces with data of persons who are protected by now: %" PRId64 "; mailing %d must not leave",
			db_int(r, 0, SHIELDED), p->run_id);
		return err_hint(e,
			"Take it back: getsuji reverse %d --reason TEXT; the next edition sends them from the office.",
			p->run_id);
	}
	if (db_int(r, 0, BARRED) > 0 && (first || !late)) {
		err_set(e, ERR_STATE, 2234, "pieces of mailing %d that must not be posted any more: %" PRId64,
			p->run_id, db_int(r, 0, BARRED));
		return late ? err_hint(e,
						  "It is too late to pull them; take the mailing back: getsuji reverse %d --reason "
						  "TEXT",
						  p->run_id)
					: err_hint(e,
						  "First the list of them: getsuji mail pull %d --keys DIR; it goes along with the "
						  "package.",
						  p->run_id);
	}
	return ERR_OK;
}

/* The run's manifest, whose bytes are those that the ledger knows, with the number of this package. */
static enum err_code read_manifest(
	struct cli *c, struct packing *p, const struct db_result *run, struct err *e)
{
	const char *path = arena_printf(c->keep, "%s/" PACKAGE_MANIFEST, p->folder);
	unsigned char digest[DIGEST_SIZE], *known;
	struct db_args args = {0};
	struct db_result *r;
	size_t length;
	char *text;

	db_arg_int(&args, p->run_id);
	if (db_query(p->db, &sql_package_manifest, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_STATE, 2230, "run %d has made no manifest: nothing of it is for the contractor",
			p->run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", p->run_id);
	}
	if (file_read(path, MANIFEST_BYTES_MAX, c->keep, &text, &length, e) != ERR_OK)
		return e->code;
	digest_sha256(text, length, digest);
	if (db_bytes(r, 0, 0, c->keep, &known) != DIGEST_SIZE || memcmp(known, digest, DIGEST_SIZE) != 0) {
		err_set(e, ERR_CHANGED, 2218, "file is not what the run published");
		err_place(e, "%s", path);
		return err_hint(e, "It was changed or is gone; make it anew with rerun, and do not send it.");
	}
	if (manifest_read(text, length, c->keep, &p->manifest, e) != ERR_OK)
		return e->code;
	p->manifest.package_no = (int)db_int(run, 0, PACKAGE_NO) + 1;
	p->manifest.previous = db_text(run, 0, MANIFEST);
	if (p->manifest.package_no > 1)
		p->manifest.reason = c->options.text[OPT_reason];
	return ERR_OK;
}

static enum err_code load(struct cli *c, struct packing *p, struct err *e)
{
	struct run_info run = {.run_id = p->run_id};
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, p->run_id);
	if (db_query(p->db, &sql_package_run, &args, c->keep, &r, e) != ERR_OK ||
		check_run(c, p, r, e) != ERR_OK ||
		departure_check(c, p->db, &(struct departure){.run_id = p->run_id}, e) != ERR_OK ||
		check_departure(c, p, r, e) != ERR_OK)
		return e->code;
	p->pulled = db_int(r, 0, PULLED);
	run.graph = db_text(r, 0, GRAPH);
	run.office_id = (int)db_int(r, 0, OFFICE);
	run.month = month_of_day(db_day(r, 0, MONTH_ON));
	run.edition = (int)db_int(r, 0, EDITION);
	p->folder = arena_printf(c->keep, "%s/contractor",
		publish_folder(c->options.on_line[OPT_artifacts] || db_text(r, 0, ARTIFACT_DIR)[0] == '\0'
						   ? cli_artifact_dir(c)
						   : db_text(r, 0, ARTIFACT_DIR),
			&run, c->keep));
	return read_manifest(c, p, r, e);
}

static enum err_code record(struct cli *c, struct packing *p, struct err *e)
{
	const char *party[2] = {cms_fingerprint(p->own), cms_fingerprint(p->contractor)};
	unsigned char fingerprint[2][DIGEST_SIZE];
	struct db_args args = {0};
	struct db_result *r;

	for (int i = 0; i < 2; i++)
		digest_from_hex(party[i], fingerprint[i]);
	db_arg_int(&args, p->run_id);
	db_arg_int(&args, p->manifest.package_no);
	db_arg_text(&args, p->made.sums);
	db_arg_bytes(&args, p->made.manifest, DIGEST_SIZE);
	db_arg_bytes(&args, p->made.sealed, DIGEST_SIZE);
	db_arg_int(&args, p->made.sealed_bytes);
	db_arg_bytes(&args, fingerprint[0], DIGEST_SIZE);
	db_arg_bytes(&args, fingerprint[1], DIGEST_SIZE);
	db_arg_text(&args, p->manifest.reason);
	if (db_query(p->db, &sql_transaction_begin, NULL, c->keep, NULL, e) != ERR_OK)
		return e->code;
	(void)!db_query(p->db, &sql_package_record, &args, c->keep, &r, e);
	return db_end(p->db, e->code, c->keep, e);
}

static enum err_code write_package(struct cli *c, struct packing *p, const char *out, struct err *e)
{
	p->path = arena_printf(c->keep, "%s/getsuji-mailing-%d-%d.p7m", out, p->run_id, p->manifest.package_no);
	p->part = arena_printf(c->keep, "%s/.getsuji-mailing-%d-%d.%d.part", out, p->run_id,
		p->manifest.package_no, (int)getpid()); /* who packs at the same time writes another */
	if (file_make_folder(out, e) != ERR_OK || file_can_place(p->path, e) != ERR_OK ||
		package_write(p->own, p->contractor, &p->manifest, p->folder, p->part, c->keep, &p->made, e) !=
			ERR_OK ||
		record(c, p, e) != ERR_OK || file_place(p->part, p->path, e) != ERR_OK)
		unlink(p->part);
	return e->code;
}

static void say_packed(struct cli *c, const struct packing *p)
{
	char report[11], last[11];

	fprintf(c->out,
		_("%s\n  package %d of mailing %d: %s pieces in %zu parts; to be reported by %s, not to be used "
		  "after %s\n"
		  "  sealed to %s\n"),
		p->path, p->manifest.package_no, p->run_id, say_number(c->keep, (int64_t)p->manifest.n_pieces),
		p->manifest.n_parts, day_format(p->manifest.report_by_on, report),
		day_format(p->manifest.expires_on - 1, last), cms_fingerprint(p->contractor));
	if (p->pulled > 0)
		fprintf(c->out,
			_("pieces on the pull list: %" PRId64 "; the list goes along: getsuji mail pull %d --keys DIR\n"),
			p->pulled, p->run_id);
	fprintf(c->out, _("next: hand it to the contractor; getsuji mail status %d\n"), p->run_id);
}

static enum err_code pack(struct cli *c, struct err *e)
{
	struct packing p = {0};
	const char *keys, *out;

	if (operand_run(c, 1, &p.run_id, e) != ERR_OK || need(c, OPT_keys, &keys, e) != ERR_OK ||
		need(c, OPT_out, &out, e) != ERR_OK || operand_reason(c->options.text[OPT_reason], e) != ERR_OK ||
		cms_own(keys, "office", c->options.text[OPT_passphrase], c->keep, &p.own, e) != ERR_OK ||
		cms_other(keys, "contractor", c->keep, &p.contractor, e) != ERR_OK ||
		connect_open(c, CONNECT_RUNNER, &p.db, e) != ERR_OK)
		return e->code;
	if (load(c, &p, e) == ERR_OK && write_package(c, &p, out, e) == ERR_OK &&
		c->options.number[OPT_quiet] == 0)
		say_packed(c, &p);
	db_close(p.db);
	return e->code;
}

/* ---- open and verify ------------------------------------------------------------------------- */

static void print_findings(struct cli *c, const struct verify *v)
{
	for (size_t i = 0; i < v->findings && i < FINDINGS_SHOWN; i++) {
		const struct verify_finding *f = &v->finding[i];

		fprintf(c->out, "  %s", f->file[0] == '\0' ? _("the package") : say_plain(c->keep, f->file));
		if (f->page > 0)
			fprintf(c->out, _(" page %" PRId64), f->page);
		if (f->piece_no > 0)
			fprintf(c->out, _(" (piece %d)"), f->piece_no);
		fprintf(c->out, " %s\n", verify_text(f->kind));
	}
	if (v->counted > FINDINGS_SHOWN)
		fprintf(c->out, _("  and %s more\n"), say_number(c->keep, (int64_t)v->counted - FINDINGS_SHOWN));
}

static void print_package(struct cli *c, const struct verify *v)
{
	const struct manifest *m = &v->manifest;
	struct manifest_totals sum = manifest_totals(m);
	char post[11], report[11], cut[11];

	if (m->reprint_no > 0)
		fprintf(c->out,
			_("reprint %d of mailing %d: %s pieces, %s sheets; what was printed of them before must be "
			  "destroyed\n"),
			m->reprint_no, m->run_id, say_number(c->keep, sum.pieces), say_number(c->keep, sum.sheets));
	else
		fprintf(c->out, _("package %d of mailing %d: %s pieces, %s sheets, %zu parts\n"), m->package_no,
			m->run_id, say_number(c->keep, sum.pieces), say_number(c->keep, sum.sheets), m->n_parts);
	if (m->package_no > 1)
		fprintf(c->out, _("  takes the place of package %d, which must be deleted: %s\n"), m->package_no - 1,
			say_plain(c->keep, m->reason));
	fprintf(c->out, _("  pieces can be pulled until %s; post by %s, report by %s\n"),
		day_format(m->cut_off_on, cut), day_format(m->post_by_on, post), day_format(m->report_by_on, report));
}

static enum err_code open_package(struct cli *c, struct err *e)
{
	const char *keys, *to;
	struct cms_party *own, *office;
	struct verify v;

	if (need(c, OPT_keys, &keys, e) != ERR_OK || need(c, OPT_to, &to, e) != ERR_OK ||
		cms_own(keys, "contractor", c->options.text[OPT_passphrase], c->keep, &own, e) != ERR_OK ||
		cms_other(keys, "office", c->keep, &office, e) != ERR_OK ||
		package_open(own, office, c->options.operand[1], to, today_in_japan(), c->keep, &v, e) != ERR_OK)
		return e->code;
	if (v.counted > 0)
		c->exit_code = err_exit_code(ERR_WARNINGS);
	if (c->options.number[OPT_quiet] != 0 && v.counted == 0)
		return ERR_OK;
	print_package(c, &v);
	print_findings(c, &v);
	fprintf(c->out, _("Next: getsuji spool verify %s --keys %s\n"), to, keys);
	return ERR_OK;
}

static enum err_code verify(struct cli *c, struct err *e)
{
	const char *keys, *folder = c->options.operand[1];
	struct cms_party *office;
	struct verify v;

	if (need(c, OPT_keys, &keys, e) != ERR_OK || cms_other(keys, "office", c->keep, &office, e) != ERR_OK ||
		verify_folder(folder, office, today_in_japan(), true, c->keep, &v, e) != ERR_OK)
		return e->code;
	if (v.usable && c->options.number[OPT_quiet] != 0 && v.counted == 0)
		return ERR_OK;
	if (v.manifest.n_pieces > 0)
		print_package(c, &v);
	print_findings(c, &v);
	if (v.usable) {
		fprintf(c->out, _("%s files as they were packed, %s pages with the right codes\n"),
			say_number(c->keep, (int64_t)(v.manifest.n_files + v.manifest.n_parts)),
			say_number(c->keep, v.pages_read));
		c->exit_code = v.counted > 0 ? err_exit_code(ERR_WARNINGS) : 0;
		return ERR_OK;
	}
	err_set(e, ERR_INPUT, 2231, "folder is not what the office packed: %zu findings", v.counted);
	err_place(e, "%s", folder);
	return err_hint(e, "Use nothing of it; tell the office what is listed here.");
}

enum err_code command_spool(struct cli *c, struct err *e)
{
	const char *verb = c->options.operand[0];

	if (strcmp(verb, "pack") == 0)
		return pack(c, e);
	if (strcmp(verb, "open") == 0)
		return open_package(c, e);
	if (strcmp(verb, "verify") == 0)
		return verify(c, e);
	err_set(e, ERR_USAGE, 2232, "spool cannot %s", verb);
	return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
}
