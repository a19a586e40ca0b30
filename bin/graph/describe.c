/* SPDX-License-Identifier: ISC */
/*
 * describe.c - the graph for people: name, target, keys, boot arguments, devices below the jobs
 * that need them, and libraries with the reason why each is linked.
 */
#include "bin/graph/graph.h"
#include <string.h>

/* Rows of up to three columns, the first two as wide as their longest text. */
struct table {
    struct items texts; /* three a row */
};

static void add_row(
    struct table *t, const char *first, const char *second, const char *third)
{
    items_append(&t->texts, graph_copy(first));
    items_append(&t->texts, graph_copy(second));
    items_append(&t->texts, graph_copy(third == NULL ? "" : third));
}

static int width_of(const struct table *t, size_t column)
{
    size_t width = 0;

    for (size_t i = column; i < t->texts.count; i += 3)
        if (strlen(t->texts.at[i]) > width)
            width = strlen(t->texts.at[i]);
    return (int)width;
}

static void put_table(FILE *out, const char *heading, const struct table *t)
{
    int first = width_of(t, 0), second = width_of(t, 1);

    if (t->texts.count == 0)
        return;
    fprintf(out, "\n%s\n", heading);
    for (size_t i = 0; i < t->texts.count; i += 3) {
        const char *line =
            graph_text("  %-*s  %-*s  %s", first, (const char *)t->texts.at[i], second,
                (const char *)t->texts.at[i + 1], (const char *)t->texts.at[i + 2]);
        size_t len = strlen(line);

        while (len > 0 && line[len - 1] == ' ')
            len--;
        fprintf(out, "%.*s\n", (int)len, line);
    }
}

static void put_keys(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.keys.count; i++) {
        const struct key *k = graph.keys.at[i];
        const struct mirage_option *o = k->option;
        bool has_default = !o->required && o->fallback != NULL;
        const char *origin = !k->is_given  ? "default"
                             : has_default ? graph_text("given, default %s", o->fallback)
                                           : "given";

        add_row(&t, graph_text("--%s=%s", option_full_name(o), option_joined(&k->texts)),
            origin, o->doc);
    }
    put_table(out, "Keys", &t);
}

static void put_args(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.args.count; i++) {
        const struct mirage_option *o = ((const struct node *)graph.args.at[i])->arg;
        bool has_default = !o->required && o->fallback != NULL;

        add_row(&t, key_forms(o),
            o->required   ? "required"
            : has_default ? graph_text("default %s", o->fallback)
                          : "no default",
            o->doc);
    }
    put_table(out, "Boot arguments", &t);
}

static const char *title_of(const struct node *n)
{
    return n->kind == NODE_ARG ? graph_text("--%s", option_full_name(n->arg))
                               : n->instance;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as config.c nests devices
static void add_tree(struct table *t, struct node *n, int depth)
{
    const char *title = graph_text("%*s%s", 2 * depth, "", title_of(n));
    bool is_again = n->is_described && n->input_count > 0;

    add_row(t, title, n->kind == NODE_ARG ? "boot argument" : n->signature,
        is_again ? "(as above)" : n->device.why);
    n->is_described = true;
    for (size_t i = 0; i < n->input_count && !is_again; i++)
        add_tree(t, n->inputs[i], depth + 1);
}

static void put_devices(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.order.count; i++)
        ((struct node *)graph.order.at[i])->is_described = false;
    for (size_t i = 0; i < graph.order.count; i++) {
        struct node *n = graph.order.at[i];

        if (n->kind == NODE_JOB)
            add_tree(&t, n, 0);
    }
    put_table(out, "Jobs and what they stand on", &t);
}

static void put_choices(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.choices.count; i++) {
        const struct choice *c = graph.choices.at[i];

        if (c->taken->is_reached)
            add_row(&t, key_word(c->key), node_title(c->taken),
                graph_text("otherwise %s", node_title(c->other)));
    }
    put_table(out, "Choices", &t);
}

static void put_libraries(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.libraries.count; i++) {
        const struct library *l = graph.libraries.at[i];

        add_row(
            &t, l->name, graph_text("%s%s", l->reason, l->is_local ? ", local" : ""), "");
    }
    put_table(out, "Libraries", &t);
}

static void put_packages(FILE *out)
{
    struct table t = { 0 };

    for (size_t i = 0; i < graph.packages.count; i++)
        add_row(&t, graph.packages.at[i], "", "");
    put_table(out, "Packages", &t);
}

void describe_text(FILE *out)
{
    fprintf(out, "Name    %s\nTarget  %s\n", graph_image(), graph.target);
    put_keys(out);
    put_args(out);
    put_devices(out);
    put_choices(out);
    put_libraries(out);
    put_packages(out);
}
