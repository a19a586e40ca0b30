/* SPDX-License-Identifier: ISC */
/*
 * unix.h - the unix target: a unikernel as an ordinary process.
 */
#pragma once
#include "lib/boot/boot.h"

/*
 * Starts the event loop and signal handling, runs `main` as fiber_run() does, and stops them.
 * SIGTERM and SIGINT cancel it (a second one ends the process at once), SIGQUIT prints the tree of
 * nurseries. For tests and start.c.
 */
enum err unix_run(fiber_fn *main, void *arg, struct log *log);
