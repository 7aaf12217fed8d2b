-- 窓口支給一覧: who is paid at the counter.  All statements only read: no locks beyond those of SELECT, harmless to run
-- again.  What a confirmed run issued never changes, but a payment may have been undone since: it stays on the list, marked,
-- with nothing to pay out.  Index: claim_payment_pkey.

-- name: counter_list_targets :many run_id
-- One chunk per office with a payment at the counter; none where there is nothing.
SELECT c.office_id * 100000000::bigint AS lo, (c.office_id + 1) * 100000000::bigint AS hi, count(*) AS expected
FROM result.claim_payment c
WHERE c.run_id = $1 AND c.method = 2
GROUP BY c.office_id
ORDER BY c.office_id;

-- name: counter_list_balance :one run_id key_lo key_hi task_no
-- Payments at the counter, and the yen of those that count, but for what was set aside.
SELECT count(*) AS records, coalesce(sum(c.amount_yen) FILTER (WHERE c.countered_at = 'infinity'), 0)::bigint AS yen
FROM result.claim_payment c
WHERE c.run_id = $1 AND c.method = 2 AND c.household_id >= $2 AND c.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = c.household_id);

-- name: counter_list_head :copy_out run_id lo as_of month_end_on
-- As payment_check_head, with the day that was recorded.
SELECT coalesce((
		SELECT o.name FROM fact.office o
		WHERE o.office_id = ($2 / 100000000)::int AND o.recorded_at < $3 AND o.superseded_at >= $3
			AND o.valid_from < $4
		ORDER BY o.valid_from DESC LIMIT 1), ''),
	($3::timestamptz AT TIME ZONE 'Asia/Tokyo')::date,
	(SELECT o.pay_on FROM result.claim_payment_office o WHERE o.run_id = $1 AND o.office_id = ($2 / 100000000)::int);

-- name: counter_list_caseworkers :copy_out run_id lo hi as_of month_end_on
-- Per caseworker: payments that count, and their yen.
SELECT g.caseworker_no, coalesce(w.name, ''), g.n, g.yen
FROM (
	SELECT c.caseworker_no, count(*) FILTER (WHERE c.countered_at = 'infinity') AS n,
		coalesce(sum(c.amount_yen) FILTER (WHERE c.countered_at = 'infinity'), 0)::bigint AS yen
	FROM result.claim_payment c
	WHERE c.run_id = $1 AND c.method = 2 AND c.household_id >= $2 AND c.household_id < $3
	GROUP BY c.caseworker_no
) g
LEFT JOIN LATERAL fact.caseworker_named($4, ($2 / 100000000)::int, g.caseworker_no, $5) w ON true
ORDER BY g.caseworker_no;

-- name: counter_list_page :copy_out run_id lo hi key as_of month_end_on
-- A page of payments by caseworker and case; `key` is that order.  No yen: undone.
SELECT c.household_id, coalesce(head.name, ''), c.caseworker_no, c.payment_no,
	CASE WHEN c.countered_at = 'infinity' THEN c.amount_yen END, c.paid_before_yen, c.sort_key
FROM (
	SELECT s.sort_key, c.*
	FROM result.claim_payment c
	CROSS JOIN LATERAL (SELECT c.caseworker_no * 1000000000::bigint + c.household_id % 100000000 AS sort_key) s
	WHERE c.run_id = $1 AND c.method = 2 AND c.household_id >= $2 AND c.household_id < $3 AND s.sort_key >= $4
	ORDER BY s.sort_key LIMIT 2000
) c
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = c.household_id
LEFT JOIN LATERAL fact.head_of(c.household_id, coalesce(k.as_of, $5), $6) head ON true
ORDER BY c.sort_key;
