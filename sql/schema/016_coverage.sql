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

-- As the latest file about the person has it.  A later file supersedes the person's rows as a whole; a person whom it
-- does not name keeps his: that a duplicate is over is said by lost_on.
CREATE TABLE fact.duplicate (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,          -- enum coverage_kind: employees, elderly, national
	insurer_no       text NOT NULL CHECK (insurer_no ~ '^[0-9]{8}$'),
	qualified_on     date NOT NULL,              -- 資格取得日
	lost_on          date NOT NULL,              -- 資格喪失日: the first day not insured; infinity: still insured
	made_on          date NOT NULL,              -- of the file, with its serial: which one is later
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
