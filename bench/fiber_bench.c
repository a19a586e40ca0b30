/* SPDX-License-Identifier: ISC */
/*
 * fiber_bench.c - what fibers cost, a line `NAME FIGURE` each; nanoseconds, but for `asleep`, which
 * is MB of memory with 100,000 fibers asleep. The peers are measured in the same process.
 */
#define _GNU_SOURCE
#include "lib/fiber/scheduler.h"
#include "sig/target.h"
#include "target/unix/unix.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <ucontext.h>

enum {
    SWITCHES = 20000000,
    CONTEXTS = 1000000,
    SPAWNS = 2000000,
    THREADS = 20000,
    ASLEEP = 100000
};

static double now_ns(void)
{
    struct timespec t;

    /* Time of the processor: what other programs take is none of ours. */
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void say(const char *name, double figure)
{
    printf("%s %.2f\n", name, figure);
}

/*
 * --- Bare swaps: the assembly alone, two stacks, no scheduler. Both sides run the same code, as the
 * two fibers below do, or each return would be to where the processor does not expect it.
 */

static struct {
    _Alignas(16) uint8_t stack[16384];
    void *sp[2];
    unsigned side;
} bare;

[[gnu::noinline]] static void bare_swaps(void)
{
    for (unsigned i = 0; i < SWITCHES / 2; i++) {
        unsigned mine = bare.side;

        bare.side = mine ^ 1u;
        fiber_switch(&bare.sp[mine], bare.sp[mine ^ 1u]);
    }
}

static void bare_other(void)
{
    bare_swaps();
    abort();
}

static void bare_swap(void)
{
    bare.sp[1] = fiber_switch_prepare(bare.stack + sizeof bare.stack, bare_other);
    double from = now_ns();
    bare_swaps();
    say("bare_swap", (now_ns() - from) / SWITCHES);
}

static struct {
    char stack[16384];
    ucontext_t here, there;
} context;

static void context_loop(void)
{
    for (;;)
        swapcontext(&context.there, &context.here);
}

static void context_swap(void)
{
    getcontext(&context.there);
    context.there.uc_stack.ss_sp = context.stack;
    context.there.uc_stack.ss_size = sizeof context.stack;
    makecontext(&context.there, context_loop, 0);
    double from = now_ns();
    for (unsigned i = 0; i < CONTEXTS / 2; i++)
        swapcontext(&context.here, &context.there);
    say("swapcontext", (now_ns() - from) / CONTEXTS);
}

/* --- Threads ---------------------------------------------------------------------------------- */

static void *thread_main(void *arg)
{
    return arg;
}

static void threads(void)
{
    double from = now_ns();

    for (unsigned i = 0; i < THREADS; i++) {
        pthread_t t;
        if (pthread_create(&t, NULL, thread_main, NULL) == 0)
            pthread_join(t, NULL);
    }
    say("pthread", (now_ns() - from) / THREADS);
}

/* --- Fibers ----------------------------------------------------------------------------------- */

static enum err yield_loop(struct nursery *mine, void *arg)
{
    (void)mine;
    (void)arg;
    for (unsigned i = 0; i < SWITCHES / 2; i++)
        TRY(fiber_yield());
    return OK;
}

static enum err switches(struct nursery *mine)
{
    struct nursery *two;

    TRY(nursery_open(&two, mine, (struct nursery_limits){ 0 }));
    double from = now_ns();
    enum err e = nursery_spawn(two, "one", yield_loop, NULL);
    if (e == OK)
        e = nursery_spawn(two, "other", yield_loop, NULL);
    if (e == OK)
        e = nursery_wait(two, NEVER);
    nursery_close(two);
    say("switch", (now_ns() - from) / SWITCHES);
    return e;
}

static enum err nothing(struct nursery *mine, void *arg)
{
    (void)mine;
    (void)arg;
    return OK;
}

static enum err spawns(struct nursery *mine)
{
    struct nursery *n;
    enum err e = OK;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    double from = now_ns();
    for (unsigned i = 0; i < SPAWNS && e == OK; i++) {
        e = nursery_spawn(n, "nothing", nothing, NULL);
        if (e == OK)
            e = nursery_wait(n, NEVER);
    }
    nursery_close(n);
    say("spawn", (now_ns() - from) / SPAWNS);
    return e;
}

static enum err sleep_long(struct nursery *mine, void *arg)
{
    (void)mine;
    (void)arg;
    return fiber_sleep_until(from_now(SECONDS(3600)));
}

static double resident_mb(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    if (f == NULL || fscanf(f, "%*u %lu", &pages) != 1)
        exit(1);
    fclose(f);
    return (double)pages * 4096 / 1e6;
}

static enum err asleep(struct nursery *mine)
{
    struct nursery *n;
    enum err e = OK;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ .fibers_max = ASLEEP }));
    for (unsigned i = 0; i < ASLEEP && e == OK; i++)
        e = nursery_spawn(n, "asleep", sleep_long, NULL);
    if (e == OK)
        e = fiber_sleep_until(from_now(MILLISECONDS(10)));
    say("asleep", resident_mb());
    nursery_close(n);
    return e;
}

static enum err fibers(struct nursery *mine, void *arg)
{
    (void)arg;
    TRY(switches(mine));
    TRY(spawns(mine));
    return asleep(mine);
}

int main(void)
{
    struct log log;

    log_init(&log, console_write);
    bare_swap();
    context_swap();
    threads();
    return unix_run(fibers, NULL, &log) == OK ? 0 : 1;
}
