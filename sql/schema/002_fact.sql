-- fact: what the office knows, bitemporal.
-- valid_from / valid_to: when it holds (days, half-open; 'infinity' = open).
-- recorded_at / superseded_at: when the office knew it.  A row is never changed: it is superseded,
-- and a new one is recorded.  Both instants are the server's clock at the moment of writing, set by
-- trigger and not by the client, so that a run's cut (run.take_cut) can tell what came before it.
-- The reader of a cut takes rows with recorded_at < as_of AND superseded_at >= as_of.
-- Codes (smallint) are those of include/getsuji/facts.h.
-- household_id = office_id * 100,000,000 + case number: an office is a contiguous range of keys.

-- One instant per transaction, taken when it first writes a fact: a supersession and what replaces it
-- carry the same one, so a cut sees both or neither.  (Two readings of the clock would leave a moment
-- at which the old row is gone and the new one is not there.)  It is taken under the lock of the first
-- table written, which is held to the end, so take_cut() waits for it.  The setting that carries it may
-- not lie outside the transaction, whoever sets it.
CREATE FUNCTION fact.transaction_instant() RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
	kept timestamptz := nullif(current_setting('getsuji.recorded_at', true), '')::timestamptz;
BEGIN
	IF kept IS NULL OR kept < transaction_timestamp() OR kept > clock_timestamp() THEN
		kept := clock_timestamp();
		PERFORM set_config('getsuji.recorded_at', kept::text, true);
	END IF;
	RETURN kept;
END $$;

CREATE FUNCTION fact.stamp_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		NEW.recorded_at := fact.transaction_instant();
		NEW.superseded_at := 'infinity';
	ELSE
		-- The only change a fact may see is its own end.
		IF OLD.superseded_at <> 'infinity' THEN
			RAISE EXCEPTION 'a superseded fact cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
		END IF;
		OLD.superseded_at := fact.transaction_instant();
		NEW := OLD;
	END IF;
	RETURN NEW;
END $$;

CREATE TABLE fact.import (
	import_id     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	dataset       text NOT NULL,               -- 'person', 'rates', 'baseline' …
	file_name     text NOT NULL,               -- as given, without its folder
	sha256        bytea NOT NULL CHECK (octet_length(sha256) = 32),
	rows_read     int NOT NULL,
	rows_recorded int NOT NULL,
	rows_unchanged int NOT NULL,
	rows_quarantined int NOT NULL,
	imported_by   text NOT NULL DEFAULT session_user,
	imported_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
	CHECK (rows_read = rows_recorded + rows_unchanged + rows_quarantined),
	UNIQUE (dataset, sha256)                   -- the same file twice is a no-op
);

CREATE TABLE fact.import_quarantine (
	import_id   int NOT NULL REFERENCES fact.import,
	line        int NOT NULL,
	column_no   int NOT NULL,                  -- character column in the line; 0 = the whole row
	field       text NOT NULL,                 -- column's name, empty for the whole row
	rule        text NOT NULL,                 -- 'I-required', 'I-overlap' …: engine/intake/README.md lists them
	reason      text NOT NULL,                 -- without the value: it may be personal
	PRIMARY KEY (import_id, line, column_no)
);

CREATE TABLE fact.office (
	office_id        int NOT NULL CHECK (office_id BETWEEN 1 AND 99999),
	name             text NOT NULL,             -- 福祉事務所の名称
	municipality     int NOT NULL,              -- 全国地方公共団体コード, first five digits
	postal_code      text NOT NULL CHECK (postal_code ~ '^[0-9]{7}$'),
	address          text NOT NULL,
	phone            text NOT NULL,
	director         text NOT NULL,             -- 発信者名: title and name of the head of office
	governor         text NOT NULL,             -- 審査請求先: 都道府県知事
	defendant        text NOT NULL,             -- 取消訴訟の被告を代表する者: the mayor's title
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);

CREATE TABLE fact.caseworker (
	office_id        int NOT NULL,
	caseworker_no    int NOT NULL,
	name             text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, caseworker_no, valid_from, recorded_at)
);

CREATE TABLE fact.household (
	household_id     bigint NOT NULL CHECK (household_id > 100000000),
	municipality     int NOT NULL,              -- decides grade, winter zone and rent limit
	caseworker_no    int NOT NULL,
	household_type   smallint NOT NULL,
	payment_method   smallint NOT NULL,
	single_parent    boolean NOT NULL,          -- ひとり親 (母子加算)
	protected_address boolean NOT NULL,         -- 支援措置: letters never leave by the contractor
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, valid_from, recorded_at)
);

CREATE TABLE fact.protection (
	household_id     bigint NOT NULL,
	state            smallint NOT NULL,         -- protected or suspended
	valid_from       date NOT NULL,             -- 開始日 or 停止日: the first day of the state
	valid_to         date NOT NULL DEFAULT 'infinity', -- 廃止日: the first day no longer in it
	start_reason     smallint NOT NULL,
	end_reason       smallint NOT NULL,         -- 0 while open
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	CHECK ((valid_to = 'infinity') = (end_reason = 0)),
	PRIMARY KEY (household_id, valid_from, recorded_at)
);

