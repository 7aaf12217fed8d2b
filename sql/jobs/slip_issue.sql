-- 発行: the slips of a confirmed run get their numbers, and can be paid with.

-- name: slip_issue :one run_id task_no
-- A task of its own, after the gate and before anything is printed.  Issues and makes void what the approved result.slip
-- says, all in one transaction, one run at a time; once: done again, also after a rerun, it changes nothing and answers the
-- same (result.claim_slip_run).  Waits for the clerks who are recording facts at that moment.
-- Counts slips: written = issued or void; held = refused (result.slip_refusal), each household told in run.hold_hit;
-- unchanged = of households that were pulled out; yen of what was issued.
SELECT i.n_read, i.n_written, i.n_unchanged, i.n_held, i.n_quarantined, i.yen FROM run.issue_slips($1::int, $2::int) i;
