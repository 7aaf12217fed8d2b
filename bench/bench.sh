#!/bin/bash
# bench.sh: what `make bench` prints: one line per promise about speed and memory, with what was
# measured, the first step that it must reach, and whether it does.
#
#   SIZES="1000 10000 100000"   households; the ratio at the largest is the one that is judged
#   PAIRS=3                     how often job and floor are measured, in turn; the median ratio counts
#   MONTHLY=1                   also the whole monthly graph at the largest size, with all notices
#   PARTS="engine dump"         only these: kernel recalculate cost dump engine notices workbooks matching vouchers mail
#   PERSONS="50000 100000"      of the annual matching; memory at the largest is judged against that at the smallest;
#                               of the part vouchers: cities for a year (city.sh)
#   HOUSEHOLDS=20000            of the part mail: a month's payments, slips and mail (mail.sh)
#   NODE_PATH=…/node_modules    where Node finds graphile-worker, for the engine's peer
#
# All figures are from this machine and this hour; the ratios are what travels.  A throwaway PostgreSQL
# with the settings of production (fsync on); two workers and two connections, as the job has.
# The exit code is 0 when every line could be measured, whether or not its step was reached.
set -euo pipefail
cd "$(dirname "$0")/.."

BUILD=${BUILD:-build}
GETSUJI=$BUILD/getsuji
SIZES=${SIZES:-1000 10000 100000}
PAIRS=${PAIRS:-3}
PARTS=${PARTS:-kernel recalculate cost dump engine notices workbooks matching}
PERSONS=${PERSONS:-50000 100000}
OFFICE=13113
MONTH=2027-01
MONTH_END=2027-02-01
WORKERS=2
PYTHON=/usr/bin/python3 # Debian's, which has python3-reportlab and python3-xlsxwriter
export PG_OPTIONS="-c fsync=on -c synchronous_commit=on -c shared_buffers=1GB -c work_mem=64MB \
	-c max_wal_size=16GB -c checkpoint_timeout=30min -c wal_buffers=64MB"
unset GETSUJI_DSN GETSUJI_STATE
. bench/city.sh
. bench/mail.sh

# NAME FIGURE STEP COMPARISON: FIGURE and STEP are numbers; COMPARISON is <= or >=
line() {
	local name=$1 figure=$2 step=$3 comparison=$4 unit=${5:-} verdict
	verdict=$(awk "BEGIN { print ($figure $comparison $step) ? \"reached\" : \"NOT REACHED\" }")
	printf '%-70s %12s   %s %s%s   %s\n' "$name" "$figure$unit" "$comparison" "$step" "$unit" "$verdict"
}

fact() { # NAME FIGURE: a figure without a step
	printf '%-70s %12s\n' "$1" "$2"
}

