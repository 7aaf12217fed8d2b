-- 資格重複・券の訂正一覧 (graph coverage): one workbook per caseworker and one per office, before the gate.  All statements only
-- read: no locks beyond those of SELECT, harmless to run again.  A chunk is a caseworker: its key is the office's number
-- times 100,000,000 plus the caseworker's; 99,999,999 is the whole office.  Facts and tickets are those known at the run's
-- cut.  A record is a household in a sheet of a workbook: its key is the household's number, plus 10^15 for tickets, plus
-- 2 * 10^15 in the office's.

-- name: coverage_list_targets :many run_id key_lo key_hi as_of month_on month_end_on
SELECT k.office_id * 100000000 + k.book AS lo, k.office_id * 100000000 + k.book + 1 AS hi, sum(k.households)::bigint AS expected
FROM (
	SELECT l.household_id / 100000000 AS office_id, b.book, count(DISTINCT l.household_id) AS households
	FROM (
		SELECT i.household_id, i.caseworker_no, 1 AS sheet FROM result.coverage_items($1, $2, $3, NULL, $4, $5, $6) i
		UNION ALL
		SELECT t.household_id, t.current_caseworker_no, 2 FROM result.coverage_tickets($1, $2, $3, NULL, $4, $6) t
	) l
	CROSS JOIN LATERAL (VALUES (l.caseworker_no), (99999999)) b (book)
	GROUP BY 1, 2, l.sheet
) k
GROUP BY k.office_id, k.book
ORDER BY k.office_id, k.book;

-- name: coverage_list_balance :one run_id key_lo key_hi as_of month_on month_end_on task_no
-- What the workbooks list, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM (
	SELECT i.household_id AS key FROM result.coverage_items($1, $2, $3, NULL, $4, $5, $6) i
	UNION
	SELECT t.household_id + 1000000000000000 FROM result.coverage_tickets($1, $2, $3, NULL, $4, $6) t
) l
CROSS JOIN (VALUES (0::bigint), (2000000000000000)) b (office)
WHERE NOT EXISTS (SELECT FROM run.quarantine q WHERE q.run_id = $1 AND q.task_no = $7 AND q.key = l.key + b.office);

-- name: coverage_list_head :copy_out lo as_of month_end_on
-- Names of the office and of the caseworker at the end of the month, and the day of the cut in Japan.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2 AND o.valid_from < $3
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	coalesce((
		SELECT w.name FROM fact.caseworker w
		WHERE w.office_id = ($1 / 100000000)::int AND w.caseworker_no = ($1 % 100000000)::int
			AND w.recorded_at < $2 AND w.superseded_at >= $2 AND w.valid_from < $3
		ORDER BY w.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date;

-- name: coverage_list_items :copy_out run_id lo key as_of month_on month_end_on
-- A page of the households from `key` on.  Names are cut to their first character; of somebody under 支援措置 there is none.
-- Days since the first report, or since the office recorded it, at the cut; the day on which aid ended, where it has by the
-- end of the month.
SELECT i.household_id, i.person_no, i.caseworker_no, coalesce(w.name, ''), n.name, c.closed_on, i.kind, i.insurer_no,
	i.qualified_on, i.lost_on, i.reported_on, CASE WHEN i.kind <> 0 THEN greatest(0, (i.as_of AT TIME ZONE 'Asia/Tokyo')::date - i.known_on) ELSE 0 END, i.alone,
	i.replaced, i.held, i.corrected, i.agreeing
FROM (
	SELECT x.* FROM result.coverage_items($1, $3, ($2 / 100000000 + 1) * 100000000,
		nullif($2 % 100000000, 99999999)::int, $4, $5, $6) x
	ORDER BY x.household_id FETCH FIRST 1000 ROWS WITH TIES
) i
LEFT JOIN LATERAL fact.name_on_lists(i.household_id, i.person_no, i.as_of) n ON true
LEFT JOIN LATERAL (
	SELECT CASE WHEN p.valid_to <= $6 THEN p.valid_to END AS closed_on FROM fact.protection p
	WHERE p.household_id = i.household_id AND p.recorded_at < i.as_of AND p.superseded_at >= i.as_of AND p.valid_from < $6
	ORDER BY p.valid_from DESC LIMIT 1
) c ON true
LEFT JOIN LATERAL (
	SELECT o.name FROM fact.caseworker o
	WHERE o.office_id = ($2 / 100000000)::int AND o.caseworker_no = i.caseworker_no AND o.recorded_at < $4
		AND o.superseded_at >= $4 AND o.valid_from < $6
	ORDER BY o.valid_from DESC LIMIT 1
) w ON true
ORDER BY i.household_id, i.person_no, i.kind, i.insurer_no, i.qualified_on;

-- name: coverage_list_tickets :copy_out run_id lo key as_of month_end_on
-- A page of the households from `key` on, with what is to be done about their tickets.  Of somebody under 支援措置 no
-- institution either.
SELECT t.household_id, t.person_no, x.current_caseworker_no, coalesce(w.name, ''), n.name, c.closed_on, t.month_on,
	t.before_issue_no, t.before_revision, t.type, t.service, CASE WHEN n.name IS NOT NULL THEN t.institution_name END,
	coalesce(b.combined, false), t.combined, t.action, t.reason
FROM (
	SELECT y.* FROM result.coverage_tickets($1, $3, ($2 / 100000000 + 1) * 100000000,
		nullif($2 % 100000000, 99999999)::int, $4, $5) y
	ORDER BY y.household_id FETCH FIRST 1000 ROWS WITH TIES
) x
JOIN result.ticket t ON t.run_id = $1 AND t.household_id = x.household_id AND t.line_no = x.line_no
LEFT JOIN result.claim_ticket b ON b.office_id = (t.household_id / 100000000)::int AND b.month_on = t.month_on
	AND b.issue_no = t.before_issue_no AND b.revision = t.before_revision
LEFT JOIN LATERAL fact.name_on_lists(t.household_id, t.person_no, x.as_of) n ON true
LEFT JOIN LATERAL (
	SELECT CASE WHEN p.valid_to <= $5 THEN p.valid_to END AS closed_on FROM fact.protection p
	WHERE p.household_id = t.household_id AND p.recorded_at < x.as_of AND p.superseded_at >= x.as_of AND p.valid_from < $5
	ORDER BY p.valid_from DESC LIMIT 1
) c ON true
LEFT JOIN LATERAL (
	SELECT o.name FROM fact.caseworker o
	WHERE o.office_id = ($2 / 100000000)::int AND o.caseworker_no = x.current_caseworker_no AND o.recorded_at < $4
		AND o.superseded_at >= $4 AND o.valid_from < $5
	ORDER BY o.valid_from DESC LIMIT 1
) w ON true
ORDER BY t.household_id, t.person_no, t.line_no;
