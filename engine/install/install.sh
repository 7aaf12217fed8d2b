#!/bin/sh
# install.sh install|uninstall|list: puts the program and what belongs to it below $DESTDIR, or takes it away.
#
# BUILD: where it was built; PREFIX, SYSCONFDIR (default /etc) and UNITDIR (default PREFIX/lib/systemd/system)
# are where it will be used; DESTDIR stands before all of them, for packagers.
# One list says what goes where: what install puts, uninstall removes, and no more.  Files that a site
# writes (getsuji.conf, notify, failed) have other names than what is installed, so they are never touched.
set -eu
here=$(dirname "$0")
: "${BUILD:=build}" "${PREFIX:=/usr/local}" "${SYSCONFDIR:=/etc}" "${DESTDIR:=}"
: "${UNITDIR:=$PREFIX/lib/systemd/system}"
program=$BUILD/getsuji

# MODE SOURCE TARGET: text files with the places filled in (=), services with what all have in common (+),
# what the program prints (!), else a copy.
list() {
	cat <<-END
		755 $program $PREFIX/bin/getsuji
		644 $BUILD/locale/ja/LC_MESSAGES/getsuji.mo $PREFIX/share/locale/ja/LC_MESSAGES/getsuji.mo
		644 !man:en $PREFIX/share/man/man1/getsuji.1
		644 !man:ja $PREFIX/share/man/ja/man1/getsuji.1
		644 !bash:en $PREFIX/share/bash-completion/completions/getsuji
		644 !zsh:en $PREFIX/share/zsh/site-functions/_getsuji
		644 !fish:en $PREFIX/share/fish/vendor_completions.d/getsuji.fish
		755 =monthly.sh $PREFIX/lib/getsuji/monthly
		755 =nightly.sh $PREFIX/lib/getsuji/nightly
		755 =failed.sh $PREFIX/lib/getsuji/failed
		644 =sysusers.conf $PREFIX/lib/sysusers.d/getsuji.conf
		644 +getsuji-monthly@.service $UNITDIR/getsuji-monthly@.service
		644 +getsuji-nightly@.service $UNITDIR/getsuji-nightly@.service
		644 +getsuji-failed@.service $UNITDIR/getsuji-failed@.service
		644 +getsuji-server.service $UNITDIR/getsuji-server.service
		644 =getsuji-monthly@.timer $UNITDIR/getsuji-monthly@.timer
		644 =getsuji-nightly@.timer $UNITDIR/getsuji-nightly@.timer
		644 =profile.sh $SYSCONFDIR/profile.d/getsuji.sh
		644 =getsuji.conf $SYSCONFDIR/getsuji/getsuji.conf.example
		644 =notify.example $SYSCONFDIR/getsuji/notify.example
		644 =failed.example $SYSCONFDIR/getsuji/failed.example
	END
}

fill() { # FILE…: with the places of this installation
	sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@SYSCONFDIR@|$SYSCONFDIR|g" "$@"
}

made=$(mktemp)
trap 'rm -f "$made"' EXIT
put() { # MODE SOURCE TARGET
	case $2 in
	!*) what=${2#!} && "$program" help --format "${what%:*}" --lang "${what#*:}" >"$made" ;;
	+*) fill "$here/${2#+}" "$here/service.inc" >"$made" ;;
	=*) fill "$here/${2#=}" >"$made" ;;
	*) cp "$2" "$made" ;;
	esac
	install -D -m "$1" "$made" "$DESTDIR$3"
}

case ${1:-} in
install) list | while read -r mode source target; do put "$mode" "$source" "$target"; done ;;
uninstall)
	list | while read -r mode source target; do rm -f "$DESTDIR$target"; done
	for own in "$SYSCONFDIR/getsuji" "$PREFIX/lib/getsuji"; do
		[ ! -d "$DESTDIR$own" ] || rmdir --ignore-fail-on-non-empty "$DESTDIR$own"
	done
	;;
list) list | while read -r mode source target; do echo "$DESTDIR$target"; done ;;
*) echo "usage: install.sh install|uninstall|list" >&2 && exit 16 ;;
esac
