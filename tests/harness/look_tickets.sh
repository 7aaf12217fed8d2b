#!/bin/bash
# look_tickets.sh FOLDER: tickets, cover sheets and the register of two made-up offices as pictures, to be looked at: one
# to a sheet, ten to a sheet, care, replaced, taken back (取消し, 取消しのみ), in-house, rare characters, the longest texts.  RESOLUTION: dots per inch.
set -euo pipefail
[ $# = 1 ] || { echo "usage: look_tickets.sh FOLDER" >&2; exit 16; }
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh
. tests/harness/tickets.sh

tickets_run
PAGES=99 tests/harness/look_notice.sh "$TICKETS"/*/*.pdf "$1"
