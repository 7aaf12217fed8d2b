# pg.sh: a throwaway PostgreSQL for one test script.  Source it; it needs bash.
#
#   . tests/harness/pg.sh
#   pg_start                # server; PGHOST PGPORT PGDATABASE PGUSER are exported
#   pg_migrate              # getsuji migrate, as getsuji_owner; makes the logins
#   pg_as getsuji_run psql -c '…'
#   pg_office 300 3         # both of the above, and an office: 300 households made with seed 3, and the rates
#   pg_fresh NAME [FROM]    # a copy of it, or of an earlier copy, becomes the current database
#   wait_for SQL            # until it gives t; at most 20 s
#   awaited TABLE           # SQL for it: somebody waits for a lock on the table
#   pg_stop                 # also at exit
#
# A Unix socket only, no fsync, trust.  PostgreSQL refuses root: then the server runs as `postgres`, in
# a folder of its own outside the checkout (which postgres may not be able to enter), while clients
# stay root and reach it by the socket; so COPY … FROM a file on the server does not work here.
# Socket paths are limited to 107 bytes; hence /tmp and not TMPDIR.
# When the script fails the folder is kept and named, with the server's log in it.

PG_BIN=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
GETSUJI=${GETSUJI:-${BUILD:-build}/getsuji}
PG_DIR=

pg_server() { # runs one of the server's programs as the server's user
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		(cd / && "$@")
	fi
}

pg_start() {
	[ -x "$PG_BIN/initdb" ] || { echo "Bail out! PostgreSQL is not installed: run make deps"; exit 1; }
	PG_DIR=$(mktemp -d /tmp/getsuji-test.XXXXXX)
	chmod 711 "$PG_DIR"
	mkdir -m 700 "$PG_DIR/data" "$PG_DIR/scratch"
	mkdir -m 755 "$PG_DIR/s"
	[ "$(id -u)" != 0 ] || chown postgres "$PG_DIR/data" "$PG_DIR/s"
	trap 'pg_exit $?' EXIT
	trap 'exit 130' INT TERM
	unset PGSERVICE PGSERVICEFILE PGPASSFILE PGPASSWORD PGOPTIONS PGHOSTADDR PGSSLMODE
	export PGHOST=$PG_DIR/s PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PGCONNECT_TIMEOUT=10
	pg_server "$PG_BIN/initdb" -D "$PG_DIR/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
		--no-sync --data-checksums >"$PG_DIR/initdb.log" 2>&1 || { cat "$PG_DIR/initdb.log"; exit 1; }
	pg_server_start
	psql -Xqc "CREATE ROLE getsuji_owner LOGIN CREATEROLE" -c "CREATE DATABASE getsuji OWNER getsuji_owner"
	export PGDATABASE=getsuji
}

# PG_OPTIONS: more settings, as "-c name=value"; also for tests that restart the server.
pg_server_start() {
	pg_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -w -s -l "$PG_DIR/data/server.log" -o "-k $PG_DIR/s -p 5432 \
		-c listen_addresses= -c fsync=off -c shared_buffers=64MB -c max_connections=60 -c max_wal_size=2GB \
		${PG_OPTIONS:-}" start || { cat "$PG_DIR/data/server.log"; exit 1; }
}

pg_server_stop() { # MODE: fast (default) or immediate
	pg_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -s -m "${1:-fast}" stop
}

# The schema, and the logins that a site would make: one that runs, one that approves.
pg_migrate() {
	pg_as getsuji_owner "$GETSUJI" migrate >"$PG_DIR/scratch/migrate.log" 2>&1 ||
		{ sed 's/^/# /' "$PG_DIR/scratch/migrate.log"; exit 1; }
	pg_logins
}

pg_logins() {
	psql -Xqc "CREATE ROLE getsuji_run LOGIN IN ROLE getsuji_runner" \
		-c "CREATE ROLE getsuji_approve LOGIN IN ROLE getsuji_approver"
}

pg_as() { # LOGIN COMMAND…
	local login=$1
	shift
	PGUSER=$login "$@"
}

pg_query() { # SQL: unaligned rows, fields split by |
	psql -XqAt -v ON_ERROR_STOP=1 -c "$1"
}

pg_clone() { # NEW [FROM]: a copy of a database nobody is connected to; becomes the current one
	psql -Xqd postgres -c "CREATE DATABASE \"$1\" TEMPLATE \"${2:-$PGDATABASE}\" STRATEGY file_copy"
	export PGDATABASE=$1
}

# An office of synthetic households in January 2027: number in OFFICE, files in FACTS, a folder to work in in WORK,
# the database in TEMPLATE.  4: rows were set aside, as an office's files have some.
pg_office() { # HOUSEHOLDS SEED
	local step
	pg_start
	pg_migrate
	OFFICE=13113 WORK=$PG_DIR/scratch FACTS=$PG_DIR/scratch/facts TEMPLATE=$PGDATABASE
	"${BUILD:-build}/bench/generate" --households "$1" --offices 1 --month 2027-01 --seed "$2" --out "$FACTS" >/dev/null || exit 1
	for step in rates "facts $FACTS"; do
		pg_as getsuji_run "$GETSUJI" import $step >"$WORK/import.log" 2>&1
		case $? in 0 | 4) ;; *) sed 's/^/# /' "$WORK/import.log"; exit 1 ;; esac
	done
}

pg_fresh() { # NAME [FROM]
	pg_clone "$1" "${2:-$TEMPLATE}"
}

awaited() { # TABLE
	echo "EXISTS (SELECT FROM pg_locks l WHERE l.relation = '$1'::regclass AND NOT l.granted)"
}
wait_for() { # SQL
	for _ in $(seq 400); do
		[ "$(pg_query "$1" 2>/dev/null)" = t ] && return 0
		sleep 0.05
	done
	return 1
}

pg_stop() {
	[ -n "$PG_DIR" ] || return 0
	pg_server_stop immediate 2>/dev/null || true
	rm -rf "$PG_DIR"
	PG_DIR=
}

pg_exit() {
	trap - EXIT
	if [ "$1" != 0 ] && [ -n "$PG_DIR" ]; then
		pg_server_stop immediate 2>/dev/null || true
		echo "# kept: $PG_DIR (data/server.log)"
	else
		pg_stop
	fi
	exit "$1"
}
