/*
 * mail_part.c: the parts of a mailing: PDF files with whole pieces in the order of insertion and posting.
 *
 * One chunk and one PDF per part (result.claim_mail_piece.part_no): contractor/part-0001.pdf for the contractor,
 * inhouse/part-0002.pdf for what the office sends itself; never both in one.  Pages are those that other runs published
 * (run.artifact_piece), taken over byte by byte, and over each stand its code and the inserter's marks.  The finished file
 * is read back and compared with the database (mail_part_check.h) before it is published.
 *
 * Each document is checked against its piece: same office, route and recipient, as many pages as were issued; another
 * stops the task, so that no envelope can hold what belongs to somebody else.
 *
 * On demand it prints a batch of reprints (run.mail_reprint): the same pages with the mark 再 and the next version.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "getsuji/mailing.h"
#include "reports/mail.h"
#include "reports/mail_part_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* clang-format off */
/* Columns of mail_part_documents. */
enum column {
	PIECE_NO, VERSION, OFFICE, ROUTE, PART_NO, PARTY_KEY, POSTAL_CODE, DOCUMENTS, SHEETS,
	SOURCE_RUN, DOCUMENT_NO, KIND, PAGES, DOCUMENT_SHEETS,
	THEIR_OFFICE, THEIR_ROUTE, THEIR_PARTY, NAME, THEIR_POSTAL_CODE, ADDRESS, CARE_OF, FILE_NAME, FIRST_PAGE, THEIR_PAGES
};
/* Columns of mail_part_offices, mail_part_forms, mail_part_persons. */
enum { O_OFFICE, O_PROFILE, O_DUPLEX, O_ENCLOSURE, O_ADDRESS };
enum { F_PIECE, F_RUN, F_DOCUMENT, F_FORM };
enum { P_PIECE, P_POSITION, P_RUN, P_DOCUMENT, P_ADDRESS };
/* clang-format on */

struct state {
	const struct fonts *fonts;
	struct mail_profiles profiles;
	struct mail_part_office *office;
	size_t offices;
	unsigned char key[MAIL_KEY_SIZE];
};

/* What a file is made of. */
struct part {
	struct mail_part_piece *piece;
	size_t pieces;
	struct mail_part_document *document; /* of all pieces, in order */
	size_t documents;
	int part_no, route;
};

/* ---- what all parts share ------------------------------------------------------------------------ */

static enum err_code read_key(struct state *s, struct rows *r, struct err *e)
{
	struct str key;

	if (!rows_next(r) || (key = row_text(r, 0)).length != MAIL_KEY_SIZE)
		return err_set(e, ERR_DATABASE, 2321, "the key of the codes on sheets is not there");
	memcpy(s->key, key.at, MAIL_KEY_SIZE);
	return ERR_OK;
}

static enum err_code read_offices(struct state *s, struct rows *r, struct arena *keep, struct err *e)
{
	s->office = arena_array(keep, rows_count(r), sizeof(*s->office));
	while (rows_next(r)) {
		struct str profile = row_text(r, O_PROFILE);
		struct mail_part_office *o = &s->office[s->offices++];

		*o = (struct mail_part_office){.office_id = (int)row_int(r, O_OFFICE),
			.profile = mail_marks_find(&s->profiles, profile),
			.duplex = row_bool(r, O_DUPLEX),
			.enclosure = row_bool(r, O_ENCLOSURE),
			.address = row_text(r, O_ADDRESS)};
		if (o->profile == NULL) {
			(void)err_set(e, ERR_DEFINITION, 2322, "office %d names an inserter profile that is not known",
				o->office_id);
			return err_hint(e, "Correct the office's mail settings, or add the profile to the rate table "
							   "inserter_mark, and plan the mailing again.");
		}
	}
	return ERR_OK;
}

static enum err_code mail_part_start(struct task *t, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_mail_part_key, &sql_mail_part_offices};
	struct state *s = arena_alloc(t->keep, sizeof(*s));
	struct rows *rows[2];

	t->state = s;
	if (fonts_open(t->keep, &s->fonts, e) != ERR_OK || mail_marks_read(t, &s->profiles, e) != ERR_OK ||
		task_read(t, statements, 2, rows, e) != ERR_OK || read_key(s, rows[0], e) != ERR_OK)
		return e->code;
	return read_offices(s, rows[1], t->keep, e);
}

/* ---- pieces of a part ---------------------------------------------------------------------------- */

static const struct mail_part_office *office_of(const struct state *s, int64_t office_id)
{
	for (size_t i = 0; i < s->offices; i++)
		if (s->office[i].office_id == office_id)
			return &s->office[i];
	return NULL;
}

