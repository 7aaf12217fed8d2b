-- 郵送: the documents that are due, where they go, and what speaks against it, as known at the cut; and the pieces they
-- become.  Statements only read but for the last ones, and take no locks beyond SELECT's; doing a chunk again reads the
-- same.  Keys: office_id * 100000000 and a running number of the office's due documents, by run and number.

-- name: mailing_targets :many run_id as_of
-- One chunk per office with a document that is due.
SELECT d.office_id * 100000000::bigint AS lo, (d.office_id + 1) * 100000000::bigint AS hi, count(*) AS expected
FROM run.run r
CROSS JOIN LATERAL result.mail_due($1::int, $2::timestamptz, r.office_id) d
WHERE r.run_id = $1
GROUP BY d.office_id
ORDER BY d.office_id;

-- name: mailing_offices :copy_out run_id as_of month_on
-- Offices of the run with settings for their mail; the day of the cut, in Japan.
SELECT o.office_id, o.duplex, o.enclosure_mg, ($2::timestamptz AT TIME ZONE 'Asia/Tokyo')::date
FROM fact.mail_office o
JOIN run.run r ON r.run_id = $1 AND (r.office_id = 0 OR r.office_id = o.office_id)
WHERE o.recorded_at < $2 AND o.superseded_at >= $2
	AND o.valid_from <= result.mail_on($2, $3) AND o.valid_to > result.mail_on($2, $3)
ORDER BY o.office_id;