median() {
	sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

calc() { # EXPRESSION [FORMAT]
	awk "BEGIN { printf \"${2:-%.2f}\", $1 }"
}

field() { # KEY: its number in a line of key=value or of JSON
	sed -nE "s/.*\"?\\b$1\"?[=:] *([0-9.]+).*/\\1/p"
}

machine() {
	printf '%s, %s CPUs, %s GB; %s; fsync %s us\n' "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)" \
		"$(nproc)" "$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" \
		"$(pg_query 'SELECT split_part(version(), $$ on $$, 1)')" "$(fsync_microseconds)"
}

fsync_microseconds() { # a slow disk changes what small transactions cost
	"$PG_BIN/pg_test_fsync" -s 1 -f "$PG_DIR/scratch/fsync" 2>/dev/null |
		sed -nE '/fdatasync/s/.* ([0-9]+) usecs.*/\1/p' | head -1
}

# N: a database with an office of N households, current from now on
office_of() {
	pg_clone "office_$1" getsuji
	"$BUILD/bench/generate" --households "$1" --office $OFFICE --month $MONTH --out "$WORK/facts-$1" >&2
	pg_as getsuji_run "$GETSUJI" import facts "$WORK/facts-$1" --quiet
	rm -r "$WORK/facts-$1"
	psql -Xqc 'VACUUM ANALYZE' -c CHECKPOINT
}

# EDITION: the job as a site runs it; prints seconds and peak memory in kB
job() {
	"$BUILD/bench/measure" "$WORK/job" env PGUSER=getsuji_run "$GETSUJI" run bench/recalculate.yaml --month $MONTH \
		--office $OFFICE --edition "$1" --workers $WORKERS --artifacts "$WORK/artifacts" \
		--quarantine-limit 9999999 >"$WORK/job.log" 2>&1 || [ $? = 4 ]
	cat "$WORK/job"
}

# The decisions of the first run in two halves, and scripts that read and write the same by two connections.
prepare_floor() {
	local lo hi middle half run
	run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'bench_recalculate' ORDER BY run_id LIMIT 1")
	read -r lo middle hi < <(psql -XqAt -F' ' -c "SELECT min(household_id), percentile_disc(0.5)
		WITHIN GROUP (ORDER BY household_id), max(household_id) + 1 FROM result.decision WHERE run_id = $run")
	for half in "a $lo $middle" "b $middle $hi"; do
		set -- $half
		psql -Xqc "COPY (SELECT * FROM result.decision WHERE run_id = $run AND household_id >= $2
			AND household_id < $3) TO STDOUT (FORMAT BINARY)" >"$WORK/rows.$1"
		{
			sed -e "s/:lo/$2/g; s/:hi/$3/g; s/:month_end/$MONTH_END/g; s/:month_on/$MONTH-01/g" bench/floor_out.sql
			printf -- '-- rows: %s\nCOPY result.bench_floor FROM STDIN (FORMAT BINARY)\n;\n' "$WORK/rows.$1"
		} >"$WORK/floor.$1"
	done
}

floor_once() {
	psql -Xqc 'DROP TABLE IF EXISTS result.bench_floor' -c 'CREATE TABLE result.bench_floor
		(LIKE result.decision INCLUDING DEFAULTS INCLUDING CONSTRAINTS)' 2>/dev/null
	"$BUILD/bench/floor" "$WORK/floor.a" "$WORK/floor.b"
}

recalculate() { # N
	local n=$1 pair seconds peak floor ratios='' jobs='' floors='' peaks=''
	job 1 >/dev/null # warms the cache and gives the floor its rows
	prepare_floor
	for pair in $(seq "$PAIRS"); do
		read -r seconds peak < <(job $((pair + 1)))
		floor=$(floor_once)
		jobs+="$seconds " floors+="$floor " peaks+="$peak "
		ratios+="$(calc "$seconds / $floor" %.3f) "
	done
	JOB_SECONDS=$(tr ' ' '\n' <<<"${jobs% }" | median)
	JOB_PEAK=$(calc "$(tr ' ' '\n' <<<"${peaks% }" | median) / 1024" %.0f)
	fact "recalculate $n households: job" "$(calc "$JOB_SECONDS" %.3f) s"
	fact "recalculate $n households: COPY floor" "$(calc "$(tr ' ' '\n' <<<"${floors% }" | median)" %.3f) s"
	RATIO=$(calc "$(tr ' ' '\n' <<<"${ratios% }" | median)")
	if [ "$n" = "$LARGEST" ]; then
		line "recalculate $n households: job over floor" "$RATIO" 1.5 '<=' x
	else
		fact "recalculate $n households: job over floor" "${RATIO}x"
	fi
	fact "recalculate $n households: peak memory" "$JOB_PEAK MB"
	breakdown "$n"
}

# Where the last job's time went: before the first chunk is done, chunks, keys and balance.
breakdown() { # N
	psql -XqAt -F' ' -c "SELECT extract(epoch FROM min(c.done_at) - r.created_at)::numeric(9, 3),
			extract(epoch FROM max(c.done_at) - min(c.done_at))::numeric(9, 3),
			extract(epoch FROM r.ended_at - max(c.done_at))::numeric(9, 3)
		FROM run.run r JOIN run.chunk c USING (run_id)
		WHERE run_id = (SELECT max(run_id) FROM run.run WHERE graph = 'bench_recalculate')
		GROUP BY r.run_id" | while read -r start chunks keys; do
		fact "recalculate $1 households: to the first chunk + others + keys, balance" "$start + $chunks + $keys s"
	done
}

# The same rows by other means, at the largest size.  Neither computes the law, which favours them: so the
# set-based one is told without a verdict, and the step for row by row is met in spite of it.
peers() { # N
	local n=$1 run seconds peer_n=$((n < 20000 ? n : 20000))
	run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'bench_recalculate' ORDER BY run_id LIMIT 1")
	psql -Xqc 'CREATE TABLE result.peer_set (LIKE result.decision INCLUDING ALL)' \
		-c 'ALTER TABLE result.peer_set ADD PRIMARY KEY (household_id)' \
		-c 'CREATE TABLE result.peer_rows (LIKE result.peer_set INCLUDING ALL)' \
		-c "CREATE SEQUENCE result.peer_next START $((OFFICE * 100000000 + 1))"
	"$BUILD/bench/measure" "$WORK/set" psql -Xq -v run="$run" -v month_on=$MONTH-01 -v month_end=$MONTH_END \
		-f bench/peer_set.sql
	seconds=$(cut -d' ' -f1 "$WORK/set")
	fact "recalculate against one set-based INSERT SELECT with key, no rules" "$(calc "$seconds / $JOB_SECONDS" %.1f)x"
	"$BUILD/bench/measure" "$WORK/rows" "$PG_BIN/pgbench" -n -M prepared -c $WORKERS -j $WORKERS \
		-t $((peer_n / WORKERS)) -D run="$run" -f bench/peer_rows.sql >/dev/null
	seconds=$(calc "$(cut -d' ' -f1 "$WORK/rows") * $n / $peer_n" %.3f)
	line "recalculate against row by row (pgbench, prepared), no rules" "$(calc "$seconds / $JOB_SECONDS" %.1f)" 30 '>=' x
}

# The whole graph: cut, recalculate, compare, impact, approval, notices, workbooks.
monthly() { # N
	local run digest began=$EPOCHREALTIME
	monthly_getsuji() { pg_as "$1" "$GETSUJI" "${@:2}" --artifacts "$WORK/artifacts" >/dev/null 2>&1 || [ $? = 4 ]; }
	monthly_getsuji getsuji_run run monthly --month $MONTH --office $OFFICE --workers $WORKERS \
		--quarantine-limit "$1"
	run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'")
	digest=$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $run")
	pg_as getsuji_approve "$GETSUJI" approve "$run" --digest "$digest" >/dev/null
	pg_as getsuji_run "$GETSUJI" confirm "$run" >/dev/null || [ $? = 4 ]
	"$BUILD/bench/measure" "$WORK/monthly" env PGUSER=getsuji_run "$GETSUJI" resume "$run" --workers $WORKERS \
		--quarantine-limit "$1" --artifacts "$WORK/artifacts" >/dev/null 2>&1 || [ $? = 4 ]
	line "monthly graph, $1 households, all notices and workbooks" \
		"$(calc "$EPOCHREALTIME - $began" %.0f)" 300 '<=' ' s'
	fact "monthly graph, $1 households: peak memory" "$(calc "$(cut -d' ' -f2 "$WORK/monthly") / 1024" %.0f) MB"
}

kernel() {
	local rate households computable
	read -r rate households computable < <("$BUILD/bench/kernel")
	line "rule kernel, no trace, one core ($computable of $households computable)" \
		"$(calc "$rate / 1e6")" 0.5 '>=' ' M/s'
}

notices() {
	local ours peer threads
	ours=$("$BUILD/bench/bench_notice" 10000 1 5000)
	peer=$("$PYTHON" bench/peer_notice.py 2000)
	line "notices in bundles against reportlab, one core" \
		"$(calc "$(field pages_per_s <<<"$ours") / $(field pages_per_s <<<"$peer")")" 2 '>=' x
	fact "notices in bundles, one core" "$(field pages_per_s <<<"$ours") pages/s"
	fact "notices by reportlab, one core" "$(field pages_per_s <<<"$peer") pages/s"
	threads=$("$BUILD/bench/bench_notice" 20000 2 5000)
	fact "notices, two threads against one" \
		"$(calc "$(field pages_per_s <<<"$threads") / $(field pages_per_s <<<"$ours")")x"
	fact "notices: bytes a page" "$(field bytes_per_page <<<"$ours")"
	fact "notices: peak memory, ours / reportlab" "$(field peak_mb <<<"$ours") / $(field peak_mb <<<"$peer") MB"
	ours=$("$BUILD/bench/bench_notice" 100 1 1)
	line "one notice as its own PDF" "$(field pages_per_s <<<"$ours")" 32 '>=' /s
	fact "one notice as its own PDF: size" "$(calc "$(field bytes_per_page <<<"$ours") / 1000" %.0f) kB"
}

workbooks() {
	local ours peer
	ours=$("$BUILD/bench/bench_workbook" 100000 3)
	peer=$("$PYTHON" bench/peer_workbook.py 50000)
	line "workbooks against bare libxlsxwriter" "$(calc "$(field ratio <<<"$ours") * 100" %.0f)" 80 '>=' ' %'
	line "workbooks against Python XlsxWriter" \
		"$(calc "$(field rows_per_second <<<"$ours") / $(field rows_per_second <<<"$peer")")" 2 '>=' x
	fact "workbooks: peak memory, ours / XlsxWriter" "$(field peak_mb <<<"$ours") / $(field peak_mb <<<"$peer") MB"
}

# Memory at the largest size against twice that: chunks grow with the office up to their limit (smaller
# offices are cut finer, so that all workers have something to do), and beyond it nothing does.
flat() {
	local before=$JOB_PEAK
	office_of $((2 * LARGEST))
	recalculate $((2 * LARGEST))
	line "flat: peak memory at $((2 * LARGEST)) over that at $LARGEST" "$(calc "$JOB_PEAK / $before")" 1.1 '<=' x
}

# What it costs that a run can be killed and gone on with, sets records aside, and can say what it did: the
# job against the same statements, rules and rows without ledger, leases, digests, totals (bare.c), in turn.
cost() {
	local pair bare ratios='' run as_of rates
	job 400 >/dev/null
	IFS='|' read -r as_of rates < <(pg_query "SELECT as_of::text, rate_set_id FROM run.run
		WHERE graph = 'bench_recalculate' ORDER BY run_id DESC LIMIT 1")
	for ((pair = 1; pair <= 5; pair++)); do
		run=$((900000 + pair))
		pg_query "SELECT run.make_partition('decision', $run)" >/dev/null
		bare=$(PGUSER=getsuji_run "$BUILD/bench/bare" $OFFICE "$as_of" "$rates" $run $WORKERS | cut -d' ' -f1)
		ratios+="$(calc "$(job_seconds $((400 + pair))) / $bare" %.3f) "
	done
	line "recalculate $LARGEST households: with ledger, leases, digests, totals, over without" \
		"$(tr ' ' '\n' <<<"${ratios% }" | median)" 1.25 '<=' x
}

# What a backup costs: the job beside a pg_dump whose output nobody takes, so that it keeps its snapshot and
# its locks on every table for the whole run; in turn with the job alone, first one, then the other.  For
# comparison also beside one that dumps as fast as it can, which takes a core of its own.
beside_dump() {
	local pair alone beside busy ratios='' busy_ratios='' i
	job 500 >/dev/null
	for ((pair = 1; pair <= 5; pair++)); do
		i=$((500 + 4 * pair))
		if ((pair % 2)); then
			alone=$(job_seconds $i)
			beside=$(beside held $((i + 1)))
		else
			beside=$(beside held $((i + 1)))
			alone=$(job_seconds $i)
		fi
		busy=$(beside busy $((i + 2)))
		ratios+="$(calc "$beside / $alone" %.3f) " busy_ratios+="$(calc "$busy / $alone" %.3f) "
	done
	line "recalculate $LARGEST households beside a pg_dump held open, over alone" \
		"$(tr ' ' '\n' <<<"${ratios% }" | median)" 1.10 '<=' x
	fact "recalculate $LARGEST households beside a pg_dump at full speed, over alone" \
		"$(tr ' ' '\n' <<<"${busy_ratios% }" | median)x"
}

job_seconds() { # EDITION
	local seconds
	read -r seconds _ < <(job "$1")
	echo "$seconds"
}

# HOW EDITION: held: it fills its pipe and waits; busy: it goes on, again and again, while the job runs
beside() {
	local dump
	case $1 in
	held)
		"$PG_BIN/pg_dump" 2>/dev/null >"$WORK/dump.pipe" &
		dump=$!
		exec 9<"$WORK/dump.pipe"
		;;
	busy)
		while :; do "$PG_BIN/pg_dump" >/dev/null 2>&1 || exit 1; done &
		dump=$!
		;;
	esac
	until dumping; do
		sleep 0.02
	done
	job_seconds "$2"
	if [ "$1" = held ] && ! dumping; then
		echo 'bench.sh: the dump ended before the job' >&2
		exit 1
	fi
	kill "$dump"
	[ "$1" = busy ] || exec 9<&-
	wait "$dump" 2>/dev/null || true
	pg_query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pg_dump'" >/dev/null
}

