-- Parts: the PDF files of a mailing, with whole pieces.

-- name: mail_part_targets :many run_id
-- A chunk is a part; keys are pieces.  Index: claim_mail_piece_pkey.  Reads only.
SELECT min(p.piece_no) AS lo, max(p.piece_no) + 1 AS hi, count(*) AS expected
FROM result.claim_mail_piece p
WHERE p.run_id = $1
GROUP BY p.part_no
ORDER BY 1;

-- name: mail_part_key :copy_out
-- The key of the codes on the sheets.  Reads only.
SELECT k.key FROM run.mail_key k ORDER BY k.single;

-- name: mail_part_marks :copy_out rate_set_id month_on
-- The marks of the inserters' profiles in force in the month, in the order in which they are read.  Index: cell_pkey.
SELECT split_part(c.cell_key, '|', 1) AS profile, max(c.value) FILTER (WHERE c.value_name = 'rank') AS rank,
	max(c.value) FILTER (WHERE c.value_name = 'x') AS x, max(c.value) FILTER (WHERE c.value_name = 'y') AS y,
	max(c.value) FILTER (WHERE c.value_name = 'width') AS width,
	max(c.value) FILTER (WHERE c.value_name = 'height') AS height,
	max(c.word) FILTER (WHERE c.value_name = 'shown') AS shown
FROM rate.cell c
WHERE c.rate_set_id = $1 AND c.table_name = 'inserter_mark' AND c.valid_from <= $2 AND c.valid_to > $2
GROUP BY c.cell_key
ORDER BY 1, 2, c.cell_key;

-- name: mail_part_offices :copy_out run_id as_of month_on
-- How each office's mail leaves, as the mailing was planned (mailing_offices), with the address that its letters name as
-- the sender's.  Reads only.
SELECT o.office_id, o.profile, o.duplex, o.enclosure <> '' AS enclosure, f.address
FROM (SELECT DISTINCT p.office_id FROM result.claim_mail_piece p WHERE p.run_id = $1) x
JOIN fact.mail_office o ON o.office_id = x.office_id AND o.recorded_at < $2 AND o.superseded_at >= $2
	AND o.valid_from <= result.mail_on($2, $3) AND o.valid_to > result.mail_on($2, $3)
LEFT JOIN fact.office f ON f.office_id = x.office_id AND f.recorded_at < $2 AND f.superseded_at >= $2
	AND f.valid_from <= result.mail_on($2, $3) AND f.valid_to > result.mail_on($2, $3)
ORDER BY o.office_id;

-- name: mail_part_documents :copy_out run_id lo hi key
-- The documents of a part (key 0), or of a batch of reprints (key: its number), in the order of the sheets, with the
-- recipient of each as it was printed and where its pages are.  A household's and an employer's are looked up by their
-- keys, so that a part costs what is in it.  An institution's are about many: those of each run that made some of the
-- part's are read once.  Reads only; index: artifact_piece_pkey, piece_pkey.
WITH piece AS MATERIALIZED (
	SELECT p.piece_no, 0 AS version FROM result.claim_mail_piece p
	WHERE $4 = 0 AND p.run_id = $1 AND p.piece_no >= $2 AND p.piece_no < $3
	UNION ALL
	SELECT v.piece_no, v.version FROM run.mail_reprint v WHERE $4 > 0 AND v.run_id = $1 AND v.batch_no = $4
), paper AS MATERIALIZED (
	SELECT m.piece_no, m.position, m.source_run_id, m.document_no, m.kind, m.pages, m.sheets,
		m.document_no > 20000000 AND m.document_no <= 50000000 AS to_institution
	FROM (SELECT DISTINCT x.piece_no FROM piece x) x
	JOIN result.claim_mail_document m ON m.run_id = $1 AND m.piece_no = x.piece_no
), found AS MATERIALIZED (
	SELECT m.source_run_id, y.*
	FROM paper m
	CROSS JOIN LATERAL (
		SELECT n.* FROM result.notice_documents(m.source_run_id) n WHERE n.document_no = m.document_no
		UNION ALL SELECT n.* FROM result.letter_documents(m.source_run_id) n WHERE n.document_no = m.document_no
		UNION ALL SELECT n.* FROM result.slip_documents(m.source_run_id) n WHERE n.document_no = m.document_no
	) y
	WHERE NOT m.to_institution
	UNION ALL
	SELECT s.source_run_id, y.*
	FROM (SELECT DISTINCT m.source_run_id FROM paper m WHERE m.to_institution) s
	CROSS JOIN LATERAL (
		SELECT * FROM result.ticket_documents(s.source_run_id)
		UNION ALL SELECT * FROM result.opinion_documents(s.source_run_id)
	) y
)
SELECT p.piece_no, x.version, p.office_id, p.route, p.part_no, p.party_key, p.postal_code, p.documents, p.sheets,
	m.source_run_id, m.document_no, m.kind, m.pages, m.sheets,
	d.office_id, d.route, d.party_key, d.name, d.postal_code, d.address, d.care_of, d.file, d.first_page, d.pages
