-- Reports of collectors (収納代行): one transaction per file; its payments are staged, judged and recorded
-- (sql/schema/024_slip.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: collections_stage :one
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.collections_stage() IS NULL;

-- name: new_collection :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_collection (line, column_no, day_column, receipt_no, report, check_holds, slip_office_id, reference_no,
	instalment_no, slip_no, amount_yen, paid_on)

-- name: collections_same_stamp :opt office_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM fact.collection_file f
WHERE f.office_id = $1 AND f.made_on = $2 AND f.serial = $3;

-- name: collections_check :many office_id made_on serial most
-- No lock.  Once per transaction: what breaks a rule leaves the temporary table.
SELECT line, column_no, field, rule FROM fact.collections_check($1, $2, $3) ORDER BY line, column_no LIMIT $4;

-- name: collections_unchanged :one
-- Reads the temporary table only.
SELECT fact.collections_unchanged();

-- name: collections_merge :one import_id office_id made_on serial
-- Adds rows only.  In the transaction that writes the ledger's row, whose unique digest makes a second import of the
-- content a no-op.
SELECT fact.collections_merge($1, $2, $3, $4);
