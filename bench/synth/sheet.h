/*
 * sheet.h: the CSV files that `getsuji import` reads, written from synthetic households.
 *
 * One folder, one file per dataset, columns as engine/intake/README.md lists them.  Only fresh rows
 * are written; a file that would hold no row is not made.
 *
 * Ownership: sheets_open() ties the open files to the arena; sheets_close() must be called to learn
 * whether everything was written.  Thread: one.
 */
#ifndef BENCH_SYNTH_SHEET_H
#define BENCH_SYNTH_SHEET_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdint.h>

/* clang-format off */
#define SHEETS(X)                                                                                          \
	X(OFFICE, "office", "office,name,municipality,postal_code,address,phone,director,governor,defendant,"  \
		"valid_from,valid_to")                                                                             \
	X(CASEWORKER, "caseworker", "office,caseworker_no,name,valid_from,valid_to")                           \
	X(HOUSEHOLD, "household", "office,case_no,municipality,caseworker_no,household_type,payment_method,"   \
		"single_parent,protected_address,valid_from,valid_to")                                             \
	X(PROTECTION, "protection", "office,case_no,state,valid_from,valid_to,start_reason,end_reason")        \
	X(PERSON, "person", "office,case_no,person_no,role,birth_on,name,name_kana,valid_from,valid_to")       \
	X(CIRCUMSTANCE, "circumstance", "office,case_no,person_no,kind,valid_from,valid_to")                   \
	X(STAY, "stay", "office,case_no,person_no,kind,valid_from,valid_to,over_one_month")                    \
	X(INCOME, "income", "office,case_no,person_no,kind,item_no,amount_yen,expenses_yen,care_premium_yen,"  \
		"valid_from,valid_to")                                                                             \
	X(DECLARATION, "income_declaration", "office,case_no,month,submitted_on")                              \
	X(RENT, "rent", "office,case_no,rent_yen,common_charge_yen,special_limit,floor_area_cm2,"              \
		"paid_to_landlord,valid_from,valid_to")                                                            \
	X(NEED, "need", "office,case_no,person_no,kind,item_no,amount_yen,valid_from,valid_to")                \
	X(ADDRESS, "address", "office,case_no,kind,postal_code,address,care_of,valid_from,valid_to")           \
	X(HOLD, "hold", "office,case_no,name,reason,valid_from,valid_to")                                      \
	X(LINKAGE, "linkage", "office,case_no,person_no,linkage_no,consent,nondisclosure,valid_from,valid_to") \
	X(PENSION, "pension", "office,case_no,person_no,benefit,item_no,pension_code,valid_from,valid_to")     \
	X(INQUIRY, "inquiry", "office,case_no,person_no,item_no,month,list_name,procedure_no,purpose,"         \
		"condition,from_on,to_on")                                                                         \
	X(TICKET_OFFICE, "ticket_office", "office,payer_no,recipient_policy,form,handler,issue_day,upload_day,"\
		"valid_from,valid_to")                                                                             \
	X(TREATMENT, "treatment", "office,case_no,person_no,item_no,basis,service,institution_code,"           \
		"prescriber_code,injury_1,injury_2,injury_3,first_visit_on,remarks,valid_from,valid_to")           \
	X(CARE_PLAN, "care_plan", "office,case_no,person_no,item_no,service,institution_code,insured_no,"      \
		"care_level,certified_from,certified_to,remarks,valid_from,valid_to")                              \
	X(COVERAGE, "coverage", "office,case_no,person_no,kind,item_no,insurer_no,scheme_no,valid_from,"       \
		"valid_to")                                                                                        \
	X(OPINION, "opinion", "office,case_no,person_no,institution_code,service,kind,received_on,needed,"     \
		"valid_from,valid_to")                                                                             \
	X(PAYING_ACCOUNT, "paying_account", "office,kind,code_class,requester_code,requester_kana,bank_code,"  \
		"bank_kana,branch_code,branch_kana,account_kind,account_no,pay_day,shift,line_ends,valid_from,"    \
		"valid_to")                                                                                        \
	X(BANK_ACCOUNT, "bank_account", "office,case_no,bank_code,bank_kana,branch_code,branch_kana,"          \
		"account_kind,account_no,holder_kana,valid_from,valid_to")                                         \
	X(PAYEE, "payee", "office,payee_no,kind,name,bank_code,bank_kana,branch_code,branch_kana,"             \
		"account_kind,account_no,holder_kana,valid_from,valid_to")                                         \
	X(PROXY, "proxy", "office,case_no,part,payee_no,valid_from,valid_to")                                  \
	X(MAIL_OFFICE, "mail_office", "office,contractor,profile,duplex,part_sheets,moved_days,cut_off_days,"  \
		"post_days,report_days,keep_days,enclosure,enclosure_mg,valid_from,valid_to")                      \
	X(SLIP_OFFICE, "slip_office", "office,maker_code,collector,account_name,due_shift,valid_from,"         \
		"valid_to")                                                                                        \
	X(REPAYMENT, "repayment", "office,case_no,claim_no,article,decided_on,total_yen,valid_from,valid_to")  \
	X(INSTALMENT, "instalment", "office,case_no,claim_no,instalment_no,due_on,amount_yen,valid_from,"      \
		"valid_to")
/* clang-format on */

enum sheet {
#define X(id, name, columns) SHEET_##id,
	SHEETS(X)
#undef X
		SHEET_COUNT
};

struct sheets;

/* Makes the folder where it is missing and removes files of an earlier generation from it. */
MUST_CHECK enum err_code sheets_open(
	const char *folder, struct arena *keep, struct sheets **out, struct err *e);

void sheets_office(struct sheets *s, const struct world *w);
/* How the office issues tickets; joint: on lists. */
void sheets_ticket_office(struct sheets *s, const struct world *w, bool joint);
/* How the office pays, mails and collects, and whom it pays on behalf of households. */
void sheets_money_office(struct sheets *s, const struct world *w);
void sheets_caseworkers(struct sheets *s, const struct world *w, int first_no, int last_no);
void sheets_casefile(struct sheets *s, const struct casefile *h);
int64_t sheets_rows(const struct sheets *s);

MUST_CHECK enum err_code sheets_close(struct sheets *s, struct err *e);

#endif
