#!/bin/bash
# look.sh: the documents of the demo's last month as pictures in $BUILD/look/, to be looked at: the
# first sheets of each bundle of notices, the first pages of each workbook.
# Runs the demo first where it has not run; RESOLUTION: dots per inch, SHEETS: of each bundle.
set -euo pipefail
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
artifacts=${GETSUJI_STATE:-var}/artifacts
out=$BUILD/look

[ -n "$(ls "$artifacts" 2>/dev/null)" ] || bench/demo.sh
run=$(ls -d "$artifacts"/monthly-* | sort | tail -1)
rm -rf "$out"
mkdir -p "$out"
find "$run" -name '*.pdf' -print0 | sort -z | PAGES=${SHEETS:-4} xargs -0 -r sh -c 'tests/harness/look_notice.sh "$@" '"$out" look
find "$run" -name '*.xlsx' -print0 | sort -z | xargs -0 -r sh -c 'tests/harness/look_workbook.sh "$@" '"$out" look
ls "$out" | sed "s|^|$out/|"
