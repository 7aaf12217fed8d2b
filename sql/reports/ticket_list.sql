-- 交付一覧: what a run issued, replaced, took back and did not do after all.  All statements only read: no locks beyond
-- those of SELECT, harmless to run again; the register is read as it was when the run issued, whatever others did since.
-- Results are read through the run's partition (pruned by run_id = $1), the register by claim_ticket_run_id_household_id_line_no_key
-- and its primary key.  Targets, head, caseworkers and holds are those of ticket_check.sql.

-- name: ticket_list_balance :one run_id key_lo key_hi task_no
-- Households with tickets, and what they pay on what was issued or replaced, but for what was set aside.
SELECT count(DISTINCT t.household_id) AS records,
	coalesce(sum(t.own_payment_yen) FILTER (WHERE t.action IN (1, 2) AND x.refusal IS NULL), 0)::bigint AS yen
FROM result.ticket t
LEFT JOIN result.ticket_refusal x ON x.run_id = $1 AND x.household_id = t.household_id AND x.line_no = t.line_no
WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine q WHERE q.run_id = $1 AND q.task_no = $4 AND q.key = t.household_id);

-- name: ticket_list_counts :copy_out run_id lo hi
-- As ticket_check_counts, of what was done; what was refused stands under its refusal instead.
SELECT t.type, t.service, t.action, t.hold, t.cause, coalesce(x.refusal, 0)::smallint, count(*),
	coalesce(sum(t.own_payment_yen) FILTER (WHERE t.action IN (1, 2) AND x.refusal IS NULL), 0)::bigint
FROM result.ticket t
LEFT JOIN result.ticket_refusal x ON x.run_id = $1 AND x.household_id = t.household_id AND x.line_no = t.line_no
WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
GROUP BY t.type, t.service, t.action, t.hold, t.cause, x.refusal
ORDER BY t.type, t.service, t.action, t.hold, t.cause, x.refusal;

-- name: ticket_list_page :copy_out run_id hi key as_of
-- As ticket_check_page, with the numbers that the tickets got, and the refusal of those that got none.  No name either of
-- a person whose tickets leave in-house.
SELECT t.household_id, t.person_no, t.line_no, p.name, t.caseworker_no, t.month_on, t.action, t.hold, t.cause, t.type,
	t.service, t.institution_code, t.institution_name, t.from_on, t.until_on, t.combined, t.own_payment_yen,
	concat_ws('、', nullif(t.remark_1, ''), nullif(t.remark_2, ''), nullif(t.remark_3, '')), t.reason,
	t.before_issue_no, t.before_revision, b.from_on, b.until_on, b.combined, b.own_payment_yen,
	c.issue_no, c.revision, c.recipient_no, x.refusal, t.elderly, g.national
FROM (
	SELECT DISTINCT n.household_id FROM (
		SELECT t.household_id FROM result.ticket t
		WHERE t.run_id = $1 AND t.household_id >= $3 AND t.household_id < $2
		ORDER BY t.household_id, t.line_no LIMIT 2000) n
) h
JOIN result.ticket t ON t.run_id = $1 AND t.household_id = h.household_id AND t.household_id >= $3
LEFT JOIN LATERAL (
	SELECT c.issue_no, c.revision, c.recipient_no, c.route FROM result.claim_ticket c
	WHERE c.run_id = $1 AND c.household_id = t.household_id AND c.line_no = t.line_no LIMIT 1
) c ON true
LEFT JOIN LATERAL (
	SELECT b.from_on, b.until_on, b.combined, b.own_payment_yen, b.route FROM result.claim_ticket b
	WHERE b.office_id = (t.household_id / 100000000)::int AND b.month_on = t.month_on AND b.issue_no = t.before_issue_no
		AND b.revision = t.before_revision LIMIT 1
) b ON true
LEFT JOIN LATERAL (
	SELECT x.refusal FROM result.ticket_refusal x
	WHERE x.run_id = $1 AND x.household_id = t.household_id AND x.line_no = t.line_no LIMIT 1
) x ON true
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = t.household_id
LEFT JOIN LATERAL fact.name_on_lists(t.household_id, t.person_no, coalesce(k.as_of, $4)) p
	ON coalesce(c.route, b.route, 1) = 1
CROSS JOIN LATERAL (SELECT t.type <> 3 AND EXISTS (
	SELECT FROM fact.coverage_known(t.household_id, t.household_id + 1, coalesce(k.as_of, $4)) n
	WHERE n.person_no = t.person_no AND n.kind = 6 AND n.from_on <= t.until_on AND n.to_on > t.from_on) AS national) g
ORDER BY t.household_id, t.line_no;

-- name: ticket_list_unprinted :copy_out run_id lo hi key as_of
-- A page of tickets that were issued and could not be printed, from the household `key` on, those of a household together:
-- whom and what they are about as in ticket_list_page, the number, and why.  Nothing of whom a ticket is withheld from the
-- contractor.
SELECT t.household_id, t.person_no, u.line_no, p.name, t.caseworker_no, t.month_on, t.action, t.hold, t.cause, t.type,
	t.service, t.institution_code, t.institution_name, u.issue_no, u.revision, u.hold,
	substr(u.reason, strpos(u.reason, '：') + 1)
FROM (
	SELECT x.* FROM result.ticket_unprinted($1, greatest($2::bigint, $4::bigint), $3) x
	ORDER BY x.household_id FETCH FIRST 1000 ROWS WITH TIES
) u
JOIN result.ticket t ON t.run_id = $1 AND t.household_id = u.household_id AND t.line_no = u.line_no
JOIN result.claim_ticket c ON c.office_id = (u.household_id / 100000000)::int AND c.month_on = u.month_on
	AND c.issue_no = u.issue_no AND c.revision = u.revision
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = t.household_id
LEFT JOIN LATERAL fact.name_on_lists(t.household_id, t.person_no, coalesce(k.as_of, $5)) p
	ON c.route = 1 AND u.hold <> 'route'
