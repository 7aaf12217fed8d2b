-- Repayment slips (返還金納付書): claims as the office decided them, the slips made of them, and what came in.
-- Codes (smallint) are those of include/getsuji/slip.h.  Nothing here makes a claim.

-- ---- facts ---------------------------------------------------------------------------------------

-- What an office's slips bear, and how they are paid.
CREATE TABLE fact.slip_office (
	office_id        int NOT NULL,
	maker_code       text NOT NULL CHECK (maker_code ~ '^[0-9]{6}$'), -- of the store barcode: メーカーコード
	collector        text NOT NULL,              -- 収納代行会社
	account_name     text NOT NULL,              -- 収納機関名 as printed: where to pay at a counter
	due_shift        smallint NOT NULL,          -- PAY_SHIFTS: where a due day is no business day
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('slip_office');

-- 返還・徴収の決定: a claim that the office made.
CREATE TABLE fact.repayment (
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL CHECK (claim_no BETWEEN 1 AND 9999), -- of the household
	article          smallint NOT NULL,          -- REPAYMENT_ARTICLES: 法63条, 77条の2, 78条 …
	decided_on       date NOT NULL,
	total_yen        int NOT NULL CHECK (total_yen > 0),
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, claim_no, valid_from, recorded_at)
);
SELECT fact.equip('repayment');

-- 分割納付: the instalments that were agreed; all in one where there are none.
CREATE TABLE fact.instalment (
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL,
	instalment_no    smallint NOT NULL CHECK (instalment_no BETWEEN 1 AND 999),
	due_on           date NOT NULL,
	amount_yen       int NOT NULL CHECK (amount_yen > 0),
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, claim_no, instalment_no, valid_from, recorded_at)
);
SELECT fact.equip('instalment');

-- ---- what came in --------------------------------------------------------------------------------

-- Reports of collectors (収納代行), as they came: engine/intake/COLLECTIONS.md.
CREATE TABLE fact.collection_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, made_on, serial)
);
GRANT SELECT, INSERT ON fact.collection_file TO getsuji_runner;

-- What each file says of a receipt; nothing is ever changed.  A slip that is not known is kept, too: money came in.
CREATE TABLE fact.collection (
	office_id        int NOT NULL,               -- whose file it is
	receipt_no       text COLLATE "C" NOT NULL CHECK (receipt_no ~ '^[0-9A-Za-z]{1,30}$'), -- the collector's number of the payment
	report           smallint NOT NULL,          -- COLLECTION_REPORTS
	made_on          date NOT NULL,              -- of the file, as the serial: which of two is the later
	serial           int NOT NULL,
	slip_office_id   int,                        -- what its 21 digits say; NULL: their check digit is wrong
	reference_no     int,
	instalment_no    smallint,
	slip_no          smallint,
	amount_yen       int NOT NULL CHECK (amount_yen > 0),
	paid_on          date NOT NULL,
	recorded_at      timestamptz NOT NULL,
	import_id        int NOT NULL REFERENCES fact.import,
	PRIMARY KEY (office_id, receipt_no, report, made_on, serial)
);
CREATE INDEX collection_slip ON fact.collection (slip_office_id, reference_no);

CREATE FUNCTION fact.stamp_collection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.recorded_at := fact.transaction_instant();
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON fact.collection FOR EACH ROW EXECUTE FUNCTION fact.stamp_collection();
GRANT SELECT, INSERT ON fact.collection TO getsuji_runner;

