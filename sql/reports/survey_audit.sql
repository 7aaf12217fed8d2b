-- 調査の統計: what auditors see of a survey after its gate (graphs pension, tax): numbers only, nobody's data.
-- Dispositions are those known when the run froze its holds (run.hold_cut), as `adopt` reads them, so that doing
-- a chunk again finds the same.  Reads only, but for the freezing, which happens once per run.
-- The names of office and survey come from casebook_head, inquiries from survey_summary_inquiries.

-- name: survey_audit_targets :many run_id office_id
-- One chunk per office.  Freezes who is held, if nobody has yet: that instant is the second cut.
WITH frozen AS MATERIALIZED (
	SELECT count(*) AS holds FROM run.freeze_holds($1::int)
)
SELECT o.lo, o.hi, o.expected
FROM result.finding_offices($1, $2) o
CROSS JOIN frozen
ORDER BY o.lo;

-- name: survey_audit_balance :one run_id key_lo key_hi
-- Everybody who was found.
SELECT count(*) AS records, 0::bigint AS yen
FROM result.finding f
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3;

-- name: survey_audit_classes :copy_out run_id lo hi
-- Per class: persons, asked, answered, with a disposition, and each disposition (matching.h).
SELECT f.class, count(*), count(f.asked_on), count(f.answered_on), count(d.disposition),
	count(*) FILTER (WHERE d.disposition = 1), count(*) FILTER (WHERE d.disposition = 2),
	count(*) FILTER (WHERE d.disposition = 3), count(*) FILTER (WHERE d.disposition = 4),
	count(*) FILTER (WHERE d.disposition = 5), count(*) FILTER (WHERE d.disposition = 6)
FROM result.finding f
JOIN run.hold_cut h ON h.run_id = $1
LEFT JOIN fact.disposition d ON d.household_id = f.household_id AND d.person_no = f.person_no AND d.run_id = $1
	AND d.recorded_at < h.taken_at AND d.superseded_at >= h.taken_at
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3
GROUP BY f.class
ORDER BY f.class;

-- name: survey_audit_procedures :copy_out run_id lo hi
-- Per procedure: asked, answered, days from asking to the answer (least, median, most), and the most days that an
-- unanswered one has been open.  NULL: none.
SELECT k.procedure_no, count(*), count(f.answered_on),
	min(f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	percentile_disc(0.5) WITHIN GROUP (ORDER BY f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	max(f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	max(f.open_days) FILTER (WHERE f.answered_on IS NULL)
FROM result.finding f
JOIN result.claim_inquiry k ON k.request_id = f.request_id
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3 AND f.asked_on IS NOT NULL
GROUP BY k.procedure_no
ORDER BY k.procedure_no COLLATE "C";

-- name: survey_audit_caseworkers :copy_out run_id lo hi
-- Per caseworker: persons, asked, answered, days as above, persons with a disposition.
SELECT f.caseworker_no, count(*), count(f.asked_on), count(f.answered_on),
	min(f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	percentile_disc(0.5) WITHIN GROUP (ORDER BY f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	max(f.open_days) FILTER (WHERE f.answered_on IS NOT NULL),
	max(f.open_days) FILTER (WHERE f.asked_on IS NOT NULL AND f.answered_on IS NULL),
	count(d.disposition)
FROM result.finding f
JOIN run.hold_cut h ON h.run_id = $1
LEFT JOIN fact.disposition d ON d.household_id = f.household_id AND d.person_no = f.person_no AND d.run_id = $1
	AND d.recorded_at < h.taken_at AND d.superseded_at >= h.taken_at
WHERE f.run_id = $1 AND f.household_id >= $2 AND f.household_id < $3
GROUP BY f.caseworker_no
ORDER BY f.caseworker_no;

-- name: survey_audit_adoptions :copy_out run_id lo hi
-- Proposals by what became of them, and their yen a year before and after; a reason says why not.
SELECT a.adopted, a.reason, count(*), sum(p.before_yen)::bigint, sum(p.after_yen)::bigint
FROM result.adoption a
JOIN result.proposal p ON p.run_id = $1 AND p.household_id = a.household_id AND p.person_no = a.person_no
	AND p.item_no = a.item_no
WHERE a.run_id = $1 AND a.household_id >= $2 AND a.household_id < $3
GROUP BY a.adopted, a.reason
ORDER BY a.adopted DESC, a.reason COLLATE "C";

-- name: survey_audit_letters :copy_out run_id lo hi
-- Letters to institutions; always one row.
SELECT count(*)
FROM result.letter l
WHERE l.run_id = $1 AND l.household_id >= $2 AND l.household_id < $3;
