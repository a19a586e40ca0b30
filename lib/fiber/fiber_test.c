/* SPDX-License-Identifier: ISC */
/*
 * Goal: fibers run in the promised order, and each kind of wait ends as promised: by what it waits
 * for, by its deadline, by cancellation, and by cancellation only after a shield. Method: fibers
 * leave letters in a trace; waits of all kinds stand in one table and go through the same cases.
 */
#include "lib/fiber/trace_test.h"
#include "test/test.h"
#include <string.h>

/* --- Order ----------------------------------------------------------------------------------- */

FIBER(marks)
{
    mark(fiber_name());
    return OK;
}

FIBER(marks_twice)
{
    mark(fiber_name());
    TRY(fiber_yield());
    mark(fiber_name());
    return OK;
}

FIBER(spawned_run_when_the_spawner_suspends)
{
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    expect(nursery_spawn(n, "a", marks, NULL) == OK);
    expect(nursery_spawn(n, "b", marks, NULL) == OK);
    mark("-");
    expect(nursery_count(n) == 2);
    expect(nursery_wait(n, NEVER) == OK);
    expect(nursery_count(n) == 0);
    mark(".");
    nursery_close(n);
    return OK;
}

FIBER(yield_goes_once_round)
{
    expect(nursery_spawn(mine, "a", marks_twice, NULL) == OK);
    expect(nursery_spawn(mine, "b", marks_twice, NULL) == OK);
    mark("0");
    expect(fiber_yield() == OK);
    mark("1");
    expect(fiber_yield() == OK);
    mark("2");
    return OK;
}

FIBER(sleeps)
{
    const uint64_t *ms = arg;

    TRY(fiber_sleep_until(from_now(MILLISECONDS(*ms))));
    mark(*ms == 30 ? "c" : *ms == 20 ? "b" : "a");
    return OK;
}

FIBER(sleepers_wake_by_deadline)
{
    static uint64_t ms[] = { 30, 10, 20 };

    for (size_t i = 0; i < 3; i++)
        expect(nursery_spawn(mine, "sleeper", sleeps, &ms[i]) == OK);
    instant before = clock_monotonic();
    expect(fiber_sleep_until(from_now(MILLISECONDS(25))) == OK);
    uint64_t slept = instant_since(clock_monotonic(), before);
    expect(slept >= MILLISECONDS(25));
    expect(slept < MILLISECONDS(500));
    mark("-");
    return OK;
}

FIBER(late_sleeps_let_others_run)
{
    expect(nursery_spawn(mine, "a", marks, NULL) == OK);
    mark("0");
    expect(fiber_sleep_until((instant){ 1 }) == OK);
    mark("1");
    return OK;
}

FIBER(yields_until_told)
{
    bool *told = arg;

    while (!*told)
        TRY(fiber_yield());
    return OK;
}

FIBER(yields_do_not_starve_timers)
{
    bool told = false;
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    expect(nursery_spawn(n, "busy", yields_until_told, &told) == OK);
    expect(nursery_spawn(n, "busy", yields_until_told, &told) == OK);
    expect(fiber_sleep_until(from_now(MILLISECONDS(5))) == OK);
    told = true;
    expect(nursery_wait(n, from_now(SECONDS(5))) == OK);
    nursery_close(n);
    return OK;
}

static void test_order(void)
{
    test("spawned fibers run in order when their spawner suspends")
    {
        expect(run_traced(spawned_run_when_the_spawner_suspends) == OK);
        expect(strcmp(trace, "-ab.") == 0);
    }
    test("a yield goes once round the ready fibers")
    {
        expect(run_traced(yield_goes_once_round) == OK);
        expect(strcmp(trace, "0ab1ab2") == 0);
    }
    test("sleepers wake in the order of their deadlines, not too early")
    {
        expect(run_traced(sleepers_wake_by_deadline) == OK);
        expect(strcmp(trace, "ab-c") == 0);
    }
    test("a sleep until the past is a yield")
    {
        expect(run_traced(late_sleeps_let_others_run) == OK);
        expect(strcmp(trace, "0a1") == 0);
    }
    test("fibers that only yield do not starve timers")
    {
        expect(run_traced(yields_do_not_starve_timers) == OK);
    }
}

/* --- Every kind of wait ---------------------------------------------------------------------- */

/* Of each kind one that nothing will end. */
static struct {
    struct condition condition;
    struct mutex mutex;
    struct channel full, empty;
    struct promise promise;
    struct nursery *busy;
    uint8_t storage[2];
} on;

static enum err wait_condition(instant deadline)
{
    return condition_wait(&on.condition, deadline);
}

static enum err wait_mutex(instant deadline)
{
    return mutex_lock(&on.mutex, deadline);
}

