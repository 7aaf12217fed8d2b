-- Whoever says that nobody came for a payment waits for who issues payments, as who takes runs back does: else the one's
-- instant can lie behind that of the other, who has seen it already, and for that moment the register tells of both.

-- As before; one at a time with run.issue_payments.
CREATE OR REPLACE FUNCTION run.unclaim_payment(for_run_id int, of_payment_no int, because text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(71, 7);
	IF coalesce(because, '') = '' OR NOT EXISTS (SELECT FROM result.claim_payment c
		WHERE c.run_id = for_run_id AND c.payment_no = of_payment_no AND c.method = 2
			AND c.pay_on <= (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date) THEN
		RAISE EXCEPTION 'what is not claimed is a payment at the counter whose pay day has come, with a reason'
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF run.counter_payments(for_run_id, ARRAY[of_payment_no], 3) = 0 THEN
		RETURN false;
	END IF;
	INSERT INTO run.action (run_id, key, command, reason) VALUES (for_run_id, of_payment_no, 'payment unclaimed', because);
	RETURN true;
END $$;
