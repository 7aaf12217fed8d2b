#!/bin/sh
# deps.sh PACKAGE…: installs the Debian packages that are missing; does nothing when all are present.
set -eu
command -v dpkg-query >/dev/null || {
	echo "make deps knows Debian packages only; install the like of: $*" >&2
	exit 1
}
missing=
for package; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
	as_root=
elif command -v sudo >/dev/null; then
	as_root=sudo
else
	echo "these Debian packages are missing, and this user is not root and has no sudo:$missing" >&2
	echo "Ask an administrator for: apt-get install$missing" >&2
	exit 1
fi
echo "installing Debian packages:$missing"
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
