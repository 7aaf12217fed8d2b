-- Packages: what left the building for the contractor, sealed to his certificate.  Filled by run.record_package() alone,
-- and never changed.

-- How the mail of a mailing's offices leaves, as the mailing was planned.  Inlined.
CREATE FUNCTION result.mail_manner(for_run_id int, known_at timestamptz, month_on date)
RETURNS TABLE (office_id int, contractor text, profile text, duplex boolean, enclosure text) LANGUAGE sql STABLE AS $$
	SELECT o.office_id, o.contractor, o.profile, o.duplex, o.enclosure
	FROM fact.mail_office o
	WHERE o.office_id IN (SELECT c.office_id FROM result.claim_mail_piece c WHERE c.run_id = for_run_id AND c.route = 1)
		AND o.recorded_at < known_at AND o.superseded_at >= known_at
		AND o.valid_from <= result.mail_on(known_at, month_on) AND o.valid_to > result.mail_on(known_at, month_on)
$$;

CREATE TABLE run.mail_package (
	run_id           int NOT NULL REFERENCES result.claim_mailing,
	package_no       int NOT NULL CHECK (package_no >= 1), -- 1, 2 … of the mailing; from 2 on it takes the place of the one before
	manifest         bytea NOT NULL CHECK (octet_length(manifest) = 32), -- SHA-256 of manifest.json, which names all else
	sealed           bytea NOT NULL CHECK (octet_length(sealed) = 32),   -- SHA-256 of the sealed file
	sealed_bytes     bigint NOT NULL,
	pieces           int NOT NULL,
	office_certificate bytea NOT NULL CHECK (octet_length(office_certificate) = 32), -- SHA-256: who signed
	contractor_certificate bytea NOT NULL CHECK (octet_length(contractor_certificate) = 32), -- SHA-256: who can open it
	reason           text NOT NULL,              -- why again; empty: the first
	packed_by        text NOT NULL DEFAULT session_user,
	packed_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
	CHECK ((package_no = 1) = (reason = '')),
	PRIMARY KEY (run_id, package_no)
);

CREATE TABLE run.mail_package_file (
	run_id           int NOT NULL,
	package_no       int NOT NULL,
	name             text NOT NULL,
	sha256           bytea NOT NULL CHECK (octet_length(sha256) = 32),
	PRIMARY KEY (run_id, package_no, name),
	FOREIGN KEY (run_id, package_no) REFERENCES run.mail_package
);
GRANT SELECT ON run.mail_package, run.mail_package_file TO getsuji_runner, getsuji_approver;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.mail_package FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.mail_package_file FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON run.mail_package FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON run.mail_package_file FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();

-- What speaks against letting a mailing leave now: barred, pieces for the contractor that must not leave and are on no pull
-- list yet; shielded, pieces of his with data of persons whom 支援措置 protects by now, on a list or not: whatever the list
-- says, the package has them.  Waits for the clerks who record facts at that moment, and for who issues, pulls or takes back.
CREATE FUNCTION run.mail_departure(for_run_id int) RETURNS TABLE (barred int, shielded int) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	instant timestamptz;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 8);
	PERFORM run.take_cut();
	instant := clock_timestamp();
	CREATE TEMP TABLE mail_barred ON COMMIT DROP AS
	SELECT b.piece_no FROM run.mail_barred(for_run_id, NULL, instant) b
	JOIN result.claim_mail_piece p ON p.run_id = for_run_id AND p.piece_no = b.piece_no AND p.route = 1
	WHERE NOT b.pulled;
	RETURN QUERY
	SELECT (SELECT count(*)::int FROM pg_temp.mail_barred), (
		SELECT count(DISTINCT w.piece_no)::int
		FROM run.run r
		CROSS JOIN LATERAL fact.inhouse(instant, r.month_on) i
		JOIN pg_temp.mail_about a ON a.household_id = i.household_id AND a.person_no IN (0, i.person_no)
		JOIN pg_temp.mail_wanted w ON w.source_run_id = a.source_run_id AND w.document_no = a.document_no
		JOIN result.claim_mail_piece p ON p.run_id = for_run_id AND p.piece_no = w.piece_no AND p.route = 1
		WHERE r.run_id = for_run_id);
