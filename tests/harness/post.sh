# post.sh: an office's month to its end: decisions and tickets, payments, slips, and one mailing of all of it, up to a
# contractor who reports what he posted (tests/contractor).  Source it after tap.sh; what vouchers.sh has is there, too.
#
#   post_office 300 [OPTION…]     a server with an office and all its facts; further options are those of bench/generate
#   post_keys DIR                 certificates and keys of an office and a contractor, as both sides have them
#   graphs 2027-01 payment slips  each of the graphs through its gate, to its end
#   mailing 2027-01 [OPTION…]     graph mailing likewise; what it holds for a look is looked at first, and found right
#   pack MONTH                    the package of the mailing of a month, in $WORK/packages; PACKAGE
#   contractor COMMAND …          the contractor's side (tests/contractor/contractor.py)
#   report MONTH [KIND]           opens the package, prints, inserts, posts, and reports: signed scans, imported
. tests/harness/vouchers.sh

KEYS=

post_office() { # HOUSEHOLDS [OPTION…]
	vouchers_office "$1" --money "${@:2}"
	KEYS=$WORK/keys
	post_keys "$KEYS"
}

post_keys() { # DIR
	local who
	mkdir -p "$1" && chmod 700 "$1"
	for who in office contractor; do
		openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$who" -keyout "$1/$who.key.pem" \
			-out "$1/$who.cert.pem" 2>/dev/null || exit 1
		chmod 600 "$1/$who.key.pem"
	done
}

graphs() { # MONTH GRAPH…
	local graph
	for graph in "${@:2}"; do
		survey "$graph" "$1" && pass "$graph" "$1" || return 1
	done
}

mailing() { # MONTH [OPTION…]
	local run
	survey mailing "$@" || return 1
	run=$(run_of mailing "$1")
	gs mail look "$run" $(pg_query "SELECT office_id || '-' || line_no FROM result.mail_document
		WHERE run_id = $run AND hold IN (5, 6, 7, 8) ORDER BY line_no") --reason 'seen by a clerk' || return 1
	gs rerun "$run" --mode task=mailing,downstream --yes --artifacts "$WORK/files" || return 1
	pass mailing "$1"
}

pack() { # MONTH
	local run
	run=$(run_of mailing "$1")
	gs spool pack "$run" --keys "$KEYS" --out "$WORK/packages" --artifacts "$WORK/files" || return 1
	PACKAGE=$(ls "$WORK/packages"/getsuji-mailing-"$run"-*.p7m | tail -1)
}

contractor() {
	/usr/bin/python3 -B tests/contractor/contractor.py "$@"
}

report() { # MONTH [KIND]
	local run
	run=$(run_of mailing "$1")
	rm -rf "$WORK/opened"
	contractor open "$PACKAGE" "$KEYS" "$WORK/opened" || return 1
	contractor sheets "$WORK/opened" >"$WORK/sheets" || return 1
	contractor work "$WORK/sheets" "$run" "${2:-clean}" --enclosure leaflet-a >"$WORK/scans.csv" || return 1
	contractor sign "$WORK/scans.csv" "$KEYS" contractor
	gs import scans "$WORK/scans.csv.p7m" --keys "$KEYS"
}
