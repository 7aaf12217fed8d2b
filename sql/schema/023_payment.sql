-- Payments (支払): who is paid what of a month's decision, where it goes, and what has left.
-- Codes (smallint) are those of include/getsuji/payment.h.

-- ---- facts ---------------------------------------------------------------------------------------

-- The account that an office pays from, and how its bank takes files (全銀).
CREATE TABLE fact.paying_account (
	office_id        int NOT NULL,
	kind             smallint NOT NULL CHECK (kind IN (11, 21)), -- 種別コード: 給与振込, 総合振込
	code_class       smallint NOT NULL CHECK (code_class IN (0, 1)), -- コード区分: JIS, EBCDIC
	requester_code   text NOT NULL CHECK (requester_code ~ '^[0-9]{10}$'), -- 委託者コード
	requester_kana   text NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,          -- ACCOUNT_KINDS
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	pay_day          smallint NOT NULL CHECK (pay_day BETWEEN 1 AND 31), -- of the month; moved by the calendar
	shift            smallint NOT NULL,          -- PAY_SHIFTS: where the day is no business day
	line_ends        boolean NOT NULL,           -- CR LF after each record
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('paying_account');

-- Where a household's money goes.
CREATE TABLE fact.bank_account (
	household_id     bigint NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	holder_kana      text NOT NULL,              -- as the bank knows it
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, valid_from, recorded_at)
);
SELECT fact.equip('bank_account');

-- 代理納付先: landlords and insurers that an office pays on behalf of households.
CREATE TABLE fact.payee (
	office_id        int NOT NULL,
	payee_no         int NOT NULL CHECK (payee_no BETWEEN 1 AND 99999),
	kind             smallint NOT NULL,          -- PAYEE_KINDS
	name             text NOT NULL,
	bank_code        text NOT NULL CHECK (bank_code ~ '^[0-9]{4}$'),
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL CHECK (branch_code ~ '^[0-9]{3}$'),
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,
	account_no       text NOT NULL CHECK (account_no ~ '^[0-9]{7}$'),
	holder_kana      text NOT NULL,
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, payee_no, valid_from, recorded_at)
);
SELECT fact.equip('payee');

-- 代理納付: which part of a household's aid goes to whom.  For rent the row of fact.rent says whether, this one to whom.
CREATE TABLE fact.proxy (
	household_id     bigint NOT NULL,
	part             smallint NOT NULL,          -- PAYMENT_PARTS: rent, care premium
	payee_no         int NOT NULL,               -- of the household's office
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (household_id, part, valid_from, recorded_at)
);
SELECT fact.equip('proxy');

-- ---- what a run would pay ------------------------------------------------------------------------

-- One row per household and part of which something is due or was paid.  What is due of all parts is what was decided.
CREATE TABLE result.payment (
	run_id           int NOT NULL,
	household_id     bigint NOT NULL,
	part             smallint NOT NULL CHECK (part BETWEEN 1 AND 3),
	month_on         date NOT NULL,              -- whose decision is paid: the first
	decision_run_id  int,                        -- NULL: no decision of the month is in force any more
	caseworker_no    int NOT NULL,
	method           smallint NOT NULL CHECK (method IN (1, 2)), -- facts.h: bank, counter
	total_yen        int NOT NULL CHECK (total_yen >= 0), -- decided: all parts
	due_yen          int NOT NULL CHECK (due_yen >= 0),   -- of it, this part
	others_yen       int NOT NULL CHECK (others_yen >= 0), -- and the other parts
	paid_yen         int NOT NULL CHECK (paid_yen >= 0),  -- paid of this part before, and not undone
	amount_yen       int NOT NULL,               -- what is left: to be paid unless held; less than 0: overpaid
	hold             smallint NOT NULL,          -- PAYMENT_HOLDS; 0: none
	reason           text NOT NULL,              -- why it is held, in Japanese; else empty
	pay_on           date,                       -- 支給日; NULL: the office has no account to pay from
	payee_no         int,                        -- of what is paid on the household's behalf
	payee_name       text,
	bank_code        text,                       -- where it goes; NULL: not known, or paid at the counter
	bank_kana        text,
	branch_code      text,
	branch_kana      text,
	account_kind     smallint,
	account_no       text,
	holder_kana      text,
	CHECK (due_yen + others_yen = total_yen),
	CHECK (amount_yen = due_yen - paid_yen),
	CHECK (hold <> 0 OR amount_yen >= 0),
	CHECK ((hold <> 0) = (reason <> '')),
	CHECK (part = 1 OR method = 1),
	CHECK (hold <> 0 OR amount_yen = 0 OR pay_on IS NOT NULL AND decision_run_id IS NOT NULL),
	CHECK (hold <> 0 OR amount_yen = 0 OR (method = 1) = (bank_code IS NOT NULL)),
	CHECK (hold <> 0 OR amount_yen = 0 OR (part = 1) = (payee_no IS NULL)),
	CHECK (num_nulls(bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, holder_kana) IN (0, 7))
) PARTITION BY LIST (run_id);

