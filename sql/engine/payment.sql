-- payment send, verify, allow, status: the bank files of a run, that they left, what the bank said (sql/schema/027_bank.sql).
-- Who may do what is decided by grants and functions of schema run.

-- name: payment_status :many run_id
-- No lock; primary keys.  0: of all runs, files that have not left or of which the bank has not said all.  reversal: the run
-- whose reversal is asked for and keeps the file from leaving (0: none does).
SELECT b.run_id, b.office_id, b.pay_on, b.name, b.records, b.total_yen, b.allowed, b.revoked, b.sends,
	to_char(b.sent_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') AS sent_at, b.paid, b.paid_yen, b.returned, b.returned_yen,
	CASE WHEN b.sends = 0 AND NOT b.revoked THEN coalesce(run.waiting_reversal(b.run_id, b.office_id, NULL), 0) ELSE 0 END AS reversal
FROM result.bank_files($1) b
ORDER BY b.pay_on, b.run_id, b.office_id;

-- name: payment_run :opt run_id
-- Whether a run pays.  No lock; index: run_pkey, task_pkey.
SELECT EXISTS (SELECT FROM run.task t WHERE t.run_id = r.run_id AND 'payment' = ANY (t.partitions)) AS pays
FROM run.run r
WHERE r.run_id = $1;

-- name: payment_of_run :many run_id
-- The files of a run: where they lie, their bytes as the ledger knows them, and what forbids to send them.  No lock; primary
-- keys.
SELECT f.office_id, coalesce(result.bank_file_name(f.office_id, f.pay_on, f.file_no), '') AS name, f.pay_on, f.records, f.total_yen,
	(SELECT count(*) FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id) AS sends,
	f.revoked_at < 'infinity' OR r.decision <> 'confirmed' OR r.results_digest IS DISTINCT FROM f.digest AS revoked,
	f.pay_on < (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS late,
	a.sha256, r.graph, r.office_id AS run_office_id, r.month_on, r.edition, coalesce(r.artifact_dir, '') AS artifact_dir
FROM result.claim_bank_file f
JOIN run.run r ON r.run_id = f.run_id
LEFT JOIN run.artifact a ON a.run_id = f.run_id AND a.name = result.bank_file_name(f.office_id, f.pay_on, f.file_no)
WHERE f.run_id = $1
ORDER BY f.office_id;

-- name: payment_send :one run_id office_id sha256 reason
-- Locks the file's entry.  Again without a reason is refused by a check.
SELECT run.send_bank_file($1::int, $2::int, $3::bytea, $4::text);

-- name: payment_allow :one run_id office_id reason
-- Waits for payments that are being issued.  Again finds nothing to allow.
SELECT run.allow_bank_file($1::int, $2::int, $3::text);

-- name: payment_unclaimed :opt run_id payment_no reason
-- Money at the counter that nobody fetched: whether it counted, whether its pay day is yet to come.  Again, or too early, it
-- does nothing; no row: there is no such payment at the counter.  Primary key.
SELECT CASE WHEN t.early THEN false ELSE run.unclaim_payment(c.run_id, c.payment_no, $3::text) END AS counted, t.early, c.pay_on
FROM result.claim_payment c
CROSS JOIN LATERAL (SELECT c.pay_on > (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS early) t
WHERE c.run_id = $1::int AND c.payment_no = $2::int AND c.method = 2;

-- name: payment_alike :opt sha256 requester_code month_day records total_yen run_id
-- The file that these bytes are, else the one that they most likely were: by what the bank knows it by, or by the run that its
-- transfers name.  No lock; index claim_bank_file_alike, primary key.
SELECT f.run_id, f.office_id, f.pay_on, f.records, f.total_yen, result.bank_file_name(f.office_id, f.pay_on, f.file_no) AS name,
	coalesce(a.sha256 = $1::bytea, false) AS same,
	f.revoked_at < 'infinity' OR r.decision <> 'confirmed' OR r.results_digest IS DISTINCT FROM f.digest AS revoked,
	(SELECT count(*) FROM run.bank_send s WHERE s.run_id = f.run_id AND s.office_id = f.office_id) AS sends
FROM result.claim_bank_file f
JOIN run.run r ON r.run_id = f.run_id
LEFT JOIN run.artifact a ON a.run_id = f.run_id AND a.name = result.bank_file_name(f.office_id, f.pay_on, f.file_no)
WHERE f.requester_code = $2::text AND extract(month FROM f.pay_on) * 100 + extract(day FROM f.pay_on) = $3::int
		AND f.records = $4::int AND f.total_yen = $5::bigint
	OR f.run_id = $6::int AND f.requester_code = $2::text
ORDER BY coalesce(a.sha256 = $1::bytea, false) DESC, f.run_id = $6::int DESC, f.run_id DESC, f.office_id
LIMIT 1;
