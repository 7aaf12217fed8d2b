/*
 * cluster.c: see cluster.h.
 *
 * A cluster is made under another name and renamed when complete, so a crash in between leaves no half
 * cluster.  The server's log keeps neither statements nor the DETAIL of errors: both may hold persons'
 * data.
 */
#include "engine/server/cluster.h"

#include "engine/base/file.h"
#include "engine/server/programs.h"
#include "gen/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	STEP_MS = 20,
	START_MS = 600 * 1000, /* recovery after a crash may take minutes */
	STOP_MS = 60 * 1000,
	ORPHANS_MS = 15 * 1000, /* what is left of a killed server ends by itself within seconds */
	SMALL_FILE = 64 * 1024,
	MB = 1024 * 1024
};

static void wait_a_step(void)
{
	const struct timespec step = {.tv_sec = 0, .tv_nsec = STEP_MS * 1000000L};
	(void)nanosleep(&step, NULL);
}

/* The machine's memory, or the container's where that is less. */
static long memory_mb(void)
{
	long mb = (long)((int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / MB);
	char text[32] = "";
	int fd = open("/sys/fs/cgroup/memory.max", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return mb;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	long long limit = n > 0 ? strtoll(text, NULL, 10) : 0; /* "max": 0 */
	return limit > 0 && limit / MB < mb ? (long)(limit / MB) : mb;
}

static long between(long low, long v, long high)
{
	return v < low ? low : v > high ? high : v;
}

static char *settings_text(struct arena *keep)
{
	long memory = memory_mb();
	return arena_printf(keep,
		"\n# Getsuji: lines after these win.\n"
		"listen_addresses = ''\n"
		"unix_socket_permissions = 0700\n"
		"max_connections = 100\n"
		"shared_buffers = %ldMB\n"
		"effective_cache_size = %ldMB\n"
		"maintenance_work_mem = %ldMB\n"
		"work_mem = 16MB\n"
		"max_wal_size = 2GB\n"
		"checkpoint_timeout = 15min\n"
		"checkpoint_completion_target = 0.9\n"
		"# for archiving or a standby: wal_level = replica, max_wal_senders = 10\n"
		"wal_level = minimal\n"
		"max_wal_senders = 0\n"
		"jit = off\n"
		"# no statement, value or DETAIL in the log: they may be a person's\n"
		"log_min_messages = log\n"
		"log_min_error_statement = panic\n"
		"log_error_verbosity = terse\n"
		"log_parameter_max_length_on_error = 0\n"
		"log_line_prefix = '%%m [%%p] '\n",
		between(32, memory / 8, 1024), between(128, memory / 2, 1024L * 1024), between(32, memory / 16, 512));
}

/* Peer authentication: the kernel says who is at the other end of the socket. */
static char *logins_text(const struct place *p, struct arena *keep)
{
	static const char *const logins[] = {"getsuji_owner", "getsuji_run", "getsuji_approve"};
	const struct passwd *root = getpwuid(0);
	const char *users[2] = {root != NULL ? root->pw_name : "root", p->account.name};
	/* The account postgres that root's server runs as is no operator. */
	int n = geteuid() == 0 ? 1 : 2;
	char *text = arena_strdup(keep, "# Getsuji: operating system user -> login\n");
	for (int u = 0; u < n; u++)
		for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++)
			text = arena_printf(keep, "%sgetsuji \"%s\" %s\n", text, users[u], logins[i]);
	return text;
}

static enum err_code write_owned(
	const struct place *p, const char *path, int flags, const char *text, struct err *e)
{
	size_t length = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	bool well = fd >= 0 && write(fd, text, length) == (ssize_t)length &&
				fchown(fd, p->account.uid, p->account.gid) == 0 && fsync(fd) == 0;
	int error = errno;
	if (fd >= 0 && close(fd) != 0)
		well = false;
	return well ? ERR_OK : file_write_failed(path, error, 0, e);
}

static enum err_code configure(const struct place *p, struct arena *keep, struct err *e)
{
	const char *dir = p->new_data_dir;
	enum err_code code =
		write_owned(p, arena_printf(keep, "%s/postgresql.conf", dir), O_APPEND, settings_text(keep), e);
	if (code == ERR_OK)
		code = write_owned(p, arena_printf(keep, "%s/pg_hba.conf", dir), O_TRUNC,
			"# Getsuji: this socket, these logins, nothing else.\n"
			"local getsuji getsuji_owner,getsuji_run,getsuji_approve peer map=getsuji\n",
			e);
	if (code == ERR_OK)
		code = write_owned(p, arena_printf(keep, "%s/pg_ident.conf", dir), O_TRUNC, logins_text(p, keep), e);
	return code;
}

/* Statements for single-user mode with -j: each ends with a semicolon and an empty line. */
static const char *setup_text(struct arena *keep)
{
	const struct sql_stmt *const setup[] = {&sql_server_role_owner, &sql_server_role_group_runner,
		&sql_server_role_group_approver, &sql_server_role_group_reader, &sql_server_role_run,
		&sql_server_role_approve, &sql_server_database, &sql_server_database_revoke,
		&sql_server_database_grant, &sql_server_database_grant_temporary};
	const char *text = "";
	for (size_t i = 0; i < sizeof setup / sizeof setup[0]; i++)
		text = arena_printf(keep, "%s%s;\n\n", text, setup[i]->text);
	return text;
}

/* The last line of the log that says why, and the one before it, which often says more; without such a
 * line the last two. */
static const char *last_words(int log, struct arena *keep)
{
	char *text = arena_alloc(keep, SMALL_FILE);
	off_t size = lseek(log, 0, SEEK_END);
	off_t from = size > SMALL_FILE - 1 ? size - (SMALL_FILE - 1) : 0;
	ssize_t length = pread(log, text, SMALL_FILE - 1, from);
	const char *last = "", *found = "";
	text[length > 0 ? length : 0] = '\0';
	for (char *line = text, *end; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		const char *pair = arena_printf(keep, "%s%s%s", last, *last != '\0' ? "\n" : "", line);
		if (strstr(line, "FATAL:") != NULL || strstr(line, "PANIC:") != NULL ||
			strstr(line, "error:") != NULL)
			found = pair;
		else if (*end == '\0' && *found == '\0')
			found = pair;
		last = line;
	}
	return found;
}

static enum err_code run_logged(const struct place *p, const char *const argv[], const char *input, int log,
	struct arena *keep, struct err *e)
{
	const struct process child = {.argv = argv, .account = &p->account, .input = input, .log = log};
	enum err_code code = process_run(&child, keep, NULL, e);
	if (code == ERR_OK)
		return code;
	err_detail(e, "%s", last_words(log, keep));
	return err_hint(e, "The log is %s.", p->log);
}

static enum err_code finish_making(struct place *p, struct err *e)
{
	if (rename(p->new_data_dir, p->data_dir) != 0)
		return file_write_failed(p->data_dir, errno, 0, e);
	int fd = open(p->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd); /* should the name be lost with the machine, it is made anew */
		close(fd);
	}
	p->exists = true;
	return ERR_OK;
}

