-- rerun, quarantine: what there is to be done again, and the calls that undo it.  What may be undone is
-- decided by the functions of schema step 009, not here; they want the run's lock (ledger.sql: run_lock).

-- name: rerun_run :opt run_id
-- The run, and whether a runner holds its lock.  No lock; index run_pkey.
SELECT r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision, r.graph_text,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted AND l.pid <> pg_backend_pid()
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive,
	coalesce(r.artifact_dir, '') AS artifact_dir
FROM run.run r
WHERE r.run_id = $1

-- name: rerun_tasks :many run_id key
-- The tasks with what stands in the ledger of each; of the quarantined those that nobody decided to leave
-- out (open), and of those the ones with this key (0: any).  No lock; the primary keys begin with the run.  The time
-- is that at work in the run's attempts (see forecast_history).
WITH attempt AS MATERIALIZED (
	SELECT b.began_at, b.ended_at, lead(b.began_at) OVER (ORDER BY b.attempt_no) AS next_at
	FROM run.attempt b WHERE b.run_id = $1
)
SELECT t.task_no, t.name, t.kind, t.job, t.state, t.in_digest,
	CASE WHEN t.kind = 'job' THEN coalesce(c.records, 0) ELSE t.n_written END AS records,
	coalesce(c.chunks, 0) AS chunks, coalesce(a.files, 0) AS files, coalesce(q.quarantined, 0) AS quarantined,
	coalesce(q.open, 0) AS open, coalesce(h.held, 0) AS held, t.n_warnings,
	CASE WHEN t.ended_at IS NULL THEN 0 ELSE (
		SELECT coalesce(sum(1000 * extract(epoch FROM greatest(least(coalesce(t.ended_at, clock_timestamp()), w.until)
			- greatest(t.started_at, w.began_at), interval '0'))), 0)::bigint
		FROM (
			SELECT a.began_at, CASE WHEN a.ended_at IS NOT NULL THEN a.ended_at
				WHEN a.next_at IS NULL THEN 'infinity'
				ELSE (SELECT max(k.done_at) FROM run.chunk k WHERE k.run_id = $1 AND k.task_no = t.task_no
					AND k.done_at < a.next_at) END AS until
			FROM attempt a
		) w
		WHERE w.until > w.began_at
	) END AS milliseconds
FROM run.task t
LEFT JOIN (
	SELECT k.task_no, count(*) AS chunks, sum(k.n_written)::bigint AS records
	FROM run.chunk k WHERE k.run_id = $1 GROUP BY k.task_no
) c ON c.task_no = t.task_no
LEFT JOIN (
	SELECT f.task_no, count(*) AS files FROM run.artifact f WHERE f.run_id = $1 GROUP BY f.task_no
) a ON a.task_no = t.task_no
LEFT JOIN (
	SELECT o.task_no, count(*) AS quarantined,
		count(DISTINCT o.key) FILTER (WHERE w.key IS NULL AND $2::bigint IN (0, o.key)) AS open
	FROM run.quarantine o
	LEFT JOIN run.waiver w ON w.run_id = o.run_id AND w.task_no = o.task_no AND w.key = o.key
	WHERE o.run_id = $1 GROUP BY o.task_no
) q ON q.task_no = t.task_no
LEFT JOIN (
	SELECT x.task_no, count(*) AS held FROM run.hold_hit x WHERE x.run_id = $1 GROUP BY x.task_no
) h ON h.task_no = t.task_no
WHERE t.run_id = $1
ORDER BY t.task_no

-- name: rerun_undo :one run_id task_nos
-- Locks the run's row and the tasks' chunks (a helper's lease is waited for).  task_nos: '{1,2}'.  Again it
-- finds nothing to undo.
SELECT run.undo($1, $2::int[])

-- name: rerun_retry :one run_id task_no key as_of
-- Locks as rerun_undo.  key NULL: all that are quarantined and not waived.  Again it finds none.
SELECT run.retry($1, $2, $3, $4)

-- name: rerun_recut_like :one run_id task_no like_task_no
-- Locks rows of run.recut.  Again it writes the same.
SELECT run.recut_like($1, $2, $3)

-- name: rerun_split :one run_id task_no
-- In the transaction that plans the task's chunks: locks its own new rows.  Says how many chunks there are.
SELECT run.split_recut($1, $2)

-- name: rerun_cut :one run_id household_id
-- The instant as of which the run did a household.  No lock; index recut_pkey.
SELECT coalesce(
	(SELECT k.as_of FROM run.household_cut k WHERE k.run_id = $1 AND k.household_id = $2),
	(SELECT r.as_of FROM run.run r WHERE r.run_id = $1))::text
