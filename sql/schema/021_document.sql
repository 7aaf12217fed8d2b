-- Documents: which pages of which file belong to which recipient, so that a mailing can put them into envelopes.

-- The pages of a file that belong to one document: written with the file's row, by the chunk that made both, and gone with
-- it.  A document is on one run of pages of one file.
CREATE TABLE run.artifact_piece (
	run_id           int NOT NULL,
	name             text NOT NULL,              -- of the file
	piece_no         bigint NOT NULL,            -- the document's number in its run
	first_page       int NOT NULL CHECK (first_page >= 1),
	pages            int NOT NULL CHECK (pages >= 1),
	PRIMARY KEY (run_id, piece_no),
	FOREIGN KEY (run_id, name) REFERENCES run.artifact ON DELETE CASCADE
);
CREATE INDEX artifact_piece_file ON run.artifact_piece (run_id, name);
GRANT SELECT, INSERT ON run.artifact_piece TO getsuji_runner;

-- ---- what the functions share that issue what was approved ----------------------------------------

-- The run, where it is confirmed and its approved task has filled a table (result.NAME).
CREATE FUNCTION run.approved_run(for_run_id int, filled text, refusal text) RETURNS run.run LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this run.run;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed' AND EXISTS (
		SELECT FROM run.task t WHERE t.run_id = r.run_id AND t.in_digest AND t.state IN ('done', 'accepted', 'skipped')
			AND filled = ANY (t.partitions));
	IF NOT FOUND THEN
		RAISE EXCEPTION '%', refusal USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN this;
END $$;

-- Waits for the clerks who are recording facts at this moment, then takes the clock, under the lock of a fact table, so that
-- a cut that is taken meanwhile waits for this transaction (run.take_cut).  Not the transaction's own instant: that may have
-- been taken before the lock.
CREATE FUNCTION run.issuing_instant(locked regclass) RETURNS timestamptz LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.take_cut();
	EXECUTE format('LOCK TABLE %s IN ROW EXCLUSIVE MODE', locked);
	RETURN clock_timestamp();
END $$;
REVOKE ALL ON FUNCTION run.approved_run(int, text, text), run.issuing_instant(regclass) FROM PUBLIC;

-- ---- whom it is about ----------------------------------------------------------------------------
-- Each function: whom a run's documents of one kind are about; person_no 0: the household.  What was held back when the
-- document was drawn is not in it.

CREATE FUNCTION result.notice_persons(for_run_id int)
RETURNS TABLE (document_no bigint, household_id bigint, person_no smallint) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, p.household_id, coalesce(l.person_no, 0::smallint)
	FROM run.artifact_piece d
	JOIN result.piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no
	LEFT JOIN result.letter l ON l.run_id = d.run_id AND l.letter_no = d.piece_no AND p.document = 'inquiry_letter'
	WHERE d.run_id = for_run_id AND d.piece_no <= 20000000
$$;

-- Each enclosed ticket; one that the cover tells as void is nobody's any more, and what is told must arrive.
CREATE FUNCTION result.ticket_persons(for_run_id int)
RETURNS TABLE (document_no bigint, household_id bigint, person_no smallint) LANGUAGE sql STABLE AS $$
	SELECT DISTINCT d.piece_no, c.household_id, c.person_no
	FROM run.artifact_piece d
	JOIN run.artifact f ON f.run_id = d.run_id AND f.name = d.name
	JOIN result.ticket_enclosure e ON e.run_id = d.run_id AND e.piece_no = d.piece_no AND NOT e.cancelled
	JOIN result.claim_ticket c ON c.office_id = e.office_id AND c.month_on = e.month_on AND c.issue_no = e.issue_no
		AND c.revision = e.revision
	WHERE d.run_id = for_run_id AND d.piece_no > 20000000 AND d.piece_no <= 30000000
		AND NOT EXISTS (SELECT FROM run.hold_hit x
			WHERE x.run_id = f.run_id AND x.task_no = f.task_no AND x.key = e.enclosure_no)
		AND NOT EXISTS (SELECT FROM run.quarantine x
			WHERE x.run_id = f.run_id AND x.task_no = f.task_no AND x.key = e.enclosure_no)
$$;

-- Each form's document is looked up by its key: the forms of a run that was just sent have no statistics yet.
CREATE FUNCTION result.opinion_persons(for_run_id int)
RETURNS TABLE (document_no bigint, household_id bigint, person_no smallint) LANGUAGE sql STABLE AS $$
	SELECT c.piece_no, c.household_id, c.person_no
	FROM (
		SELECT o.piece_no, o.form_no, o.household_id, o.person_no FROM result.claim_opinion o WHERE o.run_id = for_run_id
		UNION ALL
		SELECT o.piece_no, o.form_no, o.household_id, o.person_no FROM result.claim_examination o WHERE o.run_id = for_run_id
	) c
	CROSS JOIN LATERAL (
		SELECT f.task_no
		FROM run.artifact_piece d
		JOIN run.artifact f ON f.run_id = d.run_id AND f.name = d.name
		WHERE d.run_id = for_run_id AND d.piece_no = c.piece_no
		OFFSET 0
	) f
	WHERE NOT EXISTS (SELECT FROM run.hold_hit x WHERE x.run_id = for_run_id AND x.task_no = f.task_no AND x.key = c.form_no)
		AND NOT EXISTS (SELECT FROM run.quarantine x
			WHERE x.run_id = for_run_id AND x.task_no = f.task_no AND x.key = c.form_no)
$$;

