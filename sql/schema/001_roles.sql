-- The database's roles, not the program, say who may do what (design: default deny).
-- Groups only; logins are made by the site (or by the embedded server) and put into a group.
--   getsuji_runner    imports, runs and confirms; may not approve
--   getsuji_approver  reads what was computed and approves or rejects it; may not run
--   getsuji_reader    reads confirmed results (caseworkers, auditors)
DO $$
DECLARE
	role_name text;
BEGIN
	FOREACH role_name IN ARRAY ARRAY['getsuji_runner', 'getsuji_approver', 'getsuji_reader'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
		END IF;
	END LOOP;
END $$;

CREATE SCHEMA fact;
CREATE SCHEMA rate;
CREATE SCHEMA run;
CREATE SCHEMA result;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA fact, rate, run, result TO getsuji_runner, getsuji_approver;
GRANT USAGE ON SCHEMA result TO getsuji_reader;
