#!/bin/bash
# server.sh FOLDER HOUSEHOLDS OFFICE MONTH: a throwaway PostgreSQL with an imported office, for one lane of
# the campaign.  Prints `key=value` lines and then `ready`; afterwards it does what it reads, one word a
# line, and answers `done`:
#
#   fast immediate    stops the server in that mode and starts it again
#   keep              ends without removing the folder
#
# It ends, and removes what it made, when its input ends.
. tests/harness/pg.sh

pg_start >&2
pg_migrate >&2
"${BUILD:-build}/bench/generate" --households "$2" --offices 1 --month "$4" --seed 7 --out "$1/facts" >&2 || exit 1
for step in "rates" "facts $1/facts"; do
	pg_as getsuji_run "$GETSUJI" import $step >"$1/import.log" 2>&1
	case $? in 0 | 4) ;; *) cat "$1/import.log" >&2; exit 1 ;; esac
done
psql -Xqc "ALTER DATABASE $PGDATABASE RENAME TO facts" -d postgres
printf 'folder=%s\nsocket=%s\nport=%s\nready\n' "$PG_DIR" "$PGHOST" "$PGPORT"

while read -r word; do
	case $word in
	fast | immediate)
		pg_server_stop "$word" >&2
		pg_server_start >&2
		;;
	keep)
		echo done
		exit 1
		;;
	esac
	echo done
done
exit 0
