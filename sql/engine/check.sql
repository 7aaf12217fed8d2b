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

-- name: check_institutions :one
-- Sources of the directory, the day of the newest list (NULL: none came), and whether somebody is treated.  Reads
-- fact.institution_list, a row per list and kind; treatment_current.
SELECT count(DISTINCT l.source) AS sources, max(l.as_of_on) AS newest_on,
	EXISTS (SELECT FROM fact.current_treatment) OR EXISTS (SELECT FROM fact.current_care_plan) AS treated
FROM fact.institution_list l

-- name: check_ticket_offices :many
-- Offices where somebody is treated, and whose dataset ticket_office says nothing of today or later.  Index:
-- treatment_current and care_plan_current, by household.
SELECT o.office_id
FROM (SELECT DISTINCT c.office_id FROM fact.current_office c) o
WHERE (EXISTS (SELECT FROM fact.current_treatment t
			WHERE t.household_id >= o.office_id * 100000000::bigint AND t.household_id < (o.office_id + 1) * 100000000::bigint)
		OR EXISTS (SELECT FROM fact.current_care_plan t
			WHERE t.household_id >= o.office_id * 100000000::bigint AND t.household_id < (o.office_id + 1) * 100000000::bigint))
	AND NOT EXISTS (SELECT FROM fact.current_ticket_office s
		WHERE s.office_id = o.office_id AND s.valid_to > (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date)
ORDER BY o.office_id
