# slow_run.sh: a small office whose run takes a second or two, so that there is time to interfere.  Source it
# after tap.sh; it starts a server.
#
#   fresh NAME              a copy of the database with facts and rates; $FILES is its folder of artifacts
#   slow [OPTION…]          runs graph `slow`, 300 chunks of 5 ms each, as run 2
#   resume [OPTION…]        goes on with run 2
#   in_back NAME COMMAND…   one of these in the background, output to $LOGS/NAME.log; $! is its pid
#   until_still PID         waits until the working process of PID is frozen; its own pid is $CHILD
#   picture                 a digest of all results and digests of chunks

. tests/harness/pg.sh
pg_office 300 3
LOGS=$WORK
GRAPH=$LOGS/slow.yaml
cat >"$GRAPH" <<'Y'
graph: slow
tasks:
  - {name: recalculate, job: recalculate, chunk: 1}
  - {name: compare, job: compare, chunk: 50, after: [recalculate]}
Y

fresh() {
	pg_fresh "$1"
	FILES=$LOGS/$1
	slow_down 0.005
}
slow_down() { # SECONDS for each household
	psql -Xq <<-S
		CREATE OR REPLACE FUNCTION public.slow_down() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN PERFORM pg_sleep($1); RETURN NEW; END';
		CREATE OR REPLACE TRIGGER slow_down BEFORE INSERT ON result.decision FOR EACH ROW
			EXECUTE FUNCTION public.slow_down();
	S
}
EXEC= # "exec" in the background: a signal must reach the program, not a shell around it
slow() { PGUSER=getsuji_run $EXEC "$GETSUJI" run "$GRAPH" --month 2027-01 --office $OFFICE --artifacts "$FILES" "$@"; }
resume() { PGUSER=getsuji_run $EXEC "$GETSUJI" resume 2 --artifacts "$FILES" "$@"; }
steer() { PGUSER=getsuji_run $EXEC "$GETSUJI" "$@"; }
in_back() { # NAME COMMAND…
	local name=$1
	shift
	(EXEC=exec; "$@") >"$LOGS/$name.log" 2>&1 &
}
stands_still() { # PID: its working process (its own pid: $CHILD) is stopped
	CHILD=$(pgrep -P "$1") && grep -q '^State:.*stopped' "/proc/$CHILD/status"
}
until_still() { # PID
	for _ in $(seq 400); do
		stands_still "$1" && return
		sleep 0.05
	done
}
ends_with() { # PID CODE NAME
	local code=0
	wait "$1" || code=$?
	is "$code" "$2" "$3"
}
some_done="SELECT count(*) > 20 FROM run.chunk WHERE done"
picture() {
	pg_query "SELECT d.* FROM result.decision d ORDER BY d.run_id, d.household_id" | sha256sum
	pg_query "SELECT c.* FROM result.change c ORDER BY c.run_id, c.household_id" | sha256sum
	pg_query "SELECT task_no, chunk_no, input_digest, output_digest FROM run.chunk ORDER BY 1, 2" | sha256sum
}
undisturbed() { # sets WANTED
	fresh undisturbed
	slow_down 0
	slow >"$LOGS/undisturbed.log" 2>&1
	WANTED=$(picture)
}
