-- The manifest of what the contractor gets.  All statements only read; by the keys of the run.  Nothing of route 2.

-- name: mail_manifest_head :copy_out run_id as_of month_on
-- One row: the digest that was approved, the instant of the cut, the dates, and by how many contractors the offices' mail
-- leaves, with the first.
SELECT encode(r.results_digest, 'hex'),
	to_char($2::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
	m.cut_off_on, m.post_by_on, m.report_by_on, m.expires_on,
	(SELECT count(DISTINCT o.contractor) FROM result.mail_manner($1, $2, $3) o) AS contractors,
	(SELECT min(o.contractor) FROM result.mail_manner($1, $2, $3) o) AS contractor
FROM run.run r
JOIN result.claim_mailing m ON m.run_id = r.run_id
WHERE r.run_id = $1;

-- name: mail_manifest_files :copy_out run_id
-- The files for the contractor beside parts and manifest, by name.
SELECT substr(a.name, 12), encode(a.sha256, 'hex'), a.bytes
FROM run.artifact a
WHERE a.run_id = $1 AND a.name LIKE 'contractor/%' AND a.name NOT LIKE 'contractor/part-%'
	AND a.name <> 'contractor/manifest.json'
ORDER BY a.name COLLATE "C";

-- name: mail_manifest_parts :copy_out run_id as_of month_on
-- The parts for the contractor, in the order of their pieces, which is that of their names.  A part whose file is not
-- there has NULLs.
SELECT p.part_no, p.office_id, o.profile, o.duplex, p.sheets, p.first_piece, p.last_piece,
	substr(a.name, 12), encode(a.sha256, 'hex'), a.bytes, a.pages
FROM (
	SELECT c.part_no, c.office_id, sum(c.sheets)::bigint AS sheets, min(c.piece_no) AS first_piece,
		max(c.piece_no) AS last_piece
	FROM result.claim_mail_piece c WHERE c.run_id = $1 AND c.route = 1
	GROUP BY c.part_no, c.office_id) p
LEFT JOIN result.mail_manner($1, $2, $3) o ON o.office_id = p.office_id
LEFT JOIN run.artifact a ON a.run_id = $1 AND a.name = 'contractor/part-' || to_char(p.part_no, 'FM0000') || '.pdf'
ORDER BY p.first_piece;

-- name: mail_manifest_pieces :copy_out run_id as_of month_on
-- The contractor's pieces in the order of insertion and posting, each with its pages in its part.
SELECT c.piece_no, c.part_no, f.first_page, f.pages, c.sheets, o.enclosure, c.envelope, c.weight_mg, c.postage_class,
	c.postal_code
FROM result.claim_mail_piece c
LEFT JOIN result.mail_manner($1, $2, $3) o ON o.office_id = c.office_id
LEFT JOIN run.artifact_piece f ON f.run_id = c.run_id AND f.piece_no = c.piece_no
WHERE c.run_id = $1 AND c.route = 1
ORDER BY c.piece_no;

-- name: mail_manifest_balance :one run_id
-- Every piece for the contractor is in the manifest.
SELECT count(*) AS records, 0::bigint AS yen FROM result.claim_mail_piece p WHERE p.run_id = $1 AND p.route = 1;
