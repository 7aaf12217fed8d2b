-- 支払: what a confirmed run would pay is paid: entered, numbered, and counted from now on.

-- name: payment_issue :one run_id task_no
-- A task of its own, after the gate and before any file.  All in one transaction, one run at a time; once: done again,
-- also after a rerun, it changes nothing and answers the same (result.claim_payment_run).  Waits for the clerks who are
-- recording facts at that moment.  Counts payments: written = paid; held = refused (result.payment_refusal), each
-- household told in run.hold_hit; unchanged = of households that were pulled out; yen of what is paid.
SELECT i.n_read, i.n_written, i.n_unchanged, i.n_held, i.n_quarantined, i.yen FROM run.issue_payments($1::int, $2::int) i;
