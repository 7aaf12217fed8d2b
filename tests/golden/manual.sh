#!/bin/bash
# The operator's manual: rendered in both languages from texts, kept screens and the program's own tables;
# whole, with nothing left out, and readable without a network.
set -u
. tests/harness/tap.sh
WORK=$(mktemp -d /tmp/getsuji-manual.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
for lang in ja en; do
	page=$WORK/$lang.html
	ok "the manual in $lang" engine/manual/render.py $lang "$GETSUJI"
	printf '%s\n' "$TAP_OUT" >"$page"
	finds_nothing "$lang: its tags are balanced, its links lead somewhere and nothing comes from elsewhere" /usr/bin/python3 - "$page" <<'PY'
import html.parser, sys
class Page(html.parser.HTMLParser):
    open, ids, links = [], set(), []
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.add(attrs.get("id"))
        self.links += [attrs[a] for a in ("href", "src") if a in attrs]
        if tag not in ("meta", "br"):
            self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            print(f"line {self.getpos()[0]}: </{tag}>")
    def handle_data(self, data):
        if "{{" in data or "}}" in data:
            print("not filled in:", data.strip())
page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
print(*page.open, sep="\n", end="")
for link in page.links:
    if link[:1] != "#" or link[1:] not in page.ids:
        print("link:", link)
PY
	is "$(grep -oE '^\{\{transcript [a-z_]+\}\}' engine/manual/$lang.md | sort)" \
		"$(cd engine/manual/transcripts/$lang && ls | sed 's/\(.*\)\.txt/{{transcript \1}}/' | sort)" "$lang: each failure is a chapter"
	missing() {
		local name
		for name in $("$GETSUJI" help --format bash | sed -n "s/^\t'') words='\(.*\)' ;;/\1/p"); do
			grep -qE "<dt>(<b>)?$name( |<)" "$page" || echo "$name"
		done
	}
	finds_nothing "$lang: each command is in the reference" missing
done
is "$(ls engine/manual/transcripts/ja)" "$(ls engine/manual/transcripts/en)" 'both languages have the same failures'
is "$(grep -cE '^#' engine/manual/ja.md)" "$(grep -cE '^#' engine/manual/en.md)" '… and the same chapters'
done_testing
