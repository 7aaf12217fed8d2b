#!/bin/bash
# sql/embed.awk: what goes in comes out, byte for byte, under every awk that is installed.
. tests/harness/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/gen"

cat >"$work/hard.sql" <<'SQL'
-- A comment before the first heading.
-- name: hard :many lo hi
-- quotes "a" and $1 in prose
SELECT 'it''s', "col", E'\\ \n \t', '??=', $1, $2
	-- a line that is only a comment
  FROM t WHERE a ~ '^\\d+\.$' AND b = '日本' -- kept
;

-- name: next_one :copy_in
result.table_r$1 (a, b)
SQL
wanted=$'\nSELECT \'it\'\'s\', "col", E\'\\\\ \\n \\t\', \'??=\', $1, $2\n\n  FROM t WHERE a ~ \'^\\\\d+\\.$\' AND b = \'日本\' -- kept'
cat >"$work/main.c" <<'C'
#include "gen/sql.h"
#include <stdio.h>
int main(void)
{
	printf("%s|%d|%d|%s|%s|", sql_hard.name, sql_hard.line, sql_hard.nparams, sql_hard.params[0], sql_hard.params[1]);
	printf("%s|%d|%s", sql_hard.text, sql_next_one.kind == SQL_COPY_IN, sql_next_one.text);
}
C
for awk in mawk gawk original-awk 'busybox awk'; do
	command -v ${awk% *} >/dev/null || continue
	export LC_ALL=C
	$awk -v mode=statement-names -f sql/embed.awk "$work/hard.sql" >"$work/gen/sql.h"
	$awk -v mode=statements -f sql/embed.awk "$work/hard.sql" >"$work/gen/sql.c"
	ok "$awk: the generated C compiles" ${CC:-cc} -std=c17 -Wall -Werror -Iinclude -I"$work" -o "$work/main" "$work/main.c" "$work/gen/sql.c"
	is "$("$work/main")" "hard|2|2|lo|hi|$wanted|1|result.table_r\$1 (a, b)" "$awk: text comes out as it went in"
	{ echo '#include <stddef.h>'; echo 'struct builtin_file { const char *name, *text; size_t length; };'
		$awk -v mode=files -v array=files -v header=stdio.h -f sql/embed.awk "$work/hard.sql"
		echo 'int main(void) { fwrite(files[0].text, 1, files[0].length, stdout); }'; } >"$work/files.c"
	${CC:-cc} -std=c17 -o "$work/files" "$work/files.c" && "$work/files" >"$work/out"
	ok "$awk: files come out byte for byte" cmp "$work/out" "$work/hard.sql"
done

refused() { # TEXT NAME
	printf '%b' "$1" >"$work/bad.sql"
	code 1 "$2" awk -v mode=statements -f sql/embed.awk "$work/bad.sql"
	like "$TAP_ERR" 'bad.sql:[0-9]+: ' '… with its place'
}
refused '-- name: a :some\nSELECT 1\n' 'an unknown kind is refused'
refused '-- name: a :one\nSELECT 1\n-- name: a :one\nSELECT 2\n' 'a name used twice is refused'
refused '-- name: A-b :one\nSELECT 1\n' 'a name that is no C name is refused'
refused 'SELECT 1\n' 'text without a heading is refused'
refused '-- name: a :one\n-- nothing\n' 'an empty statement is refused'
done_testing
