-- Taking back a confirmed run (処理の取消し): asked for by one login, done by another, in one transaction.  What has not
-- left the building is undone; what has left stays as it is in the ledger and is listed, and the next edition, which
-- compares with what is out and paid, deals with the difference.  Codes (smallint) are those of
-- include/getsuji/reversal.h.

-- ---- the ledger ----------------------------------------------------------------------------------

CREATE TABLE run.reversal (
	run_id           int PRIMARY KEY REFERENCES run.run,
	proposal_id      int NOT NULL UNIQUE REFERENCES run.proposal, -- who asked, why, and who did it
	reversed_at      timestamptz NOT NULL        -- the one instant that all of it carries
);

-- What the run had made, and what became of each.
CREATE TABLE result.reversed_item (
	run_id           int NOT NULL REFERENCES run.reversal,
	item_no          int NOT NULL,               -- 1, 2, 3 …: what has left first
	item             smallint NOT NULL,          -- REVERSAL_ITEMS
	outcome          smallint NOT NULL,          -- REVERSAL_OUTCOMES
	office_id        int NOT NULL,
	household_id     bigint,                     -- NULL: about several
	person_no        smallint NOT NULL,          -- 0: the household
	of_run_id        int NOT NULL,               -- the run that made it: this one, or one that built on it
	number           bigint NOT NULL,            -- of the payment, ticket, form, document, piece, slip there
	revision         smallint NOT NULL,          -- of a ticket; else 0
	month_on         date,                       -- of a ticket or payment
	kind             smallint NOT NULL,          -- of a document: MAIL_DOCUMENTS; of a form likewise; of a payment its part; else 0
	amount_yen       bigint NOT NULL,
	place            text NOT NULL,              -- file, or mailing and piece; empty: none
	PRIMARY KEY (run_id, item_no)
);

-- Claims that were taken back: they count no more, and stay on record.
CREATE TABLE result.reversed_run (
	graph            text NOT NULL,
	office_id        int NOT NULL,
	month_on         date NOT NULL,
	edition          int NOT NULL,
	run_id           int PRIMARY KEY REFERENCES run.reversal
);
CREATE TABLE result.reversed_decision (
	household_id     bigint NOT NULL,
	month_on         date NOT NULL,
	edition          int NOT NULL,
	run_id           int NOT NULL REFERENCES run.reversal,
	PRIMARY KEY (run_id, household_id)
);
CREATE TABLE result.reversed_form (
	run_id           int NOT NULL REFERENCES run.reversal,
	kind             smallint NOT NULL,          -- MAIL_DOCUMENTS: opinion, request
	form_no          int NOT NULL,
	form             jsonb NOT NULL,             -- the row of result.claim_opinion or result.claim_examination
	services         jsonb NOT NULL,             -- and those of its services
	PRIMARY KEY (run_id, kind, form_no)
);

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['run.reversal', 'result.reversed_item', 'result.reversed_run', 'result.reversed_decision',
		'result.reversed_form'] LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s
			FOR EACH ROW EXECUTE FUNCTION run.append_only()', t);
		EXECUTE format('CREATE TRIGGER append_only_all BEFORE TRUNCATE ON %s
			FOR EACH STATEMENT EXECUTE FUNCTION run.append_only()', t);
		EXECUTE format('GRANT SELECT ON %s TO getsuji_runner', t);
	END LOOP;
END $$;
GRANT SELECT ON run.reversal, result.reversed_item TO getsuji_approver;

-- ---- who asks ------------------------------------------------------------------------------------

ALTER TABLE run.proposal DROP CONSTRAINT proposal_command_check;
ALTER TABLE run.proposal ADD CHECK (command IN ('skip', 'set-ok', 'after-abnormal', 'reverse'));

-- As before; a reversal is of the whole run, as long as it is confirmed.
CREATE OR REPLACE FUNCTION run.stamp_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.task_nos := CASE WHEN NEW.command = 'reverse' THEN '{}' ELSE
		ARRAY(SELECT t.task_no FROM run.task t WHERE t.run_id = NEW.run_id AND t.kind <> 'gate'
			AND (t.task_no = NEW.task_no OR (NEW.task_no = 0 AND t.state IN ('failed', 'out_of_balance')))
			ORDER BY t.task_no) END;
	IF NEW.command = 'reverse' THEN
		IF NEW.task_no <> 0
			OR NOT EXISTS (SELECT FROM run.run r WHERE r.run_id = NEW.run_id AND r.decision = 'confirmed') THEN
			RAISE EXCEPTION 'only a confirmed run can be taken back' USING ERRCODE = 'integrity_constraint_violation';
		END IF;
	ELSIF NEW.task_nos = '{}' THEN
		RAISE EXCEPTION 'there is no task to ask about' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	NEW.withdrawn_at := NULL;
	NEW.proposed_by := session_user;
	NEW.proposed_at := clock_timestamp();
	NEW.agreed_by := NULL;
	NEW.agreed_at := NULL;
	RETURN NEW;
END $$;

-- A decision is taken back by run.reverse alone, and from then on nobody works on the run.
CREATE FUNCTION run.guard_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.decision <> 'reversed' AND NEW.decision = 'reversed'
		AND NOT EXISTS (SELECT FROM run.reversal x WHERE x.run_id = NEW.run_id) THEN
		RAISE EXCEPTION 'run % is not taken back by hand', NEW.run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF OLD.decision = 'reversed' AND NEW.execution <> OLD.execution THEN
		RAISE EXCEPTION 'run % was taken back', NEW.run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_reversal BEFORE UPDATE ON run.run FOR EACH ROW EXECUTE FUNCTION run.guard_reversal();

-- A run that was computed on a decision that was taken back meanwhile does not count.  Reads the run's partition once.
CREATE FUNCTION run.guard_basis() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM run.reversal) AND EXISTS (
		SELECT FROM (SELECT DISTINCT n.run_id FROM new_claims n) k
		CROSS JOIN LATERAL (SELECT DISTINCT c.before_run_id FROM result.change c WHERE c.run_id = k.run_id) b
		JOIN run.reversal x ON x.run_id = b.before_run_id) THEN
		RAISE EXCEPTION 'the decision that this one was compared with was taken back'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER guard_basis AFTER INSERT ON result.claim_decision REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_basis();