-- name: mailing_documents :copy_out run_id lo hi as_of month_on
-- The documents of an office that are due, in the order of their keys, each with all that a hold needs: whether its month is
-- longer ago than those that are mailed, and this the last time that it is told; the reasons of orders to hold somebody it is about; whether its recipient has an address on the day the mailing thinks of, and whether
-- it is another than is printed (of households, also whom it names); whether mail of the recipient to it came back
-- and nobody looked since, whether his last mail went elsewhere; whether the house also serves a household that is on aid, or whose
-- last mail went there, and none of whose persons has the number of one of its own; whether the address is young and not
-- its first; whether a person looked at it.  Who came under 支援措置 since goes in-house.
-- All is joined as whole sets by hashing; by key are read: addresses, pieces of a recipient, looks.
WITH due AS MATERIALIZED (
	SELECT ($2 / 100000000) * 100000000 + row_number() OVER (ORDER BY d.source_run_id, d.document_no) AS key, d.*,
		result.destination(d.name, d.postal_code, d.address, d.care_of) AS destination,
		result.place(d.postal_code, d.address) AS place
	FROM result.mail_due($1::int, $4::timestamptz, ($2 / 100000000)::int) d
), about AS MATERIALIZED (
	SELECT d.key, a.household_id, a.person_no
	FROM (SELECT DISTINCT x.source_run_id FROM due x) s
	CROSS JOIN LATERAL result.document_persons(s.source_run_id) a
	JOIN due d ON d.source_run_id = s.source_run_id AND d.document_no = a.document_no
), inhouse AS MATERIALIZED (
	SELECT i.household_id, i.person_no FROM fact.inhouse($4, $5) i
), shielded AS MATERIALIZED (
	SELECT DISTINCT a.key FROM about a JOIN inhouse i ON i.household_id = a.household_id AND a.person_no IN (0, i.person_no)
), ordered AS MATERIALIZED (
	SELECT a.key, string_agg(DISTINCT h.reason, '　') AS reasons
	FROM about a
	JOIN fact.holds_at($4, $5) h ON h.household_id = a.household_id
	GROUP BY a.key
), home AS MATERIALIZED (                        -- where mail of the households goes
	SELECT h.household_id, t.postal_code, t.address, t.care_of,
		t.valid_from > result.mail_on($4, $5) - o.moved_days AND EXISTS (SELECT FROM fact.address e
			WHERE e.household_id = h.household_id AND e.recorded_at < $4 AND e.superseded_at >= $4
				AND e.valid_from < t.valid_from) AS moved
	FROM (SELECT DISTINCT d.household_id FROM due d WHERE d.party = 1) h
	CROSS JOIN LATERAL fact.mail_address(h.household_id, $4, result.mail_on($4, $5)) t
	LEFT JOIN fact.mail_office o ON o.office_id = $2 / 100000000 AND o.recorded_at < $4 AND o.superseded_at >= $4
		AND o.valid_from <= result.mail_on($4, $5) AND o.valid_to > result.mail_on($4, $5)
), last AS MATERIALIZED (                        -- the last mailing to a recipient
	SELECT k.party_key, l.run_id, l.recorded_at
	FROM (SELECT DISTINCT d.party_key FROM due d) k
	CROSS JOIN LATERAL (
		SELECT c.run_id, m.recorded_at
		FROM result.claim_mail_piece c
		JOIN result.claim_mailing m ON m.run_id = c.run_id AND m.recorded_at < $4
		WHERE c.party_key = k.party_key
		ORDER BY m.recorded_at DESC
		LIMIT 1
	) l
), occupant AS MATERIALIZED (                    -- who has mail at the houses
	SELECT p.household_id, result.place(t.postal_code, t.address) AS place
	FROM (
		SELECT DISTINCT a.household_id
		FROM fact.address a
		WHERE a.postal_code IN (SELECT d.postal_code FROM due d WHERE d.party = 1)
			AND a.recorded_at < $4 AND a.superseded_at >= $4 AND a.valid_to > result.mail_on($4, $5)
	) a
	JOIN fact.protection p ON p.household_id = a.household_id AND p.recorded_at < $4 AND p.superseded_at >= $4
		AND p.valid_from <= result.mail_on($4, $5) AND p.valid_to > result.mail_on($4, $5)
	CROSS JOIN LATERAL fact.mail_address(p.household_id, $4, result.mail_on($4, $5)) t
	UNION
	SELECT substr(c.party_key, 2)::bigint, c.place
	FROM result.claim_mail_place c
	JOIN result.claim_mailing m ON m.run_id = c.run_id AND m.recorded_at < $4
	WHERE c.place IN (SELECT d.place FROM due d WHERE d.party = 1)
		AND NOT EXISTS (SELECT FROM result.claim_mail_place n
			JOIN result.claim_mailing f ON f.run_id = n.run_id AND f.recorded_at > m.recorded_at AND f.recorded_at < $4
			WHERE n.party_key = c.party_key)
), crowd AS MATERIALIZED (
	SELECT o.place, count(*) AS n FROM occupant o GROUP BY o.place
), kin AS MATERIALIZED (                         -- how many of a house are the household, or related to it
	SELECT h.household_id, h.place, count(DISTINCT o.household_id) AS n
	FROM (SELECT DISTINCT d.household_id, d.place FROM due d WHERE d.party = 1) h
	JOIN occupant o ON o.place = h.place
	WHERE o.household_id = h.household_id OR o.household_id IN (
		SELECT y.household_id
		FROM fact.linkage x
		JOIN fact.linkage y ON y.linkage_no = x.linkage_no AND y.recorded_at < $4 AND y.superseded_at >= $4
		WHERE x.household_id = h.household_id AND x.linkage_no <> '' AND x.recorded_at < $4 AND x.superseded_at >= $4)
	GROUP BY h.household_id, h.place
), look AS MATERIALIZED (
	SELECT l.party_key, l.destination, max(l.looked_at) AS looked_at
	FROM run.destination_look l
	WHERE l.party_key IN (SELECT d.party_key FROM due d) AND l.looked_at < $4
	GROUP BY l.party_key, l.destination
)
SELECT d.key, d.source_run_id, d.document_no, d.kind, d.party, d.party_key, d.household_id,
	CASE WHEN x.key IS NULL THEN d.route ELSE 2::smallint END, d.pages, coalesce(d.postal_code, ''), d.destination,
	result.mail_late(s.month_on, $5) AS late, o.reasons,
	d.postal_code <> '' AND d.address <> '' AND (d.party <> 1 OR t.household_id IS NOT NULL) IS TRUE AS has_address,
	d.party = 1 AND (result.destination('', t.postal_code, t.address, t.care_of)
			IS DISTINCT FROM result.destination('', d.postal_code, d.address, d.care_of)
		OR NOT EXISTS (SELECT FROM fact.person p
			WHERE p.household_id = d.household_id AND p.recorded_at < $4 AND p.superseded_at >= $4
				AND p.valid_to > result.mail_on($4, $5) AND result.plain(p.name) = result.plain(d.name))) AS stale,
	EXISTS (SELECT FROM run.mail_return b
		WHERE b.party_key = d.party_key AND b.destination = d.destination AND b.recorded_at < $4
			AND (k.looked_at IS NULL OR k.looked_at <= b.recorded_at)) AS returned,
	coalesce(c.n > coalesce(r.n, 0), false) AS shared,
	l.run_id IS NOT NULL AND NOT EXISTS (SELECT FROM result.claim_mail_piece p
		WHERE p.run_id = l.run_id AND p.party_key = d.party_key AND p.destination = d.destination) AS changed,
	coalesce(t.moved, false) AS moved,
	-- A look holds until mail went elsewhere.
	k.looked_at IS NOT NULL AND (l.run_id IS NULL OR k.looked_at > l.recorded_at OR EXISTS (SELECT FROM result.claim_mail_piece p
		WHERE p.run_id = l.run_id AND p.party_key = d.party_key AND p.destination = d.destination)) AS looked
