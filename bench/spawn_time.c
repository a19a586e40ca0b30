/* SPDX-License-Identifier: ISC */
/* spawn_time.c - milliseconds from starting a program to its end: the median of 201 runs. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

enum { RUNS = 201 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double ms[RUNS];
    char *const environment[] = { NULL };
    posix_spawn_file_actions_t quiet;

    if (argc < 2)
        return 1;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < RUNS; i++) {
        double start = now_ms();
        pid_t child;
        int status;

        if (posix_spawn(&child, argv[1], &quiet, NULL, argv + 1, environment) != 0 ||
            waitpid(child, &status, 0) != child || status != 0)
            return 1;
        ms[i] = now_ms() - start;
    }
    qsort(ms, RUNS, sizeof *ms, ascending);
    printf("%.4f\n", ms[RUNS / 2]);
    return 0;
}
