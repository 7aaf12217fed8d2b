-- The directory of designated institutions, looked into by people (getsuji institution find).  Read-only: no lock but
-- the usual one against DROP.  The runner may ask.  Nobody's data: institutions are published.

-- name: institution_find :many text kind lo hi most
-- Periods of institutions with a code from lo to hi, of the kind (0: any), of which every word of the text begins the
-- code or stands in name, kana or address; both sides NFKC, small letters, without blanks.  At most so many, by code;
-- total counts them all, but looks at no more than 1,000 codes.  Range of institution_code, or all of the table once;
-- then institution_code per code.
WITH asked AS (
	SELECT string_to_array(btrim(regexp_replace(lower(normalize($1::text, NFKC)), '\s+', ' ', 'g')), ' ') AS words
), matching AS MATERIALIZED (
	SELECT i.source, i.kind, i.code, i.valid_from
	FROM fact.institution i
	CROSS JOIN asked a
	WHERE i.superseded_at = 'infinity' AND i.code >= $3 AND i.code <= $4 AND ($2::smallint = 0 OR i.kind = $2)
		AND (SELECT bool_and(starts_with(lower(i.code), w.word) OR strpos(f.folded, w.word) > 0)
			FROM unnest(a.words) w(word)
			CROSS JOIN (SELECT replace(lower(normalize(concat_ws(E'\n', i.name, i.name_kana, i.address), NFKC)),
				' ', '') AS folded OFFSET 0) f)
)
SELECT d.code, d.kind, d.name, d.address, d.valid_from, d.valid_to, d.end_reason, d.source, d.as_of_on, d.check_holds,
	count(*) OVER () AS total
FROM (SELECT DISTINCT m.code FROM matching m ORDER BY m.code LIMIT 1000) c
CROSS JOIN LATERAL fact.directory('infinity', c.code) d
WHERE EXISTS (SELECT FROM matching m
	WHERE m.source = d.source AND m.kind = d.kind AND m.code = d.code AND m.valid_from = d.valid_from)
ORDER BY d.code, d.kind, d.valid_from
LIMIT $5;
