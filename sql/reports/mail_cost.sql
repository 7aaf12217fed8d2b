-- 郵送費用: what a mailing costs, by class of postage, and what was saved; and the fiscal year so far.  All statements only
-- read: no locks beyond those of SELECT, harmless to run again.  Pieces by claim_mail_piece_pkey.  Rates are those in force on
-- the first of the mailing's month, of the run's own set.

-- name: mail_cost_targets :many run_id
-- One chunk per office that issued pieces; a record is a class of postage.  Keys: office_id * 100000000 and its number.
SELECT p.office_id * 100000000::bigint AS lo, (p.office_id + 1) * 100000000::bigint AS hi, count(*) AS expected
FROM (SELECT DISTINCT x.office_id, x.route, x.envelope, x.postage_class FROM result.claim_mail_piece x WHERE x.run_id = $1) p
GROUP BY p.office_id
ORDER BY p.office_id;

-- name: mail_cost_balance :one run_id
-- Classes of postage, and the postage before discounts.
SELECT (SELECT count(*) FROM (SELECT DISTINCT x.office_id, x.route, x.envelope, x.postage_class
		FROM result.claim_mail_piece x WHERE x.run_id = $1) c) AS records,
	(SELECT coalesce(sum(x.postage_yen), 0)::bigint FROM result.claim_mail_piece x WHERE x.run_id = $1) AS yen;

-- name: mail_cost_classes :copy_out run_id lo month_on rate_set_id
-- Pieces of the office by route, envelope and class of postage, with what the two discounts that need nothing but numbers
-- would come to: barcode and sorted (rates in ten-thousandths, amounts cut off to yen).
SELECT $2 + row_number() OVER (ORDER BY c.route, c.envelope, c.yen, c.postage_class) AS key, c.route, c.envelope,
	c.postage_class, c.yen, c.pieces, c.sheets, c.weight_mg, c.total, c.total * b.rate / 10000, c.total * s.rate / 10000
FROM (
	SELECT p.route, p.envelope, p.postage_class, max(p.postage_yen) AS yen, count(*) AS pieces, sum(p.sheets)::bigint AS sheets,
		sum(p.weight_mg)::bigint AS weight_mg, sum(p.postage_yen)::bigint AS total
	FROM result.claim_mail_piece p
	WHERE p.run_id = $1 AND p.office_id = ($2 / 100000000)::int
	GROUP BY p.route, p.envelope, p.postage_class
) c
CROSS JOIN LATERAL (SELECT result.mail_discount($4, $3, 'barcode', CASE WHEN c.route = 1 THEN c.pieces ELSE 0 END) AS rate) b
CROSS JOIN LATERAL (SELECT result.mail_discount($4, $3, 'sorted', CASE WHEN c.route = 1 THEN c.pieces ELSE 0 END) AS rate) s
ORDER BY key;

-- name: mail_cost_year :copy_out run_id lo
-- The mailings of the office in the fiscal year of this one, up to it, oldest first.  Each with its own month's rates.
SELECT m.run_id, m.issued_on, f.pieces, f.inhouse, f.documents, f.pages, f.sheets, f.reprinted, f.yen, f.alone_yen,
	f.barcode_yen, f.sorted_yen
FROM result.claim_mailing this
JOIN result.claim_mailing m ON m.recorded_at <= this.recorded_at
	AND m.issued_on - interval '3 months' >= date_trunc('year', this.issued_on - interval '3 months')
CROSS JOIN LATERAL result.mail_cost(m.run_id, ($2 / 100000000)::int) f
WHERE this.run_id = $1 AND f.pieces + f.inhouse > 0
ORDER BY m.recorded_at, m.run_id;
