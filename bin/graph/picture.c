/* SPDX-License-Identifier: ISC */
/* picture.c - Graphviz, or what --dot-command names. */
#define _GNU_SOURCE /* POSIX, under -std=c2x */
#include "bin/graph/picture.h"
#include "bin/graph/graph.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* What a shell says when it finds no such command. */
enum { NOT_FOUND = 127 };

void picture_pipe(void (*draw)(FILE *out), const char *command)
{
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);

    fflush(stdout);
    /* NOLINTNEXTLINE(cert-env33-c): the command is ours or the user's own */
    FILE *to = popen(command, "we");
    if (to == NULL)
        report_error("cannot run %s", command);
    draw(to);
    int status = pclose(to);
    signal(SIGPIPE, before);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND &&
        strncmp(command, "dot ", 4) == 0)
        report_error("drawing needs Graphviz; 'sudo apt-get install graphviz' gives it");
    report_error("%s has failed", command);
}
