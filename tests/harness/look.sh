#!/bin/bash
# look.sh: the documents of the demo as pictures in $BUILD/look/, to be looked at, run by run.
#
# Of the notices: SHEETS first sheets of each bundle (default 2), then one of each kind that must look
# right: 開始, 変更, 停止, 廃止, a second sheet, 様方, rare characters.  Of the workbooks: PAGES first
# pages of every sheet (default 1).  Runs the demo first where it has not run.  RESOLUTION: dots per inch.
set -euo pipefail
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
artifacts=${GETSUJI_ARTIFACTS:-${GETSUJI_STATE:-var}/artifacts}
out=$BUILD/look

[ -n "$(ls -d "$artifacts"/monthly-* 2>/dev/null)" ] || bench/demo.sh
rm -rf "$out"
mkdir -p "$out"
for run in "$artifacts"/{monthly,inquiry,pension,tax}-*; do # GRAPH-OFFICE-MONTH-EDITION
	[ -d "$run" ] || continue
	folder=$out/${run##*/}
	mapfile -d '' bundles < <(find "$run" -name '*.pdf' -print0 | sort -z)
	mapfile -d '' books < <(find "$run" -name '*.xlsx' -print0 | sort -z)
	[ ${#bundles[@]} = 0 ] || PAGES=${SHEETS:-2} tests/harness/look_notice.sh "${bundles[@]}" "$folder"
	[ ${#books[@]} = 0 ] || PAGES=${PAGES:-1} tests/harness/look_workbook.sh "${books[@]}" "$folder"
done
find "$out" -name '*.png' | sort
