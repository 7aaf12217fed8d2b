-- The loop of a mailing: what the contractor reports, what does not fit, what is printed again, what comes back, and
-- whether all of it is accounted for.  Codes (smallint) are those of include/getsuji/mail_fault.h.
--
-- Everything but what a person says is filled by the functions of this file alone.  Nothing is ever deleted.

-- ---- what came in --------------------------------------------------------------------------------

-- A file of scans, or of returned mail; beside its row in the ledger of imports.
CREATE TABLE run.mail_file (
	import_id        int PRIMARY KEY REFERENCES fact.import,
	kind             smallint NOT NULL CHECK (kind IN (1, 2)), -- scans, returns
	run_id           int REFERENCES run.run,     -- of scans: the mailing
	office_id        int NOT NULL,               -- of returns: whose; of scans: the mailing's, 0 all
	made_on          date NOT NULL,
	serial           int NOT NULL,
	signer           bytea,                      -- SHA-256 of the certificate; NULL: unsigned, let in by a person
	CHECK ((kind = 1) = (run_id IS NOT NULL)),
	UNIQUE NULLS NOT DISTINCT (kind, run_id, office_id, made_on, serial)
);

-- One reading of a camera, or one word about a piece; the same line twice is one.
CREATE TABLE run.mail_scan (
	run_id           int NOT NULL REFERENCES run.run,
	envelope         int NOT NULL CHECK (envelope >= 0), -- the contractor's running number; 0: none
	place         smallint NOT NULL,          -- of the sheet in the set, from 1; 0: no reading of a sheet
	back             boolean NOT NULL,
	event            smallint NOT NULL,          -- MAIL_EVENTS
	code             text NOT NULL,              -- as it was read; empty: nothing could be read
	enclosure        text NOT NULL,              -- what was put beside the sheets; empty: nothing
	read_at          timestamp NOT NULL,         -- in Japan, by the contractor's clock
	import_id        int NOT NULL REFERENCES fact.import,
	PRIMARY KEY (run_id, envelope, place, back, event, code, enclosure, read_at)
);

-- What an envelope was found to be by all its readings: judged again when more come.
CREATE TABLE run.mail_envelope (
	run_id           int NOT NULL REFERENCES run.run,
	envelope         int NOT NULL CHECK (envelope >= 1),
	piece_no         int NOT NULL,               -- whose first sheet it shows; 0: nobody's of this mailing
	version          int NOT NULL,
	whole            boolean NOT NULL,           -- every sheet of the piece, in order, and nothing else
	import_id        int NOT NULL REFERENCES fact.import, -- that judged it last
	judged_at        timestamptz NOT NULL,
	PRIMARY KEY (run_id, envelope)
);
CREATE INDEX mail_envelope_piece ON run.mail_envelope (run_id, piece_no);

-- What else was reported of a piece: withdrawn, damaged, diverted.
CREATE TABLE run.mail_report (
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	version          int NOT NULL,
	event            smallint NOT NULL CHECK (event IN (2, 3, 4)),
	import_id        int NOT NULL REFERENCES fact.import,
	reported_at      timestamptz NOT NULL,
	PRIMARY KEY (run_id, piece_no, version, event),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);

-- What does not fit.  One that later readings of its envelope explained is over, and stays on record.
CREATE TABLE run.mail_fault (
	fault_id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id           int NOT NULL REFERENCES run.run,
	envelope         int NOT NULL,               -- 0: none
	piece_no         int NOT NULL,               -- whom it concerns; 0: no piece of this mailing
	fault            smallint NOT NULL,          -- MAIL_FAULTS
	place         smallint NOT NULL,          -- of the first sheet that shows it; 0: the whole
	import_id        int NOT NULL REFERENCES fact.import,
	found_at         timestamptz NOT NULL,
	over_at          timestamptz NOT NULL DEFAULT 'infinity'
);
CREATE UNIQUE INDEX mail_fault_once ON run.mail_fault (run_id, piece_no, envelope, fault) WHERE over_at = 'infinity';

