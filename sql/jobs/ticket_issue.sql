-- 交付: the tickets of a confirmed run get their numbers and stand in the register.

-- name: ticket_issue :one run_id task_no
-- A task of its own, after the gate and before anything is printed.  Issues, replaces and takes back what the approved
-- result.ticket says, all in one transaction, one run at a time; once: done again, also after a rerun, it changes
-- nothing and answers the same (result.claim_ticket_run).  Waits for the clerks who are recording facts at that moment.
-- Counts tickets: written = issued, replaced, taken back; held = refused (result.ticket_refusal), each household told in
-- run.hold_hit; unchanged = of households that were pulled out; yen of own payments on what was issued or replaced.
SELECT i.n_read, i.n_written, i.n_unchanged, i.n_held, i.n_quarantined, i.yen FROM run.issue_tickets($1::int, $2::int) i;
