#!/bin/bash
# check_cases.sh [FILE]: agree, differ and unsupported per kind of a file of reference cases (by default
# the public ones).  Ends with 1 when a current row of a supported kind does not agree.
set -u
cd "$(dirname "$0")/../.."
exec /usr/bin/python3 tests/golden/cases.py "${GETSUJI:-${BUILD:-build}/getsuji}" \
	"${1:-tests/golden/cases/benefit-cases.csv}"
