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

-- 本人支払額 after issuing: on tickets, or charged by the office.
CREATE TABLE result.claim_own_payment (
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	kind             smallint NOT NULL,
	decided_yen      int NOT NULL,
	printed_yen      int NOT NULL CHECK (printed_yen >= 0),
	charged_yen      int NOT NULL,               -- less than 0: printed on a ticket that could not be replaced
	run_id           int NOT NULL REFERENCES run.run,
	PRIMARY KEY (household_id, month_on, kind),
	CHECK (decided_yen = printed_yen + charged_yen)
);

-- What an approved run did not do after all, and why.
CREATE TABLE result.ticket_refusal (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	line_no          smallint NOT NULL,
	refusal          smallint NOT NULL
) PARTITION BY LIST (run_id);

-- Which runs have issued: done again, they issue nothing more.
CREATE TABLE result.claim_ticket_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its tickets carry
);

-- 送付単位: one envelope per office, route and institution; result.piece carries it with document 'ticket' and
-- household_id = office_id * 100,000,000 (case 0: no household), recipient_no 1, 2, 3 ….
CREATE TABLE result.ticket_piece (
	run_id           int NOT NULL,
	piece_no         bigint NOT NULL,
	office_id        int NOT NULL,
	route            smallint NOT NULL,
	institution_code text NOT NULL,
	institution_name text NOT NULL,
	postal_code      text NOT NULL,
	address          text NOT NULL,
	form             smallint NOT NULL,
	tickets          int NOT NULL CHECK (tickets > 0)
) PARTITION BY LIST (run_id);

CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_ticket REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

GRANT SELECT, INSERT ON result.ticket, result.own_payment, result.ticket_piece TO getsuji_runner;
-- Filled by run.issue_tickets() alone.
GRANT SELECT ON result.claim_ticket, result.claim_recipient, result.claim_own_payment, result.claim_ticket_run,
	result.ticket_refusal TO getsuji_runner;
GRANT SELECT ON result.ticket, result.own_payment TO getsuji_approver;

-- ---- issuing -------------------------------------------------------------------------------------

-- Rows of result.ticket are written while their task runs, and never by hand afterwards, gate or not.
CREATE FUNCTION run.guard_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM run.task t
			WHERE t.run_id = NEW.run_id AND t.state = 'running' AND 'ticket' = ANY (t.partitions))
		AND NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'what is issued is written by the running task alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_ticket BEFORE INSERT ON result.ticket FOR EACH ROW EXECUTE FUNCTION run.guard_ticket();

