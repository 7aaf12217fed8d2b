-- 要否意見書: what doctors said of the need for treatment, which forms were sent, and the bulk decision on continuing
-- medical aid.  Codes (smallint) are those of include/getsuji/ticket.h.

-- valid_from / valid_to: the days for which treatment was decided to be needed, or not; at most as long as
-- ticket_rule.csv says, whatever stands here.
CREATE TABLE fact.opinion (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL CHECK (person_no BETWEEN 1 AND 99),
	institution_code text NOT NULL CHECK (institution_code ~ '^[0-9A-Z]{10}$'),
	service          smallint NOT NULL CHECK (service BETWEEN 1 AND 5),
	kind             smallint NOT NULL,
	received_on      date NOT NULL,
	needed           boolean NOT NULL,           -- 要; else 否
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, person_no, institution_code, service, valid_from, recorded_at)
);
SELECT fact.equip('opinion');

-- One row per continuing treatment of the month that rests on an opinion of its own: continued in bulk (一括決定), or
-- why not, and whether a form goes out.
CREATE TABLE result.opinion (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	service          smallint NOT NULL,
	state            smallint NOT NULL,
	continued        boolean NOT NULL,           -- 一括決定: decided for the month on the strength of a valid opinion
	kind             smallint NOT NULL,          -- of the form that is due
	valid_from       date,                       -- of the opinion in force, or the last; NULL: none
	until_on         date,                       -- the last day that it and what follows it without a gap reach
	due_on           date,                       -- the first day that the next one is to cover; NULL: none is wanted yet
	send             boolean NOT NULL,           -- a form goes out with this run
	reply_on         date,                       -- of the form that goes out: wanted back by
	sent_on          date,                       -- of the form that is out; NULL: none
	overdue_days     int NOT NULL CHECK (overdue_days >= 0),
	backdated        boolean NOT NULL,           -- 遡及初診: first seen before the month in which the office knew of it
	caseworker_no    int NOT NULL,
	reason           text NOT NULL,              -- why it is not continued; empty where it is
	CHECK (continued = (reason = '')),
	CHECK (send = (reply_on IS NOT NULL)),
	CHECK (NOT send OR due_on IS NOT NULL)
) PARTITION BY LIST (run_id);

-- 診療依頼: one row per treatment of basis `examination` that is valid in the month.
CREATE TABLE result.examination (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	service          smallint NOT NULL,
	from_on          date NOT NULL,              -- the treatment's first day
	until_on         date NOT NULL,              -- the last day on which the person may go there
	send             boolean NOT NULL,           -- the request goes out with this run
	sent_on          date,                       -- of the one that is out; NULL: none
	caseworker_no    int NOT NULL
) PARTITION BY LIST (run_id);

-- ---- what went out -------------------------------------------------------------------------------

-- Which runs have sent their forms: done again, they send nothing more.
CREATE TABLE result.claim_opinion_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its forms carry
);

-- 送付単位: one envelope per document, office, route and institution, in the order of posting: what the contractor gets
-- before what is handled in-house (an office's own together: they are never mixed with another's), then postal code,
-- institution.
CREATE TABLE result.claim_opinion_piece (
	run_id           int NOT NULL REFERENCES run.run,
	piece_no         bigint NOT NULL,            -- of all documents of the run: opinions from 30,000,001, requests from 40,000,001
	document         text NOT NULL CHECK (document IN ('opinion', 'treatment_request')),
	office_id        int NOT NULL,
	route            smallint NOT NULL CHECK (route IN (1, 2)), -- 1 contractor, 2 in-house (支援措置)
	institution_code text NOT NULL,
	institution_name text NOT NULL,              -- name and address as in the directory at the cut
	postal_code      text NOT NULL,
	address          text NOT NULL,
	forms            int NOT NULL CHECK (forms > 0),
	PRIMARY KEY (run_id, piece_no),
	UNIQUE (run_id, document, office_id, route, institution_code)
);

