#!/bin/bash
# The embedded server: made, started, found, stopped; safe when several do it at once, after kill -9, for
# root in a closed folder, without a terminal; no way in but peer authentication on its own socket.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
GETSUJI=$(realpath "${GETSUJI:-${BUILD:-build}/getsuji}")
[ -x "$GETSUJI" ] || { echo "Bail out! there is no program: run make"; exit 1; }
unset PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGSERVICE PGSERVICEFILE PGPASSFILE GETSUJI_STATE
TOP=$(mktemp -d /tmp/getsuji-server.XXXXXX)
chmod 755 "$TOP"
clean() {
	local state
	for state in "$TOP"/*/var "$TOP"/*/*/var; do
		[ -d "$state" ] || continue
		"$GETSUJI" server stop --state "$state" >/dev/null 2>&1
		[ ! -f "$state/server.place" ] || rm -rf "$(cat "$state/server.place")"
	done
	rm -rf "$TOP" ${short:+"$short"}
}
trap clean EXIT
trap 'exit 130' INT TERM

server() { # VERB STATE
	"$GETSUJI" server "$1" --state "$2"
}
conninfo() { # STATE LOGIN
	server status "$1" 2>/dev/null | sed -n "s/^connect with: \(.*\) user=.*/\1 user=$2/p"
}
pid() {
	server status "$1" 2>/dev/null | sed -n 's/^running, process \([0-9]*\).*/\1/p'
}
ask() { # STATE LOGIN SQL
	psql -XqAt "$(conninfo "$1" "$2")" -c "$3" 2>&1
}

# ---- a new one
S=$TOP/plain/var
mkdir -m 755 "$TOP/plain"
code 0 'looking at nothing is no error' server status "$S"
ok 'and makes nothing' test ! -e "$S"
code 0 'the server is made and started' server start "$S"
is "$(ask "$S" getsuji_run 'SELECT session_user')" getsuji_run 'the runner gets in'
is "$(ask "$S" getsuji_approve 'SELECT session_user')" getsuji_approve 'the approver gets in'
for login in getsuji_admin postgres; do
	like "$(ask "$S" $login 'SELECT 1')" 'no pg_hba.conf entry|does not exist' "$login does not: nobody is superuser here"
done
is "$(ask "$S" getsuji_owner "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'getsuji%'
	AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)")" getsuji_admin 'no login of ours may make roles or databases'
is "$(ask "$S" getsuji_owner "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
	WHERE name IN ('data_checksums', 'listen_addresses', 'fsync', 'synchronous_commit', 'server_encoding')")" \
	'data_checksums=on fsync=on listen_addresses= server_encoding=UTF8 synchronous_commit=on' 'checksums, no network, nothing durable switched off'
is "$(ask "$S" getsuji_owner "SELECT string_agg(DISTINCT type || ' ' || auth_method, ',') FROM pg_hba_file_rules" | grep -c denied)" 1 \
	'the rules of access are not even shown'
is "$(find "$S" -perm /027 -not -path "$S" | head -n 3)" '' 'its folders and files are closed to others'
first=$(pid "$S")
[ -n "$first" ] || { echo "Bail out! no server to go on with"; exit 1; }
code 0 'starting a running server is fine' server start "$S"
is "$(pid "$S")" "$first" 'and leaves it alone'
home=$(dirname "$(server status "$S" | sed -n 's/.*data in //p')")
if [ "$(id -u)" = 0 ]; then
	is "$(stat -c %U "/proc/$first")" postgres 'started by root, it runs as postgres'
	like "$(runuser -u nobody -- psql -XqAt "$(conninfo "$S" getsuji_run)" -c 'SELECT 1' 2>&1)" 'ermission denied|not exist' \
		'another user of the machine cannot reach the socket'
fi

# ---- kill -9
ask "$S" getsuji_owner 'CREATE TABLE result.kept AS SELECT 42 AS answer' >/dev/null
kill -9 "$first"
code 0 'after kill -9 it starts again' server start "$S"
is "$(ask "$S" getsuji_owner 'SELECT answer FROM result.kept')" 42 'with what was committed'
child=$(cut -d' ' -f1 "/proc/$(pid "$S")/task/$(pid "$S")/children")
[ -z "$child" ] || kill -9 "$child"
ok 'a killed backend process is healed by the server' bash -c "for _ in \$(seq 100); do
	psql -XqAt '$(conninfo "$S" getsuji_run)' -c 'SELECT 1' && exit 0; sleep 0.1; done; exit 1"
