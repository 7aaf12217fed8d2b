-- 全銀ファイル: the transfers of an office in the records that its bank takes.  Only what was issued and entered
-- (result.claim_bank_file), so a result of the bank finds its payment.  All statements only read: no locks beyond those of
-- SELECT, harmless to run again: what was entered stays.  Index: claim_bank_file_pkey, claim_payment_pkey.

-- name: bank_file_targets :many run_id office_id
-- One chunk per office that has a file.
SELECT f.office_id * 100000000::bigint AS lo, (f.office_id + 1) * 100000000::bigint AS hi, f.records::bigint AS expected
FROM result.claim_bank_file f
WHERE f.run_id = $1 AND ($2 = 0 OR f.office_id = $2)
ORDER BY 1;

-- name: bank_file_balance :one run_id key_lo key_hi
-- What the files hold that were published; one that was revoked before it was written is not among them.
SELECT coalesce(sum(f.records), 0)::bigint AS records, coalesce(sum(f.total_yen), 0)::bigint AS yen
FROM result.claim_bank_file f
JOIN run.artifact a ON a.run_id = f.run_id AND a.name = result.bank_file_name(f.office_id, f.pay_on, f.file_no)
WHERE f.run_id = $1 AND f.office_id >= $2::bigint / 100000000 AND f.office_id <= ($3::bigint - 1) / 100000000;

-- name: bank_file_head :copy_out run_id lo
-- The file and the account that it pays from.  like_run_id: the run of a file that a bank could not tell from it, where
-- nobody said that both are meant.
SELECT result.bank_file_name(f.office_id, f.pay_on, f.file_no) AS name, f.pay_on, f.records, f.total_yen,
	f.revoked_at < 'infinity' AS revoked, coalesce(x.run_id, 0) AS like_run_id, o.kind, o.code_class, o.requester_code,
	o.requester_kana, o.bank_code, o.bank_kana, o.branch_code, o.branch_kana, o.account_kind, o.account_no, o.line_ends
FROM result.claim_bank_file f
JOIN result.claim_payment_office o ON o.run_id = f.run_id AND o.office_id = f.office_id
LEFT JOIN LATERAL (
	SELECT x.run_id FROM result.claim_bank_file x
	WHERE f.file_no IS NULL AND x.requester_code = f.requester_code AND x.pay_on = f.pay_on AND x.records = f.records
		AND x.total_yen = f.total_yen AND x.revoked_at = 'infinity' AND (x.run_id, x.office_id) <> (f.run_id, f.office_id)
	ORDER BY x.run_id LIMIT 1
) x ON true
WHERE f.run_id = $1 AND f.office_id = $2::bigint / 100000000
ORDER BY f.office_id;

-- name: bank_file_page :copy_out run_id lo key
-- A page of the transfers in their order, from payment `key` on.
SELECT p.payment_no, p.bank_code, p.bank_kana, p.branch_code, p.branch_kana, p.account_kind, p.account_no, p.holder_kana,
	p.amount_yen
FROM result.bank_payments($1) p
WHERE p.office_id = $2::bigint / 100000000 AND p.payment_no >= $3::bigint
ORDER BY p.payment_no
LIMIT 5000;