-- ---- what there is to take back ------------------------------------------------------------------

-- Why a run cannot be taken back, with the run that is in the way (0: none): 'later', a decision of its households builds
-- on its own; 'adopted', incomes that it made are in force; 'asked', it asked or registered outside, where the next
-- edition sends the difference; 'packed', its mailing left in a package, and pieces are pulled one by one.
CREATE FUNCTION run.reversal_blockers(for_run_id int) RETURNS TABLE (blocker text, by_run_id int) LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	(SELECT 'later', x.run_id
	FROM result.claim_decision k
	JOIN result.claim_decision x ON x.household_id = k.household_id AND (x.month_on, x.edition) > (k.month_on, k.edition)
	WHERE k.run_id = for_run_id
	ORDER BY x.month_on DESC, x.edition DESC, x.run_id
	LIMIT 1)
	UNION ALL
	SELECT 'adopted', 0
	WHERE EXISTS (SELECT FROM fact.income i WHERE i.origin_run_id = for_run_id AND i.superseded_at = 'infinity')
	UNION ALL
	SELECT 'asked', 0
	WHERE EXISTS (SELECT FROM result.claim_inquiry_run c WHERE c.run_id = for_run_id)
		OR EXISTS (SELECT FROM result.claim_upload_run c WHERE c.run_id = for_run_id)
	UNION ALL
	SELECT 'packed', 0
	WHERE EXISTS (SELECT FROM run.mail_package m WHERE m.run_id = for_run_id)
$$;

