#!/bin/bash
# Each header can be included first and alone, under both compilers' warnings.
. tests/harness/tap.sh

alone() {
	find include engine jobs reports -name '*.h' | sort |
		xargs -P 2 -I{} sh -c '$CC $LINT_FLAGS -Werror -Wno-unused-macros -fsyntax-only -x c -include {} /dev/null 2>&1 | head -5'
}
finds_nothing 'headers compile alone' alone
guards() { grep -L '^#endif' $(find include engine jobs reports -name '*.h'); }
finds_nothing 'headers are guarded' guards
done_testing
