/*
 * publish.h: a run's files, from temporary name to final name, and the manifest that closes the set.
 *
 * A report writes under a temporary name.  publish_files() syncs each file, hashes it, renames it and
 * syncs its folder; the row in run.artifact follows in the transaction of the chunk.  A crash between
 * the two leaves a file without a row, which the redo overwrites with the same bytes.
 */
#ifndef GETSUJI_PUBLISH_H
#define GETSUJI_PUBLISH_H

#include "engine/run/context.h"

/* artifact_dir/GRAPH-OFFICE-MONTH-EDITION, made if need be (mode 0750: the files are about persons). */
MUST_CHECK enum err_code publish_directory(const char *artifact_dir, const struct run_info *run,
	struct arena *keep, const char **out, struct err *e);

/* The same name without making it. */
const char *publish_folder(const char *artifact_dir, const struct run_info *run, struct arena *keep);

/* The paths of a new file; its sub-folder is made when the file is published. */
struct chunk_file *publish_file_new(
	const char *directory, const char *name, const char *worker, struct arena *a);

/* Publishes all files of the chunk: sync, hash, a look whether the lease holds, rename, sync of the folder. */
MUST_CHECK enum err_code publish_files(struct chunk *c, struct err *e);

/* Adds to ERR_DISK of a library, which knows neither, the file that was being written and the bytes free. */
void publish_explain(const struct chunk *c, struct err *e);

/* What the files of a published chunk came to. */
int64_t publish_bytes(const struct chunk *c);

/* Removes the temporary files of a chunk that is not going to be committed. */
void publish_discard(struct chunk *c);

/* Takes the manifest away, and makes sure that it is gone: the set is not whole any more.  Where there is none,
 * or no folder, there is nothing to do. */
MUST_CHECK enum err_code publish_withdraw(const char *directory, struct err *e);

/* manifest.csv: name, sha256, bytes, pages, pieces of every artifact, ordered by name; written last.
 * Temporary files that dead workers left, and files that a rerun undid, are removed first. */
MUST_CHECK enum err_code publish_manifest(
	struct db *db, int run_id, const char *directory, struct arena *scratch, struct err *e);

#endif
