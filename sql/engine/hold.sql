-- hold and lift of households.  Each command is one transaction: the household's row is locked, so that
-- two operators queue up; what changes is a fact, superseded and recorded as all facts are.

-- name: hold_lock :opt household_id
-- The household as it is known; its row locks out another hold or lift of it.  Index: household_current.
SELECT h.household_id FROM fact.household h
WHERE h.household_id = $1 AND h.superseded_at = 'infinity'
ORDER BY h.valid_from DESC LIMIT 1
FOR UPDATE

-- name: hold_list :many household_id
-- Its holds that have not ended: name, reason, first and last day (empty: open), whether it is in force.
-- Index: hold_current.  Read-only.
SELECT h.name, h.reason, h.valid_from::text,
	CASE WHEN h.valid_to < 'infinity' THEN (h.valid_to - 1)::text ELSE '' END,
	h.valid_from <= (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
FROM fact.hold h
WHERE h.household_id = $1 AND h.superseded_at = 'infinity'
	AND h.valid_to > (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
ORDER BY h.name COLLATE "C", h.valid_from

-- name: hold_insert :opt household_id reason until
-- From today in Japan until the end of the day given (NULL: open); no row where that day is past.
-- The unique index hold_current refuses a second one of today.
INSERT INTO fact.hold (household_id, name, reason, valid_from, valid_to)
SELECT $1::bigint, 'operator', $2::text, t.today, coalesce($3::date + 1, 'infinity')
FROM (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today) t
WHERE $3::date IS NULL OR $3::date >= t.today
RETURNING valid_from::text

-- name: hold_lift :many household_id
-- Ends all its holds yesterday: what has begun before today is known as ended, the rest as never begun.
-- Again it finds none.  Index: hold_current.
WITH lifted AS (
	UPDATE fact.hold h SET superseded_at = clock_timestamp()
	WHERE h.household_id = $1 AND h.superseded_at = 'infinity'
		AND h.valid_to > (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date
	RETURNING h.household_id, h.name, h.reason, h.valid_from
), ended AS (
	INSERT INTO fact.hold (household_id, name, reason, valid_from, valid_to)
	SELECT l.household_id, l.name, l.reason, l.valid_from, t.today
	FROM lifted l
	CROSS JOIN (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date AS today) t
	WHERE l.valid_from < t.today
)
SELECT l.name, l.reason FROM lifted l ORDER BY l.name COLLATE "C", l.valid_from

-- name: hold_action :exec household_id command reason
-- Append-only; the trigger stamps who and when, and links it to the action before.
INSERT INTO run.action (key, command, reason) VALUES ($1, $2, $3)

-- name: hold_left :opt household_id
-- What has left already: the latest confirmed run of the household whose holds are frozen; its piece (0:
-- no letter), whether something is paid, and whether it was held there.  Index: claim_decision_pkey.
SELECT k.run_id, to_char(k.month_on, 'YYYY-MM'), coalesce(p.piece_no, 0), d.payable_total > 0,
	EXISTS (SELECT FROM run.held x WHERE x.run_id = k.run_id AND x.household_id = k.household_id)
FROM result.claim_decision k
JOIN run.hold_cut c ON c.run_id = k.run_id
JOIN result.decision d ON d.run_id = k.run_id AND d.household_id = k.household_id
LEFT JOIN result.piece p ON p.run_id = k.run_id AND p.household_id = k.household_id
WHERE k.household_id = $1
ORDER BY k.month_on DESC, k.edition DESC LIMIT 1
