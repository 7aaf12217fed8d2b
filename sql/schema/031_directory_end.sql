-- The directory: an end that one list has told is not moved by another that has the institution no more only later.

-- What was told of the end of a period that a list ended on its day, by having it no more (for_reason 5): the first end
-- that another list told since this one last had it, and why.  The later silence only confirms it: it says that the
-- institution is designated no more, not since when.  A list that still had it after the end was told outweighs that.
-- Nothing: nobody told an earlier one, or the list gave a reason.  Inlined into the query that asks; index institution_code.
CREATE FUNCTION fact.institution_end_told(known_at timestamptz, of_source text, of_kind smallint, of_code text,
	from_on date, until_on date, for_reason smallint)
RETURNS TABLE (valid_to date, end_reason smallint) LANGUAGE sql STABLE AS $$
	SELECT max(s.valid_to), (array_agg(s.end_reason ORDER BY s.valid_to DESC))[1]
	FROM fact.institutions_said(known_at) s
	WHERE for_reason = 5 AND s.code = of_code AND s.kind = of_kind AND s.source <> of_source
	GROUP BY s.source
	HAVING max(s.valid_to) > from_on AND max(s.valid_to) < until_on
		AND max(s.as_of_on) > coalesce((SELECT max(l.as_of_on) FROM fact.institution_list l
			WHERE l.source = of_source AND l.kind = of_kind AND l.as_of_on < until_on AND l.recorded_at < known_at), '-infinity')
	ORDER BY 1, s.source
	LIMIT 1
$$;

-- As before; and a period that the list ended by its silence ends when another told it.
CREATE OR REPLACE FUNCTION fact.directory(known_at timestamptz, of_code text) RETURNS SETOF fact.institution
LANGUAGE sql STABLE AS $$
	SELECT d.source, d.kind, d.code, d.name, d.name_kana, d.postal_code, d.address, d.phone, coalesce(e.end_reason, d.end_reason),
		d.latest_on, d.check_holds, d.valid_from, coalesce(e.valid_to, d.valid_to), d.recorded_at, d.superseded_at, d.import_id
	FROM (
		SELECT s.*, first_value(s.source) OVER latest AS latest_source, first_value(s.as_of_on) OVER latest AS latest_on
		FROM fact.institutions_said(known_at) s
		WHERE s.code = of_code
		WINDOW latest AS (PARTITION BY s.kind ORDER BY s.as_of_on DESC, s.source DESC)
	) d
	LEFT JOIN LATERAL fact.institution_end_told(known_at, d.source, d.kind, d.code, d.valid_from, d.valid_to,
		d.end_reason) e ON true
	WHERE d.source = d.latest_source
$$;

-- Likewise of all codes.
CREATE OR REPLACE FUNCTION fact.directory_whole(known_at timestamptz) RETURNS SETOF fact.institution
LANGUAGE sql STABLE AS $$
	SELECT d.source, d.kind, d.code, d.name, d.name_kana, d.postal_code, d.address, d.phone, coalesce(e.end_reason, d.end_reason),
		d.latest_on, d.check_holds, d.valid_from, coalesce(e.valid_to, d.valid_to), d.recorded_at, d.superseded_at, d.import_id
	FROM (
		SELECT s.*, first_value(s.source) OVER latest AS latest_source, first_value(s.as_of_on) OVER latest AS latest_on
		FROM fact.institutions_said(known_at) s
		WINDOW latest AS (PARTITION BY s.code, s.kind ORDER BY s.as_of_on DESC, s.source DESC)
	) d
	LEFT JOIN LATERAL fact.institution_end_told(known_at, d.source, d.kind, d.code, d.valid_from, d.valid_to,
		d.end_reason) e ON true
	WHERE d.source = d.latest_source
$$;
