-- Lists of designated institutions: one transaction per file (sql/schema/015_institution.sql).  The ledger's row makes
-- a second import of the file a no-op.

-- name: institutions_stage :one
-- Temporary tables of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.institutions_stage() IS NULL;

-- name: new_institution :copy_in
-- The rows that hold.  A temporary table, dropped at commit; no index.
pg_temp.new_institution (line, office_column, key_column, ref_column, from_column, code, check_holds, kind, source, as_of_on, name, name_kana, postal_code, address, phone, valid_from, valid_to, end_reason)

-- name: new_aside :copy_in
-- Whom the rows speak of that were set aside.  A temporary table, dropped at commit.
pg_temp.new_aside (kind, code)

-- name: institutions_check :many most
-- No lock on facts.  Takes rows out of the stage: a second call finds nothing more.
SELECT line, column_no, field, rule FROM fact.institutions_check() ORDER BY line, column_no LIMIT $1;

-- name: institutions_same_day :opt source as_of
-- The list of the source and day that is known; nothing where rows of it were set aside: a corrected one takes its
-- place.  No lock; index institution_list_day.
SELECT last.import_id FROM (
	SELECT m.import_id, m.rows_quarantined FROM fact.institution_list l JOIN fact.import m ON m.import_id = l.import_id
	WHERE l.source = $1 AND l.as_of_on = $2 ORDER BY m.import_id DESC LIMIT 1
) last
WHERE last.rows_quarantined = 0;

-- name: institutions_too_late :one source as_of
-- 1: the day lies a year or more after the last confirmed month (of any office: lists are everybody's).  No lock.
SELECT coalesce(max(r.month_on) + interval '12 months' <= $2::date, false)::int FROM run.run r
WHERE r.decision = 'confirmed' AND $1::text IS NOT NULL;

-- name: institutions_unchanged :one source as_of
-- No lock on facts; the index of current rows.  Marks rows of the stage: once per transaction.
SELECT fact.institutions_unchanged($1, $2);

-- name: institutions_cut :one source as_of spare_open
-- No lock on facts; the index of current rows.  Fills a temporary table: once per transaction.
SELECT dropped, open FROM fact.institutions_cut($1, $2, $3);

-- name: institutions_suspicious :one
-- Rows whose code fails its check digit.  A temporary table.
SELECT count(*) FROM pg_temp.new_institution WHERE NOT check_holds;

-- name: institutions_merge :one source as_of import_id
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row, whose unique digest makes a
-- second import of the file a no-op.
SELECT fact.institutions_merge($1, $2, $3);