-- ---- what was paid -------------------------------------------------------------------------------

-- Every payment that was ever issued, for good.  It counts while countered_at is infinity.
CREATE TABLE result.claim_payment (
	run_id           int NOT NULL REFERENCES run.run,
	payment_no       int NOT NULL CHECK (payment_no > 0), -- 1, 2, 3 … of the run: office, method, part, payee, household
	office_id        int NOT NULL,
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	part             smallint NOT NULL CHECK (part BETWEEN 1 AND 3),
	turn_no          smallint NOT NULL CHECK (turn_no > 0), -- the how manieth of household, month and part
	decision_run_id  int NOT NULL REFERENCES run.run,
	caseworker_no    int NOT NULL,
	method           smallint NOT NULL CHECK (method IN (1, 2)),
	total_yen        int NOT NULL,
	due_yen          int NOT NULL,
	paid_before_yen  int NOT NULL CHECK (paid_before_yen >= 0),
	amount_yen       int NOT NULL CHECK (amount_yen > 0),
	pay_on           date NOT NULL,
	payee_no         int,
	payee_name       text,
	bank_code        text,
	bank_kana        text,
	branch_code      text,
	branch_kana      text,
	account_kind     smallint,
	account_no       text,
	holder_kana      text,
	recorded_at      timestamptz NOT NULL,       -- what a later run's cut is compared with
	countered_at     timestamptz NOT NULL DEFAULT 'infinity', -- undone: result.payment_counter
	PRIMARY KEY (run_id, payment_no),
	UNIQUE (run_id, household_id, part),
	UNIQUE (household_id, month_on, part, turn_no),
	CHECK (paid_before_yen + amount_yen = due_yen),
	CHECK (due_yen <= total_yen),
	CHECK ((method = 1) = (bank_code IS NOT NULL)),
	CHECK ((part = 1) = (payee_no IS NULL)),
	CHECK (part = 1 OR method = 1)
);
CREATE INDEX claim_payment_month ON result.claim_payment (month_on, household_id);
CREATE INDEX claim_payment_decision ON result.claim_payment (decision_run_id);

-- Counter-entries: a payment that does not count any more, whole, once, with the cause.
CREATE TABLE result.payment_counter (
	run_id           int NOT NULL,
	payment_no       int NOT NULL,
	cause            smallint NOT NULL CHECK (cause BETWEEN 1 AND 3), -- PAYMENT_COUNTERS
	amount_yen       int NOT NULL CHECK (amount_yen < 0),
	recorded_by      text NOT NULL DEFAULT session_user,
	recorded_at      timestamptz NOT NULL,
	PRIMARY KEY (run_id, payment_no),
	FOREIGN KEY (run_id, payment_no) REFERENCES result.claim_payment
);

