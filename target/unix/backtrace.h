/* SPDX-License-Identifier: ISC */
/*
 * backtrace.h - the parts of a backtrace, for handlers of faults.
 */
#pragma once
#include <stdint.h>

/* Where the code was that a signal handler, which was passed `context`, interrupted. */
uintptr_t context_pc(const void *context);

/* Prints one line. */
void backtrace_line(unsigned number, uintptr_t address);
