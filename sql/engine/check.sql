-- What `check` asks the database.  Read-only, no locks, harmless at any time.

-- name: check_server :one
-- Version, login and whether the login may run; to_regclass answers NULL where there is no schema yet.
SELECT current_setting('server_version_num')::int AS version, session_user AS login,
	to_regclass('run.run') IS NOT NULL AS has_schema,
	current_setting('data_checksums') = 'on' AS checksums,
	current_setting('server_encoding') = 'UTF8' AS utf8

-- name: check_rates :one
-- The newest rate set.  Index: rate_set_pkey.
SELECT max(s.rate_set_id) AS rate_set_id, count(*) AS sets,
	(SELECT count(*) FROM rate.cell c WHERE c.rate_set_id = (SELECT max(m.rate_set_id) FROM rate.rate_set m)) AS cells
FROM rate.rate_set s

-- name: check_gaps :many
-- The declared gaps of the newest rate set.  Index: known_gap_pkey.
SELECT g.table_name, g.valid_from, g.valid_to, g.cells, g.note
FROM rate.known_gap g
WHERE g.rate_set_id = (SELECT max(s.rate_set_id) FROM rate.rate_set s)
ORDER BY g.gap_no

-- name: check_offices :one
-- Offices and live households known.  Index: office_current, household_current.
SELECT (SELECT count(DISTINCT o.office_id) FROM fact.current_office o) AS offices,
	(SELECT count(DISTINCT h.household_id) FROM fact.current_household h) AS households
