/* SPDX-License-Identifier: ISC */
/*
 * home.c - where the project's files are: the headers, the rules for make, the libraries' sources.
 *
 * The tool looks beside itself, so that it works from the source tree, installed anywhere, and
 * moved afterwards:
 *
 *     TREE/build/VARIANT/bin/mirage/mirage    TREE                 TREE/build/VARIANT/...a
 *     PREFIX/bin/mirage                       PREFIX/share/mirage  PREFIX/lib/mirage/...a
 *
 * MIRAGE_HOME, if set, is taken for the middle column.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARCHIVE "libmirage-graph.a"

/* `path` without its last `n` parts. */
static const char *above(struct tool *t, const char *path, unsigned n)
{
    size_t len = strlen(path);

    while (n > 0 && len > 0)
        if (path[--len] == '/')
            n--;
    return text(t, "%.*s", (int)len, path);
}

static const char *this_program(struct tool *t)
{
    char *path = take(t, PATH_MAX);
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

    return len < 0 ? NULL : path;
}

static enum status read_version(struct tool *t)
{
    const char *path = text(t, "%s/VERSION", t->home);
    char *all = file_text(t, path, NULL);

    if (all == NULL)
        return fail(t, "the installation is not complete: cannot read %s: %s", path,
            strerror(errno));
    t->version = next_line(&all);
    if (t->version == NULL)
        return fail(t, "the installation is broken: %s is empty", path);
    return DONE;
}

enum status find_home(struct tool *t)
{
    const char *home = getenv("MIRAGE_HOME");

    t->exe = this_program(t);
    if (t->exe == NULL)
        return fail(t, "cannot read /proc/self/exe: %s", strerror(errno));

    const char *tree = above(t, t->exe, 5);
    if (file_exists(text(t, "%s/mk/unikernel.mk", tree))) {
        t->home = tree;
        t->graph = text(t, "%s/" ARCHIVE, above(t, t->exe, 3));
    } else {
        t->home = text(t, "%s/share/mirage", above(t, t->exe, 2));
        t->graph = text(t, "%s/lib/mirage/" ARCHIVE, above(t, t->exe, 2));
    }
    if (home != NULL && *home != '\0') {
        char *whole = realpath(home, NULL);

        if (whole == NULL)
            return fail(t, "MIRAGE_HOME is '%s': %s", home, strerror(errno));
        t->home = text(t, "%s", whole);
        free(whole);
    }
    return read_version(t);
}
