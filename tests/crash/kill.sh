#!/bin/bash
# kill -9 of the runner at random instants of the monthly run, twenty times; after each, resume.  Every
# row of a result, every chunk's digest and total, every file must equal those of an undisturbed run.
# KILLS sets how many, SEED the instants (printed), HOUSEHOLDS the size of the office.
. tests/harness/tap.sh
. tests/harness/pg.sh

KILLS=${KILLS:-20}
SEED=${SEED:-$RANDOM}
HOUSEHOLDS=${HOUSEHOLDS:-400}
OFFICE=13113
RANDOM=$SEED

pg_start
pg_migrate
GENERATE=${BUILD:-build}/bench/generate
FACTS=$PG_DIR/scratch/facts
"$GENERATE" --households "$HOUSEHOLDS" --offices 1 --month 2027-01 --seed 7 --out "$FACTS" >/dev/null || exit 1
for step in "rates" "facts $FACTS"; do
	pg_as getsuji_run "$GETSUJI" import $step >"$PG_DIR/scratch/import.log" 2>&1
	case $? in 0 | 4) ;; *) sed 's/^/# /' "$PG_DIR/scratch/import.log"; exit 1 ;; esac
done
TEMPLATE=$PGDATABASE

# The month up to a state: `go FILES STATE` starts or goes on until it is waiting or done.
go() { pg_as getsuji_run "$GETSUJI" run monthly --month 2027-01 --office $OFFICE --workers 2 --artifacts "$1"; }
run_id() { pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'"; }
decide() {
	pg_as getsuji_approve "$GETSUJI" approve "$(run_id)" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE graph = 'monthly'")" &&
		pg_as getsuji_run "$GETSUJI" confirm "$(run_id)"
}

# Everything that must be equal, as text: no instants, no workers, no attempts.
picture() { # FILES
	local t
	for t in "result.decision ORDER BY run_id, household_id" "result.change ORDER BY run_id, household_id" \
		"result.piece ORDER BY run_id, piece_no" "result.claim_run ORDER BY run_id" \
		"result.claim_decision ORDER BY household_id, month_on" "result.exclusion ORDER BY household_id" \
		"run.quarantine ORDER BY run_id, task_no, key, rule" "run.hold_hit ORDER BY run_id, task_no, key, hold" \
		"run.artifact ORDER BY run_id, name"; do
		pg_query "SELECT '${t%% *}', * FROM $t"
	done
	pg_query "SELECT run_id, task_no, chunk_no, done, lo, hi, expected, n_read, n_written, n_unchanged, n_held,
		n_quarantined, n_warnings, yen, input_digest, output_digest FROM run.chunk ORDER BY run_id, task_no, chunk_no"
	pg_query "SELECT run_id, task_no, name, state, chunks, expected, n_read, n_written, n_unchanged, n_held,
		n_quarantined, n_warnings, yen FROM run.task ORDER BY run_id, task_no"
	pg_query "SELECT run_id, graph, month_on, edition, execution, decision, results_digest FROM run.run ORDER BY run_id"
	(cd "$1" && find . -type f | LC_ALL=C sort | xargs sha256sum)
}

database() { # NAME: a fresh copy of the imported facts
	export PGDATABASE=$TEMPLATE
	pg_clone "$1"
}

# Starts the run and kills it after so many milliseconds; says whether it was still at work.
kill_after() { # FILES MS
	local pid
	(PGUSER=getsuji_run exec "$GETSUJI" run monthly --month 2027-01 --office $OFFICE --workers 2 --artifacts "$1") \
		>/dev/null 2>&1 & # exec: the process that is killed must be the runner itself
	pid=$!
	sleep "$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))"
	if kill -9 $pid 2>/dev/null; then
		wait $pid 2>/dev/null
		[ $? = 137 ]
	else
		wait $pid 2>/dev/null
		false
	fi
}

database undisturbed
FILES=$PG_DIR/scratch/undisturbed
start=$(date +%s%N)
go "$FILES" >"$PG_DIR/scratch/run.log" 2>&1
before_gate=$((($(date +%s%N) - start) / 1000000))
decide >>"$PG_DIR/scratch/run.log" 2>&1
start=$(date +%s%N)
go "$FILES" >>"$PG_DIR/scratch/run.log" 2>&1
after_gate=$((($(date +%s%N) - start) / 1000000))
is "$(pg_query "SELECT execution, decision FROM run.run WHERE graph = 'monthly'")" 'done|confirmed' 'the undisturbed run is done'
picture "$FILES" >"$PG_DIR/scratch/undisturbed.txt"
echo "# seed $SEED, $HOUSEHOLDS households, undisturbed: $before_gate ms before the gate, $after_gate ms after it"

hits=0
differ=0
for ((i = 1; i <= KILLS; i++)); do
	database kill_$i
	FILES=$PG_DIR/scratch/kill_$i
	if ((i % 2)); then
		kill_after "$FILES" $((RANDOM % before_gate)) && hits=$((hits + 1))
		go "$FILES" >"$PG_DIR/scratch/run.log" 2>&1
		decide >>"$PG_DIR/scratch/run.log" 2>&1
	else
		go "$FILES" >"$PG_DIR/scratch/run.log" 2>&1
		decide >>"$PG_DIR/scratch/run.log" 2>&1
		kill_after "$FILES" $((RANDOM % after_gate)) && hits=$((hits + 1))
	fi
	pg_as getsuji_run "$GETSUJI" resume "$(run_id)" --workers 2 --artifacts "$FILES" >>"$PG_DIR/scratch/run.log" 2>&1
	picture "$FILES" >"$PG_DIR/scratch/kill.txt"
	if ! cmp -s "$PG_DIR/scratch/undisturbed.txt" "$PG_DIR/scratch/kill.txt"; then
		differ=$((differ + 1))
		diff "$PG_DIR/scratch/undisturbed.txt" "$PG_DIR/scratch/kill.txt" | head -n 10 | cut -c1-200 | sed "s/^/# kill $i: /"
		sed "s/^/# kill $i: /" "$PG_DIR/scratch/run.log" | tail -n 10
	fi
	psql -Xqd "$TEMPLATE" -c "DROP DATABASE kill_$i WITH (FORCE)"
	rm -rf "$FILES"
done
is "$differ" 0 "$KILLS kills, $hits of them while it worked: every row and every byte as in the undisturbed run"
ok 'more than half of the kills hit a run at work' test $((hits * 2)) -gt "$KILLS"
done_testing
