/* SPDX-License-Identifier: ISC */
/*
 * Goal: nurseries own their fibers: limits, failures, the tree of cancellation, joining. Method:
 * small programs that run as a unikernel's main and count what happened.
 */
#include "lib/fiber/trace_test.h"
#include "test/test.h"
#include <string.h>

static unsigned ran, cancelled;

static enum err run(fiber_fn *f)
{
    ran = 0;
    cancelled = 0;
    return unix_run(f, NULL, NULL);
}

#define OPEN(n, parent, ...) \
    expect(nursery_open(&(n), parent, (struct nursery_limits){ __VA_ARGS__ }) == OK)

FIBER(counts)
{
    ran++;
    return OK;
}

FIBER(waits)
{
    ran++;
    enum err e = fiber_sleep_until(NEVER);
    if (e == ERR_CANCELLED)
        cancelled++;
    return e;
}

/* Fails with what arg points at. */
FIBER(fails)
{
    const enum err *e = arg;

    return *e;
}

/* --- Arguments by copy ----------------------------------------------------------------------- */

struct copied {
    uint8_t seed;
    uint8_t octets[1021]; /* no multiple of what a stack is aligned to */
};

static struct copied copied_of(uint8_t seed)
{
    struct copied c = { .seed = seed };

    for (size_t i = 0; i < sizeof c.octets; i++)
        c.octets[i] = (uint8_t)(seed + i);
    return c;
}

/* Its copy is whole after others ran, and its own to change. */
FIBER(checks_copy)
{
    struct copied *mine_now = arg;
    struct copied wanted = copied_of(mine_now->seed);

    expect(fiber_yield() == OK);
    if (memcmp(mine_now, &wanted, sizeof wanted) == 0)
        ran++;
    memset(mine_now, 0, sizeof *mine_now);
    return OK;
}

FIBER(spawns_copies)
{
    struct nursery *n;

    OPEN(n, mine, .fibers_max = 10);
    for (uint8_t i = 0; i < 10; i++) {
        struct copied c = copied_of(i);

        expect(nursery_spawn_copy(n, "copy", checks_copy, &c, sizeof c) == OK);
        memset(&c, 0xff, sizeof c);
    }
    expect(nursery_spawn_copy(n, "full", checks_copy, "", 0) == ERR_NO_MEMORY);
    expect(nursery_wait(n, NEVER) == OK);
    nursery_close(n);
    return OK;
}

/* --- Limits ---------------------------------------------------------------------------------- */

FIBER(holds_so_many)
{
    struct nursery *n;

    OPEN(n, mine, .fibers_max = 2);
    expect(nursery_spawn(n, "1", counts, NULL) == OK);
    expect(nursery_spawn(n, "2", waits, NULL) == OK);
    expect(nursery_spawn(n, "3", counts, NULL) == ERR_NO_MEMORY);
    expect(nursery_count(n) == 2);
    expect(fiber_yield() == OK);
    expect(nursery_count(n) == 1);
    expect(nursery_spawn(n, "4", counts, NULL) == OK);
    nursery_close(n);
    expect(ran == 3 && cancelled == 1);

    OPEN(n, mine, 0);
    for (unsigned i = 0; i < 1024; i++)
        expect(nursery_spawn(n, "one", counts, NULL) == OK);
    expect(nursery_spawn(n, "more", counts, NULL) == ERR_NO_MEMORY);
    nursery_close(n);
    return OK;
}

/*
 * Touch almost as much of their stacks as they were promised, but for what the C library's dynamic
 * linker takes when it resolves a call that the compiler put in.
 */
FIBER(uses_its_stack)
{
    uint8_t much[10 * 1024];
    volatile uint8_t *at = much;

    for (size_t i = 0; i < sizeof much; i += 64)
        at[i] = 1;
    ran += at[0];
    return OK;
}

FIBER(uses_a_large_stack)
{
    uint8_t much[1000 * 1024];
    volatile uint8_t *at = much;

    for (size_t i = 0; i < sizeof much; i += 64)
        at[i] = 1;
    ran += at[0];
    return OK;
}

