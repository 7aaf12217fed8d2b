-- Reprints leave as packages, too: sealed to the contractor's certificate, with a manifest of their own, and on record.
-- Filled by run.record_reprint_package() alone, and never changed.

CREATE TABLE run.mail_reprint_package (
	run_id           int NOT NULL REFERENCES result.claim_mailing,
	batch_no         int NOT NULL CHECK (batch_no >= 1),   -- of run.mail_reprint
	package_no       int NOT NULL CHECK (package_no >= 1), -- 1, 2 … of the batch; from 2 on it takes the place of the one before
	manifest         bytea NOT NULL CHECK (octet_length(manifest) = 32), -- SHA-256 of manifest.json
	part             bytea NOT NULL CHECK (octet_length(part) = 32),     -- SHA-256 of its one PDF: the same in each package
	sealed           bytea NOT NULL CHECK (octet_length(sealed) = 32),   -- SHA-256 of the sealed file
	sealed_bytes     bigint NOT NULL,
	pieces           int NOT NULL,
	office_certificate bytea NOT NULL CHECK (octet_length(office_certificate) = 32), -- SHA-256: who signed
	contractor_certificate bytea NOT NULL CHECK (octet_length(contractor_certificate) = 32), -- SHA-256: who can open it
	reason           text NOT NULL,              -- why again; empty: the first
	packed_by        text NOT NULL DEFAULT session_user,
	packed_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
	CHECK ((package_no = 1) = (reason = '')),
	PRIMARY KEY (run_id, batch_no, package_no)
);
GRANT SELECT ON run.mail_reprint_package TO getsuji_runner, getsuji_approver;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.mail_reprint_package
	FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON run.mail_reprint_package
	FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();

-- Why a piece is not printed again, as it is now (MAIL_NOT_AGAIN, include/getsuji/mail_fault.h; the first that fits); NULL: it
-- may be.  Printed again is what was damaged, diverted or does not fit, a reprint that came to harm or never left, and any
-- of those handled in-house; never what is on a pull list, has documents that may be in another mailing, or must not leave
-- any more; nor, of what the contractor has, what is inserted, what lies in a whole envelope and was not reported as damaged
-- or diverted since, or whose last print has left and nothing was reported of it, since it may be on its way.
-- of_batch: when its file is made again (0: it is not): then its own last print may have left.
DROP FUNCTION run.mail_not_again(int, int[]);
CREATE FUNCTION run.mail_not_again(for_run_id int, pieces int[], of_batch int)
RETURNS TABLE (piece_no int, version int, reason smallint) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	CREATE TEMP TABLE mail_again ON COMMIT DROP AS
	SELECT b.piece_no, b.cause FROM run.mail_barred(for_run_id, pieces, clock_timestamp()) b;
	RETURN QUERY
	SELECT p.piece_no, coalesce(v.version, 0), CASE
		WHEN v.batch_no > of_batch AND EXISTS (SELECT FROM run.mail_reprint x
			WHERE x.run_id = for_run_id AND x.piece_no = p.piece_no AND x.batch_no = of_batch) THEN 9
		WHEN w.piece_no IS NOT NULL AND s.state IS DISTINCT FROM 3 THEN 1
		WHEN w.piece_no IS NOT NULL THEN 2
		WHEN EXISTS (SELECT FROM result.claim_mail_document d
			WHERE d.run_id = for_run_id AND d.piece_no = p.piece_no AND d.freed_at < 'infinity') THEN 3
		WHEN b.cause IS NOT NULL THEN 4
		WHEN s.state = 1 THEN 5
		WHEN s.state = 2 THEN 6
		WHEN EXISTS (SELECT FROM run.mail_envelope e
			WHERE e.run_id = for_run_id AND e.piece_no = p.piece_no AND e.whole
				AND NOT EXISTS (SELECT FROM run.mail_report r WHERE r.run_id = for_run_id AND r.piece_no = p.piece_no
					AND r.version = e.version AND r.event IN (3, 4))) THEN 7
		WHEN v.batch_no <> of_batch AND EXISTS (SELECT FROM run.mail_reprint_package k
				WHERE k.run_id = for_run_id AND k.batch_no = v.batch_no)
			AND NOT EXISTS (SELECT FROM run.mail_report r
				WHERE r.run_id = for_run_id AND r.piece_no = p.piece_no AND r.version = v.version)
			AND NOT EXISTS (SELECT FROM run.mail_envelope e
				WHERE e.run_id = for_run_id AND e.piece_no = p.piece_no AND e.version = v.version)
			AND NOT EXISTS (SELECT FROM run.mail_open_faults(for_run_id) f
				WHERE f.piece_no = p.piece_no AND f.found_at > v.asked_at) THEN 8
		END::smallint
	FROM result.claim_mail_piece p
	LEFT JOIN LATERAL (SELECT x.version, x.batch_no, x.asked_at FROM run.mail_reprint x
		WHERE x.run_id = for_run_id AND x.piece_no = p.piece_no ORDER BY x.version DESC LIMIT 1) v ON true
	LEFT JOIN run.mail_pieces(for_run_id) s ON s.piece_no = p.piece_no
	LEFT JOIN run.mail_withdrawal w ON w.run_id = for_run_id AND w.piece_no = p.piece_no
	LEFT JOIN pg_temp.mail_again b ON b.piece_no = p.piece_no
	WHERE p.run_id = for_run_id AND p.piece_no = ANY (pieces);
