/* SPDX-License-Identifier: ISC */
/*
 * process.c - other programs: the compiler, mirage/config, make, the image.
 *
 * A program gets this one's terminal, environment and folder. While it runs, Ctrl-C is for it: the
 * tool waits, and then ends as the program did.
 */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/mirage/tool.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void say_command(const struct tool *t, const struct words *words)
{
    if (t->loudness < 1)
        return;
    fflush(stdout);
    for (size_t i = 0; i < words->count; i++)
        fprintf(stderr, "%s%s", i == 0 ? "+ " : " ", words->at[i]);
    fputc('\n', stderr);
}

/* execvp wants strings that it promises not to change. */
static char *const *arguments(struct tool *t, const struct words *words)
{
    char **copies = take(t, (words->count + 1) * sizeof *copies);

    for (size_t i = 0; i < words->count; i++)
        copies[i] = text(t, "%s", words->at[i]);
    return copies;
}

_Noreturn static void start(char *const *argv, int printed)
{
    if (printed >= 0)
        dup2(printed, STDOUT_FILENO);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    execvp(argv[0], argv);
    fprintf(stderr, "mirage: cannot run %s: %s\n", argv[0], strerror(errno));
    _Exit(127);
}

static struct outcome wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return (struct outcome){ .status = 127 };
    if (WIFSIGNALED(status))
        return (struct outcome){ .status = 128 + WTERMSIG(status),
            .signal = WTERMSIG(status) };
    return (struct outcome){ .status = WEXITSTATUS(status) };
}

static struct outcome run_program(
    struct tool *t, const struct words *words, char **printed)
{
    char *const *argv = arguments(t, words);
    int ends[2] = { -1, -1 };

    say_command(t, words);
    fflush(stdout);
    if (printed != NULL && pipe(ends) != 0) {
        (void)fail(t, "cannot make a pipe: %s", strerror(errno));
        return (struct outcome){ .status = 127 };
    }
    void (*int_before)(int) = signal(SIGINT, SIG_IGN);
    void (*quit_before)(int) = signal(SIGQUIT, SIG_IGN);
    pid_t child = fork();
    if (child == 0)
        start(argv, ends[1]);
    if (ends[1] >= 0)
        close(ends[1]);
    if (printed != NULL) {
        char *all = read_all(t, ends[0], NULL);

        *printed = all == NULL ? text(t, "%s", "") : all;
        close(ends[0]);
    }
    struct outcome o = { .status = 127 };
    if (child < 0)
        (void)fail(t, "cannot start %s: %s", argv[0], strerror(errno));
    else
        o = wait_for(child);
    signal(SIGINT, int_before);
    signal(SIGQUIT, quit_before);
    return o;
}

struct outcome run(struct tool *t, const struct words *words)
{
    return run_program(t, words, NULL);
}

struct outcome run_reading(struct tool *t, const struct words *words, char **printed)
{
    return run_program(t, words, printed);
}

enum status become(struct tool *t, const struct words *words)
{
    char *const *argv = arguments(t, words);

    say_command(t, words);
    fflush(stdout);
    execvp(argv[0], argv);
    return fail(t, "cannot run %s: %s", argv[0], strerror(errno));
}

const char *program_path(struct tool *t, const char *name)
{
    const char *folders = getenv("PATH");

    if (strchr(name, '/') != NULL)
        return access(name, X_OK) == 0 ? name : NULL;
    while (folders != NULL && *folders != '\0') {
        size_t len = strcspn(folders, ":");
        const char *path =
            text(t, "%.*s%s%s", (int)len, folders, len == 0 ? "./" : "/", name);

        if (access(path, X_OK) == 0)
            return path;
        folders += len;
        folders += *folders == ':' ? 1 : 0;
    }
    return NULL;
}
