-- 変更一覧: the workbook for the approver.  All statements only read: no locks beyond those of SELECT,
-- harmless to run again.  Results are read through the run's partitions (pruned by run_id = $1) with
-- their unique index on household_id; facts by their primary keys, as they were known at the cut.

-- name: impact_targets :many run_id office_id
-- One chunk per office: an approver gets one workbook.  An office without households gets an empty one.
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, sum(o.households)::bigint AS expected
FROM (
	SELECT c.household_id / 100000000 AS office_id, count(*) AS households
	FROM result.change c WHERE c.run_id = $1 GROUP BY 1
	UNION ALL
	SELECT r.office_id::bigint, 0 FROM run.run r WHERE r.run_id = $1 AND r.office_id = $2 AND r.office_id <> 0
) o
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: impact_balance :one run_id key_lo key_hi task_no
-- What the workbooks list: changed households, and the yen due to all, but for those left out.
SELECT count(*) FILTER (WHERE kind <> 0) AS records, coalesce(sum(after_total), 0)::bigint AS yen
FROM result.change
WHERE run_id = $1 AND household_id >= $2 AND household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = household_id);

-- name: impact_office :copy_out lo as_of month_end_on
-- The office's name at the end of the month, and the day of the cut in Japan.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $3
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date;

-- name: impact_kinds :copy_out run_id lo hi
-- Per kind of change: households, letters, yen before and after.
SELECT c.kind, count(*), count(*) FILTER (WHERE c.notice), sum(c.before_total)::bigint, sum(c.after_total)::bigint
FROM result.change c
WHERE c.run_id = $1 AND c.household_id >= $2 AND c.household_id < $3
GROUP BY c.kind
ORDER BY c.kind;

-- name: impact_totals :copy_out run_id lo hi
-- Yen per aid type, before and after; always one row.
SELECT coalesce(sum(c.before_livelihood), 0)::bigint, coalesce(sum(c.after_livelihood), 0)::bigint,
	coalesce(sum(c.before_housing), 0)::bigint, coalesce(sum(c.after_housing), 0)::bigint,
	coalesce(sum(c.before_education), 0)::bigint, coalesce(sum(c.after_education), 0)::bigint,
	coalesce(sum(c.before_occupation), 0)::bigint, coalesce(sum(c.after_occupation), 0)::bigint,
	coalesce(sum(c.before_birth), 0)::bigint, coalesce(sum(c.after_birth), 0)::bigint,
	coalesce(sum(c.before_funeral), 0)::bigint, coalesce(sum(c.after_funeral), 0)::bigint,
	coalesce(sum(c.before_total), 0)::bigint, coalesce(sum(c.after_total), 0)::bigint,
	coalesce(sum(c.before_own_payment), 0)::bigint, coalesce(sum(c.after_own_payment), 0)::bigint
FROM result.change c
WHERE c.run_id = $1 AND c.household_id >= $2 AND c.household_id < $3;

-- name: impact_cautions :copy_out run_id task_no lo hi
-- Numbers an approver must know before signing; always one row.
SELECT count(*) FILTER (WHERE d.status = 1 AND d.estimated), count(*) FILTER (WHERE d.carried_on > 0),
	(SELECT count(*) FROM (
		SELECT q.key FROM run.quarantine q
		WHERE q.run_id = $1 AND q.task_no < $2 AND q.key >= $3 AND q.key < $4
		UNION
		SELECT n.household_id FROM result.decision n
		WHERE n.run_id = $1 AND n.status = 2 AND n.household_id >= $3 AND n.household_id < $4) aside)
FROM result.decision d
WHERE d.run_id = $1 AND d.household_id >= $3 AND d.household_id < $4;

-- name: impact_caseworkers :copy_out run_id lo hi as_of month_end_on
-- Per caseworker: households, changed ones, yen before and after.
SELECT c.caseworker_no, coalesce(w.name, ''), c.households, c.changed, c.before_total, c.after_total
FROM (
	SELECT c.caseworker_no, count(*) AS households, count(*) FILTER (WHERE c.kind <> 0) AS changed,
		sum(c.before_total)::bigint AS before_total, sum(c.after_total)::bigint AS after_total
	FROM result.change c
	WHERE c.run_id = $1 AND c.household_id >= $2 AND c.household_id < $3
	GROUP BY c.caseworker_no
) c
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = c.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $5
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY c.caseworker_no;

