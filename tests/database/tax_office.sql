-- A small office for the tax survey of July 2027, about the year 2026: one household for each class and each way
-- to no letter.  Household no is 1310100000000 + no.  For tests/database/tax.sh and tests/golden/letter.sh.
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES (13101, '千代田福祉事務所', 13101, '1020074', '東京都千代田区九段南１丁目２番１号', '03-0000-0000',
	'千代田福祉事務所長　佐藤　一郎', '東京都知事', '千代田区長', '2020-01-01');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from) VALUES
	(13101, 1, '鈴木　花子', '2020-01-01'), (13101, 2, '高橋　健', '2020-01-01');

CREATE TABLE public.office (no int, opened date, closed date, protected boolean);
INSERT INTO public.office
SELECT no, CASE no WHEN 4 THEN date '2026-07-15' WHEN 7 THEN date '2027-02-01' ELSE date '2020-04-01' END,
	CASE no WHEN 5 THEN date '2026-06-01' ELSE 'infinity' END, no = 3
FROM generate_series(1, 18) no;
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT 1310100000000 + no, 13101, 1 + no % 2, 4, 1, false, protected, '2020-01-01' FROM public.office;
INSERT INTO fact.protection (household_id, state, valid_from, valid_to, start_reason, end_reason)
SELECT 1310100000000 + no, 1, opened, closed, 2, CASE WHEN closed = 'infinity' THEN 0 ELSE 11 END FROM public.office;

-- Members: heads born in 1980; in 6 a child of 16, one of 10, and one of 14 with wages.
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, valid_to)
SELECT 1310100000000 + no, 1, 1, date '1980-01-01' + no, CASE no WHEN 12 THEN U&'\+020BB7田　次郎' ELSE '試験　' || no END,
	'シケン ' || no, date '2019-01-01', CASE no WHEN 14 THEN date '2026-05-01' ELSE 'infinity' END
FROM public.office
UNION ALL VALUES
	(1310100000014, 1, 2, date '1980-01-15', '試験　14', 'シケン 14', date '2026-05-01', date 'infinity'), -- another role since May
	(1310100000006, 2, 3, '2010-03-01', '試験　子', 'シケン コ', '2019-01-01', 'infinity'),
	(1310100000006, 3, 3, '2016-03-01', '試験　末子', 'シケン マツ', '2019-01-01', 'infinity'),
	(1310100000006, 4, 3, '2012-03-01', '試験　中', 'シケン ナカ', '2019-01-01', 'infinity');

INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from, valid_to)
SELECT 1310100000000 + no, person_no, kind, item_no, yen, 0, 0, since, until
FROM (VALUES
	(1, 1, 1, 1, 100000, date '2025-01-01', date 'infinity'),
	(2, 1, 1, 1, 50000, '2026-01-01', '2027-01-01'),
	(4, 1, 1, 1, 80000, '2026-07-01', 'infinity'),
	(5, 1, 1, 1, 60000, '2025-01-01', '2026-06-01'),
	(6, 1, 2, 1, 600000, '2025-04-01', 'infinity'),
	(6, 1, 2, 2, 480000, '2025-04-01', 'infinity'),
	(6, 4, 1, 1, 10000, '2026-08-01', '2026-09-01'),
	(8, 1, 1, 1, 100000, '2025-01-01', 'infinity'),
	(11, 1, 1, 1, 50000, '2025-01-01', 'infinity'),
	(12, 1, 1, 1, 50000, '2025-01-01', 'infinity'),
	(14, 1, 1, 1, 100000, '2025-01-01', 'infinity'),
	(16, 1, 6, 1, 20000, '2026-01-01', 'infinity'),
	(17, 1, 1, 1, 50000, '2025-01-01', 'infinity'),
	(18, 1, 1, 1, 50000, '2025-01-01', 'infinity')) i(no, person_no, kind, item_no, yen, since, until);
INSERT INTO fact.pension (household_id, person_no, benefit, item_no, pension_code, valid_from) VALUES
	(1310100000006, 1, 1, 1, '1151', '2025-04-01'), (1310100000006, 1, 1, 2, '5351', '2025-04-01'); -- the second is not taxed
INSERT INTO fact.income_declaration (household_id, valid_from, valid_to, submitted_on)
SELECT 1310100000000 + no, m, m + interval '1 month', m + 5
FROM generate_series(1, 2) no, generate_series(date '2026-01-01', date '2026-11-01', interval '1 month') g(m0)
CROSS JOIN LATERAL (SELECT g.m0::date AS m) d;
INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1310100000011, 'whereabouts', '居所不明', '2027-05-01');

-- Asked for by run 1, on 1 July.  Triggers are off, since no such run was confirmed here.
CREATE FUNCTION public.request(no int, person_no int) RETURNS text LANGUAGE sql AS
	$$ SELECT lpad((no * 100 + person_no)::text, 19, '0') $$;
SET session_replication_role = replica;
INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject, purpose,
	condition, month_on, asked_on, recorded_at)
SELECT public.request(no, person_no), 1, 1310100000000 + no, person_no, '100000000000000', '15-T1', 4, 2, 1,
	'2027-07-01', '2027-07-01', '2026-01-01'
FROM (SELECT no, 1 AS person_no FROM public.office WHERE no NOT IN (7, 15) UNION ALL VALUES (6, 4)) q;
RESET session_replication_role;

