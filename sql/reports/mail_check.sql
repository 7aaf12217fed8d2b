-- 郵送予定の確認: what the approver reads before any mail leaves.  All statements only read: no locks beyond those of SELECT,
-- harmless to run again.  Results are read through the run's partitions (pruned by run_id = $1) with their unique indexes.
-- Keys are lines: office_id * 100000000 + line_no.  An office's lines are read at once, as its job had them.

-- name: mail_check_targets :many run_id
-- One chunk per office with a document that is due; none where there is nothing.
SELECT d.office_id * 100000000::bigint AS lo, (d.office_id + 1) * 100000000::bigint AS hi, count(*) AS expected
FROM result.mail_document d
WHERE d.run_id = $1
GROUP BY d.office_id
ORDER BY d.office_id;

-- name: mail_check_balance :one run_id task_no
-- The documents that the workbooks list, but for what was set aside, and the postage of the pieces.
SELECT (SELECT count(*) FROM result.mail_document d
		WHERE d.run_id = $1 AND NOT EXISTS (SELECT FROM run.quarantine x
			WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = d.office_id * 100000000::bigint + d.line_no)) AS records,
	(SELECT coalesce(sum(p.postage_yen), 0)::bigint FROM result.mail_piece p WHERE p.run_id = $1) AS yen;

-- name: mail_check_head :copy_out lo as_of month_on month_end_on
-- Always one row: the office's name at the end of the month, the day of the cut in Japan, and how it sends; NULL: it has no
-- settings.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date, s.contractor, s.duplex, s.moved_days, s.enclosure
FROM (SELECT 1) one
LEFT JOIN fact.mail_office s ON s.office_id = ($1 / 100000000)::int AND s.recorded_at < $2 AND s.superseded_at >= $2
	AND s.valid_from <= result.mail_on($2, $3) AND s.valid_to > result.mail_on($2, $3);

-- name: mail_check_classes :copy_out run_id lo
-- Pieces by route, envelope and postage.
SELECT p.route, p.envelope, p.thickness, p.postage_class, p.postage_yen, count(*), sum(p.documents)::bigint,
	sum(p.sheets)::bigint, sum(p.postage_yen)::bigint
FROM result.mail_piece p
WHERE p.run_id = $1 AND p.office_id = ($2 / 100000000)::int
GROUP BY p.route, p.envelope, p.thickness, p.postage_class, p.postage_yen
ORDER BY p.route, p.envelope, p.postage_yen, p.thickness;

-- name: mail_check_kinds :copy_out run_id lo
-- Documents by kind and hold.
SELECT d.kind, d.hold, count(*), sum(d.pages)::bigint, sum(d.sheets)::bigint
FROM result.mail_document d
WHERE d.run_id = $1 AND d.office_id = ($2 / 100000000)::int
GROUP BY d.kind, d.hold
ORDER BY d.kind, d.hold;

-- name: mail_check_lines :copy_out run_id lo as_of month_on
-- Every document, as planned or held, in the order of the lines.  Of those held also who looks after the household, and the
-- destination as it is printed, as it is on the day the mailing thinks of, and as it was in the last mailing; names are cut to
-- their first character, and of whom is handled in-house (支援措置) neither name nor address is read.  What was printed is
-- read by whole runs and joined by hashing.
WITH held AS MATERIALIZED (
	SELECT d.line_no, d.source_run_id, d.document_no, d.household_id, d.party, d.party_key
	FROM result.mail_document d
	WHERE d.run_id = $1 AND d.office_id = ($2 / 100000000)::int AND d.hold <> 0 AND d.route = 1
), last AS MATERIALIZED (
	SELECT h.line_no, c.source_run_id, c.document_no
	FROM held h
	CROSS JOIN LATERAL (
		SELECT p.run_id, p.piece_no
		FROM result.claim_mail_piece p
		JOIN result.claim_mailing m ON m.run_id = p.run_id AND m.recorded_at < $3
		WHERE p.party_key = h.party_key AND p.route = 1
		ORDER BY m.recorded_at DESC, p.piece_no
		LIMIT 1
	) l
	JOIN result.claim_mail_document c ON c.run_id = l.run_id AND c.piece_no = l.piece_no AND c.position = 1
), printed AS MATERIALIZED (
	SELECT s.source_run_id, d.document_no, d.name, d.postal_code, d.address, d.care_of
	FROM (SELECT h.source_run_id FROM held h UNION SELECT l.source_run_id FROM last l) s
	CROSS JOIN LATERAL result.documents(s.source_run_id) d
)
SELECT $2 + d.line_no AS key, d.kind, d.party, d.party_key, d.route, d.pages, d.sheets, d.plan_no, d.position, d.hold, d.reason,
	p.documents, p.sheets, p.envelope, p.weight_mg, p.postage_yen, p.postal_code, w.caseworker_no,
	left(n.name, 1) || '＊' AS name, concat_ws(' ', n.postal_code, n.address, nullif(n.care_of, '')) AS printed,
	CASE WHEN h.party = 1 THEN concat_ws(' ', t.postal_code, t.address, nullif(t.care_of, '')) END AS now,
	concat_ws(' ', b.postal_code, b.address, nullif(b.care_of, '')) AS before
FROM result.mail_document d
LEFT JOIN result.mail_piece p ON p.run_id = $1 AND p.office_id = d.office_id AND p.plan_no = d.plan_no
LEFT JOIN held h ON h.line_no = d.line_no
LEFT JOIN last l ON l.line_no = d.line_no
LEFT JOIN printed n ON n.source_run_id = h.source_run_id AND n.document_no = h.document_no
LEFT JOIN printed b ON b.source_run_id = l.source_run_id AND b.document_no = l.document_no
LEFT JOIN LATERAL fact.mail_address(h.household_id, $3, result.mail_on($3, $4)) t ON true
LEFT JOIN LATERAL (
	SELECT f.caseworker_no
	FROM fact.household f
	WHERE f.household_id = h.household_id AND f.recorded_at < $3 AND f.superseded_at >= $3
	ORDER BY f.valid_from DESC
	LIMIT 1
) w ON true
WHERE d.run_id = $1 AND d.office_id = ($2 / 100000000)::int
ORDER BY d.line_no;