dumping() { # every table is locked, and the snapshot is taken
	[ "$(pg_query "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE a.application_name = 'pg_dump' AND l.granted AND l.relation = 'result.decision'::regclass")" != 0 ]
}

# The engine alone: chunks and tasks that do nothing but are durable, against those who do as little.
engine_alone() {
	local n
	pg_clone engine getsuji
	export PGUSER=getsuji_run
	printf 'graph: slices\ntitle: no-op\ntasks:\n  - {name: slices, job: slices, params: {chunks: 20000}}\n' >"$WORK/slices.yaml"
	line 'engine alone: tiny chunks, each a durable transaction' "$(per_second 20000 "$WORK/slices.yaml")" 1000 '>=' ' /s'
	for n in 1000 5000; do
		mkdir -p "$WORK/nodes-$n"
		"$PYTHON" bench/no_op_graph.py "$WORK/nodes-$n" $n
	done
	line 'engine alone: 5,000 durable no-op tasks, ready together' "$(per_second 5000 "$WORK/nodes-5000/together.yaml")" 5000 '>=' ' /s'
	fact 'engine alone: 5,000 milestones in a graph' "$(per_second 5000 "$WORK/nodes-5000/milestone.yaml") /s"
	for n in 1000 5000; do
		against_builders $n
	done
	against_queue 5000
	export PGUSER=postgres
}

