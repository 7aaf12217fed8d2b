/*
 * place.c: see place.h.
 *
 * What the server's user must be able to enter is tried by a child that became that user, not computed
 * from modes: access lists and mount options count too.
 */
#include "engine/server/place.h"

#include "engine/base/file.h"
#include "getsuji/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SOCKET_PATH_MAX = 107, /* sun_path, without its terminating zero */
	PLACE_FILE_MAX = 4096,
	LOG_MAX = 8 * 1024 * 1024
};

#define ELSEWHERE   "/var/lib/getsuji"
#define SOCKET_NAME "/.s.PGSQL.5432"

static enum err_code no_folder(const char *path, struct err *e)
{
	return err_set(e, ERR_DISK, 1904, "could not make the folder %s: %s", path, strerror(errno));
}

static enum err_code account_of(uid_t uid, struct arena *keep, struct account *out, struct err *e)
{
	const struct passwd *entry = getpwuid(uid);
	if (entry == NULL) {
		err_set(e, ERR_ENVIRONMENT, 1905, "user number %ld has no name", (long)uid);
		return err_hint(e, "PostgreSQL knows users by name: add one to /etc/passwd.");
	}
	*out = (struct account){.uid = uid, .gid = entry->pw_gid, .name = arena_strdup(keep, entry->pw_name)};
	return ERR_OK;
}

/* A cluster that is there belongs to its folder's owner; a new one to us, or to postgres for root. */
static enum err_code find_account(struct place *p, struct arena *keep, struct err *e)
{
	struct stat data;
	p->exists = lstat(p->data_dir, &data) == 0;
	if (p->exists && geteuid() != 0 && data.st_uid != geteuid()) {
		err_set(e, ERR_PRIVILEGE, 1906, "the server in %s belongs to another user", p->home);
		return err_hint(e, "Run as that user or as root, or name another state directory with --state.");
	}
	if (p->exists)
		return account_of(data.st_uid, keep, &p->account, e);
	if (geteuid() != 0)
		return account_of(geteuid(), keep, &p->account, e);
	const struct passwd *entry = getpwnam("postgres");
	if (entry == NULL) {
		err_set(e, ERR_ENVIRONMENT, 1907, "there is no user postgres to run the server as");
		return err_hint(e, "Install Debian's package postgresql, or start as an ordinary user.");
	}
	return account_of(entry->pw_uid, keep, &p->account, e);
}

static const char *short_hash(const char *text, struct arena *keep)
{
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	digest_sha256(text, strlen(text), digest);
	return arena_strndup(keep, digest_hex(digest, hex), 16);
}

/* A socket's folder must be short, and plain: libpq takes a comma for a list of hosts. */
static bool socket_can_be_in(const char *folder)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@";
	return strlen(folder) + strlen(SOCKET_NAME) <= SOCKET_PATH_MAX && folder[strspn(folder, plain)] == '\0';
}

static void set_home(struct place *p, const char *home, struct arena *keep)
{
	p->home = home;
	p->data_dir = arena_printf(keep, "%s/data", home);
	p->new_data_dir = arena_printf(keep, "%s/data.new", home);
	p->log = arena_printf(keep, "%s/server.log", home);
	p->socket_dir = arena_printf(keep, "%s/socket", home);
	if (!socket_can_be_in(p->socket_dir))
		p->socket_dir = arena_printf(keep, "/tmp/getsuji-%s", short_hash(home, keep));
}

static const char *place_file(const struct place *p, struct arena *keep)
{
	return arena_printf(keep, "%s/server.place", p->state_dir);
}

static enum err_code find_home(struct place *p, struct arena *keep, struct err *e)
{
	char *home = NULL;
	size_t length;
	const char *file = place_file(p, keep);
	if (access(file, F_OK) != 0) {
		set_home(p, arena_printf(keep, "%s/postgres", p->state_dir), keep);
		return ERR_OK;
	}
	enum err_code code = file_read(file, PLACE_FILE_MAX, keep, &home, &length, e);
	if (code != ERR_OK)
		return code;
	home[strcspn(home, "\n")] = '\0';
	if (strncmp(home, ELSEWHERE "/", sizeof ELSEWHERE) != 0 || strstr(home, "..") != NULL) {
		err_set(e, ERR_INPUT, 1908, "%s does not name a folder of %s", file, ELSEWHERE);
		return err_hint(e, "Remove the file; the cluster is then looked for in the state directory.");
	}
	p->elsewhere = true;
	set_home(p, home, keep);
	return ERR_OK;
}

static enum err_code find_state(const char *state_dir, struct arena *keep, struct place *p, struct err *e)
{
	char real[PATH_MAX];
	if (realpath(state_dir, real) == NULL)
		return err_set(
			e, ERR_DISK, 1909, "could not enter the state directory %s: %s", state_dir, strerror(errno));
	p->state_dir = arena_strdup(keep, real);
	return ERR_OK;
}

enum err_code place_look(const char *state_dir, struct arena *keep, struct place **out, struct err *e)
{
	struct place *p = arena_alloc(keep, sizeof *p);
	*out = NULL;
	p->lock = -1;
	if (access(state_dir, F_OK) != 0)
		return ERR_OK;
	enum err_code code = find_state(state_dir, keep, p, e);
	if (code == ERR_OK)
		code = find_home(p, keep, e);
	if (code == ERR_OK)
		code = find_account(p, keep, e);
	if (code == ERR_OK && p->exists)
		*out = p;
	return code;
}

