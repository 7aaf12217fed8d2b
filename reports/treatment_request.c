/*
 * treatment_request.c: 診療依頼書, requests to institutions to examine persons whose need for treatment is not decided
 * yet, in bundles of envelopes (opinion_form_envelope.h).  What goes out is decided by the task opinion_send.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/mail.h"
#include "reports/opinion_form_envelope.h"

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct opinion_document document = {.folder = "treatment_request",
		.letter = "福保診",
		.forms = &sql_treatment_request_rows,
		.services = &sql_treatment_request_services,
		.cover_title = "診療依頼書送付書",
		.cover_words = "　診療依頼書を送付します。貴機関を受診する方の医療の要否を決定するため、診察の後、各"
					   "用紙の太枠の欄に記入し、"
					   "上記の福祉事務所へ返送してください。",
		.cover_mark = "診療依頼書送付書 第1版（案）",
		.list_title = "同封の依頼書（番号）",
		.by = "最初の受診期限"};

	return opinion_envelopes_chunk(&document, c, e);
}

const struct job report_treatment_request = {
	.name = "treatment_request",
	.title = "診療依頼書",
	.targets = &sql_treatment_request_targets,
	.chunk_size = 500,
	.ready = mail_ready,
	.start = opinion_envelopes_start,
	.chunk = chunk,
	.balance = &sql_treatment_request_balance,
};
