/* SPDX-License-Identifier: ISC */
/*
 * Goal: conditions, mutexes, channels and promises wake whom they promise, in order, and lose and
 * double nothing at their edges. Method: small programs that run as a unikernel's main.
 */
#include "lib/fiber/trace_test.h"
#include "test/test.h"
#include <string.h>

static void spawn(struct nursery *n, const char *name, fiber_fn *f, void *arg)
{
    expect(nursery_spawn(n, name, f, arg) == OK);
}

/* --- Conditions and mutexes ------------------------------------------------------------------ */

FIBER(waits)
{
    TRY(condition_wait(arg, NEVER));
    mark(fiber_name());
    return OK;
}

FIBER(signals)
{
    struct condition c;

    condition_init(&c);
    condition_signal(&c);
    condition_broadcast(&c);
    spawn(mine, "a", waits, &c);
    spawn(mine, "b", waits, &c);
    spawn(mine, "c", waits, &c);
    spawn(mine, "d", waits, &c);
    TRY(fiber_yield());
    mark("0");
    condition_signal(&c);
    TRY(fiber_yield());
    mark("1");
    condition_signal(&c);
    condition_signal(&c);
    TRY(fiber_yield());
    mark("2");
    condition_broadcast(&c);
    TRY(fiber_yield());
    mark("3");
    return OK;
}

FIBER(locks)
{
    struct mutex *m = arg;

    TRY(mutex_lock(m, NEVER));
    mark(fiber_name());
    TRY(fiber_yield());
    mark(fiber_name());
    mutex_unlock(m);
    return OK;
}

FIBER(locks_in_turn)
{
    struct mutex m;

    mutex_init(&m);
    expect(mutex_lock(&m, (instant){ 1 }) == OK);
    spawn(mine, "a", locks, &m);
    spawn(mine, "b", locks, &m);
    TRY(fiber_yield());
    mutex_unlock(&m);

    /* It went to the first that waits, and is not free. */
    expect(mutex_lock(&m, (instant){ 1 }) == ERR_TIMED_OUT);
    TRY(mutex_lock(&m, NEVER));
    mark("m");
    mutex_unlock(&m);
    expect(mutex_lock(&m, NEVER) == OK);
    return OK;
}

FIBER(gives_up_a_lock)
{
    struct nursery *n;
    struct mutex m;

    mutex_init(&m);
    TRY(mutex_lock(&m, NEVER));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    spawn(n, "cancelled", locks, &m);
    spawn(mine, "b", locks, &m);
    TRY(fiber_yield());
    nursery_close(n);
    mutex_unlock(&m);
    TRY(mutex_lock(&m, NEVER));
    return OK;
}

static void test_conditions(void)
{
    test("a signal wakes the first, a broadcast all, and neither is remembered")
    {
        expect(run_traced(signals) == OK);
        expect(strcmp(trace, "0a1bc2d3") == 0);
    }
    test("a mutex goes from hand to hand in order of arrival")
    {
        expect(run_traced(locks_in_turn) == OK);
        expect(strcmp(trace, "aabbm") == 0);
    }
    test("who was cancelled does not get the mutex")
    {
        expect(run_traced(gives_up_a_lock) == OK);
        expect(strcmp(trace, "bb") == 0);
    }
}

/* --- Channels -------------------------------------------------------------------------------- */

enum { MESSAGES = 1000 };

FIBER(sends_numbers)
{
    struct channel *c = arg;

    for (uint32_t i = 0; i < MESSAGES; i++)
        TRY(channel_send(c, &i, NEVER));
    channel_close(c);
    return OK;
}

/* Everything arrives once and in order, whatever the capacity; then the channel is at its end. */
FIBER(receives_numbers)
{
    uint32_t storage[7], got;

    for (size_t capacity = 1; capacity <= 7; capacity++) {
        struct channel c;

        channel_init(&c, storage, sizeof got, capacity);
        spawn(mine, "sender", sends_numbers, &c);
        for (uint32_t i = 0; i < MESSAGES; i++) {
            expect(channel_receive(&c, &got, NEVER) == OK);
            expect(got == i);
        }
        expect(channel_receive(&c, &got, NEVER) == ERR_CLOSED);
        expect(channel_send(&c, &got, NEVER) == ERR_CLOSED);
    }
    return OK;
}

