/*
 * reprint_package.c: a batch of reprints for the contractor (see reprint_package.h).
 *
 * The part is made in memory and read from there, so that no plain page is on any disk, however this ends.  Its pieces lie
 * in it in the order of their numbers, each with all sides of its sheets: the manifest says what the pages are.
 */
#include "engine/cli/reprint_package.h"

#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/on_demand.h"
#include "engine/cli/say.h"
#include "engine/mail/package.h"
#include "gen/sql.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PART_NAME "part-0001.pdf"

/* Columns of package_reprint. */
enum {
	MONTH_ON,
	MADE_FROM,
	MADE_AT,
	CONTRACTOR,
	CUT_OFF_ON,
	POST_BY_ON,
	REPORT_BY_ON,
	EXPIRES_ON,
	LEFT,
	EXPIRED,
	PACKAGE_NO,
	MANIFEST,
	OFFICE,
	PROFILE,
	DUPLEX,
	ENCLOSURE,
	PIECE,
	VERSION,
	SHEETS,
	ENVELOPE,
	WEIGHT,
	CLASS,
	POSTAL_CODE
};

/* A package on its way. */
struct sealing {
	const struct reprint_package *q;
	struct manifest manifest;
	int memory;         /* descriptor of the part's bytes */
	const char *source; /* the name under which they can be read */
	unsigned char part_digest[DIGEST_SIZE];
	struct package_made made;
	const char *path, *part; /* the package, and its name until it is recorded */
};

/* ---- the manifest ---------------------------------------------------------------------------- */

enum err_code reprint_package_mailing(int run_id, bool left, bool expired, struct err *e)
{
	if (!left) {
		err_set(e, ERR_STATE, 2246,
			"mailing %d has not left: nothing of it is printed again for the contractor", run_id);
		return err_hint(e, "First the mailing itself: getsuji spool pack %d --keys DIR --out DIR.", run_id);
	}
	return expired ? command_mail_expired(run_id, e) : ERR_OK;
}

/* May this batch be sealed, as the next package? */
static enum err_code check_batch(const struct reprint_package *q, const struct db_result *r, struct err *e)
{
	if (db_rows(r) == 0)
		return err_set(
			e, ERR_INPUT, 2244, "run %d has no batch %" PRId64 " of reprints", q->run_id, q->batch);
	if (reprint_package_mailing(q->run_id, db_int(r, 0, LEFT) != 0, db_int(r, 0, EXPIRED) != 0, e) != ERR_OK)
		return e->code;
	for (int i = 1; i < db_rows(r); i++) {
		if (db_int(r, i, OFFICE) != db_int(r, 0, OFFICE)) {
			err_set(e, ERR_STATE, 2247, "batch %" PRId64 " has pieces of several offices", q->batch);
			return err_hint(e,
				"Ask for them apart: getsuji reprint %d --pieces A-B --reason TEXT --keys DIR.", q->run_id);
		}
	}
	if (db_int(r, 0, PACKAGE_NO) > 0 && q->reason == NULL) {
		err_set(e, ERR_STATE, 2248, "batch %" PRId64 " of reprints of mailing %d has left already", q->batch,
			q->run_id);
		return err_hint(e,
			"If that package got lost, make sure that it is deleted, then add --reason TEXT; the "
			"contractor reads it, so no person's data.");
	}
	return ERR_OK;
}

