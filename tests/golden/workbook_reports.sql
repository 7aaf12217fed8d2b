-- A confirmed run of one office with 200 households, put straight into the tables: what the reports
-- must cope with (names like formulas, an excluded household, quarantine, a whole caseworker changed),
-- in amounts that can be added up by hand.  Run as superuser, after `getsuji migrate`.
\set ON_ERROR_STOP on
SET session_replication_role = replica; -- the stamps of facts and the guard of decisions stand aside

INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant,
	valid_from, recorded_at, superseded_at)
VALUES (13101, '千代田区福祉事務所', 13101, '1020074', '東京都千代田区', '03-0000-0000', '所長', '東京都知事', '千代田区長',
	'2000-01-01', '2026-12-01', 'infinity');
INSERT INTO fact.caseworker (office_id, caseworker_no, name, valid_from, recorded_at, superseded_at)
VALUES (13101, 1, '佐藤 一郎', '2000-01-01', '2026-12-01', 'infinity'),
	(13101, 2, '鈴木/花子', '2000-01-01', '2026-12-01', 'infinity');
INSERT INTO fact.household (household_id, municipality, caseworker_no, household_type, payment_method, single_parent,
	protected_address, valid_from, recorded_at, superseded_at)
SELECT 1310100000000 + i, 13101, 1 + i % 2, 1 + i % 4, CASE WHEN i % 10 = 0 THEN 2 ELSE 1 END, false, false,
	'2020-01-01', '2026-12-01', 'infinity'
FROM generate_series(1, 200) i;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, recorded_at, superseded_at)
SELECT 1310100000000 + i, 1, 1, '1950-01-01',
	CASE i WHEN 7 THEN '=HYPERLINK("http://x")' WHEN 8 THEN '渡邊󠄁 𠮷子' WHEN 9 THEN '+1' ELSE '世帯 ' || i END, '',
	'2020-01-01', '2026-12-01', 'infinity'
FROM generate_series(1, 200) i;
-- known only after the cut: must not be seen
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from, recorded_at, superseded_at)
VALUES (1310100000011, 1, 1, '1950-01-01', '後の名前', '', '2020-02-01', '2026-12-26', 'infinity');
INSERT INTO fact.rent (household_id, rent_yen, common_charge_yen, special_limit, floor_area_cm2, paid_to_landlord,
	valid_from, recorded_at, superseded_at)
SELECT 1310100000000 + i, CASE WHEN i = 20 THEN 50001 ELSE 40000 END, 0, false, 0, i IN (10, 20, 30), '2020-01-01',
	'2026-12-01', 'infinity'
FROM generate_series(1, 200) i;
INSERT INTO fact.income (household_id, person_no, kind, item_no, amount_yen, expenses_yen, care_premium_yen, valid_from,
	recorded_at, superseded_at)
VALUES (1310100000040, 1, 1, 1, 80000, 3000, 0, '2020-01-01', '2026-12-01', 'infinity'),
	(1310100000040, 1, 2, 1, 600000, 0, 0, '2020-01-01', '2026-12-01', 'infinity');
INSERT INTO fact.income_declaration (household_id, valid_from, valid_to, submitted_on, recorded_at, superseded_at)
VALUES (1310100000040, '2026-11-01', '2026-12-01', '2026-12-03', '2026-12-04', 'infinity');

INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision, results_digest)
VALUES ('monthly', 13101, '2027-01-01', 1, '\x00', '', '2026-12-25 00:00+00', 'running', 'confirmed', '\x00');
INSERT INTO run.task (run_id, task_no, name, kind, job, state, n_read, n_written, n_quarantined, yen)
SELECT 1, ordinality, name, 'job', name, CASE WHEN ordinality = 8 THEN 'running' ELSE 'done' END,
	CASE ordinality WHEN 1 THEN 200 ELSE 0 END, CASE ordinality WHEN 1 THEN 198 ELSE 0 END,
	CASE ordinality WHEN 1 THEN 2 ELSE 0 END, 0
FROM unnest(ARRAY['recalculate', 'compare', 'impact', 'approval', 'notice_pieces', 'notice', 'payment_list', 'summary'])
	WITH ORDINALITY AS t (name);
INSERT INTO run.quarantine VALUES (1, 1, 1, 1310100000101, 'R2.6', 1601, '期末一時扶助の表がない'),
	(1, 1, 1, 1310100000102, 'R5.1', 1602, '住宅扶助の限度額がない');
INSERT INTO run.artifact VALUES (1, 6, 1, 'notice-0001.pdf', sha256('x'), 12345, 198, 99);
SELECT run.make_partition('decision', 1), run.make_partition('change', 1);

-- Household i: 生活 70,000 + i, 住宅 50,000, every tenth 教育 2,600 and 生業 5,000 + 300; odd ones lose 1,000.
CREATE TEMP TABLE due AS
SELECT i, 70000 + i AS livelihood, 50000 AS housing, CASE WHEN i % 10 = 0 THEN 2600 ELSE 0 END AS education,
	CASE WHEN i % 10 = 0 THEN 5000 ELSE 0 END AS high_school, CASE WHEN i % 10 = 0 THEN 300 ELSE 0 END AS occupation,
	CASE WHEN i % 2 = 1 THEN 1000 ELSE 0 END AS less
FROM generate_series(1, 200) i WHERE i NOT IN (101, 102);
INSERT INTO result.decision
SELECT d.* FROM due, jsonb_populate_record(NULL::result.decision, (
	SELECT jsonb_object_agg(attname, CASE atttypid WHEN 'text'::regtype THEN '""'::jsonb WHEN 'bool'::regtype THEN 'false'
		WHEN 'date'::regtype THEN 'null' ELSE '0' END)
	FROM pg_attribute WHERE attrelid = 'result.decision'::regclass AND attnum > 0) || jsonb_build_object(
		'run_id', 1, 'household_id', 1310100000000 + i, 'status', 1, 'caseworker_no', 1 + i % 2,
		'household_type', 1 + i % 4, 'payment_method', CASE WHEN i % 10 = 0 THEN 2 ELSE 1 END, 'persons', 1,
		'estimated', i <= 5, 'carried_on', CASE WHEN i = 40 THEN 1 ELSE 0 END, 'payable_livelihood', livelihood,
		'payable_housing', housing, 'payable_education', education, 'payable_high_school', high_school,
		'payable_occupation', occupation, 'payable_total', livelihood + housing + education + high_school + occupation)) d
ORDER BY i;
INSERT INTO result.change
SELECT 1, 1310100000000 + i, CASE WHEN less = 0 THEN 0 WHEN i = 1 THEN 1 ELSE 2 END, less > 0, '2027-01-01', NULL, 1 + i % 2,
	livelihood + less, livelihood, housing, housing, education, education, high_school + occupation,
	high_school + occupation, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	livelihood + less + housing + education + high_school + occupation,
	livelihood + housing + education + high_school + occupation,
	CASE WHEN less = 0 THEN '' ELSE '年金の認定額が変わったため。' END, CASE WHEN less = 0 THEN '' ELSE 'I2' END
FROM due ORDER BY i;
SELECT run.index_partition('decision', 1, 'household_id'), run.index_partition('change', 1, 'household_id');
INSERT INTO result.exclusion VALUES (1, 1310100000005, '決裁後に死亡の届出があったため');
INSERT INTO result.claim_decision SELECT 1310100000000 + i, '2027-01-01', 1, 1 FROM due WHERE i <> 5;
