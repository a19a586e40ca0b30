/* SPDX-License-Identifier: ISC */
/*
 * line.c - sorts the words of a command line by the options of its command.
 *
 * The keys of a config.c are options of configure, describe, query and build, too, and are only
 * known once it is compiled. So for these a word that is not ours is kept for mirage/config, in its
 * place and unjudged, and with it those options of ours that say how to configure. There an option
 * of ours must be written in full, since a key may have a longer name; the other commands take any
 * beginning that is one option's alone.
 */
#include "bin/mirage/tool.h"
#include <string.h>

/* Calls for an option a moment ago: what is needed to say what is wrong with it. */
struct parse {
    struct tool *t;
    const struct command *command;
    const char *const *next; /* the words that are left */
    struct tool_line *out;
};

static const struct option *option_at(const struct command *c, size_t i)
{
    for (size_t k = 0; c->options != NULL && c->options[k] != NULL; k++)
        if (i-- == 0)
            return c->options[k];
    for (size_t k = 0; common_options[k] != NULL; k++)
        if (i-- == 0)
            return common_options[k];
    return NULL;
}

static bool is_name(const char *name, const char *word, size_t len, bool whole)
{
    return name != NULL && strncmp(name, word, len) == 0 && (!whole || name[len] == '\0');
}

const struct option *option_named(const struct command *c, const char *word, size_t len)
{
    const struct option *o, *found = NULL;
    size_t matches = 0;

    for (size_t i = 0; (o = option_at(c, i)) != NULL; i++) {
        if (is_name(o->name, word, len, true) || is_name(o->alias, word, len, true))
            return o;
        if (is_name(o->name, word, len, false) || is_name(o->alias, word, len, false)) {
            matches++;
            found = o;
        }
    }
    return matches == 1 && !c->has_keys ? found : NULL;
}

static const struct option *option_of_letter(const struct command *c, char letter)
{
    const struct option *o;

    for (size_t i = 0; (o = option_at(c, i)) != NULL; i++)
        if (o->letter == letter)
            return o;
    return NULL;
}

/* How to go about it rather than what to do: kept in struct tool, and passed on from there. */
static bool is_manner(const struct option *o)
{
    return o == &option_quiet || o == &option_verbose || o == &option_verbosity ||
           o == &option_color || o == &option_dry_run;
}

static bool goes_forward(const struct option *o)
{
    return o == NULL || (o->forwarded && !is_manner(o));
}

/* "a|b|c" as "'a', 'b' or 'c'". */
static const char *choices_text(struct tool *t, const char *choices)
{
    const char *all = "";

    while (*choices != '\0') {
        size_t n = strcspn(choices, "|");
        bool last = choices[n] == '\0';
        const char *before = *all == '\0' ? "" : last ? " or " : ", ";

        all = text(t, "%s%s'%.*s'", all, before, (int)n, choices);
        choices += last ? n : n + 1;
    }
    return all;
}

static enum status note(struct parse *p, const struct option *o, const char *value)
{
    struct tool_line *out = p->out;
    const char *command = p->command->name;

    if (value != NULL && o->choices != NULL && !options_has_choice(o->choices, value))
        return fail_usage(p->t, command, "option '--%s': invalid value '%s', expected %s",
            o->name, value, choices_text(p->t, o->choices));
    if (out->option_count == sizeof out->options / sizeof *out->options)
        return fail_usage(p->t, command, "too many options");
    out->options[out->option_count++] = (struct given){ o, value == NULL ? "" : value };
    return DONE;
}

/* The value of option `o` after its name: what is `attached`, or the next word. */
static enum status take_value(
    struct parse *p, const struct option *o, const char *attached)
{
    if (attached == NULL && !o->value_optional) {
        if (*p->next == NULL)
            return fail_usage(p->t, p->command->name, "option '--%s' needs a value: %s",
                o->name, o->value);
        attached = *p->next++;
        if (goes_forward(o))
            words_add(p->t, &p->out->forward, attached);
    }
    return note(p, o, attached);
}

static enum status take_long(struct parse *p, const char *word)
{
    size_t len = strcspn(word + 2, "=");
    const char *attached = word[2 + len] == '=' ? word + 2 + len + 1 : NULL;
    const struct option *o = option_named(p->command, word + 2, len);

    if (o == NULL && !p->command->has_keys)
        return fail_usage(p->t, p->command->name, "unknown option '%s'", word);
    if (goes_forward(o))
        words_add(p->t, &p->out->forward, word);
    if (o == NULL)
        return DONE;
    if (o->value != NULL)
        return take_value(p, o, attached);
    if (attached != NULL)
        return fail_usage(
            p->t, p->command->name, "option '--%s' takes no value", o->name);
    return note(p, o, NULL);
}

/* -f FILE, -fFILE, -qf FILE. */
static enum status take_letters(struct parse *p, const char *word)
{
    for (const char *at = word + 1; *at != '\0'; at++) {
        const struct option *o = option_of_letter(p->command, *at);
        const char *one = text(p->t, o == NULL || o->value != NULL ? "-%s" : "-%.1s", at);

        if (o == NULL && !p->command->has_keys)
            return fail_usage(p->t, p->command->name, "unknown option '-%c'", *at);
        if (goes_forward(o))
            words_add(p->t, &p->out->forward, one);
        if (o == NULL)
            return DONE;
        if (o->value != NULL)
            return take_value(p, o, at[1] == '\0' ? NULL : at + 1);
        if (note(p, o, NULL) != DONE)
            return USAGE;
    }
    return DONE;
}

static void apply_manner(struct tool *t, const struct tool_line *line)
{
    static const struct {
        const char *level;
        int loudness;
    } levels[] = { { "quiet", -1 }, { "error", -1 }, { "warning", 0 }, { "info", 1 },
        { "debug", 2 } };

    for (size_t i = 0; i < line->option_count; i++) {
        const struct given *g = &line->options[i];

        if (g->option == &option_quiet)
            t->loudness = -1;
        if (g->option == &option_verbose)
            t->loudness = t->loudness < 1 ? 1 : 2;
        for (size_t k = 0; k < sizeof levels / sizeof *levels; k++)
            if (g->option == &option_verbosity && strcmp(g->value, levels[k].level) == 0)
                t->loudness = levels[k].loudness;
        if (g->option == &option_dry_run)
            t->dry_run = true;
        if (g->option == &option_color)
            t->color = strcmp(g->value, "always") == 0  ? COLOR_ALWAYS
                       : strcmp(g->value, "never") == 0 ? COLOR_NEVER
                                                        : COLOR_AUTO;
    }
}

enum status line_parse(struct tool *t, const struct command *c, const char *const words[],
    struct tool_line *out)
{
    struct parse p = { .t = t, .command = c, .next = words, .out = out };

    *out = (struct tool_line){ .command = c };
    while (*p.next != NULL) {
        const char *word = *p.next++;
        enum status s = DONE;

        if (strcmp(word, "--") == 0)
            break;
        if (strncmp(word, "--", 2) == 0)
            s = take_long(&p, word);
        else if (word[0] == '-' && word[1] != '\0')
            s = take_letters(&p, word);
        else
            words_add(t, c->has_keys ? &out->forward : &out->operands, word);
        if (s != DONE)
            return s;
    }
    while (*p.next != NULL)
        words_add(t, &out->rest, *p.next++);
    apply_manner(t, out);
    return DONE;
}

const char *line_value(const struct tool_line *line, const struct option *o)
{
    for (size_t i = line->option_count; i > 0; i--)
        if (line->options[i - 1].option == o)
            return line->options[i - 1].value;
    return NULL;
}
