-- 全銀ファイルの登録: the files in which a run's transfers will leave are entered before a byte of them is written.

-- name: payment_files :one run_id
-- A task of its own, after payment_issue and before the files.  One row per office with transfers that count
-- (result.claim_bank_file), so that a second file which a bank could not tell from it is noticed; once: done again it
-- changes nothing and answers the same.  One run at a time with payments and counter-entries.  Counts transfers, and
-- their yen.
SELECT i.n_read, i.n_written, i.n_unchanged, i.n_held, i.n_quarantined, i.yen FROM run.take_bank_files($1::int) i;
