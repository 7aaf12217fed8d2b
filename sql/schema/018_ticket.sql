-- Tickets (医療券・調剤券・介護券): what they are made of, what a run would do about them, and those that are out.
-- Codes (smallint) are those of include/getsuji/ticket.h.

-- ---- facts ---------------------------------------------------------------------------------------

-- What an office's tickets bear and how it makes them.
CREATE TABLE fact.ticket_office (
	office_id        int NOT NULL,
	payer_no         text NOT NULL CHECK (payer_no ~ '^12[0-9]{6}$'), -- 公費負担者番号
	recipient_policy smallint NOT NULL,
	form             smallint NOT NULL,
	handler          text NOT NULL,              -- 取扱担当者名
	issue_day        smallint NOT NULL CHECK (issue_day BETWEEN 1 AND 31),  -- of the month before: tickets leave by then
	upload_day       smallint NOT NULL CHECK (upload_day BETWEEN 1 AND 31), -- of the month: registrations are in by then
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('ticket_office');

-- As in 006_intake.sql, and an office's own settings need the office.  Rows that refer to what is not known, or whose key an earlier line has: taken out of the stage and
-- given back.
CREATE OR REPLACE FUNCTION fact.stage_check(dataset text)
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
	IF dataset IN ('caseworker', 'household', 'ticket_office') THEN
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

-- 医療: what a person is treated for, where.
CREATE TABLE fact.treatment (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	item_no          smallint NOT NULL,
	basis            smallint NOT NULL,
	service          smallint NOT NULL CHECK (service BETWEEN 1 AND 5),
	institution_code text NOT NULL CHECK (institution_code ~ '^[0-9A-Z]{10}$'),
	prescriber_code  text NOT NULL CHECK (prescriber_code ~ '^([0-9A-Z]{10})?$'), -- of dispensing; else empty
	injury_1         text NOT NULL,
	injury_2         text NOT NULL,
	injury_3         text NOT NULL,
	first_visit_on   date NOT NULL,              -- 初診日; infinity: not known
	remarks          text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, item_no, valid_from, recorded_at)
);
SELECT fact.equip('treatment');

-- 介護: which provider does what for a person.
CREATE TABLE fact.care_plan (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	item_no          smallint NOT NULL,
	service          smallint NOT NULL CHECK (service BETWEEN 11 AND 15),
	institution_code text NOT NULL CHECK (institution_code ~ '^[0-9A-Z]{10}$'),
	insured_no       text NOT NULL CHECK (insured_no ~ '^([0-9]{10}|H[0-9]{9})?$'), -- H: みなし2号, all paid by the office
	care_level       smallint NOT NULL,
	certified_from   date NOT NULL,              -- 要介護認定の有効期間
	certified_to     date NOT NULL,              -- the first day after it
	remarks          text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, item_no, valid_from, recorded_at)
);
SELECT fact.equip('care_plan');

-- ---- what a run would do -------------------------------------------------------------------------

-- One row per ticket that is wanted, or is out: person × institution × service × month.
CREATE TABLE result.ticket (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	line_no          smallint NOT NULL,          -- tells a household's rows apart, from 1
	month_on         date NOT NULL,              -- 診療年月 (サービス提供年月): the first
	action           smallint NOT NULL,
	hold             smallint NOT NULL,          -- 0: none
	cause            smallint NOT NULL,          -- 0: none; why it is replaced or cancelled
	before_issue_no  int,                        -- the ticket that is out: kept, replaced, cancelled, or held as it is
	before_revision  smallint,
	caseworker_no    int NOT NULL,
	type             smallint NOT NULL,
	service          smallint NOT NULL,
	institution_code text NOT NULL,
	institution_name text NOT NULL,              -- empty: not in the directory
	prescriber_code  text NOT NULL,
	prescriber_name  text NOT NULL,
	payer_no         text NOT NULL,
	from_on          date NOT NULL,              -- 有効期間: first and last day, both inclusive
	until_on         date NOT NULL,
	injury_1         text NOT NULL,
	injury_2         text NOT NULL,
	injury_3         text NOT NULL,
	own_payment_yen  int NOT NULL CHECK (own_payment_yen >= 0),
	combined         boolean NOT NULL,           -- 併用; else 単独
	insurance        boolean NOT NULL,           -- 社会保険
	elderly          boolean NOT NULL,           -- 後期高齢者医療
	tuberculosis     boolean NOT NULL,           -- 感染症法第37条の2
	prefectural      boolean NOT NULL,           -- 都道府県費
	scheme_no        text NOT NULL,              -- 他法公費 (法別番号); empty: none
	insured_no       text NOT NULL,              -- of care, as the next four
	care_level       smallint NOT NULL,
	certified_from   date,
	certified_to     date,
	remark_1         text NOT NULL,
	remark_2         text NOT NULL,
	remark_3         text NOT NULL,
	reason           text NOT NULL,              -- why it is held, replaced or cancelled, in Japanese; else empty
	CHECK ((action = 9) = (hold <> 0 AND cause = 0)),
	CHECK ((action IN (2, 3)) = (cause <> 0)),
	CHECK (action NOT IN (2, 3, 4) OR before_issue_no IS NOT NULL),
	CHECK (action <> 1 OR before_issue_no IS NULL),
	CHECK (action NOT IN (2, 3, 9) OR reason <> ''),
	CHECK (action NOT IN (1, 2) OR (institution_name <> '' AND payer_no <> '')),
	CHECK (type <> 2 OR action NOT IN (1, 2) OR prescriber_name <> ''),
	CHECK (from_on <= until_on),
	CHECK (action NOT IN (1, 2) OR (from_on >= month_on AND until_on < month_on + interval '1 month')),
	CHECK (type <> 3 OR NOT (elderly OR tuberculosis OR prefectural)),
	CHECK (type = 3 OR combined = (insurance OR elderly OR tuberculosis OR scheme_no <> ''))
) PARTITION BY LIST (run_id);

-- 本人支払額: what a month's decision says the household pays itself, and where it is to be printed.
CREATE TABLE result.own_payment (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	kind             smallint NOT NULL,
	decided_yen      int NOT NULL CHECK (decided_yen > 0),
	line_no          smallint NOT NULL           -- of the ticket that carries it; 0: none, it is charged by the office
) PARTITION BY LIST (run_id);

-- ---- what is out ---------------------------------------------------------------------------------

-- 交付処理簿: every ticket that was ever issued, for good.  A ticket is out while cancelled_at is infinity.
CREATE TABLE result.claim_ticket (
	office_id        int NOT NULL,
	month_on         date NOT NULL,
	issue_no         int NOT NULL CHECK (issue_no > 0), -- 交付番号: 1, 2, 3 … of office and month, without gaps
	revision         smallint NOT NULL CHECK (revision > 0),
	recipient_no     text NOT NULL CHECK (recipient_no ~ '^[0-9]{7}$'),
	run_id           int NOT NULL REFERENCES run.run,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	line_no          smallint NOT NULL,
	caseworker_no    int NOT NULL,
	type             smallint NOT NULL,
	service          smallint NOT NULL,
	institution_code text NOT NULL,
	institution_name text NOT NULL,
	prescriber_code  text NOT NULL,
	prescriber_name  text NOT NULL,
	payer_no         text NOT NULL,
	from_on          date NOT NULL,
	until_on         date NOT NULL,
	injury_1         text NOT NULL,
	injury_2         text NOT NULL,
	injury_3         text NOT NULL,
	own_payment_yen  int NOT NULL,
	combined         boolean NOT NULL,
	insurance        boolean NOT NULL,
	elderly          boolean NOT NULL,
	tuberculosis     boolean NOT NULL,
	prefectural      boolean NOT NULL,
	scheme_no        text NOT NULL,
	insured_no       text NOT NULL,
	care_level       smallint NOT NULL,
	certified_from   date,
	certified_to     date,
	remark_1         text NOT NULL,
	remark_2         text NOT NULL,
	remark_3         text NOT NULL,
	route            smallint NOT NULL CHECK (route IN (1, 2)), -- 1 contractor, 2 in-house (支援措置)
	cause            smallint NOT NULL,          -- why it took the place of the revision before; 0: the first
	issued_on        date NOT NULL,              -- day of the cut, in Japan: 交付年月日
	recorded_at      timestamptz NOT NULL,       -- what a later run's cut is compared with
	cancelled_at     timestamptz NOT NULL DEFAULT 'infinity', -- taken back, or replaced by the next revision
	cancel_run_id    int REFERENCES run.run,
	cancel_cause     smallint NOT NULL DEFAULT 0,
	cancel_hold      smallint NOT NULL DEFAULT 0,
	cancel_reason    text NOT NULL DEFAULT '',
	PRIMARY KEY (office_id, month_on, issue_no, revision),
	UNIQUE (run_id, household_id, line_no),
	CHECK ((cancelled_at = 'infinity') = (cancel_cause = 0)),
	CHECK ((cancelled_at = 'infinity') = (cancel_run_id IS NULL)),
	CHECK ((revision = 1) = (cause = 0))
);
-- One ticket is out for a person, an institution, a service and a month; one revision of a number is out.
CREATE UNIQUE INDEX claim_ticket_out ON result.claim_ticket (household_id, person_no, month_on, institution_code, service)
	WHERE cancelled_at = 'infinity';
