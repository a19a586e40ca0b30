/* SPDX-License-Identifier: ISC */
/*
 * order.c - what of the graph is linked: everything that a job given to unikernel() stands on, each
 * after its own inputs. That is the order in which main.c defines and boot() connects them.
 *
 * Only here is a device held against the target and the folder: config.c may well make one for
 * another target and then not use it.
 */
#include "bin/graph/graph.h"
#include "bin/graph/options.h"
#include <string.h>

static void check_directory(const struct node *n, const char *directory)
{
    if (directory == NULL)
        return;
    if (*directory == '/')
        report_at(&n->trace, "%s: '%s' is not beside %s", node_title(n), directory,
            graph.config);
    if (!graph_is_directory(directory))
        report_at(&n->trace, "%s: there is no directory '%s'", node_title(n), directory);
}

/* make splits its lists at blanks, and FILES has colons. */
static void check_files(const struct node *n)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._/+-";
    const char *files = n->device.files;

    if (files != NULL && strspn(files, allowed) != strlen(files))
        report_at(&n->trace, "%s: '%s' has a character that make does not understand",
            node_title(n), files);
    check_directory(n, files);
}

static void check_device(const struct node *n)
{
    const char *targets = n->device.targets;

    if (targets != NULL && !options_has_choice(targets, graph.target)) {
        if (*targets == '\0')
            report_at(&n->trace, "%s: no target has it yet", node_title(n));
        report_at(&n->trace, "%s: -t %s does not have it, only -t %s", node_title(n),
            graph.target, targets);
    }
    check_files(n);
    check_directory(n, n->device.directory);
}

static void add_packages(const char *packages)
{
    while (packages != NULL && *packages != '\0') {
        size_t blanks = strspn(packages, " "), len = strcspn(packages + blanks, " ");

        if (len > 0)
            items_append(
                &graph.packages, graph_text("%.*s", (int)len, packages + blanks));
        packages += blanks + len;
    }
}

/* Depth is bounded by how deep config.c nests devices. */
// NOLINTNEXTLINE(misc-no-recursion)
static void reach(struct node *n)
{
    if (n->is_reached)
        return;
    n->is_reached = true;
    for (size_t i = 0; i < n->input_count; i++)
        reach(n->inputs[i]);
    if (n->kind == NODE_ARG)
        return;
    if (n->kind == NODE_DEVICE) {
        check_device(n);
        add_packages(n->device.packages);
    }
    items_append(&graph.order, n);
}

static void drop_repeated(struct items *texts)
{
    size_t kept = 0;

    for (size_t i = 0; i < texts->count; i++) {
        size_t j = 0;

        while (j < kept && strcmp(texts->at[j], texts->at[i]) != 0)
            j++;
        if (j == kept)
            texts->at[kept++] = texts->at[i];
    }
    texts->count = kept;
}

void graph_order(void)
{
    for (size_t i = 0; i < graph.jobs.count; i++)
        reach(graph.jobs.at[i]);
    for (size_t i = 0; i < graph.nodes.count; i++) {
        struct node *n = graph.nodes.at[i];

        if (n->kind == NODE_ARG && n->is_reached)
            items_append(&graph.args, n);
    }
    for (size_t i = 0; i < graph.needed_packages.count; i++)
        add_packages(((const struct need *)graph.needed_packages.at[i])->name);
    drop_repeated(&graph.packages);
}
