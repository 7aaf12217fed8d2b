-- What payment_twice.sh tries again and again, many sessions at once: each attempt is a transaction of its own, what it
-- comes to is counted, and nothing of it may pay anybody twice.  On top of payment.sql.

-- Money that left: in files that were sent and did not come back, and at the counter, unless nobody fetched it.
CREATE VIEW hand.left_twice AS
SELECT x.household_id, x.month_on, sum(x.amount_yen) AS yen
FROM (
	SELECT c.household_id, c.month_on, c.amount_yen
	FROM run.bank_send s
	JOIN result.claim_bank_file f ON f.run_id = s.run_id AND f.office_id = s.office_id
	JOIN result.claim_payment c ON c.run_id = f.run_id AND c.office_id = f.office_id AND c.method = 1
		AND c.countered_at > f.recorded_at
	WHERE s.send_no = 1 AND NOT EXISTS (SELECT FROM fact.bank_result b
		WHERE b.run_id = c.run_id AND b.payment_no = c.payment_no AND b.state = 2)
	UNION ALL
	SELECT c.household_id, c.month_on, c.amount_yen FROM result.claim_payment c
	WHERE c.method = 2 AND c.countered_at = 'infinity'
) x
GROUP BY x.household_id, x.month_on
HAVING sum(x.amount_yen) > (SELECT max(d.payable_total) FROM result.decision d JOIN run.run r ON r.run_id = d.run_id
	WHERE d.household_id = x.household_id AND r.month_on = x.month_on);

-- Payments that were made although, at their instant, they came to more than the decision that they pay.
CREATE VIEW hand.replayed AS
SELECT c.run_id, c.payment_no, k.yen, c.total_yen
FROM result.claim_payment c
CROSS JOIN LATERAL (
	SELECT sum(x.amount_yen) AS yen FROM result.claim_payment x
	WHERE x.household_id = c.household_id AND x.month_on = c.month_on AND x.recorded_at <= c.recorded_at
		AND x.countered_at > c.recorded_at
) k
WHERE k.yen > c.total_yen;

CREATE TABLE hand.outcome (worker int, kind text, outcome text, n bigint NOT NULL, PRIMARY KEY (worker, kind, outcome));
CREATE SEQUENCE hand.edition START 100;

-- Decisions of all households of the office, at random.
CREATE FUNCTION hand.decide_all(of_month date) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int := hand.decisions(of_month, nextval('hand.edition')::int);
BEGIN
	PERFORM hand.decide(id, h.household_id, (60000 + floor(random() * 20) * 5000)::int, 50000, 2000, 60000)
	FROM (SELECT DISTINCT h.household_id FROM fact.household h WHERE h.superseded_at = 'infinity' ORDER BY 1) h
	WHERE random() < 0.8;
	PERFORM hand.confirm(id);
	RETURN id;
END $$;

-- A confirmed run that would pay the decisions in force: what is left; or, of a job that forgets, all of it; or, of rows
-- made by hand, more than was decided.
CREATE FUNCTION hand.plan(of_month date, forgets boolean, forges boolean) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES ('payment', 13113, of_month, nextval('hand.edition')::int, sha256('x'), 'x', run.take_cut(), 'planned')
	RETURNING run_id INTO id;
	INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions) VALUES
		(id, 1, 'payment', 'job', 'payment', 'done', true, '{payment}'),
		(id, 2, 'approval', 'gate', 'confirmed', 'planned', false, '{}'),
		(id, 3, 'payment_issue', 'sql', 'payment_issue', 'planned', false, '{}');
	PERFORM run.make_partition('payment', id);
	INSERT INTO result.payment (run_id, household_id, part, month_on, decision_run_id, caseworker_no, method, total_yen, due_yen,
		others_yen, paid_yen, amount_yen, hold, reason, pay_on, payee_no, payee_name, bank_code, bank_kana, branch_code,
		branch_kana, account_kind, account_no, holder_kana)
	SELECT id, d.household_id, k.part, of_month, d.run_id, 1, CASE k.part WHEN 1 THEN h.payment_method ELSE 1 END, d.total,
		k.due, d.total - k.due, p.paid, k.due - p.paid, CASE WHEN k.due < p.paid THEN 3 ELSE 0 END,
		CASE WHEN k.due < p.paid THEN '払い過ぎ' ELSE '' END, '2098-12-26', y.payee_no, y.name,
		CASE WHEN k.part = 1 THEN a.bank_code ELSE y.bank_code END, CASE WHEN k.part = 1 THEN a.bank_kana ELSE y.bank_kana END,
		CASE WHEN k.part = 1 THEN a.branch_code ELSE y.branch_code END,
		CASE WHEN k.part = 1 THEN a.branch_kana ELSE y.branch_kana END,
		CASE WHEN k.part = 1 THEN a.account_kind ELSE y.account_kind END,
		CASE WHEN k.part = 1 THEN a.account_no ELSE y.account_no END,
		CASE WHEN k.part = 1 THEN a.holder_kana ELSE y.holder_kana END
	FROM (
		SELECT DISTINCT ON (c.household_id) c.household_id, c.run_id,
			x.payable_total + CASE WHEN forges AND random() < 0.5 THEN 10000 ELSE 0 END AS total
		FROM result.claim_decision c
		JOIN result.decision x ON x.run_id = c.run_id AND x.household_id = c.household_id
		WHERE c.month_on = of_month
		ORDER BY c.household_id, c.edition DESC
	) d
	JOIN fact.household h ON h.household_id = d.household_id AND h.superseded_at = 'infinity'
	LEFT JOIN fact.proxy q ON q.household_id = d.household_id AND q.part = 2 AND q.superseded_at = 'infinity'
	CROSS JOIN LATERAL (
		SELECT 1::smallint AS part, d.total - CASE WHEN q.payee_no IS NULL THEN 0 ELSE 50000 END AS due
		UNION ALL
		SELECT 2, 50000 WHERE q.payee_no IS NOT NULL
	) k
	CROSS JOIN LATERAL (SELECT CASE WHEN forgets THEN 0 ELSE coalesce(sum(c.amount_yen), 0) END::int AS paid
		FROM result.claim_payment c
		WHERE c.household_id = d.household_id AND c.month_on = of_month AND c.part = k.part AND c.countered_at = 'infinity') p
	LEFT JOIN fact.bank_account a ON k.part = 1 AND h.payment_method = 1 AND a.household_id = d.household_id
		AND a.superseded_at = 'infinity'
	LEFT JOIN fact.payee y ON k.part = 2 AND y.office_id = 13113 AND y.payee_no = q.payee_no AND y.superseded_at = 'infinity';
	PERFORM hand.confirm(id);
	RETURN id;