-- A letter that came back.  party_key and destination are the piece's: the next mailing holds what would go there again.
CREATE TABLE run.mail_return (
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	party_key        text NOT NULL,
	destination      bytea NOT NULL,
	reason           smallint NOT NULL,          -- MAIL_RETURN_REASONS
	returned_on      date NOT NULL,
	import_id        int NOT NULL REFERENCES fact.import,
	recorded_at      timestamptz NOT NULL,
	PRIMARY KEY (run_id, piece_no),              -- an envelope comes back once
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);
CREATE INDEX mail_return_party ON run.mail_return (party_key, destination);

-- ---- what a person says --------------------------------------------------------------------------

-- A piece to be printed again: the same pages with the mark 再 and the next version.
CREATE TABLE run.mail_reprint (
	run_id           int NOT NULL,
	piece_no         int NOT NULL,
	version          int NOT NULL CHECK (version >= 1), -- 1, 2 … of the piece; 0 is the first print
	batch_no         int NOT NULL CHECK (batch_no >= 1), -- asked for together: 1, 2 … of the run
	reason           text NOT NULL CHECK (reason <> ''),
	asked_by         text NOT NULL DEFAULT session_user,
	asked_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, piece_no, version),
	FOREIGN KEY (run_id, piece_no) REFERENCES result.claim_mail_piece
);
CREATE INDEX mail_reprint_batch ON run.mail_reprint (run_id, batch_no);

-- A person looked into all that was open about a piece, or an envelope of no piece.  What is found later is open again.
CREATE TABLE run.mail_settlement (
	settlement_id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id           int NOT NULL REFERENCES run.run,
	piece_no         int NOT NULL,               -- 0: of an envelope
	envelope         int NOT NULL,               -- 0: of a piece
	reason           text NOT NULL CHECK (reason <> ''),
	settled_by       text NOT NULL DEFAULT session_user,
	settled_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	CHECK ((piece_no = 0) <> (envelope = 0))
);
CREATE INDEX mail_settlement_run ON run.mail_settlement (run_id, piece_no);

-- A mailing that was found complete: its numbers as they were then.  A fault that is found later opens it again.
CREATE TABLE run.mail_closing (
	run_id           int NOT NULL REFERENCES run.run,
	closing_no       int NOT NULL CHECK (closing_no >= 1),
	planned          int NOT NULL,
	inserted         int NOT NULL,               -- of them reprinted: those below
	reprinted        int NOT NULL,
	withdrawn        int NOT NULL,
	settled          int NOT NULL,
	states           bytea NOT NULL,             -- SHA-256 over the pieces' numbers, versions and states
	closed_by        text NOT NULL DEFAULT session_user,
	closed_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
	reopened_at      timestamptz NOT NULL DEFAULT 'infinity',
	CHECK (planned = inserted + withdrawn + settled AND reprinted <= inserted),
	PRIMARY KEY (run_id, closing_no)
);

GRANT SELECT ON run.mail_file, run.mail_scan, run.mail_envelope, run.mail_report, run.mail_fault, run.mail_return,
	run.mail_reprint, run.mail_settlement, run.mail_closing TO getsuji_runner;
GRANT SELECT ON run.mail_closing TO getsuji_approver;

-- ---- the verdict ---------------------------------------------------------------------------------

