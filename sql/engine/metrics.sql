-- What the Prometheus text file says.  Reads only, no lock; running it again reads the ledger again.

-- name: metrics_runs :many
-- The newest run of each graph and office, and when the last one was done well.  Index:
-- run_graph_office_id_month_on_edition_key.  Instants in seconds since 1970.
SELECT DISTINCT ON (r.graph, r.office_id) r.graph, r.office_id, r.execution, r.run_id,
	to_char(r.month_on, 'YYYYMM')::int AS month, r.edition,
	(extract(epoch FROM coalesce(r.ended_at, clock_timestamp()) - r.created_at) * 1000)::bigint AS milliseconds,
	extract(epoch FROM r.created_at)::bigint AS began, extract(epoch FROM r.ended_at)::bigint AS ended,
	(SELECT extract(epoch FROM max(d.ended_at))::bigint FROM run.run d
		WHERE d.graph = r.graph AND d.office_id = r.office_id AND d.execution = 'done') AS last_success,
	coalesce((SELECT a.exit_code FROM run.attempt a WHERE a.run_id = r.run_id ORDER BY a.attempt_no DESC LIMIT 1),
		r.exit_code, 0) AS exit_code,
	(SELECT coalesce(max(t.n_read), 0) FROM run.task t WHERE t.run_id = r.run_id) AS records,
	(SELECT coalesce(sum(t.n_quarantined), 0)::bigint FROM run.task t WHERE t.run_id = r.run_id) AS quarantined,
	(SELECT coalesce(sum(t.n_held), 0)::bigint FROM run.task t WHERE t.run_id = r.run_id) AS held,
	(SELECT coalesce(sum(t.n_warnings), 0)::bigint FROM run.task t WHERE t.run_id = r.run_id) AS warnings,
	(SELECT count(*) FROM run.incident i WHERE i.run_id = r.run_id) AS incidents,
	(SELECT count(*) FROM run.alarm m WHERE m.run_id = r.run_id) AS alarms,
	(SELECT count(*) FROM run.attempt a WHERE a.run_id = r.run_id) AS attempts
FROM run.run r
ORDER BY r.graph, r.office_id, r.run_id DESC

-- name: metrics_tasks :many run_id
-- The tasks of one of them.  Index: task_pkey.
SELECT t.name, t.state,
	(extract(epoch FROM coalesce(t.ended_at, clock_timestamp()) - t.started_at) * 1000)::bigint AS milliseconds,
	t.expected, t.n_read, t.n_written, t.n_quarantined, t.n_held, t.yen
FROM run.task t WHERE t.run_id = $1 ORDER BY t.task_no

-- name: metrics_mail :one
-- Pieces of mailings that are late today, in Japan, and not accounted for.
SELECT coalesce(sum(o.open), 0) FROM run.mail_overdue((clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) o
