-- The targets of the bench's job `slices` (engine.c): as many chunks of one key as it is asked for.
SELECT n AS lo, n + 1 AS hi, 1::bigint AS expected FROM generate_series(1::bigint, $1::bigint) n ORDER BY n
