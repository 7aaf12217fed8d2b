#!/bin/bash
# engine/db against a real server; the tests are in connection.c.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/pg.sh
pg_start
CMOCKA_MESSAGE_OUTPUT=TAP "${BUILD:-build}/tests/database/connection"
