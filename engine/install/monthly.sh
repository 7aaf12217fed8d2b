#!/bin/sh
# monthly OFFICE [OPTION…]: runs an office's month, or goes on with it; for getsuji-monthly@.service.
#
# The month is counted from today's date, here and nowhere in the program: GETSUJI_MONTH_AHEAD (default 1)
# months from the first of this one; it is Japan's, as for the timer.  GETSUJI_TODAY (YYYY-MM-DD) stands in for it.
set -eu
office=$1
shift
today=${GETSUJI_TODAY:-$(TZ=JST-9 date +%Y-%m-%d)}
month=$(date -d "$(printf %.7s "$today")-01 +${GETSUJI_MONTH_AHEAD:-1} month" +%Y-%m)
exec @PREFIX@/bin/getsuji run "${GETSUJI_GRAPH:-monthly}" --month "$month" --office "$office" "$@"
