-- 照会書の確定: one piece for each letter to an employer (法第29条), of a confirmed run of the tax survey.
-- Letters are due where the finding says so (matching.h: STEP_LETTER_29 = 4), to each employer of the answer that
-- paid something and whose name, postal code and address are known; one where an answer names it twice.  In the
-- order of the postal code.  All go by route 1: nobody under 支援措置 gets one, neither by what was known at the
-- cut nor by what is known now.  A household that is held gets none: who is held is frozen here, and told in
-- run.hold_hit, where the key is the household.
--
-- name: letter_pieces :one run_id as_of task_no
-- Locks nothing but its own new rows.  Reads result.finding by run (partition), facts by primary key.
-- Again after a crash: the task's transaction left nothing; after done it is not run again, and the unique key
-- (run_id, household_id, document, recipient_no) would refuse a second set.  The graph's `partitions: [piece,
-- letter]` had the run's partitions made before.
WITH frozen AS MATERIALIZED (
	SELECT DISTINCT ON (f.household_id) f.household_id, f.hold, f.reason
	FROM run.freeze_holds($1::int) f
	ORDER BY f.household_id, f.hold COLLATE "C"
), due AS (
	SELECT DISTINCT ON (f.household_id, f.person_no, e.name, e.postal_code, e.address)
		f.household_id, f.person_no, f.request_id, e.employer_no, e.name, e.postal_code, e.address,
		extract(year FROM r.month_on)::smallint AS tax_year,
		x.hold, x.reason
	FROM run.run r
	JOIN result.finding f ON f.run_id = r.run_id AND f.survey = 2 AND (f.steps & 4) <> 0 AND NOT f.protected
	LEFT JOIN frozen x ON x.household_id = f.household_id
	LEFT JOIN run.household_cut k ON k.run_id = r.run_id AND k.household_id = f.household_id
	JOIN fact.answer_employer e ON e.household_id = f.household_id AND e.person_no = f.person_no
		AND e.request_id = f.request_id
		AND e.recorded_at < coalesce(k.as_of, $2) AND e.superseded_at >= coalesce(k.as_of, $2)
		AND e.paid_yen > 0 AND e.name <> '' AND e.postal_code <> '' AND e.address <> ''
	WHERE r.run_id = $1::int AND r.decision = 'confirmed' -- gate or not
		AND NOT EXISTS (
			SELECT FROM fact.current_household h
			WHERE h.household_id = f.household_id AND h.protected_address
				AND h.valid_to > date_trunc('year', r.month_on) - interval '1 year'
		)
		AND NOT EXISTS ( -- who fled is in another household with the same number
			SELECT FROM fact.current_linkage n
			CROSS JOIN LATERAL fact.shielding(n.linkage_no, n.household_id / 100000000, 'infinity',
				make_date(extract(year FROM r.month_on)::int - 1, 1, 1)) s
			WHERE n.household_id = f.household_id AND n.person_no = f.person_no
		)
	ORDER BY f.household_id, f.person_no, e.name, e.postal_code, e.address, e.employer_no
), numbered AS (
	SELECT d.*, row_number() OVER (ORDER BY d.postal_code, d.household_id, d.person_no, d.employer_no) AS letter_no,
		(row_number() OVER (PARTITION BY d.household_id ORDER BY d.person_no, d.employer_no))::int AS recipient_no
	FROM due d
	WHERE d.hold IS NULL
), pieces AS (
	INSERT INTO result.piece (run_id, piece_no, household_id, document, recipient_no, route, destination, postal_code)
	SELECT $1::int, n.letter_no, n.household_id, 'inquiry_letter', n.recipient_no, 1, 1, n.postal_code
	FROM numbered n
), held AS (
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT DISTINCT $1::int, $3::int, 0, d.household_id, d.hold, d.reason
	FROM due d
	WHERE d.hold IS NOT NULL
), letters AS (
	INSERT INTO result.letter (run_id, letter_no, household_id, person_no, recipient_no, request_id, recipient,
		postal_code, address, tax_year)
	SELECT $1::int, n.letter_no, n.household_id, n.person_no, n.recipient_no, n.request_id, n.name, n.postal_code,
		n.address, n.tax_year
	FROM numbered n
	RETURNING 1
)
SELECT count(*)::bigint AS n_read, (SELECT count(*) FROM letters)::bigint AS n_written, 0::bigint AS n_unchanged,
	(count(*) FILTER (WHERE d.hold IS NOT NULL))::bigint AS n_held, 0::bigint AS n_quarantined, 0::bigint AS yen
FROM due d;