-- The documents of a run, and how far each has gone.  In a piece of a mailing it can be pulled until the cut-off and has
-- left afterwards.  In none: an office with mailings has it still; of an office without, the file itself is what leaves.
CREATE FUNCTION run.reversal_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, household_id bigint, task_no int, outcome smallint, place text)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	SELECT d.document_no, d.kind, d.office_id, d.household_id, f.task_no,
		CASE WHEN x.cut_off_on >= t.day THEN 2 WHEN x.run_id IS NOT NULL OR o.office_id IS NULL THEN 3 ELSE 1 END::smallint,
		CASE WHEN x.run_id IS NULL THEN d.file ELSE format('郵送 %s 封筒 %s', m.run_id, m.piece_no) END
	FROM run.run r
	CROSS JOIN LATERAL (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS day) t
	CROSS JOIN LATERAL result.documents(r.run_id) d
	JOIN run.artifact f ON f.run_id = r.run_id AND f.name = d.file
	LEFT JOIN result.claim_mail_document m ON m.source_run_id = r.run_id AND m.document_no = d.document_no
		AND m.freed_at = 'infinity'
	LEFT JOIN result.claim_mailing x ON x.run_id = m.run_id
	LEFT JOIN fact.mail_office o ON o.office_id = d.office_id AND o.superseded_at = 'infinity'
		AND o.valid_from <= (r.as_of AT TIME ZONE 'Asia/Tokyo')::date AND o.valid_to > (r.as_of AT TIME ZONE 'Asia/Tokyo')::date
	WHERE r.run_id = for_run_id
$$;

-- Payments that count: the run's own, those of its decisions, and all others in a bank file with one of them, which is
-- revoked as a whole.  Transfers have left when their file was sent; cash of a counter list from the pay day on.
CREATE FUNCTION run.reversal_payments(for_run_id int)
RETURNS TABLE (run_id int, payment_no int, office_id int, household_id bigint, month_on date, part smallint, amount_yen int,
	outcome smallint, place text) LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	WITH named AS (
		SELECT c.run_id, c.office_id, bool_or(c.method = 1) AS transfers FROM result.claim_payment c
		WHERE (c.run_id = for_run_id OR c.decision_run_id = for_run_id) AND c.countered_at = 'infinity'
		GROUP BY c.run_id, c.office_id
	)
	SELECT c.run_id, c.payment_no, c.office_id, c.household_id, c.month_on, c.part, c.amount_yen,
		CASE WHEN c.method = 1 THEN CASE WHEN s.run_id IS NULL THEN 1 ELSE 3 END
			WHEN c.pay_on <= t.day THEN 3 ELSE 1 END::smallint,
		CASE WHEN c.method = 2 THEN '窓口支給一覧'
			WHEN f.file_no IS NULL THEN '' ELSE result.bank_file_name(f.office_id, f.pay_on, f.file_no) END
	FROM named n
	CROSS JOIN (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS day) t
	JOIN result.claim_payment c ON c.run_id = n.run_id AND c.office_id = n.office_id AND c.countered_at = 'infinity'
	LEFT JOIN result.claim_bank_file f ON c.method = 1 AND f.run_id = c.run_id AND f.office_id = c.office_id
		AND f.revoked_at = 'infinity' AND c.countered_at > f.recorded_at
	LEFT JOIN run.bank_send s ON s.run_id = f.run_id AND s.office_id = f.office_id AND s.send_no = 1
	WHERE c.run_id = for_run_id OR c.decision_run_id = for_run_id
		OR (n.transfers AND f.run_id IS NOT NULL AND s.run_id IS NULL)
$$;

-- Pieces of a mailing that was not packed: their documents are free again, but for those in parts that the office prints
-- itself, which may be on their way.
CREATE FUNCTION run.reversal_pieces(for_run_id int)
RETURNS TABLE (piece_no int, office_id int, household_id bigint, outcome smallint, place text)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.piece_no, p.office_id, d.household_id,
		CASE WHEN p.route = 2 AND EXISTS (SELECT FROM run.artifact a
			WHERE a.run_id = p.run_id AND starts_with(a.name, 'inhouse/')) THEN 3 ELSE 1 END::smallint,
		format('分冊 %s', p.part_no)
	FROM result.claim_mail_piece p
	CROSS JOIN LATERAL (
		SELECT CASE WHEN min(x.household_id) = max(x.household_id) AND bool_and(x.household_id IS NOT NULL)
			THEN min(x.household_id) END AS household_id, count(*) FILTER (WHERE x.freed_at = 'infinity') AS living
		FROM result.claim_mail_document x
		WHERE x.run_id = p.run_id AND x.piece_no = p.piece_no
	) d
	WHERE p.run_id = for_run_id AND d.living > 0
$$;

