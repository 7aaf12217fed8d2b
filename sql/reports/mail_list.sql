-- 発送一覧: what a mailing issued: what the office sends itself, with addresses; bundles for the post; what was not issued
-- after all.  All statements only read: no locks beyond those of SELECT, harmless to run again.  Pieces by
-- claim_mail_piece_pkey; an office's are read at once, as its job had them.

-- name: mail_list_targets :many run_id
-- One chunk per office with a document that was approved.  Keys: office_id * 100000000 and the piece.
SELECT o.office_id * 100000000::bigint AS lo, (o.office_id + 1) * 100000000::bigint AS hi, coalesce(p.n, 0) AS expected
FROM (SELECT DISTINCT d.office_id FROM result.mail_document d WHERE d.run_id = $1 AND d.plan_no IS NOT NULL) o
LEFT JOIN (
	SELECT p.office_id, count(*) AS n FROM result.claim_mail_piece p WHERE p.run_id = $1 GROUP BY p.office_id
) p ON p.office_id = o.office_id
ORDER BY o.office_id;

-- name: mail_list_balance :one run_id task_no
-- The pieces that the workbooks list, but for what was set aside, and their postage.
SELECT count(*) AS records, coalesce(sum(p.postage_yen), 0)::bigint AS yen
FROM result.claim_mail_piece p
WHERE p.run_id = $1 AND NOT EXISTS (SELECT FROM run.quarantine x
	WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = p.office_id * 100000000::bigint + p.piece_no);

-- name: mail_list_dates :copy_out run_id
-- What the contractor must keep to.  Index: claim_mailing_pkey.
SELECT m.issued_on, m.cut_off_on, m.post_by_on, m.report_by_on, m.expires_on
FROM result.claim_mailing m
WHERE m.run_id = $1
ORDER BY m.run_id;

-- name: mail_list_pieces :copy_out run_id lo
-- The pieces of an office; of those that it sends itself also the recipient, as it is printed.
WITH own AS MATERIALIZED (
	SELECT p.piece_no, c.source_run_id, c.document_no
	FROM result.claim_mail_piece p
	JOIN result.claim_mail_document c ON c.run_id = $1 AND c.piece_no = p.piece_no AND c.position = 1
	WHERE p.run_id = $1 AND p.office_id = ($2 / 100000000)::int AND p.route = 2
), printed AS MATERIALIZED (
	SELECT s.source_run_id, d.document_no, d.name, d.honorific, d.address, d.care_of
	FROM (SELECT DISTINCT o.source_run_id FROM own o) s
	CROSS JOIN LATERAL result.documents(s.source_run_id) d
)
SELECT $2 + p.piece_no AS key, p.piece_no, p.part_no, p.route, p.party_key, p.postal_code, p.documents, p.sheets, p.envelope,
	p.weight_mg, p.postage_yen, n.name || n.honorific AS name, concat_ws('　', n.address, nullif(n.care_of, '')) AS address
FROM result.claim_mail_piece p
LEFT JOIN own o ON o.piece_no = p.piece_no
LEFT JOIN printed n ON n.source_run_id = o.source_run_id AND n.document_no = o.document_no
WHERE p.run_id = $1 AND p.office_id = ($2 / 100000000)::int
ORDER BY p.piece_no;

-- name: mail_list_bundles :copy_out run_id lo
-- 区分: what the contractor hands in, by envelope and postage, and in them by the first three digits of the postal code.
SELECT p.envelope, p.postage_yen, left(p.postal_code, 3), min(p.piece_no), max(p.piece_no), count(*),
	sum(p.weight_mg)::bigint
FROM result.claim_mail_piece p
WHERE p.run_id = $1 AND p.office_id = ($2 / 100000000)::int AND p.route = 1
GROUP BY p.envelope, p.postage_yen, left(p.postal_code, 3)
ORDER BY p.envelope, p.postage_yen, left(p.postal_code, 3);

-- name: mail_list_refusals :copy_out run_id lo
-- What was approved and not issued, and why.
SELECT $2 + d.line_no, d.kind, d.party_key, x.refusal
FROM result.mail_refusal x
JOIN result.mail_document d ON d.run_id = $1 AND d.source_run_id = x.source_run_id AND d.document_no = x.document_no
WHERE x.run_id = $1 AND d.office_id = ($2 / 100000000)::int
ORDER BY d.line_no;
