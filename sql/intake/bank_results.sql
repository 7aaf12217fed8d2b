-- What a bank says of transfers (振込結果): one transaction per file; its results are staged, judged and merged
-- (sql/schema/027_bank.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: bank_results_stage :one
-- A temporary table of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.bank_results_stage() IS NULL;

-- name: new_bank_result :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_bank_result (seq, line, column_no, run_id, payment_no, state, reason, amount_yen, settled_on)

-- name: bank_results_same_stamp :opt office_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM fact.bank_result_file f WHERE f.office_id = $1 AND f.made_on = $2 AND f.serial = $3;

-- name: bank_results_check :many office_id made_on serial most
-- No lock; primary keys of claim_payment, claim_bank_file, bank_send, payment_counter and bank_result.  Once per
-- transaction: it keeps its judgement in a temporary table.
SELECT line, column_no, field, rule FROM fact.bank_results_check($1, $2) WHERE $3::int > 0 ORDER BY line, column_no LIMIT $4;

-- name: bank_results_unchanged :one
-- Reads the judgement only.
SELECT fact.bank_results_unchanged();

-- name: bank_results_merge :one import_id office_id made_on serial
-- Waits for payments that are being issued where something came back (its counter-entry).  In the transaction that writes
-- the ledger's row, whose unique digest makes a second import of the content a no-op.
SELECT fact.bank_results_merge($1, $2, $3, $4);
