-- What the contractor's cameras read (engine/intake/SCANS.md): one transaction per file.  Its lines are staged, checked
-- and merged, then every envelope that they touch is judged anew by all its readings (engine/mail/verdict.h,
-- sql/schema/025_mail_loop.sql).  The ledger's row with the digest of the records makes the same content a no-op.

-- name: scans_mailing :opt run_id
-- No lock.  The office of a mailing that has issued pieces.
SELECT r.office_id FROM result.claim_mailing m JOIN run.run r ON r.run_id = m.run_id WHERE m.run_id = $1;

-- name: mail_key :one
-- The key of the codes.  No lock.
SELECT k.key FROM run.mail_key k;

-- name: scans_stage :one
-- Temporary tables of this transaction.  Doing it again in a new transaction is harmless.
SELECT run.scans_stage() IS NULL;

-- name: new_scan :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_scan (line, column_no, event, envelope, place, back, code, enclosure, read_seconds, known, piece_no, version)

-- name: scans_same_stamp :opt office_id run_id made_on serial
-- No lock; unique index.  The import that had another file of this day and serial.
SELECT f.import_id FROM run.mail_file f
WHERE f.kind = 1 AND f.office_id = $1 AND f.run_id = $2 AND f.made_on = $3 AND f.serial = $4;

-- name: scans_check :many office_id run_id made_on serial most
-- No lock.  Once per transaction: it keeps its judgement in temporary tables.
SELECT line, column_no, field, rule
FROM run.scans_check($2, $3) WHERE $1::int >= 0 AND $4::int >= 0 ORDER BY line, column_no LIMIT $5;

-- name: scans_unchanged :one
-- Reads the judgement only.
SELECT run.scans_unchanged();

-- name: scans_merge :one import_id office_id run_id made_on serial
-- Locks the mailing's row.  In the transaction that writes the ledger's row, whose unique digest makes a second import
-- of the content a no-op.
SELECT run.scans_merge($1, $2, $3, $4, $5);

-- name: scans_planned :copy_out run_id
-- Read-only; primary key of claim_mail_piece.
SELECT p.piece_no, p.sheets, p.route, p.duplex, p.enclosure FROM run.mail_planned($1) p ORDER BY p.piece_no

-- name: scans_readings :copy_out run_id after most
-- All readings of the next envelopes that the file touches, by envelope, place and side.  Read-only; primary key of
-- mail_scan.
SELECT s.envelope, s.place, s.back, s.code, s.enclosure
FROM (
	SELECT DISTINCT n.envelope FROM pg_temp.new_reading n WHERE n.event = 1 AND n.envelope > $2 ORDER BY 1 LIMIT $3
) t
JOIN run.mail_scan s ON s.run_id = $1 AND s.envelope = t.envelope AND s.event = 1
ORDER BY s.envelope, s.place, s.back, s.code COLLATE "C", s.enclosure COLLATE "C", s.read_at

-- name: new_envelope :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_envelope (envelope, piece_no, version, whole)

-- name: new_fault :copy_in
-- No lock (a temporary table, dropped at commit).
pg_temp.new_fault (envelope, piece_no, fault, place)

-- name: scans_judge :one run_id signer
-- Locks the mailing's row; once, after the merge, in its transaction.  How many faults are new.
SELECT run.scans_judge($1, decode($2, 'hex'));
