-- What bears the cost of care beside or before the office: what the office knows of it, and the duplicate coverage
-- (資格重複) that the insurers' side tells twice a month of persons who are on aid and insured at the same time.
-- Codes (smallint) are those of include/getsuji/ticket.h.

-- 医療保険・他法: what bears the cost beside or before the office.
CREATE TABLE fact.coverage (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	kind             smallint NOT NULL,
	item_no          smallint NOT NULL,
	insurer_no       text NOT NULL CHECK (insurer_no ~ '^([0-9]{8})?$'), -- 保険者番号, or 公費負担者番号 of a scheme
	scheme_no        text NOT NULL CHECK (scheme_no ~ '^([0-9]{2})?$'),  -- 法別番号 of a scheme
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, kind, item_no, valid_from, recorded_at)
);
SELECT fact.equip('coverage');

-- As the latest file about the person has it.  A later file supersedes the person's rows as a whole, where it says
-- something else; a person whom it does not name keeps his: that a duplicate is over is said by lost_on, that it was a
-- mistake by a record of kind none.
CREATE TABLE fact.duplicate (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,          -- enum coverage_kind: employees, elderly, national
	insurer_no       text NOT NULL CHECK (insurer_no ~ '^[0-9]{8}$'),
	qualified_on     date NOT NULL,              -- 資格取得日
	lost_on          date NOT NULL,              -- 資格喪失日: the first day not insured; infinity: still insured
	made_on          date NOT NULL,              -- of the first file that said it like this
	serial           int NOT NULL,
	import_id        int NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	CHECK (qualified_on < lost_on),
	PRIMARY KEY (household_id, person_no, kind, insurer_no, qualified_on, recorded_at)
);
SELECT fact.equip('duplicate');

CREATE TABLE fact.duplicate_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, made_on, serial)
);
GRANT SELECT, INSERT ON fact.duplicate_file TO getsuji_runner;

-- The file that named a person last: one that is earlier changes nothing for him.
CREATE TABLE fact.duplicate_named (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	import_id        int NOT NULL REFERENCES fact.import,
	PRIMARY KEY (household_id, person_no)
);
GRANT SELECT, INSERT, UPDATE (made_on, serial, import_id) ON fact.duplicate_named TO getsuji_runner;

-- Coverage as it counts for tickets: what the office recorded and what the insurers' side says, as known at an instant.
-- Inlined into the query that asks.
CREATE FUNCTION fact.coverage_known(lo bigint, hi bigint, known_at timestamptz)
RETURNS TABLE (household_id bigint, person_no smallint, kind smallint, insurer_no text, scheme_no text, from_on date,
	to_on date, recorded_at timestamptz, by_insurer boolean) LANGUAGE sql STABLE AS $$
	SELECT c.household_id, c.person_no, c.kind, c.insurer_no, c.scheme_no, c.valid_from, c.valid_to, c.recorded_at, false
	FROM fact.coverage c
	WHERE c.household_id >= lo AND c.household_id < hi AND c.recorded_at < known_at AND c.superseded_at >= known_at
	UNION ALL
	SELECT d.household_id, d.person_no, d.kind, d.insurer_no, '', d.qualified_on, d.lost_on, d.recorded_at, true
	FROM fact.duplicate d
	WHERE d.household_id >= lo AND d.household_id < hi AND d.recorded_at < known_at AND d.superseded_at >= known_at
$$;

-- ---- files in: the records of one stand in a temporary table, are judged and merged, with the rights of the caller ----

-- line, column_no: where the registration number stands; day_column: qualified_on, in the same line.
CREATE FUNCTION fact.duplicates_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_duplicate (line int, column_no int, day_column int, check_holds boolean, household_id bigint,
		person_no smallint, kind smallint, insurer_no text, qualified_on date, lost_on date) ON COMMIT DROP;
END $$;

-- Judges every record: `rule` is what it breaks, first that fits, else empty; `known`: a file that is at least as late
-- named the person; `same`: it says what is known.  Of a person one record of whom is set aside all are: what is left
-- would take the place of what was known as if it were whole.  Kind 0: none.  Gives back what breaks a rule.
CREATE FUNCTION fact.duplicates_check(office int, file_made_on date, file_serial int)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	-- A wrong year would stand for ever: what comes later, with the right one, would be the older.
	too_late date := (SELECT max(r.month_on) + interval '12 months' FROM run.run r
		WHERE r.decision = 'confirmed' AND r.office_id IN (office, 0));
