-- A small office for the opinions of April 2027: one household for each way to a form, to none, or to be left out.
-- Household no is 1311300000000 + no.  For tests/database/opinion.sh and tests/golden/opinion_form.sh.
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES (13113, '見本福祉事務所', 13113, '1509902', '東京都渋谷区見本町１丁目２番３号', '03-0000-0000',
	'見本福祉事務所長　佐藤　一郎', '東京都知事', '渋谷区長', '2020-01-01');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from) VALUES
	(13113, 1, '鈴木　花子', '2020-01-01'), (13113, 2, '高橋　健', '2020-01-01');
INSERT INTO fact.ticket_office (office_id, payer_no, recipient_policy, form, handler, issue_day, upload_day, valid_from)
VALUES (13113, '12131132', 1, 1, '医療係　田中', 25, 10, '2020-01-01');

INSERT INTO fact.institution (source, kind, code, name, name_kana, postal_code, address, phone, end_reason, as_of_on,
	check_holds, valid_from, valid_to)
SELECT 'bureau', kind, code, name, '', postal_code, address, '', CASE WHEN valid_to = 'infinity' THEN 0 ELSE 2 END,
	'2026-10-01', true, '2010-04-01', valid_to
FROM (VALUES
	(1, '1311310016', 'みどり総合病院', '1510053', '東京都渋谷区代々木９丁目８番７号', date 'infinity'),
	(1, '1311310024', '駅前内科', '1500001', '東京都渋谷区神宮前９丁目１番２号', 'infinity'),
	(6, '1311360011', '訪問看護ステーションひなた', '1510061', '東京都渋谷区初台９丁目３番', 'infinity'),
	(1, '1311310032', '独立行政法人国立見本病院機構東京都心身障害者総合医療センター附属幡ヶ谷リハビリテーション病院精神神経科', '1510072',
		'東京都渋谷区幡ヶ谷９丁目４９番１号　幡ヶ谷見本総合医療福祉複合施設中央棟地下一階', 'infinity'),
	(1, '1311310040', '辞退した医院', '1500002', '東京都渋谷区渋谷９丁目１番１号', '2026-01-01'),
	(1, '1311310057', U&'\+01F600医院', '1500003', '東京都渋谷区渋谷９丁目１番２号', 'infinity'),
	(1, '1311310065', '宛先のない医院', '', '', 'infinity'),
	(1, '1311310073', U&'\+020BB7田\845B\+0E0101城クリニック', '1500000', '東京都渋谷区', 'infinity')
) i(kind, code, name, postal_code, address, valid_to);

CREATE TABLE public.treated (no int, person_no int, item_no int, basis int, service int, code text, first_visit_on date,
	valid_from date, valid_to date, injury_1 text, injury_2 text, injury_3 text, remarks text);
INSERT INTO public.treated
SELECT no, person_no, item_no, basis, service, '131131' || code, first_visit_on, valid_from, valid_to, injury_1,
	coalesce(injury_2, ''), coalesce(injury_3, ''), coalesce(remarks, '')
