#!/bin/bash
# look.sh: the documents of the demo as pictures in $BUILD/look/, to be looked at, run by run and kind by kind.
#
# Of letters and tickets: SHEETS first sheets of each bundle (default 2), then one of each kind that must look right:
# 開始, 変更, 停止, 廃止, a second sheet, 様方, rare characters, covers with tickets taken back.  Of the workbooks: PAGES first pages of every sheet
# (default 1).  Runs the demo first where it has not run.  Last come the tickets of two made-up offices, with all that
# must look right on them (tickets/).  RESOLUTION: dots per inch.
set -euo pipefail
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
artifacts=${GETSUJI_ARTIFACTS:-${GETSUJI_STATE:-var}/artifacts}
out=$BUILD/look

[ -n "$(ls -d "$artifacts"/monthly-* 2>/dev/null)" ] || bench/demo.sh
rm -rf "$out"
mkdir -p "$out"
for run in "$artifacts"/{monthly,inquiry,pension,tax,vouchers,coverage}-*; do # GRAPH-OFFICE-MONTH-EDITION
	[ -d "$run" ] || continue
	folder=$out/${run##*/}
	while IFS= read -r -d '' kind; do # notice, letter, ticket …
		mapfile -d '' bundles < <(find "$kind" -maxdepth 1 -name '*.pdf' -print0 | sort -z)
		[ ${#bundles[@]} = 0 ] || PAGES=${SHEETS:-2} tests/harness/look_notice.sh "${bundles[@]}" "$folder/${kind##*/}"
	done < <(find "$run" -mindepth 1 -type d -print0)
	mapfile -d '' books < <(find "$run" -name '*.xlsx' -print0 | sort -z)
	[ ${#books[@]} = 0 ] || PAGES=${PAGES:-1} tests/harness/look_workbook.sh "${books[@]}" "$folder"
done
tests/harness/look_tickets.sh "$out/tickets"
find "$out" -name '*.png' | sort
