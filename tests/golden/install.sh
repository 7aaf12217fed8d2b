#!/bin/bash
# make install and uninstall: what goes where, that units and scripts name the place they were installed
# for, and that uninstalling leaves a folder as it was, with what the site wrote itself.
set -u
. tests/harness/tap.sh
WORK=$(mktemp -d /tmp/getsuji-install.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
unset DESTDIR SYSCONFDIR UNITDIR PREFIX
into() { BUILD=$BUILD "$@" engine/install/install.sh "$what"; }
files() { (cd "$1" && find . ! -type d | sort); }

# ---- for a packager: below DESTDIR, nowhere else
mkdir -p "$WORK/dest/usr/bin" "$WORK/dest/etc/getsuji"
echo mine >"$WORK/dest/usr/bin/other"
echo PGHOST=db >"$WORK/dest/etc/getsuji/getsuji.conf"
before=$(files "$WORK/dest")
what=install
ok 'install' into env DESTDIR="$WORK/dest" PREFIX=/usr
is "$(comm -13 <(echo "$before") <(files "$WORK/dest"))" "$(DESTDIR='' PREFIX=/usr engine/install/install.sh list | sed 's/^/./' | sort)" \
	'puts what it lists and no more'
is "$(cd "$WORK/dest" && find . ! -type d -newermt '2000-01-01' -printf '%m %p\n' | grep -vE '^(644|755) ' | grep -v other)" '' \
	'files can be read by everybody'
ok 'the program runs from there, in Japanese' "$WORK/dest/usr/bin/getsuji" help --lang ja
like "$TAP_OUT" '使い方' '… with the catalogue installed beside it'
finds_nothing 'no place is left to be filled in' grep -rnE '@[A-Z]+@' "$WORK/dest/usr/lib" "$WORK/dest/etc"
finds_nothing 'nothing names another prefix' grep -rn '/usr/local' "$WORK/dest/usr/lib" "$WORK/dest/etc"
finds_nothing 'nothing names DESTDIR' grep -rn "$WORK" "$WORK/dest/usr/lib" "$WORK/dest/etc" "$WORK/dest/usr/share"
secret() { grep -rniE '^[^#]*(password|passwd|secret)' "$WORK/dest/etc" | grep -v getsuji.conf: ; }
finds_nothing 'the example has no secret' secret
sum=$(cd "$WORK/dest" && find . ! -type d -exec sha256sum {} + | sort)
ok 'installing again' into env DESTDIR="$WORK/dest" PREFIX=/usr
is "$(cd "$WORK/dest" && find . ! -type d -exec sha256sum {} + | sort)" "$sum" 'changes nothing'
what=uninstall
ok 'uninstall' into env DESTDIR="$WORK/dest" PREFIX=/usr
is "$(files "$WORK/dest")" "$before" 'leaves the folder as it was, with what the site wrote'

# ---- in place, where the units can be looked at with their programs
what=install
PLACE="env PREFIX=$WORK/p SYSCONFDIR=$WORK/p/etc"
ok 'install below a prefix of its own' into $PLACE
units=$WORK/p/lib/systemd/system
is "$(grep -hoE '^ExecStart=[^ ]+' "$units"/*.service | sort -u)" \
	"$(printf 'ExecStart=%s\n' "$WORK"/p/bin/getsuji "$WORK"/p/lib/getsuji/{failed,monthly,nightly})" 'units start what was installed'
if command -v systemd-analyze >/dev/null; then
	verify() { MANPATH=$WORK/p/share/man systemd-analyze verify "$units"/* 2>&1 | grep -v 'Failed to open /dev/tty'; }
	finds_nothing 'systemd finds nothing wrong with them' verify
else
	echo "ok $((++TAP_COUNT)) - systemd finds nothing wrong with them # skip systemd-analyze is not installed"
fi
is "$(sed -n 's/^SuccessExitStatus=//p; s/^RestartPreventExitStatus=//p' "$units/getsuji-monthly@.service" | paste -sd/)" \
	'2 4 6/10 12 16 32' 'the unit knows the exit codes'
is "$(sed -nE 's/^ *([0-9]+) .*/\1/p' <<<"$("$GETSUJI" help --lang en | sed -n '/^exit codes/,$p')" | paste -sd' ')" \
	'0 2 4 6 8 10 12 16 32' '… which are all there are'
scripts() { for f in "$WORK"/p/lib/getsuji/* "$WORK"/p/etc/getsuji/*.example "$WORK"/p/etc/profile.d/*; do sh -n "$f"; done; }
finds_nothing 'scripts parse' scripts

# ---- what the scripts start: a stand-in prints its arguments
cat >"$WORK/p/bin/getsuji" <<'SH'
#!/bin/sh
echo "getsuji $*" >>"$0.calls"
case $1 in
status) case $2 in
	7) echo 'execution: failed, attempt 1 ended 2027-01-20 01:00:00 JST with exit code 8'; exit ;;
	8) echo 'execution: failed, attempt 2 ended 2027-01-20 01:00:00 JST with exit code 12'; exit ;;
	esac
	printf '%s\n' 'run  graph  month  office  edition  execution' '8  monthly  2027-03  13113  1  failed' \
	'7  monthly  2027-02  13113  1  failed' \
	'6  monthly  2027-02  13114  1  failed' '5  monthly  2027-01  13113  1  stopped' '4 monthly 2026-12 13113 1 interrupted' ;;
resume) [ "$2" = 4 ] || exit 8 ;;
esac
SH
calls() { # COMMAND…: what it starts
	rm -f "$WORK/p/bin/getsuji.calls"
	"$@"
	sed 's/^getsuji //' "$WORK/p/bin/getsuji.calls"
}
is "$(calls env GETSUJI_TODAY=2026-12-31 "$WORK/p/lib/getsuji/monthly" 13113 --quiet)" \
	'run monthly --month 2027-01 --office 13113 --quiet' 'the monthly timer runs the month after this one'
is "$(calls env GETSUJI_TODAY=2027-01-31 GETSUJI_MONTH_AHEAD=0 GETSUJI_GRAPH=small "$WORK/p/lib/getsuji/monthly" 1)" \
	'run small --month 2027-01 --office 1' '… or another, of another graph'
is "$(TZ=UTC calls faketime '2026-11-30 20:00:00' "$WORK/p/lib/getsuji/monthly" 13113)" \
	'run monthly --month 2027-01 --office 13113' "… today is Japan's, wherever the host's clock is set"
is "$(grep -h '^OnCalendar=' "$units"/*.timer | grep -vc ' Asia/Tokyo$')" 0 '… and so are the hours of the timers'
code=0
is "$(calls env GETSUJI_NOTIFY=/x "$WORK/p/lib/getsuji/nightly" 13113 --quiet)" "check --quiet
notify --quiet
status --lang en
resume 4 --quiet
status 7 --lang en
resume 7 --quiet
status 8 --lang en" 'the nightly timer goes on with what failed with code 8 or was cut off, of its office, oldest first'
code 12 '… and ends with the worst code' "$WORK/p/lib/getsuji/nightly" 13113
like "$TAP_ERR" 'run 8 ended with exit code 12 and wants a person' '… what wants a person is named and left alone'
printf '#!/bin/sh\necho "$1 $MONITOR_EXIT_STATUS" >%s/told\n' "$WORK" >"$WORK/p/etc/getsuji/failed"
chmod 755 "$WORK/p/etc/getsuji/failed"
ok 'the unit that failed is told to the hook' env MONITOR_EXIT_STATUS=12 "$WORK/p/lib/getsuji/failed" getsuji-monthly@13113.service
is "$(cat "$WORK/told")" 'getsuji-monthly@13113.service 12' '… by name, with its exit code'
done_testing
