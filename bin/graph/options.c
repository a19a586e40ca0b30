/* SPDX-License-Identifier: ISC */
/*
 * options.c - the rows of options.h, and how words are matched with them.
 */
#include "bin/graph/options.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct option option_file = {
    .letter = 'f',
    .name = "file",
    .alias = "config-file",
    .value = "FILE",
    .doc =
        "The description of the unikernel, config.c by default. Its directory is where "
        "everything is generated and built.",
};

const struct option option_target = {
    .letter = 't',
    .name = "target",
    .value = "TARGET",
    .choices = "unix|hvt|spt|virtio|xen|qubes|muen|js|sim",
    .variable = "MODE",
    .doc = "What the image runs on: unix, hvt, spt, virtio, xen, qubes, muen, js or sim. "
           "'mirage "
           "doctor' says which of them this version can build. unix by default.",
    .forwarded = true,
};

const struct option option_context_file = {
    .name = "context-file",
    .value = "FILE",
    .doc = "Where the words of the last configure are kept, mirage/context by default.",
    .forwarded = true,
};

const struct option option_dry_run = {
    .name = "dry-run",
    .doc = "Print on stderr what would be done, and do nothing.",
    .forwarded = true,
};

const struct option option_output = {
    .letter = 'o',
    .name = "output",
    .value = "NAME",
    .doc =
        "Name of the image, instead of the one that config.c gives it; for describe, the "
        "file to write, with - for stdout.",
    .forwarded = true,
};

const struct option option_json = {
    .name = "json",
    .doc = "Print as JSON.",
    .forwarded = true,
};

const struct option option_dot = {
    .name = "dot",
    .doc = "Print the graph of devices in Graphviz's language.",
    .forwarded = true,
};

const struct option option_dot_command = {
    .name = "dot-command",
    .value = "COMMAND",
    .doc = "Pass the graph to this command instead of printing it: xdot -, say.",
    .forwarded = true,
};

const struct option option_svg = {
    .name = "svg",
    .doc = "Draw the graph of devices as SVG. Needs Graphviz.",
    .forwarded = true,
};

const struct option option_quiet = {
    .letter = 'q',
    .name = "quiet",
    .doc = "Print nothing but errors and what was asked for.",
    .forwarded = true,
};

const struct option option_verbose = {
    .letter = 'v',
    .name = "verbose",
    .doc = "Show the commands that are run. May be repeated.",
    .forwarded = true,
};

const struct option option_verbosity = {
    .name = "verbosity",
    .value = "LEVEL",
    .choices = "quiet|error|warning|info|debug",
    .doc = "quiet and error are -q, info is -v and debug -v -v; warning by default.",
    .forwarded = true,
};

const struct option option_color = {
    .name = "color",
    .value = "WHEN",
    .choices = "auto|always|never",
    .doc = "Color messages: auto (on a terminal; the default), always or never.",
    .forwarded = true,
};

const struct option option_help = {
    .name = "help",
    .value = "FORMAT",
    .choices = "plain|groff",
    .doc = "Print this help, in plain text or as the man page's source.",
    .value_optional = true,
};

static const char *const built_targets[] = { "unix" };

/* Each row with the field of struct options that it fills. */
static const struct {
    const struct option *option;
    size_t field;
} rows[] = {
    { &option_file, offsetof(struct options, file) },
    { &option_target, offsetof(struct options, target) },
    { &option_context_file, offsetof(struct options, context_file) },
    { &option_dry_run, offsetof(struct options, dry_run) },
    { &option_output, offsetof(struct options, output) },
    { &option_json, offsetof(struct options, json) },
    { &option_dot, offsetof(struct options, dot) },
    { &option_dot_command, offsetof(struct options, dot_command) },
    { &option_svg, offsetof(struct options, svg) },
    { &option_quiet, offsetof(struct options, quiet) },
    { &option_verbose, offsetof(struct options, verbose) },
    { &option_verbosity, offsetof(struct options, verbosity) },
    { &option_color, offsetof(struct options, color) },
    { &option_help, offsetof(struct options, help) },
};
enum { ROWS = sizeof rows / sizeof rows[0] };

