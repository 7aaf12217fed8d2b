-- 医療券・調剤券・介護券: what the office knew at the cut about every household that has something to do with tickets of the
-- month, and what was out then.  All statements only read and take no locks beyond SELECT's; by ranges of keys that
-- begin with household_id, so that doing a chunk again reads the same rows.  Ranges of days overlap the month.

-- name: ticket_targets :many run_id key_lo key_hi as_of month_on month_end_on chunk_size
-- Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($7::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.ticket_households($1, $2, $3, $4, $5, $6) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: ticket_household :copy_out run_id lo hi as_of month_on month_end_on
-- The households of the chunk, with caseworker, the office's payer number (none: it has no settings on the first), what
-- the decision says they pay themselves (none: there is no decision), and the reasons of all orders that hold them.
SELECT t.household_id, coalesce(c.caseworker_no, 0), o.payer_no, d.household_id IS NOT NULL, coalesce(d.own_payment_care, 0),
	coalesce(d.own_payment_medical, 0), coalesce(d.own_payment_facility, 0), h.reasons
FROM fact.ticket_households($1, $2, $3, $4, $5, $6) t
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.caseworker_no ORDER BY x.valid_from DESC))[1] AS caseworker_no
	FROM fact.household x
	WHERE x.household_id >= $2 AND x.household_id < $3 AND x.recorded_at < $4 AND x.superseded_at >= $4
		AND x.valid_from < $6
	GROUP BY x.household_id
) c ON c.household_id = t.household_id
LEFT JOIN fact.ticket_office o ON o.office_id = t.household_id / 100000000 AND o.recorded_at < $4 AND o.superseded_at >= $4
	AND o.valid_from <= $5 AND o.valid_to > $5