-- The check digit m10w21 (include/getsuji/check_digit.h) of a body of plain digits.
CREATE FUNCTION result.check_digit(body text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp AS $$
	SELECT ((10 - sum(p / 10 + p % 10) % 10) % 10)::text
	FROM (
		SELECT CASE i % 2 WHEN 1 THEN 2 ELSE 1 END * substr(reverse(body), i, 1)::int AS p
		FROM generate_series(1, length(body)) i
	) products
$$;

-- Households about whom something that a ticket is made of was recorded or ended since the run's cut.
CREATE FUNCTION run.ticket_changes(for_run_id int) RETURNS TABLE (household_id bigint) LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT DISTINCT f.household_id
	FROM run.run r
	CROSS JOIN LATERAL (
		SELECT household_id, recorded_at, superseded_at FROM fact.household
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.protection
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.person
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.treatment
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.care_plan
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.coverage
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.duplicate
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.opinion
	) f
	LEFT JOIN run.household_cut k ON k.run_id = r.run_id AND k.household_id = f.household_id
	WHERE r.run_id = for_run_id AND (f.recorded_at >= coalesce(k.as_of, r.as_of)
		OR f.superseded_at >= coalesce(k.as_of, r.as_of) AND f.superseded_at < 'infinity')
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
	JOIN fact.linkage o ON o.linkage_no = l.linkage_no AND o.linkage_no <> ''
		AND o.household_id / 100000000 = l.household_id / 100000000 AND o.superseded_at >= known_at
$$;

-- Makes what an approved run would do happen: takes back, numbers, issues; once, all in one transaction, one run at
-- a time, in an order that does not depend on when: so a run that is killed and goes on issues the same numbers.
-- Left out, with the reason, is what may not leave any more.  Counts are of tickets.
CREATE FUNCTION run.issue_tickets(for_run_id int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
	day date;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 4);
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t
		WHERE t.run_id = r.run_id AND t.in_digest AND t.state = 'done' AND 'ticket' = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'tickets are issued of a confirmed run alone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM result.claim_ticket_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		LOCK TABLE fact.treatment IN ROW EXCLUSIVE MODE;
		instant := fact.transaction_instant();
		day := (this.as_of AT TIME ZONE 'Asia/Tokyo')::date;
		INSERT INTO result.claim_ticket_run (run_id, recorded_at) VALUES (for_run_id, instant);

		INSERT INTO result.ticket_refusal (run_id, household_id, line_no, refusal)
		SELECT for_run_id, j.household_id, j.line_no, j.refusal
		FROM (
			SELECT t.household_id, t.line_no,
				CASE WHEN t.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
					WHEN t.action <> 3 AND t.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id) THEN 2
					WHEN t.household_id IN (SELECT c.household_id FROM run.ticket_changes(for_run_id) c) THEN 3
					WHEN t.action = 1 AND o.issue_no IS NOT NULL
						OR t.action <> 1 AND (o.issue_no, o.revision) IS DISTINCT FROM (t.before_issue_no, t.before_revision) THEN 4
				END AS refusal
			FROM result.ticket t
			LEFT JOIN result.claim_ticket o ON o.household_id = t.household_id AND o.person_no = t.person_no
				AND o.month_on = t.month_on AND o.institution_code = t.institution_code AND o.service = t.service
				AND o.cancelled_at = 'infinity'
			WHERE t.run_id = for_run_id AND t.action IN (1, 2, 3)
		) j
		WHERE j.refusal IS NOT NULL
		ORDER BY 2, 3;

		CREATE TEMP TABLE chosen_ticket ON COMMIT DROP AS
		SELECT t.*, (t.household_id / 100000000)::int AS office_id
		FROM result.ticket t
		WHERE t.run_id = for_run_id AND t.action IN (1, 2, 3) AND (t.household_id, t.line_no) NOT IN (
			SELECT x.household_id, x.line_no FROM result.ticket_refusal x WHERE x.run_id = for_run_id);
		ANALYZE pg_temp.chosen_ticket;

		UPDATE result.claim_ticket c SET cancelled_at = instant, cancel_run_id = for_run_id, cancel_cause = t.cause,
			cancel_hold = t.hold, cancel_reason = t.reason
		FROM pg_temp.chosen_ticket t
		WHERE t.action IN (2, 3) AND c.office_id = t.office_id AND c.month_on = t.month_on
			AND c.issue_no = t.before_issue_no AND c.revision = t.before_revision;

		INSERT INTO result.claim_recipient (office_id, month_on, person_key, number, run_id)
		SELECT n.office_id, n.number_month_on, n.person_key,
			coalesce(l.last_number, 0) + row_number() OVER (PARTITION BY n.office_id, n.number_month_on ORDER BY n.person_key),
			for_run_id
		FROM (
			SELECT DISTINCT t.office_id, t.household_id * 100 + t.person_no AS person_key,
				CASE WHEN p.recipient_policy = 2 THEN date '-infinity' ELSE t.month_on END AS number_month_on
			FROM pg_temp.chosen_ticket t
			JOIN fact.ticket_office p ON p.office_id = t.office_id AND p.recorded_at < this.as_of
				AND p.superseded_at >= this.as_of AND p.valid_from <= t.month_on AND p.valid_to > t.month_on
			WHERE t.action = 1
		) n
		LEFT JOIN (
			SELECT c.office_id, c.month_on, max(c.number) AS last_number
			FROM result.claim_recipient c GROUP BY c.office_id, c.month_on
		) l ON l.office_id = n.office_id AND l.month_on = n.number_month_on
		WHERE NOT EXISTS (SELECT FROM result.claim_recipient c
			WHERE c.office_id = n.office_id AND c.month_on = n.number_month_on AND c.person_key = n.person_key);

		INSERT INTO result.claim_ticket (office_id, month_on, issue_no, revision, recipient_no, run_id, household_id,
			person_no, line_no, caseworker_no, type, service, institution_code, institution_name, prescriber_code,
			prescriber_name, payer_no, from_on, until_on, injury_1, injury_2, injury_3, own_payment_yen, combined, insurance,
			elderly, tuberculosis, prefectural, scheme_no, insured_no, care_level, certified_from, certified_to, remark_1,
			remark_2, remark_3, route, cause, issued_on, recorded_at)
		SELECT n.office_id, n.month_on, n.issue_no, n.revision,
			coalesce(n.before_recipient_no, lpad(q.number::text, 6, '0') || result.check_digit(lpad(q.number::text, 6, '0'))),
			for_run_id, n.household_id, n.person_no, n.line_no, n.caseworker_no, n.type, n.service, n.institution_code,
			n.institution_name, n.prescriber_code, n.prescriber_name, n.payer_no, n.from_on, n.until_on, n.injury_1,
			n.injury_2, n.injury_3, n.own_payment_yen, n.combined, n.insurance, n.elderly, n.tuberculosis, n.prefectural,
			n.scheme_no, n.insured_no, n.care_level, n.certified_from, n.certified_to, n.remark_1, n.remark_2, n.remark_3,
			CASE WHEN (n.household_id, n.person_no) IN (SELECT i.household_id, i.person_no FROM fact.inhouse(this.as_of, this.month_on) i)
				THEN 2 ELSE 1 END,
			n.cause, day, instant
		FROM (
			SELECT t.*, b.recipient_no AS before_recipient_no,
				CASE t.action WHEN 2 THEN t.before_issue_no ELSE (coalesce(l.last_no, 0) + row_number() OVER (
					PARTITION BY t.office_id, t.month_on, t.action ORDER BY t.household_id, t.line_no))::int END AS issue_no,
				(coalesce(t.before_revision, 0) + 1)::smallint AS revision
			FROM pg_temp.chosen_ticket t
			LEFT JOIN (
				SELECT c.office_id, c.month_on, max(c.issue_no) AS last_no
				FROM result.claim_ticket c GROUP BY c.office_id, c.month_on
			) l ON l.office_id = t.office_id AND l.month_on = t.month_on
			LEFT JOIN result.claim_ticket b ON b.office_id = t.office_id AND b.month_on = t.month_on
				AND b.issue_no = t.before_issue_no AND b.revision = t.before_revision
			WHERE t.action IN (1, 2)
		) n
		LEFT JOIN fact.ticket_office p ON p.office_id = n.office_id AND p.recorded_at < this.as_of
			AND p.superseded_at >= this.as_of AND p.valid_from <= n.month_on AND p.valid_to > n.month_on
		LEFT JOIN result.claim_recipient q ON q.office_id = n.office_id
			AND q.person_key = n.household_id * 100 + n.person_no
			AND q.month_on = CASE WHEN p.recipient_policy = 2 THEN date '-infinity' ELSE n.month_on END
		ORDER BY n.office_id, n.month_on, n.issue_no;

		PERFORM run.settle_own_payments(for_run_id);
	END IF;
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE x.refusal IS NULL), count(*) FILTER (WHERE x.refusal <> 2),
		count(*) FILTER (WHERE x.refusal = 2), 0::bigint,
		coalesce(sum(t.own_payment_yen) FILTER (WHERE x.refusal IS NULL AND t.action <> 3), 0)::bigint
	FROM result.ticket t
	LEFT JOIN result.ticket_refusal x ON x.run_id = t.run_id AND x.household_id = t.household_id AND x.line_no = t.line_no
	WHERE t.run_id = for_run_id AND t.action IN (1, 2, 3);
