-- reverse: what a confirmed run made, what would become of it, and the call that takes it back.  Who may is decided by
-- the functions of schema step 028; the request for it is a proposal (steer.sql).

-- name: reverse_run :opt run_id
-- What the run was, and who took it back; the last edition of its month.  No lock; index run_pkey, run_key, reversal_pkey.
SELECT r.graph, r.office_id, r.month_on, r.edition, r.decision, coalesce(p.proposed_by, '') AS asked_by,
	coalesce(p.agreed_by, '') AS agreed_by, coalesce(to_char(x.reversed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), '') AS since,
	coalesce(p.reason, '') AS reason,
	(SELECT max(n.edition) FROM run.run n WHERE n.graph = r.graph AND n.office_id = r.office_id AND n.month_on = r.month_on) AS last_edition
FROM run.run r
LEFT JOIN run.reversal x ON x.run_id = r.run_id
LEFT JOIN run.proposal p ON p.proposal_id = x.proposal_id
WHERE r.run_id = $1

-- name: reverse_blockers :many run_id
-- What is in the way, with the run that is.  Reads the claims of decisions once; no lock.
SELECT b.blocker, b.by_run_id FROM run.reversal_blockers($1) b ORDER BY b.blocker, b.by_run_id

-- name: reverse_items :many run_id
-- What would become of all that the run made, were it taken back now.  Reads only; no lock.
SELECT i.item, i.outcome, i.office_id, i.household_id, i.person_no, i.of_run_id, i.number, i.revision, i.month_on, i.kind,
	i.amount_yen, i.place
FROM run.reversal_items($1) i
ORDER BY array_position('{3,2,1,4}', i.outcome), i.item, i.of_run_id, i.office_id, i.month_on, i.kind, i.number, i.revision

-- name: reverse_items_done :many run_id
-- What became of it.  Index: reversed_item_pkey; no lock.
SELECT i.item, i.outcome, i.office_id, i.household_id, i.person_no, i.of_run_id, i.number, i.revision, i.month_on, i.kind,
	i.amount_yen, i.place
FROM result.reversed_item i
WHERE i.run_id = $1
ORDER BY i.item_no

-- name: reverse_agree :one proposal_id
-- Takes it back: locks the proposal, the run, whoever issues or pays, and confirmations.  Again finds no open proposal.
SELECT run.reverse($1)

-- name: reverse_asked :opt run_id
-- What is asked for and open: its number, who asked, since when, why, and whether it would still do what was listed then.
-- Reads what reverse_items reads; no lock.  Index: proposal_open.
SELECT p.proposal_id, p.proposed_by, to_char(p.proposed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS since, p.reason,
	p.listed IS NOT DISTINCT FROM run.reversal_digest(p.run_id) AS as_listed
FROM run.proposal p
WHERE p.run_id = $1 AND p.task_no = 0 AND p.command = 'reverse' AND p.agreed_by IS NULL AND p.withdrawn_at IS NULL

-- name: reverse_withdraw :one proposal_id reason
-- Takes back what was asked for: locks the proposal.  Again finds no open one.
SELECT run.withdraw_reversal($1, $2)

-- name: reverse_waiting :one run_id office_id batch_no first_piece last_piece
-- The run whose reversal is asked for and stops what is about to leave (0: none does): a bank file of an office, a batch of
-- reprints, pieces of a mailing; 0: not said.  No lock; index proposal_open, mail_reprint_batch.
SELECT coalesce(run.waiting_reversal($1::int, $2::int, CASE
	WHEN $3::int > 0 THEN ARRAY(SELECT r.piece_no FROM run.mail_reprint r WHERE r.run_id = $1::int AND r.batch_no = $3::int)
	WHEN $5::int > 0 THEN ARRAY(SELECT generate_series($4::int, $5::int)) END), 0)
