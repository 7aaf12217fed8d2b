-- 要否意見書と一括決定: treatments that rest on an opinion of their own, as the office knew them at the cut.  Statements
-- only read and take no locks beyond SELECT's, by ranges of keys that begin with household_id, so that doing a chunk
-- again reads the same rows.  Their first column is the household, or household_id * 100 + person_no.

-- name: opinion_targets :many key_lo key_hi as_of month_on month_end_on chunk_size
-- Households with something to look at.  Borders as recalculate_targets has them.
SELECT k.keys[i] AS lo, k.keys[least(i + k.step, k.n + 1) - 1] + 1 AS hi, least(k.step, k.n - i + 1)::bigint AS expected
FROM (
	SELECT array_agg(t.household_id) AS keys, count(*)::int AS n,
		least($6::int, greatest(500, count(*)::int / 8)) AS step
	FROM (SELECT h.household_id FROM fact.opinion_households($1, $2, $3, $4, $5) h ORDER BY 1) t
) k
CROSS JOIN LATERAL generate_series(1, k.n, k.step) AS i
ORDER BY i;

-- name: opinion_household :copy_out lo hi as_of month_on month_end_on
-- The households of the chunk, their caseworker by the latest row that began before the month ended, and whether they
-- are held: the first of the holds by name, the reasons of all; and the day of the cut, in Japan.
SELECT t.household_id, coalesce(c.caseworker_no, 0), h.hold, h.reasons, ($3 AT TIME ZONE 'Asia/Tokyo')::date
FROM fact.opinion_households($1, $2, $3, $4, $5) t
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
ORDER BY t.household_id;

-- name: opinion_treatment :copy_out lo hi as_of month_on month_end_on
-- All treatments of the households that began before the month ended, but dispensing (service 4), which goes with the
-- opinion of who prescribes: institution and service, basis, days, first visit; the day, in Japan, on which the first of
-- the key was recorded; and whether the row holds on a day of the month on which its person is a member, and (of_aid)
-- the household protected.
SELECT t.household_id * 100 + t.person_no, t.institution_code, t.service, t.basis, t.valid_from, t.valid_to,
	t.first_visit_on, (f.recorded_at AT TIME ZONE 'Asia/Tokyo')::date,
	EXISTS (SELECT FROM fact.person p
		WHERE p.household_id = t.household_id AND p.person_no = t.person_no AND p.recorded_at < $3 AND p.superseded_at >= $3
			AND greatest(p.valid_from, t.valid_from, $4) < least(p.valid_to, t.valid_to, $5)) AS of_member,
	EXISTS (SELECT FROM fact.person p
		JOIN fact.protection a ON a.household_id = p.household_id AND a.state = 1
			AND a.recorded_at < $3 AND a.superseded_at >= $3
		WHERE p.household_id = t.household_id AND p.person_no = t.person_no AND p.recorded_at < $3 AND p.superseded_at >= $3
			AND greatest(p.valid_from, a.valid_from, t.valid_from, $4) < least(p.valid_to, a.valid_to, t.valid_to, $5)) AS of_aid
FROM fact.treatment t
JOIN (
	SELECT x.household_id, x.person_no, x.institution_code, x.service, min(x.recorded_at) AS recorded_at
	FROM fact.treatment x
	WHERE x.household_id >= $1 AND x.household_id < $2
	GROUP BY x.household_id, x.person_no, x.institution_code, x.service
) f ON f.household_id = t.household_id AND f.person_no = t.person_no AND f.institution_code = t.institution_code
	AND f.service = t.service
WHERE t.household_id >= $1 AND t.household_id < $2 AND t.recorded_at < $3 AND t.superseded_at >= $3
	AND t.valid_from < $5 AND t.service <> 4
ORDER BY t.household_id, t.person_no, t.institution_code COLLATE "C", t.service, t.valid_from, t.item_no;

