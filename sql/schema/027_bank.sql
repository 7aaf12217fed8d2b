-- Bank (全銀): the files in which payments leave, that they left, and what the bank says of them.
-- Codes (smallint) are those of include/getsuji/payment.h.

-- ---- files ---------------------------------------------------------------------------------------

-- The file of an office's transfers of a run, entered before it is written.  A bank knows a file by requester, pay day
-- (without the year), number and sum of transfers: two that agree in all of it are only made when a person says that both
-- are meant.  What a run's file holds is what counted when it was entered: result.bank_payments().
CREATE TABLE result.claim_bank_file (
	run_id           int NOT NULL,
	office_id        int NOT NULL,
	pay_on           date NOT NULL,
	requester_code   text NOT NULL,
	records          int NOT NULL CHECK (records BETWEEN 1 AND 999999),
	total_yen        bigint NOT NULL CHECK (total_yen BETWEEN 1 AND 999999999999),
	file_no          smallint CHECK (file_no > 0), -- 1; 2, 3 … like an earlier one, and meant; NULL: like one, nobody said
	allowed_by       text,
	reason           text,                       -- why there are two
	digest           bytea NOT NULL CHECK (octet_length(digest) = 32), -- of the run's approved results
	recorded_at      timestamptz NOT NULL,
	revoked_at       timestamptz NOT NULL DEFAULT 'infinity', -- with all its payments; of one that never left
	PRIMARY KEY (run_id, office_id),
	FOREIGN KEY (run_id, office_id) REFERENCES result.claim_payment_office,
	CHECK (coalesce(file_no, 1) = 1 OR allowed_by IS NOT NULL AND reason <> '')
);
CREATE UNIQUE INDEX claim_bank_file_identity ON result.claim_bank_file (requester_code, pay_on, records, total_yen, file_no)
	WHERE revoked_at = 'infinity';
CREATE INDEX claim_bank_file_alike ON result.claim_bank_file (requester_code, pay_on, records, total_yen);
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_bank_file REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

-- Each time that a file left the building.
CREATE TABLE run.bank_send (
	run_id           int NOT NULL,
	office_id        int NOT NULL,
	send_no          smallint NOT NULL CHECK (send_no > 0), -- 1, 2 …
	sha256           bytea NOT NULL CHECK (octet_length(sha256) = 32),
	reason           text NOT NULL,              -- why again; empty: the first time
	sent_by          text NOT NULL DEFAULT session_user,
	sent_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, office_id, send_no),
	FOREIGN KEY (run_id, office_id) REFERENCES result.claim_bank_file,
	CHECK ((send_no = 1) = (reason = ''))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.bank_send FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON run.bank_send FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();

-- What was entered stays; but a person allows it, and one that never left can be revoked.
CREATE FUNCTION result.guard_bank_file() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - ARRAY['file_no', 'allowed_by', 'reason', 'revoked_at'])
			= (to_jsonb(OLD) - ARRAY['file_no', 'allowed_by', 'reason', 'revoked_at'])
		AND (OLD.file_no IS NULL OR NEW.file_no = OLD.file_no) AND OLD.revoked_at = 'infinity'
		AND (NEW.revoked_at = 'infinity' OR NOT EXISTS (
			SELECT FROM run.bank_send s WHERE s.run_id = OLD.run_id AND s.office_id = OLD.office_id)) THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'the entry of a bank file stays' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON result.claim_bank_file FOR EACH ROW EXECUTE FUNCTION result.guard_bank_file();
CREATE TRIGGER guard_all BEFORE TRUNCATE ON result.claim_bank_file FOR EACH STATEMENT EXECUTE FUNCTION result.guard_bank_file();

