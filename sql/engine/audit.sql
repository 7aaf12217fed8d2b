-- The chain of operator actions (run.action), read to be verified.  All only read, without a lock.

-- name: audit_page :many after_no after_id rows
-- The next rows by number; action_id tells rows apart that were given the same number by force.
-- Index: action_chain_no_key.  The instant in microseconds, as it is in the digest.
SELECT a.chain_no, a.action_id, a.prev_sha256, a.sha256, a.run_id, a.key, a.command, a.reason, a.acted_by,
	(extract(epoch FROM a.acted_at) * 1000000)::bigint
FROM run.action a
WHERE (a.chain_no, a.action_id) > ($1::bigint, $2::bigint)
ORDER BY a.chain_no, a.action_id
LIMIT $3::int

-- name: audit_head :opt
-- The last row's number and digest, to be shown or written down.  Index: action_chain_no_key.
SELECT a.chain_no, encode(a.sha256, 'hex') FROM run.action a ORDER BY a.chain_no DESC LIMIT 1