END $$;
REVOKE ALL ON FUNCTION run.mail_departure(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.mail_departure(int) TO getsuji_runner;

-- Says that a package left: of a confirmed run that issued its mailing, with every file that the run made for the
-- contractor, as the ledger knows it, and with nothing else but the manifest and its signature; the next number of the
-- mailing.  Not while something speaks against it (run.mail_departure); of a mailing that left once, what was there already
-- may go again, and after the cut-off what can be pulled no more.  sums: lines as of sha256sum(1).  The mailing's row is
-- locked, so that two packages get two numbers.
CREATE FUNCTION run.record_package(for_run_id int, number int, sums text, manifest_digest bytea, sealed_digest bytea,
	sealed_size bigint, office_certificate_digest bytea, contractor_certificate_digest bytea, why text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	mailing result.claim_mailing;
	against record;
	wrong text;
BEGIN
	SELECT * INTO against FROM run.mail_departure(for_run_id); -- before the row: its locks come first everywhere
	SELECT * INTO mailing FROM result.claim_mailing m WHERE m.run_id = for_run_id FOR UPDATE;
	IF NOT FOUND OR NOT EXISTS (SELECT FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed') THEN
		RAISE EXCEPTION 'a package is made of a confirmed mailing alone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date >= mailing.expires_on THEN
		RAISE EXCEPTION 'the mailing has expired' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF number <> 1 + coalesce((SELECT max(p.package_no) FROM run.mail_package p WHERE p.run_id = for_run_id), 0) THEN
		RAISE EXCEPTION 'the mailing has been packed meanwhile' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF against.shielded > 0 AND number = 1 OR against.barred > 0
		AND (number = 1 OR (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date <= mailing.cut_off_on) THEN
		RAISE EXCEPTION 'pieces that must not leave: %', greatest(against.shielded, against.barred)
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces, office_certificate,
		contractor_certificate, reason)
	SELECT for_run_id, number, manifest_digest, sealed_digest, sealed_size,
		(SELECT count(*) FROM result.claim_mail_piece c WHERE c.run_id = for_run_id AND c.route = 1),
		office_certificate_digest, contractor_certificate_digest, why;
	INSERT INTO run.mail_package_file (run_id, package_no, name, sha256)
	SELECT for_run_id, number, substr(line, 67), decode(left(line, 64), 'hex')
	FROM regexp_split_to_table(rtrim(sums, E'\n'), E'\n') line;
	SELECT min(coalesce(f.name, a.name)) INTO wrong
	FROM (SELECT * FROM run.mail_package_file f WHERE f.run_id = for_run_id AND f.package_no = number) f
	FULL JOIN (SELECT * FROM run.artifact a WHERE a.run_id = for_run_id AND a.name LIKE 'contractor/%') a
		ON a.name = 'contractor/' || f.name
	WHERE CASE
		WHEN f.name = 'manifest.json' THEN f.sha256 <> manifest_digest OR a.name IS NULL -- numbered when it is packed
		WHEN f.name = 'manifest.json.p7s' THEN a.name IS NOT NULL
		ELSE f.sha256 IS DISTINCT FROM a.sha256
	END;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'the package is not what the run made: %', wrong USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.action (run_id, command, reason)
	VALUES (for_run_id, 'spool pack', concat_ws(': ', 'package ' || number, nullif(why, '')));
END $$;
REVOKE ALL ON FUNCTION run.record_package(int, int, text, bytea, bytea, bigint, bytea, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.record_package(int, int, text, bytea, bytea, bigint, bytea, bytea, text) TO getsuji_runner;
