-- Caseworkers' sheets: one transaction per file (sql/schema/014_match_intake.sql).  The ledger's row makes the last
-- sheet once more a no-op.

-- name: dispositions_digest :one sha256
-- By which the ledger knows a sheet with these bytes.  No lock; reads the ledger from its end.
SELECT fact.dispositions_digest($1);

-- name: dispositions_stage :one
-- SHARE on run.hold_cut to the end of the transaction: what decides on proposals is not frozen meanwhile.
-- Temporary tables of this transaction.  Doing it again in a new transaction is harmless.
SELECT fact.dispositions_stage() IS NULL;

-- name: dispositions_clear :exec
-- A temporary table; before each batch of rows.
DELETE FROM pg_temp.new_number

-- name: new_number :copy_in
-- The findings that a batch of rows names.  A temporary table, dropped at commit.
pg_temp.new_number (n, run_id, household_id, person_no)

-- name: dispositions_truth :copy_out
-- What the workbook wrote of them: the same as casebook_findings reads, of runs that were not rejected.  adopted:
-- what decides on the run's proposals is frozen (job adopt); known: the disposition so far, 0 for none.  No lock;
-- of the findings only the partitions of the runs that are named (the LIMIT keeps it a loop, which prunes), by their
-- indexes, facts by their primary keys, household first.
SELECT s.n, f.class, coalesce(p.name, ''), p.birth_on, f.recognised_yen, f.evidence_yen, f.asked_on, f.answered_on,
	EXISTS (SELECT FROM run.hold_cut h WHERE h.run_id = r.run_id), coalesce(d.disposition, 0) AS known
FROM pg_temp.new_number s
JOIN run.run r ON r.run_id = s.run_id AND r.decision NOT IN ('rejected', 'reversed')
CROSS JOIN LATERAL (
	SELECT f.class, f.recognised_yen, f.evidence_yen, f.asked_on, f.answered_on FROM result.finding f
	WHERE f.run_id = s.run_id AND f.household_id = s.household_id AND f.person_no = s.person_no LIMIT 1
) f
LEFT JOIN fact.disposition d ON d.household_id = s.household_id AND d.person_no = s.person_no AND d.run_id = s.run_id
	AND d.superseded_at = 'infinity'
LEFT JOIN run.household_cut k ON k.run_id = s.run_id AND k.household_id = s.household_id
LEFT JOIN LATERAL (
	SELECT p.name, p.birth_on FROM fact.person p
	WHERE p.household_id = s.household_id AND p.person_no = s.person_no AND p.recorded_at < coalesce(k.as_of, r.as_of)
		AND p.superseded_at >= coalesce(k.as_of, r.as_of) AND p.valid_from < (r.month_on + interval '1 month')::date
	ORDER BY p.valid_from DESC LIMIT 1
) p ON true
ORDER BY s.n;

-- name: new_disposition :copy_in
-- The rows that hold.  A temporary table, dropped at commit.
pg_temp.new_disposition (line, column_no, run_id, household_id, person_no, disposition, done_on, note)

-- name: dispositions_check :many most
-- No lock on facts.  Takes rows out of the temporary table: a second call finds nothing more.
SELECT line, column_no, '整理番号', 'D-twice' FROM fact.dispositions_check() ORDER BY line, column_no LIMIT $1;

-- name: dispositions_unchanged :one
-- No lock on facts; index disposition_current.  Takes rows out of the temporary table.
SELECT fact.dispositions_unchanged();

-- name: dispositions_merge :one import_id
-- Locks the rows that it supersedes.  In the transaction that writes the ledger's row.
SELECT fact.dispositions_merge($1);
