-- 交付予定の確認: what the approver reads before any ticket is issued.  All statements only read: no locks beyond those of
-- SELECT, harmless to run again.  Results are read through the run's partitions (pruned by run_id = $1) with their unique
-- indexes (household, line), facts and the register by their keys.

-- name: ticket_check_targets :many run_id
-- One chunk per office with a ticket that is wanted or out; none where there is nothing.  Counts households.
SELECT t.office_id * 100000000 AS lo, (t.office_id + 1) * 100000000 AS hi, t.n AS expected
FROM (
	SELECT t.household_id / 100000000 AS office_id, count(DISTINCT t.household_id) AS n
	FROM result.ticket t WHERE t.run_id = $1 GROUP BY 1
) t
ORDER BY t.office_id;

-- name: ticket_check_balance :one run_id key_lo key_hi task_no
-- Households with tickets, and what they pay on what will be issued or replaced, but for what was set aside.
SELECT count(DISTINCT t.household_id) AS records,
	coalesce(sum(t.own_payment_yen) FILTER (WHERE t.action IN (1, 2)), 0)::bigint AS yen
FROM result.ticket t
WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = t.household_id);

-- name: ticket_check_head :copy_out run_id lo as_of month_end_on
-- Always one row: the office's name at the end of the month, and the day of the cut in Japan.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($2 / 100000000)::int AND o.recorded_at < $3 AND o.superseded_at >= $3
			AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($3 AT TIME ZONE 'Asia/Tokyo')::date
WHERE $1 > 0;

-- name: ticket_check_counts :copy_out run_id lo hi
-- Tickets by type, service and what is to be done about them, and why; with what households pay on what will leave.
SELECT t.type, t.service, t.action, t.hold, t.cause, 0::smallint, count(*),
	coalesce(sum(t.own_payment_yen) FILTER (WHERE t.action IN (1, 2)), 0)::bigint
FROM result.ticket t
WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
GROUP BY t.type, t.service, t.action, t.hold, t.cause
ORDER BY t.type, t.service, t.action, t.hold, t.cause;

-- name: ticket_check_caseworkers :copy_out run_id lo hi as_of month_end_on
-- Per caseworker and what is to be done, and of holds per reason; last: is the caseworker in force?
SELECT g.caseworker_no, coalesce(w.name, ''), g.action, g.hold, g.n, coalesce(w.in_force, false)
FROM (
	SELECT t.caseworker_no, t.action, t.hold, count(*) AS n
	FROM result.ticket t
	WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
	GROUP BY t.caseworker_no, t.action, t.hold
) g
LEFT JOIN LATERAL fact.caseworker_named($4, ($2 / 100000000)::int, g.caseworker_no, $5) w ON true
ORDER BY g.caseworker_no, g.action, g.hold;

-- name: ticket_check_page :copy_out run_id hi key as_of
-- A page of rows, from the household `key` on, those of a household together, with the ticket that is out.  Joined by
-- lookups, also where nobody has gathered statistics of the run yet.  The first
-- character of the name; of somebody under 支援措置 none.  The last two: 後期高齢者医療 and 国民健康保険 beside the aid.
SELECT t.household_id, t.person_no, t.line_no, p.name, t.caseworker_no, t.month_on, t.action, t.hold, t.cause, t.type,
	t.service, t.institution_code, t.institution_name, t.from_on, t.until_on, t.combined, t.own_payment_yen,
	concat_ws('、', nullif(t.remark_1, ''), nullif(t.remark_2, ''), nullif(t.remark_3, '')), t.reason,
	t.before_issue_no, t.before_revision, b.from_on, b.until_on, b.combined, b.own_payment_yen,
	NULL::int, NULL::smallint, NULL::text, NULL::smallint, t.elderly, g.national