enum err_code cluster_make(struct place *p, struct arena *keep, struct err *e)
{
	const char *programs;
	int log = -1;
	enum err_code code = programs_find(0, keep, &programs, e);
	if (code == ERR_OK)
		code = place_open_log(p, &log, e);
	if (code != ERR_OK)
		return code;
	const char *const clear[] = {"/bin/rm", "-rf", "--", p->new_data_dir, NULL};
	const char *const initdb[] = {arena_printf(keep, "%s/initdb", programs), "-D", p->new_data_dir, "-U",
		"getsuji_admin", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth-local=peer",
		"--auth-host=reject", NULL};
	const char *const setup[] = {arena_printf(keep, "%s/postgres", programs), "--single", "-j", "-D",
		p->new_data_dir, "-c", "exit_on_error=on", "postgres", NULL};

	code = run_logged(p, clear, NULL, log, keep, e); /* of an attempt that was killed */
	if (code == ERR_OK)
		code = run_logged(p, initdb, NULL, log, keep, e);
	if (code == ERR_OK)
		code = configure(p, keep, e);
	if (code == ERR_OK)
		code = run_logged(p, setup, setup_text(keep), log, keep, e);
	if (code == ERR_OK)
		code = finish_making(p, e);
	close(log);
	return code;
}

static const char *read_small(const char *path, struct arena *keep)
{
	char *text = arena_alloc(keep, SMALL_FILE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	ssize_t length = read(fd, text, SMALL_FILE - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

static bool socket_answers(const struct place *p)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int n = snprintf(to.sun_path, sizeof to.sun_path, "%s/.s.PGSQL.5432", p->socket_dir);
	if (n < 0 || (size_t)n >= sizeof to.sun_path)
		return false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0;
	if (fd >= 0)
		close(fd);
	return answers;
}

/* postmaster.pid: line 1 is the postmaster's number, line 8 its state. */
int cluster_pid(const struct place *p, struct arena *keep)
{
	const char *text = read_small(arena_printf(keep, "%s/postmaster.pid", p->data_dir), keep);
	if (text == NULL)
		return 0;
	long pid = strtol(text, NULL, 10);
	for (int line = 1; line < 8; line++) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	bool ready = strncmp(text, "ready", 5) == 0;
	return pid > 1 && ready && process_works_in((pid_t)pid, p->data_dir) && socket_answers(p) ? (int)pid : 0;
}

/* After kill -9 of the postmaster its children need a moment to notice.  And its number may by now be
 * another process's (containers start again at 1) or a zombie's, for which PostgreSQL would refuse to
 * start: when nobody works in the data directory, the files with the number mean nothing. */
static void clear_remains(const struct place *p, struct arena *keep)
{
	for (int waited = 0; process_works_in(0, p->data_dir); waited += STEP_MS) {
		if (waited >= ORPHANS_MS)
			return; /* PostgreSQL itself will say what it thinks of this */
		wait_a_step();
	}
	(void)unlink(arena_printf(keep, "%s/postmaster.pid", p->data_dir));
	(void)unlink(arena_printf(keep, "%s/.s.PGSQL.5432.lock", p->socket_dir));
}

static enum err_code wait_until_ready(
	const struct place *p, pid_t pid, int log, struct arena *keep, struct err *e)
{
	for (int waited = 0; waited < START_MS; waited += STEP_MS) {
		struct arena *step = arena_new();
		bool ready = cluster_pid(p, step) == (int)pid;
		arena_free(step);
		if (ready)
			return ERR_OK;
		if (process_gone(pid)) {
			err_set(e, ERR_SERVER, 1917, "the embedded PostgreSQL server did not start");
			err_detail(e, "%s", last_words(log, keep));
			return err_hint(e, "The log is %s.", p->log);
		}
		wait_a_step();
	}
	err_set(e, ERR_SERVER, 1918, "the embedded PostgreSQL server is still recovering");
	return err_hint(e, "Wait and try again; the log is %s.", p->log);
}

enum err_code cluster_start(const struct place *p, struct arena *keep, int *pid, struct err *e)
{
	const char *programs;
	const char *version = read_small(arena_printf(keep, "%s/PG_VERSION", p->data_dir), keep);
	int log = -1;
	pid_t started;

	*pid = 0;
	enum err_code code =
		programs_find(version != NULL ? (int)strtol(version, NULL, 10) : 0, keep, &programs, e);
	if (code == ERR_OK)
		code = place_open_log(p, &log, e);
	if (code != ERR_OK)
		return code;
	const char *const argv[] = {arena_printf(keep, "%s/postgres", programs), "-D", p->data_dir, "-c",
		arena_printf(keep, "unix_socket_directories=%s", p->socket_dir), NULL};
	const struct process server = {.argv = argv, .account = &p->account, .input = NULL, .log = log};
	clear_remains(p, keep);
	code = process_detach(&server, &started, e);
	if (code == ERR_OK)
		code = wait_until_ready(p, started, log, keep, e);
	if (code == ERR_OK)
		*pid = (int)started;
	close(log);
	return code;
}

enum err_code cluster_stop(const struct place *p, int pid, struct err *e)
{
	if (kill((pid_t)pid, SIGINT) != 0 && errno != ESRCH)
		return err_set(
			e, ERR_PRIVILEGE, 1919, "could not stop the server (process %d): %s", pid, strerror(errno));
	for (int waited = 0; waited < STOP_MS; waited += STEP_MS) {
		if (process_gone((pid_t)pid))
			return ERR_OK;
		wait_a_step();
	}
	err_set(e, ERR_SERVER, 1920, "the embedded PostgreSQL server did not stop within a minute");
	return err_hint(e, "The log is %s.", p->log);
}