static void add_pieces(struct manifest *m, const struct db_result *r, struct arena *keep)
{
	struct manifest_part *part = m->parts;

	m->n_pieces = (size_t)db_rows(r);
	m->pieces = arena_array(keep, m->n_pieces, sizeof *m->pieces);
	for (int i = 0; i < db_rows(r); i++) {
		int sheets = (int)db_int(r, i, SHEETS), pages = sheets * (part->duplex ? 2 : 1);

		m->pieces[i] = (struct manifest_piece){.piece_no = (int)db_int(r, i, PIECE),
			.version = (int)db_int(r, i, VERSION),
			.part = 1,
			.first_page = (int)part->pages + 1,
			.pages = pages,
			.sheets = sheets,
			.enclosure = db_text(r, i, ENCLOSURE),
			.envelope = manifest_envelope(db_int(r, i, ENVELOPE)),
			.weight_mg = (int)db_int(r, i, WEIGHT),
			.postage_class = db_text(r, i, CLASS),
			.order = i + 1,
			.postal_code = db_text(r, i, POSTAL_CODE)};
		part->pages += pages;
		part->sheets += sheets;
	}
	part->first_piece = m->pieces[0].piece_no;
	part->last_piece = m->pieces[m->n_pieces - 1].piece_no;
}

static enum err_code load(struct cli *c, struct db *db, struct sealing *s, struct err *e)
{
	const struct reprint_package *q = s->q;
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->run_id);
	db_arg_int(&args, q->batch);
	if (db_query(db, &sql_package_reprint, &args, c->keep, &r, e) != ERR_OK || check_batch(q, r, e) != ERR_OK)
		return e->code;
	s->manifest = (struct manifest){.run_id = q->run_id,
		.reprint_no = (int)q->batch,
		.package_no = (int)db_int(r, 0, PACKAGE_NO) + 1,
		.previous = db_text(r, 0, MANIFEST),
		.reason = db_int(r, 0, PACKAGE_NO) > 0 ? q->reason : "",
		.made_from = db_text(r, 0, MADE_FROM),
		.contractor = db_text(r, 0, CONTRACTOR),
		.month = month_of_day(db_day(r, 0, MONTH_ON)),
		.made_at = db_text(r, 0, MADE_AT),
		.cut_off_on = db_day(r, 0, CUT_OFF_ON),
		.post_by_on = db_day(r, 0, POST_BY_ON),
		.report_by_on = db_day(r, 0, REPORT_BY_ON),
		.expires_on = db_day(r, 0, EXPIRES_ON),
		.parts = arena_array(c->keep, 1, sizeof *s->manifest.parts),
		.n_parts = 1};
	s->manifest.parts[0] = (struct manifest_part){.file = {.name = PART_NAME},
		.office_id = (int)db_int(r, 0, OFFICE),
		.profile = db_text(r, 0, PROFILE),
		.duplex = db_int(r, 0, DUPLEX) != 0};
	add_pieces(&s->manifest, r, c->keep);
	return ERR_OK;
}

/* ---- the part -------------------------------------------------------------------------------- */

/* Prints the batch into memory; the manifest gets its digest and size. */
static enum err_code print_part(struct cli *c, struct db *db, struct sealing *s, struct err *e)
{
	struct manifest_file *file = &s->manifest.parts[0].file;
	int fd = dup(s->memory);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");

	if (out == NULL) {
		file_write_failed(PART_NAME, errno, 0, e);
		if (fd >= 0)
			close(fd);
		return e->code;
	}
	if (on_demand_print(c, db, s->q->run_id, ON_DEMAND_BATCH, s->q->batch, out, e) == ERR_OK &&
		fflush(out) != 0)
		file_write_failed(PART_NAME, errno, 0, e);
	if (fclose(out) != 0 && e->code == ERR_OK)
		file_write_failed(PART_NAME, errno, 0, e);
	if (e->code != ERR_OK || file_digest(s->source, s->part_digest, &file->bytes, e) != ERR_OK)
		return e->code;
	digest_hex(s->part_digest, file->sha256);
	return ERR_OK;
}

/* ---- the package ----------------------------------------------------------------------------- */

/* PATH.pdf and PATH become PATH.p7m; unnamed, a later package does not take the place of an earlier one. */
static const char *name_package(const struct sealing *s, struct arena *keep)
{
	const char *path = s->q->output;
	const struct manifest *m = &s->manifest;
	size_t length;

	if (path == NULL)
		return arena_printf(keep, "getsuji-mailing-%d-reprint-%d%s.p7m", m->run_id, m->reprint_no,
			m->package_no > 1 ? arena_printf(keep, "-%d", m->package_no) : "");
	length = strlen(path);
	if (length > 4 && (strcmp(path + length - 4, ".pdf") == 0 || strcmp(path + length - 4, ".p7m") == 0))
		length -= 4;
	return arena_printf(keep, "%.*s.p7m", (int)length, path);
}

