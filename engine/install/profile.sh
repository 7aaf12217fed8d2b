# Getsuji in login shells: the same database and folders as the systemd units, so that an operator who
# types `getsuji status` sees what the timers did.
if [ -r @SYSCONFDIR@/getsuji/getsuji.conf ]; then
	set -a
	. @SYSCONFDIR@/getsuji/getsuji.conf
	set +a
fi
if [ -z "${GETSUJI_STATE:-}" ] && [ -d /var/lib/getsuji ]; then
	export GETSUJI_STATE=/var/lib/getsuji
fi
