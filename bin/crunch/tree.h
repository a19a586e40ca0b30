/* SPDX-License-Identifier: ISC */
/*
 * tree.h - the files below a directory, read into memory, in the order in which they are written.
 *
 * Dot files and what editors leave behind (NAME~) are skipped. Links are followed as long as they
 * lead to something inside the directory. The program ends with a message at whatever is wrong: a
 * site with a page missing is not a site to build.
 */
#pragma once
#include "lib/base/bytes.h"

/* A file, or for make's sake a directory. */
struct entry {
    const char *path; /* as to be opened from the current folder */
    const char *name; /* its key: the path behind the directory */
    struct bytes octets;
    uint8_t digest[16];

    /* The first file of the same octets, perhaps itself: the one whose octets are linked in. */
    size_t same_as;
};

struct entries {
    struct entry *at;
    size_t count, max;
};

struct tree {
    struct entries files; /* in the order of crunch_compare */
    struct entries directories;
};

/* `directory` may end with slashes. What it gives is kept until the program ends. */
struct tree tree_read(const char *directory);

/* Prints "mirage-crunch: ..." and ends the program. */
[[gnu::format(printf, 1, 2)]] _Noreturn void tree_fail(const char *text, ...);

/* As malloc and realloc, but end the program when there is no memory. */
void *tree_take(size_t size);
void *tree_grow(void *at, size_t size);
