-- 納付書: claims and instalments, what came in, and the slips that were made, as the office knew them at the cut.
-- Statements only read and take no locks beyond SELECT's, by ranges of keys that begin with household_id, so that doing a
-- chunk again reads the same rows.  Their first column is the household.

-- name: slip_targets :many key_lo key_hi as_of month_end_on chunk_size
-- Households with something to look at.  Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($5::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.slip_households($1, $2, $3, $4) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: slip_offices :copy_out as_of month_on month_end_on key_lo key_hi
-- What the offices' slips bear, by the latest row that holds in the month.
SELECT DISTINCT ON (o.office_id) o.office_id::bigint, o.maker_code, o.collector, o.account_name, o.due_shift
FROM fact.slip_office o
WHERE o.office_id >= $4 / 100000000 AND o.office_id <= ($5 - 1) / 100000000
	AND o.recorded_at < $1 AND o.superseded_at >= $1 AND o.valid_from < $3 AND o.valid_to > $2
ORDER BY o.office_id, o.valid_from DESC;

-- name: slip_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk, their caseworker by the latest row that began before the month ended; whether they are
-- held (the first of the holds by name, the reasons of all), whether it is known where to send a slip; and the day of the
-- cut, in Japan.
SELECT t.household_id, coalesce(c.caseworker_no, 0), h.hold, h.reasons, a.household_id IS NOT NULL,
	($3 AT TIME ZONE 'Asia/Tokyo')::date
FROM fact.slip_households($1, $2, $3, $5) t
LEFT JOIN (
	SELECT DISTINCT ON (x.household_id) x.household_id, x.caseworker_no
	FROM fact.household x
	WHERE x.household_id >= $1 AND x.household_id < $2 AND x.recorded_at < $3 AND x.superseded_at >= $3
		AND x.valid_from < $5
	ORDER BY x.household_id, x.valid_from DESC
) c ON c.household_id = t.household_id
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.name ORDER BY x.name COLLATE "C"))[1] AS hold,
		string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($3::timestamptz, $4::date) x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
LEFT JOIN LATERAL result.slip_address(t.household_id, $3, $4) a ON true
ORDER BY t.household_id;

-- name: slip_claim :copy_out lo hi as_of month_end_on
-- The claims that hold when the month ends, and those that do not but have a slip that can be paid with (ended): as they
-- were known last, or as their last slip says.
SELECT x.household_id, x.claim_no, x.article, x.decided_on, x.total_yen, x.ended
FROM (
	SELECT DISTINCT ON (c.household_id, c.claim_no) c.household_id, c.claim_no, c.article, c.decided_on, c.total_yen,
		c.ended
	FROM (
		SELECT r.household_id, r.claim_no, r.article, r.decided_on, r.total_yen, r.valid_to < $4 AS ended, 1 AS rank,
			r.valid_from AS day
		FROM fact.repayment r
		WHERE r.household_id >= $1 AND r.household_id < $2 AND r.recorded_at < $3 AND r.superseded_at >= $3
			AND r.valid_from < $4
		UNION ALL
		SELECT s.household_id, s.claim_no, s.article, s.decided_on, s.total_yen, true, 2, s.issued_on
		FROM result.claim_slip s
		WHERE s.household_id >= $1 AND s.household_id < $2 AND s.recorded_at < $3
	) c
	ORDER BY c.household_id, c.claim_no, c.rank, c.day DESC
) x
WHERE NOT x.ended OR EXISTS (SELECT FROM result.claim_slip s
	WHERE s.household_id = x.household_id AND s.claim_no = x.claim_no AND s.recorded_at < $3 AND s.voided_at >= $3)
ORDER BY x.household_id, x.claim_no;

-- name: slip_instalment :copy_out lo hi as_of month_end_on
-- The instalments that hold when the month ends, whenever they are due.
SELECT i.household_id, i.claim_no, i.instalment_no, i.due_on, i.amount_yen
FROM fact.instalment i
WHERE i.household_id >= $1 AND i.household_id < $2 AND i.recorded_at < $3 AND i.superseded_at >= $3
	AND i.valid_from < $4 AND i.valid_to >= $4
ORDER BY i.household_id, i.claim_no, i.instalment_no;

-- name: slip_out :copy_out lo hi as_of
-- All slips that were ever made, and what came in with each.  Index: claim_repayment's unique key, claim_slip_pkey,
-- collection_slip.
SELECT s.household_id, s.claim_no, s.instalment_no, s.slip_no, s.part_no, s.parts, s.voided_at >= $3, s.due_on, s.pay_by_on,
	s.yen, s.article, coalesce(p.paid_yen, 0)
FROM result.claim_repayment k
JOIN result.claim_slip s ON s.office_id = k.office_id AND s.reference_no = k.reference_no AND s.recorded_at < $3
LEFT JOIN result.slip_payments($3, ($1::bigint / 100000000)::int, (($2::bigint - 1) / 100000000)::int) p
	ON p.office_id = s.office_id AND p.reference_no = s.reference_no AND p.instalment_no = s.instalment_no AND p.slip_no = s.slip_no
WHERE k.household_id >= $1 AND k.household_id < $2
ORDER BY s.household_id, s.claim_no, s.instalment_no, s.slip_no;

-- name: slip_row :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it fails.
result.slip_r$1 (household_id, line_no, claim_no, instalment_no, slip_no, action, hold, cause, caseworker_no, article,
	decided_on, total_yen, paid_yen, instalments, instalment_yen, part_no, parts, yen, due_on, pay_by_on, bank, reissue, paid,
	maker_code, collector, account_name, reason)

-- name: slip_balance :one run_id
-- Households for which a slip is made or becomes void; what the new ones ask for.
SELECT count(DISTINCT s.household_id) AS records, coalesce(sum(s.yen) FILTER (WHERE s.action = 1), 0)::bigint AS yen
FROM result.slip s
WHERE s.run_id = $1 AND s.action IN (1, 3);

-- name: slip_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('slip', $1, 'household_id, line_no');