-- All that a run made, and what becomes of it if it is taken back now; reads only.
CREATE FUNCTION run.reversal_items(for_run_id int)
RETURNS TABLE (item smallint, outcome smallint, office_id int, household_id bigint, person_no smallint, of_run_id int,
	number bigint, revision smallint, month_on date, kind smallint, amount_yen bigint, place text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	WITH document AS MATERIALIZED (
		SELECT * FROM run.reversal_documents(for_run_id)
	), enclosure AS MATERIALIZED ( -- what is drawn, and in which document
		SELECT e.office_id, e.month_on, e.issue_no, e.revision, e.cancelled, d.outcome, d.place
		FROM result.ticket_enclosure e
		JOIN document d ON d.document_no = e.piece_no
		WHERE e.run_id = for_run_id
			AND NOT EXISTS (SELECT FROM run.hold_hit x
				WHERE x.run_id = for_run_id AND x.task_no = d.task_no AND x.key = e.enclosure_no)
			AND NOT EXISTS (SELECT FROM run.quarantine x
				WHERE x.run_id = for_run_id AND x.task_no = d.task_no AND x.key = e.enclosure_no)
	), ticket AS MATERIALIZED ( -- issued by the run and out
		SELECT c.office_id, c.household_id, c.person_no, c.month_on, c.issue_no, c.revision, c.own_payment_yen,
			c.institution_code, c.service, CASE e.outcome WHEN 3 THEN 3 ELSE 1 END::smallint AS outcome, coalesce(e.place, '') AS place
		FROM result.claim_ticket c
		LEFT JOIN enclosure e ON e.office_id = c.office_id AND e.month_on = c.month_on AND e.issue_no = c.issue_no
			AND e.revision = c.revision AND NOT e.cancelled
		WHERE c.run_id = for_run_id AND c.cancelled_at = 'infinity'
	), slip AS MATERIALIZED ( -- made by the run and not void
		SELECT c.run_id, c.document_no, c.office_id, c.household_id, c.yen,
			CASE d.outcome WHEN 3 THEN 3 ELSE 1 END::smallint AS outcome, coalesce(d.place, '') AS place
		FROM result.claim_slip c
		LEFT JOIN document d ON d.document_no = c.document_no
		WHERE c.run_id = for_run_id AND c.voided_at = 'infinity'
	), form AS (
		SELECT 4::smallint AS kind, c.form_no, c.piece_no, c.household_id, c.person_no FROM result.claim_opinion c
		WHERE c.run_id = for_run_id
		UNION ALL
		SELECT 5, c.form_no, c.piece_no, c.household_id, c.person_no FROM result.claim_examination c WHERE c.run_id = for_run_id
	)
	SELECT 2::smallint, t.outcome, t.office_id, t.household_id, t.person_no, for_run_id, t.issue_no::bigint, t.revision, t.month_on,
		0::smallint, t.own_payment_yen::bigint, t.place
	FROM ticket t
	UNION ALL
	-- What the run took back or replaced and nobody was told: the one before is out again, unless another is by now.
	SELECT 2, 4, c.office_id, c.household_id, c.person_no, c.run_id, c.issue_no, c.revision, c.month_on, 0, c.own_payment_yen, ''
	FROM result.claim_ticket c
	LEFT JOIN enclosure e ON e.office_id = c.office_id AND e.month_on = c.month_on AND e.issue_no = c.issue_no
		AND (e.cancelled AND e.revision = c.revision OR NOT e.cancelled AND e.revision = c.revision + 1)
	WHERE c.cancel_run_id = for_run_id AND e.outcome IS DISTINCT FROM 3 AND NOT EXISTS (
		SELECT FROM result.claim_ticket o
		WHERE o.cancelled_at = 'infinity' AND o.office_id = c.office_id AND o.month_on = c.month_on
			AND (o.issue_no = c.issue_no OR (o.household_id, o.person_no, o.institution_code, o.service)
				= (c.household_id, c.person_no, c.institution_code, c.service))
			AND NOT EXISTS (SELECT FROM ticket t WHERE t.office_id = o.office_id AND t.month_on = o.month_on
				AND t.issue_no = o.issue_no AND t.revision = o.revision AND t.outcome = 1))
	UNION ALL
	SELECT 3, CASE WHEN d.outcome = 3 AND NOT h.held THEN 3 ELSE 1 END, (x.household_id / 100000000)::int, x.household_id,
		x.person_no, for_run_id, x.form_no, 0, NULL, x.kind, 0, CASE WHEN d.document_no IS NULL OR h.held THEN '' ELSE d.place END
	FROM form x
	LEFT JOIN document d ON d.document_no = x.piece_no
	CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM run.hold_hit y
			WHERE y.run_id = for_run_id AND y.task_no = d.task_no AND y.key = x.form_no)
		OR EXISTS (SELECT FROM run.quarantine y
			WHERE y.run_id = for_run_id AND y.task_no = d.task_no AND y.key = x.form_no) AS held) h
	UNION ALL
	SELECT 4, d.outcome, d.office_id, d.household_id, 0, for_run_id, d.document_no, 0, NULL, d.kind, 0, d.place
	FROM document d
	UNION ALL
	SELECT 6, s.outcome, s.office_id, s.household_id, 0, s.run_id, s.document_no, 0, NULL, 0, s.yen, s.place FROM slip s
	UNION ALL
	-- What the run made void: it can be paid with again, unless another slip of the instalment can by now.
	SELECT 6, 4, c.office_id, c.household_id, 0, c.run_id, c.document_no, 0, NULL, 0, c.yen, ''
	FROM result.claim_slip c
	WHERE c.void_run_id = for_run_id AND NOT EXISTS (
		SELECT FROM result.claim_slip o
		WHERE o.voided_at = 'infinity' AND o.household_id = c.household_id AND o.claim_no = c.claim_no
			AND o.instalment_no = c.instalment_no
			AND NOT EXISTS (SELECT FROM slip s WHERE s.run_id = o.run_id AND s.document_no = o.document_no AND s.outcome = 1))
	UNION ALL
	SELECT 1, w.outcome, w.office_id, w.household_id, 0, w.run_id, w.payment_no, 0, w.month_on, w.part, w.amount_yen, w.place
	FROM run.reversal_payments(for_run_id) w
	UNION ALL
	SELECT 5, w.outcome, w.office_id, w.household_id, 0, for_run_id, w.piece_no, 0, NULL, 0, 0, w.place
	FROM run.reversal_pieces(for_run_id) w