/* Makes one folder for the server's user; what stands there already must be a folder of his or ours
 * that nobody else can write to (/tmp is open to all). */
static enum err_code make_owned(const char *path, const struct account *account, struct err *e)
{
	struct stat is;
	enum err_code code = ERR_OK;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return no_folder(path, e);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return no_folder(path, e);
	if (fstat(fd, &is) != 0)
		code = no_folder(path, e);
	else if ((is.st_uid != account->uid && is.st_uid != geteuid()) || (is.st_mode & 0022) != 0) {
		err_set(e, ERR_PRIVILEGE, 1910, "the folder %s is not ours alone", path);
		err_hint(e, "Remove it, or name another state directory with --state.");
		code = e->code;
	} else if (is.st_uid != account->uid && fchown(fd, account->uid, account->gid) != 0)
		code = no_folder(path, e);
	close(fd);
	return code;
}

/* Whether the account can work in a folder. */
static bool can_work_in(const char *folder, const struct account *account)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		bool became = geteuid() != 0 || (setgid(account->gid) == 0 && setuid(account->uid) == 0);
		_exit(became && access(folder, R_OK | W_OK | X_OK) == 0 ? 0 : 1);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static enum err_code go_elsewhere(struct place *p, struct arena *keep, struct err *e)
{
	if (mkdir(ELSEWHERE, 0755) != 0 && errno != EEXIST)
		return no_folder(ELSEWHERE, e);
	(void)rmdir(p->home); /* the empty one that was of no use */
	set_home(p, arena_printf(keep, "%s/%s", ELSEWHERE, short_hash(p->state_dir, keep)), keep);
	p->elsewhere = true;
	/* There may be one already, of a state directory that was deleted: nothing is thrown away. */
	enum err_code code = find_account(p, keep, e);
	if (code == ERR_OK)
		code = make_owned(p->home, &p->account, e);
	if (code != ERR_OK)
		return code;
	if (!can_work_in(p->home, &p->account)) {
		err_set(e, ERR_ENVIRONMENT, 1911, "user %s can work neither in the state directory nor in %s",
			p->account.name, p->home);
		return err_hint(e, "Name a state directory that it can enter with --state.");
	}
	const char *line = arena_printf(keep, "%s\n", p->home);
	return file_write(place_file(p, keep), line, strlen(line), e);
}

static enum err_code lock_state(struct place *p, struct arena *keep, struct err *e)
{
	const char *path = arena_printf(keep, "%s/server.lock", p->state_dir);
	p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (p->lock >= 0) {
		while (flock(p->lock, LOCK_EX) != 0)
			if (errno != EINTR)
				return err_set(e, ERR_DISK, 1912, "could not lock %s: %s", path, strerror(errno));
		return ERR_OK;
	}
	err_set(e, errno == EACCES || errno == EPERM ? ERR_PRIVILEGE : ERR_DISK, 1913, "could not open %s: %s",
		path, strerror(errno));
	return err_hint(e, "Run as the user who owns the state directory, or name another with --state.");
}

void place_unlock(struct place *p)
{
	if (p != NULL && p->lock >= 0)
		close(p->lock);
	if (p != NULL)
		p->lock = -1;
}

enum err_code place_make(const char *state_dir, struct arena *keep, struct place **out, struct err *e)
{
	struct place *p = arena_alloc(keep, sizeof *p);
	*out = NULL;
	p->lock = -1;
	bool fresh = access(state_dir, F_OK) != 0;
	enum err_code code = file_make_folder(state_dir, e);
	/* Enough for the server's user to pass through; what is inside keeps its own modes. */
	if (code == ERR_OK && fresh && geteuid() == 0 && chmod(state_dir, 0711) != 0)
		code = no_folder(state_dir, e);
	if (code == ERR_OK)
		code = find_state(state_dir, keep, p, e);
	if (code == ERR_OK)
		code = lock_state(p, keep, e);
	if (code == ERR_OK)
		code = find_home(p, keep, e);
	if (code == ERR_OK)
		code = find_account(p, keep, e);
	if (code == ERR_OK)
		code = make_owned(p->home, &p->account, e);
	if (code == ERR_OK && !can_work_in(p->home, &p->account) && !p->exists)
		code = go_elsewhere(p, keep, e);
	if (code == ERR_OK)
		code = make_owned(p->socket_dir, &p->account, e);
	if (code == ERR_OK)
		*out = p;
	else
		place_unlock(p);
	return code;
}

enum err_code place_open_log(const struct place *p, int *fd, struct err *e)
{
	char old[PATH_MAX];
	struct stat is;
	if (lstat(p->log, &is) == 0 && is.st_size > LOG_MAX &&
		(size_t)snprintf(old, sizeof old, "%s.1", p->log) < sizeof old)
		(void)rename(p->log, old); /* if not, it goes on growing: no reason to stop */
	*fd = open(p->log, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0 || fchown(*fd, p->account.uid, p->account.gid) != 0) {
		if (*fd >= 0)
			close(*fd);
		*fd = -1;
		return err_set(e, ERR_DISK, 1914, "could not write the log %s: %s", p->log, strerror(errno));
	}
	return ERR_OK;
}
