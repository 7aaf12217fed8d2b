-- 診療依頼書: bundles of the requests that a confirmed run sent.  All statements only read: no locks beyond those of SELECT,
-- harmless to run again.  Forms by their primary key, facts by theirs, as they were known at the cut.

-- name: treatment_request_targets :many run_id chunk_size
-- Chunks of about chunk_size forms in whole envelopes, by the numbers of the forms; they mix neither routes nor, of what
-- is handled in-house, offices.
SELECT min(s.form_no)::bigint AS lo, max(s.form_no)::bigint + 1 AS hi, count(*) AS expected
FROM (
	SELECT c.form_no, p.route, p.owner, (p.before / $2::bigint) AS part
	FROM (
		SELECT x.piece_no, x.route, o.owner,
			sum(x.forms) OVER (PARTITION BY x.route, o.owner ORDER BY x.piece_no) - x.forms AS before
		FROM result.claim_opinion_piece x
		CROSS JOIN LATERAL (SELECT CASE x.route WHEN 2 THEN x.office_id ELSE 0 END AS owner) o
		WHERE x.run_id = $1 AND x.document = 'treatment_request'
	) p
	JOIN result.claim_examination c ON c.run_id = $1 AND c.piece_no = p.piece_no
) s
GROUP BY s.route, s.owner, s.part
ORDER BY 1;

-- name: treatment_request_rows :copy_out run_id as_of month_on month_end_on lo hi
-- All that stands on the forms of a bundle but what they are about, in the order of posting.  Last: is it known by
-- now that the person is to be handled in-house?
SELECT c.piece_no, c.form_no::bigint, c.household_id, p.office_id, p.route, p.institution_code, p.institution_name, p.postal_code, p.address,
	h.handler, 5::smallint AS paper, c.sent_on, c.until_on,
	o.household_id, o.name, o.name_kana, o.birth_on, w.name,
	(c.household_id, c.person_no) IN (SELECT i.household_id, i.person_no FROM fact.inhouse($2, $3) i)
FROM result.claim_examination c
JOIN result.claim_opinion_piece p ON p.run_id = c.run_id AND p.piece_no = c.piece_no
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = c.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $2) AS as_of) cut
LEFT JOIN LATERAL (
	SELECT n.household_id, n.name, n.name_kana, n.birth_on
	FROM fact.person n
	WHERE n.household_id = c.household_id AND n.person_no = c.person_no
		AND n.recorded_at < cut.as_of AND n.superseded_at >= cut.as_of AND n.valid_from < $4
	ORDER BY n.valid_from DESC LIMIT 1
) o ON true
LEFT JOIN LATERAL (
	SELECT f.caseworker_no
	FROM fact.household f
	WHERE f.household_id = c.household_id AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of AND f.valid_from < $4
	ORDER BY f.valid_from DESC LIMIT 1
) q ON true
LEFT JOIN LATERAL fact.caseworker_named(cut.as_of, p.office_id, q.caseworker_no, $4) w ON true
LEFT JOIN LATERAL (
	SELECT t.handler
	FROM fact.ticket_office t
	WHERE t.office_id = p.office_id AND t.recorded_at < $2 AND t.superseded_at >= $2 AND t.valid_from < $4
	ORDER BY t.valid_from DESC LIMIT 1
) h ON true
WHERE c.run_id = $1 AND c.form_no >= $5 AND c.form_no < $6
ORDER BY c.form_no;

-- name: treatment_request_services :copy_out run_id as_of lo hi
-- Why the persons are to be examined.
SELECT c.form_no::bigint, c.household_id, t.household_id, s.service, s.from_on, t.injury_1, t.injury_2, t.injury_3,
	t.remarks, t.first_visit_on
FROM result.claim_examination c
JOIN result.claim_examination_service s ON s.household_id = c.household_id AND s.person_no = c.person_no
	AND s.institution_code = c.institution_code AND s.run_id = c.run_id AND s.form_no = c.form_no
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = c.household_id
CROSS JOIN LATERAL (
	SELECT x.household_id, x.injury_1, x.injury_2, x.injury_3, x.remarks, x.first_visit_on
	FROM fact.treatment x
	WHERE x.household_id = c.household_id AND x.person_no = c.person_no AND x.institution_code = c.institution_code
		AND x.service = s.service AND x.basis = 3 AND x.valid_from = s.from_on
		AND x.recorded_at < coalesce(k.as_of, $2) AND x.superseded_at >= coalesce(k.as_of, $2)
	ORDER BY x.item_no LIMIT 1
) t
WHERE c.run_id = $1 AND c.form_no >= $3 AND c.form_no < $4
ORDER BY c.form_no, s.service;

-- name: treatment_request_balance :one run_id task_no
-- The forms that the files say they hold.
SELECT coalesce((SELECT sum(a.pieces) FROM run.artifact a WHERE a.run_id = $1 AND a.task_no = $2), 0)::bigint AS records,
	0::bigint AS yen;
