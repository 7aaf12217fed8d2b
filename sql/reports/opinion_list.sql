-- 要否意見書・一括決定の一覧, for the approver: what goes out, what is overdue, what is decided in bulk and what is not.
-- All statements only read: no locks beyond those of SELECT, harmless to run again.  Results are read through the run's
-- partitions with their unique indexes, facts as they were known at the cut.

-- name: opinion_list_targets :many run_id
-- One chunk per office with something to list, of its households.  Without treatments there is no chunk and no file.
SELECT o.office_id * 100000000 AS lo, (o.office_id + 1) * 100000000 AS hi, count(*) AS expected
FROM (
	SELECT t.household_id / 100000000 AS office_id
	FROM (
		SELECT p.household_id FROM result.opinion p WHERE p.run_id = $1
		UNION
		SELECT x.household_id FROM result.examination x WHERE x.run_id = $1
	) t
) o
GROUP BY o.office_id
ORDER BY o.office_id;

-- name: opinion_list_balance :one run_id key_lo key_hi task_no
-- Households that the sheets list, but for what was set aside.
SELECT count(*) AS records, 0::bigint AS yen
FROM (
	SELECT p.household_id FROM result.opinion p WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
	UNION
	SELECT x.household_id FROM result.examination x
	WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3
) t
WHERE NOT EXISTS (SELECT FROM run.quarantine q WHERE q.run_id = $1 AND q.task_no = $4 AND q.key = t.household_id);

-- name: opinion_list_head :copy_out lo as_of month_end_on
-- The office's name at the end of the month, and the day of the cut in Japan.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($1 / 100000000)::int AND o.recorded_at < $2 AND o.superseded_at >= $2
			AND o.valid_from < $3
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($2 AT TIME ZONE 'Asia/Tokyo')::date;

-- name: opinion_list_counts :copy_out run_id lo hi
-- Treatments by what was decided about them.
SELECT o.state, o.continued, o.kind, o.send, o.backdated, count(*)
FROM result.opinion o
WHERE o.run_id = $1 AND o.household_id >= $2 AND o.household_id < $3
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5;

-- name: opinion_list_examinations :copy_out run_id lo hi
-- Always one row: requests for an examination that go out, and all.
SELECT count(*) FILTER (WHERE x.send), count(*)
FROM result.examination x
WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3;

-- name: opinion_list_page :copy_out run_id hi key as_of month_on month_end_on
-- A page of households from `key` on, with their treatments and examinations; with the first character of the name.  Of
-- somebody under 支援措置, by his household or by another one with his number, now or later, neither name nor institution.
WITH home AS MATERIALIZED (
	SELECT t.household_id, coalesce(k.as_of, $4) AS as_of
	FROM (
		SELECT o.household_id FROM result.opinion o WHERE o.run_id = $1 AND o.household_id >= $3 AND o.household_id < $2
		UNION
		SELECT x.household_id FROM result.examination x
		WHERE x.run_id = $1 AND x.household_id >= $3 AND x.household_id < $2
		ORDER BY 1 LIMIT 500
	) t
	LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = t.household_id
), listed AS MATERIALIZED (
	SELECT o.household_id, h.as_of, o.person_no, false AS examination, o.institution_code, o.service, o.caseworker_no, o.state,
		o.continued, o.kind, o.valid_from, o.until_on, o.due_on, o.send, o.reply_on, o.sent_on, o.overdue_days, o.backdated,
		o.reason
	FROM home h
	JOIN result.opinion o ON o.run_id = $1 AND o.household_id = h.household_id
	UNION ALL
	SELECT x.household_id, h.as_of, x.person_no, true, x.institution_code, x.service, x.caseworker_no, 0, false, 0, x.from_on,
		x.until_on, NULL, x.send, NULL, x.sent_on, 0, false, ''
	FROM home h
	JOIN result.examination x ON x.run_id = $1 AND x.household_id = h.household_id
), place AS MATERIALIZED (
	SELECT c.institution_code, p.name, coalesce(n.postal_code <> '' AND n.address <> '', false) AS reachable
	FROM (SELECT DISTINCT l.institution_code FROM listed l) c
	CROSS JOIN LATERAL fact.institution_address($4, c.institution_code, '-infinity') p
	LEFT JOIN LATERAL fact.institution_address($4, c.institution_code, ($4 AT TIME ZONE 'Asia/Tokyo')::date) n ON true
)
SELECT l.household_id, l.person_no, l.examination, n.name, CASE WHEN n.name IS NOT NULL THEN l.institution_code END,
	CASE WHEN n.name IS NOT NULL THEN coalesce(p.name, '') END, l.service, l.caseworker_no, coalesce(w.name, ''), l.state::int,
	l.continued, l.kind::int, l.valid_from, l.until_on, l.due_on, l.send, l.reply_on, l.sent_on, l.overdue_days, l.backdated,
	l.reason, v.first_visit_on, coalesce(p.reachable, false)
FROM listed l
LEFT JOIN LATERAL fact.name_on_lists(l.household_id, l.person_no, l.as_of) n ON true
LEFT JOIN place p ON p.institution_code = l.institution_code
LEFT JOIN LATERAL fact.caseworker_named($4, (l.household_id / 100000000)::int, l.caseworker_no, $6) w ON true
LEFT JOIN LATERAL (
	SELECT min(t.first_visit_on) AS first_visit_on FROM fact.treatment t
	WHERE t.household_id = l.household_id AND t.person_no = l.person_no AND t.institution_code = l.institution_code
		AND t.service = l.service AND t.recorded_at < l.as_of AND t.superseded_at >= l.as_of
		AND t.valid_from < $6 AND t.valid_to > $5
) v ON true
ORDER BY l.household_id, l.person_no, l.institution_code COLLATE "C", l.service, l.examination;
