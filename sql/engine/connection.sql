-- Statements that every session begins with (engine/db/connection.c).  None takes a lock or changes data.

-- name: session_settings :one token
-- Sets the session up; settings that this server's version does not know are left out.
-- No lock; re-running sets the same values.
--   client_connection_check_interval: a dead client's locks, and with them its chunk, are free at once.
--   idle_in_transaction_session_timeout: a client that hangs while it computes cannot keep them for ever.
--   random_page_cost: facts and results lie in the order of their keys, so a range of keys is read as
--     fast through the index, in order, as by sorting what a bitmap found.
--   search_path: names in sql/ are qualified; nothing is ever looked up in public.
SELECT count(set_config(s.name, v.value, false)),
	set_config('getsuji.session', $1, false)
FROM (VALUES
	('timezone', 'UTC'),
	('datestyle', 'ISO, YMD'),
	('intervalstyle', 'postgres'),
	('bytea_output', 'hex'),
	('standard_conforming_strings', 'on'),
	('search_path', 'pg_catalog, pg_temp'),
	('default_transaction_isolation', 'read committed'),
	('jit', 'off'),
	('random_page_cost', '1.1'),
	('lock_timeout', '60s'),
	('statement_timeout', '0'),
	('idle_in_transaction_session_timeout', '15min'),
	('client_connection_check_interval', '200ms')
) AS v (name, value)
JOIN pg_catalog.pg_settings AS s ON lower(s.name) = v.name;

-- name: session_check :one token
-- Whether the next transaction still sees the setting of the one before: behind a transaction pooler
-- it may not, and neither would session locks hold.  No lock; read-only.
SELECT coalesce(current_setting('getsuji.session', true), '') = $1 AS kept, pg_backend_pid() AS pid;
