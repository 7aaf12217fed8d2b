-- 年金額改定: recognised pensions and what the answers say of them, as the office knew both at the cut.  All
-- statements only read and take no locks beyond SELECT's; by ranges of keys that begin with household_id, so
-- that doing a chunk again reads the same rows.  Kind 2 of fact.income is pension; subject 1 of a request too.

-- name: pension_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Households with a person of the survey: one who has a recognised pension and is on aid in the month, or was
-- asked about in the twelve months that end with it.  Every row of a person counts, as in jobs/pension_facts.c:
-- a name that was mended in the month does not end his time in the household.  Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (
		SELECT i.household_id
		FROM fact.income i
		WHERE i.household_id >= $1 AND i.household_id < $2 AND i.recorded_at < $3 AND i.superseded_at >= $3
			AND i.kind = 2 AND i.valid_from <= $4 AND i.valid_to > $4
			AND EXISTS (SELECT FROM fact.protection p
				JOIN fact.person m ON m.household_id = i.household_id AND m.person_no = i.person_no
					AND m.recorded_at < $3 AND m.superseded_at >= $3
				WHERE p.household_id = i.household_id AND p.recorded_at < $3 AND p.superseded_at >= $3
					AND greatest(p.valid_from, m.valid_from, $4) < least(p.valid_to, m.valid_to, $5))
		UNION
		SELECT q.household_id
		FROM result.claim_inquiry q
		WHERE q.household_id >= $1 AND q.household_id < $2 AND q.recorded_at < $3 AND q.withdrawn_at >= $3 AND q.subject = 1
			AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
			AND EXISTS (SELECT FROM fact.person m WHERE m.household_id = q.household_id AND m.person_no = q.person_no
				AND m.recorded_at < $3 AND m.superseded_at >= $3)
		ORDER BY household_id
	) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: pension_income :copy_out lo hi as_of month_end_on
-- All that was ever recognised until the month: since when is asked of late awards.
SELECT i.household_id, i.person_no, i.item_no, i.amount_yen, i.care_premium_yen, i.valid_from, i.valid_to
FROM fact.income i
WHERE i.household_id >= $1 AND i.household_id < $2 AND i.recorded_at < $3 AND i.superseded_at >= $3
	AND i.kind = 2 AND i.valid_from < $4
ORDER BY i.household_id, i.person_no, i.item_no, i.valid_from;

-- name: pension_link :copy_out lo hi as_of month_on
-- Which award each recognised income is, on the first of the month.
SELECT p.household_id, p.person_no, p.benefit, p.item_no, p.pension_code
FROM fact.pension p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from <= $4 AND p.valid_to > $4
ORDER BY p.household_id, p.person_no, p.benefit, p.item_no;

-- name: pension_award :copy_out lo hi as_of month_on
SELECT a.household_id, a.person_no, a.award_no, a.request_id, a.pension_code
FROM fact.answer_award a
JOIN result.claim_inquiry q ON q.request_id = a.request_id AND q.household_id >= $1 AND q.household_id < $2
	AND q.subject = 1 AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
WHERE a.household_id >= $1 AND a.household_id < $2 AND a.recorded_at < $3 AND a.superseded_at >= $3
ORDER BY a.household_id, a.person_no, a.request_id, a.award_no;

-- name: pension_basis :copy_out lo hi as_of month_on
SELECT s.household_id, s.person_no, s.award_no, s.request_id, s.scheme, s.decided_on, s.right_arose_on,
	s.right_lost_on, s.suspension_reason, s.suspended_from, s.suspended_to, s.fixed_years, s.certified_year,
	s.certificate_code, s.nulls
FROM fact.answer_scheme s
JOIN result.claim_inquiry q ON q.request_id = s.request_id AND q.household_id >= $1 AND q.household_id < $2
	AND q.subject = 1 AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
WHERE s.household_id >= $1 AND s.household_id < $2 AND s.recorded_at < $3 AND s.superseded_at >= $3
ORDER BY s.household_id, s.person_no, s.request_id, s.award_no, s.scheme;

-- name: pension_amount :copy_out lo hi as_of month_on
SELECT m.household_id, m.person_no, m.award_no, m.request_id, m.pay_from_on, m.national_yen, m.additional_yen,
	m.child_yen, m.spouse_yen, m.employees_yen, m.nulls
FROM fact.answer_amount m
JOIN result.claim_inquiry q ON q.request_id = m.request_id AND q.household_id >= $1 AND q.household_id < $2
	AND q.subject = 1 AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
