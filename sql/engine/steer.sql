-- pause, release, stop, skip, set-ok.  Each command is one short transaction that writes what is asked for
-- and notifies the channel getsuji_run, which the runner listens to.  Who may do what is decided by grants,
-- keys and functions of schema run; what fails leaves nothing behind.

-- name: steer_run :opt run_id
-- The run, locked until the end of the transaction, so that two operators queue up; rows that only refer to the
-- run (the runner's, in a long statement) are not waited for.  Index: run_pkey.
SELECT r.execution, r.decision, coalesce(r.stop_asked, '') AS stop_asked, session_user AS login,
	EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = r.run_id
		AND l.objsubid = 2 AND l.granted
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AS alive,
	coalesce(r.runner, '') AS runner
FROM run.run r
WHERE r.run_id = $1
FOR NO KEY UPDATE

-- name: steer_tasks :many run_id
-- No lock; index task_pkey.
SELECT t.task_no, t.name, t.kind, t.state FROM run.task t WHERE t.run_id = $1 ORDER BY t.task_no

-- name: steer_paused :opt run_id task_no
-- Who paused it, and why.  No lock; index pause_pkey.
SELECT p.paused_by, to_char(p.paused_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS since, p.reason
FROM run.pause p
WHERE p.run_id = $1 AND p.task_no = $2

-- name: steer_pause :exec run_id task_no reason
-- Again is refused by the primary key.  The trigger stamps who and when.
INSERT INTO run.pause (run_id, task_no, reason) VALUES ($1, $2, $3)

-- name: steer_release :exec run_id task_no
-- Locks the one row.  Again finds none.
DELETE FROM run.pause WHERE run_id = $1 AND task_no = $2

-- name: steer_stop :exec run_id how
-- Again asks again; `now` is not taken back by `chunk`.
UPDATE run.run SET stop_asked = CASE stop_asked WHEN 'now' THEN 'now' ELSE $2 END WHERE run_id = $1

-- name: steer_notify :one run_id
-- Wakes the runner up; it looks once a second in any case.
SELECT pg_notify('getsuji_run', $1::int::text)

-- name: steer_proposal :opt run_id task_no command
-- The open one.  No lock; index proposal_open.
SELECT p.proposal_id, p.proposed_by, to_char(p.proposed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS since, p.reason
FROM run.proposal p
WHERE p.run_id = $1 AND p.task_no = $2 AND p.command = $3 AND p.agreed_by IS NULL AND p.withdrawn_at IS NULL

-- name: steer_propose :exec run_id task_no command reason
-- A second one that is open is refused by the index proposal_open.  The trigger stamps who and when.
INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES ($1, $2, $3, $4)

-- name: steer_agree :one proposal_id
-- Locks the proposal, the run and, against a runner, the run's advisory lock; refuses the login that asked.
-- Again finds no open proposal.
SELECT run.agree($1)
