#!/bin/bash
# A short crash-proof campaign: each failpoint and each kind of fault at least once, every row and every byte
# compared with an undisturbed run, and the time until work goes on after kill -9 of everything.
# The long one is `make crash-proof`.
. tests/harness/tap.sh

FAULTS=${FAULTS:-110} JOBS=${JOBS:-1} /usr/bin/python3 tests/crash/proof 2>&1 | sed 's/^/# /'
is "${PIPESTATUS[0]}" 0 'faults of all kinds leave the rows and files of an undisturbed run'

strings_of() { LC_ALL=C grep -c "$2" "$1"; }
is "$(strings_of "$GETSUJI" GETSUJI_FAILPOINT)" 0 'the program that is installed has no failpoints'
code 16 'a failpoint that does not exist is refused' env GETSUJI_FAILPOINT=nowhere:1:kill "$GETSUJI-failpoints" version
code 16 'an action that does not exist is refused' env GETSUJI_FAILPOINT=chunk.record:1:explode "$GETSUJI-failpoints" version
done_testing
