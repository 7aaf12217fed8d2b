-- How a file of facts goes in.  The rows of one file stand in a temporary table `stage`; these functions
-- check them against each other and against what is known, and merge them.  They are one for all
-- datasets, because every fact table is made alike: key columns, valid_from, valid_to, values, stamps.
-- All run with the rights of the caller.

-- Key columns of a fact table: its primary key without the days and stamps.
CREATE FUNCTION fact.key_columns(dataset text) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT array_agg(a.attname::text ORDER BY k.ordinality)
	FROM pg_constraint c
	CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, ordinality)
	JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
	WHERE c.conrelid = to_regclass('fact.' || quote_ident(dataset)) AND c.contype = 'p'
		AND a.attname NOT IN ('valid_from', 'recorded_at')
$$;

-- All columns that a file fills, in the table's order.
CREATE FUNCTION fact.file_columns(dataset text) RETURNS text[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT array_agg(a.attname::text ORDER BY a.attnum)
	FROM pg_attribute a
	WHERE a.attrelid = to_regclass('fact.' || quote_ident(dataset)) AND a.attnum > 0 AND NOT a.attisdropped
		AND a.attname NOT IN ('recorded_at', 'superseded_at', 'import_id')
$$;

-- 'a = b' over columns, for joining the stage (s) with the table (c).
CREATE FUNCTION fact.same_columns(columns text[]) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT string_agg(format('s.%1$I = c.%1$I', name), ' AND ' ORDER BY n)
	FROM unnest(columns) WITH ORDINALITY AS u(name, n)
$$;

CREATE FUNCTION fact.column_list(columns text[], prefix text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT string_agg(prefix || quote_ident(name), ', ' ORDER BY n) FROM unnest(columns) WITH ORDINALITY AS u(name, n)
$$;

-- line: of the row in its file; the others: the characters at which its office, its key, its person or
-- caseworker and its first day stand.
CREATE FUNCTION fact.stage_create(dataset text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format('CREATE TEMP TABLE stage ON COMMIT DROP AS
		SELECT 0 AS line, 0 AS office_column, 0 AS key_column, 0 AS ref_column, 0 AS from_column, %s FROM fact.%I WITH NO DATA',
		fact.column_list(fact.file_columns(dataset), ''), dataset);
END $$;

-- Rows that refer to what is not known, or whose key an earlier line has: taken out of the stage and
-- given back.
CREATE FUNCTION fact.stage_check(dataset text)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	keys text[] := fact.key_columns(dataset);
	names text[] := fact.file_columns(dataset);
	key_field text := CASE WHEN 'household_id' = ANY (names) THEN 'case_no' ELSE 'office' END;
	of_household boolean := 'household_id' = ANY (names);
	of_person boolean := 'person_no' = ANY (names) AND dataset <> 'person';
BEGIN
	ANALYZE pg_temp.stage;
	RETURN QUERY EXECUTE format('WITH gone AS (
			DELETE FROM stage s USING (
				SELECT line, row_number() OVER (PARTITION BY %s, valid_from ORDER BY line) AS n FROM stage) d
			WHERE d.line = s.line AND d.n > 1
			RETURNING s.line, s.key_column)
		SELECT line, key_column, %L, ''I-key'' FROM gone', fact.column_list(keys, ''), key_field);
	IF dataset IN ('caseworker', 'household') THEN
		RETURN QUERY EXECUTE format('WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.office o WHERE o.superseded_at = ''infinity'' AND o.office_id = %s)
				RETURNING s.line, s.office_column)
			SELECT line, office_column, ''office'', ''I-unknown-office'' FROM gone',
			CASE WHEN of_household THEN 's.household_id / 100000000' ELSE 's.office_id' END);
	END IF;
	IF dataset = 'household' THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.caseworker w WHERE w.superseded_at = 'infinity'
					AND w.office_id = s.household_id / 100000000 AND w.caseworker_no = s.caseworker_no)
				RETURNING s.line, s.ref_column)
			SELECT line, ref_column, 'caseworker_no', 'I-unknown-caseworker' FROM gone;
	ELSIF of_household THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.household h WHERE h.superseded_at = 'infinity'
					AND h.household_id = s.household_id)
				RETURNING s.line, s.key_column)
			SELECT line, key_column, 'case_no', 'I-unknown-household' FROM gone;
	END IF;
	IF of_person THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE s.person_no <> 0 AND NOT EXISTS (SELECT FROM fact.person p WHERE p.superseded_at = 'infinity'
					AND p.household_id = s.household_id AND p.person_no = s.person_no)
				RETURNING s.line, s.ref_column)
			SELECT line, ref_column, 'person_no', 'I-unknown-person' FROM gone;
	END IF;
