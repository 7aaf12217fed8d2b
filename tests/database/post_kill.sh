#!/bin/bash
# Payments, slips and mailing of a month killed with kill -9 at random moments, before and after their gates, and where they issue;
# gone on with, the rows and the bytes of every file are those of an undisturbed month.
#   GETSUJI_KILLS=50 GETSUJI_KILL_SEED=7   so many random kills of each graph on each side of its gate
set -u
. tests/harness/tap.sh
. tests/harness/post.sh
KILLS=${GETSUJI_KILLS:-1}
RANDOM=${GETSUJI_KILL_SEED:-20}
post_office 60 --protected 2 --seed 12                # a seed with slips
decide_month 2027-01 || exit 1

# What a graph planned, issued and wrote.  Databases are copies of one another, so that the key of the codes is the same.
picture() { # GRAPH
	local run folder
	run=$(run_of "$1" 2027-01) folder=$(files_of "$1" 2027-01)
	case $1 in
	payment) pg_query "SELECT to_jsonb(p) FROM result.payment p WHERE run_id = $run ORDER BY household_id, part;
		SELECT to_jsonb(c) - 'recorded_at' FROM result.claim_payment c WHERE run_id = $run ORDER BY payment_no;
		SELECT to_jsonb(f) - 'recorded_at' FROM result.claim_bank_file f WHERE run_id = $run; TABLE result.payment_refusal" ;;
	slips) pg_query "SELECT to_jsonb(s) FROM result.slip s WHERE run_id = $run ORDER BY 1;
		SELECT to_jsonb(c) - 'recorded_at' FROM result.claim_slip c WHERE run_id = $run ORDER BY document_no; TABLE result.slip_refusal" ;;
	mailing) pg_query "SELECT to_jsonb(d) FROM result.mail_document d WHERE run_id = $run ORDER BY office_id, line_no;
		SELECT to_jsonb(p) FROM result.mail_piece p WHERE run_id = $run ORDER BY office_id, plan_no;
		SELECT to_jsonb(m) - 'recorded_at' FROM result.claim_mailing m; TABLE result.mail_refusal;
		SELECT to_jsonb(p) FROM result.claim_mail_piece p ORDER BY piece_no;
		SELECT to_jsonb(d) FROM result.claim_mail_document d ORDER BY piece_no, position;
		SELECT to_jsonb(p) FROM result.claim_mail_place p ORDER BY piece_no" ;;
	esac
	pg_query "SELECT name, n_read, n_written, n_unchanged, n_held, yen, state FROM run.task WHERE run_id = $run ORDER BY task_no;
		SELECT name, piece_no, first_page, pages FROM run.artifact_piece WHERE run_id = $run ORDER BY 1, 2"
	# Workbooks and letters of the office tell when they were cut: before the gate that differs from one month to the next.
	[ "$(pg_query "SELECT decision FROM run.run WHERE run_id = $run")" != confirmed ] ||
		(cd "$folder" && find . -type f ! -name manifest.csv ! -name '*.log' | LC_ALL=C sort | xargs sha256sum)
}

go_on() { gs resume "$(run_of "$1" 2027-01)" --artifacts "$WORK/files"; }
again() { # GRAPH STATE NAME: the database and the graph's files as they were in that state (planned, confirmed)
	local folder
	pg_fresh "$3" "$1_$2"
	folder=$(files_of "$1" 2027-01)
	rm -rf "$folder"
	cp -a "$WORK/$1_$2" "$folder"
}
keep() { # GRAPH STATE: of the current database; what follows goes on with a copy
	cp -a "$(files_of "$1" 2027-01)" "$WORK/$1_$2"
	pg_fresh "$1_$2" "$PGDATABASE"
	pg_fresh "$1_$2_calm" "$1_$2"
}
kill_at() { # GRAPH FAILPOINT SECONDS PROGRAM
	killed=0
	GETSUJI_FAILPOINT=$2 PGUSER=getsuji_run setsid "$4" resume "$(run_of "$1" 2027-01)" --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1 &
	if [ -n "$3" ]; then
		sleep "$3"
		kill -9 -- -$! 2>/dev/null
	fi
	wait $! 2>/dev/null || killed=$?
	[ "$killed" != 137 ] || HIT=$((HIT + 1))
}
moment() { # SECONDS: before then
	awk "BEGIN { printf \"%.3f\", 0.02 + ($1 - 0.04) * $RANDOM / 32768 }"
}

