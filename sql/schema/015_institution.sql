-- The directory of designated institutions (指定医療機関・薬局・訪問看護・指定介護機関), merged from many lists.
-- Codes (smallint) are those of include/getsuji/ticket.h.

-- A new table of facts gets the same stamps, rights and one current version per key as those before it.
CREATE FUNCTION fact.equip(dataset text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	key_columns text;
BEGIN
	EXECUTE format('CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON fact.%I
		FOR EACH ROW EXECUTE FUNCTION fact.stamp_row()', dataset);
	SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.ordinality) INTO key_columns
	FROM pg_constraint c
	CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, ordinality)
	JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
	WHERE c.conrelid = format('fact.%I', dataset)::regclass AND c.contype = 'p' AND a.attname <> 'recorded_at';
	EXECUTE format('CREATE UNIQUE INDEX %I ON fact.%I (%s) WHERE superseded_at = ''infinity''',
		dataset || '_current', dataset, key_columns);
	EXECUTE format('CREATE VIEW fact.current_%I AS SELECT * FROM fact.%I WHERE superseded_at = ''infinity''',
		dataset, dataset);
	EXECUTE format('GRANT SELECT, INSERT, UPDATE (superseded_at) ON fact.%I TO getsuji_runner', dataset);
	EXECUTE format('GRANT SELECT ON fact.current_%I TO getsuji_runner', dataset);
END $$;
REVOKE ALL ON FUNCTION fact.equip(text) FROM PUBLIC;

-- One row per list (source), institution and period of designation, as the list has it.  A list is whole for its
-- source and the kinds that it holds: what an earlier one had and it has not is ended on its day ('dropped').
CREATE TABLE fact.institution (
	source           text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_]*$'),
	kind             smallint NOT NULL,
	code             text NOT NULL CHECK (code ~ '^[0-9A-HJ-NPR-Z]{10}$'),
	name             text NOT NULL CHECK (name <> ''),
	name_kana        text NOT NULL,
	postal_code      text NOT NULL CHECK (postal_code ~ '^([0-9]{7})?$'),
	address          text NOT NULL,
	phone            text NOT NULL,
	end_reason       smallint NOT NULL,          -- 0 while open; why the period ended
	as_of_on         date NOT NULL,              -- of the list
	check_holds      boolean NOT NULL,           -- the code's check digit; false is told, never refused
	valid_from       date NOT NULL,              -- 指定年月日
	valid_to         date NOT NULL DEFAULT 'infinity', -- the first day on which it is not designated any more
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	CHECK ((valid_to = 'infinity') = (end_reason = 0)),
	PRIMARY KEY (source, kind, code, valid_from, recorded_at)
);
SELECT fact.equip('institution');
CREATE INDEX institution_code ON fact.institution (code, kind);

-- The lists that came: a later one of a source is right, an earlier one changes nothing.
CREATE TABLE fact.institution_list (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	source           text NOT NULL,
	as_of_on         date NOT NULL,
	UNIQUE (source, as_of_on)
);
GRANT SELECT, INSERT ON fact.institution_list TO getsuji_runner;

-- The directory at an instant: for each kind and code all periods of the list that is the latest about it (by its day,
-- then by the source's name).  Inlined into the query that asks; give it a code where few are wanted.
CREATE FUNCTION fact.directory(known_at timestamptz, of_code text) RETURNS SETOF fact.institution LANGUAGE sql STABLE AS $$
	SELECT i.*
	FROM fact.institution i
	WHERE i.code = of_code AND i.recorded_at < known_at AND i.superseded_at >= known_at
		AND NOT EXISTS (SELECT FROM fact.institution o
			WHERE o.code = of_code AND o.kind = i.kind AND o.recorded_at < known_at AND o.superseded_at >= known_at
				AND (o.as_of_on, i.source) > (i.as_of_on, o.source))
$$;
