#!/bin/bash
# Calls that are not used, and where others may be.  A pointer's ->name(…) is no such call.
. tests/harness/tap.sh

calls() { # NAMES PATH…: calls of these, outside comments and strings
	local names=$1
	shift
	perl -ne 'BEGIN { $names = shift } $n = $. ; $text = $_; s/"(\\.|[^"\\])*"/""/g; s{/\*.*?\*/}{}g; s{^\s*\*.*}{}; s{/\*.*}{};
		print "$ARGV:$n: $text" if /(?<![\w>.])($names)\s*\(/; close ARGV if eof' "$names" $(find "$@" -name '*.[ch]')
}
finds_nothing 'nothing unbounded, unchecked or with hidden state' calls \
	'v?sprintf|strcpy|stpcpy|strcat|strncat|strncpy|strtok|atoi|atol|atoll|atof|gets|gmtime|localtime|ctime|asctime|s?rand|random|tmpnam|tempnam|mktemp|system|popen|setjmp|longjmp|alloca' \
	include engine jobs reports
finds_nothing 'jobs and reports read no clock, chance or locale' calls \
	'time|clock|clock_gettime|gettimeofday|timespec_get|s?rand|random|drand48|getrandom|setenv|setlocale|sleep|usleep|nanosleep|pthread_\w+|strftime|strcoll|toupper|tolower|isalpha|isspace|isdigit' \
	jobs reports
memory() { calls 'malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|free' include engine jobs reports |
	grep -v -e '^engine/base/arena\.c:' -e '/\* library: '; }
finds_nothing 'memory comes from arenas; a library that wants free() is named in the line' memory
floats() { # words outside comments and strings
	perl -0pe 's{/\*.*?\*/}{my $c = $&; $c =~ tr/\n//cd; $c}gse; s/"(\\.|[^"\\])*"/""/g' "$1" | grep -nwE 'float|double|strtod|strtof' | sed "s|^|$1:|"
}
all_floats() { for f in $(find jobs include -name '*.[ch]'); do floats "$f"; done; }
finds_nothing 'no floating point near money' all_floats
finds_nothing 'errors are cleaned up at one label' \
	awk 'FNR == 1 { labels = 0 } /^}/ { labels = 0 } /^[a-z_]+:$/ && ++labels > 1 { print FILENAME ":" FNR ": " $0 }' \
	$(find engine jobs reports -name '*.c')
done_testing
