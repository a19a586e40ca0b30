/* SPDX-License-Identifier: ISC */
/*
 * dies.h - tests of invariants: whether a function ends the program by a signal.
 *
 * It runs in a child process, whose output is dropped: expect(dies(unref_twice)).
 */
#pragma once
#include <fcntl.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool dies(void (*run)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        run();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}
