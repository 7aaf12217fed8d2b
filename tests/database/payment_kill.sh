#!/bin/bash
# The graph `payment` killed with kill -9 at its failpoints and at any time, before the gate and after it, and gone on with:
# the same payments under the same numbers, and the same bytes in every file, as if nothing had happened.
set -u
. tests/harness/tap.sh
. tests/harness/matching.sh

matching_office 150 2027-01 --money || exit 1
survey monthly 2027-01 && pass monthly 2027-01 || exit 1
# The run that is killed is planned by the program and stopped before its first task.
(GETSUJI_FAILPOINT=plan.after_commit:1:killgroup PGUSER=getsuji_run setsid "$GETSUJI-failpoints" run payment --month 2027-01 \
	--office $OFFICE --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1) 2>/dev/null
RUN=$(run_of payment 2027-01) FOLDER=$(files_of payment 2027-01) READY=$PGDATABASE
mkdir "$FOLDER"
cp -a "$FOLDER" "$WORK/ready"

picture() { # what was planned, paid and entered; every file
	pg_query "SELECT to_jsonb(p) - 'run_id' FROM result.payment p ORDER BY p.household_id, p.part;
		SELECT to_jsonb(c) - 'recorded_at' FROM result.claim_payment c ORDER BY c.payment_no;
		TABLE result.payment_refusal ORDER BY 1, 2, 3; TABLE result.payment_balance ORDER BY 1, 2, 3;
		TABLE result.claim_payment_office; SELECT to_jsonb(f) - 'recorded_at' FROM result.claim_bank_file f;
		SELECT name, n_read, n_written, n_unchanged, n_held, yen, state FROM run.task WHERE run_id = $RUN ORDER BY task_no"
	(cd "$FOLDER" && find . -type f ! -name manifest.csv ! -name '*.log' | LC_ALL=C sort | xargs sha256sum)
}
again() { # NAME: the database and the files as they were when the run was planned
	pg_fresh "$1" "$READY"
	rm -rf "$FOLDER"
	cp -a "$WORK/ready" "$FOLDER"
}
go_on() { # to the end, through the gate unless it is passed
	gs resume "$RUN" --artifacts "$WORK/files" || return
	[ "$(pg_query "SELECT decision FROM run.run WHERE run_id = $RUN")" = confirmed ] || pass payment 2027-01
}
kill_at() { # FAILPOINT SECONDS PROGRAM
	killed=0
	GETSUJI_FAILPOINT=$1 PGUSER=getsuji_run setsid "$3" resume "$RUN" --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1 &
	if [ -n "$2" ]; then
		sleep "$2"
		kill -9 -- -$! 2>/dev/null
	fi
	wait $! 2>/dev/null || killed=$?
}
to_gate() { # up to the gate and confirmed: what comes after it is killed
	gs resume "$RUN" --artifacts "$WORK/files" && approve payment 2027-01 && gs confirm "$RUN"
}

again undisturbed
ok 'the run goes on undisturbed' go_on
UNDISTURBED=$(picture)
is "$(pg_query "SELECT count(*) > 100, count(DISTINCT part), count(DISTINCT method) FROM result.claim_payment")" 't|3|2' \
	'it pays households, landlords and insurers, by bank and at the counter'
is "$(cd "$FOLDER" && find . -name '*.xlsx' -o -name '*.txt' | LC_ALL=C sort | tr '\n' ' ')" \
	"./bank/$(basename "$FOLDER"/bank/*.txt) ./counter_list.xlsx ./payment_check.xlsx ./proxy_list.xlsx " '… and has its four files'

again done_again
ok 'paying is done again, and all that follows' eval 'go_on && gs rerun "$RUN" --mode task=payment_issue,downstream --yes --reason test --artifacts "$WORK/files"'
is "$(picture)" "$UNDISTURBED" '… the same numbers, the same files'

HIT=0
same() { # WHAT
	[ "$killed" != 137 ] || HIT=$((HIT + 1))
	go_on || return
	is "$(picture)" "$UNDISTURBED" "$1: the same numbers, the same files"
}
for point in chunk.after_read:1 chunk.before_commit:1 chunk.after_commit:1 task.after_commit:1 publish.after_place:1 run.before_end:1; do
	again "before_${point//[.:]/_}"
	kill_at "$point:killgroup" '' "$GETSUJI-failpoints"
	is "$killed" 137 "killed at $point, before the gate"
	same "$point, before the gate"
done
again confirmed
to_gate || exit 1
rm -rf "$WORK/ready"
cp -a "$FOLDER" "$WORK/ready"
READY=confirmed
for point in statement.before_commit:1 statement.after_commit:1 statement.before_commit:2 statement.after_commit:2 chunk.after_read:2 \
	publish.after_sync:1 publish.after_place:2 run.after_end:1; do
	again "after_${point//[.:]/_}"
	kill_at "$point:killgroup" '' "$GETSUJI-failpoints"
	is "$killed" 137 "killed at $point, after the gate"
	same "$point, after the gate"
done
for seconds in 0.05 0.1 0.2; do
	again "seconds${seconds/./_}"
	kill_at '' "$seconds" "$GETSUJI"
	same "killed after $seconds s"
done
like "$HIT" '^1[4-7]$' 'most of the kills hit'
done_testing
