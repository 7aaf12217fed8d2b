-- 代理納付一覧: what landlords and insurers are paid on behalf of households, compared with what was decided.  All
-- statements only read: no locks beyond those of SELECT, harmless to run again.  What was decided is read from the
-- decisions themselves, what was paid from the register of payments; the report compares both with what the run planned.

-- name: proxy_list_targets :many run_id
-- One chunk per office with something decided or paid.  Counts parts on behalf of households.
SELECT p.office_id * 100000000 AS lo, (p.office_id + 1) * 100000000 AS hi, p.n AS expected
FROM (
	SELECT p.household_id / 100000000 AS office_id, count(*) FILTER (WHERE p.part <> 1) AS n
	FROM result.payment p WHERE p.run_id = $1 GROUP BY 1
) p
ORDER BY p.office_id;

-- name: proxy_list_balance :one run_id key_lo key_hi task_no
-- Parts on behalf of households, and what was paid of them, but for what was set aside.
SELECT count(*) AS records, coalesce(sum(c.amount_yen), 0)::bigint AS yen
FROM result.payment p
LEFT JOIN result.claim_payment c ON c.run_id = p.run_id AND c.household_id = p.household_id AND c.part = p.part
WHERE p.run_id = $1 AND p.part <> 1 AND p.household_id >= $2 AND p.household_id < $3
	AND NOT EXISTS (SELECT FROM run.quarantine x WHERE x.run_id = $1 AND x.task_no = $4 AND x.key = p.household_id * 10 + p.part);

-- name: proxy_list_decided :copy_out run_id lo hi
-- What the decisions that the run pays say, all households: in money, housing aid, additions for care premiums.  One
-- partition of decisions after the other, each read once: materialized, and joined by hashing.
WITH paid AS MATERIALIZED (
	SELECT DISTINCT p.decision_run_id, p.household_id FROM result.payment p
	WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
), decided AS MATERIALIZED (
	SELECT k.decision_run_id, d.household_id, d.payable_total, d.payable_housing, d.add_care_premium
	FROM (SELECT DISTINCT p.decision_run_id FROM paid p) k
	CROSS JOIN LATERAL (
		SELECT x.household_id, x.payable_total, x.payable_housing, x.add_care_premium FROM result.decision x
		WHERE x.run_id = k.decision_run_id AND x.household_id >= $2 AND x.household_id < $3 AND x.status = 1
		OFFSET 0
	) d
)
SELECT coalesce(sum(d.payable_total), 0)::bigint, coalesce(sum(d.payable_housing), 0)::bigint,
	coalesce(sum(d.add_care_premium), 0)::bigint, count(*)
FROM decided d
JOIN paid p ON p.decision_run_id = d.decision_run_id AND p.household_id = d.household_id
ORDER BY 4;

-- name: proxy_list_planned :copy_out run_id lo hi
-- What was planned, by part: due, paid before, what this run paid, what is left (held or refused), what was paid too much.
SELECT p.part, sum(p.due_yen)::bigint, sum(p.paid_yen)::bigint, coalesce(sum(c.amount_yen), 0)::bigint,
	coalesce(sum(p.amount_yen) FILTER (WHERE p.amount_yen > 0 AND c.payment_no IS NULL), 0)::bigint,
	coalesce(sum(-p.amount_yen) FILTER (WHERE p.amount_yen < 0), 0)::bigint
FROM result.payment p
LEFT JOIN result.claim_payment c ON c.run_id = p.run_id AND c.household_id = p.household_id AND c.part = p.part
WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
GROUP BY p.part
ORDER BY p.part;

-- name: proxy_list_payees :copy_out run_id lo hi
-- What the run paid to each account of each payee.  Index: claim_payment_pkey.
SELECT c.part, c.payee_no, c.payee_name, c.bank_kana, c.branch_kana, c.account_no, count(*), sum(c.amount_yen)::bigint
FROM result.claim_payment c
WHERE c.run_id = $1 AND c.part <> 1 AND c.household_id >= $2 AND c.household_id < $3
GROUP BY c.part, c.payee_no, c.payee_name, c.bank_kana, c.branch_kana, c.account_no
ORDER BY c.part, c.payee_no, c.payee_name COLLATE "C", c.bank_kana COLLATE "C", c.branch_kana COLLATE "C",
	c.account_no COLLATE "C";

-- name: proxy_list_page :copy_out run_id lo hi key as_of month_on month_end_on
-- A page of what is due, or was paid, on behalf of households, by part, payee and household; `key` is that order.  The
-- head's name, unless the household is under 支援措置; what the decision grants for it; what of protection and of the
-- registered payee begins or ends in the month.
SELECT p.household_id, p.part, CASE WHEN h.protected_address THEN NULL ELSE coalesce(head.name, '') END, p.caseworker_no,
	p.payee_no, p.payee_name, coalesce(CASE p.part WHEN 2 THEN d.payable_housing ELSE d.add_care_premium END, 0),
	p.due_yen, p.paid_yen, c.amount_yen, p.amount_yen, p.hold, p.reason, x.refusal, s.started_on, s.ended_on, q.from_on, q.to_on,
	p.sort_key
