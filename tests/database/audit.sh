#!/bin/bash
# The chain of operator actions: append-only for everybody, unbroken with many at once, and whoever goes
# behind the triggers' back is found: the verifier names the row.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_start
pg_migrate

act() { # LOGIN COMMAND REASON
	PGUSER=$1 pg_query "INSERT INTO run.action (command, reason) VALUES ('$2', '$3')"
}
audit() { pg_as getsuji_run "$GETSUJI" audit "$@"; }
refused() { # DESCRIPTION LOGIN STATE SQL
	PGUSER=$2 psql -XqAt -v VERBOSITY=sqlstate -c "$4" >/dev/null 2>"$PG_DIR/scratch/why"
	like "$(cat "$PG_DIR/scratch/why")" "$3" "$1"
}

code 0 'an empty chain is whole' audit
code 12 'but holds no digest' audit --digest "$(printf '%064d' 0)"
code 16 'a digest has 64 digits' audit --digest 12ab

for i in 1 2 3 4 5; do
	act getsuji_run "command $i" "reason $i: 長さ"
done
pg_query "INSERT INTO run.action (run_id, key, command, reason) VALUES (NULL, 1310400000001, 'hold', '')"
code 0 'actions are chained' audit
like "$TAP_OUT" '^6 actions, an unbroken chain' 'and counted'
head=$(sed -n 's/.*digest of the last: //p' <<<"$TAP_OUT")
is "$head" "$(pg_query "SELECT encode(sha256, 'hex') FROM run.action WHERE chain_no = 6")" 'the digest of the last is shown'
code 0 'which is found again' audit --digest "${head^^}"
code 0 'all is well: nothing is said where that was asked' audit --quiet
is "$TAP_OUT" '' 'nothing'

# ---- who tries by the front door
refused 'the runner changes no action' getsuji_run 42501 "UPDATE run.action SET reason = 'x'"
refused 'nor does the owner' getsuji_owner 23000 "UPDATE run.action SET reason = 'x'"
refused 'nor deletes one' getsuji_owner 23000 "DELETE FROM run.action WHERE chain_no = 2"
refused 'nor empties the table' getsuji_owner 23000 'TRUNCATE run.action'
refused 'nor that of approvals' getsuji_owner 23000 'TRUNCATE run.approval'
pg_query "SET SESSION AUTHORIZATION getsuji_run; INSERT INTO run.action (command, reason, chain_no, prev_sha256,
	sha256, acted_by, acted_at) VALUES ('x', 'y', 99, 'a', 'b', 'somebody', '2001-01-01')"
is "$(pg_query "SELECT chain_no, acted_by, acted_at > now() - interval '1 minute' FROM run.action ORDER BY action_id DESC LIMIT 1")" \
	'7|getsuji_run|t' 'number, login and instant are the database'"'"'s, whatever the row says'

# ---- many at once
for i in $(seq 8); do
	for n in $(seq 20); do
		echo "BEGIN; INSERT INTO run.action (command, reason) VALUES ('p$i', '$n'); $([ $((n % 5)) = 0 ] && echo ROLLBACK || echo COMMIT);"
	done | PGUSER=getsuji_run psql -Xq &
done
wait
code 0 'actions of eight sessions at once, some of them rolled back, make one chain' audit
like "$TAP_OUT" '^135 actions' 'without a gap'

# ---- who goes behind the triggers' back, as superuser
psql -Xqc 'CREATE TABLE public.kept AS SELECT * FROM run.action' -c 'ALTER TABLE run.action DROP CONSTRAINT action_chain_no_key'
tampered() { # SQL: to the chain as it was
	psql -Xq -v ON_ERROR_STOP=1 -c 'ALTER TABLE run.action DISABLE TRIGGER USER; DELETE FROM run.action;
		INSERT INTO run.action OVERRIDING SYSTEM VALUE SELECT * FROM public.kept' -c "$1" \
		-c 'ALTER TABLE run.action ENABLE TRIGGER USER' || exit 1
}
tampered "UPDATE run.action SET reason = 'reason 3: 長き' WHERE chain_no = 3"
code 12 'a changed reason is found' audit
like "$TAP_ERR" 'GJ2158 .*action 3 ' 'in its row'
like "$TAP_ERR" 'command 3, by getsuji_run' 'which is named'
tampered "UPDATE run.action SET command = command || ' ', reason = substr(reason, 2) WHERE chain_no = 4"
code 12 'so are characters moved from one column to the next' audit
like "$TAP_ERR" 'GJ2158 .*action 4 ' 'in its row'
tampered "UPDATE run.action SET key = NULL WHERE chain_no = 6"
code 12 'so is a value that was taken away' audit
tampered "UPDATE run.action SET acted_at = acted_at + interval '1 microsecond' WHERE chain_no = 2"
code 12 'so is a microsecond' audit
like "$TAP_ERR" 'GJ2158 .*action 2 ' 'in its row'
tampered 'DELETE FROM run.action WHERE chain_no = 4'
code 12 'a deleted row is found' audit
like "$TAP_ERR" 'GJ2155 .*action 4 is missing' 'by its number'
tampered 'DELETE FROM run.action WHERE chain_no = 4; UPDATE run.action SET chain_no = chain_no - 1 WHERE chain_no > 4'
code 12 'also where the numbers were closed up' audit
like "$TAP_ERR" 'GJ2157 .*action 4 ' 'at the seam'
tampered 'UPDATE run.action SET chain_no = -chain_no WHERE chain_no IN (2, 3);
	UPDATE run.action SET chain_no = 5 + chain_no WHERE chain_no IN (-2, -3)'
