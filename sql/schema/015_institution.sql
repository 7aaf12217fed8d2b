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
	code             text COLLATE "C" NOT NULL CHECK (code ~ '^[0-9]{2}[0-9A-HJ-NPR-Z]{7}[0-9]$'),
	name             text NOT NULL CHECK (name <> ''),
	name_kana        text NOT NULL,
	postal_code      text NOT NULL CHECK (postal_code ~ '^([0-9]{7})?$'),
	address          text NOT NULL,
	phone            text NOT NULL,
	end_reason       smallint NOT NULL,          -- 0 while open; why the period ended
	as_of_on         date NOT NULL,              -- of the list that said so, or by whose silence it ended
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

-- The lists that came, one row per kind that they hold: a later one of a source is right, an earlier one changes
-- nothing.  A list speaks of every institution that is designated on its day, also of those that it leaves as they
-- are: so a row of fact.institution is as late as the first list after the end of its period, or the last one that came.
CREATE TABLE fact.institution_list (
	import_id        int NOT NULL REFERENCES fact.import,
	kind             smallint NOT NULL,
	source           text NOT NULL,
	as_of_on         date NOT NULL,
	recorded_at      timestamptz NOT NULL DEFAULT fact.transaction_instant(),
	PRIMARY KEY (import_id, kind)
);
CREATE INDEX institution_list_day ON fact.institution_list (source, kind, as_of_on);
GRANT SELECT, INSERT (import_id, kind, source, as_of_on) ON fact.institution_list TO getsuji_runner;

-- What each source says, as it was known at an instant; as_of_on is the day of the last list that spoke of the row: it
-- named what was designated on its day, and the first one after the end of a period said by its silence that it is over.
CREATE FUNCTION fact.institutions_said(known_at timestamptz) RETURNS SETOF fact.institution LANGUAGE sql STABLE AS $$
	SELECT i.source, i.kind, i.code, i.name, i.name_kana, i.postal_code, i.address, i.phone, i.end_reason,
		greatest(i.as_of_on, (SELECT max(l.as_of_on) FROM fact.institution_list l
			WHERE l.source = i.source AND l.kind = i.kind AND l.as_of_on < i.valid_to AND l.recorded_at < known_at),
			(SELECT min(l.as_of_on) FROM fact.institution_list l
			WHERE l.source = i.source AND l.kind = i.kind AND l.as_of_on >= i.valid_to AND l.recorded_at < known_at)),
		i.check_holds, i.valid_from, i.valid_to, i.recorded_at, i.superseded_at, i.import_id
	FROM fact.institution i
	WHERE i.recorded_at < known_at AND i.superseded_at >= known_at
$$;

