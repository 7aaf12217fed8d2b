-- Calendars: holidays and office closing days, by day.
COMMENT ON SCHEMA fact IS 'what the office knows';