FIBER(has_stacks_of_sizes)
{
    struct nursery *small, *large;

    OPEN(small, mine, .stack = 1);
    OPEN(large, mine, .stack = 1024 * 1024 - 4096);
    for (unsigned i = 0; i < 3; i++) {
        expect(nursery_spawn(small, "small", uses_its_stack, NULL) == OK);
        expect(nursery_spawn(large, "large", uses_a_large_stack, NULL) == OK);
        expect(nursery_wait(small, NEVER) == OK && nursery_wait(large, NEVER) == OK);
    }
    nursery_close(small);
    nursery_close(large);
    expect(ran == 6);
    return OK;
}

/* More nurseries than lie in a page, and again, so that their memory is used again. */
FIBER(opens_many)
{
    struct nursery *n[200];

    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 200; i++) {
            OPEN(n[i], mine, 0);
            expect(nursery_spawn(n[i], "one", counts, NULL) == OK);
        }
        for (unsigned i = 0; i < 200; i++) {
            expect(nursery_wait(n[i], NEVER) == OK);
            nursery_close(n[i]);
        }
    }
    expect(ran == 600);
    return OK;
}

static void test_limits(void)
{
    test("a nursery holds as many fibers as it is told to, 1,024 by default")
    {
        expect(run(holds_so_many) == OK);
    }
    test("stacks are as large as asked for")
    {
        expect(run(has_stacks_of_sizes) == OK);
    }
    test("many nurseries may be open")
    {
        expect(run(opens_many) == OK);
    }
}

/* --- Failures -------------------------------------------------------------------------------- */

FIBER(says_each_failure_once)
{
    static enum err errs[] = { ERR_IO, ERR_CLOSED, ERR_IO, ERR_REFUSED, OK };
    unsigned said[ERR_UNSUPPORTED + 1] = { 0 };
    struct nursery *n;
    enum err e;

    OPEN(n, mine, 0);
    expect(nursery_spawn(n, "waits", waits, NULL) == OK);
    for (size_t i = 0; i < 5; i++)
        expect(nursery_spawn(n, "fails", fails, &errs[i]) == OK);
    expect(nursery_wait(n, NEVER) == ERR_IO);
    said[ERR_IO]++;
    expect(nursery_count(n) >= 1);
    for (unsigned i = 0; i < 3; i++) {
        e = nursery_wait(n, NEVER);
        said[e]++;
    }
    expect(said[ERR_IO] == 2 && said[ERR_CLOSED] == 1 && said[ERR_REFUSED] == 1);
    expect(nursery_wait(n, from_now(MILLISECONDS(1))) == ERR_TIMED_OUT);

    /* After all of them have been said the next is the first again. */
    expect(nursery_spawn(n, "fails", fails, &errs[3]) == OK);
    expect(nursery_wait(n, NEVER) == ERR_REFUSED);

    /* Being cancelled is no failure, but another failure then is one. */
    expect(nursery_spawn(n, "fails", fails, &errs[1]) == OK);
    nursery_cancel(n);
    expect(nursery_wait(n, NEVER) == ERR_CLOSED);
    expect(nursery_wait(n, NEVER) == OK);
    expect(cancelled == 1 && nursery_count(n) == 0);
    expect(nursery_spawn(n, "late", counts, NULL) == ERR_CANCELLED);
    nursery_close(n);
    return OK;
}

FIBER(claims_to_be_cancelled)
{
    static enum err e = ERR_CANCELLED;
    struct nursery *n;

    OPEN(n, mine, 0);
    expect(nursery_spawn(n, "claims", fails, &e) == OK);
    expect(nursery_wait(n, NEVER) == ERR_CANCELLED);
    expect(!fiber_is_cancelled());
    nursery_close(n);
    return OK;
}

static void test_failures(void)
{
    test("each failure is said once, the first first, while others still run")
    {
        expect(run(says_each_failure_once) == OK);
    }
    test("ERR_CANCELLED of a fiber that nobody cancelled is a failure")
    {
        expect(run(claims_to_be_cancelled) == OK);
    }
}

/* --- The tree -------------------------------------------------------------------------------- */