FROM (
	SELECT s.sort_key, p.*
	FROM result.payment p
	CROSS JOIN LATERAL (SELECT p.part * 1000000000000000::bigint + coalesce(p.payee_no, 0) * 1000000000::bigint
		+ p.household_id % 100000000 AS sort_key) s
	WHERE p.run_id = $1 AND p.part <> 1 AND p.household_id >= $2 AND p.household_id < $3 AND s.sort_key >= $4
	ORDER BY s.sort_key LIMIT 2000
) p
LEFT JOIN result.claim_payment c ON c.run_id = $1 AND c.household_id = p.household_id AND c.part = p.part
LEFT JOIN result.payment_refusal x ON x.run_id = $1 AND x.household_id = p.household_id AND x.part = p.part
LEFT JOIN LATERAL (
	SELECT y.payable_housing, y.add_care_premium FROM result.decision y
	WHERE y.run_id = p.decision_run_id AND y.household_id = p.household_id LIMIT 1
) d ON true
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = p.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $5) AS as_of) t
LEFT JOIN LATERAL fact.head_of(p.household_id, t.as_of, $7) head ON true
LEFT JOIN LATERAL (
	SELECT bool_or(y.protected_address) AS protected_address FROM fact.household y
	WHERE y.household_id = p.household_id AND y.recorded_at < t.as_of AND y.superseded_at >= t.as_of
) h ON true
LEFT JOIN LATERAL (
	SELECT min(y.valid_from) FILTER (WHERE y.valid_from > $6 AND y.valid_from < $7) AS started_on,
		max(y.valid_to) FILTER (WHERE y.valid_to > $6 AND y.valid_to < $7) AS ended_on
	FROM fact.protection y
	WHERE y.household_id = p.household_id AND y.state = 1 AND y.recorded_at < t.as_of AND y.superseded_at >= t.as_of
) s ON true
LEFT JOIN LATERAL (
	SELECT max(y.valid_from) FILTER (WHERE y.valid_from > $6 AND y.valid_from < $7) AS from_on,
		min(y.valid_to) FILTER (WHERE y.valid_to > $6 AND y.valid_to < $7) AS to_on
	FROM fact.proxy y
	WHERE y.household_id = p.household_id AND y.part = p.part AND y.recorded_at < t.as_of AND y.superseded_at >= t.as_of
) q ON true
ORDER BY p.sort_key;

-- name: proxy_list_kept :copy_out run_id lo hi key as_of month_on month_end_on
-- A page of households that get themselves what might go to somebody else: the rent is said to go to a landlord and the
-- housing aid does not cover it; an addition for care premiums with nobody registered, or that the livelihood aid does
-- not cover.  By part and household; `key` is that order.
SELECT w.household_id, w.part, CASE WHEN h.protected_address THEN NULL ELSE coalesce(head.name, '') END, p.caseworker_no,
	w.aid_yen, w.wanted_yen, w.why, s.started_on, s.ended_on, w.sort_key
FROM (
	SELECT p.household_id, k.part, k.aid_yen, k.wanted_yen, k.why,
		k.part * 1000000000000000::bigint + p.household_id % 100000000 AS sort_key
	FROM (
		SELECT p.household_id, min(p.decision_run_id) AS decision_run_id FROM result.payment p
		WHERE p.run_id = $1 AND p.household_id >= $2 AND p.household_id < $3
		GROUP BY p.household_id
	) p
	JOIN run.run z ON z.run_id = p.decision_run_id
	LEFT JOIN run.household_cut zk ON zk.run_id = z.run_id AND zk.household_id = p.household_id
	CROSS JOIN LATERAL (
		SELECT y.payable_housing, y.payable_livelihood, y.add_care_premium FROM result.decision y
		WHERE y.run_id = p.decision_run_id AND y.household_id = p.household_id LIMIT 1
	) d
	LEFT JOIN LATERAL (
		SELECT y.rent_yen FROM fact.rent y
		WHERE y.household_id = p.household_id AND y.recorded_at < coalesce(zk.as_of, z.as_of)
			AND y.superseded_at >= coalesce(zk.as_of, z.as_of) AND y.valid_from < $7 AND y.valid_to >= $7 AND y.paid_to_landlord
		ORDER BY y.valid_from DESC LIMIT 1
	) r ON true
	CROSS JOIN LATERAL (
		SELECT 2 AS part, d.payable_housing AS aid_yen, r.rent_yen AS wanted_yen, 1 AS why
		WHERE r.rent_yen > d.payable_housing
		UNION ALL
		SELECT 3, d.payable_livelihood, d.add_care_premium, CASE WHEN d.add_care_premium > d.payable_livelihood THEN 1 ELSE 2 END
		WHERE d.add_care_premium > 0 AND NOT EXISTS (SELECT FROM result.payment y
			WHERE y.run_id = $1 AND y.household_id = p.household_id AND y.part = 3 AND y.due_yen > 0)
	) k
	WHERE k.part * 1000000000000000::bigint + p.household_id % 100000000 >= $4
	ORDER BY 6 LIMIT 2000
) w
CROSS JOIN LATERAL (
	SELECT y.caseworker_no FROM result.payment y WHERE y.run_id = $1 AND y.household_id = w.household_id LIMIT 1
) p
LEFT JOIN run.household_cut k ON k.run_id = $1 AND k.household_id = w.household_id
CROSS JOIN LATERAL (SELECT coalesce(k.as_of, $5) AS as_of) t
LEFT JOIN LATERAL fact.head_of(w.household_id, t.as_of, $7) head ON true
LEFT JOIN LATERAL (
	SELECT bool_or(y.protected_address) AS protected_address FROM fact.household y
	WHERE y.household_id = w.household_id AND y.recorded_at < t.as_of AND y.superseded_at >= t.as_of
) h ON true
LEFT JOIN LATERAL (
	SELECT min(y.valid_from) FILTER (WHERE y.valid_from > $6 AND y.valid_from < $7) AS started_on,
		max(y.valid_to) FILTER (WHERE y.valid_to > $6 AND y.valid_to < $7) AS ended_on
	FROM fact.protection y
	WHERE y.household_id = w.household_id AND y.state = 1 AND y.recorded_at < t.as_of AND y.superseded_at >= t.as_of
) s ON true
ORDER BY w.sort_key;
