-- What operating needs of the ledger: who tried when, what was steered, what was set aside for good, what
-- is done again as of another instant, and who agreed to what.

-- A task that a condition or a person left out is skipped; one that a person took as good is accepted.
-- Both count as done for what comes after.
ALTER TABLE run.task DROP CONSTRAINT task_state_check;
ALTER TABLE run.task ADD CONSTRAINT task_state_check CHECK (state IN
	('planned', 'running', 'waiting', 'done', 'failed', 'out_of_balance', 'skipped', 'accepted'));
ALTER TABLE run.task DROP CONSTRAINT task_kind_check;
ALTER TABLE run.task ADD CONSTRAINT task_kind_check CHECK (kind IN ('job', 'sql', 'gate', 'milestone'));
ALTER TABLE run.task
	ADD waiting_for text,                               -- what a waiting task waits for; NULL: nothing
	ADD detail text,                                    -- of the error: place and facts
	ADD remedy text,                                    -- of the error: what to do
	ADD in_digest boolean NOT NULL DEFAULT false;       -- its results are approved at a gate
UPDATE run.task SET in_digest = name IN ('recalculate', 'compare') WHERE kind = 'job';

ALTER TABLE run.run
	ADD stop_asked text CHECK (stop_asked IN ('chunk', 'now')), -- cleared when a runner begins
	ADD waiting_for text,
	ADD detail text,                                    -- of the error that ended it: place and facts
	ADD remedy text,                                    -- what to do about it
	ADD artifact_dir text;                              -- absolute, on the last runner's host

-- A chunk of records that are done again after their facts were mended reads them as of a later instant.
ALTER TABLE run.chunk
	ADD as_of timestamptz,                              -- NULL: the run's cut
	ADD started_at timestamptz;                         -- of the transaction that committed it

-- Whoever looks at a run asks what was done to it.
CREATE INDEX action_run ON run.action (run_id, action_id);

-- Every runner process that took the run, and how it ended.
CREATE TABLE run.attempt (
	run_id          int NOT NULL REFERENCES run.run,
	attempt_no      int NOT NULL,
	runner          text NOT NULL,                      -- host:pid
	started_by      text NOT NULL DEFAULT session_user,
	began_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
	ended_at        timestamptz,                        -- NULL: at work, or it died
	execution       text,
	exit_code       int,
	message_id      int,
	PRIMARY KEY (run_id, attempt_no)
);

-- What went wrong and was mended without a person: retries, reconnections, crashes, sessions ended.
CREATE TABLE run.incident (
	incident_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id          int NOT NULL REFERENCES run.run,
	task_no         int,
	chunk_no        int,
	kind            text NOT NULL,                      -- an event of engine/README.md
	detail          text NOT NULL DEFAULT '',
	at              timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX incident_run ON run.incident (run_id, incident_id);

-- What a person should look at although the run goes on; one of a kind for a task.
CREATE TABLE run.alarm (
	run_id          int NOT NULL,
	task_no         int NOT NULL,                       -- 0: the run
	kind            text NOT NULL CHECK (kind IN ('deadline', 'too_few', 'too_many')),
	detail          text NOT NULL,
	at              timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, task_no, kind)
);

-- A run or a task that waits for an operator.
CREATE TABLE run.pause (
	run_id          int NOT NULL REFERENCES run.run,
	task_no         int NOT NULL,                       -- 0: the whole run
	reason          text NOT NULL,
	paused_by       text NOT NULL DEFAULT session_user,
	paused_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, task_no)
);

-- Records that the engine does not give to the job any more: they crash the program or break a constraint.
-- The chunk that holds them writes them to run.quarantine.
CREATE TABLE run.set_aside (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	key             bigint NOT NULL,
	rule            text NOT NULL,                      -- 'crash', 'constraint'
	message_id      int NOT NULL,
	reason          text NOT NULL,
	at              timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, task_no, key)
);

-- Quarantined records that a person decided to leave out: no longer a warning.
CREATE TABLE run.waiver (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	key             bigint NOT NULL,
	reason          text NOT NULL,
	waived_by       text NOT NULL DEFAULT session_user,
	waived_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (run_id, task_no, key)
);

-- Records that are done again as of a later instant (rerun --mode only-quarantined).
CREATE TABLE run.recut (
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	key             bigint NOT NULL,
	as_of           timestamptz NOT NULL,
	PRIMARY KEY (run_id, task_no, key)
);

-- Files whose rows a rerun undid: removed when the next manifest is written, unless made again.
CREATE TABLE run.leftover (
	run_id          int NOT NULL,
	name            text NOT NULL,
	PRIMARY KEY (run_id, name)
);

-- What needs a second person: asked for by one login, agreed to by another.
CREATE TABLE run.proposal (
	proposal_id     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id          int NOT NULL REFERENCES run.run,
	task_no         int NOT NULL,                       -- 0: all abnormal tasks (after-abnormal)
	command         text NOT NULL CHECK (command IN ('skip', 'set-ok', 'after-abnormal')),
	reason          text NOT NULL CHECK (reason <> ''),
	proposed_by     text NOT NULL DEFAULT session_user,
	proposed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
	task_nos        int[] NOT NULL DEFAULT '{}',        -- what it is about, as it stood then
	agreed_by       text,
	agreed_at       timestamptz,
	withdrawn_at    timestamptz,                        -- its tasks were undone, or came to their end otherwise
	CHECK (agreed_by <> proposed_by),
	CHECK (agreed_by IS NULL OR withdrawn_at IS NULL)
);
CREATE UNIQUE INDEX proposal_open ON run.proposal (run_id, task_no, command)
	WHERE agreed_by IS NULL AND withdrawn_at IS NULL;

-- Who uses a named exclusive resource; the lock itself is an advisory one (73, hash of the name).
CREATE TABLE run.resource_use (
	name            text PRIMARY KEY,
	run_id          int NOT NULL,
	task_no         int NOT NULL,
	since           timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What is told to the outside, written in the transaction that made it true, sent after its commit.
CREATE TABLE run.outbox (
	event_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id          int NOT NULL REFERENCES run.run,
	event           text NOT NULL,
	payload         jsonb NOT NULL,
	at              timestamptz NOT NULL DEFAULT clock_timestamp(),
	tries           int NOT NULL DEFAULT 0,
	sent_at         timestamptz
);
CREATE INDEX outbox_unsent ON run.outbox (event_id) WHERE sent_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON run.attempt, run.alarm, run.outbox, run.resource_use TO getsuji_runner;
GRANT SELECT ON run.recut TO getsuji_runner;
GRANT SELECT, INSERT ON run.incident, run.set_aside, run.waiver, run.proposal TO getsuji_runner;
GRANT SELECT, INSERT, DELETE ON run.pause, run.leftover TO getsuji_runner;
GRANT DELETE ON run.set_aside, run.waiver, run.resource_use TO getsuji_runner;
GRANT SELECT ON run.attempt, run.incident, run.alarm, run.pause, run.set_aside, run.waiver, run.recut, run.proposal,
	run.outbox, run.resource_use TO getsuji_approver;