END $$;
REVOKE ALL ON FUNCTION run.mail_not_again(int, int[], int) FROM PUBLIC;

-- What of these pieces, or of a batch (else 0), is not printed again, to be told before anything is asked for.
CREATE FUNCTION run.reprint_refused(for_run_id int, first_piece int, last_piece int, of_batch int)
RETURNS TABLE (piece_no int, reason smallint) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT n.piece_no, n.reason
	FROM run.mail_not_again(for_run_id, ARRAY(
		SELECT p.piece_no FROM result.claim_mail_piece p
		WHERE p.run_id = for_run_id AND of_batch = 0 AND p.piece_no BETWEEN first_piece AND last_piece
		UNION ALL
		SELECT r.piece_no FROM run.mail_reprint r WHERE r.run_id = for_run_id AND r.batch_no = of_batch), of_batch) n
	WHERE n.reason IS NOT NULL
$$;
REVOKE ALL ON FUNCTION run.reprint_refused(int, int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.reprint_refused(int, int, int, int) TO getsuji_runner;

-- As before; and a batch is of one office, whose sheets are printed in one way: it is one part of a package.
CREATE OR REPLACE FUNCTION run.reprint_mail(for_run_id int, first_piece int, last_piece int, for_reason text)
RETURNS TABLE (piece_no int, version int, batch_no int) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	batch int;
	wanted int[];
	refused record;
	apart record;
BEGIN
	PERFORM run.lock_reprint(for_run_id);
	IF NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = first_piece)
		OR NOT EXISTS (SELECT FROM result.claim_mail_piece p WHERE p.run_id = for_run_id AND p.piece_no = last_piece) THEN
		RAISE EXCEPTION 'run % has no pieces % to %', for_run_id, first_piece, last_piece
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT count(DISTINCT p.route) AS routes, count(DISTINCT p.office_id) AS offices INTO apart
	FROM result.claim_mail_piece p
	WHERE p.run_id = for_run_id AND p.piece_no BETWEEN first_piece AND last_piece;
	IF apart.routes > 1 THEN
		RAISE EXCEPTION 'pieces % to % are handled partly in-house: ask for them apart', first_piece, last_piece
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF apart.offices > 1 THEN
		RAISE EXCEPTION 'pieces % to % are of several offices: ask for them apart', first_piece, last_piece
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	wanted := ARRAY(SELECT generate_series(first_piece, last_piece));
	CREATE TEMP TABLE wanted_again ON COMMIT DROP AS SELECT * FROM run.mail_not_again(for_run_id, wanted, 0);
	SELECT p.piece_no, p.reason INTO refused FROM pg_temp.wanted_again p WHERE p.reason IS NOT NULL ORDER BY p.piece_no LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'piece % is not printed again (reason %)', refused.piece_no, refused.reason
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

