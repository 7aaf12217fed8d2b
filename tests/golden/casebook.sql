-- Two surveys of one office, put straight into the tables: pension (run 1), tax (run 2), after a confirmed
-- inquiry (run 3); amounts that can be added up by hand.  Run as superuser, after `getsuji migrate`.
-- Case i belongs to caseworker 1 + i % 2, has class 1 + i % 8 (pension) or 11 + i % 10 (tax), and case 16 is
-- under 支援措置; -v many=N adds N cases of -v workers=M caseworkers from 9 on.
\set ON_ERROR_STOP on
SET session_replication_role = replica; -- the stamps of facts and the guard of decisions stand aside

INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant,
	valid_from, recorded_at, superseded_at)
VALUES (13101, '千代田区福祉事務所', 13101, '1020074', '東京都千代田区', '03-0000-0000', '所長', '東京都知事', '千代田区長',
	'2000-01-01', '2026-12-01', 'infinity');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from, recorded_at, superseded_at)
VALUES (13101, 1, '佐藤 一郎', '2000-01-01', '2026-12-01', 'infinity'),
	(13101, 2, '鈴木/花子', '2000-01-01', '2026-12-01', 'infinity');
CREATE TEMP TABLE planted AS
SELECT i, 1310100000000 + i AS household_id, CASE WHEN i > 40 THEN 9 + i % :workers ELSE 1 + i % 2 END AS caseworker_no
FROM generate_series(1, 40 + :many) i;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, valid_to, recorded_at,
	superseded_at)
SELECT household_id, 1, 1, '1950-01-01'::date + i % 9000,
	CASE i WHEN 2 THEN '=HYPERLINK("http://x")' WHEN 4 THEN '渡邊󠄁 𠮷子' WHEN 6 THEN '+1' WHEN 16 THEN '保護 花子'
		ELSE '世帯 ' || i END,
	'', '2020-01-01', CASE WHEN i = 8 THEN '2026-10-01'::date ELSE 'infinity' END, '2026-12-01', 'infinity'
FROM planted;
-- known only after the cut: must not be seen
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, recorded_at, superseded_at)
VALUES (1310100000010, 1, 1, '1950-01-01', '後の名前', '', '2020-02-01', '2028-01-01', 'infinity');
INSERT INTO fact.address (household_id, kind, postal_code, address, care_of, valid_from, recorded_at,
	superseded_at)
VALUES (1310100000016, 1, '1020074', '秘匿町1-2-3', '', '2020-01-01', '2026-12-01', 'infinity');

INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
VALUES ('pension', 13101, '2027-06-01', 1, '\x00', '', '2027-06-20 00:00+00', 'running', 'confirmed', '\x01'),
	('tax', 13101, '2027-07-01', 1, '\x00', '', '2027-07-20 00:00+00', 'running', 'confirmed', '\x02'),
	('inquiry', 13101, '2027-05-01', 1, '\x00', '', '2027-05-01 00:00+00', 'done', 'confirmed', '\x03');
SELECT run.make_partition(t, r) FROM unnest(ARRAY['finding', 'finding_line', 'finding_month', 'proposal', 'notable',
	'adoption', 'letter']) t, generate_series(1, 2) r;
SELECT run.make_partition('inquiry', 3);

INSERT INTO result.claim_inquiry_run (run_id, recorded_at) VALUES (3, '2027-05-01');

-- Asked: all but class 6 of every third; open for i days, but the answered ones for 10 + i % 5.
INSERT INTO result.claim_inquiry (request_id, run_id, household_id, person_no, linkage_no, procedure_no, subject, purpose,
	condition, month_on, asked_on, recorded_at)
SELECT lpad((subject * 1000000 + i)::text, 19, '0'), 3, household_id, 1, '', CASE WHEN i % 4 = 0 THEN '15-145' ELSE '15-144' END,
	subject, 2, 1, '2027-05-01', '2027-05-01', '2027-05-01'
FROM planted, unnest(ARRAY[1, 4]) subject WHERE i % 3 <> 1;