-- What is paid of a household's month, by part (0: all of them) and as it was decided when it was paid last.  Whoever
-- writes payments or counter-entries, by whatever way, more than what was decided cannot be paid.
CREATE TABLE result.payment_balance (
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	part             smallint NOT NULL CHECK (part BETWEEN 0 AND 3),
	due_yen          bigint NOT NULL,
	paid_yen         bigint NOT NULL,
	PRIMARY KEY (household_id, month_on, part),
	CHECK (paid_yen BETWEEN 0 AND due_yen)
);

-- The account that each office's payments of a run leave from, as known at its cut.
CREATE TABLE result.claim_payment_office (
	run_id           int NOT NULL REFERENCES run.run,
	office_id        int NOT NULL,
	pay_on           date NOT NULL,
	kind             smallint NOT NULL,
	code_class       smallint NOT NULL,
	requester_code   text NOT NULL,
	requester_kana   text NOT NULL,
	bank_code        text NOT NULL,
	bank_kana        text NOT NULL,
	branch_code      text NOT NULL,
	branch_kana      text NOT NULL,
	account_kind     smallint NOT NULL,
	account_no       text NOT NULL,
	line_ends        boolean NOT NULL,
	PRIMARY KEY (run_id, office_id)
);

-- What an approved run did not pay after all, and why (PAYMENT_REFUSALS).
CREATE TABLE result.payment_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	household_id     bigint NOT NULL,
	part             smallint NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, household_id, part)
);

-- Which runs have paid: done again, they pay nothing more.
CREATE TABLE result.claim_payment_run (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL        -- the one instant that its payments carry
);

CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_payment REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();
CREATE TRIGGER guard_payment BEFORE INSERT ON result.payment FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('payment');

-- Payments are entered into the balance, by part and as a whole.
CREATE FUNCTION result.balance_payments() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO result.payment_balance AS b (household_id, month_on, part, due_yen, paid_yen)
	SELECT n.household_id, n.month_on, k.part, max(CASE k.part WHEN 0 THEN n.total_yen ELSE n.due_yen END), sum(n.amount_yen)
	FROM new_payments n
	CROSS JOIN LATERAL (VALUES (0::smallint), (n.part)) k (part)
	GROUP BY n.household_id, n.month_on, k.part
	ORDER BY n.household_id, n.month_on, k.part
	ON CONFLICT (household_id, month_on, part) DO UPDATE SET due_yen = excluded.due_yen, paid_yen = b.paid_yen + excluded.paid_yen;
	RETURN NULL;
END $$;
CREATE TRIGGER balance AFTER INSERT ON result.claim_payment REFERENCING NEW TABLE AS new_payments
	FOR EACH STATEMENT EXECUTE FUNCTION result.balance_payments();

-- A counter-entry is of the whole payment, which counts no more.
CREATE FUNCTION result.balance_counters() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM new_counters n
		JOIN result.claim_payment c ON c.run_id = n.run_id AND c.payment_no = n.payment_no
		WHERE c.amount_yen <> -n.amount_yen OR c.countered_at < 'infinity') THEN
		RAISE EXCEPTION 'a counter-entry undoes a whole payment, once' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	UPDATE result.claim_payment c SET countered_at = n.recorded_at
	FROM new_counters n WHERE c.run_id = n.run_id AND c.payment_no = n.payment_no;
	PERFORM FROM result.payment_balance b -- in the order in which payments are entered
	WHERE (b.household_id, b.month_on) IN (SELECT c.household_id, c.month_on
		FROM new_counters n JOIN result.claim_payment c ON c.run_id = n.run_id AND c.payment_no = n.payment_no)
	ORDER BY b.household_id, b.month_on, b.part FOR UPDATE;
	UPDATE result.payment_balance b SET paid_yen = b.paid_yen - x.yen
	FROM (
		SELECT c.household_id, c.month_on, k.part, sum(c.amount_yen) AS yen
		FROM new_counters n
		JOIN result.claim_payment c ON c.run_id = n.run_id AND c.payment_no = n.payment_no
		CROSS JOIN LATERAL (VALUES (0::smallint), (c.part)) k (part)
		GROUP BY c.household_id, c.month_on, k.part
	) x
	WHERE b.household_id = x.household_id AND b.month_on = x.month_on AND b.part = x.part;
	RETURN NULL;
