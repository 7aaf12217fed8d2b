#!/bin/sh
# nightly OFFICE [OPTION…]: what a night should mend; for getsuji-nightly@.service.
#
# Looks for problems that the next run would meet, sends events that the hook did not take, and goes on
# with the office's runs that lost their process or failed with exit code 8, which may pass by itself.  What
# ended with another code wants a person: it is named, with its code, and left alone.  Nothing new is started,
# and what an operator stopped or paused stays so.  Ends with the worst exit code.
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
# RUN STATE of the office's runs that ended badly, oldest first.
$getsuji status --lang en | awk -v office="$office" \
	'$4 + 0 == office + 0 && ($6 == "failed" || $6 == "interrupted" || $6 == "out_of_balance") { print $1, $6 }' |
	sort -n | {
	while read -r run state; do
		code=8
		if [ "$state" != interrupted ]; then
			code=$($getsuji status "$run" --lang en </dev/null | sed -n 's/^execution:.* with exit code \([0-9]*\)$/\1/p')
		fi
		if [ "${code:-8}" = 8 ]; then
			$getsuji resume "$run" "$@" </dev/null || note $?
		else
			echo "run $run ended with exit code $code and wants a person: getsuji why $run" >&2
			note "$code"
		fi
	done
	exit "$worst"
}
exit $?