INSERT INTO result.finding
SELECT 1, household_id, 1, 1, 1 + i % 8, caseworker_no, i = 16,
	CASE WHEN i % 3 <> 1 THEN lpad((1000000 + i)::text, 19, '0') END, CASE WHEN i % 3 <> 1 THEN '2027-05-01'::date END,
	CASE WHEN i % 3 <> 1 AND i % 8 <> 5 THEN '2027-05-01'::date + 10 + i % 5 END,
	CASE WHEN i % 3 = 1 THEN 0 WHEN i % 8 = 5 THEN least(i * 3, 400) ELSE 10 + i % 5 END,
	60000 + i, CASE WHEN i % 8 <> 5 THEN 61000 + i END,
	CASE 1 + i % 8 WHEN 1 THEN 512 WHEN 2 THEN 64 WHEN 6 THEN 256 ELSE 1 + 128 END,
	CASE 1 + i % 8 WHEN 1 THEN '認定額と回答額が一致している。' WHEN 2 THEN '老齢基礎年金の額が 720,000 円から 732,000 円に改定されている。'
		WHEN 6 THEN '照会したが、まだ回答がない。' ELSE '=理由 ' || i || '。年金の種類と金額の両方を本人に確認する必要がある。受給権発生日は令和6年4月1日。' END
FROM planted ORDER BY household_id;
INSERT INTO result.finding_line
SELECT 1, household_id, 1, n, CASE WHEN n = 1 THEN 1 + i % 8 ELSE 1 END, n, CASE n WHEN 1 THEN '1150' ELSE '1350' END,
	CASE n WHEN 1 THEN '老齢基礎・厚生年金' ELSE '障害基礎年金' END, 720000 + i, CASE WHEN n = 1 THEN 432000 + i END, 300000, NULL,
	CASE WHEN i % 8 <> 5 THEN 732000 + i END, 1500, CASE WHEN i % 8 <> 5 THEN 1600 END, '年金決定 2027年6月改定'
FROM planted, generate_series(1, 2) n WHERE n = 1 OR i % 5 = 0 ORDER BY household_id, n;
INSERT INTO result.finding_month
SELECT 1, household_id, 1, 2, m, extract(day FROM m + interval '1 month' - interval '1 day'), true, 60000, 61000
FROM planted, generate_series('2026-07-01'::date, '2027-06-01', interval '1 month') g(t), LATERAL (SELECT t::date) x(m)
WHERE i % 8 = 4 ORDER BY household_id, m;
INSERT INTO result.proposal
SELECT 1, household_id, 1, 1, '2027-06-01', 720000 + i, 732000 + i, 1500, 1600, '年金額の改定（令和9年6月から）'
FROM planted WHERE i % 8 = 1 ORDER BY household_id;
INSERT INTO result.notable
SELECT 1, household_id, 1, CASE WHEN i % 2 = 0 THEN 1 ELSE 2 END, 1, '1350', CASE WHEN i % 2 = 0 THEN 0 ELSE 2027 END,
	caseworker_no, CASE WHEN i % 2 = 0 THEN '65歳以上の老齢基礎年金の受給者' ELSE '認定年 2024 に有期固定年数 3 を加えた年' END
FROM planted WHERE i % 7 = 0 ORDER BY household_id;

INSERT INTO result.finding
SELECT 2, household_id, 1, 2, 11 + i % 10, caseworker_no, i = 16,
	CASE WHEN i % 3 <> 1 THEN lpad((4000000 + i)::text, 19, '0') END, CASE WHEN i % 3 <> 1 THEN '2027-05-01'::date END,
	CASE WHEN i % 3 <> 1 AND i % 10 <> 6 THEN '2027-06-01'::date END, CASE WHEN i % 3 = 1 THEN 0 WHEN i % 10 = 6 THEN 80 ELSE 31 END,
	1200000, CASE WHEN i % 10 <> 6 THEN 1300000 END, 1 + 2 + 4 + 8, '給与収入が申告より多い。'
