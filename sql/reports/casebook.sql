-- 担当員別一覧: one workbook per caseworker of a survey (graphs pension, tax).  All statements only read: no locks
-- beyond those of SELECT, harmless to run again.  A chunk is a caseworker: its key is the office's number times
-- 100,000,000 plus the caseworker's.  Findings are read class by class, in the order of the work to be done:
-- `key` is class * 10^15 + person key (household_id * 100 + person_no), the first of the page.  Results are read
-- through the run's partitions: finding by (caseworker_no, household_id, person_no), the others by household_id.

-- name: casebook_targets :many run_id office_id
-- Every caseworker with a finding, or with somebody on a list beside them.
SELECT k.office_id * 100000000 + k.caseworker_no AS lo, k.office_id * 100000000 + k.caseworker_no + 1 AS hi,
	sum(k.findings)::bigint AS expected
FROM (
	SELECT f.household_id / 100000000 AS office_id, f.caseworker_no, count(*) AS findings
	FROM result.finding f
	WHERE f.run_id = $1 AND ($2 = 0 OR f.household_id / 100000000 = $2)
	GROUP BY 1, 2
	UNION ALL
	SELECT DISTINCT n.household_id / 100000000, n.caseworker_no, 0::bigint
	FROM result.notable n
	WHERE n.run_id = $1 AND ($2 = 0 OR n.household_id / 100000000 = $2)
) k
GROUP BY k.office_id, k.caseworker_no
ORDER BY k.office_id, k.caseworker_no;

-- name: casebook_balance :one run_id key_lo key_hi task_no
-- What the workbooks list: everybody who was found, but for those left out; yen: what is recognised.
SELECT count(*) AS records, coalesce(sum(f.recognised_yen), 0)::bigint AS yen
FROM result.finding f
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4
		AND x.key = f.household_id * 100 + f.person_no);

-- name: casebook_head :copy_out run_id lo as_of month_end_on
-- Names of the office and of the caseworker at the end of the month, the day of the cut in Japan, the survey.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($2 / 100000000)::int AND o.recorded_at < $3 AND o.superseded_at >= $3
			AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	coalesce((
		SELECT w.name FROM fact.caseworker w
		WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = ($2 % 100000000)::int
			AND w.recorded_at < $3 AND w.superseded_at >= $3 AND w.valid_from < $4
		ORDER BY w.valid_from DESC LIMIT 1), ''),
	($3 AT TIME ZONE 'Asia/Tokyo')::date,
	coalesce((SELECT f.survey FROM result.finding f WHERE f.run_id = $1 ORDER BY f.household_id, f.person_no LIMIT 1), 1::smallint);

-- name: casebook_classes :copy_out run_id lo
-- How many findings of each class the caseworker has.
SELECT f.class, count(*)
FROM result.finding f
WHERE f.run_id = $1 AND f.caseworker_no = ($2 % 100000000)::int
	AND f.household_id >= $2 / 100000000 * 100000000 AND f.household_id < ($2 / 100000000 + 1) * 100000000
GROUP BY f.class
ORDER BY f.class;

-- name: casebook_findings :copy_out run_id lo key as_of month_end_on
-- A page of one class.  氏名 and 生年月日 are of fact.person as known at the run's cut (or at that of the household,
-- when it was done again after the cut), of the person's latest row that begins before the month ends, also when
-- that row has ended since.  The cells that come back with `import dispositions` are compared with these.
SELECT f.household_id * 100 + f.person_no, f.class, coalesce(p.name, ''), p.birth_on, f.recognised_yen,
	f.evidence_yen, f.asked_on, f.answered_on, f.open_days, f.reason, f.steps, f.protected
FROM result.finding_page($1, $2, $3) f
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = f.household_id
LEFT JOIN LATERAL (
	SELECT p.name, p.birth_on FROM fact.person p
	WHERE p.household_id = f.household_id AND p.person_no = f.person_no
		AND p.recorded_at < coalesce(k.as_of, $4) AND p.superseded_at >= coalesce(k.as_of, $4) AND p.valid_from < $5
	ORDER BY p.valid_from DESC LIMIT 1
) p ON true
ORDER BY f.household_id, f.person_no;

-- name: casebook_lines :copy_out run_id lo key
-- The evidence of the same page: both sides, line by line.
SELECT f.household_id * 100 + f.person_no, l.class, l.code, l.term, l.before_yen, l.national_yen, l.employees_yen,
	l.other_yen, l.after_yen, l.before_premium_yen, l.after_premium_yen, l.reason
FROM result.finding_page($1, $2, $3) f
JOIN result.finding_line l ON l.run_id = $1 AND l.household_id = f.household_id AND l.person_no = f.person_no
ORDER BY f.household_id, f.person_no, l.line_no;

-- name: casebook_months :copy_out run_id lo key
-- The worksheet of the same page, month by month.
SELECT f.household_id * 100 + f.person_no, m.kind, m.month_on, m.protected_days, m.declared, m.recognised_yen,
	m.evidence_yen
FROM result.finding_page($1, $2, $3) f
JOIN result.finding_month m ON m.run_id = $1 AND m.household_id = f.household_id AND m.person_no = f.person_no
ORDER BY f.household_id, f.person_no, m.kind, m.month_on;

-- name: casebook_proposals :copy_out run_id lo key
-- The proposals of the same page.
SELECT f.household_id * 100 + f.person_no, p.item_no, p.from_on, p.before_yen, p.after_yen, p.before_premium_yen,
	p.after_premium_yen, p.reason
FROM result.finding_page($1, $2, $3) f
JOIN result.proposal p ON p.run_id = $1 AND p.household_id = f.household_id AND p.person_no = f.person_no
ORDER BY f.household_id, f.person_no, p.item_no;

-- name: casebook_notables :copy_out run_id lo key as_of month_end_on
-- A page of the lists beside the findings, from a person key on.
SELECT n.household_id * 100 + n.person_no, coalesce(p.name, ''), p.birth_on, n.list, n.code, n.due_year, n.reason
FROM (
	SELECT * FROM result.notable n
	WHERE n.run_id = $1 AND n.caseworker_no = ($2 % 100000000)::int
		AND n.household_id >= $2 / 100000000 * 100000000 AND n.household_id < ($2 / 100000000 + 1) * 100000000
		AND (n.household_id, n.person_no) >= ($3 / 100, $3 % 100)
	ORDER BY n.household_id, n.person_no FETCH FIRST 1000 ROWS WITH TIES
) n
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = n.household_id
LEFT JOIN LATERAL (
	SELECT p.name, p.birth_on FROM fact.person p
	WHERE p.household_id = n.household_id AND p.person_no = n.person_no
		AND p.recorded_at < coalesce(k.as_of, $4) AND p.superseded_at >= coalesce(k.as_of, $4) AND p.valid_from < $5
	ORDER BY p.valid_from DESC LIMIT 1
) p ON true
ORDER BY n.household_id, n.person_no, n.list, n.line_no;
