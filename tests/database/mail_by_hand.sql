-- A mailing laid down by hand, as if run.issue_mailing() had issued it a moment ago: psql -v run=7 -v pieces=6.
-- Piece n has 1 + n mod 3 sheets; the last one is handled in-house.  Due dates are variables: -v post_by=… -v report_by=…;
-- contractor: SHA-256, in hexadecimal, of the certificate that its package was sealed to; without it nothing has left.
\if :{?post_by}
\else
	\set post_by 2099-01-08
	\set report_by 2099-01-15
\endif
INSERT INTO fact.office (office_id, name, municipality, postal_code, address, phone, director, governor, defendant, valid_from)
SELECT 13113, '見本市福祉事務所', 13113, '1500001', '見本市本町1-1', '03-0000-0000', '見本市福祉事務所長', '東京都知事', '見本市長', '2020-04-01'
WHERE NOT EXISTS (SELECT FROM fact.office);
INSERT INTO fact.mail_office (office_id, contractor, profile, duplex, part_sheets, moved_days, cut_off_days, post_days,
	report_days, keep_days, enclosure, enclosure_mg, valid_from)
SELECT 13113, 'sample', 'getsuji', true, 1000, 30, 2, 5, 10, 30, 'leaflet', 3000, '2020-04-01'
WHERE NOT EXISTS (SELECT FROM fact.mail_office);
-- The rows are written past the triggers: what a confirmed run issues is tested with the graph.
SET session_replication_role = replica;
INSERT INTO run.run (run_id, graph, office_id, month_on, edition, graph_sha256, graph_text, as_of, execution, decision,
	results_digest)
OVERRIDING SYSTEM VALUE
VALUES (:run, 'mailing', 13113, '2027-01-01', :run, '', '', clock_timestamp(), 'done', 'confirmed', '');
INSERT INTO run.task (run_id, task_no, name, kind, job, state, in_digest, partitions)
VALUES (:run, 1, 'mailing', 'job', 'mailing', 'done', true, '{mail_document,mail_piece}');
INSERT INTO result.claim_mailing (run_id, recorded_at, issued_on, cut_off_on, post_by_on, report_by_on, expires_on, pieces)
VALUES (:run, clock_timestamp() - interval '1 hour', (clock_timestamp() AT TIME ZONE 'Asia/Tokyo')::date, :'post_by', :'post_by',
	:'report_by', '2099-12-31', :pieces);
INSERT INTO result.claim_mail_piece (run_id, piece_no, office_id, plan_no, route, part_no, party_key, destination, postal_code,
	documents, sheets, envelope, thickness, weight_mg, postage_class, postage_yen)
SELECT :run, n, 13113, n, CASE WHEN n = :pieces THEN 2 ELSE 1 END, 1, 'H' || 1311300000000 + n, sha256(n::text::bytea),
	'1500001', 1, 1 + n % 3, 1, 1, 20000, 'standard50', 110
FROM generate_series(1, :pieces) n;
\if :{?contractor}
INSERT INTO run.mail_package (run_id, package_no, manifest, sealed, sealed_bytes, pieces, office_certificate,
	contractor_certificate, reason)
VALUES (:run, 1, sha256(''), sha256(''), 1, :pieces - 1, sha256(''), decode(:'contractor', 'hex'), '');
\endif
