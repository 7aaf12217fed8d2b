#!/bin/sh
# messages.sh SOURCE…: the texts to be translated, as a .pot on standard output.
# Reasons of class DATA (see include/getsuji/err.h) are Japanese in the source; po has no need of them.
exec xgettext --language=C --from-code=UTF-8 --add-location=file --sort-by-file --no-wrap --omit-header \
	--keyword --keyword=_ --keyword=N_ --keyword=err_set:4 --keyword=err_detail:2 --keyword=err_hint:2 \
	--keyword=err_context:2 --flag=err_set:4:c-format --flag=err_detail:2:c-format \
	--flag=err_hint:2:c-format --flag=err_context:2:c-format -o - "$@"