END $$;

-- The files of a run leave.
CREATE FUNCTION hand.send(of_run int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM run.take_bank_files(of_run);
	UPDATE result.claim_bank_file SET file_no = (SELECT coalesce(max(f.file_no), 0) + 1 FROM result.claim_bank_file f),
		allowed_by = 'x', reason = 'x' WHERE run_id = of_run AND file_no IS NULL;
	INSERT INTO run.artifact (run_id, task_no, chunk_no, name, sha256, bytes, pages, pieces)
	SELECT f.run_id, 4, 1, result.bank_file_name(f.office_id, f.pay_on, f.file_no), sha256('x'), 1, 0, 0
	FROM result.claim_bank_file f WHERE f.run_id = of_run
	ON CONFLICT DO NOTHING;
	PERFORM run.send_bank_file(of_run, 13113, sha256('x'), '');
END $$;

-- What the runner's login may try by hand.
CREATE FUNCTION hand.runner_tries(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	tries text[] := ARRAY[
		'INSERT INTO result.claim_payment SELECT * FROM result.claim_payment WHERE run_id = $1',
		'UPDATE result.claim_payment SET countered_at = now() WHERE run_id = $1',
		'DELETE FROM result.claim_payment WHERE run_id = $1',
		'DELETE FROM result.claim_payment_run WHERE run_id = $1',
		'UPDATE result.payment_balance SET paid_yen = 0',
		'INSERT INTO result.payment_counter (run_id, payment_no, cause, amount_yen, recorded_at) SELECT run_id, payment_no, 1, -amount_yen, now()
			FROM result.claim_payment WHERE run_id = $1',
		'SELECT run.counter_payments($1, NULL, 1)',
		'SELECT run.revoke_bank_files($1, 0)',
		'INSERT INTO result.payment SELECT * FROM result.payment WHERE run_id = $1',
		'DELETE FROM result.payment WHERE run_id = $1',
		'DELETE FROM result.claim_decision',
		'UPDATE run.run SET decision = ''confirmed'' WHERE run_id = $1',
		'INSERT INTO result.claim_payment_run SELECT $1, now()'];
BEGIN
	SET LOCAL SESSION AUTHORIZATION getsuji_run;
	EXECUTE tries[1 + floor(random() * array_length(tries, 1))] USING of_run;
	RESET SESSION AUTHORIZATION;
END $$;

-- Two persons take a run back.
CREATE FUNCTION hand.reverse(of_run int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	SET LOCAL SESSION AUTHORIZATION getsuji_run;
	INSERT INTO run.proposal (run_id, task_no, command, reason) VALUES (of_run, 0, 'reverse', 'wrong');
	SELECT p.proposal_id INTO id FROM run.proposal p WHERE p.run_id = of_run AND p.command = 'reverse' AND p.agreed_by IS NULL
		AND p.withdrawn_at IS NULL;
	SET LOCAL SESSION AUTHORIZATION getsuji_approve;
	PERFORM run.reverse(id);
	RESET SESSION AUTHORIZATION;
END $$;

-- A payment that was issued, once more: as whoever owns the register would have to write it.
CREATE FUNCTION hand.copy_payment() RETURNS void LANGUAGE sql AS $$
	INSERT INTO result.claim_payment
	SELECT r.run_id, c.payment_no + 1000 + floor(random() * 1000000)::int, c.office_id, c.household_id, c.month_on, c.part,
		(c.turn_no + floor(random() * 4))::smallint, c.decision_run_id, c.caseworker_no, c.method, c.total_yen, c.due_yen,
		c.paid_before_yen, c.amount_yen, c.pay_on, c.payee_no, c.payee_name, c.bank_code, c.bank_kana, c.branch_code,
		c.branch_kana, c.account_kind, c.account_no, c.holder_kana, clock_timestamp()
	FROM (SELECT c.* FROM result.claim_payment c WHERE c.countered_at = 'infinity' ORDER BY random() LIMIT 1) c
	CROSS JOIN (SELECT r.run_id FROM run.run r WHERE r.decision = 'confirmed' ORDER BY random() LIMIT 1) r
$$;

-- What the bank says of payments of a run: some, again and again.
CREATE FUNCTION hand.bank_says(of_run int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO fact.bank_result (run_id, payment_no, state, reason, settled_on, made_on, serial, import_id)
	SELECT c.run_id, c.payment_no, s.state, CASE s.state WHEN 2 THEN 1 ELSE 0 END, '2027-01-05', '2027-01-06', 1,
		(SELECT min(i.import_id) FROM fact.import i)
	FROM result.claim_payment c
	CROSS JOIN (SELECT 1 + floor(random() * 2)::smallint AS state) s
	WHERE c.run_id = of_run AND random() < 0.2
$$;

CREATE FUNCTION hand.attempt(kind text, of_month date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	of_run int;
	n bigint;
BEGIN
	SELECT r.run_id INTO of_run FROM run.run r WHERE r.graph = 'payment' ORDER BY random() LIMIT 1;
	IF kind = 'issue' THEN
		SELECT i.n_written INTO n FROM run.issue_payments(of_run, 3) i;
	ELSIF kind = 'issue latest' THEN
		SELECT i.n_written INTO n FROM run.run r CROSS JOIN LATERAL run.issue_payments(r.run_id, 3) i
		WHERE r.run_id = (SELECT max(x.run_id) FROM run.run x WHERE x.graph = 'payment');
	ELSIF kind = 'copy' THEN
		PERFORM hand.copy_payment();
	ELSIF kind = 'runner' THEN
		PERFORM hand.runner_tries(of_run);
	ELSIF kind = 'bank' THEN
		PERFORM hand.bank_says(of_run);
	ELSIF kind = 'send' THEN
		PERFORM hand.send(of_run);
	ELSIF kind = 'unclaimed' THEN
		-- What run.unclaim_payment() does from the pay day on, which is yet to come here.
		PERFORM run.counter_payments(of_run, ARRAY(SELECT c.payment_no FROM result.claim_payment c
			WHERE c.run_id = of_run AND c.method = 2 ORDER BY random() LIMIT 1), 3);
	ELSIF kind = 'reverse' THEN
		PERFORM hand.reverse((SELECT r.run_id FROM run.run r WHERE r.decision = 'confirmed' AND r.graph IN ('payment', 'monthly')
			ORDER BY random() LIMIT 1));
	ELSIF kind = 'facts' THEN
		PERFORM CASE floor(random() * 2) WHEN 0 THEN hand.method(h.household_id, 1 + floor(random() * 1.3)::int)
			ELSE hand.account(h.household_id, lpad(floor(random() * 1000)::text, 7, '0')) END
		FROM (SELECT h.household_id FROM fact.household h WHERE h.superseded_at = 'infinity' ORDER BY random() LIMIT 1) h;
	ELSIF kind = 'decide' THEN
		PERFORM hand.decide_all(of_month);
	ELSE
		PERFORM hand.plan(of_month, kind = 'plan, forgetting', kind = 'plan, forging');
	END IF;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;

-- Attempts of one session, each a transaction; decisions and plans, which make tables, are rare.
CREATE PROCEDURE hand.attempts(worker int, attempts int, rare float) LANGUAGE plpgsql AS $$
DECLARE
	kinds text[] := ARRAY['issue', 'issue', 'issue', 'issue', 'issue latest', 'issue latest', 'copy', 'copy', 'copy', 'runner', 'runner',
		'bank', 'unclaimed', 'facts'];
	rares text[] := ARRAY['plan', 'plan', 'plan', 'plan, forgetting', 'plan, forging', 'decide', 'send', 'reverse'];
	tried text;
	came_to text;
BEGIN
	PERFORM setseed(worker / 100.0);
	COMMIT;
	FOR i IN 1..attempts LOOP
		IF random() < rare THEN
			tried := rares[1 + floor(random() * array_length(rares, 1))];
		ELSE
			tried := kinds[1 + floor(random() * array_length(kinds, 1))];
		END IF;
		came_to := hand.attempt(tried, (date '2027-01-01' + floor(random() * 2) * interval '1 month')::date);
		COMMIT;
		INSERT INTO hand.outcome AS o (worker, kind, outcome, n) VALUES (worker, tried, came_to, 1)
		ON CONFLICT ON CONSTRAINT outcome_pkey DO UPDATE SET n = o.n + 1;
		COMMIT;
	END LOOP;
END $$;
