-- What the page about a run shows beside what `status` and `history` read.  Read-only: no lock but the usual
-- one against DROP, and running any of them again changes nothing.  Runner and approver may both ask.

-- name: page_quarantine :many run_id keys_shown
-- What was set aside, by task, rule and reason, with its keys.  Index: quarantine_pkey, waiver_pkey.
SELECT t.name, q.rule, q.message_id, q.reason, w.key IS NOT NULL AS waived, count(*) AS records,
	array_to_string((array_agg(q.key ORDER BY q.key))[:$2::int], ' ') AS keys, greatest(count(*) - $2, 0) AS more
FROM run.quarantine q
JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no
LEFT JOIN run.waiver w ON w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key
WHERE q.run_id = $1
GROUP BY t.task_no, t.name, q.rule, q.message_id, q.reason, w.key IS NOT NULL
ORDER BY t.task_no, waived, q.rule, q.message_id, records DESC, q.reason

-- name: page_holds :many run_id keys_shown
-- What was held, by task, hold and reason, with its keys.  Index: hold_hit_pkey.
SELECT t.name, h.hold, 0 AS message_id, h.reason, false AS waived, count(*) AS records,
	array_to_string((array_agg(h.key ORDER BY h.key))[:$2::int], ' ') AS keys, greatest(count(*) - $2, 0) AS more
FROM run.hold_hit h
JOIN run.task t ON t.run_id = h.run_id AND t.task_no = h.task_no
WHERE h.run_id = $1
GROUP BY t.task_no, t.name, h.hold, h.reason
ORDER BY t.task_no, h.hold, records DESC, h.reason

-- name: page_rate_set :opt run_id
-- The official amounts that the run was planned with.  Index: run_pkey, rate_set_pkey.
SELECT encode(s.sha256, 'hex') AS digest, to_char(s.imported_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS imported, s.cells
FROM run.run r JOIN rate.rate_set s ON s.rate_set_id = r.rate_set_id
WHERE r.run_id = $1

-- name: page_rates :many run_id
-- Cells that hold in the run's month and are not verified, by table.  Index: cell_pkey.
SELECT c.table_name, c.status, count(*) AS cells, min(c.source) AS source
FROM run.run r
JOIN rate.cell c ON c.rate_set_id = r.rate_set_id
WHERE r.run_id = $1 AND c.valid_from < (r.month_on + interval '1 month')::date AND c.valid_to > r.month_on
	AND c.status NOT LIKE 'verified%'
GROUP BY c.table_name, c.status
ORDER BY (c.status LIKE 'estimated%') DESC, c.table_name, c.status

-- name: page_gaps :many run_id
-- Cells that the tables are known to lack in the run's month.  Index: known_gap_pkey.
SELECT g.table_name, g.valid_from::text AS valid_from, g.valid_to::text AS valid_to, g.cells, g.note
FROM run.run r
JOIN rate.known_gap g ON g.rate_set_id = r.rate_set_id
WHERE r.run_id = $1 AND g.valid_from < (r.month_on + interval '1 month')::date AND g.valid_to > r.month_on
ORDER BY g.table_name, g.gap_no