-- Each receipt once, as known at an instant: its final report where there is one, else the latest of quick and cancelled
-- (of one file: cancelled).  Of two reports of a kind the one of the later file counts, so it does not matter in which
-- order they came.  Cancelled: nothing came in.  disputed: reports of it do not agree.  Of a range of offices.  Inlined.
CREATE FUNCTION fact.receipts(known_at timestamptz, first_office int, last_office int)
RETURNS TABLE (office_id int, receipt_no text, report smallint, slip_office_id int, reference_no int, instalment_no smallint,
	slip_no smallint, amount_yen int, came_in_yen int, paid_on date, disputed boolean) LANGUAGE sql STABLE AS $$
	SELECT DISTINCT ON (c.office_id, c.receipt_no) c.office_id, c.receipt_no, c.report, c.slip_office_id, c.reference_no,
		c.instalment_no, c.slip_no, c.amount_yen, CASE c.report WHEN 3 THEN 0 ELSE c.amount_yen END, c.paid_on,
		min(ROW (c.slip_office_id, c.reference_no, c.instalment_no, c.slip_no, c.amount_yen)::text) OVER r
			<> max(ROW (c.slip_office_id, c.reference_no, c.instalment_no, c.slip_no, c.amount_yen)::text) OVER r
			OR bool_or(c.report = 2) OVER r AND bool_or(c.report = 3) OVER r
	FROM fact.collection c
	WHERE c.office_id >= first_office AND c.office_id <= last_office AND c.recorded_at < known_at
	WINDOW r AS (PARTITION BY c.office_id, c.receipt_no)
	ORDER BY c.office_id, c.receipt_no, (c.report = 2) DESC, c.made_on DESC, c.serial DESC, c.report DESC
$$;

-- ---- files of collections in, with the rights of the caller --------------------------------------

-- line, column_no: where the receipt stands; day_column: paid_on, in the same line.
CREATE FUNCTION fact.collections_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_collection (line int, column_no int, day_column int, receipt_no text, report smallint,
		check_holds boolean, slip_office_id int, reference_no int, instalment_no smallint, slip_no smallint, amount_yen int,
		paid_on date) ON COMMIT DROP;
END $$;

-- Takes out what breaks a rule and gives it back: a receipt that the file reports twice in one way with other contents, so
-- that nobody can tell which is right (V-twice, all of them), and a payment after the file was made (V-date).
CREATE FUNCTION fact.collections_check(office int, file_made_on date, file_serial int)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	ANALYZE pg_temp.new_collection;
	RETURN QUERY
	WITH judged AS (
		SELECT c.line, CASE WHEN c.paid_on > file_made_on THEN 'V-date' WHEN d.differ THEN 'V-twice' END AS rule
		FROM new_collection c
		LEFT JOIN (
			SELECT x.receipt_no, x.report, count(DISTINCT (x.check_holds, x.slip_office_id, x.reference_no, x.instalment_no,
				x.slip_no, x.amount_yen, x.paid_on)) > 1 AS differ
			FROM new_collection x GROUP BY x.receipt_no, x.report HAVING count(*) > 1
		) d ON d.receipt_no = c.receipt_no AND d.report = c.report
	), gone AS (
		DELETE FROM new_collection c USING judged j WHERE j.line = c.line AND j.rule IS NOT NULL
		RETURNING c.line, c.column_no, c.day_column, j.rule
	)
	SELECT g.line, CASE g.rule WHEN 'V-date' THEN g.day_column ELSE g.column_no END,
		CASE g.rule WHEN 'V-date' THEN 'paid_on' ELSE 'receipt_no' END, g.rule
	FROM gone g;
END $$;

-- Rows that the file has twice, word for word.
CREATE FUNCTION fact.collections_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT count(*) - count(DISTINCT (c.receipt_no, c.report)) FROM new_collection c);
END $$;

