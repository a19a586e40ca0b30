/* SPDX-License-Identifier: ISC */
/*
 * SIGTERM and SIGINT cancel the unikernel, SIGQUIT prints its tree of nurseries, SIGPIPE is left to
 * the error of the write, and a fault is told apart from a stack overflow before the process dies
 * of it.
 *
 * Handlers set a flag, which the event loop looks at whenever it looks at devices, and wake it. A
 * second SIGTERM or SIGINT meets the default action and ends the process at once; a second SIGQUIT
 * before the first was served means that a fiber does not suspend, and prints where it is. All run
 * on a stack of their own, since a fiber's may be small or just have overflowed.
 */
#define _GNU_SOURCE /* sigaction, under -std=c2x */
#include "target/unix/signals.h"
#include "lib/base/format.h"
#include "lib/base/limits.h"
#include "lib/fiber/fiber.h"
#include "sig/target.h"
#include "target/unix/backtrace.h"
#include "target/unix/loop.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { HANDLER_STACK = 65536 };

static struct {
    int wakes;
    volatile sig_atomic_t any, stop, report;
    uint8_t stack[HANDLER_STACK];
} signals; /* all zeros, or these octets would be in the image */

static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };

static void set(int number, void (*handler)(int))
{
    struct sigaction a = { .sa_flags = SA_ONSTACK | SA_RESTART };

    a.sa_handler = handler;
    sigemptyset(&a.sa_mask);
    sigaction(number, &a, NULL);
}

static void wake(void)
{
    const uint64_t one = 1;
    int saved = errno;

    /* Fails when the counter is full, and then the loop is awake. */
    signals.any = 1;
    [[maybe_unused]] ssize_t n = write(signals.wakes, &one, sizeof one);
    errno = saved;
}

static void on_stop([[maybe_unused]] int number)
{
    set(SIGTERM, SIG_DFL);
    set(SIGINT, SIG_DFL);
    signals.stop = 1;
    wake();
}

static void on_quit([[maybe_unused]] int number)
{
    if (signals.report != 0) {
        console_write(BYTES("this fiber has not suspended since the last SIGQUIT: "));
        console_write(bytes_of_text(fiber_name()));
        console_write(BYTES("\n"));
        target_backtrace();
    }
    signals.report = 1;
    wake();
}

/*
 * The pages below a stack are not mapped. Some functions have large frames, and an overflow is
 * looked for a few pages further down.
 */
static bool is_overflow(uintptr_t address)
{
    struct bytes stack = fiber_stack();
    uintptr_t lowest = (uintptr_t)stack.at;

    return stack.len > 0 && address < lowest && lowest - address <= 65536;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    uint8_t space[LOG_LINE_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    /* Back from here, the instruction faults again and the process ends as it would have. */
    set(number, SIG_DFL);
    if (number == SIGSEGV && is_overflow((uintptr_t)info->si_addr))
        format(&w, "stack overflow in fiber %s\n", fiber_name());
    else
        format(&w, "fault (signal %d) at %p in fiber %s\n", number, info->si_addr,
            fiber_name());
    console_write(written(&w));
    backtrace_line(0, context_pc(context));
    target_backtrace();
    fiber_report();
}

static void faults_start(void)
{
    struct sigaction a = { .sa_flags = SA_ONSTACK | SA_SIGINFO };
    const stack_t stack = { .ss_sp = signals.stack, .ss_size = sizeof signals.stack };

    a.sa_sigaction = on_fault;
    sigemptyset(&a.sa_mask);
    sigaltstack(&stack, NULL);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigaction(faults[i], &a, NULL);
}

enum err signals_start(int *wakes)
{
    signals.wakes = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (signals.wakes < 0)
        return unix_err(errno);
    *wakes = signals.wakes;
    signals.any = 0;
    signals.stop = 0;
    signals.report = 0;
    faults_start();
    set(SIGTERM, on_stop);
    set(SIGINT, on_stop);
    set(SIGQUIT, on_quit);
    set(SIGPIPE, SIG_IGN);
    return OK;
}

void signals_stop(void)
{
    const stack_t none = { .ss_flags = SS_DISABLE };

    set(SIGTERM, SIG_DFL);
    set(SIGINT, SIG_DFL);
    set(SIGQUIT, SIG_DFL);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        set(faults[i], SIG_DFL);
    sigaltstack(&none, NULL);
    close(signals.wakes);
    signals.wakes = -1;
}

bool signals_handle(void)
{
    if (signals.any == 0)
        return false;
    signals.any = 0;
    if (signals.report != 0) {
        signals.report = 0;
        fiber_report();
    }
    if (signals.stop != 0) {
        signals.stop = 0;
        fiber_stop();
    }
    return true;
}
