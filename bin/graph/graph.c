/* SPDX-License-Identifier: ISC */
/* graph.c - the graph's variable, memory that lives until the process ends, and files. */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/graph.h"
#include "bin/graph/declared.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct graph graph = {
    .config = "config.c", .target = "unix", .home = "", .version = ""
};

static _Noreturn void out_of_memory(void)
{
    fputs("mirage: error: out of memory\n", stderr);
    exit(STATUS_BUG);
}

/* All memory hangs together, so that a leak checker sees what was really lost. */
struct block {
    struct block *next;
    max_align_t octets[];
};
static struct block *blocks;

void *graph_take(size_t octets)
{
    struct block *b = calloc(1, sizeof *b + octets);

    if (b == NULL)
        out_of_memory();
    b->next = blocks;
    blocks = b;
    return b->octets;
}

void graph_give_all(void)
{
    while (blocks != NULL) {
        struct block *b = blocks;

        blocks = b->next;
        free(b);
    }
}

void items_append(struct items *l, void *item)
{
    if (l->count == l->room) {
        l->room = l->room == 0 ? 16 : 2 * l->room;
        void **more = graph_take(l->room * sizeof *more);

        if (l->count > 0)
            memcpy(more, l->at, l->count * sizeof *more);
        l->at = more;
    }
    l->at[l->count++] = item;
}

char *graph_copy(const char *text)
{
    return text == NULL ? NULL : graph_text("%s", text);
}

char *graph_text(const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t size = (size_t)vsnprintf(NULL, 0, format, args) + 1;
    char *text = graph_take(size);
    vsnprintf(text, size, format, again);
    va_end(again);
    va_end(args);
    return text;
}

char *graph_file(const char *path)
{
    FILE *f = graph_is_file(path) ? fopen(path, "rbe") : NULL;
    char *text = NULL, *copy = NULL;
    size_t room = 0;

    if (f == NULL)
        return NULL;
    if (getdelim(&text, &room, '\0', f) >= 0)
        copy = graph_copy(text);
    else if (!ferror(f))
        copy = graph_copy("");
    free(text);
    fclose(f);
    return copy;
}

bool graph_is_file(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

bool graph_is_directory(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

struct artefact artefact_of(const char *path, void (*emit)(FILE *out))
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL)
        out_of_memory();
    emit(out);
    if (fclose(out) != 0)
        out_of_memory();
    struct artefact a = { .path = path, .text = graph_take(len + 1), .len = len };
    memcpy(a.text, text, len);
    free(text);
    return a;
}

const char *graph_image(void)
{
    return graph.output != NULL ? graph.output : graph.name;
}

void graph_build(void (*describe)(void), const char *command)
{
    describe();
    if (!graph.has_unikernel)
        report_position((struct position){ 0 }, "config() does not call unikernel()");
    keys_finish(command);
    declared_check_args();
    graph_order();
    graph_close_libraries();
    graph_name_instances();
}

struct items artefacts(void)
{
    static const struct {
        const char *path;
        void (*emit)(FILE *out);
    } rows[] = {
        { "Makefile", emit_make },
        { "compile_commands.json", emit_compile_commands },
        { "mirage/main.c", emit_main },
        { "mirage/jobs.h", emit_jobs },
        { "mirage/context", emit_context },
    };
    struct items all = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct artefact *a = graph_take(sizeof *a);

        *a = artefact_of(rows[i].path, rows[i].emit);
        items_append(&all, a);
    }
    return all;
}
