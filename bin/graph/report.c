/* SPDX-License-Identifier: ISC */
/*
 * report.c - from a return address to the user's line, and the shape of messages.
 *
 * A file is the user's if it is below the folder of config.c, unless that folder holds a copy of
 * the project and the file is part of it. Return addresses point behind the call, so one is taken
 * off before asking for the line. The program is linked -no-pie: its addresses are addr2line's.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/report.h"
#include "bin/graph/graph.h"
#include <execinfo.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool use_color;

void report_color(const char *when)
{
    bool always = when != NULL && strcmp(when, "always") == 0;
    bool never = when != NULL && strcmp(when, "never") == 0;

    use_color = always || (!never && isatty(STDERR_FILENO));
}

struct trace trace_here(const void *inside)
{
    struct trace t = { 0 };
    int skip = 0;

    t.count = backtrace(t.frames, TRACE_MAX);
    for (int i = 0; inside != NULL && i < t.count; i++)
        if (t.frames[i] == inside)
            skip = i + 1;
    t.count -= skip;
    memmove(t.frames, t.frames + skip, (size_t)t.count * sizeof t.frames[0]);
    return t;
}

/* `path` without the folder, if it is below it. */
static const char *below(const char *folder, const char *path)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 && path[len] == '/' ? path + len + 1 : NULL;
}

/* The file of "FILE:LINE (discriminator 1)" as the user would write it; NULL: it is not theirs. */
static const char *users_file(const char *path)
{
    char real[PATH_MAX], here[PATH_MAX], home[PATH_MAX];

    if (realpath(path, real) == NULL || realpath(".", here) == NULL)
        return NULL;
    const char *file = below(here, real);
    if (file != NULL && realpath(graph.home, home) != NULL && below(here, home) != NULL &&
        below(home, real) != NULL)
        return NULL;
    return graph_copy(file);
}

/* Starts addr2line on all addresses and returns what it prints; NULL: it cannot be. */
static FILE *ask_for_lines(const struct trace *t, pid_t *child)
{
    char exe[PATH_MAX], addresses[TRACE_MAX][24];
    char name[] = "addr2line", of[] = "-e";
    char *argv[TRACE_MAX + 4] = { name, of, exe };
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    int ends[2];

    if (len < 0 || pipe(ends) != 0)
        return NULL;
    exe[len] = '\0';
    for (int i = 0; i < t->count; i++) {
        snprintf(
            addresses[i], sizeof addresses[i], "%p", (void *)((char *)t->frames[i] - 1));
        argv[3 + i] = addresses[i];
    }
    fflush(NULL);
    *child = fork();
    if (*child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        execvp(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    return fdopen(ends[0], "r");
}

static struct position choose_position(FILE *lines)
{
    struct position innermost = { 0 };
    char line[PATH_MAX + 64];

    while (fgets(line, sizeof line, lines) != NULL) {
        char *colon = strrchr(line, ':');

        if (colon == NULL)
            continue;
        *colon = '\0';
        struct position p = { users_file(line), (int)strtol(colon + 1, NULL, 10) };
        if (p.file == NULL)
            continue;
        if (strcmp(p.file, graph.config) == 0)
            return p;
        if (innermost.file == NULL)
            innermost = p;
    }
    return innermost;
}

struct position trace_position(const struct trace *t)
{
    pid_t child = -1;
    FILE *lines = t->count > 0 ? ask_for_lines(t, &child) : NULL;
    struct position p = { 0 };

    if (lines == NULL)
        return p;
    p = choose_position(lines);
    fclose(lines);
    waitpid(child, NULL, 0);
    return p;
}

const char *position_text(struct position p)
{
    return p.file == NULL ? graph.config : graph_text("%s:%d", p.file, p.line);
}

/* Colored as by gcc. */
[[gnu::format(printf, 3, 0)]] static void print(
    const char *where, bool is_error, const char *format, va_list args)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s%s:%s ", where,
        !use_color ? ""
        : is_error ? "\033[1;31m"
                   : "\033[1;35m",
        is_error ? "error" : "warning", use_color ? "\033[0m" : "");
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

void report_warning(struct position p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(position_text(p), false, format, args);
    va_end(args);
}

void report_position(struct position p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(position_text(p), true, format, args);
    va_end(args);
    exit(STATUS_CONFIG);
}

void report_at(const struct trace *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print(position_text(trace_position(t)), true, format, args);
    va_end(args);
    exit(STATUS_CONFIG);
}

void report_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print("mirage", true, format, args);
    va_end(args);
    exit(STATUS_CONFIG);
}

void report_words(const char *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print("mirage", true, format, args);
    va_end(args);
    fprintf(stderr, "Try 'mirage %s --help'.\n", command);
    exit(STATUS_WORDS);
}

void config_error(const char *text, ...)
{
    struct trace t = trace_here(NULL);
    va_list args;

    va_start(args, text);
    print(position_text(trace_position(&t)), true, text, args);
    va_end(args);
    exit(STATUS_CONFIG);
}