# TASKS GRAPH: tasks (or chunks) a second, the median of three editions, each with a ledger as it grows
per_second() {
	local first edition seconds=''
	first=$(pg_query 'SELECT coalesce(max(edition), 0) + 1 FROM run.run')
	for ((edition = first; edition < first + 3; edition++)); do
		seconds+="$("$BUILD/bench/engine" "$2" $edition "$WORK/artifacts" $WORKERS) "
	done
	calc "$1 / $(tr ' ' '\n' <<<"${seconds% }" | median)" %.0f
}

# N: the same graph of no-op nodes by the engine, make and ninja.  Theirs are processes, ours transactions.
against_builders() {
	local n=$1 ours peer command
	ours=$(per_second "$n" "$WORK/nodes-$n/task.yaml")
	fact "engine alone: graph of $n no-op tasks, two to wait for" "$ours /s"
	for command in 'make -s -j2' 'ninja -j2 --quiet'; do
		if ! command -v "${command%% *}" >/dev/null; then
			fact "engine alone: graph of $n against ${command%% -*}" "not installed"
			continue
		fi
		peer=$(builder "$command" "$WORK/nodes-$n")
		fact "engine alone: graph of $n against $command ($(calc "$n / $peer" %.0f) /s)" "$(calc "$ours * $peer / $n" %.2f)x"
	done
}