/* Is the document of the current row the piece's?  What is not known of it (NULL) is not. */
static bool belongs(const struct rows *r)
{
	return !row_null(r, THEIR_PARTY) && str_same(row_text(r, THEIR_PARTY), row_text(r, PARTY_KEY)) &&
		   row_int(r, THEIR_OFFICE) == row_int(r, OFFICE) && row_int(r, THEIR_ROUTE) <= row_int(r, ROUTE) &&
		   str_same(row_text(r, THEIR_POSTAL_CODE), row_text(r, POSTAL_CODE)) &&
		   row_int(r, THEIR_PAGES) == row_int(r, PAGES);
}

static enum err_code begin_piece(
	const struct state *s, struct part *part, const struct rows *r, struct err *e)
{
	struct mail_part_piece *p = &part->piece[part->pieces++];

	*p = (struct mail_part_piece){.piece_no = (int32_t)row_int(r, PIECE_NO),
		.version = (int32_t)row_int(r, VERSION),
		.office = office_of(s, row_int(r, OFFICE)),
		.party_key = row_text(r, PARTY_KEY),
		.sheets = (int32_t)row_int(r, SHEETS),
		.document = &part->document[part->documents]};
	if (p->office == NULL)
		return err_set(e, ERR_DATABASE, 2323, "office %" PRId64 " has no mail settings", row_int(r, OFFICE));
	if (part->pieces == 1) {
		part->part_no = (int)row_int(r, PART_NO);
		part->route = (int)row_int(r, ROUTE);
	}
	if (row_int(r, ROUTE) != part->route)
		return err_set(e, ERR_STATE, 2324, "pieces %" PRId32 " and %" PRId32 " leave by different routes",
			part->piece[0].piece_no, p->piece_no);
	return ERR_OK;
}

/* The document of the current row, with its piece where that is the next. */
static enum err_code add_document(
	const struct state *s, struct part *part, const struct rows *r, struct err *e)
{
	if ((part->pieces == 0 || part->piece[part->pieces - 1].piece_no != row_int(r, PIECE_NO)) &&
		begin_piece(s, part, r, e) != ERR_OK)
		return e->code;
	if (!belongs(r))
		return err_set(e, ERR_INTERNAL, 2325, "a document in piece %" PRId64 " is not its recipient's",
			row_int(r, PIECE_NO));
	part->document[part->documents++] = (struct mail_part_document){
		.source_run_id = (int)row_int(r, SOURCE_RUN),
		.document_no = row_int(r, DOCUMENT_NO),
		.kind = (int)row_int(r, KIND),
		.name = row_text(r, NAME),
		.address = row_text(r, ADDRESS),
		.care_of = row_text(r, CARE_OF),
		.file = row_text(r, FILE_NAME),
		.first_page = row_int(r, FIRST_PAGE),
		.pages = row_int(r, PAGES),
	};
	part->piece[part->pieces - 1].documents++;
	return ERR_OK;
}

/* The next document, from *at on, that rows of the same order are about. */
static struct mail_part_document *document_of(
	struct part *part, size_t *at, int64_t run_id, int64_t document_no)
{
	while (*at < part->documents &&
		   !(part->document[*at].source_run_id == run_id && part->document[*at].document_no == document_no))
		(*at)++;
	CHECK(*at < part->documents); /* the statements read the same documents */
	return &part->document[*at];
}

static void add_forms(struct part *part, struct rows *r, struct arena *a)
{
	int64_t *form = arena_array(a, rows_count(r), sizeof(*form));
	size_t at = 0;

	for (; rows_next(r); form++) {
		struct mail_part_document *d = document_of(part, &at, row_int(r, F_RUN), row_int(r, F_DOCUMENT));

		*form = row_int(r, F_FORM);
		d->form = d->forms++ == 0 ? form : d->form;
	}
}

static void add_persons(struct part *part, struct rows *r, struct arena *a)
{
	struct str *person = arena_array(a, rows_count(r), sizeof(*person));
	size_t at = 0;

	for (; rows_next(r); person++) {
		struct mail_part_document *d = document_of(part, &at, row_int(r, P_RUN), row_int(r, P_DOCUMENT));

		*person = row_text(r, P_ADDRESS);
		d->person = d->persons++ == 0 ? person : d->person;
	}
}

static const struct sql_stmt *const part_statements[] = {
	&sql_mail_part_documents, &sql_mail_part_forms, &sql_mail_part_persons};

#define PART_STATEMENTS (sizeof(part_statements) / sizeof(part_statements[0]))

static enum err_code collect(
	const struct state *s, struct rows *rows[], struct arena *a, struct part *part, struct err *e)
{
	size_t n = rows_count(rows[0]);

	*part = (struct part){.piece = arena_array(a, n, sizeof(*part->piece)),
		.document = arena_array(a, n, sizeof(*part->document))};
	while (rows_next(rows[0]))
		if (add_document(s, part, rows[0], e) != ERR_OK)
			return e->code;
	add_forms(part, rows[1], a);
	add_persons(part, rows[2], a);
	return ERR_OK;
}