END $$;

-- Rows that say what is known already: taken out of the stage and counted.
CREATE FUNCTION fact.stage_unchanged(dataset text) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	unchanged bigint;
BEGIN
	EXECUTE format('DELETE FROM stage s USING fact.%I c WHERE c.superseded_at = ''infinity'' AND %s',
		dataset, fact.same_columns(fact.file_columns(dataset)));
	GET DIAGNOSTICS unchanged = ROW_COUNT;
	RETURN unchanged;
END $$;

-- Rows whose days overlap with another row of their key: taken out of the stage and given back.  Looked at
-- is what would be known afterwards: the stage, and the current rows that it does not supersede.  A row
-- taken out no longer supersedes, so the look is repeated until nothing is found.
CREATE FUNCTION fact.stage_overlaps(dataset text)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	keys text[] := fact.key_columns(dataset);
	found bigint := 1;
BEGIN
	WHILE found > 0 LOOP
		RETURN QUERY EXECUTE format('WITH future AS (
				SELECT line, %1$s, valid_from, valid_to FROM stage
				UNION ALL
				SELECT NULL, %2$s, c.valid_from, c.valid_to FROM fact.%3$I c
				WHERE c.superseded_at = ''infinity''
					AND EXISTS (SELECT FROM stage s WHERE %4$s)
					AND NOT EXISTS (SELECT FROM stage s WHERE %4$s AND s.valid_from = c.valid_from)),
			beside AS (
				SELECT line, valid_from, valid_to,
					max(valid_to) OVER (PARTITION BY %1$s ORDER BY valid_from
						ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_to,
					min(valid_from) FILTER (WHERE line IS NULL) OVER (PARTITION BY %1$s ORDER BY valid_from
						ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS known_from
				FROM future),
			gone AS (
				DELETE FROM stage s USING beside b
				WHERE b.line = s.line AND (b.before_to > b.valid_from OR b.known_from < b.valid_to)
				RETURNING s.line, s.from_column)
			SELECT line, from_column, ''valid_from'', ''I-overlap'' FROM gone',
			fact.column_list(keys, ''), fact.column_list(keys, 'c.'), dataset, fact.same_columns(keys));
		GET DIAGNOSTICS found = ROW_COUNT;
	END LOOP;
END $$;

-- The rest goes in: what it replaces is superseded, then it is recorded.  The stamps are the trigger's.
CREATE FUNCTION fact.stage_merge(dataset text, for_import_id int) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	columns text := fact.column_list(fact.file_columns(dataset), '');
	recorded bigint;
BEGIN
	EXECUTE format('UPDATE fact.%I c SET superseded_at = clock_timestamp() FROM stage s
		WHERE c.superseded_at = ''infinity'' AND %s AND s.valid_from = c.valid_from',
		dataset, fact.same_columns(fact.key_columns(dataset)));
	EXECUTE format('INSERT INTO fact.%I (%s, import_id) SELECT %s, $1 FROM stage ORDER BY %s, valid_from',
		dataset, columns, columns, fact.column_list(fact.key_columns(dataset), '')) USING for_import_id;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	RETURN recorded;
END $$;

-- Statistics after a large file, so that a run planned right after it reads by index.  With the rights of
-- the owner, because only the owner may; the name must be that of a fact table.
CREATE FUNCTION fact.refresh_statistics(dataset text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF fact.key_columns(dataset) IS NULL THEN
		RAISE EXCEPTION 'no fact table %', dataset USING ERRCODE = 'undefined_table';
	END IF;
	EXECUTE format('ANALYZE fact.%I', dataset);
END $$;
REVOKE ALL ON FUNCTION fact.refresh_statistics(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fact.refresh_statistics(text) TO getsuji_runner;