builder() { # COMMAND FOLDER: seconds, the median of three
	local i seconds='' measure
	measure=$(realpath "$BUILD/bench/measure")
	for i in 1 2 3; do
		(cd "$2" && "$measure" "$WORK/builder" $1)
		seconds+="$(cut -d' ' -f1 "$WORK/builder") "
	done
	tr ' ' '\n' <<<"${seconds% }" | median
}

# N: tasks of a queue in Node on the same server, as it comes and as its makers advise for speed.
against_queue() {
	local n=$1 how seconds ours
	if ! command -v node >/dev/null; then
		fact 'engine alone: against graphile-worker' 'no Node'
		return
	fi
	if ! node -e "require.resolve('graphile-worker')" 2>/dev/null; then
		fact 'engine alone: against graphile-worker (npm install graphile-worker; NODE_PATH)' 'not installed'
		return
	fi
	ours=$(per_second "$n" "$WORK/nodes-$n/together.yaml")
	PGUSER=postgres psql -Xqd postgres -c 'CREATE DATABASE queue'
	for how in default batch; do
		read -r _ seconds < <(PGUSER=postgres PGDATABASE=queue node bench/peer_queue.js "$n" $how)
		fact "engine alone: together, against graphile-worker, $how ($(calc "$n / $seconds" %.0f) /s)" \
			"$(calc "$ours * $seconds / $n" %.2f)x"
	done
}