CREATE TABLE public.answer (no int, person_no int, state int, birth_on date, tax_year int, declaration text, dependant int,
	wages int, pension int, real_estate int, nulls text);
INSERT INTO public.answer VALUES
	(1, 1, 1, NULL, 2027, '02', 0, 1200000, 0, 0, ''),
	(2, 1, 1, NULL, 2027, '02', 0, 1000000, 0, 0, ''),
	(3, 1, 1, NULL, 2027, '02', 0, 400000, 0, 0, ''),
	(4, 1, 1, NULL, 2027, '02', 0, 1800000, 0, 0, ''),
	(5, 1, 1, NULL, 2027, '02', 0, 300000, 0, 0, ''),
	(6, 1, 1, NULL, 2027, '02', 0, 0, 600000, 0, ''),
	(6, 4, 1, NULL, 2027, '01', 0, 10000, 0, 0, ''),
	(8, 1, 1, NULL, 2027, '02', 1, 1200000, 0, 0, ''),
	(9, 1, 4, NULL, 2027, '', 0, 0, 0, 0, ''),
	(10, 1, 1, '1979-12-31', 2027, '02', 0, 900000, 0, 0, ''),
	(11, 1, 1, NULL, 2027, '02', 0, 900000, 0, 0, ''),
	(12, 1, 1, NULL, 2027, '02', 0, 900000, 0, 0, ''),
	(13, 1, 1, NULL, 2027, '03', 0, 0, 0, 0, ''),
	(14, 1, 1, NULL, 2027, '02', 0, 1200000, 0, 0, ''),
	(16, 1, 1, NULL, 2027, '01', 0, 0, 0, NULL, 'real_estate_yen=03'),
	(17, 1, 1, NULL, 2027, '02', 0, 900000, 0, 0, ''),
	(18, 1, 1, NULL, 2027, '02', 0, 900000, 0, 0, '');
INSERT INTO fact.answer (household_id, person_no, request_id, subject, state, name, name_kana, birth_on, answered_on, made_on,
	serial, nulls, unknown, import_id)
SELECT p.household_id, p.person_no, public.request(a.no, a.person_no), 4, a.state, translate(p.name, '　', ' '), p.name_kana,
	coalesce(a.birth_on, p.birth_on), '2027-07-05', '2027-07-06', 1, '', false, 1
FROM public.answer a
JOIN fact.current_person p ON p.household_id = 1310100000000 + a.no AND p.person_no = a.person_no AND p.valid_to = 'infinity';
INSERT INTO fact.answer_tax (household_id, person_no, request_id, tax_year, declaration, nontaxable, dependant, wages_yen,
	pension_yen, business_yen, agriculture_yen, real_estate_yen, interest_yen, dividend_yen, transfer_yen, occasional_yen,
	miscellaneous_yen, nulls)
SELECT 1310100000000 + no, person_no, public.request(no, person_no), tax_year, declaration, '00', dependant, wages, pension,
	0, 0, real_estate, 0, 0, 0, 0, 0, nulls
FROM public.answer WHERE state = 1;
INSERT INTO fact.answer_employer (household_id, person_no, request_id, employer_no, name, postal_code, address, paid_yen, nulls)
SELECT 1310100000000 + no, 1, public.request(no, 1), employer_no, name, postal_code, address, yen, nulls
FROM (VALUES
	(1, 1, '株式会社一致商店', '1000001', '東京都千代田区千代田1番1号', 1200000, ''),
	(2, 1, '有限会社みどり清掃', '1640001', '東京都中野区中野4丁目8番1号', 700000, ''),
	(2, 2, '住所のない商会', '', '', 300000, 'postal_code=04 address=04'),
	(2, 3, '支払のない商会', '1000005', '東京都千代田区丸の内1丁目9番1号', 0, ''),
	(3, 1, '守られた人の勤務先', '1000004', '東京都千代田区大手町1丁目1番1号', 400000, ''),
	(4, 1, '開始前の勤務先', '1000004', '東京都千代田区大手町1丁目1番2号', 1800000, ''),
	(5, 1, '廃止前の勤務先', '1000004', '東京都千代田区大手町1丁目1番3号', 300000, ''),
	(8, 1, '扶養の勤務先', '1000004', '東京都千代田区大手町1丁目1番4号', 1200000, ''),
	(10, 1, '別人の勤務先', '1000004', '東京都千代田区大手町1丁目1番5号', 900000, ''),
	(11, 1, '保留の人の勤務先', '1000004', '東京都千代田区大手町1丁目1番6号', 900000, ''),
	(12, 1, '社会福祉法人東京都心身障害者就労支援協会日比谷公園事業所清掃管理部門', '1000012',
		'東京都千代田区日比谷公園1番6号　日比谷パークサイドグランドビルディング東館地下1階104号室', 900000, ''),
	(14, 1, '株式会社十四', '1000004', '東京都千代田区大手町1丁目1番7号', 1200000, ''),
	(17, 1, '後から守られる人の勤務先', '1000004', '東京都千代田区大手町1丁目1番8号', 900000, ''),
	(18, 1, '逃れた人の元の勤務先', '1000004', '東京都千代田区大手町1丁目1番9号', 900000, '')) e(no, employer_no, name, postal_code, address, yen, nulls);