code 0 'it stops' server stop "$S"
code 0 'stopping what is stopped is fine' server stop "$S"
ok 'no process is left' test -z "$(pid "$S")"
echo 999999 >"$home/data/postmaster.pid"
code 0 'a stale pid file is no obstacle' server start "$S"
server stop "$S" >/dev/null 2>&1

# ---- it does not start
echo 'shared_buffers = nonsense' >>"$home/data/postgresql.conf"
code 8 'a server that does not start is an error to restart from' server start "$S"
like "$TAP_ERR" 'shared_buffers' 'the log'"'"'s own words are told'
like "$TAP_ERR" 'server\.log' 'and where the log is'
sed -i '$d' "$home/data/postgresql.conf"
code 0 'repaired, it starts' server start "$S"
server stop "$S" >/dev/null 2>&1

# ---- several at once
M=$TOP/many/var
mkdir -m 755 "$TOP/many"
for n in 1 2 3 4; do
	server start "$M" >"$TOP/many/$n" 2>&1 &
	jobs[n]=$!
done
codes=
for n in 1 2 3 4; do wait "${jobs[n]}"; codes="$codes$? "; done
is "$codes" '0 0 0 0 ' 'four who start it at once all end well'
is "$(sed -n 's/^running, process \([0-9]*\).*/\1/p' "$TOP"/many/[1-4] | sort -u | wc -l)" 1 'with one server'
server stop "$M" >/dev/null 2>&1

# ---- a making that was cut short
H=$TOP/half/var
mkdir -p -m 755 "$TOP/half"
timeout -s KILL 0.4 "$GETSUJI" server start --state "$H" >/dev/null 2>&1
code 0 'a making that was killed is begun anew' server start "$H"
is "$(ask "$H" getsuji_run 'SELECT 1')" 1 'and complete'
server stop "$H" >/dev/null 2>&1

# ---- from cron: no terminal, no environment; a long path
L=$TOP/$(printf 'long%.0s' $(seq 30))/var
mkdir -m 755 "$(dirname "$L")"
ok 'it starts without terminal or environment, in a folder too deep for a socket' \
	env -i PATH=/usr/bin:/bin setsid "$GETSUJI" server start --state "$L"
like "$(conninfo "$L" getsuji_run)" 'host=/tmp/getsuji-[0-9a-f]{16} ' 'the socket is in a short folder'
is "$(ask "$L" getsuji_run 'SELECT 1')" 1 'and answers'
short=$(conninfo "$L" getsuji_run | sed 's/host=\([^ ]*\) .*/\1/')
is "$(stat -c %a "$short")" 700 'which nobody else can enter'
server stop "$L" >/dev/null 2>&1
rm -rf "$short"
ln -s /tmp "$short"
code 8 'a symbolic link in its place is refused' server start "$L"
rm -f "$short"

# ---- other accounts
if [ "$(id -u)" = 0 ]; then
	C=$TOP/closed/in/var
	mkdir -m 700 "$TOP/closed"
	mkdir -m 700 "$TOP/closed/in"
	code 0 'in a folder of root'"'"'s that postgres cannot enter it starts, too' server start "$C"
	like "$(cat "$C/server.place")" '^/var/lib/getsuji/' 'elsewhere, and the state directory says where'
	is "$(ask "$C" getsuji_run 'SELECT 1')" 1 'and answers'
	server stop "$C" >/dev/null 2>&1
	install -m 755 "$GETSUJI" "$TOP/program"
	mkdir "$TOP/nobody"
	chown nobody "$TOP/nobody"
	chmod 755 "$TOP/nobody"
	O=$TOP/nobody/var
	ok 'an ordinary user makes a server of his own' runuser -u nobody -- "$TOP/program" server start --state "$O"
	is "$(stat -c %U "/proc/$(pid "$O")")" nobody 'it runs as him'
	is "$(ask "$O" getsuji_run 'SELECT 1')" 1 'root may use it, too'
	echo 'not mine' >"$TOP/taken"
	code 16 'root'"'"'s server is not his to start' runuser -u nobody -- "$TOP/program" server start --state "$S"
	runuser -u nobody -- "$TOP/program" server stop --state "$O" >/dev/null 2>&1
fi
code 8 'a state directory that cannot be made is told' server start "/proc/no/var"
done_testing
