-- 採否: which proposals of a confirmed run are adopted.  Read as known when the run froze its holds (run.hold_cut), so
-- that a chunk that is done again finds the same.  Only the last statement changes facts.

-- name: adopt_targets :many run_id chunk_size
-- Households with a proposal.  Freezes who is held, once: that instant is the second cut.  Borders as
-- recalculate_targets has them.
WITH frozen AS MATERIALIZED (
	SELECT count(*) AS holds FROM run.freeze_holds($1::int)
)
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($2::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT DISTINCT p.household_id FROM result.proposal p WHERE p.run_id = $1 ORDER BY p.household_id) t
) k
CROSS JOIN frozen
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: adopt_proposals :copy_out run_id lo hi
-- Each proposal with what decides on it: the hold and the disposition (0: none), whether the household is protected
-- on the first day, the income that holds on it (NULL: none), and whether anything was recorded anew since the
-- cut: that income, the person, the award's code, an answer.  The cut is that of the task that proposed, not a later
-- one at which this task did the household again.  Facts by their primary keys, household first.
SELECT p.household_id, p.person_no, p.item_no, held.hold, coalesce(d.disposition, 0),
	EXISTS (SELECT FROM fact.protection f WHERE f.household_id = p.household_id AND f.recorded_at < h.taken_at
		AND f.superseded_at >= h.taken_at AND f.valid_from <= p.from_on AND f.valid_to > p.from_on),
	i.amount_yen = p.before_yen, i.care_premium_yen = p.before_premium_yen, i.recorded_at >= k.known_at,
	EXISTS (SELECT FROM fact.person f WHERE f.household_id = p.household_id AND f.person_no = p.person_no
		AND f.recorded_at < h.taken_at AND (f.recorded_at >= k.known_at
			OR (f.superseded_at >= k.known_at AND f.superseded_at < h.taken_at))),
	EXISTS (SELECT FROM fact.pension f WHERE f.household_id = p.household_id AND f.person_no = p.person_no
		AND f.benefit = 1 AND f.item_no = p.item_no AND f.recorded_at < h.taken_at AND (f.recorded_at >= k.known_at
			OR (f.superseded_at >= k.known_at AND f.superseded_at < h.taken_at))),
	EXISTS (SELECT FROM fact.answer f WHERE f.household_id = p.household_id AND f.person_no = p.person_no
		AND f.subject = 1 AND f.recorded_at < h.taken_at AND (f.recorded_at >= k.known_at
			OR (f.superseded_at >= k.known_at AND f.superseded_at < h.taken_at))),
	p.after_yen
FROM result.proposal p
JOIN run.run r ON r.run_id = p.run_id
JOIN run.hold_cut h ON h.run_id = p.run_id
LEFT JOIN LATERAL (
	SELECT max(x.as_of) AS as_of FROM run.recut x
	JOIN run.task t ON t.run_id = x.run_id AND t.task_no = x.task_no AND 'proposal' = ANY (t.partitions)
	WHERE x.run_id = p.run_id AND x.key = p.household_id
) c ON true
CROSS JOIN LATERAL (SELECT coalesce(c.as_of, r.as_of) AS known_at) k
LEFT JOIN LATERAL (
	SELECT x.hold FROM run.held x WHERE x.run_id = p.run_id AND x.household_id = p.household_id ORDER BY x.hold LIMIT 1
) held ON true
LEFT JOIN fact.disposition d ON d.household_id = p.household_id AND d.person_no = p.person_no AND d.run_id = p.run_id
	AND d.recorded_at < h.taken_at AND d.superseded_at >= h.taken_at
LEFT JOIN fact.income i ON i.household_id = p.household_id AND i.person_no = p.person_no AND i.kind = 2
	AND i.item_no = p.item_no AND i.recorded_at < h.taken_at AND i.superseded_at >= h.taken_at
	AND i.valid_from <= p.from_on AND i.valid_to > p.from_on
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
ORDER BY p.household_id, p.person_no, p.item_no;

-- name: adopt_adoption :copy_in run_id
-- Into the run's own partition; the chunk's transaction takes the rows back when it fails.
result.adoption_r$1 (household_id, person_no, item_no, adopted, reason)

-- name: adopt_balance :one run_id
-- Households that are not held, and the yen a year that are proposed to them.
SELECT count(DISTINCT a.household_id) AS records, coalesce(sum(p.after_yen), 0)::bigint AS yen
FROM result.adoption a
JOIN result.proposal p ON p.run_id = a.run_id AND p.household_id = a.household_id AND p.person_no = a.person_no
	AND p.item_no = a.item_no
WHERE a.run_id = $1 AND NOT EXISTS (
	SELECT FROM run.held x WHERE x.run_id = a.run_id AND x.household_id = a.household_id);

-- name: adopt_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('adoption', $1, 'household_id, person_no, item_no');

-- name: adopt_apply :one run_id
-- A task of its own, after the one that writes result.adoption: facts change only once its totals balanced.  Makes
-- what was adopted facts, all in one transaction; what was adopted is not adopted again (result.claim_proposal).
-- Queues with imports at their advisory lock; row locks on the incomes that end.  Counts proposals: written =
-- adopted, unchanged = not; the yen a year of those adopted.
SELECT a.n_read, a.n_written, a.n_unchanged, a.n_held, a.n_quarantined, a.yen FROM run.adopt_proposals($1::int) a;
