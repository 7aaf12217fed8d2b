#!/bin/bash
# Ten failures, staged, and solved as a new operator would: from status and the messages alone, in at most
# three commands.  What was typed and seen is the operator's manual: it must be what engine/manual/transcripts
# keeps, in Japanese and in English.
#
#   tests/database/failures.sh                 compares
#   REFRESH=1 tests/database/failures.sh       writes the transcripts anew (make transcripts)
#   FAILURES='bad_file' …                      only these;  LANGUAGES='ja' … only this language
set -u
# A small disk is mounted where only this script sees it: gone with it, however it ends.
if [ "$(id -u)" = 0 ] && [ -z "${OWN_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
	OWN_MOUNTS=1 exec unshare -m bash "$0" "$@"
fi
. tests/harness/tap.sh
. tests/harness/pg.sh
unset "${!GETSUJI_@}" NO_COLOR 2>/dev/null
: "${BUILD:=build}" "${LANGUAGES:=en ja}"
export GETSUJI=${BUILD}/getsuji
case $GETSUJI in /*) ;; *) GETSUJI=$PWD/$GETSUJI ;; esac
HERE=$PWD
KEPT=$HERE/engine/manual/transcripts
OFFICE=13113

# ---- what the operator sees and types
# say EN JA: a line of the story.
say() {
	local text=$1
	[ "$GETSUJI_LANG" = en ] || text=$2
	printf '# %s\n' "$text" >>"$SCREEN"
}
show() { # COMMAND LINE: runs it and keeps what was typed, what was seen, and the exit code where it is not 0
	local code=0 seen
	seen=$(cd "$DESK" && "$HERE/tests/harness/screen.py" bash -c "$1") || code=$?
	{
		printf '$ %s\n' "$1"
		[ -z "$seen" ] || printf '%s\n' "$seen"
		[ $code = 0 ] || printf '[%s]\n' "$code"
	} >>"$SCREEN"
	SEEN=$SEEN$'\n'$seen
	return $code
}
# fails CODE COMMAND LINE: how the failure shows; not one of the operator's three commands.
fails() {
	local wanted=$1 code=0
	show "$2" || code=$?
	is "$code" "$wanted" "$NAME: it shows with code $wanted"
}
# types CODE COMMAND LINE: status, the same command again, or one that was named on the screen.
types() {
	local wanted=$1 code=0 known=0
	TYPED=$((TYPED + 1))
	case $2 in
	'getsuji status'* | "$AGAIN") known=1 ;;
	"$AGAIN --wait") grep -qF -- --wait <<<"$SEEN" && known=1 ;;
	*) grep -qF -- "$2" <<<"$SEEN" && known=1 ;;
	esac
	is $known 1 "$NAME: '$2' was named on the screen" || sed 's/^/#   /' <<<"$SEEN"
	show "$2" || code=$?
	is "$code" "$wanted" "$NAME: … and ends with $wanted" || sed 's/^/#   /' "$SCREEN"
}
# does EN JA COMMAND LINE: something outside of Getsuji that the message asked for (PATTERN: what it named).
does() { # PATTERN EN JA COMMAND LINE
	TYPED=$((TYPED + 1))
	like "$SEEN" "$1" "$NAME: what to do outside was named"
	say "$2" "$3"
	printf '$ %s\n' "$4" >>"$SCREEN"
}

word() { # EN JA
	[ "$GETSUJI_LANG" = en ] && echo "$1" || echo "$2"
}
quietly() { # LOGIN COMMAND…: what happened before; on the desk, unseen
	local login=$1
	shift
	(cd "$DESK" && PGUSER=$login "$GETSUJI" "$@" >/dev/null 2>"$DESK/.err") || [ $? = 4 ] || sed 's/^/# /' "$DESK/.err"
}
decided() { # [unconfirmed]: January is computed, approved and confirmed; $RUN
	quietly getsuji_run run monthly --month 2027-01 --office $OFFICE
	RUN=$(run_of)
	quietly getsuji_approve approve "$RUN" --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run WHERE run_id = $RUN")"
	[ "${1:-}" = unconfirmed ] || quietly getsuji_run confirm "$RUN"
}
run_of() { pg_query "SELECT max(run_id) FROM run.run WHERE graph = '${1:-monthly}'"; }
MONTH='getsuji run monthly --month 2027-01 --office 13113'

# ---- the failures
database_down() {
	pg_server_stop
	say 'The night run could not reach the database.' '夜間の処理がデータベースに接続できなかった。'
	fails 8 "$MONTH"
	does 'server|サーバー' 'The server was down after an update; it is started.' '更新のあと停止していたサーバーを起動する。' \
		'sudo systemctl start postgresql'
	pg_server_start
	AGAIN=$MONTH
	types 0 "$MONTH"
}

bad_file() {
	cp -r "$FACTS-2" "$DESK/facts-2"
	sed -i '2s/,[^,]*$/,yes/' "$DESK/facts-2/rent.csv"
	say 'A clerk edited a file before the import.' '取込みの前に職員がファイルを編集した。'
	fails 4 'getsuji import facts facts-2'
	does 'rent.csv:2' 'Line 2 is put right, in the place that was named.' '示された2行目を直す。' 'vi facts-2/rent.csv'
	cp "$FACTS-2/rent.csv" "$DESK/facts-2/rent.csv"
	AGAIN='getsuji import facts facts-2'
	types 0 'getsuji import facts facts-2'
}

wrong_month() {
	say 'The month was mistyped: 2028 for 2027.' '対象月を打ち間違えた（2027年のつもりが2028年）。'
	fails 12 'getsuji run monthly --month 2028-01 --office 13113'
	types 0 "getsuji status $(run_of)"
	AGAIN=$MONTH
	types 0 "$MONTH"
}

double_start() {
	local holder
	PGUSER=postgres psql -Xqc BEGIN -c 'LOCK TABLE fact.person IN ACCESS EXCLUSIVE MODE' -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 &
	holder=$!
	for _ in $(seq 100); do
		[ "$(pg_query "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted")" != 0 ] && break
		sleep 0.05
	done
	say 'The scheduler has started the run; an operator starts it, too.' '自動実行の最中に、担当者も同じ処理を始めた。'
	(cd "$DESK" && bash -c "exec $MONTH --quiet" >/dev/null 2>&1) &
	for _ in $(seq 100); do
		[ "$(pg_query "SELECT count(*) FROM run.task WHERE state = 'running'")" = 1 ] && break
		sleep 0.05
	done
	AGAIN=$MONTH
	fails 6 "$MONTH"
	(sleep 0.7; kill $holder) 2>/dev/null &
	types 0 "$MONTH --wait"
	wait
}

held_task() {
	decided
	quietly getsuji_run pause "$RUN" notice --reason "$(word 'addresses are being checked' '住所を確認中')"
	say 'A colleague has paused a task; the night run ends without its letters.' \
		'同僚が一つの作業を一時停止していて、夜間の処理は通知書を作らずに終わった。'
	fails 2 "$MONTH"
	types 0 "getsuji status $RUN"
	types 0 "getsuji release $RUN notice"
	types 0 "getsuji resume $RUN"
}

stale_prerequisite() {
	decided unconfirmed
	sed -e 's/^graph: .*/graph: strict/' -e '/^title:/a wait:\n  - {run: monthly, month: previous, state: confirmed}' \
		"$HERE/jobs/graphs/monthly.yaml" >"$DESK/strict.yaml"
	say 'February is started, but January was approved and never confirmed.' '2月分を始めたが、1月分は決裁されたまま確定されていない。'
	fails 2 'getsuji run strict.yaml --month 2027-02 --office 13113'
	types 0 "getsuji status $RUN"
	types 0 "getsuji confirm $RUN"
	AGAIN='getsuji run strict.yaml --month 2027-02 --office 13113'
	types 0 "$AGAIN"
}