FROM planted ORDER BY household_id;
INSERT INTO result.finding_line
SELECT 2, household_id, 1, 1, 12, 0, 'wages', '給与収入', 1200000, NULL, NULL, NULL, 1300000, 0, NULL, '申告 1,200,000 円、課税資料 1,300,000 円'
FROM planted WHERE i % 10 <> 6 ORDER BY household_id;
INSERT INTO result.finding_month
SELECT 2, household_id, 1, 1, m, 30, m <> '2026-03-01', 100000, NULL
FROM planted, generate_series('2026-01-01'::date, '2026-12-01', interval '1 month') g(t), LATERAL (SELECT t::date) x(m)
WHERE i <= 40 ORDER BY household_id, m;
SELECT run.index_partition('finding', r, 'household_id, person_no'),
	run.order_partition('finding', r, 'caseworker_no, household_id, person_no'),
	run.order_partition('notable', r, 'caseworker_no, household_id, person_no'),
	run.index_partition('finding_line', r, 'household_id, person_no, line_no'),
	run.index_partition('finding_month', r, 'household_id, person_no, kind, month_on'),
	run.index_partition('proposal', r, 'household_id, person_no, item_no'),
	run.index_partition('notable', r, 'household_id, person_no, list, line_no')
FROM generate_series(1, 2) r;

-- Everybody that could be asked about, and why some were not.
INSERT INTO result.inquiry (run_id, household_id, person_no, entry_no, list_name, procedure_no, subject, purpose, condition,
	caseworker_no, nondisclosure, exclusion, request_id, linkage_no)
SELECT 3, household_id, 1, subject, 'pension_holders', '15-144', subject, 2, 1, caseworker_no, false,
	CASE WHEN i % 3 <> 1 THEN 0 WHEN i = 16 THEN 1 WHEN i % 2 = 0 THEN 2 ELSE 4 END,
	CASE WHEN i % 3 <> 1 THEN lpad((subject * 1000000 + i)::text, 19, '0') END, CASE WHEN i % 3 <> 1 THEN '' END
FROM planted, unnest(ARRAY[1, 4]) subject ORDER BY household_id;
INSERT INTO fact.import (dataset, file_name, sha256, rows_read, rows_recorded, rows_unchanged, rows_quarantined, imported_at)
VALUES ('answers', 'a.csv', sha256('a'), 5, 2, 0, 3, '2027-05-20'), ('answers', 'b.csv', sha256('b'), 5, 4, 0, 1, '2027-05-20');
INSERT INTO fact.answer_file VALUES (1, 13101, 1, '2027-05-20', 1), (2, 13101, 4, '2027-05-20', 1);
INSERT INTO fact.import_quarantine VALUES (1, 3, 0, 'request_id', 'A-unasked', 'x'), (1, 4, 0, 'request_id', 'A-unasked', 'x'),
	(1, 5, 0, 'linkage_no', 'A-linkage', 'x'), (2, 3, 0, 'request_id', 'A-twice', 'x');

-- Acted on before the gate: cases 1, 9, 17 adopted, 25 declined, 33 left open, 2 done; 4 only after it.
INSERT INTO run.hold_cut VALUES (1, '2027-06-25'), (2, '2027-07-25');
INSERT INTO fact.disposition (household_id, person_no, run_id, disposition, done_on, note, import_id, recorded_at, superseded_at)
SELECT 1310100000000 + i, 1, 1, CASE WHEN i IN (1, 9, 17) THEN 1 WHEN i = 25 THEN 2 ELSE 6 END, '2027-06-22', '', 1,
	CASE WHEN i = 4 THEN '2027-06-26'::timestamptz ELSE '2027-06-23' END, 'infinity'
FROM unnest(ARRAY[1, 9, 17, 25, 2, 4]) i;
INSERT INTO result.adoption
SELECT 1, household_id, 1, 1, i <> 25, CASE WHEN i = 25 THEN '担当員が採用しないとしたため' ELSE '' END
FROM planted WHERE i % 8 = 1 ORDER BY household_id;