CREATE TABLE fact.person (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	role             smallint NOT NULL,
	birth_on         date NOT NULL,
	name             text NOT NULL CHECK (name <> ''),
	name_kana        text NOT NULL,
	valid_from       date NOT NULL,             -- birth, move-in or opening: counts from the day itself
	valid_to         date NOT NULL DEFAULT 'infinity', -- the day after death or move-out
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, valid_from, recorded_at)
);

CREATE TABLE fact.circumstance (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, kind, valid_from, recorded_at)
);

CREATE TABLE fact.stay (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,
	valid_from       date NOT NULL,             -- day of admission
	valid_to         date NOT NULL DEFAULT 'infinity', -- the day after discharge
	over_one_month   boolean NOT NULL,          -- 1か月以上の見込み (R4.1)
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, kind, valid_from, recorded_at)
);

CREATE TABLE fact.income (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	kind             smallint NOT NULL,
	item_no          smallint NOT NULL,         -- tells two incomes of one kind apart
	amount_yen       int NOT NULL CHECK (amount_yen >= 0), -- gross a month; a year for pensions
	expenses_yen     int NOT NULL CHECK (expenses_yen >= 0), -- a month: commuting, insurance, tax …
	care_premium_yen int NOT NULL CHECK (care_premium_yen >= 0), -- a month, withheld (特別徴収)
	valid_from       date NOT NULL,             -- first day of the first month it is recognised for
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, kind, item_no, valid_from, recorded_at)
);

-- 収入申告書: who declared for which month.  An income without a declaration is carried on and listed.
CREATE TABLE fact.income_declaration (
	household_id     bigint NOT NULL,
	valid_from       date NOT NULL,             -- the month declared for, its first day
	valid_to         date NOT NULL,             -- the first day of the next
	submitted_on     date NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	PRIMARY KEY (household_id, valid_from, recorded_at)
);

CREATE TABLE fact.rent (
	household_id     bigint NOT NULL,
	rent_yen         int NOT NULL CHECK (rent_yen >= 0),   -- without common charges
	common_charge_yen int NOT NULL CHECK (common_charge_yen >= 0),
	special_limit    boolean NOT NULL,          -- 特別基準 (× 1.3 … 1.8)
	floor_area_cm2   int NOT NULL CHECK (floor_area_cm2 >= 0), -- 0 = not known
	paid_to_landlord boolean NOT NULL,          -- 代理納付
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, valid_from, recorded_at)
);

CREATE TABLE fact.need (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,         -- 0 = the household
	kind             smallint NOT NULL,
	item_no          smallint NOT NULL,
	amount_yen       int NOT NULL CHECK (amount_yen >= 0), -- a month
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, kind, item_no, valid_from, recorded_at)
);

CREATE TABLE fact.address (
	household_id     bigint NOT NULL,
	kind             smallint NOT NULL,         -- residence, mailing
	postal_code      text NOT NULL CHECK (postal_code ~ '^[0-9]{7}$'),
	address          text NOT NULL CHECK (address <> ''),
	care_of          text NOT NULL,             -- 方書・施設名・後見人 of a mailing address; or empty
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, kind, valid_from, recorded_at)
);

-- 保留: the household must not get anything until a person lifts it.
CREATE TABLE fact.hold (
	household_id     bigint NOT NULL,
	name             text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]*$'),
	reason           text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, name, valid_from, recorded_at)
);

-- 世帯主 as known at the cut: the latest head whose membership began before a day.  One of several is the
-- lowest person number.  Plain SQL, so that the planner sees through it.
CREATE FUNCTION fact.head_of(household bigint, as_of timestamptz, before date)
RETURNS TABLE (household_id bigint, name text) LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT p.household_id, p.name
	FROM fact.person p
	WHERE p.household_id = household AND p.role = 1 AND p.recorded_at < as_of AND p.superseded_at >= as_of
		AND p.valid_from < before
	ORDER BY p.valid_from DESC, p.person_no
	LIMIT 1
$$;

-- Every fact table gets the same stamps, the same rights, and one current version per key.
DO $$
DECLARE
	t text;
	key_columns text;
BEGIN
	FOREACH t IN ARRAY ARRAY['office', 'caseworker', 'household', 'protection', 'person', 'circumstance',
		'stay', 'income', 'income_declaration', 'rent', 'need', 'address', 'hold'] LOOP
		EXECUTE format('CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON fact.%I
			FOR EACH ROW EXECUTE FUNCTION fact.stamp_row()', t);
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.ordinality) INTO key_columns
		FROM pg_constraint c
		CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, ordinality)
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
		WHERE c.conrelid = format('fact.%I', t)::regclass AND c.contype = 'p' AND a.attname <> 'recorded_at';
		EXECUTE format('CREATE UNIQUE INDEX %I ON fact.%I (%s) WHERE superseded_at = ''infinity''',
			t || '_current', t, key_columns);
		EXECUTE format('CREATE VIEW fact.current_%I AS SELECT * FROM fact.%I WHERE superseded_at = ''infinity''', t, t);
		EXECUTE format('GRANT SELECT, INSERT, UPDATE (superseded_at) ON fact.%I TO getsuji_runner', t);
		EXECUTE format('GRANT SELECT ON fact.current_%I TO getsuji_runner', t);
	END LOOP;
END $$;

GRANT SELECT, INSERT ON fact.import, fact.import_quarantine TO getsuji_runner;
