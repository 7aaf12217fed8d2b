#!/bin/sh
# failed UNIT: tells that a unit failed; for getsuji-failed@.service.  The site's hook does it where there is
# one (see failed.example); the journal has it in any case.
hook=@SYSCONFDIR@/getsuji/failed
logger -t getsuji -p daemon.err "$1 ended with exit code ${MONITOR_EXIT_STATUS:-unknown}; type: getsuji status"
[ ! -x $hook ] || exec $hook "$1"
