-- The borders of transactions.  A chunk's results, its checkpoint and its lease (the lock on its row)
-- are one transaction, so these three are all that "exactly once" needs.

-- name: transaction_begin :exec
-- No lock.  READ COMMITTED is enough: facts are read as of a cut, and a chunk's row is locked.
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;

-- name: transaction_commit :exec
-- Frees the locks.  When its answer is lost, the chunk's row tells whether it happened.
COMMIT;

-- name: transaction_mark :exec
-- A place in the transaction to go back to, with its locks kept; marked again it hides the one before.
SAVEPOINT mark;

-- name: transaction_back :exec
-- Undoes what came after the mark.
ROLLBACK TO SAVEPOINT mark;

-- name: transaction_alive :one
-- Whether the session, and with it the transaction and its locks, is still there.  Reads nothing.
SELECT true;

-- name: transaction_check :exec
-- Deferred constraints are looked at now instead of at COMMIT.  Harmless again.
SET CONSTRAINTS ALL IMMEDIATE;

-- name: transaction_rollback :exec
-- Frees the locks.  Harmless outside a transaction (the server only warns).
ROLLBACK;
