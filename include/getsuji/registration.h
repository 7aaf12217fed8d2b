/*
 * registration.h: what the online eligibility check (医療扶助オンライン資格確認) is told about persons and tickets: the
 * items, in one place for the job that compares, the file that leaves, and the check against the public item set.
 *
 * Items, keys and codes are the public ones (tests/golden/vectors/ref_iryofujo_items.csv); how a file carries them
 * is ours: engine/intake/REGISTRATIONS.md.  A record's content is the values of its columns in the order below,
 * joined by line feeds, which no value holds: the same content is the same text.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_REGISTRATION_H
#define GETSUJI_REGISTRATION_H

#include "getsuji/ticket.h"

#define REGISTRATION_LAYOUT        "getsuji-registration-1"
#define REGISTRATION_ANSWER_LAYOUT "getsuji-registration-answer-1"

/* record_no: run 7, chunk 5, number in it 6, check digit m10w21; built like the number of a request. */
#define REGISTRATION_RECORD_DIGITS 19

/* Bytes of one content at most: no text of a ticket has more than 200 characters. */
#define REGISTRATION_CONTENT_MAX 16384

/* Who fills an item. */
enum registration_filler {
	FILLED_BY_OFFICE,
	FILLED_ON_INQUIRY /* the answering side, when an institution asks; we leave it empty */
};

/* clang-format off */
/* Ours, at the head of every content.  X(constant, column, term) */
#define REGISTRATION_HEAD(X)                                                                    \
	X(HEAD_REGISTRATION_NO, "registration_no", "登録番号")                                      \
	X(HEAD_NONDISCLOSURE,   "nondisclosure",   "不開示")

/* Ours, of a ticket, after that. */
#define REGISTRATION_TICKET_HEAD(X)                                                             \
	X(HEAD_RECIPIENT_NO,    "recipient_no",    "公費受給者番号")

