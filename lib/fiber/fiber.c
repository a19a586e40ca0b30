/* SPDX-License-Identifier: ISC */
/*
 * The scheduler: who runs next, and the event loop when nobody can.
 *
 * Ready fibers run in the order in which they became ready. As long as there are some, the outside
 * world is looked at now and then all the same, so that fibers which only yield to each other do
 * not starve devices and timers: after SWITCHES_A_LOOK switches the clock is read (some 20 ns), and
 * if devices were not polled for POLL_EVERY_NS (a system call) they are. That bounds both the cost,
 * to a fraction of a nanosecond a switch and one call in POLL_EVERY_NS, and the delay.
 */
#include "lib/fiber/fiber.h"
#include "lib/base/invariant.h"
#include "lib/fiber/scheduler.h"
#include "sig/target.h"

enum { SWITCHES_A_LOOK = 128, POLL_EVERY_NS = 50000 };

struct fiber *fiber_current;

/* --- Time ------------------------------------------------------------------------------------ */

/* A timer is that of a deadline, or of a shield that ends before the deadline. */
static void timer_expired(struct fiber *f)
{
    struct scheduler *s = f->scheduler;

    heap_remove(&s->timers, &f->timer);
    if (!instant_before(s->now, f->deadline))
        fiber_wake(f, ERR_TIMED_OUT);
    else if (fiber_has_to_stop(f))
        fiber_wake(f, ERR_CANCELLED);
    else if (f->deadline.ns != NEVER.ns)
        heap_push(&s->timers, &f->timer, f->deadline);
}

static void timers_expire(struct scheduler *s)
{
    struct heap_node *t;

    while ((t = heap_first(&s->timers)) != NULL && !instant_before(s->now, t->key))
        timer_expired(LIST_OF(struct fiber, t, timer));
}

/* --- The event loop -------------------------------------------------------------------------- */

static bool loop_wait(struct scheduler *s, instant deadline)
{
    struct fiber *f = fiber_current;
    bool possible = target_wait(deadline);

    /* A simulator ran other hosts meanwhile. */
    fiber_current = f;
    s->now = clock_monotonic();
    s->polled = s->now;
    timers_expire(s);
    return possible;
}

/* Some fibers are ready: look at the clock, and at devices if that is due. */
static void loop_look(struct scheduler *s)
{
    s->credit = SWITCHES_A_LOOK;
    s->now = clock_monotonic();
    if (instant_since(s->now, s->polled) >= POLL_EVERY_NS)
        loop_wait(s, (instant){ 0 });
    else
        timers_expire(s);
}

/*
 * The exit status is 1 and not an abort: a deadlock is found at rest, with all state in order, and
 * the report says more than a core dump would.
 */
static _Noreturn void loop_deadlock(void)
{
    console_write(BYTES("deadlock: no fiber can ever run again\n"));
    fiber_report();
    target_exit(1);
}

/* No fiber is ready: wait until one is. */
static void loop_idle(struct scheduler *s)
{
    s->credit = SWITCHES_A_LOOK;
    do {
        struct heap_node *t = heap_first(&s->timers);

        if (!loop_wait(s, t == NULL ? NEVER : t->key) && s->ready_first == NULL &&
            heap_first(&s->timers) == NULL)
            loop_deadlock();
    } while (s->ready_first == NULL);
}

/* --- Switching ------------------------------------------------------------------------------- */

static void ready_append(struct scheduler *s, struct fiber *f)
{
    f->next = NULL;
    if (s->ready_first == NULL)
        s->ready_first = f;
    else
        s->ready_last->next = f;
    s->ready_last = f;
}

/*
 * The running fiber f stops; returns when it is its turn again, never if it has ended. Not inlined,
 * so that all fibers but new ones suspend at one place, which processors predict well.
 */
[[gnu::noinline]] static void suspend(struct fiber *f, bool ends)
{
    struct scheduler *s = f->scheduler;

    if (--s->credit == 0)
        loop_look(s);
    if (s->ready_first == NULL)
        loop_idle(s);

    struct fiber *next = s->ready_first;
    s->ready_first = next->next;
    if (next == f)
        return;
    fiber_current = next;
    sanitizer_leave(ends ? NULL : &f->sanitizer, &next->sanitizer);
    fiber_switch(&f->sp, next->sp);
    sanitizer_enter(&f->sanitizer);
}

/* Where a fiber runs first, and last. */
static void fiber_main(void)
{
    struct fiber *f = fiber_current;
    struct sanitizer_stack from = { 0 };

    sanitizer_begin(&from);
    if (f->scheduler->host.sanitizer.lowest == NULL)
        f->scheduler->host.sanitizer = from;

    enum err result = f->run(f->nursery, f->arg);

    invariant(f->opened == 0 && "a fiber closes the nurseries that it opens");
    invariant(!f->shielded && "a fiber ends the shields that it begins");
    nursery_fiber_ended(f->nursery, result);
    stacks_give(&f->scheduler->stacks, f);
    suspend(f, true);
    invariant(f == NULL && "an ended fiber does not run");
}

