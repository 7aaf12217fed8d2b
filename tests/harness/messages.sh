#!/bin/sh
# messages.sh SOURCE…: the texts to be translated, and those of the options, as a .pot on standard output.
# Reasons of class DATA (see include/getsuji/err.h) are Japanese in the source and stay so: texts with
# kana are left out.
set -eu
export LC_ALL=C.UTF-8
# Lists in headers hold texts, too.
headers=$(grep -rl --include='*.h' '^	X(.*N_(' engine jobs reports include)
# The title of a tool stands in a table of a job's file, which sees no gettext.
sed -n '/^const struct tool tool_/,/^};/s/.*\.title = \("[^"]*"\).*/N_(\1)/p' jobs/*.c |
	xgettext --language=C --from-code=UTF-8 --add-location=file --sort-by-file --no-wrap --package-name=getsuji \
	--keyword --keyword=_ --keyword=N_ --keyword=err_set:4 --keyword=err_detail:2 --keyword=err_hint:2 \
	--keyword=err_context:2 --flag=err_set:4:c-format --flag=err_detail:2:c-format \
	--flag=err_hint:2:c-format --flag=err_context:2:c-format -o - "$@" $headers engine/cli/options.def - 2>/dev/null |
	sed 's/charset=CHARSET/charset=UTF-8/' | msggrep --no-wrap --invert-match --msgid -e '[ぁ-んァ-ヶ]' -
