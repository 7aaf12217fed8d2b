-- Two offices and their tickets: 13101 prints one to a sheet, 13102 ten.  For tests/golden/ticket_form.sh and
-- tests/harness/look_tickets.sh: facts come before the run, tickets (public.issue()) after it is confirmed.
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES
	(13101, '千代田福祉事務所', 13101, '1020074', '東京都千代田区九段南１丁目２番１号', '03-0000-0000',
		'千代田福祉事務所長　佐藤　一郎', '東京都知事', '千代田区長', '2020-01-01'),
	(13102, '中央福祉事務所', 13102, '1040045', '東京都中央区築地１丁目１番１号', '03-0000-1111',
		'中央福祉事務所長　加藤　次郎', '東京都知事', '中央区長', '2020-01-01');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from) VALUES
	(13101, 1, '鈴木　花子', '2020-01-01'), (13102, 1, '山口　健', '2020-01-01');
INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from) VALUES
	(13101, '12131017', 1, 1, '医療係　森　恵', 25, 15, '2020-01-01'), (13102, '12131025', 1, 2, '医療係　林　務', 25, 15, '2020-01-01');
INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
	check_holds, valid_from, valid_to)
VALUES
	('tokyo', 1, '1311000011', 'みなと総合病院', '', '1000013', '東京都千代田区霞が関1丁目3番2号', '', 0, '2027-03-01', true, '2020-01-01', 'infinity'),
	('tokyo', 1, '1311000029', '独立行政法人国立病院機構東京臨海先端医療研究センター附属包括診療所', '', '1350064', '東京都江東区青海2丁目7番地の4', '', 0, '2027-03-01', true, '2020-01-01', 'infinity'),
	('tokyo', 1, '1311000037', '住所不明診療所', '', '', '', '', 0, '2027-03-01', true, '2020-01-01', 'infinity'),
	('tokyo', 3, '1333000017', 'さくら歯科', '', '1000014', '東京都千代田区永田町2丁目3番1号', '', 0, '2027-03-01', true, '2020-01-01', 'infinity'),
	('tokyo', 3, '1333000025', 'すみれ歯科', '', '1000014', '東京都千代田区永田町2丁目9番9号', '', 4, '2027-03-01', true, '2020-01-01', '2027-03-10'),
	('tokyo', 4, '1344000013', 'あおば薬局 霞が関店', '', '1000013', '東京都千代田区霞が関1丁目3番5号', '', 0, '2027-03-01', true, '2020-01-01', 'infinity'),
	('tokyo', 7, '1370000011', 'ケアセンターひまわり', '', '1010021', '東京都千代田区外神田1丁目1番5号', '', 0, '2027-03-01', true, '2020-01-01', 'infinity');

-- no: of the office's case; rare characters, the longest that the files allow, somebody under 支援措置.
CREATE TABLE public.patient (office int, no int, name text, birth_on date, address text, protected boolean);
INSERT INTO public.patient VALUES
	(13101, 1, '田中　太郎', '1955-03-14', '東京都千代田区神田神保町1丁目2番3号', false),
	(13101, 2, U&'\+020BB7田　次郎', '1989-01-07', '東京都千代田区富士見2丁目10番28号 メゾン富士見405号室', false),
	(13101, 3, '高橋　三郎', '1970-05-05', '東京都千代田区隼町4番1号', true),
	(13101, 4, U&'葛\+0E0102西　四郎', '1989-01-08', '東京都千代田区一番町1番1号', false),
	(13101, 5, U&'伊藤\+01F600　五郎', '1960-01-01', '東京都千代田区二番町1番1号', false),
	(13101, 6, repeat('寿限無', 8), '1926-12-25', '東京都千代田区大手町1丁目' || repeat('長い名の建物', 8) || '1203号室', false),
	(13101, 7, '渡辺　七子', '2019-05-01', '東京都千代田区三番町6番地', false),
	(13101, 8, '山本　八重', '1940-08-15', '東京都千代田区四番町3番地', false),
	(13101, 9, '中村　久', '1972-02-29', '東京都千代田区五番町1番地', false),
	(13101, 10, '小林　十和', '1965-10-10', '東京都千代田区六番町2番地', false),
	(13101, 11, '住所　不定', '1958-11-11', NULL, false),
	(13101, 12, repeat('読めない長い名', 12), '1958-11-12', '東京都千代田区六番町3番地', false);
INSERT INTO public.patient
SELECT 13102, i, '連名　' || (ARRAY['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'])[(i - 1) / 10 + 1] ||
	(ARRAY['郎', '子', '美', '助', '江', '男', '代', '吉', '恵', '平'])[(i - 1) % 10 + 1],
	date '1950-01-01' + i * 400, '東京都中央区築地' || i || '丁目1番1号' || CASE i WHEN 4 THEN '　ハイツ標本築地第二別館504号室' ELSE '' END, i = 23
