#!/bin/bash
# The notification hook: every event once in its order, as JSON on its standard input, after commit; again
# when it was not taken; never in the way of a run, whatever the hook does.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
unset GETSUJI_DSN GETSUJI_NOTIFY GETSUJI_NOTIFY_SECONDS GETSUJI_METRICS GETSUJI_LANG GETSUJI_STATE
pg_start
pg_migrate
WORK=$PG_DIR/scratch
as_run() { pg_as getsuji_run "$GETSUJI" "$@"; }
hook() { # NAME: a script from standard input
	cat >"$WORK/$1"
	chmod 755 "$WORK/$1"
}
events() { # N [FIELDS]: that many events of run 1
	PGUSER=getsuji_run pg_query "INSERT INTO run.outbox (run_id, event, payload)
		SELECT 1, 'run.failed', '${2:-{\}}' FROM generate_series(1, $1)"
}
unsent() { pg_query "SELECT count(*) || ' ' || coalesce(max(tries), 0) FROM run.outbox WHERE sent_at IS NULL"; }
taken() { /usr/bin/python3 -c 'import json, sys; print(*(json.loads(l)["event_id"] for l in open(sys.argv[1])))' "$1"; }
ids() { pg_query "SELECT string_agg(event_id::text, ' ' ORDER BY event_id) FROM run.outbox WHERE sent_at IS NOT NULL AND event_id > $1"; }
pg_query "INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, message_id, message)
	VALUES ('small', 1, '2027-01-01', 1, sha256(''), '', '2027-01-20 01:00Z', 'failed', 1301, 'x')" >/dev/null
pg_query "INSERT INTO run.task (run_id, task_no, name, kind, job, state, n_read, n_written, n_quarantined)
	VALUES (1, 1, 'first', 'job', 'j', 'done', 10, 8, 2), (1, 2, 'second', 'job', 'j', 'failed', 3, 0, 0)"
hook take <<'SH'
#!/bin/sh
cat >>"${0%/*}/told"
SH

# ---- what is told
code 0 'nothing to send' as_run notify --notify "$WORK/take"
like "$TAP_OUT" '^0 events sent, 0 left$' 'is said'
PGUSER=getsuji_run pg_query "INSERT INTO run.outbox (run_id, event, payload) VALUES (1, 'run.failed', '{}'),
	(1, 'task.state', '{\"task\": \"second\", \"state\": \"failed\", \"message_id\": \"GJ1304\"}')"
code 0 'two events' as_run notify --notify "$WORK/take"
like "$TAP_OUT" '^2 events sent, 0 left$' 'are sent'
is "$(/usr/bin/python3 -c '
import json, re, sys
run, task = (json.loads(line) for line in open(sys.argv[1]))
assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", run.pop("at")) and task.pop("at")
print(json.dumps(run, sort_keys=True)); print(json.dumps(task, sort_keys=True))' "$WORK/told")" \
	'{"counts": {"held": 0, "quarantined": 2, "records": 10, "tasks": 2, "tasks_done": 1, "warnings": 0}, "decision": "none", "edition": 1, "event": "run.failed", "event_id": 1, "graph": "small", "message_id": "GJ1301", "month": "2027-01", "next": "getsuji resume 1", "office": 1, "run": 1, "state": "failed"}
{"decision": "none", "edition": 1, "event": "task.state", "event_id": 2, "graph": "small", "message_id": "GJ1304", "month": "2027-01", "next": "getsuji resume 1", "office": 1, "run": 1, "state": "failed", "task": "second"}' \
	'each a line of JSON: run, counts, message, next command; nothing else'
code 0 'again' as_run notify --notify "$WORK/take"
is "$(wc -l <"$WORK/told")" 2 'nothing is told twice'
is "$(PGUSER=getsuji_run psql -Xqc "UPDATE run.outbox SET payload = '{}'" 2>&1 | grep -c 'permission denied')" 1 'what was said cannot be changed'

