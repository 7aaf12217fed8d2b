-- Calendars: one goes in whole, in one transaction, and is superseded by the next of its name.

-- name: calendar_current :opt name
-- No lock; index calendar_current.
SELECT c.calendar_id, c.base, c.title, c.from_on, c.to_on, c.status, c.source, c.sha256, c.file_name,
	to_char(c.recorded_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD') AS recorded
FROM calendar.calendar c
WHERE c.name = $1 AND c.superseded_at = 'infinity'

-- name: calendar_days :many calendar_id
-- No lock; primary key.
SELECT d.on_day, d.open, d.name, d.status, d.source FROM calendar.day d WHERE d.calendar_id = $1 ORDER BY d.on_day

-- name: calendar_names :many
-- No lock; a few rows.
SELECT c.name FROM calendar.calendar c WHERE c.superseded_at = 'infinity' ORDER BY c.name

-- name: calendar_supersede :exec name
-- Locks the row known so far.  Under import_lock, so that two imports do not meet; again it finds none.
UPDATE calendar.calendar SET superseded_at = clock_timestamp() WHERE name = $1 AND superseded_at = 'infinity'

-- name: calendar_insert :one name base title from_on to_on status source sha256 file_name
-- In the transaction that superseded the one before; unique by name while current.
INSERT INTO calendar.calendar (name, base, title, from_on, to_on, status, source, sha256, file_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING calendar_id

-- name: calendar_day_rows :copy_in
-- In the transaction that made the calendar.
calendar.day (calendar_id, on_day, open, name, status, source)
