-- What the scheduler does to tasks, and what it looks at while they run.  Always under the runner's lock, so
-- that nobody else writes these rows; doing a statement again writes the same.

-- name: partition_make :exec parent run_id
-- Again it finds the partition.
SELECT run.make_partition($1, $2)

-- name: partition_analyze :exec parent run_id
-- In the transaction that filled it; again it samples again.
SELECT run.analyze_partition($1, $2)

-- name: task_begin :exec run_id task_no chunks expected
UPDATE run.task SET state = 'running', chunks = $3, expected = $4, started_at = clock_timestamp(), ended_at = NULL,
	message_id = NULL, message = NULL, detail = NULL, remedy = NULL, waiting_for = NULL
WHERE run_id = $1 AND task_no = $2

-- name: tasks_begin_single :exec run_id task_nos
-- Many tasks of one chunk at once.  Index: task_pkey, once for each.
WITH begun AS (
	UPDATE run.task t SET state = 'running', chunks = 1, expected = 1, started_at = clock_timestamp(), ended_at = NULL,
		message_id = NULL, message = NULL, detail = NULL, remedy = NULL, waiting_for = NULL
	FROM unnest($2::int[]) AS n (task_no)
	WHERE t.run_id = $1 AND t.task_no = n.task_no
	RETURNING t.run_id, t.task_no
)
INSERT INTO run.chunk (run_id, task_no, chunk_no, lo, hi, expected) SELECT run_id, task_no, 1, 0, 1, 1 FROM begun

-- name: task_again :exec run_id task_no
-- Going on with a task whose chunks are planned already.
UPDATE run.task SET state = 'running', ended_at = NULL, message_id = NULL, message = NULL, detail = NULL,
	remedy = NULL, waiting_for = NULL
WHERE run_id = $1 AND task_no = $2

-- name: task_state :exec run_id task_no state message_id message detail remedy
UPDATE run.task SET state = $3, ended_at = clock_timestamp(), message_id = $4, message = $5, detail = $6, remedy = $7,
	waiting_for = NULL
WHERE run_id = $1 AND task_no = $2

-- name: task_waits :exec run_id task_no waiting_for
-- A task that was at work already stays so: its chunks wait.
UPDATE run.task SET waiting_for = $3, state = CASE WHEN state = 'planned' THEN 'waiting' ELSE state END
WHERE run_id = $1 AND task_no = $2

-- name: run_waits :exec run_id waiting_for
-- While its runner polls; at the end run_end says it.
UPDATE run.run SET waiting_for = $2 WHERE run_id = $1 AND waiting_for IS DISTINCT FROM $2

-- name: tasks_pass :exec run_id task_nos
-- Milestones: nothing is to be done.  Index: task_pkey, once for each.
UPDATE run.task t SET state = 'done', started_at = clock_timestamp(), ended_at = clock_timestamp(), waiting_for = NULL
FROM unnest($2::int[]) AS n (task_no)
WHERE t.run_id = $1 AND t.task_no = n.task_no

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
	n_held = $6, n_quarantined = $7, n_warnings = $8, yen = $9, waiting_for = NULL
WHERE run_id = $1 AND task_no = $2

-- name: tasks_end_single :many run_id task_nos
-- Ends many tasks of one chunk at once: those whose chunk is done, balances and set nothing aside.  The
-- others stay as they are and are looked at one by one.  Index: task_pkey, chunk_pkey; the OFFSET keeps a
-- planner without statistics from reading every chunk of the run instead.
UPDATE run.task t SET state = 'done', ended_at = clock_timestamp(), n_read = c.n_read, n_written = c.n_written,
	n_unchanged = c.n_unchanged, n_held = c.n_held, n_quarantined = 0, n_warnings = c.n_warnings, yen = c.yen
FROM unnest($2::int[]) w(task_no)
CROSS JOIN LATERAL (
	SELECT c.* FROM run.chunk c
	WHERE c.run_id = $1 AND c.task_no = w.task_no AND c.chunk_no = 1 AND c.done AND c.n_quarantined = 0
		AND c.n_read = c.n_written + c.n_unchanged + c.n_held
	OFFSET 0
) c
WHERE t.run_id = $1 AND t.task_no = w.task_no AND t.chunks = 1
RETURNING t.task_no, t.n_read, t.n_written, t.n_unchanged, t.n_held, t.n_quarantined, t.n_warnings, t.yen

-- name: steer_listen :exec
-- Whoever steers the run says so on this channel.
LISTEN getsuji_run

-- name: steer_look :many run_id
-- What operators asked for: a row for each pause (task_no 0: the run), or one with a task_no of NULL.
-- Index: pause_pkey.  Reads only.
SELECT r.stop_asked, p.task_no
FROM run.run r
LEFT JOIN run.pause p ON p.run_id = r.run_id
WHERE r.run_id = $1

-- name: steer_stop_now :one run_id
-- Reads only.
SELECT r.stop_asked IS NOT DISTINCT FROM 'now' FROM run.run r WHERE r.run_id = $1

-- name: steer_break :exec run_id
-- Ends the sessions of the run's workers, also those of helping processes; their chunks are rolled back.
SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.usename = session_user
	AND a.application_name LIKE 'getsuji run ' || $1::int || ' %'

-- name: steer_end_session :exec backend_pid
-- A session of ours that the server still takes for alive; one that is gone already does no harm.
SELECT pg_terminate_backend($1)

