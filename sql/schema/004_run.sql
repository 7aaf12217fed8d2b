-- run: the ledger.  It answers every operator's question.
-- States and their transitions are engine/run/state.c; a test holds both lists equal.

-- The next run's number, without the gaps that a sequence leaves after a rollback: the number is on
-- documents, so a run killed while it was being planned must get the same one when it is planned again.
CREATE FUNCTION run.next_run_id() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	last_id int;
BEGIN
	PERFORM pg_advisory_xact_lock(71, 1);
	EXECUTE 'SELECT coalesce(max(run_id), 0) FROM run.run' INTO last_id;
	RETURN last_id + 1;
END $$;

CREATE TABLE run.run (
	run_id          int PRIMARY KEY DEFAULT run.next_run_id(),
	graph           text NOT NULL,
	office_id       int NOT NULL,               -- 0 = all offices of the database
	month_on        date NOT NULL CHECK (extract(day FROM month_on) = 1),
	edition         int NOT NULL CHECK (edition >= 1),
	graph_sha256    bytea NOT NULL,
	graph_text      text NOT NULL,              -- the definition the run was planned with
	rate_set_id     int REFERENCES rate.rate_set,
	as_of           timestamptz NOT NULL,       -- the cut
	execution       text NOT NULL CHECK (execution IN
		('planned', 'running', 'waiting', 'done', 'failed', 'stopped', 'out_of_balance')),
	decision        text NOT NULL DEFAULT 'none' CHECK (decision IN
		('none', 'computed', 'approved', 'rejected', 'confirmed', 'reversed')),
	results_digest  bytea,                      -- what the approver approves; set before the gate
	started_by      text NOT NULL DEFAULT session_user,
	created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
	ended_at        timestamptz,
	exit_code       int,                        -- of the last runner, when it ended with an error
	message_id      int,                        -- of the error that ended it
	message         text,
	runner          text,                       -- host, pid of the last runner
	runner_since    timestamptz,
	UNIQUE (graph, office_id, month_on, edition),
	UNIQUE (run_id, results_digest, started_by),
	CHECK (decision IN ('none', 'computed') OR results_digest IS NOT NULL)
);

CREATE TABLE run.task (
	run_id          int NOT NULL REFERENCES run.run,
	task_no         int NOT NULL,               -- order of the graph, from 1
	name            text NOT NULL,
	kind            text NOT NULL CHECK (kind IN ('job', 'sql', 'gate')),
	job             text NOT NULL,              -- job, statement or gate
	state           text NOT NULL CHECK (state IN
		('planned', 'running', 'waiting', 'done', 'failed', 'out_of_balance')),
	chunks          int NOT NULL DEFAULT 0,
	expected        bigint NOT NULL DEFAULT 0,  -- records in its targets
	n_read          bigint NOT NULL DEFAULT 0,
	n_written       bigint NOT NULL DEFAULT 0,
	n_unchanged     bigint NOT NULL DEFAULT 0,
	n_held          bigint NOT NULL DEFAULT 0,
	n_quarantined   bigint NOT NULL DEFAULT 0,
	n_warnings      bigint NOT NULL DEFAULT 0,
	yen             bigint NOT NULL DEFAULT 0,
	started_at      timestamptz,
	ended_at        timestamptz,
	message_id      int,
	message         text,
	PRIMARY KEY (run_id, task_no),
	UNIQUE (run_id, name),
	CHECK (state <> 'done' OR n_read = n_written + n_unchanged + n_held + n_quarantined)
);

