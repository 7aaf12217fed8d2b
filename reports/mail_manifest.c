/*
 * mail_manifest.c: manifest.json, what the contractor's package says of itself (getsuji/manifest.h).
 *
 * One chunk and one file per run, contractor/manifest.json, made when all other files for the contractor are; none where
 * nothing leaves by the contractor.  Numbered and signed when it is packed.  The pages of each piece are those that the
 * ledger has of the parts; pieces, parts and pages must agree, or nothing is published.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "getsuji/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HEAD, FILES, PARTS, PIECES, STATEMENTS };
/* Columns of mail_manifest_head, _files, _parts, _pieces. */
enum { H_DIGEST, H_MADE_AT, H_CUT_OFF, H_POST_BY, H_REPORT_BY, H_EXPIRES, H_CONTRACTORS, H_CONTRACTOR };
enum { F_NAME, F_SHA256, F_BYTES };
enum {
	P_PART_NO,
	P_OFFICE,
	P_PROFILE,
	P_DUPLEX,
	P_SHEETS,
	P_FIRST,
	P_LAST,
	P_NAME,
	P_SHA256,
	P_BYTES,
	P_PAGES
};
enum {
	X_PIECE,
	X_PART_NO,
	X_FIRST_PAGE,
	X_PAGES,
	X_SHEETS,
	X_ENCLOSURE,
	X_ENVELOPE,
	X_WEIGHT,
	X_CLASS,
	X_POSTAL_CODE
};

static struct manifest_file file_of(const struct rows *r, int column, struct arena *a)
{
	struct manifest_file f = {.name = str_copy(a, row_text(r, column)), .bytes = row_int(r, column + 2)};
	struct str sha256 = row_text(r, column + 1);

	if (sha256.length == sizeof(f.sha256) - 1)
		memcpy(f.sha256, sha256.at, sha256.length);
	return f;
}

static enum err_code read_head(struct chunk *c, struct rows *r, struct manifest *m, struct err *e)
{
	const struct run_info *run = c->task->run;

	if (!rows_next(r))
		return err_set(e, ERR_STATE, 2330, "run %d has issued no mail", run->run_id);
	if (row_int(r, H_CONTRACTORS) != 1) {
		(void)err_set(
			e, ERR_DEFINITION, 2331, "offices of one mailing leave their mail to different contractors");
		return err_hint(
			e, "Plan a mailing for each office, or set the same contractor in their mail settings.");
	}
	*m = (struct manifest){.run_id = run->run_id,
		.package_no = 1,
		.previous = "",
		.reason = "",
		.made_from = str_copy(c->arena, row_text(r, H_DIGEST)),
		.contractor = str_copy(c->arena, row_text(r, H_CONTRACTOR)),
		.month = run->month,
		.made_at = str_copy(c->arena, row_text(r, H_MADE_AT)),
		.cut_off_on = row_day(r, H_CUT_OFF),
		.post_by_on = row_day(r, H_POST_BY),
		.report_by_on = row_day(r, H_REPORT_BY),
		.expires_on = row_day(r, H_EXPIRES)};
	return ERR_OK;
}

static void read_files(struct chunk *c, struct rows *files, struct rows *parts, struct manifest *m)
{
	m->files = arena_array(c->arena, rows_count(files), sizeof(*m->files));
	while (rows_next(files))
		m->files[m->n_files++] = file_of(files, F_NAME, c->arena);
	m->parts = arena_array(c->arena, rows_count(parts), sizeof(*m->parts));
	while (rows_next(parts))
		m->parts[m->n_parts++] = (struct manifest_part){.file = file_of(parts, P_NAME, c->arena),
			.office_id = (int)row_int(parts, P_OFFICE),
			.profile = str_copy(c->arena, row_text(parts, P_PROFILE)),
			.duplex = row_bool(parts, P_DUPLEX),
			.pages = row_int(parts, P_PAGES),
			.sheets = row_int(parts, P_SHEETS),
			.first_piece = (int)row_int(parts, P_FIRST),
			.last_piece = (int)row_int(parts, P_LAST)};
}

/* Pieces come in the order of their parts, whose numbers in the manifest are 1, 2, 3 …. */
static void read_pieces(struct chunk *c, struct rows *r, struct manifest *m)
{
	int64_t part_no = 0;
	int part = 0;

	m->pieces = arena_array(c->arena, rows_count(r), sizeof(*m->pieces));
	while (rows_next(r)) {
		if (part == 0 || row_int(r, X_PART_NO) != part_no)
			part++;
		part_no = row_int(r, X_PART_NO);
		m->pieces[m->n_pieces] = (struct manifest_piece){.piece_no = (int)row_int(r, X_PIECE),
			.part = part,
			.first_page = (int)row_int(r, X_FIRST_PAGE),
			.pages = (int)row_int(r, X_PAGES),
			.sheets = (int)row_int(r, X_SHEETS),
			.enclosure = str_copy(c->arena, row_text(r, X_ENCLOSURE)),
			.envelope = manifest_envelope(row_int(r, X_ENVELOPE)),
			.weight_mg = (int)row_int(r, X_WEIGHT),
			.postage_class = str_copy(c->arena, row_text(r, X_CLASS)),
			.order = (int)m->n_pieces + 1,
			.postal_code = str_copy(c->arena, row_text(r, X_POSTAL_CODE))};
		m->n_pieces++;
	}
}

static enum err_code write_file(const struct artifact *file, const char *text, size_t length, struct err *e)
{
	FILE *f = fopen(file->path, "we");
	bool written = f != NULL && fwrite(text, 1, length, f) == length;
	char reason[128];

	if (f != NULL && fclose(f) != 0)
		written = false;
	if (written)
		return ERR_OK;
	(void)err_set(
		e, ERR_DISK, 2332, "could not write manifest: %s", strerror_r(errno, reason, sizeof(reason)));
	return err_place(e, "%s", file->name);
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[STATEMENTS] = {&sql_mail_manifest_head,
		&sql_mail_manifest_files, &sql_mail_manifest_parts, &sql_mail_manifest_pieces};
	struct rows *rows[STATEMENTS];
	struct artifact *file;
	struct manifest m;
	size_t length;
	char *text;

	if (chunk_read(c, statements, STATEMENTS, rows, e) != ERR_OK)
		return e->code;
	if (rows_count(rows[PIECES]) == 0)
		return ERR_OK;
	if (read_head(c, rows[HEAD], &m, e) != ERR_OK)
		return e->code;
	read_files(c, rows[FILES], rows[PARTS], &m);
	read_pieces(c, rows[PIECES], &m);
	if (manifest_check(&m, e) != ERR_OK) {
		e->code = ERR_BALANCE; /* the ledger's own rows do not agree */
		return err_hint(e, "Make the parts anew with rerun, then the manifest.");
	}
	text = manifest_write(&m, c->arena, &length);
	file = chunk_artifact(c, "contractor/manifest.json");
	file->pieces = (int64_t)m.n_pieces;
	c->count.read = c->count.written = (int64_t)m.n_pieces;
	return write_file(file, text, length, e);
}

const struct job report_mail_manifest = {
	.name = "mail_manifest",
	.title = "委託先への明細",
	.chunk = chunk,
	.balance = &sql_mail_manifest_balance,
};
