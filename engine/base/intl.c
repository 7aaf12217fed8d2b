/*
 * intl.c: choosing the language of messages (see intl.h).
 *
 * gettext reads LANGUAGE only if the locale of LC_MESSAGES is not "C", and setlocale() refuses a
 * locale that was not generated.  C.UTF-8 is always there on Debian and is not "C": so the program
 * always runs in C.UTF-8, and LANGUAGE alone says which catalogue is used.
 */
#include "engine/base/intl.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "getsuji"

static const char *chosen = "en";

/* "ja", "ja_JP", "ja_JP.UTF-8", "ja:en" name Japanese; "en…", "C", "POSIX" English; else NULL. */
static const char *language_of(const char *name)
{
	size_t length = strcspn(name, "_.:@");

	if (length == 2 && strncmp(name, "ja", 2) == 0)
		return "ja";
	if ((length == 2 && strncmp(name, "en", 2) == 0) || strncmp(name, "C", length) == 0 ||
		strncmp(name, "POSIX", length) == 0)
		return "en";
	return NULL;
}

static const char *language_of_environment(void)
{
	static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);

		if (value != NULL && *value != '\0')
			return language_of(value);
	}
	return "en";
}

static bool bind_if_there(const char *directory)
{
	char catalogue[PATH_MAX];
	int length = snprintf(catalogue, sizeof catalogue, "%s/ja/LC_MESSAGES/" DOMAIN ".mo", directory);

	if (length < 0 || (size_t)length >= sizeof catalogue || access(catalogue, R_OK) != 0)
		return false;
	bindtextdomain(DOMAIN, directory);
	return true;
}

static void bind_catalogue(void)
{
	/* as built, as installed, as the tests are built */
	static const char *const beside[] = {"locale", "../share/locale", "../../locale"};
	char program[PATH_MAX - 32], directory[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash;

	program[length > 0 ? length : 0] = '\0';
	slash = strrchr(program, '/');
	for (size_t i = 0; slash != NULL && i < sizeof beside / sizeof *beside; i++) {
		snprintf(directory, sizeof directory, "%.*s/%s", (int)(slash - program), program, beside[i]);
		if (bind_if_there(directory))
			return;
	}
	bindtextdomain(DOMAIN, LOCALE_DIR);
}

bool intl_init(const char *language)
{
	const char *found = language != NULL ? language_of(language) : language_of_environment();

	chosen = found != NULL ? found : "en";
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL || setlocale(LC_MESSAGES, "C.UTF-8") == NULL) {
		setlocale(LC_CTYPE, "");
		setlocale(LC_MESSAGES, "");
	}
	setenv("LANGUAGE", chosen, 1);
	bind_catalogue();
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	return language == NULL || found != NULL;
}

const char *intl_language(void)
{
	return chosen;
}
