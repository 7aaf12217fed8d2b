-- 医療扶助オンライン資格確認: what is registered about persons and tickets, upload by upload.
-- Codes (smallint) are those of include/getsuji/ticket.h and registration.h.

-- What of a run is not registered as it should be: the difference between what is and what was last accepted, and once
-- more what was sent and not answered, under the same record number.
CREATE TABLE result.registration (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	line_no          int NOT NULL,               -- tells a household's rows apart, from 1
	item             smallint NOT NULL,          -- enum registration_item
	item_key         text NOT NULL,              -- of a person: ''; of a ticket: its month and number, '2027-01-0000123'
	action           smallint NOT NULL,
	outcome          smallint NOT NULL,          -- enum registration_outcome: sent, or why not
	record_no        text NOT NULL,              -- what the answer names; the same while it is not answered; empty: held
	replaces_no      text NOT NULL,              -- an unanswered record that this one takes the place of; or empty
	again            boolean NOT NULL,           -- sent before, not answered
	sent_on          date,                       -- when what is known of the item was first sent; NULL: never
	error_code       text NOT NULL,              -- of what was rejected
	content          text NOT NULL,              -- the values of the columns, line by line; of a cancellation as registered
	caseworker_no    int NOT NULL,
	CHECK ((outcome = 3) = (record_no = '')),
	CHECK (outcome = 1 OR NOT again),
	CHECK (NOT again OR sent_on IS NOT NULL),
	CHECK (replaces_no = '' OR sent_on IS NOT NULL),
	CHECK ((item = 1) = (item_key = ''))
) PARTITION BY LIST (run_id);

-- Every record that was ever sent; one answer each.
CREATE TABLE result.claim_registration (
	record_no        text PRIMARY KEY CHECK (record_no ~ '^[0-9]{19}$'),
	office_id        int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	item             smallint NOT NULL,
	item_key         text NOT NULL,
	action           smallint NOT NULL,
	replaces_no      text NOT NULL,
	content          text NOT NULL,
	run_id           int NOT NULL REFERENCES run.run, -- that sent it first
	sent_on          date NOT NULL,              -- then: day of the cut, in Japan
	recorded_at      timestamptz NOT NULL        -- what a later run's cut is compared with
);
CREATE INDEX claim_registration_item ON result.claim_registration (household_id, person_no, item, item_key);
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_registration REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

-- What each upload holds, in its order; a record that was not answered stands in several.
CREATE TABLE result.claim_upload (
	run_id           int NOT NULL REFERENCES run.run,
	office_id        int NOT NULL,
	place            int NOT NULL,               -- 1, 2, 3 … of run and office
	record_no        text NOT NULL REFERENCES result.claim_registration,
	PRIMARY KEY (run_id, office_id, place),
	UNIQUE (record_no, run_id)
);
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_upload REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

-- Which runs have sent: done again, they send nothing more.
CREATE TABLE result.claim_upload_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its new records carry
);

-- What an approved run did not send after all, and why: left to the next upload.
CREATE TABLE result.registration_refusal (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	line_no          int NOT NULL,
	refusal          smallint NOT NULL,          -- enum ticket_refusal
	PRIMARY KEY (run_id, household_id, line_no)
);

-- 登録結果: what came back for a record.  A later file supersedes.
CREATE TABLE fact.registration_answer (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	record_no        text NOT NULL,
	state            smallint NOT NULL,          -- enum registration_state
	error_code       text NOT NULL,              -- of a rejected one; one that is in no list is shown as it is
	made_on          date NOT NULL,
	serial           int NOT NULL,
	import_id        int NOT NULL,
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	CHECK (state IN (2, 3) AND (state = 3) = (error_code <> '')),
	PRIMARY KEY (household_id, person_no, record_no, recorded_at)
);
SELECT fact.equip('registration_answer');
CREATE INDEX registration_answer_record ON fact.registration_answer (record_no) WHERE superseded_at = 'infinity';

CREATE TABLE fact.registration_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, made_on, serial)
);
GRANT SELECT, INSERT ON fact.registration_file TO getsuji_runner;

GRANT SELECT, INSERT ON result.registration TO getsuji_runner;
GRANT SELECT ON result.registration TO getsuji_approver;
-- Filled by run.send_registrations() alone.
GRANT SELECT ON result.claim_registration, result.claim_upload, result.claim_upload_run, result.registration_refusal
	TO getsuji_runner;

-- ---- who is looked at ----------------------------------------------------------------------------