static enum err_code record(struct cli *c, struct db *db, struct sealing *s, struct err *e)
{
	const char *party[2] = {cms_fingerprint(s->q->own), cms_fingerprint(s->q->contractor)};
	unsigned char fingerprint[2][DIGEST_SIZE];
	struct db_args args = {0};
	struct db_result *r;

	for (int i = 0; i < 2; i++)
		digest_from_hex(party[i], fingerprint[i]);
	db_arg_int(&args, s->manifest.run_id);
	db_arg_int(&args, s->manifest.reprint_no);
	db_arg_int(&args, s->manifest.package_no);
	db_arg_bytes(&args, s->made.manifest, DIGEST_SIZE);
	db_arg_bytes(&args, s->part_digest, DIGEST_SIZE);
	db_arg_bytes(&args, s->made.sealed, DIGEST_SIZE);
	db_arg_int(&args, s->made.sealed_bytes);
	db_arg_bytes(&args, fingerprint[0], DIGEST_SIZE);
	db_arg_bytes(&args, fingerprint[1], DIGEST_SIZE);
	db_arg_text(&args, s->manifest.reason);
	if (db_query(db, &sql_transaction_begin, NULL, c->keep, NULL, e) != ERR_OK)
		return e->code;
	(void)!db_query(db, &sql_package_reprint_record, &args, c->keep, &r, e);
	return db_end(db, e->code, c->keep, e);
}

/* Sealed under another name, recorded, then put in its place. */
static enum err_code seal(struct cli *c, struct db *db, struct sealing *s, struct err *e)
{
	const struct reprint_package *q = s->q;

	s->path = name_package(s, c->keep);
	s->part = file_part_name(c->keep, arena_printf(c->keep, "%s.%d", s->path, (int)getpid()));
	if (file_can_place(s->path, e) == ERR_OK &&
		package_write(q->own, q->contractor, &s->manifest, s->source, s->part, c->keep, &s->made, e) ==
			ERR_OK &&
		record(c, db, s, e) == ERR_OK && file_place(s->part, s->path, e) != ERR_OK)
		err_hint(e,
			"It counts as one that left; when this is mended: getsuji reprint %d --batch %" PRId64
			" --keys DIR --reason TEXT.",
			q->run_id, q->batch);
	if (e->code != ERR_OK)
		unlink(s->part);
	return e->code;
}

static void say_sealed(struct cli *c, const struct sealing *s)
{
	const struct manifest *m = &s->manifest;
	struct manifest_totals sum = manifest_totals(m);

	fprintf(c->out,
		_("printed again and sealed: %s\n  package %d of reprint %d of mailing %d: %s pieces, %s sheets\n  "
		  "sealed "
		  "to %s\nnext: hand it to the contractor; getsuji mail status %d\n"),
		s->path, m->package_no, m->reprint_no, m->run_id, say_number(c->keep, sum.pieces),
		say_number(c->keep, sum.sheets), cms_fingerprint(s->q->contractor), m->run_id);
}

enum err_code reprint_package_write(
	struct cli *c, struct db *db, const struct reprint_package *q, struct err *e)
{
	struct sealing s = {.q = q};

	if (load(c, db, &s, e) != ERR_OK)
		return e->code;
	s.memory = memfd_create("reprint", MFD_CLOEXEC);
	if (s.memory < 0)
		return file_write_failed(PART_NAME, errno, 0, e);
	s.source = arena_printf(c->keep, "/proc/self/fd/%d", s.memory);
	if (print_part(c, db, &s, e) == ERR_OK && seal(c, db, &s, e) == ERR_OK)
		say_sealed(c, &s);
	close(s.memory);
	return e->code;
}
