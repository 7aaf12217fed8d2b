-- 情報照会: who is to be asked about, as the office knew it at the cut.  All statements only read and take no
-- locks beyond SELECT's; facts by ranges of keys that begin with household_id, so that doing a chunk again
-- reads the same rows.  Their first column is the person (household_id * 100 + person_no), or the household
-- where they say so; persons are merged by it.

-- name: inquiry_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Households on a caseworker's list of the month, or on aid on a day since the calendar year before began;
-- also those closed since.  Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.inquiry_households($1, $2, $3, $4, $5) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: inquiry_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk, and whether they are held: the first of the holds by name, the reasons of all.
SELECT t.household_id, h.hold, h.reasons
FROM fact.inquiry_households($1, $2, $3, $4, $5) t
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.name ORDER BY x.name COLLATE "C"))[1] AS hold,
		string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($3::timestamptz, $4::date) x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
ORDER BY t.household_id;

-- name: inquiry_person :copy_out lo hi as_of month_on month_end_on
-- Everybody who ever belonged to the household: birth; whether he was a member on a day on which it was on aid
-- (protected or suspended), in the month and in the calendar year before; the caseworker of its latest row;
-- 支援措置 in the month and since that year began; his latest number since then, whether it holds in the
-- month, consent and 不開示コード; whether somebody else of the office has the number at the same time.
-- 支援措置 follows the number: who fled from this household may be protected in another one.  A household
-- without a row counts as protected.  The join by number looks at index linkage_number, once for the chunk.
WITH span AS (
	SELECT make_date(extract(year FROM $4::date)::int - 1, 1, 1) AS year_on,
		make_date(extract(year FROM $4::date)::int, 1, 1) AS year_end_on
), member AS (
	SELECT p.household_id, p.person_no, (array_agg(p.birth_on ORDER BY p.valid_from DESC))[1] AS birth_on,
		coalesce(bool_or(greatest(p.valid_from, a.valid_from, $4) < least(p.valid_to, a.valid_to, $5)), false) AS on_aid,
		coalesce(bool_or(greatest(p.valid_from, a.valid_from, s.year_on) < least(p.valid_to, a.valid_to, s.year_end_on)),
			false) AS on_aid_last_year
	FROM fact.person p
	CROSS JOIN span s
	LEFT JOIN fact.protection a ON a.household_id = p.household_id AND a.household_id >= $1 AND a.household_id < $2
		AND a.recorded_at < $3 AND a.superseded_at >= $3 AND a.valid_from < $5 AND a.valid_to > s.year_on
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	GROUP BY p.household_id, p.person_no
), home AS (
	SELECT h.household_id, (array_agg(h.caseworker_no ORDER BY h.valid_from DESC))[1] AS caseworker_no,
		coalesce(bool_or(h.protected_address) FILTER (WHERE h.valid_to > $4),
			(array_agg(h.protected_address ORDER BY h.valid_from DESC))[1]) AS in_month,
		coalesce(bool_or(h.protected_address) FILTER (WHERE h.valid_to > s.year_on),
			(array_agg(h.protected_address ORDER BY h.valid_from DESC))[1]) AS since_last_year
	FROM fact.household h
	CROSS JOIN span s
	WHERE h.household_id >= $1 AND h.household_id < $2 AND h.recorded_at < $3 AND h.superseded_at >= $3
		AND h.valid_from < $5
	GROUP BY h.household_id
), number AS (
	SELECT DISTINCT ON (l.household_id, l.person_no) l.household_id, l.person_no, l.linkage_no, l.consent,
		l.nondisclosure, l.valid_from, l.valid_to
	FROM fact.linkage l
	CROSS JOIN span s
	WHERE l.household_id >= $1 AND l.household_id < $2 AND l.recorded_at < $3 AND l.superseded_at >= $3
		AND l.valid_from < $5 AND l.valid_to > s.year_on
	ORDER BY l.household_id, l.person_no, l.valid_from DESC
), shield AS (
	SELECT n.household_id, n.person_no, bool_or(h.valid_to > $4) AS in_month, true AS since_last_year
	FROM number n
	CROSS JOIN span s
	JOIN LATERAL fact.shielding(n.linkage_no, n.household_id / 100000000, $3, s.year_on) h
		ON h.household_id <> n.household_id
	GROUP BY n.household_id, n.person_no
), other AS (
	SELECT n.household_id, n.person_no, bool_or(greatest(n.valid_from, o.valid_from, s.year_on)
			< least(n.valid_to, o.valid_to, $5)) AS shared
	FROM number n
	CROSS JOIN span s
	JOIN fact.linkage o ON o.linkage_no = n.linkage_no AND o.linkage_no <> ''
		AND (o.household_id, o.person_no) <> (n.household_id, n.person_no)
		AND o.household_id / 100000000 = n.household_id / 100000000
		AND o.recorded_at < $3 AND o.superseded_at >= $3 AND o.valid_from < $5 AND o.valid_to > s.year_on
	GROUP BY n.household_id, n.person_no
)
SELECT m.household_id * 100 + m.person_no, m.birth_on, m.on_aid, m.on_aid_last_year, coalesce(h.caseworker_no, 0),
	coalesce(h.in_month, true) OR coalesce(x.in_month, false),
	coalesce(h.since_last_year, true) OR coalesce(x.since_last_year, false),
	coalesce(n.linkage_no, ''), coalesce(n.valid_to > $4, false), coalesce(o.shared, false),
	coalesce(n.nondisclosure, false), coalesce(n.consent, 0::smallint)
