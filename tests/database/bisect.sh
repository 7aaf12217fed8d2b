#!/bin/bash
# Rows that break a constraint: exactly those records are set aside, found by halving, and all others are done.
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 300 3
FILES=$WORK/files
GRAPH=$WORK/two.yaml
cat >"$GRAPH" <<'Y'
graph: two
tasks:
  - {name: recalculate, job: recalculate, chunk: 100}
  - {name: compare, job: compare, chunk: 100, after: [recalculate]}
Y

two() { pg_as getsuji_run "$GETSUJI" run "$GRAPH" --month 2027-01 --office $OFFICE --artifacts "$FILES" --workers "${WORKERS:-2}"; }
one() { WORKERS=1 two; }
nth() { pg_query "SELECT household_id FROM result.decision WHERE run_id = 2 AND status = 1 ORDER BY household_id OFFSET $1 LIMIT 1"; }
rows() { pg_query "SELECT d.* FROM result.decision d WHERE run_id = 2 AND NOT household_id = ANY ('{${1:-}}') ORDER BY d.household_id" | sha256sum; }
aside() { pg_query "SELECT string_agg(key::text, ',' ORDER BY key) FROM run.set_aside"; }
quarantined() { pg_query "SELECT string_agg(key::text, ',' ORDER BY key) FROM run.quarantine WHERE rule = 'constraint'"; }
balanced() { pg_query "SELECT bool_and(n_read = n_written + n_unchanged + n_held + n_quarantined AND state = 'done') FROM run.task"; }
digests() { pg_query "SELECT task_no, chunk_no, input_digest, output_digest FROM run.chunk ORDER BY 1, 2"; }
refuse() { # WHEN: a constraint that the schema did not foresee
	psql -Xq <<S
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS \$\$
BEGIN
	RAISE check_violation USING CONSTRAINT = 'no_such_row', TABLE = 'decision', SCHEMA = 'result';
END \$\$;
CREATE TRIGGER refuse BEFORE INSERT ON result.decision FOR EACH ROW WHEN ($1) EXECUTE FUNCTION public.refuse();
S
}

pg_fresh plain
code 4 'a run without a broken constraint' two
A=$(nth 3) B=$(nth 150) C=$(nth 151) D=$(nth 250)
WITHOUT=$(rows "$A,$B,$C,$D")

pg_fresh check
refuse "NEW.household_id IN ($A, $B, $C, $D)"
code 4 'four rows of three chunks break a constraint: the run ends, with a warning' two
is "$(aside)" "$A,$B,$C,$D" 'exactly those are set aside'
is "$(quarantined)" "$A,$B,$C,$D" 'exactly those stand in quarantine'
is "$(pg_query "SELECT DISTINCT message_id, reason FROM run.quarantine WHERE rule = 'constraint'")" \
	'1306|表 result.decision の制約「no_such_row」に反する行です' 'with the name of the constraint, in Japanese'
is "$(rows)" "$WITHOUT" 'all others are as in the undisturbed run'
is "$(balanced)" t 'every task balances and is done'
like "$(pg_query "SELECT string_agg(DISTINCT kind, ',') FROM run.incident")" 'record.constraint' 'the ledger tells of it'
ONE=$(digests)
pg_fresh check_alone
refuse "NEW.household_id IN ($A, $B, $C, $D)"
code 4 'the same with one worker' one
is "$(digests)" "$ONE" 'gives the same chunks, digest by digest'

pg_fresh duplicates
psql -Xq <<S
CREATE TABLE public.seen (run_id int, twin bigint, household_id bigint, UNIQUE (run_id, twin) DEFERRABLE INITIALLY DEFERRED);
GRANT INSERT ON public.seen TO getsuji_runner;
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$
BEGIN
	INSERT INTO public.seen VALUES (NEW.run_id, CASE NEW.household_id WHEN $C THEN $B WHEN $D THEN $B ELSE NEW.household_id END, NEW.household_id);
	RETURN NEW;
END \$\$;
CREATE TRIGGER note AFTER INSERT ON result.decision FOR EACH ROW EXECUTE FUNCTION public.note();
S
code 4 'three rows of two chunks have the same unique value, which is looked at only at COMMIT' one
is "$(aside)" "$C,$D" 'the first stays, the ones with larger keys are set aside: within a chunk and against another'
is "$(balanced)" t 'every task balances and is done'

pg_fresh hopeless
refuse "NEW.household_id % 1 = 0"
code 12 'a constraint that all rows break is no matter of single records: the run stops' two
like "$TAP_ERR" 'GJ1570' 'with the reason'
is "$(aside)" '' 'and nobody is set aside'
psql -Xqc "DROP TRIGGER refuse ON result.decision"
code 4 'once the cause is mended, the run goes on' two

done_testing
