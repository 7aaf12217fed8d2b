#!/bin/bash
# The moves between states are one list: what `states` prints is what the database allows, and no more.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_start
pg_migrate

printed=$("$GETSUJI" states --format dot 2>/dev/null | sed -nE 's/^ *(run|task|decision)_([a-z_]+) -> (run|task|decision)_([a-z_]+) .*/\1 \2 \4/p' | LC_ALL=C sort)
ok 'states prints moves' test "$(wc -l <<<"$printed")" -gt 40
is "$(pg_query "SELECT of || ' ' || from_state || ' ' || to_state FROM run.move" | LC_ALL=C sort)" "$printed" 'the database has the same moves'

# Every pair of states is tried on a run and on a task, as the runner and as the owner.
psql -Xq -v ON_ERROR_STOP=1 <<'S'
INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
VALUES ('a', 1, '2027-01-01', 1, '\x00', '', clock_timestamp(), 'planned');
INSERT INTO run.task (run_id, task_no, name, kind, job, state, message_id) VALUES (1, 1, 'a', 'job', 'a', 'planned', 1559);
CREATE FUNCTION public.tried(of_table text, of_column text, among text) RETURNS TABLE (from_state text, to_state text)
LANGUAGE plpgsql AS $$
BEGIN
	FOR from_state, to_state IN
		SELECT a.s, b.s FROM unnest(string_to_array(among, ' ')) a (s), unnest(string_to_array(among, ' ')) b (s) WHERE a.s <> b.s
	LOOP
		BEGIN
			SET LOCAL session_replication_role = replica; -- to get there past the guards
			EXECUTE format('UPDATE run.%I SET %I = %L', of_table, of_column, from_state);
			SET LOCAL session_replication_role = origin;
			PERFORM set_config('role', current_setting('tried.role'), true);
			EXECUTE format('UPDATE run.%I SET %I = %L', of_table, of_column, to_state);
			SET LOCAL ROLE postgres;
			RETURN NEXT;
		EXCEPTION WHEN integrity_constraint_violation THEN
			SET LOCAL ROLE postgres;
		END;
	END LOOP;
END $$;
S
tried() { # ROLE TABLE COLUMN: the moves that were let through
	pg_query "SET tried.role = $1; SELECT '$2 ' || from_state || ' ' || to_state FROM public.tried('$2', '$3',
		(SELECT string_agg(DISTINCT s, ' ') FROM run.move m, LATERAL (VALUES (m.from_state), (m.to_state)) v (s) WHERE m.of = '$2'))" |
		LC_ALL=C sort
}
moves() { awk -v of="$1" '$1 == of && $2 != $3' <<<"$printed"; }
is "$(tried getsuji_runner run execution)" "$(moves run)" 'a run moves as printed, and not otherwise'
is "$(tried getsuji_owner task state)" "$(moves task)" 'a task, too, for the functions that undo and agree'
is "$(tried getsuji_runner task state)" "$(moves task | awk '$3 != "accepted" && $2 !~ /^(done|skipped|accepted)$/ && !($3 == "planned" && $2 != "waiting") && !($3 == "skipped" && $2 !~ /^(planned|waiting)$/)')" \
	'the runner itself neither undoes nor accepts, and leaves out only what its condition (GJ1559) says'
done_testing