FROM (VALUES
	(1, 1, 1, 1, 2, '0024', date '2025-11-04', date '2025-11-01', date 'infinity', '高血圧症', '脂質異常症', NULL, NULL),
	(2, 1, 1, 1, 2, '0024', '2025-11-04', '2025-11-01', 'infinity', '糖尿病', NULL, NULL, NULL),
	(3, 1, 1, 1, 1, '0016', '2027-01-31', '2027-01-31', 'infinity', '統合失調症', NULL, NULL, NULL),
	(4, 1, 1, 1, 1, '0016', '2027-04-05', '2027-04-05', 'infinity', '大腿骨頸部骨折', NULL, NULL, NULL),
	(4, 1, 2, 1, 2, '0016', '2027-04-05', '2027-04-05', 'infinity', '骨粗鬆症', NULL, NULL, NULL),
	(5, 1, 1, 1, 5, '60011', 'infinity', '2027-04-01', 'infinity', '脳梗塞後遺症', NULL, NULL, NULL),
	(6, 1, 1, 1, 2, '0024', '2027-01-05', '2027-01-01', 'infinity', '腰痛症', NULL, NULL, NULL),
	(7, 1, 1, 1, 4, '0024', 'infinity', '2026-04-01', 'infinity', '高血圧症', NULL, NULL, NULL),
	(8, 1, 1, 1, 2, '0024', '2027-04-02', '2027-04-01', 'infinity', '感冒', NULL, NULL, NULL),
	(9, 1, 1, 1, 2, '0016', '2027-04-02', '2027-04-01', 'infinity', '気管支喘息', NULL, NULL, NULL),
	(9, 2, 1, 3, 2, '0016', 'infinity', '2027-04-01', 'infinity', '不眠', NULL, NULL, NULL),
	(10, 1, 1, 1, 2, '0024', '2027-04-02', '2027-04-01', 'infinity', '胃潰瘍', NULL, NULL, NULL),
	(11, 1, 1, 3, 2, '0024', 'infinity', '2027-04-01', '2027-04-21', '頭痛', NULL, NULL, '就労の可否を検討するため'),
	(12, 1, 1, 2, 2, '0024', '2027-04-10', '2027-04-10', 'infinity', '捻挫', NULL, NULL, NULL),
	(13, 1, 1, 2, 2, '0024', '2027-03-10', '2027-03-10', 'infinity', '捻挫', NULL, NULL, NULL),
	(14, 1, 1, 1, 2, '0024', '2026-04-10', '2026-04-01', 'infinity', '高血圧症', NULL, NULL, NULL),
	(15, 1, 1, 1, 2, '0024', '2027-02-20', '2027-04-01', 'infinity', '肝硬変', NULL, NULL, NULL),
	(16, 1, 1, 1, 2, '0040', '2027-04-10', '2027-04-01', 'infinity', '肝硬変', NULL, NULL, NULL),
	(17, 1, 1, 1, 2, '0057', '2027-04-10', '2027-04-01', 'infinity', '肝硬変', NULL, NULL, NULL),
	(18, 1, 1, 1, 1, '0032', '2027-04-11', '2027-04-11', 'infinity', '慢性閉塞性肺疾患急性増悪及び呼吸不全（在宅酸素療法の導入を要するもの）',
		'重症筋無力症（胸腺腫合併、免疫グロブリン療法後、再燃を繰り返すもの）', '両側変形性膝関節症（人工関節置換術後、歩行困難なもの）', NULL),
	(19, 1, 1, 1, 2, '0024', '2027-04-10', '2027-04-01', 'infinity', '白内障', NULL, NULL, NULL),
	(19, 2, 1, 1, 2, '0024', '2027-04-10', '2027-04-01', 'infinity', '緑内障', NULL, NULL, NULL),
	(20, 1, 1, 1, 2, '0024', '2026-11-10', '2026-11-01', '2027-05-01', '骨折', NULL, NULL, NULL),
	(21, 1, 1, 1, 2, '0024', '2026-11-10', '2026-10-01', 'infinity', '高血圧症', NULL, NULL, NULL),
	(22, 1, 1, 1, 2, '0065', '2027-04-10', '2027-04-01', 'infinity', '高血圧症', NULL, NULL, NULL),
	(23, 1, 1, 1, 2, '0073', '2027-04-10', '2027-04-01', 'infinity', '高血圧症', NULL, NULL, NULL)
) t(no, person_no, item_no, basis, service, code, first_visit_on, valid_from, valid_to, injury_1, injury_2, injury_3, remarks);
UPDATE public.treated SET code = '1311360011' WHERE service = 5;

INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT 1311300000000 + no, 13113, 1 + no % 2, 4, 1, false, no = 9, '2020-01-01' FROM generate_series(1, 23) no;
INSERT INTO fact.protection (household_id, state, valid_from, start_reason, end_reason)
SELECT 1311300000000 + no, CASE no WHEN 14 THEN 2 ELSE 1 END, '2020-04-01', 2, 0 FROM generate_series(1, 23) no;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
SELECT 1311300000000 + no, person_no, person_no, date '1950-01-01' + no,
	CASE no WHEN 18 THEN U&'\+020BB7田　\845B\+0E0101子ヴィクトリア美佐江' ELSE '試験' || no || '番　' || CASE person_no WHEN 1 THEN '太郎' ELSE '花子' END END,
	'シケン ' || no, date '2019-01-01'
FROM (SELECT DISTINCT no, person_no FROM public.treated) p;
-- 10 has a number that a member of the protected household 9 has, too.
INSERT INTO fact.linkage (household_id, person_no, linkage_no, consent, nondisclosure, valid_from) VALUES
	(1311300000009, 1, '100000000000009', 1, true, '2020-04-01'), (1311300000010, 1, '100000000000009', 1, false, '2020-04-01');
INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1311300000008, 'whereabouts', '居所不明', '2020-04-01');
INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1,
	injury_2, injury_3, first_visit_on, remarks, valid_from, valid_to)
SELECT 1311300000000 + no, person_no, item_no, basis, service, code, CASE service WHEN 4 THEN '1311310024' ELSE '' END, injury_1,
	injury_2, injury_3, first_visit_on, remarks, valid_from, valid_to
FROM public.treated;
INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from)
SELECT 1311300000000 + no, 1, '131131' || code, service, kind, valid_from, needed, valid_from
FROM (VALUES
	(1, '0024', 2, 1, true, date '2026-11-10'),   -- to 30 April: a form is due
	(2, '0024', 2, 1, true, '2027-01-10'),        -- to 30 June
	(3, '0016', 1, 3, true, '2027-01-31'),        -- to 31 March
	(6, '0024', 2, 1, false, '2027-04-01'),       -- refused
	(20, '0024', 2, 1, true, '2026-11-10'),       -- to 30 April, when the treatment ends, too
	(21, '0024', 2, 1, true, '2026-10-15'),       -- to 31 March
	(21, '0024', 2, 2, true, '2027-03-20')        -- its successor, before that
) o(no, code, service, kind, needed, valid_from);