$$;

-- ---- taking back ---------------------------------------------------------------------------------

-- Tickets of pg_temp.reversed_now: what did not leave is void, and what it took the place of is out again; then what the
-- decisions in force say of own payments is settled anew.
CREATE FUNCTION run.reverse_tickets(for_run_id int, instant timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE result.claim_ticket c SET cancelled_at = instant, cancel_run_id = for_run_id, cancel_cause = 7,
		cancel_reason = '処理の取消し'
	FROM pg_temp.reversed_now i
	WHERE i.item = 2 AND i.outcome = 1 AND c.office_id = i.office_id AND c.month_on = i.month_on AND c.issue_no = i.number
		AND c.revision = i.revision AND c.cancelled_at = 'infinity';
	UPDATE result.claim_ticket c SET cancelled_at = 'infinity', cancel_run_id = NULL, cancel_cause = 0, cancel_hold = 0,
		cancel_reason = ''
	FROM pg_temp.reversed_now i
	WHERE i.item = 2 AND i.outcome = 4 AND c.office_id = i.office_id AND c.month_on = i.month_on AND c.issue_no = i.number
		AND c.revision = i.revision AND c.cancelled_at < 'infinity';
	CREATE TEMP TABLE wanted_ticket ON COMMIT DROP AS -- whose own payments are looked at, beside the run's month
	SELECT DISTINCT i.office_id, i.month_on FROM pg_temp.reversed_now i WHERE i.item = 2 AND i.outcome IN (1, 4);
	IF EXISTS (SELECT FROM pg_temp.wanted_ticket) OR EXISTS (
		SELECT FROM run.run r
		JOIN result.claim_own_payment p ON p.superseded_at = 'infinity' AND p.month_on = r.month_on
			AND (r.office_id = 0 OR p.household_id / 100000000 = r.office_id)
		WHERE r.run_id = for_run_id AND EXISTS (SELECT FROM result.reversed_decision d WHERE d.run_id = r.run_id)) THEN
		PERFORM run.read_payments(for_run_id);
		PERFORM run.settle_payments(for_run_id, instant);
	END IF;
END $$;

-- Forms that did not leave: another run may send them.
CREATE FUNCTION run.reverse_forms(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO result.reversed_form (run_id, kind, form_no, form, services)
	SELECT for_run_id, 4, c.form_no, to_jsonb(c), (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.service)
		FROM result.claim_opinion_service s WHERE s.household_id = c.household_id AND s.person_no = c.person_no
			AND s.institution_code = c.institution_code AND s.run_id = c.run_id AND s.form_no = c.form_no)
	FROM pg_temp.reversed_now i
	JOIN result.claim_opinion c ON c.run_id = for_run_id AND c.form_no = i.number
	WHERE i.item = 3 AND i.outcome = 1 AND i.kind = 4
	UNION ALL
	SELECT for_run_id, 5, c.form_no, to_jsonb(c), (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.service)
		FROM result.claim_examination_service s WHERE s.household_id = c.household_id AND s.person_no = c.person_no
			AND s.institution_code = c.institution_code AND s.run_id = c.run_id AND s.form_no = c.form_no)
	FROM pg_temp.reversed_now i
	JOIN result.claim_examination c ON c.run_id = for_run_id AND c.form_no = i.number
	WHERE i.item = 3 AND i.outcome = 1 AND i.kind = 5;
	DELETE FROM result.claim_opinion_service s USING result.reversed_form f
	WHERE f.run_id = for_run_id AND f.kind = 4 AND s.run_id = for_run_id AND s.form_no = f.form_no;
	DELETE FROM result.claim_opinion c USING result.reversed_form f
	WHERE f.run_id = for_run_id AND f.kind = 4 AND c.run_id = for_run_id AND c.form_no = f.form_no;
	DELETE FROM result.claim_examination_service s USING result.reversed_form f
	WHERE f.run_id = for_run_id AND f.kind = 5 AND s.run_id = for_run_id AND s.form_no = f.form_no;
	DELETE FROM result.claim_examination c USING result.reversed_form f
	WHERE f.run_id = for_run_id AND f.kind = 5 AND c.run_id = for_run_id AND c.form_no = f.form_no;
