-- What a rerun undoes, and what a second person agrees to.
-- Rows of the ledger and of results are taken back by the functions below alone: no login may delete them,
-- and the functions refuse what was decided, and a session that does not hold the run's lock.

ALTER TABLE run.task ADD partitions text[] NOT NULL DEFAULT '{}'; -- tables of schema result that it fills
UPDATE run.task SET partitions = CASE job WHEN 'recalculate' THEN '{decision}'::text[] WHEN 'compare' THEN '{change}'
	WHEN 'notice_pieces' THEN '{piece}' ELSE '{}' END;

-- The cut of a household that was done again after its facts were mended; others have their run's.
CREATE VIEW run.household_cut AS
SELECT r.run_id, r.key AS household_id, max(r.as_of) AS as_of
FROM run.recut r
GROUP BY r.run_id, r.key;

-- The moves between states: those of engine/run/state.c, a test holds both lists equal.
CREATE TABLE run.move (
	of              text NOT NULL CHECK (of IN ('run', 'task', 'decision')),
	from_state      text NOT NULL,
	to_state        text NOT NULL,
	PRIMARY KEY (of, from_state, to_state)
);
INSERT INTO run.move (of, from_state, to_state) VALUES
	('run', 'planned', 'running'), ('run', 'running', 'running'), ('run', 'running', 'waiting'),
	('run', 'running', 'done'), ('run', 'running', 'failed'), ('run', 'running', 'stopped'),
	('run', 'running', 'out_of_balance'), ('run', 'waiting', 'running'), ('run', 'failed', 'running'),
	('run', 'stopped', 'running'), ('run', 'out_of_balance', 'running'), ('run', 'waiting', 'planned'),
	('run', 'done', 'planned'), ('run', 'failed', 'planned'), ('run', 'stopped', 'planned'),
	('run', 'out_of_balance', 'planned'), ('run', 'running', 'planned'), ('run', 'planned', 'planned'),
	('task', 'planned', 'running'), ('task', 'planned', 'waiting'), ('task', 'waiting', 'waiting'),
	('task', 'waiting', 'done'), ('task', 'planned', 'done'), ('task', 'running', 'running'),
	('task', 'running', 'done'), ('task', 'running', 'failed'), ('task', 'running', 'out_of_balance'),
	('task', 'failed', 'running'), ('task', 'failed', 'failed'), ('task', 'planned', 'failed'),
	('task', 'waiting', 'failed'),
	('task', 'out_of_balance', 'running'), ('task', 'planned', 'skipped'), ('task', 'waiting', 'skipped'),
	('task', 'failed', 'skipped'), ('task', 'out_of_balance', 'skipped'), ('task', 'waiting', 'running'),
	('task', 'waiting', 'planned'), ('task', 'failed', 'accepted'), ('task', 'out_of_balance', 'accepted'),
	('task', 'running', 'planned'), ('task', 'done', 'planned'), ('task', 'failed', 'planned'),
	('task', 'out_of_balance', 'planned'), ('task', 'skipped', 'planned'), ('task', 'accepted', 'planned'),
	('task', 'done', 'running'), ('decision', 'none', 'computed'), ('decision', 'computed', 'approved'),
	('decision', 'computed', 'rejected'), ('decision', 'approved', 'confirmed'),
	('decision', 'confirmed', 'reversed');
GRANT SELECT ON run.move TO getsuji_runner, getsuji_approver;

-- A run moves along them, whatever program connects.
CREATE FUNCTION run.guard_execution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.execution <> OLD.execution AND NOT EXISTS (SELECT FROM run.move m
		WHERE m.of = 'run' AND m.from_state = OLD.execution AND m.to_state = NEW.execution) THEN
		RAISE EXCEPTION 'a run cannot go from % to %', OLD.execution, NEW.execution
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_execution BEFORE UPDATE ON run.run FOR EACH ROW EXECUTE FUNCTION run.guard_execution();

