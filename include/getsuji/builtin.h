/*
 * builtin.h: the official rate tables of jobs/rules/tables/ and the calendars of jobs/calendars/, embedded
 * by the build, so that `calc`, `calendar` and the first `import` need no file beside the program.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_BUILTIN_H
#define GETSUJI_BUILTIN_H

#include <stddef.h>

struct builtin_file {
	const char *name; /* "living_class1.csv" */
	const char *text; /* the file, UTF-8, with a terminating zero beyond length */
	size_t length;
};

extern const struct builtin_file builtin_rate_files[];
extern const int builtin_rate_files_count;
extern const struct builtin_file builtin_calendar_files[];
extern const int builtin_calendar_files_count;

#endif
