#!/bin/bash
# What a file exports starts with its name or the name of its family (xlsx_sheet.c: xlsx_…), so that a
# call tells where it is answered.  Files that implement a contract of include/getsuji/ use that
# contract's prefixes, listed here.
. tests/harness/tap.sh

contracts='engine/base/calendar day|month|instant
engine/db/rows rows?
engine/cli/main main|cli
engine/run/context task|chunk|context
engine/run/source task|chunk
engine/cli/say say|table
engine/intake/rates import|rates
engine/server/programs cluster|programs'

exported() {
	local object stem prefix family
	find "$BUILD/obj/engine" "$BUILD/obj/jobs" "$BUILD/obj/reports" -name '*.o' | sort | while read -r object; do
		stem=${object#"$BUILD/obj/"} stem=${stem%.o}
		[ -e "$stem.c" ] || continue
		prefix=$(sed -n "s|^$stem ||p" <<<"$contracts")
		[ -n "$prefix" ] || prefix=${stem##*/}
		family=${stem##*/} family=${family%%_*} family=${family%s}
		case $stem in
		jobs/rules/*) prefix="$prefix|${family}s?" ;;
		jobs/*) prefix="(job|tool)_$prefix|$prefix" ;;
		reports/backend/*) prefix="$prefix|${family}s?" ;;
		engine/cli/cmd_*) prefix=command ;;
		reports/*) prefix="report_$prefix|${family}s?" ;;
		engine/*) prefix="$prefix|${family}s?|$(basename "${stem%/*}")" ;;
		esac
		nm -g --defined-only "$object" | awk '{ print $3 }' | grep -vE "^($prefix)(_|\$)|^(__|DW\.ref|asan|_ZTI)" |
			sed "s|^|$stem.c: |"
	done
}
finds_nothing 'exported names start with the name of their file' exported
done_testing
