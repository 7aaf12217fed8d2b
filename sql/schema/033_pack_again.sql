-- A package is made again only while nothing that was in the one before can be on its way to anybody.

-- What was heard of a mailing since it left: files of scans; the contractor's pieces that were reported, or came back, and
-- those printed again; and whether it is closed, be it by persons alone.  Indexes: primary keys, mail_reprint_pkey.
CREATE FUNCTION run.mail_heard(for_run_id int) RETURNS TABLE (files int, pieces int, reprinted int, closed boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT (SELECT count(*)::int FROM run.mail_file f WHERE f.kind = 1 AND f.run_id = for_run_id),
		(SELECT count(*)::int FROM result.claim_mail_piece p
			WHERE p.run_id = for_run_id AND p.route = 1 AND p.piece_no IN (
				SELECT e.piece_no FROM run.mail_envelope e WHERE e.run_id = for_run_id
				UNION ALL SELECT r.piece_no FROM run.mail_report r WHERE r.run_id = for_run_id
				UNION ALL SELECT b.piece_no FROM run.mail_return b WHERE b.run_id = for_run_id)),
		(SELECT count(DISTINCT v.piece_no)::int FROM run.mail_reprint v
			JOIN result.claim_mail_piece p ON p.run_id = v.run_id AND p.piece_no = v.piece_no AND p.route = 1
			WHERE v.run_id = for_run_id),
		EXISTS (SELECT FROM run.mail_closing c WHERE c.run_id = for_run_id AND c.reopened_at = 'infinity')
$$;
REVOKE ALL ON FUNCTION run.mail_heard(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.mail_heard(int) TO getsuji_runner;

-- As before; and from the second package on nothing was heard of the mailing: what was inserted would be inserted a second
-- time, and what was printed again would come beside its first print.
CREATE OR REPLACE FUNCTION run.record_package(for_run_id int, number int, sums text, manifest_digest bytea, sealed_digest bytea,
	sealed_size bigint, office_certificate_digest bytea, contractor_certificate_digest bytea, why text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	mailing result.claim_mailing;
	against record;
	heard record;
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
	SELECT * INTO heard FROM run.mail_heard(for_run_id); -- who takes in reports waits for the row
	IF number > 1 AND (heard.closed OR heard.files + heard.pieces + heard.reprinted > 0) THEN
		RAISE EXCEPTION 'the mailing has been reported: files of scans %, pieces reported %, printed again %', heard.files,
			heard.pieces, heard.reprinted USING ERRCODE = 'integrity_constraint_violation';
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