/* A nursery below `mine` with a fiber that waits, and so on: as deep as arg says. */
FIBER(nests)
{
    unsigned *left = arg;
    struct nursery *n;
    enum err e;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ .stack = 1 }));
    if (--*left > 0)
        expect(nursery_spawn(n, "nests", nests, left) == OK);
    expect(nursery_spawn(n, "waits", waits, NULL) == OK);
    e = nursery_wait(n, NEVER);
    nursery_close(n);
    return e;
}

FIBER(cancels_all_below)
{
    struct nursery *n, *aside;
    unsigned left = 1000;

    OPEN(n, mine, 0);
    OPEN(aside, mine, 0);
    expect(nursery_spawn(n, "nests", nests, &left) == OK);
    expect(nursery_spawn(aside, "aside", waits, NULL) == OK);
    while (left > 0)
        TRY(fiber_yield());
    TRY(fiber_yield());
    TRY(fiber_yield());
    expect(ran == 1001 && cancelled == 0);
    nursery_cancel(n);
    expect(cancelled == 0);
    expect(nursery_wait(n, from_now(SECONDS(10))) == OK);
    expect(cancelled == 1000);
    expect(nursery_count(aside) == 1 && !fiber_is_cancelled());

    struct nursery *below;
    expect(nursery_open(&below, n, (struct nursery_limits){ 0 }) == ERR_CANCELLED);
    nursery_close(aside);
    nursery_close(n);
    expect(cancelled == 1001);
    return OK;
}

/* One nursery below the other, both of the same fiber. */
FIBER(shields_a_nursery)
{
    struct nursery *outer, *shielded, *inner;

    OPEN(outer, mine, 0);
    OPEN(shielded, outer, .shielded = true);
    OPEN(inner, shielded, 0);
    expect(nursery_spawn(inner, "inner", waits, NULL) == OK);
    expect(nursery_spawn(shielded, "shielded", waits, NULL) == OK);
    TRY(fiber_yield());
    nursery_cancel(outer);
    TRY(fiber_yield());
    expect(cancelled == 0);
    expect(nursery_spawn(shielded, "another", waits, NULL) == OK);
    TRY(fiber_yield());
    expect(ran == 3);
    nursery_close(inner);
    expect(cancelled == 1);
    nursery_close(shielded);
    expect(cancelled == 3);
    nursery_close(outer);
    return OK;
}

/* Ends only when its shield does. */
FIBER(cleans_up)
{
    (void)fiber_sleep_until(NEVER);
    struct shield s = shield_begin(from_now(SECONDS(1)));
    expect(fiber_sleep_until(from_now(MILLISECONDS(3))) == OK);
    shield_end(s);
    ran++;
    return OK;
}

FIBER(closes_while_cancelled)
{
    struct nursery *n;

    OPEN(n, mine, 0);
    expect(nursery_spawn(n, "cleans", cleans_up, NULL) == OK);
    expect(fiber_sleep_until(NEVER) == ERR_CANCELLED);
    nursery_close(n);
    expect(ran == 1);
    ran++;
    return OK;
}

FIBER(close_joins)
{
    struct nursery *n;

    OPEN(n, mine, 0);
    expect(nursery_spawn(n, "closes", closes_while_cancelled, NULL) == OK);
    TRY(fiber_yield());
    TRY(fiber_yield());
    nursery_close(n);
    expect(ran == 2);
    return OK;
}

FIBER(leaves_others_behind)
{
    expect(nursery_spawn(mine, "counts", counts, NULL) == OK);
    expect(nursery_spawn(mine, "cleans", cleans_up, NULL) == OK);
    fiber_stop();
    return OK;
}

static void test_tree(void)
{
    test("cancelling reaches everything below, and nothing else")
    {
        expect(run(cancels_all_below) == OK);
    }
    test("a shielded nursery is cancelled by its own end alone")
    {
        expect(run(shields_a_nursery) == OK);
    }
    test("closing waits for clean-ups, even of a cancelled fiber")
    {
        expect(run(close_joins) == OK);
    }
    test("a run ends when the last fiber of the root has ended")
    {
        expect(run(leaves_others_behind) == OK);
        expect(ran == 2);
    }
}

int main(void)
{
    test("a fiber has a copy of its argument")
    {
        expect(run(spawns_copies) == OK);
        expect(ran == 10);
    }
    test_limits();
    test_failures();
    test_tree();
    return test_result();
}
