-- The ledger's statements: what the runner and its workers read and write of schema run.
-- None says now(): instants come from the server's clock_timestamp() and are never part of a result.

-- name: run_by_key :opt graph office_id month_on edition
-- Index: run_graph_office_id_month_on_edition_key.
SELECT run_id FROM run.run WHERE graph = $1 AND office_id = $2 AND month_on = $3 AND edition = $4

-- name: run_by_id :opt run_id
-- Columns as engine/run/ledger.c reads them.
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.graph_sha256, r.graph_text, r.rate_set_id,
	r.as_of::text, r.execution, r.decision, r.results_digest, r.started_by, r.runner, r.runner_since::text,
	r.message_id, r.message
FROM run.run r WHERE r.run_id = $1

-- name: run_tasks :many run_id
SELECT t.task_no, t.name, t.state, t.chunks, t.expected, t.n_read, t.n_written, t.n_unchanged, t.n_held,
	t.n_quarantined, t.n_warnings, t.yen
FROM run.task t WHERE t.run_id = $1 ORDER BY t.task_no

-- name: run_inputs :one office_id
-- Whether there is such an office (0 = all), and the newest rate set.
SELECT ($1::int = 0 OR EXISTS (SELECT FROM fact.office o WHERE o.office_id = $1 AND o.superseded_at = 'infinity')),
	(SELECT max(s.rate_set_id) FROM rate.rate_set s)

-- name: run_take_cut :one
-- Waits for the writers of fact tables that are in flight; takes no lock that a clerk could feel.
SELECT run.take_cut()::text

-- name: run_insert :one graph office_id month_on edition graph_sha256 graph_text rate_set_id as_of
-- Two starters: the second gets a unique violation and reads the first one's run.
INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, rate_set_id, as_of, execution)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'planned') RETURNING run_id

-- name: task_insert :exec run_id task_no name kind job in_digest partitions
-- What it fills is a list separated by commas.
INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions)
VALUES ($1, $2, $3, $4, $5, 'planned', $6, string_to_array($7, ','))

-- name: run_lock :one run_id
-- The runner's session lock: one runner per run; the server lets go of it when the session ends.
SELECT pg_try_advisory_lock(72, $1)

-- name: run_begin :exec run_id runner
UPDATE run.run SET execution = 'running', runner = $2, runner_since = clock_timestamp(), ended_at = NULL,
	exit_code = NULL, message_id = NULL, message = NULL, detail = NULL, remedy = NULL
WHERE run_id = $1

-- name: run_end :exec run_id execution exit_code message_id message detail remedy
UPDATE run.run SET execution = $2, ended_at = clock_timestamp(), exit_code = $3, message_id = $4, message = $5,
	detail = $6, remedy = $7
WHERE run_id = $1

-- name: run_computed :exec run_id results_digest
-- Harmless again: the digest of the same results is the same; a decided run keeps its own (trigger).
UPDATE run.run SET results_digest = $2, decision = 'computed' WHERE run_id = $1 AND decision IN ('none', 'computed')

-- name: run_decision :one run_id
SELECT decision FROM run.run WHERE run_id = $1

-- name: run_digests :many run_id task_no
-- The digests of a task's results, in the order of its chunks.
SELECT c.output_digest FROM run.chunk c WHERE c.run_id = $1 AND c.task_no = $2 ORDER BY c.chunk_no

-- name: partition_make :exec parent run_id
SELECT run.make_partition($1, $2)

-- name: partition_analyze :exec parent run_id
-- In the transaction that filled it; again it samples again.
SELECT run.analyze_partition($1, $2)

-- name: task_begin :exec run_id task_no chunks expected
UPDATE run.task SET state = 'running', chunks = $3, expected = $4, started_at = clock_timestamp(), ended_at = NULL,
	message_id = NULL, message = NULL, detail = NULL, remedy = NULL
WHERE run_id = $1 AND task_no = $2

-- name: task_again :exec run_id task_no
-- Going on with a task whose chunks are planned already.
UPDATE run.task SET state = 'running', ended_at = NULL, message_id = NULL, message = NULL,
	detail = NULL, remedy = NULL
WHERE run_id = $1 AND task_no = $2

-- name: task_state :exec run_id task_no state message_id message detail remedy
UPDATE run.task SET state = $3, ended_at = clock_timestamp(), message_id = $4, message = $5, detail = $6, remedy = $7
WHERE run_id = $1 AND task_no = $2

-- name: task_totals :one run_id task_no
-- What the chunks say, and how many are left.
SELECT count(*) FILTER (WHERE NOT done), count(*), coalesce(sum(n_read), 0)::bigint, coalesce(sum(n_written), 0)::bigint,
	coalesce(sum(n_unchanged), 0)::bigint, coalesce(sum(n_held), 0)::bigint, coalesce(sum(n_quarantined), 0)::bigint,
	coalesce(sum(n_warnings), 0)::bigint, coalesce(sum(yen), 0)::bigint
FROM run.chunk WHERE run_id = $1 AND task_no = $2

-- name: task_left :one run_id task_no
-- Index: chunk_ready (partial).
SELECT count(*) FROM run.chunk WHERE run_id = $1 AND task_no = $2 AND NOT done

-- name: task_done :exec run_id task_no n_read n_written n_unchanged n_held n_quarantined n_warnings yen
UPDATE run.task SET state = 'done', ended_at = clock_timestamp(), n_read = $3, n_written = $4, n_unchanged = $5,
	n_held = $6, n_quarantined = $7, n_warnings = $8, yen = $9
WHERE run_id = $1 AND task_no = $2

-- name: run_artifacts :many run_id
SELECT a.name, a.sha256, a.bytes, a.pages, a.pieces FROM run.artifact a WHERE a.run_id = $1 ORDER BY a.name COLLATE "C"
