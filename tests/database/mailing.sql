-- What mailing.sh lays down by hand, as the database's owner: confirmed runs with notices in a file, as the ledger has them.

CREATE SCHEMA hand;

-- Households that nothing is against: on aid, one address for long, not protected, not held, alone where they live.
CREATE TABLE hand.calm AS
SELECT (row_number() OVER (ORDER BY a.household_id))::int AS n, a.household_id
FROM fact.address a
WHERE a.superseded_at = 'infinity' AND a.valid_from < '2026-06-01' AND a.valid_to = 'infinity'
	AND (SELECT count(*) FROM fact.address b WHERE b.household_id = a.household_id) = 1
	AND (SELECT count(*) FROM fact.address b WHERE b.address = a.address) = 1
	AND (SELECT count(*) FROM fact.protection p WHERE p.household_id = a.household_id AND p.superseded_at = 'infinity'
		AND p.state = 1 AND p.valid_from < '2026-06-01' AND p.valid_to = 'infinity') = 1
	AND NOT EXISTS (SELECT FROM fact.household h WHERE h.household_id = a.household_id AND h.protected_address)
	AND NOT EXISTS (SELECT FROM fact.hold h WHERE h.household_id = a.household_id);

CREATE FUNCTION hand.h(of_n int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT c.household_id FROM hand.calm c WHERE c.n = of_n $$;

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

-- A confirmed run with a notice for each of some households, `pages` pages each, made of what is known now.  Its edition
-- is 10 higher than is said: the first is the baseline's.
CREATE FUNCTION hand.notices(of_month date, of_edition int, of_n int[], pages int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
	member int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES ('monthly', 13113, of_month, of_edition + 10, sha256('x'), 'x', run.take_cut(), 'planned')
	RETURNING run_id INTO id;
	INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions) VALUES
		(id, 1, 'compare', 'job', 'compare', 'done', true, '{change}'), (id, 2, 'approval', 'gate', 'confirmed', 'done', false, '{}'),
		(id, 3, 'notice', 'job', 'notice', 'done', false, '{piece}');
	PERFORM run.make_partition('piece', id), run.make_partition('change', id);
	INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
	VALUES (id, 3, 1, 'contractor/notice.pdf', sha256('pdf'), 1, pages * cardinality(of_n), cardinality(of_n));
	FOR i IN 1 .. cardinality(of_n) LOOP
		INSERT INTO result.piece (run_id, piece_no, household_id, document, route, destination, postal_code)
		SELECT id, i, hand.h(of_n[i]), 'benefit_notice', 1, coalesce((SELECT max(a.kind) FROM fact.address a
			WHERE a.household_id = hand.h(of_n[i]) AND a.superseded_at = 'infinity'), 1), '';
		INSERT INTO result.change (run_id, household_id, kind, notice, effective_on, caseworker_no, reason, reason_rules,
			before_livelihood, after_livelihood, before_housing, after_housing, before_education, after_education,
			before_occupation, after_occupation, before_birth, after_birth, before_funeral, after_funeral, before_own_payment,
			after_own_payment, before_minimum, after_minimum, before_income, after_income, before_total, after_total)
		SELECT id, hand.h(of_n[i]), 1, true, of_month, 1, 'r', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0;
		INSERT INTO run.artifact_piece (run_id, name, piece_no, first_page, pages)
		VALUES (id, 'contractor/notice.pdf', i, (i - 1) * pages + 1, pages);
	END LOOP;
	PERFORM hand.confirm(id);
	INSERT INTO run.action (run_id, command, reason) VALUES (id, 'confirm', '');
	INSERT INTO result.claim_decision (household_id, month_on, edition, run_id)
	SELECT hand.h(n), of_month, of_edition + 10, id FROM unnest(of_n) n;
	UPDATE run.run SET execution = 'running' WHERE run_id = id;
	UPDATE run.run SET execution = 'done', ended_at = clock_timestamp() WHERE run_id = id;
	RETURN id;
END $$;

-- Moves a household: the address that it has ends, another holds from a day on, known from now.
CREATE FUNCTION hand.move(of_n int, from_on date, to_address text, to_postal_code text DEFAULT '1310045') RETURNS void
LANGUAGE sql AS $$
	UPDATE fact.address SET superseded_at = 'infinity' WHERE household_id = hand.h(of_n) AND superseded_at = 'infinity'
		AND valid_to = 'infinity';
	INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from, valid_to)
	SELECT a.household_id, a.kind, a.postal_code, a.address, a.care_of, a.valid_from, from_on FROM fact.address a
	WHERE a.household_id = hand.h(of_n) AND a.superseded_at < 'infinity' AND a.valid_from < from_on
	ORDER BY a.superseded_at DESC LIMIT 1;
	INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from)
	VALUES (hand.h(of_n), 1, to_postal_code, to_address, '', from_on)
