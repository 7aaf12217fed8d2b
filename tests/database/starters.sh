#!/bin/bash
# Many start the same run at once: one runs, the others are told who, where and since when.
. tests/harness/tap.sh
. tests/harness/slow_run.sh
undisturbed

fresh twenty
declare -a PIDS=()
for i in $(seq 20); do
	in_back "starter$i" slow --workers 1
	PIDS+=($!)
done
declare -A CODES=()
for pid in "${PIDS[@]}"; do
	code=0
	wait "$pid" || code=$?
	CODES[$code]=$((${CODES[$code]:-0} + 1))
done
is "${CODES[4]:-0} ${CODES[6]:-0}" '1 19' 'of twenty starters one runs, nineteen end with 6'
is "$(grep -l GJ1504 "$LOGS"/starter*.log | wc -l)" 19 'each of them is told that the run is active elsewhere'
is "$(grep -hE "runner $(hostname):[0-9]+~[0-9a-f]{6}, login getsuji_run, since 20[0-9-]+ [0-9:]+ JST" "$LOGS"/starter*.log | sort -u | wc -l)" 1 \
	'all by the same runner, with its host, its login and since when'
is "$(picture)" "$WANTED" 'the results are those of one that was alone'
is "$(pg_query "SELECT attempt_no, execution, exit_code, ended_at > began_at FROM run.attempt")" '1|done|4|t' \
	'one attempt is in the ledger, and how it ended'
is "$(pg_query "SELECT event FROM run.outbox ORDER BY event_id" | tr '\n' ' ')" 'run.started run.done ' 'its events are in the outbox'
is "$(pg_query "SELECT artifact_dir FROM run.run WHERE run_id = 2")" "$FILES" 'the folder of its files is in the ledger, absolute'
code 0 'the same command once more: nothing is left to do' slow
done_testing
