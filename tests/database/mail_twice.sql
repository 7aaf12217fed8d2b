-- What mail_twice.sh tries again and again, many sessions at once: each attempt is a transaction of its own, what it comes
-- to is counted, and nothing of it may print or post a document twice.  On top of mailing.sql.

-- ---- the questions that must have no answer ------------------------------------------------------

-- Envelopes that were reported whole, and what they are of: posted, as far as anybody can know.
CREATE VIEW hand.posted AS
SELECT d.source_run_id, d.document_no, d.run_id, d.piece_no, e.envelope, e.version, e.judged_at, d.freed_at
FROM run.mail_envelope e
JOIN result.claim_mail_document d ON d.run_id = e.run_id AND d.piece_no = e.piece_no
WHERE e.whole;

CREATE VIEW hand.wrong AS
SELECT 'a document in two pieces at a time' AS what, a.run_id, a.piece_no::bigint AS no
FROM result.claim_mail_document a
JOIN result.claim_mailing m ON m.run_id = a.run_id
JOIN result.claim_mail_document b ON b.source_run_id = a.source_run_id AND b.document_no = a.document_no
	AND (b.run_id, b.piece_no, b.position) <> (a.run_id, a.piece_no, a.position)
JOIN result.claim_mailing n ON n.run_id = b.run_id
WHERE n.recorded_at < a.freed_at AND m.recorded_at < b.freed_at
UNION ALL
SELECT 'posted in two pieces, and nobody is told', a.run_id, a.piece_no
FROM hand.posted a
JOIN hand.posted b ON b.source_run_id = a.source_run_id AND b.document_no = a.document_no AND b.run_id <> a.run_id
WHERE NOT EXISTS (SELECT FROM run.mail_fault f WHERE f.over_at = 'infinity'
	AND ((f.run_id, f.piece_no) = (a.run_id, a.piece_no) OR (f.run_id, f.piece_no) = (b.run_id, b.piece_no)))
UNION ALL
SELECT 'a piece posted twice, and nobody is told', e.run_id, e.piece_no
FROM run.mail_envelope e
WHERE e.whole AND e.piece_no <> 0
GROUP BY e.run_id, e.piece_no
HAVING count(*) > 1 AND NOT EXISTS (SELECT FROM run.mail_fault f
	WHERE f.run_id = e.run_id AND f.piece_no = e.piece_no AND f.fault = 31 AND f.over_at = 'infinity')
UNION ALL
SELECT 'free again after it was posted', p.run_id, p.piece_no
FROM hand.posted p
JOIN run.mail_scan s ON s.run_id = p.run_id AND s.envelope = p.envelope
JOIN fact.import i ON i.import_id = s.import_id
WHERE p.freed_at < 'infinity'
GROUP BY p.run_id, p.piece_no, p.envelope, p.freed_at
HAVING max(i.imported_at) < p.freed_at
UNION ALL
SELECT 'free without being pulled, taken out and reported, or taken back', d.run_id, d.piece_no
FROM result.claim_mail_document d
JOIN result.claim_mail_piece p ON p.run_id = d.run_id AND p.piece_no = d.piece_no
WHERE d.freed_at < 'infinity'
	AND NOT EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = d.run_id AND w.piece_no = d.piece_no AND w.cause IN (2, 5, 6, 7)
		AND (p.route = 2 OR EXISTS (SELECT FROM run.mail_report r
			WHERE r.run_id = d.run_id AND r.piece_no = d.piece_no AND r.event = 2 AND r.reported_at <= d.freed_at)))
	AND NOT EXISTS (SELECT FROM run.reversal x WHERE x.run_id = d.run_id
		AND NOT EXISTS (SELECT FROM run.mail_package k WHERE k.run_id = d.run_id))
UNION ALL
SELECT 'printed again after it was pulled or free', r.run_id, r.piece_no
FROM run.mail_reprint r
WHERE EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = r.run_id AND w.piece_no = r.piece_no AND w.asked_at < r.asked_at)
	OR EXISTS (SELECT FROM result.claim_mail_document d
		WHERE d.run_id = r.run_id AND d.piece_no = r.piece_no AND d.freed_at < r.asked_at)
UNION ALL
SELECT 'printed again although it was posted', r.run_id, r.piece_no
FROM run.mail_reprint r
JOIN run.mail_envelope e ON e.run_id = r.run_id AND e.piece_no = r.piece_no AND e.whole AND e.version < r.version
	AND e.judged_at < r.asked_at
WHERE NOT EXISTS (SELECT FROM run.mail_report x WHERE x.run_id = r.run_id AND x.piece_no = r.piece_no AND x.event IN (3, 4)
	AND x.reported_at < r.asked_at)
UNION ALL
SELECT 'packed again after it was reported or printed again', k.run_id, k.package_no
FROM run.mail_package k
WHERE k.package_no > 1 AND (
	EXISTS (SELECT FROM run.mail_file f JOIN fact.import i ON i.import_id = f.import_id
		WHERE f.run_id = k.run_id AND i.imported_at < k.packed_at)
	OR EXISTS (SELECT FROM run.mail_reprint r JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no AND p.route = 1
		WHERE r.run_id = k.run_id AND r.asked_at < k.packed_at))