static enum err wait_send(instant deadline)
{
    return channel_send(&on.full, "x", deadline);
}

static enum err wait_receive(instant deadline)
{
    uint8_t octet;

    return channel_receive(&on.empty, &octet, deadline);
}

static enum err wait_promise(instant deadline)
{
    return promise_wait(&on.promise, deadline);
}

static enum err wait_nursery(instant deadline)
{
    return nursery_wait(on.busy, deadline);
}

static enum err wait_sleep(instant deadline)
{
    enum err e = fiber_sleep_until(deadline);

    return e == OK ? ERR_TIMED_OUT : e;
}

typedef enum err wait_fn(instant deadline);

static const struct {
    const char *name;
    wait_fn *wait;
} waits[] = {
    { "condition_wait", wait_condition },
    { "mutex_lock", wait_mutex },
    { "channel_send", wait_send },
    { "channel_receive", wait_receive },
    { "promise_wait", wait_promise },
    { "nursery_wait", wait_nursery },
    { "fiber_sleep_until", wait_sleep },
};
enum { WAITS = sizeof waits / sizeof waits[0] };

/* One wait in a fiber of its own. */
struct waiter {
    wait_fn *wait;
    instant deadline, shield; /* shield.ns == 0: none */
    bool began;
    enum err result;
    instant ended;
};

FIBER(waiter)
{
    struct waiter *w = arg;

    w->began = true;
    if (w->shield.ns != 0) {
        struct shield s = shield_begin(w->shield);
        w->result = w->wait(w->deadline);
        shield_end(s);
    } else {
        w->result = w->wait(w->deadline);
    }
    w->ended = fiber_now();
    return OK;
}

FIBER(sleeps_for_ever)
{
    return fiber_sleep_until(from_now(SECONDS(3600)));
}

/* Cancels the waiter after `after_ms`, or lets its deadline pass; it must end by itself. */
static void try_wait(
    struct nursery *mine, struct waiter *w, bool cancel, uint64_t after_ms)
{
    struct nursery *n;

    expect(nursery_open(&n, mine, (struct nursery_limits){ 0 }) == OK);
    expect(nursery_spawn(n, "waiter", waiter, w) == OK);
    expect(fiber_yield() == OK);
    expect(w->began && nursery_count(n) == 1);
    expect(fiber_sleep_until(from_now(MILLISECONDS(after_ms))) == OK);
    if (cancel)
        nursery_cancel(n);
    expect(nursery_wait(n, from_now(SECONDS(5))) == OK);
    nursery_close(n);
}

FIBER(waits_end)
{
    struct waiter w;
    instant then;

    for (size_t i = 0; i < WAITS; i++) {
        test_state.name = waits[i].name;

        w = (struct waiter){ .wait = waits[i].wait, .deadline = NEVER };
        try_wait(mine, &w, true, 0);
        expect(w.result == ERR_CANCELLED);

        w = (struct waiter){ .wait = waits[i].wait, .deadline = from_now(SECONDS(3600)) };
        try_wait(mine, &w, true, 0);
        expect(w.result == ERR_CANCELLED);

        then = from_now(MILLISECONDS(2));
        w = (struct waiter){ .wait = waits[i].wait, .deadline = then };
        try_wait(mine, &w, false, 0);
        expect(w.result == ERR_TIMED_OUT);
        expect(!instant_before(w.ended, then));

        /* The shield ends first: cancelled then, and not before. */
        then = from_now(MILLISECONDS(4));
        w = (struct waiter){ .wait = waits[i].wait, .deadline = NEVER, .shield = then };
        try_wait(mine, &w, true, 1);
        expect(w.result == ERR_CANCELLED);
        expect(!instant_before(w.ended, then));

        /* The deadline is first: it passes as if nobody had cancelled. */
        then = from_now(MILLISECONDS(3));
        w = (struct waiter){ .wait = waits[i].wait, .deadline = then, .shield = NEVER };
        try_wait(mine, &w, true, 1);
        expect(w.result == ERR_TIMED_OUT);
        expect(!instant_before(w.ended, then));

        /* Nobody cancels: the end of a shield changes nothing. */
        then = from_now(MILLISECONDS(4));
        w = (struct waiter){
            .wait = waits[i].wait, .deadline = then, .shield = from_now(MILLISECONDS(2))
        };
        try_wait(mine, &w, false, 0);
        expect(w.result == ERR_TIMED_OUT);
        expect(!instant_before(w.ended, then));

        /* A deadline in the past does not suspend, but for sleeping. */
        expect(waits[i].wait((instant){ 1 }) == ERR_TIMED_OUT);
    }
    return OK;
}