ORDER BY t.household_id, u.month_on, u.issue_no;

-- name: ticket_list_checks :copy_out run_id lo hi
-- One row, of the months of the run's tickets in the office, as it was when it had issued: numbers that are missing,
-- tickets that are out and what they say of own payments; what was decided, and reckoned as printed; and tickets that could
-- not be printed.
WITH instant AS MATERIALIZED (
	SELECT i.recorded_at FROM result.claim_ticket_run i WHERE i.run_id = $1
), month AS MATERIALIZED (
	SELECT DISTINCT t.month_on FROM result.ticket t WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
)
SELECT coalesce(sum(n.last_no - n.numbers), 0)::bigint, coalesce(sum(n.out), 0)::bigint, coalesce(sum(n.yen), 0)::bigint,
	coalesce(sum(p.decided), 0)::bigint, coalesce(sum(p.printed), 0)::bigint,
	(SELECT count(*) FROM result.ticket_unprinted($1, $2, $3))
FROM month m
CROSS JOIN instant i
CROSS JOIN LATERAL (
	SELECT coalesce(max(c.issue_no), 0)::bigint AS last_no, count(DISTINCT c.issue_no) AS numbers,
		count(*) FILTER (WHERE c.cancelled_at > i.recorded_at) AS out,
		sum(c.own_payment_yen) FILTER (WHERE c.cancelled_at > i.recorded_at) AS yen
	FROM result.claim_ticket c
	WHERE c.office_id = ($2 / 100000000)::int AND c.month_on = m.month_on AND c.recorded_at <= i.recorded_at
) n
CROSS JOIN LATERAL (
	SELECT sum(o.decided_yen) AS decided, sum(o.printed_yen) AS printed
	FROM result.claim_own_payment o
	WHERE o.household_id >= $2 AND o.household_id < $3 AND o.month_on = m.month_on AND o.recorded_at <= i.recorded_at
		AND o.superseded_at > i.recorded_at
) p;

-- name: ticket_list_payments :copy_out run_id lo hi key
-- A page of own payments as they were reckoned when the run issued, of the months of its tickets in the office, from the
-- household `key` on.  Index: claim_own_payment_pkey.
WITH instant AS MATERIALIZED (
	SELECT i.recorded_at FROM result.claim_ticket_run i WHERE i.run_id = $1
), month AS MATERIALIZED (
	SELECT DISTINCT t.month_on FROM result.ticket t WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
), household AS MATERIALIZED (
	SELECT DISTINCT o.household_id
	FROM instant i
	JOIN result.claim_own_payment o ON o.household_id >= $4 AND o.household_id < $3 AND o.recorded_at <= i.recorded_at
		AND o.superseded_at > i.recorded_at AND o.month_on IN (SELECT m.month_on FROM month m)
	ORDER BY o.household_id LIMIT 1000
)
SELECT o.household_id, o.month_on, o.kind, o.decided_yen, o.printed_yen
FROM instant i
CROSS JOIN household h
JOIN result.claim_own_payment o ON o.household_id = h.household_id AND o.recorded_at <= i.recorded_at
	AND o.superseded_at > i.recorded_at AND o.month_on IN (SELECT m.month_on FROM month m)
ORDER BY o.household_id, o.month_on, o.kind;

-- name: ticket_list_institutions :copy_out run_id lo hi
-- Per month, institution and service of the run's months: tickets that were out when it had issued, persons, how many
-- of them 併用, and what households pay.  The name is that of the latest number.  Index: claim_ticket_pkey.
SELECT c.month_on, c.institution_code, (array_agg(c.institution_name ORDER BY c.issue_no DESC, c.revision DESC))[1], c.service,
	count(*), count(DISTINCT c.household_id * 100 + c.person_no), count(*) FILTER (WHERE c.combined),
	sum(c.own_payment_yen)::bigint
FROM (SELECT DISTINCT t.month_on FROM result.ticket t WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3) m
JOIN result.claim_ticket_run i ON i.run_id = $1
JOIN result.claim_ticket c ON c.office_id = ($2 / 100000000)::int AND c.month_on = m.month_on
	AND c.recorded_at <= i.recorded_at AND c.cancelled_at > i.recorded_at
GROUP BY c.month_on, c.institution_code, c.service
ORDER BY c.month_on, c.institution_code COLLATE "C", c.service;

-- name: ticket_list_numbers :copy_out run_id lo hi
-- Per month of the run: numbers and recipients' numbers that the office had given when it had issued, the first and the
-- last; tickets out, replaced and taken back.
SELECT m.month_on, min(c.issue_no), max(c.issue_no), count(DISTINCT c.issue_no), min(c.recipient_no), max(c.recipient_no),
	count(DISTINCT c.recipient_no), count(*) FILTER (WHERE c.cancelled_at > i.recorded_at),
	count(*) FILTER (WHERE c.cancelled_at <= i.recorded_at AND c.cancel_cause <> 6),
	count(*) FILTER (WHERE c.cancelled_at <= i.recorded_at AND c.cancel_cause = 6)
FROM (SELECT DISTINCT t.month_on FROM result.ticket t WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3) m
JOIN result.claim_ticket_run i ON i.run_id = $1
JOIN result.claim_ticket c ON c.office_id = ($2 / 100000000)::int AND c.month_on = m.month_on AND c.recorded_at <= i.recorded_at
GROUP BY m.month_on
ORDER BY m.month_on;
