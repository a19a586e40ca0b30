/* SPDX-License-Identifier: ISC */
/*
 * The life of a unikernel that is a process.
 */
#include "target/unix/unix.h"
#include "sig/target.h"
#include "target/unix/loop.h"
#include "target/unix/signals.h"

#include <stdlib.h>
#include <unistd.h>

enum err target_start(void)
{
    int wakes;

    TRY(signals_start(&wakes));
    return loop_start(wakes);
}

void target_stop(void)
{
    loop_stop();
    signals_stop();
}

enum err unix_run(fiber_fn *main, void *arg, struct log *log)
{
    TRY(target_start());
    enum err e = fiber_run(main, arg, log);
    target_stop();
    return e;
}

_Noreturn void target_exit(int status)
{
    _exit(status);
}

_Noreturn void target_abort(void)
{
    abort();
}