FROM due d
JOIN run.run s ON s.run_id = d.source_run_id
LEFT JOIN shielded x ON x.key = d.key
LEFT JOIN ordered o ON o.key = d.key
LEFT JOIN home t ON t.household_id = d.household_id AND d.party = 1
LEFT JOIN last l ON l.party_key = d.party_key
LEFT JOIN crowd c ON c.place = d.place AND d.party = 1
LEFT JOIN kin r ON r.household_id = d.household_id AND r.place = d.place AND d.party = 1
LEFT JOIN look k ON k.party_key = d.party_key AND k.destination = d.destination
WHERE d.key >= $2 AND d.key < $3
ORDER BY d.key;

-- name: mailing_document_rows :copy_in run_id
-- Into the run's own partition, which has no index yet; the chunk's transaction takes the rows back when it fails.
result.mail_document_r$1 (office_id, line_no, source_run_id, document_no, kind, party, party_key, household_id, route,
	pages, sheets, weight_mg, plan_no, position, destination, hold, reason)

-- name: mailing_piece_rows :copy_in run_id
-- Likewise.
result.mail_piece_r$1 (office_id, plan_no, party, party_key, route, postal_code, destination, documents, sheets, envelope,
	thickness, weight_mg, postage_class, postage_yen)

-- name: mailing_day_rows :copy_in run_id
-- Likewise.
result.mail_day_r$1 (office_id, on_day)

-- name: mailing_balance :one run_id
-- Documents that go into pieces, and the postage of the pieces.
SELECT (SELECT count(*) FROM result.mail_document d WHERE d.run_id = $1 AND d.plan_no IS NOT NULL) AS records,
	(SELECT coalesce(sum(p.postage_yen), 0)::bigint FROM result.mail_piece p WHERE p.run_id = $1) AS yen;

-- name: mailing_index :exec run_id
-- The partitions' unique indexes, after they are filled (SHARE lock on the partition); does nothing where they are there.
SELECT run.index_partition('mail_document', $1, 'office_id, line_no'),
	run.index_partition('mail_piece', $1, 'office_id, plan_no'),
	run.index_partition('mail_day', $1, 'office_id, on_day');

-- name: mailing_issue :one run_id task_no
-- A task of its own, after the gate and before anything is printed.  All in one transaction, one run at a time; once: done
-- again it changes nothing and answers the same (result.claim_mailing).  Waits for the clerks who are recording facts at
-- that moment.  Counts documents: held = refused, each told in run.hold_hit; yen: the postage of what is issued.
SELECT i.n_read, i.n_written, i.n_unchanged, i.n_held, i.n_quarantined, i.yen FROM run.issue_mailing($1::int, $2::int) i;
