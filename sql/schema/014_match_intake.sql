-- How answer files go in.  The records of one file stand in temporary tables, one per kind, each row with the
-- number of its answer in the file (`seq`); these functions judge each answer by what was asked and by what
-- is known, and merge those that are new.  All run with the rights of the caller.

-- Which files there were: an office's files about a subject are told apart by day and serial, and the later one
-- is right.  Two of one day and serial with different content would leave open which one is.
CREATE TABLE fact.answer_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	subject          smallint NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, subject, made_on, serial)
);
GRANT SELECT, INSERT ON fact.answer_file TO getsuji_runner;

-- The parts of an answer, and the temporary table of each.
CREATE FUNCTION fact.answer_parts() RETURNS TABLE (part text, staged text) LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
	VALUES ('answer_award', 'new_award'), ('answer_scheme', 'new_scheme'), ('answer_amount', 'new_amount'),
		('answer_payment', 'new_payment'), ('answer_tax', 'new_tax'), ('answer_employer', 'new_employer')
$$;

-- The columns of a part that a file fills: all but the person and the request.
CREATE FUNCTION fact.answer_part_columns(part text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT string_agg(quote_ident(name), ', ' ORDER BY n)
	FROM unnest(fact.file_columns(part)) WITH ORDINALITY AS u(name, n)
	WHERE name NOT IN ('household_id', 'person_no', 'request_id')
$$;

-- line, column_no: where the request id stands; linkage_line, linkage_column: the linkage number.
CREATE FUNCTION fact.answers_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p record;
BEGIN
	CREATE TEMP TABLE new_answer ON COMMIT DROP AS
	SELECT 0 AS seq, 0 AS line, 0 AS column_no, 0 AS linkage_line, 0 AS linkage_column, true AS check_holds,
		a.request_id, ''::text AS linkage_no, a.state, a.name, a.name_kana, a.birth_on, a.answered_on, a.nulls, a.unknown
	FROM fact.answer a WITH NO DATA;
	FOR p IN SELECT * FROM fact.answer_parts() LOOP
		EXECUTE format('CREATE TEMP TABLE %I ON COMMIT DROP AS SELECT 0 AS seq, %s FROM fact.%I WITH NO DATA',
			p.staged, fact.answer_part_columns(p.part), p.part);
	END LOOP;
END $$;

-- Judges every answer: `rule` is what it breaks, first that fits, else empty; `known`: what is current for
-- its request is at least as late.  Gives back those that break a rule.
CREATE FUNCTION fact.answers_check(office int, for_subject smallint, file_made_on date, file_serial int)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	p record;
BEGIN
	ANALYZE pg_temp.new_answer;
	CREATE TEMP TABLE judged_answer ON COMMIT DROP AS
	SELECT a.seq, q.household_id, q.person_no, a.request_id,
		CASE WHEN NOT a.check_holds THEN 'A-check'
			WHEN count(*) OVER (PARTITION BY a.request_id) > 1 THEN 'A-twice'
			WHEN q.request_id IS NULL THEN 'A-unasked'
			WHEN q.household_id / 100000000 <> office THEN 'A-office'
			WHEN q.subject <> for_subject THEN 'A-subject'
			WHEN q.linkage_no <> a.linkage_no THEN 'A-linkage'
			-- A wrong year would stand for ever: what comes later, with the right one, would be the older.
			WHEN a.answered_on > file_made_on OR file_made_on >= q.month_on + interval '12 months' THEN 'A-date'
			ELSE '' END AS rule,
		k.request_id IS NOT NULL AS superseding,
		coalesce((k.made_on, k.serial) >= (file_made_on, file_serial), false) AS known
	FROM new_answer a
	LEFT JOIN result.claim_inquiry q ON q.request_id = a.request_id AND q.withdrawn_at = 'infinity'
	LEFT JOIN fact.answer k ON k.superseded_at = 'infinity' AND k.request_id = a.request_id;
	ANALYZE pg_temp.judged_answer;
	FOR p IN SELECT * FROM fact.answer_parts() LOOP
		EXECUTE format('ANALYZE pg_temp.%I', p.staged);
	END LOOP;
	RETURN QUERY
	SELECT CASE j.rule WHEN 'A-linkage' THEN a.linkage_line ELSE a.line END,
		CASE j.rule WHEN 'A-linkage' THEN a.linkage_column ELSE a.column_no END,
		CASE j.rule WHEN 'A-linkage' THEN 'linkage_no' ELSE 'request_id' END, j.rule
	FROM judged_answer j
	JOIN new_answer a ON a.seq = j.seq
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION fact.answers_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT count(*) FROM judged_answer j WHERE j.rule = '' AND j.known);
END $$;