number=0 HIT=0
disturbed() { # GRAPH STATE: kills at random moments, and at the failpoints that follow
	local graph=$1 state=$2 point seconds
	for ((n = 0; n < KILLS; n++)); do
		number=$((number + 1))
		again "$graph" "$state" "kill$number"
		moment "${TOOK[$graph $state]}" >"$WORK/moment"
		seconds=$(cat "$WORK/moment")
		kill_at "$graph" '' "$seconds" "$GETSUJI"
		go_on "$graph" && is "$(picture "$graph")" "${CALM[$graph $state]}" "$graph, $state, killed after $seconds s: the same rows and files"
	done
	for point in "${@:3}"; do
		number=$((number + 1))
		again "$graph" "$state" "kill$number"
		kill_at "$graph" "$point:killgroup" '' "$GETSUJI-failpoints"
		is "$killed" 137 "$graph, $state, is killed at $point"
		go_on "$graph" && is "$(picture "$graph")" "${CALM[$graph $state]}" '… the same rows and files'
	done
}

# GRAPH FAILPOINTS…: planned, undisturbed on both sides of its gate, disturbed; the database goes on with the undisturbed one
declare -A CALM TOOK
whole() {
	local graph=$1 before calm began
	{ (GETSUJI_FAILPOINT=plan.after_commit:1:killgroup PGUSER=getsuji_run setsid "$GETSUJI-failpoints" run "$graph" --month 2027-01 \
		--office $OFFICE --artifacts "$WORK/files" >"$WORK/kill.log" 2>&1); } 2>/dev/null
	mkdir -p "$(files_of "$graph" 2027-01)"
	keep "$graph" planned
	began=$EPOCHREALTIME
	ok "$graph goes on to its gate" go_on "$graph"
	TOOK[$graph planned]=$(awk "BEGIN { print $EPOCHREALTIME - $began }")
	if [ "$graph" = mailing ]; then
		gs mail look "$(run_of mailing 2027-01)" $(pg_query "SELECT office_id || '-' || line_no FROM result.mail_document
			WHERE run_id = $(run_of mailing 2027-01) AND hold IN (5, 6, 7, 8) ORDER BY line_no") --reason 'seen by a clerk' || true
	fi
	CALM[$graph planned]=$(picture "$graph")
	approve "$graph" 2027-01 && gs confirm "$(run_of "$graph" 2027-01)" || exit 1
	keep "$graph" confirmed
	began=$EPOCHREALTIME
	ok '… and to its end' go_on "$graph"
	TOOK[$graph confirmed]=$(awk "BEGIN { print $EPOCHREALTIME - $began }")
	CALM[$graph confirmed]=$(picture "$graph")
	calm=$PGDATABASE
	cp -a "$(files_of "$graph" 2027-01)" "$WORK/calm"
	disturbed "$graph" planned chunk.after_read:1
	disturbed "$graph" confirmed "${@:2}"
	pg_fresh "${graph}_done" "$calm"
	rm -rf "$(files_of "$graph" 2027-01)"
	mv "$WORK/calm" "$(files_of "$graph" 2027-01)"
}
whole payment statement.before_commit:1 statement.after_commit:1
whole slips statement.before_commit:1 statement.after_commit:1 chunk.before_publish:1 publish.after_place:1
whole mailing statement.before_commit:1 statement.after_commit:1 chunk.after_read:1 chunk.before_publish:1 publish.after_place:1 \
	publish.after_place:2 chunk.after_commit:2

RUN=$(run_of mailing 2027-01)
like "$(pg_query "SELECT count(DISTINCT kind), count(DISTINCT p.route) FROM result.claim_mail_document d
	JOIN result.claim_mail_piece p USING (run_id, piece_no) WHERE run_id = $RUN")" '^[4-6]\|2$' 'the mailing has documents of several kinds, on both routes'
like "$(printf '%s\n' "${CALM[mailing confirmed]}" | grep -c ' ./')" '^1[0-9]$' '… and all its files'
ok 'most of the kills hit' test "$HIT" -ge $((number * 3 / 4))
done_testing
