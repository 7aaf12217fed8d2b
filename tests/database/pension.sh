#!/bin/bash
# The pension revision through its graph: every trap of the answers ends in its class, each person of the survey in
# exactly one; nothing is proposed where names or birthdays disagree, where only the name agrees, or for twins whose
# answers were swapped; what was approved is recognised from June on, and the next run finds nothing to change.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh
pg_office 60 11
as() { pg_as "$1" "$GETSUJI" --lang en "${@:2}"; }
run() { as getsuji_run run "$@" --month 2027-06 --office $OFFICE --artifacts "$WORK/$PGDATABASE"; }

# ---- households made by hand, numbers 90000001 and on; answers as the import would record them
psql -Xq -v ON_ERROR_STOP=1 >"$PG_DIR/scratch/plant.log" <<'Q' || exit 1
CREATE SCHEMA plant;
CREATE FUNCTION plant.id(n int) RETURNS bigint LANGUAGE sql AS 'SELECT 13113 * 100000000::bigint + 90000000 + n';
CREATE FUNCTION plant.request(n int, p int) RETURNS text LANGUAGE sql AS
	$$ SELECT '00000090000' || lpad((n * 10 + p)::text, 8, '0') $$;
CREATE FUNCTION plant.person(n int, name text, kana text, born date DEFAULT '1950-02-03', p int DEFAULT 1,
	shielded boolean DEFAULT false, home date DEFAULT '2020-01-01', until date DEFAULT 'infinity') RETURNS void
LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
			protected_address, valid_from)
		SELECT plant.id(n), h.municipality, h.caseworker_no, 1, 1, false, shielded, home FROM fact.household h
		WHERE p = 1 AND home IS NOT NULL ORDER BY h.household_id LIMIT 1;
	INSERT INTO fact.protection (household_id, state, valid_from, valid_to, start_reason, end_reason)
		SELECT plant.id(n), 1, '2020-01-01', until, 3, CASE until WHEN 'infinity' THEN 0 ELSE 11 END WHERE p = 1;
	INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
		VALUES (plant.id(n), p, CASE p WHEN 1 THEN 1 ELSE 9 END, born, name, kana, '2020-01-01');
END $$;
CREATE FUNCTION plant.recognise(n int, code text, yen int, premium int DEFAULT 0, item int DEFAULT 1,
	since date DEFAULT '2020-06-01', p int DEFAULT 1) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from)
		VALUES (plant.id(n), p, 2, item, yen, 0, premium, since);
	INSERT INTO fact.pension (household_id, person_no, benefit, item_no, pension_code, valid_from)
		VALUES (plant.id(n), p, 1, item, code, since);
END $$;
CREATE FUNCTION plant.ask(n int, p int DEFAULT 1, month date DEFAULT '2027-06-01') RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	SET LOCAL session_replication_role = replica;
	INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject, purpose,
			condition, month_on, asked_on)
		VALUES (plant.request(n, p), 900, plant.id(n), p, lpad(plant.request(n, p), 15), '15-65', 1, 2, 1, month, month);
	SET LOCAL session_replication_role = origin;
END $$;
CREATE FUNCTION plant.answer(n int, p int DEFAULT 1, state int DEFAULT 1, name text DEFAULT NULL, kana text DEFAULT NULL,
	born date DEFAULT NULL, known boolean DEFAULT true, request text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, birth_on, answered_on,
			made_on, serial, nulls, unknown, import_id)
		SELECT x.household_id, x.person_no, coalesce(answer.request, plant.request(n, p)), 1, answer.state,
			coalesce(answer.name, x.name), coalesce(answer.kana, x.name_kana), coalesce(answer.born, x.birth_on),
			'2027-06-03', '2027-06-03', 1, '', NOT known, 1
		FROM fact.current_person x WHERE x.household_id = plant.id(n) AND x.person_no = p
