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

-- Says that a batch of reprints left in a package: one of the contractor's, of a confirmed mailing that has left itself, to
-- the same certificate (whoever has no package of the mailing cannot report either, run.scans_judge), and has not expired, all of whose pieces may still be printed (run.reprint_route, whose locks last to the end of the
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