$$;

-- Ends a household's aid on a day, for a reason.
CREATE FUNCTION hand.close(of_n int, from_on date, reason int) RETURNS void LANGUAGE sql AS $$
	UPDATE fact.protection SET superseded_at = 'infinity' WHERE household_id = hand.h(of_n) AND superseded_at = 'infinity';
	INSERT INTO fact.protection (household_id, state, valid_from, valid_to, start_reason, end_reason)
	SELECT p.household_id, p.state, p.valid_from, from_on, p.start_reason, reason FROM fact.protection p
	WHERE p.household_id = hand.h(of_n) AND p.superseded_at < 'infinity' ORDER BY p.superseded_at DESC LIMIT 1
$$;

CREATE FUNCTION hand.protect(of_n int) RETURNS void LANGUAGE sql AS $$
	UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = hand.h(of_n) AND superseded_at = 'infinity';
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
		protected_address, valid_from)
	SELECT household_id, municipality, caseworker_no, household_type, payment_method, single_parent, true, valid_from
	FROM fact.household WHERE household_id = hand.h(of_n) AND superseded_at < 'infinity' ORDER BY superseded_at DESC LIMIT 1
$$;

-- A confirmed run with an opinion form about household 1's person 1 to each of some institutions, of one page.
CREATE FUNCTION hand.forms(of_month date, of_edition int, codes text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES ('vouchers', 13113, of_month, of_edition, sha256('x'), 'x', run.take_cut(), 'planned')
	RETURNING run_id INTO id;
	INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
	VALUES (id, 3, 1, 'contractor/opinion.pdf', sha256('pdf'), 1, cardinality(codes), cardinality(codes));
	INSERT INTO run.artifact_piece (run_id, name, piece_no, first_page, pages)
	SELECT id, 'contractor/opinion.pdf', 30000000 + i, i, 1 FROM generate_series(1, cardinality(codes)) i;
	PERFORM hand.confirm(id);
	INSERT INTO result.claim_opinion_piece (run_id, piece_no, document, office_id, route, institution_code, institution_name,
		postal_code, address, forms)
	SELECT id, 30000000 + i, 'opinion', 13113, 1, codes[i], d.name, d.postal_code, d.address, 1
	FROM generate_series(1, cardinality(codes)) i
	CROSS JOIN LATERAL (SELECT * FROM fact.directory(clock_timestamp(), codes[i]) x ORDER BY x.valid_from DESC LIMIT 1) d;
	INSERT INTO result.claim_opinion (run_id, form_no, piece_no, household_id, person_no, institution_code, due_on, kind, services,
		route, sent_on, reply_on, recorded_at)
	SELECT id, i, 30000000 + i, hand.h(1), 1, codes[i], of_month, 2, '{2}', 1, of_month, of_month, clock_timestamp()
	FROM generate_series(1, cardinality(codes)) i;
	UPDATE run.run SET execution = 'running' WHERE run_id = id;
	UPDATE run.run SET execution = 'done', ended_at = clock_timestamp() WHERE run_id = id;
	RETURN id;
END $$;

-- A list of the bureau says where an institution is.
CREATE FUNCTION hand.institution(of_code text, as_of date, of_address text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
		check_holds, valid_from)
	VALUES ('bureau', 1, of_code, '機関' || of_code, '', '1500001', of_address, '', 0, as_of, true, '2020-01-01')
$$;
