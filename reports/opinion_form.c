/*
 * opinion_form.c: 要否意見書, the forms that a confirmed run sends to institutions, in bundles of envelopes
 * (opinion_form_envelope.h).  What goes out is decided by the task opinion_send; here it is only put on paper.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/mail.h"
#include "reports/opinion_form_envelope.h"

static const char *const estimates[] = {"no", "yes", NULL};

static const struct job_param params[] = {
	{.name = "estimate",
		.title = "is the doctor asked for an estimate of the cost (概算医療費)?",
		.words = estimates,
		.default_int = 0},
	{.name = NULL},
};

static enum err_code chunk(struct chunk *c, struct err *e)
{
	const struct opinion_document document = {.folder = "opinion",
		.letter = "福保意",
		.forms = &sql_opinion_form_rows,
		.services = &sql_opinion_form_services,
		.cover_title = "要否意見書送付書",
		.cover_words = "　要否意見書の用紙を送付します。貴機関で診療を受けている方の医療扶助の要否を決定する"
					   "ため、各用紙の太枠の"
					   "欄に記入し、用紙に記載の返送期限までに、上記の福祉事務所へ返送してください。",
		.cover_mark = "要否意見書送付書 第1版（案）",
		.list_title = "同封の用紙（番号）",
		.by = "返送期限",
		.estimate = task_param(c->task, "estimate") == 1};

	return opinion_envelopes_chunk(&document, c, e);
}

const struct job report_opinion_form = {
	.name = "opinion_form",
	.title = "要否意見書",
	.params = params,
	.targets = &sql_opinion_form_targets,
	.chunk_size = 500,
	.ready = mail_ready,
	.start = opinion_envelopes_start,
	.chunk = chunk,
	.balance = &sql_opinion_form_balance,
};
