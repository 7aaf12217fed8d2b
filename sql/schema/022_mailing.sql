-- Mailings (郵送): documents become pieces, a piece is one envelope; what is planned, what is out, and who looked.
-- Codes (smallint) are those of include/getsuji/mailing.h.

-- ---- facts ---------------------------------------------------------------------------------------

-- How an office's mail leaves.  Days are business days of the office's calendar unless said otherwise.
CREATE TABLE fact.mail_office (
	office_id        int NOT NULL,
	contractor       text NOT NULL,              -- a word that names it in files, [a-z][a-z0-9_]*
	profile          text NOT NULL,              -- of the inserter: rate table inserter_mark
	duplex           boolean NOT NULL,
	part_sheets      int NOT NULL CHECK (part_sheets BETWEEN 10 AND 20000), -- of a PDF part, at most (a piece is never in two)
	moved_days       smallint NOT NULL CHECK (moved_days BETWEEN 0 AND 366), -- calendar days: so young an address is looked at
	cut_off_days     smallint NOT NULL CHECK (cut_off_days BETWEEN 0 AND 60), -- so long pieces can be pulled
	post_days        smallint NOT NULL CHECK (post_days BETWEEN 0 AND 60),    -- by then all is posted
	report_days      smallint NOT NULL CHECK (report_days BETWEEN 0 AND 60),  -- by then all is reported
	keep_days        smallint NOT NULL CHECK (keep_days BETWEEN 0 AND 366),   -- calendar days: then the package has expired
	enclosure        text NOT NULL,              -- a leaflet put into every envelope: its word; empty: none
	enclosure_mg     int NOT NULL CHECK (enclosure_mg BETWEEN 0 AND 100000),
	valid_from       date NOT NULL,
	valid_to         date NOT NULL DEFAULT 'infinity',
	recorded_at      timestamptz NOT NULL,
	superseded_at    timestamptz NOT NULL,
	import_id        int,
	CHECK (valid_from < valid_to),
	PRIMARY KEY (office_id, valid_from, recorded_at)
);
SELECT fact.equip('mail_office');

-- As in 018_ticket.sql, and whatever is an office's own needs the office.
CREATE OR REPLACE FUNCTION fact.stage_check(dataset text)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	keys text[] := fact.key_columns(dataset);
	names text[] := fact.file_columns(dataset);
	key_field text := CASE WHEN 'household_id' = ANY (names) THEN 'case_no' ELSE 'office' END;
	of_household boolean := 'household_id' = ANY (names);
	of_person boolean := 'person_no' = ANY (names) AND dataset <> 'person';
BEGIN
	ANALYZE pg_temp.stage;
	RETURN QUERY EXECUTE format('WITH gone AS (
			DELETE FROM stage s USING (
				SELECT line, row_number() OVER (PARTITION BY %s, valid_from ORDER BY line) AS n FROM stage) d
			WHERE d.line = s.line AND d.n > 1
			RETURNING s.line, s.key_column)
		SELECT line, key_column, %L, ''I-key'' FROM gone', fact.column_list(keys, ''), key_field);
	IF dataset <> 'office' AND (dataset = 'household' OR NOT of_household) THEN
		RETURN QUERY EXECUTE format('WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.office o WHERE o.superseded_at = ''infinity'' AND o.office_id = %s)
				RETURNING s.line, s.office_column)
			SELECT line, office_column, ''office'', ''I-unknown-office'' FROM gone',
			CASE WHEN of_household THEN 's.household_id / 100000000' ELSE 's.office_id' END);
	END IF;
	IF dataset = 'household' THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.caseworker w WHERE w.superseded_at = 'infinity'
					AND w.office_id = s.household_id / 100000000 AND w.caseworker_no = s.caseworker_no)
				RETURNING s.line, s.ref_column)
			SELECT line, ref_column, 'caseworker_no', 'I-unknown-caseworker' FROM gone;
	ELSIF of_household THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE NOT EXISTS (SELECT FROM fact.household h WHERE h.superseded_at = 'infinity'
					AND h.household_id = s.household_id)
				RETURNING s.line, s.key_column)
			SELECT line, key_column, 'case_no', 'I-unknown-household' FROM gone;
	END IF;
	IF of_person THEN
		RETURN QUERY WITH gone AS (
				DELETE FROM stage s
				WHERE s.person_no <> 0 AND NOT EXISTS (SELECT FROM fact.person p WHERE p.superseded_at = 'infinity'
					AND p.household_id = s.household_id AND p.person_no = s.person_no)
				RETURNING s.line, s.ref_column)
			SELECT line, ref_column, 'person_no', 'I-unknown-person' FROM gone;
	END IF;
END $$;

-- ---- what a run would send -----------------------------------------------------------------------

-- A document that is due, and the piece it goes into; held: in none.
CREATE TABLE result.mail_document (
	run_id           int NOT NULL,               -- of the mailing
	office_id        int NOT NULL,
	line_no          int NOT NULL,               -- 1, 2, 3 … of the office, in the order of posting, then what is held
	source_run_id    int NOT NULL,               -- the run that made it
	document_no      bigint NOT NULL,            -- its number there
	kind             smallint NOT NULL,          -- MAIL_DOCUMENTS
	party            smallint NOT NULL,          -- MAIL_PARTIES
	party_key        text NOT NULL,              -- who: 'H1311300000001', 'I1310000019', 'E…'; no name
	household_id     bigint,                     -- whom it is about; NULL: several
	route            smallint NOT NULL CHECK (route IN (1, 2)),
	pages            int NOT NULL,
	sheets           int NOT NULL,
	weight_mg        int NOT NULL,               -- of its paper
	plan_no          int,                        -- NULL: held
	position         smallint,                   -- in the envelope, from 1
	destination      bytea NOT NULL,             -- result.destination() of what is printed
	hold             smallint NOT NULL,          -- MAIL_HOLDS; 0: none
	reason           text NOT NULL,              -- Japanese; empty: not held
	CHECK ((plan_no IS NULL) = (hold <> 0) AND (position IS NULL) = (plan_no IS NULL))
) PARTITION BY LIST (run_id);