# ---- hooks that do not take it
refused() { # ID NAME HOOK
	local id=$1 name=$2 hook=$3
	shift 3
	code 4 "$name" as_run notify --notify "$hook" --notify-seconds 1
	like "$TAP_ERR" "^$id " '… is told, with its id'
	like "$TAP_ERR" '→ .*getsuji notify' '… and what to do'
}
events 2
refused GJ2106 'a hook that fails' /bin/false
is "$(unsent)" '2 1' '… leaves the events for the next time, tried once'
hook stopped <<'SH'
#!/bin/sh
echo 'the ticket system is closed' >&2
kill -TERM $$
SH
refused GJ2105 'a hook that is killed' "$WORK/stopped"
like "$TAP_ERR" 'the ticket system is closed' '… what it said is told'
hook text <<<'exit 0'
refused GJ2106 'a text without an interpreter is not given to a shell' "$WORK/text"
hook chatty <<<'#!/bin/sh
yes'
refused GJ2105 'a hook that prints without end' "$WORK/chatty"
hook hang <<'SH'
#!/bin/sh
trap '' TERM
sleep 60 & echo $! >"${0%/*}/left"
sleep 60
SH
SECONDS=0
refused GJ2104 'a hook that hangs is ended' "$WORK/hang"
ok '… in time, with the events after it left' test $SECONDS -le 3
is "$(ps -o stat= -p "$(cat "$WORK/left")" | grep -cv '^Z')" 0 '… and what it started, too'
is "$(unsent)" '2 5' 'all events are still there'
code 16 'a hook without a path' as_run notify --notify true
like "$TAP_ERR" '^GJ2100 ' 'is refused: no search, no shell'
code 16 'a hook that does not exist' as_run notify --notify "$WORK/nothing"
like "$TAP_ERR" '^GJ2101 ' 'is named'
code 16 'no hook at all' as_run notify
hook idle <<<'#!/bin/sh
exec <&-'
code 0 'a hook need not read' as_run notify --notify "$WORK/idle"
is "$(unsent)" '0 0' 'and has taken them all'

# ---- two at once, and a sender that dies
last=$(pg_query 'SELECT max(event_id) FROM run.outbox')
events 12
: >"$WORK/told"
hook slow <<'SH'
#!/bin/sh
cat >>"${0%/*}/told"
sleep 0.1
SH
for n in 1 2 3; do as_run notify --notify "$WORK/slow" >/dev/null & done
wait
is "$(taken "$WORK/told" | tr ' ' '\n' | sort -n | paste -sd' ')" "$(ids "$last")" 'three senders at once: every event once'
last=$(pg_query 'SELECT max(event_id) FROM run.outbox')
events 1
hook wait <<'SH'
#!/bin/sh
cat >"${0%/*}/told.1"
: >"${0%/*}/begun"
sleep 30
SH
(PGUSER=getsuji_run exec "$GETSUJI" notify --notify "$WORK/wait") &
pid=$!
for _ in $(seq 100); do [ -e "$WORK/begun" ] && break; sleep 0.05; done
kill -9 $pid
wait $pid 2>/dev/null
hook again <<'SH'
#!/bin/sh
cat >"${0%/*}/told.2"
SH
for _ in $(seq 50); do
	as_run notify --notify "$WORK/again" >/dev/null && [ -s "$WORK/told.2" ] && break
	sleep 0.1
done
is "$(cat "$WORK/told.2")" "$(cat "$WORK/told.1")" 'a sender that is killed: the same event again, known by its event_id'

# ---- with a run
"${BUILD:-build}/bench/generate" --households 20 --offices 1 --month 2027-01 --seed 5 --out "$WORK/facts" >/dev/null || exit 1
as_run import rates >/dev/null 2>&1 && as_run import facts "$WORK/facts" >/dev/null || exit 1
: >"$WORK/told"
S="--state $WORK/state"
code 0 'a run whose hook fails ends as ever' as_run run monthly --month 2027-01 --office 13113 --notify /bin/false $S
like "$TAP_ERR" '^GJ2106 ' 'with a word about the hook'
run=$(pg_query 'SELECT max(run_id) FROM run.run')
code 0 'the next process' as_run resume "$run" --notify "$WORK/take" $S
is "$(/usr/bin/python3 -c 'import json, sys; print(sorted({(e["run"], e["state"]) for e in map(json.loads, open(sys.argv[1])) if e["event"] == "run.waiting"})[-1])' "$WORK/told")" \
	"($run, 'waiting')" 'tells what the first could not'
finds_nothing 'no event has more than its words' /usr/bin/python3 -c '
import json, sys
allowed = set("at run next event graph month state counts office edition decision event_id message_id task waiting_for exit_code alarm".split())
for line in open(sys.argv[1]):
    extra = set(json.loads(line)) - allowed
    if extra: print(extra)' "$WORK/told"
done_testing