UNION ALL
SELECT 'a reprint that left after it was pulled, free, posted or printed once more', k.run_id, r.piece_no
FROM run.mail_reprint_package k
JOIN run.mail_reprint r ON r.run_id = k.run_id AND r.batch_no = k.batch_no
WHERE EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = r.run_id AND w.piece_no = r.piece_no AND w.asked_at < k.packed_at)
	OR EXISTS (SELECT FROM result.claim_mail_document d
		WHERE d.run_id = r.run_id AND d.piece_no = r.piece_no AND d.freed_at < k.packed_at)
	OR EXISTS (SELECT FROM run.mail_reprint n
		WHERE n.run_id = r.run_id AND n.piece_no = r.piece_no AND n.version > r.version AND n.asked_at < k.packed_at)
	OR EXISTS (SELECT FROM run.mail_envelope e
		WHERE e.run_id = r.run_id AND e.piece_no = r.piece_no AND e.version = r.version AND e.whole AND e.judged_at < k.packed_at)
	AND NOT EXISTS (SELECT FROM run.mail_report x WHERE x.run_id = r.run_id AND x.piece_no = r.piece_no AND x.event IN (3, 4)
		AND x.reported_at < k.packed_at)
UNION ALL
SELECT 'a batch that left as two different ones, in-house, or before its mailing', k.run_id, k.batch_no
FROM run.mail_reprint_package k
GROUP BY k.run_id, k.batch_no
HAVING count(DISTINCT k.part) > 1
	OR coalesce((SELECT min(m.packed_at) FROM run.mail_package m WHERE m.run_id = k.run_id) > min(k.packed_at), true)
	OR EXISTS (SELECT FROM run.mail_reprint r
		JOIN result.claim_mail_piece p ON p.run_id = r.run_id AND p.piece_no = r.piece_no AND p.route <> 1
		WHERE r.run_id = k.run_id AND r.batch_no = k.batch_no)
UNION ALL
SELECT 'issued although its run was taken back', d.run_id, d.piece_no
FROM result.claim_mail_document d
JOIN result.claim_mailing m ON m.run_id = d.run_id
JOIN run.reversal x ON x.run_id = d.source_run_id AND x.reversed_at < m.recorded_at
UNION ALL
SELECT 'packed although it was taken back', k.run_id, k.package_no
FROM run.mail_package k
JOIN run.reversal x ON x.run_id = k.run_id
UNION ALL
SELECT 'planned and neither issued nor refused, or both', p.run_id, p.line_no
FROM result.mail_document p
JOIN result.claim_mailing m ON m.run_id = p.run_id
WHERE p.plan_no IS NOT NULL AND 1 <> (
	SELECT count(*) FROM result.claim_mail_document d
	WHERE d.run_id = p.run_id AND d.source_run_id = p.source_run_id AND d.document_no = p.document_no) + (
	SELECT count(*) FROM result.mail_refusal x
	WHERE x.run_id = p.run_id AND x.source_run_id = p.source_run_id AND x.document_no = p.document_no)
UNION ALL
SELECT 'closed, and not all of it is accounted for', c.run_id, c.closing_no
FROM run.mail_closing c
CROSS JOIN LATERAL (
	SELECT count(*) AS planned,
		count(*) FILTER (WHERE i.whole AND w.piece_no IS NULL) AS inserted,
		count(*) FILTER (WHERE w.piece_no IS NOT NULL AND t.piece_no IS NOT NULL) AS withdrawn,
		count(*) FILTER (WHERE NOT (coalesce(i.whole, false) AND w.piece_no IS NULL) AND (w.piece_no IS NULL OR t.piece_no IS NULL)
			AND s.piece_no IS NOT NULL) AS settled
	FROM result.claim_mail_piece p
	LEFT JOIN LATERAL (SELECT coalesce(max(r.version), 0) AS version FROM run.mail_reprint r
		WHERE r.run_id = p.run_id AND r.piece_no = p.piece_no) v ON true
	LEFT JOIN LATERAL (SELECT true AS whole FROM run.mail_envelope e
		WHERE e.run_id = p.run_id AND e.piece_no = p.piece_no AND e.version = v.version AND e.whole LIMIT 1) i ON true
	LEFT JOIN run.mail_withdrawal w ON w.run_id = p.run_id AND w.piece_no = p.piece_no
	LEFT JOIN LATERAL (SELECT r.piece_no FROM run.mail_report r
		WHERE r.run_id = p.run_id AND r.piece_no = p.piece_no AND r.event = 2 LIMIT 1) t ON true
	LEFT JOIN LATERAL (SELECT x.piece_no FROM run.mail_settlement x
		WHERE x.run_id = p.run_id AND x.piece_no = p.piece_no LIMIT 1) s ON true
	WHERE p.run_id = c.run_id AND p.route = 1
) n
WHERE c.reopened_at = 'infinity' AND ((c.planned, c.inserted, c.withdrawn, c.settled) <> (n.planned, n.inserted, n.withdrawn, n.settled)
	OR n.planned <> n.inserted + n.withdrawn + n.settled
	OR EXISTS (SELECT FROM run.mail_open_faults(c.run_id)))
