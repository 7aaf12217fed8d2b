#!/bin/bash
# demo.sh: two months of a welfare office of about 1,300 households, from facts to letters, tickets, payments and mail,
# and its two yearly surveys.
#
# What a site does in January and February 2027, with a generated office: load the official tables and
# the facts, import the decisions in force, run the month, approve its digest with the other login,
# confirm, print; then next month's changes and the same again.  Lists of institutions come in before, and in
# February what the insurers' side knows of jobs: tickets are corrected, registered, and some are issued later
# (bench/vouchers plays the others).  Then all is paid and posted: a bank file, slips for what is repaid, and one mailing
# in a sealed package, which a contractor opens with stock tools, posts and reports (tests/contractor).  In June it asks about pensions, in July about
# taxes: requests, answers (bench/answers plays the other side), findings in a workbook per caseworker, decision.
# The server is the embedded one, in GETSUJI_STATE (default var/).  Everything is done once: a second `make demo`
# finds it done.
set -euo pipefail
cd "$(dirname "$0")/.."

BUILD=${BUILD:-build}
GETSUJI=$BUILD/getsuji
export GETSUJI_STATE=${GETSUJI_STATE:-var}
OFFICE=13113
HOUSEHOLDS=1300
MONTHS=(2027-01 2027-02)
FACTS=$BUILD/demo
FILES=${GETSUJI_ARTIFACTS:-$GETSUJI_STATE/artifacts}
# The demo has a server of its own, whatever the caller's environment names.
unset GETSUJI_DSN PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGSERVICE PGSERVICEFILE PGPASSFILE PGOPTIONS

case ${GETSUJI_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
ja*) japanese=1 ;;
*) japanese= ;;
esac

say() { # ENGLISH JAPANESE
	if [ -n "$japanese" ]; then printf '\n== %s\n' "$2"; else printf '\n== %s\n' "$1"; fi
}

# Exit code 4 is "done with warnings": what was set aside is listed by status.
getsuji() {
	local code=0
	"$GETSUJI" "$@" || code=$?
	[ $code = 0 ] || [ $code = 4 ] || {
		echo "demo.sh: getsuji $* ended with code $code" >&2
		exit "$code"
	}
}

# GRAPH MONTH COLUMN: of the office's run in the list of runs (1 number, 6 execution, 7 decision)
of_run() {
	"$GETSUJI" status --lang en | awk -v graph="$1" -v month="$2" -v office="$OFFICE" -v column="$3" \
		'$2 == graph && $3 == month && $4 == office && $5 == 1 { print $column; exit }'
}

facts() { # MONTH
	local month=$1 folder=$FACTS/facts-$1 changes=()
	[ "$month" = "${MONTHS[0]}" ] || changes=(--changes-for "$month")
	"$BUILD/bench/generate" --households $HOUSEHOLDS --office $OFFICE --month "${MONTHS[0]}" "${changes[@]}" \
		--tickets --money --gold "$FACTS/gold-$month" --out "$folder"
	getsuji import facts "$folder"
}

lists() { # MONTH: of designated institutions, from three sources
	local list
	"$BUILD/bench/vouchers" lists --gold "$FACTS/gold-$1" --month "$1" --out "$FACTS/world-$1" >/dev/null
	for list in city bureau care_registry; do
		getsuji import institutions "$FACTS/world-$1/$list.csv"
	done
}

decide() { # GRAPH MONTH: approve and confirm what waits at the gate
	local run digest
	run=$(of_run "$1" "$2" 1)
	if [ "$(of_run "$1" "$2" 7)" = computed ]; then
		say "Approving: another login than the one that ran it, for exactly these results" \
			"決裁: 実行者とは別のログインが、この結果のダイジェストを承認"
		digest=$("$GETSUJI" status "$run" --lang en | sed -n 's/.*digest of the results \([0-9a-f]*\).*/\1/p')
		getsuji approve "$run" --digest "$digest"
	fi
	if [ "$(of_run "$1" "$2" 7)" = approved ]; then
		getsuji confirm "$run"
	fi
}

month() { # MONTH
	if [ "$(of_run monthly "$1" 6)" = done ]; then
		say "$1: done already" "$1: 処理済み"
		facts "$1"
		return
	fi
	say "$1: facts of the month, lists of designated institutions" "$1: 事実と指定医療機関等の名簿の取込み"
	facts "$1"
	lists "$1"
	say "$1: recalculating, comparing, impact workbook" "$1: 計算、比較、変更一覧"
	getsuji run monthly --month "$1" --office $OFFICE
	decide monthly "$1"
	say "$1: notices, tickets and workbooks" "$1: 決定通知書、医療券等と帳票"
	getsuji resume "$(of_run monthly "$1" 1)"
}

# GRAPH MONTH: up to its gate, decided, and on to its end
graph() {
	getsuji run "$1" --month "$2" --office $OFFICE
	decide "$1" "$2"
	getsuji resume "$(of_run "$1" "$2" 1)"
}

