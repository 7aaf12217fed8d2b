#!/bin/bash
# cppcheck over everything, with its findings about flow, bounds, resources and portability.  Left out:
# ctuuninitvar takes a pointer to be filled for one that is read; missing returns the compilers see.
. tests/harness/tap.sh
mkdir -p "$BUILD/cppcheck"
finds_nothing 'cppcheck finds nothing' cppcheck --quiet --std=c11 --language=c --platform=unix64 -j 2 \
	--cppcheck-build-dir="$BUILD/cppcheck" --enable=warning,performance,portability --inline-suppr \
	--suppress=ctuuninitvar --suppress=missingReturn --suppress=missingIncludeSystem --suppress=unknownMacro --suppress=normalCheckLevelMaxBranches \
	-D_GNU_SOURCE -DLOCALE_DIR='""' -I. -Iinclude -I"$BUILD" engine jobs reports bench tests/fuzz
done_testing