/* A person: the column is the tag.  X(constant, tag, key, term, form, codes, filler) */
#define REGISTRATION_PERSON_ITEMS(X)                                                            \
	X(PERSON_CARD,     "InsuredCardClassification",   "", "被保険者証区分",       "code",       \
		"A1", FILLED_BY_OFFICE)                                                                 \
	X(PERSON_INSURER,  "InsurerNumber",               "", "保険者番号(公費負担者番号)", "8 digits", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(PERSON_NUMBER,   "InsuredIdentificationNumber", "", "番号(受給者番号)",     "text",       \
		"", FILLED_BY_OFFICE)                                                                   \
	X(PERSON_FROM,     "QualificationDate",           "", "資格取得日(開始日・再開日)", "YYYYMMDD", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(PERSON_LOST,     "DisqualificationDate",        "", "資格喪失日(停止日・廃止日)", "YYYYMMDD", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(PERSON_REASON,   "ReasonOfLoss",                "", "喪失事由",             "code",       \
		"01死亡;02生活保護開始;03医療保険資格取得;99その他", FILLED_BY_OFFICE)                  \
	X(PERSON_VALIDITY, "QualificationValidity",       "", "資格有効性",           "code",       \
		"1有効;2無効;3無効;4該当なし;5複数該当;6有効", FILLED_ON_INQUIRY)                       \
	X(PERSON_SEX,      "Sex",                         "", "性別",                 "code",       \
		"1男;2女;3未設定", FILLED_BY_OFFICE)

/* A ticket: the column is the key.  X(constant, tag, key, term, form, codes, filler) */
#define REGISTRATION_TICKET_ITEMS(X)                                                            \
	X(TICKET_TT,    "TicketType",                       "TT",    "医療券・調剤券別", "code",    \
		"01医療券;02調剤券", FILLED_BY_OFFICE)                                                  \
	X(TICKET_MTVD,  "MedicalTicketValidDate",           "MTVD",  "有効期間(自)",     "YYYYMMDD", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_MTED,  "MedicalTicketExpirationDate",      "MTED",  "有効期間(至)",     "YYYYMMDD", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_MTIN,  "IssueNumber",                      "MTIN",  "交付番号",         "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_MTM,   "MedicalTreatmentMonth",            "MTM",   "診療年月",         "YYYYMM",  \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_DMIC,  "DesignatedMedicalInstitutionCode", "DMIC",  "指定医療機関コード", "10 digits", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_DMIF,  "DesignatedMedicalInstitutionFlag", "DMIF",  "指定医療機関一致フラグ", "code", \
		"0一致;1不一致", FILLED_ON_INQUIRY)                                                     \
	X(TICKET_DMIN,  "DesignatedMedicalInstitutionName", "DMIN",  "指定医療機関名",   "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_PIMIC, "PrescriptionIssuerMedicalInstitutionCode", "PIMIC", "処方箋発行元医療機関コード", "10 digits", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_PIMIN, "PrescriptionIssuerMedicalInstitutionName", "PIMIN", "処方箋発行元医療機関名", "text", \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_INJN1, "InjuryName1",                      "INJN1", "傷病名1",          "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_INJN2, "InjuryName2",                      "INJN2", "傷病名2",          "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_INJN3, "InjuryName3",                      "INJN3", "傷病名3",          "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_MTT,   "MedicalTreatmentType",             "MTT",   "診療別",           "code",    \
		"01入院;02入院外;03歯科;04調剤;05訪問看護", FILLED_BY_OFFICE)                           \
	X(TICKET_SPA,   "SelfPayAmount",                    "SPA",   "本人支払額",       "yen",     \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_DCN,   "DistrictContactName",              "DCN",   "地区担当員名",     "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_HCN,   "HandlingContactName",              "HCN",   "取扱担当者名",     "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_SOCU,  "SingleOrCombinedUse",              "SOCU",  "単独・併用別",     "code",    \
		"01単独;02併用", FILLED_BY_OFFICE)                                                      \
	X(TICKET_SOSI,  "StatusOfSocialInsurance",          "SOSI",  "社会保険",         "code",    \
		"01あり;02なし", FILLED_BY_OFFICE)                                                      \
	X(TICKET_CF,    "ConsistencyFlag",                  "CF",    "整合性フラグ",     "code",    \
		"1不整合あり", FILLED_ON_INQUIRY)                                                       \
	X(TICKET_SOI,   "StatusOfInfecton",                 "SOI",   "感染症法第37条の2", "code",   \
		"01あり;02なし", FILLED_BY_OFFICE)                                                      \
	X(TICKET_SOEMC, "StatusOfElderlyMedicalCare",       "SOEMC", "後期高齢者医療",   "code",    \
		"01あり;02なし", FILLED_BY_OFFICE)                                                      \
	X(TICKET_SOPE,  "StatusOfPrefecturalExpenses",      "SOPE",  "都道府県費",       "code",    \
		"01あり;02なし", FILLED_BY_OFFICE)                                                      \
	X(TICKET_R1,    "Remarks1",                         "R1",    "備考1",            "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_R2,    "Remarks2",                         "R2",    "備考2",            "text",    \
		"", FILLED_BY_OFFICE)                                                                   \
	X(TICKET_R3,    "Remarks3",                         "R3",    "備考3",            "text",    \
		"", FILLED_BY_OFFICE)

/* What a run does about an item that is not registered as it should be (result.registration.outcome). */
#define REGISTRATION_OUTCOMES(X)                                                                \
	X(OUTCOME_SEND,     1, "send",     "送信")                                                  \
	X(OUTCOME_REJECTED, 2, "rejected", "エラー（訂正待ち）")  /* the same content was rejected: it is not sent again */ \
	X(OUTCOME_HELD,     3, "held",     "保留")
/* clang-format on */

#define X(name, number, word, term) name = (number),
enum registration_outcome { REGISTRATION_OUTCOMES(X) };
#undef X

/* The columns of a content. */
#define X(constant, column, term) constant,
enum registration_head { REGISTRATION_HEAD(X) REGISTRATION_HEAD_COUNT };
#undef X
#define X(constant, tag, key, term, form, codes, filler) constant,
enum registration_person_item { REGISTRATION_PERSON_ITEMS(X) REGISTRATION_PERSON_COUNT };
enum registration_ticket_item { REGISTRATION_TICKET_ITEMS(X) REGISTRATION_TICKET_COUNT };
#undef X

/* All values of a content: the head, the recipient number of a ticket, the items. */
#define REGISTRATION_PERSON_VALUES (REGISTRATION_HEAD_COUNT + REGISTRATION_PERSON_COUNT)
#define REGISTRATION_TICKET_VALUES (REGISTRATION_HEAD_COUNT + 1 + REGISTRATION_TICKET_COUNT)

#endif
