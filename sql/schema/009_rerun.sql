-- What a rerun undoes, and what a second person agrees to.
COMMENT ON SCHEMA run IS 'the ledger';
