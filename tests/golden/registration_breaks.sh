#!/bin/bash
# Random answers to uploads of the online eligibility check, also in CP932, whole or broken in one to three ways: each
# gives exactly the complaint of what is wrong first, with its line, column and item.  The examples of the document hold.
# REGISTRATION_BREAKS: how many (default 400), REGISTRATION_SEED: the seed, for a longer look by hand.
. tests/harness/tap.sh
folder=$(mktemp -d) python='/usr/bin/python3 -B tests/golden/registration_breaks.py'
trap 'rm -rf "$folder"' EXIT

ok 'files are written and broken' $python write "$folder" "${REGISTRATION_SEED:-1}" "${REGISTRATION_BREAKS:-400}"
cut -d' ' -f1 "$folder/expected" | xargs -n 1000 "$BUILD/tests/database/answer_rows" >"$folder/answered"
ok 'each gives the complaint that its first break must give' $python compare "$folder/expected" "$folder/answered"
like "$TAP_OUT" 'ok [1-9][0-9]' 'some are whole and are read'
is "$(grep -oE 'GJ11[5-7][0-9]' <<<"$TAP_OUT" | sort -u | tr '\n' ' ')" \
	'GJ1150 GJ1151 GJ1152 GJ1154 GJ1155 GJ1156 GJ1157 GJ1160 GJ1161 GJ1170 GJ1171 GJ1172 ' \
	'every complaint of such files is among them'
example() { sed -n "/^\`\`\`$1$/,/^\`\`\`$/p" engine/intake/REGISTRATIONS.md | sed '1d;$d'; }
example answer >"$folder/example.registrations.csv"
like "$("$BUILD/tests/database/answer_rows" "$folder/example.registrations.csv")" ' ok 2 3 ' 'the answers of the document are read'
example upload >"$folder/upload.csv"
ok 'its upload is taken by the receiver of the tests' /usr/bin/python3 -B tests/database/receiver.py "$folder/there" take "$folder/upload.csv" \
	--answer "$folder/answer.csv" --made-on 2027-01-14
done_testing