CREATE FUNCTION result.document_persons(for_run_id int)
RETURNS TABLE (document_no bigint, household_id bigint, person_no smallint) LANGUAGE sql STABLE AS $$
	SELECT * FROM result.notice_persons(for_run_id)
	UNION ALL SELECT * FROM result.ticket_persons(for_run_id)
	UNION ALL SELECT * FROM result.opinion_persons(for_run_id)
$$;

-- ---- what is on paper ----------------------------------------------------------------------------
-- Each function: the documents of one kind that a run put into files, whom each goes to exactly as it is printed (at the
-- run's cut, or the household's own where it was done again), and where its pages are.  Plain SQL without settings of its
-- own, so that the planner sees through it and reads one run's partitions.  Facts by primary key.

-- 保護決定通知書: to the household, by the address that its piece was numbered with.
CREATE FUNCTION result.notice_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, 1::smallint, (p.household_id / 100000000)::int, 1::smallint, 'H' || p.household_id, p.household_id,
		p.route, h.name, '　様', a.postal_code, a.address, a.care_of, d.name, d.first_page, d.pages
	FROM run.artifact_piece d
	JOIN run.run r ON r.run_id = d.run_id
	JOIN result.piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no AND p.document = 'benefit_notice'
	LEFT JOIN run.household_cut k ON k.run_id = d.run_id AND k.household_id = p.household_id
	CROSS JOIN LATERAL (SELECT coalesce(k.as_of, r.as_of) AS as_of,
		(r.month_on + interval '1 month')::date AS month_end_on) cut
	LEFT JOIN LATERAL fact.head_of(p.household_id, cut.as_of, cut.month_end_on) h ON true
	LEFT JOIN LATERAL (
		SELECT f.postal_code, f.address, f.care_of
		FROM fact.address f
		WHERE f.household_id = p.household_id AND f.kind = p.destination
			AND f.recorded_at < cut.as_of AND f.superseded_at >= cut.as_of
			AND f.valid_from < cut.month_end_on AND f.valid_to > r.month_on
		ORDER BY f.valid_from DESC
		LIMIT 1
	) a ON true
	WHERE d.run_id = for_run_id AND d.piece_no <= 20000000
$$;

-- 照会書: to the employer that the answer names.
CREATE FUNCTION result.letter_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, 2::smallint, (p.household_id / 100000000)::int, 3::smallint,
		'E' || left(encode(sha256(convert_to(concat_ws('|', l.recipient, l.postal_code, l.address), 'UTF8')), 'hex'), 16),
		p.household_id, p.route, l.recipient, '　御中', l.postal_code, l.address, '', d.name, d.first_page, d.pages
	FROM run.artifact_piece d
	JOIN result.piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no AND p.document = 'inquiry_letter'
	JOIN result.letter l ON l.run_id = d.run_id AND l.letter_no = d.piece_no
	WHERE d.run_id = for_run_id AND d.piece_no <= 20000000
$$;

-- 医療券等: an institution's envelope, cover and tickets together.
CREATE FUNCTION result.ticket_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, 3::smallint, p.office_id, 2::smallint, 'I' || p.institution_code || '/' || p.office_id,
		CASE WHEN x.first = x.last THEN x.first END, p.route, p.institution_name, '　御中', p.postal_code, p.address, '',
		d.name, d.first_page, d.pages
	FROM run.artifact_piece d
	JOIN result.ticket_piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no
	LEFT JOIN (
		SELECT y.document_no, min(y.household_id) AS first, max(y.household_id) AS last
		FROM result.ticket_persons(for_run_id) y
		GROUP BY y.document_no
	) x ON x.document_no = d.piece_no
	WHERE d.run_id = for_run_id AND d.piece_no > 20000000 AND d.piece_no <= 30000000
$$;

-- 要否意見書, 診療依頼書: an institution's envelope, cover and forms together.
CREATE FUNCTION result.opinion_documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT d.piece_no, CASE p.document WHEN 'opinion' THEN 4 ELSE 5 END::smallint, p.office_id, 2::smallint,
		'I' || p.institution_code || '/' || p.office_id, CASE WHEN x.first = x.last THEN x.first END, p.route,
		p.institution_name, '　御中', p.postal_code, p.address, '', d.name, d.first_page, d.pages
	FROM run.artifact_piece d
	JOIN result.claim_opinion_piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no
	LEFT JOIN (
		SELECT y.document_no, min(y.household_id) AS first, max(y.household_id) AS last
		FROM result.opinion_persons(for_run_id) y
		GROUP BY y.document_no
	) x ON x.document_no = d.piece_no
	WHERE d.run_id = for_run_id AND d.piece_no > 30000000 AND d.piece_no <= 50000000
$$;

-- All of them; a step that brings another kind replaces this with one more line.
-- party_key: 'H' and the household; 'I', the institution's code, '/' and the office; 'E' and the first half of a SHA-256
-- of the employer's name and address.  household_id: NULL where it is about several.
CREATE FUNCTION result.documents(for_run_id int)
RETURNS TABLE (document_no bigint, kind smallint, office_id int, party smallint, party_key text, household_id bigint,
	route smallint, name text, honorific text, postal_code text, address text, care_of text, file text, first_page int,
	pages int) LANGUAGE sql STABLE AS $$
	SELECT * FROM result.notice_documents(for_run_id)
	UNION ALL SELECT * FROM result.letter_documents(for_run_id)
	UNION ALL SELECT * FROM result.ticket_documents(for_run_id)
	UNION ALL SELECT * FROM result.opinion_documents(for_run_id)
$$;
