#!/bin/sh
# nightly OFFICE [OPTION…]: what a night should mend; for getsuji-nightly@.service.
#
# Looks for problems that the next run would meet, sends events that the hook did not take, and goes on
# with the office's runs that failed or lost their process.  Nothing new is started, and what an operator
# stopped or paused stays so.  Ends with the worst exit code.
set -u
office=$1
shift
getsuji=@PREFIX@/bin/getsuji
worst=0
note() { [ "$1" -le "$worst" ] || worst=$1; }

$getsuji check --quiet || note $?
if [ -n "${GETSUJI_NOTIFY:-}" ]; then
	$getsuji notify --quiet || note $?
fi
for run in $($getsuji status --lang en | awk -v office="$office" \
	'$4 + 0 == office + 0 && ($6 == "failed" || $6 == "interrupted") { print $1 }' | sort -n); do
	$getsuji resume "$run" "$@" || note $?
done
exit $worst