-- The lock on a chunk's row is the lease; the row itself is the checkpoint.
CREATE TABLE run.chunk (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	chunk_no        int NOT NULL,
	done            boolean NOT NULL DEFAULT false,
	lo              bigint NOT NULL,            -- keys, half-open
	hi              bigint NOT NULL,
	expected        bigint NOT NULL,
	n_read          bigint NOT NULL DEFAULT 0,
	n_written       bigint NOT NULL DEFAULT 0,
	n_unchanged     bigint NOT NULL DEFAULT 0,
	n_held          bigint NOT NULL DEFAULT 0,
	n_quarantined   bigint NOT NULL DEFAULT 0,
	n_warnings      bigint NOT NULL DEFAULT 0,
	yen             bigint NOT NULL DEFAULT 0,
	input_digest    bytea,                      -- SHA-256 of the rows read
	output_digest   bytea,                      -- SHA-256 of the rows and files written
	worker          text,                       -- host:pid:thread
	done_at         timestamptz,
	PRIMARY KEY (run_id, task_no, chunk_no),
	FOREIGN KEY (run_id, task_no) REFERENCES run.task,
	CHECK (lo < hi),
	CHECK (NOT done OR n_read = n_written + n_unchanged + n_held + n_quarantined)
) WITH (fillfactor = 70);
CREATE INDEX chunk_ready ON run.chunk (run_id, task_no, chunk_no) WHERE NOT done;

CREATE TABLE run.quarantine (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	chunk_no        int NOT NULL,
	key             bigint NOT NULL,            -- household or piece
	rule            text NOT NULL,              -- 'R2.6', 'glyph' …
	message_id      int NOT NULL,
	reason          text NOT NULL,
	PRIMARY KEY (run_id, task_no, key, rule)
);

CREATE TABLE run.hold_hit (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	chunk_no        int NOT NULL,
	key             bigint NOT NULL,
	hold            text NOT NULL,
	reason          text NOT NULL,
	PRIMARY KEY (run_id, task_no, key, hold)
);

CREATE TABLE run.artifact (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	chunk_no        int NOT NULL,
	name            text NOT NULL,
	sha256          bytea NOT NULL CHECK (octet_length(sha256) = 32),
	bytes           bigint NOT NULL,
	pages           bigint NOT NULL,
	pieces          bigint NOT NULL,
	PRIMARY KEY (run_id, name)
);

-- Approval is of a digest, by another login than the one that ran it: both are constraints here.
CREATE TABLE run.approval (
	run_id          int NOT NULL,
	step            int NOT NULL CHECK (step >= 1), -- 係長, 課長, 所長 …
	digest          bytea NOT NULL,
	started_by      text NOT NULL,
	approved_by     text NOT NULL DEFAULT session_user,
	approved_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, step),
	UNIQUE (run_id, approved_by),
	FOREIGN KEY (run_id, digest, started_by) REFERENCES run.run (run_id, results_digest, started_by),
	CHECK (approved_by <> started_by)
);

