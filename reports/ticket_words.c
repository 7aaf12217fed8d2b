/*
 * ticket_words.c: terms of tickets (see ticket_words.h).
 */
#include "reports/ticket_words.h"

#define TERM(name, number, word, term) \
	case name: \
		return term;
#define SERVICE_TERM(name, number, word, term, type, kind) TERM(name, number, word, term)
#define HOLD_TERM(name, number, word, term, revokes)       TERM(name, number, word, term)

const char *ticket_words_type(int64_t type)
{
	switch ((enum ticket_type)type) {
		TICKET_TYPES(TERM)
	}
	return "";
}

const char *ticket_words_service(int64_t service)
{
	switch ((enum ticket_service)service) {
		TICKET_SERVICES(SERVICE_TERM)
	}
	return "";
}

const char *ticket_words_action(int64_t action)
{
	switch ((enum ticket_action)action) {
		TICKET_ACTIONS(TERM)
	}
	return "";
}

const char *ticket_words_coverage(int64_t coverage)
{
	switch ((enum coverage_kind)coverage) {
		COVERAGE_KINDS(TERM)
	}
	return "";
}

const char *ticket_words_cause(int64_t cause)
{
	switch ((enum ticket_cause)cause) {
		TERM(CAUSE_NONE, 0, "", "")
		TICKET_CAUSES(TERM)
	}
	return "";
}

const char *ticket_words_hold(int64_t hold)
{
	switch ((enum ticket_hold)hold) {
		TERM(HOLD_NONE, 0, "", "")
		TICKET_HOLDS(HOLD_TERM)
	}
	return "";
}

const char *ticket_words_care_level(int64_t level)
{
	switch ((enum care_level)level) {
		CARE_LEVELS(TERM)
	}
	return "";
}
