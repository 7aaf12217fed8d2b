-- Holds of households, and the chain of operator actions.
COMMENT ON SCHEMA result IS 'what runs computed';
