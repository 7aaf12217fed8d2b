# attempts.sh: many sessions at once that try what must not be; source it after pg.sh.  hand.attempts(worker, attempts, …) is a
# procedure of the test, and counts into hand.outcome (worker, kind, outcome, n).
#
#   attempts [ARGUMENT…]   $ATTEMPTS of them, $SESSIONS at a time; further arguments of hand.attempts.  All must be made; then what
#                          they came to is told
attempts() {
	local worker job worked=0 jobs=()
	for worker in $(seq "$SESSIONS"); do
		timeout $((120 + ATTEMPTS / 5)) psql -Xq -v ON_ERROR_STOP=1 -c "SET client_min_messages = error" \
			-c "CALL hand.attempts($worker, $((ATTEMPTS / SESSIONS))$(printf ', %s' "$@"))" &
		jobs[worker]=$!
	done
	for job in "${jobs[@]}"; do
		wait "$job" || worked=1
	done
	is "$worked $(pg_query 'SELECT sum(n) FROM hand.outcome')" "0 $((ATTEMPTS / SESSIONS * SESSIONS))" "$ATTEMPTS attempts are made, $SESSIONS at a time"
	pg_query "SELECT '# ' || kind || ': ' || string_agg(n || ' ' || outcome, ', ' ORDER BY n DESC)
		FROM (SELECT kind, outcome, sum(n) AS n FROM hand.outcome GROUP BY 1, 2) o GROUP BY kind ORDER BY kind"
}
