#!/bin/bash
# The new job that jobs/README.md shows: its three files are taken from there, built into a copy of the
# sources in which nothing else is touched, and run; its list says what the database says.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_start
pg_migrate
WORK=$PG_DIR/scratch
TREE=$WORK/tree
NAME=caseworker_load

# What is built already is copied with its times, so that only what the new files concern is built again.
mkdir -p "$TREE/build"
cp -a Makefile engine jobs sql include reports "$TREE"
mkdir "$TREE/tests" && cp -a tests/harness "$TREE/tests"
cp -a "$BUILD"/{ready,obj,gen,locale,getsuji.a} "$TREE/build"

build() { make -C "$TREE" --no-print-directory BUILD=build CFLAGS=-O1 -j2 all; }
build >"$WORK/before.log" 2>&1 || { cat "$WORK/before.log"; exit 1; } # a source may be newer than what was built

# A heading "### 1. `FILE`: …" and the first block of code under it.
blocks() {
	awk -v root="$TREE" '
		/^### [0-9]+\. `/ { split($0, part, "`"); file = part[2]; next }
		/^```/ { if (open) { close(root "/" file); file = "" } open = !open; next }
		open && file != "" { print >(root "/" file) }' jobs/README.md
}
blocks
is "$(cd "$TREE" && find . -name "$NAME.*" | LC_ALL=C sort)" "./jobs/$NAME.c
./jobs/graphs/$NAME.yaml
./sql/jobs/$NAME.sql" 'the README shows a C file, an SQL file and a graph'
# … and the one line that the README gives for a graph that is there, with what it waits for.
line=$(grep -o -- '- {name: [^`]*}' jobs/README.md)
like "$line" "^- \\{name: [a-z]+, job: $NAME, after: \\[[a-z]+\\]\\}\$" 'and a line for a graph that is there'
sed -i "s/^tasks:\$/tasks:\n  $line/" "$TREE/jobs/graphs/monthly.yaml"
code 0 'they are built in without touching anything else' build
# Whoever includes gen/sql.h sees one statement more; nothing else is compiled again.
again=$(sed -n 's/^CC  *//p' <<<"$TAP_OUT")
is "$(cd "$TREE" && for file in $again; do grep -L 'gen/sql\.h' "$file"; done | LC_ALL=C sort)" "build/gen/graphs.c
build/gen/registry.c" 'only those are compiled that the new files concern'
GETSUJI=$TREE/build/getsuji

FACTS=$WORK/facts
code 0 'an office is there' "$BUILD/bench/generate" --households 100 --office 13113 --month 2027-01 --out "$FACTS"
code 0 'the official tables are imported' pg_as getsuji_run "$GETSUJI" import rates
code 0 '… and the facts' pg_as getsuji_run "$GETSUJI" import facts "$FACTS"
code 0 'its graph is checked with the others' pg_as getsuji_run "$GETSUJI" plan $NAME
code 0 '… and the graph with one line more' pg_as getsuji_run "$GETSUJI" plan monthly
like "$TAP_OUT" "^ +[0-9]+ +load .*recalculate" 'it waits for what the line says'
code 0 'it runs' pg_as getsuji_run "$GETSUJI" run $NAME --month 2027-01 --office 13113 --artifacts "$WORK/a"
list() { find "$WORK/a" -path "*-$1/*" -name caseworkers.csv -exec cat {} +; }
wanted=$(pg_query "SELECT h.caseworker_no || ',' || count(*)
	FROM fact.household h JOIN fact.protection p USING (household_id)
	WHERE p.state = 1 AND date '2027-01-31' >= p.valid_from AND date '2027-01-31' < p.valid_to
		AND date '2027-01-31' >= h.valid_from AND date '2027-01-31' < h.valid_to
		AND h.superseded_at = 'infinity' AND p.superseded_at = 'infinity'
	GROUP BY h.caseworker_no ORDER BY h.caseworker_no")
like "$wanted" '^1,[0-9]+' 'the office has caseworkers'
is "$(list 1)" "caseworker_no,households
$wanted" 'its list counts each caseworker as the database does'
code 0 'another edition runs' pg_as getsuji_run "$GETSUJI" run $NAME --month 2027-01 --office 13113 --edition 2 --artifacts "$WORK/a"
is "$(list 2)" "$(list 1)" '… and writes the same list'
done_testing