END $$;
CREATE TRIGGER balance AFTER INSERT ON result.payment_counter REFERENCING NEW TABLE AS new_counters
	FOR EACH STATEMENT EXECUTE FUNCTION result.balance_counters();

-- What was issued is not changed; but a counter-entry marks what it undoes, and a run that is entered by name keeps it.
CREATE FUNCTION result.guard_payment() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND OLD.countered_at = 'infinity' AND NEW.countered_at < 'infinity' AND EXISTS (
		SELECT FROM result.payment_counter c WHERE c.run_id = OLD.run_id AND c.payment_no = OLD.payment_no) THEN
		OLD.countered_at := NEW.countered_at;
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'what was paid stays' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON result.claim_payment FOR EACH ROW EXECUTE FUNCTION result.guard_payment();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON result.payment_counter FOR EACH ROW EXECUTE FUNCTION run.append_only();

GRANT SELECT, INSERT ON result.payment TO getsuji_runner;
GRANT SELECT ON result.payment TO getsuji_approver;
-- Filled by run.issue_payments() and run.counter_payments() alone.
GRANT SELECT ON result.claim_payment, result.payment_counter, result.payment_balance, result.claim_payment_office,
	result.payment_refusal, result.claim_payment_run TO getsuji_runner;

-- ---- what is read --------------------------------------------------------------------------------

-- What the decision in force of a month says, as known at an instant: of each household the latest edition that was
-- confirmed before it and is not taken back, with its cut of the household, for what the decision was made of.  One
-- partition after the other; inlined.
CREATE FUNCTION result.decisions_payable(lo bigint, hi bigint, known_at timestamptz, of_month date)
RETURNS TABLE (household_id bigint, decision_run_id int, payable_total int, payable_livelihood int, payable_housing int,
	add_care_premium int, as_of timestamptz) LANGUAGE sql STABLE AS $$
	SELECT DISTINCT ON (d.household_id) d.household_id, r.run_id, d.payable_total, d.payable_livelihood, d.payable_housing,
		d.add_care_premium, coalesce(k.as_of, r.as_of)
	FROM run.run r
	CROSS JOIN LATERAL (
		SELECT x.household_id, x.payable_total, x.payable_livelihood, x.payable_housing, x.add_care_premium
		FROM result.decision x
		WHERE x.run_id = r.run_id AND x.household_id >= lo AND x.household_id < hi AND x.status = 1
		OFFSET 0
	) d
	JOIN result.claim_decision c ON c.household_id = d.household_id AND c.month_on = of_month AND c.edition = r.edition
		AND c.run_id = r.run_id
	LEFT JOIN run.household_cut k ON k.run_id = r.run_id AND k.household_id = d.household_id
	WHERE r.month_on = of_month AND EXISTS (SELECT FROM run.action a
		WHERE a.run_id = r.run_id AND a.command IN ('confirm', 'import baseline') AND a.acted_at < known_at)
	ORDER BY d.household_id, r.edition DESC
$$;

-- What was paid of a month and counted at an instant, by household and part.
CREATE FUNCTION result.payments_known(lo bigint, hi bigint, known_at timestamptz, of_month date)
RETURNS TABLE (household_id bigint, part smallint, paid_yen bigint) LANGUAGE sql STABLE AS $$
	SELECT c.household_id, c.part, sum(c.amount_yen)
	FROM result.claim_payment c
	WHERE c.household_id >= lo AND c.household_id < hi AND c.month_on = of_month AND c.recorded_at < known_at
		AND c.countered_at >= known_at
	GROUP BY c.household_id, c.part
$$;

