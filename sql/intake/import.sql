-- The ledger of files, and the steps of one file's transaction (see sql/schema/006_intake.sql).

-- name: import_lock :one
-- One import at a time: an advisory lock, held to the end of the transaction; readers and runs do not
-- take it.  Nothing is written.
SELECT pg_advisory_xact_lock(71, 2) IS NULL;

-- name: import_known :opt dataset sha256
-- No lock; unique index on (dataset, sha256).
SELECT rows_quarantined FROM fact.import WHERE dataset = $1 AND sha256 = $2;

-- name: import_stage_create :one dataset
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.stage_create($1) IS NULL;

-- name: import_stage_check :many dataset most
-- No lock on facts; the indexes of current rows.  Takes rows out of the stage: once per transaction.
SELECT line, column_no, field, rule FROM fact.stage_check($1) ORDER BY line, column_no LIMIT $2;

-- name: import_stage_unchanged :one dataset
-- No lock on facts.  Takes rows out of the stage: once per transaction.
SELECT fact.stage_unchanged($1);

-- name: import_stage_overlaps :many dataset most
-- No lock on facts.  Takes rows out of the stage; a second call finds nothing more.
SELECT line, column_no, field, rule FROM fact.stage_overlaps($1) ORDER BY line, column_no LIMIT $2;

-- name: import_stage_merge :one dataset import_id
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row, whose unique
-- digest makes a second import of the file a no-op.
SELECT fact.stage_merge($1, $2);

-- name: import_statistics :one dataset
-- SHARE UPDATE EXCLUSIVE on the table to the end of the transaction: other imports wait anyway, readers
-- do not.  Doing it again is harmless.
SELECT fact.refresh_statistics($1) IS NULL;

-- name: import_record :one dataset file_name sha256 rows_read rows_recorded rows_unchanged rows_quarantined
-- The ledger's row; unique by (dataset, sha256), so a second one is refused.
INSERT INTO fact.import (dataset, file_name, sha256, rows_read, rows_recorded, rows_unchanged, rows_quarantined)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING import_id;

-- name: import_quarantine :copy_in
-- In the same transaction as the ledger's row.
fact.import_quarantine (import_id, line, column_no, field, rule, reason)
