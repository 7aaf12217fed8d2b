-- 過去の診療月の確認: tickets of months before the run's, of which something became known since they were looked at
-- (result.ticket_past).  All statements only read: no locks beyond those of SELECT, harmless to run again.  Everything is
-- as known at the run's cut.  A record is a household and service month: its key is the household's number times 100 plus
-- the month's place in the year before.

-- name: ticket_past_targets :many key_lo key_hi as_of month_on
-- One chunk per office with such a ticket; none where there is nothing.
SELECT t.office_id * 100000000 AS lo, (t.office_id + 1) * 100000000 AS hi, t.n AS expected
FROM (
	SELECT p.household_id / 100000000 AS office_id, count(DISTINCT p.record_key) AS n
	FROM result.ticket_past($1, $2, $3, $4) p GROUP BY 1
) t
ORDER BY t.office_id;

-- name: ticket_past_balance :one run_id key_lo key_hi as_of month_on task_no
-- What the workbooks list, but for what was set aside.
SELECT count(DISTINCT p.record_key) AS records, 0::bigint AS yen
FROM result.ticket_past($2, $3, $4, $5) p
WHERE NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $6 AND x.key = p.record_key);

-- name: ticket_past_head :copy_out lo as_of month_end_on
-- Always one row: the office's name at the end of the month, and the day of the cut in Japan.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $3
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date;

-- name: ticket_past_page :copy_out office_id lo hi as_of month_on month_end_on key
-- A page by month, caseworker and case, from the place `key` on, with the next edition of graph vouchers of each month in the
-- run's scope.  Names are cut to their first character; of whoever is handled in-house (支援措置) neither name nor institution.
SELECT p.sort_key, p.record_key, p.household_id, p.person_no, p.caseworker_no, coalesce(w.name, ''),
	CASE WHEN i.household_id IS NULL THEN n.name END, p.month_on, p.issue_no, p.type, p.service,
	CASE WHEN i.household_id IS NULL AND n.name IS NOT NULL THEN p.institution_code END,
	CASE WHEN i.household_id IS NULL AND n.name IS NOT NULL THEN p.institution_name END, p.what,
	(p.changed_at AT TIME ZONE 'Asia/Tokyo')::date, coalesce(e.edition, 0) + 1
FROM (
	SELECT x.* FROM result.ticket_past($2, $3, $4, $5) x
	WHERE x.sort_key >= $7
	ORDER BY x.sort_key FETCH FIRST 2000 ROWS WITH TIES
) p
LEFT JOIN (
	SELECT DISTINCT ON (c.caseworker_no) c.caseworker_no, c.name
	FROM fact.caseworker c
	WHERE c.office_id = ($2 / 100000000)::int AND c.recorded_at < $4 AND c.superseded_at >= $4 AND c.valid_from < $6
	ORDER BY c.caseworker_no, c.valid_from DESC
) w ON w.caseworker_no = p.caseworker_no
LEFT JOIN (
	SELECT r.month_on, max(r.edition) AS edition
	FROM run.run r
	WHERE r.graph = 'vouchers' AND r.office_id = $1 AND r.created_at < $4
	GROUP BY r.month_on
) e ON e.month_on = p.month_on
LEFT JOIN fact.inhouse($4, ($5::date - interval '11 months')::date) i ON i.household_id = p.household_id
	AND i.person_no = p.person_no
LEFT JOIN LATERAL fact.name_on_lists(p.household_id, p.person_no, $4) n ON true
ORDER BY p.sort_key, p.issue_no;