-- Households that a month's payments are about, as known at an instant: something is decided, or was paid.
CREATE FUNCTION result.payment_households(lo bigint, hi bigint, known_at timestamptz, of_month date)
RETURNS TABLE (household_id bigint) LANGUAGE sql STABLE AS $$
	SELECT d.household_id FROM result.decisions_payable(lo, hi, known_at, of_month) d WHERE d.payable_total > 0
	UNION
	SELECT p.household_id FROM result.payments_known(lo, hi, known_at, of_month) p
$$;

-- The head of a household on lists that many see: the first character of his name; under 支援措置 no row.
CREATE FUNCTION fact.head_on_lists(of_household bigint, known_at timestamptz, before date)
RETURNS TABLE (name text) LANGUAGE sql STABLE AS $$
	SELECT n.name
	FROM (
		SELECT p.person_no FROM fact.person p
		WHERE p.household_id = of_household AND p.role = 1 AND p.recorded_at < known_at AND p.superseded_at >= known_at
			AND p.valid_from < before
		ORDER BY p.valid_from DESC, p.person_no LIMIT 1
	) h
	CROSS JOIN LATERAL fact.name_on_lists(of_household, h.person_no, known_at) n
$$;

-- ---- paying --------------------------------------------------------------------------------------

-- Looks at what the run would pay for the last time: fills result.payment_refusal from pg_temp.wanted_payment.  A
-- household's payments fall together where another run paid meanwhile or the decision is another; else part by part.
CREATE FUNCTION run.refuse_payments(for_run_id int, instant timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this run.run;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id;
	CREATE TEMP TABLE taken_payment ON COMMIT DROP AS -- households of which something else is paid than at the cut
	SELECT DISTINCT household_id
	FROM (SELECT p.household_id, p.part, p.paid_yen::bigint AS before_yen FROM result.payment p WHERE p.run_id = for_run_id AND p.paid_yen > 0) p
	FULL JOIN (
		SELECT c.household_id, c.part, sum(c.amount_yen) AS now_yen
		FROM result.claim_payment c
		WHERE c.month_on = this.month_on AND c.countered_at = 'infinity'
			AND c.household_id IN (SELECT w.household_id FROM pg_temp.wanted_payment w)
		GROUP BY c.household_id, c.part
	) c USING (household_id, part)
	WHERE p.before_yen IS DISTINCT FROM c.now_yen;
	CREATE TEMP TABLE decided_total ON COMMIT DROP AS -- what the decisions that are to be paid say now
	SELECT d.household_id, k.run_id, d.payable_total
	FROM (SELECT DISTINCT w.decision_run_id AS run_id FROM pg_temp.wanted_payment w) k
	JOIN run.run r ON r.run_id = k.run_id AND r.decision = 'confirmed' AND r.month_on = this.month_on
	CROSS JOIN LATERAL (
		SELECT x.household_id, x.payable_total FROM result.decision x WHERE x.run_id = k.run_id AND x.status = 1 OFFSET 0
	) d
	WHERE k.run_id = (SELECT c.run_id FROM result.claim_decision c
		WHERE c.household_id = d.household_id AND c.month_on = this.month_on ORDER BY c.edition DESC LIMIT 1);
	ANALYZE pg_temp.taken_payment, pg_temp.decided_total;

	INSERT INTO result.payment_refusal (run_id, household_id, part, refusal)
	SELECT for_run_id, j.household_id, j.part, j.refusal
	FROM (
		SELECT w.household_id, w.part, CASE
			WHEN w.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
			WHEN w.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id) THEN 2
			WHEN NOT EXISTS (SELECT FROM fact.protection p -- on aid: PROTECTION_ACTIVE
				WHERE p.household_id = w.household_id AND p.state = 1 AND p.superseded_at = 'infinity'
					AND p.valid_from < (this.month_on + interval '1 month')::date AND p.valid_to > this.month_on) THEN 7
			WHEN (w.household_id, w.decision_run_id, w.total_yen, w.month_on) NOT IN (
				SELECT d.household_id, d.run_id, d.payable_total, this.month_on FROM pg_temp.decided_total d) THEN 3
			WHEN w.office_id IN (SELECT o.office_id FROM pg_temp.changed_office o)
				OR w.part = 1 AND w.method IS DISTINCT FROM m.payment_method
				OR w.part = 1 AND w.method = 1 AND (w.bank_code, w.bank_kana, w.branch_code, w.branch_kana, w.account_kind,
					w.account_no, w.holder_kana) IS DISTINCT FROM (a.bank_code, a.bank_kana, a.branch_code, a.branch_kana,
					a.account_kind, a.account_no, a.holder_kana)
				OR w.part <> 1 AND (w.payee_no, w.bank_code, w.bank_kana, w.branch_code, w.branch_kana, w.account_kind,
					w.account_no, w.holder_kana) IS DISTINCT FROM (x.payee_no, y.bank_code, y.bank_kana, y.branch_code,
					y.branch_kana, y.account_kind, y.account_no, y.holder_kana) THEN 4
			WHEN w.household_id IN (SELECT t.household_id FROM pg_temp.taken_payment t) THEN 5
			WHEN w.pay_on < (instant AT TIME ZONE 'Asia/Tokyo')::date THEN 6
			END AS refusal
		FROM pg_temp.wanted_payment w
		LEFT JOIN LATERAL (
			SELECT h.payment_method FROM fact.household h
			WHERE h.household_id = w.household_id AND h.superseded_at = 'infinity'
				AND h.valid_from < (w.month_on + interval '1 month')::date
			ORDER BY h.valid_from DESC LIMIT 1
		) m ON true
		LEFT JOIN fact.bank_account a ON w.part = 1 AND w.method = 1 AND a.household_id = w.household_id
			AND a.superseded_at = 'infinity' AND a.valid_from <= w.pay_on AND a.valid_to > w.pay_on
		LEFT JOIN LATERAL (
			SELECT p.payee_no FROM fact.proxy p
			WHERE p.household_id = w.household_id AND p.part = w.part AND p.superseded_at = 'infinity'
				AND p.valid_from < (w.month_on + interval '1 month')::date AND p.valid_to >= (w.month_on + interval '1 month')::date
			ORDER BY p.valid_from DESC LIMIT 1
		) x ON w.part <> 1
		LEFT JOIN fact.payee y ON w.part <> 1 AND y.office_id = w.office_id AND y.payee_no = x.payee_no
			AND y.superseded_at = 'infinity' AND y.valid_from <= w.pay_on AND y.valid_to > w.pay_on
	) j
	WHERE j.refusal IS NOT NULL
	ORDER BY j.household_id, j.part;