-- As before: how the pieces of a batch leave, all alike (NULL: there is no such batch); an error where one of them may not
-- be printed any more: a file that is written late is as binding as one that was written at once.
CREATE OR REPLACE FUNCTION run.reprint_route(for_run_id int, of_batch int) RETURNS smallint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	refused record;
BEGIN
	PERFORM run.lock_reprint(for_run_id);
	SELECT n.piece_no, n.reason INTO refused FROM run.reprint_refused(for_run_id, 0, 0, of_batch) n ORDER BY n.piece_no LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'piece % is not printed again (reason %)', refused.piece_no, refused.reason
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN (SELECT max(p.route)
		FROM run.mail_reprint r
		JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no
		WHERE r.run_id = for_run_id AND r.batch_no = of_batch);
END $$;

-- Says that a batch of reprints left in a package: one of the contractor's, of a confirmed mailing that has left itself and
-- has not expired, to a certificate that a package of the mailing was sealed to (whoever has none cannot report either,
-- run.scans_judge), all of whose pieces may still be printed (run.reprint_route, whose locks last to the end of the
-- transaction: nothing is pulled or reported meanwhile); the next number of the batch; its part the same bytes each time.
CREATE FUNCTION run.record_reprint_package(for_run_id int, of_batch int, number int, manifest_digest bytea,
	part_digest bytea, sealed_digest bytea, sealed_size bigint, office_certificate_digest bytea,
	contractor_certificate_digest bytea, why text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	route smallint := run.reprint_route(for_run_id, of_batch);
	batch record;
	before record;
BEGIN
	IF route IS DISTINCT FROM 1 THEN
		RAISE EXCEPTION 'run % has no batch % of reprints for the contractor', for_run_id, of_batch
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed')
		OR NOT EXISTS (SELECT FROM run.mail_package k WHERE k.run_id = for_run_id) THEN
		RAISE EXCEPTION 'mailing % has not left in any package', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM run.mail_package k
		WHERE k.run_id = for_run_id AND k.contractor_certificate = contractor_certificate_digest) THEN
		RAISE EXCEPTION 'no package of mailing % was sealed to this certificate', for_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF EXISTS (SELECT FROM result.claim_mailing m WHERE m.run_id = for_run_id
		AND (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date >= m.expires_on) THEN
		RAISE EXCEPTION 'the mailing has expired' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT count(*) AS pieces, count(DISTINCT p.office_id) AS offices INTO batch
	FROM run.mail_reprint r
	JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no
	WHERE r.run_id = for_run_id AND r.batch_no = of_batch;
	IF batch.offices > 1 THEN                -- asked for before this was refused
		RAISE EXCEPTION 'pieces of batch % are of several offices: ask for them apart', of_batch
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT count(*) AS packages, bool_and(k.part = part_digest) AS same INTO before
	FROM run.mail_reprint_package k WHERE k.run_id = for_run_id AND k.batch_no = of_batch;
	IF number <> 1 + before.packages THEN
		RAISE EXCEPTION 'the batch has been sealed meanwhile' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT before.same THEN
		RAISE EXCEPTION 'the part is not that of the package before' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.mail_reprint_package (run_id, batch_no, package_no, manifest, part, sealed, sealed_bytes, pieces,
		office_certificate, contractor_certificate, reason)
	VALUES (for_run_id, of_batch, number, manifest_digest, part_digest, sealed_digest, sealed_size, batch.pieces,
		office_certificate_digest, contractor_certificate_digest, why);
	INSERT INTO run.action (run_id, command, reason)
	VALUES (for_run_id, 'reprint', concat_ws(': ', format('batch %s, package %s', of_batch, number), nullif(why, '')));
END $$;
REVOKE ALL ON FUNCTION run.record_reprint_package(int, int, int, bytea, bytea, bytea, bigint, bytea, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.record_reprint_package(int, int, int, bytea, bytea, bytea, bigint, bytea, bytea, text)
	TO getsuji_runner;
