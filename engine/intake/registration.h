/*
 * registration.h: answer files of the online eligibility check (登録結果): what came back for the records of an upload.
 *
 *   file      first: layout, office, day and serial of the file
 *     answer  one per record: its number, accepted or rejected, the code of the error
 *   end       last: how many answers and records, and their digest
 *
 * The layout is ours and stands in REGISTRATIONS.md; what is common to files of records is in record_list.h.  CSV alone.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_REGISTRATION_H
#define GETSUJI_INTAKE_REGISTRATION_H

#include "engine/intake/record_list.h"

enum { REGISTRATION_ANSWERS_MAX = 2000000, REGISTRATION_ERROR_MAX = 16 };

/* Items of the records, in order. */
enum registration_answer_item {
	REGISTRATION_ANSWER_RECORD_NO,
	REGISTRATION_ANSWER_STATE,
	REGISTRATION_ANSWER_ERROR
};

extern const struct record_layout registration_layout;

#endif
