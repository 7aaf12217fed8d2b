#!/bin/bash
# The public reference cases agree to the yen, and the comparison itself notices when one does not.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
CASES=tests/golden/cases/benefit-cases.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

code 0 'every current case of a supported kind agrees' tests/golden/check_cases.sh "$CASES"
table=$TAP_OUT
agreeing() { awk -v kind="$1" '$1 == kind { print $2 " " $3 }' <<<"$table"; }
is "$(agreeing household)" '117 0' 'households'
is "$(agreeing base_living)" '17 0' 'model households of the ministry, and one month before'
is "$(agreeing deduction)" '27 0' 'basic deductions'
is "$(agreeing earned)" '5 0' 'earnings'
is "$(agreeing average3)" '2 0' 'averages of three months'
is "$(agreeing pension_monthly)" '5 0' 'pensions'
is "$(agreeing temporary_income)" '1 0' 'temporary income'
is "$(agreeing proration)" '15 0' 'prorations'
is "$(agreeing allocation)" '1 0' 'the order of charging'

sed 's/""deduction"": 15600/""deduction"": 15601/' "$CASES" >"$work/differs.csv"
code 1 'a yen of difference is found' tests/golden/check_cases.sh "$work/differs.csv"
like "$TAP_OUT" 'deduction differ: deduction: wanted 15601, got 15600' 'and told'
sed 's/""gross"": 19000/""growth"": 19000/' "$CASES" >"$work/unknown.csv"
code 1 'a field that is not known is no agreement' tests/golden/check_cases.sh "$work/unknown.csv"
like "$TAP_OUT" 'unsupported: growth; this field is not known here' 'and told'
done_testing
