-- 医療券等の送付単位: one envelope per office, route and institution, and what is in it: every ticket that this run issued,
-- and every ticket that it took back with none in its place: that is told on the cover sheet, and an envelope may have
-- nothing else.  Order: what the contractor gets before what is handled in-house (an office's own together: they are never
-- mixed with another's), then postal code, institution.  In an envelope: what is void, then what is enclosed, each by
-- service month, type, service, number.  The address is that of the directory at the cut; without one the envelope stands
-- with an empty postal code, and ticket_form holds it.  A ticket that another run replaced or took back meanwhile is not
-- enclosed: told in run.hold_hit, where the key is the household.  Whoever came under 支援措置 since the tickets were
-- issued goes in-house, too.
--
-- name: ticket_pieces :one run_id as_of month_end_on task_no
-- Locks nothing but its own new rows.  Reads result.claim_ticket by run (its unique key, claim_ticket_cancelled), the
-- directory by code.
-- Again after a crash: the task's transaction left nothing; after done it is not run again, and the keys would refuse a
-- ticket or an envelope twice.  The graph's `partitions: [ticket_piece, ticket_enclosure]` had the run's partitions
-- made before.  Counts are of tickets.
WITH shielded AS MATERIALIZED (
	SELECT i.household_id, i.person_no FROM fact.inhouse($2, ($3::date - interval '1 month')::date) i
), told AS MATERIALIZED (
	SELECT t.*, CASE WHEN (t.household_id, t.person_no) IN (SELECT s.household_id, s.person_no FROM shielded s)
		THEN 2 ELSE t.claim_route END::smallint AS route
	FROM (
		SELECT c.office_id, c.route AS claim_route, c.institution_code, c.institution_name, c.month_on, c.type, c.service,
			c.issue_no, c.revision, c.household_id, c.person_no, c.own_payment_yen, c.cancelled_at <> 'infinity' AS gone,
			false AS cancelled
		FROM result.claim_ticket c
		WHERE c.run_id = $1::int
		UNION ALL
		SELECT c.office_id, c.route, c.institution_code, c.institution_name, c.month_on, c.type, c.service,
			c.issue_no, c.revision, c.household_id, c.person_no, 0, false, true
		FROM result.claim_ticket c
		WHERE c.cancel_run_id = $1::int AND NOT EXISTS (SELECT FROM result.claim_ticket n
			WHERE n.office_id = c.office_id AND n.month_on = c.month_on AND n.issue_no = c.issue_no
				AND n.revision = c.revision + 1 AND n.run_id = $1::int)
	) t
), destination AS (
	SELECT i.office_id, i.route, i.institution_code, max(i.institution_name) AS name, bool_and(i.type = 3) AS care,
		count(*)::int AS tickets
	FROM told i
	WHERE NOT i.gone
	GROUP BY i.office_id, i.route, i.institution_code
), numbered AS (
	SELECT d.office_id, d.route, d.institution_code, coalesce(a.name, d.name) AS name,
		coalesce(a.postal_code, '') AS postal_code, coalesce(a.address, '') AS address,
		coalesce(o.form, 1::smallint) AS form, coalesce(o.handler, '') AS handler, d.tickets,
		20000000 + row_number() OVER print AS piece_no, sum(d.tickets) OVER print - d.tickets + 1 AS first_no
	FROM destination d
	LEFT JOIN LATERAL (
		SELECT f.name, f.postal_code, f.address
		FROM fact.directory($2, d.institution_code) f
		WHERE f.valid_from < $3
		ORDER BY (f.kind = 7) = d.care DESC, f.valid_from DESC, f.kind
		LIMIT 1
	) a ON true
	LEFT JOIN LATERAL (
		SELECT f.form, f.handler
		FROM fact.ticket_office f
		WHERE f.office_id = d.office_id AND f.recorded_at < $2 AND f.superseded_at >= $2 AND f.valid_from < $3
		ORDER BY f.valid_from DESC
		LIMIT 1
	) o ON true
	WINDOW print AS (ORDER BY d.route, CASE d.route WHEN 2 THEN d.office_id END, coalesce(a.postal_code, ''),
		d.institution_code, d.office_id)
), pieces AS (
	INSERT INTO result.ticket_piece (run_id, piece_no, office_id, route, institution_code, institution_name, postal_code,
		address, form, handler, first_no, tickets)
	SELECT $1::int, n.piece_no, n.office_id, n.route, n.institution_code, n.name, n.postal_code, n.address, n.form,
		n.handler, n.first_no, n.tickets
	FROM numbered n
), enclosed AS (
	INSERT INTO result.ticket_enclosure (run_id, enclosure_no, piece_no, office_id, month_on, issue_no, revision,
		cancelled)
	SELECT $1::int, row_number() OVER (ORDER BY n.piece_no, NOT i.cancelled, i.month_on, i.type, i.service, i.issue_no), n.piece_no,
		i.office_id, i.month_on, i.issue_no, i.revision, i.cancelled
	FROM told i
	JOIN numbered n ON n.office_id = i.office_id AND n.route = i.route AND n.institution_code = i.institution_code
	WHERE NOT i.gone
	RETURNING 1
), held AS (
	INSERT INTO run.hold_hit (run_id, task_no, chunk_no, key, hold, reason)
	SELECT DISTINCT $1::int, $4::int, 0, i.household_id, 'cancelled', '他の処理が差替え又は取消しをした'
	FROM told i
	WHERE i.gone
)
SELECT count(*)::bigint AS n_read, (SELECT count(*) FROM enclosed)::bigint AS n_written, 0::bigint AS n_unchanged,
	(count(*) FILTER (WHERE i.gone))::bigint AS n_held, 0::bigint AS n_quarantined,
	coalesce(sum(i.own_payment_yen) FILTER (WHERE NOT i.gone), 0)::bigint AS yen
FROM told i;