# MONTH: what is known only after the tickets left
tickets() {
	local month file
	if [ "$(of_run vouchers "$1" 6)" = done ]; then
		say "$1: tickets: done already" "$1: 医療券等: 処理済み"
		return
	fi
	say "$1: who has a job with insurance: the result of the check for duplicate coverage; tickets are corrected" \
		"$1: 資格重複の結果の取込み、単独の券を併用に差替え"
	for month in "${MONTHS[@]}"; do
		"$BUILD/bench/vouchers" duplicates --gold "$FACTS/gold-$month" --month "$month" --out "$FACTS/world-$month" >/dev/null
		for file in "$FACTS/world-$month"/duplicates-*.csv; do
			getsuji import duplicates "$file"
		done
	done
	[ "$(of_run coverage "$1" 6)" = done ] || graph coverage "$1"
	say "$1: registering persons and tickets for the online eligibility check, and what comes back" \
		"$1: オンライン資格確認への登録と、その結果"
	[ "$(of_run eligibility "$1" 6)" = done ] || graph eligibility "$1"
	"$BUILD/bench/vouchers" registrations --made-on "$1-20" --serial 1 --out "$FACTS/world-$1" \
		"$FILES/eligibility-$OFFICE-$1-1/registrations.csv"
	getsuji import registrations "$FACTS/world-$1/registrations-$OFFICE-1.csv"
	say "$1: five persons see a dentist: tickets that are issued later in the month" "$1: 月の途中の申請: 券の追加交付"
	mkdir -p "$FACTS/late-$1"
	awk -F, -v OFS=, -v month="$1" 'NR == 1 { print; next } $6 == "dental" && !dentist { dentist = $7 }
		$5 == "continuing" && $6 == "outpatient" && $15 == "" && !seen[$2, $3]++ && n < 5 { row[++n] = $1 OFS $2 OFS $3 }
		END { for (i = 1; i <= 5; i++) print row[i], 900, "single", "dental", dentist, "", "う蝕症第２度", "", "", "", "", month "-12", "" }' \
		"$FACTS/facts-${MONTHS[0]}/treatment.csv" >"$FACTS/late-$1/treatment.csv"
	getsuji import facts "$FACTS/late-$1"
	graph vouchers "$1"
}

contractor() {
	/usr/bin/python3 -B tests/contractor/contractor.py "$@"
}

# Certificates and keys of the office and its contractor; each side has its own key alone.
keys() {
	local who
	[ ! -e "$FACTS/keys/office.key.pem" ] || return 0
	mkdir -p "$FACTS/keys" && chmod 700 "$FACTS/keys"
	for who in office contractor; do
		openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/CN=$who" -keyout "$FACTS/keys/$who.key.pem" \
			-out "$FACTS/keys/$who.cert.pem" 2>/dev/null
		chmod 600 "$FACTS/keys/$who.key.pem"
	done
}

# MONTH: what was decided is paid
payments() {
	local graph run
	for graph in payment slips; do
		[ "$(of_run $graph "$1" 6)" != done ] || continue
		if [ $graph = payment ]; then
			say "$1: payments: households, landlords, insurers; the file for the bank" "$1: 支払: 本人、家主、介護保険者。全銀ファイル"
		else
			say "$1: repayment slips with the barcode of the stores" "$1: 返還金の納付書（コンビニ収納バーコード）"
		fi
		graph $graph "$1"
	done
	run=$(of_run payment "$1" 1)
	"$GETSUJI" payment status "$run" | grep -q '未送付\|not sent' || return 0
	say "$1: the bank file leaves: recorded once" "$1: 全銀ファイルの送付の記録"
	getsuji payment send "$run"
}

# MONTH: all documents into envelopes; a look at destinations that changed; the package; what the contractor reports
post() {
	local run package opened=$FACTS/opened-$1 packages=$FACTS/packages
	if [ "$(of_run mailing "$1" 6)" = done ]; then
		say "$1: mailing: done already" "$1: 郵送: 処理済み"
		return
	fi
	keys
	say "$1: mailing: documents of one recipient share an envelope; destinations that changed are held for a look" \
		"$1: 郵送: 名寄せ、送付先の変更の確認"
	graph mailing "$1"
	run=$(of_run mailing "$1" 1)
	say "$1: the package for the contractor: signed, sealed" "$1: 委託先への包: 署名と暗号化"
	getsuji spool pack "$run" --keys "$FACTS/keys" --out "$packages"
	package=$(ls "$packages"/getsuji-mailing-"$run"-*.p7m | tail -1)
	say "$1: the contractor opens and verifies it, prints, inserts, posts and reports what his cameras read" \
		"$1: 委託先: 開封、確認、印刷、封入、発送、読取りの報告"
	rm -rf "$opened"
	getsuji spool open "$package" --keys "$FACTS/keys" --to "$opened"
	getsuji spool verify "$opened" --keys "$FACTS/keys"
	contractor sheets "$opened" >"$FACTS/sheets"
	contractor work "$FACTS/sheets" "$run" clean --enclosure leaflet-a >"$FACTS/scans-$1.csv"
	contractor sign "$FACTS/scans-$1.csv" "$FACTS/keys" contractor
	getsuji import scans "$FACTS/scans-$1.csv.p7m" --keys "$FACTS/keys"
	getsuji mail status "$run"
}

