/* SPDX-License-Identifier: ISC */
/*
 * libraries.c - which libraries are linked, and why: those of the devices, those that config.c
 * needs, the runtime, and whatever these or the sources beside config.c include.
 *
 * A library is lib/NAME of the project or a folder NAME beside config.c with a NAME.h in it. What
 * it stands on is read off its own #include lines, so nobody has to list it. The headers are also
 * where the names come from that main.c may not give to anything of its own.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/graph.h"
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* What every image has. */
static const char *const runtime[] = { "base", "fiber", "boot", "args", "address" };

static char *project_folder(const char *library)
{
    return graph_text("%s/lib/%s", graph.home, library);
}

static bool is_name(const char *name)
{
    return *name != '\0' && strchr(name, '/') == NULL && name[0] != '.';
}

static bool is_of_project(const char *library)
{
    return is_name(library) && graph_is_directory(project_folder(library));
}

static bool is_local(const char *library)
{
    return is_name(library) && graph_is_file(graph_text("%s/%s.h", library, library));
}

const char *library_header(const char *library)
{
    return graph_text(
        "%s%s/%s.h", is_of_project(library) ? "lib/" : "", library, library);
}

const char *signature_header(const char *signature)
{
    const char *header = graph_text("sig/%s.h", signature);

    return graph_is_file(graph_text("%s/%s", graph.home, header)) ? header : NULL;
}

/* False: there is no such library. */
static bool add(const char *name, const char *reason)
{
    for (size_t i = 0; i < graph.libraries.count; i++)
        if (strcmp(((const struct library *)graph.libraries.at[i])->name, name) == 0)
            return true;
    if (!is_of_project(name) && !is_local(name))
        return false;
    struct library *l = graph_take(sizeof *l);
    *l = (struct library){ name, reason, !is_of_project(name) };
    items_append(&graph.libraries, l);
    return true;
}

/* --- Reading sources ------------------------------------------------------------------------- */

/* Blanks out comments. */
static void drop_comments(char *text)
{
    for (char *c = text; *c != '\0'; c++) {
        size_t len = 0;

        if (c[0] == '"')
            len = strcspn(c + 1, "\"\n");
        if (len > 0)
            c += len;
        if (strncmp(c, "//", 2) == 0)
            len = strcspn(c, "\n");
        else if (strncmp(c, "/*", 2) == 0)
            len = strstr(c + 2, "*/") == NULL ? strlen(c)
                                              : (size_t)(strstr(c + 2, "*/") + 2 - c);
        else
            continue;
        memset(c, ' ', len);
        c += len - 1;
    }
}

static size_t word_len(const char *text)
{
    size_t len = 0;

    while (isalnum((unsigned char)text[len]) || text[len] == '_')
        len++;
    return len;
}

/* The library that `path` of an #include is of: lib/NAME/..., or NAME/... beside config.c. */
static const char *library_of_path(const char *path, size_t len)
{
    bool has_lib = strncmp(path, "lib/", 4) == 0;

    path += has_lib ? 4 : 0;
    len -= has_lib ? 4 : 0;
    size_t name = strcspn(path, "/");
    char *library = graph_text("%.*s", (int)name, path);
    return name < len && (has_lib || is_local(library)) ? library : NULL;
}

static void read_includes(const char *text, const char *reason)
{
    for (const char *at = text; (at = strstr(at, "#include \"")) != NULL;) {
        at += strlen("#include \"");
        const char *library = library_of_path(at, strcspn(at, "\"\n"));

        if (library != NULL)
            add(library, reason);
    }
}

/* Functions and macros: words before a parenthesis, and after #define. */
static void read_names(const char *text)
{
    while (*text != '\0') {
        size_t len = word_len(text);
        const char *behind = text + len + strspn(text + len, " ");

        if (len == 6 && strncmp(text, "define", 6) == 0) {
            text = behind;
            items_append(&graph.reserved, graph_text("%.*s", (int)word_len(text), text));
        } else if (len > 0 && *behind == '(') {
            items_append(&graph.reserved, graph_text("%.*s", (int)len, text));
        }
        text += len == 0 ? 1 : len;
    }
}

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);

    return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

/* Tests, device descriptions and config.c are not part of an image. */
static int is_source(const struct dirent *entry)
{
    const char *name = entry->d_name;

    if (strcmp(name, graph.config) == 0)
        return false;
    return ends_with(name, ".h") ||
           (ends_with(name, ".c") && !ends_with(name, "_test.c") &&
               !ends_with(name, "_fuzz.c") && !ends_with(name, "_device.c"));
}

/* Without a reason for what is included there it is the file. */
static void read_folder(const char *folder, const char *reason)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_source, alphasort);

    for (int i = 0; i < count; i++) {
        char *text = graph_file(graph_text("%s/%s", folder, entries[i]->d_name));

        if (text != NULL) {
            read_includes(text, reason != NULL
                                    ? reason
                                    : graph_text("included by %s", entries[i]->d_name));
            drop_comments(text);
            if (ends_with(entries[i]->d_name, ".h"))
                read_names(text);
        }
        free(entries[i]);
    }
    free(entries);
}

/* --- All of them ----------------------------------------------------------------------------- */

static void add_device_libraries(void)
{
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *n = graph.order.at[i];
        const struct mirage_device *d = &n->device;

        if (n->kind != NODE_DEVICE)
            continue;
        const char *reason = graph_text("device %s", d->name);
        if (d->library != NULL && !add(d->library, reason))
            report_at(&n->trace,
                "%s: there is no library '%s', neither in the project nor beside %s",
                node_title(n), d->library, graph.config);
        if (d->header != NULL)
            read_includes(graph_text("#include \"%s\"", d->header), reason);
    }
}

static void add_needed(void)
{
    for (size_t i = 0; i < graph.needed.count; i++) {
        const struct need *n = graph.needed.at[i];

        if (n->name == NULL ||
            !add(n->name,
                graph_text("need() at %s", position_text(trace_position(&n->trace)))))
            report_at(&n->trace,
                "need(): there is no library '%s', neither in the project nor beside %s",
                n->name == NULL ? "" : n->name, graph.config);
    }
}

/* Reads those that are not read yet, also while more are found. */
static size_t read_libraries(size_t from)
{
    for (; from < graph.libraries.count; from++) {
        const struct library *l = graph.libraries.at[from];

        read_folder(l->is_local ? l->name : project_folder(l->name),
            graph_text("included by %s", l->name));
    }
    return from;
}

void graph_close_libraries(void)
{
    for (size_t i = 0; i < sizeof runtime / sizeof runtime[0]; i++)
        if (!add(runtime[i], "the runtime"))
            report_error("there is no library %s in %s/lib", runtime[i], graph.home);
    add_device_libraries();
    add_needed();
    read_folder(".", NULL);
    read_folder(graph_text("%s/sig", graph.home), "a signature");
    size_t read = read_libraries(0);
    read_folder(graph_text("%s/target/%s", graph.home, graph.target),
        graph_text("the target %s", graph.target));
    read_libraries(read);
}