void fiber_start(struct fiber *f, void *arg, void *top)
{
    f->arg = arg;
    f->sp = fiber_switch_prepare(top, fiber_main);
    ready_append(f->scheduler, f);
}

enum err fiber_wait(struct link *list, instant deadline, enum fiber_state how)
{
    struct fiber *f = fiber_current;

    invariant(f != NULL && "only fibers may wait");
    struct scheduler *s = f->scheduler;
    instant timer = deadline;

    f->state = how;
    if (fiber_has_to_stop(f) || !instant_before(s->now, deadline)) {
        enum err e = fiber_has_to_stop(f) ? ERR_CANCELLED : ERR_TIMED_OUT;
        f->state = FIBER_READY;
        return e;
    }
    if (list != NULL) {
        invariant(list->next != NULL && "a condition is initialised before it is used");
        list_append(list, &f->waiting);
    }
    f->deadline = deadline;
    if (f->shielded && instant_before(s->now, f->shield))
        timer = instant_earlier(deadline, f->shield);
    if (timer.ns != NEVER.ns)
        heap_push(&s->timers, &f->timer, timer);
    suspend(f, false);
    return f->woken;
}

void fiber_wake(struct fiber *f, enum err result)
{
    list_remove(&f->waiting);
    if (heap_holds(&f->scheduler->timers, &f->timer))
        heap_remove(&f->scheduler->timers, &f->timer);
    f->woken = result;
    f->state = FIBER_READY;
    ready_append(f->scheduler, f);
}

/* --- The running fiber ----------------------------------------------------------------------- */

enum err fiber_yield(void)
{
    struct fiber *f = fiber_current;

    invariant(f != NULL && "only fibers may yield");
    if (fiber_has_to_stop(f))
        return ERR_CANCELLED;
    ready_append(f->scheduler, f);
    suspend(f, false);
    return OK;
}

enum err fiber_sleep_until(instant t)
{
    invariant(fiber_current != NULL && "only fibers may sleep");

    /* Late already: let the others run all the same, or a late loop would starve them. */
    if (!instant_before(fiber_current->scheduler->now, t))
        return fiber_yield();
    enum err e = fiber_wait(NULL, t, FIBER_SLEEPS);
    return e == ERR_TIMED_OUT ? OK : e;
}

bool fiber_is_cancelled(void)
{
    return fiber_current != NULL && fiber_has_to_stop(fiber_current);
}

const char *fiber_name(void)
{
    return fiber_current == NULL ? "" : fiber_current->name;
}

instant fiber_now(void)
{
    return fiber_current == NULL ? clock_monotonic() : fiber_current->scheduler->now;
}

struct bytes fiber_stack(void)
{
    const struct fiber *f = fiber_current;

    if (f == NULL || f->lowest == NULL)
        return (struct bytes){ 0 };
    return (struct bytes){ f->lowest, stacks_size(f->order) };
}

struct log *log_current(void)
{
    return fiber_current == NULL ? NULL : fiber_current->scheduler->log;
}

struct shield shield_begin(instant deadline)
{
    struct fiber *f = fiber_current;

    invariant(f != NULL && "only fibers are shielded");
    struct shield s = { .before = f->shield, .had = f->shielded };
    f->shield = f->shielded ? instant_earlier(f->shield, deadline) : deadline;
    f->shielded = true;
    return s;
}

void shield_end(struct shield s)
{
    invariant(fiber_current != NULL && fiber_current->shielded);
    fiber_current->shield = s.before;
    fiber_current->shielded = s.had;
}

/* --- A whole run ----------------------------------------------------------------------------- */

struct run {
    fiber_fn *main;
    void *arg;
    enum err result;
};

/* Keeps main's result, which is fiber_run's and no failure of the root nursery. */
static enum err run_main(struct nursery *root, void *arg)
{
    struct run *r = arg;

    r->result = r->main(root, r->arg);
    return OK;
}

enum err fiber_run(fiber_fn *main, void *arg, struct log *log)
{
    struct fiber *before = fiber_current;
    struct run run = { .main = main, .arg = arg };
    struct scheduler s = { .credit = SWITCHES_A_LOOK, .log = log };

    s.now = clock_monotonic();
    s.host = (struct fiber){ .scheduler = &s, .nursery = &s.outside, .name = "host" };
    list_init(&s.host.waiting);
    nursery_init(&s.outside, &s, NULL, (struct nursery_limits){ 0 });
    nursery_init(&s.root, &s, NULL, (struct nursery_limits){ 0 });
    s.root.owner = &s.host;
    fiber_current = &s.host;

    enum err e = nursery_spawn(&s.root, "main", run_main, &run);
    if (e == OK) {
        nursery_join(&s.root);
        e = run.result;
    }
    stacks_fini(&s.stacks);
    nursery_pages_fini(&s);
    fiber_current = before;
    return e;
}

void fiber_stop(void)
{
    if (fiber_current != NULL)
        nursery_cancel(&fiber_current->scheduler->root);
}
