-- What a worker reads and writes of the ledger: the lease, and what is committed with a chunk's rows.

-- name: chunk_rows :copy_in run_id
-- A task's chunks when it is planned, in the transaction that begins it: again, they are not there yet.
run.chunk (run_id, task_no, chunk_no, lo, hi, expected)

-- name: chunk_claim :opt run_id task_no after_chunk_no
-- The lease: FOR UPDATE SKIP LOCKED on one ready row after the worker's cursor.  Index: chunk_ready.
SELECT chunk_no, lo, hi, expected, as_of::text FROM run.chunk
WHERE run_id = $1 AND task_no = $2 AND NOT done AND chunk_no > $3
ORDER BY chunk_no LIMIT 1 FOR UPDATE SKIP LOCKED

-- name: chunk_claim_one :opt run_id task_no chunk_no
-- The same for one chunk that a worker was at before.
SELECT chunk_no, lo, hi, expected, as_of::text FROM run.chunk
WHERE run_id = $1 AND task_no = $2 AND NOT done AND chunk_no = $3
FOR UPDATE SKIP LOCKED

-- name: chunk_claim_singles :many run_id task_nos
-- The lease of the only chunks of several tasks, but for those with records set aside.  Index: chunk_ready.
SELECT c.task_no, c.chunk_no, c.lo, c.hi, c.as_of::text FROM run.chunk c
WHERE c.run_id = $1 AND c.task_no = ANY ($2::int[]) AND c.chunk_no = 1 AND NOT c.done
	AND NOT EXISTS (SELECT FROM run.set_aside x WHERE x.run_id = c.run_id AND x.task_no = c.task_no)
FOR UPDATE OF c SKIP LOCKED

-- name: chunk_place :opt run_id task_no chunk_no
-- A chunk that is not done, without a lease: what is tried with it is rolled back.
SELECT chunk_no, lo, hi, expected, as_of::text FROM run.chunk
WHERE run_id = $1 AND task_no = $2 AND NOT done AND chunk_no = $3

-- name: chunk_asides :many run_id task_no
-- Records that are not given to the job.  Index: set_aside's key; nearly always none.  No lock.
SELECT key, rule, message_id, reason FROM run.set_aside
WHERE run_id = $1 AND task_no = $2
ORDER BY key

-- name: chunk_aside :exec run_id task_no key rule message_id reason
-- Harmless again: the first reason stays.
INSERT INTO run.set_aside (run_id, task_no, key, rule, message_id, reason)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: chunk_aside_count :one run_id rule
-- Index: set_aside's key (its first column).  No lock.
SELECT count(*) FROM run.set_aside WHERE run_id = $1 AND rule = $2

-- name: chunk_outcome :opt run_id task_no chunk_no
-- What became of a chunk whose COMMIT was not answered; no row where its task was undone since.
SELECT done, worker IS NOT DISTINCT FROM current_setting('application_name'), n_read, n_written, n_unchanged, n_held,
	n_quarantined, n_warnings, yen
FROM run.chunk
WHERE run_id = $1 AND task_no = $2 AND chunk_no = $3

-- name: chunk_done :one run_id task_no chunk_no n_read n_written n_unchanged n_held n_quarantined n_warnings yen input_digest output_digest
-- Same transaction as the rows it counts; the worker's name is its session's application_name.
UPDATE run.chunk SET done = true, n_read = $4, n_written = $5, n_unchanged = $6, n_held = $7, n_quarantined = $8,
	n_warnings = $9, yen = $10, input_digest = $11, output_digest = $12,
	worker = current_setting('application_name'), started_at = transaction_timestamp(), done_at = clock_timestamp()
WHERE run_id = $1 AND task_no = $2 AND chunk_no = $3 AND NOT done
RETURNING chunk_no

-- name: chunk_done_singles :many run_id task_nos n_read n_written n_unchanged n_held n_quarantined n_warnings yen input_digests output_digests
-- The same for the only chunks of several tasks, which this session has leased.  Index: chunk_ready, one look
-- for each; the OFFSET keeps a planner without statistics from reading every chunk of the run instead.
UPDATE run.chunk c SET done = true, n_read = d.n_read, n_written = d.n_written, n_unchanged = d.n_unchanged,
	n_held = d.n_held, n_quarantined = d.n_quarantined, n_warnings = d.n_warnings, yen = d.yen,
	input_digest = d.input_digest, output_digest = d.output_digest,
	worker = current_setting('application_name'), started_at = transaction_timestamp(), done_at = clock_timestamp()
FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
	$9::bigint[], $10::bytea[], $11::bytea[])
	AS d(task_no, n_read, n_written, n_unchanged, n_held, n_quarantined, n_warnings, yen, input_digest, output_digest)
CROSS JOIN LATERAL (
	SELECT l.ctid AS place FROM run.chunk l
	WHERE l.run_id = $1 AND l.task_no = d.task_no AND l.chunk_no = 1 AND NOT l.done
	OFFSET 0
) l
WHERE c.ctid = l.place
RETURNING c.task_no

-- name: quarantine_rows :copy_in
-- In the transaction of the chunk that holds the records: rolled back and done again with it.
run.quarantine (run_id, task_no, chunk_no, key, rule, message_id, reason)

-- name: hold_rows :copy_in
-- The same.
run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)

-- name: artifact_rows :copy_in
-- The same; the files are in place by then.
run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)

-- name: artifact_piece_rows :copy_in
-- The same, after the files' own rows, with which they go when a rerun undoes them.
run.artifact_piece (run_id, name, piece_no, first_page, pages)

-- name: chunk_source :opt run_id name
-- A file that a run published, its bytes as the ledger knows them, and where they were put.  Index: artifact_pkey.
SELECT a.sha256, a.bytes, r.graph, r.office_id, r.month_on, r.edition, coalesce(r.artifact_dir, '') AS artifact_dir
FROM run.artifact a
JOIN run.run r ON r.run_id = a.run_id
WHERE a.run_id = $1 AND a.name = $2
