-- Packages for the contractor (getsuji spool pack, reprint).  Sent by the runner's login.

-- name: package_run :opt run_id
-- A run and its mailing as they are now; the last package of it (0: none); today in Japan; pieces on pull lists.  Reads only, by keys.
SELECT r.graph, r.office_id, r.month_on, r.edition, r.decision, coalesce(r.artifact_dir, '') AS artifact_dir,
	m.run_id IS NOT NULL AS issued, coalesce(m.expires_on, 'infinity') AS expires_on,
	coalesce(p.package_no, 0) AS package_no, coalesce(encode(p.manifest, 'hex'), '') AS manifest,
	(clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today, coalesce(m.cut_off_on, 'infinity') AS cut_off_on,
	(SELECT count(*) FROM run.mail_withdrawal w JOIN result.claim_mail_piece c ON c.run_id = w.run_id AND c.piece_no = w.piece_no
		AND c.route = 1 WHERE w.run_id = r.run_id) AS pulled
FROM run.run r
LEFT JOIN result.claim_mailing m ON m.run_id = r.run_id
LEFT JOIN LATERAL (
	SELECT x.package_no, x.manifest FROM run.mail_package x WHERE x.run_id = r.run_id
	ORDER BY x.package_no DESC LIMIT 1) p ON true
WHERE r.run_id = $1;

-- name: package_heard :one run_id
-- What was heard of a mailing since it left: files of scans, pieces reported, pieces printed again, whether it is closed.
-- Reads only.
SELECT h.files, h.pieces, h.reprinted, h.closed FROM run.mail_heard($1) h;

-- name: package_manifest :opt run_id
-- The manifest that the run made, as the ledger knows it.  Index: artifact_pkey.
SELECT a.sha256, a.bytes FROM run.artifact a WHERE a.run_id = $1 AND a.name = 'contractor/manifest.json';

-- name: package_departure :one run_id
-- What speaks against letting it leave: pieces to be pulled that are on no list yet, and pieces with data of protected
-- persons.  Waits for the clerks at work; changes nothing.
SELECT d.barred, d.shielded FROM run.mail_departure($1) d;

-- name: package_record :one run_id package_no sums manifest sealed sealed_bytes office contractor reason
-- Locks the mailing's row to the end of the transaction.  Done again it is refused: the number is taken.
SELECT run.record_package($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: package_reprint :many run_id batch_no
-- The contractor's pieces of a batch of reprints in the order of insertion, each with what the manifest says of the whole:
-- the mailing, the office, whether the mailing left and has expired, and the last package of the batch (0: none).  Reads
-- only; index: mail_reprint_batch, claim_mail_piece_pkey.
SELECT r.month_on, encode(r.results_digest, 'hex'), to_char(r.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
	coalesce(o.contractor, ''), m.cut_off_on, m.post_by_on, m.report_by_on, m.expires_on,
	EXISTS (SELECT FROM run.mail_package x WHERE x.run_id = v.run_id),
	(clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date >= m.expires_on,
	coalesce(k.package_no, 0), coalesce(encode(k.manifest, 'hex'), ''),
	p.office_id, coalesce(o.profile, ''), coalesce(o.duplex, false), coalesce(o.enclosure, ''),
	p.piece_no, v.version, p.sheets, p.envelope, p.weight_mg, p.postage_class, p.postal_code
FROM run.mail_reprint v
JOIN run.run r ON r.run_id = v.run_id
JOIN result.claim_mailing m ON m.run_id = v.run_id
JOIN result.claim_mail_piece p ON p.run_id = v.run_id AND p.piece_no = v.piece_no AND p.route = 1
LEFT JOIN LATERAL result.mail_manner(v.run_id, r.as_of, r.month_on) o ON o.office_id = p.office_id
LEFT JOIN LATERAL (
	SELECT x.package_no, x.manifest FROM run.mail_reprint_package x WHERE x.run_id = v.run_id AND x.batch_no = v.batch_no
	ORDER BY x.package_no DESC LIMIT 1) k ON true
WHERE v.run_id = $1 AND v.batch_no = $2
ORDER BY p.piece_no;

-- name: package_reprint_record :one run_id batch_no package_no manifest part sealed sealed_bytes office contractor reason
-- Locks the mailing's row to the end of the transaction.  Done again it is refused: the number is taken.
SELECT run.record_reprint_package($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: package_reprints :one run_id
-- Packages of reprints that left; of pieces whose latest print waits in a batch that was not sealed: the first batch that
-- can be (0: none), and the first piece of one that cannot any more, since another of its pieces was printed once more or
-- is to be withdrawn (0: none).  Reads only; index: mail_reprint_pkey, mail_reprint_package_pkey.
SELECT (SELECT count(*) FROM run.mail_reprint_package k WHERE k.run_id = $1),
	coalesce(min(x.batch_no) FILTER (WHERE NOT x.broken), 0), coalesce(min(x.piece_no) FILTER (WHERE x.broken), 0)
FROM (
	SELECT v.batch_no, v.piece_no, EXISTS (
			SELECT FROM run.mail_reprint b
			WHERE b.run_id = $1 AND b.batch_no = v.batch_no AND (
				EXISTS (SELECT FROM run.mail_reprint n WHERE n.run_id = $1 AND n.piece_no = b.piece_no AND n.version > b.version)
				OR EXISTS (SELECT FROM run.mail_withdrawal w WHERE w.run_id = $1 AND w.piece_no = b.piece_no))) AS broken
	FROM run.mail_pieces($1) p
	JOIN run.mail_reprint v ON v.run_id = $1 AND v.piece_no = p.piece_no AND v.version = p.version
	WHERE p.state = 5 AND NOT EXISTS (
		SELECT FROM run.mail_reprint_package k WHERE k.run_id = $1 AND k.batch_no = v.batch_no)
) x;