-- An envelope as planned: sorted for the post, then by size class.
CREATE TABLE result.mail_piece (
	run_id           int NOT NULL,
	office_id        int NOT NULL,
	plan_no          int NOT NULL,               -- 1, 2, 3 … of the office: the order of posting
	party            smallint NOT NULL,
	party_key        text NOT NULL,
	route            smallint NOT NULL CHECK (route IN (1, 2)),
	postal_code      text NOT NULL,
	destination      bytea NOT NULL,
	documents        smallint NOT NULL,
	sheets           int NOT NULL,
	envelope         smallint NOT NULL,          -- MAIL_ENVELOPES
	thickness        smallint NOT NULL,          -- class: 1, 2, 3 … of rate table mail_envelope
	weight_mg        int NOT NULL,               -- paper, enclosure and envelope
	postage_class    text NOT NULL,              -- of rate table postage
	postage_yen      int NOT NULL                -- before discounts
) PARTITION BY LIST (run_id);

-- Business days of an office after the cut, as its calendar knew them: the dates of what is issued count in them.
CREATE TABLE result.mail_day (
	run_id           int NOT NULL,
	office_id        int NOT NULL,
	on_day           date NOT NULL
) PARTITION BY LIST (run_id);

-- ---- what is out ---------------------------------------------------------------------------------

-- The key of the codes on the sheets: one row, made with the database.  Whoever knows it can make codes that pass.
CREATE TABLE run.mail_key (
	single           boolean PRIMARY KEY DEFAULT true CHECK (single),
	key              bytea NOT NULL CHECK (octet_length(key) = 32)
);
INSERT INTO run.mail_key (key) SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));
GRANT SELECT ON run.mail_key TO getsuji_runner;

-- Which runs have issued pieces: done again, they issue nothing more.  Filled by run.issue_mailing() alone.
CREATE TABLE result.claim_mailing (
	run_id           int PRIMARY KEY REFERENCES run.run,
	recorded_at      timestamptz NOT NULL,       -- the one instant that its pieces carry
	issued_on        date NOT NULL,              -- its day in Japan
	cut_off_on       date NOT NULL,              -- last day on which pieces can be pulled
	post_by_on       date NOT NULL,
	report_by_on     date NOT NULL,
	expires_on       date NOT NULL,              -- first day on which the package may no longer be used
	pieces           int NOT NULL
);

CREATE TABLE result.claim_mail_piece (
	run_id           int NOT NULL REFERENCES run.run,
	piece_no         int NOT NULL,               -- 1, 2, 3 … of the run, without gaps: the order of insertion and posting
	office_id        int NOT NULL,
	plan_no          int NOT NULL,
	route            smallint NOT NULL,
	part_no          int NOT NULL,               -- 1, 2, 3 … of the run: the PDF it is in
	party_key        text NOT NULL,
	destination      bytea NOT NULL,
	postal_code      text NOT NULL,
	documents        smallint NOT NULL,
	sheets           int NOT NULL,
	envelope         smallint NOT NULL,
	thickness        smallint NOT NULL,
	weight_mg        int NOT NULL,
	postage_class    text NOT NULL,
	postage_yen      int NOT NULL,
	PRIMARY KEY (run_id, piece_no)
);

-- A document is in one living piece at a time, whatever run put it there.  Freed: its piece was pulled and stays unsent.
CREATE TABLE result.claim_mail_document (
	source_run_id    int NOT NULL REFERENCES run.run,
	document_no      bigint NOT NULL,
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	position         smallint NOT NULL,
	kind             smallint NOT NULL,
	household_id     bigint,
	pages            int NOT NULL,
	sheets           int NOT NULL,
	freed_at         timestamptz NOT NULL DEFAULT 'infinity',
	PRIMARY KEY (run_id, piece_no, position),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);
CREATE UNIQUE INDEX claim_mail_document_once ON result.claim_mail_document (source_run_id, document_no)
	WHERE freed_at = 'infinity';

-- Where the pieces of households go, for the next mailing's look at who lives there: no name, no address.
CREATE TABLE result.claim_mail_place (
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	party_key        text NOT NULL,
	place            bytea NOT NULL,             -- result.place()
	PRIMARY KEY (run_id, piece_no),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);
CREATE INDEX claim_mail_place_party ON result.claim_mail_place (party_key, run_id);
CREATE INDEX claim_mail_place_place ON result.claim_mail_place (place);
CREATE INDEX claim_mail_piece_party ON result.claim_mail_piece (party_key, run_id);

-- What an approved mailing did not issue after all, and why (MAIL_WITHDRAWALS).
CREATE TABLE result.mail_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	source_run_id    int NOT NULL,
	document_no      bigint NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, source_run_id, document_no)
);

-- The number of a document in a living piece stays its own: what numbered it is not undone any more (its file may be made
-- again, under the same numbers).
CREATE FUNCTION run.keep_mailed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM result.claim_mail_document c
		WHERE c.source_run_id = OLD.run_id AND c.document_no = OLD.piece_no AND c.freed_at = 'infinity') THEN
		RAISE EXCEPTION 'run % has documents in a mailing: they keep their numbers', OLD.run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN OLD;
END $$;
CREATE TRIGGER keep_mailed BEFORE DELETE ON result.piece FOR EACH ROW EXECUTE FUNCTION run.keep_mailed();
CREATE TRIGGER keep_mailed BEFORE DELETE ON result.ticket_piece FOR EACH ROW EXECUTE FUNCTION run.keep_mailed();

-- ---- looking and pulling -------------------------------------------------------------------------

