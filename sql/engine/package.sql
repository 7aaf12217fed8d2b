-- Packages for the contractor (getsuji spool pack).  Sent by the runner's login.

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