-- As before, with the moves from the table; and what a run was planned with, which is what a person approves,
-- stays.  Changes that an operator accepts are an action, and change nothing here.
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
			NEW.as_of, NEW.created_at)
		IS DISTINCT FROM (OLD.run_id, OLD.graph, OLD.office_id, OLD.month_on, OLD.edition, OLD.graph_sha256,
			OLD.graph_text, OLD.rate_set_id, OLD.as_of, OLD.created_at) THEN
		RAISE EXCEPTION 'what a run was planned with cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
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

-- A task moves along them, too; what it is, what it fills and whether it is approved is said when it is
-- planned, for good.  A gate is passed when the run is confirmed, by nobody before.  Away from done, back to
-- planned, to accepted, and from what is abnormal to skipped leads only what the functions below do, which
-- run as the owner; what has not begun the runner skips because of its condition (GJ1559), and says so.
CREATE FUNCTION run.guard_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (NEW.run_id, NEW.task_no, NEW.name, NEW.kind, NEW.job, NEW.in_digest, NEW.partitions)
		IS DISTINCT FROM (OLD.run_id, OLD.task_no, OLD.name, OLD.kind, OLD.job, OLD.in_digest, OLD.partitions) THEN
		RAISE EXCEPTION 'what a task is cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.state = OLD.state THEN
		RETURN NEW;
	END IF;
	IF NOT EXISTS (SELECT FROM run.move m
		WHERE m.of = 'task' AND m.from_state = OLD.state AND m.to_state = NEW.state) THEN
		RAISE EXCEPTION 'a task cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.kind = 'gate' AND NEW.state NOT IN ('planned', 'waiting') AND NOT EXISTS (
		SELECT FROM run.run r WHERE r.run_id = NEW.run_id AND r.decision = 'confirmed') THEN
		RAISE EXCEPTION 'the gate is closed: run % is not confirmed', NEW.run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF (NEW.state = 'accepted' OR OLD.state IN ('done', 'skipped', 'accepted')
		OR (NEW.state = 'planned' AND OLD.state <> 'waiting')
		OR (NEW.state = 'skipped' AND (OLD.state NOT IN ('planned', 'waiting') OR NEW.message_id IS DISTINCT FROM 1559)))
		AND current_user <> (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID) THEN
		RAISE EXCEPTION 'a task does not go from % to % by itself', OLD.state, NEW.state
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_task BEFORE UPDATE ON run.task FOR EACH ROW EXECUTE FUNCTION run.guard_task();

-- Who asked for something, and when, is the session, whatever the row says; and what is asked about is what
-- is abnormal at that moment, not what will be when the second person answers.
CREATE FUNCTION run.stamp_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.task_nos := ARRAY(SELECT t.task_no FROM run.task t WHERE t.run_id = NEW.run_id AND t.kind <> 'gate'
		AND (t.task_no = NEW.task_no OR (NEW.task_no = 0 AND t.state IN ('failed', 'out_of_balance')))
		ORDER BY t.task_no);
	IF NEW.task_nos = '{}' THEN
		RAISE EXCEPTION 'there is no task to ask about' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	NEW.withdrawn_at := NULL;
	NEW.proposed_by := session_user;
	NEW.proposed_at := clock_timestamp();
	NEW.agreed_by := NULL;
	NEW.agreed_at := NULL;
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON run.proposal FOR EACH ROW EXECUTE FUNCTION run.stamp_proposal();

CREATE FUNCTION run.stamp_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.paused_by := session_user;
	NEW.paused_at := clock_timestamp();
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON run.pause FOR EACH ROW EXECUTE FUNCTION run.stamp_pause();
ALTER TABLE run.pause ADD CHECK (reason <> '');

CREATE FUNCTION run.stamp_waiver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.waived_by := session_user;
	NEW.waived_at := clock_timestamp();
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON run.waiver FOR EACH ROW EXECUTE FUNCTION run.stamp_waiver();
ALTER TABLE run.waiver ADD CHECK (reason <> '');

