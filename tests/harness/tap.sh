# tap.sh: what a test script needs to print TAP.  Source it; it needs bash.
#
#   . tests/harness/tap.sh
#   is "$got" "$wanted" 'the second run changes nothing'
#   ok 'the file is there' test -s "$file"
#   code 16 'a wrong month is refused' "$GETSUJI" run monthly --month 2027-13
#   done_testing
#
# done_testing prints the plan and ends with 0 if all passed.  What a tested command printed is in
# $TAP_OUT (standard output) and $TAP_ERR (standard error) until the next.

: "${BUILD:=build}" "${CC:=gcc}"
export BUILD CC GETSUJI=${GETSUJI:-$BUILD/getsuji}
# make exports its own; these do for a lint that is run alone.
export LINT_FLAGS=${LINT_FLAGS:-"-std=c17 -D_GNU_SOURCE -I. -Iinclude -I$BUILD $(pkg-config --cflags libpq freetype2 harfbuzz)"}
# A program with sanitizers runs under faketime, too, which preloads a library.
export ASAN_OPTIONS=${ASAN_OPTIONS:-verify_asan_link_order=0}
TAP_COUNT=0
TAP_FAILED=0
TAP_OUT=
TAP_ERR=

tap_result() { # PASSED(0/1) NAME
	TAP_COUNT=$((TAP_COUNT + 1))
	if [ "$1" = 0 ]; then
		echo "ok $TAP_COUNT - $2"
	else
		TAP_FAILED=$((TAP_FAILED + 1))
		echo "not ok $TAP_COUNT - $2"
	fi
	return "$1"
}

tap_run() {
	local out err code=0
	out=$(mktemp) err=$(mktemp)
	"$@" >"$out" 2>"$err" || code=$?
	TAP_OUT=$(tr -d '\0' <"$out") TAP_ERR=$(tr -d '\0' <"$err")
	rm -f "$out" "$err"
	return $code
}

tap_output() {
	printf '%s\n%s\n' "$TAP_OUT" "$TAP_ERR" | head -n 40 | sed 's/^/#   /'
}

ok() { # NAME COMMAND…
	local name=$1 code=0
	shift
	tap_run "$@" || code=$?
	tap_result $((code != 0)) "$name" || { echo "# exit code $code: $*"; tap_output; }
}

code() { # CODE NAME COMMAND…
	local wanted=$1 name=$2 code=0
	shift 2
	tap_run "$@" || code=$?
	tap_result $((code != wanted)) "$name" || { echo "# exit code $code, not $wanted: $*"; tap_output; }
}

is() { # GOT WANTED NAME
	local differs=0
	[ "$1" = "$2" ] || differs=1
	tap_result $differs "$3" || {
		diff <(printf '%s\n' "$2") <(printf '%s\n' "$1") | head -n 40 | sed 's/^/#   /'
		echo "# < wanted, > got"
	}
}

like() { # TEXT PATTERN NAME: an extended regular expression
	local differs=0
	grep -qE -- "$2" <<<"$1" || differs=1
	tap_result $differs "$3" || {
		echo "# nothing like: $2"
		head -n 40 <<<"$1" | sed 's/^/#   /'
	}
}

# Lint: no output of the command is a pass; each line it prints is a finding.
finds_nothing() { # NAME COMMAND…
	local name=$1 found
	shift
	found=$("$@" 2>&1) || true
	tap_result "$([ -z "$found" ] && echo 0 || echo 1)" "$name" ||
		head -n 60 <<<"$found" | sed 's/^/#   /'
}

done_testing() {
	echo "1..$TAP_COUNT"
	[ $TAP_FAILED = 0 ]
	exit
}