FROM member m
LEFT JOIN home h ON h.household_id = m.household_id
LEFT JOIN number n ON n.household_id = m.household_id AND n.person_no = m.person_no
LEFT JOIN other o ON o.household_id = m.household_id AND o.person_no = m.person_no
LEFT JOIN shield x ON x.household_id = m.household_id AND x.person_no = m.person_no
ORDER BY 1;

-- name: inquiry_list :copy_out lo hi as_of month_on
-- What caseworkers want to be asked in the month, also about persons that are not in the ledger.
SELECT q.household_id * 100 + q.person_no, q.list_name, q.procedure_no, q.purpose, q.condition, q.from_on, q.to_on
FROM fact.inquiry q
WHERE q.household_id >= $1 AND q.household_id < $2 AND q.recorded_at < $3 AND q.superseded_at >= $3
	AND q.valid_from = $4
ORDER BY q.household_id, q.person_no, q.item_no;

-- name: inquiry_pension :copy_out lo hi as_of month_on
-- What is recognised on the month's first: pensions (benefit 1) with their codes, empty where none is
-- known, and the supplementary benefit (2).
SELECT r.person_key, r.benefit, r.pension_code
FROM (
	SELECT i.household_id * 100 + i.person_no AS person_key, 1::smallint AS benefit,
		coalesce(a.pension_code, '') AS pension_code, i.item_no
	FROM fact.income i
	LEFT JOIN fact.pension a ON a.household_id = i.household_id AND a.household_id >= $1 AND a.household_id < $2
		AND a.person_no = i.person_no AND a.benefit = 1 AND a.item_no = i.item_no
		AND a.recorded_at < $3 AND a.superseded_at >= $3 AND a.valid_from <= $4 AND a.valid_to > $4
	WHERE i.household_id >= $1 AND i.household_id < $2 AND i.kind = 2
		AND i.recorded_at < $3 AND i.superseded_at >= $3 AND i.valid_from <= $4 AND i.valid_to > $4
	UNION ALL
	SELECT a.household_id * 100 + a.person_no, 2::smallint, '', a.item_no
	FROM fact.pension a
	WHERE a.household_id >= $1 AND a.household_id < $2 AND a.benefit = 2
		AND a.recorded_at < $3 AND a.superseded_at >= $3 AND a.valid_from <= $4 AND a.valid_to > $4
) r
ORDER BY r.person_key, r.benefit, r.item_no;

-- name: inquiry_asked :copy_out lo hi as_of month_on
-- What was asked in the twelve months that end with this one and has no answer yet, or only 準備中 (4).  Indexes: claim_inquiry_person, answer_pkey.
SELECT c.household_id * 100 + c.person_no, c.procedure_no, c.condition, c.from_on, c.to_on
FROM result.claim_inquiry c
WHERE c.household_id >= $1 AND c.household_id < $2 AND c.recorded_at < $3 AND c.withdrawn_at >= $3
	AND c.month_on > $4::date - interval '12 months' AND c.month_on <= $4
	AND NOT EXISTS (SELECT FROM fact.answer a WHERE a.household_id = c.household_id AND a.person_no = c.person_no
		AND a.request_id = c.request_id AND a.recorded_at < $3 AND a.superseded_at >= $3 AND a.state <> 4)
ORDER BY c.household_id, c.person_no, c.request_id;

-- name: inquiry_left :copy_out run_id lo hi
-- What was to be asked and is not: left out when the run was confirmed, or withdrawn since.
SELECT i.person_no, i.procedure_no, i.list_name
FROM result.claim_inquiry_run c
JOIN result.inquiry i ON i.run_id = c.run_id AND i.household_id >= $2 AND i.household_id < $3 AND i.exclusion = 0
WHERE c.run_id = $1 AND NOT EXISTS (
	SELECT FROM result.claim_inquiry q WHERE q.request_id = i.request_id AND q.withdrawn_at = 'infinity')
ORDER BY i.person_no, i.entry_no;

-- name: inquiry_entry :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when
-- it fails.
result.inquiry_r$1 (household_id, person_no, entry_no, list_name, procedure_no, subject, purpose, condition, from_on,
	to_on, caseworker_no, nondisclosure, exclusion, request_id, linkage_no)

-- name: inquiry_balance :one run_id
-- Households about whom something is asked.
SELECT count(DISTINCT i.household_id) AS records, 0::bigint AS yen
FROM result.inquiry i
WHERE i.run_id = $1 AND i.exclusion = 0;

-- name: inquiry_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('inquiry', $1, 'household_id, person_no, entry_no');
