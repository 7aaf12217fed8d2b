#!/bin/bash
# Who may include whom: jobs and reports never see the engine or each other, lower layers never see
# higher ones, and the engine never names a job.
. tests/harness/tap.sh

# FOLDERS|what their files may include with quotes
rules='jobs/rules|getsuji/ jobs/rules/
jobs|getsuji/ gen/sql.h jobs/
reports/backend|getsuji/ reports/backend/
reports|getsuji/ gen/sql.h reports/
include/getsuji|getsuji/
engine/base|getsuji/ engine/base/
engine/db|getsuji/ gen/sql.h engine/base/ engine/db/
engine/graph|getsuji/ engine/base/ engine/graph/ engine/run/registry.h
engine/intake|getsuji/ gen/sql.h engine/base/ engine/db/ engine/mail/ engine/intake/
engine/mail|getsuji/ gen/sql.h engine/base/ engine/db/ engine/mail/
engine/server|getsuji/ gen/sql.h engine/base/ engine/db/ engine/server/
engine/run|getsuji/ gen/sql.h engine/base/ engine/db/ engine/graph/ engine/intake/ engine/run/
engine/page|getsuji/ gen/sql.h engine/base/ engine/db/ engine/graph/ engine/run/ engine/page/
engine/cli|getsuji/ gen/sql.h engine/'

check() { # FOLDER ALLOWED
	local allowed
	allowed=$(printf '|%s' $2)
	grep -n '^#include "' "$1"/*.[ch] 2>/dev/null | grep -vE "#include \"(${allowed#|})"
}
while IFS='|' read -r folder allowed; do
	finds_nothing "$folder includes only what it may" check "$folder" "$allowed"
done <<<"$rules"

jobs=$(sed -nE 's/^const struct (job|tool) ([a-z0-9_]+) = .*/\2/p' jobs/*.c reports/*.c | paste -sd'|')
finds_nothing 'the engine names no job' grep -nwE "${jobs:-no_job}" -r engine --include='*.[ch]'
listed=$(cut -d'|' -f1 <<<"$rules" | sort)
is "$(find include/getsuji engine jobs reports -name '*.[ch]' -printf '%h\n' | sort -u | comm -23 - <(echo "$listed"))" \
	'' 'every folder of sources has its rule here'
done_testing
