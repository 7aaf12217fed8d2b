#!/bin/bash
# 要否意見書 and 診療依頼書 on paper: every page says what the database says and nothing of anybody else, names whose
# sheet it is, and has nothing that overlaps or lies outside the text area.
set -u
. tests/harness/tap.sh
. tests/harness/pg.sh

OFFICE=13113
pg_start
pg_migrate
WORK=$PG_DIR/scratch FILES=$PG_DIR/scratch/files
code 0 'the rate tables are imported' pg_as getsuji_run "$GETSUJI" import rates
psql -Xq -v ON_ERROR_STOP=1 -f tests/database/opinion_office.sql >/dev/null || exit 1
# A name that no form takes, and a form about more services than it has rows for.
psql -Xq -v ON_ERROR_STOP=1 >/dev/null <<'SQL' || exit 1
UPDATE fact.person SET superseded_at = clock_timestamp() WHERE household_id = 1311300000021;
INSERT INTO fact.person (household_id, person_no, role, birth_on, name, name_kana, valid_from)
VALUES (1311300000021, 1, 1, '1950-01-01', repeat('寿限無', 20), 'ジュゲム', '2019-01-01');
INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
	injury_3, first_visit_on, remarks, valid_from)
VALUES (1311300000021, 1, 9, 1, 2, '1311310016', '', '高血圧症', '', '', '2027-04-01', '', '2027-04-01');
INSERT INTO fact.treatment (household_id, person_no, item_no, basis, service, institution_code, prescriber_code, injury_1, injury_2,
	injury_3, first_visit_on, remarks, valid_from)
SELECT 1311300000002, 1, 10 + s, 1, s, '1311310032', '', '高血圧症', '', '', date '2027-04-01', '', date '2027-04-01'
FROM unnest(ARRAY[1, 2, 3, 5]) s
UNION ALL -- as many as a form holds, on the two fullest forms
SELECT 1311300000012, 1, 10 + s, 1, s, '1311310016', '', '統合失調症', '', '', '2027-04-01', '', '2027-04-01'
FROM unnest(ARRAY[1, 2, 3]) s
UNION ALL
SELECT 1311300000006, 1, 10 + s, 1, s, '1311360011', '', '脳梗塞後遺症', '', '', '2027-04-01', '', '2027-04-01'
FROM unnest(ARRAY[1, 2, 5]) s;
INSERT INTO fact.opinion (household_id, person_no, institution_code, service, kind, received_on, needed, valid_from)
VALUES (1311300000012, 1, '1311310016', 1, 3, '2026-10-01', true, '2026-10-01');
SQL
for estimate in no yes; do
	cat >"$WORK/$estimate.yaml" <<YAML
graph: opinions_$estimate
tasks:
  - {name: opinion, job: opinion}
  - {name: approval, gate: confirmed, digest: [opinion], after: [opinion]}
  - {name: opinion_send, sql: opinion_send, after: [approval]}
  - {name: opinion_form, report: opinion_form, params: {estimate: $estimate}, after: [opinion_send]}
  - {name: treatment_request, report: treatment_request, after: [opinion_send]}
YAML
done
TEMPLATE=$PGDATABASE
make_forms() { # ESTIMATE
	pg_clone "forms_$1" "$TEMPLATE"
	pg_as getsuji_run "$GETSUJI" run "$WORK/$1.yaml" --month 2027-04 --office $OFFICE --artifacts "$FILES" || return
	pg_as getsuji_approve "$GETSUJI" approve 1 --digest "$(pg_query "SELECT encode(results_digest, 'hex') FROM run.run")" || return
	pg_as getsuji_run "$GETSUJI" confirm 1 && pg_as getsuji_run "$GETSUJI" resume 1 --artifacts "$FILES"
}
code 4 'forms are made; some are held' make_forms no
is "$(pg_query "SELECT household_id % 100000, x.hold FROM run.hold_hit x JOIN run.task t USING (run_id, task_no)
	JOIN result.claim_opinion c ON c.run_id = x.run_id AND c.form_no = x.key WHERE t.name = 'opinion_form' ORDER BY 1")" '2|overflow
17|glyph
21|overflow' 'a form that cannot be drawn as it must be is held: too many services, a missing glyph, a name too long'
is "$(pg_query "SELECT n_read, n_written, n_held FROM run.task WHERE name = 'opinion_form'")" '17|14|3' 'read = written + held'

# ---- what the pages must say
psql -XqAt >"$WORK/wanted.json" <<'SQL'
SELECT jsonb_agg(x) FROM (
	SELECT 'opinion' AS document, c.form_no, c.piece_no, c.kind, c.route, c.reply_on AS by_on, p.institution_name, o.name, o.name_kana, o.birth_on, (
			SELECT jsonb_agg(jsonb_build_array(s.service, s.due_on, nullif(t.first_visit_on, 'infinity'), t.injury_1, t.injury_2, t.injury_3)
				ORDER BY s.service)
			FROM result.claim_opinion_service s JOIN fact.treatment t USING (household_id, person_no, institution_code, service)
			WHERE s.run_id = c.run_id AND s.form_no = c.form_no) AS about
	FROM result.claim_opinion c
	JOIN result.claim_opinion_piece p USING (run_id, piece_no)
	JOIN fact.current_person o USING (household_id, person_no)
	WHERE c.form_no NOT IN (SELECT key FROM run.hold_hit JOIN run.task t USING (run_id, task_no) WHERE t.name = 'opinion_form')
	UNION ALL
	SELECT 'treatment_request', c.form_no, c.piece_no, 5, c.route, c.until_on, p.institution_name, o.name, o.name_kana, o.birth_on, (
			SELECT jsonb_agg(jsonb_build_array(s.service, NULL, NULL, t.injury_1, t.remarks, ''))
			FROM result.claim_examination_service s JOIN fact.treatment t USING (household_id, person_no, institution_code, service)
			WHERE s.run_id = c.run_id AND s.form_no = c.form_no)
	FROM result.claim_examination c
	JOIN result.claim_opinion_piece p USING (run_id, piece_no)
	JOIN fact.current_person o USING (household_id, person_no)) x
