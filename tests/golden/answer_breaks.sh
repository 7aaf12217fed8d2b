#!/bin/bash
# Random answer files in both forms, and in CP932, whole or broken in one to three ways: each gives exactly the
# complaint of what is wrong first, with its line, column and element.
# ANSWER_BREAKS: how many of a form (default 400), ANSWER_SEED: the seed, for a longer look by hand.
. tests/harness/tap.sh
folder=$(mktemp -d) python='/usr/bin/python3 -B tests/golden/answer_breaks.py'
trap 'rm -rf "$folder"' EXIT

ok 'files are written and broken' $python write "$folder" "${ANSWER_SEED:-1}" "${ANSWER_BREAKS:-400}"
cut -d' ' -f1 "$folder/expected" | xargs -n 1000 "$BUILD/tests/database/answer_rows" >"$folder/answered"
ok 'each gives the complaint that its first break must give' $python compare "$folder/expected" "$folder/answered"
like "$TAP_OUT" 'ok [1-9][0-9]' 'some are whole and are read'
is "$(grep -oE 'GJ[0-9]+' <<<"$TAP_OUT" | awk '$0 >= "GJ1150" && $0 <= "GJ1174"' | sort -u | wc -l)" 25 \
	'every complaint of answer files is among them'
done_testing
