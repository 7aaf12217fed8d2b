#!/bin/bash
# migrate: step by step, once, under a lock; changed and newer schemas are refused; a step is all or nothing.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/pg.sh
. tests/harness/tap.sh
pg_start
STEPS=$(ls sql/schema/[0-9]*.sql | wc -l)

empty() { # NEW: an empty database of the owner, current from now on
	psql -Xqd postgres -c "CREATE DATABASE \"$1\" OWNER getsuji_owner"
	export PGDATABASE=$1
}
migrate() { # LOGIN
	PGUSER=$1 "$GETSUJI" migrate
}
schema() { # what the database looks like, without the ledger's rows
	"$PG_BIN/pg_dump" -s | grep -v '^\\\(un\)\?restrict'
}
steps() {
	pg_query 'SELECT count(*) FROM getsuji_meta.schema_step'
}

code 0 'an empty database is migrated' migrate getsuji_owner
is "$(steps)" "$STEPS" 'every step is in the ledger'
whole=$(schema)
code 0 'a second time is fine' migrate getsuji_owner
is "$(schema)" "$whole" 'and changes nothing'
pg_logins
code 0 'seeing that all is current needs no rights' migrate getsuji_run
is "$(pg_query "SELECT bool_and(sha256 IS NOT NULL AND applied_by = 'getsuji_owner') FROM getsuji_meta.schema_step")" t \
	'each step is kept with its digest and who applied it'

# From every version before: what an older program left behind is brought to the same schema.
differ=
version=0
for file in sql/schema/[0-9]*.sql; do
	version=$((version + 1))
	[ $version -lt "$STEPS" ] || break
	empty "from_$version"
	pg_as getsuji_owner psql -Xqc 'CREATE SCHEMA getsuji_meta' -c "CREATE TABLE getsuji_meta.schema_step (version int PRIMARY KEY,
		name text NOT NULL, sha256 bytea NOT NULL, applied_by text NOT NULL DEFAULT session_user,
		applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
	for step in $(ls sql/schema/[0-9]*.sql | head -n $version); do
		number=$(basename "$step" | cut -c1-3)
		pg_as getsuji_owner psql -Xq1 -v ON_ERROR_STOP=1 -c 'SET search_path = pg_catalog, pg_temp' -f "$step" \
			-c "INSERT INTO getsuji_meta.schema_step (version, name, sha256) VALUES ($((10#$number)),
			'$(basename "$step")', '\\x$(sha256sum <"$step" | cut -d' ' -f1)')" >/dev/null
	done
	migrate getsuji_owner >/dev/null 2>&1 && [ "$(schema)" = "$whole" ] || differ="$differ $version"
done
is "$differ" '' 'a database of any version before comes to the same schema'

# Two at once on an empty database.
empty twice
migrate getsuji_owner >"$PG_DIR/scratch/a" 2>&1 & a=$!
migrate getsuji_owner >"$PG_DIR/scratch/b" 2>&1 & b=$!
wait $a; first=$?
wait $b; second=$?
is "$first $second $(steps)" "0 0 $STEPS" 'two who migrate at once both end well, each step applied once'

# A step fails: something of its name is already there.
empty taken
psql -Xqc 'CREATE SCHEMA rate'
code 12 'a step that fails stops the migration' migrate getsuji_owner
like "$TAP_ERR" 'sql/schema/001_roles.sql' 'the message names the step'
is "$(pg_query "SELECT count(*) FROM pg_namespace WHERE nspname IN ('fact', 'run', 'result')") $(steps)" '0 0' 'nothing of the step was kept'
psql -Xqc 'DROP SCHEMA rate'
code 0 'with the obstacle gone it goes on' migrate getsuji_owner
is "$(schema)" "$whole" 'to the same schema'

empty closed
code 16 'a login without the right is told so' migrate getsuji_run
like "$TAP_ERR" 'getsuji_run' 'by its name'
is "$(pg_query "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'getsuji%'")" 0 'and leaves nothing'
code 12 'a command on an unmigrated database asks for migrate' env PGUSER=getsuji_run "$GETSUJI" status
like "$TAP_ERR" 'getsuji migrate' 'and says how'

export PGDATABASE=twice
psql -Xqc "INSERT INTO getsuji_meta.schema_step (version, name, sha256) VALUES (999, '999_future.sql', '\\x00')"
code 12 'a newer schema is refused' migrate getsuji_owner
like "$TAP_ERR" '999' 'with its version'
psql -Xqc "DELETE FROM getsuji_meta.schema_step WHERE version = 999" \
	-c "UPDATE getsuji_meta.schema_step SET sha256 = '\\x00' WHERE version = 2"
code 12 'a step that was edited after it was applied is refused' migrate getsuji_owner
like "$TAP_ERR" '002_fact.sql' 'by its name'
done_testing
