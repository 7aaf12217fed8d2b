-- 支払予定の確認: what the approver reads before anything is paid.  All statements only read: no locks beyond those of
-- SELECT, harmless to run again.  Results are read through the run's partition (pruned by run_id = $1) with its unique
-- index (household, part), facts by their keys.

-- name: payment_check_targets :many run_id
-- One chunk per office with something decided or paid; none where there is nothing.  Counts households.
SELECT p.office_id * 100000000 AS lo, (p.office_id + 1) * 100000000 AS hi, p.n AS expected
FROM (
	SELECT p.household_id / 100000000 AS office_id, count(DISTINCT p.household_id) AS n
	FROM result.payment p WHERE p.run_id = $1 GROUP BY 1
) p
ORDER BY p.office_id;

-- name: payment_check_balance :one run_id key_lo key_hi task_no
-- Households of the lists, and what will be paid, but for what was set aside.
SELECT count(DISTINCT p.household_id) AS records,
	coalesce(sum(p.amount_yen) FILTER (WHERE p.hold = 0), 0)::bigint AS yen
FROM result.payment p
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = p.household_id);

-- name: payment_check_head :copy_out run_id lo hi as_of month_end_on
-- Always one row: the office's name at the end of the month, the day of the cut in Japan, and the pay day (none: the
-- office has no account to pay from).
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($2 / 100000000)::int AND o.recorded_at < $4 AND o.superseded_at >= $4
			AND o.valid_from < $5
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($4::timestamptz AT TIME ZONE 'Asia/Tokyo')::date,
	(SELECT max(p.pay_on) FROM result.payment p WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3)
WHERE $1 > 0;

-- name: payment_check_counts :copy_out run_id lo hi
-- Payments by part, method and hold: how many, what is due, what was paid, what is left to pay, what was paid too much.
SELECT p.part, p.method, p.hold, count(*), sum(p.due_yen)::bigint, sum(p.paid_yen)::bigint,
	coalesce(sum(p.amount_yen) FILTER (WHERE p.amount_yen > 0), 0)::bigint,
	coalesce(sum(-p.amount_yen) FILTER (WHERE p.amount_yen < 0), 0)::bigint,
	count(*) FILTER (WHERE p.amount_yen > 0)
FROM result.payment p
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
GROUP BY p.part, p.method, p.hold
ORDER BY p.part, p.method, p.hold;

-- name: payment_check_caseworkers :copy_out run_id lo hi as_of month_end_on
-- Per caseworker: what is paid by part and at the counter, and what is held.
SELECT g.caseworker_no, coalesce(w.name, ''), g.bank_yen, g.counter_yen, g.rent_yen, g.premium_yen, g.held, g.held_yen
FROM (
	SELECT p.caseworker_no,
		coalesce(sum(p.amount_yen) FILTER (WHERE p.hold = 0 AND p.part = 1 AND p.method = 1), 0)::bigint AS bank_yen,
		coalesce(sum(p.amount_yen) FILTER (WHERE p.hold = 0 AND p.part = 1 AND p.method = 2), 0)::bigint AS counter_yen,
		coalesce(sum(p.amount_yen) FILTER (WHERE p.hold = 0 AND p.part = 2), 0)::bigint AS rent_yen,
		coalesce(sum(p.amount_yen) FILTER (WHERE p.hold = 0 AND p.part = 3), 0)::bigint AS premium_yen,
		count(*) FILTER (WHERE p.hold <> 0) AS held,
		coalesce(sum(p.amount_yen) FILTER (WHERE p.hold <> 0 AND p.amount_yen > 0), 0)::bigint AS held_yen
	FROM result.payment p
	WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
	GROUP BY p.caseworker_no
) g
LEFT JOIN LATERAL fact.caseworker_named($4, ($2 / 100000000)::int, g.caseworker_no, $5) w ON true
ORDER BY g.caseworker_no;

-- name: payment_check_payees :copy_out run_id lo hi
-- What each landlord and insurer is paid on behalf of how many households.
SELECT p.part, p.payee_no, p.payee_name, count(*), sum(p.amount_yen)::bigint
FROM result.payment p
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3 AND p.part <> 1 AND p.hold = 0 AND p.amount_yen > 0
GROUP BY p.part, p.payee_no, p.payee_name
ORDER BY p.part, p.payee_no, p.payee_name COLLATE "C";

-- name: payment_check_page :copy_out run_id hi key as_of month_end_on
-- A page of rows, from the household `key` on, those of a household together.  The first character of the head's name;
-- under 支援措置 none.
SELECT p.household_id, p.part, n.name, p.caseworker_no, p.method, p.total_yen, p.due_yen, p.paid_yen, p.amount_yen, p.hold,
	p.payee_no, p.payee_name, p.bank_kana, p.branch_kana
FROM (
	SELECT DISTINCT x.household_id FROM (
		SELECT p.household_id FROM result.payment p
		WHERE p.run_id = $1 AND p.household_id >= $3 AND p.household_id < $2
		ORDER BY p.household_id, p.part LIMIT 2000) x
) h
JOIN result.payment p ON p.run_id = $1 AND p.household_id = h.household_id AND p.household_id >= $3
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = p.household_id
LEFT JOIN LATERAL fact.head_on_lists(p.household_id, coalesce(k.as_of, $4), $5) n ON true
ORDER BY p.household_id, p.part;

-- name: payment_check_holds :copy_out run_id lo hi key as_of month_end_on
-- A page of what is held, by hold, caseworker, case and part; `key` is that order.
SELECT p.household_id, p.part, n.name, p.caseworker_no, p.method, p.total_yen, p.due_yen, p.paid_yen, p.amount_yen, p.hold,
	p.payee_no, p.payee_name, p.bank_kana, p.branch_kana, p.reason, p.sort_key
FROM (
	SELECT s.sort_key, p.*
	FROM result.payment p
	CROSS JOIN LATERAL (SELECT p.hold * 100000000000000000 + p.caseworker_no * 1000000000000
		+ p.household_id % 100000000 * 10 + p.part AS sort_key) s
	WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3 AND p.hold <> 0 AND s.sort_key >= $4
	ORDER BY s.sort_key LIMIT 2000
) p
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = p.household_id
LEFT JOIN LATERAL fact.head_on_lists(p.household_id, coalesce(k.as_of, $5), $6) n ON true
ORDER BY p.sort_key;