-- What was asked about these tasks is no longer open: they were undone, or came to their end otherwise.  A
-- proposal about several stands for the others.
CREATE FUNCTION run.withdraw(for_run_id int, gone int[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
	UPDATE run.proposal p SET
		task_nos = CASE WHEN p.task_nos <@ gone THEN p.task_nos
			ELSE ARRAY(SELECT n FROM unnest(p.task_nos) n WHERE n <> ALL (gone)) END,
		withdrawn_at = CASE WHEN p.task_nos <@ gone THEN clock_timestamp() END
	WHERE p.run_id = for_run_id AND p.agreed_by IS NULL AND p.withdrawn_at IS NULL AND p.task_nos && gone
$$;

-- So it is when a task ends.  Once for a statement, which may end thousands.
CREATE FUNCTION run.withdraw_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM run.proposal p WHERE p.agreed_by IS NULL AND p.withdrawn_at IS NULL
		AND p.run_id IN (SELECT n.run_id FROM new_tasks n)) THEN
		PERFORM run.withdraw(e.run_id, e.task_nos)
		FROM (SELECT n.run_id, array_agg(n.task_no) AS task_nos FROM new_tasks n
			WHERE n.state IN ('done', 'skipped', 'accepted') GROUP BY n.run_id) e;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER withdraw_ended AFTER UPDATE ON run.task REFERENCING NEW TABLE AS new_tasks
	FOR EACH STATEMENT EXECUTE FUNCTION run.withdraw_ended();

-- Whether this session holds the runner's lock of the run.
CREATE FUNCTION run.must_hold_lock(for_run_id int) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.objid = for_run_id
		AND l.objsubid = 2 AND l.granted AND l.pid = pg_backend_pid()) THEN
		RAISE EXCEPTION 'run % is not locked by this session', for_run_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
END $$;

