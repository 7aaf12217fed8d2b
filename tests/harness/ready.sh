#!/bin/sh
# ready.sh CC LIBRARY…: says what to do where the compiler, a tool or a library is missing.
set -u
missing=
for tool in "$1" ar awk pkg-config msgfmt; do
	command -v "$tool" >/dev/null || missing="$missing $tool"
done
shift
if command -v pkg-config >/dev/null; then
	for library; do
		pkg-config --exists "$library" || missing="$missing $library"
	done
fi
for header in hpdf.h zint.h csv.h unistr.h; do
	[ -e "/usr/include/$header" ] || [ -e "/usr/local/include/$header" ] || missing="$missing $header"
done
[ -z "$missing" ] || {
	echo "cannot build yet, missing:$missing" >&2
	echo "Run \`make deps\` (as root or with sudo), then \`make\` again." >&2
	exit 1
}
