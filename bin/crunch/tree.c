/* SPDX-License-Identifier: ISC */
/*
 * tree.c - walks a directory.
 *
 * Nothing depends on the order in which the host lists names, nor on anything of a file but its
 * name and its octets. A link is judged by where it really leads: to follow it out of the directory
 * would put into the image what is not beside config.c, and to follow it to a directory that it is
 * in would never end.
 */
#define _GNU_SOURCE
#include "bin/crunch/tree.h"
#include "lib/crunch/crunch.h"
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Deeper than people nest folders, and far from the end of the stack. */
enum { DEPTH_MAX = 64 };

struct walk {
    struct tree tree;
    char *root; /* where the directory really is */
};

void tree_fail(const char *text, ...)
{
    va_list args;

    fputs("mirage-crunch: ", stderr);
    va_start(args, text);
    vfprintf(stderr, text, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

void *tree_grow(void *at, size_t size)
{
    void *grown = realloc(at, size == 0 ? 1 : size);

    if (grown == NULL)
        tree_fail("no memory for %zu octets", size);
    return grown;
}

void *tree_take(size_t size)
{
    return memset(tree_grow(NULL, size), 0, size);
}

static char *joined(const char *directory, const char *name)
{
    size_t len = strlen(directory) + strlen(name) + 2;
    char *path = tree_take(len);

    snprintf(path, len, "%s%s%s", directory, *directory == '\0' ? "" : "/", name);
    return path;
}

static struct entry *append(struct entries *list, const char *path, const char *name)
{
    if (list->count == list->max) {
        list->max = list->max == 0 ? 64 : 2 * list->max;
        list->at = tree_grow(list->at, list->max * sizeof *list->at);
    }
    list->at[list->count] = (struct entry){ .path = path, .name = name };
    return &list->at[list->count++];
}

/* --- Files ----------------------------------------------------------------------------------- */

static struct bytes read_file(const char *path)
{
    FILE *f = fopen(path, "rbe");
    struct stat s;

    if (f == NULL || fstat(fileno(f), &s) != 0)
        tree_fail("cannot read %s: %s", path, strerror(errno));
    size_t max = (size_t)s.st_size, len = 0;
    uint8_t *octets = tree_take(max);

    while (len < max) {
        size_t n = fread(octets + len, 1, max - len, f);

        if (n == 0)
            break;
        len += n;
    }
    if (ferror(f) || len < max)
        tree_fail("cannot read %s: %s", path,
            ferror(f) ? strerror(errno) : "it became shorter while it was read");
    fclose(f);
    return (struct bytes){ octets, len };
}

static void add_file(struct walk *w, const char *path, const char *name)
{
    struct entry *e = append(&w->tree.files, path, name);

    e->octets = read_file(path);
    crunch_digest(e->octets, e->digest);
}

/* --- Directories ----------------------------------------------------------------------------- */

/* Whether `path` is `directory` or below it; both are real. */
static bool is_within(const char *path, const char *directory)
{
    size_t len = strlen(directory);

    if (strncmp(path, directory, len) != 0)
        return false;
    return path[len] == '\0' || path[len] == '/' ||
           (len > 0 && directory[len - 1] == '/');
}

/* Ends the program unless the link leads to something inside that it is not itself in. */
static void check_link(const struct walk *w, const char *path, const char *parent)
{
    char *target = realpath(path, NULL);

    if (target == NULL)
        tree_fail("cannot follow the link %s: %s", path, strerror(errno));
    char *here = realpath(parent, NULL);

    if (here == NULL)
        tree_fail("cannot read the directory %s: %s", parent, strerror(errno));
    if (!is_within(target, w->root))
        tree_fail("the link %s leads out of the directory, to %s", path, target);
    if (is_within(here, target))
        tree_fail("the link %s leads to a directory that it is in", path);
    free(target);
    free(here);
}

static bool is_skipped(const char *name)
{
    return name[0] == '.' || name[strlen(name) - 1] == '~';
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_wanted(const struct dirent *e)
{
    return !is_skipped(e->d_name);
}

static void walk(struct walk *w, const char *path, const char *name, unsigned depth);

/* What `path` is, and what is below it. Depth is bounded by DEPTH_MAX. */
static void visit(
    struct walk *w, const char *parent, char *path, char *name, unsigned depth)
{
    struct stat s;

    if (lstat(path, &s) == 0 && S_ISLNK(s.st_mode))
        check_link(w, path, parent);
    if (stat(path, &s) != 0)
        tree_fail("cannot read %s: %s", path, strerror(errno));
    if (S_ISDIR(s.st_mode))
        walk(w, path, name, depth);
    else if (S_ISREG(s.st_mode))
        add_file(w, path, name);
    else
        tree_fail("%s is neither a file nor a directory", path);
}

static void walk(struct walk *w, const char *path, const char *name, unsigned depth)
{
    struct dirent **list;
    int count = scandir(path, &list, is_wanted, compare_names);

    if (count < 0)
        tree_fail("cannot read the directory %s: %s", path, strerror(errno));
    if (depth == DEPTH_MAX)
        tree_fail("%s is nested deeper than %d directories", path, DEPTH_MAX);
    append(&w->tree.directories, path, name);
    for (int i = 0; i < count; i++) {
        visit(w, path, joined(path, list[i]->d_name), joined(name, list[i]->d_name),
            depth + 1);
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): both names are kept in the tree */
        free(list[i]);
    }
    free(list);
}

/* --- The whole ------------------------------------------------------------------------------- */

static int compare_entries(const void *a, const void *b)
{
    return crunch_compare(bytes_of_text(((const struct entry *)a)->name),
        bytes_of_text(((const struct entry *)b)->name));
}

struct content {
    const struct entry *of;
};

/* By octets and then by place, so that of those that have the same the first is first here too. */
static int compare_contents(const void *a, const void *b)
{
    const struct entry *x = ((const struct content *)a)->of;
    const struct entry *y = ((const struct content *)b)->of;
    int order = bytes_compare(x->octets, y->octets);

    return order != 0 ? order : x < y ? -1 : x > y;
}

static void find_doubles(const struct entries *files)
{
    struct content *sorted = tree_take(files->count * sizeof *sorted);

    for (size_t i = 0; i < files->count; i++)
        sorted[i].of = &files->at[i];
    qsort(sorted, files->count, sizeof *sorted, compare_contents);
    for (size_t i = 0; i < files->count; i++) {
        const struct entry *e = sorted[i].of;
        bool same = i > 0 && bytes_equal(e->octets, sorted[i - 1].of->octets);
        size_t at = (size_t)(e - files->at);

        files->at[at].same_as = same ? sorted[i - 1].of->same_as : at;
    }
    free(sorted);
}

struct tree tree_read(const char *directory)
{
    size_t len = strlen(directory);
    char *path = strdup(directory);
    struct walk w = { .root = realpath(directory, NULL) };

    if (path == NULL || w.root == NULL)
        tree_fail("cannot read the directory %s: %s", directory, strerror(errno));
    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
    walk(&w, path, "", 0);
    if (w.tree.files.count > 0) {
        qsort(w.tree.files.at, w.tree.files.count, sizeof(struct entry), compare_entries);
        find_doubles(&w.tree.files);
    }
    free(w.root);
    return w.tree;
}
