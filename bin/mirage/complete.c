/* SPDX-License-Identifier: ISC */
/*
 * complete.c - `mirage complete WORD...`: what a shell offers for the last WORD, a line each.
 *
 * The scripts for bash and zsh only call this, so they know no command or option themselves. A
 * TAB must be quick and leave no trace: keys are offered once config.c has been compiled, which
 * completion never does itself.
 */
#include "bin/mirage/tool.h"
#include <stdio.h>
#include <string.h>

static enum status complete(struct tool *t, const struct tool_line *line);

const struct command complete_command = {
    .name = "complete",
    .hidden = true,
    .run = complete,
};

static bool begins_with(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

static void offer_one(const char *offer, const char *start)
{
    if (begins_with(offer, start))
        puts(offer);
}

static void offer_choices(const char *choices, const char *before, const char *start)
{
    while (*choices != '\0') {
        size_t len = strcspn(choices, "|");

        if (strncmp(choices, start, strlen(start)) == 0 && strlen(start) <= len)
            printf("%s%.*s\n", before, (int)len, choices);
        choices += choices[len] == '\0' ? len : len + 1;
    }
}

static void offer_commands(const char *start)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (!commands[i]->hidden)
            offer_one(commands[i]->name, start);
}

/* A name that a value has to follow ends with "=". */
static void offer_option(struct tool *t, const struct option *o, const char *start)
{
    offer_one(
        text(t, "--%s%s", o->name, o->value != NULL && !o->value_optional ? "=" : ""),
        start);
}

/* What `query keys` says of a key, "--tls, --no-tls" or "--net=host|direct", as offers. */
static void offer_form(struct tool *t, const char *form, const char *start)
{
    const char *second = strstr(form, ", --");
    const char *equals = strchr(form, '=');

    if (second != NULL) {
        offer_one(text(t, "%.*s", (int)(second - form), form), start);
        offer_one(second + 2, start);
        return;
    }
    if (equals == NULL)
        return;
    const char *key = text(t, "%.*s", (int)(equals + 1 - form), form);
    if (begins_with(start, key) && strchr(equals, '|') != NULL)
        offer_choices(equals + 1, key, start + strlen(key));
    else
        offer_one(key, start);
}

static void offer_keys(struct tool *t, const char *start)
{
    struct words words = { 0 };
    char *keys, *line;

    if (!file_exists("mirage/config") || !file_exists("config.c"))
        return;
    t->config = "config.c";
    t->program = "mirage/config";
    words_add(t, &words, "keys");
    if (run_graph_reading(t, "query", &words, &keys) != DONE)
        return;
    while ((line = next_line(&keys)) != NULL) {
        char *form = strchr(line, '\t');

        if (form == NULL)
            continue;
        form++;
        form[strcspn(form, "\t")] = '\0';
        offer_form(t, form, start);
    }
}

static void offer_options(struct tool *t, const struct command *c, const char *start)
{
    for (size_t i = 0; c->options != NULL && c->options[i] != NULL; i++)
        offer_option(t, c->options[i], start);
    for (size_t i = 0; common_options[i] != NULL; i++)
        offer_option(t, common_options[i], start);
    if (c->has_keys)
        offer_keys(t, start);
}

/* The option that `before` leaves without its value: -t or --target. */
static const struct option *waiting_option(const struct command *c, const char *before)
{
    const struct option *o = NULL;

    if (begins_with(before, "--") && strchr(before, '=') == NULL)
        o = option_named(c, before + 2, strlen(before + 2));
    for (size_t i = 0; before[0] == '-' && c->options != NULL && c->options[i] != NULL;
         i++)
        if (before[1] == c->options[i]->letter && before[2] == '\0' && before[1] != '\0')
            o = c->options[i];
    return o != NULL && o->value != NULL && !o->value_optional ? o : NULL;
}

static void offer_for_command(
    struct tool *t, const struct command *c, const char *before, const char *last)
{
    const struct option *o = waiting_option(c, before);
    const char *equals = strchr(last, '=');

    if (o != NULL) {
        if (o->choices != NULL)
            offer_choices(o->choices, "", last);
    } else if (begins_with(last, "--") && equals != NULL) {
        size_t len = (size_t)(equals - last);

        o = option_named(c, last + 2, len - 2);
        if (o != NULL && o->choices != NULL)
            offer_choices(o->choices, text(t, "%.*s=", (int)len, last), equals + 1);
        else if (o == NULL && c->has_keys)
            offer_keys(t, last);
    } else if (last[0] == '-') {
        offer_options(t, c, last);
    } else if (c == &help_command) {
        offer_commands(last);
    } else if (c->operand_choices != NULL) {
        offer_choices(c->operand_choices, "", last);
    }
}

static enum status complete(struct tool *t, const struct tool_line *line)
{
    const char *const *words = line->words;
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    t->loudness = -1;
    if (count == 0)
        return DONE;
    if (count == 1) {
        offer_commands(words[0]);
        return DONE;
    }
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, words[0]) == 0)
            offer_for_command(t, commands[i], words[count - 2], words[count - 1]);
    return DONE;
}