/* Draws the part into a file and reads that back. */
static enum err_code make_file(const struct task *t, const struct part *part,
	const struct mail_part_sources *sources, const char *path, struct arena *a, int64_t *pages, struct err *e)
{
	const struct state *s = t->state;
	struct mail_part_sides sides;

	if (mail_part_sides_of(part->piece, part->pieces, t->run->run_id, a, &sides, e) != ERR_OK ||
		mail_part_draw(&sides, s->fonts, s->key, sources, path, a, e) != ERR_OK)
		return e->code;
	*pages = (int64_t)sides.count;
	return mail_part_check(&sides, part->piece, part->pieces, s->fonts, s->key, path, a, e);
}

/* ---- a part -------------------------------------------------------------------------------------- */

static enum err_code source_of_chunk(
	void *context, int run_id, const char *name, const char **path, struct err *e)
{
	return chunk_source(context, run_id, name, path, e);
}

/* Which pages of the file are whose: the manifest is made from it. */
static void record_pieces(struct chunk *c, const struct artifact *file, const struct part *part)
{
	int64_t page = 1;

	for (size_t i = 0; i < part->pieces; i++) {
		const struct mail_part_piece *p = &part->piece[i];
		int64_t pages = p->sheets * (p->office->duplex ? 2 : 1);

		chunk_artifact_piece(c, file, p->piece_no, page, pages);
		page += pages;
	}
}

static enum err_code mail_part_chunk(struct chunk *c, struct err *e)
{
	struct mail_part_sources sources = {source_of_chunk, c};
	struct rows *rows[PART_STATEMENTS];
	struct artifact *file;
	struct part part;

	if (chunk_read(c, part_statements, PART_STATEMENTS, rows, e) != ERR_OK ||
		collect(c->task->state, rows, c->arena, &part, e) != ERR_OK)
		return e->code;
	if ((int64_t)part.pieces != c->hi - c->lo)
		return err_set(e, ERR_BALANCE, 2326, "%zu of %" PRId64 " pieces of a part have documents",
			part.pieces, c->hi - c->lo);
	for (size_t i = 0; i < part.pieces; i++)
		if (!chunk_take(c, part.piece[i].piece_no))
			return err_set(e, ERR_BALANCE, 2327,
				"piece %" PRId32 " was set aside: its part cannot leave without it", part.piece[i].piece_no);
	file = chunk_artifact(c, arena_printf(c->arena, "%s/part-%04d.pdf",
								 part.route == MAIL_INHOUSE ? "inhouse" : "contractor", part.part_no));
	if (make_file(c->task, &part, &sources, file->path, c->arena, &file->pages, e) != ERR_OK)
		return e->code;
	file->pieces = (int64_t)part.pieces;
	record_pieces(c, file, &part);
	c->count.read = c->count.written = (int64_t)part.pieces;
	return ERR_OK;
}

/* ---- a batch of reprints ------------------------------------------------------------------------- */

static enum err_code source_of_task(
	void *context, int run_id, const char *name, const char **path, struct err *e)
{
	return task_source(context, run_id, name, path, e);
}

static enum err_code not_written(struct err *e)
{
	return err_set(e, ERR_DISK, 2328, "a reprint could not be written");
}

static enum err_code copy_out(int from, FILE *to, struct err *e)
{
	char bytes[1 << 14];
	ssize_t n;

	if (lseek(from, 0, SEEK_SET) < 0)
		return not_written(e);
	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		if (fwrite(bytes, 1, (size_t)n, to) != (size_t)n)
			return not_written(e);
	return n == 0 ? ERR_OK : not_written(e);
}

/* The batch whose number is the key, as a file of its own.  It is made and read back in memory: what fails its check is on
 * no disk. */
static enum err_code mail_part_render_one(struct on_demand *d, struct err *e)
{
	struct mail_part_sources sources = {source_of_task, d->task};
	struct rows *rows[PART_STATEMENTS];
	struct part part;
	int64_t pages;
	int memory;

	if (task_read(d->task, part_statements, PART_STATEMENTS, rows, e) != ERR_OK ||
		collect(d->task->state, rows, d->arena, &part, e) != ERR_OK)
		return e->code;
	if (part.pieces == 0)
		return err_set(e, ERR_INPUT, 2329, "run %d has no reprints of number %" PRId64, d->task->run->run_id,
			d->household_id);
	memory = memfd_create("reprint", MFD_CLOEXEC);
	if (memory < 0)
		return not_written(e);
	if (make_file(d->task, &part, &sources, arena_printf(d->arena, "/proc/%d/fd/%d", (int)getpid(), memory),
			d->arena, &pages, e) == ERR_OK)
		(void)copy_out(memory, d->out, e);
	close(memory);
	return e->code;
}

const struct job report_mail_part = {
	.name = "mail_part",
	.title = "郵送の印刷ファイル",
	.targets = &sql_mail_part_targets,
	.chunk_size = 1,
	.ready = mail_ready,
	.start = mail_part_start,
	.chunk = mail_part_chunk,
	.balance = &sql_mail_part_balance,
	.render_one = mail_part_render_one,
	.renders = ON_DEMAND_BATCH,
};
