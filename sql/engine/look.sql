-- What `history`, `compare`, `why` and `logs` read of the ledger.  Read-only: no lock but the usual one
-- against DROP, and running any of them again changes nothing.  Runner and approver may both ask.
-- Instants are texts in the time of Japan, as people read them; only log lines have them in UTC, with a Z.

-- name: history_runs :many office_id how_many
-- Runs by month, the latest first; office_id -1: of all offices.  Sequential over run.run, which holds a row
-- per run; for those shown task_pkey, quarantine_pkey, waiver_pkey, attempt_pkey; set aside as in status_runs.  Records and yen are those of the task that
-- read most; the time is that of its attempts, without the days it waited at a gate.
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision,
	to_char(r.created_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS created,
	coalesce(a.milliseconds, (extract(epoch FROM r.ended_at - r.created_at) * 1000)::bigint, 0) AS milliseconds,
	coalesce(t.n_read, 0) AS n_read, coalesce(t.yen, 0) AS yen, q.quarantined,
	coalesce(a.attempts, 0) AS attempts, r.total
FROM (
	SELECT r.*, count(*) OVER () AS total FROM run.run r WHERE $1 < 0 OR r.office_id = $1
	ORDER BY r.month_on DESC, r.run_id DESC LIMIT $2
) r
LEFT JOIN LATERAL (
	SELECT t.n_read, t.yen FROM run.task t WHERE t.run_id = r.run_id ORDER BY t.n_read DESC, t.task_no LIMIT 1
) t ON true
CROSS JOIN LATERAL (
	SELECT CASE WHEN r.execution = 'done'
		THEN (SELECT coalesce(sum(k.n_quarantined), 0)::bigint FROM run.task k WHERE k.run_id = r.run_id)
		ELSE (SELECT count(DISTINCT (o.task_no, o.key)) FROM run.quarantine o WHERE o.run_id = r.run_id) END
		- (SELECT count(*) FROM run.waiver w WHERE w.run_id = r.run_id AND EXISTS (SELECT FROM run.quarantine o
			WHERE o.run_id = w.run_id AND o.task_no = w.task_no AND o.key = w.key)) AS quarantined
) q
LEFT JOIN LATERAL (
	SELECT count(*) AS attempts, (extract(epoch FROM sum(a.ended_at - a.began_at)) * 1000)::bigint AS milliseconds
	FROM run.attempt a WHERE a.run_id = r.run_id
) a ON true
ORDER BY r.month_on DESC, r.run_id DESC

-- name: history_attempts :many run_id
-- Every runner process that took the run.  Index: attempt_pkey.
SELECT a.attempt_no, a.runner, a.started_by, to_char(a.began_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS began,
	to_char(a.ended_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS ended, a.execution, a.exit_code, a.message_id,
	(extract(epoch FROM a.ended_at - a.began_at) * 1000)::bigint AS milliseconds,
	(extract(epoch FROM a.began_at) * 1000)::bigint AS began_ms, (extract(epoch FROM a.ended_at) * 1000)::bigint AS ended_ms
FROM run.attempt a WHERE a.run_id = $1 ORDER BY a.attempt_no

-- name: history_incidents :many run_id
-- What was mended without a person, by task and kind.  Index: incident_run.
SELECT coalesce(t.name, '') AS task, i.kind, count(*) AS times,
	to_char(min(i.at) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS first_at,
	to_char(max(i.at) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS last_at,
	(array_agg(i.detail ORDER BY i.incident_id DESC))[1] AS detail
FROM run.incident i
LEFT JOIN run.task t ON t.run_id = i.run_id AND t.task_no = i.task_no
WHERE i.run_id = $1
GROUP BY t.task_no, t.name, i.kind
ORDER BY min(i.incident_id)

-- name: history_actions :many run_id
-- What persons did, in order.  Index: action_run.
SELECT a.command, a.reason, a.acted_by, to_char(a.acted_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS at
FROM run.action a WHERE a.run_id = $1
ORDER BY a.action_id

-- name: history_approvals :many run_id
-- Who approved which digest.  Index: approval_pkey.
SELECT a.step, a.approved_by, to_char(a.approved_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS at,
	encode(a.digest, 'hex') AS digest
FROM run.approval a WHERE a.run_id = $1
ORDER BY a.step

-- name: history_agreed :many run_id
-- What two persons decided about tasks.  Sequential over run.proposal: a row per such decision.
SELECT coalesce(t.name, '') AS task, o.command, o.reason, o.proposed_by, o.agreed_by,
	to_char(o.agreed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS at
FROM run.proposal o
LEFT JOIN run.task t ON t.run_id = o.run_id AND t.task_no = o.task_no
WHERE o.run_id = $1 AND o.agreed_by IS NOT NULL
ORDER BY o.proposal_id

-- name: history_decided :one run_id other_run_id
-- Households that both runs decided (what was not computable has no total): how many, with the same total, with another; and the sums.  No names.
-- Index: the unique ones of the runs' partitions; where a run has none its partition is empty.
SELECT count(*) AS in_both, count(*) FILTER (WHERE a.payable_total = b.payable_total) AS equal,
	count(*) FILTER (WHERE a.payable_total <> b.payable_total) AS different,
	coalesce(sum(a.payable_total), 0)::bigint AS yen_a, coalesce(sum(b.payable_total), 0)::bigint AS yen_b
FROM result.decision a
JOIN result.decision b ON b.run_id = $2 AND b.household_id = a.household_id AND b.status = 1
WHERE a.run_id = $1 AND a.status = 1

-- name: why_resources :many run_id
-- Named resources and who uses each now, but for this run.  Sequential over run.resource_use: a row per name.
SELECT u.name, u.run_id, coalesce(t.name, '') AS task, to_char(u.since AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS since
FROM run.resource_use u
LEFT JOIN run.task t ON t.run_id = u.run_id AND t.task_no = u.task_no
WHERE u.run_id <> $1
ORDER BY u.name

-- name: why_holds :many run_id task shown
-- What was held, by task (empty: of all) and hold: how many records, and the first few of them with their reasons.
-- Index: hold_hit_pkey.
SELECT t.name, h.hold, h.records, h.key, h.reason
FROM (
	SELECT x.task_no, x.hold, x.key, x.reason, count(*) OVER (PARTITION BY x.task_no, x.hold) AS records,
		row_number() OVER (PARTITION BY x.task_no, x.hold ORDER BY x.key) AS place
	FROM run.hold_hit x
	WHERE x.run_id = $1
) h
JOIN run.task t ON t.run_id = $1 AND t.task_no = h.task_no
WHERE h.place <= $3 AND (t.name = $2 OR $2 = '')
ORDER BY h.task_no, h.hold, h.key

-- name: logs_run :many run_id
-- Everything the ledger knows of a run in the order of time.  Index: the primary keys, incident_run.
-- One row: instant, level, event, task, chunk, and what belongs to the event.
SELECT to_char(x.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ts, x.level, x.event, t.name AS task, x.chunk_no, x.state, x.who,
	x.number, x.message_id, x.text
FROM (
	SELECT r.created_at AS at, 1 AS rank, 1::bigint AS seq, 1 AS level, 'run.planned' AS event, 0 AS task_no,
		NULL::int AS chunk_no, NULL AS state, r.started_by AS who, NULL::bigint AS number, NULL::int AS message_id,
		NULL AS text
	FROM run.run r WHERE r.run_id = $1
	UNION ALL
	SELECT a.began_at, 2, a.attempt_no, 1, 'run.start', 0, NULL, NULL, a.started_by || ' ' || a.runner, NULL, NULL, NULL
	FROM run.attempt a WHERE a.run_id = $1
	UNION ALL
	SELECT k.started_at, 3, k.task_no, 1, 'task.state', k.task_no, NULL, 'running', NULL, k.expected, NULL, NULL
	FROM run.task k WHERE k.run_id = $1 AND k.started_at IS NOT NULL
	UNION ALL
	SELECT i.at, 4, i.incident_id, 2, i.kind, coalesce(i.task_no, 0), i.chunk_no, NULL, NULL, NULL, NULL, i.detail
	FROM run.incident i WHERE i.run_id = $1
	UNION ALL
	SELECT m.at, 5, 0, 2, 'alarm', m.task_no, NULL, m.kind, NULL, NULL, NULL, m.detail
	FROM run.alarm m WHERE m.run_id = $1
	UNION ALL
	SELECT k.ended_at, 6, k.task_no, CASE WHEN k.state IN ('failed', 'out_of_balance') THEN 3 ELSE 1 END, 'task.state',
		k.task_no, NULL, k.state, NULL, k.n_read, k.message_id, k.message
	FROM run.task k WHERE k.run_id = $1 AND k.ended_at IS NOT NULL AND k.state <> 'running'
	UNION ALL
	SELECT c.acted_at, 8, c.action_id, 1, 'action', 0, NULL, c.command, c.acted_by, NULL, NULL, c.reason
	FROM run.action c WHERE c.run_id = $1
	UNION ALL
	SELECT v.approved_at, 11, v.step, 1, 'approved', 0, NULL, NULL, v.approved_by, v.step, NULL, encode(v.digest, 'hex')
	FROM run.approval v WHERE v.run_id = $1
	UNION ALL
	SELECT a.ended_at, 13, a.attempt_no, CASE WHEN a.exit_code >= 8 THEN 3 WHEN a.exit_code > 2 THEN 2 ELSE 1 END,
		'run.end', 0, NULL, a.execution, a.runner, a.exit_code, a.message_id, NULL
	FROM run.attempt a WHERE a.run_id = $1 AND a.ended_at IS NOT NULL
) x
LEFT JOIN run.task t ON t.run_id = $1 AND t.task_no = x.task_no
ORDER BY x.at, x.rank, x.seq
