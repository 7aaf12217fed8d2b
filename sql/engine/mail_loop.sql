-- mail status, mail settle, reprint: what came back for a mailing and what a person says about it.  What may be said is
-- decided by the functions of sql/schema/025_mail_loop.sql.

-- name: mail_loop_list :many most
-- The latest mailings and all that are not closed, newest first: run, office, issued on, planned, inserted, withdrawn,
-- settled, open (with envelopes that are nobody's), closed, the first date that is past (NULL: none), taken back.
-- Read-only; of a closed mailing the row of its closing, of the others all pieces.
SELECT m.run_id, r.office_id, m.issued_on, v.planned, v.inserted, v.withdrawn, v.settled, v.open, c.run_id IS NOT NULL,
	CASE WHEN c.run_id IS NULL AND v.open > 0 AND r.decision = 'confirmed' AND least(m.post_by_on, m.report_by_on) < t.today
		THEN least(m.post_by_on, m.report_by_on) END, r.decision <> 'confirmed'
FROM (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today) t
CROSS JOIN (SELECT x.*, row_number() OVER (ORDER BY x.run_id DESC) AS age FROM result.claim_mailing x) m
JOIN run.run r ON r.run_id = m.run_id
LEFT JOIN run.mail_closing c ON c.run_id = m.run_id AND c.reopened_at = 'infinity'
CROSS JOIN LATERAL (
	SELECT c.planned, c.inserted, c.withdrawn, c.settled, 0 AS open WHERE c.run_id IS NOT NULL
	UNION ALL
	SELECT x.planned, x.inserted, x.withdrawn, x.settled, x.open + x.loose FROM run.mail_verdict(m.run_id) x WHERE c.run_id IS NULL
) v
WHERE m.age <= $1 OR c.run_id IS NULL
ORDER BY m.run_id DESC

-- name: mail_loop_verdict :one run_id
-- The numbers of a mailing, its dates, its last closing (NULL: none), pieces in-house, files of scans, letters returned,
-- and whether posting and reporting are late, today in Japan; its office; pieces of which nothing was reported; packages that
-- left; whether it was taken back.  Read-only.
SELECT v.planned, v.inserted, v.reprinted, v.withdrawn, v.settled, v.open, v.loose, m.issued_on, m.post_by_on, m.report_by_on,
	(SELECT to_char(max(c.closed_at) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') FROM run.mail_closing c
		WHERE c.run_id = m.run_id AND c.reopened_at = 'infinity'),
	(SELECT count(*) FROM result.claim_mail_piece p WHERE p.run_id = m.run_id AND p.route <> 1),
	(SELECT count(*) FROM run.mail_file f WHERE f.run_id = m.run_id),
	(SELECT count(*) FROM run.mail_return x WHERE x.run_id = m.run_id),
	NOT v.complete AND m.post_by_on < t.today, NOT v.complete AND m.report_by_on < t.today, r.office_id,
	(SELECT count(*) FROM run.mail_pieces(m.run_id) p WHERE p.state = 1),
	(SELECT count(*) FROM run.mail_package k WHERE k.run_id = m.run_id), r.decision <> 'confirmed'
FROM (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today) t
CROSS JOIN result.claim_mailing m
JOIN run.run r ON r.run_id = m.run_id
CROSS JOIN LATERAL run.mail_verdict(m.run_id) v
WHERE m.run_id = $1

-- name: mail_loop_open :many run_id most unreported
-- Pieces of a mailing that are not accounted for: part, version, state, first fault, envelope, place; then envelopes that
-- are nobody's (piece 0), or in-house.  Faults before what only waits; with those of which nothing was reported, or
-- without them.  Read-only.
SELECT x.piece_no, x.part_no, x.version, x.state, x.fault, x.envelope, x.place
FROM (
	SELECT p.piece_no, p.part_no, p.version, p.state, p.fault, coalesce(f.envelope, p.envelope) AS envelope,
		coalesce(f.place, 0) AS place
	FROM run.mail_pieces($1) p
	LEFT JOIN LATERAL (
		SELECT o.envelope, o.place FROM run.mail_open_faults($1) o
		WHERE o.piece_no = p.piece_no AND o.fault = p.fault ORDER BY o.envelope LIMIT 1
	) f ON p.fault <> 0
	WHERE p.state NOT IN (2, 3, 9) AND ($3 OR p.state <> 1)
	UNION ALL
	SELECT f.piece_no, 0, 0, 8, f.fault, f.envelope, f.place FROM run.mail_open_faults($1) f
	WHERE NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = $1 AND p.piece_no = f.piece_no AND p.route = 1)
) x
ORDER BY x.state = 8 DESC, x.state = 4 DESC, x.state = 1, x.piece_no, x.envelope, x.fault
LIMIT $2

-- name: mail_overdue :many
-- Mailings that are late today in Japan: run, office, whether it is posting alone, the date, pieces, how many are open.
-- Read-only.
SELECT o.run_id, o.office_id, o.posting, o.due_on, o.planned, o.open
FROM run.mail_overdue((clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) o
ORDER BY o.due_on, o.run_id

-- name: mail_settle :exec run_id piece_no envelope reason
-- Locks the mailing's row.  Again it is refused, unless something was found since.
SELECT run.settle_mail($1, $2, $3, $4)

-- name: mail_reprint :many run_id first last reason
-- Locks the mailing's row.  The pieces with their versions and the number of the batch; again it is another batch.
SELECT r.piece_no, r.version, r.batch_no FROM run.reprint_mail($1, $2, $3, $4) r ORDER BY r.piece_no

-- name: mail_reprint_refused :many run_id first last batch_no most
-- Pieces, or those of a batch (else 0), that are not printed again, and why (MAIL_NOT_AGAIN).  Changes nothing.
SELECT r.piece_no, r.reason FROM run.reprint_refused($1, $2, $3, $4) r ORDER BY r.piece_no LIMIT $5

-- name: mail_reprint_ready :one run_id first last
-- May reprints of the pieces be sealed: is the first the contractor's, has the mailing left, has it expired?  Their sheets,
-- and those of the mailing's largest part.  Reads only; index: claim_mail_piece_pkey.
SELECT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = $1 AND p.piece_no = $2 AND p.route = 1),
	EXISTS (SELECT FROM run.mail_package k WHERE k.run_id = $1),
	(SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date >= m.expires_on FROM result.claim_mailing m WHERE m.run_id = $1),
	(SELECT coalesce(sum(p.sheets), 0) FROM result.claim_mail_piece p WHERE p.run_id = $1 AND p.piece_no BETWEEN $2 AND $3),
	(SELECT coalesce(max(x.sheets), 0) FROM (
		SELECT sum(p.sheets) AS sheets FROM result.claim_mail_piece p WHERE p.run_id = $1 GROUP BY p.part_no) x)

-- name: mail_reprint_route :one run_id batch_no
-- How the pieces of a batch leave: all alike; NULL: there is no such batch.  Locks the mailing's row; refused where one of
-- them may not be printed any more.  And in how many packages it has left.
SELECT run.reprint_route($1, $2), (SELECT count(*) FROM run.mail_reprint_package k WHERE k.run_id = $1 AND k.batch_no = $2)
