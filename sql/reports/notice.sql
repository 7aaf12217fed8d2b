-- 保護決定通知書: bundles of the pieces of a confirmed run.

-- name: notice_targets :many run_id chunk_size
-- Chunks of chunk_size pieces that never mix routes: a bundle goes to one place.  Index: piece's key.
SELECT min(s.piece_no) AS lo, max(s.piece_no) + 1 AS hi, count(*) AS expected
FROM (
	SELECT p.piece_no, p.route,
		(row_number() OVER (PARTITION BY p.route ORDER BY p.piece_no) - 1) / $2::bigint AS part
	FROM result.piece p
	WHERE p.run_id = $1 AND p.document = 'benefit_notice'
) s
GROUP BY s.route, s.part
ORDER BY 1;

-- name: notice_offices :copy_out run_id as_of month_end_on
-- The offices' own facts at the cut, as they hold at the end of the month.
SELECT DISTINCT ON (o.office_id) o.office_id, o.name, o.postal_code, o.address, o.phone, o.director, o.governor,
	o.defendant
FROM fact.office o
JOIN run.run r ON r.run_id = $1 AND (r.office_id = 0 OR r.office_id = o.office_id)
WHERE o.recorded_at < $2 AND o.superseded_at >= $2 AND o.valid_from < $3
ORDER BY o.office_id, o.valid_from DESC;

-- name: notice_rows :copy_out run_id as_of month_on month_end_on chunk_size key hi
-- All that stands on the letters of a bundle, in their order: key is its first piece, hi beyond its last.
-- On demand key is a household, which is never as small as a piece's number.  Every joined row brings its own
-- household_id, which the report compares with the piece's.  Reads only; facts by primary key.
WITH wanted AS (
	SELECT p.piece_no, p.household_id, p.route, p.destination, false AS on_demand
	FROM result.piece first
	JOIN result.piece p ON p.run_id = $1 AND p.route = first.route
		AND p.piece_no >= $6 AND p.piece_no < $7 AND p.document = first.document
	WHERE first.run_id = $1 AND first.piece_no = $6
	UNION ALL
	SELECT p.piece_no, p.household_id, p.route, p.destination, true
	FROM result.piece p
	WHERE p.run_id = $1 AND p.household_id = $6 AND p.document = 'benefit_notice'
), begun AS MATERIALIZED (
	-- Where the pieces of the bundle's route begin: along the key to the first one, once per bundle.
	SELECT t.route, f.piece_no AS first_no
	FROM (SELECT DISTINCT route FROM wanted) t
	CROSS JOIN LATERAL (
		SELECT f.piece_no
		FROM result.piece f
		WHERE f.run_id = $1 AND f.document = 'benefit_notice' AND f.route = t.route
		ORDER BY f.piece_no
		LIMIT 1
	) f
)
SELECT p.piece_no, p.household_id,
	c.household_id, c.kind, c.effective_on,
	c.before_livelihood, c.after_livelihood, c.before_housing, c.after_housing,
	c.before_education, c.after_education, c.before_birth, c.after_birth,
	c.before_occupation, c.after_occupation, c.before_funeral, c.after_funeral,
	c.before_total, c.after_total, c.before_minimum, c.after_minimum,
	c.before_income, c.after_income, c.before_own_payment, c.after_own_payment, c.reason,
	d.household_id, d.payable_care, d.payable_medical, d.payment_method,
	b.household_id, b.payable_care, b.payable_medical,
	h.household_id, h.name,
	a.household_id, a.postal_code, a.address, a.care_of,
	w.name, o.hold, o.reason, p.route,
	((p.piece_no - r.first_no) / $5 + 1)::bigint AS bundle_no
FROM wanted p
JOIN begun r ON r.route = p.route
JOIN result.change c ON c.run_id = $1 AND c.household_id = p.household_id
JOIN result.decision d ON d.run_id = $1 AND d.household_id = p.household_id
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = p.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $2) AS as_of) cut
LEFT JOIN result.decision b ON b.run_id = c.before_run_id AND b.household_id = p.household_id
LEFT JOIN LATERAL fact.head_of(p.household_id, cut.as_of, $4) h ON true
LEFT JOIN LATERAL (
	SELECT f.household_id, f.postal_code, f.address, f.care_of
	FROM fact.address f
	WHERE f.household_id = p.household_id AND f.kind = p.destination
		AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of
		AND f.valid_from < $4 AND f.valid_to > $3
	ORDER BY f.valid_from DESC
	LIMIT 1
) a ON true
LEFT JOIN LATERAL (
	SELECT f.name
	FROM fact.caseworker f
	WHERE f.office_id = (p.household_id / 100000000)::int AND f.caseworker_no = c.caseworker_no
		AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of
		AND f.valid_from < $4 AND f.valid_to > $3
	ORDER BY f.valid_from DESC
	LIMIT 1
) w ON true
LEFT JOIN LATERAL (
	-- A bundle holds back whom the run froze (run.freeze_holds); on demand counts what is held at this moment.
	SELECT x.hold, x.reason
	FROM (
		SELECT f.hold, f.reason FROM run.held f
		WHERE f.run_id = $1 AND f.household_id = p.household_id AND NOT p.on_demand
		UNION ALL
		SELECT n.hold, n.reason FROM run.current_holds($1, p.household_id) n WHERE p.on_demand
	) x
	ORDER BY x.hold COLLATE "C"
	LIMIT 1
) o ON true
ORDER BY p.piece_no;

-- name: notice_balance :one run_id task_no
-- The letters that the files say they hold, and the amounts on the pieces that were not set aside.
SELECT coalesce((SELECT sum(a.pieces) FROM run.artifact a WHERE a.run_id = $1 AND a.task_no = $2), 0)::bigint AS records,
	coalesce((
		SELECT sum(c.after_total)
		FROM result.piece p
		JOIN result.change c ON c.run_id = $1 AND c.household_id = p.household_id
		WHERE p.run_id = $1 AND p.document = 'benefit_notice'
			AND NOT EXISTS (SELECT FROM run.hold_hit x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = p.piece_no)
			AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $2 AND x.key = p.piece_no)
	), 0)::bigint AS yen;