SQL
cat >"$WORK/check.py" <<'PYTHON'
import datetime, glob, html, json, os, re, subprocess, sys
folder, wanted = sys.argv[1], json.load(open(sys.argv[2]))
MM = 72 / 25.4
titles = {1: '医療要否意見書（新規）', 2: '医療要否意見書（継続）', 3: '精神疾患入院要否意見書', 4: '訪問看護要否意見書', 5: '診療依頼書'}
services = {1: '入院', 2: '入院外', 3: '歯科', 5: '訪問看護'}
mark = {'opinion': '福保意', 'treatment_request': '福保診'}
def era(day):
    y, m, d = map(int, day.split('-'))
    base, name = (2018, '令和') if day >= '2019-05-01' else (1988, '平成') if day >= '1989-01-08' else (1925, '昭和')
    return '%s%s年%d月%d日' % (name, '元' if y - base == 1 else y - base, m, d)
def fold(text):
    return re.sub(r'\s', '', text)
pages = {}
for path in sorted(glob.glob(folder + '/*/*.pdf')):
    xml = subprocess.run(['pdftotext', '-bbox', path, '-'], capture_output=True, text=True, check=True).stdout
    plain = subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, text=True, check=True).stdout.split('\f')
    for n, page in enumerate(re.findall(r'<page .*?</page>', xml, re.S)):
        words = [(float(a), float(b), float(c), float(d), html.unescape(t)) for a, b, c, d, t in
            re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page)]
        text = fold(plain[n])
        for w in words: # within the text area; the foot and the code's number as well
            assert 17.9 * MM <= w[0] and w[2] <= 192.1 * MM and 10 * MM <= w[1] and w[3] <= 287 * MM, (path, n, w)
        for i, a in enumerate(words):
            for b in words[i + 1:]:
                wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                assert wide < 0.5 or high < 1.2, (path, n, a, b)
        number = re.search('(福保[意診]第1-[0-9]+号)', text).group(1)
        assert number not in pages, number
        pages[number] = (path, text, {w[4] for w in words})
covers = {}
for f in wanted:
    number = '%s第1-%d号' % (mark[f['document']], f['form_no'])
    path, text, words = pages.pop(number)
    assert os.path.basename(path).startswith('inhouse' if f['route'] == 2 else 'contractor'), number
    asserted = [titles[f['kind']], f['name'], f['name_kana'], era(f['birth_on']), era(f['by_on']), f['institution_name'] + '御中']
    for service, due, first, *injuries in f['about']:
        asserted += [services[service]] + injuries + [era(d) for d in (due, first) if d]
    for value in asserted:
        assert fold(value) in text, (number, value, text)
    for o in wanted:
        assert o['name'] == f['name'] or fold(o['name']) not in text, (number, o['name'])
    assert ('【所内取扱】' in text) == (f['route'] == 2), number
    covers.setdefault((f['document'], f['piece_no']), []).append(f)
for (document, piece), forms in covers.items():
    path, text, words = pages.pop('%s第1-%d号' % (mark[document], piece))
    assert '送付書' in text and '%d枚' % len(forms) in text and fold(forms[0]['institution_name'] + '御中') in text, piece
    for f in forms:
        assert '1-%d' % f['form_no'] in words, (piece, f['form_no'])
    for f in wanted:
        assert fold(f['name']) not in text, (piece, f['name'])
assert not pages, list(pages)
print(len(wanted), 'forms in', len(covers), 'envelopes')
PYTHON
folder=$(find "$FILES" -mindepth 1 -maxdepth 1 -type d)
check() { /usr/bin/python3 "$WORK/check.py" "$folder" "$WORK/wanted.json"; }
ok 'every page says what the database says, of nobody else, and nothing overlaps' check
is "$TAP_OUT" '16 forms in 9 envelopes' '… all of them'
contractor=("$folder"/opinion/contractor-*.pdf)
ok 'the file is sound' qpdf --check "${contractor[0]}"
like "$(pdftotext -raw "${contractor[0]}" - | perl -CSD -pe 's/\s//g')" '𠮷田葛󠄁子' 'characters outside the BMP and variation sequences are on the page'
ok 'the estimate is not asked for' bash -c '! pdftotext "$1" - | grep -q 概算医療費' _ "${contractor[0]}"

# The 2D code of every sheet: piece, sheet of sheets.
codes() { # FILE FIRST LAST
	rm -f "$WORK"/page-*.pgm
	pdftoppm -gray -r 200 -f "$2" -l "$3" "$1" "$WORK/page"
	for page in "$WORK"/page-*.pgm; do zbarimg --quiet --raw -S*.disable -Sqrcode.enable "$page" 2>/dev/null | cut -d: -f2-4; done
}
is "$(codes "${contractor[0]}" 3 8)" 'R1:P30000002:S1/6
R1:P30000002:S2/6
R1:P30000002:S3/6
R1:P30000002:S4/6
R1:P30000002:S5/6
R1:P30000002:S6/6' 'each sheet names its envelope, and its place in it'

# ---- the variant that asks for the estimate
rm -rf "$FILES"
code 4 'with the estimate' make_forms yes
folder=$(find "$FILES" -mindepth 1 -maxdepth 1 -type d)
contractor=("$folder"/opinion/contractor-*.pdf)
like "$(pdftotext "${contractor[0]}" -)" '概算医療費' 'it is asked for'
ok 'and nothing overlaps either' check
done_testing