-- 要否意見書: one per person × institution, about all services that are due.
CREATE TABLE result.claim_opinion (
	run_id           int NOT NULL REFERENCES run.run,
	form_no          int NOT NULL,               -- 1, 2, 3 … of the run, in the order of posting
	piece_no         bigint NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	due_on           date NOT NULL,              -- the first day that the new opinion is to cover; of several the first
	kind             smallint NOT NULL,
	services         smallint[] NOT NULL,        -- what it asks about, in order
	route            smallint NOT NULL CHECK (route IN (1, 2)),
	sent_on          date NOT NULL,              -- day of the cut, in Japan
	reply_on         date NOT NULL,              -- wanted back by
	recorded_at      timestamptz NOT NULL,       -- what a later run's cut is compared with
	PRIMARY KEY (run_id, form_no),
	UNIQUE (run_id, household_id, person_no, institution_code),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_opinion_piece
);

-- What a form asks about, service by service: for each due day one form ever went out.
CREATE TABLE result.claim_opinion_service (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	service          smallint NOT NULL,
	due_on           date NOT NULL,
	run_id           int NOT NULL,
	form_no          int NOT NULL,
	PRIMARY KEY (household_id, person_no, institution_code, service, due_on),
	FOREIGN KEY (run_id, form_no) REFERENCES result.claim_opinion
);

-- 診療依頼書: one per person × institution; of each treatment one ever.
CREATE TABLE result.claim_examination (
	run_id           int NOT NULL REFERENCES run.run,
	form_no          int NOT NULL,               -- 1, 2, 3 … of the run
	piece_no         bigint NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	services         smallint[] NOT NULL,
	from_on          date NOT NULL,
	until_on         date NOT NULL,              -- by when: the first of the last days
	route            smallint NOT NULL CHECK (route IN (1, 2)),
	sent_on          date NOT NULL,
	recorded_at      timestamptz NOT NULL,
	PRIMARY KEY (run_id, form_no),
	UNIQUE (run_id, household_id, person_no, institution_code),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_opinion_piece
);

CREATE TABLE result.claim_examination_service (
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	service          smallint NOT NULL,
	from_on          date NOT NULL,
	run_id           int NOT NULL,
	form_no          int NOT NULL,
	PRIMARY KEY (household_id, person_no, institution_code, service, from_on),
	FOREIGN KEY (run_id, form_no) REFERENCES result.claim_examination
);

-- What an approved run did not send after all, and why (ticket.h: TICKET_REFUSALS).
CREATE TABLE result.opinion_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	document         text NOT NULL,
	household_id     bigint NOT NULL,
	person_no        smallint NOT NULL,
	institution_code text NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, document, household_id, person_no, institution_code)
);

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['claim_opinion_run', 'claim_opinion_piece', 'claim_opinion', 'claim_opinion_service',
		'claim_examination', 'claim_examination_service'] LOOP
		EXECUTE format('CREATE TRIGGER guard_claim AFTER INSERT ON result.%I REFERENCING NEW TABLE AS new_claims
			FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim()', t);
		EXECUTE format('GRANT SELECT ON result.%I TO getsuji_runner', t); -- filled by run.send_opinions() alone
	END LOOP;
END $$;
GRANT SELECT ON result.opinion_refusal TO getsuji_runner;
GRANT SELECT, INSERT ON result.opinion, result.examination TO getsuji_runner;
GRANT SELECT ON result.opinion, result.examination TO getsuji_approver;

-- Rows of result.opinion and result.examination are written while their task runs, and never by hand afterwards,
-- gate or not: what is sent is read from them.
CREATE FUNCTION run.guard_opinion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM run.task t
			WHERE t.run_id = NEW.run_id AND t.state = 'running' AND 'opinion' = ANY (t.partitions))
		AND NOT run.is_owner(TG_RELID) THEN
		RAISE EXCEPTION 'what is sent is written by the running task alone'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_opinion BEFORE INSERT ON result.opinion FOR EACH ROW EXECUTE FUNCTION run.guard_opinion();
