/* SPDX-License-Identifier: ISC */
/*
 * target.h - what, beside CLOCK and RANDOM, every target defines: the floor the runtime stands on.
 *
 * Applications need nothing of it. lib/base takes its pools from memory_take, lib/fiber its stacks
 * from stack_take, and the event loop is the running fiber's call to target_wait when nothing is
 * ready.
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/time.h"

/*
 * Before the first fiber: makes target_wait() work. What else target.h declares works without.
 * After the last fiber, stop undoes it.
 */
enum err target_start(void);
void target_stop(void);

/* Writes all of `text`; never suspends, never fails. */
void console_write(struct bytes text);

/* Zeroed, page-aligned memory; NULL: there is not that much. */
void *memory_take(size_t octets);
void memory_give(void *at, size_t octets);

/*
 * A fiber's stack of `octets`, a power of two, with an unmapped page below it where there is an MMU.
 * Returns its lowest address; all zeros when it is taken. NULL: there is not that much.
 */
void *stack_take(size_t octets);
void stack_give(void *lowest, size_t octets);

/*
 * Waits until the deadline or until a device or signal has something to say, and runs its
 * handlers, which make fibers ready. `deadline.ns == 0` looks without waiting. False: nothing
 * outside could ever end this wait (no device is being waited for), and the deadline is NEVER.
 */
bool target_wait(instant deadline);

/* A backtrace of the caller on the console, where the target can. */
void target_backtrace(void);

/* Ends the image. */
_Noreturn void target_exit(int status);
_Noreturn void target_abort(void);

/* Exit statuses; of a unikernel's own result: 0, or 1 if a job failed. */
enum { EXIT_HELP = 63, EXIT_ARGUMENTS = 64 };
