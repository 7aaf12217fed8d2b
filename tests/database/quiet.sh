#!/bin/bash
# As cron and schedulers start it: no word when all is well, nothing in the environment, standard streams
# closed; and exit codes that can be mapped, but never to what a shell or a signal means.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
unset GETSUJI_DSN GETSUJI_LANG GETSUJI_OFFICE GETSUJI_STATE GETSUJI_RC_MAP GETSUJI_LOG GETSUJI_FONTS GETSUJI_NOTIFY GETSUJI_METRICS
OFFICE=13113

# ---- the map: without a database
for map in 4 4= =4 4=0, ,4=0 4=0,,2=0 4:0 4=-1 -1=0 4=126 4=130 4=165 4=200 4=255 4=256 4=1000 4=99999999999 '4=0 ' ' 4=0' x=0 126=0; do
	code 16 "the map '$map' is refused" "$GETSUJI" --rc-map="$map" help
	is "$(grep -oE '^GJ[0-9]{4}' <<<"$TAP_ERR")$TAP_OUT" GJ1065 '… before anything is done'
done
for to in 0 1 3 125; do
	code $to "a code becomes $to" "$GETSUJI" status 1a --rc-map 16=$to
done
code 9 'one of several pairs' "$GETSUJI" status 1a --rc-map 0=7,16=9,9=5
code 16 'codes that are not in the map stay' "$GETSUJI" status 1a --rc-map 8=0
code 5 'also where the command is unknown' "$GETSUJI" --rc-map 16=5 stauts
code 5 '… an option' "$GETSUJI" status --rc-map 16=5 --nonsense
code 5 '… or with a command that reads its own' env GETSUJI_RC_MAP=16=5 "$GETSUJI" calc --nonsense
code 16 'a wrong map of the environment is refused, too' env GETSUJI_RC_MAP=0=255 "$GETSUJI" calc --help
code 8 'no server' "$GETSUJI" status --dsn "host=/tmp/getsuji-nobody"
code 3 '… mapped' "$GETSUJI" status --dsn "host=/tmp/getsuji-nobody" --rc-map 8=3

# ---- nothing but PATH, and nowhere to write
pg_start
pg_migrate
bare() { # OUTPUT COMMAND…: with PATH alone; OUTPUT: open, closed
	local output=$1 code=0
	shift
	set -- env -i PATH=/usr/bin:/bin "$GETSUJI" "$@" --dsn "host=$PGHOST dbname=$PGDATABASE user=$LOGIN" --state "$PG_DIR/scratch/state"
	if [ "$output" = closed ]; then
		"$@" <&- >&- 2>&- || code=$?
	else
		"$@" <&- || code=$?
	fi
	return $code
}
silent() { # CODE COMMAND…: the code, and not a byte
	local wanted=$1
	shift
	LOGIN=${LOGIN:-getsuji_run} code "$wanted" "getsuji $1: code $wanted" bare open "$@" --quiet
	is "$TAP_OUT$TAP_ERR" '' '… and not a byte'
}
case $GETSUJI in /*) ;; *) GETSUJI=$PWD/$GETSUJI ;; esac
"${BUILD:-build}/bench/generate" --households 40 --offices 1 --month 2027-01 --seed 5 --out "$PG_DIR/scratch/facts" >/dev/null || exit 1
LOGIN=getsuji_owner silent 0 migrate
silent 0 import rates
silent 0 import rates
silent 0 import facts "$PG_DIR/scratch/facts"
silent 0 check
silent 0 run monthly --month 2027-01 --office $OFFICE
silent 0 run monthly --month 2027-01 --office $OFFICE
run=$(pg_query 'SELECT max(run_id) FROM run.run')
silent 0 status
silent 0 status "$run"
silent 0 resume "$run"
digest=$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $run")
LOGIN=getsuji_approve silent 0 approve "$run" --digest "$digest"
silent 0 confirm "$run"
silent 4 resume "$run"
silent 0 notify --notify /bin/true
LOGIN=getsuji_run code 16 'what is wrong is said all the same' bare open resume 99 --quiet
like "$TAP_ERR" '^GJ[0-9]{4} ' 'with its id'

# ---- standard streams closed: no file or socket takes their place
export LOGIN=getsuji_run
code 0 'a run with standard streams closed' bare closed run monthly --month 2027-02 --office $OFFICE
is "$(pg_query "SELECT execution FROM run.run WHERE month_on = '2027-02-01'")" waiting 'is done as ever'
code 0 'status, too' bare closed status
code 16 'a wrong command ends with its code' bare closed resume 99
is "$(find "$PG_DIR/scratch/state" -name '*.log' -size +0 | wc -l)" 0 'and nothing was written in their stead'
done_testing
