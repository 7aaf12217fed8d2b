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
	plan_no          int,                        -- NULL: held
	position         smallint,                   -- in the envelope, from 1
	destination      bytea NOT NULL,             -- SHA-256 of name, postal code, address and care of
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

-- What an approved mailing did not issue after all, and why (MAIL_WITHDRAWALS).
CREATE TABLE result.mail_refusal (
	run_id           int NOT NULL REFERENCES run.run,
	source_run_id    int NOT NULL,
	document_no      bigint NOT NULL,
	refusal          smallint NOT NULL,
	PRIMARY KEY (run_id, source_run_id, document_no)
);

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

GRANT SELECT, INSERT ON result.mail_document, result.mail_piece TO getsuji_runner;
GRANT SELECT ON result.mail_document, result.mail_piece TO getsuji_approver;
GRANT SELECT ON result.claim_mailing, result.claim_mail_piece, result.claim_mail_document, result.mail_refusal,
	run.destination_look, run.mail_withdrawal TO getsuji_runner;
