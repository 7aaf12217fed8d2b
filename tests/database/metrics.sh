#!/bin/bash
# The Prometheus text file: read by a strict parser, equal to the ledger, whole at any moment, and never in
# the way of a run.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
unset GETSUJI_DSN GETSUJI_NOTIFY GETSUJI_METRICS GETSUJI_LANG GETSUJI_STATE
pg_start
pg_migrate
WORK=$PG_DIR/scratch
FILE=$WORK/getsuji.prom
as_run() { pg_as getsuji_run "$GETSUJI" "$@"; }

# The exposition format, as strictly as it is written down: HELP and TYPE once and first, samples of a metric
# together, no series twice, escapes in labels.  Prints NAME{LABELS} VALUE.
parse() {
	/usr/bin/python3 - "$1" <<'PY'
import re, sys
text = open(sys.argv[1], encoding="utf-8", newline="").read()
assert text.endswith("\n") and "\r" not in text and "\n\n" not in text, "lines"
name = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
label = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
seen, series, helped, current = set(), set(), None, None
for line in text[:-1].split("\n"):
    if m := re.fullmatch(rf"# HELP ({name}) (.+)", line):
        assert helped is None and m[1] not in seen, line
        helped = m[1]
    elif m := re.fullmatch(rf"# TYPE ({name}) (gauge|counter)", line):
        assert m[1] == helped and m[1] not in seen, line
        seen.add(m[1])
        current, helped = m[1], None
    else:
        m = re.fullmatch(rf"({name})(?:\{{({label}(?:,{label})*)\}})? (-?[0-9]+(?:\.[0-9]+)?)", line)
        assert m and m[1] == current, line
        labels = re.findall(label, m[2] or "")
        key = (m[1], tuple(sorted(labels)))
        assert key not in series and len(dict(labels)) == len(labels), line
        series.add(key)
        print(line)
assert helped is None
PY
}
value() { grep -F "$1 " <<<"$parsed" | awk '{ print $NF }'; }

"${BUILD:-build}/bench/generate" --households 30 --offices 1 --month 2027-01 --seed 5 --out "$WORK/facts" >/dev/null || exit 1
as_run import rates >/dev/null 2>&1 && as_run import facts "$WORK/facts" >/dev/null || exit 1
code 0 'a run' as_run run monthly --month 2027-01 --office 13113 --state "$WORK/state" --metrics "$FILE"
ok 'its file is read by a strict parser' parse "$FILE"
parsed=$TAP_OUT
run=$(pg_query "SELECT run_id FROM run.run WHERE graph = 'monthly'")
L='graph="monthly",office="13113"'
is "$(value "getsuji_run_state{$L,state=\"waiting\"}")/$(value "getsuji_run_state{$L,state=\"failed\"}")" 1/0 'the state it is in is 1, others 0'
is "$(value "getsuji_run_number{$L}") $(value "getsuji_run_month{$L}") $(value "getsuji_run_exit_code{$L}")" "$run 202701 0" \
	'its number, month and exit code'
is "$(value "getsuji_run_records{$L}") $(value "getsuji_run_quarantined{$L}")" \
	"$(pg_query "SELECT max(n_read) || ' ' || sum(n_quarantined) FROM run.task WHERE run_id = $run")" 'its counts are those of the ledger'
is "$(value "getsuji_task_yen{$L,task=\"recalculate\"}") $(value "getsuji_task_read{$L,task=\"recalculate\"}")" \
	"$(pg_query "SELECT yen || ' ' || n_read FROM run.task WHERE run_id = $run AND name = 'recalculate'")" '… those of a task, too'
is "$(value "getsuji_last_success_timestamp_seconds{$L}")" '' 'a run that was never done has no last success'
states() { sed -n "s/^getsuji_$1_state{.*state=\"\\([a-z_]*\\)\"} .*/\\1/p" <<<"$parsed" | sort -u | paste -sd' '; }
constraint() { psql -XqAtc "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '$1'::regclass AND conname LIKE '%$2%'" |
	grep -oE "'[a-z_]+'" | tr -d "'" | sort -u | paste -sd' '; }
is "$(states run)" "$(constraint run.run execution)" 'the states of a run are those of the database'
is "$(states task)" "$(constraint run.task state_check)" '… those of a task, too'
is "$(grep -cF "getsuji_task_state{$L" <<<"$parsed")" "$(($(pg_query "SELECT count(*) FROM run.task WHERE run_id = $run") * $(states task | wc -w)))" \
	'every task has its states'
is "$(stat -c %a "$FILE") $(find "$WORK" -maxdepth 1 -name '.*' -type f | wc -l)" '644 0' 'the collector may read it, and no part is left'

# ---- names that a label must not be broken by; a run of another office; one that was done
pg_query "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, ended_at)
	VALUES (E'o\"d\\\\d\\nity', 7, '2027-01-01', 1, sha256(''), '', '2027-01-20 01:00Z', 'done', '2027-01-20 02:00Z'),
	(E'o\"d\\\\d\\nity', 7, '2027-02-01', 1, sha256(''), '', '2027-02-20 01:00Z', 'failed', '2027-02-20 02:00Z')"
code 0 'again' as_run resume "$run" --state "$WORK/state" --metrics "$FILE"
ok 'quotes, backslashes and line breaks in a name' parse "$FILE"
parsed=$TAP_OUT
is "$(value 'getsuji_last_success_timestamp_seconds{graph="o\"d\\d\nity",office="00007"}')" 1800410400 'the last success is told beside the failure'
is "$(value 'getsuji_run_state{graph="o\"d\\d\nity",office="00007",state="failed"}')" 1 '… of the newest run'
is "$(value "getsuji_run_number{$L}")" "$run" 'and the other office is still there'

# ---- whole at any moment, and never in the way
(for _ in $(seq 200); do parse "$FILE" >/dev/null 2>>"$WORK/torn" || echo torn >>"$WORK/torn"; [ -e "$WORK/enough" ] && break; done) &
for _ in 1 2 3; do as_run resume "$run" --state "$WORK/state" --metrics "$FILE" --quiet; done
: >"$WORK/enough"
wait
ok 'a reader beside a writer never reads half a file' test ! -s "$WORK/torn"
code 0 'a folder that does not exist changes nothing of a run' as_run resume "$run" --state "$WORK/state" --metrics "$WORK/no/x.prom"
like "$TAP_ERR" '^GJ1001 .*no/x.prom' '… but is told'
done_testing
