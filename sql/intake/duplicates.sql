-- Results of the check for duplicate coverage: one transaction per file; its records are staged, judged and merged
-- (sql/schema/016_coverage.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: duplicates_stage :one
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.duplicates_stage() IS NULL;

-- name: new_duplicate :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_duplicate (line, column_no, day_column, check_holds, household_id, person_no, kind, insurer_no, qualified_on, lost_on)

-- name: duplicates_same_stamp :opt office_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM fact.duplicate_file f
WHERE f.office_id = $1 AND f.made_on = $2 AND f.serial = $3;

-- name: duplicates_check :many office_id made_on serial most
-- No lock on facts; index person_current, primary key of duplicate_named.  Once per transaction: it keeps its judgement
-- in a temporary table.
SELECT line, column_no, field, rule FROM fact.duplicates_check($1, $2, $3) ORDER BY line, column_no LIMIT $4;

-- name: duplicates_unchanged :one
-- Reads the judgement only.
SELECT fact.duplicates_unchanged();

-- name: duplicates_merge :one import_id office_id made_on serial
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row, whose unique digest
-- makes a second import of the content a no-op.
SELECT fact.duplicates_merge($1, $2, $3, $4);