-- Households that an upload of a month looks at, as known at an instant: on aid, with a ticket or with something sent,
-- in the twelve months before it or later.  Inlined into the query that asks.  Indexes: protection's primary key,
-- claim_ticket_household, claim_registration_item.
CREATE FUNCTION fact.registration_households(lo bigint, hi bigint, known_at timestamptz, month_on date, month_end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT p.household_id
	FROM fact.protection p
	WHERE p.household_id >= lo AND p.household_id < hi AND p.recorded_at < known_at AND p.superseded_at >= known_at
		AND p.valid_from < month_end_on AND p.valid_to > month_on - interval '12 months'
	UNION
	SELECT t.household_id
	FROM result.claim_ticket t
	WHERE t.household_id >= lo AND t.household_id < hi AND t.recorded_at < known_at AND t.cancelled_at >= known_at
		AND t.type IN (1, 2) AND t.month_on >= month_on - interval '12 months' AND t.month_on <= month_end_on
	UNION
	SELECT c.household_id
	FROM result.claim_registration c
	WHERE c.household_id >= lo AND c.household_id < hi AND c.recorded_at < known_at
		AND (c.item = 1 OR c.item_key >= to_char(month_on - interval '12 months', 'YYYY-MM'))
$$;

-- ---- sending -------------------------------------------------------------------------------------

-- Rows of result.registration are written while their task runs, and never by hand afterwards, gate or not.
CREATE FUNCTION run.guard_registration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM run.task t
			WHERE t.run_id = NEW.run_id AND t.state = 'running' AND 'registration' = ANY (t.partitions))
		AND NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'what is registered is written by the running task alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_registration BEFORE INSERT ON result.registration
	FOR EACH ROW EXECUTE FUNCTION run.guard_registration();

-- Households of which anything that a record is made of came, ended or was answered since the run's cut.
CREATE FUNCTION run.registration_changes(for_run_id int) RETURNS TABLE (household_id bigint) LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT DISTINCT f.household_id
	FROM run.run r
	CROSS JOIN LATERAL (
		SELECT household_id, recorded_at, superseded_at FROM fact.household
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.protection
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.person
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.linkage
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.registration_answer
		UNION ALL SELECT household_id, recorded_at, cancelled_at FROM result.claim_ticket
		UNION ALL SELECT household_id, recorded_at, 'infinity' FROM result.claim_registration
	) f
	LEFT JOIN run.household_cut k ON k.run_id = r.run_id AND k.household_id = f.household_id
	WHERE r.run_id = for_run_id AND (f.recorded_at >= coalesce(k.as_of, r.as_of)
		OR f.superseded_at >= coalesce(k.as_of, r.as_of) AND f.superseded_at < 'infinity')
$$;

-- Makes what an approved run would send an upload: once, all in one transaction, one run at a time, under one instant
-- that a cut waits for.  Left to the next upload is what may not leave, and what changed since the cut: a record of a
-- higher number that is out already would be undone by it.  Persons stand before tickets, and are cancelled after
-- them.  Counts are of records.
CREATE FUNCTION run.send_registrations(for_run_id int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 6);
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t
		WHERE t.run_id = r.run_id AND t.in_digest AND t.state = 'done' AND 'registration' = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'registrations are sent of a confirmed run alone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM result.claim_upload_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		LOCK TABLE fact.registration_answer IN ROW EXCLUSIVE MODE;
		instant := clock_timestamp(); -- not that of the transaction: it may have been taken before the lock
		INSERT INTO result.claim_upload_run (run_id, recorded_at) VALUES (for_run_id, instant);

		INSERT INTO result.registration_refusal (run_id, household_id, line_no, refusal)
		SELECT for_run_id, j.household_id, j.line_no, j.refusal
		FROM (
			SELECT g.household_id, g.line_no,
				CASE WHEN g.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
					WHEN g.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id) THEN 2
					WHEN g.household_id IN (SELECT c.household_id FROM run.registration_changes(for_run_id) c) THEN 3
					-- 支援措置 follows the number: another household may have got it since.
					WHEN split_part(g.content, E'\n', 2) = '0' AND (g.household_id, g.person_no) IN (
						SELECT i.household_id, i.person_no FROM fact.inhouse(this.as_of, this.month_on) i) THEN 3
					WHEN NOT g.again AND EXISTS (SELECT FROM result.claim_registration c
						WHERE c.household_id = g.household_id AND c.person_no = g.person_no AND c.item = g.item
							AND c.item_key = g.item_key AND c.record_no >= g.record_no COLLATE "C") THEN 4
				END AS refusal
			FROM result.registration g
			WHERE g.run_id = for_run_id AND g.outcome = 1
		) j
		WHERE j.refusal IS NOT NULL
		ORDER BY 2, 3;

		CREATE TEMP TABLE chosen_registration ON COMMIT DROP AS
		SELECT g.*, (g.household_id / 100000000)::int AS office_id
		FROM result.registration g
		LEFT JOIN result.registration_refusal x ON x.run_id = g.run_id AND x.household_id = g.household_id
			AND x.line_no = g.line_no
		WHERE g.run_id = for_run_id AND g.outcome = 1 AND x.run_id IS NULL;
		ANALYZE pg_temp.chosen_registration;

		INSERT INTO result.claim_registration (record_no, office_id, household_id, person_no, item, item_key, action,
			replaces_no, content, run_id, sent_on, recorded_at)
		SELECT g.record_no, g.office_id, g.household_id, g.person_no, g.item, g.item_key, g.action, g.replaces_no,
			g.content, for_run_id, (this.as_of AT TIME ZONE 'Asia/Tokyo')::date, instant
		FROM pg_temp.chosen_registration g
		WHERE NOT g.again
		ORDER BY g.record_no;

		INSERT INTO result.claim_upload (run_id, office_id, place, record_no)
		SELECT for_run_id, g.office_id, row_number() OVER (PARTITION BY g.office_id ORDER BY
			CASE WHEN g.item = 2 THEN 2 WHEN g.action = 3 THEN 3 ELSE 1 END, g.record_no COLLATE "C"), g.record_no
		FROM pg_temp.chosen_registration g
		ORDER BY 2, 3;
	END IF;
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE x.refusal IS NULL), count(*) FILTER (WHERE x.refusal <> 2),
		count(*) FILTER (WHERE x.refusal = 2), 0::bigint, 0::bigint
	FROM result.registration g
	LEFT JOIN result.registration_refusal x ON x.run_id = g.run_id AND x.household_id = g.household_id
		AND x.line_no = g.line_no
	WHERE g.run_id = for_run_id AND g.outcome = 1;