-- Every report of a file of its own day and serial is new: which of two counts is decided by who reads them.
CREATE FUNCTION fact.collections_merge(for_import_id int, office int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	INSERT INTO fact.collection_file (import_id, office_id, made_on, serial)
	VALUES (for_import_id, office, file_made_on, file_serial);
	INSERT INTO fact.collection (office_id, receipt_no, report, made_on, serial, slip_office_id, reference_no,
		instalment_no, slip_no, amount_yen, paid_on, import_id)
	SELECT DISTINCT office, c.receipt_no, c.report, file_made_on, file_serial,
		CASE WHEN c.check_holds THEN c.slip_office_id END, CASE WHEN c.check_holds THEN c.reference_no END,
		CASE WHEN c.check_holds THEN c.instalment_no END, CASE WHEN c.check_holds THEN c.slip_no END,
		c.amount_yen, c.paid_on, for_import_id
	FROM pg_temp.new_collection c
	ORDER BY 2, 3;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	RETURN recorded;
END $$;

-- ---- what a run would do -------------------------------------------------------------------------

-- One row per slip that is wanted, or is out.
CREATE TABLE result.slip (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	line_no          int NOT NULL,               -- tells a household's rows apart, from 1
	claim_no         int NOT NULL,
	instalment_no    smallint NOT NULL,
	slip_no          smallint NOT NULL,          -- of one that is out: kept or void; 0: a new one
	action           smallint NOT NULL,          -- SLIP_ACTIONS
	hold             smallint NOT NULL,          -- 0: none
	cause            smallint NOT NULL,          -- 0: none; why it becomes void
	caseworker_no    int NOT NULL,
	article          smallint NOT NULL,
	decided_on       date NOT NULL,
	total_yen        int NOT NULL,               -- of the claim
	paid_yen         bigint NOT NULL,            -- came in for it
	instalments      smallint NOT NULL,          -- of the claim
	instalment_yen   int NOT NULL,
	part_no          smallint NOT NULL,          -- of the slips of the instalment
	parts            smallint NOT NULL,
	yen              int NOT NULL CHECK (yen >= 0), -- of the slip; held: what would be asked for
	due_on           date,                       -- of the instalment, moved by the calendar; NULL: not known
	pay_by_on        date,                       -- the last day on which the slip can be used
	bank             boolean NOT NULL,           -- over the stores' limit: no barcode
	reissue          boolean NOT NULL,           -- the instalment had a slip before
	paid             boolean NOT NULL,           -- kept: all of it came in
	maker_code       text NOT NULL,              -- as the next two of the office; empty: not known
	collector        text NOT NULL,
	account_name     text NOT NULL,
	reason           text NOT NULL,              -- why it is held or void, in Japanese; else empty
	CHECK ((action = 9) = (hold <> 0)),
	CHECK ((action = 3) = (cause <> 0)),
	CHECK ((slip_no = 0) = (action IN (1, 9))),
	CHECK (action <> 1 OR (yen > 0 AND due_on IS NOT NULL AND pay_by_on >= due_on AND maker_code <> '')),
	CHECK (action <> 1 OR bank OR yen <= 999999),
	CHECK ((action IN (3, 9)) = (reason <> ''))
) PARTITION BY LIST (run_id);

-- ---- what is out ---------------------------------------------------------------------------------

-- 整理番号: what stands for a claim on paper, given with its first slip; no number of a case.
CREATE TABLE result.claim_repayment (
	office_id        int NOT NULL,
	reference_no     int NOT NULL CHECK (reference_no BETWEEN 1 AND 99999999), -- 1, 2, 3 … of the office, without gaps
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL,
	run_id           int NOT NULL REFERENCES run.run,
	PRIMARY KEY (office_id, reference_no),
	UNIQUE (household_id, claim_no)
);

-- Every slip that was ever made, for good.  It may be paid with while voided_at is infinity.
CREATE TABLE result.claim_slip (
	office_id        int NOT NULL,
	reference_no     int NOT NULL,
	instalment_no    smallint NOT NULL,
	slip_no          smallint NOT NULL CHECK (slip_no BETWEEN 1 AND 9999), -- 1, 2, 3 … of the instalment
	run_id           int NOT NULL REFERENCES run.run,
	document_no      bigint NOT NULL CHECK (document_no > 50000000), -- of the run, in the order of posting
	household_id     bigint NOT NULL,
	claim_no         int NOT NULL,
	line_no          int NOT NULL,
	caseworker_no    int NOT NULL,
	article          smallint NOT NULL,
	decided_on       date NOT NULL,
	total_yen        int NOT NULL,
	instalments      smallint NOT NULL,
	instalment_yen   int NOT NULL,
	part_no          smallint NOT NULL,
	parts            smallint NOT NULL,
	yen              int NOT NULL CHECK (yen > 0),
	due_on           date NOT NULL,
	pay_by_on        date NOT NULL,
	bank             boolean NOT NULL,
	reissue          boolean NOT NULL,
	maker_code       text NOT NULL,
	collector        text NOT NULL,
	account_name     text NOT NULL,
	route            smallint NOT NULL CHECK (route IN (1, 2)), -- 1 contractor, 2 in-house (支援措置)
	issued_on        date NOT NULL,              -- day of the cut, in Japan
	recorded_at      timestamptz NOT NULL,       -- what a later run's cut is compared with
	voided_at        timestamptz NOT NULL DEFAULT 'infinity',
	void_run_id      int REFERENCES run.run,
	void_cause       smallint NOT NULL DEFAULT 0, -- SLIP_CAUSES
	PRIMARY KEY (office_id, reference_no, instalment_no, slip_no),
	FOREIGN KEY (office_id, reference_no) REFERENCES result.claim_repayment,
	UNIQUE (run_id, document_no),
	UNIQUE (run_id, household_id, line_no),
	CHECK ((voided_at = 'infinity') = (void_cause = 0)),
	CHECK ((voided_at = 'infinity') = (void_run_id IS NULL))
);
-- One slip can be paid with for a part of an instalment.
CREATE UNIQUE INDEX claim_slip_out ON result.claim_slip (household_id, claim_no, instalment_no, part_no)
	WHERE voided_at = 'infinity';
CREATE INDEX claim_slip_household ON result.claim_slip (household_id, claim_no);
CREATE INDEX claim_slip_voided ON result.claim_slip (void_run_id) WHERE void_run_id IS NOT NULL;

-- Which runs have issued: done again, they issue nothing more.
CREATE TABLE result.claim_slip_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its slips carry
);

