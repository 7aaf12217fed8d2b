-- While a reversal waits for its second person, nothing of the run leaves: else what is taken back is not what was listed.
-- That holds for all that the run itself made and for what others made of it: the bank file that pays its decisions, the
-- package with its documents.  It is a rule of the ledgers of what left, whatever function writes them.  And what the second
-- person does is exactly what the first was shown; else it is asked for again.

-- SHA-256 of the list that the first person was shown (run.reversal_digest); of a reversal alone.  NULL: asked for before
-- this step; then it is asked for again.
ALTER TABLE run.proposal ADD COLUMN listed bytea;

-- ---- what waits ----------------------------------------------------------------------------------

-- The first run whose reversal is asked for and that stops what is about to leave of this one: its bank file of an office
-- (0: of any), its package with these pieces (NULL: all); NULL: none does.  In the way is a reversal of the run itself, of a
-- decision that the file pays, of a run whose documents are enclosed.  Index: proposal_open, claim_payment_decision,
-- claim_mail_document_once.
CREATE FUNCTION run.waiting_reversal(for_run_id int, of_office int, pieces int[]) RETURNS int LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT min(p.run_id)
	FROM run.proposal p
	WHERE p.command = 'reverse' AND p.agreed_by IS NULL AND p.withdrawn_at IS NULL AND (
		p.run_id = for_run_id
		OR EXISTS (SELECT FROM result.claim_payment c
			WHERE c.decision_run_id = p.run_id AND c.run_id = for_run_id AND c.method = 1 AND c.countered_at = 'infinity'
				AND (of_office = 0 OR c.office_id = of_office))
		OR EXISTS (SELECT FROM result.claim_mail_document d
			JOIN result.claim_mail_piece e ON e.run_id = d.run_id AND e.piece_no = d.piece_no AND e.route = 1
			WHERE d.source_run_id = p.run_id AND d.run_id = for_run_id AND d.freed_at = 'infinity'
				AND (pieces IS NULL OR d.piece_no = ANY (pieces))))
$$;

-- Whoever writes that something leaves holds the row of the file, or the lock of those who pack (71, 8); who asks for a
-- reversal takes the same (run.lock_departures).  So one waits for the other, and the second sees what the first did.
CREATE FUNCTION run.guard_departure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	office int := coalesce((to_jsonb(NEW) ->> 'office_id')::int, 0);
	batch int := (to_jsonb(NEW) ->> 'batch_no')::int; -- of reprints
	waiting int := run.waiting_reversal(NEW.run_id, office, CASE WHEN batch IS NOT NULL THEN ARRAY(
		SELECT r.piece_no FROM run.mail_reprint r WHERE r.run_id = NEW.run_id AND r.batch_no = batch) END);
BEGIN
	IF waiting IS NOT NULL THEN
		RAISE EXCEPTION 'a reversal of run % is asked for: nothing of it leaves before that is decided', waiting
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_departure BEFORE INSERT ON run.bank_send FOR EACH ROW EXECUTE FUNCTION run.guard_departure();
CREATE TRIGGER guard_departure BEFORE INSERT ON run.mail_package FOR EACH ROW EXECUTE FUNCTION run.guard_departure();
CREATE TRIGGER guard_departure BEFORE INSERT ON run.mail_reprint_package FOR EACH ROW EXECUTE FUNCTION run.guard_departure();

-- ---- what is listed ------------------------------------------------------------------------------

-- Of a list: the same whatever the order and the session's way to write dates.
CREATE FUNCTION run.list_digest(items jsonb[]) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT sha256(convert_to(coalesce(string_agg(i::text, E'\n' ORDER BY i::text COLLATE "C"), ''), 'UTF8')) FROM unnest(items) i
$$;

-- What is the same as long as all that a reversal would do is the same: each thing, what becomes of it, where it is.
CREATE FUNCTION run.reversal_digest(for_run_id int) RETURNS bytea LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT run.list_digest(ARRAY(SELECT to_jsonb(i) FROM run.reversal_items(for_run_id) i))
$$;

