#!/bin/bash
# Full disks: for files and for the database the run ends with 8, says where and how much, and leaves nothing
# half-published; the next start ends with the same bytes.
. tests/harness/tap.sh
. tests/harness/pg.sh

BREAKS=${BUILD:-build}/getsuji-failpoints
pg_office 60 3
GRAPH=$WORK/three.yaml
cat >"$GRAPH" <<'Y'
graph: three
tasks:
  - {name: recalculate, job: recalculate}
  - {name: compare, job: compare, after: [recalculate]}
  - {name: impact, report: impact, after: [compare]}
Y
fresh() { pg_fresh "$1"; FILES=$WORK/$1; }
three() { PGUSER=getsuji_run "$BREAKS" run "$GRAPH" --month 2027-01 --office $OFFICE --artifacts "$FILES" --workers 1; }
broken() { GETSUJI_FAILPOINT=$1 three; }
files() { (cd "$FILES" && find . -type f | LC_ALL=C sort | xargs -r sha256sum); }

fresh plain
code 4 'a run with room enough' three
WANTED=$(files)
NAME=$(cd "$FILES" && echo */impact-*.xlsx)

for failure in "file.sync:1:enospc" "file.rename:1:enospc" "file.sync:1:eio"; do
	fresh "$(tr '.:' '__' <<<"$failure")"
	code 8 "$failure: a workbook that cannot be written ends the run with 8" broken "$failure"
	like "$TAP_ERR" "GJ1001 .*impact" 'the file is named'
	like "$TAP_ERR" '[0-9]+ (bytes )?are free' 'and the bytes that are free'
	is "$(files)" '' 'nothing is half-published'
	is "$(pg_query "SELECT count(*) FROM run.artifact")" 0 'and the ledger names no file'
	code 4 'the next start goes on' three
	is "$(files)" "$WANTED" 'to the same bytes'
done
like "$(GETSUJI_FAILPOINT=file.sync:1:enospc FILES=$WORK/again; fresh again; broken file.sync:1:enospc 2>&1)" \
	'[0-9]{4,} bytes are needed, [0-9]+ are free' 'the bytes that the file needs are told, too'

fresh manifest
code 8 'a manifest that cannot be written ends the run with 8' broken "file.write:1:enospc"
is "$(ls "$FILES"/*/manifest.csv "$FILES"/*/.*part 2>/dev/null)" '' 'and is not there in part'
code 4 'the next start writes it' three
is "$(files)" "$WANTED" 'with the same bytes'

fresh database
psql -Xq <<'S'
CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device' USING ERRCODE = '53100';
END $$;
CREATE TRIGGER "full" BEFORE INSERT ON result.change FOR EACH ROW EXECUTE FUNCTION public.full();
S
code 8 'a full disk of the database ends the run with 8' three
like "$TAP_ERR" 'GJ1304 .*could not extend file' 'with what the server says'
like "$TAP_ERR" 'Free space' 'and what to do'
psql -Xqc 'DROP TRIGGER "full" ON result.change'
code 4 'the next start goes on' three
is "$(files)" "$WANTED" 'to the same bytes'

fresh swept
code 8 'a run whose set is not closed yet' broken "file.write:1:enospc"
touch "$FILES/${NAME%/*}/.$(basename "$NAME").$(hostname | tr -cd 'A-Za-z0-9-')-999999999-w1.part" \
	"$FILES/${NAME%/*}/.$(basename "$NAME").elsewhere-17-w1.part"
psql -Xqc "INSERT INTO run.leftover VALUES (2, 'gone.xlsx'), (2, '$(basename "$NAME")')"
touch "$FILES/${NAME%/*}/gone.xlsx"
code 4 'the set is closed' three
is "$(files)" "$WANTED" 'temporary files of dead workers and files that a rerun undid are gone, no others'
is "$(pg_query "SELECT count(*) FROM run.leftover")" 0 'and no longer remembered'

done_testing