-- What an approved run did not do after all, and why (SLIP_REFUSALS).
CREATE TABLE result.slip_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	household_id     bigint NOT NULL,
	line_no          int NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, household_id, line_no)
);

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['claim_repayment', 'claim_slip', 'claim_slip_run'] LOOP
		EXECUTE format('CREATE TRIGGER guard_claim AFTER INSERT ON result.%I REFERENCING NEW TABLE AS new_claims
			FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim()', t);
		EXECUTE format('GRANT SELECT ON result.%I TO getsuji_runner', t); -- filled by run.issue_slips() alone
	END LOOP;
END $$;
GRANT SELECT ON result.slip_refusal TO getsuji_runner;
GRANT SELECT, INSERT ON result.slip TO getsuji_runner;
GRANT SELECT ON result.slip TO getsuji_approver;

-- Rows of result.slip are written while their task runs, and never by hand afterwards, gate or not: what is issued is
-- read from them.
CREATE TRIGGER guard_slip BEFORE INSERT ON result.slip FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('slip');

-- What came in with each slip, as known at an instant: the same receipt once, whatever was reported of it.  Inlined.
CREATE FUNCTION result.slip_payments(known_at timestamptz, first_office int, last_office int)
RETURNS TABLE (office_id int, reference_no int, instalment_no smallint, slip_no smallint, paid_yen bigint, receipts bigint)
LANGUAGE sql STABLE AS $$
	SELECT r.slip_office_id, r.reference_no, r.instalment_no, r.slip_no, sum(r.came_in_yen)::bigint,
		count(*) FILTER (WHERE r.came_in_yen > 0)
	FROM fact.receipts(known_at, first_office, last_office) r
	WHERE r.slip_office_id IS NOT NULL AND r.slip_office_id = r.office_id
	GROUP BY r.slip_office_id, r.reference_no, r.instalment_no, r.slip_no
$$;

-- Households that the slips of a month are about, as known at an instant: with a claim that has begun, or a slip that can
-- be paid with.  Inlined.
CREATE FUNCTION fact.slip_households(lo bigint, hi bigint, known_at timestamptz, month_end_on date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT c.household_id
	FROM fact.repayment c
	WHERE c.household_id >= lo AND c.household_id < hi AND c.recorded_at < known_at AND c.superseded_at >= known_at
		AND c.valid_from < month_end_on AND c.valid_to >= month_end_on
	UNION
	SELECT s.household_id
	FROM result.claim_slip s
	WHERE s.household_id >= lo AND s.household_id < hi AND s.recorded_at < known_at AND s.voided_at >= known_at
$$;

-- Where a household's slips go, as known at an instant: its mailing address in the month, else its residence.  Inlined.
CREATE FUNCTION result.slip_address(of_household bigint, known_at timestamptz, of_month date)
RETURNS TABLE (household_id bigint, postal_code text, address text, care_of text) LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT f.household_id, f.postal_code, f.address, f.care_of
	FROM fact.address f
	WHERE f.household_id = of_household AND f.recorded_at < known_at AND f.superseded_at >= known_at
		AND f.valid_from < of_month + interval '1 month' AND f.valid_to > of_month
	ORDER BY f.kind DESC, f.valid_from DESC
	LIMIT 1
$$;

-- ---- issuing -------------------------------------------------------------------------------------

-- Households of which something was recorded since they were looked at that their slips are made of: claims and
-- instalments, and what came in.
CREATE FUNCTION run.slip_changes(for_run_id int) RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT f.household_id
	FROM run.run r
	CROSS JOIN LATERAL (
		SELECT household_id, recorded_at, superseded_at FROM fact.repayment
		UNION ALL SELECT household_id, recorded_at, superseded_at FROM fact.instalment
		UNION ALL SELECT k.household_id, c.recorded_at, 'infinity' FROM fact.collection c
			JOIN result.claim_repayment k ON k.office_id = c.slip_office_id AND k.reference_no = c.reference_no
	) f
	LEFT JOIN (                                  -- looked at again as of later; by this task, not by another
		SELECT x.key AS household_id, max(x.as_of) AS as_of
		FROM run.recut x
		JOIN run.task t ON t.run_id = x.run_id AND t.task_no = x.task_no AND 'slip' = ANY (t.partitions)
		WHERE x.run_id = for_run_id
		GROUP BY x.key
	) k ON k.household_id = f.household_id
	WHERE r.run_id = for_run_id AND (f.recorded_at >= coalesce(k.as_of, r.as_of)
		OR f.superseded_at >= coalesce(k.as_of, r.as_of) AND f.superseded_at < 'infinity')
$$;

-- Looks at what the run would do for the last time: fills result.slip_refusal from pg_temp.wanted_slip.  A household's
-- slips stand or fall together; only under an order to hold becomes void what nothing takes the place of.
CREATE FUNCTION run.refuse_slips(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO result.slip_refusal (run_id, household_id, line_no, refusal)
	SELECT for_run_id, g.household_id, g.line_no, g.refusal
	FROM (
		SELECT t.household_id, t.line_no, CASE
			WHEN t.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
			WHEN t.household_id IN (SELECT c.household_id FROM run.slip_changes(for_run_id) c)
				OR t.office_id IN (SELECT o.office_id FROM fact.slip_office o, run.run r
					WHERE r.run_id = for_run_id AND (o.recorded_at >= r.as_of
						OR o.superseded_at >= r.as_of AND o.superseded_at < 'infinity')) THEN 3
			WHEN bool_or(t.slip_no <> 0 AND (c.slip_no IS NULL OR c.voided_at < 'infinity')) OVER h
				OR bool_or(t.slip_no = 0 AND n.out) OVER h THEN 4
			WHEN bool_or(t.action = 1 AND t.pay_by_on < (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) OVER h THEN 5
			WHEN (t.action = 1 OR t.cause NOT IN (0, 1, 2)) -- what takes the place of another, and that one
				AND t.household_id IN (SELECT x.household_id FROM run.held x WHERE x.run_id = for_run_id) THEN 2
			END AS refusal, t.action
		FROM pg_temp.wanted_slip t
		LEFT JOIN result.claim_repayment k ON k.household_id = t.household_id AND k.claim_no = t.claim_no
		LEFT JOIN result.claim_slip c ON c.office_id = k.office_id AND c.reference_no = k.reference_no
			AND c.instalment_no = t.instalment_no AND c.slip_no = t.slip_no
		CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM result.claim_slip o -- another run made one since
			WHERE o.office_id = k.office_id AND o.reference_no = k.reference_no AND o.instalment_no = t.instalment_no
				AND o.voided_at = 'infinity' AND o.slip_no NOT IN (SELECT w.slip_no FROM pg_temp.wanted_slip w
					WHERE w.household_id = t.household_id AND w.claim_no = t.claim_no
						AND w.instalment_no = t.instalment_no)) AS out) n
		WINDOW h AS (PARTITION BY t.household_id)
	) g
	WHERE g.refusal IS NOT NULL AND g.action IN (1, 3)
	ORDER BY g.household_id, g.line_no;
END $$;

-- Makes what an approved run would do happen: slips become void, claims get their references, slips their numbers; once,
-- all in one transaction, one run at a time, in an order that does not depend on when: so a run that is killed and goes on
-- issues the same numbers.  First it waits for the clerks who are recording facts at this moment; all carries one instant,
-- taken under the lock of a fact table, so that a cut that is taken meanwhile waits for this transaction (run.take_cut).
-- Left out, with the reason, is what may not leave any more.  Counts are of slips.
CREATE FUNCTION run.issue_slips(for_run_id int, for_task_no int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 9);
	this := run.approved_run(for_run_id, 'slip', 'slips are issued of a confirmed run alone');
	IF NOT EXISTS (SELECT FROM result.claim_slip_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		instant := run.issuing_instant('fact.repayment');
		INSERT INTO result.claim_slip_run (run_id, recorded_at) VALUES (for_run_id, instant);

		CREATE TEMP TABLE wanted_slip ON COMMIT DROP AS
		SELECT s.*, (s.household_id / 100000000)::int AS office_id FROM result.slip s WHERE s.run_id = for_run_id;
		ANALYZE pg_temp.wanted_slip;
		PERFORM run.refuse_slips(for_run_id);
		DELETE FROM pg_temp.wanted_slip t WHERE t.action NOT IN (1, 3) OR (t.household_id, t.line_no) IN (
			SELECT x.household_id, x.line_no FROM result.slip_refusal x WHERE x.run_id = for_run_id);

		UPDATE result.claim_slip c SET voided_at = instant, void_run_id = for_run_id, void_cause = t.cause
		FROM pg_temp.wanted_slip t
		JOIN result.claim_repayment k ON k.household_id = t.household_id AND k.claim_no = t.claim_no
		WHERE t.action = 3 AND c.office_id = k.office_id AND c.reference_no = k.reference_no
			AND c.instalment_no = t.instalment_no AND c.slip_no = t.slip_no AND c.voided_at = 'infinity';

		INSERT INTO result.claim_repayment (office_id, reference_no, household_id, claim_no, run_id)
		SELECT n.office_id, l.last_no + row_number() OVER (PARTITION BY n.office_id ORDER BY n.household_id, n.claim_no),
			n.household_id, n.claim_no, for_run_id
		FROM (SELECT DISTINCT t.office_id, t.household_id, t.claim_no FROM pg_temp.wanted_slip t WHERE t.action = 1) n
		CROSS JOIN LATERAL (SELECT coalesce(max(k.reference_no), 0) AS last_no FROM result.claim_repayment k
			WHERE k.office_id = n.office_id) l
		WHERE NOT EXISTS (SELECT FROM result.claim_repayment k
			WHERE k.household_id = n.household_id AND k.claim_no = n.claim_no)
		ORDER BY 1, 2;

		INSERT INTO result.claim_slip (office_id, reference_no, instalment_no, slip_no, run_id, document_no, household_id,
			claim_no, line_no, caseworker_no, article, decided_on, total_yen, instalments, instalment_yen, part_no, parts, yen,
			due_on, pay_by_on, bank, reissue, maker_code, collector, account_name, route, issued_on, recorded_at)
		SELECT n.office_id, n.reference_no, n.instalment_no, n.next_no, for_run_id,
			50000000 + row_number() OVER (ORDER BY n.route, CASE n.route WHEN 2 THEN n.office_id END, a.postal_code COLLATE "C",
				n.household_id, n.line_no),
			n.household_id, n.claim_no, n.line_no, n.caseworker_no, n.article, n.decided_on, n.total_yen, n.instalments,
			n.instalment_yen, n.part_no, n.parts, n.yen, n.due_on, n.pay_by_on, n.bank, n.reissue, n.maker_code, n.collector,
			n.account_name, n.route, (this.as_of AT TIME ZONE 'Asia/Tokyo')::date, instant
		FROM (
			SELECT t.*, k.reference_no, l.last_no + row_number() OVER (PARTITION BY t.household_id, t.claim_no, t.instalment_no
					ORDER BY t.line_no) AS next_no,
				CASE WHEN t.household_id IN (SELECT i.household_id FROM fact.inhouse(this.as_of, this.month_on) i)
					THEN 2 ELSE 1 END AS route
			FROM pg_temp.wanted_slip t
			JOIN result.claim_repayment k ON k.household_id = t.household_id AND k.claim_no = t.claim_no
			CROSS JOIN LATERAL (SELECT coalesce(max(c.slip_no), 0) AS last_no FROM result.claim_slip c
				WHERE c.office_id = k.office_id AND c.reference_no = k.reference_no
					AND c.instalment_no = t.instalment_no) l
			WHERE t.action = 1
		) n
		LEFT JOIN run.household_cut q ON q.run_id = for_run_id AND q.household_id = n.household_id
		LEFT JOIN LATERAL result.slip_address(n.household_id, coalesce(q.as_of, this.as_of), this.month_on) a ON true
		ORDER BY 1, 2, 3, 4; -- sorted: all is read before the first row is written
		ANALYZE result.claim_slip;
	END IF;
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT for_run_id, for_task_no, 0, x.household_id, coalesce(h.hold, v.word), coalesce(h.reason, v.reason)
	FROM (SELECT DISTINCT r.household_id, r.refusal FROM result.slip_refusal r WHERE r.run_id = for_run_id) x
	JOIN (VALUES (2, 'held', '保留の指示'), (3, 'changed', '基準日時の後に登録又は収納が変わった（次の版で改めて判定する）'),
		(4, 'taken', '他の処理が先に発行した'), (5, 'late', '納付書の使用期限が過ぎた（次の版で改めて判定する）')) v (refusal, word, reason) ON v.refusal = x.refusal
	LEFT JOIN run.held h ON x.refusal = 2 AND h.run_id = for_run_id AND h.household_id = x.household_id
	ORDER BY x.household_id
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE x.refusal IS NULL), count(*) FILTER (WHERE x.refusal = 1),
		count(*) FILTER (WHERE x.refusal <> 1), 0::bigint,
		coalesce(sum(s.yen) FILTER (WHERE x.refusal IS NULL AND s.action = 1), 0)::bigint
	FROM result.slip s
	LEFT JOIN result.slip_refusal x ON x.run_id = s.run_id AND x.household_id = s.household_id AND x.line_no = s.line_no
	WHERE s.run_id = for_run_id AND s.action IN (1, 3);
END $$;
REVOKE ALL ON FUNCTION run.issue_slips(int, int), run.refuse_slips(int), run.slip_changes(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.issue_slips(int, int) TO getsuji_runner;

-- ---- documents -----------------------------------------------------------------------------------

-- 納付書: to the household, one slip each (021_document.sql).
CREATE FUNCTION result.slip_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, 6::smallint, s.office_id, 1::smallint, 'H' || s.household_id, s.household_id,
		CASE WHEN d.name LIKE 'slip/inhouse-%' THEN 2 ELSE 1 END::smallint, h.name, '　様', a.postal_code, a.address, a.care_of,
		d.name, d.first_page, d.pages
	FROM run.artifact_piece d
	JOIN run.run r ON r.run_id = d.run_id
	JOIN result.claim_slip s ON s.run_id = d.run_id AND s.document_no = d.piece_no
	LEFT JOIN run.household_cut k ON k.run_id = d.run_id AND k.household_id = s.household_id
	CROSS JOIN LATERAL (SELECT coalesce(k.as_of, r.as_of) AS as_of) cut
	LEFT JOIN LATERAL fact.head_of(s.household_id, cut.as_of, (r.month_on + interval '1 month')::date) h ON true
	LEFT JOIN LATERAL result.slip_address(s.household_id, cut.as_of, r.month_on) a ON true
	WHERE d.run_id = for_run_id AND d.piece_no > 50000000
$$;

-- As in 021_document.sql, and slips.
CREATE OR REPLACE FUNCTION result.documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT * FROM result.notice_documents(for_run_id)
	UNION ALL SELECT * FROM result.letter_documents(for_run_id)
	UNION ALL SELECT * FROM result.ticket_documents(for_run_id)
	UNION ALL SELECT * FROM result.opinion_documents(for_run_id)
	UNION ALL SELECT * FROM result.slip_documents(for_run_id)
$$;

CREATE OR REPLACE FUNCTION result.document_persons(for_run_id int)
RETURNS TABLE (document_no bigint, household_id bigint, person_no smallint) LANGUAGE sql STABLE AS $$
	SELECT * FROM result.notice_persons(for_run_id)
	UNION ALL SELECT * FROM result.ticket_persons(for_run_id)
	UNION ALL SELECT * FROM result.opinion_persons(for_run_id)
	UNION ALL SELECT d.document_no, d.household_id, 0::smallint FROM result.slip_documents(for_run_id) d
$$;