-- What the file says of a request takes the place of all that was known of it; requests that a later file
-- answered are left alone.  Returns the answers recorded.
CREATE FUNCTION fact.answers_merge(for_import_id int, office int, for_subject smallint, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p record;
	columns text;
	recorded bigint;
BEGIN
	INSERT INTO fact.answer_file (import_id, office_id, subject, made_on, serial)
	VALUES (for_import_id, office, for_subject, file_made_on, file_serial);
	DELETE FROM judged_answer WHERE rule <> '' OR known;
	UPDATE fact.answer k SET superseded_at = clock_timestamp()
	FROM judged_answer j
	WHERE j.superseding AND k.superseded_at = 'infinity' AND k.household_id = j.household_id
		AND k.person_no = j.person_no AND k.request_id = j.request_id;
	INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, birth_on, answered_on,
		made_on, serial, nulls, unknown, import_id)
	SELECT j.household_id, j.person_no, j.request_id, for_subject, a.state, a.name, a.name_kana, a.birth_on,
		a.answered_on, file_made_on, file_serial, a.nulls, a.unknown, for_import_id
	FROM judged_answer j
	JOIN new_answer a ON a.seq = j.seq
	ORDER BY j.household_id, j.person_no, j.request_id;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	FOR p IN SELECT * FROM fact.answer_parts() LOOP
		columns := fact.answer_part_columns(p.part);
		EXECUTE format('UPDATE fact.%I k SET superseded_at = clock_timestamp() FROM judged_answer j
			WHERE j.superseding AND k.superseded_at = ''infinity'' AND k.household_id = j.household_id
				AND k.person_no = j.person_no AND k.request_id = j.request_id', p.part);
		EXECUTE format('INSERT INTO fact.%I (household_id, person_no, request_id, %s)
			SELECT household_id, person_no, request_id, %s FROM judged_answer JOIN %I USING (seq)
			ORDER BY household_id, person_no, request_id', p.part, columns, columns, p.staged);
	END LOOP;
	IF recorded >= 1000 THEN
		PERFORM fact.refresh_statistics(part) FROM fact.answer_parts();
		PERFORM fact.refresh_statistics('answer');
	END IF;
	RETURN recorded;
END $$;

-- The digest by which the ledger knows a sheet: of its bytes and of the number of the sheet imported before it.  So
-- the last sheet once more is a no-op, while one that goes back to what an older sheet said counts again.
CREATE FUNCTION fact.dispositions_digest(bytes_sha256 bytea) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce((
		SELECT CASE l.sha256 WHEN k.again THEN k.again ELSE sha256(bytes_sha256 || int4send(l.import_id)) END
		FROM fact.import l
		CROSS JOIN LATERAL (
			SELECT sha256(bytes_sha256 || int4send(coalesce(max(b.import_id), 0))) AS again
			FROM fact.import b WHERE b.dataset = l.dataset AND b.import_id < l.import_id
		) k
		WHERE l.dataset = 'dispositions' ORDER BY l.import_id DESC LIMIT 1
	), sha256(bytes_sha256 || int4send(0)))
$$;

-- From here to the end of the transaction nobody freezes what decides on proposals (run.freeze_holds); waits for
-- whoever is about to.  So a sheet either sees that it is too late, or counts: a table that is written by freezing
-- alone is held against writers.  Before any lock on facts, which a freeze waits for while it holds this one.
CREATE FUNCTION run.hold_off_freezing() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	LOCK TABLE run.hold_cut IN SHARE MODE;
END $$;
REVOKE ALL ON FUNCTION run.hold_off_freezing() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.hold_off_freezing() TO getsuji_runner;

-- What caseworkers did with findings.  The rows of a sheet that hold by themselves and against what the workbook
-- wrote stand in the temporary table new_disposition; `line`, `column_no`: where the number of the row stands.
CREATE FUNCTION fact.dispositions_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.hold_off_freezing();
	CREATE TEMP TABLE new_number (n int, run_id int, household_id bigint, person_no smallint) ON COMMIT DROP;
	CREATE TEMP TABLE new_disposition ON COMMIT DROP AS
	SELECT 0 AS line, 0 AS column_no, d.run_id, d.household_id, d.person_no, d.disposition, d.done_on, d.note
	FROM fact.disposition d WITH NO DATA;
END $$;

-- A finding that has several rows: which one is right is not known.  Taken out and given back.
CREATE FUNCTION fact.dispositions_check() RETURNS TABLE (line int, column_no int) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH several AS (
		SELECT run_id, household_id, person_no FROM new_disposition GROUP BY run_id, household_id, person_no HAVING count(*) > 1)
	DELETE FROM new_disposition d USING several s
	WHERE d.run_id = s.run_id AND d.household_id = s.household_id AND d.person_no = s.person_no
	RETURNING d.line, d.column_no;
END $$;

-- Rows that say what is known already: taken out and counted.
CREATE FUNCTION fact.dispositions_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	unchanged bigint;
BEGIN
	DELETE FROM new_disposition d USING fact.disposition k
	WHERE k.superseded_at = 'infinity' AND k.household_id = d.household_id AND k.person_no = d.person_no
		AND k.run_id = d.run_id AND k.disposition = d.disposition AND k.done_on = d.done_on AND k.note = d.note;
	GET DIAGNOSTICS unchanged = ROW_COUNT;
	RETURN unchanged;
END $$;

CREATE FUNCTION fact.dispositions_merge(for_import_id int) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	UPDATE fact.disposition k SET superseded_at = clock_timestamp()
	FROM new_disposition d
	WHERE k.superseded_at = 'infinity' AND k.household_id = d.household_id AND k.person_no = d.person_no
		AND k.run_id = d.run_id;
	INSERT INTO fact.disposition (household_id, person_no, run_id, disposition, done_on, note, import_id)
	SELECT household_id, person_no, run_id, disposition, done_on, note, for_import_id
	FROM new_disposition
	ORDER BY household_id, person_no, run_id;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	RETURN recorded;
END $$;
