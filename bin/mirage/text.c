/* SPDX-License-Identifier: ISC */
/*
 * text.c - memory, strings and lists of words.
 *
 * Everything lives until the tool ends: each piece of memory is chained to `struct tool`, so no
 * function has to say who frees what it returns.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct block {
    struct block *next;
    max_align_t octets[];
};

void *take(struct tool *t, size_t octets)
{
    struct block *b =
        octets < SIZE_MAX - sizeof *b ? calloc(1, sizeof *b + octets) : NULL;

    if (b == NULL) {
        fputs("mirage: out of memory\n", stderr);
        _Exit(FAILED);
    }
    b->next = t->blocks;
    t->blocks = b;
    return b->octets;
}

void take_all_back(struct tool *t)
{
    while (t->blocks != NULL) {
        struct block *b = t->blocks;

        t->blocks = b->next;
        free(b);
    }
}

char *text(struct tool *t, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t size = (size_t)vsnprintf(NULL, 0, format, args) + 1;
    char *result = take(t, size);
    vsnprintf(result, size, format, again);
    va_end(again);
    va_end(args);
    return result;
}

void words_add(struct tool *t, struct words *w, const char *word)
{
    if (w->count + 1 >= w->room) {
        size_t room = w->room == 0 ? 16 : 2 * w->room;
        const char **at = take(t, room * sizeof *at);

        for (size_t i = 0; i < w->count; i++)
            at[i] = w->at[i];
        w->at = at;
        w->room = room;
    }
    w->at[w->count++] = word;
    w->at[w->count] = NULL;
}

void words_add_split(struct tool *t, struct words *w, const char *words)
{
    while (*words != '\0') {
        size_t blanks = strspn(words, " \t");
        size_t len = strcspn(words + blanks, " \t");

        if (len > 0)
            words_add(t, w, text(t, "%.*s", (int)len, words + blanks));
        words += blanks + len;
    }
}

char *read_all(struct tool *t, int fd, size_t *len)
{
    size_t room = 1 << 14, used = 0;
    char *all = take(t, room);
    ssize_t got;

    while ((got = read(fd, all + used, room - 1 - used)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return NULL;
        used += (size_t)got;
        if (used == room - 1) {
            char *more = take(t, 2 * room);

            memcpy(more, all, used);
            all = more;
            room *= 2;
        }
    }
    if (len != NULL)
        *len = used;
    return all;
}

char *file_text(struct tool *t, const char *path, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return NULL;
    char *all = read_all(t, fd, len);
    int why = errno;
    close(fd);
    errno = why;
    return all;
}

bool file_exists(const char *path)
{
    struct stat s;

    return lstat(path, &s) == 0;
}

bool file_is_directory(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

char *next_line(char **rest)
{
    char *line = *rest;

    if (*line == '\0')
        return NULL;
    char *end = strchr(line, '\n');
    if (end == NULL) {
        *rest = line + strlen(line);
    } else {
        *end = '\0';
        *rest = end + 1;
    }
    return line;
}