UNION ALL
SELECT 'closed twice at a time', c.run_id, count(*) FROM run.mail_closing c WHERE c.reopened_at = 'infinity' GROUP BY c.run_id HAVING count(*) > 1
UNION ALL
SELECT 'two slips to pay one part with', s.run_id, min(s.document_no)
FROM result.claim_slip s WHERE s.voided_at = 'infinity'
GROUP BY s.run_id, s.household_id, s.claim_no, s.instalment_no, s.part_no HAVING count(*) > 1
UNION ALL
SELECT 'slips for more than the instalment', 0, min(s.reference_no)
FROM result.claim_slip s WHERE s.voided_at = 'infinity'
GROUP BY s.household_id, s.claim_no, s.instalment_no HAVING sum(s.yen) > min(s.instalment_yen)
UNION ALL
SELECT 'slips for more than the instalment, at a moment', a.run_id, a.document_no
FROM result.claim_slip a
WHERE a.instalment_yen < (SELECT sum(b.yen) FROM result.claim_slip b
	WHERE b.household_id = a.household_id AND b.claim_no = a.claim_no AND b.instalment_no = a.instalment_no
		AND b.recorded_at <= a.recorded_at AND b.voided_at > a.recorded_at)
UNION ALL
SELECT 'numbers with gaps: ' || g.what, g.run_id, g.last
FROM (
	SELECT 'pieces' AS what, run_id, max(piece_no)::bigint AS last, count(*) AS n, min(piece_no)::bigint AS first
	FROM result.claim_mail_piece GROUP BY run_id
	UNION ALL SELECT 'parts', run_id, max(part_no), count(DISTINCT part_no), min(part_no) FROM result.claim_mail_piece GROUP BY run_id
	UNION ALL SELECT 'positions', run_id, max(position), count(*), min(position) FROM result.claim_mail_document GROUP BY run_id, piece_no
	UNION ALL SELECT 'versions', run_id, max(version), count(*), min(version) FROM run.mail_reprint GROUP BY run_id, piece_no
	UNION ALL SELECT 'batches', run_id, max(batch_no), count(DISTINCT batch_no), min(batch_no) FROM run.mail_reprint GROUP BY run_id
	UNION ALL SELECT 'pull lists', run_id, max(list_no), count(DISTINCT list_no), min(list_no) FROM run.mail_withdrawal GROUP BY run_id
	UNION ALL SELECT 'packages', run_id, max(package_no), count(*), min(package_no) FROM run.mail_package GROUP BY run_id
	UNION ALL SELECT 'packages of a batch', run_id, max(package_no), count(*), min(package_no) FROM run.mail_reprint_package
		GROUP BY run_id, batch_no
	UNION ALL SELECT 'closings', run_id, max(closing_no), count(*), min(closing_no) FROM run.mail_closing GROUP BY run_id
	UNION ALL SELECT 'references', 0, max(reference_no), count(*), min(reference_no) FROM result.claim_repayment GROUP BY office_id
	UNION ALL SELECT 'slips', 0, max(slip_no), count(*), min(slip_no) FROM result.claim_slip
		GROUP BY office_id, reference_no, instalment_no
	UNION ALL SELECT 'slips of a run', run_id, max(document_no) - 50000000, count(*), min(document_no) - 50000000
		FROM result.claim_slip GROUP BY run_id
) g
WHERE g.n <> g.last OR g.first <> 1
UNION ALL
SELECT 'a mailing that does not say how many pieces', m.run_id, m.pieces
FROM result.claim_mailing m WHERE m.pieces <> (SELECT count(*) FROM result.claim_mail_piece p WHERE p.run_id = m.run_id);