-- name: limit_standing :one run_id task_no
-- How many records are set aside (task 0: all), and what their households were paid in the last confirmed
-- month; those that a person decided to leave out do not count.  Index: quarantine_pkey, claim_decision_pkey,
-- the key of each decision partition.
WITH aside AS (
	SELECT q.task_no, q.key FROM run.quarantine q
	WHERE q.run_id = $1 AND (q.task_no = $2 OR $2 = 0)
		AND NOT EXISTS (SELECT FROM run.waiver w WHERE w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key)
	GROUP BY q.task_no, q.key
)
SELECT (SELECT count(*) FROM aside) AS records, coalesce(sum(d.payable_total), 0)::bigint AS yen
FROM (SELECT DISTINCT a.key FROM aside a) k
CROSS JOIN LATERAL (
	SELECT c.run_id FROM result.claim_decision c WHERE c.household_id = k.key
	ORDER BY c.month_on DESC, c.edition DESC LIMIT 1
) last
JOIN result.decision d ON d.run_id = last.run_id AND d.household_id = k.key

-- name: limit_asides :many run_id
-- What the chunks of each task set aside so far.  Index: chunk_pkey.  Reads only.
SELECT c.task_no, sum(c.n_quarantined)::bigint FROM run.chunk c
WHERE c.run_id = $1 AND c.n_quarantined > 0 GROUP BY c.task_no

-- name: alarm_count :one run_id
-- Index: alarm_pkey.  Reads only.
SELECT count(*) FROM run.alarm a WHERE a.run_id = $1

-- name: alarm :opt run_id task_no kind detail
-- Once for a task and kind, with its event.  Index: alarm_pkey.
WITH raised AS (
	INSERT INTO run.alarm (run_id, task_no, kind, detail) VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING RETURNING run_id, task_no, kind
)
INSERT INTO run.outbox (run_id, event, payload)
SELECT a.run_id, 'run.alarm', jsonb_strip_nulls(jsonb_build_object('alarm', a.kind, 'task', t.name))
FROM raised a
LEFT JOIN run.task t ON t.run_id = a.run_id AND t.task_no = a.task_no
RETURNING event_id

-- name: alarm_before :opt run_id task
-- How many records the task of this name had when the run before of the same graph and office did it.
-- Index: run_graph_office_id_month_on_edition_key, task_run_id_name_key.
SELECT t.n_read
FROM run.run r
JOIN run.run b ON b.graph = r.graph AND b.office_id = r.office_id AND (b.month_on, b.edition) < (r.month_on, r.edition)
JOIN run.task t ON t.run_id = b.run_id AND t.name = $2 AND t.state = 'done'
WHERE r.run_id = $1
ORDER BY b.month_on DESC, b.edition DESC LIMIT 1

-- name: watchdog_stuck :many run_id seconds
-- Sessions of the run's workers that wait for their client in one transaction for longer than ten times the
-- slowest finished chunk of each task at work (a task without one: ten times `seconds`), and for `seconds`
-- at least.  The limit is looked up only where a session waits that long.
SELECT a.pid, a.application_name, a.waits
FROM (
	SELECT pid, application_name, extract(epoch FROM clock_timestamp() - xact_start)::bigint AS waits
	FROM pg_stat_activity
	WHERE datname = current_database() AND usename = session_user
		AND application_name LIKE 'getsuji run ' || $1::int || ' %'
		AND (state = 'idle in transaction' OR wait_event IN ('ClientRead', 'ClientWrite'))
		AND clock_timestamp() - xact_start > make_interval(secs => $2::int)
		AND clock_timestamp() - state_change > make_interval(secs => $2::int)
) a
WHERE a.waits > (
	SELECT coalesce(max(coalesce((SELECT 10 * extract(epoch FROM max(c.done_at - c.started_at)) FROM run.chunk c
		WHERE c.run_id = t.run_id AND c.task_no = t.task_no AND c.done), 10 * $2::int)), 0)
	FROM run.task t WHERE t.run_id = $1 AND t.state = 'running')

-- name: resource_lock :one name
-- The exclusive use of a named thing, by this session: only tried, never waited for, so nothing can deadlock.
SELECT pg_try_advisory_lock(73, hashtext($1))

-- name: resource_unlock :one name
SELECT pg_advisory_unlock(73, hashtext($1))

-- name: resource_used :exec name run_id task_no
-- Who uses it, under its lock; a row left by one that died is written over.
INSERT INTO run.resource_use (name, run_id, task_no) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET run_id = excluded.run_id, task_no = excluded.task_no, since = clock_timestamp()

-- name: resource_free :exec name run_id task_no
DELETE FROM run.resource_use WHERE name = $1 AND run_id = $2 AND task_no = $3

-- name: resource_forget :exec run_id
-- Under the runner's lock, before any task of the run uses one: what a runner that died left.
DELETE FROM run.resource_use WHERE run_id = $1

-- name: resource_user :opt name
-- Reads only.
SELECT u.run_id, coalesce(t.name, '?'), to_char(u.since AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS')
FROM run.resource_use u
LEFT JOIN run.task t ON t.run_id = u.run_id AND t.task_no = u.task_no
WHERE u.name = $1

-- name: change_accepted :one run_id difference
-- Whether a person accepted this very difference before.
SELECT EXISTS (SELECT FROM run.action a
	WHERE a.run_id = $1 AND a.command = 'accept-changes' AND right(a.reason, length($2)) = $2)

-- name: change_accept :exec run_id reason
-- Append-only; the trigger stamps who and when.
INSERT INTO run.action (run_id, command, reason) VALUES ($1, 'accept-changes', $2)

-- name: change_rates :one
-- The newest rate set.
SELECT max(s.rate_set_id) FROM rate.rate_set s