-- name: impact_largest :copy_out run_id lo hi as_of month_end_on
-- The fifty largest increases, then the fifty largest decreases.
SELECT l.household_id, coalesce(head.name, ''), l.caseworker_no, l.kind, l.before_total, l.after_total, l.reason
FROM (
	(SELECT 1 AS side, c.* FROM result.change c
	WHERE c.run_id = $1 AND c.household_id >= $2 AND c.household_id < $3 AND c.after_total > c.before_total
	ORDER BY c.after_total - c.before_total DESC, c.household_id LIMIT 50)
	UNION ALL
	(SELECT 2 AS side, c.* FROM result.change c
	WHERE c.run_id = $1 AND c.household_id >= $2 AND c.household_id < $3 AND c.after_total < c.before_total
	ORDER BY c.after_total - c.before_total, c.household_id LIMIT 50)
) l
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = l.household_id
LEFT JOIN LATERAL fact.head_of(l.household_id, coalesce(k.as_of, $4), $5) head ON true
ORDER BY l.side, abs(l.after_total - l.before_total) DESC, l.household_id;

-- name: impact_not_computable :copy_out run_id task_no lo hi key as_of month_end_on
-- A page of the households set aside before this task: by quarantine, or by a decision that says so.
SELECT aside.key, coalesce(head.name, ''), coalesce(h.caseworker_no, 0), aside.rule, aside.reason
FROM (
	SELECT coalesce(q.key, d.household_id) AS key, coalesce(q.rule, d.rule) AS rule, coalesce(q.reason, '') AS reason
	FROM (
		SELECT q.key, q.rule, q.reason FROM run.quarantine q
		WHERE q.run_id = $1 AND q.task_no < $2 AND q.key >= $5 AND q.key >= $3 AND q.key < $4
	) q
	FULL JOIN (
		SELECT d.household_id, d.rule FROM result.decision d
		WHERE d.run_id = $1 AND d.status = 2 AND d.household_id >= $5 AND d.household_id < $4
	) d ON d.household_id = q.key
	ORDER BY 1
	FETCH FIRST 1000 ROWS WITH TIES
) aside
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = aside.key
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $6) AS as_of) cut
LEFT JOIN LATERAL fact.head_of(aside.key, cut.as_of, $7) head ON true
LEFT JOIN LATERAL (
	SELECT h.caseworker_no FROM fact.household h
	WHERE h.household_id = aside.key AND h.recorded_at < cut.as_of AND h.superseded_at >= cut.as_of AND h.valid_from < $7
	ORDER BY h.valid_from DESC LIMIT 1
) h ON true
ORDER BY aside.key, aside.rule;

-- name: impact_page :copy_out run_id hi key as_of month_end_on
-- A page of all households of the office, changed or not, from `key` on.
SELECT c.household_id, coalesce(head.name, ''), c.caseworker_no, c.kind, c.effective_on, c.notice,
	c.before_livelihood, c.after_livelihood, c.before_housing, c.after_housing,
	c.before_education, c.after_education, c.before_occupation, c.after_occupation,
	c.before_birth, c.after_birth, c.before_funeral, c.after_funeral,
	c.before_own_payment, c.after_own_payment, c.before_minimum, c.after_minimum,
	c.before_income, c.after_income, c.before_total, c.after_total,
	c.reason, coalesce(d.estimated, false), coalesce(d.carried_on, 0::smallint)
FROM (
	SELECT * FROM result.change c
	WHERE c.run_id = $1 AND c.household_id >= $3 AND c.household_id < $2
	ORDER BY c.household_id LIMIT 2000
) c
LEFT JOIN result.decision d ON d.run_id = $1 AND d.household_id = c.household_id
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = c.household_id
LEFT JOIN LATERAL fact.head_of(c.household_id, coalesce(k.as_of, $4), $5) head ON true
ORDER BY c.household_id;

-- name: impact_undeclared :copy_out run_id hi key as_of month_on month_end_on
-- A page of incomes that were carried on because nothing was declared for the month: wages (1) and
-- business (4) of the households that the decision marks, with the last month declared.
SELECT d.household_id, coalesce(head.name, ''), d.caseworker_no, i.person_no, i.kind, last.valid_from
FROM (
	SELECT d.household_id, d.caseworker_no FROM result.decision d
	WHERE d.run_id = $1 AND d.carried_on > 0 AND d.household_id >= $3 AND d.household_id < $2
	ORDER BY d.household_id LIMIT 1000
) d
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = d.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $4) AS as_of) cut
LEFT JOIN fact.income i ON i.household_id = d.household_id AND i.recorded_at < cut.as_of AND i.superseded_at >= cut.as_of
	AND i.valid_from < $6 AND i.valid_to > $5 AND i.kind IN (1, 4)
LEFT JOIN LATERAL fact.head_of(d.household_id, cut.as_of, $6) head ON true
LEFT JOIN LATERAL (
	SELECT max(l.valid_from) AS valid_from FROM fact.income_declaration l
	WHERE l.household_id = d.household_id AND l.recorded_at < cut.as_of AND l.superseded_at >= cut.as_of
		AND l.valid_from < $5
) last ON true
ORDER BY d.household_id, i.person_no, i.kind, i.item_no;