FIBER(waits_end_with_things_to_wait_for)
{
    condition_init(&on.condition);
    mutex_init(&on.mutex);
    channel_init(&on.full, &on.storage[0], 1, 1);
    channel_init(&on.empty, &on.storage[1], 1, 1);
    promise_init(&on.promise);
    TRY(mutex_lock(&on.mutex, NEVER));
    TRY(channel_send(&on.full, "x", NEVER));
    TRY(nursery_open(&on.busy, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(on.busy, "sleeper", sleeps_for_ever, NULL));

    struct nursery *n;
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "waits_end", waits_end, NULL));
    expect(nursery_wait(n, from_now(SECONDS(20))) == OK);
    nursery_close(n);
    nursery_close(on.busy);
    return OK;
}

static void test_waits(void)
{
    test("each kind of wait ends by cancellation, deadline and end of shield")
    {
        expect(run_traced(waits_end_with_things_to_wait_for) == OK);
    }
}

/* --- Cancellation and shields ---------------------------------------------------------------- */

FIBER(each_further_wait)
{
    struct condition c;

    condition_init(&c);
    expect(!fiber_is_cancelled());
    expect(fiber_sleep_until(NEVER) == ERR_CANCELLED);
    expect(fiber_is_cancelled());
    expect(fiber_yield() == ERR_CANCELLED);
    expect(condition_wait(&c, NEVER) == ERR_CANCELLED);
    expect(fiber_sleep_until(from_now(1)) == ERR_CANCELLED);

    struct shield s = shield_begin(from_now(SECONDS(5)));
    expect(!fiber_is_cancelled());
    expect(fiber_yield() == OK);
    expect(condition_wait(&c, from_now(MILLISECONDS(1))) == ERR_TIMED_OUT);

    /* The earlier deadline of nested shields counts, whichever is outside. */
    struct shield inner = shield_begin(from_now(MILLISECONDS(2)));
    expect(condition_wait(&c, NEVER) == ERR_CANCELLED);
    shield_end(inner);
    expect(fiber_yield() == OK);
    shield_end(s);
    expect(fiber_yield() == ERR_CANCELLED);

    s = shield_begin((instant){ 1 });
    inner = shield_begin(NEVER);
    expect(fiber_yield() == ERR_CANCELLED);
    shield_end(inner);
    shield_end(s);
    mark("x");
    return ERR_CANCELLED;
}

FIBER(cancelled_fibers_stay_cancelled)
{
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "each", each_further_wait, NULL));
    TRY(fiber_yield());
    nursery_close(n);
    return OK;
}

FIBER(signalled_then_cancelled)
{
    expect(condition_wait(arg, NEVER) == OK);
    mark("s");
    expect(condition_wait(arg, NEVER) == ERR_CANCELLED);
    mark("c");
    return OK;
}

FIBER(a_signal_is_not_lost)
{
    struct nursery *n;
    struct condition c;

    condition_init(&c);
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "waiter", signalled_then_cancelled, &c));
    TRY(fiber_yield());
    condition_signal(&c);
    nursery_close(n);
    return OK;
}

FIBER(stops_itself)
{
    expect(nursery_spawn(mine, "sleeper", sleeps_for_ever, NULL) == OK);
    fiber_stop();
    expect(nursery_spawn(mine, "late", marks, NULL) == ERR_CANCELLED);
    return fiber_yield();
}

FIBER(has_a_name)
{
    expect(strcmp(fiber_name(), "main") == 0);
    expect(log_current() == arg);
    expect(fiber_stack().len >= 65536);
    return ERR_IO;
}

static void test_cancellation(void)
{
    test(
        "a cancelled fiber gets ERR_CANCELLED from each further wait, but under a shield")
    {
        expect(run_traced(cancelled_fibers_stay_cancelled) == OK);
        expect(strcmp(trace, "x") == 0);
    }
    test("a fiber that was signalled before it was cancelled is told of the signal")
    {
        expect(run_traced(a_signal_is_not_lost) == OK);
        expect(strcmp(trace, "sc") == 0);
    }
    test("fiber_stop cancels everything, and main's result is the run's")
    {
        expect(run_traced(stops_itself) == ERR_CANCELLED);
        expect(strcmp(trace, "") == 0);
    }
    test("a run has a log and a result, and leaves nothing behind")
    {
        struct log log = { 0 };

        expect(unix_run(has_a_name, &log, &log) == ERR_IO);
        expect(strcmp(fiber_name(), "") == 0);
        expect(log_current() == NULL);
        expect(fiber_stack().len == 0);
        expect(!fiber_is_cancelled());
    }
}

int main(void)
{
    test_order();
    test_waits();
    test_cancellation();
    return test_result();
}