FIBER(is_told_of_the_end)
{
    uint32_t message = 0;

    expect(channel_receive(arg, &message, NEVER) == ERR_CLOSED);
    mark("r");
    return OK;
}

FIBER(cannot_send)
{
    uint32_t message = 0;

    expect(channel_send(arg, &message, NEVER) == ERR_CLOSED);
    mark("s");
    return OK;
}

FIBER(closing_wakes_all)
{
    uint32_t storage[2] = { 0 }, message = 1;
    struct channel full, empty;

    channel_init(&full, &storage[0], sizeof message, 1);
    channel_init(&empty, &storage[1], sizeof message, 1);
    expect(channel_send(&full, &message, (instant){ 1 }) == OK);
    expect(channel_send(&full, &message, (instant){ 1 }) == ERR_TIMED_OUT);
    expect(channel_receive(&empty, &message, (instant){ 1 }) == ERR_TIMED_OUT);
    for (unsigned i = 0; i < 2; i++) {
        spawn(mine, "receiver", is_told_of_the_end, &empty);
        spawn(mine, "sender", cannot_send, &full);
    }
    TRY(fiber_yield());
    channel_close(&full);
    channel_close(&empty);
    TRY(fiber_yield());

    /* What was in it can still be had. */
    message = 0;
    expect(channel_receive(&full, &message, NEVER) == OK && message == 1);
    expect(channel_receive(&full, &message, NEVER) == ERR_CLOSED);
    return OK;
}

FIBER(receives_one)
{
    uint32_t message;

    TRY(channel_receive(arg, &message, NEVER));
    mark(fiber_name());
    return OK;
}

FIBER(a_cancelled_receiver_loses_nothing)
{
    uint32_t storage[4], message = 1;
    struct nursery *n;
    struct channel c;

    channel_init(&c, storage, sizeof message, 4);
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    spawn(n, "x", receives_one, &c);
    spawn(mine, "b", receives_one, &c);
    TRY(fiber_yield());
    nursery_cancel(n);
    expect(channel_send(&c, &message, NEVER) == OK);
    nursery_close(n);
    TRY(fiber_yield());
    expect(c.count == 0);
    return OK;
}

static void test_channels(void)
{
    test("a channel passes everything once and in order, at any capacity")
    {
        expect(run_traced(receives_numbers) == OK);
    }
    test("closing wakes everybody, and what was sent can still be received")
    {
        expect(run_traced(closing_wakes_all) == OK);
        expect(strcmp(trace, "srsr") == 0 || strcmp(trace, "ssrr") == 0);
    }
    test("a message goes past a receiver that was cancelled")
    {
        expect(run_traced(a_cancelled_receiver_loses_nothing) == OK);
        expect(strcmp(trace, "b") == 0);
    }
}

/* --- Promises -------------------------------------------------------------------------------- */

FIBER(awaits)
{
    expect(promise_wait(arg, NEVER) == ERR_IN_USE);
    mark(fiber_name());
    return OK;
}

FIBER(promises)
{
    struct promise p;

    promise_init(&p);
    expect(promise_wait(&p, from_now(MILLISECONDS(1))) == ERR_TIMED_OUT);
    spawn(mine, "a", awaits, &p);
    spawn(mine, "b", awaits, &p);
    TRY(fiber_yield());
    promise_keep(&p, ERR_IN_USE);
    expect(promise_wait(&p, (instant){ 1 }) == ERR_IN_USE);
    TRY(fiber_yield());
    spawn(mine, "c", awaits, &p);
    TRY(fiber_yield());
    return OK;
}

static void test_promises(void)
{
    test("a promise is told to all that wait and all that come later")
    {
        expect(run_traced(promises) == OK);
        expect(strcmp(trace, "abc") == 0);
    }
}

int main(void)
{
    test_conditions();
    test_channels();
    test_promises();
    return test_result();
}