# The annual matching of an office: both inquiries, answers, findings, workbooks, adoption, letters; every finding
# is compared with what was planted.  PERSONS: about so many, 1.25 a household.
matching() { # PERSONS
	local households=$(($1 * 4 / 5)) began
	pg_clone "matching_$1" getsuji
	MATCHING_SECONDS=0 MATCHING_PEAK=0 WORK=$PG_DIR/scratch/matching-$1 FACTS=$PG_DIR/scratch/matching-$1/facts
	mkdir "$WORK"
	"$BUILD/bench/generate" --households "$households" --office $OFFICE --month 2027-06 --out "$FACTS" >&2
	gs import facts "$FACTS" --quiet --quarantine-limit 99999
	fact "matching $1 persons: in the office" "$(pg_query 'SELECT count(*) FROM fact.current_person')"
	psql -Xqc 'VACUUM ANALYZE' -c CHECKPOINT
	inquiry_of "$1" 2027-06 pension csv
	survey_of "$1" pension 2027-06
	inquiry_of "$1" 2027-07 tax xml
	survey_of "$1" tax 2027-07
	fact "matching $1 persons: seconds in all" "$MATCHING_SECONDS s"
	fact "matching $1 persons: largest resident set of a step" "$(calc "$MATCHING_PEAK / 1024" %.0f) MB"
	WORK=$PG_DIR/scratch
	rm -r "$PG_DIR/scratch/matching-$1"
}

