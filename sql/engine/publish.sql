-- What belongs to the files of a run, when its set is closed.

-- name: publish_sessions :many run_id
-- The names of the workers of the run that have a session now, on whatever host.  Reads only.
SELECT split_part(a.application_name, ' ', 4) FROM pg_stat_activity a
WHERE starts_with(a.application_name, 'getsuji run ' || $1 || ' ')
ORDER BY 1

-- name: publish_leftovers :many run_id
-- Files whose rows a rerun undid and that were not made again.  Index: leftover_pkey, artifact's key.
SELECT l.name FROM run.leftover l
WHERE l.run_id = $1 AND NOT EXISTS (SELECT FROM run.artifact a WHERE a.run_id = $1 AND a.name = l.name)
ORDER BY l.name COLLATE "C"

-- name: publish_leftovers_gone :exec run_id
-- After the manifest was written without them.  Harmless again.
DELETE FROM run.leftover WHERE run_id = $1
