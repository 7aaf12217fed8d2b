-- What accompanies the parts for the contractor: counts, bundles, samples, the form of a deletion certificate.  All
-- statements only read; by the keys of the run.  Nothing of route 2, no amount, nobody's name but the offices'.

-- name: mail_counts_head :copy_out run_id as_of month_on
-- One row: the dates of the mailing, the contractor's word, how many offices it is of, and of the first its name.
SELECT m.issued_on, m.cut_off_on, m.post_by_on, m.report_by_on, m.expires_on,
	coalesce((SELECT min(o.contractor) FROM result.mail_manner($1, $2, $3) o), '') AS contractor,
	(SELECT count(*) FROM result.mail_manner($1, $2, $3) o) AS offices,
	coalesce((SELECT f.name FROM result.mail_manner($1, $2, $3) o
		JOIN fact.office f ON f.office_id = o.office_id AND f.recorded_at < $2 AND f.superseded_at >= $2
			AND f.valid_from <= result.mail_on($2, $3) AND f.valid_to > result.mail_on($2, $3)
		ORDER BY o.office_id LIMIT 1), '') AS office_name
FROM result.claim_mailing m
WHERE m.run_id = $1;

-- name: mail_counts_classes :copy_out run_id as_of month_on
-- Pieces by envelope, thickness, class of postage and enclosure.
SELECT c.envelope, c.thickness, c.postage_class, o.enclosure, count(*), sum(c.sheets)::bigint, sum(c.weight_mg)::bigint
FROM result.claim_mail_piece c
LEFT JOIN result.mail_manner($1, $2, $3) o ON o.office_id = c.office_id
WHERE c.run_id = $1 AND c.route = 1
GROUP BY c.envelope, c.thickness, c.postage_class, o.enclosure
ORDER BY c.envelope, c.thickness, c.postage_class, o.enclosure;

-- name: mail_counts_parts :copy_out run_id as_of month_on
-- The parts in the order of their pieces, with their files.
SELECT p.office_id, p.first_piece, p.last_piece, p.pieces, p.sheets, o.profile, o.duplex, o.enclosure,
	coalesce(substr(a.name, 12), ''), coalesce(a.pages, 0)::bigint, coalesce(encode(a.sha256, 'hex'), '')
FROM (
	SELECT c.part_no, c.office_id, count(*) AS pieces, sum(c.sheets)::bigint AS sheets, min(c.piece_no) AS first_piece,
		max(c.piece_no) AS last_piece
	FROM result.claim_mail_piece c WHERE c.run_id = $1 AND c.route = 1
	GROUP BY c.part_no, c.office_id) p
LEFT JOIN result.mail_manner($1, $2, $3) o ON o.office_id = p.office_id
LEFT JOIN run.artifact a ON a.run_id = $1 AND a.name = 'contractor/part-' || to_char(p.part_no, 'FM0000') || '.pdf'
ORDER BY p.first_piece;

-- name: mail_counts_bundles :copy_out run_id
-- 区分: what follows one another in the order of posting, of one shape and class, to postal codes with the same first three
-- digits.
SELECT b.envelope, b.postage_class, b.prefix, count(*), sum(b.weight_mg)::bigint, min(b.piece_no), max(b.piece_no)
FROM (
	SELECT c.piece_no, c.envelope, c.postage_class, c.weight_mg, left(c.postal_code, 3) AS prefix,
		row_number() OVER (ORDER BY c.piece_no)
			- row_number() OVER (PARTITION BY c.envelope, c.postage_class, left(c.postal_code, 3) ORDER BY c.piece_no) AS island
	FROM result.claim_mail_piece c WHERE c.run_id = $1 AND c.route = 1) b
GROUP BY b.envelope, b.postage_class, b.prefix, b.island
ORDER BY min(b.piece_no);

-- name: mail_counts_key :copy_out run_id
-- The key of the codes on sheets, for samples; one row.
SELECT k.key FROM run.mail_key k WHERE $1 > 0;

-- name: mail_counts_balance :one run_id
-- Every piece for the contractor is counted.
SELECT count(*) AS records, 0::bigint AS yen FROM result.claim_mail_piece p WHERE p.run_id = $1 AND p.route = 1;
