-- Returned mail (engine/intake/SCANS.md): one transaction per file; what it says is staged, judged and merged
-- (sql/schema/025_mail_loop.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: returns_stage :one
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT run.returns_stage() IS NULL;

-- name: new_return :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_return (line, column_no, known, run_id, piece_no, reason, returned_on)

-- name: returns_same_stamp :opt office_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM run.mail_file f WHERE f.kind = 2 AND f.office_id = $1 AND f.made_on = $2 AND f.serial = $3;

-- name: returns_check :many office_id made_on serial most
-- No lock; primary keys of claim_mail_piece and mail_return.  Once per transaction: it keeps its judgement in a
-- temporary table.
SELECT line, column_no, field, rule FROM run.returns_check($1, $2) WHERE $3::int >= 0 ORDER BY line, column_no LIMIT $4;

-- name: returns_unchanged :one
-- Reads the judgement only.
SELECT run.returns_unchanged();

-- name: returns_merge :one import_id office_id made_on serial
-- Inserts only.  In the transaction that writes the ledger's row, whose unique digest makes a second import of the
-- content a no-op.
SELECT run.returns_merge($1, $2, $3, $4);
