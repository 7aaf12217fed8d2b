-- mail look, mail pull: what a person says about a mailing.  What may be said is decided by the functions of
-- sql/schema/022_mailing.sql.

-- name: mail_run :opt run_id
-- A run, whether it plans mail, whether it has issued some, and until when that can be pulled.  Index: run_pkey, task_pkey.
SELECT r.graph, r.office_id, EXISTS (SELECT FROM run.task t WHERE t.run_id = r.run_id AND 'mail_document' = ANY (t.partitions)),
	m.cut_off_on
FROM run.run r
LEFT JOIN result.claim_mailing m ON m.run_id = r.run_id
WHERE r.run_id = $1

-- name: mail_held :many run_id
-- What a mailing holds, by office and line; looked: somebody has found the destination right since.  Reads the run's
-- partition; index: destination_look_party.
SELECT d.office_id * 100000000::bigint + d.line_no, d.hold, d.kind, d.party, d.party_key, d.reason,
	EXISTS (SELECT FROM run.destination_look l WHERE l.party_key = d.party_key AND l.destination = d.destination
		AND l.looked_at > r.as_of)
FROM run.run r
JOIN result.mail_document d ON d.run_id = r.run_id AND d.hold <> 0
WHERE r.run_id = $1
ORDER BY d.office_id, d.line_no

-- name: mail_look :one run_id office_id first last reason
-- Says that a person found the destinations of these lines right.  Locks fact.mail_office against a cut that is being taken.
-- Again it is said again, and changes nothing else.
SELECT run.look_destinations($1::int, $2::int,
	(SELECT array_agg(l) FROM generate_series($3::int, $4::int) l), $5::text) AS looked

-- name: mail_pull :many run_id first last reason
-- Pulls what must not leave any more, and the pieces asked for (0: none).  One at a time; again it finds what came since.
SELECT p.piece_no, p.route, p.part_no, p.sheets, v.term, p.list_no, p.late
FROM run.pull_mail($1::int, CASE WHEN $2::int > 0 THEN (SELECT array_agg(n) FROM generate_series($2::int, $3::int) n) END,
	$4::text) p
JOIN run.mail_cause_words() v ON v.cause = p.cause
ORDER BY p.piece_no

-- name: mail_pull_list :many run_id
-- All pieces of a mailing that the contractor must pull, with the number of the list that first told it.  Index:
-- mail_withdrawal_pkey, claim_mail_piece_pkey.
SELECT w.list_no, p.piece_no, p.part_no, p.sheets
FROM run.mail_withdrawal w
JOIN result.claim_mail_piece p ON p.run_id = w.run_id AND p.piece_no = w.piece_no AND p.route = 1
WHERE w.run_id = $1
ORDER BY p.piece_no