BEGIN
	ANALYZE pg_temp.new_duplicate;
	CREATE TEMP TABLE judged_duplicate ON COMMIT DROP AS
	SELECT d.line, d.column_no, d.day_column, d.household_id, d.person_no, d.kind, d.insurer_no, d.qualified_on,
		coalesce(d.lost_on, 'infinity') AS lost_on,
		CASE WHEN NOT d.check_holds THEN 'C-check'
			WHEN d.household_id / 100000000 <> office THEN 'C-office'
			WHEN p.household_id IS NULL THEN 'C-person'
			WHEN count(*) OVER (PARTITION BY d.household_id, d.person_no, d.kind, d.insurer_no, d.qualified_on) > 1
				OR d.kind = 0 AND count(*) OVER (PARTITION BY d.household_id, d.person_no) > 1 THEN 'C-twice'
			WHEN d.qualified_on > file_made_on THEN 'C-date'
			WHEN file_made_on >= too_late THEN 'C-year'
			ELSE '' END AS rule,
		coalesce((n.made_on, n.serial) >= (file_made_on, file_serial), false) AS known,
		CASE d.kind WHEN 0 THEN NOT EXISTS (SELECT FROM fact.duplicate k
				WHERE k.superseded_at = 'infinity' AND k.household_id = d.household_id AND k.person_no = d.person_no)
			ELSE EXISTS (SELECT FROM fact.duplicate k
				WHERE k.superseded_at = 'infinity' AND k.household_id = d.household_id AND k.person_no = d.person_no
					AND k.kind = d.kind AND k.insurer_no = d.insurer_no AND k.qualified_on = d.qualified_on
					AND k.lost_on = coalesce(d.lost_on, 'infinity')) END AS same
	FROM new_duplicate d
	LEFT JOIN LATERAL (SELECT p.household_id FROM fact.person p
		WHERE p.superseded_at = 'infinity' AND p.household_id = d.household_id AND p.person_no = d.person_no LIMIT 1) p ON true
	LEFT JOIN fact.duplicate_named n ON n.household_id = d.household_id AND n.person_no = d.person_no;
	ANALYZE pg_temp.judged_duplicate;
	UPDATE judged_duplicate j SET rule = 'C-whole'
	WHERE j.rule = '' AND EXISTS (SELECT FROM judged_duplicate o
		WHERE o.rule <> '' AND o.household_id = j.household_id AND o.person_no = j.person_no);
	RETURN QUERY
	SELECT j.line, CASE j.rule WHEN 'C-date' THEN j.day_column ELSE j.column_no END,
		CASE j.rule WHEN 'C-date' THEN 'qualified_on' ELSE 'registration_no' END, j.rule
	FROM judged_duplicate j
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION fact.duplicates_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT count(*) FROM judged_duplicate j WHERE j.rule = '' AND (j.known OR j.same));
END $$;

-- What the file says of a person takes the place of all that was known of him; what is said again stays as it was
-- recorded, so that nothing seems to have changed.  Returns the records that told something new.
CREATE FUNCTION fact.duplicates_merge(for_import_id int, office int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	INSERT INTO fact.duplicate_file (import_id, office_id, made_on, serial)
	VALUES (for_import_id, office, file_made_on, file_serial);
	DELETE FROM judged_duplicate WHERE rule <> '' OR known;
	UPDATE fact.duplicate k SET superseded_at = clock_timestamp()
	WHERE k.superseded_at = 'infinity'
		AND (k.household_id, k.person_no) IN (SELECT j.household_id, j.person_no FROM judged_duplicate j)
		AND NOT EXISTS (SELECT FROM judged_duplicate j
			WHERE j.household_id = k.household_id AND j.person_no = k.person_no AND j.kind = k.kind
				AND j.insurer_no = k.insurer_no AND j.qualified_on = k.qualified_on AND j.lost_on = k.lost_on);
	INSERT INTO fact.duplicate (household_id, person_no, kind, insurer_no, qualified_on, lost_on, made_on, serial, import_id)
	SELECT j.household_id, j.person_no, j.kind, j.insurer_no, j.qualified_on, j.lost_on, file_made_on, file_serial, for_import_id
	FROM judged_duplicate j
	WHERE j.kind <> 0 AND NOT j.same
	ORDER BY j.household_id, j.person_no, j.kind, j.insurer_no, j.qualified_on;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	INSERT INTO fact.duplicate_named AS n (household_id, person_no, made_on, serial, import_id)
	SELECT DISTINCT j.household_id, j.person_no, file_made_on, file_serial, for_import_id
	FROM judged_duplicate j
	ORDER BY 1, 2
	ON CONFLICT (household_id, person_no) DO UPDATE SET made_on = excluded.made_on, serial = excluded.serial,
		import_id = excluded.import_id;
	IF recorded >= 1000 THEN
		PERFORM fact.refresh_statistics('duplicate');
	END IF;
	RETURN recorded + (SELECT count(*) FROM judged_duplicate j WHERE j.kind = 0 AND NOT j.same);
END $$;