WHERE m.household_id >= $1 AND m.household_id < $2 AND m.recorded_at < $3 AND m.superseded_at >= $3
ORDER BY m.household_id, m.person_no, m.request_id, m.award_no, m.amount_no;

-- name: pension_payment :copy_out lo hi as_of month_on month_end_on
-- Of the year to the month's end: no older payment is looked at.
SELECT y.household_id, y.person_no, y.award_no, y.request_id, y.kind, y.paid_on, y.paid_yen, y.care_premium_yen,
	y.income_tax_yen, y.health_premium_yen, y.elderly_premium_yen, y.resident_tax_yen, y.nulls
FROM fact.answer_payment y
JOIN result.claim_inquiry q ON q.request_id = y.request_id AND q.household_id >= $1 AND q.household_id < $2
	AND q.subject = 1 AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
WHERE y.household_id >= $1 AND y.household_id < $2 AND y.recorded_at < $3 AND y.superseded_at >= $3
	AND y.paid_on >= $4::date - interval '12 months' AND y.paid_on < $5
ORDER BY y.household_id, y.person_no, y.request_id, y.award_no, y.payment_no;

-- name: pension_declaration :copy_out lo hi as_of month_on month_end_on
-- The months declared for, of the households that may have a worksheet: an award that was decided weeks after
-- the right arose, or arrears.
SELECT DISTINCT d.household_id, d.valid_from
FROM fact.income_declaration d
WHERE d.household_id >= $1 AND d.household_id < $2 AND d.recorded_at < $3 AND d.superseded_at >= $3
	AND d.valid_from >= $4::date - interval '60 months' AND d.valid_from < $5
	AND (EXISTS (SELECT FROM fact.answer_scheme s
			WHERE s.household_id = d.household_id AND s.household_id >= $1 AND s.household_id < $2
				AND s.recorded_at < $3 AND s.superseded_at >= $3
				AND s.decided_on > s.right_arose_on + 28 AND s.decided_on >= $4::date - interval '60 months')
		OR EXISTS (SELECT FROM fact.answer_payment y
			WHERE y.household_id = d.household_id AND y.household_id >= $1 AND y.household_id < $2
				AND y.recorded_at < $3 AND y.superseded_at >= $3 AND y.kind = 2))
ORDER BY d.household_id, d.valid_from;

-- name: pension_finding :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it
-- fails.  So do the four below.
result.finding_r$1 (household_id, person_no, survey, class, caseworker_no, protected, request_id, asked_on,
	answered_on, open_days, recognised_yen, evidence_yen, steps, reason)

-- name: pension_line :copy_in run_id
result.finding_line_r$1 (household_id, person_no, line_no, class, item_no, code, term, before_yen, national_yen,
	employees_yen, other_yen, after_yen, before_premium_yen, after_premium_yen, reason)

-- name: pension_month :copy_in run_id
result.finding_month_r$1 (household_id, person_no, kind, month_on, protected_days, declared, recognised_yen,
	evidence_yen)

-- name: pension_proposal :copy_in run_id
result.proposal_r$1 (household_id, person_no, item_no, from_on, before_yen, after_yen, before_premium_yen,
	after_premium_yen, reason)

-- name: pension_notable :copy_in run_id
result.notable_r$1 (household_id, person_no, list, line_no, code, due_year, caseworker_no, reason)

-- name: pension_balance :one run_id
-- Households with somebody who needs something done (class 1: both sides are equal), and the yen a month
-- recognised for all.
SELECT count(DISTINCT f.household_id) FILTER (WHERE f.class <> 1) AS records, coalesce(sum(f.recognised_yen), 0)::bigint AS yen
FROM result.finding f
WHERE f.run_id = $1;

-- name: pension_index_finding :exec run_id
-- The partitions' unique indexes, after they are filled (SHARE lock on the partition); each does nothing when
-- it is there.  Findings and lists are read by caseworker, too (sql/reports/casebook.sql).
SELECT run.index_partition('finding', $1, 'household_id, person_no'),
	run.order_partition('finding', $1, 'caseworker_no, household_id, person_no');

-- name: pension_index_line :exec run_id
SELECT run.index_partition('finding_line', $1, 'household_id, person_no, line_no');

-- name: pension_index_month :exec run_id
SELECT run.index_partition('finding_month', $1, 'household_id, person_no, kind, month_on');

-- name: pension_index_proposal :exec run_id
SELECT run.index_partition('proposal', $1, 'household_id, person_no, item_no');

-- name: pension_index_notable :exec run_id
SELECT run.index_partition('notable', $1, 'household_id, person_no, list, line_no'),
	run.order_partition('notable', $1, 'caseworker_no, household_id, person_no');
