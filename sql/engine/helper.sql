-- What a helper (getsuji worker) asks of the ledger while it waits for work.  Reads only.

-- name: helper_run :opt run_id
-- Whether the run is at work, and where its files go on the last runner's host.  Index: run_pkey.
SELECT r.execution, coalesce(r.stop_asked, '') AS stop_asked, r.artifact_dir,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive,
	coalesce(r.runner, '?') AS runner
FROM run.run r WHERE r.run_id = $1

-- name: helper_tasks :many run_id
-- Tasks with chunks that are not done, whether they may be entered, and the run's cut, which stays once there is one.
-- Index: task_pkey, chunk_ready, pause_pkey, run_pkey.
SELECT t.task_no, c.left_over,
	EXISTS (SELECT FROM run.pause p WHERE p.run_id = $1 AND p.task_no IN (0, t.task_no)) AS paused, r.as_of::text
FROM run.task t
JOIN run.run r ON r.run_id = t.run_id
CROSS JOIN LATERAL (
	SELECT count(*) AS left_over FROM run.chunk c WHERE c.run_id = $1 AND c.task_no = t.task_no AND NOT c.done) c
WHERE t.run_id = $1 AND t.state = 'running' AND c.left_over > 0
ORDER BY t.task_no
