-- 郵送物の確定: one piece per household with a notice due, of a confirmed run.
-- Order: what the contractor gets before what is handled in-house, then postal code (the order of
-- the post's discount), then household, so that a bundle holds one kind only.
-- A protected household (支援措置) goes by route 2 from here on; the fact at the cut decides (at its own,
-- where it was done again after its facts were mended).
-- The letter goes to the mailing address if one holds in the month, else to the residence; without
-- either the piece stands with an empty postal code, and the notice report holds it.
-- A household that is held has a piece, too, but gets no letter: who is held is frozen here, or by
-- payment_list where that is planned first.
--
-- name: notice_pieces :one run_id as_of month_on month_end_on
-- Locks nothing but its own new rows.  Reads result.change by run (partition), facts by primary key.
-- Again after a crash: the task's transaction left nothing; after done it is not run again, and the
-- unique key (run_id, household_id, document) would refuse a second set.  The graph's
-- `partitions: [piece]` had the run's partition made before.
WITH frozen AS MATERIALIZED (
	SELECT count(*) AS holds FROM run.freeze_holds($1::int)
), due AS (
	SELECT c.household_id, coalesce(k.as_of, $2) AS as_of
	FROM result.change c
	CROSS JOIN frozen
	LEFT JOIN run.household_cut k ON k.run_id = $1::int AND k.household_id = c.household_id
	WHERE c.run_id = $1::int AND c.notice
		AND EXISTS (SELECT FROM run.run r WHERE r.run_id = $1::int AND r.decision = 'confirmed') -- gate or not
		AND NOT EXISTS (SELECT FROM result.exclusion x WHERE x.run_id = $1::int AND x.household_id = c.household_id)
), routed AS (
	SELECT d.household_id,
		(CASE WHEN h.protected_address IS NOT FALSE THEN 2 ELSE 1 END)::smallint AS route,
		coalesce(a.kind, 1)::smallint AS destination,
		coalesce(a.postal_code, '') AS postal_code
	FROM due d
	LEFT JOIN LATERAL (
		SELECT bool_or(f.protected_address) AS protected_address
		FROM fact.household f
		WHERE f.household_id = d.household_id
			AND f.recorded_at < d.as_of AND f.superseded_at >= d.as_of
			AND f.valid_from < $4 AND f.valid_to > $3
	) h ON true
	LEFT JOIN LATERAL (
		SELECT f.kind, f.postal_code
		FROM fact.address f
		WHERE f.household_id = d.household_id
			AND f.recorded_at < d.as_of AND f.superseded_at >= d.as_of
			AND f.valid_from < $4 AND f.valid_to > $3
		ORDER BY f.kind DESC, f.valid_from DESC -- mailing before residence, the latest first
		LIMIT 1
	) a ON true
), inserted AS (
	INSERT INTO result.piece (run_id, piece_no, household_id, document, route, destination, postal_code)
	SELECT $1::int, row_number() OVER (ORDER BY r.route, r.postal_code, r.household_id), r.household_id,
		'benefit_notice', r.route, r.destination, r.postal_code
	FROM routed r
	RETURNING 1
)
SELECT count(*)::bigint AS n_read, count(*)::bigint AS n_written, 0::bigint AS n_unchanged,
	0::bigint AS n_held, 0::bigint AS n_quarantined, 0::bigint AS yen
FROM inserted;
