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
-- is open, not even of an envelope that is nobody's, or of a piece that the contractor must not have (loose).
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
	CROSS JOIN (SELECT count(*)::int AS loose FROM run.mail_open_faults(for_run_id) f WHERE NOT EXISTS (
		SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = f.piece_no AND p.route = 1)) l
$$;
REVOKE ALL ON FUNCTION run.mail_open_faults(int), run.mail_pieces(int), run.mail_verdict(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.mail_open_faults(int), run.mail_pieces(int), run.mail_verdict(int) TO getsuji_runner;

-- ---- closing -------------------------------------------------------------------------------------

-- Closes a mailing that is complete, or opens it again; closed and complete otherwise than it was then (what had been settled
-- was reported as withdrawn after all), it is closed anew, so that its last closing says what is known.  Called at the end of
-- whatever changes its verdict, with the mailing's row locked.
CREATE FUNCTION run.close_mailing(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	verdict record;
BEGIN
	SELECT * INTO verdict FROM run.mail_verdict(for_run_id);
	UPDATE run.mail_closing c SET reopened_at = clock_timestamp()
	WHERE c.run_id = for_run_id AND c.reopened_at = 'infinity' AND NOT (verdict.complete AND c.states = verdict.states);
	IF verdict.complete AND verdict.planned > 0
		AND NOT EXISTS (SELECT FROM run.mail_closing c WHERE c.run_id = for_run_id AND c.reopened_at = 'infinity') THEN
		INSERT INTO run.mail_closing (run_id, closing_no, planned, inserted, reprinted, withdrawn, settled, states)
		SELECT for_run_id, coalesce(max(c.closing_no), 0) + 1, verdict.planned, verdict.inserted, verdict.reprinted,
			verdict.withdrawn, verdict.settled, verdict.states
		FROM run.mail_closing c WHERE c.run_id = for_run_id;
	END IF;
END $$;

-- A piece that is to be pulled after its mailing was closed opens it again.
CREATE FUNCTION run.reopen_mailings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.close_mailing(c.run_id)
	FROM run.mail_closing c
	WHERE c.reopened_at = 'infinity' AND c.run_id IN (SELECT w.run_id FROM new_withdrawals w);
	RETURN NULL;
END $$;
CREATE TRIGGER reopen_mailings AFTER INSERT ON run.mail_withdrawal REFERENCING NEW TABLE AS new_withdrawals
	FOR EACH STATEMENT EXECUTE FUNCTION run.reopen_mailings();

-- One at a time for a mailing: imports, reprints, settlements.
CREATE FUNCTION run.lock_mailing(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM result.claim_mailing m WHERE m.run_id = for_run_id FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'run % has issued no mailing', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
END $$;

-- Mailings that are late, as of a day in Japan: not closed, something not accounted for, a date past.  due_on: the first
-- date that is past.
CREATE FUNCTION run.mail_overdue(today date)
RETURNS TABLE (run_id int, office_id int, posting boolean, due_on date, planned int, open int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT m.run_id, r.office_id, m.report_by_on >= today, least(m.post_by_on, m.report_by_on), v.planned, v.open + v.loose
	FROM result.claim_mailing m
	JOIN run.run r ON r.run_id = m.run_id
	CROSS JOIN LATERAL run.mail_verdict(m.run_id) v
	WHERE r.decision = 'confirmed' AND least(m.post_by_on, m.report_by_on) < today AND v.planned > 0 AND NOT v.complete
		AND NOT EXISTS (
		SELECT FROM run.mail_closing c WHERE c.run_id = m.run_id AND c.reopened_at = 'infinity')
$$;

-- ---- scans in ------------------------------------------------------------------------------------

-- What the cameras are compared with: each piece of a mailing, with its office's settings at the mailing's cut.
CREATE FUNCTION run.mail_planned(for_run_id int)
RETURNS TABLE (piece_no int, sheets int, route smallint, duplex boolean, enclosure text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.piece_no, p.sheets, p.route, o.duplex, o.enclosure
	FROM run.run r
	JOIN result.claim_mail_piece p ON p.run_id = r.run_id
	JOIN fact.mail_office o ON o.office_id = p.office_id AND o.recorded_at < r.as_of AND o.superseded_at >= r.as_of
		AND o.valid_from <= result.mail_on(r.as_of, r.month_on) AND o.valid_to > result.mail_on(r.as_of, r.month_on)
	WHERE r.run_id = for_run_id
$$;

-- What is staged lies in tables that run.scans_stage() or run.returns_stage() made: in the place of one, a session's own
-- table, with triggers, or a view would be worked through with the rights of these functions.
CREATE FUNCTION run.check_stage(VARIADIC names text[]) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM unnest(names) n WHERE NOT EXISTS (
		SELECT FROM pg_class c
		WHERE c.relnamespace = pg_my_temp_schema() AND c.relname = n AND c.relkind = 'r'
			AND pg_get_userbyid(c.relowner) = current_user)) THEN
		RAISE EXCEPTION 'nothing was staged in this transaction' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
END $$;

-- new_scan: the lines of a file, and new_reading those of them that are good and new; of words about a piece, whom its code names (known: the code is genuine and of this
-- mailing).  new_envelope, new_fault: how the envelopes that it touches were judged.
CREATE FUNCTION run.scans_stage() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_scan (line int, column_no int, event smallint, envelope int, place smallint, back boolean,
		code text, enclosure text, read_seconds bigint, known boolean, piece_no int, version int) ON COMMIT DROP;
	CREATE TEMP TABLE new_reading (envelope int, place smallint, back boolean, event smallint, code text, enclosure text,
		read_at timestamp, piece_no int, version int) ON COMMIT DROP;
	CREATE TEMP TABLE new_envelope (envelope int, piece_no int, version int, whole boolean) ON COMMIT DROP;
	CREATE TEMP TABLE new_fault (envelope int, piece_no int, fault smallint, place smallint) ON COMMIT DROP;
	GRANT INSERT ON pg_temp.new_scan, pg_temp.new_envelope, pg_temp.new_fault TO getsuji_runner;
	GRANT SELECT ON pg_temp.new_reading TO getsuji_runner;
END $$;

-- Lines that no file of this mailing can have, with the rule that they break; the others stay, each once, in
-- pg_temp.new_reading, without those that are known.
CREATE FUNCTION run.scans_check(for_run_id int, file_made_on date)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	PERFORM run.check_stage('new_scan', 'new_reading');
	ANALYZE pg_temp.new_scan;
	CREATE TEMP TABLE judged_scan ON COMMIT DROP AS
	SELECT n.*, timestamp 'epoch' + n.read_seconds * interval '1 second' AS read_at,
		CASE WHEN n.event = 1 AND (n.envelope = 0 OR n.place = 0) OR n.event <> 1 AND n.place <> 0 THEN 'S-place'
			WHEN n.event <> 1 AND (NOT n.known OR NOT EXISTS (SELECT FROM result.claim_mail_piece p
				WHERE p.run_id = for_run_id AND p.piece_no = n.piece_no AND p.route = 1)) THEN 'S-piece'
			WHEN timestamp 'epoch' + n.read_seconds * interval '1 second' < (m.recorded_at AT TIME ZONE 'Asia/Tokyo')
				OR timestamp 'epoch' + n.read_seconds * interval '1 second' >= file_made_on + interval '1 day' THEN 'S-time'
			ELSE '' END AS rule
	FROM pg_temp.new_scan n
	CROSS JOIN result.claim_mailing m
	WHERE m.run_id = for_run_id;
	INSERT INTO pg_temp.new_reading (envelope, place, back, event, code, enclosure, read_at, piece_no, version)
	SELECT DISTINCT j.envelope, j.place, j.back, j.event, j.code, j.enclosure, j.read_at, j.piece_no, j.version
	FROM pg_temp.judged_scan j
	WHERE j.rule = '' AND NOT EXISTS (SELECT FROM run.mail_scan s
		WHERE s.run_id = for_run_id AND s.envelope = j.envelope AND s.place = j.place AND s.back = j.back
			AND s.event = j.event AND s.code = j.code AND s.enclosure = j.enclosure AND s.read_at = j.read_at);
	ANALYZE pg_temp.new_reading;
	RETURN QUERY
	SELECT j.line, j.column_no, CASE j.rule WHEN 'S-place' THEN 'place' WHEN 'S-piece' THEN 'code' ELSE 'read_at' END, j.rule
	FROM pg_temp.judged_scan j
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION run.scans_unchanged() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.check_stage('judged_scan', 'new_reading');
	RETURN (SELECT count(*) FROM pg_temp.judged_scan j WHERE j.rule = '') - (SELECT count(*) FROM pg_temp.new_reading);
END $$;

-- Keeps the lines that are new.  Returns how many.
CREATE FUNCTION run.scans_merge(for_import_id int, office int, for_run_id int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	kept bigint;
BEGIN
	PERFORM run.check_stage('new_reading');
	PERFORM run.lock_mailing(for_run_id);
	INSERT INTO run.mail_file (import_id, kind, run_id, office_id, made_on, serial)
	VALUES (for_import_id, 1, for_run_id, office, file_made_on, file_serial);
	INSERT INTO run.mail_scan (run_id, envelope, place, back, event, code, enclosure, read_at, import_id)
	SELECT for_run_id, t.envelope, t.place, t.back, t.event, t.code, t.enclosure, t.read_at, for_import_id
	FROM pg_temp.new_reading t
	ORDER BY t.envelope, t.place, t.back;
	GET DIAGNOSTICS kept = ROW_COUNT;
	IF kept >= 1000 THEN
		ANALYZE run.mail_scan;
	END IF;
	RETURN kept;
END $$;

-- Faults that show only beside what else is known of a piece: of envelopes judged, and words said, at this instant.
CREATE FUNCTION run.judge_pieces(for_run_id int, for_import_id int, instant timestamptz) RETURNS void LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	WITH version AS (
		SELECT r.piece_no, max(r.version) AS version FROM run.mail_reprint r WHERE r.run_id = for_run_id GROUP BY r.piece_no
	), envelope AS MATERIALIZED (
		SELECT e.piece_no, e.envelope, e.version, e.whole, e.judged_at = instant AS fresh,
			count(*) OVER (PARTITION BY e.piece_no, e.version) AS same_version,
			count(*) FILTER (WHERE e.whole) OVER (PARTITION BY e.piece_no) AS whole_ones
		FROM run.mail_envelope e WHERE e.run_id = for_run_id AND e.piece_no <> 0
	), found AS (
		SELECT e.piece_no, e.envelope, 31 AS fault FROM envelope e
		WHERE e.same_version > 1 OR e.whole AND e.whole_ones > 1
		UNION
		SELECT e.piece_no, e.envelope, CASE WHEN e.version < coalesce(v.version, 0) THEN 32 ELSE 33 END
		FROM envelope e
		LEFT JOIN version v ON v.piece_no = e.piece_no
		WHERE e.fresh AND e.version <> coalesce(v.version, 0)
		UNION
		SELECT r.piece_no, 0, 33 FROM run.mail_report r
		LEFT JOIN version v ON v.piece_no = r.piece_no
		WHERE r.run_id = for_run_id AND r.version > coalesce(v.version, 0)
		UNION
		SELECT e.piece_no, e.envelope, 34 FROM envelope e
		WHERE EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = for_run_id AND w.piece_no = e.piece_no)
		UNION
		SELECT r.piece_no, 0, 35 FROM run.mail_report r
		WHERE r.run_id = for_run_id AND r.event = 2 AND NOT EXISTS (
			SELECT FROM run.mail_withdrawal w WHERE w.run_id = for_run_id AND w.piece_no = r.piece_no)
		UNION
		SELECT e.piece_no, e.envelope, 36 FROM envelope e
		WHERE EXISTS (SELECT FROM run.mail_report r
			WHERE r.run_id = for_run_id AND r.piece_no = e.piece_no AND r.version = e.version AND r.event = 3)
	)
	INSERT INTO run.mail_fault (run_id, envelope, piece_no, fault, place, import_id, found_at)
	SELECT for_run_id, f.envelope, f.piece_no, f.fault, 0, for_import_id, instant
	FROM found f
	ORDER BY f.piece_no, f.envelope, f.fault
	ON CONFLICT (run_id, piece_no, envelope, fault) WHERE over_at = 'infinity' DO NOTHING
$$;

-- Documents of pieces that were pulled and reported as withdrawn may go into a later mailing, where what they were
-- pulled for does not forbid it for ever (MAIL_WITHDRAWALS: moved, hold, protected, asked).
CREATE FUNCTION run.free_withdrawn(for_run_id int, instant timestamptz) RETURNS void LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
	UPDATE result.claim_mail_document d SET freed_at = instant
	FROM run.mail_withdrawal w
	WHERE d.run_id = for_run_id AND d.freed_at = 'infinity' AND w.run_id = d.run_id AND w.piece_no = d.piece_no
		AND w.cause IN (2, 5, 6, 7)
		AND EXISTS (SELECT FROM run.mail_report r WHERE r.run_id = d.run_id AND r.piece_no = d.piece_no AND r.event = 2)
		AND NOT EXISTS (SELECT FROM run.mail_envelope e WHERE e.run_id = d.run_id AND e.piece_no = d.piece_no)
$$;

-- Takes over how the envelopes of the file that was just merged were judged.  A fault that more readings of its
-- envelope explain is over.  signer: NULL when the file was let in unsigned.  Nobody reports of a mailing that never left,
-- and only he to whom a package of it was sealed.
CREATE FUNCTION run.scans_judge(for_run_id int, file_signer bytea) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	file int;
	instant timestamptz := clock_timestamp();
BEGIN
	PERFORM run.check_stage('new_envelope', 'new_fault', 'new_reading');
	PERFORM run.lock_mailing(for_run_id);
	SELECT max(f.import_id) INTO file FROM run.mail_file f WHERE f.kind = 1 AND f.run_id = for_run_id;
	UPDATE run.mail_file f SET signer = file_signer WHERE f.import_id = file;
	IF NOT EXISTS (SELECT FROM run.mail_package k WHERE k.run_id = for_run_id) THEN
		RAISE EXCEPTION 'mailing % has not left in any package', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF file_signer IS NOT NULL AND NOT EXISTS (SELECT FROM run.mail_package k
		WHERE k.run_id = for_run_id AND k.contractor_certificate = file_signer) THEN
		RAISE EXCEPTION 'no package of mailing % was sealed to the certificate that signed', for_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	ANALYZE pg_temp.new_envelope, pg_temp.new_fault;

	INSERT INTO run.mail_report (run_id, piece_no, version, event, import_id, reported_at)
	SELECT DISTINCT for_run_id, t.piece_no, t.version, t.event, file, instant FROM pg_temp.new_reading t WHERE t.event <> 1
	ON CONFLICT DO NOTHING;
	INSERT INTO run.mail_envelope AS e (run_id, envelope, piece_no, version, whole, import_id, judged_at)
	SELECT for_run_id, n.envelope, n.piece_no, n.version, n.whole, file, instant FROM pg_temp.new_envelope n
	ORDER BY n.envelope
	ON CONFLICT (run_id, envelope) DO UPDATE SET piece_no = excluded.piece_no, version = excluded.version,
		whole = excluded.whole, import_id = excluded.import_id, judged_at = excluded.judged_at;
	UPDATE run.mail_fault f SET over_at = instant
	FROM pg_temp.new_envelope n
	WHERE f.run_id = for_run_id AND f.envelope = n.envelope AND f.over_at = 'infinity' AND f.fault < 30
		AND NOT EXISTS (SELECT FROM pg_temp.new_fault x
			WHERE x.envelope = f.envelope AND x.piece_no = f.piece_no AND x.fault = f.fault);
	INSERT INTO run.mail_fault (run_id, envelope, piece_no, fault, place, import_id, found_at)
	SELECT for_run_id, n.envelope, n.piece_no, n.fault, n.place, file, instant FROM pg_temp.new_fault n
	ORDER BY n.envelope, n.fault, n.piece_no
	ON CONFLICT (run_id, piece_no, envelope, fault) WHERE over_at = 'infinity' DO NOTHING;

	IF (SELECT count(*) FROM pg_temp.new_envelope) >= 1000 THEN
		ANALYZE run.mail_envelope;
	END IF;
	PERFORM run.judge_pieces(for_run_id, file, instant);
	PERFORM run.free_withdrawn(for_run_id, instant);
	PERFORM run.close_mailing(for_run_id);
	RETURN (SELECT count(*)::int FROM run.mail_fault f WHERE f.run_id = for_run_id AND f.found_at = instant);
END $$;

-- ---- returned mail in ----------------------------------------------------------------------------

-- known: the code is genuine, or a number was given.
CREATE FUNCTION run.returns_stage() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CREATE TEMP TABLE new_return (line int, column_no int, known boolean, run_id int, piece_no int, reason smallint,
		returned_on date) ON COMMIT DROP;
	GRANT INSERT ON pg_temp.new_return TO getsuji_runner;
END $$;

CREATE FUNCTION run.returns_check(office int, file_made_on date)
RETURNS TABLE (line int, column_no int, field text, rule text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	PERFORM run.check_stage('new_return');
	ANALYZE pg_temp.new_return;
	CREATE TEMP TABLE judged_return ON COMMIT DROP AS
	SELECT n.*, p.party_key, p.destination, k.run_id IS NOT NULL AS recorded,
		CASE WHEN NOT n.known THEN 'R-code'
			WHEN p.piece_no IS NULL THEN 'R-piece'
			WHEN p.office_id <> office THEN 'R-office'
			WHEN count(*) OVER (PARTITION BY n.run_id, n.piece_no) > 1 THEN 'R-twice'
			WHEN n.returned_on < m.issued_on OR n.returned_on > file_made_on THEN 'R-date'
			ELSE '' END AS rule
	FROM pg_temp.new_return n
	LEFT JOIN result.claim_mail_piece p ON p.run_id = n.run_id AND p.piece_no = n.piece_no
	LEFT JOIN result.claim_mailing m ON m.run_id = n.run_id
	LEFT JOIN run.mail_return k ON k.run_id = n.run_id AND k.piece_no = n.piece_no;
	RETURN QUERY
	SELECT j.line, j.column_no, CASE j.rule WHEN 'R-date' THEN 'returned_on' ELSE 'piece' END, j.rule
	FROM pg_temp.judged_return j
	WHERE j.rule <> '';
END $$;

CREATE FUNCTION run.returns_unchanged() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.check_stage('judged_return');
	RETURN (SELECT count(*) FROM pg_temp.judged_return j WHERE j.rule = '' AND j.recorded);
END $$;

-- An envelope comes back once: what was said of it first stays.  Returns how many were recorded.
CREATE FUNCTION run.returns_merge(for_import_id int, office int, file_made_on date, file_serial int)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	recorded bigint;
BEGIN
	PERFORM run.check_stage('judged_return');
	INSERT INTO run.mail_file (import_id, kind, office_id, made_on, serial)
	VALUES (for_import_id, 2, office, file_made_on, file_serial);
	INSERT INTO run.mail_return (run_id, piece_no, party_key, destination, reason, returned_on, import_id, recorded_at)
	SELECT j.run_id, j.piece_no, j.party_key, j.destination, j.reason, j.returned_on, for_import_id, clock_timestamp()
	FROM pg_temp.judged_return j
	WHERE j.rule = '' AND NOT j.recorded
	ORDER BY j.run_id, j.piece_no;
	GET DIAGNOSTICS recorded = ROW_COUNT;
	RETURN recorded;
END $$;

-- ---- what a person says --------------------------------------------------------------------------

-- Why a piece is not printed again, as it is now; NULL: it may be.  Printed again is what was damaged, diverted or does not
-- fit, a reprint that came to harm, and any of those handled in-house; never what is on a pull list, has documents that may
-- be in another mailing, or must not leave any more; nor, of what the contractor has, what is inserted, what lies in a whole
-- envelope and was not reported as damaged or diverted, or what nothing was reported of, since it may be on its way.
CREATE FUNCTION run.mail_not_again(for_run_id int, pieces int[])
RETURNS TABLE (piece_no int, version int, reason text) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	CREATE TEMP TABLE mail_again ON COMMIT DROP AS
	SELECT b.piece_no, b.cause FROM run.mail_barred(for_run_id, pieces, clock_timestamp()) b;
	RETURN QUERY
	SELECT p.piece_no, coalesce(v.version, 0), CASE
		WHEN w.piece_no IS NOT NULL AND s.state IS DISTINCT FROM 3 THEN 'it is to be withdrawn'
		WHEN w.piece_no IS NOT NULL THEN 'it was withdrawn'
		WHEN EXISTS (SELECT FROM result.claim_mail_document d
			WHERE d.run_id = for_run_id AND d.piece_no = p.piece_no AND d.freed_at < 'infinity')
			THEN 'its documents are free for another mailing'
		WHEN b.cause IS NOT NULL THEN 'it must not leave any more (' || c.word || ')'
		WHEN s.state = 1 THEN 'nothing was reported of it'
		WHEN s.state = 2 THEN 'it is inserted'
		WHEN EXISTS (SELECT FROM run.mail_envelope e
			WHERE e.run_id = for_run_id AND e.piece_no = p.piece_no AND e.whole)
			AND NOT EXISTS (SELECT FROM run.mail_report r WHERE r.run_id = for_run_id AND r.piece_no = p.piece_no
				AND r.version = coalesce(v.version, 0) AND r.event IN (3, 4))
			THEN 'an envelope with all of it was reported'
		END
	FROM result.claim_mail_piece p
	LEFT JOIN (SELECT x.piece_no, max(x.version) AS version FROM run.mail_reprint x WHERE x.run_id = for_run_id
		GROUP BY x.piece_no) v ON v.piece_no = p.piece_no
	LEFT JOIN run.mail_pieces(for_run_id) s ON s.piece_no = p.piece_no
	LEFT JOIN run.mail_withdrawal w ON w.run_id = for_run_id AND w.piece_no = p.piece_no
	LEFT JOIN pg_temp.mail_again b ON b.piece_no = p.piece_no
	LEFT JOIN run.mail_cause_words() c ON c.cause = b.cause
	WHERE p.run_id = for_run_id AND p.piece_no = ANY (pieces);
END $$;

-- One at a time with who issues, pulls and takes back; waits for the clerks who record facts at that moment.
CREATE FUNCTION run.lock_reprint(for_run_id int) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(71, 8);
	PERFORM run.take_cut(); -- waits for who imports scans, who waits for the mailing's row
	PERFORM run.lock_mailing(for_run_id);
END $$;

-- Lets pieces be printed again.  All of them or none.
CREATE FUNCTION run.reprint_mail(for_run_id int, first_piece int, last_piece int, for_reason text)
RETURNS TABLE (piece_no int, version int, batch_no int) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	batch int;
	wanted int[];
	refused record;
BEGIN
	PERFORM run.lock_reprint(for_run_id);
	IF NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = first_piece)
		OR NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = last_piece) THEN
		RAISE EXCEPTION 'run % has no pieces % to %', for_run_id, first_piece, last_piece
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF (SELECT count(DISTINCT p.route) FROM result.claim_mail_piece p
			WHERE p.run_id = for_run_id AND p.piece_no BETWEEN first_piece AND last_piece) > 1 THEN
		RAISE EXCEPTION 'pieces % to % are handled partly in-house: ask for them apart', first_piece, last_piece
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	wanted := ARRAY(SELECT generate_series(first_piece, last_piece));
	CREATE TEMP TABLE wanted_again ON COMMIT DROP AS SELECT * FROM run.mail_not_again(for_run_id, wanted);
	SELECT p.piece_no, p.reason INTO refused FROM pg_temp.wanted_again p WHERE p.reason IS NOT NULL ORDER BY p.piece_no LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'piece % is not printed again: %', refused.piece_no, refused.reason
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT coalesce(max(r.batch_no), 0) + 1 INTO batch FROM run.mail_reprint r WHERE r.run_id = for_run_id;
	RETURN QUERY
	INSERT INTO run.mail_reprint AS r (run_id, piece_no, version, batch_no, reason)
	SELECT for_run_id, p.piece_no, p.version + 1, batch, for_reason
	FROM pg_temp.wanted_again p
	ORDER BY p.piece_no
	RETURNING r.piece_no, r.version, r.batch_no;
	PERFORM run.close_mailing(for_run_id);
END $$;

-- How the pieces of a batch leave, all alike (NULL: there is no such batch); an error where one of them was printed once more
-- since, or may not be printed any more: a file that is written late is as binding as one that was written at once.
CREATE FUNCTION run.reprint_route(for_run_id int, of_batch int) RETURNS smallint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	refused record;
BEGIN
	PERFORM run.lock_reprint(for_run_id);
	SELECT n.piece_no, CASE WHEN n.version > r.version THEN 'it was printed once more' ELSE n.reason END AS reason INTO refused
	FROM run.mail_not_again(for_run_id, ARRAY(
		SELECT x.piece_no FROM run.mail_reprint x WHERE x.run_id = for_run_id AND x.batch_no = of_batch)) n
	JOIN run.mail_reprint r ON r.run_id = for_run_id AND r.batch_no = of_batch AND r.piece_no = n.piece_no
	WHERE n.version > r.version OR n.reason IS NOT NULL
	ORDER BY n.piece_no LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'piece % is not printed again: %', refused.piece_no, refused.reason
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN (SELECT max(p.route)
		FROM run.mail_reprint r
		JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no
		WHERE r.run_id = for_run_id AND r.batch_no = of_batch);
END $$;

-- A person has looked into what is open about a piece (envelope_no 0), or about an envelope that is nobody's
-- (for_piece_no 0).
CREATE FUNCTION run.settle_mail(for_run_id int, for_piece_no int, for_envelope int, for_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.lock_mailing(for_run_id);
	IF for_piece_no <> 0 AND NOT EXISTS (SELECT FROM run.mail_pieces(for_run_id) p
			WHERE p.piece_no = for_piece_no AND p.state NOT IN (2, 3, 9))
			AND NOT EXISTS (SELECT FROM run.mail_open_faults(for_run_id) f WHERE f.piece_no = for_piece_no)
		OR for_piece_no = 0 AND NOT EXISTS (SELECT FROM run.mail_open_faults(for_run_id) f
			WHERE f.piece_no = 0 AND f.envelope = for_envelope) THEN
		RAISE EXCEPTION 'nothing is open there in run %', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.mail_settlement (run_id, piece_no, envelope, reason)
	VALUES (for_run_id, for_piece_no, for_envelope, for_reason);
	PERFORM run.close_mailing(for_run_id);
END $$;

REVOKE ALL ON FUNCTION run.close_mailing(int), run.lock_mailing(int), run.mail_overdue(date), run.mail_planned(int),
	run.scans_stage(), run.scans_check(int, date), run.scans_unchanged(), run.scans_merge(int, int, int, date, int),
	run.judge_pieces(int, int, timestamptz), run.free_withdrawn(int, timestamptz), run.scans_judge(int, bytea),
	run.returns_stage(), run.returns_check(int, date), run.returns_unchanged(), run.returns_merge(int, int, date, int),
	run.check_stage(text[]), run.mail_not_again(int, int[]), run.lock_reprint(int), run.reprint_mail(int, int, int, text),
	run.reprint_route(int, int), run.settle_mail(int, int, int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.mail_overdue(date), run.mail_planned(int), run.scans_stage(), run.scans_check(int, date),
	run.scans_unchanged(), run.scans_merge(int, int, int, date, int), run.scans_judge(int, bytea), run.returns_stage(),
	run.returns_check(int, date), run.returns_unchanged(), run.returns_merge(int, int, date, int),
	run.reprint_mail(int, int, int, text), run.reprint_route(int, int), run.settle_mail(int, int, int, text) TO getsuji_runner;

-- ---- what it costs -------------------------------------------------------------------------------

-- The rate of a discount for a number of pieces of one shape and weight, in ten-thousandths; 0: none.
CREATE FUNCTION result.mail_discount(rate_set int, month_on date, discount text, pieces bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce(max(c.value), 0)
	FROM rate.cell c
	WHERE c.rate_set_id = rate_set AND c.table_name = 'mail_discount' AND c.value_name = 'rate'
		AND split_part(c.cell_key, '|', 1) = discount AND c.valid_from <= month_on AND c.valid_to > month_on
		AND split_part(split_part(c.cell_key, '|', 2), '-', 1)::bigint <= pieces
		AND coalesce(nullif(split_part(split_part(c.cell_key, '|', 2), '-', 2), '')::bigint, pieces) >= pieces
$$;

-- What a mailing of an office costs before discounts, what its documents would have cost each in an envelope of its own
-- (the first class that takes the sheets, as in jobs/rules/mailing.h), and the discounts.
CREATE FUNCTION result.mail_cost(for_run_id int, of_office int)
RETURNS TABLE (pieces bigint, inhouse bigint, documents bigint, pages bigint, sheets bigint, reprinted bigint, yen bigint,
	alone_yen bigint, barcode_yen bigint, sorted_yen bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	WITH this AS (
		SELECT r.run_id, r.rate_set_id, r.month_on, coalesce(o.enclosure_mg, 0) AS enclosure_mg
		FROM run.run r
		LEFT JOIN fact.mail_office o ON o.office_id = of_office AND o.recorded_at < r.as_of AND o.superseded_at >= r.as_of
			AND o.valid_from <= result.mail_on(r.as_of, r.month_on) AND o.valid_to > result.mail_on(r.as_of, r.month_on)
		WHERE r.run_id = for_run_id
	), cell AS MATERIALIZED (
		SELECT c.table_name, c.cell_key, c.value_name, c.value, c.word
		FROM this t
		JOIN rate.cell c ON c.rate_set_id = t.rate_set_id AND c.table_name IN ('mail_kind', 'mail_envelope', 'postage')
			AND c.valid_from <= t.month_on AND c.valid_to > t.month_on
	), kind AS (
		SELECT CASE c.cell_key WHEN 'notice' THEN 1 WHEN 'letter' THEN 2 WHEN 'tickets' THEN 3 WHEN 'opinion' THEN 4
				WHEN 'request' THEN 5 WHEN 'slip' THEN 6 END AS kind,
			max(c.value) FILTER (WHERE c.value_name = 'sheet_mg') AS sheet_mg,
			bool_or(c.word = 'yes') FILTER (WHERE c.value_name = 'folded') AS folded
		FROM cell c WHERE c.table_name = 'mail_kind' GROUP BY c.cell_key
	), class AS (
		SELECT split_part(c.cell_key, '|', 1) AS envelope, max(c.value) FILTER (WHERE c.value_name = 'sheets') AS sheets,
			max(c.value) FILTER (WHERE c.value_name = 'envelope_mg') AS envelope_mg,
			bool_or(c.word = 'yes') FILTER (WHERE c.value_name = 'folded') AS folded
		FROM cell c WHERE c.table_name = 'mail_envelope' GROUP BY c.cell_key
	), band AS (
		SELECT split_part(c.cell_key, '|', 1) AS envelope, split_part(split_part(c.cell_key, '|', 2), '-', 1)::bigint AS from_mg,
			split_part(split_part(c.cell_key, '|', 2), '-', 2)::bigint AS to_mg, c.value AS yen
		FROM cell c WHERE c.table_name = 'postage' AND c.value_name = 'yen'
	), document AS (
		SELECT d.kind, d.sheets, count(*) AS n, sum(d.pages) AS pages
		FROM result.claim_mail_piece p
		JOIN result.claim_mail_document d ON d.run_id = p.run_id AND d.piece_no = p.piece_no
		WHERE p.run_id = for_run_id AND p.office_id = of_office
		GROUP BY d.kind, d.sheets
	), alone AS (
		SELECT coalesce(sum(d.n), 0)::bigint AS n, coalesce(sum(d.pages), 0)::bigint AS pages,
			coalesce(sum(d.n * d.sheets), 0)::bigint AS sheets, coalesce(sum(d.n * e.yen), 0)::bigint AS yen
		FROM document d
		CROSS JOIN this t
		JOIN kind k ON k.kind = d.kind
		CROSS JOIN LATERAL (
			SELECT b.yen
			FROM class c
			JOIN band b ON b.envelope = c.envelope
				AND d.sheets * k.sheet_mg + t.enclosure_mg + c.envelope_mg BETWEEN b.from_mg AND b.to_mg
			WHERE c.sheets >= d.sheets AND (k.folded OR NOT c.folded)
			ORDER BY CASE c.envelope WHEN 'long3' THEN 1 ELSE 2 END, c.sheets
			LIMIT 1
		) e
	), posted AS (
		SELECT p.route, p.envelope, p.postage_class, count(*) AS n, sum(p.postage_yen)::bigint AS yen
		FROM result.claim_mail_piece p
		WHERE p.run_id = for_run_id AND p.office_id = of_office
		GROUP BY p.route, p.envelope, p.postage_class
	), total AS (
		SELECT coalesce(sum(x.n) FILTER (WHERE x.route = 1), 0)::bigint AS pieces,
			coalesce(sum(x.n) FILTER (WHERE x.route <> 1), 0)::bigint AS inhouse, coalesce(sum(x.yen), 0)::bigint AS yen,
			coalesce(sum(x.yen * result.mail_discount(t.rate_set_id, t.month_on, 'barcode', x.n) / 10000)
				FILTER (WHERE x.route = 1), 0)::bigint AS barcode_yen,
			coalesce(sum(x.yen * result.mail_discount(t.rate_set_id, t.month_on, 'sorted', x.n) / 10000)
				FILTER (WHERE x.route = 1), 0)::bigint AS sorted_yen
		FROM posted x CROSS JOIN this t
	)
	SELECT o.pieces, o.inhouse, a.n, a.pages, a.sheets,
		(SELECT coalesce(sum(p.sheets), 0)::bigint FROM run.mail_reprint r
			JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no AND p.office_id = of_office
			WHERE r.run_id = for_run_id),
		o.yen, a.yen, o.barcode_yen, o.sorted_yen
	FROM total o CROSS JOIN alone a
$$;
REVOKE ALL ON FUNCTION result.mail_discount(int, date, text, bigint), result.mail_cost(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION result.mail_discount(int, date, text, bigint), result.mail_cost(int, int) TO getsuji_runner;