-- The name of a file: no year, as in its header; none as long as it may not be written.
CREATE FUNCTION result.bank_file_name(office_id int, pay_on date, file_no smallint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT format('bank/zengin-%s-%s%s-%s.txt', lpad(office_id::text, 5, '0'),
		lpad(extract(month FROM pay_on)::int::text, 2, '0'), lpad(extract(day FROM pay_on)::int::text, 2, '0'), file_no)
$$;

-- The transfers that the files of a run hold.  Inlined.  Index: claim_payment_pkey.
CREATE FUNCTION result.bank_payments(for_run_id int) RETURNS SETOF result.claim_payment LANGUAGE sql STABLE AS $$
	SELECT c.*
	FROM result.claim_bank_file f
	JOIN result.claim_payment c ON c.run_id = f.run_id AND c.office_id = f.office_id AND c.method = 1
		AND c.countered_at > f.recorded_at
	WHERE f.run_id = for_run_id
$$;

-- Enters the files of a run that has paid: once, one run at a time with payments and counter-entries.  Of files that a bank
-- cannot tell from an earlier one that counts, nobody has said yet that they are meant.  Counts are of transfers.
CREATE FUNCTION run.take_bank_files(for_run_id int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(71, 7);
	IF NOT EXISTS (SELECT FROM result.claim_payment_run c JOIN run.run r ON r.run_id = c.run_id AND r.decision = 'confirmed'
		WHERE c.run_id = for_run_id) THEN
		RAISE EXCEPTION 'bank files are made of payments that were issued' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO result.claim_bank_file (run_id, office_id, pay_on, requester_code, records, total_yen, file_no, digest, recorded_at)
	SELECT for_run_id, n.office_id, n.pay_on, n.requester_code, n.records, n.total_yen,
		CASE WHEN row_number() OVER (PARTITION BY n.requester_code, n.pay_on, n.records, n.total_yen ORDER BY n.office_id) = 1
			AND NOT EXISTS (SELECT FROM result.claim_bank_file f
				WHERE f.requester_code = n.requester_code AND f.pay_on = n.pay_on AND f.records = n.records
					AND f.total_yen = n.total_yen AND f.revoked_at = 'infinity') THEN 1 END,
		r.results_digest, clock_timestamp()
	FROM (
		SELECT o.office_id, o.pay_on, o.requester_code, count(*) AS records, sum(c.amount_yen) AS total_yen
		FROM result.claim_payment_office o
		JOIN result.claim_payment c ON c.run_id = o.run_id AND c.office_id = o.office_id AND c.method = 1
			AND c.countered_at = 'infinity'
		WHERE o.run_id = for_run_id
		GROUP BY o.office_id, o.pay_on, o.requester_code
	) n
	JOIN run.run r ON r.run_id = for_run_id
	ORDER BY n.office_id
	ON CONFLICT (run_id, office_id) DO NOTHING;
	RETURN QUERY
	SELECT coalesce(sum(f.records), 0)::bigint, coalesce(sum(f.records), 0)::bigint, 0::bigint, 0::bigint, 0::bigint,
		coalesce(sum(f.total_yen), 0)::bigint
	FROM result.claim_bank_file f WHERE f.run_id = for_run_id;
END $$;

-- A person says that a file is meant although a bank cannot tell it from an earlier one.  False: there is nothing to say.
CREATE FUNCTION run.allow_bank_file(for_run_id int, of_office int, because text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(71, 7);
	UPDATE result.claim_bank_file f SET allowed_by = session_user, reason = because, file_no = (
		SELECT coalesce(max(x.file_no), 0) + 1 FROM result.claim_bank_file x
		WHERE x.requester_code = f.requester_code AND x.pay_on = f.pay_on AND x.records = f.records AND x.total_yen = f.total_yen)
	WHERE f.run_id = for_run_id AND f.office_id = of_office AND f.file_no IS NULL AND f.revoked_at = 'infinity';
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO run.action (run_id, command, reason) VALUES (for_run_id, 'payment allow', 'office ' || of_office || ': ' || because);
	RETURN true;
END $$;

-- Records that a file left: of a confirmed run whose results are those that were approved, with the bytes that were
-- published, not revoked, not after its pay day (a bank would read next year's); again only with a reason.  Says which time
-- it is.
CREATE FUNCTION run.send_bank_file(for_run_id int, of_office int, file_sha256 bytea, because text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	file result.claim_bank_file;
	times int;
BEGIN
	SELECT * INTO file FROM result.claim_bank_file f WHERE f.run_id = for_run_id AND f.office_id = of_office FOR UPDATE;
	IF NOT FOUND OR file.revoked_at < 'infinity' OR file.pay_on < (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
		OR NOT EXISTS (SELECT FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND r.results_digest = file.digest)
		OR NOT EXISTS (SELECT FROM run.artifact a WHERE a.run_id = for_run_id
			AND a.name = result.bank_file_name(file.office_id, file.pay_on, file.file_no) AND a.sha256 = file_sha256) THEN
		RAISE EXCEPTION 'no file that may be sent' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT count(*) + 1 INTO times FROM run.bank_send s WHERE s.run_id = for_run_id AND s.office_id = of_office;
	INSERT INTO run.bank_send (run_id, office_id, send_no, sha256, reason) -- a first time with, or another without a reason: refused
	VALUES (for_run_id, of_office, times, file_sha256, because);
	INSERT INTO run.action (run_id, command, reason)
	VALUES (for_run_id, 'payment send', result.bank_file_name(file.office_id, file.pay_on, file.file_no)
		|| CASE WHEN because <> '' THEN ': ' || because ELSE '' END);
	RETURN times;
END $$;

-- Revokes the files of a run that have not left, of one office or (0) of all: their payments count no more.  Says how many
-- payments.  For functions that know why.
CREATE FUNCTION run.revoke_bank_files(for_run_id int, of_office int) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	payment_nos int[];
BEGIN
	PERFORM pg_advisory_xact_lock(71, 7);
	PERFORM FROM result.claim_bank_file f WHERE f.run_id = for_run_id AND (of_office = 0 OR f.office_id = of_office)
	ORDER BY f.office_id FOR UPDATE; -- whoever is sending one is waited for
	SELECT coalesce(array_agg(p.payment_no), '{}') INTO payment_nos
	FROM result.bank_payments(for_run_id) p
	JOIN result.claim_bank_file f ON f.run_id = for_run_id AND f.office_id = p.office_id
	WHERE (of_office = 0 OR p.office_id = of_office) AND f.revoked_at = 'infinity' AND NOT EXISTS (
		SELECT FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id);
	UPDATE result.claim_bank_file f SET revoked_at = clock_timestamp()
	WHERE f.run_id = for_run_id AND (of_office = 0 OR f.office_id = of_office) AND f.revoked_at = 'infinity' AND NOT EXISTS (
		SELECT FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id);
	RETURN run.counter_payments(for_run_id, payment_nos, 1);
END $$;

-- ---- what the bank says --------------------------------------------------------------------------

-- A payment is paid, or comes back, or is paid and comes back: once each, whatever is told again.
CREATE TABLE fact.bank_result (
	run_id           int NOT NULL,
	payment_no       int NOT NULL,
	state            smallint NOT NULL CHECK (state IN (1, 2)), -- BANK_STATES
	reason           smallint NOT NULL,          -- BANK_REASONS; 0: paid
	settled_on       date NOT NULL,              -- paid, or given back
	made_on          date NOT NULL,
	serial           int NOT NULL,
	import_id        int NOT NULL REFERENCES fact.import,
	recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, payment_no, state),
	FOREIGN KEY (run_id, payment_no) REFERENCES result.claim_payment,
	CHECK ((state = 2) = (reason > 0))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON fact.bank_result FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON fact.bank_result FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();

CREATE TABLE fact.bank_result_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	office_id        int NOT NULL,
	made_on          date NOT NULL,
	serial           int NOT NULL,
	UNIQUE (office_id, made_on, serial)
);

-- What came back counts no more, however its row was written.
CREATE FUNCTION fact.counter_returned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	r record;
BEGIN
	IF EXISTS (SELECT FROM new_results n
		JOIN result.claim_payment c ON c.run_id = n.run_id AND c.payment_no = n.payment_no
		LEFT JOIN run.bank_send s ON s.run_id = c.run_id AND s.office_id = c.office_id AND s.send_no = 1
		WHERE c.method <> 1 OR s.run_id IS NULL) THEN
		RAISE EXCEPTION 'a bank says nothing of what was not sent to it' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	FOR r IN SELECT n.run_id, array_agg(n.payment_no) AS nos FROM new_results n WHERE n.state = 2 GROUP BY n.run_id ORDER BY n.run_id LOOP
		PERFORM run.counter_payments(r.run_id, r.nos, 2);
	END LOOP;
	RETURN NULL;
END $$;
CREATE TRIGGER counter_returned AFTER INSERT ON fact.bank_result REFERENCING NEW TABLE AS new_results
	FOR EACH STATEMENT EXECUTE FUNCTION fact.counter_returned();

GRANT SELECT ON result.claim_bank_file, run.bank_send TO getsuji_runner, getsuji_approver;
GRANT SELECT, INSERT ON fact.bank_result, fact.bank_result_file TO getsuji_runner;
REVOKE ALL ON FUNCTION run.take_bank_files(int), run.allow_bank_file(int, int, text), run.send_bank_file(int, int, bytea, text),
	run.revoke_bank_files(int, int), fact.counter_returned() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.take_bank_files(int), run.allow_bank_file(int, int, text), run.send_bank_file(int, int, bytea, text)
	TO getsuji_runner;

-- ---- results in ----------------------------------------------------------------------------------

-- line, column_no: where the number of the payment stands.
CREATE FUNCTION fact.bank_results_stage() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_bank_result (seq int, line int, column_no int, run_id int, payment_no int, state smallint, reason smallint,
		amount_yen int, settled_on date) ON COMMIT DROP;
END $$;

-- Judges every result: `rule` is what it breaks, first that fits, else empty; `known`: the bank said so before.  Gives back
-- those that break a rule.
CREATE FUNCTION fact.bank_results_check(office int, file_made_on date)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	ANALYZE pg_temp.new_bank_result;
	CREATE TEMP TABLE judged_bank_result ON COMMIT DROP AS
	SELECT n.seq, n.run_id, n.payment_no, n.state, n.reason, n.settled_on, b.made_on IS NOT NULL AS known,
		CASE WHEN count(*) OVER (PARTITION BY n.run_id, n.payment_no, n.state) > 1 THEN 'B-twice'
			WHEN c.payment_no IS NULL OR f.run_id IS NULL THEN 'B-unknown'
			WHEN c.office_id <> office THEN 'B-office'
			WHEN s.run_id IS NULL THEN 'B-unsent'
			WHEN c.amount_yen <> n.amount_yen THEN 'B-amount'
			WHEN (n.state = 2) <> (n.reason > 0) THEN 'B-reason'
			WHEN n.settled_on < c.pay_on OR n.settled_on > file_made_on OR file_made_on >= c.pay_on + interval '12 months' THEN 'B-date'
			WHEN b.made_on IS NULL AND k.cause IS DISTINCT FROM 2 AND k.run_id IS NOT NULL THEN 'B-undone'
			WHEN b.made_on IS NULL AND n.state = 1 AND g.made_on < file_made_on THEN 'B-returned'
			ELSE '' END AS rule
	FROM new_bank_result n
	LEFT JOIN result.claim_payment c ON c.run_id = n.run_id AND c.payment_no = n.payment_no AND c.method = 1
	LEFT JOIN result.claim_bank_file f ON f.run_id = c.run_id AND f.office_id = c.office_id AND c.countered_at > f.recorded_at
	LEFT JOIN run.bank_send s ON s.run_id = f.run_id AND s.office_id = f.office_id AND s.send_no = 1
	LEFT JOIN result.payment_counter k ON k.run_id = c.run_id AND k.payment_no = c.payment_no
	LEFT JOIN fact.bank_result b ON b.run_id = n.run_id AND b.payment_no = n.payment_no AND b.state = n.state
	LEFT JOIN fact.bank_result g ON g.run_id = n.run_id AND g.payment_no = n.payment_no AND g.state = 2;
	ANALYZE pg_temp.judged_bank_result;
	RETURN QUERY
	SELECT n.line, n.column_no, 'payment', j.rule
	FROM judged_bank_result j
	JOIN new_bank_result n ON n.seq = j.seq
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION fact.bank_results_unchanged() RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT count(*) FROM judged_bank_result j WHERE j.rule = '' AND j.known);
END $$;

-- Returns the results recorded.  What came back is undone by the trigger of the table.
CREATE FUNCTION fact.bank_results_merge(for_import_id int, office int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	INSERT INTO fact.bank_result_file (import_id, office_id, made_on, serial)
	VALUES (for_import_id, office, file_made_on, file_serial);
	INSERT INTO fact.bank_result (run_id, payment_no, state, reason, settled_on, made_on, serial, import_id)
	SELECT j.run_id, j.payment_no, j.state, j.reason, j.settled_on, file_made_on, file_serial, for_import_id
	FROM judged_bank_result j
	WHERE j.rule = '' AND NOT j.known
	ORDER BY j.run_id, j.payment_no, j.state;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	RETURN recorded;
END $$;

-- ---- what became of them -------------------------------------------------------------------------

-- Each file of a run (0: of all runs, which has not left or of which the bank has not said all): what it holds, whether it
-- left, and what the bank said of it.  records = paid + returned + open, and so their sums.
CREATE FUNCTION result.bank_files(of_run_id int)
RETURNS TABLE (run_id int, office_id int, pay_on date, name text, records int, total_yen bigint, allowed boolean, revoked boolean,
	sends int, sent_at timestamptz, sent_by text, paid bigint, paid_yen bigint, returned bigint, returned_yen bigint)
LANGUAGE sql STABLE AS $$
	SELECT f.run_id, f.office_id, f.pay_on, coalesce(result.bank_file_name(f.office_id, f.pay_on, f.file_no), ''), f.records, f.total_yen,
		f.file_no IS NOT NULL, f.revoked_at < 'infinity', coalesce(s.sends, 0)::int, s.sent_at, s.sent_by,
		coalesce(b.paid, 0), coalesce(b.paid_yen, 0), coalesce(b.returned, 0), coalesce(b.returned_yen, 0)
	FROM result.claim_bank_file f
	LEFT JOIN LATERAL (
		SELECT count(*) AS sends, max(s.sent_at) AS sent_at, max(s.sent_by) FILTER (WHERE s.send_no = 1) AS sent_by
		FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id
		HAVING count(*) > 0
	) s ON true
	LEFT JOIN LATERAL ( -- one row per payment: what came back was not paid
		SELECT count(*) FILTER (WHERE k.state = 1) AS paid, sum(c.amount_yen) FILTER (WHERE k.state = 1) AS paid_yen,
			count(*) FILTER (WHERE k.state = 2) AS returned, sum(c.amount_yen) FILTER (WHERE k.state = 2) AS returned_yen
		FROM (SELECT r.payment_no, max(r.state) AS state FROM fact.bank_result r WHERE r.run_id = f.run_id GROUP BY r.payment_no) k
		JOIN result.claim_payment c ON c.run_id = f.run_id AND c.payment_no = k.payment_no AND c.office_id = f.office_id
	) b ON true
	WHERE f.run_id = of_run_id
		OR of_run_id = 0 AND f.revoked_at = 'infinity' AND f.records > coalesce(b.paid, 0) + coalesce(b.returned, 0)
	ORDER BY f.pay_on, f.run_id, f.office_id
$$;
