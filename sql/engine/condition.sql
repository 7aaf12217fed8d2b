-- What `wait:` asks the database.  Read-only: doing any of them again is harmless.

-- name: condition_clock :one
-- The server's clock, so that a client's clock that jumps has no effect, and today's date in Japan.
SELECT extract(epoch FROM clock_timestamp())::bigint, (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date

-- name: condition_run :opt graph office_id month_on state
-- The latest edition, of the office or of all offices (0); of two, the one that is as it should be.  One that was taken
-- back is neither done nor confirmed: what waits for it waits for the next.
-- Index: run_graph_office_id_month_on_edition_key.
SELECT r.run_id, CASE r.decision WHEN 'reversed' THEN r.decision ELSE r.execution END AS execution, r.decision
FROM run.run r
WHERE r.graph = $1 AND r.office_id IN ($2, 0) AND r.month_on = $3
ORDER BY r.edition DESC, (r.decision <> 'reversed' AND $4::text IN (r.execution, r.decision)) DESC, r.office_id DESC
LIMIT 1
