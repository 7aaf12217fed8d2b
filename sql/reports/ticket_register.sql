-- 交付処理簿: every ticket of an office and month with all its revisions, as it stood when the run had issued.

-- name: ticket_register_targets :many run_id
-- One chunk per office and service month in which the run issued or took back.  A key is office * 1,000,000 + months
-- since the year 0.  Index: the unique key of claim_ticket, claim_ticket_cancelled, then its primary key.  Reads only.
WITH touched AS (
	SELECT DISTINCT c.office_id, c.month_on FROM result.claim_ticket c WHERE c.run_id = $1::int
	UNION
	SELECT DISTINCT c.office_id, c.month_on FROM result.claim_ticket c WHERE c.cancel_run_id = $1::int
)
SELECT k.key AS lo, k.key + 1 AS hi, (
		SELECT count(*) FROM result.claim_ticket c
		WHERE c.office_id = t.office_id AND c.month_on = t.month_on AND c.recorded_at <= coalesce((
			SELECT x.recorded_at FROM result.claim_ticket_run x WHERE x.run_id = $1::int), 'infinity')
	) AS expected
FROM touched t
CROSS JOIN LATERAL (SELECT t.office_id::bigint * 1000000 + extract(year FROM t.month_on)::int * 12
	+ extract(month FROM t.month_on)::int - 1 AS key) k
ORDER BY 1;

-- name: ticket_register_rows :copy_out run_id as_of month_on lo
-- The rows of a register in the order of number and revision.  What was recorded or taken back after the run had issued
-- is not in it.  No name is read of whom 支援措置 shields, at the cut or since.  Reads only; claims by primary key.
WITH issued AS MATERIALIZED (
	SELECT coalesce((SELECT x.recorded_at FROM result.claim_ticket_run x WHERE x.run_id = $1), 'infinity') AS at
), shielded AS MATERIALIZED (
	SELECT i.household_id, i.person_no FROM fact.inhouse($2, least($3, make_date(($4 % 1000000 / 12)::int, ($4 % 1000000 % 12 + 1)::int, 1))) i
)
SELECT c.office_id, c.month_on, c.issue_no, c.revision, c.issued_on, c.recipient_no, c.household_id, c.person_no,
	c.type, c.service, c.institution_code, c.institution_name, c.from_on, c.until_on, c.combined, c.own_payment_yen, c.cause,
	c.cancelled_at <= issued.at AND c.cancelled_at < 'infinity' AS gone,
	CASE WHEN c.cancelled_at < 'infinity' THEN (c.cancelled_at AT TIME ZONE 'Asia/Tokyo')::date END,
	c.cancel_cause, c.cancel_hold, c.cancel_reason, o.household_id, o.name
FROM issued
JOIN result.claim_ticket c ON c.office_id = ($4 / 1000000)::int
	AND c.month_on = make_date(($4 % 1000000 / 12)::int, ($4 % 1000000 % 12 + 1)::int, 1) AND c.recorded_at <= issued.at
LEFT JOIN LATERAL (
	SELECT n.household_id, n.name
	FROM fact.person n
	WHERE n.household_id = c.household_id AND n.person_no = c.person_no AND n.recorded_at < $2 AND n.superseded_at >= $2
		AND n.valid_from < c.month_on + interval '1 month'
		AND c.route = 1 AND NOT EXISTS (SELECT FROM shielded s WHERE s.household_id = c.household_id AND s.person_no = c.person_no)
	ORDER BY n.valid_from DESC
	LIMIT 1
) o ON true
ORDER BY c.issue_no, c.revision;

-- name: ticket_register_balance :one run_id task_no
-- The rows of all registers of the run, and the 本人支払額 on tickets that were out when it had issued.
SELECT count(*) AS records,
	coalesce(sum(c.own_payment_yen) FILTER (WHERE c.cancelled_at = 'infinity' OR c.cancelled_at > i.at), 0)::bigint AS yen
FROM run.chunk k
CROSS JOIN LATERAL (SELECT coalesce((
	SELECT x.recorded_at FROM result.claim_ticket_run x WHERE x.run_id = $1), 'infinity') AS at) i
JOIN result.claim_ticket c ON c.office_id = (k.lo / 1000000)::int
	AND c.month_on = make_date((k.lo % 1000000 / 12)::int, (k.lo % 1000000 % 12 + 1)::int, 1) AND c.recorded_at <= i.at
WHERE k.run_id = $1 AND k.task_no = $2;
