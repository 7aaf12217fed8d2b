-- 処理結果: one run on a few pages.  All statements only read: no locks beyond those of SELECT, harmless
-- to run again.  Nothing here depends on when or how long a task ran.  Amounts are those of households
-- that the confirmed run claimed: those paid in 支給一覧 and those held there.

-- name: summary_office :copy_out office_id as_of month_end_on
SELECT CASE WHEN $1 = 0 THEN '全事務所' ELSE coalesce((
	SELECT o.name FROM fact.office o
	WHERE o.office_id = $1 AND o.recorded_at < $2 AND o.superseded_at >= $2 AND o.valid_from < $3
	ORDER BY o.valid_from DESC LIMIT 1), '') END;

-- name: summary_households :copy_out run_id
-- Of all decisions: computed, not computable, with an estimated cell, with income carried on; then the
-- households excluded and those claimed.  Always one row.
SELECT count(*) FILTER (WHERE d.status = 1), count(*) FILTER (WHERE d.status = 2),
	count(*) FILTER (WHERE d.status = 1 AND d.estimated), count(*) FILTER (WHERE d.carried_on > 0),
	(SELECT count(*) FROM result.exclusion x WHERE x.run_id = $1),
	(SELECT count(*) FROM result.claim_decision k WHERE k.run_id = $1)
FROM result.decision d
WHERE d.run_id = $1;

-- name: summary_aids :copy_out run_id
-- Per aid type households and yen: 生活 住宅 教育 生業 出産 葬祭, the total, then in kind 介護
-- 医療.  Always one row.
SELECT count(*) FILTER (WHERE d.payable_livelihood > 0), coalesce(sum(d.payable_livelihood), 0)::bigint,
	count(*) FILTER (WHERE d.payable_housing > 0), coalesce(sum(d.payable_housing), 0)::bigint,
	count(*) FILTER (WHERE d.payable_education > 0), coalesce(sum(d.payable_education), 0)::bigint,
	count(*) FILTER (WHERE d.payable_high_school > 0 OR d.payable_occupation > 0),
	coalesce(sum(d.payable_high_school::bigint + d.payable_occupation), 0)::bigint,
	count(*) FILTER (WHERE d.payable_birth > 0), coalesce(sum(d.payable_birth), 0)::bigint,
	count(*) FILTER (WHERE d.payable_funeral > 0), coalesce(sum(d.payable_funeral), 0)::bigint,
	count(*) FILTER (WHERE d.payable_total > 0), coalesce(sum(d.payable_total), 0)::bigint,
	count(*) FILTER (WHERE d.payable_care > 0), coalesce(sum(d.payable_care), 0)::bigint,
	count(*) FILTER (WHERE d.payable_medical > 0), coalesce(sum(d.payable_medical), 0)::bigint
FROM result.decision d
JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
WHERE d.run_id = $1 AND d.status = 1;

-- name: summary_types :copy_out run_id
-- Per 世帯類型: households, persons, yen.
SELECT d.household_type, count(*), sum(d.persons)::bigint, sum(d.payable_total)::bigint
FROM result.decision d
JOIN result.claim_decision k ON k.household_id = d.household_id AND k.run_id = d.run_id
WHERE d.run_id = $1 AND d.status = 1
GROUP BY d.household_type
ORDER BY d.household_type;

-- name: summary_kinds :copy_out run_id
-- Per kind of change: households, letters, yen before and after.
SELECT c.kind, count(*), count(*) FILTER (WHERE c.notice), sum(c.before_total)::bigint, sum(c.after_total)::bigint
FROM result.change c
WHERE c.run_id = $1
GROUP BY c.kind
ORDER BY c.kind;

-- name: summary_tasks :copy_out run_id task_no
-- The tasks before this one, with their counts.
SELECT t.name, t.n_read, t.n_written, t.n_unchanged, t.n_held, t.n_quarantined, t.n_warnings, t.yen
FROM run.task t
WHERE t.run_id = $1 AND t.task_no < $2
ORDER BY t.task_no;

-- name: summary_quarantine :copy_out run_id task_no
SELECT t.name, q.rule, count(*)
FROM run.quarantine q
JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no
WHERE q.run_id = $1 AND q.task_no < $2
GROUP BY t.task_no, t.name, q.rule
ORDER BY t.task_no, q.rule COLLATE "C";

-- name: summary_holds :copy_out run_id task_no
SELECT t.name, h.hold, count(*)
FROM run.hold_hit h
JOIN run.task t ON t.run_id = h.run_id AND t.task_no = h.task_no
WHERE h.run_id = $1 AND h.task_no < $2
GROUP BY t.task_no, t.name, h.hold
ORDER BY t.task_no, h.hold COLLATE "C";

-- name: summary_artifacts :copy_out run_id task_no
SELECT a.name, a.pages, a.pieces, a.bytes, encode(a.sha256, 'hex')
FROM run.artifact a
WHERE a.run_id = $1 AND a.task_no < $2
ORDER BY a.task_no, a.chunk_no, a.name COLLATE "C";
