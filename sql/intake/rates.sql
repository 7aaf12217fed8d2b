-- Official rate tables: a set goes in whole, in one transaction, and is never changed.

-- name: rates_known :opt sha256
-- No lock; unique index.
SELECT rate_set_id FROM rate.rate_set WHERE sha256 = $1;

-- name: rates_set :one sha256 cells
-- Unique by sha256, so the same set cannot be there twice.
INSERT INTO rate.rate_set (sha256, cells) VALUES ($1, $2) RETURNING rate_set_id;

-- name: rates_cells :copy_in
-- In the transaction that made the set.
rate.cell (rate_set_id, table_name, cell_key, value_name, valid_from, valid_to, value, word, status, source)

-- name: rates_gaps :copy_in
-- In the transaction that made the set.
rate.known_gap (rate_set_id, gap_no, table_name, valid_from, valid_to, cells, note)
