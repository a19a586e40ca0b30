/* SPDX-License-Identifier: ISC */
/*
 * run.c - builds, and becomes the image.
 *
 * With -t unix the unikernel uses the host's own ports, so there is none to map: -p HOST:GUEST
 * sets instead the boot argument that would have made it listen on GUEST.
 */
#include "bin/mirage/tool.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option *const options[] = { &option_publish, &option_target,
    &option_file, &option_output, &option_context_file, NULL };

static const struct example examples[] = {
    { "mirage run", "Build and run it as it was configured last." },
    { "mirage run -p 8081:8080 -- -l debug", "On another port, with a boot argument." },
    { NULL, NULL },
};

static enum status run_image(struct tool *t, const struct tool_line *line);

const struct command run_command = {
    .name = "run",
    .summary = "build if need be, and run the image on this machine",
    .operands = "[--KEY=VALUE]... [-- ARGUMENT...]",
    .description = "Does what 'mirage build' does, and runs the image as its target "
                   "is run. For -t unix that is the process dist/main, without "
                   "privileges. What follows -- are boot arguments of the unikernel: "
                   "'mirage run -- --help' lists them. The exit status is the "
                   "unikernel's.",
    .options = options,
    .examples = examples,
    .see_also = "mirage mirage-build mirage-doctor mirage-config",
    .has_keys = true,
    .run = run_image,
};

struct mapping {
    unsigned host, guest;
};

/* A port's number, which `end` must follow. */
static bool take_port(const char **at, char end, unsigned *port)
{
    char *after = NULL;

    if (**at < '0' || **at > '9')
        return false;
    unsigned long value = strtoul(*at, &after, 10);
    if (*after != end || value < 1 || value > 65535)
        return false;
    *port = (unsigned)value;
    *at = after + 1;
    return true;
}

static bool read_mapping(const char *text, struct mapping *out)
{
    return take_port(&text, ':', &out->host) && take_port(&text, '\0', &out->guest);
}

/* Whether a line of `query args`, "port\t--port=PORT\t8080\t...", is a port that is `guest`. */
static bool is_port_argument(struct tool *t, const char *line, unsigned guest)
{
    const char *name = text(t, "%.*s", (int)strcspn(line, "\t"), line);
    const char *wanted = text(t, "%s\t--%s=PORT\t%u\t", name, name, guest);

    return strncmp(line, wanted, strlen(wanted)) == 0;
}

/* The name of the one boot argument of type PORT whose default is `guest`. */
static enum status argument_of_port(
    struct tool *t, const char *args, unsigned guest, const char **name)
{
    char *rest = text(t, "%s", args);
    char *line;

    *name = NULL;
    while ((line = next_line(&rest)) != NULL) {
        if (!is_port_argument(t, line, guest))
            continue;
        line[strcspn(line, "\t")] = '\0';
        if (*name != NULL)
            return fail(t, "-p: both --%s and --%s are %u by default; say which after --",
                *name, line, guest);
        *name = line;
    }
    if (*name == NULL)
        return fail(t,
            "-p: no boot argument of type PORT is %u by default, so there is none to "
            "set; 'mirage run -- --help' lists them",
            guest);
    return DONE;
}

/* Before anything is built. */
static enum status check_mappings(struct tool *t, const struct tool_line *line)
{
    struct mapping m;

    for (size_t i = 0; i < line->option_count; i++)
        if (line->options[i].option == &option_publish &&
            !read_mapping(line->options[i].value, &m))
            return fail_usage(t, "run",
                "option '--publish': '%s' is not HOST:GUEST, two ports",
                line->options[i].value);
    return DONE;
}

static enum status add_mappings(
    struct tool *t, const struct tool_line *line, struct words *words)
{
    struct words ask = { 0 };
    char *args = NULL;
    enum status s = DONE;

    words_add(t, &ask, "args");
    for (size_t i = 0; i < line->option_count && s == DONE; i++) {
        struct mapping m;
        const char *name;

        if (line->options[i].option != &option_publish ||
            !read_mapping(line->options[i].value, &m))
            continue;
        if (args == NULL)
            s = run_graph_reading(t, "query", &ask, &args);
        if (s == DONE)
            s = argument_of_port(t, args, m.guest, &name);
        if (s == DONE)
            words_add(t, words, text(t, "--%s=%u", name, m.host));
    }
    return s;
}

static enum status run_image(struct tool *t, const struct tool_line *line)
{
    struct words words = { 0 };
    enum status s = check_mappings(t, line);

    if (s == DONE)
        s = build_image(t, line);
    words_add(t, &words, "dist/main");
    if (s == DONE)
        s = add_mappings(t, line, &words);
    if (s != DONE)
        return s;
    for (size_t i = 0; i < line->rest.count; i++)
        words_add(t, &words, line->rest.at[i]);
    return become(t, &words);
}
