-- 支給一覧: what is paid.  Only households that the run claimed when it was confirmed: one that was not
-- confirmed, or excluded by name, has no row in result.claim_decision.  All statements only read: no
-- locks beyond those of SELECT, harmless to run again.  Indexes: the claims' primary key (household,
-- month, edition) and the unique one of the run's partition on household_id.  Households that are held
-- (run.held, frozen when the list is planned at the latest) are told on a sheet of their own and not paid.

-- name: payment_list_targets :many run_id office_id
-- One chunk per office.  An office where nothing is paid gets an empty list.  Freezes who is held.
WITH frozen AS MATERIALIZED (
	SELECT count(*) AS holds FROM run.freeze_holds($1)
)
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, sum(o.households)::bigint AS expected
FROM (
	SELECT d.household_id / 100000000 AS office_id, count(*) AS households
	FROM result.decision d
	JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
	WHERE d.run_id = $1 AND d.status = 1 AND d.payable_total > 0
	GROUP BY 1
	UNION ALL
	SELECT r.office_id::bigint, 0 FROM run.run r WHERE r.run_id = $1 AND r.office_id = $2 AND r.office_id <> 0
) o
CROSS JOIN frozen
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: payment_list_balance :one run_id key_lo key_hi task_no
-- What the lists hold: households paid and their yen, but for those left out.
SELECT count(*) AS records, coalesce(sum(d.payable_total), 0)::bigint AS yen
FROM result.decision d
JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
WHERE d.run_id = $1 AND d.status = 1 AND d.payable_total > 0 AND d.household_id >= $2 AND d.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = d.household_id)
	AND NOT EXISTS (SELECT FROM run.held x WHERE x.run_id = $1 AND x.household_id = d.household_id);

-- name: payment_list_office :copy_out lo as_of month_end_on
SELECT coalesce((
	SELECT o.name FROM fact.office o
	WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
		AND o.valid_from < $3
	ORDER BY o.valid_from DESC LIMIT 1), '');

-- name: payment_list_groups :copy_out run_id lo hi as_of month_end_on
-- Sums per caseworker and payment method; the report adds them up in both directions.
SELECT g.caseworker_no, coalesce(w.name, ''), g.payment_method, g.households, g.livelihood, g.housing, g.education,
	g.occupation, g.birth, g.funeral, g.total
FROM (
	SELECT d.caseworker_no, d.payment_method, count(*) AS households,
		sum(d.payable_livelihood)::bigint AS livelihood, sum(d.payable_housing)::bigint AS housing,
		sum(d.payable_education)::bigint AS education,
		sum(d.payable_high_school::bigint + d.payable_occupation)::bigint AS occupation,
		sum(d.payable_birth)::bigint AS birth, sum(d.payable_funeral)::bigint AS funeral,
		sum(d.payable_total)::bigint AS total
	FROM result.decision d
	JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
	WHERE d.run_id = $1 AND d.status = 1 AND d.payable_total > 0 AND d.household_id >= $2 AND d.household_id < $3
		AND NOT EXISTS (SELECT FROM run.held x WHERE x.run_id = $1 AND x.household_id = d.household_id)
	GROUP BY d.caseworker_no, d.payment_method
) g
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = g.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $5
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY g.caseworker_no, g.payment_method;

-- name: payment_list_page :copy_out run_id hi key as_of month_end_on
-- A page of the households paid, from `key` on.  代理納付 (R5.5): the rent goes to the landlord only if
-- the housing aid covers it; the household receives the rest.
SELECT d.household_id, coalesce(head.name, ''), d.caseworker_no, d.payment_method,
	d.payable_livelihood, d.payable_housing, d.payable_education, d.payable_high_school, d.payable_occupation,
	d.payable_birth, d.payable_funeral, d.payable_total,
	CASE WHEN rent.paid_to_landlord AND rent.rent_yen <= d.payable_housing THEN rent.rent_yen ELSE 0 END,
	d.own_payment_care, d.own_payment_medical, d.own_payment_facility
FROM (
	SELECT d.* FROM result.decision d
	JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
	WHERE d.run_id = $1 AND d.status = 1 AND d.payable_total > 0 AND d.household_id >= $3 AND d.household_id < $2
		AND NOT EXISTS (SELECT FROM run.held x WHERE x.run_id = $1 AND x.household_id = d.household_id)
	ORDER BY d.household_id LIMIT 2000
) d
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = d.household_id
LEFT JOIN LATERAL fact.head_of(d.household_id, coalesce(k.as_of, $4), $5) head ON true
LEFT JOIN LATERAL (
	SELECT r.paid_to_landlord, r.rent_yen FROM fact.rent r
	WHERE r.household_id = d.household_id AND r.recorded_at < coalesce(k.as_of, $4)
		AND r.superseded_at >= coalesce(k.as_of, $4)
		AND r.valid_from < $5 AND r.valid_to >= $5
	ORDER BY r.valid_from DESC LIMIT 1
) rent ON true
ORDER BY d.household_id;

-- name: payment_list_excluded :copy_out run_id lo hi as_of month_end_on
-- Households pulled out by name when the run was confirmed.
SELECT x.household_id, coalesce(head.name, ''), x.reason
FROM result.exclusion x
LEFT JOIN LATERAL fact.head_of(x.household_id, $4, $5) head ON true
WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3
ORDER BY x.household_id;

-- name: payment_list_held :copy_out run_id lo hi as_of month_end_on
-- Households whose payment is held: the first of the holds by name, and the reasons of all.
SELECT d.household_id, coalesce(head.name, ''), d.payable_total, x.hold, x.reasons
FROM (
	SELECT x.household_id, (array_agg(x.hold ORDER BY x.hold COLLATE "C"))[1] AS hold,
		string_agg(x.reason, '　' ORDER BY x.hold COLLATE "C") AS reasons
	FROM run.held x
	WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3
	GROUP BY x.household_id
) x
JOIN result.decision d ON d.run_id = $1 AND d.household_id = x.household_id
JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
LEFT JOIN LATERAL fact.head_of(d.household_id, $4, $5) head ON true
WHERE d.status = 1 AND d.payable_total > 0
ORDER BY d.household_id;
