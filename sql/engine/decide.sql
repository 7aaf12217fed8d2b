-- approve, reject, confirm.  Who may do what is decided by roles, keys and triggers of schema run, not
-- here: these statements only ask.  Each command is one transaction; what fails leaves nothing behind.

-- name: decide_run :opt run_id
-- The run that is being decided, locked until the end of the transaction, so that two deciders queue up.
-- Index: run_pkey.  Re-running reads the same row.
SELECT r.run_id, r.execution, r.decision, encode(r.results_digest, 'hex') AS digest, r.started_by, session_user AS login,
	r.graph
FROM run.run r
WHERE r.run_id = $1
FOR UPDATE

-- name: decide_approve :exec run_id digest
-- The key of run.approval refers to (run, digest, login that ran it): another digest finds no row to
-- refer to, the same login fails the table's check, a second approval the primary key.
INSERT INTO run.approval (run_id, step, digest, started_by)
SELECT r.run_id, 1, decode($2, 'hex'), r.started_by FROM run.run r WHERE r.run_id = $1

-- name: decide_set :exec run_id decision
-- The trigger guard_decision allows only the declared transitions; doing it again is one that is not.
UPDATE run.run SET decision = $2 WHERE run_id = $1

-- name: decide_action :exec run_id command reason
-- Append-only; the trigger stamps who and when.
INSERT INTO run.action (run_id, command, reason) VALUES ($1, $2, $3)

-- name: decide_settle :one
-- Waits for the clerks' transactions that are writing facts at this moment, so that what they record is
-- seen by decide_exclude below.  Takes no lock, changes nothing.
SELECT run.take_cut() IS NOT NULL

-- name: decide_claim_run :exec run_id
-- One confirmed run per (graph, office, month, edition): the primary key refuses a second.
INSERT INTO result.claim_run (graph, office_id, month_on, edition, run_id)
SELECT r.graph, r.office_id, r.month_on, r.edition, r.run_id FROM run.run r WHERE r.run_id = $1

-- name: decide_exclude :exec run_id
-- Households of the run with a fact that was recorded or superseded since the cut and holds on a day of
-- the month: pulled out with the tables' names, paid by nobody's silence.  Of holds only one that was made
-- since and is in force: lifting one changes nothing that was decided.  Sequential over the facts recorded
-- since; run once, the primary key refuses a second time.
INSERT INTO result.exclusion (run_id, household_id, reason)
SELECT r.run_id, f.household_id, 'changed since the cut: ' || string_agg(DISTINCT f.in_table, ', ' ORDER BY f.in_table)
FROM run.run r
CROSS JOIN LATERAL (
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'household' AS in_table FROM fact.household
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'protection' FROM fact.protection
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'person' FROM fact.person
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'circumstance' FROM fact.circumstance
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'stay' FROM fact.stay
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'income' FROM fact.income
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'income_declaration'
	FROM fact.income_declaration
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'rent' FROM fact.rent
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'need' FROM fact.need
	UNION ALL
	SELECT household_id, valid_from, valid_to, recorded_at, superseded_at, 'address' FROM fact.address
	UNION ALL
	SELECT household_id, r.month_on, r.month_on + 1, recorded_at, 'infinity', 'hold'
	FROM fact.holds_at(clock_timestamp(), r.month_on)
) f
LEFT JOIN (
	SELECT c.run_id, c.key AS household_id, max(c.as_of) AS as_of
	FROM run.recut c
	JOIN run.task t ON t.run_id = c.run_id AND t.task_no = c.task_no AND 'decision' = ANY (t.partitions)
	GROUP BY c.run_id, c.key
) k ON k.run_id = r.run_id AND k.household_id = f.household_id
WHERE r.run_id = $1
	AND (f.recorded_at >= r.as_of OR (f.superseded_at >= r.as_of AND f.superseded_at < 'infinity'))
	-- A household that was decided again as of later (run.recut) is asked only what came after that; what
	-- another task did again as of later still has the decision of before.
	AND (k.as_of IS NULL OR f.recorded_at >= k.as_of OR (f.superseded_at >= k.as_of AND f.superseded_at < 'infinity'))
	AND f.valid_from < (r.month_on + interval '1 month')::date AND f.valid_to > r.month_on
	AND EXISTS (SELECT FROM result.decision d WHERE d.run_id = r.run_id AND d.household_id = f.household_id)
GROUP BY r.run_id, f.household_id

-- name: decide_claim_decisions :exec run_id
-- One confirmed decision per (household, month, edition).  What could not be computed decides nothing,
-- and what was excluded keeps its last decision.  The primary key refuses a second run's claim.
INSERT INTO result.claim_decision (household_id, month_on, edition, run_id)
SELECT d.household_id, r.month_on, r.edition, r.run_id
FROM run.run r
JOIN result.decision d ON d.run_id = r.run_id
WHERE r.run_id = $1 AND d.status = 1
	AND NOT EXISTS (SELECT FROM result.exclusion x WHERE x.run_id = d.run_id AND x.household_id = d.household_id)

-- name: decide_claim_inquiries :one run_id
-- What was asked, of a run of graph `inquiry`; nothing for others.  The function looks once more at who may be asked
-- (sql/schema/013_matching.sql); the primary key refuses a second time.
SELECT run.claim_inquiries($1) AS asked

-- name: decide_exclusions :many run_id
-- Who was pulled out and why, by surrogate key.  Index: exclusion_pkey.
SELECT x.household_id, x.reason FROM result.exclusion x WHERE x.run_id = $1 ORDER BY x.household_id

-- name: decide_claimed :one run_id
-- How many decisions the run now holds; what it asks, and what of it may be asked no more.  Reads the claims once.
SELECT (SELECT count(*) FROM result.claim_decision c WHERE c.run_id = $1) AS decisions,
	(SELECT count(*) FROM result.claim_inquiry c WHERE c.run_id = $1) AS asked,
	(SELECT count(*) FROM result.inquiry i WHERE i.run_id = $1 AND i.exclusion = 0) AS chosen
