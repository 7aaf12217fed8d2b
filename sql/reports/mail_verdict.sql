-- 発送の判定: what became of a mailing, by all that is known when it is asked.  All statements only read: no locks beyond those
-- of SELECT, harmless to run again.  The functions are those of sql/schema/025_mail_loop.sql.

-- name: mail_verdict_head :copy_out run_id
-- One row: the numbers of the verdict, its digest, the dates, the last closing (NULL: open), and how many files and letters
-- came back.
SELECT v.planned, v.inserted, v.reprinted, v.withdrawn, v.settled, v.open, v.loose, v.complete, encode(v.states, 'hex'),
	m.issued_on, m.post_by_on, m.report_by_on,
	(SELECT to_char(max(c.closed_at) AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') FROM run.mail_closing c
		WHERE c.run_id = m.run_id AND c.reopened_at = 'infinity') AS closed_at,
	(SELECT count(*) FROM run.mail_file f WHERE f.run_id = m.run_id AND f.signer IS NOT NULL),
	(SELECT count(*) FROM run.mail_file f WHERE f.run_id = m.run_id AND f.signer IS NULL),
	(SELECT count(*) FROM result.claim_mail_piece p WHERE p.run_id = m.run_id AND p.route <> 1),
	coalesce((SELECT o.name FROM fact.office o WHERE o.office_id = r.office_id AND o.superseded_at = 'infinity'
		ORDER BY o.valid_from DESC LIMIT 1), '')
FROM result.claim_mailing m
JOIN run.run r ON r.run_id = m.run_id
CROSS JOIN LATERAL run.mail_verdict(m.run_id) v
WHERE m.run_id = $1;

-- name: mail_verdict_pieces :copy_out run_id
-- What became of each piece.
SELECT p.piece_no, p.part_no, p.version, p.state, p.fault, p.envelope FROM run.mail_pieces($1) p ORDER BY p.piece_no;

-- name: mail_verdict_faults :copy_out run_id
-- Every fault that was ever found, with what came of it: over, since more was read; settled by whom, and why; or open.
SELECT f.fault, f.piece_no, f.envelope, f.place, to_char(f.found_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'),
	f.over_at < 'infinity', s.settled_by, to_char(s.settled_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), s.reason
FROM run.mail_fault f
LEFT JOIN LATERAL (
	SELECT x.settled_by, x.settled_at, x.reason FROM run.mail_settlement x
	WHERE x.run_id = f.run_id AND x.settled_at >= f.found_at AND x.piece_no = f.piece_no
		AND (f.piece_no <> 0 OR x.envelope = f.envelope)
	ORDER BY x.settled_at LIMIT 1
) s ON true
WHERE f.run_id = $1
ORDER BY f.fault_id;

-- name: mail_verdict_settlements :copy_out run_id
-- What persons settled.
SELECT s.piece_no, s.envelope, s.settled_by, to_char(s.settled_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'), s.reason
FROM run.mail_settlement s
WHERE s.run_id = $1
ORDER BY s.settlement_id;

-- name: mail_verdict_reprints :copy_out run_id
-- What was printed again.
SELECT r.batch_no, r.piece_no, r.version, r.asked_by, to_char(r.asked_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'),
	r.reason
FROM run.mail_reprint r
WHERE r.run_id = $1
ORDER BY r.batch_no, r.piece_no;

-- name: mail_verdict_packages :copy_out run_id
-- Packages of reprints that left, with the digest of the sealed file.
SELECT k.batch_no, k.package_no, k.pieces, k.packed_by, to_char(k.packed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS'),
	k.reason, encode(k.sealed, 'hex')
FROM run.mail_reprint_package k
WHERE k.run_id = $1
ORDER BY k.batch_no, k.package_no;

-- name: mail_verdict_returns :copy_out run_id
-- What came back.
SELECT x.piece_no, x.reason, x.returned_on FROM run.mail_return x WHERE x.run_id = $1 ORDER BY x.piece_no;
