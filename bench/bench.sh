#!/bin/bash
# bench.sh: what `make bench` prints: one line per promise about speed and memory, with what was
# measured, the first step that it must reach, and whether it does.
#
#   SIZES="1000 10000 100000"   households; the ratio at the largest is the one that is judged
#   PAIRS=3                     how often job and floor are measured, in turn; the median ratio counts
#   MONTHLY=1                   also the whole monthly graph at the largest size, with all notices
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
OFFICE=13113
MONTH=2027-01
MONTH_END=2027-02-01
WORKERS=2
PYTHON=/usr/bin/python3 # Debian's, which has python3-reportlab and python3-xlsxwriter
export PG_OPTIONS="-c fsync=on -c synchronous_commit=on -c shared_buffers=1GB -c work_mem=64MB \
	-c max_wal_size=16GB -c checkpoint_timeout=30min -c wal_buffers=64MB"
unset GETSUJI_DSN GETSUJI_STATE
. tests/harness/pg.sh

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

main() {
	local n
	LARGEST=$(tr ' ' '\n' <<<"$SIZES" | sort -n | tail -1)
	pg_start
	WORK=$PG_DIR/scratch
	pg_migrate
	pg_as getsuji_run "$GETSUJI" import rates --quiet
	machine
	printf '\n%-70s %12s   %s\n' 'what' 'measured' 'first step'
	kernel
	for n in $SIZES; do
		office_of "$n"
		recalculate "$n"
	done
	peers "$LARGEST"
	if [ "${MONTHLY:-0}" = 1 ]; then
		monthly "$LARGEST"
	fi
	if [ "$LARGEST" -ge 100000 ]; then
		flat
	fi
	notices
	workbooks
}
main