$$;
CREATE FUNCTION plant.award(n int, code text, basic int, employees int DEFAULT 0, premium int DEFAULT 0, no int DEFAULT 1,
	p int DEFAULT 1, arose date DEFAULT '2015-02-02', decided date DEFAULT '2015-04-01', lost date DEFAULT NULL,
	stop text DEFAULT '00', stopped date DEFAULT NULL, fixed int DEFAULT NULL, certified int DEFAULT NULL,
	certificate text DEFAULT '', paid int DEFAULT NULL, tax int DEFAULT 0, nulls text DEFAULT '', request text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE r text := coalesce(award.request, plant.request(n, p));
BEGIN
	INSERT INTO fact.answer_award (household_id, person_no, request_id, award_no, pension_code, change_reason_a,
			change_reason_b, nulls) VALUES (plant.id(n), p, r, no, code, '', '', '');
	INSERT INTO fact.answer_scheme (household_id, person_no, request_id, award_no, scheme, decided_on, right_arose_on,
			right_lost_on, suspension_reason, suspended_from, fixed_years, certified_year, grade_code, illness_code,
			certificate_code, nulls)
		SELECT plant.id(n), p, r, no, s, decided, arose, lost, stop, stopped, fixed, certified, '', '', certificate,
			CASE WHEN lost IS NULL THEN 'right_lost_on=01' ELSE '' END
		FROM generate_series(1, CASE WHEN employees > 0 THEN 2 ELSE 1 END) s;
	INSERT INTO fact.answer_amount (household_id, person_no, request_id, award_no, amount_no, pay_from_on, reason_a, reason_b,
			national_yen, additional_yen, child_yen, spouse_yen, employees_yen, nulls)
		VALUES (plant.id(n), p, r, no, 1, '2026-04-01', '', '', 1, NULL, NULL, NULL, NULL, ''),
			(plant.id(n), p, r, no, 2, '2027-04-01', '', '', basic, 0, 0, NULL, employees, 'spouse_yen=01' || award.nulls);
	INSERT INTO fact.answer_payment (household_id, person_no, request_id, award_no, payment_no, kind, paid_on, paid_yen,
			income_tax_yen, care_premium_yen, health_premium_yen, elderly_premium_yen, resident_tax_yen, nulls)
		VALUES (plant.id(n), p, r, no, 1, 1, '2027-04-15', 1, 0, 0, 0, 0, 0, ''),
			(plant.id(n), p, r, no, 2, 1, '2027-06-15', coalesce(paid, (basic + employees) / 6), tax, 2 * premium, 0, 0, 0, '');
END $$;
-- a person with a pension of 600,000 yen recognised, asked and answered under his own name
CREATE FUNCTION plant.holder(n int, code text DEFAULT '1150') RETURNS void LANGUAGE sql AS $$
	SELECT plant.person(n, '山田　太郎' || n, 'ヤマダ　タロウ'); SELECT plant.recognise(n, code, 600000, 2000);
	SELECT plant.ask(n); SELECT plant.answer(n)
$$;

BEGIN;
SELECT plant.holder(1); SELECT plant.award(1, '1150', 600000, 0, 2000);
SELECT plant.holder(2); SELECT plant.award(2, '1150', 400000, 212000, 2100);
SELECT plant.holder(3); SELECT plant.award(3, '1151', 600000, 0, 2050);
SELECT plant.holder(4); SELECT plant.award(4, '1150', 600000, 0, 2000); SELECT plant.award(4, '1450', 0, 120000, 0, 2);
SELECT plant.holder(5); SELECT plant.award(5, '1150', 600000, 0, 2000, lost => '2027-05-20');
SELECT plant.holder(6); SELECT plant.award(6, '1150', 600000, 0, 2000, stop => '03', stopped => '2027-04-01', paid => 0);
SELECT plant.person(7, '佐藤', 'サトウ'); SELECT plant.ask(7); SELECT plant.answer(7);
SELECT plant.award(7, '5350', 847200, arose => '2024-12-10', decided => '2027-03-01');
-- … and somebody who moved in with him on 16 January 2026
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
	VALUES (plant.id(7), 2, 9, '1950-02-03', '佐藤　転入', 'サトウ　テンニュウ', '2026-01-16');
SELECT plant.ask(7, 2); SELECT plant.answer(7, 2); SELECT plant.award(7, '1150', 120000, p => 2, arose => '2024-12-10', decided => '2027-03-01');
SELECT plant.holder(8); SELECT plant.award(8, '9910', 612000, 0, 2000);
SELECT plant.holder(9); SELECT plant.award(9, '1150', 612000, 0, 2000, paid => 90000);
SELECT plant.holder(10); SELECT plant.award(10, '1150', 612000, 0, 2000, nulls => ' child_yen=02');
SELECT plant.holder(11); SELECT plant.award(11, '1150', 612000, 0, 2000, tax => 510);
SELECT plant.holder(12); SELECT plant.award(12, '1150', 306000, 0, 2000); SELECT plant.award(12, '1150', 306000, 0, 0, 2);
SELECT plant.holder(13); SELECT plant.award(13, '1150', 612000, 0, 2000); SELECT plant.recognise(13, '1450', 120000, 0, 2);
SELECT plant.person(14, '鈴木', 'スズキ'); SELECT plant.recognise(14, '', 600000); SELECT plant.ask(14); SELECT plant.answer(14);
SELECT plant.award(14, '1150', 612000);
-- not found, not disclosed, an error, being prepared, an unknown reason, never asked
SELECT plant.person(15, '田中', 'タナカ'); SELECT plant.ask(15); SELECT plant.answer(15, state => 2);
SELECT plant.person(16, '田中', 'タナカ'); SELECT plant.recognise(16, '1150', 600000); SELECT plant.ask(16);
SELECT plant.answer(16, state => 2);
SELECT plant.person(17, '田中', 'タナカ'); SELECT plant.recognise(17, '1150', 600000); SELECT plant.ask(17);
SELECT plant.answer(17, state => 3);
SELECT plant.person(18, '田中', 'タナカ'); SELECT plant.recognise(18, '1150', 600000); SELECT plant.ask(18);
SELECT plant.answer(18, state => 9);
SELECT plant.person(19, '田中', 'タナカ'); SELECT plant.recognise(19, '1150', 600000); SELECT plant.ask(19);
SELECT plant.answer(19, state => 4);
SELECT plant.person(20, '田中', 'タナカ'); SELECT plant.recognise(20, '1150', 600000); SELECT plant.ask(20);
SELECT plant.answer(20, known => false); SELECT plant.award(20, '1150', 612000);
SELECT plant.person(21, '田中', 'タナカ'); SELECT plant.recognise(21, '1150', 600000);
-- who somebody is: half-width kana and other spaces are the same; another birthday, another name and kana are not
SELECT plant.holder(22);
UPDATE fact.answer SET superseded_at = now() WHERE request_id = plant.request(22, 1);
SELECT plant.award(22, '1150', 612000, 0, 2000);
COMMIT;
BEGIN;
SELECT plant.answer(22, name => '山田 太郎２２', kana => 'ﾔﾏﾀﾞ ﾀﾛｳ');
SELECT plant.person(23, '木村', 'キムラ'); SELECT plant.recognise(23, '1150', 600000); SELECT plant.ask(23);
SELECT plant.answer(23, born => '1950-02-04'); SELECT plant.award(23, '1150', 612000);
SELECT plant.person(24, '木村', 'キムラ'); SELECT plant.recognise(24, '1150', 600000); SELECT plant.ask(24);
SELECT plant.answer(24, name => '林', kana => 'ハヤシ'); SELECT plant.award(24, '1150', 612000);
-- twins whose answers were swapped: born on one day, names alike only in the surname
SELECT plant.person(25, '林　一', 'ハヤシ　ハジメ'); SELECT plant.person(25, '林　二', 'ハヤシ　ツグ', p => 2);
SELECT plant.recognise(25, '5350', 600000, p => 1); SELECT plant.recognise(25, '5350', 660000, p => 2);
SELECT plant.ask(25); SELECT plant.ask(25, 2);
SELECT plant.answer(25, 1, name => '林　二', kana => 'ハヤシ　ツグ'); SELECT plant.award(25, '5350', 672000, p => 1);
SELECT plant.answer(25, 2, name => '林　一', kana => 'ハヤシ　ハジメ'); SELECT plant.award(25, '5350', 612000, p => 2);
-- answers that only the name ties to the person: to a request that nobody made, and to somebody else's
SELECT plant.person(26, '独自　名', 'ドクジ　ナ'); SELECT plant.recognise(26, '1150', 600000);
SELECT plant.answer(26, request => '9999999999999999999'); SELECT plant.award(26, '1150', 612000, request => '9999999999999999999');
SELECT plant.person(27, '独自　字', 'ドクジ　ジ'); SELECT plant.recognise(27, '1150', 600000);
SELECT plant.answer(27, request => plant.request(26, 1)); SELECT plant.award(27, '1150', 612000, request => plant.request(1, 1));
-- asked twice: the later request counts, answered or not; a year ago no longer
SELECT plant.person(28, '原', 'ハラ'); SELECT plant.recognise(28, '1150', 600000); SELECT plant.ask(28, month => '2026-07-01');
SELECT plant.answer(28); SELECT plant.award(28, '1150', 612000);
SELECT plant.person(29, '原', 'ハラ'); SELECT plant.recognise(29, '1150', 600000); SELECT plant.ask(29, month => '2026-06-01');
SELECT plant.answer(29); SELECT plant.award(29, '1150', 612000);
-- medical certificates
SELECT plant.holder(30, '5350'); SELECT plant.award(30, '5350', 600000, 0, 2000, fixed => 3, certified => 2024, certificate => '2');
SELECT plant.holder(31, '5350'); SELECT plant.award(31, '5350', 600000, 0, 2000, fixed => 0, certified => 2018, certificate => '1');
SELECT plant.holder(32, '5350'); SELECT plant.award(32, '5350', 600000, 0, 2000);
-- one number in two households, one of them under 支援措置: whoever fled is protected in the old one, too
SELECT plant.holder(33); SELECT plant.award(33, '1150', 600000, 0, 2000);
SELECT plant.person(34, '逃', 'ニゲ', shielded => true);
INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from)
	SELECT plant.id(n), 1, '999999999999999', 1, false, '2020-01-01' FROM generate_series(33, 34) n;