code 12 'two rows that changed places are found' audit
like "$TAP_ERR" 'GJ2157 .*action 2 ' 'at the first of them'
tampered "UPDATE run.action SET chain_no = chain_no + 1 WHERE chain_no >= 130;
	INSERT INTO run.action (chain_no, command, reason, prev_sha256, sha256)
	SELECT 130, 'confirm', '', sha256, sha256 FROM run.action WHERE chain_no = 129"
code 12 'a row put in between is found' audit
like "$TAP_ERR" 'GJ2158 .*action 130 ' 'by its number'
tampered "UPDATE run.action SET reason = 'x' WHERE chain_no = 3;
	UPDATE run.action a SET sha256 = sha256(run.action_bytes(a)) WHERE chain_no = 3"
code 12 'a row whose digest was made anew, too, does not fit the next' audit
like "$TAP_ERR" 'GJ2157 .*action 4 ' 'which is named'
tampered "INSERT INTO run.action (chain_no, command, reason, prev_sha256, sha256)
	SELECT chain_no, command, reason, prev_sha256, sha256 FROM run.action WHERE chain_no = 5"
code 12 'a second row of one number is found' audit
like "$TAP_ERR" 'GJ2156 .*action 5 ' 'by it'
tampered 'SELECT'
code 0 'the chain is whole' audit
last=$(sed -n 's/.*digest of the last: //p' <<<"$TAP_OUT")
tampered 'DELETE FROM run.action WHERE chain_no > 130'
code 0 'rows taken off the end leave a whole chain' audit
code 12 'but not for who wrote the last digest down' audit --digest "$last"
like "$TAP_ERR" 'GJ2160 ' 'and is told so'
code 0 'an older digest is still there' audit --digest "$head"
like "$TAP_OUT" 'that of action 6' 'at its place'
tampered "CREATE OR REPLACE FUNCTION run.action_bytes(a run.action) RETURNS bytea LANGUAGE sql STABLE AS \$\$ SELECT ''::bytea \$\$;
	UPDATE run.action SET reason = 'x' WHERE chain_no = 3"
code 12 'a function that vouches for anything changes nothing' audit
like "$TAP_ERR" 'GJ2158 .*action 3 ' 'for the verifier asks nobody'

# ---- actions of before this step are chained by it
psql -Xqd postgres -c 'CREATE DATABASE older OWNER getsuji_owner'
export PGDATABASE=older
pg_as getsuji_owner psql -Xqc 'CREATE SCHEMA getsuji_meta' -c "CREATE TABLE getsuji_meta.schema_step (version int PRIMARY KEY,
	name text NOT NULL, sha256 bytea NOT NULL, applied_by text NOT NULL DEFAULT session_user,
	applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
for step in $(ls sql/schema/[0-9]*.sql | sort); do
	name=$(basename "$step")
	[[ $name > 010 ]] && break
	pg_as getsuji_owner psql -Xq1 -v ON_ERROR_STOP=1 -c 'SET search_path = pg_catalog, pg_temp' -f "$step" \
		-c "INSERT INTO getsuji_meta.schema_step (version, name, sha256) VALUES ($((10#${name:0:3})), '$name',
		'\\x$(sha256sum <"$step" | cut -d' ' -f1)')" >/dev/null || exit 1
done
for i in 1 2 3; do
	act getsuji_run "old $i" ''
done
code 0 'a database with actions of an older version is migrated' env PGUSER=getsuji_owner "$GETSUJI" migrate
act getsuji_approve new ''
code 0 'old and new ones are one chain' audit
like "$TAP_OUT" '^4 actions, an unbroken chain' 'of all'
done_testing
