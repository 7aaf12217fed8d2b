-- 照会票: what is confirmed before anything leaves.  All statements only read: no locks beyond those of SELECT,
-- harmless to run again.  Results are read through the run's partition (pruned by run_id = $1) with its unique
-- index; facts by their primary keys, as they were known at the cut.
-- An entry's key is (person * 2048 + entry_no), a person household_id * 100 + person_no; within an office it is
-- below 2.1 * 10^13, so that a caseworker's number fits before it.

-- name: inquiry_cover_targets :many run_id office_id
-- One chunk per office; the run's own also when there is nobody to ask about.
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, sum(o.entries)::bigint AS expected
FROM (
	SELECT i.household_id / 100000000 AS office_id, count(*) AS entries
	FROM result.inquiry i WHERE i.run_id = $1 GROUP BY 1
	UNION ALL
	SELECT r.office_id::bigint, 0 FROM run.run r WHERE r.run_id = $1 AND r.office_id = $2 AND r.office_id <> 0
) o
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: inquiry_cover_balance :one run_id key_lo key_hi task_no
-- What the sheets list as asked, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3 AND i.exclusion = 0
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4
		AND x.key = (i.household_id * 100 + i.person_no) * 2048 + i.entry_no);

-- name: inquiry_cover_head :copy_out run_id lo hi as_of month_end_on rate_set_id
-- Always one row: the office's name at the end of the month, the day of the cut in Japan, the tables that say what
-- may be asked, the first and last request, and how many entries there are.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($2 / 100000000)::int AND o.recorded_at < $4 AND o.superseded_at >= $4
			AND o.valid_from < $5
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($4 AT TIME ZONE 'Asia/Tokyo')::date,
	$6::int, coalesce((SELECT left(encode(s.sha256, 'hex'), 16) FROM rate.rate_set s WHERE s.rate_set_id = $6), ''),
	coalesce(min(i.request_id), ''), coalesce(max(i.request_id), ''), count(*)
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3;

-- name: inquiry_cover_reasons :copy_out run_id lo hi
-- Entries per purpose and reason (0: asked).
SELECT i.purpose, i.exclusion, count(*)
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3
GROUP BY i.purpose, i.exclusion
ORDER BY i.purpose, i.exclusion;

-- name: inquiry_cover_groups :copy_out run_id lo hi
-- Entries per procedure, purpose, condition and list, and of them per reason (0: asked).
SELECT i.procedure_no, i.subject, i.purpose, i.condition, i.list_name, i.exclusion, count(*)
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3
GROUP BY i.procedure_no, i.subject, i.purpose, i.condition, i.list_name, i.exclusion
ORDER BY i.procedure_no COLLATE "C", i.subject, i.purpose, i.condition, i.list_name COLLATE "C", i.exclusion;

-- name: inquiry_cover_files :copy_out run_id lo hi
-- The files that will leave: requests, and the first and last of their numbers.
SELECT i.procedure_no, i.condition, count(*), min(i.request_id), max(i.request_id)
FROM result.inquiry i
WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3 AND i.exclusion = 0
GROUP BY i.procedure_no, i.condition
ORDER BY i.procedure_no COLLATE "C", i.condition;

-- name: inquiry_cover_caseworkers :copy_out run_id lo hi as_of month_end_on
-- Per caseworker: entries, and those asked.
SELECT g.caseworker_no, coalesce(w.name, ''), g.entries, g.asked
FROM (
	SELECT i.caseworker_no, count(*) AS entries, count(*) FILTER (WHERE i.exclusion = 0) AS asked
	FROM result.inquiry i
	WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3
	GROUP BY i.caseworker_no
) g
LEFT JOIN LATERAL (
	SELECT w.name FROM fact.caseworker w
	WHERE w.office_id = ($2 / 100000000)::int AND w.caseworker_no = g.caseworker_no
		AND w.recorded_at < $4 AND w.superseded_at >= $4 AND w.valid_from < $5
	ORDER BY w.valid_from DESC LIMIT 1
) w ON true
ORDER BY g.caseworker_no;

-- name: inquiry_cover_allowed :copy_out rate_set_id month_on
-- The allow-list in force on the month's first: procedure, purpose, subject (words), status and source.
SELECT split_part(c.cell_key, '|', 1), split_part(c.cell_key, '|', 2), c.word, c.status, c.source
FROM rate.cell c
WHERE c.rate_set_id = $1 AND c.table_name = 'inquiry_allowed' AND c.value_name = 'subject'
	AND c.valid_from <= $2 AND c.valid_to > $2
ORDER BY c.cell_key COLLATE "C";

-- name: inquiry_cover_asked :copy_out run_id hi key as_of
-- A page of what is asked, from the entry `key` on, with the first character of the name; of somebody under
-- 支援措置, by his household or by another one with his number, now or later, without any.
SELECT i.entry_key, i.household_id, i.person_no, i.caseworker_no, i.request_id, i.procedure_no, i.purpose, i.condition,
	i.from_on, i.to_on, i.nondisclosure, p.name
FROM (
	SELECT (i.household_id * 100 + i.person_no) * 2048 + i.entry_no AS entry_key, i.*
	FROM result.inquiry i
	WHERE i.run_id = $1 AND i.household_id >= $3 / 204800 AND i.household_id < $2 AND i.exclusion = 0
		AND (i.household_id * 100 + i.person_no) * 2048 + i.entry_no >= $3
	ORDER BY i.household_id, i.person_no, i.entry_no LIMIT 2000
) i
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = i.household_id
LEFT JOIN LATERAL fact.name_on_lists(i.household_id, i.person_no, coalesce(k.as_of, $4)) p
	ON NOT i.nondisclosure
ORDER BY i.entry_key;

-- name: inquiry_cover_excluded :copy_out run_id lo hi key as_of
-- A page of what is left out, by caseworker; `key` is his number before the entry's key within the office.
-- Names as in inquiry_cover_asked.
SELECT i.sort_key, i.household_id, i.person_no, i.caseworker_no, i.entry_no, i.procedure_no, i.purpose, i.condition,
	i.list_name, i.exclusion, p.name
FROM (
	SELECT i.caseworker_no * 20480000000000 + (i.household_id % 100000000 * 100 + i.person_no) * 2048 + i.entry_no
		AS sort_key, i.*
	FROM result.inquiry i
	WHERE i.run_id = $1 AND i.household_id >= $2 AND i.household_id < $3 AND i.exclusion <> 0
		AND i.caseworker_no * 20480000000000 + (i.household_id % 100000000 * 100 + i.person_no) * 2048 + i.entry_no >= $4
	ORDER BY sort_key LIMIT 2000
) i
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = i.household_id
LEFT JOIN LATERAL fact.name_on_lists(i.household_id, i.person_no, coalesce(k.as_of, $5)) p
	ON NOT i.nondisclosure AND i.exclusion <> 1
ORDER BY i.sort_key;