CREATE UNIQUE INDEX claim_ticket_number_out ON result.claim_ticket (office_id, month_on, issue_no) WHERE cancelled_at = 'infinity';
CREATE INDEX claim_ticket_household ON result.claim_ticket (household_id, month_on);
CREATE INDEX claim_ticket_payment ON result.claim_ticket (office_id, month_on) WHERE own_payment_yen > 0 AND cancelled_at = 'infinity';
CREATE INDEX claim_ticket_cancelled ON result.claim_ticket (cancel_run_id) WHERE cancel_run_id IS NOT NULL;

-- 受給者番号: of a person in an office and a month ('-infinity': for good, where the office says so).
CREATE TABLE result.claim_recipient (
	office_id        int NOT NULL,
	month_on         date NOT NULL,
	person_key       bigint NOT NULL,            -- household_id * 100 + person_no
	number           int NOT NULL CHECK (number BETWEEN 1 AND 999999),
	run_id           int NOT NULL REFERENCES run.run,
	PRIMARY KEY (office_id, month_on, person_key),
	UNIQUE (office_id, month_on, number)
);

-- The computed decision of a month of each household, as far as a run may know it: its own where it decides itself, else
-- the latest that was confirmed before an instant.  One partition after the other; inlined into the query that asks.
CREATE FUNCTION result.decisions_known(for_run_id int, lo bigint, hi bigint, known_at timestamptz, of_month date)
RETURNS TABLE (household_id bigint, own_payment_care int, own_payment_medical int, own_payment_facility int)
LANGUAGE sql STABLE AS $$
	SELECT d.household_id, d.own_payment_care, d.own_payment_medical, d.own_payment_facility
	FROM result.decision d
	WHERE d.run_id = for_run_id AND d.household_id >= lo AND d.household_id < hi AND d.status = 1
	UNION ALL
	SELECT k.household_id, k.own_payment_care, k.own_payment_medical, k.own_payment_facility
	FROM (
		SELECT DISTINCT ON (d.household_id) d.household_id, d.own_payment_care, d.own_payment_medical, d.own_payment_facility
		FROM run.run r
		CROSS JOIN LATERAL (
			SELECT x.household_id, x.own_payment_care, x.own_payment_medical, x.own_payment_facility
			FROM result.decision x
			WHERE x.run_id = r.run_id AND x.household_id >= lo AND x.household_id < hi AND x.status = 1
			OFFSET 0
		) d
		JOIN result.claim_decision c ON c.household_id = d.household_id AND c.month_on = of_month AND c.edition = r.edition
			AND c.run_id = r.run_id
		WHERE r.month_on = of_month AND EXISTS (SELECT FROM run.action a
			WHERE a.run_id = r.run_id AND a.command IN ('confirm', 'import baseline') AND a.acted_at < known_at)
		ORDER BY d.household_id, r.edition DESC
	) k
	WHERE NOT EXISTS (SELECT FROM run.task t WHERE t.run_id = for_run_id AND 'decision' = ANY (t.partitions))
$$;

-- Households that the tickets of a month are about, as known at an instant: with a treatment (not an examination) or a
-- care plan on a day of it, with a ticket of it that is out, or, where the office has tickets at all, with an own payment.
CREATE FUNCTION fact.ticket_households(for_run_id int, lo bigint, hi bigint, known_at timestamptz, of_month date, end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT t.household_id
	FROM fact.treatment t
	WHERE t.household_id >= lo AND t.household_id < hi AND t.recorded_at < known_at AND t.superseded_at >= known_at
		AND t.basis <> 3 AND t.valid_from < end_on AND t.valid_to > of_month
	UNION
	SELECT p.household_id
	FROM fact.care_plan p
	WHERE p.household_id >= lo AND p.household_id < hi AND p.recorded_at < known_at AND p.superseded_at >= known_at
		AND p.valid_from < end_on AND p.valid_to > of_month
	UNION
	SELECT c.household_id
	FROM result.claim_ticket c
	WHERE c.household_id >= lo AND c.household_id < hi AND c.month_on = of_month AND c.recorded_at < known_at
		AND c.cancelled_at >= known_at
	UNION
	SELECT d.household_id
	FROM fact.ticket_office o
	JOIN result.decisions_known(for_run_id, lo, hi, known_at, of_month) d ON d.household_id / 100000000 = o.office_id
	WHERE o.recorded_at < known_at AND o.superseded_at >= known_at AND o.valid_from <= of_month AND o.valid_to > of_month
		AND d.own_payment_care + d.own_payment_medical + d.own_payment_facility > 0
$$;

-- 本人支払額 after issuing: on tickets, or charged by the office.  What the decision in force says, as known at an
-- instant: recorded_at <= instant < superseded_at.
CREATE TABLE result.claim_own_payment (
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	kind             smallint NOT NULL,
	decided_yen      int NOT NULL CHECK (decided_yen >= 0),
	printed_yen      int NOT NULL CHECK (printed_yen >= 0),
	charged_yen      int NOT NULL,               -- less than 0: printed on a ticket that was not replaced
	run_id           int NOT NULL REFERENCES run.run, -- that issued when it was reckoned
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL DEFAULT 'infinity',
	PRIMARY KEY (household_id, month_on, kind, recorded_at),
	CHECK (decided_yen = printed_yen + charged_yen),
	CHECK (recorded_at < superseded_at)
);
CREATE UNIQUE INDEX claim_own_payment_current ON result.claim_own_payment (month_on, household_id, kind)
	WHERE superseded_at = 'infinity';

-- What an approved run did not do after all, and why.
CREATE TABLE result.ticket_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	household_id     bigint NOT NULL,
	line_no          smallint NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, household_id, line_no)
);

-- Which runs have issued: done again, they issue nothing more.
CREATE TABLE result.claim_ticket_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its tickets carry
);

-- 送付単位: one envelope per office, route and institution.  Its number stands in the 2D code of every sheet beside those of
-- result.piece (from 1), so it begins at 20,000,001.  In tables of their own: letters and tickets of a run are undone and
-- made again without each other (run.must_fill_alone).
CREATE TABLE result.ticket_piece (
	run_id           int NOT NULL,
	piece_no         bigint NOT NULL CHECK (piece_no > 20000000),
	office_id        int NOT NULL,
	route            smallint NOT NULL CHECK (route IN (1, 2)), -- 1 contractor, 2 in-house (支援措置)
	institution_code text NOT NULL,
	institution_name text NOT NULL,
	postal_code      text NOT NULL,              -- empty: not known; the envelope is held
	address          text NOT NULL,
	form             smallint NOT NULL,
	handler          text NOT NULL,              -- 取扱担当者名: whom to ask
	first_no         bigint NOT NULL,            -- of its first enclosure
	tickets          int NOT NULL CHECK (tickets > 0), -- those that its cover tells as void included
	PRIMARY KEY (run_id, piece_no),
	UNIQUE (run_id, office_id, route, institution_code)
) PARTITION BY LIST (run_id);

-- What is in the envelopes, in the order of printing: each ticket that the run issued, once, and each that it took back
-- with none in its place, which the cover tells as void.
CREATE TABLE result.ticket_enclosure (
	run_id           int NOT NULL,
	enclosure_no     bigint NOT NULL,            -- 1, 2, 3 … of the run
	piece_no         bigint NOT NULL,
	office_id        int NOT NULL,
	month_on         date NOT NULL,
	issue_no         int NOT NULL,
	revision         smallint NOT NULL,
	cancelled        boolean NOT NULL,           -- told on the cover, not enclosed
	PRIMARY KEY (run_id, enclosure_no),
	UNIQUE (run_id, office_id, month_on, issue_no, revision)
) PARTITION BY LIST (run_id);