CREATE TRIGGER guard_opinion BEFORE INSERT ON result.examination FOR EACH ROW EXECUTE FUNCTION run.guard_opinion();

SET LOCAL check_function_bodies = off;           -- the treatments come with the next step
-- Households that a month's opinions look at, as known at an instant: with a treatment of the month, while they are on
-- aid (protected on a day of the month), or with one that is still to be examined.  Inlined into the query that asks.
CREATE FUNCTION fact.opinion_households(lo bigint, hi bigint, known_at timestamptz, month_on date, month_end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT DISTINCT t.household_id
	FROM fact.treatment t
	WHERE t.household_id >= lo AND t.household_id < hi AND t.recorded_at < known_at AND t.superseded_at >= known_at
		AND t.valid_from < month_end_on AND t.valid_to > month_on AND t.service <> 4 -- SERVICE_DISPENSING
		AND (t.basis = 3 OR EXISTS (SELECT FROM fact.protection a -- BASIS_EXAMINATION, PROTECTION_ACTIVE
			WHERE a.household_id = t.household_id AND a.state = 1 AND a.recorded_at < known_at AND a.superseded_at >= known_at
				AND a.valid_from < month_end_on AND a.valid_to > month_on))
$$;

SET LOCAL check_function_bodies = on;

-- The directory's name and address of an institution that is designated on a day, as known at an instant.  Inlined.
CREATE FUNCTION fact.institution_address(known_at timestamptz, of_code text, on_day date)
RETURNS TABLE (name text, postal_code text, address text) LANGUAGE sql STABLE AS $$
	SELECT d.name, d.postal_code, d.address
	FROM fact.directory(known_at, of_code) d
	WHERE d.valid_to > on_day
	ORDER BY d.valid_from > on_day, d.valid_from DESC, d.kind
	LIMIT 1
$$;

-- The forms that an approved run wants to send, one per document, person and institution; and why one is not sent:
-- what was known at the cut and has changed since, who is held or was pulled out, what another run has sent, and who
-- has no address to send it to.
CREATE FUNCTION run.wanted_forms(for_run_id int)
RETURNS TABLE (document text, household_id bigint, person_no smallint, institution_code text, kind smallint,
	services smallint[], days date[], due_on date, until_on date, reply_on date, route smallint, institution_name text,
	postal_code text, address text, refusal smallint) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	day date;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id;
	day := (this.as_of AT TIME ZONE 'Asia/Tokyo')::date;
	RETURN QUERY
	WITH due AS MATERIALIZED (
		SELECT 'opinion' AS document, o.household_id, o.person_no, o.institution_code, max(o.kind) AS kind,
			array_agg(o.service ORDER BY o.service) AS services, array_agg(o.due_on ORDER BY o.service) AS days,
			min(o.due_on) AS due_on, NULL::date AS until_on, min(o.reply_on) AS reply_on,
			bool_or(EXISTS (SELECT FROM result.claim_opinion_service s
				WHERE s.household_id = o.household_id AND s.person_no = o.person_no
					AND s.institution_code = o.institution_code AND s.service = o.service AND s.due_on >= o.due_on)) AS taken
		FROM result.opinion o
		WHERE o.run_id = for_run_id AND o.send
		GROUP BY o.household_id, o.person_no, o.institution_code
		UNION ALL
		SELECT 'treatment_request', x.household_id, x.person_no, x.institution_code, 0::smallint,
			array_agg(x.service ORDER BY x.service), array_agg(x.from_on ORDER BY x.service), min(x.from_on), min(x.until_on), NULL,
			bool_or(EXISTS (SELECT FROM result.claim_examination_service s
				WHERE s.household_id = x.household_id AND s.person_no = x.person_no
					AND s.institution_code = x.institution_code AND s.service = x.service AND s.from_on = x.from_on))
		FROM result.examination x
		WHERE x.run_id = for_run_id AND x.send
		GROUP BY x.household_id, x.person_no, x.institution_code
	), changed AS MATERIALIZED (
		SELECT DISTINCT f.household_id
		FROM (
			SELECT household_id, recorded_at, superseded_at FROM fact.protection
			UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.treatment
			UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.opinion
		) f
		LEFT JOIN (                              -- looked at again as of later; by this task, not by another
			SELECT x.key AS household_id, max(x.as_of) AS as_of
			FROM run.recut x
			JOIN run.task t ON t.run_id = x.run_id AND t.task_no = x.task_no AND 'opinion' = ANY (t.partitions)
			WHERE x.run_id = for_run_id
			GROUP BY x.key
		) k ON k.household_id = f.household_id
		WHERE f.recorded_at >= coalesce(k.as_of, this.as_of)
			OR f.superseded_at >= coalesce(k.as_of, this.as_of) AND f.superseded_at < 'infinity'
	), inhouse AS MATERIALIZED (
		SELECT i.household_id, i.person_no FROM fact.inhouse(this.as_of, this.month_on) i
	), place AS MATERIALIZED (
		SELECT c.institution_code, p.name, p.postal_code, p.address
		FROM (SELECT DISTINCT d.institution_code FROM due d) c
		CROSS JOIN LATERAL fact.institution_address(this.as_of, c.institution_code, day) p
	)
	SELECT d.document, d.household_id, d.person_no, d.institution_code, d.kind, d.services, d.days, d.due_on, d.until_on,
		d.reply_on,
		CASE WHEN (d.household_id, d.person_no) IN (SELECT i.household_id, i.person_no FROM inhouse i) THEN 2 ELSE 1 END::smallint,
		p.name, p.postal_code, p.address,
		CASE WHEN d.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
			WHEN d.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id) THEN 2
			WHEN d.household_id IN (SELECT c.household_id FROM changed c) THEN 3
			WHEN d.taken THEN 4
			WHEN p.name IS NULL OR p.postal_code = '' OR p.address = '' THEN 5
		END::smallint
	FROM due d
	LEFT JOIN place p ON p.institution_code = d.institution_code;