disk_full() {
	mkdir -p "$DESK/state/artifacts"
	say 'The disk for produced files is full of an old backup.' '成果物のディスクが古いバックアップでいっぱいになった。'
	if [ -n "${OWN_MOUNTS:-}" ] && mount -t tmpfs -o size=4m,mode=755 none "$DESK/state/artifacts"; then
		head -c 5M /dev/zero >"$DESK/state/artifacts/old-backup.tar" 2>/dev/null
		fails 8 "$MONTH"
	else
		echo "# this machine lets nobody mount a small disk: a limit on the size of files stands in"
		printf 'File too large\tNo space left on device\n' >>"$SCREEN_PLACES"
		fails 8 "(ulimit -f 8; $MONTH)"
		sed -i "s/^\\$ (ulimit -f 8; \\(.*\\))$/\\$ \\1/" "$SCREEN"
	fi
	does 'artifacts' 'The backup is moved off the disk that was named.' '示されたディスクからバックアップを移す。' \
		'mv /var/lib/getsuji/artifacts/old-backup.tar /mnt/archive/'
	rm -f "$DESK/state/artifacts/old-backup.tar"
	AGAIN=$MONTH
	types 0 "$MONTH"
	! mountpoint -q "$DESK/state/artifacts" || umount "$DESK/state/artifacts"
}

poison_record() {
	local key name
	key=$(pg_query 'SELECT max(household_id) FROM fact.household')
	name=$(pg_query "SELECT $key / 100000000 || '-' || $key % 100000000") # as an office calls it
	# What a mistake in a rule looks like to the database: a row that a constraint does not allow.
	PGUSER=getsuji_owner pg_query "ALTER TABLE result.decision ADD CONSTRAINT decision_in_range CHECK (household_id <> $key)"
	say 'The result of one household breaks a constraint of the database.' '一世帯の結果がデータベースの制約に反している。'
	fails 0 "$MONTH"
	RUN=$(run_of)
	types 0 "getsuji status $RUN"
	does "$name" 'The household that was named is put right.' '示された世帯のデータを直す。' 'getsuji import facts mended'
	PGUSER=getsuji_owner pg_query 'ALTER TABLE result.decision DROP CONSTRAINT decision_in_range'
	types 0 "getsuji rerun $RUN --mode only-quarantined --yes"
}

