#!/bin/bash
# run.sh TEST…: runs test programs and scripts, two at a time, and adds up their TAP.
# Prints a line per test, the output of those that failed, and last `N passed, N failed`.
# A test that crashes, prints no TAP, or does not keep its plan counts as one more failure.
set -u
cd "$(dirname "$0")/../.."
LOGS=$(mktemp -d)
export LOGS LC_ALL=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP
trap 'rm -rf "$LOGS"' EXIT
trap 'exit 130' INT TERM
unset LANGUAGE LANG MAKEFLAGS MFLAGS MAKELEVEL

# NUMBER TEST: its output goes to $LOGS/NUMBER.out, its line to NUMBER.line, the counts to NUMBER.count
run_one() {
	local start=$EPOCHREALTIME code=0 log=$LOGS/$1 runner=
	case $2 in *.sh) runner=bash ;; esac
	timeout "${TEST_TIMEOUT:-1200}" $runner "$2" >"$log.out" 2>&1 </dev/null || code=$?
	awk -v test="$2" -v code=$code -v seconds="$(awk "BEGIN { print $EPOCHREALTIME - $start }")" '
		/^ok .*# [Ss][Kk][Ii][Pp]/ { skipped++; next }
		/^ok /         { passed++ }
		/^not ok /     { failed++ }
		/^1\.\.[0-9]+/ { plan = substr($1, 4); planned = 1 }
		END {
			if (code == 124) why = "timed out"
			else if (code > 128) why = "killed by signal " code - 128
			else if (!planned) why = "printed no plan"
			else if (plan != passed + failed + skipped) why = "planned " plan ", ran " passed + failed + skipped
			else if (code && !failed) why = "exit code " code
			if (why) failed++
			printf "%d %d\n", passed, failed >"/dev/stderr"
			printf "%-4s %s (%d passed%s%s, %.1f s)%s\n", failed ? "FAIL" : "ok", test, passed,
				failed ? ", " failed " failed" : "", skipped ? ", " skipped " skipped" : "",
				seconds, why ? ": " why : ""
		}' "$log.out" >"$log.line" 2>"$log.count"
	cat "$log.line"
	if grep -q ' 0$' "$log.count"; then
		grep -i '^ok .*# skip' "$log.out"
	else
		grep -vE '^ok ' "$log.out" | tail -n 150 | sed 's/^/    /'
	fi
	return 0
}
export -f run_one

number=0
for test; do
	number=$((number + 1))
	printf '%d %s\n' $number "$test"
done | xargs -P "${TEST_JOBS:-2}" -L 1 bash -c 'run_one "$@" >"$LOGS/$1.report"; cat "$LOGS/$1.report"' run_one

# A test that left no count did not run at all.
shopt -s nullglob
cat "$LOGS"/*.count /dev/null | awk -v tests=$# '
	{ passed += $1; failed += $2 }
	END {
		failed += tests - NR
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}'
