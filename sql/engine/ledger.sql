-- The ledger's statements: what the runner and its workers read and write of schema run.
-- None says now(): instants come from the server's clock_timestamp() and are never part of a result.

-- name: run_by_key :opt graph office_id month_on edition
-- Index: run_graph_office_id_month_on_edition_key.
SELECT run_id FROM run.run WHERE graph = $1 AND office_id = $2 AND month_on = $3 AND edition = $4

-- name: run_by_id :opt run_id
-- Columns as engine/run/ledger.c reads them; the last: seconds since a runner first took it.
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.graph_sha256, r.graph_text, r.rate_set_id,
	r.as_of::text, r.execution, r.decision, r.results_digest, r.started_by, r.runner,
	to_char(r.runner_since AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'),
	r.message_id, r.message, coalesce(extract(epoch FROM clock_timestamp() - (SELECT min(a.began_at)
		FROM run.attempt a WHERE a.run_id = r.run_id)), 0)::bigint AS seconds
FROM run.run r WHERE r.run_id = $1

-- name: run_tasks :many run_id
-- The tasks in order; the last column: records set aside that a person decided to leave out.
-- Index: task_pkey, waiver_pkey.
SELECT t.task_no, t.name, t.state, t.chunks, t.expected, t.n_read, t.n_written, t.n_unchanged, t.n_held,
	t.n_quarantined, t.n_warnings, t.yen, coalesce(w.waived, 0) AS waived
FROM run.task t
LEFT JOIN (SELECT task_no, count(*) AS waived FROM run.waiver WHERE run_id = $1 GROUP BY task_no) w USING (task_no)
WHERE t.run_id = $1 ORDER BY t.task_no

-- name: run_inputs :one office_id
-- Whether there is such an office (0 = all), and the newest rate set.
SELECT ($1::int = 0 OR EXISTS (SELECT FROM fact.office o WHERE o.office_id = $1 AND o.superseded_at = 'infinity')),
	(SELECT max(s.rate_set_id) FROM rate.rate_set s)

-- name: run_take_cut :one
-- Waits for the writers of fact tables that are in flight; takes no lock that a clerk could feel.
SELECT run.take_cut()::text

-- name: run_renew_cut :opt run_id
-- Under the runner's lock; no row once anything of the run has begun.  Again, before that, it takes a later one.
SELECT run.renew_cut($1)::text WHERE NOT run.has_begun($1)

-- name: run_insert :one graph office_id month_on edition graph_sha256 graph_text rate_set_id as_of
-- Two starters: the second gets a unique violation and reads the first one's run.
INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, rate_set_id, as_of, execution)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'planned') RETURNING run_id

-- name: task_rows :copy_in
-- In the transaction that plans the run: a second starter fails at the run's own key before it comes here.
run.task (run_id, task_no, name, kind, job, state, in_digest)

-- name: task_insert :exec run_id task_no name kind job in_digest partitions
-- One that fills result tables, a list separated by commas.
INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions)
VALUES ($1, $2, $3, $4, $5, 'planned', $6, string_to_array($7, ','))

-- name: run_lock :one run_id
-- The runner's session lock: one runner per run; the server lets go of it when the session ends.
SELECT pg_try_advisory_lock(72, $1)

-- name: run_lock_holder :opt run_id
-- The session that holds the lock; a session of another login does not show since when it is there, then
-- the ledger's word counts.  Reads only.
SELECT coalesce(regexp_replace(a.application_name, '^getsuji [a-z]+ ', ''), '?') AS runner,
	coalesce(a.usename::text, '?') AS login,
	coalesce(to_char(coalesce(a.backend_start, r.runner_since) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), '?') AS since, l.pid
FROM pg_locks l
LEFT JOIN pg_stat_activity a ON a.pid = l.pid
LEFT JOIN run.run r ON r.run_id = $1
WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = $1 AND l.objsubid = 2 AND l.granted
	AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())

-- name: run_begin :exec run_id runner artifact_dir
-- Under the runner's lock; what an operator asked of the runner before is over.
UPDATE run.run SET execution = 'running', runner = $2, runner_since = clock_timestamp(), artifact_dir = $3,
	ended_at = NULL, exit_code = NULL, message_id = NULL, message = NULL, detail = NULL, remedy = NULL,
	stop_asked = NULL, waiting_for = NULL
WHERE run_id = $1

-- name: attempt_begin :one run_id runner
-- Under the runner's lock, so that two do not take one number.  One that died keeps ended_at NULL.
INSERT INTO run.attempt (run_id, attempt_no, runner)
SELECT $1, coalesce(max(a.attempt_no), 0) + 1, $2 FROM run.attempt a WHERE a.run_id = $1
RETURNING attempt_no

-- name: attempt_of :opt run_id runner
-- The last attempt of a runner, and whether it has ended: after a COMMIT whose answer was lost.
-- Index: attempt_pkey.  Reads only.
SELECT a.attempt_no, a.ended_at IS NOT NULL AS ended FROM run.attempt a
WHERE a.run_id = $1 AND a.runner = $2
ORDER BY a.attempt_no DESC LIMIT 1

-- name: attempt_end :exec run_id attempt_no execution exit_code message_id
-- In the transaction of run_end.
UPDATE run.attempt SET ended_at = clock_timestamp(), execution = $3, exit_code = $4, message_id = $5
WHERE run_id = $1 AND attempt_no = $2

-- name: run_event :exec run_id event
-- Into the outbox, in the transaction that made it true and after its UPDATE: the trigger complete_event
-- adds what the run looks like.
INSERT INTO run.outbox (run_id, event, payload)
SELECT r.run_id, $2, jsonb_strip_nulls(jsonb_build_object('waiting_for', r.waiting_for, 'exit_code', r.exit_code))
FROM run.run r WHERE r.run_id = $1

-- name: incident :exec run_id task_no chunk_no kind detail
-- What was mended without a person; task_no and chunk_no may be NULL.
INSERT INTO run.incident (run_id, task_no, chunk_no, kind, detail) VALUES ($1, $2, $3, $4, $5)

-- name: run_end :exec run_id execution exit_code message_id message detail remedy waiting_for
-- Under the runner's lock.
UPDATE run.run SET execution = $2, ended_at = clock_timestamp(), exit_code = $3, message_id = $4, message = $5,
	detail = $6, remedy = $7, waiting_for = $8, stop_asked = NULL
WHERE run_id = $1

-- name: run_computed :exec run_id results_digest
-- Harmless again: the digest of the same results is the same; a decided run keeps its own (trigger).
UPDATE run.run SET results_digest = $2, decision = 'computed' WHERE run_id = $1 AND decision IN ('none', 'computed')

-- name: run_decision :one run_id
SELECT decision FROM run.run WHERE run_id = $1

-- name: run_digests :many run_id task_no
-- The digests of a task's results, in the order of its chunks.
SELECT c.output_digest FROM run.chunk c WHERE c.run_id = $1 AND c.task_no = $2 ORDER BY c.chunk_no

-- name: run_artifacts :many run_id
SELECT a.name, a.sha256, a.bytes, a.pages, a.pieces FROM run.artifact a WHERE a.run_id = $1 ORDER BY a.name COLLATE "C"
