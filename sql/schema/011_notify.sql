-- The outbox, sent.
COMMENT ON SCHEMA rate IS 'official amounts';
