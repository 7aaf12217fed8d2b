#!/bin/bash
# Random files of bank results, also in CP932, whole or broken in one to three ways: each gives exactly the complaint of
# what is wrong first, with its line, column and item.  The example of the document holds.
# BANK_BREAKS: how many (default 400), BANK_SEED: the seed, for a longer look by hand.
. tests/harness/tap.sh
folder=$(mktemp -d) python='/usr/bin/python3 -B tests/golden/bank_breaks.py'
trap 'rm -rf "$folder"' EXIT

ok 'files are written and broken' $python write "$folder" "${BANK_SEED:-1}" "${BANK_BREAKS:-400}"
cut -d' ' -f1 "$folder/expected" | xargs -n 1000 "$BUILD/tests/database/answer_rows" >"$folder/answered"
ok 'each gives the complaint that its first break must give' $python compare "$folder/expected" "$folder/answered"
like "$TAP_OUT" 'ok [1-9][0-9]' 'some are whole and are read'
is "$(grep -oE 'GJ11[5-7][0-9]' <<<"$TAP_OUT" | sort -u | tr '\n' ' ')" \
	'GJ1150 GJ1151 GJ1152 GJ1154 GJ1155 GJ1156 GJ1157 GJ1160 GJ1161 GJ1170 GJ1171 GJ1172 ' \
	'every complaint of such files is among them'
sed -n '/^```results$/,/^```$/p' engine/intake/BANK.md | sed '1d;$d' >"$folder/example.bank.csv"
like "$("$BUILD/tests/database/answer_rows" "$folder/example.bank.csv")" ' ok 2 3 ' 'the example of the document is read'
done_testing