# GRAPH MONTH FORM ENGLISH JAPANESE: whom to ask about, what they answer, what is found
survey() {
	local file answers=$FACTS/answers-$2
	if [ "$(of_run "$1" "$2" 6)" = done ]; then
		say "$2: $4: done already" "$2: $5: 処理済み"
		return
	fi
	say "$2: $4: whom to ask about; a sheet to approve before anything leaves" "$2: $5: 照会の対象者、決裁用の照会票"
	[ "$(of_run inquiry "$2" 6)" = done ] || graph inquiry "$2"
	say "$2: $4: the information-linkage server answers" "$2: $5: 情報連携の回答"
	"$BUILD/bench/generate" --households $HOUSEHOLDS --office $OFFICE --month "${MONTHS[0]}" --as-of "$2" \
		--out "$FACTS/as-of-$2" >/dev/null
	"$BUILD/bench/answers" --facts "$FACTS/as-of-$2" --month "$2" --made-on "$2-10" --form "$3" --out "$answers" \
		"$FILES/inquiry-$OFFICE-$2-1"/requests/*.csv
	for file in "$answers"/*."$3"; do
		getsuji import answers "$file" 2> >(sed -n '1,3p' >&2) # of what is set aside, the first lines
	done
	say "$2: $4: comparing, a workbook per caseworker, decision" "$2: $5: 突合、担当員別の一覧、決裁"
	graph "$1" "$2"
}

[ -x "$GETSUJI" ] && [ -x "$BUILD/bench/generate" ] && [ -x "$BUILD/bench/answers" ] && [ -x "$BUILD/bench/vouchers" ] || { echo "demo.sh: run make demo" >&2; exit 16; }
mkdir -p "$FACTS"

say "The embedded PostgreSQL in $GETSUJI_STATE, and the official rate tables" \
	"$GETSUJI_STATE のPostgreSQLと、保護の基準の表"
getsuji server start
getsuji import rates
for month in "${MONTHS[@]}"; do
	month "$month"
done
tickets "${MONTHS[1]}"
payments "${MONTHS[1]}"
post "${MONTHS[1]}"
say "2027-03 to 2027-07: what changed" "2027-03から2027-07まで: 事実の取込み"
for month in 2027-{03..07}; do
	facts "$month" >/dev/null
done
survey pension 2027-06 csv "the pension revision" "年金額改定"
survey tax 2027-07 xml "the tax survey" "課税調査"

for month in "${MONTHS[@]}"; do
	say "$month: what came out" "$month: 結果"
	getsuji status "$(of_run monthly "$month" 1)"
done
for run in "coverage ${MONTHS[1]}" "eligibility ${MONTHS[1]}" "vouchers ${MONTHS[1]}" "payment ${MONTHS[1]}" \
	"slips ${MONTHS[1]}" "mailing ${MONTHS[1]}" "pension 2027-06" "tax 2027-07"; do
	say "$run: what came out" "$run: 結果"
	getsuji status "$(of_run $run 1)"
done

first=$(of_run monthly "${MONTHS[0]}" 1)
say "Where it is" "できたもの"
find "$FILES"/monthly-$OFFICE-*/ -name '*.pdf' -o -name '*.xlsx' | sort | sed 's/^/  /'
for folder in "$FILES"/{coverage,eligibility,vouchers,payment,slips,mailing,inquiry,pension,tax}-$OFFICE-*/; do
	find "$folder" -maxdepth 1 -name '*.xlsx' | sort | sed 's/^/  /'
	find "$folder" -mindepth 2 -type f -printf '%h\n' | sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/  \2: \1/'
done
say "What to try next" "次に試すこと"
household=$((OFFICE * 100000000 + 4)) # its name has a rare character
payment=$(of_run payment "${MONTHS[1]}" 1) mailing=$(of_run mailing "${MONTHS[1]}" 1)
bank_file=$(find "$FILES/payment-$OFFICE-${MONTHS[1]}-1" -name 'zengin*' | sort | head -n 1)
cat <<END
  $GETSUJI explain $first $household
  $GETSUJI notice $first $household -o notice.pdf
  $GETSUJI payment status $payment
  $GETSUJI payment verify $bank_file
  $GETSUJI mail status $mailing
  $GETSUJI mail verdict $mailing -o verdict.xlsx
  $GETSUJI status
  make look
  $GETSUJI server stop
END