-- Refuses to touch a table that a task outside of `task_nos` has filled, too: its rows would go with theirs.
CREATE FUNCTION run.must_fill_alone(for_run_id int, task_nos int[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM run.task u JOIN run.task o ON o.run_id = u.run_id AND o.partitions && u.partitions
		WHERE u.run_id = for_run_id AND u.task_no = ANY (task_nos) AND o.task_no <> ALL (task_nos)
			AND o.state <> 'planned') THEN
		RAISE EXCEPTION 'another task has filled the same table' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
END $$;

-- Locks the run's row, so that nobody decides on it meanwhile, and refuses what must not be undone: once it
-- is decided, the tasks that were decided on, and any that fills a table of theirs.
CREATE FUNCTION run.may_undo(for_run_id int, task_nos int[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	decided text;
BEGIN
	PERFORM run.must_hold_lock(for_run_id);
	SELECT r.decision INTO decided FROM run.run r WHERE r.run_id = for_run_id FOR UPDATE;
	IF decided NOT IN ('none', 'computed') AND EXISTS (
		SELECT FROM run.task t
		JOIN run.task d ON d.run_id = t.run_id AND d.in_digest
			AND (d.task_no = t.task_no OR d.partitions && t.partitions)
		WHERE t.run_id = for_run_id AND t.task_no = ANY (task_nos)) THEN
		RAISE EXCEPTION 'what was decided cannot be undone' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
END $$;

-- After something was undone: the run is to be gone on with, and a digest of what is no more cannot be approved.
CREATE FUNCTION run.reopen(for_run_id int, task_nos int[]) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
	UPDATE run.run r SET execution = 'planned', ended_at = NULL, exit_code = NULL, message_id = NULL, message = NULL,
		detail = NULL, remedy = NULL, waiting_for = NULL, stop_asked = NULL,
		results_digest = CASE WHEN EXISTS (SELECT FROM run.task t WHERE t.run_id = r.run_id
			AND t.task_no = ANY (task_nos) AND t.in_digest) THEN NULL ELSE r.results_digest END
	WHERE r.run_id = for_run_id
$$;

-- Undoes tasks whole: as if they had never begun.  Rows are deleted, not truncated: nobody who reads is
-- waited for or made to wait, and a pg_dump whose snapshot is older still sees what its ledger speaks of.
-- Again on what is undone it finds nothing.
CREATE FUNCTION run.undo(for_run_id int, task_nos int[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	parent text;
BEGIN
	PERFORM run.may_undo(for_run_id, task_nos);
	PERFORM run.must_fill_alone(for_run_id, task_nos);
	PERFORM run.withdraw(for_run_id, task_nos);
	-- The chunks first: a helper's lease is waited for, and nobody can take one any more.
	DELETE FROM run.chunk c WHERE c.run_id = for_run_id AND c.task_no = ANY (task_nos);
	FOR parent IN SELECT DISTINCT unnest(t.partitions) FROM run.task t
		WHERE t.run_id = for_run_id AND t.task_no = ANY (task_nos) AND t.state <> 'planned'
	LOOP
		IF to_regclass(format('result.%I', parent || '_r' || for_run_id)) IS NOT NULL THEN
			EXECUTE format('DELETE FROM result.%I', parent || '_r' || for_run_id);
		END IF;
	END LOOP;
	INSERT INTO run.leftover (run_id, name)
	SELECT a.run_id, a.name FROM run.artifact a WHERE a.run_id = for_run_id AND a.task_no = ANY (task_nos)
	ON CONFLICT DO NOTHING;
	DELETE FROM run.artifact a WHERE a.run_id = for_run_id AND a.task_no = ANY (task_nos);
	DELETE FROM run.quarantine q WHERE q.run_id = for_run_id AND q.task_no = ANY (task_nos);
	DELETE FROM run.hold_hit h WHERE h.run_id = for_run_id AND h.task_no = ANY (task_nos);
	DELETE FROM run.alarm a WHERE a.run_id = for_run_id AND a.task_no = ANY (task_nos);
	-- What was set aside for good is tried again, unless a person decided to leave it out.
	DELETE FROM run.set_aside s WHERE s.run_id = for_run_id AND s.task_no = ANY (task_nos) AND NOT EXISTS (
		SELECT FROM run.waiver w WHERE w.run_id = s.run_id AND w.task_no = s.task_no AND w.key = s.key);
	UPDATE run.task t SET state = 'planned', chunks = 0, expected = 0, n_read = 0, n_written = 0, n_unchanged = 0,
		n_held = 0, n_quarantined = 0, n_warnings = 0, yen = 0, started_at = NULL, ended_at = NULL,
		message_id = NULL, message = NULL, detail = NULL, remedy = NULL, waiting_for = NULL
	WHERE t.run_id = for_run_id AND t.task_no = ANY (task_nos);
	PERFORM run.reopen(for_run_id, task_nos);
END $$;

-- Takes the quarantined households of one task out of their chunks, into chunks of one, as of `cut`; those
-- that were waived stay.  only_key: NULL for all.  Says how many.  The chunks they leave keep their digests:
-- of what they read and wrote then.
CREATE FUNCTION run.retry(for_run_id int, for_task_no int, only_key bigint, cut timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	parent text;
	tried bigint[];
BEGIN
	PERFORM run.may_undo(for_run_id, ARRAY[for_task_no]);
	PERFORM run.must_fill_alone(for_run_id, ARRAY[for_task_no]);
	SELECT array_agg(DISTINCT q.key) INTO tried
	FROM run.quarantine q
	WHERE q.run_id = for_run_id AND q.task_no = for_task_no AND q.key = coalesce(only_key, q.key) AND NOT EXISTS (
		SELECT FROM run.waiver w WHERE w.run_id = q.run_id AND w.task_no = q.task_no AND w.key = q.key);
	IF tried IS NULL THEN
		RETURN 0;
	END IF;
	PERFORM run.withdraw(for_run_id, ARRAY[for_task_no]);
	WITH gone AS (
		DELETE FROM run.quarantine q
		WHERE q.run_id = for_run_id AND q.task_no = for_task_no AND q.key = ANY (tried)
		RETURNING q.chunk_no
	), fewer AS (
		SELECT g.chunk_no, count(*) AS n FROM gone g GROUP BY g.chunk_no
	)
	UPDATE run.chunk c SET expected = c.expected - f.n, n_read = c.n_read - f.n, n_quarantined = c.n_quarantined - f.n
	FROM fewer f
	WHERE c.run_id = for_run_id AND c.task_no = for_task_no AND c.chunk_no = f.chunk_no;
	DELETE FROM run.set_aside s WHERE s.run_id = for_run_id AND s.task_no = for_task_no AND s.key = ANY (tried);
	FOR parent IN SELECT unnest(t.partitions) FROM run.task t WHERE t.run_id = for_run_id AND t.task_no = for_task_no
	LOOP
		EXECUTE format('DELETE FROM result.%I WHERE household_id = ANY ($1)', parent || '_r' || for_run_id) USING tried;
	END LOOP;
	INSERT INTO run.chunk (run_id, task_no, chunk_no, lo, hi, expected, as_of)
	SELECT for_run_id, for_task_no, l.last_no + k.n, k.key, k.key + 1, 1, cut
	FROM unnest(ARRAY(SELECT unnest(tried) ORDER BY 1)) WITH ORDINALITY k (key, n)
	CROSS JOIN (SELECT max(c.chunk_no) AS last_no FROM run.chunk c
		WHERE c.run_id = for_run_id AND c.task_no = for_task_no) l;
	INSERT INTO run.recut (run_id, task_no, key, as_of)
	SELECT for_run_id, for_task_no, unnest(tried), cut
	ON CONFLICT (run_id, task_no, key) DO UPDATE SET as_of = excluded.as_of;
	UPDATE run.task t SET state = 'running', ended_at = NULL, message_id = NULL, message = NULL, detail = NULL,
		remedy = NULL, waiting_for = NULL, chunks = t.chunks + cardinality(tried)
	WHERE t.run_id = for_run_id AND t.task_no = for_task_no;
	PERFORM run.reopen(for_run_id, ARRAY[for_task_no]);
	RETURN cardinality(tried);
END $$;

-- A task whose records are households does those of an earlier task's retry as of the same instant; one that
-- has cut its chunks already did them as they were.
CREATE FUNCTION run.recut_like(for_run_id int, for_task_no int, like_task_no int) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM run.may_undo(for_run_id, ARRAY[for_task_no]);
	INSERT INTO run.recut (run_id, task_no, key, as_of)
	SELECT r.run_id, t.task_no, r.key, r.as_of
	FROM run.recut r
	JOIN run.task t ON t.run_id = r.run_id AND t.task_no = for_task_no AND t.state IN ('planned', 'waiting')
	WHERE r.run_id = for_run_id AND r.task_no = like_task_no
	ON CONFLICT (run_id, task_no, key) DO UPDATE SET as_of = greatest(run.recut.as_of, excluded.as_of);
END $$;

-- Cuts chunks of one out of the chunks of a task that is being planned, for its recut keys; says how many
-- chunks there are then.  Which of its neighbours' records lie on which side is not known here, so
-- `expected` moves by the one record: the sum is that of the targets.
CREATE FUNCTION run.split_recut(for_run_id int, for_task_no int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	again record;
	whole run.chunk;
	last_no int;
BEGIN
	PERFORM run.must_hold_lock(for_run_id);
	IF EXISTS (SELECT FROM run.chunk c WHERE c.run_id = for_run_id AND c.task_no = for_task_no AND c.done) THEN
		RAISE EXCEPTION 'chunks that are done are not cut' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	SELECT coalesce(max(c.chunk_no), 0) INTO last_no FROM run.chunk c
	WHERE c.run_id = for_run_id AND c.task_no = for_task_no;
	FOR again IN SELECT r.key, r.as_of FROM run.recut r
		WHERE r.run_id = for_run_id AND r.task_no = for_task_no ORDER BY r.key
	LOOP
		SELECT * INTO whole FROM run.chunk c
		WHERE c.run_id = for_run_id AND c.task_no = for_task_no AND c.lo <= again.key AND again.key < c.hi;
		CONTINUE WHEN NOT FOUND;
		-- The chunk itself becomes the single one; what lies before and after it becomes new ones.
		UPDATE run.chunk c SET lo = again.key, hi = again.key + 1, as_of = again.as_of, expected = least(whole.expected, 1)
		WHERE c.run_id = for_run_id AND c.task_no = for_task_no AND c.chunk_no = whole.chunk_no;
		IF whole.lo < again.key THEN
			last_no := last_no + 1;
			INSERT INTO run.chunk (run_id, task_no, chunk_no, lo, hi, expected)
			VALUES (for_run_id, for_task_no, last_no, whole.lo, again.key, greatest(whole.expected - 1, 0));
		END IF;
		IF again.key + 1 < whole.hi THEN
			last_no := last_no + 1;
			INSERT INTO run.chunk (run_id, task_no, chunk_no, lo, hi, expected)
			VALUES (for_run_id, for_task_no, last_no, again.key + 1, whole.hi,
				CASE WHEN whole.lo < again.key THEN 0 ELSE greatest(whole.expected - 1, 0) END);
		END IF;
	END LOOP;
	RETURN last_no;
END $$;

-- The second person's word makes a proposal true: another login than the one that asked (CHECK of the
-- table), on a run that nobody is at work on (a runner cannot begin before this transaction ends).
CREATE FUNCTION run.agree(for_proposal_id int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p run.proposal;
	decided text;
BEGIN
	SELECT * INTO p FROM run.proposal o WHERE o.proposal_id = for_proposal_id AND o.agreed_by IS NULL
		AND o.withdrawn_at IS NULL FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no such open proposal' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NOT pg_try_advisory_xact_lock(72, p.run_id) THEN
		RAISE EXCEPTION 'run % is at work', p.run_id USING ERRCODE = 'object_in_use';
	END IF;
	UPDATE run.proposal o SET agreed_by = session_user, agreed_at = clock_timestamp()
	WHERE o.proposal_id = for_proposal_id;
	SELECT r.decision INTO decided FROM run.run r WHERE r.run_id = p.run_id FOR UPDATE;
	UPDATE run.task t SET state = CASE p.command WHEN 'skip' THEN 'skipped' ELSE 'accepted' END,
		ended_at = clock_timestamp(), waiting_for = NULL
	WHERE t.run_id = p.run_id AND t.task_no = ANY (p.task_nos) AND t.kind <> 'gate'
		AND (decided IN ('none', 'computed') OR NOT t.in_digest)
		AND t.state = ANY (CASE p.command WHEN 'skip' THEN '{planned,waiting,failed,out_of_balance}'
			ELSE '{failed,out_of_balance}' END::text[]);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the state of the task does not allow it' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	INSERT INTO run.action (run_id, command, reason)
	VALUES (p.run_id, p.command || ' --agree', format('proposal %s of %s', p.proposal_id, p.proposed_by));
END $$;

REVOKE ALL ON FUNCTION run.withdraw(int, int[]), run.must_hold_lock(int), run.must_fill_alone(int, int[]),
	run.may_undo(int, int[]), run.reopen(int, int[]), run.undo(int, int[]),
	run.retry(int, int, bigint, timestamptz), run.recut_like(int, int, int), run.split_recut(int, int),
	run.agree(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.undo(int, int[]), run.retry(int, int, bigint, timestamptz), run.recut_like(int, int, int),
	run.split_recut(int, int), run.agree(int) TO getsuji_runner;
GRANT EXECUTE ON FUNCTION run.agree(int) TO getsuji_approver;
GRANT SELECT ON run.household_cut TO getsuji_runner, getsuji_approver;
-- A retry is told which households, a waiver that they are left out: both by functions and rows of their own.
REVOKE DELETE ON run.waiver FROM getsuji_runner;
