-- The schema's own ledger: which steps of sql/schema/ this database has (engine/db/migrate.c).

-- name: migrate_lock :exec
-- A session advisory lock (70 migrate, 71 run numbers, 72 runs): only one migrates; the other waits and
-- then finds nothing to do.
SELECT pg_advisory_lock(70, 1);

-- name: migrate_unlock :exec
-- Lets the next one in; the end of the session would, too.
SELECT pg_advisory_unlock(70, 1);

-- name: migrate_ledger_exists :one
-- No lock; read-only.
SELECT to_regclass('getsuji_meta.schema_step') IS NOT NULL;

-- name: migrate_ledger_schema :exec
-- Re-running changes nothing.
CREATE SCHEMA IF NOT EXISTS getsuji_meta;

-- name: migrate_ledger_table :exec
-- Re-running changes nothing.
CREATE TABLE IF NOT EXISTS getsuji_meta.schema_step (
	version     int PRIMARY KEY,
	name        text NOT NULL,
	sha256      bytea NOT NULL,
	applied_by  text NOT NULL DEFAULT session_user,
	applied_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- name: migrate_ledger_usage :exec
-- Every login may see the version: each command compares it with its own before it begins.
GRANT USAGE ON SCHEMA getsuji_meta TO PUBLIC;

-- name: migrate_ledger_select :exec
-- For that, the table too.  Re-running changes nothing.
GRANT SELECT ON getsuji_meta.schema_step TO PUBLIC;

-- name: migrate_version :one
-- Index: the primary key.  Read-only.
SELECT coalesce(max(version), 0) FROM getsuji_meta.schema_step;

-- name: migrate_step_known :opt version text
-- Whether a step was applied, and with the same text.  Read-only.
SELECT sha256 = sha256(convert_to($2, 'UTF8')) AS same FROM getsuji_meta.schema_step WHERE version = $1;

-- name: migrate_step_record :exec version name text
-- In the step's own transaction; the primary key refuses a second time.
INSERT INTO getsuji_meta.schema_step (version, name, sha256) VALUES ($1, $2, sha256(convert_to($3, 'UTF8')));
