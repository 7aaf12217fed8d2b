-- 課税調査: the tax records of the calendar year before the run's, beside what was recognised in it.  All
-- statements but the last three only read, as the office knew it at the cut, and take no locks beyond
-- SELECT's; by ranges of keys that begin with household_id, so that doing a chunk again reads the same rows.
-- The year: date_trunc('year', month) less a year, to date_trunc('year', month).

-- name: tax_targets :many key_lo key_hi as_of month_on chunk_size
-- Households that were on aid on a day of the year, also those closed since, and those with a recognised wage in it.
-- Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($5::int, greatest(500, count(*)::int / 8)) AS step
	FROM (
		SELECT p.household_id
		FROM fact.protection p
		WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
			AND p.valid_from < date_trunc('year', $4::date) AND p.valid_to > date_trunc('year', $4::date) - interval '1 year'
		UNION
		SELECT i.household_id
		FROM fact.income i
		WHERE i.household_id >= $1 AND i.household_id < $2 AND i.kind = 1 AND i.recorded_at < $3 AND i.superseded_at >= $3
			AND i.valid_from < date_trunc('year', $4::date) AND i.valid_to > date_trunc('year', $4::date) - interval '1 year'
		ORDER BY household_id
	) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: tax_income :copy_out lo hi as_of month_on
-- Recognised incomes of the compared kinds (facts.h); of a pension with the latest code of the year.
SELECT i.household_id, i.person_no, i.kind, i.amount_yen, coalesce(c.pension_code, ''), i.valid_from, i.valid_to
FROM fact.income i
LEFT JOIN LATERAL (
	SELECT p.pension_code
	FROM fact.pension p
	WHERE i.kind = 2 AND p.household_id = i.household_id AND p.person_no = i.person_no AND p.benefit = 1
		AND p.item_no = i.item_no AND p.recorded_at < $3 AND p.superseded_at >= $3
		AND p.valid_from < least(i.valid_to, date_trunc('year', $4::date)::date)
		AND p.valid_to > greatest(i.valid_from, (date_trunc('year', $4::date) - interval '1 year')::date)
	ORDER BY p.valid_from DESC
	LIMIT 1
) c ON true
WHERE i.household_id >= $1 AND i.household_id < $2 AND i.kind IN (1, 2, 4, 6, 7)
	AND i.recorded_at < $3 AND i.superseded_at >= $3
	AND i.valid_from < date_trunc('year', $4::date) AND i.valid_to > date_trunc('year', $4::date) - interval '1 year'
ORDER BY i.household_id, i.person_no, i.kind, i.item_no, i.valid_from;

-- name: tax_declared :copy_out lo hi as_of month_on
-- The months of the year for which there is a 収入申告書 of the household.
SELECT DISTINCT d.household_id, d.valid_from
FROM fact.income_declaration d
WHERE d.household_id >= $1 AND d.household_id < $2 AND d.recorded_at < $3 AND d.superseded_at >= $3
	AND d.valid_from < date_trunc('year', $4::date) AND d.valid_from >= date_trunc('year', $4::date) - interval '1 year'
ORDER BY d.household_id, d.valid_from;

-- name: tax_record :copy_out lo hi as_of month_on
-- The current records of requests of the last twelve months; amounts in the order of matching.h: TAX_KINDS.
SELECT t.household_id, t.person_no, t.request_id, t.tax_year, t.declaration, t.dependant, t.nulls,
	t.wages_yen, t.pension_yen, t.business_yen, t.agriculture_yen, t.real_estate_yen, t.interest_yen, t.dividend_yen,
	t.transfer_yen, t.occasional_yen, t.miscellaneous_yen
FROM fact.answer_tax t
JOIN result.claim_inquiry c ON c.request_id = t.request_id AND c.household_id = t.household_id
	AND c.household_id >= $1 AND c.household_id < $2 AND c.person_no = t.person_no AND c.subject = 4
	AND c.month_on > $4::date - interval '12 months' AND c.month_on <= $4
WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.superseded_at >= $3
ORDER BY t.household_id, t.person_no, t.request_id;

-- name: tax_employer :copy_out lo hi as_of month_on
-- Who paid wages by these records; whether a letter can reach them; and which of them are one: name and address alike,
-- as NFKC without spaces.
SELECT p.household_id, p.person_no, p.request_id, p.paid_yen, p.nulls, p.name <> '' AND p.postal_code <> '' AND p.address <> '',
	dense_rank() OVER (PARTITION BY p.household_id, p.person_no, p.request_id
		ORDER BY replace(normalize(p.name, NFKC), ' ', '') COLLATE "C", p.postal_code,
			replace(normalize(p.address, NFKC), ' ', '') COLLATE "C")
FROM fact.answer_employer p
JOIN result.claim_inquiry c ON c.request_id = p.request_id AND c.household_id = p.household_id
	AND c.household_id >= $1 AND c.household_id < $2 AND c.person_no = p.person_no AND c.subject = 4
	AND c.month_on > $4::date - interval '12 months' AND c.month_on <= $4
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
ORDER BY p.household_id, p.person_no, p.request_id, p.employer_no;

-- name: tax_finding :copy_in run_id
-- This and the next two: into the run's own partition, which has no index yet; the chunk's transaction takes
-- the rows back when it fails.
result.finding_r$1 (household_id, person_no, survey, class, caseworker_no, protected, request_id, asked_on,
	answered_on, open_days, recognised_yen, evidence_yen, steps, reason)

-- name: tax_line :copy_in run_id
-- As tax_finding.
result.finding_line_r$1 (household_id, person_no, line_no, class, item_no, code, term, before_yen, national_yen,
	employees_yen, other_yen, after_yen, before_premium_yen, after_premium_yen, reason)

-- name: tax_month :copy_in run_id
-- As tax_finding.
result.finding_month_r$1 (household_id, person_no, kind, month_on, protected_days, declared, recognised_yen,
	evidence_yen)

-- name: tax_balance :one run_id
-- Households with somebody in the survey, and what was recognised for them in the year.
SELECT count(DISTINCT f.household_id) AS records, coalesce(sum(f.recognised_yen), 0)::bigint AS yen
FROM result.finding f
WHERE f.run_id = $1 AND f.survey = 2;

-- name: tax_index_finding :exec run_id
-- This and the next two: the partition's unique index, after it is filled (SHARE lock on the partition); does
-- nothing when it is there.  Findings are read by caseworker, too (sql/reports/casebook.sql).
SELECT run.index_partition('finding', $1, 'household_id, person_no'),
	run.order_partition('finding', $1, 'caseworker_no, household_id, person_no');

-- name: tax_index_line :exec run_id
-- As tax_index_finding.
SELECT run.index_partition('finding_line', $1, 'household_id, person_no, line_no');

-- name: tax_index_month :exec run_id
-- As tax_index_finding.
SELECT run.index_partition('finding_month', $1, 'household_id, person_no, kind, month_on');
