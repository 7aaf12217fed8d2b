-- A small office with repayment claims for April 2027: one household for each way to a slip, to none, or to be left out.
-- Household no is 1311300000000 + no.  For tests/database/slip.sh and tests/golden/slip_form.sh.
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
VALUES (13113, '見本福祉事務所', 13113, '1509902', '東京都渋谷区見本町１丁目２番３号', '03-0000-0000',
	'見本福祉事務所長　佐藤　一郎', '東京都知事', '渋谷区長', '2020-01-01');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from) VALUES
	(13113, 1, '鈴木　花子', '2020-01-01'), (13113, 2, '高橋　健', '2020-01-01');
INSERT INTO fact.slip_office (office_id, maker_code, collector, account_name, due_shift, valid_from)
VALUES (13113, '900001', '見本収納サービス', '渋谷区会計管理者', 2, '2020-01-01');

INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from)
SELECT 1311300000000 + n, 13113, 1 + n % 2, 1, 1, false, n = 9, '2026-04-01' FROM generate_series(1, 20) n;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
SELECT 1311300000000 + n, 1, 1, date '1970-01-01' + n, (ARRAY['見本　太郎', '𠮷野　家', '髙橋　葛󠄀城', '山田　一郎'])[1 + n % 4],
	'ミホン', '2026-04-01' FROM generate_series(1, 20) n;
INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from)
SELECT 1311300000000 + n, 1, '1500001', format('東京都渋谷区神宮前９丁目%s番１号', n), '', '2026-04-01'
FROM generate_series(1, 20) n WHERE n <> 8;
INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from)
VALUES (1311300000002, 2, '1510053', '東京都渋谷区代々木９丁目８番７号', '見本ホーム内', '2026-04-01');
INSERT INTO fact.protection (household_id, state, valid_from, start_reason, end_reason)
SELECT 1311300000000 + n, 1, '2026-04-01', 1, 0 FROM generate_series(1, 20) n;
INSERT INTO fact.hold (household_id, name, reason, valid_from) VALUES (1311300000007, 'court', '審査請求中', '2027-04-01');

INSERT INTO fact.repayment (household_id, claim_no, article, decided_on, total_yen, valid_from, valid_to)
SELECT 1311300000000 + no, claim_no, article, decided_on, yen, coalesce(from_on, decided_on), coalesce(to_on, 'infinity')
FROM (VALUES
	(1, 1, 1, date '2027-03-05', 120000, NULL::date, NULL::date), -- at once: due on the last business day of April
	(2, 1, 3, '2026-12-10', 360000, NULL, NULL),                  -- twelve instalments; April's and those before
	(3, 1, 4, '2027-03-20', 750000, NULL, NULL),                  -- at once, over the stores' limit
	(4, 1, 1, '2027-02-01', 50000, NULL, '2027-04-01'),           -- ended before
	(5, 1, 1, '2027-04-02', 80000, NULL, NULL),                   -- decided in April: due in May
	(6, 1, 1, '2027-03-05', 100000, NULL, NULL),                  -- instalments that do not add up
	(7, 1, 1, '2027-03-05', 30000, NULL, NULL),                   -- held
	(8, 1, 1, '2027-03-05', 30000, NULL, NULL),                   -- no address
	(9, 1, 2, '2027-03-05', 30000, NULL, NULL),                   -- 支援措置
	(10, 1, 1, '2027-03-05', 10000, NULL, NULL),                  -- two claims
	(10, 2, 9, '2027-03-08', 20000, NULL, NULL),
	(11, 1, 1, '2027-03-05', 900000, NULL, NULL),                 -- exactly three slips
	(12, 1, 1, '2027-03-05', 1, NULL, NULL),                      -- the smallest
	(13, 1, 1, '2027-03-05', 2000000000, NULL, NULL),             -- too many slips
	(14, 1, 1, '2027-03-05', 300000, NULL, NULL),                 -- exactly the limit
	(15, 1, 1, '2027-03-05', 60000, '2027-05-01', NULL)           -- collected from May
) c(no, claim_no, article, decided_on, yen, from_on, to_on);
INSERT INTO fact.instalment (household_id, claim_no, instalment_no, due_on, amount_yen, valid_from)
SELECT 1311300000002, 1, n, (date '2027-02-28' + make_interval(months => n - 1))::date, 30000, date '2026-12-10'
FROM generate_series(1, 12) n
UNION ALL SELECT 1311300000006, 1, n, '2027-04-30', 45000, '2027-03-05' FROM generate_series(1, 2) n
UNION ALL SELECT 1311300000010, 1, n, date '2027-03-11' + 30 * n, 5000, '2027-03-05' FROM generate_series(1, 2) n;