# PERSONS NAME COMMAND…: measured, as the runner
step() {
	local seconds peak
	"$BUILD/bench/measure" "$WORK/step" env PGUSER=getsuji_run "$GETSUJI" "${@:3}" >"$WORK/step.log" 2>&1 || [ $? = 4 ] || {
		tail -5 "$WORK/step.log" >&2
		return 1
	}
	read -r seconds peak <"$WORK/step"
	fact "matching $1 persons: $2" "$(calc "$seconds" %.1f) s, $(calc "$peak / 1024" %.0f) MB"
	MATCHING_SECONDS=$(calc "$MATCHING_SECONDS + $seconds" %.1f)
	[ "$peak" -le "$MATCHING_PEAK" ] || MATCHING_PEAK=$peak
}

gate_of() { # PERSONS GRAPH MONTH: approved, confirmed, and on
	local run
	run=$(run_of "$2" "$3")
	approve "$2" "$3"
	step "$1" "$2 $3, confirmed" confirm "$run"
	step "$1" "$2 $3, after its gate" resume "$run" --workers $WORKERS --artifacts "$WORK/files"
}

inquiry_of() { # PERSONS MONTH SURVEY FORM
	local file
	step "$1" "inquiry $2, to its gate" run inquiry --month "$2" --office $OFFICE --workers $WORKERS --artifacts "$WORK/files"
	gate_of "$1" inquiry "$2"
	REQUESTS=$(files_of inquiry "$2")/requests
	answers "$2" "$3" --form "$4"
	for file in "$WORK/answers-$2"/*; do
		step "$1" "import of ${file##*/} ($(calc "$(stat -c %s "$file") / 1e6" %.0f) MB)" import answers "$file" \
			--quarantine-limit 99999
	done
	psql -Xqc 'VACUUM ANALYZE' # as a server left alone does in the days between
}

survey_of() { # PERSONS GRAPH MONTH
	step "$1" "$2 $3, to its gate" run "$2" --month "$3" --office $OFFICE --workers $WORKERS --artifacts "$WORK/files"
	gold
	line "matching $1 persons: $2, findings that are not as planted" "$(misfits "$2" "$3" | wc -l)" 0 '<='
	gate_of "$1" "$2" "$3"
}

matching_flat() {
	local n first='' peak
	for n in $PERSONS; do
		matching "$n"
		first=${first:-$MATCHING_PEAK}
	done
	line "matching $n persons: all steps" "$MATCHING_SECONDS" 600 '<=' ' s'
	line "matching: largest resident set at $n persons over that at ${PERSONS%% *}" "$(calc "$MATCHING_PEAK / $first")" 1.1 '<=' x
}

wants() { # PART
	[[ " $PARTS " == *" $1 "* ]]
}

main() {
	local n
	LARGEST=$(tr ' ' '\n' <<<"$SIZES" | sort -n | tail -1)
	pg_start
	WORK=$PG_DIR/scratch
	mkfifo "$WORK/dump.pipe"
	pg_migrate
	pg_as getsuji_run "$GETSUJI" import rates --quiet
	machine
	printf '\n%-70s %12s   %s\n' 'what' 'measured' 'first step'
	if wants kernel; then
		kernel
	fi
	if wants recalculate; then
		for n in $SIZES; do
			office_of "$n"
			recalculate "$n"
		done
		peers "$LARGEST"
	fi
	if { wants cost || wants dump; } && ! wants recalculate; then
		office_of "$LARGEST"
	fi
	if wants cost; then
		cost
	fi
	if wants dump; then
		beside_dump
	fi
	if wants recalculate && [ "${MONTHLY:-0}" = 1 ]; then
		monthly "$LARGEST"
	fi
	if wants recalculate && [ "$LARGEST" -ge 100000 ]; then
		flat
	fi
	if wants engine; then
		engine_alone
	fi
	if wants notices; then
		notices
	fi
	if wants workbooks; then
		workbooks
	fi
	if wants matching; then
		matching_flat
	fi
	if wants vouchers; then
		cities
	fi
	if wants mail; then
		mails
	fi
}
main
