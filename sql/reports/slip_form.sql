-- 返還金納付書: bundles of the slips that a confirmed run issued.  All statements only read: no locks beyond those of
-- SELECT, harmless to run again.  Slips by claim_slip_run_id_document_no_key, facts by their primary keys, as they were
-- known at the cut, or at the household's own where it was done again.

-- name: slip_form_targets :many run_id chunk_size
-- Chunks of chunk_size slips.
SELECT min(s.document_no) AS lo, max(s.document_no) + 1 AS hi, count(*) AS expected
FROM (
	SELECT c.document_no, (row_number() OVER (ORDER BY c.document_no) - 1) / $2::bigint AS part
	FROM result.claim_slip c
	WHERE c.run_id = $1
) s
GROUP BY s.part
ORDER BY 1;

-- name: slip_form_rows :copy_out run_id as_of month_on month_end_on chunk_size lo hi
-- All that stands on the slips of a bundle, in the order of posting.  Every joined row brings its own household_id, which
-- the report compares with the slip's.  In-house is also who came under 支援措置 since the slip was issued.
SELECT s.document_no, s.household_id, s.office_id, s.reference_no, s.instalment_no, s.slip_no,
	s.article, s.decided_on, s.total_yen, t.paid_yen, s.instalments, s.instalment_yen, s.part_no, s.parts, s.yen,
	s.due_on, s.pay_by_on, s.bank, s.reissue, s.maker_code, s.collector, s.account_name, s.issued_on,
	s.route = 2 OR s.household_id IN (SELECT i.household_id FROM fact.inhouse($2, $3) i),
	s.voided_at < 'infinity',
	t.household_id, h.household_id, h.name, a.household_id, a.postal_code, a.address, a.care_of,
	w.name, ((s.document_no - 50000001) / $5 + 1)::bigint AS bundle_no
FROM result.claim_slip s
JOIN result.slip t ON t.run_id = $1 AND t.household_id = s.household_id AND t.line_no = s.line_no
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = s.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $2) AS as_of) cut
LEFT JOIN LATERAL fact.head_of(s.household_id, cut.as_of, $4) h ON true
LEFT JOIN LATERAL result.slip_address(s.household_id, cut.as_of, $3) a ON true
LEFT JOIN LATERAL (
	SELECT f.name
	FROM fact.caseworker f
	WHERE f.office_id = s.office_id AND f.caseworker_no = s.caseworker_no
		AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of
		AND f.valid_from < $4 AND f.valid_to > $3
	ORDER BY f.valid_from DESC
	LIMIT 1
) w ON true
WHERE s.run_id = $1 AND s.document_no >= $6 AND s.document_no < $7
ORDER BY s.document_no;

-- name: slip_form_balance :one run_id task_no
-- The slips that the files say they hold, and the amounts of those that were not set aside.
SELECT coalesce((SELECT sum(a.pieces) FROM run.artifact a WHERE a.run_id = $1 AND a.task_no = $2), 0)::bigint AS records,
	coalesce((
		SELECT sum(s.yen)
		FROM result.claim_slip s
		WHERE s.run_id = $1
			AND NOT EXISTS (SELECT FROM run.hold_hit x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = s.document_no)
			AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = s.document_no)
	), 0)::bigint AS yen;
