#!/bin/bash
# Vectors that others computed or published: ours agree, and a file in which one thing is changed does not.
set -u
. tests/harness/tap.sh
VECTORS=tests/golden/vectors
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
check() { "$BUILD/tests/golden/check_vectors" "$1"; }

code 0 'every row agrees' check $VECTORS
is "$(grep -c ' agree [1-9][0-9]*, differ 0' <<<"$TAP_OUT")" "$(ls $VECTORS/*.csv | wc -l)" 'of every file'
changed() { # FILE SED WHAT: one row differs, and is told
	rm -f "$WORK"/*
	sed "$2" "$VECTORS/$1" >"$WORK/$1"
	code 1 "$3" check "$WORK"
	is "$(grep -cE "^  $1:[0-9]+: .* is \"|^$1 +agree [0-9]+, differ 1(,|\$)" <<<"$TAP_OUT")" 2 "… is one row of $1"
}
changed pension_payments.csv '0,/132500,132500/s//132500,132501/' 'a payment of February'
changed ref_pension_rates.csv 's/,831700,/,831800,/' 'a full pension'
changed ref_pension_codes.csv 's/^5950,/5990,/' 'a code'
changed ref_pension_items.csv 's/年金決定年月日,per scheme/年金決定年月日,per award/' 'how often an item is there'
changed ref_iryofujo_items.csv 's/,SOEMC,/,SOEM,/' 'a key'
changed ref_iryofujo_items.csv 's/,code,01入院;02入院外;/,code,01入院;06入院外;/' 'a code of an item'
changed wareki.csv 's/平成元年/平成1年/' 'the first year of an era'
changed checkdigits.csv 's/06130488,1/06130487,1/' 'a check digit'
changed japanpost_address.csv '0,/,3-30-8-403,/s//,3-30-8-40,/' 'numbers of an address'
changed japanpost_bars.csv '0,/FDF,/s//FDA,/' 'a bar'
changed ref_japanpost_chars.csv 's/^4,4,/4,5,/' 'a value'
changed ivs_mj.csv 's/MJ022335/MJ022336/' 'a glyph'
changed zengin_kana.csv 's/,ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ,/,ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾞ,/' 'a letter of a bank file'
changed zengin_kana.csv 's/^ヷ,party,,refuse,/ヷ,party,,ok,/' 'what may not be written'
changed zengin_truncate.csv 's/,4,ｶﾞｸ,/,4,ｶﾞｸﾌ,/' 'a cut between letter and mark'
changed ref_zengin_charclass.csv 's/kana A-Z 0-9 space -,/kana A-Z 0-9 space - .,/' 'a symbol of a class'
changed zengin_fields.csv 's/,13,8,合計金額,7,12,/,13,8,合計金額,7,11,/; s/,3,合計金額,7,12,/,3,合計金額,7,11,/' 'the length of a field'
changed zengin_file_verdicts.csv 's/^NoDataRecord\(.*\),accept,/NoDataRecord\1,reject,/' 'a verdict on a file'
rm -f "$WORK"/*
sed 's/^iso,/day,/' $VECTORS/wareki.csv >"$WORK/wareki.csv"
echo 'a,b' >"$WORK/of_next_year.csv"
code 1 'a file with other columns cannot be read' check "$WORK"
like "$TAP_OUT" '^wareki.csv +cannot be read: ' 'which is told'
like "$TAP_OUT" '^of_next_year.csv +not known$' 'as is a file of which nothing is known'
done_testing
