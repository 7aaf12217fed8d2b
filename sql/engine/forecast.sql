-- How long tasks took.  Read-only: doing either again is harmless.

-- name: forecast_history :many graph office_id before_run_id runs
-- Tasks of the last runs of the graph and office that were done.  Index: run_graph_office_id_month_on_edition_key,
-- task_pkey.  A gate waits for persons, so it tells nothing.
SELECT t.name, (1000 * extract(epoch FROM t.ended_at - t.started_at))::bigint AS ms, t.expected
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
SELECT to_char(clock_timestamp() + $1::bigint * interval '1 second', 'YYYY-MM-DD HH24:MI:SS')