bool options_has_choice(const char *choices, const char *word)
{
    size_t len = strlen(word);

    for (const char *c = choices; c != NULL; c = strchr(c, '|')) {
        c += *c == '|' ? 1 : 0;
        if (strcspn(c, "|") == len && strncmp(c, word, len) == 0)
            return true;
    }
    return false;
}

static bool is_name(const char *name, const char *word, size_t len)
{
    return name != NULL && strlen(name) == len && strncmp(name, word, len) == 0;
}

/* What follows the name in `word`: "=V" of --name=V, "V" of -nV, "" of a bare name; NULL: another. */
static const char *after_name(const struct option *o, const char *word)
{
    if (strncmp(word, "--", 2) == 0) {
        size_t len = strcspn(word + 2, "=");

        if (is_name(o->name, word + 2, len) || is_name(o->alias, word + 2, len))
            return word + 2 + len;
    } else if (o->letter != '\0' && word[0] == '-' && word[1] == o->letter) {
        return word + 2;
    }
    return NULL;
}

/* The value of an option that `word` gives and `next` may continue; *used: words taken. */
static enum err take_value(const struct option *o, const char *const word[2],
    const char **value, size_t *used, struct args_problem *problem)
{
    const char *after = after_name(o, word[0]);
    bool is_attached = *after != '\0';

    *used = 1;
    *value = after + (*after == '=' ? 1 : 0);
    if (o->value == NULL && is_attached) {
        snprintf(
            problem->text, sizeof problem->text, "option --%s takes no value", o->name);
        return ERR_MALFORMED;
    }
    if (o->value != NULL && !is_attached && !o->value_optional) {
        if (word[1] == NULL) {
            snprintf(problem->text, sizeof problem->text, "option --%s needs a value, %s",
                o->name, o->value);
            return ERR_MALFORMED;
        }
        *value = word[1];
        *used = 2;
    }
    bool is_left_out = o->value_optional && **value == '\0';
    if (o->choices != NULL && !is_left_out && !options_has_choice(o->choices, *value)) {
        snprintf(problem->text, sizeof problem->text,
            "option --%s: '%s' is not one of %s", o->name, *value, o->choices);
        return ERR_MALFORMED;
    }
    return OK;
}

static size_t row_of(const char *word)
{
    size_t row = 0;

    while (row < ROWS && after_name(rows[row].option, word) == NULL)
        row++;
    return row;
}

enum err options_take(
    struct options *o, const char *words[], size_t *count, struct args_problem *problem)
{
    size_t left = 0, used = 1, i = 0;

    for (; i < *count && strcmp(words[i], "--") != 0; i += used) {
        const char *two[2] = { words[i], i + 1 < *count ? words[i + 1] : NULL };
        size_t row = row_of(words[i]);

        used = 1;
        if (row == ROWS) {
            words[left++] = words[i];
            continue;
        }
        const char **field = (const char **)(void *)((char *)o + rows[row].field);
        TRY(take_value(rows[row].option, two, field, &used, problem));
    }
    while (i < *count)
        words[left++] = words[i++];
    *count = left;
    return OK;
}

/* The environment counts only where it says something. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0' ? value : NULL;
}

enum err options_target(
    const struct options *o, const char **target, struct args_problem *problem)
{
    const char *t = o->target;

    if (t == NULL)
        t = variable("MODE");
    if (t == NULL)
        t = variable("MIRAGE_DEFAULT_TARGET");
    if (t == NULL)
        t = "unix";
    if (!options_has_choice(option_target.choices, t)) {
        snprintf(problem->text, sizeof problem->text,
            "there is no target '%s'; it is one of %s", t, option_target.choices);
        return ERR_MALFORMED;
    }
    *target = t;
    return OK;
}

bool options_target_is_built(const char *target)
{
    for (size_t i = 0; i < sizeof built_targets / sizeof built_targets[0]; i++)
        if (strcmp(built_targets[i], target) == 0)
            return true;
    return false;
}