LEFT JOIN result.decisions_known($1, $2, $3, $4, $5) d ON d.household_id = t.household_id
LEFT JOIN (
	SELECT x.household_id, string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($4::timestamptz, $5::date) x
	WHERE x.household_id >= $2 AND x.household_id < $3
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
ORDER BY t.household_id;

-- name: ticket_protection :copy_out lo hi as_of month_on month_end_on
-- Also what ended on the first, which tells why there is none.
SELECT p.household_id, p.state, p.valid_from, p.valid_to
FROM fact.protection p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from < $5 AND p.valid_to >= $4
ORDER BY p.household_id, p.valid_from;

-- name: ticket_member :copy_out lo hi as_of month_on month_end_on
-- Likewise.
SELECT p.household_id, p.person_no, p.valid_from, p.valid_to
FROM fact.person p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
	AND p.valid_from < $5 AND p.valid_to >= $4
ORDER BY p.household_id, p.person_no, p.valid_from;

-- name: ticket_request :copy_out lo hi as_of month_on month_end_on
-- Treatments but examinations (basis 3), and care plans (basis 0), in the order that the rules want.
SELECT r.household_id, r.person_no, r.item_no, r.service, r.basis, r.institution_code, r.prescriber_code, r.injury_1,
	r.injury_2, r.injury_3, r.remarks, r.insured_no, r.care_level, r.certified_from, r.certified_to, r.valid_from, r.valid_to
FROM (
	SELECT t.household_id, t.person_no, t.item_no, t.service, t.basis, t.institution_code, t.prescriber_code, t.injury_1,
		t.injury_2, t.injury_3, t.remarks, '' AS insured_no, 0::smallint AS care_level, NULL::date AS certified_from,
		NULL::date AS certified_to, t.valid_from, t.valid_to
	FROM fact.treatment t
	WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.superseded_at >= $3
		AND t.basis <> 3 AND t.valid_from < $5 AND t.valid_to > $4
	UNION ALL
	SELECT p.household_id, p.person_no, p.item_no, p.service, 0::smallint, p.institution_code, '', '', '', '', p.remarks,
		p.insured_no, p.care_level, p.certified_from, p.certified_to, p.valid_from, p.valid_to
	FROM fact.care_plan p
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
		AND p.valid_from < $5 AND p.valid_to > $4
) r
ORDER BY r.household_id, r.person_no, r.service, r.institution_code COLLATE "C", r.item_no, r.valid_from;

-- name: ticket_opinion :copy_out lo hi as_of month_end_on
-- All opinions that began before the month ended: that there ever was one tells expired from missing.
SELECT o.household_id, o.person_no, o.institution_code, o.service, o.kind, o.needed, o.valid_from, o.valid_to
FROM fact.opinion o
WHERE o.household_id >= $1 AND o.household_id < $2 AND o.recorded_at < $3 AND o.superseded_at >= $3
	AND o.valid_from < $4
ORDER BY o.household_id, o.person_no, o.institution_code COLLATE "C", o.service, o.valid_from;

-- name: ticket_coverage :copy_out lo hi as_of
-- Also what ended or begins: it tells why a ticket changes.
SELECT c.household_id, c.person_no, c.kind, c.scheme_no, c.from_on, c.to_on
FROM fact.coverage_known($1, $2, $3) c
ORDER BY c.household_id, c.person_no, c.kind, c.scheme_no COLLATE "C", c.from_on, c.to_on;

-- name: ticket_out :copy_out lo hi as_of month_on
-- Tickets of the month that were out at the cut.  Index: claim_ticket_household.
SELECT c.household_id, c.issue_no, c.revision, c.person_no, c.caseworker_no, c.type, c.service, c.institution_code,
	c.institution_name, c.prescriber_code, c.prescriber_name, c.payer_no, c.from_on, c.until_on, c.injury_1, c.injury_2,
	c.injury_3, c.own_payment_yen, c.combined, c.insurance, c.elderly, c.tuberculosis, c.prefectural, c.scheme_no,
	c.insured_no, c.care_level, c.certified_from, c.certified_to, c.remark_1, c.remark_2, c.remark_3
FROM result.claim_ticket c
WHERE c.household_id >= $1 AND c.household_id < $2 AND c.month_on = $4 AND c.recorded_at < $3 AND c.cancelled_at >= $3
ORDER BY c.household_id, c.issue_no;

-- name: ticket_directory :copy_out lo hi as_of month_on month_end_on
-- What the directory said of the institutions of the chunk's requests, and of those who prescribe.  Each code is looked
-- up once.  Index: institution_code.
SELECT i.code, i.kind, i.end_reason, i.name, i.valid_from, i.valid_to
FROM (
	SELECT t.institution_code AS code
	FROM fact.treatment t
	WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.superseded_at >= $3
		AND t.basis <> 3 AND t.valid_from < $5 AND t.valid_to > $4
	UNION
	SELECT t.prescriber_code
	FROM fact.treatment t
	WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.superseded_at >= $3
		AND t.basis <> 3 AND t.valid_from < $5 AND t.valid_to > $4 AND t.prescriber_code <> ''
	UNION
	SELECT p.institution_code
	FROM fact.care_plan p
	WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3
		AND p.valid_from < $5 AND p.valid_to > $4
) k
CROSS JOIN LATERAL fact.directory($3, k.code) i
ORDER BY i.code COLLATE "C", i.kind, i.valid_from;

-- name: ticket_after :copy_out run_id lo hi
-- What became of the run's lines when they were issued: number and revision, or the reason why not; last, why a ticket
-- that was issued could not be printed.  Index: claim_ticket_run_id_household_id_line_no_key, those of the refusals'
-- partition, of enclosures and of holds.
SELECT t.line_no, c.issue_no, c.revision, x.refusal, p.reason
FROM result.ticket t
LEFT JOIN result.claim_ticket c ON c.run_id = t.run_id AND c.household_id = t.household_id AND c.line_no = t.line_no
LEFT JOIN result.ticket_refusal x ON x.run_id = t.run_id AND x.household_id = t.household_id AND x.line_no = t.line_no
LEFT JOIN result.ticket_unprinted($1, $2, $3) p ON p.household_id = t.household_id AND p.line_no = t.line_no
WHERE t.run_id = $1 AND t.household_id >= $2 AND t.household_id < $3
ORDER BY t.line_no;

-- name: ticket_line :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it fails.
result.ticket_r$1 (household_id, person_no, line_no, month_on, action, hold, cause, before_issue_no, before_revision,
	caseworker_no, type, service, institution_code, institution_name, prescriber_code, prescriber_name, payer_no, from_on,
	until_on, injury_1, injury_2, injury_3, own_payment_yen, combined, insurance, elderly, tuberculosis, prefectural,
	scheme_no, insured_no, care_level, certified_from, certified_to, remark_1, remark_2, remark_3, reason)

-- name: ticket_own_payment :copy_in run_id
-- Likewise.
result.own_payment_r$1 (household_id, month_on, kind, decided_yen, line_no)

-- name: ticket_balance :one run_id
-- Households with a ticket that is issued, replaced or cancelled, and the yen on those that are issued or replaced.
SELECT count(DISTINCT t.household_id) AS records,
	coalesce(sum(t.own_payment_yen) FILTER (WHERE t.action IN (1, 2)), 0)::bigint AS yen
FROM result.ticket t
WHERE t.run_id = $1 AND t.action IN (1, 2, 3);

-- name: ticket_index :exec run_id
-- The partitions' unique indexes, after they are filled (SHARE lock on the partition); does nothing where they are there.
SELECT run.index_partition('ticket', $1, 'household_id, line_no'),
	run.index_partition('own_payment', $1, 'household_id, kind');
