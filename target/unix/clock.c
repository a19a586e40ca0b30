/* SPDX-License-Identifier: ISC */
/*
 * Both clocks are read without a system call, through the page that the kernel maps into processes.
 */
#define _GNU_SOURCE /* clock_gettime */
#include "sig/clock.h"

#include <time.h>

instant clock_monotonic(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (instant){ SECONDS(t.tv_sec) + (uint64_t)t.tv_nsec };
}

struct wall_time clock_wall(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (struct wall_time){ .s = t.tv_sec, .ns = (uint32_t)t.tv_nsec };
}
