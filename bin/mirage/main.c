/* SPDX-License-Identifier: ISC */
/*
 * main.c - finds the command that the first word means, and runs it.
 *
 * A command's name may be cut as long as no other begins so. A word that is nearly a name is
 * answered with that name, and never run: what a mistyped word meant is not for a tool to decide.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command *const commands[] = { &configure_command, &build_command,
    &run_command, &describe_command, &query_command, &clean_command, &new_command,
    &doctor_command, &help_command, &complete_command, NULL };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* How many letters have to be added, left out, changed or swapped to make one of the other. */
static size_t distance(const char *a, const char *b)
{
    enum { LEN_MAX = 24 };
    size_t cost[LEN_MAX + 1][LEN_MAX + 1];
    size_t m = strlen(a), n = strlen(b);

    if (m > LEN_MAX || n > LEN_MAX)
        return LEN_MAX;
    for (size_t i = 0; i <= m; i++)
        for (size_t k = 0; k <= n; k++) {
            if (i == 0 || k == 0) {
                cost[i][k] = i + k;
                continue;
            }
            cost[i][k] = smallest(cost[i - 1][k] + 1, cost[i][k - 1] + 1,
                cost[i - 1][k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1));
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                cost[i][k] = smallest(cost[i][k], cost[i - 2][k - 2] + 1, SIZE_MAX);
        }
    return cost[m][n];
}

const char *command_like(const char *word)
{
    const char *best = NULL;
    size_t best_distance = 3;

    for (size_t i = 0; commands[i] != NULL; i++) {
        size_t d = distance(word, commands[i]->name);

        if (!commands[i]->hidden && d < best_distance) {
            best_distance = d;
            best = commands[i]->name;
        }
    }
    return best;
}

const struct command *command_named(struct tool *t, const char *word)
{
    const struct command *found = NULL;
    const char *names = "";
    size_t count = 0;

    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, word) == 0)
            return commands[i];
        if (commands[i]->hidden || strncmp(commands[i]->name, word, strlen(word)) != 0)
            continue;
        found = commands[i];
        names = text(t, "%s%s%s", names, count++ == 0 ? "" : ", ", found->name);
    }
    if (count == 1)
        return found;
    if (count > 1) {
        (void)fail_usage(t, "", "ambiguous command '%s': could be %s", word, names);
        return NULL;
    }
    const char *like = command_like(word);
    if (like != NULL)
        (void)fail_usage(t, "", "unknown command '%s', did you mean '%s'?", word, like);
    else
        (void)fail_usage(t, "", "unknown command '%s'", word);
    return NULL;
}

/* `mirage`, `mirage --help`, `mirage --version`, and what is no command. */
static enum status without_command(struct tool *t, const char *word)
{
    if (word == NULL)
        help_short();
    else if (strcmp(word, "--version") == 0)
        puts(t->version);
    else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
             strcmp(word, "--help=plain") == 0)
        help_plain(t, NULL);
    else if (strcmp(word, "--help=groff") == 0)
        help_manual(t, NULL);
    else
        return fail_usage(t, "", "unknown option '%s'", word);
    return DONE;
}

static enum status run_command_line(struct tool *t, const char *const words[])
{
    struct tool_line line;

    if (words[0] == NULL || words[0][0] == '-')
        return without_command(t, words[0]);
    const struct command *c = command_named(t, words[0]);
    if (c == NULL)
        return USAGE;
    if (c->hidden)
        return c->run(t, &(struct tool_line){ .command = c, .words = words + 1 });
    enum status s = line_parse(t, c, words + 1, &line);
    if (s != DONE)
        return s;
    if (line_value(&line, &option_version) != NULL) {
        puts(t->version);
        return DONE;
    }
    const char *help = line_value(&line, &option_help);
    if (help != NULL && strcmp(help, "groff") == 0) {
        help_manual(t, c);
        return DONE;
    }
    if (help != NULL) {
        help_plain(t, c);
        return c->has_keys ? help_keys(t, &line) : DONE;
    }
    return c->run(t, &line);
}

static void report_bug(int number)
{
    static const char what[] = "mirage: this is a bug of the tool, please report it\n";

    ssize_t unheeded = write(STDERR_FILENO, what, sizeof what - 1);
    (void)unheeded;
    (void)number;
    _Exit(BUG);
}

static void catch_bugs(void)
{
    static const int numbers[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        (void)signal(numbers[i], report_bug);
}

int main(int argc, char *argv[])
{
    struct tool tool = { 0 };
    struct words words = { 0 };

    catch_bugs();
    words_add(&tool, &words, "mirage");
    for (int i = 1; i < argc; i++)
        words_add(&tool, &words, argv[i]);
    enum status s = find_home(&tool);
    if (s == DONE)
        s = run_command_line(&tool, words.at + 1);
    if (fflush(stdout) != 0 && s == DONE)
        s = fail(&tool, "cannot write what was asked for: %s", strerror(errno));
    take_all_back(&tool);
    return (int)s;
}