-- The directory at an instant, of one code: for each kind all periods of the list that was the latest to speak of it
-- (by its day, then by the source's name); as_of_on is that day.  Inlined into the query that asks; index
-- institution_code.
CREATE FUNCTION fact.directory(known_at timestamptz, of_code text) RETURNS SETOF fact.institution LANGUAGE sql STABLE AS $$
	SELECT d.source, d.kind, d.code, d.name, d.name_kana, d.postal_code, d.address, d.phone, d.end_reason, d.latest_on,
		d.check_holds, d.valid_from, d.valid_to, d.recorded_at, d.superseded_at, d.import_id
	FROM (
		SELECT s.*, first_value(s.source) OVER latest AS latest_source, first_value(s.as_of_on) OVER latest AS latest_on
		FROM fact.institutions_said(known_at) s
		WHERE s.code = of_code
		WINDOW latest AS (PARTITION BY s.kind ORDER BY s.as_of_on DESC, s.source DESC)
	) d
	WHERE d.source = d.latest_source
$$;

-- The same of all codes, for what asks for many: one pass over the table.
CREATE FUNCTION fact.directory_whole(known_at timestamptz) RETURNS SETOF fact.institution LANGUAGE sql STABLE AS $$
	SELECT d.source, d.kind, d.code, d.name, d.name_kana, d.postal_code, d.address, d.phone, d.end_reason, d.latest_on,
		d.check_holds, d.valid_from, d.valid_to, d.recorded_at, d.superseded_at, d.import_id
	FROM (
		SELECT s.*, first_value(s.source) OVER latest AS latest_source, first_value(s.as_of_on) OVER latest AS latest_on
		FROM fact.institutions_said(known_at) s
		WINDOW latest AS (PARTITION BY s.code, s.kind ORDER BY s.as_of_on DESC, s.source DESC)
	) d
	WHERE d.source = d.latest_source
$$;

-- ---- a list comes in: one transaction, one import at a time ------------------------------------------------------

-- Temporary tables of the transaction: the rows that hold, with settled: nothing is to be done for it; whom rows speak
-- of that were set aside; and what is to be cut (institutions_cut).
CREATE FUNCTION fact.institutions_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format('CREATE TEMP TABLE new_institution ON COMMIT DROP AS
		SELECT 0 AS line, 0 AS office_column, 0 AS key_column, 0 AS ref_column, 0 AS from_column, %s
		FROM fact.institution WITH NO DATA', fact.column_list(fact.file_columns('institution'), ''));
	ALTER TABLE pg_temp.new_institution ADD settled boolean NOT NULL DEFAULT false;
	CREATE TEMP TABLE new_aside (kind smallint NOT NULL, code text COLLATE "C" NOT NULL) ON COMMIT DROP;
	CREATE TEMP TABLE new_cut (kind smallint, code text COLLATE "C", valid_from date, ends_on date, end_reason smallint)
		ON COMMIT DROP;
END $$;

-- Rows of the list whose key an earlier line has, or whose days overlap with an earlier line's: taken out of the stage
-- and given back.
CREATE FUNCTION fact.institutions_check() RETURNS TABLE (line int, column_no int, field text, rule text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	ANALYZE pg_temp.new_institution;
	RETURN QUERY WITH ranked AS (
			SELECT line, row_number() OVER (PARTITION BY kind, code, valid_from ORDER BY line) AS n FROM pg_temp.new_institution),
		gone AS (
			DELETE FROM pg_temp.new_institution s USING ranked r WHERE r.line = s.line AND r.n > 1
			RETURNING s.line, s.key_column, s.kind, s.code),
		kept AS (INSERT INTO pg_temp.new_aside SELECT kind, code FROM gone)
		SELECT line, key_column, 'code', 'I-key' FROM gone;
	RETURN QUERY WITH beside AS (
			SELECT line, valid_from, max(valid_to) OVER (PARTITION BY kind, code ORDER BY valid_from
				ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_to
			FROM pg_temp.new_institution),
		gone AS (
			DELETE FROM pg_temp.new_institution s USING beside b WHERE b.line = s.line AND b.before_to > b.valid_from
			RETURNING s.line, s.from_column, s.kind, s.code),
		kept AS (INSERT INTO pg_temp.new_aside SELECT kind, code FROM gone)
		SELECT line, from_column, 'valid_from', 'I-overlap' FROM gone;
END $$;

-- Rows for which nothing is to be done: a later list of the source is known for their kind, or they say what is known.
-- A period that was over on the list's day is recorded with that day, unless it is already: the list speaks of it.
CREATE FUNCTION fact.institutions_unchanged(list_source text, list_on date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	older bigint;
	same bigint;
BEGIN
	UPDATE pg_temp.new_institution s SET settled = true
	WHERE EXISTS (SELECT FROM fact.institution_list l
		WHERE l.source = list_source AND l.kind = s.kind AND l.as_of_on > list_on);
	GET DIAGNOSTICS older = ROW_COUNT;
	UPDATE pg_temp.new_institution s SET settled = true
	FROM fact.institution c
	WHERE NOT s.settled AND c.superseded_at = 'infinity' AND c.source = list_source
		AND s.kind = c.kind AND s.code = c.code AND s.valid_from = c.valid_from AND s.valid_to = c.valid_to
		AND s.name = c.name AND s.name_kana = c.name_kana AND s.postal_code = c.postal_code AND s.address = c.address
		AND s.phone = c.phone AND s.end_reason = c.end_reason AND (s.valid_to > list_on OR c.as_of_on >= list_on);
	GET DIAGNOSTICS same = ROW_COUNT;
	RETURN older + same;
END $$;

-- What the source said before and the list does not: a period that a listed one overlaps ends where that begins; one
-- that is open on the list's day ends on it.  Institutions of rows that were set aside keep what is open, and so do all
-- when it cannot be known whom such a row speaks of (spare_open).  Gives back how many institutions are dropped, of
-- how many that the source had open.
CREATE FUNCTION fact.institutions_cut(list_source text, list_on date, spare_open boolean)
RETURNS TABLE (dropped bigint, open bigint) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	kinds smallint[] := ARRAY(SELECT DISTINCT s.kind FROM pg_temp.new_institution s
		WHERE NOT EXISTS (SELECT FROM fact.institution_list l
			WHERE l.source = list_source AND l.kind = s.kind AND l.as_of_on > list_on));
BEGIN
	INSERT INTO pg_temp.new_cut (kind, code, valid_from, ends_on, end_reason)
	SELECT m.kind, m.code, m.valid_from, CASE WHEN NOT m.covered THEN m.ends_on END,
		CASE WHEN m.ends_on = m.next_from THEN 1 ELSE 5 END
	FROM (
		SELECT k.kind, k.code, k.valid_from, k.valid_to, n.next_from, n.covered, least(n.next_from,
			CASE WHEN k.valid_to > list_on AND NOT spare_open AND NOT EXISTS (SELECT FROM pg_temp.new_aside a
				WHERE a.kind = k.kind AND a.code = k.code) THEN list_on END) AS ends_on
		FROM (
			SELECT c.kind, c.code, c.valid_from, min(s.valid_from) FILTER (WHERE s.valid_from > c.valid_from) AS next_from,
				coalesce(bool_or(s.valid_from < c.valid_from AND s.valid_to > c.valid_from), false) AS covered,
				coalesce(bool_or(s.valid_from = c.valid_from), false) AS listed
			FROM fact.institution c
			LEFT JOIN pg_temp.new_institution s ON s.kind = c.kind AND s.code = c.code
			WHERE c.superseded_at = 'infinity' AND c.source = list_source AND c.kind = ANY (kinds)
			GROUP BY c.kind, c.code, c.valid_from
		) n
		JOIN fact.institution k ON k.source = list_source AND k.kind = n.kind AND k.code = n.code
			AND k.valid_from = n.valid_from AND k.superseded_at = 'infinity'
		WHERE NOT n.listed
	) m
	WHERE m.covered OR m.ends_on < m.valid_to;
	RETURN QUERY SELECT (SELECT count(DISTINCT (c.kind, c.code)) FROM pg_temp.new_cut c
			WHERE c.end_reason = 5 AND c.ends_on IS NOT NULL),
		(SELECT count(DISTINCT (k.kind, k.code)) FROM fact.institution k
			WHERE k.superseded_at = 'infinity' AND k.source = list_source AND k.kind = ANY (kinds) AND k.valid_to > list_on);
END $$;

-- The rest goes in: what is cut first, then what the list says, then that it came.
CREATE FUNCTION fact.institutions_merge(list_source text, list_on date, for_import_id int) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	columns text := fact.column_list(fact.file_columns('institution'), '');
	recorded bigint;
BEGIN
	WITH gone AS (
		UPDATE fact.institution k SET superseded_at = clock_timestamp() FROM pg_temp.new_cut c
		WHERE k.superseded_at = 'infinity' AND k.source = list_source AND k.kind = c.kind AND k.code = c.code
			AND k.valid_from = c.valid_from
		RETURNING k.*, c.ends_on, c.end_reason AS reason)
	INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
		check_holds, valid_from, valid_to, import_id)
	SELECT source, kind, code, name, name_kana, postal_code, address, phone, reason, list_on, check_holds, valid_from,
		ends_on, for_import_id
	FROM gone WHERE ends_on > valid_from;
	UPDATE fact.institution c SET superseded_at = clock_timestamp() FROM pg_temp.new_institution s
	WHERE NOT s.settled AND c.superseded_at = 'infinity' AND c.source = list_source AND s.kind = c.kind
		AND s.code = c.code AND s.valid_from = c.valid_from;
	EXECUTE format('INSERT INTO fact.institution (%s, import_id) SELECT %s, $1 FROM pg_temp.new_institution WHERE NOT settled
		ORDER BY kind, code, valid_from', columns, columns) USING for_import_id;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	INSERT INTO fact.institution_list (import_id, kind, source, as_of_on)
	SELECT DISTINCT for_import_id, s.kind, list_source, list_on FROM pg_temp.new_institution s;
	RETURN recorded;
END $$;

-- ---- what changed in a month -------------------------------------------------------------------------------------

-- The cut that a run of graph `institutions` compares its own with: of the latest such run of its office and an earlier
-- month that is done.  NULL: there is none.
CREATE FUNCTION run.institution_cut_before(for_run_id int) RETURNS timestamptz LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT b.as_of
	FROM run.run r
	JOIN run.run b ON b.graph = r.graph AND b.office_id = r.office_id AND b.month_on < r.month_on AND b.execution = 'done'
	WHERE r.run_id = for_run_id
	ORDER BY b.month_on DESC, b.edition DESC, b.run_id DESC
	LIMIT 1
$$;

-- One row per institution of a directory: its latest period.
CREATE FUNCTION fact.institutions_latest(known_at timestamptz, lo text, hi text) RETURNS SETOF fact.institution
LANGUAGE sql STABLE AS $$
	SELECT DISTINCT ON (d.code, d.kind) d.*
	FROM fact.directory_whole(known_at) d
	WHERE d.code >= lo AND d.code <= hi
	ORDER BY d.code, d.kind, d.valid_from DESC
$$;
