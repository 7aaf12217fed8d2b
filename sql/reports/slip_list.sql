-- 納付書の一覧: what a run would do about slips (slip_check, before the gate), what it did (slip_list), what is left of the
-- claims, and which payments somebody must look at.  All statements only read: no locks beyond those of SELECT, harmless
-- to run again.  Results are read through the run's partition with its unique index; what came in is what was known at
-- the cut.  No names: a workbook is passed on.

-- name: slip_list_targets :many run_id
-- One chunk per office with slips, of its households.  Without slips there is no chunk and no file.
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, count(DISTINCT o.household_id) AS expected
FROM (SELECT s.household_id / 100000000 AS office_id, s.household_id FROM result.slip s WHERE s.run_id = $1) o
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: slip_list_balance :one run_id key_lo key_hi task_no
-- Households with slips, but for what was set aside.
SELECT count(DISTINCT s.household_id) AS records, 0::bigint AS yen
FROM result.slip s
WHERE s.run_id = $1 AND s.household_id >= $2 AND s.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine q WHERE q.run_id = $1 AND q.task_no = $4 AND q.key = s.household_id);

-- name: slip_list_head :copy_out lo as_of month_end_on
-- The office's name at the end of the month, the day of the cut in Japan; all that came in by then, and how much of it
-- belongs to no slip.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $3
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date, coalesce(sum(r.came_in_yen), 0)::bigint,
	coalesce(sum(r.came_in_yen) FILTER (WHERE c.slip_no IS NULL), 0)::bigint
FROM (SELECT) one
LEFT JOIN fact.receipts($2, ($1 / 100000000)::int, ($1 / 100000000)::int) r ON true
LEFT JOIN result.claim_slip c ON c.office_id = r.slip_office_id AND c.office_id = r.office_id
	AND c.reference_no = r.reference_no AND c.instalment_no = r.instalment_no AND c.slip_no = r.slip_no;

-- name: slip_list_counts :copy_out run_id lo hi
-- Slips by what is done about them; what was refused stands under its refusal instead.
SELECT s.action, s.hold, s.cause, coalesce(x.refusal, 0)::smallint, count(*), coalesce(sum(s.yen), 0)::bigint
FROM result.slip s
LEFT JOIN result.slip_refusal x ON x.run_id = s.run_id AND x.household_id = s.household_id AND x.line_no = s.line_no
WHERE s.run_id = $1 AND s.household_id >= $2 AND s.household_id < $3
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4;

-- name: slip_list_page :copy_out run_id hi key as_of month_on month_end_on
-- A page of households from `key` on, with their slips: of new ones the number that they got, why they did not, or why they
-- could not be printed; of others the number that they have.
SELECT s.household_id, s.caseworker_no, w.name, s.claim_no, s.article, s.instalment_no, s.instalments, s.part_no, s.parts,
	s.action, s.hold, s.cause, s.yen, s.due_on, s.pay_by_on, s.bank, s.reissue, s.paid, s.reason,
	coalesce(c.reference_no, k.reference_no), coalesce(c.slip_no, s.slip_no), x.refusal, p.reason
FROM (
	SELECT DISTINCT n.household_id FROM (
		SELECT t.household_id FROM result.slip t
		WHERE t.run_id = $1 AND t.household_id >= $3 AND t.household_id < $2
		ORDER BY t.household_id, t.line_no LIMIT 2000) n
) h
JOIN result.slip s ON s.run_id = $1 AND s.household_id = h.household_id AND s.household_id >= $3
LEFT JOIN result.claim_repayment k ON k.household_id = s.household_id AND k.claim_no = s.claim_no
LEFT JOIN result.claim_slip c ON c.run_id = $1 AND c.household_id = s.household_id AND c.line_no = s.line_no
LEFT JOIN result.slip_refusal x ON x.run_id = $1 AND x.household_id = s.household_id AND x.line_no = s.line_no
LEFT JOIN LATERAL (
	SELECT i.reason FROM run.task t JOIN run.hold_hit i ON i.run_id = t.run_id AND i.task_no = t.task_no
	WHERE t.run_id = $1 AND t.job = 'slip_form' AND i.key = c.document_no LIMIT 1
) p ON true
LEFT JOIN LATERAL (
	SELECT f.name FROM fact.caseworker f
	WHERE f.office_id = (s.household_id / 100000000)::int AND f.caseworker_no = s.caseworker_no
		AND f.recorded_at < $4 AND f.superseded_at >= $4 AND f.valid_from < $6 AND f.valid_to > $5
	ORDER BY f.valid_from DESC LIMIT 1
) w ON true
ORDER BY s.household_id, s.line_no;

