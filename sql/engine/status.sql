-- What `status`, `why`, `explain` and `notice` read of the ledger.  Read-only: no lock but the usual one
-- against DROP, and running any of them again changes nothing.  Runner and approver may both ask.
-- Instants are texts in the time of Japan, as people read them.

-- name: status_runs :many how_many
-- The latest runs.  Index: run_pkey; task_pkey, pause_pkey, alarm_pkey, waiver_pkey and quarantine_pkey for the
-- runs shown.  What is set aside and not left out by a person: of a run that is done as its tasks counted it, of
-- others record by record, since a task counts when it ends.
-- A runner is alive while its session holds the run's lock (72, run); the locks are read once.
WITH alive AS MATERIALIZED (
	SELECT l.objid::bigint AS run_id FROM pg_locks l
	WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
)
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision,
	to_char(r.created_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS created,
	CASE WHEN r.execution = 'done'
		THEN (SELECT coalesce(sum(t.n_quarantined), 0)::bigint FROM run.task t WHERE t.run_id = r.run_id)
		ELSE (SELECT count(DISTINCT (q.task_no, q.key)) FROM run.quarantine q WHERE q.run_id = r.run_id) END
		- (SELECT count(*) FROM run.waiver w WHERE w.run_id = r.run_id AND EXISTS (SELECT FROM run.quarantine q
			WHERE q.run_id = w.run_id AND q.task_no = w.task_no AND q.key = w.key)) AS quarantined,
	r.run_id IN (SELECT a.run_id FROM alive a) AS alive,
	EXISTS (SELECT FROM run.pause p WHERE p.run_id = r.run_id AND p.task_no = 0) AS paused,
	(SELECT count(*) FROM run.alarm a WHERE a.run_id = r.run_id) AS alarms
FROM run.run r
ORDER BY r.run_id DESC
LIMIT $1

-- name: status_unsent :many
-- Bank files that count and have not left, and whose pay day is at most three days ahead, or over: run, office, pay day,
-- whether it is over, today in Japan, and the run whose reversal is asked for and keeps it from leaving (0: none).
-- Index: claim_bank_file_pkey, bank_send_pkey, run_pkey; one row per office and run.
SELECT f.run_id, f.office_id, f.pay_on, f.pay_on < t.today AS late,
	coalesce(run.waiting_reversal(f.run_id, f.office_id, NULL), 0) AS reversal
FROM (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today) t
JOIN result.claim_bank_file f ON f.pay_on <= t.today + 3 AND f.revoked_at = 'infinity'
JOIN run.run r ON r.run_id = f.run_id AND r.decision = 'confirmed'
WHERE NOT EXISTS (SELECT FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id)
ORDER BY f.pay_on, f.run_id, f.office_id

-- name: status_run :opt run_id
-- One run, its approval, its last attempt, and whether a runner holds its lock; what it made that has yet to leave: bank
-- files (too late: the pay day is over), mail for the contractor without a package (1) or not accounted for (2); the last
-- edition of its month, and the run that took its place after it was refused or taken back; the run whose reversal is asked
-- for and stops what leaves of this one (0: none).
-- Index: run_pkey, run_key, approval_pkey, attempt_pkey, waiver_pkey, claim_bank_file_pkey, bank_send_pkey,
-- claim_mail_piece_pkey, mail_package_pkey, mail_closing_pkey, reversal_pkey.
SELECT r.run_id, r.graph, r.office_id, r.month_on, r.edition, r.execution, r.decision,
	encode(r.results_digest, 'hex') AS digest, encode(r.graph_sha256, 'hex') AS graph_digest, r.started_by,
	to_char(r.created_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS created,
	to_char(r.ended_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS ended,
	to_char(r.as_of AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS cut,
	r.message_id, r.message, r.runner, to_char(r.runner_since AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS since,
	(SELECT string_agg(a.approved_by || ' ' || to_char(a.approved_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), ', ' ORDER BY a.step)
		FROM run.approval a WHERE a.run_id = r.run_id) AS approved,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive,
	extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - r.created_at)::bigint AS seconds,
	session_user AS login,
	EXISTS (SELECT FROM run.run n WHERE n.graph = r.graph AND n.office_id = r.office_id
		AND n.month_on = (r.month_on + interval '1 month')::date) AS next_exists,
	r.graph_text, r.exit_code, r.detail, r.remedy, r.waiting_for, r.stop_asked,
	(SELECT count(*) FROM run.waiver w WHERE w.run_id = r.run_id AND EXISTS (SELECT FROM run.quarantine q
		WHERE q.run_id = w.run_id AND q.task_no = w.task_no AND q.key = w.key)) AS waived,
	(SELECT count(*) FROM pg_stat_activity s WHERE s.datname = current_database()
		AND starts_with(s.application_name, 'getsuji run ' || r.run_id || ' ')) AS workers,
	l.attempt_no, to_char(l.ended_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS last_ended, l.exit_code AS last_exit_code,
	(extract(epoch FROM r.created_at) * 1000)::bigint AS created_ms,
	(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms,
	r.rate_set_id, r.artifact_dir, coalesce(b.unsent, 0), coalesce(b.late, 0),
	CASE WHEN NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = r.run_id AND p.route = 1) THEN 0
		WHEN NOT EXISTS (SELECT FROM run.mail_package k WHERE k.run_id = r.run_id) THEN 1
		WHEN NOT EXISTS (SELECT FROM run.mail_closing l WHERE l.run_id = r.run_id AND l.reopened_at = 'infinity') THEN 2
		ELSE 0 END AS mail,
	n.last_edition, coalesce(n.successor, 0), coalesce(run.waiting_reversal(r.run_id, 0, NULL), 0) AS reversal
FROM run.run r
LEFT JOIN LATERAL (SELECT count(*) AS unsent,
		count(*) FILTER (WHERE f.pay_on < (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) AS late
	FROM result.claim_bank_file f
	WHERE f.run_id = r.run_id AND f.revoked_at = 'infinity'
		AND NOT EXISTS (SELECT FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id)) b ON true
CROSS JOIN LATERAL (SELECT max(o.edition) AS last_edition,
		max(o.run_id) FILTER (WHERE o.edition > r.edition AND o.decision NOT IN ('rejected', 'reversed')
			AND o.created_at > coalesce(x.reversed_at, '-infinity')) AS successor
	FROM (VALUES (1)) v
	LEFT JOIN run.reversal x ON x.run_id = r.run_id
	JOIN run.run o ON o.graph = r.graph AND o.office_id = r.office_id AND o.month_on = r.month_on) n
LEFT JOIN LATERAL (SELECT a.attempt_no, a.ended_at, a.exit_code FROM run.attempt a WHERE a.run_id = r.run_id
	ORDER BY a.attempt_no DESC LIMIT 1) l ON true
WHERE r.run_id = $1

-- name: status_tasks :many run_id
-- The tasks in order; the counts of one that is not done are those of its chunks so far.
-- Index: task_pkey, chunk_pkey, attempt_pkey.  worked_ms: the time at work in the run's attempts (see
-- forecast_history); NULL for a gate, which counts the time it waited, and for runs without attempts.
WITH attempt AS MATERIALIZED (
	SELECT b.began_at, b.ended_at, lead(b.began_at) OVER (ORDER BY b.attempt_no) AS next_at
	FROM run.attempt b WHERE b.run_id = $1
)
SELECT t.task_no, t.name, t.kind, t.job, t.state, t.chunks,
	CASE WHEN t.state = 'done' THEN t.chunks ELSE coalesce(c.done, 0) END AS chunks_done, t.expected,
	CASE WHEN t.state = 'done' THEN t.n_read ELSE coalesce(c.n_read, 0) END AS n_read,
	CASE WHEN t.state = 'done' THEN t.n_written ELSE coalesce(c.n_written, 0) END AS n_written,
	CASE WHEN t.state = 'done' THEN t.n_unchanged ELSE coalesce(c.n_unchanged, 0) END AS n_unchanged,
	CASE WHEN t.state = 'done' THEN t.n_held ELSE coalesce(c.n_held, 0) END AS n_held,
	CASE WHEN t.state = 'done' THEN t.n_quarantined ELSE coalesce(c.n_quarantined, 0) END AS n_quarantined,
	CASE WHEN t.state = 'done' THEN t.n_warnings ELSE coalesce(c.n_warnings, 0) END AS n_warnings,
	CASE WHEN t.state = 'done' THEN t.yen ELSE coalesce(c.yen, 0) END AS yen,
	(extract(epoch FROM t.started_at) * 1000)::bigint AS started_ms,
	(extract(epoch FROM t.ended_at) * 1000)::bigint AS ended_ms,
	t.message_id, t.message, t.detail, t.remedy, t.waiting_for,
	CASE WHEN t.kind <> 'gate' AND t.started_at IS NOT NULL AND EXISTS (SELECT FROM attempt) THEN (
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
	) END AS worked_ms
FROM run.task t
LEFT JOIN (
	SELECT k.task_no, count(*) AS done, sum(k.n_read)::bigint AS n_read, sum(k.n_written)::bigint AS n_written,
		sum(k.n_unchanged)::bigint AS n_unchanged, sum(k.n_held)::bigint AS n_held,
		sum(k.n_quarantined)::bigint AS n_quarantined, sum(k.n_warnings)::bigint AS n_warnings,
		sum(k.yen)::bigint AS yen
	FROM run.chunk k
	WHERE k.run_id = $1 AND k.done
		AND k.task_no IN (SELECT u.task_no FROM run.task u WHERE u.run_id = $1 AND u.state <> 'done')
	GROUP BY k.task_no
) c ON c.task_no = t.task_no
WHERE t.run_id = $1
ORDER BY t.task_no

-- name: status_notes :many run_id
-- What a person should know beside the states: pauses, alarms, what awaits a second person, and what was
-- mended by itself, counted by kind.  Index: pause_pkey, alarm_pkey, proposal_open, incident_run.
SELECT n.kind, coalesce(t.name, '') AS task, n.who, to_char(n.at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS at, n.what, n.what_kind,
	n.times
FROM (
	SELECT 1 AS rank, 'pause' AS kind, p.task_no, p.paused_by AS who, p.paused_at AS at, p.reason AS what,
		'' AS what_kind, 1::bigint AS times
	FROM run.pause p WHERE p.run_id = $1
	UNION ALL
	SELECT 2, 'alarm', a.task_no, '', a.at, a.detail, a.kind, 1 FROM run.alarm a WHERE a.run_id = $1
	UNION ALL
	SELECT 3, 'proposal', o.task_no, o.proposed_by, o.proposed_at, o.reason, o.command, 1
	FROM run.proposal o WHERE o.run_id = $1 AND o.agreed_by IS NULL AND o.withdrawn_at IS NULL
	UNION ALL
	SELECT 4, 'incident', 0, '', max(i.at), (array_agg(i.detail ORDER BY i.incident_id DESC))[1], i.kind, count(*)
	FROM run.incident i WHERE i.run_id = $1 GROUP BY i.kind
) n
LEFT JOIN run.task t ON t.run_id = $1 AND t.task_no = n.task_no
ORDER BY n.rank, n.at, n.task_no, n.what_kind

-- name: status_quarantine :many run_id
-- What was set aside, by task and rule; apart what a person decided to leave out.
-- Index: quarantine_pkey, waiver_pkey.
SELECT t.name, q.rule, q.message_id, count(*) AS records, min(q.key) AS first_key, min(q.reason) AS reason,
	w.key IS NOT NULL AS waived
FROM run.quarantine q
JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no
LEFT JOIN run.waiver w ON w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key
WHERE q.run_id = $1
GROUP BY t.task_no, t.name, q.rule, q.message_id, w.key IS NOT NULL
ORDER BY waived, t.task_no, q.rule, q.message_id

-- name: status_holds :many run_id
-- What was held, by task and name of the hold, with the reason of the first.  Index: hold_hit_pkey.
SELECT t.name, h.hold, count(*) AS records, min(h.key) AS first_key, (array_agg(h.reason ORDER BY h.key))[1] AS reason
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
-- Whether the run computed this household, or has somebody of it in its survey or inquiry, or anything to do with its
-- tickets, opinions, registration, payments or slips.  Index: the unique ones of the run's partitions.
SELECT EXISTS (SELECT FROM result.decision d WHERE d.run_id = $1 AND d.household_id = $2)
	OR EXISTS (SELECT FROM result.finding f WHERE f.run_id = $1 AND f.household_id = $2)
	OR EXISTS (SELECT FROM result.inquiry i WHERE i.run_id = $1 AND i.household_id = $2)
	OR EXISTS (SELECT FROM result.ticket t WHERE t.run_id = $1 AND t.household_id = $2)
	OR EXISTS (SELECT FROM result.own_payment p WHERE p.run_id = $1 AND p.household_id = $2)
	OR EXISTS (SELECT FROM result.opinion o WHERE o.run_id = $1 AND o.household_id = $2)
	OR EXISTS (SELECT FROM result.registration g WHERE g.run_id = $1 AND g.household_id = $2)
	OR EXISTS (SELECT FROM result.payment y WHERE y.run_id = $1 AND y.household_id = $2)
	OR EXISTS (SELECT FROM result.slip s WHERE s.run_id = $1 AND s.household_id = $2)

-- name: status_rivals :many run_id
-- Confirmed runs for the same office, month and edition.  Index: run_graph_office_id_month_on_edition_key.
SELECT o.run_id
FROM run.run r
JOIN run.run o ON o.office_id = r.office_id AND o.month_on = r.month_on AND o.edition = r.edition
	AND o.run_id <> r.run_id AND o.decision = 'confirmed'
WHERE r.run_id = $1
ORDER BY o.run_id

-- name: status_shares :one run_id other_run_id
-- Whether the other run's decisions in force are about households that this one decides too.  Index: the unique
-- ones of the runs' partitions, exclusion_pkey.
SELECT EXISTS (
	SELECT FROM result.decision d
	JOIN result.decision o ON o.run_id = $2 AND o.household_id = d.household_id AND o.status = 1
	WHERE d.run_id = $1 AND d.status = 1
		AND NOT EXISTS (SELECT FROM result.exclusion x WHERE x.run_id = $2 AND x.household_id = d.household_id)
		AND NOT EXISTS (SELECT FROM result.exclusion x WHERE x.run_id = $1 AND x.household_id = d.household_id))
