#!/bin/bash
# campaign.sh [TARGET…]: libFuzzer on every reader, or those named, under the address and undefined sanitizers.
#
#   RUNS=500000   executions of each target
#   JOBS=         targets at a time (default: processors)
#   TALLY=1       runs nothing: prints what all campaigns in build/fuzz/ have come to, also those at work
#
# Begins with tests/fuzz/corpus/TARGET; what it finds telling is kept in build/fuzz/corpus/TARGET and used again.
# An input that fails is kept in build/fuzz/findings/ and the campaign ends with 1.  To take telling inputs into
# the tests: build/fuzz/tests/fuzz/TARGET -merge=1 tests/fuzz/corpus/TARGET build/fuzz/corpus/TARGET
set -u
cd "$(dirname "$0")/../.."
OUT=build/fuzz
[ $# -gt 0 ] || set -- $(ls tests/fuzz/fuzz_*.c | sed 's:.*/::; s:\.c$::')

executions() { # TARGET: of all its campaigns; one that is at work is as far as its last line
	local log n sum=0
	for log in "$OUT/log/$1".*; do
		[ -e "$log" ] || continue
		n=$(grep -aoE '^stat::number_of_executed_units: +[0-9]+' "$log" | grep -oE '[0-9]+$') ||
			n=$(grep -aoE '^#[0-9]+' "$log" | tail -n 1 | tr -d '#')
		sum=$((sum + ${n:-0}))
	done
	echo $sum
}
tally() { # TARGET…: 1 when there is a finding
	local target n sum=0 findings=0 found
	for target; do
		n=$(executions "$target")
		found=$(find "$OUT/findings" -name "$target-*" 2>/dev/null | wc -l)
		printf '%-20s %12d executions, %d findings\n' "$target" "$n" "$found"
		sum=$((sum + n)) findings=$((findings + found))
	done
	printf '%-20s %12d executions, %d findings\n' "all $#" "$sum" "$findings"
	[ "$findings" = 0 ]
}
one() { # TARGET
	local number
	mkdir -p "$OUT/corpus/$1" "$OUT/log" "$OUT/findings"
	number=$(find "$OUT/log" -name "$1.*" | wc -l)
	nice -n 19 "$OUT/tests/fuzz/$1" -runs="${RUNS:-500000}" -max_len=16384 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 \
		-artifact_prefix="$OUT/findings/$1-" "$OUT/corpus/$1" "tests/fuzz/corpus/$1" >"$OUT/log/$1.$number" 2>&1 ||
		echo "$1: see $OUT/log/$1.$number"
}

if [ -z "${TALLY:-}" ]; then
	make --no-print-directory -s -j"${JOBS:-$(nproc)}" BUILD=$OUT CC=clang SAN=address,undefined LIBFUZZER=1 \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' LDFLAGS=-fsanitize=fuzzer "${@/#/$OUT/tests/fuzz/}" || exit 1
	export OUT
	export -f one
	printf '%s\n' "$@" | xargs -P "${JOBS:-$(nproc)}" -I{} bash -c 'one {}'
fi
tally "$@"
