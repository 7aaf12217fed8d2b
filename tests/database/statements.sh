#!/bin/bash
# Every statement under sql/ is understood by the real schema and permitted to one of the logins.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/pg.sh
pg_start
pg_migrate
"${BUILD:-build}/tests/database/statements"