-- Waits for who issues, packs or sends at this moment; until the end of the transaction nobody does.  Locks as run.reverse, in
-- its order; before an action is recorded, as theirs.
CREATE FUNCTION run.lock_departures(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(71, n) FROM generate_series(4, 9) n;
	PERFORM FROM result.claim_bank_file f
	WHERE (f.run_id, f.office_id) IN (SELECT c.run_id, c.office_id FROM result.claim_payment c
		WHERE c.run_id = for_run_id OR c.decision_run_id = for_run_id)
	ORDER BY f.run_id, f.office_id FOR UPDATE;
END $$;

-- The digest of a list that is shown to somebody who asks, and that stays so until the end of the transaction.
CREATE FUNCTION run.list_for_reversal(for_run_id int) RETURNS bytea LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.lock_departures(for_run_id);
	RETURN run.reversal_digest(for_run_id);
END $$;

-- As before; a reversal keeps what it was asked for on.
CREATE OR REPLACE FUNCTION run.stamp_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.task_nos := CASE WHEN NEW.command = 'reverse' THEN '{}' ELSE
		ARRAY(SELECT t.task_no FROM run.task t WHERE t.run_id = NEW.run_id AND t.kind <> 'gate'
			AND (t.task_no = NEW.task_no OR (NEW.task_no = 0 AND t.state IN ('failed', 'out_of_balance')))
			ORDER BY t.task_no) END;
	NEW.listed := NULL;
	IF NEW.command = 'reverse' THEN
		IF NEW.task_no <> 0
			OR NOT EXISTS (SELECT FROM run.run r WHERE r.run_id = NEW.run_id AND r.decision = 'confirmed') THEN
			RAISE EXCEPTION 'only a confirmed run can be taken back' USING ERRCODE = 'integrity_constraint_violation';
		END IF;
		NEW.listed := run.list_for_reversal(NEW.run_id);
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

-- What was asked for is not wanted any more, or not as it was listed: by whoever could ask or agree, with the reason.
CREATE FUNCTION run.withdraw_reversal(for_proposal_id int, because text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p run.proposal;
BEGIN
	IF coalesce(because, '') = '' THEN
		RAISE EXCEPTION 'a reversal is withdrawn with a reason' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	UPDATE run.proposal o SET withdrawn_at = clock_timestamp()
	WHERE o.proposal_id = for_proposal_id AND o.command = 'reverse' AND o.agreed_by IS NULL AND o.withdrawn_at IS NULL
	RETURNING * INTO p;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no such open proposal' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	PERFORM run.lock_departures(p.run_id);
	INSERT INTO run.action (run_id, command, reason)
	VALUES (p.run_id, 'reverse --withdraw', format('proposal %s of %s: %s', p.proposal_id, p.proposed_by, because));
	RETURN p.run_id;
END $$;

-- As before: does what was asked for, as the second person; all in one transaction, at one instant.  One at a time with
-- whatever issues, sends or pays: their locks first, in order, then those of the fact tables whose lock a cut waits for; so
-- it is in nobody's way who waits for clerks.  Nobody may be at work on the run, and no runner can begin before this ends.
-- Now what it does is what was listed to who asked; else an error of its own, object_not_in_prerequisite_state.
CREATE OR REPLACE FUNCTION run.reverse(for_proposal_id int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
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
	IF p.listed IS DISTINCT FROM run.list_digest(ARRAY(SELECT to_jsonb(i) FROM pg_temp.reversed_now i)) THEN
		RAISE EXCEPTION 'what would be taken back of run % is not what was listed', p.run_id
			USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
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

REVOKE ALL ON FUNCTION run.waiting_reversal(int, int, int[]), run.guard_departure(), run.list_digest(jsonb[]),
	run.reversal_digest(int), run.lock_departures(int), run.list_for_reversal(int), run.withdraw_reversal(int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.waiting_reversal(int, int, int[]), run.reversal_digest(int), run.withdraw_reversal(int, text)
	TO getsuji_runner, getsuji_approver;
GRANT EXECUTE ON FUNCTION run.list_for_reversal(int) TO getsuji_runner;
