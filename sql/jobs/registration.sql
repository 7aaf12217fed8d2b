-- 資格・券の登録: what should be registered and what was sent, as the office knew it at the cut.  All statements but the
-- last only read and take no locks beyond SELECT's; by ranges of keys that begin with household_id, so that doing a
-- chunk again reads the same rows.  Their first column is the person (household_id * 100 + person_no), or the
-- household or office where they say so; streams are merged by it.  They look twelve months back; the job's
-- parameter narrows that.

-- name: registration_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.registration_households($1, $2, $3, $4, $5) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: registration_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk, their caseworker (latest row that begins before the month ends), and whether they are
-- held: the first of the holds by name, the reasons of all.
SELECT t.household_id, coalesce(w.caseworker_no, 0), h.hold, h.reasons
FROM fact.registration_households($1, $2, $3, $4, $5) t
LEFT JOIN LATERAL (
	SELECT f.caseworker_no FROM fact.household f
	WHERE f.household_id = t.household_id AND f.recorded_at < $3 AND f.superseded_at >= $3 AND f.valid_from < $5
	ORDER BY f.valid_from DESC LIMIT 1
) w ON true
LEFT JOIN (
	SELECT x.household_id, (array_agg(x.name ORDER BY x.name COLLATE "C"))[1] AS hold,
		string_agg(x.reason, '　' ORDER BY x.name COLLATE "C") AS reasons
	FROM fact.holds_at($3::timestamptz, $4::date) x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id
) h ON h.household_id = t.household_id
ORDER BY t.household_id;

-- name: registration_protection :copy_out lo hi as_of month_end_on
-- Days on aid and suspended, household by household, oldest first.
SELECT p.household_id, p.state, p.valid_from, p.valid_to, p.end_reason
FROM fact.protection p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3 AND p.valid_from < $4
ORDER BY p.household_id, p.valid_from;

-- name: registration_person :copy_out lo hi as_of month_end_on
-- Days of membership, person by person, oldest first.
SELECT p.household_id * 100 + p.person_no, p.valid_from, p.valid_to
FROM fact.person p
WHERE p.household_id >= $1 AND p.household_id < $2 AND p.recorded_at < $3 AND p.superseded_at >= $3 AND p.valid_from < $4
ORDER BY p.household_id, p.person_no, p.valid_from;

-- name: registration_insured :copy_out lo hi as_of
-- The days on which a person's health insurance began (employees', elderly, national).
SELECT DISTINCT c.household_id * 100 + c.person_no, c.from_on
FROM fact.coverage_known($1, $2, $3) c
WHERE c.kind IN (1, 2, 6)
ORDER BY 1, 2;

-- name: registration_nondisclosure :copy_out lo hi as_of month_on
-- Whoever is under 支援措置, by his household or by his number.
SELECT DISTINCT i.household_id * 100 + i.person_no
FROM fact.inhouse($3::timestamptz, $4::date) i
WHERE i.household_id >= $1 AND i.household_id < $2
ORDER BY 1;

-- name: registration_office :copy_out lo hi as_of
-- By office: payer number and who handles tickets, in the order of their days.
SELECT o.office_id::bigint, o.payer_no, o.handler, o.valid_from, o.valid_to
FROM fact.ticket_office o
WHERE o.office_id >= ($1 / 100000000)::int AND o.office_id <= (($2 - 1) / 100000000)::int
	AND o.recorded_at < $3 AND o.superseded_at >= $3
ORDER BY o.office_id, o.valid_from;

-- name: registration_caseworker :copy_out lo hi as_of
-- By office and caseworker (office_id * 100,000,000 + number): the names, in the order of their days.
SELECT w.office_id::bigint * 100000000 + w.caseworker_no, w.name, w.valid_from, w.valid_to
FROM fact.caseworker w
WHERE w.office_id >= ($1 / 100000000)::int AND w.office_id <= (($2 - 1) / 100000000)::int
	AND w.recorded_at < $3 AND w.superseded_at >= $3
ORDER BY w.office_id, w.caseworker_no, w.valid_from;

-- name: registration_ticket :copy_out lo hi as_of month_on month_end_on
-- Medical and dispensing tickets that are out, to the month after this one.  Index: claim_ticket_household.
SELECT t.household_id * 100 + t.person_no, t.month_on, t.issue_no, t.recipient_no, t.type, t.service, t.caseworker_no,
	t.institution_code, t.institution_name, t.prescriber_code, t.prescriber_name, t.from_on, t.until_on, t.injury_1,
	t.injury_2, t.injury_3, t.own_payment_yen, t.combined, t.insurance, t.elderly, t.tuberculosis, t.prefectural,
	t.remark_1, t.remark_2, t.remark_3
FROM result.claim_ticket t
WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.cancelled_at >= $3
	AND t.type IN (1, 2) AND t.month_on >= $4::date - interval '12 months' AND t.month_on <= $5
ORDER BY t.household_id, t.person_no, t.month_on, t.issue_no;

-- name: registration_sent :copy_out lo hi as_of month_on
-- Every record that was sent, item by item in the order of their numbers, and what came back (1: nothing yet).
-- Indexes: claim_registration_item, registration_answer_pkey.
SELECT c.household_id * 100 + c.person_no, c.item, c.item_key, c.action, c.record_no, c.content, c.sent_on,
	coalesce(a.state, 1::smallint), coalesce(a.error_code, '')
FROM result.claim_registration c
LEFT JOIN fact.registration_answer a ON a.household_id = c.household_id AND a.person_no = c.person_no
	AND a.record_no = c.record_no AND a.household_id >= $1 AND a.household_id < $2
	AND a.recorded_at < $3 AND a.superseded_at >= $3
WHERE c.household_id >= $1 AND c.household_id < $2 AND c.recorded_at < $3
	AND (c.item = 1 OR c.item_key >= to_char($4::date - interval '12 months', 'YYYY-MM'))
ORDER BY c.household_id, c.person_no, c.item, c.item_key COLLATE "C", c.record_no COLLATE "C";

-- name: registration_row :copy_in run_id
-- Into the run's own partition; the chunk's transaction takes the rows back when it fails.
result.registration_r$1 (household_id, person_no, line_no, item, item_key, action, outcome, record_no, replaces_no,
	again, sent_on, error_code, content, caseworker_no)

-- name: registration_balance :one run_id
-- Households of which something is sent.
SELECT count(DISTINCT g.household_id) AS records, 0::bigint AS yen
FROM result.registration g
WHERE g.run_id = $1 AND g.outcome = 1;

-- name: registration_index :exec run_id
-- The partition's unique index, after it is filled (SHARE lock on the partition); does nothing when it is there.
SELECT run.index_partition('registration', $1, 'household_id, line_no');

-- name: registration_send :one run_id
-- A task of its own, after the gate.  Makes what was approved an upload, all in one transaction; what was sent is not
-- sent twice by one run (result.claim_upload_run).  Queues with other runs at an advisory lock.  Counts records: written =
-- sent, held = held since, unchanged = left to the next upload.
SELECT s.n_read, s.n_written, s.n_unchanged, s.n_held, s.n_quarantined, s.yen FROM run.send_registrations($1::int) s;