missing_font() {
	mkdir "$DESK/fonts"
	cp /usr/share/fonts/opentype/ipaexfont-*/ipaex?.ttf "$DESK/fonts/"
	export GETSUJI_FONTS=$DESK/fonts
	say 'On a new machine a font is missing.' '新しいマシンにフォントが足りない。'
	fails 16 "$MONTH"
	does 'fonts-ipamj-mincho' 'The package that was named is installed.' '示されたパッケージを入れる。' \
		'sudo apt-get install fonts-ipamj-mincho'
	cp /usr/share/fonts/truetype/ipamj/ipamjm.ttf "$DESK/fonts/"
	AGAIN=$MONTH
	types 0 "$MONTH"
	unset GETSUJI_FONTS
}

wrong_permission() {
	say 'The approver'"'"'s login was used for the run.' '決裁者のログインで処理を始めた。'
	export PGUSER=getsuji_approve
	fails 16 "$MONTH"
	does 'getsuji_runner' 'The runner'"'"'s login is used.' '実行者のログインに替える。' 'export PGUSER=getsuji_run'
	export PGUSER=getsuji_run
	AGAIN=$MONTH
	types 0 "$MONTH"
}

# ---- the desk: a copy of the same office for each failure and language
stage() { # NAME
	NAME=$1 SEEN='' TYPED=0 AGAIN=''
	PGUSER=postgres pg_clone "office_$1_$GETSUJI_LANG" office
	DESK=$PG_DIR/scratch/$1.$GETSUJI_LANG
	SCREEN=$PG_DIR/scratch/$1.$GETSUJI_LANG.txt
	mkdir -p "$DESK"
	export GETSUJI_STATE=$DESK/state PGUSER=getsuji_run
	printf '%s\t%s\n' "$DESK/state" /var/lib/getsuji "$DESK/" '' "$PGHOST" /var/run/postgresql \
		"$PGDATABASE" getsuji "$PG_DIR" /srv >"$PG_DIR/scratch/places"
	: >"$SCREEN"
	"$1"
	is "$((TYPED <= 3))" 1 "$1: solved in $TYPED commands"
	if [ -n "${REFRESH:-}" ]; then
		mkdir -p "$KEPT/$GETSUJI_LANG"
		cp "$SCREEN" "$KEPT/$GETSUJI_LANG/$1.txt"
	fi
	is "$(squeeze "$SCREEN")" "$(squeeze "$KEPT/$GETSUJI_LANG/$1.txt")" \
		"$1: what is seen is what the manual shows ($GETSUJI_LANG; if that is meant: make transcripts)"
}
# A column may be wider on a slow machine; what libpq and libc say is in English where their own catalogues
# are not installed.
squeeze() {
	sed -E 's/ +/ /g; /^ (connection to server|ソケット)/d; /^[[:space:]]+(Is the server|サーバーはローカル)/d
		s/: (そのようなファイルやディレクトリはありません|No such file or directory)$//' "$1"
}

pg_start
pg_migrate
FACTS=$PG_DIR/scratch/facts
mkdir "$PG_DIR/scratch/bin"
printf '#!/bin/sh\nexec %s "$@"\n' "$GETSUJI" >"$PG_DIR/scratch/bin/getsuji"
chmod 755 "$PG_DIR/scratch/bin/getsuji"
export PATH=$PG_DIR/scratch/bin:$PATH SCREEN_PLACES=$PG_DIR/scratch/places LC_ALL=C.UTF-8 PGUSER=getsuji_run
"$BUILD/bench/generate" --households 20 --offices 1 --month 2027-01 --seed 5 --out "$FACTS" >/dev/null &&
	"$BUILD/bench/generate" --households 20 --offices 1 --month 2027-01 --changes-for 2027-02 --seed 5 --out "$FACTS-2" >/dev/null ||
	exit 1
getsuji import rates >/dev/null 2>&1 && getsuji import facts "$FACTS" >/dev/null || exit 1
PGUSER=postgres psql -Xqd postgres -c "ALTER DATABASE getsuji RENAME TO office"
export PGDATABASE=office

for GETSUJI_LANG in $LANGUAGES; do
	export GETSUJI_LANG
	for failure in ${FAILURES:-database_down disk_full wrong_month bad_file poison_record double_start
		stale_prerequisite held_task missing_font wrong_permission}; do
		stage "$failure"
	done
done
done_testing
