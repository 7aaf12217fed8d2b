#!/bin/bash
# Wrong input of every kind: one clear message, with an id, and the right exit code (see include/getsuji/err.h).
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
unset GETSUJI_DSN GETSUJI_LANG GETSUJI_OFFICE GETSUJI_STATE GETSUJI_RC_MAP GETSUJI_FONTS
WORK=$(mktemp -d /tmp/getsuji-cli.XXXXXX)
g() { "$GETSUJI" "$@"; }

# wrong CODE ID NAME COMMAND…: the code, exactly one message that begins with the id, and a remedy.
wrong() {
	local want=$1 id=$2 name=$3
	shift 3
	code "$want" "$name" "$@"
	is "$(grep -oE '^GJ[0-9]{4}' <<<"$TAP_ERR" | tr '\n' ' ')" "$id " "$name: says $id and no more"
	like "$TAP_ERR" '^  → ' "$name: says what to do"
}

# ---- usage: nothing is started
wrong 16 GJ1066 'no command' g
wrong 16 GJ1060 'an unknown command' g stauts
like "$TAP_ERR" 'getsuji status' 'the nearest command is suggested'
wrong 16 GJ1054 'an unknown option' g run monthly --mnth 2027-01
like "$TAP_ERR" 'mean --month' 'the nearest option is suggested'
wrong 16 GJ1063 'an option of another command' g plan monthly --digest abc
wrong 16 GJ1064 'too few operands' g approve
wrong 16 GJ1051 'a month that does not exist' g run monthly --month 2027-13 --office 1
wrong 16 GJ1051 'a month with something behind it' g run monthly --month 2027-01x --office 1
wrong 16 GJ1050 'an office that is no number' g run monthly --month 2027-01 --office 1x
wrong 16 GJ1050 'a number out of range' g run monthly --month 2027-01 --office 1 --workers 65
wrong 16 GJ1050 'a negative number' g run monthly --month 2027-01 --office=-1
wrong 16 GJ1052 'a word that is not offered' g import facts x --encoding sjis
wrong 16 GJ1057 'an option without its value' g run monthly --month
wrong 16 GJ1056 'a flag with a value' g run monthly --wait=yes
wrong 16 GJ1058 'an option given twice' g run monthly --office 1 --office 2
wrong 16 GJ1073 'run without a month' g run monthly --office 1
wrong 16 GJ1061 'a run that is no number' g status 1a
wrong 16 GJ1062 'a household that is none' g explain 1 1101-
wrong 16 GJ1065 'a wrong map of exit codes' g help --rc-map 4:0
wrong 16 GJ1086 'import of nothing in particular' g import stuff
code 16 'a PDF for a terminal' script -qec "$(printf '%q notice 1 1101-1' "$GETSUJI")" /dev/null
like "$TAP_OUT" '^GJ1091' 'is refused before anything is asked of the database'
code 3 'the exit code can be mapped' g status 1a --rc-map 4=0,16=3
code 3 'the exit code can be mapped by the environment' env GETSUJI_RC_MAP=16=3 "$GETSUJI" plan nothing

# ---- a wrong graph: every problem with line and column
cat >"$WORK/wrong.yaml" <<'YAML'
graph: wrong
title: 誤り
tasks:
  - name: first
    job: no_such_job
  - name: second
    sql: no_such_statement
    after: [third]
YAML
code 16 'a wrong graph' g plan "$WORK/wrong.yaml"
like "$TAP_ERR" '^GJ14?[0-9]+ .*wrong.yaml:[0-9]+:[0-9]+: ' 'has file, line and column'
code 16 'check finds a wrong graph' g check "$WORK/wrong.yaml" --state "$WORK/none"
is "$(grep -c 'wrong.yaml:[0-9]*:[0-9]*:' <<<"$TAP_OUT")" 3 'check tells all its problems at once'
wrong 16 GJ1429 'a graph that does not exist' g plan nothing
wrong 16 GJ1427 'a graph file that does not exist' g plan "$WORK/nothing.yaml"

# ---- fonts, disk
code 16 'check without the fonts' env GETSUJI_FONTS="$WORK" "$GETSUJI" check --state "$WORK/none"
is "$(grep -c 'GJ1950' <<<"$TAP_OUT")" 3 'check names each missing font'
code 16 'check with a file in the place of the folder' g check --state "$WORK/none" --artifacts "$WORK/wrong.yaml/a"
like "$TAP_OUT" 'GJ1951' 'check names the folder that cannot be written'

# ---- no server
wrong 8 GJ1301 'a server that is down' env PGHOST="$WORK" "$GETSUJI" status
wrong 8 GJ1301 'a server that is down, by --dsn' g run monthly --month 2027-01 --office 1 --dsn "host=$WORK" --state "$WORK/s"

wrong 16 GJ1092 'a password on the command line' g status --dsn 'host=/tmp password=x'
wrong 16 GJ1092 'a password in an address' g status --dsn 'postgresql://me:secret@db/getsuji'

# ---- with a server
pg_start
wrong 12 "$(g status 2>&1 >/dev/null | grep -oE '^GJ[0-9]{4}')" 'a database without the schema' g status
like "$TAP_ERR" 'getsuji migrate' 'names the remedy'
pg_migrate
as_run() { pg_as getsuji_run "$GETSUJI" "$@"; }
S="--state $WORK/s"
code 0 'status without runs' as_run status
wrong 16 GJ1501 'a run that does not exist' as_run status 7
wrong 16 GJ1501 'resuming a run that does not exist' as_run resume 7 $S
wrong 16 GJ1502 'an office that is not known' as_run run monthly --month 2027-01 --office 99999 $S
like "$TAP_ERR" '99999' 'is named'
is "$(pg_query 'SELECT count(*) FROM run.run')" 0 'and no run is left behind'
wrong 16 "$(pg_as getsuji_approve "$GETSUJI" run monthly --month 2027-01 --office 1 $S 2>&1 >/dev/null |
	grep -oE '^GJ[0-9]{4}')" 'running with the login of the approver' \
	pg_as getsuji_approve "$GETSUJI" run monthly --month 2027-01 --office 1 $S
wrong 16 GJ1501 'explaining a run that does not exist' as_run explain 7 1-1
code 16 'check of a database without rates' as_run check $S
like "$TAP_OUT" 'GJ1956' 'names what to import'

# ---- languages: also where no Japanese locale is generated
code 16 'Japanese by --lang' env LC_ALL=C "$GETSUJI" --lang ja stauts
like "$TAP_ERR" '^GJ1060 .*コマンド' 'is Japanese, with the same id'
code 0 'Japanese by the environment' env LC_ALL=ja_JP.UTF-8 "$GETSUJI" help
like "$TAP_OUT" '月次' 'shows Japanese help'
wrong 16 GJ1052 'another language' g --lang fr help

rm -rf "$WORK"
done_testing