CREATE TABLE run.action (
	action_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id          int,
	command         text NOT NULL,
	reason          text NOT NULL,
	acted_by        text NOT NULL DEFAULT session_user,
	acted_at        timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION run.stamp_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.approved_by := session_user;
	NEW.approved_at := clock_timestamp();
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON run.approval FOR EACH ROW EXECUTE FUNCTION run.stamp_approval();

CREATE FUNCTION run.stamp_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.acted_by := session_user;
	NEW.acted_at := clock_timestamp();
	RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON run.action FOR EACH ROW EXECUTE FUNCTION run.stamp_action();

CREATE FUNCTION run.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.approval FOR EACH ROW EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON run.action FOR EACH ROW EXECUTE FUNCTION run.append_only();

-- The decision's transitions, and who may make them, whatever program connects.
CREATE FUNCTION run.guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.decision IN ('approved', 'confirmed', 'rejected', 'reversed')
		AND NEW.results_digest IS DISTINCT FROM OLD.results_digest THEN
		RAISE EXCEPTION 'the digest of a decided run cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.started_by <> OLD.started_by THEN
		RAISE EXCEPTION 'the login that started a run cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.decision = OLD.decision THEN
		RETURN NEW;
	END IF;
	IF (OLD.decision, NEW.decision) NOT IN (('none', 'computed'), ('computed', 'approved'), ('computed', 'rejected'),
		('approved', 'confirmed'), ('confirmed', 'reversed')) THEN
		RAISE EXCEPTION 'a decision cannot go from % to %', OLD.decision, NEW.decision
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF NEW.decision IN ('approved', 'confirmed') AND NOT EXISTS (
		SELECT FROM run.approval a WHERE a.run_id = NEW.run_id AND a.digest = NEW.results_digest) THEN
		RAISE EXCEPTION 'run % has no approval of its digest', NEW.run_id USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER guard_decision BEFORE UPDATE ON run.run FOR EACH ROW EXECUTE FUNCTION run.guard_decision();

-- The cut.  Takes the clock, then waits for the transactions that hold a writer's lock on a fact table
-- at that moment, as CREATE INDEX CONCURRENTLY does: no row can slip under it later, no clerk waits.
CREATE FUNCTION run.take_cut() RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	cut timestamptz := clock_timestamp();
	writers text[];
BEGIN
	SELECT array_agg(l.virtualtransaction) INTO writers
	FROM pg_locks l
	JOIN pg_class c ON c.oid = l.relation
	JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'RowExclusiveLock' AND n.nspname = 'fact'
		AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
		AND l.pid IS DISTINCT FROM pg_backend_pid();
	WHILE EXISTS (SELECT FROM pg_locks l WHERE l.virtualtransaction = ANY (writers)) LOOP
		PERFORM pg_sleep(0.002);
	END LOOP;
	RETURN cut;
END $$;

-- A partition of a result table for one run: made apart and attached, so that a pg_dump of the parent
-- is not in the way; run_id is its default, so that rows are sent without it.
CREATE FUNCTION run.make_partition(parent text, for_run_id int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	partition_name text := parent || '_r' || for_run_id;
BEGIN
	IF parent !~ '^[a-z_]+$' OR to_regclass('result.' || parent) IS NULL THEN
		RAISE EXCEPTION 'no result table %', parent USING ERRCODE = 'undefined_table';
	END IF;
	IF to_regclass('result.' || partition_name) IS NOT NULL THEN
		RETURN;
	END IF;
	EXECUTE format('CREATE TABLE result.%I (LIKE result.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
		partition_name, parent);
	EXECUTE format('ALTER TABLE result.%I ALTER run_id SET DEFAULT %s', partition_name, for_run_id);
	EXECUTE format('GRANT SELECT, INSERT ON result.%I TO getsuji_runner', partition_name);
	EXECUTE format('ALTER TABLE result.%I ATTACH PARTITION result.%I FOR VALUES IN (%s)',
		parent, partition_name, for_run_id);
END $$;

-- Statistics of a partition that one statement has filled: without them the planner takes every filter
-- for rare, and a statement that wants the first row of a key may read them all.
CREATE FUNCTION run.analyze_partition(parent text, for_run_id int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET default_statistics_target = 10 AS $$
BEGIN
	IF parent !~ '^[a-z_]+$' OR to_regclass('result.' || parent || '_r' || for_run_id) IS NULL THEN
		RAISE EXCEPTION 'no partition of % for run %', parent, for_run_id USING ERRCODE = 'undefined_table';
	END IF;
	EXECUTE format('ANALYZE result.%I', parent || '_r' || for_run_id);
END $$;

GRANT SELECT, INSERT, UPDATE ON run.run, run.task, run.chunk TO getsuji_runner;
GRANT SELECT, INSERT ON run.quarantine, run.hold_hit, run.artifact, run.action TO getsuji_runner;
GRANT SELECT ON run.approval TO getsuji_runner;
GRANT SELECT ON run.run, run.task, run.chunk, run.quarantine, run.hold_hit, run.artifact TO getsuji_approver;
GRANT SELECT, INSERT ON run.approval, run.action TO getsuji_approver;
GRANT UPDATE (decision) ON run.run TO getsuji_approver;
REVOKE ALL ON FUNCTION run.take_cut(), run.make_partition(text, int), run.analyze_partition(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.take_cut(), run.make_partition(text, int), run.analyze_partition(text, int)
	TO getsuji_runner;
