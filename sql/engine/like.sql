-- run --like RUN.

-- name: like_run :opt run_id
-- What a run was asked for, and what it was planned with.  Index: run_pkey.  Read-only.
SELECT r.graph, r.office_id, r.month_on, r.edition, r.graph_sha256, coalesce(r.rate_set_id, 0), r.execution,
	coalesce((SELECT max(s.rate_set_id) FROM rate.rate_set s), 0)
FROM run.run r WHERE r.run_id = $1
