-- What ticket_issue.sh lays down by hand, as the database's owner: runs with their tickets, as the ledger and the job
-- would have them.

CREATE SCHEMA hand;

-- A run at the gate whose task has written its tickets: known is what was known when it was planned, that is, now.
CREATE FUNCTION hand.plan(of_graph text, office int, month_on date, of_edition int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES (of_graph, office, month_on, of_edition, sha256('x'), 'x', run.take_cut(), 'planned')
	RETURNING run_id INTO id;
	INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions) VALUES
		(id, 1, 'ticket', 'job', 'ticket', 'done', true, CASE of_graph WHEN 'coverage' THEN '{ticket}'::text[]
			ELSE '{ticket,own_payment}' END),
		(id, 2, 'approval', 'gate', 'confirmed', 'planned', false, '{}'),
		(id, 3, 'ticket_issue', 'sql', 'ticket_issue', 'planned', false, '{}');
	PERFORM run.make_partition('ticket', id), run.make_partition('own_payment', id);
	RETURN id;
END $$;

-- A ticket of a run; without `before` it is issued, with it replaced, taken back or kept.
CREATE FUNCTION hand.ticket(of_run int, of_action int, household bigint, person int, of_line int, of_service int, code text,
	yen int DEFAULT 0, before int DEFAULT NULL, before_rev int DEFAULT NULL, for_month date DEFAULT '2027-01-01',
	why int DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO result.ticket (run_id, household_id, person_no, line_no, month_on, action, hold, cause, before_issue_no,
		before_revision, caseworker_no, type, service, institution_code, institution_name, prescriber_code, prescriber_name,
		payer_no, from_on, until_on, injury_1, injury_2, injury_3, own_payment_yen, combined, insurance, elderly,
		tuberculosis, prefectural, scheme_no, insured_no, care_level, certified_from, certified_to, remark_1, remark_2,
		remark_3, reason)
	VALUES (of_run, household, person, of_line, for_month, of_action, CASE of_action WHEN 9 THEN 12 WHEN 3 THEN 2 ELSE 0 END,
		CASE of_action WHEN 2 THEN coalesce(why, 1) WHEN 3 THEN 6 ELSE 0 END, before, before_rev, 1,
		CASE WHEN of_service > 10 THEN 3 WHEN of_service = 4 THEN 2 ELSE 1 END, of_service, code, '機関' || code,
		CASE of_service WHEN 4 THEN '1311234567' ELSE '' END, CASE of_service WHEN 4 THEN '医院' ELSE '' END, '12131132',
		for_month, (for_month + interval '1 month')::date - 1, '高血圧症', '', '', yen, of_action = 2, of_action = 2, false,
		false, false, '', '', 0, NULL, NULL, '', '', '', CASE WHEN of_action IN (2, 3, 9) THEN '理由' ELSE '' END)
$$;

CREATE FUNCTION hand.payment(of_run int, household bigint, of_kind int, yen int, line int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO result.own_payment (run_id, household_id, month_on, kind, decided_yen, line_no)
	SELECT r.run_id, household, r.month_on, of_kind, yen, line FROM run.run r WHERE r.run_id = of_run
$$;

-- Approved by another login, and confirmed.
CREATE FUNCTION hand.confirm(of_run int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE run.run SET decision = 'computed', results_digest = sha256('digest') WHERE run_id = of_run;
	SET LOCAL SESSION AUTHORIZATION getsuji_approve;
	INSERT INTO run.approval (run_id, step, digest, started_by)
	SELECT r.run_id, 1, r.results_digest, r.started_by FROM run.run r WHERE r.run_id = of_run;
	RESET SESSION AUTHORIZATION;
	UPDATE run.run SET decision = 'approved' WHERE run_id = of_run;
	UPDATE run.run SET decision = 'confirmed' WHERE run_id = of_run;
END $$;

-- The decision of a month says that a household pays itself.  As of a graph of its own: editions of a month count up.
CREATE FUNCTION hand.decide(month_on date, of_edition int, household bigint, care int, medical int, facility int)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES ('monthly', 13113, month_on, of_edition, sha256('x'), 'x', run.take_cut(), 'planned') RETURNING run_id INTO id;
	PERFORM run.make_partition('decision', id);
	INSERT INTO result.decision SELECT (jsonb_populate_record(NULL::result.decision, (
			SELECT jsonb_object_agg(a.attname, CASE a.atttypid WHEN 'text'::regtype THEN '""' WHEN 'boolean'::regtype THEN 'false'
				ELSE '0' END::jsonb)
			FROM pg_attribute a WHERE a.attrelid = 'result.decision'::regclass AND a.attnum > 0 AND a.attname <> 'event_on')
		|| jsonb_build_object('run_id', id, 'household_id', household, 'status', 1, 'own_payment_care', care,
			'own_payment_medical', medical, 'own_payment_facility', facility))).*;
	PERFORM hand.confirm(id);
	INSERT INTO result.claim_decision (household_id, month_on, edition, run_id) VALUES (household, month_on, of_edition, id);
	RETURN id;
END $$;