-- A person looked at a destination and found it right: it holds for that recipient until the destination changes.
CREATE TABLE run.destination_look (
	look_id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	party_key        text NOT NULL,
	destination      bytea NOT NULL,
	run_id           int NOT NULL REFERENCES run.run, -- of the mailing that held it
	reason           text NOT NULL CHECK (reason <> ''),
	looked_by        text NOT NULL DEFAULT session_user,
	looked_at        timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX destination_look_party ON run.destination_look (party_key);

-- 引抜き: a piece that must not be posted after all; on the pull list of that number.
CREATE TABLE run.mail_withdrawal (
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	cause            smallint NOT NULL,          -- MAIL_WITHDRAWALS
	reason           text NOT NULL,              -- Japanese; no name, no number of a person
	list_no          int NOT NULL CHECK (list_no >= 1), -- 1, 2, 3 … of the run
	asked_by         text NOT NULL DEFAULT session_user,
	asked_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, piece_no),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);

GRANT SELECT, INSERT ON result.mail_document, result.mail_piece, result.mail_day TO getsuji_runner;
GRANT SELECT ON result.mail_document, result.mail_piece, result.mail_day TO getsuji_approver;
-- Filled by run.issue_mailing(), run.look_destinations() and run.pull_mail() alone.
GRANT SELECT ON result.claim_mailing, result.claim_mail_piece, result.claim_mail_document, result.claim_mail_place,
	result.mail_refusal, run.destination_look, run.mail_withdrawal TO getsuji_runner;
GRANT SELECT ON result.claim_mail_piece TO getsuji_approver; -- whoever looks at a run is told what has yet to leave

-- What is sent is read from these rows: written while their task runs, and never by hand afterwards, gate or not.
CREATE TRIGGER guard_mail BEFORE INSERT ON result.mail_document
	FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('mail_document');
CREATE TRIGGER guard_mail BEFORE INSERT ON result.mail_piece
	FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('mail_piece');
CREATE TRIGGER guard_mail BEFORE INSERT ON result.mail_day
	FOR EACH ROW EXECUTE FUNCTION run.guard_ticket('mail_day');
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_mailing REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_mail_piece REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();
CREATE TRIGGER guard_claim AFTER INSERT ON result.claim_mail_document REFERENCING NEW TABLE AS new_claims
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_claim();

-- ---- destinations --------------------------------------------------------------------------------

