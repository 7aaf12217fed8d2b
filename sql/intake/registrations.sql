-- What came back for uploads (登録結果): one transaction per file; its answers are staged, judged and merged
-- (sql/schema/019_registration.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: registrations_stage :one
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.registrations_stage() IS NULL;

-- name: new_registration :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_registration (seq, line, column_no, check_holds, record_no, state, error_code)

-- name: registrations_same_stamp :opt office_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM fact.registration_file f WHERE f.office_id = $1 AND f.made_on = $2 AND f.serial = $3;

-- name: registrations_check :many office_id made_on serial most
-- No lock on facts; primary key of claim_registration, index registration_answer_record.  Once per transaction: it
-- keeps its judgement in a temporary table.
SELECT line, column_no, field, rule FROM fact.registrations_check($1, $2, $3) ORDER BY line, column_no LIMIT $4;

-- name: registrations_unchanged :one
-- Reads the judgement only.
SELECT fact.registrations_unchanged();

-- name: registrations_merge :one import_id office_id made_on serial
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row, whose unique digest
-- makes a second import of the content a no-op.
SELECT fact.registrations_merge($1, $2, $3, $4);