-- name: opinion_opinion :copy_out lo hi as_of
-- All opinions of the households.
SELECT o.household_id * 100 + o.person_no, o.institution_code, o.service, o.kind, o.needed, o.valid_from, o.valid_to
FROM fact.opinion o
WHERE o.household_id >= $1 AND o.household_id < $2 AND o.recorded_at < $3 AND o.superseded_at >= $3
ORDER BY o.household_id, o.person_no, o.institution_code COLLATE "C", o.service, o.valid_from;

-- name: opinion_sent :copy_out lo hi as_of
-- The last form that went out for each key.  Index: claim_opinion_service_pkey, claim_opinion_pkey.
SELECT DISTINCT ON (s.household_id, s.person_no, s.institution_code COLLATE "C", s.service)
	s.household_id * 100 + s.person_no, s.institution_code, s.service, s.due_on, c.sent_on, c.reply_on
FROM result.claim_opinion_service s
JOIN result.claim_opinion c ON c.run_id = s.run_id AND c.form_no = s.form_no
WHERE s.household_id >= $1 AND s.household_id < $2 AND c.recorded_at < $3
ORDER BY s.household_id, s.person_no, s.institution_code COLLATE "C", s.service, s.due_on DESC;

-- name: opinion_asked :copy_out lo hi as_of
-- Requests for an examination that went out.  Index: claim_examination_service_pkey, claim_examination_pkey.
SELECT s.household_id * 100 + s.person_no, s.institution_code, s.service, s.from_on, c.sent_on
FROM result.claim_examination_service s
JOIN result.claim_examination c ON c.run_id = s.run_id AND c.form_no = s.form_no
WHERE s.household_id >= $1 AND s.household_id < $2 AND c.recorded_at < $3
ORDER BY s.household_id, s.person_no, s.institution_code COLLATE "C", s.service, s.from_on;

-- name: opinion_left :copy_out run_id lo hi
-- What was to be sent and was not, when the run was confirmed.  Index: opinion_refusal_pkey.
SELECT x.person_no, x.institution_code, x.refusal
FROM result.opinion_refusal x
WHERE x.run_id = $1 AND x.household_id >= $2 AND x.household_id < $3
ORDER BY x.person_no, x.institution_code COLLATE "C", x.document;

-- name: opinion_row :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it fails.
result.opinion_r$1 (household_id, person_no, institution_code, service, state, continued, kind, valid_from, until_on,
	due_on, send, reply_on, sent_on, overdue_days, backdated, caseworker_no, reason)

-- name: opinion_examination :copy_in run_id
-- Likewise.
result.examination_r$1 (household_id, person_no, institution_code, service, from_on, until_on, send, sent_on,
	caseworker_no)

-- name: opinion_balance :one run_id
-- Households for which something is sent.
SELECT count(*) AS records, 0::bigint AS yen
FROM (
	SELECT o.household_id FROM result.opinion o WHERE o.run_id = $1 AND o.send
	UNION
	SELECT x.household_id FROM result.examination x WHERE x.run_id = $1 AND x.send
) h;

-- name: opinion_index :exec run_id
-- The partitions' unique indexes, after they are filled (SHARE lock on the partition); does nothing when they are there.
SELECT run.index_partition('opinion', $1, 'household_id, person_no, institution_code, service');

-- name: opinion_examination_index :exec run_id
-- Likewise.
SELECT run.index_partition('examination', $1, 'household_id, person_no, institution_code, service');

-- name: opinion_send :one run_id task_no
-- A task of its own after the gate: records what goes out, numbers forms and envelopes, all in one transaction; what was
-- sent is not sent again (result.claim_opinion_run).  Queues at its advisory lock, and with those who record opinions
-- at this moment.  Counts forms.
SELECT s.n_read, s.n_written, s.n_unchanged, s.n_held, s.n_quarantined, s.yen
FROM run.send_opinions($1::int, $2::int) s;
