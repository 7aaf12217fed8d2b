-- 支払: what the office knew at the cut about every household of which something is decided for the month, or was paid.
-- All statements only read and take no locks beyond SELECT's; by ranges of keys that begin with household_id, so that
-- doing a chunk again reads the same rows.

-- name: payment_targets :many key_lo key_hi as_of month_on chunk_size
-- Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($5::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM result.payment_households($1, $2, $3, $4) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: payment_offices :copy_out key_lo key_hi as_of month_on
-- The offices of the scope that pay, as set on the first of the month; with the day of the cut in Japan.
SELECT a.office_id, a.kind, a.code_class, a.pay_day, a.shift, ($3::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
FROM fact.paying_account a
WHERE a.office_id >= $1 / 100000000 AND a.office_id * 100000000::bigint < $2 AND a.recorded_at < $3 AND a.superseded_at >= $3
	AND a.valid_from <= $4 AND a.valid_to > $4
ORDER BY a.office_id;

-- name: payment_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk: caseworker and method of the month, the decision in force (none: what was paid is left),
-- the rent in force at its end as the decision knew it, the reasons of all orders that hold them, and whether they are on
-- aid on any day of the month: who is not any more has no later edition of the decision that says so; and whether the month
-- was decided by the system before (移行).
SELECT t.household_id, coalesce(c.caseworker_no, 0), coalesce(c.payment_method, 1::smallint), d.decision_run_id,
	coalesce(d.payable_total, 0), coalesce(d.payable_livelihood, 0), coalesce(d.payable_housing, 0),
	coalesce(d.add_care_premium, 0), coalesce(r.rent_yen, 0), coalesce(r.paid_to_landlord, false), h.reasons,
	EXISTS (SELECT FROM fact.protection x                                     -- PROTECTION_ACTIVE
		WHERE x.household_id = t.household_id AND x.state = 1 AND x.recorded_at < $3 AND x.superseded_at >= $3
			AND x.valid_from < $5 AND x.valid_to > $4),
	EXISTS (SELECT FROM result.claim_decision x JOIN run.run y ON y.run_id = x.run_id AND y.graph = 'baseline'
		WHERE x.household_id = t.household_id AND x.month_on = $4)
FROM result.payment_households($1, $2, $3, $4) t
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.caseworker_no ORDER BY x.valid_from DESC))[1] AS caseworker_no,
		(array_agg(x.payment_method ORDER BY x.valid_from DESC))[1] AS payment_method
	FROM fact.household x
	WHERE x.household_id >= $1 AND x.household_id < $2 AND x.recorded_at < $3 AND x.superseded_at >= $3
		AND x.valid_from < $5
	GROUP BY x.household_id
) c ON c.household_id = t.household_id
LEFT JOIN result.decisions_payable($1, $2, $3, $4) d ON d.household_id = t.household_id
LEFT JOIN LATERAL (
	SELECT x.rent_yen, x.paid_to_landlord FROM fact.rent x
	WHERE x.household_id = t.household_id AND x.recorded_at < d.as_of AND x.superseded_at >= d.as_of
		AND x.valid_from < $5 AND x.valid_to >= $5
	ORDER BY x.valid_from DESC LIMIT 1
) r ON true
LEFT JOIN (
	SELECT x.household_id, string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($3::timestamptz, $4::date) x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
ORDER BY t.household_id;

-- name: payment_account :copy_out lo hi as_of
-- All accounts, whenever they are valid: the pay day says which.
SELECT a.household_id, a.bank_code, a.bank_kana, a.branch_code, a.branch_kana, a.account_kind, a.account_no, a.holder_kana,
	a.valid_from, a.valid_to
FROM fact.bank_account a
WHERE a.household_id >= $1 AND a.household_id < $2 AND a.recorded_at < $3 AND a.superseded_at >= $3
ORDER BY a.household_id, a.valid_from;

-- name: payment_proxy :copy_out lo hi as_of month_end_on
-- To whom parts go, in force on the last day of the month, as the rent is asked.
SELECT p.household_id, p.part, p.payee_no
FROM fact.proxy p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from < $4 AND p.valid_to >= $4
ORDER BY p.household_id, p.part, p.valid_from;

-- name: payment_payee :copy_out lo hi as_of month_end_on
-- The payees of the chunk's households, each once, whenever they are valid.
SELECT y.office_id, y.payee_no, y.name, y.bank_code, y.bank_kana, y.branch_code, y.branch_kana, y.account_kind, y.account_no,
	y.holder_kana, y.valid_from, y.valid_to
FROM (
	SELECT DISTINCT (p.household_id / 100000000)::int AS office_id, p.payee_no
	FROM fact.proxy p
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
		AND p.valid_from < $4 AND p.valid_to >= $4
) k
JOIN fact.payee y ON y.office_id = k.office_id AND y.payee_no = k.payee_no AND y.recorded_at < $3 AND y.superseded_at >= $3
ORDER BY y.office_id, y.payee_no, y.valid_from;

-- name: payment_paid :copy_out lo hi as_of month_on
-- What was paid of the month and counted at the cut.  Index: claim_payment_household_id_month_on_part_turn_no_key.
SELECT p.household_id, p.part, p.paid_yen
FROM result.payments_known($1, $2, $3, $4) p
ORDER BY p.household_id, p.part;

-- name: payment_returned :copy_out lo hi as_of
-- The account of each part's last transfer, of any month, where the bank gave it back.  Index: as above.
SELECT x.household_id, x.part, x.bank_code, x.bank_kana, x.branch_code, x.branch_kana, x.account_kind, x.account_no, x.holder_kana
FROM (
	SELECT DISTINCT ON (c.household_id, c.part) c.*
	FROM result.claim_payment c
	WHERE c.household_id >= $1 AND c.household_id < $2 AND c.method = 1 AND c.recorded_at < $3
	ORDER BY c.household_id, c.part, c.recorded_at DESC, c.month_on DESC
) x
JOIN result.payment_counter k ON k.run_id = x.run_id AND k.payment_no = x.payment_no AND k.cause = 2 AND k.recorded_at < $3
ORDER BY x.household_id, x.part;

-- name: payment_after :copy_out run_id lo hi
-- What became of the run's lines when they were issued: the number or the reason why not, and why one was undone.
-- Indexes: that of the run's partition, claim_payment_run_id_household_id_part_key, payment_refusal_pkey.
SELECT p.part, c.payment_no, x.refusal, k.cause
FROM result.payment p
LEFT JOIN result.claim_payment c ON c.run_id = p.run_id AND c.household_id = p.household_id AND c.part = p.part
LEFT JOIN result.payment_refusal x ON x.run_id = p.run_id AND x.household_id = p.household_id AND x.part = p.part
LEFT JOIN result.payment_counter k ON k.run_id = c.run_id AND k.payment_no = c.payment_no
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
ORDER BY p.part;

-- name: payment_line :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it fails.
result.payment_r$1 (household_id, part, month_on, decision_run_id, caseworker_no, method, total_yen, due_yen, others_yen,
	paid_yen, amount_yen, hold, reason, pay_on, payee_no, payee_name, bank_code, bank_kana, branch_code, branch_kana,
	account_kind, account_no, holder_kana)

-- name: payment_balance :one run_id
-- Households that are paid something, and how much.
SELECT count(DISTINCT p.household_id) AS records, coalesce(sum(p.amount_yen), 0)::bigint AS yen
FROM result.payment p
WHERE p.run_id = $1 AND p.hold = 0 AND p.amount_yen > 0;

-- name: payment_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing where it is there.
SELECT run.index_partition('payment', $1, 'household_id, part');