END $$;

-- Sends the forms of an approved run: records which, numbers them and their envelopes in the order of posting; once, all
-- in one transaction, one run at a time, in an order that does not depend on when: so a run that is killed and goes on
-- sends the same.  Left out is what run.wanted_forms() refuses.  Counts are of forms; those of held households and those
-- without an address are told in run.hold_hit, by household.
CREATE FUNCTION run.send_opinions(for_run_id int, for_task_no int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
	day date;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 5);
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t
		WHERE t.run_id = r.run_id AND t.in_digest AND t.state = 'done' AND 'opinion' = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'forms are sent of a confirmed run alone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM result.claim_opinion_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		LOCK TABLE fact.opinion IN ROW EXCLUSIVE MODE;
		instant := clock_timestamp(); -- not that of the transaction: it may have been taken before the lock
		day := (this.as_of AT TIME ZONE 'Asia/Tokyo')::date;
		INSERT INTO result.claim_opinion_run (run_id, recorded_at) VALUES (for_run_id, instant);
		CREATE TEMP TABLE form ON COMMIT DROP AS
		SELECT w.*, (w.household_id / 100000000)::int AS office_id,
			row_number() OVER s AS form_no,
			dense_rank() OVER (PARTITION BY w.document, w.refusal IS NULL ORDER BY w.route,
				CASE w.route WHEN 2 THEN w.household_id / 100000000 END, w.postal_code COLLATE "C",
				w.institution_code COLLATE "C", w.household_id / 100000000)
				+ CASE w.document WHEN 'opinion' THEN 30000000 ELSE 40000000 END AS piece_no
		FROM run.wanted_forms(for_run_id) w
		WINDOW s AS (PARTITION BY w.document, w.refusal IS NULL ORDER BY w.route,
			CASE w.route WHEN 2 THEN w.household_id / 100000000 END, w.postal_code COLLATE "C",
			w.institution_code COLLATE "C", w.household_id, w.person_no);
		INSERT INTO result.opinion_refusal (run_id, document, household_id, person_no, institution_code, refusal)
		SELECT for_run_id, f.document, f.household_id, f.person_no, f.institution_code, f.refusal
		FROM pg_temp.form f WHERE f.refusal IS NOT NULL;
		DELETE FROM pg_temp.form f WHERE f.refusal IS NOT NULL;
		INSERT INTO result.claim_opinion_piece (run_id, piece_no, document, office_id, route, institution_code,
			institution_name, postal_code, address, forms)
		SELECT for_run_id, f.piece_no, f.document, f.office_id, f.route, f.institution_code, f.institution_name, f.postal_code,
			f.address, count(*)
		FROM pg_temp.form f GROUP BY f.piece_no, f.document, f.office_id, f.route, f.institution_code, f.institution_name,
			f.postal_code, f.address;
		INSERT INTO result.claim_opinion (run_id, form_no, piece_no, household_id, person_no, institution_code, due_on, kind,
			services, route, sent_on, reply_on, recorded_at)
		SELECT for_run_id, f.form_no, f.piece_no, f.household_id, f.person_no, f.institution_code, f.due_on, f.kind, f.services,
			f.route, day, f.reply_on, instant
		FROM pg_temp.form f WHERE f.document = 'opinion';
		INSERT INTO result.claim_opinion_service (household_id, person_no, institution_code, service, due_on, run_id, form_no)
		SELECT f.household_id, f.person_no, f.institution_code, s.service, s.day, for_run_id, f.form_no
		FROM pg_temp.form f CROSS JOIN LATERAL unnest(f.services, f.days) AS s(service, day) WHERE f.document = 'opinion';
		INSERT INTO result.claim_examination (run_id, form_no, piece_no, household_id, person_no, institution_code, services,
			from_on, until_on, route, sent_on, recorded_at)
		SELECT for_run_id, f.form_no, f.piece_no, f.household_id, f.person_no, f.institution_code, f.services, f.due_on,
			f.until_on, f.route, day, instant
		FROM pg_temp.form f WHERE f.document = 'treatment_request';
		INSERT INTO result.claim_examination_service (household_id, person_no, institution_code, service, from_on, run_id,
			form_no)
		SELECT f.household_id, f.person_no, f.institution_code, s.service, s.day, for_run_id, f.form_no
		FROM pg_temp.form f CROSS JOIN LATERAL unnest(f.services, f.days) AS s(service, day)
		WHERE f.document = 'treatment_request';
	END IF;
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT DISTINCT ON (x.household_id, coalesce(h.hold, 'address')) for_run_id, for_task_no, 0, x.household_id,
		coalesce(h.hold, 'address'), coalesce(h.reason, '機関の宛先が名簿にないか、指定が終了しています')
	FROM result.opinion_refusal x
	LEFT JOIN run.held h ON x.refusal = 2 AND h.run_id = x.run_id AND h.household_id = x.household_id
	WHERE x.run_id = for_run_id AND x.refusal IN (2, 5)
	ORDER BY x.household_id, coalesce(h.hold, 'address')
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT s.n + x.n, s.n, x.n - x.held, x.held, 0::bigint, 0::bigint
	FROM (SELECT coalesce(sum(p.forms), 0)::bigint AS n FROM result.claim_opinion_piece p WHERE p.run_id = for_run_id) s
	CROSS JOIN (SELECT count(*) AS n, count(*) FILTER (WHERE r.refusal IN (2, 5)) AS held
		FROM result.opinion_refusal r WHERE r.run_id = for_run_id) x;
END $$;
REVOKE ALL ON FUNCTION run.wanted_forms(int), run.send_opinions(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.send_opinions(int, int) TO getsuji_runner;
