/*
 * xlsx.c: a workbook from opening to closing, its temporary folder, its errors.
 */
#include "reports/backend/xlsx.h"

#include "reports/backend/xlsx_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool xlsx_check(struct xlsx *w, lxw_error code)
{
	if (code == LXW_NO_ERROR)
		return w->failed.code == ERR_OK;
	if (w->failed.code != ERR_OK)
		return false;
	switch (code) {
	case LXW_ERROR_CREATING_XLSX_FILE:
	case LXW_ERROR_CREATING_TMPFILE:
	case LXW_ERROR_READING_TMPFILE:
	case LXW_ERROR_ZIP_FILE_OPERATION:
	case LXW_ERROR_ZIP_FILE_ADD:
	case LXW_ERROR_ZIP_CLOSE:
		err_set(&w->failed, ERR_DISK, 1720, "workbook could not be written: %s", lxw_strerror(code));
		err_detail(&w->failed, "%s", w->path);
		err_hint(&w->failed, "Free some space or check the permissions of the folder, then resume the run.");
		return false;
	default:
		err_set(
			&w->failed, ERR_INTERNAL, 1721, "the workbook library refused a call: %s", lxw_strerror(code));
		err_detail(&w->failed, "%s", w->path);
		return false;
	}
}

/* --- the temporary folder --- */

/* Removes the files that a killed process left in the folder; there are none below it. */
static void empty_folder(const char *path)
{
	DIR *dir = opendir(path);

	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

static void remove_folder(struct xlsx *w)
{
	if (!w->temporary)
		return;
	empty_folder(w->temporary);
	rmdir(w->temporary);
	w->temporary = NULL;
}

static enum err_code make_folder(struct xlsx *w, struct err *e)
{
	const char *slash = strrchr(w->path, '/'), *name = strrchr(w->about.name, '/');
	char *path = arena_printf(w->keep, "%.*s.%s.d", slash ? (int)(slash - w->path) + 1 : 0, w->path,
		name ? name + 1 : w->about.name);
	struct stat st;

	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		err_set(e, ERR_DISK, 1722, "temporary folder could not be made: %s", strerror(errno));
		err_detail(e, "%s", path);
		return err_hint(e, "Check space and permissions of the folder for artifacts.");
	}
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() || chmod(path, 0700) != 0) {
		err_set(e, ERR_DISK, 1723, "temporary folder belongs to somebody else");
		err_detail(e, "%s", path);
		return err_hint(e, "Remove it and resume the run.");
	}
	empty_folder(path);
	w->temporary = path;
	return ERR_OK;
}

/* --- opening and closing --- */

static void throw_away(void *p)
{
	struct xlsx *w = p;

	if (w->book)
		lxw_workbook_free(w->book);
	w->book = NULL;
	remove_folder(w);
}

enum err_code xlsx_open(
	const char *path, const struct xlsx_about *about, struct arena *keep, struct xlsx **out, struct err *e)
{
	struct xlsx *w = arena_alloc(keep, sizeof(*w));
	lxw_workbook_options options = {.constant_memory = !about->charts, .use_zip64 = 0};
	lxw_doc_properties properties = {.title = (char *)about->title, .subject = (char *)about->subject};

	w->keep = keep;
	w->path = arena_strdup(keep, path);
	w->about = *about;
	w->row_limit = about->row_limit > 0 ? about->row_limit : XLSX_ROWS_MAX;
	if (make_folder(w, e) != ERR_OK)
		return e->code;
	arena_defer(keep, throw_away, w);
	options.tmpdir = w->temporary;
	w->book = workbook_new_opt(w->path, &options);
	if (!w->book)
		return err_set(e, ERR_ENVIRONMENT, 1724, "the workbook library has no memory");
	properties.author = (char *)"Getsuji";
	properties.created = (time_t)month_first(about->month) * 86400;
	xlsx_check(w, workbook_set_properties(w->book, &properties));
	xlsx_style_make(w);
	if (w->failed.code != ERR_OK) {
		*e = w->failed;
		return e->code;
	}
	*out = w;
	return ERR_OK;
}

/* Rows lie in temporary files of the library, which does not look whether they could be written: a full
 * disk would leave a list that ends early.  So: were all rows written, and is there room to assemble them? */
static void check_space(struct xlsx *w)
{
	struct statvfs fs;
	unsigned long long needed = 1 << 20;
	lxw_worksheet *tab;

	STAILQ_FOREACH(tab, w->book->worksheets, list_pointers)
	{
		long size;

		if (!tab->optimize_tmpfile)
			continue;
		if (fflush(tab->optimize_tmpfile) != 0 || ferror(tab->optimize_tmpfile)) {
			xlsx_check(w, LXW_ERROR_CREATING_TMPFILE);
			return;
		}
		/* once more for the sheet with its header, and again for the file itself at the very worst */
		size = ftell(tab->optimize_tmpfile);
		needed += size > 0 ? 2ULL * (unsigned long long)size : 0;
	}
	if (statvfs(w->temporary, &fs) == 0 && (unsigned long long)fs.f_bavail * fs.f_frsize < needed)
		xlsx_check(w, LXW_ERROR_CREATING_TMPFILE);
}

enum err_code xlsx_close(struct xlsx *w, struct err *e)
{
	locale_t plain, before;
	lxw_workbook *book;

	for (struct xlsx_sheet *s = w->first; s; s = s->next)
		xlsx_sheet_finish(s);
	if (w->failed.code == ERR_OK)
		check_space(w);
	if (w->failed.code == ERR_OK) {
		/* the library prints widths and margins with printf: no decimal comma, whatever the locale */
		plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
		before = plain ? uselocale(plain) : (locale_t)0;
		book = w->book;
		w->book = NULL; /* closing frees it, also when it fails */
		xlsx_check(w, workbook_close(book));
		if (plain) {
			uselocale(before);
			freelocale(plain);
		}
	}
	throw_away(w);
	if (w->failed.code == ERR_OK)
		return ERR_OK;
	*e = w->failed;
	return e->code;
}
