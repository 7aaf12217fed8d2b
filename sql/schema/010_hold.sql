-- Holds of households, and the chain of operator actions.

-- ---- what must not leave -------------------------------------------------------------------------

-- Holds that matter, at an instant, for what leaves for a month: known at that instant, not ended on its
-- day in Japan, and begun by then or before the month ends.  So a hold that ended yesterday holds nobody
-- back, and one that begins within the month already does.
CREATE FUNCTION fact.holds_at(instant timestamptz, month_on date)
RETURNS TABLE (household_id bigint, name text, reason text, recorded_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT h.household_id, h.name, h.reason, h.recorded_at
	FROM fact.hold h
	WHERE h.recorded_at < instant AND h.superseded_at >= instant
		AND h.valid_to > (instant AT TIME ZONE 'Asia/Tokyo')::date
		AND h.valid_from < greatest((month_on + interval '1 month')::date, (instant AT TIME ZONE 'Asia/Tokyo')::date + 1)
$$;

-- The second cut of a run, after its gate: whoever is held at that instant gets neither letter nor
-- payment.  Taken once, by the first task that makes something that leaves, and kept: done again, also
-- after a rerun, the same households are held and the same bytes come out.
CREATE TABLE run.hold_cut (
	run_id          int PRIMARY KEY REFERENCES run.run,
	taken_at        timestamptz NOT NULL
);

CREATE TABLE run.held (
	run_id          int NOT NULL REFERENCES run.hold_cut,
	household_id    bigint NOT NULL,
	hold            text NOT NULL,
	reason          text NOT NULL,
	PRIMARY KEY (run_id, household_id, hold)
);

-- Takes that cut if the run is confirmed and it is not taken yet, and gives back who is held.  It waits for
-- the transactions that are recording facts at that moment, as every cut does; two callers queue at the key.
CREATE FUNCTION run.freeze_holds(for_run_id int)
RETURNS TABLE (household_id bigint, hold text, reason text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	cut timestamptz;
BEGIN
	IF EXISTS (SELECT FROM run.run r WHERE r.run_id = for_run_id AND r.decision = 'confirmed')
		AND NOT EXISTS (SELECT FROM run.hold_cut c WHERE c.run_id = for_run_id) THEN
		INSERT INTO run.hold_cut AS c (run_id, taken_at) VALUES (for_run_id, run.take_cut())
		ON CONFLICT DO NOTHING RETURNING c.taken_at INTO cut;
		INSERT INTO run.held (run_id, household_id, hold, reason)
		SELECT r.run_id, h.household_id, h.name, h.reason
		FROM run.run r
		CROSS JOIN LATERAL fact.holds_at(cut, r.month_on) h
		WHERE r.run_id = for_run_id AND cut IS NOT NULL AND (r.office_id = 0 OR r.office_id = h.household_id / 100000000)
		ON CONFLICT DO NOTHING; -- two holds of one name: one of them is told
	END IF;
	RETURN QUERY SELECT h.household_id, h.hold, h.reason FROM run.held h WHERE h.run_id = for_run_id;
END $$;

-- Who is held at this moment, for a letter made on demand: a hold made since the cut counts, one that was
-- lifted does not.
CREATE FUNCTION run.current_holds(for_run_id int, household bigint)
RETURNS TABLE (hold text, reason text) LANGUAGE sql VOLATILE AS $$
	SELECT h.name, h.reason
	FROM run.run r
	CROSS JOIN LATERAL fact.holds_at(clock_timestamp(), r.month_on) h
	WHERE r.run_id = for_run_id AND h.household_id = household
$$;

REVOKE ALL ON FUNCTION run.freeze_holds(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION run.freeze_holds(int) TO getsuji_runner;
GRANT SELECT ON run.hold_cut, run.held TO getsuji_runner;
GRANT SELECT ON run.hold_cut, run.held TO getsuji_approver;

-- ---- what operators did --------------------------------------------------------------------------

-- Each row carries the digest of the one before it, so that whoever changes, deletes, inserts or moves a
-- row behind the triggers' back breaks the chain where he did; `getsuji audit` finds the place.  Rows cut
-- off at the end, or a chain computed anew, are found by comparing with a digest written down elsewhere.
ALTER TABLE run.action
	ADD key         bigint,                     -- the household or record that was acted on; NULL: none
	ADD chain_no    bigint,                     -- 1, 2, 3 … without gaps
	ADD prev_sha256 bytea,                      -- of the row before; 32 zero bytes in the first
	ADD sha256      bytea;                      -- over run.action_bytes()

-- The bytes of a row: every column but the digest itself as LENGTH:TEXT; (bytes of UTF-8), NULL as -;
-- so that no two rows have the same.  engine/cli/audit.c builds them anew, without this function.
CREATE FUNCTION run.action_bytes(a run.action) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
	SELECT convert_to(string_agg(coalesce(octet_length(v) || ':' || v, '-') || ';', '' ORDER BY n), 'UTF8')
	FROM unnest(ARRAY['getsuji.action.1', a.chain_no::text, encode(a.prev_sha256, 'hex'), a.action_id::text,
		a.run_id::text, a.key::text, a.command, a.reason, a.acted_by,
		(extract(epoch FROM a.acted_at) * 1000000)::bigint::text]) WITH ORDINALITY AS u(v, n)
$$;

-- The lock makes actions queue until the one before is committed or gone, so the chain has neither forks
-- nor gaps.  It is held to the end of the transaction: insert the action last.
CREATE OR REPLACE FUNCTION run.stamp_action() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(74, 1);
	SELECT a.chain_no + 1, a.sha256 INTO NEW.chain_no, NEW.prev_sha256
	FROM run.action a ORDER BY a.chain_no DESC LIMIT 1;
	IF NOT FOUND THEN
		NEW.chain_no := 1;
		NEW.prev_sha256 := decode(repeat('00', 32), 'hex');
	END IF;
	NEW.acted_by := session_user;
	NEW.acted_at := clock_timestamp();
	NEW.sha256 := sha256(run.action_bytes(NEW));
	RETURN NEW;
END $$;

-- Actions of before are chained in their order.
ALTER TABLE run.action DISABLE TRIGGER append_only;
DO $$
DECLARE
	link run.action;
	before bytea := decode(repeat('00', 32), 'hex');
	n bigint := 0;
BEGIN
	FOR link IN SELECT * FROM run.action ORDER BY action_id LOOP
		n := n + 1;
		link.chain_no := n;
		link.prev_sha256 := before;
		before := sha256(run.action_bytes(link));
		UPDATE run.action SET chain_no = n, prev_sha256 = link.prev_sha256, sha256 = before
		WHERE action_id = link.action_id;
	END LOOP;
END $$;
ALTER TABLE run.action ENABLE TRIGGER append_only;
ALTER TABLE run.action
	ALTER chain_no SET NOT NULL,
	ALTER prev_sha256 SET NOT NULL,
	ALTER sha256 SET NOT NULL,
	ADD UNIQUE (chain_no);

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON run.action FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON run.approval FOR EACH STATEMENT EXECUTE FUNCTION run.append_only();
