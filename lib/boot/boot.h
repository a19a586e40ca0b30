/* SPDX-License-Identifier: ISC */
/*
 * boot.h - from the wiring that `mirage configure` writes to running jobs.
 *
 * main.c defines `unikernel`; the target's entry calls boot() with the words that it was passed.
 * boot() parses them (those of the unikernel and -l, --name, --delay, --help), connects the devices
 * in order, runs the jobs at the same time in one nursery, and disconnects in reverse. The first
 * job that fails cancels the others. A request to stop cancels the jobs; the fibers of devices are
 * cancelled only after the jobs have ended and the devices are disconnected.
 */
#pragma once
#include "lib/args/args.h"
#include "lib/fiber/fiber.h"

struct unikernel_device {
    const char *name;
    enum err (*connect)(
        struct nursery *mine); /* may suspend and spawn; NULL: nothing to do */
    void (*disconnect)(void);  /* may suspend; NULL: nothing to do */
};

struct unikernel_job {
    const char *name;
    fiber_fn *run;
};

struct unikernel {
    const char *name;
    const char *target;    /* "unix" */
    const char *version;   /* of mirage, which configured it */
    const char *libraries; /* that are linked, with a blank between them */
    const struct arg *args;
    size_t arg_count;
    const struct unikernel_device *devices; /* each after those it is wired to */
    size_t device_count;
    const struct unikernel_job *jobs;
    size_t job_count;
};

/* What mirage/main.c defines. */
extern const struct unikernel unikernel;

/*
 * Runs `u` to its end and returns the exit status: 0, also when it was asked to stop; 1 if a device
 * or job failed, which the log says; EXIT_HELP; EXIT_ARGUMENTS.
 */
int boot(const struct unikernel *u, const char *const words[], size_t count);
