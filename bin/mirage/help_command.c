/* SPDX-License-Identifier: ISC */
/*
 * help_command.c - `mirage help [TOPIC]`: the same pages as --help prints.
 */
#include "bin/mirage/tool.h"
#include <stdio.h>
#include <string.h>

static const struct option *const options[] = { &option_man_format, NULL };

static const struct example examples[] = {
    { "mirage help topics", "List what there is help on." },
    { "mirage help --man-format=groff run | man -l -", "Read a page as a man page." },
    { NULL, NULL },
};

static enum status help(struct tool *t, const struct tool_line *line);

const struct command help_command = {
    .name = "help",
    .summary = "print help on a command",
    .operands = "[TOPIC]",
    .description = "Prints the help of the command TOPIC, or of the tool. 'topics' "
                   "lists them.",
    .options = options,
    .examples = examples,
    .see_also = "mirage mirage-doctor mirage-config",
    .run = help,
};

static void list_topics(void)
{
    puts("mirage\ntopics");
    for (size_t i = 0; commands[i] != NULL; i++)
        if (!commands[i]->hidden)
            puts(commands[i]->name);
}

static enum status help(struct tool *t, const struct tool_line *line)
{
    const char *topic = line->operands.count > 0 ? line->operands.at[0] : "mirage";
    const char *format = line_value(line, &option_man_format);
    const struct command *c = NULL;

    if (line->operands.count > 1)
        return fail_usage(t, "help", "one topic is enough");
    if (strcmp(topic, "topics") == 0) {
        list_topics();
        return DONE;
    }
    if (strcmp(topic, "mirage") != 0) {
        c = command_named(t, topic);
        if (c == NULL)
            return USAGE;
    }
    if (format != NULL && strcmp(format, "groff") == 0)
        help_manual(t, c);
    else
        help_plain(t, c);
    return DONE;
}
