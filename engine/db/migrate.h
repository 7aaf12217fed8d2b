/*
 * migrate.h: brings a database's schema to the version of this program.
 *
 * The steps are the files of sql/schema/, embedded (engine/db/schema.h).  Each is applied in a
 * transaction of its own and noted in getsuji_meta.schema_step with its SHA-256, under a session
 * advisory lock, so that two who migrate at once do not meet.  Forward only.
 *
 * Rights: making a schema needs a login that owns the database and may create roles (or for which the
 * roles of sql/schema/001_roles.sql were made before); seeing that all is current needs none.
 *
 * Errors: ERR_CHANGED when a step that was applied reads differently now, or when the database is
 * newer than this program; those of db_query() otherwise.  Nothing of a failed step stays.
 *
 * Thread: the connection's.
 */
#ifndef GETSUJI_MIGRATE_H
#define GETSUJI_MIGRATE_H

#include "engine/db/db.h"

/* Applies what is missing; *applied: how many steps, 0 when the schema was current. */
MUST_CHECK enum err_code db_migrate(struct db *db, struct arena *keep, int *applied, struct err *e);

/* The last step applied; 0 for a database without our schema. */
MUST_CHECK enum err_code db_schema_version(struct db *db, struct arena *keep, int *version, struct err *e);

/* ERR_STATE with the remedy unless the database's schema is exactly this program's. */
MUST_CHECK enum err_code db_schema_check(struct db *db, struct arena *keep, struct err *e);

#endif