END $$;

-- Does what was asked for, as the second person; all in one transaction, at one instant.  One at a time with whatever
-- issues, sends or pays: their locks first, in order, then those of the fact tables whose lock a cut waits for; so it is
-- in nobody's way who waits for clerks.  Nobody may be at work on the run, and no runner can begin before this ends.
CREATE FUNCTION run.reverse(for_proposal_id int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p run.proposal;
	paid record;
	instant timestamptz;
	in_the_way record;
BEGIN
	SELECT * INTO p FROM run.proposal o WHERE o.proposal_id = for_proposal_id AND o.command = 'reverse' AND o.agreed_by IS NULL
		AND o.withdrawn_at IS NULL FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no such open proposal' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT pg_try_advisory_xact_lock(72, p.run_id) THEN
		RAISE EXCEPTION 'run % is at work', p.run_id USING ERRCODE = 'object_in_use';
	END IF;
	UPDATE run.proposal o SET agreed_by = session_user, agreed_at = clock_timestamp()
	WHERE o.proposal_id = for_proposal_id;
	PERFORM pg_advisory_xact_lock(71, n) FROM generate_series(4, 9) n;
	LOCK TABLE result.claim_decision IN SHARE ROW EXCLUSIVE MODE; -- who confirms now, confirms before or after
	PERFORM FROM result.claim_mailing m WHERE m.run_id = p.run_id FOR UPDATE; -- nobody packs it meanwhile
	PERFORM FROM result.claim_bank_file f                                     -- … or sends a file
	WHERE (f.run_id, f.office_id) IN (SELECT c.run_id, c.office_id FROM result.claim_payment c
		WHERE c.run_id = p.run_id OR c.decision_run_id = p.run_id)
	ORDER BY f.run_id, f.office_id FOR UPDATE;
	LOCK TABLE fact.treatment, fact.opinion, fact.bank_account, fact.repayment IN ROW EXCLUSIVE MODE;
	instant := clock_timestamp();
	PERFORM FROM run.run r WHERE r.run_id = p.run_id AND r.decision = 'confirmed' FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'run % is not confirmed', p.run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	FOR in_the_way IN SELECT b.blocker, b.by_run_id FROM run.reversal_blockers(p.run_id) b LOOP
		RAISE EXCEPTION 'run % cannot be taken back: % %', p.run_id, in_the_way.blocker, in_the_way.by_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END LOOP;

	INSERT INTO run.reversal (run_id, proposal_id, reversed_at) VALUES (p.run_id, p.proposal_id, instant);
	CREATE TEMP TABLE reversed_now ON COMMIT DROP AS SELECT * FROM run.reversal_items(p.run_id);
	CREATE INDEX ON pg_temp.reversed_now (item, outcome); -- else, where few are expected, it is read for each of many
	ANALYZE pg_temp.reversed_now;
	INSERT INTO result.reversed_item (run_id, item_no, item, outcome, office_id, household_id, person_no, of_run_id, number,
		revision, month_on, kind, amount_yen, place)
	SELECT p.run_id, row_number() OVER (ORDER BY array_position('{3,2,1,4}', i.outcome), i.item, i.of_run_id, i.office_id,
			i.month_on, i.kind, i.number, i.revision),
		i.item, i.outcome, i.office_id, i.household_id, i.person_no, i.of_run_id, i.number, i.revision, i.month_on, i.kind,
		i.amount_yen, i.place
	FROM pg_temp.reversed_now i;

	UPDATE run.run r SET decision = 'reversed' WHERE r.run_id = p.run_id;
	INSERT INTO result.reversed_decision (household_id, month_on, edition, run_id)
	SELECT c.household_id, c.month_on, c.edition, c.run_id FROM result.claim_decision c WHERE c.run_id = p.run_id
	ORDER BY c.household_id;
	DELETE FROM result.claim_decision c WHERE c.run_id = p.run_id;
	INSERT INTO result.reversed_run (graph, office_id, month_on, edition, run_id)
	SELECT c.graph, c.office_id, c.month_on, c.edition, c.run_id FROM result.claim_run c WHERE c.run_id = p.run_id;
	DELETE FROM result.claim_run c WHERE c.run_id = p.run_id;
	FOR paid IN SELECT i.of_run_id, i.office_id, array_agg(i.number::int) AS nos, bool_or(c.method = 1) AS transfers
		FROM pg_temp.reversed_now i
		JOIN result.claim_payment c ON c.run_id = i.of_run_id AND c.payment_no = i.number
		WHERE i.item = 1 AND i.outcome = 1 GROUP BY i.of_run_id, i.office_id ORDER BY i.of_run_id, i.office_id
	LOOP
		IF paid.transfers THEN               -- else its file has nothing of what is taken back, and stays
			PERFORM run.revoke_bank_files(paid.of_run_id, paid.office_id);
		END IF;
		PERFORM run.counter_payments(paid.of_run_id, paid.nos, 1);
	END LOOP;
	PERFORM run.reverse_tickets(p.run_id, instant);
	PERFORM run.reverse_forms(p.run_id);
	UPDATE result.claim_slip c SET voided_at = instant, void_run_id = p.run_id, void_cause = 7
	FROM pg_temp.reversed_now i
	WHERE i.item = 6 AND i.outcome = 1 AND c.run_id = i.of_run_id AND c.document_no = i.number AND c.voided_at = 'infinity';
	UPDATE result.claim_slip c SET voided_at = 'infinity', void_run_id = NULL, void_cause = 0
	FROM pg_temp.reversed_now i
	WHERE i.item = 6 AND i.outcome = 4 AND c.run_id = i.of_run_id AND c.document_no = i.number AND c.void_run_id = p.run_id;
	UPDATE result.claim_mail_document d SET freed_at = instant
	FROM pg_temp.reversed_now i
	WHERE i.item = 5 AND i.outcome = 1 AND d.run_id = p.run_id AND d.piece_no = i.number AND d.freed_at = 'infinity';
	INSERT INTO run.action (run_id, command, reason)
	VALUES (p.run_id, 'reverse --agree', format('proposal %s of %s', p.proposal_id, p.proposed_by));
	RETURN p.run_id;
END $$;

REVOKE ALL ON FUNCTION run.reversal_blockers(int), run.reversal_documents(int), run.reversal_payments(int),
	run.reversal_pieces(int), run.reversal_items(int), run.reverse_tickets(int, timestamptz), run.reverse_forms(int),
	run.reverse(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.reversal_blockers(int), run.reversal_items(int), run.reverse(int)
	TO getsuji_runner, getsuji_approver;
