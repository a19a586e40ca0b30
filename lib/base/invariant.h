/* SPDX-License-Identifier: ISC */
/*
 * invariant.h - what must be true unless this program has a bug.
 *
 * Never compiled out. A failed invariant prints where it is, the fiber, a backtrace where the
 * target has one and the tree of nurseries, and ends the unikernel. Input from outside must never
 * reach one: that is an `enum err`.
 */
#pragma once

#define invariant(cond) ((cond) ? (void)0 : invariant_failed(__FILE__, __LINE__, #cond))

/*@ assigns \nothing;
    ensures \false; */
[[gnu::cold]] _Noreturn void invariant_failed(
    const char *file, int line, const char *cond);

/*
 * What a failed invariant does after its own line is printed: report and end. lib/fiber defines
 * it for a unikernel; it does not return.
 */
_Noreturn void panic_report(void);
