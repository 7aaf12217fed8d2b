/*
 * collection.h: reports of a collector (収納代行): what was paid with repayment slips in stores and at counters.
 *
 *   file      first: layout, office, day and serial of the file
 *     payment one per payment that is told about: quick (速報), final (確報), or a quick one taken back (速報取消)
 *   end       last: how many payments and records, and their digest
 *
 * The layout is ours and stands in COLLECTIONS.md; what is common to files of records is in record_list.h.  CSV alone.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_COLLECTION_H
#define GETSUJI_INTAKE_COLLECTION_H

#include "engine/intake/record_list.h"

#define COLLECTION_LAYOUT "getsuji-collections-1"

enum { COLLECTIONS_MAX = 2000000, COLLECTION_RECEIPT_MAX = 30 };

/* Items of the records, in order. */
enum collection_payment_item {
	COLLECTION_PAYMENT_RECEIPT,
	COLLECTION_PAYMENT_REPORT,
	COLLECTION_PAYMENT_SLIP,
	COLLECTION_PAYMENT_AMOUNT,
	COLLECTION_PAYMENT_PAID_ON
};

extern const struct record_layout collection_layout;

#endif
