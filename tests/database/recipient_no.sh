#!/usr/bin/env bash
# Numbers of recipients (公費受給者番号) as issuing makes them: all of a month, 000001 to 999999, in order, each with the
# check digit of rule m10w21.
set -u
cd "$(dirname "$0")/../.."
. tests/harness/tap.sh
. tests/harness/pg.sh

pg_start
pg_migrate
checked() {
	pg_query "SELECT result.recipient_no(n) FROM generate_series(1, 999999) n ORDER BY n" | /usr/bin/python3 -c "
import sys
doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
n = 0
for n, line in enumerate(sys.stdin, 1):
    d = [int(c) for c in line.strip()]
    assert len(d) == 7 and line[:6] == '%06d' % n, line
    assert sum(d[0::2] + [doubled[x] for x in d[1::2]]) % 10 == 0, line
print(n)"
}
is "$(checked)" 999999 'every number that can be given out is right'
done_testing