END $$;

-- Pays what an approved run would pay: once, all in one transaction, one run at a time, numbered in an order that does
-- not depend on when; so a run that is killed and goes on pays the same under the same numbers.  First it waits for the
-- clerks who are recording facts at this moment; all carries one instant, taken under the lock of a fact table, so that
-- a cut that is taken meanwhile waits for this transaction (run.take_cut).  Left out, with the reason, is what may not be
-- paid any more.  Counts are of payments.
CREATE FUNCTION run.issue_payments(for_run_id int, for_task_no int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 7);
	this := run.approved_run(for_run_id, 'payment', 'payments are issued of a confirmed run alone');
	IF NOT EXISTS (SELECT FROM result.claim_payment_run c WHERE c.run_id = for_run_id) THEN
		PERFORM run.freeze_holds(for_run_id);
		instant := run.issuing_instant('fact.bank_account');
		INSERT INTO result.claim_payment_run (run_id, recorded_at) VALUES (for_run_id, instant);

		CREATE TEMP TABLE wanted_payment ON COMMIT DROP AS
		SELECT p.*, (p.household_id / 100000000)::int AS office_id
		FROM result.payment p
		WHERE p.run_id = for_run_id AND p.hold = 0 AND p.amount_yen > 0;
		ANALYZE pg_temp.wanted_payment;
		CREATE TEMP TABLE paying_office ON COMMIT DROP AS -- the settings of the offices, at the cut
		SELECT o.pay_on, a.*
		FROM (SELECT DISTINCT w.office_id, w.pay_on FROM pg_temp.wanted_payment w) o
		JOIN fact.paying_account a ON a.office_id = o.office_id AND a.recorded_at < this.as_of AND a.superseded_at >= this.as_of
			AND a.valid_from <= this.month_on AND a.valid_to > this.month_on;
		CREATE TEMP TABLE changed_office ON COMMIT DROP AS
		SELECT w.office_id
		FROM (SELECT DISTINCT w.office_id FROM pg_temp.wanted_payment w) w
		WHERE NOT EXISTS (
			SELECT FROM pg_temp.paying_office o
			JOIN fact.paying_account a ON a.office_id = o.office_id AND a.superseded_at = 'infinity'
				AND a.valid_from <= this.month_on AND a.valid_to > this.month_on
				AND (a.kind, a.code_class, a.requester_code, a.requester_kana, a.bank_code, a.bank_kana, a.branch_code,
					a.branch_kana, a.account_kind, a.account_no, a.pay_day, a.shift, a.line_ends)
				= (o.kind, o.code_class, o.requester_code, o.requester_kana, o.bank_code, o.bank_kana, o.branch_code,
					o.branch_kana, o.account_kind, o.account_no, o.pay_day, o.shift, o.line_ends)
			WHERE o.office_id = w.office_id);
		PERFORM run.refuse_payments(for_run_id, instant);
		DELETE FROM pg_temp.wanted_payment w WHERE (w.household_id, w.part) IN (
			SELECT x.household_id, x.part FROM result.payment_refusal x WHERE x.run_id = for_run_id);

		-- The primary key refuses an office with two pay days in a run.
		INSERT INTO result.claim_payment_office (run_id, office_id, pay_on, kind, code_class, requester_code, requester_kana,
			bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, line_ends)
		SELECT for_run_id, o.office_id, o.pay_on, o.kind, o.code_class, o.requester_code, o.requester_kana, o.bank_code,
			o.bank_kana, o.branch_code, o.branch_kana, o.account_kind, o.account_no, o.line_ends
		FROM pg_temp.paying_office o
		WHERE (o.office_id, o.pay_on) IN (SELECT w.office_id, w.pay_on FROM pg_temp.wanted_payment w);

		INSERT INTO result.claim_payment (run_id, payment_no, office_id, household_id, month_on, part, turn_no,
			decision_run_id, caseworker_no, method, total_yen, due_yen, paid_before_yen, amount_yen, pay_on, payee_no,
			payee_name, bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no, holder_kana, recorded_at)
		SELECT for_run_id, row_number() OVER (ORDER BY w.office_id, w.method, w.part, w.payee_no, w.household_id),
			w.office_id, w.household_id, w.month_on, w.part, coalesce(c.turns, 0) + 1, w.decision_run_id, w.caseworker_no,
			w.method, w.total_yen, w.due_yen, w.paid_yen, w.amount_yen, w.pay_on, w.payee_no, w.payee_name, w.bank_code,
			w.bank_kana, w.branch_code, w.branch_kana, w.account_kind, w.account_no, w.holder_kana, instant
		FROM pg_temp.wanted_payment w
		LEFT JOIN (
			SELECT c.household_id, c.part, max(c.turn_no) AS turns
			FROM result.claim_payment c WHERE c.month_on = this.month_on
			GROUP BY c.household_id, c.part
		) c ON c.household_id = w.household_id AND c.part = w.part
		ORDER BY 2;
		-- Files and lists follow at once: without statistics they would be planned for a handful of payments.
		ANALYZE result.claim_payment;
	END IF;
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT for_run_id, for_task_no, 0, x.household_id, coalesce(h.hold, v.word), coalesce(h.reason, v.reason)
	FROM (
		SELECT r.household_id, min(r.refusal) AS refusal FROM result.payment_refusal r
		WHERE r.run_id = for_run_id AND r.refusal <> 1 GROUP BY r.household_id
	) x
	JOIN (VALUES (2, 'held', '保留の指示'), (7, 'ended', '基準日時の後に保護が廃止または停止された'),
		(3, 'decision', '決定が取り消されたか、改められた（次の版で改めて判定する）'),
		(4, 'changed', '基準日時の後に支給方法、口座または代理納付が変更された（次の版で改めて判定する）'),
		(5, 'taken', '他の処理が先に支払ったか、支払いが取り消された（次の版で改めて判定する）'),
		(6, 'late', '支給日が過ぎた（次の版で支給日を改める）')) v (refusal, word, reason) ON v.refusal = x.refusal
	LEFT JOIN LATERAL (SELECT h.hold, h.reason FROM run.held h
		WHERE x.refusal = 2 AND h.run_id = for_run_id AND h.household_id = x.household_id
		ORDER BY h.hold COLLATE "C" LIMIT 1) h ON true
	ORDER BY x.household_id
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT count(*), count(*) FILTER (WHERE x.refusal IS NULL), count(*) FILTER (WHERE x.refusal = 1),
		count(*) FILTER (WHERE x.refusal <> 1), 0::bigint,
		coalesce(sum(p.amount_yen) FILTER (WHERE x.refusal IS NULL), 0)::bigint
	FROM result.payment p
	LEFT JOIN result.payment_refusal x ON x.run_id = p.run_id AND x.household_id = p.household_id AND x.part = p.part
	WHERE p.run_id = for_run_id AND p.hold = 0 AND p.amount_yen > 0;
