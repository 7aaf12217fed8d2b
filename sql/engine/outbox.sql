-- The outbox: events that were committed with what they tell of, on their way to the notification hook.

-- name: outbox_claim :opt after_event_id
-- The next event that was not sent, locked (SKIP LOCKED) until its program has ended: another sender passes
-- it by.  Index: outbox_unsent (partial), run_pkey.  A claim that is rolled back is claimed again.
SELECT o.event_id, o.run_id, r.execution, r.decision, coalesce(encode(r.results_digest, 'hex'), '') AS digest,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive
FROM run.outbox o
JOIN run.run r ON r.run_id = o.run_id
WHERE o.sent_at IS NULL AND o.event_id > $1
ORDER BY o.event_id LIMIT 1 FOR UPDATE OF o SKIP LOCKED

-- name: outbox_message :one event_id next
-- What the program is told.  Index: outbox_pkey; reads only.
SELECT jsonb_build_object('event_id', o.event_id, 'next', $2::text) || o.payload FROM run.outbox o WHERE o.event_id = $1

-- name: outbox_taken :exec event_id taken
-- In the transaction of the claim.  Again it counts a try more, which is what it was.
UPDATE run.outbox SET tries = tries + 1, sent_at = CASE WHEN $2 THEN clock_timestamp() END WHERE event_id = $1

-- name: outbox_left :one
-- How many are not sent.  Index: outbox_unsent; reads only.
SELECT count(*) FROM run.outbox WHERE sent_at IS NULL
