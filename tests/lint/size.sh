#!/bin/bash
# Files that can be read in one go; functions that fit a screen or two; scripts that parse.
. tests/harness/tap.sh

long() { wc -l $(find include engine jobs reports tests bench -name '*.[ch]') | awk '$2 != "total" && $1 > 600 { print }'; }
finds_nothing 'no source is longer than 600 lines' long
functions() {
	awk 'FNR == 1 { start = 0 } /^{/ { start = FNR } /^}/ && start { if (FNR - start > 80) print FILENAME ":" start ": " FNR - start " lines"; start = 0 }' \
		$(find engine jobs reports -name '*.c')
}
finds_nothing 'no function is longer than 80 lines' functions
ok 'the Makefile has fewer than 150 lines' test "$(wc -l <Makefile)" -lt 150
parse() { find tests bench -name '*.sh' -exec bash -n {} \; ; bash -n .ci/run; }
finds_nothing 'scripts parse' parse
todo() { grep -rnwE 'TODO|FIXME|XXX|HACK' Makefile include engine jobs sql reports tests bench --include='*.[chly]' --include='*.sql' --include='*.awk' --include=Makefile; }
finds_nothing 'nothing is left for later' todo
is "$({ git ls-files 2>/dev/null | grep . || ls; } | cut -d/ -f1 | sort -u | grep -vxE 'Makefile|engine|jobs|sql|include|reports|tests|bench|README.md|LICENSE|build|var|\..*')" '' \
	'the top level has what it should and no more'
done_testing
