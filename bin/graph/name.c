/* SPDX-License-Identifier: ISC */
/*
 * name.c - what devices and jobs are called in main.c.
 *
 * A device is called what its description says, or its directory. Where several would be called
 * the same they are numbered, in the order of main.c, and so is one whose name C or a header that
 * main.c includes has taken. Boot arguments are members of a struct and need none of this.
 */
#include "bin/graph/graph.h"
#include <ctype.h>
#include <string.h>

/* Of C, and of main.c itself. */
static const char *const words[] = { "alignas", "alignof", "asm", "auto", "bool", "break",
    "case", "char", "const", "constexpr", "continue", "default", "do", "double", "else",
    "enum", "extern", "false", "float", "for", "goto", "if", "inline", "int", "long",
    "nullptr", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "static_assert", "struct", "switch", "thread_local", "true", "typedef", "typeof",
    "typeof_unqual", "union", "unix", "linux", "unsigned", "void", "volatile", "while",
    "main", "errno", "arg", "args", "devices", "given", "jobs", "mine", "unikernel", "OK",
    "NULL" };

/* Every name that an instance brings into main.c is one of these with its own put in. */
static const char *const device_forms[] = { "%s", "%s_state", "%s_files", "%s_file_count",
    "connect_%s", "disconnect_%s", NULL };
static const char *const job_forms[] = { "run_%s", NULL };

/* Letters, digits and single underlines, none at the ends, not a digit first. */
static char *identifier(const char *text)
{
    char *name = graph_take(strlen(text) + 3);
    size_t len = 0;

    if (isdigit(
            (unsigned char)text[strcspn(text, "abcdefghijklmnopqrstuvwxyz"
                                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")]))
        name[len++] = 'n';
    for (; *text != '\0'; text++) {
        if (isalnum((unsigned char)*text) && (unsigned char)*text < 0x80)
            name[len++] = *text;
        else if (len > 0 && name[len - 1] != '_')
            name[len++] = '_';
    }
    while (len > 0 && name[len - 1] == '_')
        name[--len] = '\0';
    return len == 0 ? graph_copy("device") : name;
}

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    for (size_t i = 0; i < graph.reserved.count; i++)
        if (strcmp(graph.reserved.at[i], name) == 0)
            return true;
    return false;
}

static char *formed(const char *form, const char *name)
{
    const char *mark = strstr(form, "%s");

    return graph_text("%.*s%s%s", (int)(mark - form), form, name, mark + 2);
}

static bool is_free(const char *const *forms, const char *name)
{
    for (; *forms != NULL; forms++)
        if (is_reserved(formed(*forms, name)))
            return false;
    return true;
}

static void take(const char *const *forms, const char *name)
{
    for (; *forms != NULL; forms++)
        items_append(&graph.reserved, formed(*forms, name));
}

static const char *stem_of(const struct node *n)
{
    return identifier(n->kind == NODE_JOB ? n->function : n->device.name);
}

static bool is_alone(const struct node *n)
{
    for (size_t i = 0; i < graph.order.count; i++) {
        const struct node *other = graph.order.at[i];

        if (other != n && other->kind == n->kind &&
            strcmp(stem_of(other), stem_of(n)) == 0)
            return false;
    }
    return true;
}

static void name_instance(struct node *n)
{
    const char *const *forms = n->kind == NODE_JOB ? job_forms : device_forms;
    const char *stem = stem_of(n), *name = stem;
    size_t last = strlen(stem) - 1;

    /* "disk0" numbered is disk0_1, not disk01. */
    const char *line = isdigit((unsigned char)stem[last]) ? "_" : "";
    for (size_t i = 1; (i == 1 && !is_alone(n)) || !is_free(forms, name); i++)
        name = graph_text("%s%s%zu", stem, line, i);
    n->instance = name;
    take(forms, name);
}

void graph_name_instances(void)
{
    for (size_t i = 0; i < graph.jobs.count; i++)
        items_append(&graph.reserved,
            graph_copy(((const struct node *)graph.jobs.at[i])->function));
    for (size_t i = 0; i < graph.order.count; i++)
        name_instance(graph.order.at[i]);
}

const char *arg_variable(const struct mirage_option *o)
{
    char *name = graph_copy(option_full_name(o));

    for (char *c = name; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0)
            return graph_text("%s_", name);
    return name;
}
