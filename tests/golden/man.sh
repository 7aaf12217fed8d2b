#!/bin/bash
# The manual pages are made from the tables: every command, option and exit code is there, and what reads
# manual pages finds nothing to complain about.
set -u
. tests/harness/tap.sh
WORK=$(mktemp -d /tmp/getsuji-man.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
for lang in en ja; do
	page=$WORK/getsuji.$lang.1
	ok "the page in $lang" "$GETSUJI" help --format man --lang $lang
	printf '%s\n' "$TAP_OUT" >"$page"
	if command -v man >/dev/null; then
		warnings() { MANPAGER=cat LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings=w -E UTF-8 -l "$page" 2>&1 >"$WORK/text"; }
		finds_nothing "$lang: man has no warnings" warnings
		is "$(awk 'length > 200' "$WORK/text" | wc -l)" 0 "$lang: lines are broken"
	else
		echo "ok $((++TAP_COUNT)) - $lang: man has no warnings # skip man is not installed"
	fi
	if command -v mandoc >/dev/null; then
		lint() { mandoc -T lint -W warning "$page" | grep -v 'missing date'; }
		finds_nothing "$lang: mandoc has none" lint
	else
		echo "ok $((++TAP_COUNT)) - $lang: mandoc has none # skip mandoc is not installed"
	fi
	plain=$(sed 's/\\f[BIR]//g; s/\\-/-/g; s/\\://g' "$page")
	missing() { # PATTERN NAME…: names that the page does not have
		local pattern=$1 name
		shift
		for name; do grep -qE -- "$(printf "$pattern" "$name")" <<<"$plain" || echo "$name"; done
	}
	finds_nothing "$lang: every command is there" missing '^%s( |$)' \
		$(sed -n 's/^\t{"\([a-z-]*\)", *GROUP_.*/\1/p' engine/cli/commands.c) calc
	finds_nothing "$lang: every option is there" missing '^--%s( |$)' \
		$(sed -nE 's/^X\([a-z_]+, *"([a-z-]+)".*/\1/p' engine/cli/options.def)
	finds_nothing "$lang: every exit code of an error is there" missing '^%s$' \
		$(sed -nE 's/^\tX\(ERR_[A-Z_]+, *([0-9]+),.*/\1/p' include/getsuji/err.h | sort -nu)
	finds_nothing "$lang: every variable is there" missing '%s' \
		$(grep -rhoE 'getenv\("[A-Z_]+"\)' engine reports --include='*.c' | cut -d'"' -f2 | sort -u |
			grep -vxE 'TERM|GETSUJI_FAILPOINT.*|PGCONNECT_TIMEOUT')
	finds_nothing "$lang: every kind of message is there" missing 'GJ%s' \
		$(grep -rhoE '(err_set\([a-z>&-]+, ERR_[A-Z_]+,|id = ) *[0-9]{4}' engine jobs reports --include='*.c' | grep -oE '[0-9]{4}$' | cut -c1-2 | sort -u)
done
is "$("$GETSUJI" help --format man --lang ja | sed -n '/^\.SH/p' | wc -l)" "$("$GETSUJI" help --format man --lang en | sed -n '/^\.SH/p' | wc -l)" \
	'both have the same sections'
code 16 'a page of one command is refused' "$GETSUJI" help run --format man
like "$TAP_ERR" '^GJ2108 ' '… with one message'
code 16 'so is a format of another command' "$GETSUJI" help --format dot
done_testing
