#!/bin/bash
# Each library is seen by one folder only.
. tests/harness/tap.sh

only() { # HEADERS FOLDER…: includes of <HEADERS> outside the folders
	local headers=$1 folders
	shift
	folders=$(printf '|%s/' "$@")
	grep -rnE "^#include <($headers)" include engine jobs reports --include='*.[ch]' | grep -vE "^(${folders#|})"
}
finds_nothing 'libpq is seen by engine/db' only 'libpq|pg_config|postgres' engine/db
finds_nothing 'PQ… is called in engine/db' \
	sh -c "grep -rnE '\bPQ[a-z][A-Za-z]+ *\(' include engine jobs reports --include='*.[ch]' | grep -v '^engine/db/'"
finds_nothing 'PDF, Excel, barcode and font libraries are seen by reports/backend' \
	only 'hpdf|xlsxwriter|zint|hb|ft2build|freetype|qpdf' reports/backend
finds_nothing 'libyaml is seen by engine/graph' only yaml engine/graph
finds_nothing 'jansson is seen by jobs and engine/mail' only jansson jobs engine/mail
finds_nothing 'libcsv is seen by engine/intake' only 'csv\.h' engine/intake
finds_nothing 'expat is seen by engine/intake' only expat engine/intake
finds_nothing 'OpenSSL is seen by engine/base, engine/server and engine/mail' only openssl engine/base engine/server engine/mail
finds_nothing 'libarchive is seen by engine/mail' only archive engine/mail
finds_nothing 'the rules see the C library and no more' \
	sh -c "grep -nE '^#include <' jobs/rules/*.[ch] | grep -vE '<(assert|ctype|errno|inttypes|limits|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)\.h>'"
done_testing
