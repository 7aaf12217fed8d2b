-- 医療保険・他法の適用: tickets that are out beside coverage, as the office knew both at the cut.  All statements only read
-- and take no locks beyond SELECT's; by ranges of keys that begin with household_id, so that doing a chunk again reads the
-- same rows.  Coverage itself is read by ticket_coverage, and rows are put by ticket_line (ticket.sql).

-- name: coverage_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Households with coverage, or a ticket that says so, of the two years to the month.  Borders as recalculate_targets has
-- them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.coverage_households($1, $2, $3, $4, $5) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: coverage_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk, and whether they are held: the first of the holds by name, the reasons of all.
SELECT t.household_id, h.hold, h.reasons
FROM fact.coverage_households($1, $2, $3, $4, $5) t
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.name ORDER BY x.name COLLATE "C"))[1] AS hold,
		string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($3::timestamptz, $4::date) x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
ORDER BY t.household_id;

-- name: coverage_out :copy_out lo hi as_of month_on month_end_on
-- Medical and dispensing tickets of those households, of the two years to the month, that were out at the cut; columns as
-- in ticket_out, then the month.  Index: claim_ticket_household.
SELECT c.household_id, c.issue_no, c.revision, c.person_no, c.caseworker_no, c.type, c.service, c.institution_code,
	c.institution_name, c.prescriber_code, c.prescriber_name, c.payer_no, c.from_on, c.until_on, c.injury_1, c.injury_2,
	c.injury_3, c.own_payment_yen, c.combined, c.insurance, c.elderly, c.tuberculosis, c.prefectural, c.scheme_no,
	c.insured_no, c.care_level, c.certified_from, c.certified_to, c.remark_1, c.remark_2, c.remark_3, c.month_on
FROM fact.coverage_households($1, $2, $3, $4, $5) h
JOIN result.claim_ticket c ON c.household_id = h.household_id
WHERE c.household_id >= $1 AND c.household_id < $2 AND c.month_on > $4::date - interval '24 months' AND c.month_on <= $4
	AND c.type IN (1, 2) AND c.recorded_at < $3 AND c.cancelled_at >= $3
ORDER BY c.household_id, c.month_on, c.issue_no;

-- name: coverage_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing where it is there.
SELECT run.index_partition('ticket', $1, 'household_id, line_no');
