-- 照会ファイル: what leaves for the information-linkage server.  Only what was recorded as asked when the run was
-- confirmed (result.claim_inquiry); so an answer finds its request, and no request leaves that has no row there.
-- All statements only read: no locks beyond those of SELECT, harmless to run again.  A run's requests are a
-- range of claim_inquiry_pkey, since their numbers begin with the run's.

-- name: inquiry_request_targets :many run_id office_id
-- One chunk per office; the run's own also when nothing is asked there.  What was approved, also where it was left
-- out since.  First what may not leave any more is withdrawn, once (run.withdraw_inquiries).
WITH looked AS MATERIALIZED (
	SELECT run.withdraw_inquiries($1::int) IS NULL
)
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, sum(o.requests)::bigint AS expected
FROM (
	SELECT i.household_id / 100000000 AS office_id, count(*) AS requests
	FROM result.inquiry i WHERE i.run_id = $1 AND i.exclusion = 0 GROUP BY 1
	UNION ALL
	SELECT r.office_id::bigint, 0 FROM run.run r WHERE r.run_id = $1 AND r.office_id = $2 AND r.office_id <> 0
) o
CROSS JOIN looked
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: inquiry_request_balance :one run_id key_lo key_hi task_no
-- What the files hold, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM result.claim_inquiry c
WHERE c.request_id >= lpad($1::int::text, 7, '0') AND c.request_id < lpad(($1::int + 1)::text, 7, '0')
	AND c.household_id >= $2 AND c.household_id < $3 AND c.withdrawn_at = 'infinity'
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4
		AND x.key = substr(c.request_id, 8, 11)::bigint);

-- name: inquiry_request_files :copy_out run_id lo hi as_of
-- The files of an office: procedure, condition, subject, and the day of the cut in Japan.
SELECT c.procedure_no, c.condition, c.subject, ($4::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
FROM result.claim_inquiry c
WHERE c.request_id >= lpad($1::int::text, 7, '0') AND c.request_id < lpad(($1::int + 1)::text, 7, '0')
	AND c.household_id >= $2 AND c.household_id < $3 AND c.withdrawn_at = 'infinity'
GROUP BY c.procedure_no, c.condition, c.subject
ORDER BY c.procedure_no COLLATE "C", c.condition, c.subject;

-- name: inquiry_request_page :copy_out run_id lo hi key
-- A page of the office's requests in the order of their ids, from `key` on: chunk and number within the run.
SELECT substr(c.request_id, 8, 11)::bigint, c.request_id, c.linkage_no, c.procedure_no, c.purpose, c.condition,
	c.from_on, c.to_on, i.nondisclosure
FROM (
	SELECT * FROM result.claim_inquiry c
	WHERE c.request_id >= lpad($1::int::text, 7, '0') || lpad($4::bigint::text, 11, '0')
		AND c.request_id < lpad(($1::int + 1)::text, 7, '0')
		AND c.household_id >= $2 AND c.household_id < $3 AND c.withdrawn_at = 'infinity'
	ORDER BY c.request_id LIMIT 5000
) c
JOIN result.inquiry i ON i.run_id = $1 AND i.household_id = c.household_id AND i.person_no = c.person_no
	AND i.request_id = c.request_id
ORDER BY c.request_id;

-- name: inquiry_request_left :copy_out run_id lo hi key
-- A page of what was approved and is not asked: left out when it was confirmed, or withdrawn since.
SELECT substr(i.request_id, 8, 11)::bigint
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3 AND i.exclusion = 0
	AND i.request_id >= lpad($1::int::text, 7, '0') || lpad($4::bigint::text, 11, '0')
	AND NOT EXISTS (SELECT FROM result.claim_inquiry c WHERE c.request_id = i.request_id AND c.withdrawn_at = 'infinity')
ORDER BY i.request_id
LIMIT 5000;
