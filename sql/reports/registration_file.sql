-- 登録ファイル: what leaves for the online eligibility check.  Only what run.send_registrations() made an upload
-- (result.claim_upload); so an answer finds its record, and no record leaves that has no row there.  All statements only
-- read: no locks beyond those of SELECT, harmless to run again.  Index: claim_upload_pkey.

-- name: registration_file_targets :many run_id office_id
-- One chunk per office of which anything was to be sent, also where all of it was left to the next upload.
SELECT (g.household_id / 100000000) * 100000000 AS lo, (g.household_id / 100000000 + 1) * 100000000 AS hi, count(*) AS expected
FROM result.registration g
WHERE g.run_id = $1 AND g.outcome = 1 AND ($2 = 0 OR g.household_id / 100000000 = $2)
GROUP BY g.household_id / 100000000
ORDER BY 1;

-- name: registration_file_balance :one run_id key_lo key_hi task_no
-- What the files hold, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM result.claim_upload u
WHERE u.run_id = $1 AND u.office_id >= $2::bigint / 100000000 AND u.office_id <= ($3::bigint - 1) / 100000000
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4
		AND x.key = u.office_id * 100000000::bigint + u.place);

-- name: registration_file_head :copy_out run_id lo as_of
-- How many records the office's upload has, and the day of the cut in Japan.
SELECT (SELECT count(*) FROM result.claim_upload u WHERE u.run_id = $1 AND u.office_id = $2 / 100000000),
	($3::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
ORDER BY 1;

-- name: registration_file_page :copy_out run_id lo key
-- A page of the upload in its order, from `key` on: the record's key in the quarantine (office * 100,000,000 + place).
SELECT u.office_id * 100000000::bigint + u.place, c.item, c.action, c.record_no, c.replaces_no, c.run_id <> u.run_id, c.content
FROM (
	SELECT u.* FROM result.claim_upload u
	WHERE u.run_id = $1 AND u.office_id = $2 / 100000000 AND u.place >= $3::bigint % 100000000
	ORDER BY u.place LIMIT 5000
) u
JOIN result.claim_registration c ON c.record_no = u.record_no
ORDER BY u.place;

-- name: registration_file_left :copy_out run_id lo hi
-- What was approved and is left to the next upload: held since, or changed since the cut.  Known by household and line.
SELECT x.household_id * 100000 + x.line_no, x.refusal
FROM result.registration_refusal x
WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3
ORDER BY x.household_id, x.line_no;
