/*
 * server.c: see server.h.
 */
#include "engine/server/server.h"

#include "engine/server/cluster.h"

static const char *const logins[SERVER_LOGINS] = {
	[SERVER_OWNER] = "getsuji_owner", [SERVER_RUNNER] = "getsuji_run", [SERVER_APPROVER] = "getsuji_approve"};

static struct server *describe(const struct place *p, struct arena *keep)
{
	struct server *s = arena_alloc(keep, sizeof *s);
	s->home = p->home;
	s->data_dir = p->data_dir;
	s->socket_dir = p->socket_dir;
	s->log = p->log;
	s->elsewhere = p->elsewhere;
	for (int i = 0; i < SERVER_LOGINS; i++) /* the folder's name needs no quotes: place.c saw to that */
		s->conninfo[i] =
			arena_printf(keep, "host=%s port=5432 dbname=getsuji user=%s", p->socket_dir, logins[i]);
	return s;
}

enum err_code server_ensure(const char *state_dir, struct arena *keep, struct server **out, struct err *e)
{
	struct place *p;
	*out = NULL;
	enum err_code code = place_make(state_dir, keep, &p, e);
	if (code != ERR_OK)
		return code;
	struct server *s = describe(p, keep);
	s->pid = cluster_pid(p, keep);
	if (!p->exists) {
		code = cluster_make(p, keep, e);
		s->made = true;
	}
	if (code == ERR_OK && s->pid == 0) {
		code = cluster_start(p, keep, &s->pid, e);
		s->started = true;
	}
	place_unlock(p);
	if (code == ERR_OK)
		*out = s;
	return code;
}

enum err_code server_look(const char *state_dir, struct arena *keep, struct server **out, struct err *e)
{
	struct place *p;
	*out = NULL;
	enum err_code code = place_look(state_dir, keep, &p, e);
	if (code != ERR_OK || p == NULL)
		return code;
	*out = describe(p, keep);
	(*out)->pid = cluster_pid(p, keep);
	return ERR_OK;
}

enum err_code server_stop(const char *state_dir, struct arena *keep, bool *stopped, struct err *e)
{
	struct place *p;
	*stopped = false;
	enum err_code code = place_look(state_dir, keep, &p, e);
	if (code != ERR_OK || p == NULL)
		return code;
	code = place_make(state_dir, keep, &p, e); /* with the lock: not while another starts it */
	if (code != ERR_OK)
		return code;
	int pid = cluster_pid(p, keep);
	if (pid != 0) {
		code = cluster_stop(p, pid, e);
		*stopped = code == ERR_OK;
	}
	place_unlock(p);
	return code;
}
