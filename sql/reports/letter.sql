-- 照会書: bundles of the letters of a confirmed run.

-- name: letter_targets :many run_id chunk_size
-- Chunks of chunk_size letters.  Index: piece's key.
SELECT min(s.piece_no) AS lo, max(s.piece_no) + 1 AS hi, count(*) AS expected
FROM (
	SELECT p.piece_no, (row_number() OVER (ORDER BY p.piece_no) - 1) / $2::bigint AS part
	FROM result.piece p
	WHERE p.run_id = $1 AND p.document = 'inquiry_letter'
) s
GROUP BY s.part
ORDER BY 1;

-- name: letter_rows :copy_out run_id as_of month_on month_end_on chunk_size lo hi
-- All that stands on the letters of a bundle, in their order.  Every joined row brings its own household_id,
-- which the report compares with the piece's.  months: bits of those in which the person was on aid, January the
-- lowest.  Reads only; facts by primary key.
SELECT p.piece_no, p.household_id,
	l.household_id, l.recipient, l.postal_code, l.address, l.tax_year,
	f.household_id, o.household_id, o.name, o.birth_on,
	w.name, coalesce(m.months, 0),
	((p.piece_no - 1) / $5 + 1)::bigint AS bundle_no
FROM result.piece p
JOIN result.letter l ON l.run_id = $1 AND l.letter_no = p.piece_no
JOIN result.finding f ON f.run_id = $1 AND f.household_id = p.household_id AND f.person_no = l.person_no
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = p.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $2) AS as_of) cut
LEFT JOIN LATERAL (
	SELECT n.household_id, n.name, n.birth_on
	FROM fact.person n
	WHERE n.household_id = p.household_id AND n.person_no = l.person_no
		AND n.recorded_at < cut.as_of AND n.superseded_at >= cut.as_of AND n.valid_from < $4
	ORDER BY n.valid_from DESC
	LIMIT 1
) o ON true
LEFT JOIN LATERAL (
	SELECT c.name
	FROM fact.caseworker c
	WHERE c.office_id = (p.household_id / 100000000)::int AND c.caseworker_no = f.caseworker_no
		AND c.recorded_at < cut.as_of AND c.superseded_at >= cut.as_of
		AND c.valid_from < $4 AND c.valid_to > $3
	ORDER BY c.valid_from DESC
	LIMIT 1
) w ON true
LEFT JOIN LATERAL (
	SELECT bit_or(1 << (extract(month FROM x.month_on)::int - 1)) AS months
	FROM result.finding_month x
	WHERE x.run_id = $1 AND x.household_id = p.household_id AND x.person_no = l.person_no AND x.kind = 1
		AND x.protected_days > 0
) m ON true
WHERE p.run_id = $1 AND p.document = 'inquiry_letter' AND p.piece_no >= $6 AND p.piece_no < $7
ORDER BY p.piece_no;

-- name: letter_balance :one run_id task_no
-- The letters that the files say they hold.
SELECT coalesce((SELECT sum(a.pieces) FROM run.artifact a WHERE a.run_id = $1 AND a.task_no = $2), 0)::bigint AS records,
	0::bigint AS yen;