-- name: slip_list_claims :copy_out hi key as_of month_end_on
-- A page of households from `key` on, with their claims that have begun or that somebody paid for: decided, came in
-- finally and by quick reports, and what open slips ask for (those of this run with them).
WITH claim AS MATERIALIZED (
	SELECT DISTINCT ON (c.household_id, c.claim_no) c.household_id, c.claim_no, c.article, c.decided_on, c.total_yen,
		c.ended
	FROM (
		SELECT r.household_id, r.claim_no, r.article, r.decided_on, r.total_yen, r.valid_to < $4 AS ended, 1 AS rank,
			r.valid_from AS day
		FROM fact.repayment r
		WHERE r.household_id >= $2 AND r.household_id < $1 AND r.recorded_at < $3 AND r.superseded_at >= $3
			AND r.valid_from < $4
		UNION ALL
		SELECT s.household_id, s.claim_no, s.article, s.decided_on, s.total_yen, true, 2, s.issued_on
		FROM result.claim_slip s
		WHERE s.household_id >= $2 AND s.household_id < $1
	) c
	ORDER BY c.household_id, c.claim_no, c.rank, c.day DESC
), page AS (
	SELECT DISTINCT n.household_id FROM (SELECT c.household_id FROM claim c ORDER BY 1 LIMIT 2000) n
), received AS MATERIALIZED (
	SELECT r.slip_office_id AS office_id, r.reference_no, r.instalment_no, r.slip_no,
		sum(r.came_in_yen) FILTER (WHERE r.report = 2) AS final_yen,
		sum(r.came_in_yen) FILTER (WHERE r.report = 1) AS quick_yen
	FROM fact.receipts($3, ($2 / 100000000)::int, (($1 - 1) / 100000000)::int) r
	WHERE r.slip_office_id = r.office_id AND r.came_in_yen > 0
	GROUP BY 1, 2, 3, 4
)
SELECT c.household_id, k.reference_no, c.claim_no, c.article, c.decided_on, c.total_yen, c.ended,
	coalesce(sum(p.final_yen), 0)::bigint, coalesce(sum(p.quick_yen), 0)::bigint,
	coalesce(sum(s.yen) FILTER (WHERE s.voided_at = 'infinity' AND p.office_id IS NULL), 0)::bigint
FROM page g
JOIN claim c ON c.household_id = g.household_id
LEFT JOIN result.claim_repayment k ON k.household_id = c.household_id AND k.claim_no = c.claim_no
LEFT JOIN result.claim_slip s ON s.office_id = k.office_id AND s.reference_no = k.reference_no
LEFT JOIN received p ON p.office_id = s.office_id AND p.reference_no = s.reference_no
	AND p.instalment_no = s.instalment_no AND p.slip_no = s.slip_no
GROUP BY c.household_id, k.reference_no, c.claim_no, c.article, c.decided_on, c.total_yen, c.ended
ORDER BY c.household_id, c.claim_no;

-- name: slip_list_receipts :copy_out lo as_of
-- Payments of the office that somebody must look at, one row for each reason: 1 no such slip, 2 the slip was paid with more
-- than once, 3 it had become void, 4 another amount than the slip's, 5 reports do not agree.
WITH receipt AS MATERIALIZED (
	SELECT r.*, c.slip_no IS NULL AS unknown, c.household_id, c.claim_no, c.yen, c.voided_at < 'infinity' AS void,
		count(*) FILTER (WHERE r.came_in_yen > 0) OVER (
			PARTITION BY c.office_id, c.reference_no, c.instalment_no, c.slip_no) AS times
	FROM fact.receipts($2, ($1 / 100000000)::int, ($1 / 100000000)::int) r
	LEFT JOIN result.claim_slip c ON c.office_id = r.slip_office_id AND c.office_id = r.office_id
		AND c.reference_no = r.reference_no AND c.instalment_no = r.instalment_no AND c.slip_no = r.slip_no
)
SELECT f.fault, r.receipt_no, r.report, r.paid_on, r.amount_yen, r.household_id, r.claim_no, r.slip_office_id,
	r.reference_no, r.instalment_no, r.slip_no, r.yen
FROM receipt r
CROSS JOIN LATERAL (VALUES (1::smallint, r.unknown AND r.came_in_yen > 0),
	(2, NOT r.unknown AND r.came_in_yen > 0 AND r.times > 1), (3, r.void AND r.came_in_yen > 0),
	(4, NOT r.unknown AND r.came_in_yen > 0 AND r.amount_yen <> r.yen), (5, r.disputed)) f(fault, found)
WHERE f.found
ORDER BY f.fault, r.paid_on, r.receipt_no;