END $$;

-- 本人支払額 of the run's month for every household that it decided on or that had one: what stands on tickets that are
-- out, and the rest, which the office charges.  Households that were excluded keep what they had.
CREATE FUNCTION run.settle_own_payments(for_run_id int) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
	INSERT INTO result.claim_own_payment AS k (household_id, month_on, kind, decided_yen, printed_yen, charged_yen, run_id)
	SELECT d.household_id, d.month_on, d.kind, d.decided_yen, coalesce(o.printed_yen, 0),
		d.decided_yen - coalesce(o.printed_yen, 0), for_run_id
	FROM (
		SELECT p.household_id, p.month_on, p.kind, p.decided_yen FROM result.own_payment p WHERE p.run_id = for_run_id
		UNION ALL
		SELECT c.household_id, c.month_on, c.kind, 0
		FROM run.run r
		JOIN result.claim_own_payment c ON c.month_on = r.month_on
		WHERE r.run_id = for_run_id
			AND c.household_id IN (SELECT t.household_id FROM result.ticket t WHERE t.run_id = for_run_id AND t.month_on = r.month_on)
			AND (c.household_id, c.kind) NOT IN (SELECT p.household_id, p.kind FROM result.own_payment p WHERE p.run_id = for_run_id)
	) d
	LEFT JOIN (
		SELECT t.household_id, t.month_on, CASE t.type WHEN 3 THEN 1 ELSE 2 END AS kind, sum(t.own_payment_yen)::int AS printed_yen
		FROM run.run r
		JOIN result.claim_ticket t ON t.month_on = r.month_on AND t.cancelled_at = 'infinity'
		WHERE r.run_id = for_run_id AND t.own_payment_yen > 0
		GROUP BY 1, 2, 3
	) o ON o.household_id = d.household_id AND o.month_on = d.month_on AND o.kind = d.kind
	WHERE d.household_id NOT IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id)
	ORDER BY d.household_id, d.kind
	ON CONFLICT (household_id, month_on, kind) DO UPDATE SET decided_yen = excluded.decided_yen,
		printed_yen = excluded.printed_yen, charged_yen = excluded.charged_yen, run_id = excluded.run_id
$$;
REVOKE ALL ON FUNCTION run.issue_tickets(int), run.settle_own_payments(int), run.ticket_changes(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.issue_tickets(int) TO getsuji_runner;