END $$;
REVOKE ALL ON FUNCTION run.send_registrations(int), run.registration_changes(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.send_registrations(int) TO getsuji_runner;

-- ---- answers in ----------------------------------------------------------------------------------

-- line, column_no: where the record number stands.
CREATE FUNCTION fact.registrations_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_registration (seq int, line int, column_no int, check_holds boolean, record_no text,
		state smallint, error_code text) ON COMMIT DROP;
END $$;

-- Judges every answer: `rule` is what it breaks, first that fits, else empty; `known`: what is current for its record
-- is at least as late.  Gives back those that break a rule.
CREATE FUNCTION fact.registrations_check(office int, file_made_on date, file_serial int)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	ANALYZE pg_temp.new_registration;
	CREATE TEMP TABLE judged_registration ON COMMIT DROP AS
	SELECT n.seq, c.household_id, c.person_no, n.record_no, n.state, n.error_code,
		CASE WHEN NOT n.check_holds THEN 'E-check'
			WHEN count(*) OVER (PARTITION BY n.record_no) > 1 THEN 'E-twice'
			WHEN c.record_no IS NULL AND n.record_no IN (SELECT g.record_no FROM result.registration g WHERE g.run_id IN (
				SELECT left(u.record_no, 7)::int FROM new_registration u)) THEN 'E-unsent'
			WHEN c.record_no IS NULL THEN 'E-unknown'
			WHEN c.office_id <> office THEN 'E-office'
			WHEN (n.state = 3) <> (n.error_code <> '') THEN 'E-code'
			-- A wrong year would stand for ever: what comes later, with the right one, would be the older.
			WHEN file_made_on >= r.month_on + interval '24 months' THEN 'E-date'
			ELSE '' END AS rule,
		k.record_no IS NOT NULL AS superseding,
		coalesce((k.made_on, k.serial) >= (file_made_on, file_serial), false) AS known
	FROM new_registration n
	LEFT JOIN result.claim_registration c ON c.record_no = n.record_no
	LEFT JOIN run.run r ON r.run_id = c.run_id
	LEFT JOIN fact.registration_answer k ON k.superseded_at = 'infinity' AND k.record_no = n.record_no;
	ANALYZE pg_temp.judged_registration;
	RETURN QUERY
	SELECT n.line, n.column_no, 'record_no', j.rule
	FROM judged_registration j
	JOIN new_registration n ON n.seq = j.seq
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION fact.registrations_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT count(*) FROM judged_registration j WHERE j.rule = '' AND j.known);
END $$;

-- What the file says of a record takes the place of what was known of it.  Returns the answers recorded.
CREATE FUNCTION fact.registrations_merge(for_import_id int, office int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	INSERT INTO fact.registration_file (import_id, office_id, made_on, serial)
	VALUES (for_import_id, office, file_made_on, file_serial);
	DELETE FROM judged_registration WHERE rule <> '' OR known;
	UPDATE fact.registration_answer k SET superseded_at = clock_timestamp()
	FROM judged_registration j
	WHERE j.superseding AND k.superseded_at = 'infinity' AND k.household_id = j.household_id
		AND k.person_no = j.person_no AND k.record_no = j.record_no;
	INSERT INTO fact.registration_answer (household_id, person_no, record_no, state, error_code, made_on, serial, import_id)
	SELECT j.household_id, j.person_no, j.record_no, j.state, j.error_code, file_made_on, file_serial, for_import_id
	FROM judged_registration j
	ORDER BY j.household_id, j.person_no, j.record_no;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	IF recorded >= 1000 THEN
		PERFORM fact.refresh_statistics('registration_answer');
	END IF;
	RETURN recorded;
END $$;
