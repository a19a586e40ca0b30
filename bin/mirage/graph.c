/* SPDX-License-Identifier: ISC */
/*
 * graph.c - configure, describe and query: what the program mirage/config does, which is config.c
 * linked with bin/graph. Here it is compiled, run, and watched: config.c is the user's code, so a
 * crash of it is an event to explain and not the tool's end.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option *const configure_options[] = { &option_target, &option_file,
    &option_output, &option_context_file, &option_dry_run, NULL };

static const struct example configure_examples[] = {
    { "mirage configure -t unix",
        "Configure for an ordinary process, with all keys' defaults." },
    { "mirage configure --no-tls --pages=drafts",
        "Give two keys of config.c their values." },
    { "mirage configure --help", "Below the options, list the keys of config.c." },
    { NULL, NULL },
};

static enum status ask_graph(struct tool *t, const struct tool_line *line);

const struct command configure_command = {
    .name = "configure",
    .summary = "compile config.c and write what make needs",
    .operands = "[--KEY=VALUE]...",
    .description = "Compiles config.c for this machine and runs it, with its keys set "
                   "to what the command line says, to learn what the unikernel is "
                   "made of. Then writes Makefile, mirage/main.c (the wiring of the "
                   "devices), mirage/jobs.h and compile_commands.json, and keeps the "
                   "words of the command line for 'mirage build'.\n\n"
                   "The keys that config.c declares are options of this command: "
                   "--KEY=VALUE, or --KEY and --no-KEY for those that are true or "
                   "false. With --help they are listed.\n\n"
                   "A file that configure did not write is never overwritten: it is "
                   "named, and nothing is written. Configuring again with the same "
                   "words changes no file.",
    .options = configure_options,
    .examples = configure_examples,
    .see_also =
        "mirage mirage-build mirage-clean mirage-describe mirage-query mirage-config",
    .has_keys = true,
    .run = ask_graph,
};

static const struct option *const describe_options[] = { &option_target, &option_file,
    &option_output, &option_context_file, &option_dot, &option_dot_command, &option_svg,
    &option_json, NULL };

static const struct example describe_examples[] = {
    { "mirage describe", "Print the devices as they were configured." },
    { "mirage describe --svg -o graph.svg", "Draw them." },
    { NULL, NULL },
};

const struct command describe_command = {
    .name = "describe",
    .summary = "print what the unikernel is made of",
    .operands = "[--KEY=VALUE]...",
    .description = "Prints the unikernel's name and target, its keys with their "
                   "values and defaults, its devices and how they are wired, and its "
                   "libraries with the reason that each is linked. The keys are those "
                   "of the last configure, unless the command line gives others. "
                   "Nothing of what configure writes is changed.",
    .options = describe_options,
    .examples = describe_examples,
    .see_also = "mirage mirage-configure mirage-query mirage-config",
    .has_keys = true,
    .run = ask_graph,
};

static const struct option *const query_options[] = { &option_target, &option_file,
    &option_output, &option_context_file, &option_json, NULL };

static const struct example query_examples[] = {
    { "mirage query packages", "The Debian packages that building it needs." },
    { "mirage query main.c", "What configure would write to mirage/main.c." },
    { NULL, NULL },
};

const struct command query_command = {
    .name = "query",
    .summary = "print one thing that configure would write or know",
    .operands = "[INFO] [--KEY=VALUE]...",
    .description = "Prints one piece of information, packages by default: name, "
                   "target, libraries, packages, files, keys, args, devices, main.c, "
                   "jobs.h, Makefile or compile_commands.json. Nothing of what "
                   "configure writes is changed.",
    .operand_choices = "name|target|libraries|packages|files|keys|args|devices|main.c|"
                       "jobs.h|Makefile|compile_commands.json",
    .options = query_options,
    .examples = query_examples,
    .see_also = "mirage mirage-configure mirage-describe mirage-config",
    .has_keys = true,
    .run = ask_graph,
};

static bool is_status(int status)
{
    return status == DONE || status == FAILED || status == (int)USAGE ||
           status == (int)BUG;
}

static enum status crashed(
    struct tool *t, int number, const char *verb, const struct words *words)
{
    char *name = text(t, "%s", strsignal(number));
    const char *all = "";

    for (size_t i = 0; i < words->count; i++)
        all = text(t, "%s %s", all, words->at[i]);
    name[0] = (char)tolower((unsigned char)name[0]);
    return fail(t,
        "%s crashed (%s); run it under a debugger: MIRAGE_HOME='%s' "
        "MIRAGE_VERSION=%s gdb --args %s %s%s",
        t->config, name, t->home, t->version, t->program, verb, all);
}

static enum status judge(
    struct tool *t, struct outcome o, const char *verb, const struct words *words)
{
    if (o.signal == SIGINT || o.signal == SIGTERM || o.signal == SIGPIPE)
        return FAILED;
    if (o.signal != 0)
        return crashed(t, o.signal, verb, words);
    if (!is_status(o.status))
        return fail(t, "%s exited with status %d", t->config, o.status);
    return (enum status)o.status;
}

/* What mirage/config is started with. */
static struct words graph_words(
    struct tool *t, const char *verb, const struct words *words)
{
    struct words all = { 0 };

    setenv("MIRAGE_HOME", t->home, 1);
    setenv("MIRAGE_VERSION", t->version, 1);
    words_add(t, &all, t->program);
    words_add(t, &all, verb);
    if (strcmp(t->config, "config.c") != 0)
        words_add(t, &all, text(t, "--file=%s", t->config));
    if (t->dry_run)
        words_add(t, &all, "--dry-run");
    if (t->loudness != 0)
        words_add(t, &all, t->loudness < 0 ? "--quiet" : "--verbose");
    if (t->color != COLOR_AUTO)
        words_add(t, &all, t->color == COLOR_ALWAYS ? "--color=always" : "--color=never");
    for (size_t i = 0; i < words->count; i++)
        words_add(t, &all, words->at[i]);
    return all;
}

enum status run_graph(struct tool *t, const char *verb, const struct words *words)
{
    struct words all = graph_words(t, verb, words);

    return judge(t, run(t, &all), verb, words);
}

enum status run_graph_reading(
    struct tool *t, const char *verb, const struct words *words, char **printed)
{
    struct words all = graph_words(t, verb, words);

    return judge(t, run_reading(t, &all, printed), verb, words);
}

static enum status ask_graph(struct tool *t, const struct tool_line *line)
{
    enum status s = enter_config_folder(t, line);

    if (s == DONE)
        s = compile_config(t, false);
    if (s == DONE && line->rest.count > 0)
        s = fail_usage(t, line->command->name, "unexpected word '%s'", line->rest.at[0]);
    if (s == DONE)
        s = run_graph(t, line->command->name, &line->forward);
    remove_scratch(t);
    return s;
}

enum status help_keys(struct tool *t, const struct tool_line *line)
{
    const char *file = line_value(line, &option_file);
    struct words help = { 0 };

    if (!file_exists(file == NULL ? "config.c" : file)) {
        puts("\nUNIKERNEL PARAMETERS\n"
             "    The keys that config.c declares are options, too; there is none here.");
        return DONE;
    }
    words_add(t, &help, "--help");
    enum status s = enter_config_folder(t, line);
    if (s == DONE)
        s = compile_config(t, true);
    if (s == DONE)
        s = run_graph(t, "configure", &help);
    remove_scratch(t);
    return s;
}