-- The files that a run's envelopes are printed in: about so many tickets each, an envelope never in two, what is handled
-- in-house apart, each office's for itself.  lo, hi: enclosures, half-open.
CREATE FUNCTION result.ticket_bundles(for_run_id int, size int)
RETURNS TABLE (route smallint, bundle_no bigint, lo bigint, hi bigint, tickets bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT b.route, row_number() OVER (PARTITION BY b.route ORDER BY min(b.first_no)), min(b.first_no),
		max(b.first_no + b.tickets), sum(b.tickets)::bigint
	FROM (
		SELECT p.route, p.first_no, p.tickets, o.office_id,
			(sum(p.tickets) OVER (PARTITION BY p.route, o.office_id ORDER BY p.first_no) - p.tickets) / size AS part
		FROM result.ticket_piece p
		CROSS JOIN LATERAL (SELECT CASE p.route WHEN 2 THEN p.office_id ELSE 0 END AS office_id) o
		WHERE p.run_id = for_run_id
	) b
	GROUP BY b.route, b.office_id, b.part
$$;

CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_ticket REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

GRANT SELECT, INSERT ON result.ticket, result.own_payment, result.ticket_piece, result.ticket_enclosure TO getsuji_runner;
-- Filled by run.issue_tickets() alone.
GRANT SELECT ON result.claim_ticket, result.claim_recipient, result.claim_own_payment, result.claim_ticket_run,
	result.ticket_refusal TO getsuji_runner;
GRANT SELECT ON result.ticket, result.own_payment TO getsuji_approver;

-- ---- issuing -------------------------------------------------------------------------------------

-- Rows of result.ticket and result.own_payment are written while their task runs, and never by hand afterwards, gate
-- or not.
CREATE FUNCTION run.guard_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM run.task t
			WHERE t.run_id = NEW.run_id AND t.state = 'running' AND TG_ARGV[0] = ANY (t.partitions))
		AND NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'what is issued is written by the running task alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_ticket BEFORE INSERT ON result.ticket FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('ticket');
CREATE TRIGGER guard_ticket BEFORE INSERT ON result.own_payment
	FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('own_payment');

