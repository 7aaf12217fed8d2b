-- What payment.sh and payment_twice.sh lay down by hand, as the database's owner: decisions of a month, accounts, and the
-- questions that must have no answer.

CREATE SCHEMA hand;

-- A run of decisions, at its gate; then rows; then confirmed by two persons.
CREATE FUNCTION hand.decisions(of_month date, of_edition int, office int DEFAULT 13113) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	id int;
BEGIN
	INSERT INTO run.run (graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution)
	VALUES ('monthly', office, of_month, of_edition, sha256('x'), 'x', run.take_cut(), 'planned') RETURNING run_id INTO id;
	PERFORM run.make_partition('decision', id);
	RETURN id;
END $$;

CREATE FUNCTION hand.decide(of_run int, household bigint, total int, housing int DEFAULT 0, premium int DEFAULT 0,
	livelihood int DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO result.decision SELECT (jsonb_populate_record(NULL::result.decision, (
			SELECT jsonb_object_agg(a.attname, CASE a.atttypid WHEN 'text'::regtype THEN '""' WHEN 'boolean'::regtype THEN 'false'
				ELSE '0' END::jsonb)
			FROM pg_attribute a WHERE a.attrelid = 'result.decision'::regclass AND a.attnum > 0 AND a.attname <> 'event_on')
		|| jsonb_build_object('run_id', of_run, 'household_id', household, 'status', 1, 'payable_total', total,
			'payable_housing', housing, 'payable_livelihood', coalesce(livelihood, total - housing),
			'add_care_premium', premium))).*
$$;

CREATE FUNCTION hand.confirm(of_run int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE run.run SET decision = 'computed', results_digest = sha256('digest') WHERE run_id = of_run;
	SET LOCAL SESSION AUTHORIZATION getsuji_approve;
	INSERT INTO run.approval (run_id, step, digest, started_by)
	SELECT r.run_id, 1, r.results_digest, r.started_by FROM run.run r WHERE r.run_id = of_run;
	RESET SESSION AUTHORIZATION;
	UPDATE run.run SET decision = 'approved' WHERE run_id = of_run;
	UPDATE run.run SET decision = 'confirmed' WHERE run_id = of_run;
	INSERT INTO result.claim_decision (household_id, month_on, edition, run_id)
	SELECT d.household_id, r.month_on, r.edition, r.run_id FROM run.run r JOIN result.decision d ON d.run_id = r.run_id
	WHERE r.run_id = of_run;
	INSERT INTO run.action (run_id, command, reason) VALUES (of_run, 'confirm', '');
END $$;

-- The only account of a household from now on; NULL: none.
CREATE FUNCTION hand.account(household bigint, number text, holder text DEFAULT 'ミホン タロウ') RETURNS void LANGUAGE sql AS $$
	UPDATE fact.bank_account SET superseded_at = 'infinity' WHERE household_id = household AND superseded_at = 'infinity';
	INSERT INTO fact.bank_account (household_id, bank_code, bank_kana, branch_code, branch_kana, account_kind, account_no,
		holder_kana, valid_from)
	SELECT household, '9999', 'ミホン', '001', 'ホンテン', 1, number, holder, '2020-01-01' WHERE number IS NOT NULL;
$$;

CREATE FUNCTION hand.method(of_household bigint, method int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	h fact.household;
BEGIN
	UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = of_household AND superseded_at = 'infinity' RETURNING * INTO h;
	h.payment_method := method;
	INSERT INTO fact.household SELECT h.*;
END $$;

CREATE FUNCTION hand.protect(of_household bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	h fact.household;
BEGIN
	UPDATE fact.household SET superseded_at = 'infinity' WHERE household_id = of_household AND superseded_at = 'infinity' RETURNING * INTO h;
	h.protected_address := true;
	INSERT INTO fact.household SELECT h.*;
END $$;

CREATE FUNCTION hand.hold(household bigint, held boolean) RETURNS void LANGUAGE sql AS $$
	UPDATE fact.hold SET superseded_at = 'infinity' WHERE household_id = household AND superseded_at = 'infinity';
	INSERT INTO fact.hold (household_id, name, reason, valid_from) SELECT household, 'stop', '調査中', '2020-01-01' WHERE held;
$$;

-- Everything that was issued had its pay day on that day.
CREATE FUNCTION hand.pay_day(day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	ALTER TABLE result.claim_payment DISABLE TRIGGER guard;
	UPDATE result.claim_payment SET pay_on = day;
	ALTER TABLE result.claim_payment ENABLE TRIGGER guard;
END $$;

-- The only protection of a household from now on.
CREATE FUNCTION hand.protection(household bigint, protected_state int, until date) RETURNS void LANGUAGE sql AS $$
	UPDATE fact.protection SET superseded_at = 'infinity' WHERE household_id = household AND superseded_at = 'infinity';
	INSERT INTO fact.protection (household_id, state, valid_from, valid_to, start_reason, end_reason)
	SELECT household, protected_state, '2020-01-01', until, 1, CASE until WHEN 'infinity' THEN 0 ELSE 14 END;
$$;

-- Households that were paid more than the decision that was paid says, by the register alone; payments that count twice;
-- balances that are not what the register says.
CREATE VIEW hand.wrong AS
SELECT 'more than decided' AS what, c.household_id, c.month_on, sum(c.amount_yen) AS yen
FROM result.claim_payment c WHERE c.countered_at = 'infinity'
GROUP BY c.household_id, c.month_on
HAVING sum(c.amount_yen) > max(c.total_yen)
	OR sum(c.amount_yen) > (SELECT max(d.payable_total) FROM result.decision d JOIN run.run r ON r.run_id = d.run_id
		WHERE d.household_id = c.household_id AND r.month_on = c.month_on)
UNION ALL
SELECT 'total of no decision', c.household_id, c.month_on, c.total_yen
FROM result.claim_payment c
JOIN result.decision d ON d.run_id = c.decision_run_id AND d.household_id = c.household_id
WHERE d.payable_total <> c.total_yen
UNION ALL
SELECT 'paid twice of one decision', c.household_id, c.month_on, sum(c.amount_yen)
FROM result.claim_payment c WHERE c.countered_at = 'infinity'
GROUP BY c.household_id, c.month_on, c.part, c.decision_run_id
HAVING sum(c.amount_yen) > max(c.due_yen)
UNION ALL
SELECT 'balance', b.household_id, b.month_on, b.paid_yen
FROM result.payment_balance b
WHERE b.paid_yen <> coalesce((SELECT sum(c.amount_yen) FROM result.claim_payment c WHERE c.household_id = b.household_id
	AND c.month_on = b.month_on AND b.part IN (0, c.part) AND c.countered_at = 'infinity'), 0)
UNION ALL
SELECT 'counter-entry', c.household_id, c.month_on, c.amount_yen
FROM result.claim_payment c
LEFT JOIN result.payment_counter k ON k.run_id = c.run_id AND k.payment_no = c.payment_no
WHERE (c.countered_at < 'infinity') <> (k.run_id IS NOT NULL) OR k.amount_yen <> -c.amount_yen;
