-- The cut of a run that waits: what the office knew, not when the run was planned, but when what its graph waits for
-- (`wait:`) was there and the first of its tasks begins.  Until then it is taken anew, from then on it never changes,
-- also when everything is undone.

-- Something of the run was undone or tried again, by a rerun: then its tasks look as if they had never begun.
ALTER TABLE run.run ADD reopened boolean NOT NULL DEFAULT false;
UPDATE run.run r SET reopened = true
WHERE EXISTS (SELECT FROM run.action a WHERE a.run_id = r.run_id AND a.command IN ('rerun', 'quarantine retry'));

-- As before, and it is remembered.
CREATE OR REPLACE FUNCTION run.reopen(for_run_id int, task_nos int[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
	UPDATE run.run r SET execution = 'planned', ended_at = NULL, exit_code = NULL, message_id = NULL, message = NULL,
		detail = NULL, remedy = NULL, waiting_for = NULL, stop_asked = NULL, reopened = true,
		results_digest = CASE WHEN EXISTS (SELECT FROM run.task t WHERE t.run_id = r.run_id
			AND t.task_no = ANY (task_nos) AND t.in_digest) THEN NULL ELSE r.results_digest END
	WHERE r.run_id = for_run_id
$$;

-- Whether anything was read as of the run's cut, or may have been.  Milestones read nothing, nor does what was skipped
-- before it began.
CREATE FUNCTION run.has_begun(for_run_id int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
	SELECT EXISTS (SELECT FROM run.run r WHERE r.run_id = for_run_id AND (r.reopened OR r.decision <> 'none'))
		OR EXISTS (SELECT FROM run.task t WHERE t.run_id = for_run_id AND t.kind <> 'milestone'
			AND t.state NOT IN ('planned', 'waiting', 'skipped'))
		OR EXISTS (SELECT FROM run.chunk c WHERE c.run_id = for_run_id)
		OR EXISTS (SELECT FROM run.hold_cut h WHERE h.run_id = for_run_id)
		OR EXISTS (SELECT FROM run.recut x WHERE x.run_id = for_run_id)
$$;

-- As before; but the cut moves forward as long as nothing has begun: by run.renew_cut, which runs as the owner.
CREATE OR REPLACE FUNCTION run.guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.decision IN ('approved', 'confirmed', 'rejected', 'reversed')
		AND NEW.results_digest IS DISTINCT FROM OLD.results_digest THEN
		RAISE EXCEPTION 'the digest of a decided run cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.started_by <> OLD.started_by THEN
		RAISE EXCEPTION 'the login that started a run cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF (NEW.run_id, NEW.graph, NEW.office_id, NEW.month_on, NEW.edition, NEW.graph_sha256, NEW.graph_text, NEW.rate_set_id,
			NEW.created_at)
		IS DISTINCT FROM (OLD.run_id, OLD.graph, OLD.office_id, OLD.month_on, OLD.edition, OLD.graph_sha256,
			OLD.graph_text, OLD.rate_set_id, OLD.created_at) THEN
		RAISE EXCEPTION 'what a run was planned with cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.as_of <> OLD.as_of THEN
		IF NOT run.is_owner(TG_RELID) OR NEW.as_of < OLD.as_of OR run.has_begun(OLD.run_id) THEN
			RAISE EXCEPTION 'the cut of a run cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
		END IF;
	END IF;
	IF OLD.reopened AND NOT NEW.reopened THEN
		RAISE EXCEPTION 'that a run was opened again cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.decision = OLD.decision THEN
		RETURN NEW;
	END IF;
	IF NOT EXISTS (SELECT FROM run.move m
		WHERE m.of = 'decision' AND m.from_state = OLD.decision AND m.to_state = NEW.decision) THEN
		RAISE EXCEPTION 'a decision cannot go from % to %', OLD.decision, NEW.decision
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.decision IN ('approved', 'confirmed') AND NOT EXISTS (
		SELECT FROM run.approval a WHERE a.run_id = NEW.run_id AND a.digest = NEW.results_digest) THEN
		RAISE EXCEPTION 'run % has no approval of its digest', NEW.run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;

-- Takes the cut of a run anew and says it; for the session that holds the runner's lock, as long as nothing has begun.
-- Again it takes it again.
CREATE FUNCTION run.renew_cut(for_run_id int) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	cut timestamptz;
BEGIN
	PERFORM run.must_hold_lock(for_run_id);
	IF run.has_begun(for_run_id) THEN
		RAISE EXCEPTION 'run % has begun: its cut stays', for_run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	cut := run.take_cut();
	UPDATE run.run r SET as_of = cut WHERE r.run_id = for_run_id; -- the guard looks once more
	RETURN cut;
END $$;

REVOKE ALL ON FUNCTION run.has_begun(int), run.renew_cut(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.has_begun(int), run.renew_cut(int) TO getsuji_runner;
