-- How long tasks took.  Read-only: doing either again is harmless.

-- name: forecast_history :many graph office_id before_run_id runs
-- Tasks of the last runs of the graph and office that were done.  Index: run_graph_office_id_month_on_edition_key,
-- task_pkey, attempt_pkey, chunk_pkey.  A gate waits for persons, so it tells nothing.  A task took what it was at
-- work in the run's attempts, not the days between them; an attempt that was lost ends with its last chunk.
SELECT t.name, CASE WHEN NOT EXISTS (SELECT FROM run.attempt a WHERE a.run_id = r.run_id)
	THEN (1000 * extract(epoch FROM t.ended_at - t.started_at))::bigint
	ELSE (
		SELECT coalesce(sum(1000 * extract(epoch FROM greatest(least(t.ended_at, w.until) - greatest(t.started_at,
			w.began_at), interval '0'))), 0)::bigint
		FROM (
			SELECT a.began_at, CASE WHEN a.ended_at IS NOT NULL THEN a.ended_at
				WHEN a.next_at IS NULL THEN 'infinity'
				ELSE (SELECT max(k.done_at) FROM run.chunk k WHERE k.run_id = r.run_id AND k.task_no = t.task_no
					AND k.done_at < a.next_at) END AS until
			FROM (
				SELECT b.began_at, b.ended_at, lead(b.began_at) OVER (ORDER BY b.attempt_no) AS next_at
				FROM run.attempt b WHERE b.run_id = r.run_id
			) a
		) w
		WHERE w.until > w.began_at
	) END AS ms, t.expected
FROM (
	SELECT r.run_id FROM run.run r
	WHERE r.graph = $1 AND r.office_id = $2 AND r.execution = 'done' AND r.run_id < $3
	ORDER BY r.run_id DESC LIMIT $4
) r
JOIN run.task t ON t.run_id = r.run_id AND t.state = 'done' AND t.kind <> 'gate'
WHERE t.started_at IS NOT NULL AND t.ended_at >= t.started_at
ORDER BY r.run_id DESC, t.task_no

-- name: forecast_instant :one seconds
-- An instant so many seconds from now, by the server's clock.
SELECT to_char((clock_timestamp() + $1::bigint * interval '1 second') AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS')