FROM piece x
JOIN result.claim_mail_piece p ON p.run_id = $1 AND p.piece_no = x.piece_no
JOIN paper m ON m.piece_no = p.piece_no
LEFT JOIN found d ON d.source_run_id = m.source_run_id AND d.document_no = m.document_no
ORDER BY p.piece_no, m.position;

-- name: mail_part_forms :copy_out run_id lo hi key
-- Numbers that stand on the pages of a document beside its own: those of the forms in an envelope.  Reads only.
WITH piece AS (
	SELECT p.piece_no FROM result.claim_mail_piece p
	WHERE $4 = 0 AND p.run_id = $1 AND p.piece_no >= $2 AND p.piece_no < $3
	UNION ALL
	SELECT v.piece_no FROM run.mail_reprint v WHERE $4 > 0 AND v.run_id = $1 AND v.batch_no = $4
)
SELECT x.piece_no, m.source_run_id, m.document_no, f.form_no
FROM piece x
JOIN result.claim_mail_document m ON m.run_id = $1 AND m.piece_no = x.piece_no
	AND m.document_no > 30000000 AND m.document_no <= 50000000
JOIN (
	SELECT o.run_id, o.piece_no, o.form_no FROM result.claim_opinion o
	UNION ALL
	SELECT o.run_id, o.piece_no, o.form_no FROM result.claim_examination o
) f ON f.run_id = m.source_run_id AND f.piece_no = m.document_no
ORDER BY x.piece_no, m.position, f.form_no;

-- name: mail_part_persons :copy_out run_id lo hi key
-- Addresses of the households whom an institution's documents are about: they may stand on its pages.  None of what was
-- made for in-house, where none is printed; what came there later, of somebody who is protected since, has them.  Reads only;
-- index: ticket_piece's, address_pkey.
WITH piece AS (
	SELECT p.piece_no FROM result.claim_mail_piece p
	WHERE $4 = 0 AND p.run_id = $1 AND p.piece_no >= $2 AND p.piece_no < $3
	UNION ALL
	SELECT v.piece_no FROM run.mail_reprint v WHERE $4 > 0 AND v.run_id = $1 AND v.batch_no = $4
), document AS MATERIALIZED (
	SELECT x.piece_no, m.position, m.source_run_id, m.document_no
	FROM piece x
	JOIN result.claim_mail_document m ON m.run_id = $1 AND m.piece_no = x.piece_no
	JOIN result.ticket_piece t ON t.run_id = m.source_run_id AND t.piece_no = m.document_no AND t.route = 1
	WHERE m.document_no > 20000000 AND m.document_no <= 30000000
), person AS (
	SELECT s.source_run_id, y.document_no, y.household_id
	FROM (SELECT DISTINCT d.source_run_id FROM document d) s
	CROSS JOIN LATERAL result.ticket_persons(s.source_run_id) y
)
SELECT DISTINCT d.piece_no, d.position, d.source_run_id, d.document_no, a.address
FROM document d
JOIN person n ON n.source_run_id = d.source_run_id AND n.document_no = d.document_no
JOIN fact.address a ON a.household_id = n.household_id
ORDER BY d.piece_no, d.position, a.address;

-- name: mail_part_balance :one run_id
-- Every piece of the run is in a part.
SELECT count(*) AS records, 0::bigint AS yen FROM result.claim_mail_piece p WHERE p.run_id = $1;
