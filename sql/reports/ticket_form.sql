-- 医療券・調剤券・介護券: bundles of the envelopes of a confirmed run.

-- name: ticket_form_targets :many run_id chunk_size
-- Chunks of about chunk_size tickets: whole envelopes, never of both routes.  Keys are enclosures.  Index: the keys of
-- ticket_piece.  Reads only.
SELECT b.lo, b.hi, b.tickets AS expected FROM result.ticket_bundles($1::int, $2::int) b ORDER BY b.lo;

-- name: ticket_form_bundle :copy_out run_id chunk_size lo hi
-- Which file a chunk is.  Reads only.
SELECT b.route, b.bundle_no FROM result.ticket_bundles($1::int, $2::int) b WHERE b.lo <= $3 AND b.hi >= $4 ORDER BY b.lo;

-- name: ticket_form_rows :copy_out run_id as_of month_end_on lo hi
-- All that stands on the tickets of a bundle, in their order.  Every joined row brings its own household, person, office
-- and institution, which the report compares with the ticket's.  No address is read of who is handled in-house, and of
-- whom it is known by now (last column) that he is to be.  Of a ticket that the run took back (e.cancelled), which the
-- cover tells by its number, nothing of the person is read; its day is that of the run's cut, as on what the run issued.
-- b: the revision that this one takes the place of.  Reads only; claims and facts by primary key.
WITH shielded AS MATERIALIZED (
	SELECT i.household_id, i.person_no FROM fact.inhouse($2, ($3::date - interval '1 month')::date) i
)
SELECT e.enclosure_no, p.piece_no, p.office_id, p.route, p.institution_code,
	p.institution_name, p.postal_code, p.address, p.form, p.handler,
	c.office_id, c.route, c.institution_code, c.household_id, c.person_no,
	c.issue_no, c.revision, CASE WHEN e.cancelled THEN ($2::timestamptz AT TIME ZONE 'Asia/Tokyo')::date ELSE c.issued_on END,
	c.month_on, c.type, c.service, c.payer_no, c.recipient_no, c.from_on, c.until_on,
	c.institution_name, c.prescriber_code, c.prescriber_name, c.injury_1, c.injury_2, c.injury_3, c.remark_1, c.remark_2,
	c.remark_3, c.own_payment_yen, c.combined, c.insurance, c.elderly, c.tuberculosis, c.prefectural, c.scheme_no,
	c.insured_no, c.care_level, c.certified_from, c.certified_to, c.cause, e.run_id,
	NOT e.cancelled AND c.cancelled_at <> 'infinity', e.cancelled,
	b.household_id, b.issued_on, b.combined,
	o.household_id, o.person_no, o.name, o.birth_on,
	a.household_id, a.address, w.name, g.shielded
FROM result.ticket_enclosure e
JOIN result.ticket_piece p ON p.run_id = $1 AND p.piece_no = e.piece_no
JOIN result.claim_ticket c ON c.office_id = e.office_id AND c.month_on = e.month_on AND c.issue_no = e.issue_no
	AND c.revision = e.revision
LEFT JOIN result.claim_ticket b ON b.office_id = e.office_id AND b.month_on = e.month_on AND b.issue_no = e.issue_no
	AND b.revision = e.revision - 1 AND NOT e.cancelled
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = c.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $2) AS as_of) cut
CROSS JOIN LATERAL (SELECT (c.household_id, c.person_no) IN (SELECT s.household_id, s.person_no FROM shielded s) AS shielded) g
LEFT JOIN LATERAL (
	SELECT n.household_id, n.person_no, n.name, n.birth_on
	FROM fact.person n
	WHERE n.household_id = c.household_id AND n.person_no = c.person_no AND NOT e.cancelled
		AND n.recorded_at < cut.as_of AND n.superseded_at >= cut.as_of AND n.valid_from < $3
	ORDER BY n.valid_from DESC
	LIMIT 1
) o ON true
LEFT JOIN LATERAL (
	SELECT f.household_id, f.address
	FROM fact.address f
	WHERE f.household_id = c.household_id AND f.kind = 1 AND p.route = 1 AND NOT g.shielded AND NOT e.cancelled
		AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of AND f.valid_from < $3 AND f.valid_to > c.month_on
	ORDER BY f.valid_from DESC
	LIMIT 1
) a ON true
LEFT JOIN LATERAL fact.caseworker_named(cut.as_of, c.office_id, c.caseworker_no, $3) w ON NOT e.cancelled
WHERE e.run_id = $1 AND e.enclosure_no >= $4 AND e.enclosure_no < $5
ORDER BY e.enclosure_no;

-- name: ticket_form_balance :one run_id task_no
-- The tickets that are enclosed or told as void and were not set aside, and the 本人支払額 on those enclosed.
SELECT count(*) AS records, coalesce(sum(c.own_payment_yen) FILTER (WHERE NOT e.cancelled), 0)::bigint AS yen
FROM result.ticket_enclosure e
JOIN result.claim_ticket c ON c.office_id = e.office_id AND c.month_on = e.month_on AND c.issue_no = e.issue_no
	AND c.revision = e.revision
WHERE e.run_id = $1
	AND NOT EXISTS (SELECT FROM run.hold_hit x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = e.enclosure_no)
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = e.enclosure_no);