FROM (
	SELECT DISTINCT n.household_id FROM (
		SELECT t.household_id FROM result.ticket t
		WHERE t.run_id = $1 AND t.household_id >= $3 AND t.household_id < $2
		ORDER BY t.household_id, t.line_no LIMIT 2000) n
) h
JOIN result.ticket t ON t.run_id = $1 AND t.household_id = h.household_id AND t.household_id >= $3
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = t.household_id
LEFT JOIN LATERAL (
	SELECT b.from_on, b.until_on, b.combined, b.own_payment_yen, b.route FROM result.claim_ticket b
	WHERE b.office_id = (t.household_id / 100000000)::int AND b.month_on = t.month_on AND b.issue_no = t.before_issue_no
		AND b.revision = t.before_revision LIMIT 1
) b ON true
LEFT JOIN LATERAL fact.name_on_lists(t.household_id, t.person_no, coalesce(k.as_of, $4)) p ON true
CROSS JOIN LATERAL (SELECT t.type <> 3 AND EXISTS (
	SELECT FROM fact.coverage_known(t.household_id, t.household_id + 1, coalesce(k.as_of, $4)) n
	WHERE n.person_no = t.person_no AND n.kind = 6 AND n.from_on <= t.until_on AND n.to_on > t.from_on) AS national) g
ORDER BY t.household_id, t.line_no;

-- name: ticket_check_holds :copy_out run_id lo hi key as_of
-- A page of what is held, what is to be done first at the top: what holds many at once, what an answer is needed for, what
-- is to be mended in a record, what ends by itself.  `key` is this place (1 … 8), then caseworker, case and line.  Whom and
-- what it is about as above.
SELECT t.household_id, t.person_no, t.line_no, p.name, t.caseworker_no, t.month_on, t.action, t.hold, t.cause, t.type,
	t.service, t.institution_code, t.institution_name, t.reason, t.before_issue_no, t.sort_key
FROM (
	SELECT s.sort_key, t.*
	FROM result.ticket t
	CROSS JOIN LATERAL (SELECT CASE WHEN t.hold IN (5, 15) THEN 1 WHEN t.hold IN (11, 12) THEN 2 WHEN t.hold IN (10, 14) THEN 3
			WHEN t.hold IN (6, 7, 8, 9) THEN 4 WHEN t.hold = 16 THEN 5 WHEN t.hold = 4 THEN 6 WHEN t.hold = 13 THEN 7
			ELSE 8 END * 1000000000000000000 + t.caseworker_no * 10000000000000 + t.household_id % 100000000 * 100000
			+ t.line_no AS sort_key) s
	WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3 AND t.action = 9 AND s.sort_key >= $4
	ORDER BY s.sort_key LIMIT 2000
) t
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = t.household_id
LEFT JOIN LATERAL fact.name_on_lists(t.household_id, t.person_no, coalesce(k.as_of, $5)) p ON true
ORDER BY t.sort_key;

-- name: ticket_check_payments :copy_out run_id hi key
-- A page of own payments, from the household `key` on: what is decided, and what tickets will say that are out then.
SELECT h.household_id, o.month_on, o.kind, o.decided_yen, coalesce((
	SELECT sum(CASE WHEN t.action = 9 THEN b.own_payment_yen ELSE t.own_payment_yen END)
	FROM result.ticket t
	LEFT JOIN LATERAL (
		SELECT b.own_payment_yen FROM result.claim_ticket b
		WHERE b.office_id = (t.household_id / 100000000)::int AND b.month_on = t.month_on AND b.issue_no = t.before_issue_no
			AND b.revision = t.before_revision LIMIT 1
	) b ON true
	WHERE t.run_id = $1 AND t.household_id = h.household_id AND t.month_on = o.month_on AND t.action <> 3
		AND CASE t.type WHEN 3 THEN 1 ELSE 2 END = o.kind), 0)::bigint
FROM (
	SELECT DISTINCT o.household_id FROM result.own_payment o
	WHERE o.run_id = $1 AND o.household_id >= $3 AND o.household_id < $2
	ORDER BY o.household_id LIMIT 1000
) h
JOIN result.own_payment o ON o.run_id = $1 AND o.household_id = h.household_id
ORDER BY h.household_id, o.kind;