CREATE TABLE hand.found (what text, run_id int, no bigint, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE hand.outcome (worker int, kind text, outcome text, n bigint NOT NULL, PRIMARY KEY (worker, kind, outcome));
CREATE SEQUENCE hand.edition START 100;

-- ---- what is tried -------------------------------------------------------------------------------

-- A confirmed run whose task fills these tables.
CREATE FUNCTION hand.run_of(of_graph text, tables text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES (of_graph, 13113, '2027-01-01', nextval('hand.edition')::int, sha256('x'), 'x', run.take_cut(), 'planned')
	RETURNING run_id INTO id;
	INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions) VALUES
		(id, 1, of_graph, 'job', of_graph, 'done', true, tables),
		(id, 2, 'approval', 'gate', 'confirmed', 'planned', false, '{}'),
		(id, 3, of_graph || '_issue', 'sql', of_graph || '_issue', 'planned', false, '{}');
	PERFORM run.make_partition(t, id) FROM unnest(tables) t;
	RETURN id;
END $$;

-- A mailing of what is due; or, of a job that forgets, of all that was ever made; or, of rows made by hand, with documents
-- in several pieces, of other sizes, or of runs that are none of its business.
CREATE FUNCTION hand.plan_mail(forgets boolean, forges boolean) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
	alone boolean := random() < 0.3;
	cut timestamptz;
BEGIN
	-- A partition that is attached and filled in one transaction can be unknown, for a moment, to who sees that transaction's
	-- rows; tasks fill theirs long before anybody approves.  Who issues waits for this lock first.
	PERFORM pg_advisory_xact_lock(71, 8);
	id := hand.run_of('mailing', '{mail_document,mail_piece,mail_day}');
	cut := (SELECT r.as_of FROM run.run r WHERE r.run_id = id);
	CREATE TEMP TABLE planned ON COMMIT DROP AS
	SELECT x.*, dense_rank() OVER (ORDER BY x.route, x.party_key, x.envelope) AS plan_no
	FROM (
		SELECT d.source_run_id, d.document_no, d.kind, d.party, d.party_key, d.household_id, d.postal_code,
			CASE WHEN NOT forges AND d.household_id IN (SELECT i.household_id FROM fact.inhouse(cut, '2027-01-01') i) THEN 2
				ELSE d.route END::smallint AS route,
			d.pages, result.destination(d.name, d.postal_code, d.address, d.care_of) AS destination,
			CASE WHEN alone THEN row_number() OVER (ORDER BY d.source_run_id, d.document_no) ELSE c.copy END AS envelope
		FROM (
			SELECT * FROM result.mail_due(id, cut, 0)
			UNION
			SELECT s.run_id, d.* FROM run.run s CROSS JOIN LATERAL result.documents(s.run_id) d
			WHERE (forgets OR forges) AND s.graph IN ('monthly', 'slip') AND random() < 0.1
		) d
		CROSS JOIN LATERAL generate_series(1, CASE WHEN forges AND random() < 0.05 THEN 2 ELSE 1 END) c(copy)
	) x;
	INSERT INTO result.mail_document (run_id, office_id, line_no, source_run_id, document_no, kind, party, party_key, household_id,
		route, pages, sheets, weight_mg, plan_no, position, destination, hold, reason)
	SELECT id, 13113, row_number() OVER (ORDER BY p.plan_no, p.source_run_id, p.document_no), p.source_run_id, p.document_no, p.kind,
		p.party, p.party_key, p.household_id, p.route, p.pages, (p.pages + 1) / 2, 4000, p.plan_no,
		row_number() OVER (PARTITION BY p.plan_no ORDER BY p.source_run_id, p.document_no), p.destination, 0, ''
	FROM pg_temp.planned p;
	INSERT INTO result.mail_piece (run_id, office_id, plan_no, party, party_key, route, postal_code, destination, documents, sheets,
		envelope, thickness, weight_mg, postage_class, postage_yen)
	SELECT id, 13113, p.plan_no, min(p.party), min(p.party_key), min(p.route), min(p.postal_code), (array_agg(p.destination))[1], count(*),
		sum((p.pages + 1) / 2), 1, 1, 20000, 'standard_50', 110
	FROM pg_temp.planned p GROUP BY p.plan_no;
	INSERT INTO result.mail_day (run_id, office_id, on_day)
	SELECT id, 13113, (cut AT TIME ZONE 'Asia/Tokyo')::date + n FROM generate_series(1, 30) n;
	PERFORM hand.confirm(id);
	RETURN id;
END $$;

-- The files of a mailing are printed; from then on the office's own may be on their way.
CREATE FUNCTION hand.print_parts(of_run int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
	SELECT of_run, 4, p.part_no, format('%s/part-%s.pdf', CASE p.route WHEN 1 THEN 'contractor' ELSE 'inhouse' END, p.part_no),
		sha256('pdf'), 1, 1, 1
	FROM (SELECT DISTINCT c.part_no, c.route FROM result.claim_mail_piece c WHERE c.run_id = of_run) p
	UNION ALL
	SELECT of_run, 5, 1, 'contractor/manifest.json', sha256('json'), 1, 0, 0
	ON CONFLICT DO NOTHING
$$;

-- They leave, sealed.
CREATE FUNCTION hand.pack(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	next int := 1 + (SELECT coalesce(max(k.package_no), 0) FROM run.mail_package k WHERE k.run_id = of_run);
BEGIN
	PERFORM hand.print_parts(of_run);
	PERFORM run.record_package(of_run, next, (
			SELECT string_agg(encode(CASE f.name WHEN 'manifest.json' THEN sha256('json') ELSE sha256('pdf') END, 'hex') || '  ' || f.name,
				E'\n')
			FROM (SELECT replace(a.name, 'contractor/', '') AS name FROM run.artifact a
				WHERE a.run_id = of_run AND a.name LIKE 'contractor/%' UNION ALL SELECT 'manifest.json.p7s') f),
		sha256('json'), sha256('sealed'), 1, sha256('office'), sha256('contractor'), CASE WHEN next = 1 THEN '' ELSE 'again' END);
END $$;

-- A batch of reprints leaves, sealed; now and then as other bytes than before.
CREATE FUNCTION hand.seal(of_run int, batch int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	next int := 1 + (SELECT coalesce(max(k.package_no), 0) FROM run.mail_reprint_package k WHERE k.run_id = of_run AND k.batch_no = batch);
BEGIN
	PERFORM run.record_reprint_package(of_run, batch, next, sha256('json'), sha256(CASE WHEN random() < 0.2 THEN 'other' ELSE 'part' END::bytea),
		sha256('sealed'), 1, sha256('office'), sha256('contractor'), CASE WHEN next = 1 THEN '' ELSE 'again' END);
END $$;

-- Codes as the cameras read them: here without their MAC, which test_mail_code.c and mail_faults.sh are about.
CREATE FUNCTION hand.code(piece int, version int, sheet int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT format('%s:%s:%s', piece, version, sheet)
$$;

-- How the envelopes of a file are judged (engine/mail/verdict.h), as far as these codes tell.
CREATE FUNCTION hand.judge(of_run int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE seen ON COMMIT DROP AS
	SELECT s.envelope, s.place, split_part(s.code, ':', 1)::int AS piece_no, split_part(s.code, ':', 2)::int AS version,
		split_part(s.code, ':', 3)::int AS sheet
	FROM run.mail_scan s
	WHERE s.run_id = of_run AND s.event = 1 AND s.envelope IN (SELECT n.envelope FROM pg_temp.new_reading n WHERE n.event = 1)
	GROUP BY 1, 2, 3, 4, 5;
	INSERT INTO pg_temp.new_envelope (envelope, piece_no, version, whole)
	SELECT e.envelope, coalesce(p.piece_no, 0), coalesce(o.version, 0), coalesce(p.route = 1 AND e.n = p.sheets AND e.good = p.sheets, false)
	FROM (
		SELECT s.envelope, count(*) AS n, count(*) FILTER (WHERE s.piece_no = f.piece_no AND s.version = f.version AND s.sheet = s.place) AS good
		FROM pg_temp.seen s
		LEFT JOIN LATERAL (SELECT x.piece_no, x.version FROM pg_temp.seen x WHERE x.envelope = s.envelope AND x.place = 1
			ORDER BY x.piece_no, x.version LIMIT 1) f ON true
		GROUP BY s.envelope
	) e
	LEFT JOIN LATERAL (SELECT x.piece_no, x.version FROM pg_temp.seen x WHERE x.envelope = e.envelope AND x.place = 1
		ORDER BY x.piece_no, x.version LIMIT 1) o ON true
	LEFT JOIN result.claim_mail_piece p ON p.run_id = of_run AND p.piece_no = o.piece_no;
	INSERT INTO pg_temp.new_fault (envelope, piece_no, fault, place)
	SELECT n.envelope, n.piece_no, 10, 1 FROM pg_temp.new_envelope n WHERE NOT n.whole -- MAIL_FAULT_MISSING_SHEET
	UNION
	SELECT s.envelope, s.piece_no, 6, s.place                                       -- MAIL_FAULT_MIXED
	FROM pg_temp.seen s
	JOIN pg_temp.new_envelope n ON n.envelope = s.envelope AND n.piece_no <> s.piece_no
	JOIN result.claim_mail_piece p ON p.run_id = of_run AND p.piece_no = s.piece_no;
END $$;

-- What the contractor's cameras read of some pieces: in order, damaged, withdrawn, of an old version, of two pieces in one
-- envelope, one piece in two; a line of before again, or the same file.
CREATE FUNCTION hand.scan(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	serial int := nextval('hand.edition');
	day date := (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date + 1;
	file bytea := sha256(convert_to(CASE WHEN random() < 0.1 THEN 'again' ELSE serial::text END, 'UTF8'));
	import int;
BEGIN
	PERFORM run.scans_stage();
	WITH chosen AS (
		SELECT p.piece_no, p.sheets, 1 + floor(random() * 1.15)::int AS envelopes, random() AS event, (
				SELECT greatest(coalesce(max(v.version), 0) + CASE WHEN random() < 0.1 THEN floor(random() * 3)::int - 1 ELSE 0 END, 0)
				FROM run.mail_reprint v WHERE v.run_id = of_run AND v.piece_no = p.piece_no) AS version, random() AS fault,
			EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = of_run AND w.piece_no = p.piece_no) AS pulled
		FROM result.claim_mail_piece p WHERE p.run_id = of_run AND random() < 0.4
	)
	INSERT INTO pg_temp.new_scan (line, column_no, event, envelope, place, back, code, enclosure, read_seconds, known, piece_no, version)
	SELECT row_number() OVER (), 1, CASE WHEN c.pulled AND c.event < 0.7 OR c.event < 0.05 THEN 2 WHEN c.event < 0.15 THEN 3 ELSE 4 END, 0, 0,
		false, hand.code(c.piece_no, c.version, 0), '', m.at + c.piece_no, true, c.piece_no, c.version
	FROM chosen c
	CROSS JOIN (SELECT ceil(extract(epoch FROM m.recorded_at AT TIME ZONE 'Asia/Tokyo'))::bigint AS at
		FROM result.claim_mailing m WHERE m.run_id = of_run) m
	WHERE c.pulled AND c.event < 0.7 OR c.event < 0.2
	UNION ALL
	SELECT 100 + row_number() OVER (), 1, 1, 1 + c.piece_no + c.version * 100 + e.n * 1000, s.place, false,
		hand.code(CASE WHEN c.fault < 0.05 AND s.place > 1 THEN 1 ELSE c.piece_no END, c.version, s.place), '', m.at + c.piece_no, true, 0, 0
	FROM chosen c
	CROSS JOIN (SELECT ceil(extract(epoch FROM m.recorded_at AT TIME ZONE 'Asia/Tokyo'))::bigint AS at
		FROM result.claim_mailing m WHERE m.run_id = of_run) m
	CROSS JOIN LATERAL generate_series(1, c.envelopes) e(n)
	CROSS JOIN LATERAL generate_series(1, c.sheets) s(place)
	WHERE NOT (c.pulled AND c.event < 0.7 OR c.event < 0.2) AND NOT (c.fault > 0.95 AND s.place = c.sheets);
	PERFORM run.scans_check(of_run, day);
	INSERT INTO fact.import (dataset, file_name, sha256, rows_read, rows_recorded, rows_unchanged, rows_quarantined)
	VALUES ('scans', 'scans.csv', file, 0, 0, 0, 0) RETURNING import_id INTO import;
	PERFORM run.scans_merge(import, 13113, of_run, day, serial);
	PERFORM hand.judge(of_run);
	PERFORM run.scans_judge(of_run, sha256('contractor'));
END $$;

-- What the runner's login may try by hand.
CREATE FUNCTION hand.runner_tries(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	tries text[] := ARRAY[
		'INSERT INTO result.claim_mail_document SELECT * FROM result.claim_mail_document WHERE run_id = $1',
		'UPDATE result.claim_mail_document SET freed_at = now() WHERE run_id = $1',
		'DELETE FROM result.claim_mail_document WHERE run_id = $1',
		'DELETE FROM result.claim_mailing WHERE run_id = $1',
		'INSERT INTO result.claim_mail_piece SELECT * FROM result.claim_mail_piece WHERE run_id = $1',
		'INSERT INTO result.mail_document SELECT * FROM result.mail_document WHERE run_id = $1',
		'UPDATE result.mail_document SET plan_no = 1 WHERE run_id = $1',
		'INSERT INTO run.mail_reprint (run_id, piece_no, version, batch_no, reason) VALUES ($1, 1, 99, 99, ''x'')',
		'INSERT INTO run.mail_report (run_id, piece_no, version, event, import_id, reported_at) SELECT $1, 1, 0, 2, 1, now()',
		'DELETE FROM run.mail_fault WHERE run_id = $1',
		'UPDATE run.mail_fault SET over_at = now() WHERE run_id = $1',
		'DELETE FROM run.mail_scan WHERE run_id = $1',
		'UPDATE run.mail_envelope SET whole = false WHERE run_id = $1',
		'INSERT INTO run.mail_closing SELECT $1, 1, 0, 0, 0, 0, 0, ''''',
		'SELECT run.free_withdrawn($1, now())',
		'SELECT run.close_mailing($1)',
		'SELECT run.judge_pieces($1, 1, now())',
		'SELECT run.scans_judge($1, NULL)',
		'DELETE FROM run.mail_package WHERE run_id = $1',
		'INSERT INTO run.mail_reprint_package SELECT * FROM run.mail_reprint_package WHERE run_id = $1',
		'DELETE FROM result.piece WHERE run_id = $1',
		'INSERT INTO result.claim_slip SELECT * FROM result.claim_slip WHERE run_id = $1',
		'UPDATE result.claim_slip SET voided_at = ''infinity'' WHERE run_id = $1',
		'DELETE FROM result.claim_slip_run WHERE run_id = $1',
		'INSERT INTO result.slip SELECT * FROM result.slip WHERE run_id = $1'];
BEGIN
	SET LOCAL SESSION AUTHORIZATION getsuji_run;
	EXECUTE tries[1 + floor(random() * array_length(tries, 1))] USING of_run;
	RESET SESSION AUTHORIZATION;
END $$;

-- Two persons take a run back.
CREATE FUNCTION hand.reverse(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	SET LOCAL SESSION AUTHORIZATION getsuji_run;
	INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES (of_run, 0, 'reverse', 'wrong') RETURNING proposal_id INTO id;
	SET LOCAL SESSION AUTHORIZATION getsuji_approve;
	PERFORM run.reverse(id);
	RESET SESSION AUTHORIZATION;
END $$;

-- A document that is in a living piece, into another; a freed one whose document is out again, alive once more; a slip
-- that can be paid with, again: as whoever owns the register would have to write it.
CREATE FUNCTION hand.copy_document() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	IF random() < 0.5 THEN
		INSERT INTO result.claim_mail_document
		SELECT c.source_run_id, c.document_no, p.run_id, p.piece_no, 100 + floor(random() * 10000), c.kind, c.household_id, c.pages, c.sheets
		FROM (SELECT * FROM result.claim_mail_document d WHERE d.freed_at = 'infinity' ORDER BY random() LIMIT 1) c
		CROSS JOIN (SELECT * FROM result.claim_mail_piece x ORDER BY random() LIMIT 1) p;
	ELSE
		UPDATE result.claim_mail_document d SET freed_at = 'infinity'
		WHERE d.freed_at < 'infinity' AND EXISTS (SELECT FROM result.claim_mail_document o
			WHERE o.source_run_id = d.source_run_id AND o.document_no = d.document_no AND o.freed_at = 'infinity');
	END IF;
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n = 0 THEN
		RAISE EXCEPTION 'nothing to copy' USING ERRCODE = 'no_data_found';
	END IF;
END $$;

CREATE FUNCTION hand.copy_slip() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO result.claim_slip
	SELECT (jsonb_populate_record(c, jsonb_build_object('slip_no', c.slip_no + 1 + floor(random() * 1000)::int,
		'document_no', c.document_no + 1000, 'line_no', c.line_no + 1000))).*
	FROM result.claim_slip c WHERE c.voided_at = 'infinity' ORDER BY random() LIMIT 1;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'nothing to copy' USING ERRCODE = 'no_data_found';
	END IF;
END $$;

-- Slips of two claims of two instalments; some that are out are replaced.  A job that forgets makes all anew.
CREATE FUNCTION hand.plan_slips(forgets boolean) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int := hand.run_of('slip', '{slip}');
BEGIN
	INSERT INTO result.slip (run_id, household_id, line_no, claim_no, instalment_no, slip_no, action, hold, cause, caseworker_no, article,
		decided_on, total_yen, paid_yen, instalments, instalment_yen, part_no, parts, yen, due_on, pay_by_on, bank, reissue, paid,
		maker_code, collector, account_name, reason)
	SELECT id, x.household_id, row_number() OVER (PARTITION BY x.household_id ORDER BY x.n, x.action DESC), 1, x.n, x.slip_no, x.action, 0,
		CASE x.action WHEN 3 THEN 6 ELSE 0 END, 1, 1, '2026-12-01', 60000, 0, 2, 30000, 1, 1, 30000, '2098-01-31', '2098-12-31', false,
		x.slip_no <> 0 OR x.action = 1 AND x.had, false, '900001', 'sample', 'account', CASE x.action WHEN 3 THEN '再発行' ELSE '' END
	FROM (
		SELECT h.household_id, i.n, coalesce(s.slip_no, 0)::smallint AS slip_no, s.slip_no IS NOT NULL AS had,
			unnest(CASE WHEN s.slip_no IS NULL THEN '{1}' WHEN random() < 0.5 THEN '{3,1}' ELSE '{4}' END::int[]) AS action
		FROM hand.calm h
		CROSS JOIN generate_series(1, 2) i(n)
		LEFT JOIN result.claim_slip s ON NOT forgets AND s.household_id = h.household_id AND s.claim_no = 1 AND s.instalment_no = i.n
			AND s.voided_at = 'infinity'
		WHERE h.n <= 6
	) x;
	UPDATE result.slip SET slip_no = 0 WHERE run_id = id AND action = 1;
	PERFORM hand.confirm(id);
	RETURN id;
END $$;

-- They are issued and drawn: documents, for the next mailing.
CREATE FUNCTION hand.issue_slips(of_run int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM run.issue_slips(of_run, 3);
	INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
	VALUES (of_run, 4, 1, 'slip/contractor.pdf', sha256('pdf'), 1, 1, 1) ON CONFLICT DO NOTHING;
	INSERT INTO run.artifact_piece (run_id, name, piece_no, first_page, pages)
	SELECT of_run, 'slip/contractor.pdf', s.document_no, (s.document_no - 50000000)::int, 1
	FROM result.claim_slip s WHERE s.run_id = of_run AND s.route = 1 ON CONFLICT DO NOTHING;
	UPDATE run.run SET execution = 'running' WHERE run_id = of_run AND execution = 'planned';
	UPDATE run.run SET execution = 'done', ended_at = clock_timestamp() WHERE run_id = of_run AND execution = 'running';
END $$;

CREATE FUNCTION hand.any_run(graphs text[]) RETURNS int LANGUAGE sql VOLATILE AS $$
	SELECT r.run_id FROM run.run r WHERE r.graph = ANY (graphs) ORDER BY random() LIMIT 1
$$;

-- Most reports are of what is at work: the latest mailings.
CREATE FUNCTION hand.mailing() RETURNS int LANGUAGE sql VOLATILE AS $$
	SELECT m.run_id FROM (SELECT c.run_id FROM result.claim_mailing c WHERE c.pieces > 0 ORDER BY c.recorded_at DESC LIMIT 6) m
	ORDER BY random() LIMIT 1
$$;

CREATE FUNCTION hand.piece(of_run int) RETURNS int LANGUAGE sql VOLATILE AS $$
	SELECT p.piece_no FROM result.claim_mail_piece p WHERE p.run_id = of_run ORDER BY random() LIMIT 1
$$;

-- A piece that came to harm or does not fit, of the latest mailings, if there is one and not blindly.
CREATE FUNCTION hand.again(blindly boolean, of_run int, of_piece int) RETURNS TABLE (run_id int, piece_no int)
LANGUAGE sql VOLATILE AS $$
	SELECT c.run_id, c.piece_no
	FROM (
		SELECT m.run_id, p.piece_no, random() AS turn
		FROM (SELECT x.run_id FROM result.claim_mailing x WHERE x.pieces > 0 ORDER BY x.recorded_at DESC LIMIT 6) m
		CROSS JOIN LATERAL run.mail_pieces(m.run_id) p
		WHERE NOT blindly AND p.state IN (4, 5, 6, 8) -- damaged, printed again, diverted, faulty
		UNION ALL SELECT of_run, of_piece, 2
	) c
	ORDER BY c.turn LIMIT 1
$$;

CREATE FUNCTION hand.attempt(kind text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	of_run int := hand.mailing();
	of_piece int := hand.piece(of_run);
BEGIN
	CASE kind
	WHEN 'issue' THEN PERFORM FROM run.issue_mailing(hand.any_run('{mailing}'), 3);
	WHEN 'issue latest' THEN PERFORM FROM run.issue_mailing((SELECT max(r.run_id) FROM run.run r WHERE r.graph = 'mailing'), 3);
	WHEN 'print' THEN PERFORM hand.print_parts(of_run);
	WHEN 'pack' THEN PERFORM hand.pack(of_run);
	WHEN 'pull' THEN PERFORM FROM run.pull_mail(of_run, ARRAY[of_piece], 'asked');
	WHEN 'scan' THEN PERFORM hand.scan(of_run);
	WHEN 'reprint' THEN
		SELECT a.run_id, a.piece_no INTO of_run, of_piece FROM hand.again(random() < 0.2, of_run, of_piece) a;
		PERFORM FROM run.reprint_mail(of_run, of_piece, of_piece + floor(random() * 1.2)::int, 'damaged');
	WHEN 'batch' THEN
		PERFORM hand.seal(x.run_id, x.batch_no + (random() < 0.1)::int)
		FROM (SELECT r.run_id, r.batch_no FROM (SELECT * FROM run.mail_reprint l ORDER BY l.asked_at DESC LIMIT 4) r
			ORDER BY random() LIMIT 1) x;
	WHEN 'settle' THEN PERFORM run.settle_mail(of_run, of_piece, 0, 'looked into');
	WHEN 'copy' THEN PERFORM hand.copy_document();
	WHEN 'copy slip' THEN PERFORM hand.copy_slip();
	WHEN 'runner' THEN PERFORM hand.runner_tries(hand.any_run('{mailing,monthly,slip}'));
	WHEN 'reverse' THEN PERFORM hand.reverse(hand.any_run(CASE WHEN random() < 0.7 THEN '{mailing}' ELSE '{monthly,slip}' END::text[]));
	WHEN 'facts' THEN
		PERFORM CASE WHEN random() < 0.9 THEN hand.move(1 + floor(random() * 12)::int, '2027-01-01', 'somewhere ' || floor(random() * 100))
			ELSE hand.protect(1 + floor(random() * 12)::int) END;
	WHEN 'slips' THEN PERFORM hand.issue_slips(hand.any_run('{slip}'));
	WHEN 'slips latest' THEN PERFORM hand.issue_slips((SELECT max(r.run_id) FROM run.run r WHERE r.graph = 'slip'));
	WHEN 'notices' THEN
		PERFORM hand.notices(('2026-11-01'::date + make_interval(months => floor(random() * 3)::int))::date, nextval('hand.edition')::int,
			ARRAY(SELECT n FROM generate_series(1, 12) n WHERE random() < 0.8), 1 + floor(random() * 4)::int);
	WHEN 'plan slips' THEN PERFORM hand.plan_slips(random() < 0.3);
	ELSE PERFORM hand.plan_mail(kind = 'plan, forgetting', kind = 'plan, forging');
	END CASE;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- What must have happened for the test to be one: documents mailed, freed and mailed again; pieces printed again and sealed,
-- pulled and at fault; documents refused; slips made.
CREATE FUNCTION hand.seen() RETURNS boolean[] LANGUAGE sql VOLATILE AS $$
	SELECT ARRAY[EXISTS (SELECT FROM result.claim_mail_document a
			JOIN result.claim_mail_document b USING (source_run_id, document_no)
			WHERE a.freed_at < 'infinity' AND b.freed_at = 'infinity'),
		EXISTS (SELECT FROM run.mail_reprint), EXISTS (SELECT FROM run.mail_reprint_package), EXISTS (SELECT FROM run.mail_withdrawal), EXISTS (SELECT FROM run.mail_fault),
		EXISTS (SELECT FROM result.mail_refusal), EXISTS (SELECT FROM result.claim_slip)]
$$;

-- One session alone, always in the same way, until all of that has been.
CREATE PROCEDURE hand.warm_up() LANGUAGE plpgsql AS $$
DECLARE
	kinds text[] := ARRAY['notices', 'plan', 'issue latest', 'slips latest', 'print', 'pack', 'pull', 'scan', 'scan', 'reprint', 'reprint', 'batch', 'facts'];
BEGIN
	PERFORM setseed(0.5);
	COMMIT;
	FOR i IN 1..1000 LOOP
		PERFORM hand.attempt(kinds[1 + i % array_length(kinds, 1)]);
		COMMIT;
		EXIT WHEN false <> ALL (hand.seen());
	END LOOP;
END $$;

-- Attempts of one session, each a transaction; those that make tables are rare.  Every so many of them all is looked at.
CREATE PROCEDURE hand.attempts(worker int, attempts int, rare float, every int) LANGUAGE plpgsql AS $$
DECLARE
	kinds text[] := ARRAY['issue', 'issue', 'issue latest', 'issue latest', 'issue latest', 'print', 'pack', 'pull', 'scan', 'scan', 'scan',
		'reprint', 'reprint', 'batch', 'settle', 'settle', 'copy', 'copy', 'copy slip', 'runner', 'runner', 'slips', 'slips latest'];
	rares text[] := ARRAY['plan', 'plan', 'plan', 'plan', 'plan', 'plan, forgetting', 'plan, forging', 'notices', 'notices', 'plan slips',
		'plan slips', 'facts', 'reverse', 'reverse', 'reverse'];
	tried text;
	came_to text;
BEGIN
	PERFORM setseed(worker / 100.0);
	COMMIT;
	FOR i IN 1..attempts LOOP
		tried := CASE WHEN random() < rare THEN rares[1 + floor(random() * array_length(rares, 1))]
			ELSE kinds[1 + floor(random() * array_length(kinds, 1))] END;
		came_to := hand.attempt(tried);
		COMMIT;
		INSERT INTO hand.outcome AS o (worker, kind, outcome, n) VALUES (worker, tried, came_to, 1)
		ON CONFLICT ON CONSTRAINT outcome_pkey DO UPDATE SET n = o.n + 1;
		COMMIT;
		IF i % every = 0 THEN
			INSERT INTO hand.found (what, run_id, no) SELECT w.what, w.run_id, w.no FROM hand.wrong w;
			COMMIT;
		END IF;
	END LOOP;
END $$;
