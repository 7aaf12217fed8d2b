-- What a login of the runner's group could still do by hand, and nobody may: add tasks to a run that is on
-- its way, hide who worked on it, change what was approved, and bring in decisions of its own as a baseline.
-- Who owns the ledger could take the triggers away; he is let through where history is laid down for a test
-- or from a backup.

CREATE FUNCTION run.is_owner(of_table oid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = of_table
$$;

-- ---- tasks come with the plan --------------------------------------------------------------------

CREATE FUNCTION run.guard_new_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF run.is_owner(TG_RELID) THEN
		RETURN NULL;
	END IF;
	IF EXISTS (SELECT FROM new_tasks n WHERE n.state <> 'planned') THEN
		RAISE EXCEPTION 'a task begins planned' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF EXISTS (SELECT FROM run.attempt a WHERE a.run_id IN (SELECT n.run_id FROM new_tasks n))
		OR EXISTS (SELECT FROM run.run r WHERE r.run_id IN (SELECT n.run_id FROM new_tasks n)
			AND (r.execution, r.decision) <> ('planned', 'none')) THEN
		RAISE EXCEPTION 'a run that has begun gets no more tasks' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER guard_new_task AFTER INSERT ON run.task REFERENCING NEW TABLE AS new_tasks
	FOR EACH STATEMENT EXECUTE FUNCTION run.guard_new_task();

-- ---- who worked on a run does not approve it -----------------------------------------------------

CREATE FUNCTION run.guard_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		NEW.started_by := session_user;
	ELSIF (NEW.run_id, NEW.attempt_no, NEW.runner, NEW.started_by, NEW.began_at)
		IS DISTINCT FROM (OLD.run_id, OLD.attempt_no, OLD.runner, OLD.started_by, OLD.began_at) THEN
		RAISE EXCEPTION 'who tried, and when, cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_attempt BEFORE INSERT OR UPDATE ON run.attempt
	FOR EACH ROW EXECUTE FUNCTION run.guard_attempt();

CREATE FUNCTION run.guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM run.attempt a WHERE a.run_id = NEW.run_id AND a.started_by = session_user) THEN
		RAISE EXCEPTION 'who worked on run % does not approve it', NEW.run_id USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_approval BEFORE INSERT ON run.approval FOR EACH ROW EXECUTE FUNCTION run.guard_approval();

-- ---- what was approved stays ---------------------------------------------------------------------

CREATE FUNCTION run.refuse_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'what was approved stays: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- The tables of the run that the approved tasks fill get no more rows: neither by their own names (the right
-- is taken back) nor by that of their parent (the trigger).  Again it changes nothing.
CREATE FUNCTION run.close_results(for_run_id int) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT DISTINCT parent || '_r' || for_run_id FROM run.task t CROSS JOIN LATERAL unnest(t.partitions) parent
		WHERE t.run_id = for_run_id AND t.in_digest ORDER BY 1
	LOOP
		CONTINUE WHEN to_regclass(format('result.%I', name)) IS NULL;
		EXECUTE format('REVOKE INSERT ON result.%I FROM getsuji_runner', name);
		EXECUTE format('CREATE OR REPLACE TRIGGER approved BEFORE INSERT ON result.%I
			FOR EACH ROW EXECUTE FUNCTION run.refuse_result()', name);
	END LOOP;
END $$;

CREATE FUNCTION run.close_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.close_results(NEW.run_id);
	RETURN NULL;
END $$;
CREATE TRIGGER close_approved AFTER INSERT ON run.approval FOR EACH ROW EXECUTE FUNCTION run.close_approved();
SELECT run.close_results(a.run_id) FROM run.approval a;

-- ---- decisions in force --------------------------------------------------------------------------

-- Only a run of decisions in force (移行, graph 'baseline') may be born confirmed, and only for an office
-- that has none for that month or a later one: it cannot take the place of what two persons decided.
CREATE OR REPLACE FUNCTION run.guard_new_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.started_by := session_user;
	IF NEW.decision = 'none' THEN
		RETURN NEW;
	END IF;
	IF (NEW.graph, NEW.edition, NEW.decision) <> ('baseline', 1, 'confirmed') OR NEW.office_id <= 0 THEN
		RAISE EXCEPTION 'a run begins undecided' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF EXISTS (SELECT FROM run.run r WHERE r.office_id = NEW.office_id AND r.decision = 'confirmed'
			AND r.month_on >= NEW.month_on)
		OR EXISTS (SELECT FROM result.claim_decision c WHERE c.month_on >= NEW.month_on
			AND c.household_id >= NEW.office_id * 100000000::bigint
			AND c.household_id < (NEW.office_id + 1) * 100000000::bigint) THEN
		RAISE EXCEPTION 'office % has decisions in force for % or later', NEW.office_id, to_char(NEW.month_on, 'YYYY-MM')
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;

-- And it is told among the actions.  At the end of the transaction: actions queue at a lock.
CREATE FUNCTION run.tell_baseline() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO run.action (run_id, command, reason)
	VALUES (NEW.run_id, 'import baseline',
		format('office %s, month %s', NEW.office_id, to_char(NEW.month_on, 'YYYY-MM')));
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tell_baseline AFTER INSERT ON run.run DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW.decision = 'confirmed') EXECUTE FUNCTION run.tell_baseline();

REVOKE ALL ON FUNCTION run.close_results(int) FROM PUBLIC;
