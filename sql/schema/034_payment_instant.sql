-- A payment that is undone while another run issues counts for that run: it takes its instant first and then waits, and
-- what the bank, or who keeps the counter, says meanwhile carries a later one.  Paid again at the earlier instant, the
-- register would tell of both for the moment between; so it is refused as taken, and the next edition pays it.

-- As before; what was paid is what counts at the instant.
CREATE OR REPLACE FUNCTION run.refuse_payments(for_run_id int, instant timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	this run.run;
BEGIN
	SELECT * INTO this FROM run.run r WHERE r.run_id = for_run_id;
	CREATE TEMP TABLE taken_payment ON COMMIT DROP AS -- households of which something else is paid than at the cut
	SELECT DISTINCT household_id
	FROM (SELECT p.household_id, p.part, p.paid_yen::bigint AS before_yen FROM result.payment p WHERE p.run_id = for_run_id AND p.paid_yen > 0) p
	FULL JOIN (
		SELECT c.household_id, c.part, sum(c.amount_yen) AS now_yen
		FROM result.claim_payment c
		WHERE c.month_on = this.month_on AND c.countered_at > instant
			AND c.household_id IN (SELECT w.household_id FROM pg_temp.wanted_payment w)
		GROUP BY c.household_id, c.part
	) c USING (household_id, part)
	WHERE p.before_yen IS DISTINCT FROM c.now_yen;
	CREATE TEMP TABLE decided_total ON COMMIT DROP AS -- what the decisions that are to be paid say now
	SELECT d.household_id, k.run_id, d.payable_total
	FROM (SELECT DISTINCT w.decision_run_id AS run_id FROM pg_temp.wanted_payment w) k
	JOIN run.run r ON r.run_id = k.run_id AND r.decision = 'confirmed' AND r.month_on = this.month_on
	CROSS JOIN LATERAL (
		SELECT x.household_id, x.payable_total FROM result.decision x WHERE x.run_id = k.run_id AND x.status = 1 OFFSET 0
	) d
	WHERE k.run_id = (SELECT c.run_id FROM result.claim_decision c
		WHERE c.household_id = d.household_id AND c.month_on = this.month_on ORDER BY c.edition DESC LIMIT 1);
	ANALYZE pg_temp.taken_payment, pg_temp.decided_total;

	INSERT INTO result.payment_refusal (run_id, household_id, part, refusal)
	SELECT for_run_id, j.household_id, j.part, j.refusal
	FROM (
		SELECT w.household_id, w.part, CASE
			WHEN w.household_id IN (SELECT x.household_id FROM result.exclusion x WHERE x.run_id = for_run_id) THEN 1
			WHEN w.household_id IN (SELECT h.household_id FROM run.held h WHERE h.run_id = for_run_id) THEN 2
			WHEN NOT EXISTS (SELECT FROM fact.protection p -- on aid: PROTECTION_ACTIVE
				WHERE p.household_id = w.household_id AND p.state = 1 AND p.superseded_at = 'infinity'
					AND p.valid_from < (this.month_on + interval '1 month')::date AND p.valid_to > this.month_on) THEN 7
			WHEN (w.household_id, w.decision_run_id, w.total_yen, w.month_on) NOT IN (
				SELECT d.household_id, d.run_id, d.payable_total, this.month_on FROM pg_temp.decided_total d) THEN 3
			WHEN w.office_id IN (SELECT o.office_id FROM pg_temp.changed_office o)
				OR w.part = 1 AND w.method IS DISTINCT FROM m.payment_method
				OR w.part = 1 AND w.method = 1 AND (w.bank_code, w.bank_kana, w.branch_code, w.branch_kana, w.account_kind,
					w.account_no, w.holder_kana) IS DISTINCT FROM (a.bank_code, a.bank_kana, a.branch_code, a.branch_kana,
					a.account_kind, a.account_no, a.holder_kana)
				OR w.part <> 1 AND (w.payee_no, w.bank_code, w.bank_kana, w.branch_code, w.branch_kana, w.account_kind,
					w.account_no, w.holder_kana) IS DISTINCT FROM (x.payee_no, y.bank_code, y.bank_kana, y.branch_code,
					y.branch_kana, y.account_kind, y.account_no, y.holder_kana) THEN 4
			WHEN w.household_id IN (SELECT t.household_id FROM pg_temp.taken_payment t) THEN 5
			WHEN w.pay_on < (instant AT TIME ZONE 'Asia/Tokyo')::date THEN 6
			END AS refusal
		FROM pg_temp.wanted_payment w
		LEFT JOIN LATERAL (
			SELECT h.payment_method FROM fact.household h
			WHERE h.household_id = w.household_id AND h.superseded_at = 'infinity'
				AND h.valid_from < (w.month_on + interval '1 month')::date
			ORDER BY h.valid_from DESC LIMIT 1
		) m ON true
		LEFT JOIN fact.bank_account a ON w.part = 1 AND w.method = 1 AND a.household_id = w.household_id
			AND a.superseded_at = 'infinity' AND a.valid_from <= w.pay_on AND a.valid_to > w.pay_on
		LEFT JOIN LATERAL (
			SELECT p.payee_no FROM fact.proxy p
			WHERE p.household_id = w.household_id AND p.part = w.part AND p.superseded_at = 'infinity'
				AND p.valid_from < (w.month_on + interval '1 month')::date AND p.valid_to >= (w.month_on + interval '1 month')::date
			ORDER BY p.valid_from DESC LIMIT 1
		) x ON w.part <> 1
		LEFT JOIN fact.payee y ON w.part <> 1 AND y.office_id = w.office_id AND y.payee_no = x.payee_no
			AND y.superseded_at = 'infinity' AND y.valid_from <= w.pay_on AND y.valid_to > w.pay_on
	) j
	WHERE j.refusal IS NOT NULL
	ORDER BY j.household_id, j.part;
END $$;