FROM generate_series(1, 24) i;
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT office * 100000000::bigint + no, office, 1, 4, 1, false, protected, '2020-01-01' FROM public.patient;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
SELECT office * 100000000::bigint + no, 1, 1, birth_on, name, 'カナ', '2020-01-01' FROM public.patient;
INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from)
SELECT office * 100000000::bigint + no, 1, '1000000', address, '', '2020-01-01' FROM public.patient WHERE address IS NOT NULL;

-- A ticket of office, case and number: all that is not said is that of a plain one.
CREATE FUNCTION public.ticket(office int, no int, issue int, more jsonb) RETURNS result.claim_ticket LANGUAGE sql AS $$
	SELECT jsonb_populate_record(NULL::result.claim_ticket, jsonb_build_object('office_id', office, 'month_on', date '2027-04-01',
		'issue_no', issue, 'revision', 1, 'recipient_no', result.recipient_no(no),
		'run_id', 1, 'household_id', office * 100000000::bigint + no, 'person_no', 1, 'line_no', issue, 'caseworker_no', 1,
		'type', 1, 'service', 2, 'institution_code', '1311000011', 'institution_name', 'みなと総合病院', 'prescriber_code', '',
		'prescriber_name', '', 'payer_no', CASE office WHEN 13101 THEN '12131017' ELSE '12131025' END,
		'from_on', date '2027-04-01', 'until_on', date '2027-04-30', 'injury_1', '高血圧症', 'injury_2', '', 'injury_3', '',
		'own_payment_yen', 0, 'combined', false, 'insurance', false, 'elderly', false, 'tuberculosis', false,
		'prefectural', false, 'scheme_no', '', 'insured_no', '', 'care_level', 0, 'certified_from', NULL, 'certified_to', NULL,
		'remark_1', '', 'remark_2', '', 'remark_3', '', 'route', 1, 'cause', 0, 'issued_on', date '2027-03-25',
		'recorded_at', timestamptz '2027-03-25 09:00+09', 'cancelled_at', 'infinity', 'cancel_run_id', NULL, 'cancel_cause', 0,
		'cancel_hold', 0, 'cancel_reason', '') || more)