-- a name mended on the 10th, when the household was on aid until the 5th
SELECT plant.person(35, '旧', 'キュウ', until => '2027-06-05'); SELECT plant.recognise(35, '1150', 600000);
SELECT plant.person(36, '先', 'サキ', home => '2027-07-01'); SELECT plant.recognise(36, '1150', 600000);
SELECT plant.person(37, '無', 'ナシ', home => NULL); SELECT plant.recognise(37, '1150', 600000);
SELECT plant.person(38, '後', 'アト'); SELECT plant.ask(38);
-- asked about in March, and no longer on aid since May: what was recognised until then was not hidden
SELECT plant.person(39, '去', 'サリ', until => '2027-05-01'); SELECT plant.ask(39, month => '2027-03-01'); SELECT plant.answer(39);
SELECT plant.award(39, '1150', 600000);
INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to)
	VALUES (plant.id(39), 1, 2, 1, 600000, 0, 0, '2020-06-01', '2027-05-01');
COMMIT;
-- … and one who was asked about, and by what is known now comes later
BEGIN;
UPDATE fact.person SET superseded_at = now() WHERE household_id IN (plant.id(35), plant.id(38));
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, valid_to)
	VALUES (plant.id(35), 1, 1, '1950-02-03', '旧', 'キュウ', '2020-01-01', '2027-06-10'),
		(plant.id(35), 1, 1, '1950-02-03', '新', 'シン', '2027-06-10', 'infinity'),
		(plant.id(38), 1, 1, '1950-02-03', '後', 'アト', '2027-07-01', 'infinity');