-- Faults of a mailing that nobody has settled since they were found.
CREATE FUNCTION run.mail_open_faults(for_run_id int)
RETURNS TABLE (fault_id int, envelope int, piece_no int, fault smallint, place smallint, found_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT f.fault_id, f.envelope, f.piece_no, f.fault, f.place, f.found_at
	FROM run.mail_fault f
	WHERE f.run_id = for_run_id AND f.over_at = 'infinity' AND NOT EXISTS (
		SELECT FROM run.mail_settlement s
		WHERE s.run_id = f.run_id AND s.settled_at >= f.found_at AND s.piece_no = f.piece_no
			AND (f.piece_no <> 0 OR s.envelope = f.envelope))
$$;

-- What became of each piece that the contractor has, by all that is known now.  fault: the first of those open.
-- What is settled after the last reprint stays so; a reprint asked for later must come in again.
CREATE FUNCTION run.mail_pieces(for_run_id int)
RETURNS TABLE (piece_no int, part_no int, version int, state smallint, fault smallint, envelope int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	WITH version AS (
		SELECT r.piece_no, max(r.version) AS version, max(r.asked_at) AS asked_at
		FROM run.mail_reprint r WHERE r.run_id = for_run_id GROUP BY r.piece_no
	), fault AS (
		SELECT f.piece_no, min(f.fault) AS fault FROM run.mail_open_faults(for_run_id) f GROUP BY f.piece_no
	), inserted AS (
		SELECT e.piece_no, e.version, min(e.envelope) AS envelope
		FROM run.mail_envelope e WHERE e.run_id = for_run_id AND e.whole GROUP BY e.piece_no, e.version
	), report AS (
		SELECT r.piece_no, r.version, bool_or(r.event = 2) AS withdrawn, bool_or(r.event = 3) AS damaged
		FROM run.mail_report r WHERE r.run_id = for_run_id GROUP BY r.piece_no, r.version
	), taken_out AS (
		SELECT DISTINCT r.piece_no FROM run.mail_report r WHERE r.run_id = for_run_id AND r.event = 2
	), settled AS (
		SELECT s.piece_no, max(s.settled_at) AS settled_at
		FROM run.mail_settlement s WHERE s.run_id = for_run_id AND s.piece_no <> 0 GROUP BY s.piece_no
	)
	SELECT p.piece_no, p.part_no, coalesce(v.version, 0), CASE
			WHEN f.piece_no IS NOT NULL THEN 8
			WHEN w.piece_no IS NOT NULL AND t.piece_no IS NOT NULL THEN 3
			WHEN w.piece_no IS NULL AND i.piece_no IS NOT NULL THEN 2
			WHEN s.settled_at > coalesce(greatest(v.asked_at, w.asked_at), '-infinity') THEN 9
			WHEN w.piece_no IS NOT NULL THEN 7
			WHEN r.damaged THEN 4
			WHEN r.piece_no IS NOT NULL THEN 6
			WHEN v.piece_no IS NOT NULL THEN 5
			ELSE 1 END::smallint,
		coalesce(f.fault, 0)::smallint, coalesce(i.envelope, 0)
	FROM result.claim_mail_piece p
	LEFT JOIN version v ON v.piece_no = p.piece_no
	LEFT JOIN fault f ON f.piece_no = p.piece_no
	LEFT JOIN inserted i ON i.piece_no = p.piece_no AND i.version = coalesce(v.version, 0)
	LEFT JOIN report r ON r.piece_no = p.piece_no AND r.version = coalesce(v.version, 0)
	LEFT JOIN taken_out t ON t.piece_no = p.piece_no
	LEFT JOIN settled s ON s.piece_no = p.piece_no
	LEFT JOIN run.mail_withdrawal w ON w.run_id = p.run_id AND w.piece_no = p.piece_no
	WHERE p.run_id = for_run_id AND p.route = 1
$$;

-- The numbers of a mailing.  It is complete when planned = inserted + withdrawn + settled, each piece once, and no fault
-- is open, not even of an envelope that is nobody's (loose).
CREATE FUNCTION run.mail_verdict(for_run_id int)
RETURNS TABLE (planned int, inserted int, reprinted int, withdrawn int, settled int, open int, loose int, complete boolean,
	states bytea) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT v.planned, v.inserted, v.reprinted, v.withdrawn, v.settled, v.planned - v.inserted - v.withdrawn - v.settled,
		l.loose, v.planned = v.inserted + v.withdrawn + v.settled AND l.loose = 0, v.states
	FROM (
		SELECT count(*)::int AS planned, (count(*) FILTER (WHERE p.state = 2))::int AS inserted,
			(count(*) FILTER (WHERE p.state = 2 AND p.version > 0))::int AS reprinted,
			(count(*) FILTER (WHERE p.state = 3))::int AS withdrawn, (count(*) FILTER (WHERE p.state = 9))::int AS settled,
			sha256(convert_to(coalesce(string_agg(concat_ws(':', p.piece_no, p.version, p.state), ',' ORDER BY p.piece_no), ''),
				'UTF8')) AS states
		FROM run.mail_pieces(for_run_id) p
	) v
	CROSS JOIN (SELECT count(*)::int AS loose FROM run.mail_open_faults(for_run_id) f WHERE f.piece_no = 0) l
$$;
REVOKE ALL ON FUNCTION run.mail_open_faults(int), run.mail_pieces(int), run.mail_verdict(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.mail_open_faults(int), run.mail_pieces(int), run.mail_verdict(int) TO getsuji_runner;
