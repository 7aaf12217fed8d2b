/*
 * registry.h: every job, report and tool that was linked in.  The build writes the lists from the
 * files in jobs/ and reports/ by their signatures (`const struct job job_NAME = `, `const struct job
 * report_NAME = `, `const struct tool tool_NAME = `, at the start of a line), so that adding one is
 * adding its file and the engine never names a job.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_REGISTRY_H
#define GETSUJI_REGISTRY_H

#include "getsuji/job.h"

extern const struct job *const registry_jobs[];   /* jobs and reports; ends with NULL */
extern const struct tool *const registry_tools[]; /* ends with NULL */

#endif
