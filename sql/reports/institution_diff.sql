-- 指定機関名簿の変更: what changed in the directory since the month before, what is doubtful in it, and whom it affects.
-- All statements only read: no locks beyond those of SELECT, harmless to run again.  The directory is read as it was
-- known at this run's cut and at that of the run before (run.institution_cut_before), a prefecture at a time, by index
-- institution_code.

-- name: institution_diff_head :copy_out run_id office_id as_of month_end_on
-- The office's name, the day of the cut in Japan, that of the run before (NULL: none), how many institutions the directory
-- has, and how many it had then.
SELECT CASE WHEN $2 = 0 THEN '全事務所' ELSE coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = $2 AND o.recorded_at < $3 AND o.superseded_at >= $3 AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), '') END,
	($3 AT TIME ZONE 'Asia/Tokyo')::date, (b.as_of AT TIME ZONE 'Asia/Tokyo')::date,
	(SELECT count(DISTINCT (i.code, i.kind)) FROM fact.institution i WHERE i.recorded_at < $3 AND i.superseded_at >= $3),
	(SELECT count(DISTINCT (i.code, i.kind)) FROM fact.institution i
		WHERE i.recorded_at < b.as_of AND i.superseded_at >= b.as_of)
FROM run.institution_cut_before($1) b(as_of);

-- name: institution_diff_lists :copy_out as_of
-- The lists that the directory is made of: the day of the latest one of each source and kind.
SELECT l.source, l.kind, max(l.as_of_on)
FROM fact.institution_list l
WHERE l.recorded_at < $1
GROUP BY l.source, l.kind
ORDER BY l.source, l.kind;

-- name: institution_diff_prefectures :copy_out
-- The prefectures of all codes.
SELECT DISTINCT left(i.code, 2)::bigint AS prefecture FROM fact.institution i ORDER BY 1;

-- name: institution_diff_changes :copy_out run_id as_of key
-- Institutions of a prefecture whose latest period is another one than at the run before: one row per change.  1 追加,
-- 2 廃止・辞退等, 3 名称, 4 所在地 (both in NFKC without blanks), 5 指定期間.  was_*: as it was then; NULL where the directory did not have it.
WITH cut AS MATERIALIZED (
	SELECT b.as_of FROM run.institution_cut_before($1) b(as_of) WHERE b.as_of IS NOT NULL
), now AS MATERIALIZED (
	SELECT n.* FROM fact.institutions_latest($2, lpad($3::text, 2, '0'), lpad($3::text, 2, '0') || 'ZZ') n
), was AS MATERIALIZED (
	SELECT w.* FROM cut CROSS JOIN LATERAL fact.institutions_latest(cut.as_of, lpad($3::text, 2, '0'),
		lpad($3::text, 2, '0') || 'ZZ') w
), pair AS (
	SELECT coalesce(n.code, w.code) AS code, coalesce(n.kind, w.kind) AS kind, coalesce(n.name, w.name) AS name,
		coalesce(n.postal_code, w.postal_code) AS postal_code, coalesce(n.address, w.address) AS address, n.valid_from,
		n.valid_to, coalesce(n.end_reason, 0::smallint) AS end_reason, coalesce(n.source, w.source) AS source,
		coalesce(n.as_of_on, w.as_of_on) AS as_of_on, w.name AS was_name, w.postal_code AS was_postal_code,
		w.address AS was_address, w.valid_from AS was_from, w.valid_to AS was_to,
		coalesce(w.end_reason, 0::smallint) AS was_reason, n.code IS NULL AS gone, w.code IS NULL AS fresh,
		n.valid_from > w.valid_to AS reopened
	FROM cut
	CROSS JOIN (now n FULL JOIN was w ON w.code = n.code AND w.kind = n.kind)
)
SELECT c.change, p.kind::int, p.code, p.name, p.postal_code, p.address, p.valid_from, p.valid_to, p.end_reason::int,
	p.source, p.as_of_on, p.was_name, p.was_postal_code, p.was_address, p.was_from, p.was_to
FROM pair p
CROSS JOIN LATERAL (VALUES
	(1, p.fresh OR p.reopened),
	(2, p.gone OR (p.valid_from = p.was_from AND p.valid_to < p.was_to)),
	(3, replace(normalize(p.name, NFKC), ' ', '') <> replace(normalize(p.was_name, NFKC), ' ', '')),
	(4, p.postal_code <> p.was_postal_code
		OR replace(normalize(p.address, NFKC), ' ', '') <> replace(normalize(p.was_address, NFKC), ' ', '')),
	(5, NOT p.reopened AND (p.valid_from <> p.was_from OR p.valid_to > p.was_to OR p.end_reason <> p.was_reason)
		AND NOT (p.valid_from = p.was_from AND p.valid_to < p.was_to))
) c(change, holds)
WHERE c.holds
ORDER BY c.change, p.code, p.kind;

-- name: institution_diff_codes :copy_out as_of key
-- Institutions of a prefecture that are designated on the day of the cut or later, with a code that fails its rule.
SELECT n.kind::int, n.code, n.name, n.postal_code, n.address, n.source, n.as_of_on
FROM fact.institutions_latest($1, lpad($2::text, 2, '0'), lpad($2::text, 2, '0') || 'ZZ') n
WHERE NOT n.check_holds AND n.valid_to > ($1 AT TIME ZONE 'Asia/Tokyo')::date
ORDER BY n.code, n.kind;

