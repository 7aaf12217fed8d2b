-- 突合の共通部分: the persons of a chunk's households, their protection, and what was asked about them, as
-- the office knew it at the cut.  All statements only read and take no locks beyond SELECT's; by ranges of
-- keys that begin with household_id, so that doing a chunk again reads the same rows.
-- Requests of the twelve months that end with the run's count, those that were recorded before the cut.

-- name: matching_household :copy_out lo hi as_of month_on month_end_on
-- Every household that a survey may look at, also those closed since, by its latest row that began before the
-- month ended, else by the first that begins later.  Protected: 支援措置 on any day of the month, and of the time
-- since the year before began.  Where no row has begun, or there is none, nobody can tell: protected, as in
-- inquiry_person.
SELECT t.household_id, coalesce((array_agg(h.caseworker_no ORDER BY h.valid_from < $5 DESC,
		CASE WHEN h.valid_from < $5 THEN h.valid_from END DESC, h.valid_from))[1], 0),
	coalesce(bool_or(h.protected_address) FILTER (WHERE h.valid_from < $5 AND h.valid_to > $4::date),
		(array_agg(h.protected_address ORDER BY h.valid_from DESC) FILTER (WHERE h.valid_from < $5))[1], true),
	coalesce(bool_or(h.protected_address) FILTER (WHERE h.valid_from < $5
			AND h.valid_to > date_trunc('year', $4::date) - interval '1 year'),
		(array_agg(h.protected_address ORDER BY h.valid_from DESC) FILTER (WHERE h.valid_from < $5))[1], true)
FROM (
	SELECT p.household_id
	FROM fact.protection p
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	UNION
	SELECT i.household_id
	FROM fact.income i
	WHERE i.household_id >= $1 AND i.household_id < $2 AND i.recorded_at < $3 AND i.superseded_at >= $3
	UNION
	SELECT q.household_id
	FROM result.claim_inquiry q
	WHERE q.household_id >= $1 AND q.household_id < $2 AND q.recorded_at < $3
) t
LEFT JOIN fact.household h ON h.household_id = t.household_id AND h.household_id >= $1 AND h.household_id < $2
	AND h.recorded_at < $3 AND h.superseded_at >= $3
GROUP BY t.household_id
ORDER BY t.household_id;

-- name: matching_person :copy_out lo hi as_of month_end_on
-- All rows of everybody who ever belonged to the household; texts folded (NFKC, without spaces).  The last row of a
-- person says who he is: the latest that began before the month ended, else the first that begins later.
SELECT p.household_id, p.person_no, p.birth_on,
	replace(normalize(p.name, NFKC), ' ', ''), replace(normalize(p.name_kana, NFKC), ' ', ''),
	p.valid_from, p.valid_to
FROM fact.person p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
ORDER BY p.household_id, p.person_no, p.valid_from < $4, CASE WHEN p.valid_from < $4 THEN p.valid_from END,
	p.valid_from DESC;

-- name: matching_shielded :copy_out lo hi as_of month_on month_end_on
-- Persons whose number somebody of another household under 支援措置 has: whoever fled is protected in the old one,
-- too.  Since the year before began, and whether in the month.  Index: linkage_number, once for the chunk.
SELECT n.household_id, n.person_no, bool_or(s.valid_to > $4)
FROM fact.linkage n
JOIN LATERAL fact.shielding(n.linkage_no, n.household_id / 100000000, $3,
	make_date(extract(year FROM $4::date)::int - 1, 1, 1)) s ON s.household_id <> n.household_id
WHERE n.household_id >= $1 AND n.household_id < $2 AND n.recorded_at < $3 AND n.superseded_at >= $3
	AND n.valid_from < $5 AND n.valid_to > date_trunc('year', $4::date) - interval '1 year'
GROUP BY n.household_id, n.person_no
ORDER BY n.household_id, n.person_no;

-- name: matching_protection :copy_out lo hi as_of month_on month_end_on
-- Since sixty months before the month: as far back as a worksheet goes.
SELECT p.household_id, p.state, p.valid_from, p.valid_to
FROM fact.protection p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from < $5 AND p.valid_to > $4::date - interval '60 months'
ORDER BY p.household_id, p.valid_from;

-- name: matching_request :copy_out lo hi as_of month_on
-- The latest request of each person and subject, and the head of its current answer.  A request is open until
-- something other than 準備中 (state 4) came.  Indexes: claim_inquiry_person, answer_pkey.
SELECT c.household_id, c.person_no, c.subject, c.request_id, c.month_on, c.asked_on,
	greatest(0, CASE WHEN a.state <> 4 THEN a.answered_on ELSE ($3::timestamptz AT TIME ZONE 'Asia/Tokyo')::date END
		- c.asked_on),
	a.state, a.birth_on, replace(normalize(a.name, NFKC), ' ', ''), replace(normalize(a.name_kana, NFKC), ' ', ''),
	a.answered_on, a.unknown, a.nulls
FROM (
	SELECT DISTINCT ON (q.household_id, q.person_no, q.subject) q.household_id, q.person_no, q.subject,
		q.request_id, q.month_on, q.asked_on
	FROM result.claim_inquiry q
	WHERE q.household_id >= $1 AND q.household_id < $2 AND q.recorded_at < $3 AND q.withdrawn_at >= $3
		AND q.month_on > $4::date - interval '12 months' AND q.month_on <= $4
	ORDER BY q.household_id, q.person_no, q.subject, q.month_on DESC, q.request_id DESC
) c
LEFT JOIN fact.answer a ON a.household_id = c.household_id AND a.person_no = c.person_no
	AND a.request_id = c.request_id AND a.subject = c.subject AND a.household_id >= $1 AND a.household_id < $2
	AND a.recorded_at < $3 AND a.superseded_at >= $3
ORDER BY c.household_id, c.person_no, c.subject;

-- name: matching_excluded :copy_out lo hi as_of month_on
-- Why somebody was left out of an inquiry, by the latest run of the twelve months that was confirmed before the cut.
-- Run by run, so that only the partitions of those runs are read.
SELECT DISTINCT ON (i.household_id, i.person_no, i.subject) i.household_id, i.person_no, i.subject, i.exclusion
FROM run.run r
JOIN result.claim_inquiry_run c ON c.run_id = r.run_id AND c.recorded_at < $3
CROSS JOIN LATERAL (
	SELECT q.household_id, q.person_no, q.subject, q.exclusion, q.entry_no
	FROM result.inquiry q
	WHERE q.run_id = r.run_id AND q.household_id >= $1 AND q.household_id < $2 AND q.exclusion <> 0
	OFFSET 0
) i
WHERE r.month_on > $4::date - interval '12 months' AND r.month_on <= $4
ORDER BY i.household_id, i.person_no, i.subject, r.month_on DESC, r.run_id DESC, i.entry_no DESC;
