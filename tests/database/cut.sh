#!/bin/bash
# The cut: what a run reads as of its instant never changes afterwards, though clerks keep writing.
# Eight writers record and supersede facts without a pause; every cut is read at once and again when
# all writers have ended.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/pg.sh
. tests/harness/tap.sh
WRITERS=8 CUTS=15
pg_start
pg_migrate

# One transaction over two tables; it begins before it writes (so now() would lie), and rests between
# its writes (so a cut falls into it).  Every third is rolled back to a savepoint in the middle.
cat >"$PG_DIR/scratch/writer.sql" <<'SQL'
\set h random(1, 400)
\set part random(1, 3)
BEGIN;
SELECT pg_sleep(0.004);
UPDATE fact.hold SET superseded_at = now() WHERE household_id = 100000000 + :h AND superseded_at = 'infinity';
SELECT pg_sleep(0.004);
INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (100000000 + :h, 'check', :client_id::text, '2027-01-01')
	ON CONFLICT DO NOTHING;
SAVEPOINT middle;
INSERT INTO fact.rent (household_id, rent_yen, common_charge_yen, special_limit, floor_area_cm2, paid_to_landlord, valid_from)
	VALUES (100000000 + :h, :client_id, 0, false, 0, false, '2027-01-01') ON CONFLICT DO NOTHING;
\if :part
ROLLBACK TO middle;
\endif
SELECT pg_sleep(0.004);
INSERT INTO fact.rent (household_id, rent_yen, common_charge_yen, special_limit, floor_area_cm2, paid_to_landlord, valid_from)
	VALUES (100000000 + :h + 1000 * random(), 7, 0, false, 0, false, '2027-01-01') ON CONFLICT DO NOTHING;
COMMIT;
SQL
as_of() { # INSTANT: digest of what a run reads
	echo "SELECT md5(coalesce(string_agg(f::text, ';' ORDER BY f::text), '')), count(*) FROM (
		SELECT 'hold', household_id, recorded_at FROM fact.hold WHERE recorded_at < '$1' AND superseded_at >= '$1'
		UNION ALL
		SELECT 'rent', household_id, recorded_at FROM fact.rent WHERE recorded_at < '$1' AND superseded_at >= '$1') f"
}
export PGOPTIONS='-c timezone=UTC'
PGUSER=getsuji_run "$PG_BIN/pgbench" -n -c $WRITERS -j 2 -T 600 -f "$PG_DIR/scratch/writer.sql" \
	>"$PG_DIR/scratch/pgbench.log" 2>&1 &
writers=$!
sleep 0.5
instants=() digests=()
slowest=0
for _ in $(seq $CUTS); do
	# One session: the cut, then at once what a run would read.
	answer=$(pg_as getsuji_run psql -XqAt <<-SQL
		SELECT run.take_cut() AS cut, clock_timestamp() AS back \gset
		SELECT :'cut', extract(milliseconds FROM :'back'::timestamptz - :'cut'::timestamptz)::int,
			md5(coalesce(string_agg(f::text, ';' ORDER BY f::text), '')), count(*) FROM (
			SELECT 'hold', household_id, recorded_at FROM fact.hold WHERE recorded_at < :'cut' AND superseded_at >= :'cut'
			UNION ALL
			SELECT 'rent', household_id, recorded_at FROM fact.rent WHERE recorded_at < :'cut' AND superseded_at >= :'cut') f;
	SQL
	)
	IFS='|' read -r instant took digest rows <<<"$answer"
	instants+=("$instant") digests+=("$digest|$rows")
	[ "$took" -le $slowest ] || slowest=$took
	sleep 0.1
done
like "$(pg_query "SELECT count(*) FROM pg_stat_activity WHERE usename = 'getsuji_run'")" '^[1-9]' 'writers were at work to the end of the cuts'
kill "$writers"
wait
changed=0
for i in "${!instants[@]}"; do
	[ "$(pg_query "$(as_of "${instants[$i]}")")" = "${digests[$i]}" ] || changed=$((changed + 1))
done
is $changed 0 "none of $CUTS cuts changed afterwards, with $WRITERS writers"
like "${digests[-1]}" '\|[1-9][0-9]+$' 'the cuts had facts to read'
is "$(pg_query 'SELECT count(*) > 100 FROM fact.hold')" t 'facts were recorded all the time'
[ $slowest -lt 2000 ]
tap_result $? "a cut waits for the transactions in flight only (slowest $slowest ms)"

# A clerk is not kept waiting by the cut, nor the cut by a clerk who began to write after it.
is "$(pg_query "SELECT count(*) FROM pg_locks WHERE relation::regclass::text LIKE 'fact.%' AND NOT granted")" 0 'nobody waits for a lock on facts'
psql -Xq >/dev/null <<-SQL &
	BEGIN;
	INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (100009999, 'slow', 'x', '2027-01-01');
	SELECT pg_sleep(1.5);
	COMMIT;
SQL
until [ "$(pg_query "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1.5)%' AND pid <> pg_backend_pid()")" = 1 ]; do
	sleep 0.02
done
cut=$(pg_as getsuji_run psql -XqAtc 'SELECT run.take_cut()')
is "$(pg_query "SELECT count(*) FROM fact.hold WHERE household_id = 100009999 AND recorded_at < '$cut'")" 1 \
	'a clerk who was writing when the cut was taken is waited for, and is in it'
wait
done_testing