END $$;

-- Counter-entries: payments of a run that do not count any more (payment_nos NULL: all of it), with the cause; those that
-- were undone before stay as they are.  For functions that know why: reversing, what the bank says.  Says how many.  At an
-- instant that a cut waits for; so it takes no lock that run.issue_payments holds while it waits for clerks: both would
-- wait for ever.  A payment that is undone while another run pays is looked at by the next edition, and is never paid more.
CREATE FUNCTION run.counter_payments(for_run_id int, payment_nos int[], of_cause int) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	n bigint;
BEGIN
	LOCK TABLE fact.bank_account IN ROW EXCLUSIVE MODE;
	INSERT INTO result.payment_counter (run_id, payment_no, cause, amount_yen, recorded_at)
	SELECT c.run_id, c.payment_no, of_cause, -c.amount_yen, clock.now
	FROM result.claim_payment c
	CROSS JOIN (SELECT clock_timestamp() AS now) clock
	WHERE c.run_id = for_run_id AND c.countered_at = 'infinity' AND (payment_nos IS NULL OR c.payment_no = ANY (payment_nos))
	ORDER BY c.payment_no
	ON CONFLICT DO NOTHING; -- undone by another at this moment
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- Nobody came for a payment at the counter: it counts no more, and the next edition pays it again.  Not before its pay
-- day: the list is still to be paid from.  Says whether there was one that counted.
CREATE FUNCTION run.unclaim_payment(for_run_id int, of_payment_no int, because text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF coalesce(because, '') = '' OR NOT EXISTS (SELECT FROM result.claim_payment c
		WHERE c.run_id = for_run_id AND c.payment_no = of_payment_no AND c.method = 2
			AND c.pay_on <= (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) THEN
		RAISE EXCEPTION 'what is not claimed is a payment at the counter whose pay day has come, with a reason'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF run.counter_payments(for_run_id, ARRAY[of_payment_no], 3) = 0 THEN
		RETURN false;
	END IF;
	INSERT INTO run.action (run_id, key, command, reason) VALUES (for_run_id, of_payment_no, 'payment unclaimed', because);
	RETURN true;
END $$;

REVOKE ALL ON FUNCTION run.issue_payments(int, int), run.refuse_payments(int, timestamptz), run.counter_payments(int, int[], int),
	run.unclaim_payment(int, int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.issue_payments(int, int), run.unclaim_payment(int, int, text) TO getsuji_runner;