-- How an address is compared: full width or half, with blanks or without, it is the same.  Inlined.
CREATE FUNCTION result.plain(line text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT replace(normalize(line, NFKC), ' ', '')
$$;

-- One house: postal code and address.  And one recipient in it.  Inlined.
CREATE FUNCTION result.place(postal_code text, address text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
	SELECT sha256(convert_to(concat_ws(E'\n', postal_code, result.plain(address)), 'UTF8'))
$$;
CREATE FUNCTION result.destination(name text, postal_code text, address text, care_of text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
	SELECT sha256(convert_to(concat_ws(E'\n', result.plain(name), postal_code, result.plain(address),
		result.plain(care_of)), 'UTF8'))
$$;

-- The day a mailing thinks of: today, or the first of its month where that is still to come.  Inlined.
CREATE FUNCTION result.mail_on(known_at timestamptz, month_on date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT greatest((known_at AT TIME ZONE 'Asia/Tokyo')::date, month_on)
$$;

-- Where mail of a household goes on a day, as known at an instant: to its mailing address before its residence; where
-- none holds on the day, to the first that is to come.  No row: nowhere.  Inlined.
CREATE FUNCTION fact.mail_address(household bigint, known_at timestamptz, on_day date)
RETURNS TABLE (postal_code text, address text, care_of text, valid_from date) LANGUAGE sql STABLE ROWS 1 AS $$
	SELECT f.postal_code, f.address, f.care_of, f.valid_from
	FROM fact.address f
	WHERE f.household_id = household AND f.recorded_at < known_at AND f.superseded_at >= known_at AND f.valid_to > on_day
	ORDER BY f.valid_from <= on_day DESC, CASE WHEN f.valid_from <= on_day THEN f.kind END DESC,
		CASE WHEN f.valid_from > on_day THEN f.valid_from END, f.kind DESC, f.valid_from DESC
	LIMIT 1
$$;

-- ---- what is due ---------------------------------------------------------------------------------

-- The runs whose documents a mailing takes: of its office or of all, of its month and the two before, confirmed before an
-- instant and not reversed since, with all their files made by then.
CREATE FUNCTION result.mail_sources(for_run_id int, known_at timestamptz)
RETURNS TABLE (run_id int, month_on date, edition int, as_of timestamptz) LANGUAGE sql STABLE AS $$
	SELECT s.run_id, s.month_on, s.edition, s.as_of
	FROM run.run r
	JOIN run.run s ON s.month_on > r.month_on - interval '3 months' AND s.month_on <= r.month_on
		AND (r.office_id = 0 OR s.office_id IN (0, r.office_id))
	WHERE r.run_id = for_run_id AND s.decision = 'confirmed' AND s.execution = 'done' AND s.ended_at < known_at
		AND EXISTS (SELECT FROM run.artifact_piece p WHERE p.run_id = s.run_id)
$$;

SET LOCAL check_function_bodies = off;           -- slips come with a later step
-- Their documents that are in no living piece, as known at an instant, of an office (0: of all); without notices of a
-- decision that a later edition changed, and slips that are void.  Not inlined: who asks
-- plans for many rows, and joins them by hashing.
CREATE FUNCTION result.mail_due(for_run_id int, known_at timestamptz, for_office_id int)
RETURNS TABLE (source_run_id int, document_no bigint, kind smallint, office_id int, party smallint, party_key text,
	household_id bigint, route smallint, name text, honorific text, postal_code text, address text, care_of text, file text,
	first_page int, pages int) LANGUAGE sql STABLE ROWS 100000
SET search_path = pg_catalog, pg_temp AS $$
	SELECT s.run_id, d.document_no, d.kind, d.office_id, d.party, d.party_key, d.household_id, d.route, d.name, d.honorific,
		d.postal_code, d.address, d.care_of, d.file, d.first_page, d.pages
	FROM result.mail_sources(for_run_id, known_at) s
	CROSS JOIN LATERAL result.documents(s.run_id) d
	WHERE (for_office_id = 0 OR d.office_id = for_office_id)
		AND NOT EXISTS (SELECT FROM result.claim_mail_document c
			JOIN result.claim_mailing m ON m.run_id = c.run_id AND m.recorded_at < known_at
			WHERE c.source_run_id = s.run_id AND c.document_no = d.document_no AND c.freed_at >= known_at)
		AND NOT (d.kind = 1 AND EXISTS (SELECT FROM result.claim_decision n -- MAIL_NOTICE
			JOIN run.run r ON r.run_id = n.run_id AND r.decision = 'confirmed'
			JOIN run.action a ON a.run_id = n.run_id AND a.command = 'confirm' AND a.acted_at < known_at
			CROSS JOIN LATERAL (SELECT FROM result.change x
				WHERE x.run_id = n.run_id AND x.household_id = n.household_id AND x.kind <> 0 OFFSET 0) x
			WHERE n.household_id = d.household_id AND n.month_on = s.month_on AND n.edition > s.edition))
		AND NOT (d.kind = 6 AND EXISTS (SELECT FROM result.claim_slip c -- MAIL_SLIP
			WHERE c.run_id = s.run_id AND c.document_no = d.document_no AND c.voided_at < known_at))
$$;
SET LOCAL check_function_bodies = on;

-- ---- issuing and pulling -------------------------------------------------------------------------

-- Why documents must not be posted, as known at an instant, or since: MAIL_WITHDRAWALS, the first that fits; no row:
-- nothing is against it.  What was known when a document was made is no reason: who gets word that his aid ends, gets it.
-- Reads pg_temp.mail_paper, rows of result.documents() with source_run_id, the mailing's run and route, and made_at, the
-- cut that the document was made at.
CREATE FUNCTION run.mail_causes(for_run_id int, known_at timestamptz)
RETURNS TABLE (source_run_id int, document_no bigint, cause smallint) LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	day date;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id;
	day := result.mail_on(known_at, this.month_on);
	CREATE TEMP TABLE mail_about ON COMMIT DROP AS
	SELECT d.source_run_id, d.document_no, d.kind, d.made_at, a.household_id, a.person_no
	FROM (SELECT DISTINCT x.source_run_id FROM pg_temp.mail_paper x) s
	CROSS JOIN LATERAL result.document_persons(s.source_run_id) a
	JOIN pg_temp.mail_paper d ON d.source_run_id = s.source_run_id AND d.document_no = a.document_no;
	ANALYZE pg_temp.mail_about;
	RETURN QUERY
	WITH inhouse AS MATERIALIZED (
		SELECT i.household_id, i.person_no FROM fact.inhouse(known_at, this.month_on) i
	), held AS MATERIALIZED (
		SELECT DISTINCT h.household_id FROM fact.holds_at(known_at, this.month_on) h
	), late AS MATERIALIZED (                    -- protection recorded since the document was made
		SELECT DISTINCT a.source_run_id, a.document_no, a.kind, a.household_id, p.end_reason = 14 AS death -- REASON_DEATH
		FROM pg_temp.mail_about a
		JOIN fact.protection p ON p.household_id = a.household_id AND p.superseded_at >= known_at AND p.recorded_at >= a.made_at
	), found AS (
		SELECT l.source_run_id, l.document_no, CASE WHEN l.death THEN 1 ELSE 3 END AS cause
		FROM late l
		WHERE l.death OR l.kind <> 6 AND NOT EXISTS ( -- a slip is owed by who is on aid no more, too
			SELECT FROM fact.protection p                -- on aid: PROTECTION_ACTIVE
			WHERE p.household_id = l.household_id AND p.state = 1 AND p.superseded_at >= known_at
				AND p.valid_from <= day AND p.valid_to > day)
		UNION ALL                                -- a person of a ticket or a form who is no member any more
		SELECT a.source_run_id, a.document_no, 3
		FROM pg_temp.mail_about a
		WHERE a.person_no <> 0 AND EXISTS (SELECT FROM fact.person p
				WHERE p.household_id = a.household_id AND p.person_no = a.person_no AND p.superseded_at >= known_at
					AND p.recorded_at >= a.made_at)
			AND NOT EXISTS (SELECT FROM fact.person p
				WHERE p.household_id = a.household_id AND p.person_no = a.person_no AND p.superseded_at >= known_at
					AND p.valid_to > day)
		UNION ALL                                -- a household's address, or whom the letter names
		SELECT d.source_run_id, d.document_no, 2
		FROM pg_temp.mail_paper d
		LEFT JOIN LATERAL fact.mail_address(d.household_id, known_at, day) t ON true
		WHERE d.party = 1 AND NOT d.altered AND (
			result.destination('', t.postal_code, t.address, t.care_of)
				IS DISTINCT FROM result.destination('', d.postal_code, d.address, d.care_of)
			OR NOT EXISTS (SELECT FROM fact.person p
				WHERE p.household_id = d.household_id AND p.superseded_at >= known_at AND p.valid_to > day
					AND result.plain(p.name) = result.plain(d.name)))
		UNION ALL                                -- an institution's, said otherwise since
		SELECT d.source_run_id, d.document_no, 2
		FROM pg_temp.mail_paper d
		JOIN (
			SELECT x.party_key, x.postal_code, x.address
			FROM (SELECT DISTINCT y.party_key, y.postal_code, y.address, y.made_at FROM pg_temp.mail_paper y WHERE y.party = 2) x
			WHERE EXISTS (SELECT FROM fact.institution i
					WHERE i.code = substr(split_part(x.party_key, '/', 1), 2)
						AND (i.recorded_at >= x.made_at OR i.superseded_at >= x.made_at AND i.superseded_at < 'infinity'))
				AND NOT EXISTS (SELECT FROM fact.directory(known_at, substr(split_part(x.party_key, '/', 1), 2)) i
					WHERE result.place(i.postal_code, i.address) = result.place(x.postal_code, x.address))
		) x ON x.party_key = d.party_key AND x.postal_code = d.postal_code AND x.address = d.address
		WHERE d.party = 2
		UNION ALL                                -- the run that made it, or what it says
		SELECT d.source_run_id, d.document_no, 4
		FROM pg_temp.mail_paper d
		JOIN run.run s ON s.run_id = d.source_run_id
		WHERE s.decision <> 'confirmed' OR d.altered
			OR d.kind = 1 AND EXISTS (SELECT FROM result.claim_decision n -- MAIL_NOTICE
				JOIN run.run r ON r.run_id = n.run_id AND r.decision = 'confirmed'
				CROSS JOIN LATERAL (SELECT FROM result.change c
					WHERE c.run_id = n.run_id AND c.household_id = n.household_id AND c.kind <> 0 OFFSET 0) c
				WHERE n.household_id = d.household_id AND n.month_on = s.month_on AND n.edition > s.edition)
		UNION ALL                                -- MAIL_TICKETS: one of them was replaced or taken back
		SELECT d.source_run_id, d.document_no, 4
		FROM pg_temp.mail_paper d
		JOIN result.ticket_enclosure e ON e.run_id = d.source_run_id AND e.piece_no = d.document_no AND NOT e.cancelled
		JOIN result.claim_ticket c ON c.office_id = e.office_id AND c.month_on = e.month_on AND c.issue_no = e.issue_no
			AND c.revision = e.revision
		WHERE d.kind = 3 AND c.cancelled_at < 'infinity' AND c.cancelled_at >= d.made_at
		UNION ALL                                -- MAIL_SLIP: nobody may pay with it any more
		SELECT d.source_run_id, d.document_no, 4
		FROM pg_temp.mail_paper d
		JOIN result.claim_slip c ON c.run_id = d.source_run_id AND c.document_no = d.document_no
		WHERE d.kind = 6 AND c.voided_at < 'infinity'
		UNION ALL
		SELECT a.source_run_id, a.document_no, 5 FROM pg_temp.mail_about a JOIN held h ON h.household_id = a.household_id
		UNION ALL
		SELECT a.source_run_id, a.document_no, 6
		FROM pg_temp.mail_about a
		JOIN pg_temp.mail_paper d ON d.source_run_id = a.source_run_id AND d.document_no = a.document_no AND d.route = 1
		JOIN inhouse i ON i.household_id = a.household_id AND a.person_no IN (0, i.person_no)
		UNION ALL
		SELECT d.source_run_id, d.document_no, 8
		FROM pg_temp.mail_paper d
		JOIN result.claim_mail_document c ON c.source_run_id = d.source_run_id AND c.document_no = d.document_no
			AND c.freed_at = 'infinity' AND c.run_id <> for_run_id
		UNION ALL
		SELECT a.source_run_id, a.document_no, 9
		FROM pg_temp.mail_about a
		JOIN result.exclusion x ON x.run_id = for_run_id AND x.household_id = a.household_id
	)
	SELECT f.source_run_id, f.document_no, min(f.cause)::smallint
	FROM found f
	GROUP BY f.source_run_id, f.document_no;
END $$;

-- The documents of pg_temp.mail_wanted (source_run_id, document_no, route) as they are printed, into pg_temp.mail_paper;
-- altered: its pages are not those that were planned.
CREATE FUNCTION run.read_mail_paper() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE mail_paper ON COMMIT DROP AS
	SELECT w.source_run_id, w.document_no, w.kind, w.party, w.party_key, w.household_id, w.route, d.name, d.postal_code,
		d.address, d.care_of, d.file, d.pages IS DISTINCT FROM w.pages AS altered, coalesce(k.as_of, s.as_of) AS made_at
	FROM pg_temp.mail_wanted w
	JOIN run.run s ON s.run_id = w.source_run_id
	LEFT JOIN run.household_cut k ON k.run_id = w.source_run_id AND k.household_id = w.household_id
	LEFT JOIN (
		SELECT x.source_run_id, y.*
		FROM (SELECT DISTINCT z.source_run_id FROM pg_temp.mail_wanted z) x
		CROSS JOIN LATERAL result.documents(x.source_run_id) y
	) d ON d.source_run_id = w.source_run_id AND d.document_no = w.document_no;
	ANALYZE pg_temp.mail_paper;
END $$;

-- The n-th business day of an office after a day, as the run's office calendar was read at its cut.
CREATE FUNCTION run.mail_business_day(for_run_id int, of_office int, after date, n int) RETURNS date LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	day date := after;
BEGIN
	IF n > 0 THEN
		SELECT d.on_day INTO day FROM result.mail_day d
		WHERE d.run_id = for_run_id AND d.office_id = of_office AND d.on_day > after
		ORDER BY d.on_day OFFSET n - 1 LIMIT 1;
	END IF;
	IF day IS NULL THEN
		RAISE EXCEPTION 'the calendar of office % does not reach % business days beyond %', of_office, n, after
			USING ERRCODE = 'datetime_field_overflow', HINT = 'Bring in the calendar of the year, then start an edition.';
	END IF;
	RETURN day;
END $$;

-- Pieces of pg_temp.mail_piece that lost a document weigh less: thickness and postage are those of what is left, by the
-- run's own tables; the envelope stays.
CREATE FUNCTION run.weigh_mail(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	WITH cell AS MATERIALIZED (
		SELECT c.table_name, c.value_name, c.value, c.word, split_part(c.cell_key, '|', 1) AS envelope,
			split_part(c.cell_key, '|', 2) AS part
		FROM run.run r
		JOIN rate.cell c ON c.rate_set_id = r.rate_set_id AND c.table_name IN ('mail_envelope', 'postage')
			AND c.valid_from <= r.month_on AND c.valid_to > r.month_on
		WHERE r.run_id = for_run_id
	)
	UPDATE pg_temp.mail_piece p SET thickness = t.thickness, postage_class = y.class, postage_yen = y.yen
	FROM pg_temp.mail_piece q
	CROSS JOIN LATERAL (SELECT CASE q.envelope WHEN 1 THEN 'long3' ELSE 'square2' END AS word) w -- MAIL_ENVELOPES
	CROSS JOIN LATERAL (
		SELECT c.part::smallint AS thickness FROM cell c
		WHERE c.table_name = 'mail_envelope' AND c.value_name = 'sheets' AND c.envelope = w.word AND c.value >= q.sheets
		ORDER BY c.value LIMIT 1
	) t
	CROSS JOIN LATERAL (
		SELECT c.value::int AS yen, k.word AS class FROM cell c
		JOIN cell k ON k.table_name = 'postage' AND k.value_name = 'class' AND k.envelope = c.envelope AND k.part = c.part
		WHERE c.table_name = 'postage' AND c.value_name = 'yen' AND c.envelope = w.word
			AND split_part(c.part, '-', 2)::int >= q.weight_mg
		ORDER BY split_part(c.part, '-', 2)::int LIMIT 1
	) y
	WHERE q.lost AND p.office_id = q.office_id AND p.plan_no = q.plan_no;
END $$;

-- Which part each piece of pg_temp.mail_piece is in: as many whole pieces as fit, of one office and route.
CREATE FUNCTION run.fill_mail_parts() RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p record;
	parts int[] := '{}';
	part int := 0;
	filled int := 0;
	of_office int;
	of_route int;
BEGIN
	FOR p IN SELECT x.office_id, x.route, x.sheets, x.part_sheets FROM pg_temp.mail_piece x ORDER BY x.piece_no LOOP
		IF (p.office_id, p.route) IS DISTINCT FROM (of_office, of_route) OR filled + p.sheets > p.part_sheets THEN
			part := part + 1;
			filled := 0;
			of_office := p.office_id;
			of_route := p.route;
		END IF;
		filled := filled + p.sheets;
		parts := parts || part;
	END LOOP;
	UPDATE pg_temp.mail_piece x SET part_no = parts[x.piece_no];
END $$;

-- The causes as words and as they are told, as mailing.h has them.
CREATE FUNCTION run.mail_cause_words() RETURNS TABLE (cause smallint, word text, term text) LANGUAGE sql IMMUTABLE AS $$
	VALUES (1::smallint, 'death', '死亡'), (2, 'moved', '送付先の変更'), (3, 'closed', '保護の廃止・停止'),
		(4, 'corrected', '決定の訂正・取消し'), (5, 'hold', '保留の指示'), (6, 'protected', '支援措置'),
		(7, 'asked', '所内の申出'), (8, 'twice', 'ほかの郵送で発送済み'), (9, 'excluded', '確定からの除外')
$$;

-- Issues the pieces of an approved mailing: once, all in one transaction, one run at a time, in an order that does not
-- depend on when; so a run that is killed and goes on issues the same.  It waits for the clerks who record facts at that
-- moment.  A document that must not leave any more (run.mail_causes) is refused and told in run.hold_hit; its piece goes
-- without it, or not at all.  Numbers are 1, 2, 3 …: what the contractor gets first, an office's own together, then as the
-- post's discounts want it: same envelope and weight together, by postal code.  Counts are of documents.
CREATE FUNCTION run.issue_mailing(for_run_id int, for_task_no int)
RETURNS TABLE (n_read bigint, n_written bigint, n_unchanged bigint, n_held bigint, n_quarantined bigint, yen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	this run.run;
	instant timestamptz;
	today date;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 8);
	this := run.approved_run(for_run_id, 'mail_document', 'mail is issued of a confirmed run alone');
	IF NOT EXISTS (SELECT FROM result.claim_mailing c WHERE c.run_id = for_run_id) THEN
		instant := run.issuing_instant('fact.mail_office');
		today := (instant AT TIME ZONE 'Asia/Tokyo')::date;

		CREATE TEMP TABLE mail_wanted ON COMMIT DROP AS
		SELECT d.* FROM result.mail_document d WHERE d.run_id = for_run_id AND d.plan_no IS NOT NULL;
		ANALYZE pg_temp.mail_wanted;
		PERFORM run.read_mail_paper();
		INSERT INTO result.mail_refusal (run_id, source_run_id, document_no, refusal)
		SELECT for_run_id, c.source_run_id, c.document_no, c.cause
		FROM run.mail_causes(for_run_id, instant) c;

		CREATE TEMP TABLE mail_piece ON COMMIT DROP AS
		SELECT p.*, k.documents AS left_documents, k.sheets AS left_sheets, k.documents < p.documents AS lost,
			p.weight_mg - k.lost_mg AS left_mg, o.part_sheets, 0 AS part_no, 0 AS piece_no
		FROM (
			SELECT w.office_id, w.plan_no, (count(*) FILTER (WHERE x.refusal IS NULL))::smallint AS documents,
				coalesce(sum(w.sheets) FILTER (WHERE x.refusal IS NULL), 0)::int AS sheets,
				coalesce(sum(w.weight_mg) FILTER (WHERE x.refusal IS NOT NULL), 0)::int AS lost_mg
			FROM pg_temp.mail_wanted w
			LEFT JOIN result.mail_refusal x ON x.run_id = for_run_id AND x.source_run_id = w.source_run_id
				AND x.document_no = w.document_no
			GROUP BY w.office_id, w.plan_no
		) k
		JOIN result.mail_piece p ON p.run_id = for_run_id AND p.office_id = k.office_id AND p.plan_no = k.plan_no
		JOIN fact.mail_office o ON o.office_id = p.office_id AND o.recorded_at < this.as_of AND o.superseded_at >= this.as_of
			AND o.valid_from <= result.mail_on(this.as_of, this.month_on)
			AND o.valid_to > result.mail_on(this.as_of, this.month_on)
		WHERE k.documents > 0;
		UPDATE pg_temp.mail_piece SET documents = left_documents, sheets = left_sheets, weight_mg = left_mg WHERE lost;
		PERFORM run.weigh_mail(for_run_id);
		UPDATE pg_temp.mail_piece p SET piece_no = n.piece_no
		FROM (
			SELECT x.office_id, x.plan_no, (row_number() OVER (ORDER BY x.route, x.office_id, x.envelope, x.postage_yen,
				x.postal_code COLLATE "C", x.party_key COLLATE "C", x.plan_no))::int AS piece_no
			FROM pg_temp.mail_piece x
		) n
		WHERE n.office_id = p.office_id AND n.plan_no = p.plan_no;
		PERFORM run.fill_mail_parts();
		ANALYZE pg_temp.mail_piece;

		INSERT INTO result.claim_mailing (run_id, recorded_at, issued_on, cut_off_on, post_by_on, report_by_on, expires_on,
			pieces)
		SELECT for_run_id, instant, today,
			coalesce(min(run.mail_business_day(for_run_id, o.office_id, today, o.cut_off_days)), today),
			coalesce(min(run.mail_business_day(for_run_id, o.office_id, today, o.post_days)), today),
			coalesce(min(run.mail_business_day(for_run_id, o.office_id, today, o.report_days)), today),
			coalesce(min(today + o.keep_days), today) + 1,
			(SELECT count(*) FROM pg_temp.mail_piece)
		FROM (SELECT DISTINCT p.office_id FROM pg_temp.mail_piece p) p
		JOIN fact.mail_office o ON o.office_id = p.office_id AND o.recorded_at < this.as_of AND o.superseded_at >= this.as_of
			AND o.valid_from <= result.mail_on(this.as_of, this.month_on)
			AND o.valid_to > result.mail_on(this.as_of, this.month_on);
		INSERT INTO result.claim_mail_piece (run_id, piece_no, office_id, plan_no, route, part_no, party_key, destination,
			postal_code, documents, sheets, envelope, thickness, weight_mg, postage_class, postage_yen)
		SELECT for_run_id, p.piece_no, p.office_id, p.plan_no, p.route, p.part_no, p.party_key, p.destination, p.postal_code,
			p.documents, p.sheets, p.envelope, p.thickness, p.weight_mg, p.postage_class, p.postage_yen
		FROM pg_temp.mail_piece p ORDER BY p.piece_no;
		INSERT INTO result.claim_mail_document (source_run_id, document_no, run_id, piece_no, position, kind, household_id,
			pages, sheets)
		SELECT w.source_run_id, w.document_no, for_run_id, p.piece_no,
			row_number() OVER (PARTITION BY p.piece_no ORDER BY w.position), w.kind, w.household_id, w.pages, w.sheets
		FROM pg_temp.mail_wanted w
		JOIN pg_temp.mail_piece p ON p.office_id = w.office_id AND p.plan_no = w.plan_no
		WHERE NOT EXISTS (SELECT FROM result.mail_refusal x WHERE x.run_id = for_run_id
			AND x.source_run_id = w.source_run_id AND x.document_no = w.document_no)
		ORDER BY p.piece_no, w.position;
		INSERT INTO result.claim_mail_place (run_id, piece_no, party_key, place)
		SELECT for_run_id, p.piece_no, p.party_key, result.place(d.postal_code, d.address)
		FROM pg_temp.mail_piece p
		JOIN result.claim_mail_document c ON c.run_id = for_run_id AND c.piece_no = p.piece_no AND c.position = 1
		JOIN pg_temp.mail_paper d ON d.source_run_id = c.source_run_id AND d.document_no = c.document_no
		WHERE p.party = 1
		ORDER BY p.piece_no;
		-- Parts, package and lists follow at once: without statistics they would be planned for a handful of pieces.
		ANALYZE result.claim_mail_piece, result.claim_mail_document, result.claim_mail_place;
	END IF;
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT for_run_id, for_task_no, 0, w.office_id * 100000000::bigint + w.line_no, v.word, v.term
	FROM result.mail_refusal x
	JOIN result.mail_document w ON w.run_id = for_run_id AND w.source_run_id = x.source_run_id
		AND w.document_no = x.document_no
	JOIN run.mail_cause_words() v ON v.cause = x.refusal
	WHERE x.run_id = for_run_id
	ORDER BY w.office_id, w.line_no
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT d.n, d.n - x.n, 0::bigint, x.n, 0::bigint, p.yen
	FROM (SELECT count(*) AS n FROM result.mail_document w WHERE w.run_id = for_run_id AND w.plan_no IS NOT NULL) d
	CROSS JOIN (SELECT count(*) AS n FROM result.mail_refusal r WHERE r.run_id = for_run_id) x
	CROSS JOIN (SELECT coalesce(sum(c.postage_yen), 0)::bigint AS yen FROM result.claim_mail_piece c
		WHERE c.run_id = for_run_id) p;
END $$;

-- A person looked at the destinations of held documents, by their lines, and found them right.  All of them, or none: a
-- line that is not there, or that no look can clear, is an error.  A later mailing knows it: this one stays as it was
-- computed.  Gives back how many destinations that were.
CREATE FUNCTION run.look_destinations(for_run_id int, of_office int, lines int[], why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	line int;
	n bigint;
BEGIN
	LOCK TABLE fact.mail_office IN ROW EXCLUSIVE MODE; -- so that a cut waits for this
	SELECT l INTO line FROM unnest(lines) l
	WHERE NOT EXISTS (SELECT FROM result.mail_document d
		WHERE d.run_id = for_run_id AND d.office_id = of_office AND d.line_no = l
			AND d.hold IN (5, 6, 7, 8)) -- returned, shared, changed, moved
	ORDER BY l LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'line % of office % is not held for a look', line, of_office
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.destination_look (party_key, destination, run_id, reason)
	SELECT DISTINCT d.party_key, d.destination, for_run_id, why
	FROM result.mail_document d
	WHERE d.run_id = for_run_id AND d.office_id = of_office AND d.line_no = ANY (lines);
	GET DIAGNOSTICS n = ROW_COUNT;
	INSERT INTO run.action (run_id, command, reason) VALUES (for_run_id, 'mail look', why);
	RETURN n;
END $$;

-- Pieces of a mailing that must not leave any more, as known at an instant, and why: the first cause that fits; pulled: on
-- a pull list already.  wanted: of these pieces; NULL: of all.  Leaves pg_temp.mail_wanted: their documents.
CREATE FUNCTION run.mail_barred(for_run_id int, wanted int[], instant timestamptz)
RETURNS TABLE (piece_no int, cause smallint, pulled boolean) LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	CREATE TEMP TABLE mail_wanted ON COMMIT DROP AS
	SELECT d.*, c.piece_no, EXISTS (SELECT FROM run.mail_withdrawal w
		WHERE w.run_id = for_run_id AND w.piece_no = c.piece_no) AS pulled
	FROM result.claim_mail_document c
	JOIN result.mail_document d ON d.run_id = for_run_id AND d.source_run_id = c.source_run_id
		AND d.document_no = c.document_no
	WHERE c.run_id = for_run_id AND c.freed_at = 'infinity' AND (wanted IS NULL OR c.piece_no = ANY (wanted));
	ANALYZE pg_temp.mail_wanted;
	PERFORM run.read_mail_paper();
	CREATE TEMP TABLE mail_cause ON COMMIT DROP AS -- asked for itself: a join with no documents would not ask at all
	SELECT * FROM run.mail_causes(for_run_id, instant);
	RETURN QUERY
	SELECT w.piece_no, min(c.cause), bool_or(w.pulled)
	FROM pg_temp.mail_cause c
	JOIN pg_temp.mail_wanted w ON w.source_run_id = c.source_run_id AND w.document_no = c.document_no
	GROUP BY w.piece_no;
END $$;

-- What of a mailing must be pulled (引抜き), by what is known now: documents that must not leave any more
-- (run.mail_causes), and pieces that somebody asks for; a piece is pulled whole.  Each call that finds something is a list
-- of its own.  After the cut-off nothing is recorded: then what should have been pulled is given back as late.  Waits for
-- the clerks who record facts at that moment.  Called again it finds what came since.
CREATE FUNCTION run.pull_mail(for_run_id int, asked int[], why text)
RETURNS TABLE (piece_no int, route smallint, part_no int, sheets int, cause smallint, list_no int, late boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	mailing result.claim_mailing;
	instant timestamptz;
	list int;
	piece int;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 8);
	SELECT * INTO mailing FROM result.claim_mailing c WHERE c.run_id = for_run_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'run % has issued no mail', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT a INTO piece FROM unnest(asked) a
	WHERE NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = a)
	ORDER BY a LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'run % has no piece %', for_run_id, piece USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	PERFORM run.take_cut();
	PERFORM run.lock_mailing(for_run_id); -- not before: it waits for who imports scans, and he for this
	instant := clock_timestamp();
	CREATE TEMP TABLE mail_barred ON COMMIT DROP AS
	SELECT b.piece_no, b.cause FROM run.mail_barred(for_run_id, NULL, instant) b WHERE NOT b.pulled;
	CREATE TEMP TABLE mail_pull ON COMMIT DROP AS
	SELECT p.piece_no, p.route, p.part_no, p.sheets, x.cause
	FROM (
		SELECT f.piece_no, min(f.cause) AS cause
		FROM (
			SELECT b.piece_no, b.cause FROM pg_temp.mail_barred b
			UNION ALL
			SELECT w.piece_no, 7::smallint FROM pg_temp.mail_wanted w -- MAIL_PULL_ASKED
			WHERE w.piece_no = ANY (asked) AND NOT w.pulled
		) f
		GROUP BY f.piece_no
	) x
	JOIN result.claim_mail_piece p ON p.run_id = for_run_id AND p.piece_no = x.piece_no;
	SELECT coalesce(max(w.list_no), 0) + 1 INTO list FROM run.mail_withdrawal w WHERE w.run_id = for_run_id;
	IF (instant AT TIME ZONE 'Asia/Tokyo')::date <= mailing.cut_off_on THEN
		INSERT INTO run.mail_withdrawal (run_id, piece_no, cause, reason, list_no)
		SELECT for_run_id, p.piece_no, p.cause, CASE p.cause WHEN 7 THEN coalesce(why, v.term) ELSE v.term END, list
		FROM pg_temp.mail_pull p
		JOIN run.mail_cause_words() v ON v.cause = p.cause
		ORDER BY p.piece_no;
		IF FOUND THEN
			-- What the office itself takes out of its own mail is free at once, where the cause allows: moved, hold, protected,
			-- asked.  What the contractor takes out, once he says so (run.free_withdrawn).
			UPDATE result.claim_mail_document d SET freed_at = instant
			FROM pg_temp.mail_pull p
			WHERE d.run_id = for_run_id AND d.piece_no = p.piece_no AND p.route = 2 AND p.cause IN (2, 5, 6, 7);
			INSERT INTO run.action (run_id, command, reason) VALUES (for_run_id, 'mail pull', coalesce(why, ''));
		END IF;
		RETURN QUERY SELECT p.piece_no, p.route, p.part_no, p.sheets, p.cause, list, false
		FROM pg_temp.mail_pull p ORDER BY p.piece_no;
	ELSE
		RETURN QUERY SELECT p.piece_no, p.route, p.part_no, p.sheets, p.cause, 0, true
		FROM pg_temp.mail_pull p ORDER BY p.piece_no;
	END IF;
END $$;

REVOKE ALL ON FUNCTION run.mail_causes(int, timestamptz), run.read_mail_paper(), run.mail_barred(int, int[], timestamptz),
	run.mail_business_day(int, int, date, int),
	run.weigh_mail(int), run.fill_mail_parts(), run.issue_mailing(int, int), run.look_destinations(int, int, int[], text),
	run.pull_mail(int, int[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.issue_mailing(int, int), run.look_destinations(int, int, int[], text),
	run.pull_mail(int, int[], text) TO getsuji_runner;
