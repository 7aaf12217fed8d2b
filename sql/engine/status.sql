-- What `status`, `explain` and `notice` read of the ledger.  Read-only: no lock but the usual one
-- against DROP, and running any of them again changes nothing.  Runner and approver may both ask.

-- name: status_runs :many how_many
-- The latest runs.  Index: run_pkey.  A runner is alive while its session holds the run's lock (72, run).
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision,
	to_char(r.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created,
	(SELECT coalesce(sum(t.n_quarantined), 0)::bigint FROM run.task t WHERE t.run_id = r.run_id) AS quarantined,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive
FROM run.run r
ORDER BY r.run_id DESC
LIMIT $1

-- name: status_run :opt run_id
-- One run, its approval, and whether a runner holds its lock.  Index: run_pkey, approval_pkey.
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision,
	encode(r.results_digest, 'hex') AS digest, encode(r.graph_sha256, 'hex') AS graph_digest, r.started_by,
	to_char(r.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created,
	to_char(r.ended_at, 'YYYY-MM-DD HH24:MI:SS') AS ended,
	to_char(r.as_of, 'YYYY-MM-DD HH24:MI:SS') AS cut,
	r.message_id, r.message, r.runner, to_char(r.runner_since, 'YYYY-MM-DD HH24:MI:SS') AS since,
	(SELECT string_agg(a.approved_by || ' ' || to_char(a.approved_at, 'YYYY-MM-DD HH24:MI:SS'), ', ' ORDER BY a.step)
		FROM run.approval a WHERE a.run_id = r.run_id) AS approved,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive,
	extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - r.created_at)::bigint AS seconds,
	session_user AS login,
	EXISTS (SELECT FROM run.run n WHERE n.graph = r.graph AND n.office_id = r.office_id
		AND n.month_on = (r.month_on + interval '1 month')::date) AS next_exists,
	r.graph_text, r.exit_code
FROM run.run r
WHERE r.run_id = $1

-- name: status_tasks :many run_id
-- The tasks in order; a running task's counts are those of its chunks so far.  Index: task_pkey, chunk_pkey.
SELECT t.task_no, t.name, t.kind, t.job, t.state, t.chunks,
	CASE WHEN t.state = 'done' THEN t.chunks ELSE coalesce(c.done, 0) END AS chunks_done, t.expected,
	CASE WHEN t.state = 'done' THEN t.n_read ELSE coalesce(c.n_read, 0) END AS n_read,
	CASE WHEN t.state = 'done' THEN t.n_written ELSE coalesce(c.n_written, 0) END AS n_written,
	CASE WHEN t.state = 'done' THEN t.n_unchanged ELSE coalesce(c.n_unchanged, 0) END AS n_unchanged,
	CASE WHEN t.state = 'done' THEN t.n_held ELSE coalesce(c.n_held, 0) END AS n_held,
	CASE WHEN t.state = 'done' THEN t.n_quarantined ELSE coalesce(c.n_quarantined, 0) END AS n_quarantined,
	CASE WHEN t.state = 'done' THEN t.n_warnings ELSE coalesce(c.n_warnings, 0) END AS n_warnings,
	CASE WHEN t.state = 'done' THEN t.yen ELSE coalesce(c.yen, 0) END AS yen,
	(extract(epoch FROM coalesce(t.ended_at, clock_timestamp()) - t.started_at) * 1000)::bigint AS milliseconds,
	t.message_id, t.message
FROM run.task t
LEFT JOIN (
	SELECT k.task_no, count(*) AS done, sum(k.n_read)::bigint AS n_read, sum(k.n_written)::bigint AS n_written,
		sum(k.n_unchanged)::bigint AS n_unchanged, sum(k.n_held)::bigint AS n_held,
		sum(k.n_quarantined)::bigint AS n_quarantined, sum(k.n_warnings)::bigint AS n_warnings,
		sum(k.yen)::bigint AS yen
	FROM run.chunk k WHERE k.run_id = $1 AND k.done GROUP BY k.task_no
) c ON c.task_no = t.task_no
WHERE t.run_id = $1
ORDER BY t.task_no

-- name: status_quarantine :many run_id
-- What was set aside, by task and rule.  Index: quarantine_pkey.
SELECT t.name, q.rule, q.message_id, count(*) AS records, min(q.key) AS first_key, min(q.reason) AS reason
FROM run.quarantine q
JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no
WHERE q.run_id = $1
GROUP BY t.task_no, t.name, q.rule, q.message_id
ORDER BY t.task_no, q.rule, q.message_id

-- name: status_holds :many run_id
-- What was held, by task and name of the hold.  Index: hold_hit_pkey.
SELECT t.name, h.hold, count(*) AS records, min(h.key) AS first_key
FROM run.hold_hit h
JOIN run.task t ON t.run_id = h.run_id AND t.task_no = h.task_no
WHERE h.run_id = $1
GROUP BY t.task_no, t.name, h.hold
ORDER BY t.task_no, h.hold

-- name: status_exclusions :one run_id
-- Households pulled out at confirming.  Index: exclusion_pkey.
SELECT count(*) FROM result.exclusion x WHERE x.run_id = $1

-- name: status_artifacts :many run_id
-- The files of a run by name.  Index: artifact_pkey.
SELECT a.name, encode(a.sha256, 'hex') AS sha256, a.bytes, a.pages, a.pieces
FROM run.artifact a
WHERE a.run_id = $1
ORDER BY a.name

-- name: status_household :one run_id household_id
-- Whether the run computed this household.  Index: the unique one of the run's partition.
SELECT EXISTS (SELECT FROM result.decision d WHERE d.run_id = $1 AND d.household_id = $2)
