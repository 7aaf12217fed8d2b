-- 調査の集計: the supervisor's workbook before the gate of a survey (graphs pension, tax).  All statements only read:
-- no locks beyond those of SELECT, harmless to run again; each reads the run's partitions once per office.
-- The names of office and survey come from casebook_head.

-- name: survey_summary_targets :many run_id office_id
-- One chunk per office; an office where nobody was found gets an empty workbook.
SELECT o.lo, o.hi, o.expected
FROM result.finding_offices($1, $2) o
ORDER BY o.lo;

-- name: survey_summary_balance :one run_id key_lo key_hi
-- Everybody who was found, and what is recognised.
SELECT count(*) AS records, coalesce(sum(f.recognised_yen), 0)::bigint AS yen
FROM result.finding f
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3;

-- name: survey_summary_classes :copy_out run_id lo hi as_of month_end_on
-- Per caseworker and class: persons, what is recognised, and of those about whom something is known, both sides.
SELECT f.caseworker_no, coalesce(w.name, ''), f.class, f.persons, f.recognised, f.compared, f.evidence
FROM (
	SELECT f.caseworker_no, f.class, count(*) AS persons, sum(f.recognised_yen)::bigint AS recognised,
		coalesce(sum(f.recognised_yen) FILTER (WHERE f.evidence_yen IS NOT NULL), 0)::bigint AS compared,
		coalesce(sum(f.evidence_yen), 0)::bigint AS evidence
	FROM result.finding f
	WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3
	GROUP BY f.caseworker_no, f.class
) f
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = f.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $5
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY f.caseworker_no, f.class;

-- name: survey_summary_ages :copy_out run_id lo hi
-- Per caseworker: requests without an answer, by the days since they were asked.
SELECT f.caseworker_no, count(*) FILTER (WHERE f.open_days <= 30), count(*) FILTER (WHERE f.open_days BETWEEN 31 AND 60),
	count(*) FILTER (WHERE f.open_days BETWEEN 61 AND 90), count(*) FILTER (WHERE f.open_days > 90)
FROM result.finding f
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3 AND f.asked_on IS NOT NULL AND f.answered_on IS NULL
GROUP BY f.caseworker_no
ORDER BY f.caseworker_no;

-- name: survey_summary_proposals :copy_out run_id lo hi
-- Per caseworker: proposals, yen a year before and after, premiums a month before and after.
SELECT f.caseworker_no, count(*), sum(p.before_yen)::bigint, sum(p.after_yen)::bigint,
	sum(p.before_premium_yen)::bigint, sum(p.after_premium_yen)::bigint
FROM result.proposal p
JOIN result.finding f ON f.run_id = $1 AND f.household_id = p.household_id AND f.person_no = p.person_no
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
GROUP BY f.caseworker_no
ORDER BY f.caseworker_no;

-- name: survey_summary_notables :copy_out run_id lo hi
-- The lists beside the classes: entries and years.
SELECT n.list, n.due_year, count(*)
FROM result.notable n
WHERE n.run_id = $1 AND n.household_id >= $2 AND n.household_id < $3
GROUP BY n.list, n.due_year
ORDER BY n.list, n.due_year;

-- name: survey_summary_inquiries :copy_out run_id lo hi as_of month_on
-- Who was asked (exclusion 0) and who was not, by reason: entries of the confirmed inquiry runs of the twelve months
-- to this one that were confirmed before the cut, on the subjects of the survey and those of no subject.  Each run's
-- partition is read once.
SELECT x.exclusion, sum(x.entries)::bigint
FROM (
	SELECT coalesce((SELECT f.survey FROM result.finding f WHERE f.run_id = $1 ORDER BY f.household_id, f.person_no LIMIT 1), 1) AS survey
) s
CROSS JOIN (
	SELECT r.run_id FROM run.run r
	JOIN result.claim_inquiry_run c ON c.run_id = r.run_id AND c.recorded_at < $4
	WHERE r.month_on <= $5 AND r.month_on > $5::date - interval '12 months'
) r
CROSS JOIN LATERAL (
	SELECT q.exclusion, count(*) AS entries
	FROM result.inquiry q
	WHERE q.run_id = r.run_id AND q.household_id >= $2 AND q.household_id < $3
		AND (q.subject = 0 OR (q.subject = 4) = (s.survey = 2))
	GROUP BY q.exclusion
) x
GROUP BY x.exclusion
ORDER BY x.exclusion;

-- name: survey_summary_set_aside :copy_out run_id lo as_of month_on
-- Answers that were set aside when the office's files of the twelve months to this one were imported, by rule.
SELECT q.rule, count(*)
FROM (
	SELECT coalesce((SELECT f.survey FROM result.finding f WHERE f.run_id = $1 ORDER BY f.household_id, f.person_no LIMIT 1), 1) AS survey
) s
JOIN fact.answer_file a ON (a.subject = 4) = (s.survey = 2)
JOIN fact.import i ON i.import_id = a.import_id
JOIN fact.import_quarantine q ON q.import_id = a.import_id
WHERE a.office_id = $2 / 100000000 AND i.imported_at < $3 AND a.made_on > $4::date - interval '12 months'
GROUP BY q.rule
ORDER BY q.rule;
