-- 最低生活費と収入充当額: what the office knew at the cut about every household whose protection touches
-- the month.  All statements only read and take no locks beyond SELECT's; facts by the range of their
-- primary keys (household_id first), so that doing a chunk again reads the same rows.
-- Ranges of days overlap the month; of protection also those that end on its first day (a closing on the
-- 1st is told in this month) and those that begin on the day after it (年末年始: R2.6).

-- name: recalculate_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Chunks of at most chunk_size households, in the order of their keys; smaller ones for a small office, so
-- that there is work for several workers.  The keys go into one array, of which every step-th is a
-- border: half the time of numbering and grouping the rows.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (
		SELECT DISTINCT p.household_id
		FROM fact.protection p
		WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
			AND p.valid_from < $5 AND p.valid_to >= $4
		ORDER BY p.household_id
	) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: recalculate_rates :copy_out rate_set_id month_on month_end_on
-- The cells of the run's rate set that are in force in the month.  Index: cell_pkey.
SELECT c.table_name, c.cell_key, c.value_name, c.valid_from, c.valid_to, c.value, c.word, c.status
FROM rate.cell c
WHERE c.rate_set_id = $1 AND c.valid_from < $3 AND c.valid_to > $2
ORDER BY c.table_name, c.cell_key, c.value_name, c.valid_from;

-- name: recalculate_protection :copy_out lo hi as_of month_on month_end_on
SELECT p.household_id, p.state, p.valid_from, p.valid_to, p.start_reason, p.end_reason
FROM fact.protection p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from <= $5 AND p.valid_to >= $4
ORDER BY p.household_id, p.valid_from;

-- name: recalculate_household :copy_out lo hi as_of month_on month_end_on
SELECT h.household_id, h.municipality, h.caseworker_no, h.household_type, h.payment_method, h.single_parent,
	h.valid_from, h.valid_to
FROM fact.household h
WHERE h.household_id >= $1 AND h.household_id < $2 AND h.recorded_at < $3 AND h.superseded_at >= $3
	AND h.valid_from < $5 AND h.valid_to >= $4
ORDER BY h.household_id, h.valid_from;

-- name: recalculate_person :copy_out lo hi as_of month_on month_end_on
SELECT p.household_id, p.person_no, p.role, p.birth_on, p.valid_from, p.valid_to
FROM fact.person p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from < $5 AND p.valid_to > $4
ORDER BY p.household_id, p.person_no, p.valid_from;

-- name: recalculate_circumstance :copy_out lo hi as_of month_on month_end_on
SELECT c.household_id, c.person_no, c.kind, c.valid_from, c.valid_to
FROM fact.circumstance c
WHERE c.household_id >= $1 AND c.household_id < $2 AND c.recorded_at < $3 AND c.superseded_at >= $3
	AND c.valid_from < $5 AND c.valid_to > $4
ORDER BY c.household_id, c.person_no, c.kind, c.valid_from;

-- name: recalculate_stay :copy_out lo hi as_of month_on month_end_on
-- Also stays that ended up to a month before: what held before a short stay goes on during it (R4.1), and
-- decides what a later one brings (R4.2).
SELECT s.household_id, s.person_no, s.kind, s.over_one_month, s.valid_from, s.valid_to
FROM fact.stay s
WHERE s.household_id >= $1 AND s.household_id < $2 AND s.recorded_at < $3 AND s.superseded_at >= $3
	AND s.valid_from < $5 AND s.valid_to >= $4::date - 31
ORDER BY s.household_id, s.person_no, s.kind, s.valid_from;

-- name: recalculate_income :copy_out lo hi as_of month_on month_end_on
SELECT i.household_id, i.person_no, i.kind, i.item_no, i.amount_yen, i.expenses_yen, i.care_premium_yen,
	i.valid_from, i.valid_to
FROM fact.income i
WHERE i.household_id >= $1 AND i.household_id < $2 AND i.recorded_at < $3 AND i.superseded_at >= $3
	AND i.valid_from < $5 AND i.valid_to > $4
ORDER BY i.household_id, i.person_no, i.kind, i.item_no, i.valid_from;

-- name: recalculate_declaration :copy_out lo hi as_of month_on
-- Households that declared their income for the month.
SELECT DISTINCT d.household_id
FROM fact.income_declaration d
WHERE d.household_id >= $1 AND d.household_id < $2 AND d.recorded_at < $3 AND d.superseded_at >= $3
	AND d.valid_from = $4
ORDER BY d.household_id;

-- name: recalculate_need :copy_out lo hi as_of month_on month_end_on
SELECT n.household_id, n.person_no, n.kind, n.item_no, n.amount_yen, n.valid_from, n.valid_to
FROM fact.need n
WHERE n.household_id >= $1 AND n.household_id < $2 AND n.recorded_at < $3 AND n.superseded_at >= $3
	AND n.valid_from < $5 AND n.valid_to > $4
ORDER BY n.household_id, n.person_no, n.kind, n.item_no, n.valid_from;

-- name: recalculate_rent :copy_out lo hi as_of month_on month_end_on
SELECT r.household_id, r.rent_yen, r.floor_area_cm2, r.special_limit, r.valid_from, r.valid_to
FROM fact.rent r
WHERE r.household_id >= $1 AND r.household_id < $2 AND r.recorded_at < $3 AND r.superseded_at >= $3
	AND r.valid_from < $5 AND r.valid_to > $4
ORDER BY r.household_id, r.valid_from;

-- name: recalculate_decision :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when
-- it fails, so doing it again leaves one row for each household.
result.decision_r$1 (household_id, status, rule, estimated, event, event_on, event_reason, caseworker_no,
	household_type, payment_method, grade, persons, home_size, protected_days, carried_on,
	class1_sum, class1_reduced, class2, transitional, special, winter, year_end, institution_basic, base_total,
	add_disability, add_single_parent, add_single_parent_transitional, add_child_rearing, add_child_transitional,
	add_pregnancy, add_radiation, add_home_patient, add_care_facility, add_care_premium, temporary_living,
	livelihood_total, housing_limit, housing, education, high_school, care, medical, birth, occupation, funeral,
	facility_office, minimum_total, income_earned, income_pension, income_allowance, income_other,
	income_temporary, income_overpaid, income_recognised, payable_livelihood, payable_housing, payable_education,
	payable_high_school, payable_care, payable_medical, payable_birth, payable_occupation, payable_funeral,
	payable_total, own_payment_care, own_payment_medical, own_payment_facility, income_left)

-- name: recalculate_balance :one run_id
-- What was computed; those that are not computable are in quarantine as well.
SELECT count(*) AS records, coalesce(sum(d.payable_total), 0)::bigint AS yen
FROM result.decision d
WHERE d.run_id = $1 AND d.status = 1;

-- name: recalculate_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('decision', $1, 'household_id');