-- A recipient's number on paper: six digits and their check digit m10w21 (include/getsuji/check_digit.h).  Inlined.
CREATE FUNCTION result.recipient_no(number int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT lpad(number::text, 6, '0') || ((1000 - number % 10 * 2 / 10 - number % 10 * 2 % 10 - number / 10 % 10
		- number / 100 % 10 * 2 / 10 - number / 100 % 10 * 2 % 10 - number / 1000 % 10
		- number / 10000 % 10 * 2 / 10 - number / 10000 % 10 * 2 % 10 - number / 100000) % 10)::text
$$;

-- The kind of institution that does a service (TICKET_SERVICES of ticket.h).
CREATE FUNCTION result.service_kind(service smallint) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN service IN (1, 2) THEN 1 WHEN service = 3 THEN 3 WHEN service = 4 THEN 4 WHEN service = 5 THEN 6
		WHEN service BETWEEN 11 AND 15 THEN 7 END::smallint
$$;

-- Who signs for a household on paper (地区担当員名) and in its lists: the caseworker of the number who is in force on the last
-- day before end_on, else the office's 取扱担当者名, as known at an instant.  No row: neither is known.  Inlined.
CREATE FUNCTION fact.caseworker_named(known_at timestamptz, of_office int, of_caseworker int, end_on date)
RETURNS TABLE (name text, in_force boolean) LANGUAGE sql STABLE AS $$
	SELECT x.name, x.in_force
	FROM (
		SELECT c.name, true AS in_force, c.valid_from
		FROM fact.caseworker c
		WHERE c.office_id = of_office AND c.caseworker_no = of_caseworker AND c.recorded_at < known_at
			AND c.superseded_at >= known_at AND c.valid_from < end_on AND c.valid_to >= end_on
		UNION ALL
		SELECT o.handler, false, o.valid_from
		FROM fact.ticket_office o
		WHERE o.office_id = of_office AND o.recorded_at < known_at AND o.superseded_at >= known_at AND o.valid_from < end_on
	) x
	ORDER BY x.in_force DESC, x.valid_from DESC
	LIMIT 1
$$;

-- Persons whose papers never leave by the contractor: of a household under 支援措置 in or after a month, as known at
-- an instant or since; and whoever has the number (fact.linkage) of one of its members elsewhere in the office.
CREATE FUNCTION fact.inhouse(known_at timestamptz, month_on date) RETURNS TABLE (household_id bigint, person_no smallint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	WITH protected AS MATERIALIZED (
		SELECT DISTINCT h.household_id FROM fact.household h
		WHERE h.protected_address AND h.superseded_at >= known_at AND h.valid_to > month_on
	)
	SELECT p.household_id, p.person_no
	FROM protected x
	JOIN fact.person p ON p.household_id = x.household_id
	UNION
	SELECT o.household_id, o.person_no
	FROM protected x
	JOIN fact.linkage l ON l.household_id = x.household_id AND l.linkage_no <> '' AND l.superseded_at >= known_at
	JOIN fact.linkage o ON o.linkage_no = l.linkage_no AND o.linkage_no <> '' AND o.superseded_at >= known_at
$$;

-- The cut of each household of a run at which its tickets were looked at: that of the run, or of its own where it was
-- done again.
CREATE FUNCTION run.ticket_recuts(for_run_id int) RETURNS TABLE (household_id bigint, as_of timestamptz) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT x.key, max(x.as_of)
	FROM run.recut x
	JOIN run.task t ON t.run_id = x.run_id AND t.task_no = x.task_no AND 'ticket' = ANY (t.partitions)
	WHERE x.run_id = for_run_id
	GROUP BY x.key
$$;

-- What a ticket is made of, where it was recorded or ended since the cut: household, and the days that it is about.
-- Each table is read once, whatever the number of tickets.
CREATE FUNCTION run.ticket_changes(for_run_id int)
RETURNS TABLE (household_id bigint, valid_from date, valid_to date) LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT f.household_id, f.valid_from, f.valid_to
	FROM run.run r
	CROSS JOIN LATERAL (
		SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.household
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.protection
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.person
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.treatment
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.care_plan
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.coverage
		UNION ALL SELECT household_id, qualified_on, lost_on, recorded_at, superseded_at FROM fact.duplicate
		UNION ALL SELECT household_id, valid_from, valid_to, recorded_at, superseded_at FROM fact.opinion
	) f
	LEFT JOIN run.ticket_recuts(for_run_id) k ON k.household_id = f.household_id
	WHERE r.run_id = for_run_id
		AND (f.recorded_at >= r.as_of OR f.superseded_at >= r.as_of AND f.superseded_at < 'infinity')
		AND (k.as_of IS NULL OR f.recorded_at >= k.as_of OR f.superseded_at >= k.as_of AND f.superseded_at < 'infinity')
$$;

-- Looks at what the run would do for the last time.  Fills result.ticket_refusal from pg_temp.wanted_ticket, whose
-- rows are those of the run that ask for something or build on a ticket that is out, and pg_temp.standing_ticket, all
-- that was ever issued in their offices and months.  A household's tickets stand or
-- fall together, so that its own payment is never printed twice; only an order to hold lets take back what is wrong.
CREATE FUNCTION run.refuse_tickets(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	WITH run AS MATERIALIZED (
		SELECT r.run_id, r.as_of, r.month_on, EXISTS (SELECT FROM run.task t
			WHERE t.run_id = r.run_id AND 'own_payment' = ANY (t.partitions)) AS decides_payments
		FROM run.run r WHERE r.run_id = for_run_id
	), changed_code AS MATERIALIZED (            -- institutions of which something was recorded since
		SELECT DISTINCT i.code FROM run r
		JOIN fact.institution i ON i.recorded_at >= r.as_of OR i.superseded_at >= r.as_of AND i.superseded_at < 'infinity'
	), asked AS MATERIALIZED (                   -- and what tickets need of them
		SELECT DISTINCT t.institution_code AS code, t.service, t.from_on, t.until_on, false AS prescribes
		FROM pg_temp.wanted_ticket t
		WHERE t.action IN (1, 2) AND t.institution_code IN (SELECT c.code FROM changed_code c)
		UNION
		SELECT DISTINCT t.prescriber_code, t.service, t.from_on, t.until_on, true
		FROM pg_temp.wanted_ticket t
		WHERE t.action IN (1, 2) AND t.prescriber_code IN (SELECT c.code FROM changed_code c)
	), lost AS MATERIALIZED (                    -- and do not have any more
		SELECT a.code, a.service, a.from_on, a.until_on, a.prescribes
		FROM asked a
		WHERE NOT EXISTS (SELECT FROM fact.directory('infinity', a.code) i
			WHERE CASE WHEN a.prescribes THEN i.kind IN (1, 3) AND i.valid_from <= a.until_on AND i.valid_to > a.from_on
				ELSE i.kind = result.service_kind(a.service) AND i.valid_from <= a.from_on AND i.valid_to > a.until_on END)
	), other_office AS MATERIALIZED (            -- offices and months whose number of the payer was corrected since
		SELECT DISTINCT t.office_id, t.month_on
		FROM pg_temp.wanted_ticket t
		WHERE t.action IN (1, 2) AND EXISTS (SELECT FROM run r
				JOIN fact.ticket_office o ON o.recorded_at >= r.as_of WHERE o.office_id = t.office_id)
			AND NOT EXISTS (SELECT FROM fact.ticket_office o
			WHERE o.office_id = t.office_id AND o.superseded_at = 'infinity' AND o.valid_from <= t.month_on
				AND o.valid_to > t.month_on AND o.payer_no = t.payer_no)
	), changed AS MATERIALIZED (                 -- households and months of which something was recorded since
		SELECT DISTINCT c.household_id, m.month_on
		FROM run.ticket_changes(for_run_id) c
		JOIN (SELECT DISTINCT t.month_on FROM pg_temp.wanted_ticket t) m
			ON c.valid_from < (m.month_on + interval '1 month')::date AND c.valid_to > m.month_on
	), other_run AS MATERIALIZED (               -- what others did with tickets of the household since the cut
		SELECT DISTINCT c.household_id, c.month_on
		FROM run r
		CROSS JOIN pg_temp.standing_ticket c
		LEFT JOIN run.ticket_recuts(for_run_id) k ON k.household_id = c.household_id
		WHERE c.recorded_at >= coalesce(k.as_of, r.as_of)
			OR c.cancelled_at >= coalesce(k.as_of, r.as_of) AND c.cancelled_at < 'infinity'
	), other_decision AS MATERIALIZED (          -- households whose own payment is not what was looked at any more
		SELECT coalesce(d.household_id, o.household_id) AS household_id
		FROM (SELECT d.household_id, d.kind, d.yen FROM run r JOIN pg_temp.decided_payment d ON d.month_on = r.month_on) d
		FULL JOIN (SELECT o.household_id, o.kind, o.decided_yen AS yen FROM result.own_payment o WHERE o.run_id = for_run_id) o
			ON o.household_id = d.household_id AND o.kind = d.kind
		WHERE o.yen IS DISTINCT FROM d.yen AND (SELECT r.decides_payments FROM run r)
	), judged AS (
		SELECT t.household_id, t.line_no, t.action, CASE
			WHEN t.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
			WHEN (t.office_id, t.month_on) IN (SELECT o.office_id, o.month_on FROM other_office o) AND t.action IN (1, 2)
				OR (t.institution_code, t.service, t.from_on, t.until_on) IN (
					SELECT l.code, l.service, l.from_on, l.until_on FROM lost l WHERE NOT l.prescribes) AND t.action IN (1, 2)
				OR (t.prescriber_code, t.service, t.from_on, t.until_on) IN (
					SELECT l.code, l.service, l.from_on, l.until_on FROM lost l WHERE l.prescribes) AND t.action IN (1, 2)
				OR t.household_id IN (SELECT o.household_id FROM other_decision o)
				OR (t.household_id, t.month_on) IN (SELECT c.household_id, c.month_on FROM changed c) THEN 3
			WHEN t.action = 1 AND o.issue_no IS NOT NULL
				OR t.action <> 1 AND (o.issue_no, o.revision) IS DISTINCT FROM (t.before_issue_no, t.before_revision)
				OR (t.household_id, t.month_on) IN (SELECT x.household_id, x.month_on FROM other_run x) THEN 4
			END AS refusal
		FROM pg_temp.wanted_ticket t
		LEFT JOIN pg_temp.standing_ticket o ON o.household_id = t.household_id AND o.person_no = t.person_no
			AND o.month_on = t.month_on AND o.institution_code = t.institution_code AND o.service = t.service
			AND o.cancelled_at = 'infinity'
	), together AS (
		SELECT j.household_id, j.line_no, j.action, min(j.refusal) OVER (PARTITION BY j.household_id) AS refusal
		FROM judged j
	), told AS (
		SELECT g.household_id, g.line_no, coalesce(g.refusal, 2) AS refusal
		FROM together g
		WHERE g.action IN (1, 2, 3) AND (g.refusal IS NOT NULL OR g.action <> 3
			AND g.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id))
	)
	INSERT INTO result.ticket_refusal (run_id, household_id, line_no, refusal)
	SELECT for_run_id, g.household_id, g.line_no, g.refusal FROM told g
	ORDER BY g.household_id, g.line_no;
END $$;

-- Gives the persons who get a first ticket of the month their numbers, the next ones of the office: of the month, or
-- for good, where the office says so.  What a month began with holds for all of it: one person, one number; one number,
-- one person.  pg_temp.number_series has the offices and months, and which of the two.
CREATE FUNCTION run.number_recipients(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	full_office int;
BEGIN
	CREATE TEMP TABLE new_recipient ON COMMIT DROP AS
	SELECT n.office_id, n.series_on, n.person_key,
		coalesce(l.last_number, 0) + row_number() OVER (PARTITION BY n.office_id, n.series_on ORDER BY n.person_key) AS number
	FROM (
		SELECT DISTINCT s.office_id, s.series_on, t.household_id * 100 + t.person_no AS person_key
		FROM pg_temp.wanted_ticket t
		JOIN pg_temp.number_series s ON s.office_id = t.office_id AND s.month_on = t.month_on
		WHERE t.action = 1
	) n
	CROSS JOIN LATERAL (
		SELECT max(c.number) AS last_number FROM result.claim_recipient c
		WHERE c.office_id = n.office_id AND c.month_on = n.series_on
	) l
	WHERE NOT EXISTS (SELECT FROM result.claim_recipient c
		WHERE c.office_id = n.office_id AND c.month_on = n.series_on AND c.person_key = n.person_key);
	SELECT n.office_id INTO full_office FROM pg_temp.new_recipient n WHERE n.number > 999999 ORDER BY 1 LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'the recipient numbers of office % are used up: no ticket of the run was issued', full_office
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO result.claim_recipient (office_id, month_on, person_key, number, run_id)
	SELECT n.office_id, n.series_on, n.person_key, n.number, for_run_id FROM pg_temp.new_recipient n
	ORDER BY n.office_id, n.series_on, n.number;
END $$;

-- What the decisions in force say that households pay themselves: of the run's month in its offices that issue tickets,
-- and of other months of offices in which it does something.  Fills pg_temp.payment_scope and pg_temp.decided_payment.
-- Decisions run by run: each lies in a partition of its own.
CREATE FUNCTION run.read_payments(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	decided record;
BEGIN
	CREATE TEMP TABLE payment_scope ON COMMIT DROP AS
	SELECT o.office_id, r.month_on
	FROM run.run r
	JOIN fact.ticket_office o ON o.superseded_at = 'infinity' AND o.valid_from <= r.month_on AND o.valid_to > r.month_on
		AND (r.office_id = 0 OR r.office_id = o.office_id)
	WHERE r.run_id = for_run_id
	UNION
	SELECT t.office_id, t.month_on FROM pg_temp.wanted_ticket t;
	CREATE TEMP TABLE decided_payment (
		household_id bigint, month_on date, kind smallint, yen int, PRIMARY KEY (household_id, month_on, kind)
	) ON COMMIT DROP;
	FOR decided IN
		SELECT r.run_id, r.month_on FROM run.run r
		WHERE r.decision = 'confirmed' AND r.month_on IN (SELECT s.month_on FROM pg_temp.payment_scope s)
			AND to_regclass('result.decision_r' || r.run_id) IS NOT NULL
		ORDER BY r.run_id
	LOOP
		INSERT INTO pg_temp.decided_payment (household_id, month_on, kind, yen)
		SELECT d.household_id, decided.month_on, k.kind, k.yen
		FROM result.decision d
		CROSS JOIN LATERAL (VALUES (1, d.own_payment_care), (2, d.own_payment_medical), (3, d.own_payment_facility)) k (kind, yen)
		WHERE d.run_id = decided.run_id AND k.yen > 0
			AND (d.household_id / 100000000)::int IN (SELECT s.office_id FROM pg_temp.payment_scope s
				WHERE s.month_on = decided.month_on)
			AND decided.run_id = (SELECT c.run_id FROM result.claim_decision c
				WHERE c.household_id = d.household_id AND c.month_on = decided.month_on ORDER BY c.edition DESC LIMIT 1);
	END LOOP;
	ANALYZE pg_temp.decided_payment;
END $$;

-- 本人支払額 of the offices and months in pg_temp.payment_scope: what stands on tickets that are out, and the rest, which
-- the office charges.  What is as it was keeps its row.
CREATE FUNCTION run.settle_payments(for_run_id int, instant timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE settled_payment ON COMMIT DROP AS
	SELECT household_id, month_on, kind, coalesce(d.yen, 0) AS decided_yen, coalesce(p.yen, 0) AS printed_yen
	FROM pg_temp.decided_payment d
	FULL JOIN (
		SELECT t.household_id, t.month_on, CASE t.type WHEN 3 THEN 1 ELSE 2 END::smallint AS kind, sum(t.own_payment_yen)::int AS yen
		FROM pg_temp.payment_scope s
		JOIN result.claim_ticket t ON t.office_id = s.office_id AND t.month_on = s.month_on
		WHERE t.cancelled_at = 'infinity' AND t.own_payment_yen > 0
		GROUP BY 1, 2, 3
	) p USING (household_id, month_on, kind);

	UPDATE result.claim_own_payment c SET superseded_at = instant
	FROM pg_temp.payment_scope s
	WHERE c.superseded_at = 'infinity' AND c.month_on = s.month_on
		AND c.household_id >= s.office_id * 100000000::bigint AND c.household_id < (s.office_id + 1) * 100000000::bigint
		AND NOT EXISTS (SELECT FROM pg_temp.settled_payment x
			WHERE x.household_id = c.household_id AND x.month_on = c.month_on AND x.kind = c.kind
				AND x.decided_yen = c.decided_yen AND x.printed_yen = c.printed_yen);

	INSERT INTO result.claim_own_payment (household_id, month_on, kind, decided_yen, printed_yen, charged_yen, run_id,
		recorded_at)
	SELECT x.household_id, x.month_on, x.kind, x.decided_yen, x.printed_yen, x.decided_yen - x.printed_yen, for_run_id, instant
	FROM pg_temp.settled_payment x
	WHERE NOT EXISTS (SELECT FROM result.claim_own_payment c
		WHERE c.superseded_at = 'infinity' AND c.household_id = x.household_id AND c.month_on = x.month_on AND c.kind = x.kind)
	ORDER BY x.household_id, x.month_on, x.kind;
END $$;

-- Makes what an approved run would do happen: takes back, numbers, issues; once, all in one transaction, one run at
-- a time, in an order that does not depend on when: so a run that is killed and goes on issues the same numbers.
-- First it waits for the clerks who are recording facts at this moment; all carries one instant, taken under the lock
-- of a fact table, so that a cut that is taken meanwhile waits for this transaction (run.take_cut).  Left out, with the
-- reason, is what may not leave any more.  Counts are of tickets.
CREATE FUNCTION run.issue_tickets(for_run_id int, for_task_no int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 4);
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t WHERE t.run_id = r.run_id AND t.in_digest AND t.state IN ('done', 'accepted', 'skipped')
			AND 'ticket' = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'tickets are issued of a confirmed run alone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM result.claim_ticket_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		PERFORM run.take_cut();
		LOCK TABLE fact.treatment IN ROW EXCLUSIVE MODE;
		instant := clock_timestamp(); -- not that of the transaction: it may have been taken before the lock
		INSERT INTO result.claim_ticket_run (run_id, recorded_at) VALUES (for_run_id, instant);

		CREATE TEMP TABLE wanted_ticket ON COMMIT DROP AS
		SELECT t.*, (t.household_id / 100000000)::int AS office_id
		FROM result.ticket t
		WHERE t.run_id = for_run_id AND (t.action IN (1, 2, 3) OR t.before_issue_no IS NOT NULL);
		ANALYZE pg_temp.wanted_ticket;
		CREATE TEMP TABLE standing_ticket ON COMMIT DROP AS
		SELECT c.office_id, c.month_on, c.issue_no, c.revision, c.recipient_no, c.household_id, c.person_no,
			c.institution_code, c.service, c.recorded_at, c.cancelled_at
		FROM (SELECT DISTINCT t.office_id, t.month_on FROM pg_temp.wanted_ticket t) m
		JOIN result.claim_ticket c ON c.office_id = m.office_id AND c.month_on = m.month_on;
		ANALYZE pg_temp.standing_ticket;
		PERFORM run.read_payments(for_run_id);
		PERFORM run.refuse_tickets(for_run_id);
		DELETE FROM pg_temp.wanted_ticket t WHERE t.action NOT IN (1, 2, 3) OR (t.household_id, t.line_no) IN (
			SELECT x.household_id, x.line_no FROM result.ticket_refusal x WHERE x.run_id = for_run_id);

		UPDATE result.claim_ticket c SET cancelled_at = instant, cancel_run_id = for_run_id, cancel_cause = t.cause,
			cancel_hold = t.hold, cancel_reason = t.reason
		FROM pg_temp.wanted_ticket t
		WHERE t.action IN (2, 3) AND c.office_id = t.office_id AND c.month_on = t.month_on
			AND c.issue_no = t.before_issue_no AND c.revision = t.before_revision AND c.cancelled_at = 'infinity';

		CREATE TEMP TABLE number_series ON COMMIT DROP AS
		SELECT m.office_id, m.month_on,
			CASE WHEN EXISTS (SELECT FROM result.claim_recipient c
					WHERE c.office_id = m.office_id AND c.month_on = m.month_on) THEN m.month_on
				WHEN l.last_no IS NOT NULL OR o.recipient_policy = 2 THEN date '-infinity'
				ELSE m.month_on END AS series_on,
			coalesce(l.last_no, 0) AS last_no
		FROM (SELECT DISTINCT t.office_id, t.month_on FROM pg_temp.wanted_ticket t WHERE t.action = 1) m
		CROSS JOIN LATERAL (
			SELECT max(c.issue_no) AS last_no FROM result.claim_ticket c
			WHERE c.office_id = m.office_id AND c.month_on = m.month_on
		) l
		LEFT JOIN fact.ticket_office o ON o.office_id = m.office_id AND o.superseded_at = 'infinity'
			AND o.valid_from <= m.month_on AND o.valid_to > m.month_on;
		PERFORM run.number_recipients(for_run_id);

		INSERT INTO result.claim_ticket (office_id, month_on, issue_no, revision, recipient_no, run_id, household_id,
			person_no, line_no, caseworker_no, type, service, institution_code, institution_name, prescriber_code,
			prescriber_name, payer_no, from_on, until_on, injury_1, injury_2, injury_3, own_payment_yen, combined, insurance,
			elderly, tuberculosis, prefectural, scheme_no, insured_no, care_level, certified_from, certified_to, remark_1,
			remark_2, remark_3, route, cause, issued_on, recorded_at)
		SELECT n.office_id, n.month_on, n.issue_no, n.revision,
			coalesce(n.before_recipient_no, result.recipient_no(q.number)),
			for_run_id, n.household_id, n.person_no, n.line_no, n.caseworker_no, n.type, n.service, n.institution_code,
			n.institution_name, n.prescriber_code, n.prescriber_name, n.payer_no, n.from_on, n.until_on, n.injury_1,
			n.injury_2, n.injury_3, n.own_payment_yen, n.combined, n.insurance, n.elderly, n.tuberculosis, n.prefectural,
			n.scheme_no, n.insured_no, n.care_level, n.certified_from, n.certified_to, n.remark_1, n.remark_2, n.remark_3,
			CASE WHEN (n.household_id, n.person_no) IN (SELECT i.household_id, i.person_no FROM fact.inhouse(this.as_of, this.month_on) i)
				THEN 2 ELSE 1 END,
			n.cause, (this.as_of AT TIME ZONE 'Asia/Tokyo')::date, instant
		FROM (
			SELECT t.*, s.series_on, b.recipient_no AS before_recipient_no,
				CASE t.action WHEN 2 THEN t.before_issue_no ELSE (s.last_no + row_number() OVER (
					PARTITION BY t.office_id, t.month_on, t.action ORDER BY t.household_id, t.line_no))::int END AS issue_no,
				(coalesce(t.before_revision, 0) + 1)::smallint AS revision
			FROM pg_temp.wanted_ticket t
			LEFT JOIN pg_temp.number_series s ON s.office_id = t.office_id AND s.month_on = t.month_on
			LEFT JOIN pg_temp.standing_ticket b ON b.office_id = t.office_id AND b.month_on = t.month_on
				AND b.issue_no = t.before_issue_no AND b.revision = t.before_revision
			WHERE t.action IN (1, 2)
		) n
		LEFT JOIN result.claim_recipient q ON q.office_id = n.office_id AND q.month_on = n.series_on
			AND q.person_key = n.household_id * 100 + n.person_no
		ORDER BY n.office_id, n.month_on, n.issue_no; -- sorted: all is read before the first row is written

		PERFORM run.settle_payments(for_run_id, instant);
		-- Envelopes, papers and lists follow at once: without statistics they would be planned for a handful of tickets.
		ANALYZE result.claim_ticket;
	END IF;
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT for_run_id, for_task_no, 0, x.household_id, coalesce(h.hold, v.word),
		format('%s年%s月分 機関%s%s：%s', extract(year FROM x.month_on), extract(month FROM x.month_on), x.institution_code,
			CASE WHEN x.tickets > 1 THEN format('ほか%s枚', x.tickets - 1) END, coalesce(h.reason, v.reason))
	FROM (
		SELECT r.household_id, r.refusal, count(*) AS tickets, (array_agg(t.month_on ORDER BY t.line_no))[1] AS month_on,
			(array_agg(t.institution_code ORDER BY t.line_no))[1] AS institution_code
		FROM result.ticket_refusal r
		JOIN result.ticket t ON t.run_id = r.run_id AND t.household_id = r.household_id AND t.line_no = r.line_no
		WHERE r.run_id = for_run_id
		GROUP BY r.household_id, r.refusal
	) x
	JOIN (VALUES (2, 'held', '保留の指示'), (3, 'changed', '基準日時の後に登録が変更された（次の版で改めて判定する）'),
		(4, 'taken', '他の処理が先に交付または取消しをした')) v (refusal, word, reason) ON v.refusal = x.refusal
	LEFT JOIN run.held h ON x.refusal = 2 AND h.run_id = for_run_id AND h.household_id = x.household_id
	ORDER BY x.household_id
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE x.refusal IS NULL), count(*) FILTER (WHERE x.refusal = 1),
		count(*) FILTER (WHERE x.refusal <> 1), 0::bigint,
		coalesce(sum(t.own_payment_yen) FILTER (WHERE x.refusal IS NULL AND t.action <> 3), 0)::bigint
	FROM result.ticket t
	LEFT JOIN result.ticket_refusal x ON x.run_id = t.run_id AND x.household_id = t.household_id AND x.line_no = t.line_no
	WHERE t.run_id = for_run_id AND t.action IN (1, 2, 3);
END $$;
REVOKE ALL ON FUNCTION run.issue_tickets(int, int), run.settle_payments(int, timestamptz), run.read_payments(int),
	run.number_recipients(int), run.refuse_tickets(int), run.ticket_changes(int), run.ticket_recuts(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.issue_tickets(int, int) TO getsuji_runner;

-- Tickets of a run that were issued and could not be printed: held on paper, or replaced or taken back by another run
-- before they were put into an envelope (there held by household).
CREATE FUNCTION result.ticket_unprinted(for_run_id int, lo bigint, hi bigint)
RETURNS TABLE (household_id bigint, line_no smallint, month_on date, issue_no int, revision smallint, hold text, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT c.household_id, c.line_no, c.month_on, c.issue_no, c.revision, h.hold, h.reason
	FROM run.task t
	JOIN run.hold_hit h ON h.run_id = for_run_id AND h.task_no = t.task_no
	JOIN result.ticket_enclosure e ON e.run_id = for_run_id AND e.enclosure_no = h.key
	JOIN result.claim_ticket c ON c.office_id = e.office_id AND c.month_on = e.month_on AND c.issue_no = e.issue_no
		AND c.revision = e.revision
	WHERE t.run_id = for_run_id AND t.job = 'ticket_form' AND c.household_id >= lo AND c.household_id < hi
	UNION ALL
	SELECT c.household_id, c.line_no, c.month_on, c.issue_no, c.revision, h.hold, h.reason
	FROM run.task t
	JOIN run.hold_hit h ON h.run_id = for_run_id AND h.task_no = t.task_no AND h.key >= lo AND h.key < hi
	JOIN result.claim_ticket c ON c.run_id = for_run_id AND c.household_id = h.key
	WHERE t.run_id = for_run_id AND t.job = 'ticket_pieces' AND NOT EXISTS (SELECT FROM result.ticket_enclosure e
		WHERE e.run_id = for_run_id AND e.office_id = c.office_id AND e.month_on = c.month_on AND e.issue_no = c.issue_no
			AND e.revision = c.revision)
$$;

-- Households whose tickets coverage has to do with, as known at an instant: with coverage on a day of the two years to a
-- month's end, or a medical or dispensing ticket of theirs that is out and says so.
CREATE FUNCTION fact.coverage_households(lo bigint, hi bigint, known_at timestamptz, of_month date, end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT c.household_id
	FROM fact.coverage_known(lo, hi, known_at) c
	WHERE c.from_on < end_on AND c.to_on > of_month - interval '23 months'
	UNION
	SELECT t.household_id
	FROM result.claim_ticket t
	WHERE t.household_id >= lo AND t.household_id < hi AND t.month_on > of_month - interval '24 months'
		AND t.month_on <= of_month AND t.type IN (1, 2) AND (t.combined OR t.prefectural)
		AND t.recorded_at < known_at AND t.cancelled_at >= known_at
$$;

CREATE INDEX household_caseworker ON fact.household (caseworker_no, household_id);

-- 資格重複 as a run finds it, insurance by insurance, of the households of a caseworker (NULL: of all): what it does about the
-- tickets of days on which the person was insured.  Known as of the run's cut, or of the household's where it was done
-- again later.  `open`: something is to be done, here or by the caseworker; what is not is listed until the month after
-- the one in which it was first reported.  What nobody reported but the office recorded itself (`reported_on` NULL) is
-- listed where a ticket is to be corrected for it; kind 0 is a person of whom one is although nothing bears the cost any more.
-- Whoever has a ticket in result.coverage_tickets is here, too.
CREATE FUNCTION result.coverage_items(for_run_id int, lo bigint, hi bigint, of_caseworker int, known_at timestamptz,
	of_month date, end_on date)
RETURNS TABLE (household_id bigint, person_no smallint, caseworker_no int, as_of timestamptz, kind smallint, insurer_no text,
	qualified_on date, lost_on date, reported_on date, known_on date, alone text, replaced bigint, held bigint, corrected bigint,
	agreeing bigint, open boolean) LANGUAGE sql STABLE AS $$
	SELECT i.household_id, i.person_no, i.caseworker_no, i.as_of, i.kind, i.insurer_no, nullif(i.qualified_on, '-infinity'),
		i.lost_on, i.reported_on, coalesce(i.reported_on, (i.recorded_at AT TIME ZONE 'Asia/Tokyo')::date), i.alone, i.replaced,
		i.held, i.corrected, i.agreeing, i.open
	FROM (
		SELECT d.household_id, d.person_no, d.caseworker_no, d.as_of, d.kind, d.insurer_no, d.qualified_on, d.lost_on, f.reported_on,
			d.recorded_at, t.alone, t.replaced, t.held, t.corrected, t.agreeing,
			d.kind <> 6 AND t.replaced + t.held > 0 OR d.reported AND d.kind IN (2, 6) AND d.lost_on = 'infinity' AS open
		FROM (
			SELECT x.*, k.as_of, coalesce(w.caseworker_no, 0) AS caseworker_no
			FROM (
				SELECT r.household_id, r.person_no, r.kind, r.insurer_no, r.qualified_on, r.lost_on, r.recorded_at,
					r.superseded_at, true AS reported
				FROM fact.duplicate r
				WHERE r.household_id >= lo AND r.household_id < hi
				UNION ALL
				SELECT c.household_id, c.person_no, c.kind, c.insurer_no, c.valid_from, c.valid_to, c.recorded_at,
					c.superseded_at, false
				FROM fact.coverage c
				WHERE c.household_id >= lo AND c.household_id < hi AND c.kind <> 6
				UNION ALL
				SELECT DISTINCT t.household_id, t.person_no, 0::smallint, '', '-infinity'::date, 'infinity'::date,
					'-infinity'::timestamptz, 'infinity'::timestamptz, false
				FROM result.ticket t
				WHERE t.run_id = for_run_id AND t.household_id >= lo AND t.household_id < hi
			) x
			CROSS JOIN LATERAL (SELECT coalesce((SELECT c.as_of FROM run.household_cut c
				WHERE c.run_id = for_run_id AND c.household_id = x.household_id), known_at) AS as_of) k
			LEFT JOIN LATERAL (SELECT h.caseworker_no FROM fact.household h
				WHERE h.household_id = x.household_id AND h.recorded_at < k.as_of AND h.superseded_at >= k.as_of
					AND h.valid_from < end_on
				ORDER BY h.valid_from DESC LIMIT 1) w ON true
			WHERE x.recorded_at < k.as_of AND x.superseded_at >= k.as_of
				-- Whoever was the caseworker's at any time: few are looked at for each of many workbooks.
				AND (of_caseworker IS NULL OR of_caseworker = 0 OR x.household_id IN (SELECT o.household_id
					FROM fact.household o
					WHERE o.caseworker_no = of_caseworker AND o.household_id >= lo AND o.household_id < hi))
		) d
		CROSS JOIN LATERAL (SELECT min(v.made_on) AS reported_on FROM fact.duplicate v
			WHERE d.reported AND v.household_id = d.household_id AND v.person_no = d.person_no AND v.kind = d.kind
				AND v.insurer_no = d.insurer_no AND v.qualified_on = d.qualified_on AND v.recorded_at < d.as_of) f
		CROSS JOIN LATERAL (
			SELECT string_agg(DISTINCT to_char(c.month_on, 'YYYY-MM'), ' ' ORDER BY to_char(c.month_on, 'YYYY-MM'))
					FILTER (WHERE NOT c.combined) AS alone,
				count(*) FILTER (WHERE r.action = 2) AS replaced, count(*) FILTER (WHERE r.action = 9) AS held,
				count(*) FILTER (WHERE r.action IS NULL AND c.cause = 1) AS corrected,
				count(*) FILTER (WHERE r.action IS NULL AND c.cause <> 1) AS agreeing
			FROM result.claim_ticket c
			LEFT JOIN result.ticket r ON r.run_id = for_run_id AND r.household_id = c.household_id AND r.month_on = c.month_on
				AND r.before_issue_no = c.issue_no AND r.before_revision = c.revision
			WHERE c.household_id = d.household_id AND c.person_no = d.person_no AND c.type IN (1, 2)
				AND c.month_on > of_month - interval '24 months' AND c.month_on <= of_month
				AND c.recorded_at < d.as_of AND c.cancelled_at >= d.as_of
				AND c.from_on < d.lost_on AND c.until_on >= d.qualified_on
				AND (d.kind <> 0 OR r.action IS NOT NULL AND NOT EXISTS (
					SELECT FROM fact.coverage_known(d.household_id, d.household_id + 1, d.as_of) n
					WHERE n.person_no = d.person_no AND n.kind <> 6 AND n.from_on <= c.until_on AND n.to_on > c.from_on))
		) t
		WHERE (of_caseworker IS NULL OR d.caseworker_no = of_caseworker)
			AND (d.reported OR d.kind = 0 OR NOT EXISTS (SELECT FROM fact.duplicate r
				WHERE r.household_id = d.household_id AND r.person_no = d.person_no AND r.kind = d.kind
					AND r.recorded_at < d.as_of AND r.superseded_at >= d.as_of
					AND r.qualified_on <= d.qualified_on AND r.lost_on >= d.lost_on))
	) i
	WHERE i.open OR i.reported_on >= of_month - interval '1 month'
$$;

-- What the run would do about tickets, with the household's caseworker as known then.
CREATE FUNCTION result.coverage_tickets(for_run_id int, lo bigint, hi bigint, of_caseworker int, known_at timestamptz,
	end_on date)
RETURNS TABLE (household_id bigint, line_no smallint, current_caseworker_no int, as_of timestamptz) LANGUAGE sql STABLE AS $$
	SELECT t.household_id, t.line_no, d.caseworker_no, d.as_of
	FROM (
		SELECT x.household_id, coalesce(w.caseworker_no, 0) AS caseworker_no, k.as_of
		FROM (
			SELECT DISTINCT r.household_id FROM result.ticket r
			WHERE r.run_id = for_run_id AND r.household_id >= lo AND r.household_id < hi
				AND (of_caseworker IS NULL OR of_caseworker = 0 OR r.household_id IN (SELECT o.household_id
					FROM fact.household o
					WHERE o.caseworker_no = of_caseworker AND o.household_id >= lo AND o.household_id < hi))
		) x
		CROSS JOIN LATERAL (SELECT coalesce((SELECT c.as_of FROM run.household_cut c
			WHERE c.run_id = for_run_id AND c.household_id = x.household_id), known_at) AS as_of) k
		LEFT JOIN LATERAL (SELECT h.caseworker_no FROM fact.household h
			WHERE h.household_id = x.household_id AND h.recorded_at < k.as_of AND h.superseded_at >= k.as_of
				AND h.valid_from < end_on
			ORDER BY h.valid_from DESC LIMIT 1) w ON true
	) d
	JOIN result.ticket t ON t.run_id = for_run_id AND t.household_id = d.household_id
	WHERE of_caseworker IS NULL OR d.caseworker_no = of_caseworker
$$;

-- What became known since of service months before a run's, of households whose tickets are out: a row per ticket that is
-- out at an instant, of the eleven months before, if its person's treatments, care plans, opinions or days in the
-- household, or the household's protection, on days of its month, are others than those that were known when its month
-- was looked at last; or if the decision in force says another own payment than the one reckoned then.  Coverage is not
-- among it: graph coverage goes back by itself.  A month is looked at by what issued tickets of it and decides their own
-- payments (graphs monthly and vouchers), but not for a household that it set aside or refused.  `what`: bits 1 << 1
-- protection, 2 days in the household, 3 treatment, 4 care plan, 5 opinion, 6 own payment.  Facts are read once, and only
-- those that are later than the oldest look; rows that say the same on the days of the month cancel each other, and a
-- further opinion that says yes takes nothing from a ticket that is out.
CREATE FUNCTION result.ticket_past(lo bigint, hi bigint, known_at timestamptz, of_month date)
RETURNS TABLE (sort_key bigint, record_key bigint, household_id bigint, person_no smallint, caseworker_no int, month_on date,
	issue_no int, type smallint, service smallint, institution_code text, institution_name text, what int,
	changed_at timestamptz) LANGUAGE sql STABLE AS $$
	WITH look AS MATERIALIZED (                  -- what issued tickets of those months, per office
		SELECT r.run_id, o.office_id, r.month_on, (r.month_on + interval '1 month')::date AS end_on, r.as_of
		FROM result.claim_ticket_run c
		JOIN run.run r ON r.run_id = c.run_id
		JOIN (SELECT DISTINCT f.office_id FROM fact.office f
			WHERE f.office_id * 100000000::bigint >= lo AND f.office_id * 100000000::bigint < hi) o
			ON r.office_id IN (0, o.office_id)
		WHERE c.recorded_at < known_at AND r.month_on < of_month AND r.month_on >= of_month - interval '11 months'
			AND EXISTS (SELECT FROM run.task t WHERE t.run_id = r.run_id AND 'own_payment' = ANY (t.partitions))
	), missed AS MATERIALIZED (                  -- and did nothing about a household
		SELECT x.run_id, x.household_id
		FROM result.ticket_refusal x WHERE x.run_id IN (SELECT l.run_id FROM look l)
		UNION
		SELECT q.run_id, q.key
		FROM run.quarantine q
		JOIN run.task t ON t.run_id = q.run_id AND t.task_no = q.task_no AND 'own_payment' = ANY (t.partitions)
		WHERE q.run_id IN (SELECT l.run_id FROM look l)
	), recut AS MATERIALIZED (                   -- or looked at it again later
		SELECT k.run_id, k.key AS household_id, max(k.as_of) AS as_of
		FROM run.recut k
		JOIN run.task t ON t.run_id = k.run_id AND t.task_no = k.task_no AND 'own_payment' = ANY (t.partitions)
		WHERE k.run_id IN (SELECT l.run_id FROM look l)
		GROUP BY k.run_id, k.key
	), apart AS MATERIALIZED (                   -- households with a last look of their own
		SELECT x.household_id, l.month_on,
			coalesce(max(coalesce(k.as_of, l.as_of)) FILTER (WHERE m.run_id IS NULL), min(l.as_of)) AS as_of
		FROM (SELECT m.household_id FROM missed m UNION SELECT k.household_id FROM recut k) x
		JOIN look l ON l.office_id = x.household_id / 100000000
		LEFT JOIN missed m ON m.run_id = l.run_id AND m.household_id = x.household_id
		LEFT JOIN recut k ON k.run_id = l.run_id AND k.household_id = x.household_id
		GROUP BY x.household_id, l.month_on
	), last_look AS MATERIALIZED (
		SELECT l.office_id, l.month_on, l.end_on, max(l.as_of) AS as_of FROM look l GROUP BY l.office_id, l.month_on, l.end_on
	), since AS MATERIALIZED (
		SELECT min(l.as_of) AS as_of FROM look l
	), late AS MATERIALIZED (                    -- facts recorded or ended since the oldest look; no look: nothing is read
		SELECT f.*
		FROM (
			SELECT p.household_id, 0::smallint AS person_no, 1 AS what, p.state::text AS content, false AS affirms,
				p.valid_from, p.valid_to, p.recorded_at, p.superseded_at
			FROM fact.protection p
			UNION ALL
			SELECT p.household_id, p.person_no, 2, '', false, p.valid_from, p.valid_to, p.recorded_at, p.superseded_at
			FROM fact.person p
			UNION ALL
			SELECT t.household_id, t.person_no, 3, ROW (t.item_no, t.basis, t.service, t.institution_code, t.prescriber_code,
				t.injury_1, t.injury_2, t.injury_3, t.remarks)::text, false, t.valid_from, t.valid_to, t.recorded_at,
				t.superseded_at
			FROM fact.treatment t WHERE t.basis <> 3
			UNION ALL
			SELECT c.household_id, c.person_no, 4, ROW (c.item_no, c.service, c.institution_code, c.insured_no, c.care_level,
				c.certified_from, c.certified_to, c.remarks)::text, false, c.valid_from, c.valid_to, c.recorded_at,
				c.superseded_at
			FROM fact.care_plan c
			UNION ALL
			SELECT o.household_id, o.person_no, 5, ROW (o.institution_code, o.service, o.kind, o.needed, o.valid_from)::text,
				o.needed, o.valid_from, o.valid_to, o.recorded_at, o.superseded_at
			FROM fact.opinion o
		) f
		WHERE (SELECT s.as_of FROM since s) IS NOT NULL AND f.household_id >= lo AND f.household_id < hi
			AND f.recorded_at < known_at AND (f.recorded_at >= (SELECT s.as_of FROM since s)
				OR f.superseded_at >= (SELECT s.as_of FROM since s) AND f.superseded_at < known_at)
	), changed AS (
		SELECT x.household_id, x.person_no, x.month_on, x.what, max(x.changed_at) AS changed_at
		FROM (
			SELECT f.household_id, f.person_no, l.month_on, f.what,
				max(CASE WHEN f.superseded_at < known_at THEN f.superseded_at ELSE f.recorded_at END) AS changed_at
			FROM late f
			JOIN last_look l ON l.office_id = f.household_id / 100000000 AND f.valid_from < l.end_on AND f.valid_to > l.month_on
			LEFT JOIN apart a ON a.household_id = f.household_id AND a.month_on = l.month_on
			CROSS JOIN LATERAL (SELECT coalesce(a.as_of, l.as_of) AS as_of) k
			WHERE f.recorded_at >= k.as_of OR f.superseded_at >= k.as_of AND f.superseded_at < known_at
			GROUP BY f.household_id, f.person_no, l.month_on, f.what, f.content, f.affirms,
				greatest(f.valid_from, l.month_on), least(f.valid_to, l.end_on)
			HAVING bool_or(f.recorded_at < k.as_of) <> bool_or(f.superseded_at >= known_at)
				AND NOT (f.affirms AND bool_or(f.superseded_at >= known_at))
		) x
		GROUP BY x.household_id, x.person_no, x.month_on, x.what
	), decided AS MATERIALIZED (                 -- confirmed since the last look, by what has issued nothing
		SELECT r.run_id, r.edition, l.office_id, r.month_on, min(a.acted_at) AS changed_at
		FROM last_look l
		JOIN run.run r ON r.month_on = l.month_on AND r.office_id IN (0, l.office_id)
		JOIN run.action a ON a.run_id = r.run_id AND a.command IN ('confirm', 'import baseline')
		WHERE a.acted_at >= l.as_of AND a.acted_at < known_at AND r.run_id NOT IN (SELECT x.run_id FROM look x)
		GROUP BY r.run_id, r.edition, l.office_id, r.month_on
	), paid AS (
		SELECT d.household_id, d.month_on, d.changed_at
		FROM (
			SELECT DISTINCT ON (x.household_id, n.month_on) x.household_id, n.month_on, n.changed_at, x.own_payment_care,
				x.own_payment_medical
			FROM decided n
			CROSS JOIN LATERAL (
				SELECT y.household_id, y.own_payment_care, y.own_payment_medical
				FROM result.decision y
				WHERE y.run_id = n.run_id AND y.household_id >= n.office_id * 100000000::bigint
					AND y.household_id < (n.office_id + 1) * 100000000::bigint AND y.status = 1
				OFFSET 0
			) x
			JOIN result.claim_decision c ON c.household_id = x.household_id AND c.month_on = n.month_on AND c.edition = n.edition
				AND c.run_id = n.run_id
			ORDER BY x.household_id, n.month_on, n.edition DESC
		) d
		LEFT JOIN (
			SELECT o.household_id, o.month_on, sum(o.decided_yen) FILTER (WHERE o.kind = 1) AS care,
				sum(o.decided_yen) FILTER (WHERE o.kind = 2) AS medical
			FROM result.claim_own_payment o
			WHERE o.month_on IN (SELECT n.month_on FROM decided n) AND o.recorded_at < known_at AND o.superseded_at >= known_at
			GROUP BY o.household_id, o.month_on
		) p ON p.household_id = d.household_id AND p.month_on = d.month_on
		WHERE d.own_payment_care <> coalesce(p.care, 0) OR d.own_payment_medical <> coalesce(p.medical, 0)
	), listed AS MATERIALIZED (
		SELECT t.household_id, t.person_no, t.month_on, t.issue_no, t.type, t.service, t.institution_code, t.institution_name,
			bit_or(1 << c.what) AS what, max(c.changed_at) AS changed_at
		FROM (
			SELECT x.household_id, x.person_no, x.month_on, x.what, x.changed_at FROM changed x
			UNION ALL
			SELECT x.household_id, 0, x.month_on, 6, x.changed_at FROM paid x
		) c
		JOIN result.claim_ticket t ON t.household_id = c.household_id AND t.month_on = c.month_on
			AND c.person_no IN (0, t.person_no) AND t.recorded_at < known_at AND t.cancelled_at >= known_at
		GROUP BY t.office_id, t.month_on, t.issue_no, t.revision
	)
	SELECT k.month_no * 10000000000000000 + k.caseworker_no * 100000000::bigint + t.household_id % 100000000,
		t.household_id * 100 + k.month_no, t.household_id, t.person_no, k.caseworker_no, t.month_on, t.issue_no, t.type, t.service,
		t.institution_code, t.institution_name, t.what, t.changed_at
	FROM listed t
	LEFT JOIN (
		SELECT h.household_id, (array_agg(h.caseworker_no ORDER BY h.valid_from DESC))[1] AS caseworker_no
		FROM fact.household h
		WHERE h.household_id IN (SELECT x.household_id FROM listed x) AND h.recorded_at < known_at
			AND h.superseded_at >= known_at AND h.valid_from < of_month + interval '1 month'
		GROUP BY h.household_id
	) w ON w.household_id = t.household_id
	CROSS JOIN LATERAL (SELECT coalesce(w.caseworker_no, 0) AS caseworker_no,
		12 + (12 * (extract(year FROM t.month_on) - extract(year FROM of_month)) + extract(month FROM t.month_on)
			- extract(month FROM of_month))::bigint AS month_no) k
$$;
