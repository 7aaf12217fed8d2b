#!/bin/bash
# clang-tidy with the checks of .clang-tidy; a file is looked at again only when it or a header changed.
. tests/harness/tap.sh
mkdir -p "$BUILD/tidy"

tidy_one() {
	local stamp=$BUILD/tidy/${1//\//_}
	[ "$stamp" -nt "$1" ] && [ "$stamp" -nt .clang-tidy ] &&
		[ -z "$(find include engine jobs reports -name '*.h' -newer "$stamp" -print -quit)" ] && return
	timeout 120 clang-tidy --quiet "$1" -- -DLOCALE_DIR='""' $LINT_FLAGS 2>/dev/null >"$stamp.out"
	if grep -E 'warning:|error:' "$stamp.out"; then rm -f "$stamp"; else touch "$stamp"; fi
}
export -f tidy_one
tidy() { find engine jobs reports -name '*.c' | sort | xargs -P 2 -I{} bash -c 'tidy_one {}'; }
finds_nothing 'clang-tidy finds nothing' tidy
done_testing
