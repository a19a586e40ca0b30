/* SPDX-License-Identifier: ISC */
/*
 * say.c - what the user reads: results on stdout, everything else on stderr after "mirage: ".
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <stdio.h>
#include <unistd.h>

static bool colored(const struct tool *t, int fd)
{
    return t->color == COLOR_ALWAYS || (t->color == COLOR_AUTO && isatty(fd));
}

[[gnu::format(printf, 2, 0)]] static void complain(
    const struct tool *t, const char *format, va_list args)
{
    bool color = colored(t, STDERR_FILENO);

    /* What was said before on stdout comes first, also when both go to one file. */
    fflush(stdout);
    fprintf(stderr, "%smirage:%s ", color ? "\033[1;31m" : "", color ? "\033[0m" : "");
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

enum status fail(const struct tool *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(t, format, args);
    va_end(args);
    return FAILED;
}

enum status fail_usage(const struct tool *t, const char *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(t, format, args);
    va_end(args);
    fprintf(stderr, "Try 'mirage %s%s--help'.\n", command, *command == '\0' ? "" : " ");
    return USAGE;
}

void say(const struct tool *t, const char *format, ...)
{
    va_list args;

    if (t->loudness < 0)
        return;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

void say_more(const struct tool *t, const char *format, ...)
{
    va_list args;

    if (t->loudness < 1)
        return;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}
