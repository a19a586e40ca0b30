/* SPDX-License-Identifier: ISC */
/*
 * trace_test.h - what the tests of fibers share: a short way to write one, and a trace in which
 * fibers leave their marks, so that an order is a text to compare with.
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "target/unix/unix.h"
#include <string.h>

#define FIBER(name)       \
    static enum err name( \
        [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)

static char trace[256];

static inline void mark(const char *what)
{
    size_t used = strlen(trace);

    if (used + strlen(what) < sizeof trace)
        memcpy(trace + used, what, strlen(what) + 1);
}

/* Runs `f` as a unikernel's main, on an empty trace. */
static inline enum err run_traced(fiber_fn *f)
{
    trace[0] = '\0';
    return unix_run(f, NULL, NULL);
}
