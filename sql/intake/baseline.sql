-- Decisions in force (移行): one confirmed run of graph 'baseline' per office and month, in one transaction
-- with the ledger's row of the file, whose unique digest makes a second import a no-op.

-- name: baseline_stage_create :exec
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
CREATE TEMP TABLE stage ON COMMIT DROP AS
SELECT 0 AS line, 0 AS office_column, 0 AS key_column, 0 AS ref_column, 0 AS from_column, NULL::date AS month_on, d.*
FROM result.decision d WITH NO DATA;

-- name: baseline_stage_check :many dataset most
-- No lock on facts.  Takes rows out of the stage: a second call finds nothing more.
WITH judged AS (
	SELECT s.line,
		row_number() OVER (PARTITION BY s.household_id, s.month_on ORDER BY s.line) AS copy,
		EXISTS (SELECT FROM fact.household h WHERE h.superseded_at = 'infinity' AND h.household_id = s.household_id) AS known
	FROM pg_temp.stage s
), gone AS (
	DELETE FROM pg_temp.stage s USING judged j
	WHERE s.line = j.line AND (j.copy > 1 OR NOT j.known)
	RETURNING s.line, s.key_column, j.known
)
SELECT line, key_column, 'case_no', CASE WHEN known THEN 'I-key' ELSE 'I-unknown-household' END
FROM gone
WHERE $1::text = 'baseline'
ORDER BY line LIMIT $2;

-- name: baseline_groups :many
-- No lock; one row per office and month of the file, and the run that has decisions there already.
SELECT g.office_id, g.month_on, r.run_id
FROM (SELECT DISTINCT (household_id / 100000000)::int AS office_id, month_on FROM pg_temp.stage) g
LEFT JOIN run.run r ON r.graph = 'baseline' AND r.office_id = g.office_id AND r.month_on = g.month_on AND r.edition = 1
ORDER BY g.office_id, g.month_on;

-- name: baseline_run :one office_id month_on sha256
-- Takes the lock of run numbers (run.next_run_id).  Unique by (graph, office, month, edition).
INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision,
	results_digest, ended_at)
VALUES ('baseline', $1, $2, 1, $3, 'decisions in force, from a file', clock_timestamp(), 'done', 'confirmed',
	$3, clock_timestamp())
RETURNING run_id;

-- name: baseline_partition :one run_id
-- Attaches a partition (SHARE UPDATE EXCLUSIVE on the parent); does nothing when it is there.
SELECT run.make_partition('decision', $1) IS NULL;

-- name: baseline_fill :one run_id office_id month_on
-- No lock but the new rows'.  Caseworker, type and payment are those of the month's end where the file has none.
WITH filled AS (
	INSERT INTO result.decision (run_id, household_id, status, rule, estimated, event, event_on, event_reason,
	caseworker_no, household_type, payment_method, grade, persons, home_size, protected_days, carried_on,
	class1_sum, class1_reduced, class2, transitional, special, winter, year_end, institution_basic,
	base_total, add_disability, add_single_parent, add_single_parent_transitional, add_child_rearing,
	add_child_transitional, add_pregnancy, add_radiation, add_home_patient, add_care_facility,
	add_care_premium, temporary_living, livelihood_total, housing_limit, housing, education, high_school,
	care, medical, birth, occupation, funeral, facility_office, minimum_total, income_earned, income_pension,
	income_allowance, income_other, income_temporary, income_overpaid, income_recognised, payable_livelihood,
	payable_housing, payable_education, payable_high_school, payable_care, payable_medical, payable_birth,
	payable_occupation, payable_funeral, payable_total, own_payment_care, own_payment_medical,
	own_payment_facility, income_left)
	SELECT $1, s.household_id, 1, '', false, 0, NULL, 0,
	coalesce(nullif(s.caseworker_no, 0), h.caseworker_no, 0),
	coalesce(nullif(s.household_type, 0), h.household_type, 0),
	coalesce(nullif(s.payment_method, 0), h.payment_method, 0), s.grade, s.persons, s.home_size, s.protected_days, 0,
	s.class1_sum, s.class1_reduced, s.class2, s.transitional, s.special, s.winter, s.year_end,
	s.institution_basic, s.base_total, s.add_disability, s.add_single_parent,
	s.add_single_parent_transitional, s.add_child_rearing, s.add_child_transitional, s.add_pregnancy,
	s.add_radiation, s.add_home_patient, s.add_care_facility, s.add_care_premium, s.temporary_living,
	s.livelihood_total, s.housing_limit, s.housing, s.education, s.high_school, s.care, s.medical, s.birth,
	s.occupation, s.funeral, s.facility_office, s.minimum_total, s.income_earned, s.income_pension,
	s.income_allowance, s.income_other, s.income_temporary, s.income_overpaid, s.income_recognised,
	s.payable_livelihood, s.payable_housing, s.payable_education, s.payable_high_school, s.payable_care,
	s.payable_medical, s.payable_birth, s.payable_occupation, s.payable_funeral, s.payable_total,
	s.own_payment_care, s.own_payment_medical, s.own_payment_facility, s.income_left
	FROM pg_temp.stage s
	LEFT JOIN fact.household h ON h.superseded_at = 'infinity' AND h.household_id = s.household_id
		AND h.valid_from < $3::date + interval '1 month' AND h.valid_to >= $3::date + interval '1 month'
	WHERE s.household_id / 100000000 = $2 AND s.month_on = $3
	ORDER BY s.household_id
	RETURNING 1
)
SELECT count(*) FROM filled;

-- name: baseline_index :one run_id
-- The partition's unique index, after it is filled; does nothing when it is there.
SELECT run.index_partition('decision', $1, 'household_id') IS NULL;

-- name: baseline_claim_run :exec run_id
-- Unique by (graph, office, month, edition).
INSERT INTO result.claim_run (graph, office_id, month_on, edition, run_id)
SELECT graph, office_id, month_on, edition, run_id FROM run.run WHERE run_id = $1;

-- name: baseline_claim_decisions :exec run_id
-- Unique by (household, month, edition): a month that a run decided already refuses it.
INSERT INTO result.claim_decision (household_id, month_on, edition, run_id)
SELECT d.household_id, r.month_on, r.edition, r.run_id
FROM run.run r
JOIN result.decision d ON d.run_id = r.run_id
WHERE r.run_id = $1;
