/* SPDX-License-Identifier: ISC */
/*
 * declared.c - what may be said about a key or boot argument where it is declared.
 *
 * A mistake is reported at the declaration. Of two with the same name it is the one in config.c
 * that is wrong, or the later one there: a device library was there first.
 */
#include "bin/graph/declared.h"
#include "bin/graph/options.h"
#include <ctype.h>
#include <string.h>

/* What lib/boot gives every unikernel, and what the graph's own common options are called. */
static const char arg_names[] = "help|name|delay|logs|l";
static const struct option *const mirage_options[] = { &option_file, &option_target,
    &option_context_file, &option_dry_run, &option_output, &option_json, &option_dot,
    &option_dot_command, &option_svg, &option_quiet, &option_verbose, &option_verbosity,
    &option_color, &option_help };

/* Something declared: a "key" or "boot argument". */
struct declared {
    const char *kind;
    const struct mirage_option *option;
    const struct trace *trace; /* when a device made it, and it has no line of its own */
};

static struct position position_of(const struct declared *d)
{
    if (d->option->file != NULL)
        return (struct position){ d->option->file, d->option->line };
    return trace_position(d->trace);
}

static void check_name(const struct declared *d)
{
    const char *name = option_full_name(d->option);

    for (const char *c = name; *c != '\0'; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '-')
            report_position(position_of(d),
                "the %s --%s: a name is made of lower-case letters, digits and _",
                d->kind, name);
    if (strlen(name) >= ARGS_NAME_MAX)
        report_position(
            position_of(d), "the %s --%s: its name is too long", d->kind, name);
}

static void check_default(const struct declared *d)
{
    struct args_problem problem = { 0 };
    struct items texts = { 0 };

    if (d->option->type == MIRAGE_ONE_OF && d->option->choices == NULL)
        report_position(position_of(d), "the %s --%s has no choices", d->kind,
            option_full_name(d->option));
    if (d->option->required || d->option->fallback == NULL)
        return;
    if (option_texts(d->option, d->option->fallback, &texts, &problem) != OK)
        report_position(position_of(d), "the default of the %s --%s: %s", d->kind,
            option_full_name(d->option), problem.text);
}

static bool is_in_config(const struct position *p)
{
    return p->file != NULL && strcmp(p->file, graph.config) == 0;
}

static _Noreturn void report_twice(const struct declared *a, const struct declared *b)
{
    struct position first = position_of(a), second = position_of(b);

    if (is_in_config(&first) && (!is_in_config(&second) || second.line < first.line)) {
        second = first;
        first = position_of(b);
    }
    report_position(second, "the %s --%s is declared twice, also at %s", a->kind,
        option_full_name(a->option), position_text(first));
}

static void check_twice(const struct items *all, size_t i)
{
    const struct declared *d = all->at[i];

    for (size_t j = 0; j < i; j++) {
        const struct declared *other = all->at[j];

        if (strcmp(option_full_name(other->option), option_full_name(d->option)) == 0)
            report_twice(other, d);
    }
}

static void check(const struct items *all)
{
    for (size_t i = 0; i < all->count; i++) {
        check_name(all->at[i]);
        check_default(all->at[i]);
        check_twice(all, i);
    }
}

static struct declared *declared(
    const char *kind, const struct mirage_option *o, const struct trace *t)
{
    struct declared *d = graph_take(sizeof *d);

    *d = (struct declared){ kind, o, t };
    return d;
}

void declared_check_keys(void)
{
    struct items all = { 0 };

    for (size_t i = 0; i < graph.keys.count; i++) {
        const struct mirage_option *o = ((const struct key *)graph.keys.at[i])->option;
        struct declared *d = declared("key", o, NULL);

        for (size_t j = 0; j < sizeof mirage_options / sizeof mirage_options[0]; j++)
            if (strcmp(option_full_name(o), mirage_options[j]->name) == 0)
                report_position(position_of(d),
                    "the key --%s: mirage has that option itself",
                    mirage_options[j]->name);
        items_append(&all, d);
    }
    check(&all);
}

void declared_check_args(void)
{
    struct items all = { 0 };

    for (size_t i = 0; i < graph.nodes.count; i++) {
        const struct node *n = graph.nodes.at[i];

        if (n->kind != NODE_ARG)
            continue;
        struct declared *d = declared("boot argument", n->arg, &n->trace);
        const char *name = option_full_name(n->arg);
        if (options_has_choice(arg_names, name))
            report_position(
                position_of(d), "the boot argument --%s: every unikernel has it", name);
        items_append(&all, d);
    }
    check(&all);
}

static bool is_taken(const struct node *arg)
{
    for (size_t i = 0; i < graph.nodes.count; i++) {
        const struct node *n = graph.nodes.at[i];

        for (size_t j = 0; j < n->input_count; j++)
            if (n->inputs[j] == arg)
                return true;
    }
    return false;
}

/* One that the keys leave out was still given to somebody, and is no mistake. */
void declared_warn_of_unused_args(void)
{
    for (size_t i = 0; i < graph.nodes.count; i++) {
        const struct node *n = graph.nodes.at[i];

        if (n->kind != NODE_ARG || n->arg->file == NULL || is_taken(n))
            continue;
        report_warning((struct position){ n->arg->file, n->arg->line },
            "the boot argument --%s is passed to no device or job, so the unikernel "
            "does not take it",
            option_full_name(n->arg));
    }
}