$$;
CREATE FUNCTION public.issue() RETURNS void LANGUAGE sql AS $$
	INSERT INTO result.claim_ticket
	SELECT t.* FROM (VALUES
		(13101, 1, 1, '{}'::jsonb),
		(13101, 2, 2, '{"type": 2, "service": 4, "institution_code": "1344000013", "institution_name": "あおば薬局 霞が関店", "prescriber_code": "1311000011",
			"prescriber_name": "みなと総合病院", "combined": true, "insurance": true, "injury_2": "２型糖尿病", "from_on": "2027-04-10"}'),
		(13101, 3, 3, '{"route": 2, "injury_1": "統合失調症", "service": 1}'),
		(13101, 4, 4, '{"type": 1, "service": 3, "institution_code": "1333000017", "institution_name": "さくら歯科", "own_payment_yen": 12345, "injury_1": "う蝕症"}'),
		(13101, 5, 5, '{}'),
		(13101, 6, 6, jsonb_build_object('institution_code', '1311000029', 'institution_name', '独立行政法人国立病院機構東京臨海先端医療研究センター附属包括診療所',
			'injury_1', repeat('長い傷病名', 8), 'injury_2', repeat('慢性閉塞性', 8), 'injury_3', repeat('多発性骨髄', 8), 'remark_1', repeat('備考は六十字', 10),
			'remark_2', repeat('次の備考も長い', 5), 'remark_3', '後期高齢者医療の適用を確認してください。', 'combined', true, 'elderly', true, 'prefectural', true)),
		(13101, 7, 7, '{"cancelled_at": "2027-03-25T09:00:01+09:00", "cancel_run_id": 1, "cancel_cause": 1, "cancel_reason": "社会保険の適用", "issued_on": "2027-03-20", "run_id": 2}'),
		(13101, 7, 7, '{"revision": 2, "cause": 1, "combined": true, "scheme_no": "21", "tuberculosis": true, "remark_1": "自立支援医療（精神通院）併用"}'),
		(13101, 8, 8, '{"type": 3, "service": 11, "institution_code": "1370000011", "institution_name": "ケアセンターひまわり", "injury_1": "", "insured_no": "0000012345",
			"care_level": 22, "certified_from": "2026-10-01", "certified_to": "2028-10-01", "combined": true, "own_payment_yen": 3000}'),
		(13101, 9, 9, '{"type": 3, "service": 12, "institution_code": "1370000011", "institution_name": "ケアセンターひまわり", "injury_1": "", "insured_no": "H123456789",
			"care_level": 25, "certified_from": "2027-01-01", "certified_to": "infinity", "remark_1": "みなし2号被保険者"}'),
		(13101, 10, 10, '{"institution_code": "1311000037", "institution_name": "住所不明診療所"}'),
		(13101, 11, 11, '{"month_on": "2027-03-01", "from_on": "2027-03-15", "until_on": "2027-03-31"}'),
		(13101, 12, 12, '{}'),
		(13101, 1, 13, '{"type": 3, "service": 13, "institution_code": "1370000011", "institution_name": "ケアセンターひまわり", "injury_1": "", "insured_no": "0000054321", "care_level": 11,
			"certified_from": "2026-04-01", "certified_to": "2027-04-01", "combined": true}'),
		(13101, 1, 14, '{"institution_code": "1333000017", "institution_name": "さくら歯科", "service": 3, "cancelled_at": "2027-03-26T00:00:00+09:00", "cancel_run_id": 2, "cancel_cause": 6, "cancel_hold": 17, "cancel_reason": "治療の登録が終了"}'),
		(13102, 12, 12, '{"type": 2, "service": 4, "institution_code": "1344000013", "institution_name": "あおば薬局 霞が関店", "prescriber_code": "1311000011", "prescriber_name": "みなと総合病院"}'),
		(13102, 23, 23, '{"route": 2}'),
		(13102, 24, 24, '{"type": 3, "service": 14, "institution_code": "1370000011", "institution_name": "ケアセンターひまわり", "injury_1": "", "insured_no": "0000099999", "care_level": 21,
			"certified_from": "2026-10-01", "certified_to": "2027-10-01", "combined": true}')
	) AS x (office, no, issue, more)
	CROSS JOIN LATERAL public.ticket(x.office, x.no, x.issue, x.more) t
	UNION ALL -- taken back by this run: beside other tickets, alone, of a person who came under 支援措置 since, without an address
	SELECT t.* FROM (VALUES
		(13101, 8, 15, '{"institution_code": "1333000017", "institution_name": "さくら歯科", "service": 3}'::jsonb),
		(13101, 9, 16, '{"institution_code": "1333000025", "institution_name": "すみれ歯科", "service": 3}'),
		(13101, 9, 5, '{"institution_code": "1333000025", "institution_name": "すみれ歯科", "service": 3, "month_on": "2027-03-01", "from_on": "2027-03-01", "until_on": "2027-03-31",
			"revision": 2, "cause": 1, "line_no": 105, "combined": true, "insurance": true}'),
		(13101, 3, 17, '{}'),
		(13101, 3, 18, '{"institution_code": "1333000025", "institution_name": "すみれ歯科", "service": 3}'),
		(13101, 10, 19, '{"institution_code": "1311000037", "institution_name": "住所不明診療所"}'),
		(13102, 1, 25, '{"institution_code": "1333000017", "institution_name": "さくら歯科", "service": 3, "own_payment_yen": 700}')
	) AS x (office, no, issue, more)
	CROSS JOIN LATERAL public.ticket(x.office, x.no, x.issue, '{"run_id": 2, "issued_on": "2027-03-20", "cancelled_at": "2027-03-25T09:00:01+09:00", "cancel_run_id": 1,
		"cancel_cause": 6, "cancel_hold": 17, "cancel_reason": "治療の登録が終了"}' || x.more) t
	UNION ALL
	SELECT t.* FROM public.ticket(13101, 9, 5, '{"institution_code": "1333000025", "institution_name": "すみれ歯科", "service": 3, "month_on": "2027-03-01", "from_on": "2027-03-01",
		"until_on": "2027-03-31", "run_id": 2, "line_no": 106, "issued_on": "2027-02-20", "cancelled_at": "2027-03-20T09:00:01+09:00", "cancel_run_id": 2, "cancel_cause": 1,
		"cancel_reason": "社会保険の適用"}') t
	UNION ALL -- eleven at the hospital, of whom one does not fit a row; ten at the dentist's, two of them special
	SELECT t.* FROM generate_series(1, 11) i
	CROSS JOIN LATERAL public.ticket(13102, i, i, CASE i
		WHEN 2 THEN '{"own_payment_yen": 500, "combined": true, "insurance": true, "injury_2": "脂質異常症", "injury_3": "変形性膝関節症", "remark_1": "健康保険組合の資格確認を要する", "caseworker_no": 1}'::jsonb
		WHEN 3 THEN '{"service": 1, "from_on": "2027-04-05", "until_on": "2027-04-20"}'
		ELSE '{}' END) t
	UNION ALL
	SELECT t.* FROM generate_series(13, 22) i
	CROSS JOIN LATERAL public.ticket(13102, i, i, jsonb_build_object('institution_code', '1333000017', 'institution_name', 'さくら歯科', 'service', 3) || CASE i
		WHEN 13 THEN jsonb_build_object('injury_1', repeat('長い傷病名', 8), 'injury_2', repeat('慢性閉塞性', 8), 'remark_1', repeat('備考は六十字', 10))
		WHEN 14 THEN jsonb_build_object('revision', 2, 'cause', 1, 'combined', true, 'insurance', true)
		ELSE '{}'::jsonb END) t
	UNION ALL
	SELECT t.* FROM public.ticket(13102, 14, 14, jsonb_build_object('institution_code', '1333000017', 'institution_name', 'さくら歯科', 'service', 3, 'run_id', 2,
		'line_no', 99, 'cancelled_at', '2027-03-25T09:00:01+09:00', 'cancel_run_id', 1, 'cancel_cause', 1, 'cancel_reason', '社会保険の適用', 'issued_on', '2027-03-20')) t
$$;
