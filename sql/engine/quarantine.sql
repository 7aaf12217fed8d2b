-- quarantine RUN list, show, waive.  Who may is decided by grants; what is tried again by schema step 009.

-- name: quarantine_count :one run_id
-- How many records are set aside, and how many of them a person left out.  No lock; index quarantine_pkey.
SELECT count(*), count(w.key)
FROM run.quarantine q
LEFT JOIN run.waiver w ON w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key
WHERE q.run_id = $1

-- name: quarantine_list :many run_id key how_many
-- The records in order, or one of them (key 0: all), with the chunk they stood in and who left them out.
-- No lock; indexes quarantine_pkey, chunk_pkey, waiver_pkey.
SELECT t.name, q.key, q.rule, q.message_id, q.reason, q.chunk_no, coalesce(c.worker, '') AS worker,
	to_char(c.done_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS done,
	to_char(coalesce(c.as_of, r.as_of) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS cut,
	coalesce(w.waived_by, '') AS waived_by, to_char(w.waived_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS waived,
	coalesce(w.reason, '') AS why, t.in_digest AND r.decision NOT IN ('none', 'computed') AS decided
FROM run.quarantine q
JOIN run.run r ON r.run_id = q.run_id
JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no
LEFT JOIN run.chunk c ON c.run_id = q.run_id AND c.task_no = q.task_no AND c.chunk_no = q.chunk_no
LEFT JOIN run.waiver w ON w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key
WHERE q.run_id = $1 AND $2::bigint IN (0, q.key)
ORDER BY q.task_no, q.key, q.rule
LIMIT $3

-- name: quarantine_waive :many run_id key reason
-- In every task that set the record aside.  Again it changes nothing: the first reason stays.
INSERT INTO run.waiver (run_id, task_no, key, reason)
SELECT DISTINCT q.run_id, q.task_no, q.key, $3
FROM run.quarantine q
WHERE q.run_id = $1 AND q.key = $2
ON CONFLICT DO NOTHING
RETURNING task_no