COMMIT;
Q
classes='case class WHEN 1 THEN '\''equal'\'' WHEN 2 THEN '\''changed'\'' WHEN 3 THEN '\''new'\'' WHEN 4 THEN '\''stopped'\''
	WHEN 5 THEN '\''retroactive'\'' WHEN 6 THEN '\''no_answer'\'' WHEN 7 THEN '\''identity'\'' WHEN 8 THEN '\''needs_person'\'' END'
found() { pg_query "SELECT household_id % 90000000 % 1000 || coalesce('.' || nullif(person_no, 1), '') || ' ' || $classes
	FROM result.finding WHERE run_id = $1 AND household_id >= plant.id(0) ORDER BY household_id, person_no" | paste -sd,; }

digest_of() { pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $1"; }

# ---- the first run; number 1 are the decisions in force
GRAPH=jobs/graphs/pension.yaml
TEMPLATE=$PGDATABASE
pg_fresh first
code 0 'the run comes to its gate' run pension
like "$TAP_OUT$TAP_ERR" 'approv' 'and says so'
is "$(found 2)" "1 equal,2 changed,3 changed,4 new,5 stopped,6 stopped,7 retroactive,7.2 retroactive,8 needs_person,9 needs_person,10 needs_person,\
11 needs_person,12 needs_person,13 needs_person,14 needs_person,15 equal,16 needs_person,17 needs_person,18 needs_person,19 no_answer,\
20 needs_person,21 no_answer,22 changed,23 identity,24 identity,25 identity,25.2 identity,26 no_answer,27 no_answer,28 changed,\
29 no_answer,30 equal,31 equal,32 equal,33 equal,35 no_answer,36 no_answer,37 no_answer,38 no_answer,39 needs_person" 'every trap ends in its class'
is "$(pg_query "SELECT household_id, person_no FROM result.finding ORDER BY 1, 2")" "$(pg_query "
	SELECT i.household_id, i.person_no FROM fact.current_income i
	JOIN fact.current_protection p ON p.household_id = i.household_id AND p.valid_from < '2027-07-01' AND p.valid_to > '2027-06-01'
	WHERE i.kind = 2 AND i.valid_from <= '2027-06-01' AND i.valid_to > '2027-06-01'
	UNION SELECT household_id, person_no FROM result.claim_inquiry WHERE month_on BETWEEN '2026-07-01' AND '2027-06-01'
	ORDER BY 1, 2")" 'everybody with a pension or asked about has one class, and nobody else has one'
is "$(pg_query "SELECT household_id - plant.id(0), person_no, item_no, from_on, before_yen, after_yen, before_premium_yen,
	after_premium_yen FROM result.proposal ORDER BY 1, 2, 3")" \
	'2|1|1|2027-06-01|600000|612000|2000|2100
3|1|1|2027-06-01|600000|600000|2000|2050
22|1|1|2027-06-01|600000|612000|2000|2000
28|1|1|2027-06-01|600000|612000|0|0' 'only certain changes are proposed: no name alone, no twins, no other birthday'
is "$(pg_query "SELECT reason FROM result.proposal WHERE household_id = plant.id(2)")" \
	'老齢基礎・老齢厚生年金（1150）: 年額600,000円→612,000円（国民年金400,000円、厚生年金212,000円、付加・加給0円）、介護保険料月額2,000円→2,100円。' \
	'a proposal says why, with both schemes'
is "$(pg_query "SELECT recognised_yen, evidence_yen, request_id = plant.request(2, 1), asked_on, answered_on, open_days
	FROM result.finding WHERE household_id = plant.id(2)")" '48000|48900|t|2027-06-01|2027-06-03|2' \
	'a finding has the month of both sides and the request'
is "$(pg_query "SELECT steps & (8 | 16) FROM result.finding WHERE household_id = plant.id(39)")" 0 \
	'who has left has not hidden what was recognised until then: nobody considers 法第63条 or 第78条'
is "$(pg_query "SELECT household_id - plant.id(0) FROM result.finding WHERE household_id >= plant.id(0) AND protected ORDER BY 1" |
	paste -sd,)" 33,36,37 'who fled is marked as protected in the old household, and who is in none that has begun'
is "$(pg_query "SELECT count(*) FROM result.finding_line l JOIN result.finding f USING (run_id, household_id, person_no)
	WHERE f.class IN (6, 7) AND l.after_yen IS NOT NULL")" 0 'what may be the answer of somebody else is not spread out'
is "$(pg_query "SELECT household_id - plant.id(0), min(month_on), max(month_on), count(*), sum(recognised_yen),
	count(evidence_yen), sum(evidence_yen), min(protected_days), bool_or(declared) FROM result.finding_month WHERE person_no = 1
	GROUP BY 1")" \
	'7|2025-01-01|2027-06-01|30|0|15|211800|28|f' 'the late award has a worksheet from the first month it covers'
is "$(pg_query "SELECT string_agg(to_char(month_on, 'MM:') || protected_days, ' ' ORDER BY month_on) FROM result.finding_month
	WHERE household_id = plant.id(7) AND person_no = 2 AND month_on BETWEEN '2025-12-01' AND '2026-02-01'")" '12:0 01:16 02:28' \
	'in which days before somebody moved in are not days on aid'
is "$(pg_query "SELECT household_id - plant.id(0), code, due_year FROM result.notable
	WHERE household_id >= plant.id(0) AND list = 2 ORDER BY 1")" '7|5350|0
30|5350|2027
32|5350|0' 'certificates due, never those of permanent ones, and those that nobody can tell'
balance() { pg_query "SELECT n_read = n_written + n_unchanged + n_quarantined, n_written = (SELECT count(DISTINCT household_id)
	FROM result.finding WHERE class <> 1), n_read - n_quarantined = (SELECT count(DISTINCT household_id) FROM result.finding),
	n_quarantined, yen = (SELECT sum(recognised_yen) FROM result.finding) FROM run.task WHERE run_id = 2 AND name = 'pension'"; }
is "$(balance)" 't|t|t|0|t' 'the counts balance: households'
all=$(found 2)
digest=$(digest_of 2)
code 0 'done again as the next edition' run pension --edition 2
is "$(digest_of 3)" "$digest" 'it finds the same to the byte'

# ---- a household of two crashes the program
pg_fresh crashed
code 0 'a household of two that crashes the program: the run comes to its gate' \
	env PGUSER=getsuji_run GETSUJI_FAILPOINT="chunk.record=$(pg_query "SELECT plant.id(25)"):*:segv" "$BUILD/getsuji-failpoints" \
	run pension --month 2027-06 --office $OFFICE --artifacts "$WORK/$PGDATABASE"
is "$(pg_query "SELECT key - plant.id(0), rule FROM run.set_aside")" '25|crash' 'it is set aside'
is "$(found 2)" "${all/25 identity,25.2 identity,/}" 'with both of its persons, and everybody else is in his class'
is "$(balance)" 't|t|t|1|t' 'and the counts balance'
pg_fresh questions first

# ---- questions
code 0 'a person is explained' as getsuji_run explain 2 $OFFICE-90000002
like "$TAP_OUT" '世帯員1: 変更（提案あり）' 'by class'
like "$TAP_OUT" '令和9年6月1日（照会番号[0-9]{19}）、回答: 令和9年6月3日「該当あり」、氏名・生年月日: 台帳と一致' 'by request and answer'
like "$TAP_OUT" '1\. 【変更（提案あり）】老齢基礎・老齢厚生年金（1150）: 年額600,000円→612,000円' 'and line by line'
like "$TAP_OUT" '厚生年金: 決定 平成27年4月1日、受給権発生 平成27年2月2日、失権 なし、支給停止理由 00$' 'and by what was answered of each scheme'
code 0 'a suspended award is explained' as getsuji_run explain 2 $OFFICE-90000006
like "$TAP_OUT" '支給停止理由 03（令和9年4月から）$' 'by the month from which it is'
code 0 'a late award is explained' as getsuji_run explain 2 $OFFICE-90000007
like "$TAP_OUT" '令和7年1月: 認定0円、回答不明' 'month by month'
code 0 'who was never asked is explained' as getsuji_run explain 2 $OFFICE-90000026
like "$TAP_OUT" '直近12か月に照会していません' 'as such'
code 16 'a household without a pension is not in the survey' as getsuji_run explain 2 \
	$OFFICE-"$(pg_query "SELECT household_id % 100000000 FROM fact.household WHERE household_id NOT IN (SELECT household_id
		FROM result.finding) AND household_id > (SELECT min(household_id) FROM result.finding) ORDER BY 1 LIMIT 1")"
like "$TAP_ERR" 'GJ2072' 'and is told so'

# ---- parameters
pg_fresh net
sed 's/^graph: .*/graph: net/; s/    job: pension$/    job: pension\n    params: {paid_is: net, retroactive_months: 60, premium_rounding: up}/' \
	$GRAPH >"$WORK/net.yaml"
code 0 'payments after deductions are a parameter' run "$WORK/net.yaml"
is "$(found 2 | cut -d, -f1-3,7)" '1 needs_person,2 needs_person,3 needs_person,7 new' 'read so, payments no longer fit, and less is late'

# ---- adopted, and the next run
pg_fresh adopted first
code 0 'it is approved' as getsuji_approve approve 2 --digest "$digest"
code 0 'and confirmed' as getsuji_run confirm 2
code 0 'and goes on' as getsuji_run resume 2 --artifacts "$WORK/$PGDATABASE"
is "$(pg_query "SELECT household_id - plant.id(0), amount_yen, care_premium_yen, valid_from, valid_to, origin_run_id
	FROM fact.current_income WHERE household_id IN (plant.id(2), plant.id(3)) ORDER BY 1, 4")" \
	'2|600000|2000|2020-06-01|2027-06-01|
2|612000|2100|2027-06-01|infinity|2
3|600000|2000|2020-06-01|2027-06-01|
3|600000|2050|2027-06-01|infinity|2' 'what was proposed is recognised from June on'
code 0 'the next edition' run pension --edition 3
is "$(found 4 | cut -d, -f1-4)" '1 equal,2 equal,3 equal,4 new' 'finds both sides alike'
is "$(pg_query "SELECT count(*) FROM result.proposal WHERE run_id = 4")" 0 'and has nothing more to propose'
done_testing
