#!/bin/bash
# getsuji calc: one line for each line read, errors that name the field, exit codes, the trace.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

ask() { # LINES…: one line each
	printf '%s\n' "$@" >"$work/in"
	"$GETSUJI" calc ${OPTIONS:-} --lang en <"$work/in" >"$work/out" 2>"$work/err"
	CODE=$?
	OUT=$(cat "$work/out")
}
# wrong LINE ID FIELD NAME: the line is answered with this error, about this field
wrong() {
	ask "$1"
	is "$CODE" 16 "$4"
	like "$OUT" "^\{\"error\":\{\"id\":\"$2\",\"line\":1$3" '… and the answer says where'
}

ask '{"kind":"deduction","gross":100000,"order":"first"}'
is "$CODE $OUT" '0 {"deduction":23600}' 'a question is answered'
ask '{"kind":"deduction","gross":100000,"order":"first","note":"ignored","month":"2026-10"}'
is "$CODE $OUT" '0 {"deduction":23600}' 'a note is ignored and a month taken'

ask '{"kind":"deduction","gross":1,"order":"first"}' 'nonsense' '' '{"kind":"temporary_income","amount":20000}'
is "$CODE" 16 'wrong lines among good ones end with 16'
is "$(wc -l <"$work/out")" 4 'each line read is answered'
is "$(sed -n 4p "$work/out")" '{"recognised":12000}' 'and the good ones in their place'
like "$(cat "$work/err")" '2 of 4 lines are wrong' 'the end says how many were wrong'

wrong '{"kind":"deduction","gross":1' GJ1801 ',"message"' 'half an object is refused'
wrong '' GJ1801 ',"message":"the line is not valid JSON, near column 1"' 'an empty line is refused'
wrong '[1]' GJ1804 ',"message"' 'a list is refused'
wrong '{"kind":"deduction","gross":1,"gross":2,"order":"first"}' GJ1801 ',' 'a field twice is refused'
wrong $'{"kind":"deduction","gross":1,"order":"\xff"}' GJ1801 ',' 'what is not UTF-8 is refused'
wrong '{"kind":"deduction","gross":1.5,"order":"first"}' GJ1807 ',"field":"gross"' 'a fraction is refused'
wrong '{"kind":"deduction","gross":-1,"order":"first"}' GJ1808 ',"field":"gross"' 'a negative amount is refused'
wrong '{"kind":"deduction","gross":99999999999999999999,"order":"first"}' GJ1801 ',' 'a number beyond all bounds is refused'
wrong '{"kind":"deduction","gross":"1","order":"first"}' GJ1807 ',"field":"gross"' 'a text for a number is refused'
wrong '{"kind":"deduction","order":"first"}' GJ1806 ',"field":"gross"' 'a missing field is named'
wrong '{"kind":"deduction","gross":1,"order":"first","tax":1}' GJ1805 ',"field":"tax"' 'an unknown field is named'
wrong '{"kind":"deduction","gross":1,"order":"third"}' GJ1809 ',"field":"order"' 'an unknown word is named'
wrong '{"gross":1,"order":"first"}' GJ1806 ',"field":"kind"' 'the kind must be there'
wrong '{"kind":"closing"}' GJ1817 ',"field":"kind"' 'a kind that is not supported is named'
wrong '{"kind":"deduction","gross":1,"order":"first","month":"2026-13"}' GJ1810 ',"field":"month"' 'a month that is none is named'
wrong '{"kind":"average3","wages":[1,2]}' GJ1811 ',"field":"wages"' 'a short list is named'
wrong '{"kind":"average3","wages":[1,2,true]}' GJ1814 ',"field":"wages\[2\]"' 'a wrong entry of a list is named'
wrong '{"kind":"base_living","grade":"1-1","age_bands":["20-41"],"winter":false}' GJ1812 ',"field":"age_bands\[0\]"' 'an age band that is none is named'
wrong '{"kind":"proration","monthly":1}' GJ1816 ',"field":"opening_date"' 'a proration without a date is refused'
wrong '{"kind":"proration","monthly":1,"days":3,"month":2}' GJ1806 ',"field":"year"' 'February as a number needs its year'
wrong "$(printf '{"kind":%70000s}' '"x"')" GJ1802 ',' 'a line that is too long is refused'
wrong "$(printf '[%.0s' $(seq 40))" GJ1803 ',' 'nesting without end is refused'

household='{"kind":"household","month":"2027-01","prefecture":"東京都","city":"渋谷区","grade":"1-1","rent":50000,"single_parent":false,"incomes":[],"members":[{"role":"head","birth":"1951-04-02","age_apr1":74,"disability":"none","enrolled":"none"}]}'
ask "$household"
is "$CODE" 0 'a household is computed'
like "$OUT" '"winter":2630,.*"minimum_total":.*"payable":\{"livelihood":[0-9]+,"housing":50000' 'with every component'
wrong "${household/\"age_apr1\":74/\"age_apr1\":40}" GJ1824 ',"field":"members\[0\].age_apr1"' 'nor one far off'
wrong "${household/渋谷区/函館市}" GJ1822 ',"field":"city"' 'a city of another prefecture is refused'
wrong "${household/1-1/3-2}" GJ1823 ',"field":"grade"' 'a grade that is not the city'\''s is refused'
wrong "${household/1951-04-02/2027-02-29}" GJ1810 ',"field":"members\[0\].birth"' 'a birthday that is no date is refused'
wrong "${household/\"incomes\":[]/\"incomes\":[{\"type\":\"earned\",\"member\":1,\"gross\":1\}]}" GJ1808 \
	',"field":"incomes\[0\].member"' 'an income of nobody is refused'

december=${household/2027-01/2023-12}
ask "${december/,\"age_apr1\":74/}"
is "$CODE" 4 'an amount that is missing is told with its own exit code'
like "$OUT" '"id":"GJ1601".*R2\.' 'and its rule'
OPTIONS=--explain ask "$household"
like "$OUT" '"trace":\[\{"rule":' 'explain adds the trace'
like "$OUT" '"rule":"R2.5","component":"winter","amount":2630,"text":"冬季加算 VI区' 'with rule, amount and table'

printf '\xef\xbb\xbf{"kind":"temporary_income","amount":8001}\r\n' >"$work/in"
is "$("$GETSUJI" calc <"$work/in")" '{"recognised":1}' 'a byte order mark and CR LF are tolerated'
is "$("$GETSUJI" calc <<<"" 2>/dev/null | wc -l)" 1 'an empty line is a line'
is "$("$GETSUJI" calc </dev/null)" '' 'no lines give no answers'
code 16 'an unknown option is refused' "$GETSUJI" calc --what </dev/null
code 16 'a folder without tables is refused' "$GETSUJI" calc --rates "$work" </dev/null
like "$TAP_ERR" 'living_class1.csv' 'and the first missing file named'
is "$("$GETSUJI" calc --rates jobs/rules/tables <<<'{"kind":"temporary_income","amount":8001}')" '{"recognised":1}' \
	'tables of a folder are used'
sed -n '/^```json/,/^```$/p' jobs/README.md | grep '^{' >"$work/examples"
code 0 'the examples of jobs/README.md are answered' sh -c '"$GETSUJI" calc <"$1"' sh "$work/examples"
is "$(head -1 <<<"$TAP_OUT") $(wc -l <<<"$TAP_OUT")" '{"deduction":23600} 4' '… one by one'
done_testing