-- name: institution_diff_sources :copy_out as_of key
-- Where lists of several sources say different things of an institution of a prefecture: 1 名称, 2 所在地, 3 指定期間.
-- First what counts, then what the other list says.  Names and addresses are compared in NFKC without blanks.
WITH said AS MATERIALIZED (
	SELECT DISTINCT ON (s.code, s.kind, s.source) s.*
	FROM fact.institutions_said($1) s
	WHERE s.code >= lpad($2::text, 2, '0') AND s.code <= lpad($2::text, 2, '0') || 'ZZ'
	ORDER BY s.code, s.kind, s.source, s.valid_from DESC
), disputed AS MATERIALIZED (
	SELECT s.code, s.kind FROM said s GROUP BY s.code, s.kind HAVING count(*) > 1
), counts AS MATERIALIZED (
	SELECT n.* FROM fact.institutions_latest($1, lpad($2::text, 2, '0'), lpad($2::text, 2, '0') || 'ZZ') n
)
SELECT c.item, n.kind::int, n.code, n.name, n.address, n.valid_from, n.valid_to, n.source, n.as_of_on,
	o.name, o.address, o.valid_from, o.valid_to, o.source, o.as_of_on
FROM disputed d
JOIN counts n ON n.code = d.code AND n.kind = d.kind
JOIN said o ON o.code = d.code AND o.kind = d.kind AND o.source <> n.source
CROSS JOIN LATERAL (VALUES
	(1, replace(normalize(n.name, NFKC), ' ', '') <> replace(normalize(o.name, NFKC), ' ', '')),
	(2, replace(normalize(n.address, NFKC), ' ', '') <> replace(normalize(o.address, NFKC), ' ', '')),
	(3, n.valid_from <> o.valid_from OR n.valid_to <> o.valid_to)
) c(item, differs)
WHERE c.differs
ORDER BY c.item, n.code, n.kind, o.source;

-- name: institution_diff_affected :copy_out key_lo key_hi key as_of month_on month_end_on
-- Tickets of the month that are out (1), treatments (2) and care plans (3) of it whose institution is not designated on
-- every day of theirs in the month, some thousand from the household `key` on.  state: 1 not in the directory, 2 there as
-- another kind only, 3 on no day, 4 on some days.  near_*: the last period that began before the end of those days, else
-- the first one after.  Of somebody under 支援措置 (fact.inhouse) no institution is shown.  Range of the primary keys of
-- treatments and care plans, claim_ticket_household, then institution_code per code.
WITH item AS MATERIALIZED (
	SELECT 1 AS what, c.household_id, c.person_no, c.service, c.issue_no AS number, c.institution_code AS code, c.from_on AS lo,
		c.until_on + 1 AS hi
	FROM result.claim_ticket c
	WHERE c.household_id >= $1 AND c.household_id < $2 AND c.household_id >= $3 AND c.month_on = $5 AND c.recorded_at < $4
		AND c.cancelled_at >= $4
	UNION ALL
	SELECT 2, t.household_id, t.person_no, t.service, t.item_no, t.institution_code, greatest(t.valid_from, $5),
		least(t.valid_to, $6)
	FROM fact.treatment t
	WHERE t.household_id >= $1 AND t.household_id < $2 AND t.household_id >= $3 AND t.recorded_at < $4
		AND t.superseded_at >= $4 AND t.valid_from < $6 AND t.valid_to > $5
	UNION ALL
	SELECT 3, p.household_id, p.person_no, p.service, p.item_no, p.institution_code, greatest(p.valid_from, $5),
		least(p.valid_to, $6)
	FROM fact.care_plan p
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.household_id >= $3 AND p.recorded_at < $4
		AND p.superseded_at >= $4 AND p.valid_from < $6 AND p.valid_to > $5
), listed AS MATERIALIZED (
	SELECT c.code, d.kind, d.name, d.valid_from, d.valid_to, d.end_reason
	FROM (SELECT DISTINCT i.code FROM item i) c
	CROSS JOIN LATERAL fact.directory($4, c.code) d
), judged AS (
	SELECT i.*, k.name, k.any_kind, coalesce(k.days, 0) AS days
	FROM item i
	CROSS JOIN LATERAL (
		SELECT max(l.name) AS name, count(l.code) > 0 AS any_kind,
			sum(greatest(least(l.valid_to, i.hi) - greatest(l.valid_from, i.lo), 0))
				FILTER (WHERE l.kind = result.service_kind(i.service)) AS days
		FROM listed l WHERE l.code = i.code
	) k
	WHERE coalesce(k.days, 0) < i.hi - i.lo
)
SELECT a.* FROM (
	SELECT j.household_id, j.person_no, j.what, j.service::int, j.number::int, CASE WHEN x.household_id IS NULL THEN j.code END,
		CASE WHEN x.household_id IS NULL THEN coalesce(j.name, '') END, j.lo, j.hi,
		CASE WHEN NOT j.any_kind THEN 1 WHEN near.valid_from IS NULL THEN 2 WHEN j.days = 0 THEN 3 ELSE 4 END AS state,
		near.valid_from, near.valid_to, coalesce(near.end_reason, 0)::int
	FROM judged j
	LEFT JOIN LATERAL (
		SELECT l.valid_from, l.valid_to, l.end_reason FROM listed l
		WHERE l.code = j.code AND l.kind = result.service_kind(j.service)
		ORDER BY l.valid_from < j.hi DESC, CASE WHEN l.valid_from < j.hi THEN l.valid_from END DESC, l.valid_from
		LIMIT 1
	) near ON true
	LEFT JOIN (SELECT DISTINCT h.household_id, h.person_no FROM fact.inhouse($4, $5) h) x
		ON x.household_id = j.household_id AND x.person_no = j.person_no
	ORDER BY j.household_id
	FETCH FIRST 5000 ROWS WITH TIES
) a
ORDER BY a.household_id, a.person_no, a.what, a.number;
