-- 前回の確定決定との比較: what changed and why.  Reads decisions through their partitions (pruned by run_id,
-- unique index on household_id) and the claims by primary key; writes into the run's own partition.  No
-- locks beyond SELECT's; doing a chunk again reads the same rows, for confirmed decisions never change.

-- name: compare_targets :many run_id chunk_size
-- The computed households of the run; those that are not computable stay with their last decision.
-- Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($2::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT d.household_id FROM result.decision d WHERE d.run_id = $1 AND d.status = 1 ORDER BY d.household_id) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: compare_after :copy_out run_id lo hi
-- The decisions of this run.
SELECT
	d.household_id, d.event, d.event_on, d.event_reason, d.caseworker_no, d.grade, d.persons, d.home_size,
	d.protected_days, d.class1_sum, d.class1_reduced, d.class2, d.transitional, d.special, d.winter,
	d.year_end, d.institution_basic, d.base_total, d.add_disability, d.add_single_parent,
	d.add_single_parent_transitional, d.add_child_rearing, d.add_child_transitional, d.add_pregnancy,
	d.add_radiation, d.add_home_patient, d.add_care_facility, d.add_care_premium, d.temporary_living,
	d.livelihood_total, d.housing_limit, d.housing, d.education, d.high_school, d.care, d.medical, d.birth,
	d.occupation, d.funeral, d.facility_office, d.minimum_total, d.income_earned, d.income_pension,
	d.income_allowance, d.income_other, d.income_temporary, d.income_overpaid, d.income_recognised,
	d.payable_livelihood, d.payable_housing, d.payable_education, d.payable_high_school, d.payable_care,
	d.payable_medical, d.payable_birth, d.payable_occupation, d.payable_funeral, d.payable_total,
	d.own_payment_care, d.own_payment_medical, d.own_payment_facility, d.income_left
FROM result.decision d
WHERE d.run_id = $1 AND d.household_id >= $2 AND d.household_id < $3 AND d.status = 1
ORDER BY d.household_id;

-- name: compare_before :copy_out lo hi month_on edition
-- The last confirmed decision of each household, of an earlier month or an earlier edition of this one, and the
-- instant as of which it was made: the household's own where it was done again.
SELECT
	d.household_id, d.event, d.event_on, d.event_reason, d.caseworker_no, d.grade, d.persons, d.home_size,
	d.protected_days, d.class1_sum, d.class1_reduced, d.class2, d.transitional, d.special, d.winter,
	d.year_end, d.institution_basic, d.base_total, d.add_disability, d.add_single_parent,
	d.add_single_parent_transitional, d.add_child_rearing, d.add_child_transitional, d.add_pregnancy,
	d.add_radiation, d.add_home_patient, d.add_care_facility, d.add_care_premium, d.temporary_living,
	d.livelihood_total, d.housing_limit, d.housing, d.education, d.high_school, d.care, d.medical, d.birth,
	d.occupation, d.funeral, d.facility_office, d.minimum_total, d.income_earned, d.income_pension,
	d.income_allowance, d.income_other, d.income_temporary, d.income_overpaid, d.income_recognised,
	d.payable_livelihood, d.payable_housing, d.payable_education, d.payable_high_school, d.payable_care,
	d.payable_medical, d.payable_birth, d.payable_occupation, d.payable_funeral, d.payable_total,
	d.own_payment_care, d.own_payment_medical, d.own_payment_facility, d.income_left, c.run_id, c.month_on,
	(extract(epoch FROM coalesce(u.as_of, r.as_of)) * 1000000)::bigint
FROM (
	SELECT DISTINCT ON (k.household_id) k.household_id, k.run_id, k.month_on
	FROM result.claim_decision k
	WHERE k.household_id >= $1 AND k.household_id < $2
		AND (k.month_on < $3 OR (k.month_on = $3 AND k.edition < $4))
	ORDER BY k.household_id, k.month_on DESC, k.edition DESC
) c
JOIN run.run r ON r.run_id = c.run_id
LEFT JOIN run.household_cut u ON u.run_id = c.run_id AND u.household_id = c.household_id
JOIN result.decision d ON d.run_id = c.run_id AND d.household_id = c.household_id
	AND d.household_id >= $1 AND d.household_id < $2
ORDER BY d.household_id;

-- name: compare_revised :copy_out lo hi as_of month_on month_end_on rate_set_id
-- Pensions that hold in the month and were revised by adopting a proposal, within a year: since when, since when
-- known (µs), what they replaced at that instant, and the award's name.  Index: income_origin.
SELECT i.household_id, i.valid_from, (extract(epoch FROM i.recorded_at) * 1000000)::bigint, coalesce(n.word, ''),
	o.amount_yen, i.amount_yen, o.care_premium_yen + o.expenses_yen, i.care_premium_yen + i.expenses_yen
FROM fact.income i
CROSS JOIN LATERAL (
	SELECT x.amount_yen, x.care_premium_yen, x.expenses_yen
	FROM fact.income x
	WHERE x.household_id = i.household_id AND x.person_no = i.person_no AND x.kind = i.kind AND x.item_no = i.item_no
		AND x.superseded_at = i.recorded_at AND x.valid_from <= i.valid_from AND x.valid_to > i.valid_from
	LIMIT 1
) o
LEFT JOIN LATERAL (
	SELECT c.word
	FROM fact.pension p
	JOIN rate.cell c ON c.rate_set_id = $6 AND c.table_name = 'pension_code' AND c.cell_key = left(p.pension_code, 3)
		AND c.value_name = 'name_ja' AND c.valid_from <= i.valid_from AND c.valid_to > i.valid_from
	WHERE p.household_id = i.household_id AND p.person_no = i.person_no AND p.benefit = 1 AND p.item_no = i.item_no
		AND p.recorded_at < $3 AND p.superseded_at >= $3 AND p.valid_from <= i.valid_from AND p.valid_to > i.valid_from
	LIMIT 1
) n ON true
WHERE i.household_id >= $1 AND i.household_id < $2 AND i.origin_run_id IS NOT NULL AND i.kind = 2
	AND i.recorded_at < $3 AND i.superseded_at >= $3 AND i.valid_from > $4::date - 366 AND i.valid_from < $5
	AND i.valid_to > $4
ORDER BY i.household_id, i.person_no, i.item_no;

-- name: compare_change :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when
-- it fails.
result.change_r$1 (household_id, kind, notice, effective_on, before_run_id, caseworker_no,
	before_livelihood, after_livelihood, before_housing, after_housing, before_education, after_education,
	before_occupation, after_occupation, before_birth, after_birth, before_funeral, after_funeral,
	before_own_payment, after_own_payment, before_minimum, after_minimum, before_income, after_income,
	before_total, after_total, reason, reason_rules)

-- name: compare_balance :one run_id
-- Households with a change, and the yen due to all.
SELECT count(*) FILTER (WHERE c.kind <> 0) AS records, coalesce(sum(c.after_total), 0)::bigint AS yen
FROM result.change c
WHERE c.run_id = $1;

-- name: compare_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('change', $1, 'household_id');
