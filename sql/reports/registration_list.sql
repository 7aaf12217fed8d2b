-- 登録一覧: what would be sent, who is not registered and why, what was rejected, the cut-off day.  All statements only
-- read: no locks beyond those of SELECT, harmless to run again.  Results are read through the run's partition (pruned by
-- run_id = $1) with its unique index; facts by their primary keys, as they were known at the cut.  A row's key is
-- household_id * 100,000 + line_no.

-- name: registration_list_targets :many run_id office_id
-- One chunk per office with anything to say; the run's own also when there is nothing, if it has its settings.
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, sum(o.records)::bigint AS expected
FROM (
	SELECT g.household_id / 100000000 AS office_id, count(*) AS records
	FROM result.registration g WHERE g.run_id = $1 GROUP BY 1
	UNION ALL
	SELECT r.office_id::bigint, 0 FROM run.run r
	WHERE r.run_id = $1 AND r.office_id = $2 AND r.office_id <> 0 AND EXISTS (SELECT FROM fact.ticket_office o
		WHERE o.office_id = r.office_id AND o.recorded_at < r.as_of AND o.superseded_at >= r.as_of)
) o
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: registration_list_balance :one run_id key_lo key_hi task_no
-- What the sheets list, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM result.registration g
WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4
		AND x.key = g.household_id * 100000 + g.line_no);

-- name: registration_list_head :copy_out lo as_of month_on month_end_on
-- Always one row: the office's name at the end of the month, the day of the cut in Japan, the cut-off day of the month
-- (its last day where it is shorter; NULL: no settings).
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2::timestamptz AT TIME ZONE 'Asia/Tokyo')::date,
	(
		SELECT least($3::date + p.upload_day - 1, $4::date - 1) FROM fact.ticket_office p
		WHERE p.office_id = ($1 / 100000000)::int AND p.recorded_at < $2 AND p.superseded_at >= $2
			AND p.valid_from <= $3 AND p.valid_to > $3);

-- name: registration_list_counts :copy_out run_id lo hi
-- Records by what they are about, what is done and what becomes of it, and how many of them are sent once more or take
-- the place of another.
SELECT g.item, g.action, g.outcome, count(*), count(*) FILTER (WHERE g.again), count(*) FILTER (WHERE g.replaces_no <> '')
FROM result.registration g
WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3
GROUP BY g.item, g.action, g.outcome
ORDER BY g.item, g.action, g.outcome;

-- name: registration_list_persons :copy_out lo hi as_of month_on month_end_on
-- Persons on aid on a day of the month.
SELECT count(*)
FROM (
	SELECT DISTINCT p.household_id, p.person_no
	FROM fact.protection a
	JOIN fact.person p ON p.household_id = a.household_id AND p.recorded_at < $3 AND p.superseded_at >= $3
		AND greatest(p.valid_from, a.valid_from, $4) < least(p.valid_to, a.valid_to, $5)
	WHERE a.household_id >= $1 AND a.household_id < $2 AND a.state = 1 AND a.recorded_at < $3 AND a.superseded_at >= $3
		AND a.valid_from < $5 AND a.valid_to > $4 AND p.household_id >= $1 AND p.household_id < $2
) x
ORDER BY 1;

-- name: registration_list_unregistered :copy_out run_id lo hi month_on
-- Of the persons on aid in the month, those who are not registered, by what becomes of them.  The seventh value of a
-- person's content is the day of the loss (include/getsuji/registration.h).
SELECT g.outcome, count(*)
FROM result.registration g
WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3 AND g.item = 1 AND g.action = 1
	AND (split_part(g.content, E'\n', 7) = '' OR split_part(g.content, E'\n', 7) > to_char($4::date, 'YYYYMMDD'))
GROUP BY g.outcome
ORDER BY g.outcome;

-- name: registration_list_sent :copy_out run_id lo hi key
-- A page of what is sent, from `key` on.
SELECT g.household_id * 100000 + g.line_no, g.record_no, g.caseworker_no, g.person_no, g.item, g.item_key, g.action,
	g.again, g.replaces_no, split_part(g.content, E'\n', 2) = '1'
FROM result.registration g
WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3 AND g.outcome = 1
	AND (g.household_id, g.line_no) >= ($4::bigint / 100000, $4::bigint % 100000)
ORDER BY g.household_id, g.line_no
LIMIT 5000;

-- name: registration_list_left :copy_out run_id lo hi as_of month_end_on key
-- A page of what is not sent, because it was rejected or is held, with the first character of the name.
SELECT g.household_id * 100000 + g.line_no, g.record_no, g.caseworker_no, coalesce(w.name, ''), g.person_no, n.name, g.item,
	g.item_key, g.action, g.outcome, g.error_code, g.sent_on
FROM (
	SELECT * FROM result.registration g
	WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3 AND g.outcome <> 1
		AND (g.household_id, g.line_no) >= ($6::bigint / 100000, $6::bigint % 100000)
	ORDER BY g.household_id, g.line_no LIMIT 5000
) g
LEFT JOIN fact.name_on_lists(g.household_id, g.person_no, $4) n ON true
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = g.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $5
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY g.household_id, g.line_no;

-- name: registration_list_missing :copy_out run_id lo hi as_of month_on month_end_on key
-- A page of who is not registered: as registration_list_unregistered counts them, with the first character of the name
-- and the medical and dispensing tickets of the month and the next that are out.  Persons who have such come first: the
-- others' keys are greater by 10^18.
SELECT g.sort_key, g.caseworker_no, coalesce(w.name, ''), g.person_no, n.name, g.outcome, g.again, g.replaces_no <> '',
	g.error_code, g.sent_on, g.tickets
FROM (
	SELECT g.*, t.tickets, k.sort_key
	FROM result.registration g
	CROSS JOIN LATERAL (SELECT count(*) AS tickets FROM result.claim_ticket t
		WHERE t.household_id = g.household_id AND t.person_no = g.person_no AND t.month_on >= $5 AND t.month_on <= $6
			AND t.type IN (1, 2) AND t.recorded_at < $4 AND t.cancelled_at >= $4) t
	CROSS JOIN LATERAL (SELECT CASE t.tickets WHEN 0 THEN 1000000000000000000 ELSE 0 END
		+ g.household_id * 100000 + g.line_no AS sort_key) k
	WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3 AND g.item = 1 AND g.action = 1
		AND (split_part(g.content, E'\n', 7) = '' OR split_part(g.content, E'\n', 7) > to_char($5::date, 'YYYYMMDD'))
		AND k.sort_key >= $7
	ORDER BY k.sort_key LIMIT 5000
) g
LEFT JOIN fact.name_on_lists(g.household_id, g.person_no, $4) n ON true
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = g.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $6
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY g.sort_key;

-- name: registration_list_missing_tickets :copy_out run_id lo hi as_of month_on month_end_on
-- How many of those tickets the persons who are not registered have.
SELECT count(*)
FROM result.registration g
JOIN result.claim_ticket t ON t.household_id = g.household_id AND t.person_no = g.person_no AND t.household_id >= $2
	AND t.household_id < $3 AND t.month_on >= $5 AND t.month_on <= $6 AND t.type IN (1, 2) AND t.recorded_at < $4
	AND t.cancelled_at >= $4
WHERE g.run_id = $1 AND g.household_id >= $2 AND g.household_id < $3 AND g.item = 1 AND g.action = 1
	AND (split_part(g.content, E'\n', 7) = '' OR split_part(g.content, E'\n', 7) > to_char($5::date, 'YYYYMMDD'))
ORDER BY 1;
