/* SPDX-License-Identifier: ISC */
/*
 * scheduler.h - what the files of lib/fiber share; nobody else includes it.
 *
 * A fiber is in one of these places:
 *
 *     running                  fiber_current
 *     ready                    in the scheduler's queue, through `next`
 *     waiting for a condition  in its list, through `waiting`, and with a deadline in `timers`
 *     asleep                   in `timers` alone
 *     ended                    in the cache of stacks, through `next`
 *
 * There is no fiber that schedules: whoever suspends switches straight to the next that is ready,
 * and when none is, runs the event loop itself until one is. That may be itself, and then it just
 * goes on.
 *
 * `struct fiber` lies at the top of its own stack, so a fiber that does little touches one page.
 */
#pragma once
#include "lib/base/heap.h"
#include "lib/fiber/fiber.h"
#include "lib/fiber/sanitizer.h"

enum fiber_state {
    FIBER_READY, /* or running */
    FIBER_SLEEPS,
    FIBER_WAITS,
    FIBER_JOINS, /* in nursery_close, which is not cancelled */
};

struct fiber {
    void *sp; /* where fiber_switch() goes on */
    struct fiber *next;
    struct scheduler *scheduler;
    struct nursery *nursery; /* the one it was spawned in */
    enum fiber_state state;
    enum err woken; /* what its wait returns */
    instant shield; /* until when waits are not cancelled, if `shielded` */
    instant deadline;
    struct link waiting;
    struct heap_node timer; /* at the deadline or the shield's end, whichever is first */
    bool shielded;
    bool reused;     /* the stack had other users */
    uint8_t order;   /* the stack's size is STACK_UNIT << order */
    unsigned opened; /* nurseries that it has not closed */
    uint8_t *lowest; /* of the stack; NULL: the stack that fiber_run() was called on */
    const char *name;
    fiber_fn *run;
    void *arg;
    struct link siblings; /* in its nursery */
    struct sanitizer_stack sanitizer;
};

/* Failures of fibers that nobody was told yet. */
#define NURSERY_COUNT_ERR(name, text) +1
enum { NURSERY_ERRS = ERRORS(NURSERY_COUNT_ERR) };
struct nursery_failures {
    enum err first; /* OK: the first was said */
    size_t count;
    uint32_t of[NURSERY_ERRS];
};

struct nursery {
    struct scheduler *scheduler;
    struct nursery *parent; /* NULL: this is the root; free ones are linked here */
    struct fiber *owner;    /* who opened it and will close it */
    struct link siblings;   /* in `parent` */
    struct link below;      /* nurseries */
    struct link fibers;
    size_t count, fibers_max;
    uint8_t order; /* of its fibers' stacks */
    bool cancelled;
    bool shielded;
    struct condition ended; /* signalled when `count` is 0 or a fiber failed */
    struct nursery_failures failures;
};

/* Sizes of stacks are powers of two, so that few different ones are kept. */
enum { STACK_UNIT = 4096, STACK_ORDERS = 18 };

struct stack_cache {
    struct fiber *free[STACK_ORDERS];
    size_t kept[STACK_ORDERS];
    struct fiber *ended; /* whose stack may still be in use: by its own last switch */
    size_t fresh;        /* stacks ever taken from the target */
};

struct nursery_page;

struct scheduler {
    struct fiber *ready_first, *ready_last;
    unsigned credit; /* switches until the next look at the clock */
    instant now;     /* fiber_now() */
    instant polled;  /* when devices were last asked */
    struct heap timers;
    struct stack_cache stacks;
    struct nursery_page *pages; /* of nurseries */
    struct nursery *free;
    size_t nursery_count;
    struct log *log;
    bool panicking;
    struct nursery outside; /* of `host` */
    struct nursery root;
    struct fiber host; /* who called fiber_run() */
};

/* The one mutable static of the library: everything else is reached from here. NULL: outside. */
extern struct fiber *fiber_current;

/* switch_ARCH.S */
void fiber_switch(void **save, void *load);
void *fiber_switch_prepare(void *top, void (*entry)(void));

/* --- fiber.c --------------------------------------------------------------------------------- */

/* Suspends the running fiber until somebody wakes it, and returns with what. */
enum err fiber_wait(struct link *list, instant deadline, enum fiber_state how);

/* Makes a waiting or sleeping fiber ready; its wait returns `result`. */
void fiber_wake(struct fiber *f, enum err result);

/* Makes f ready: it runs with `arg` on the part of its stack that is below `top`. */
void fiber_start(struct fiber *f, void *arg, void *top);

/* Whether a wait of `f` is to end because of its nursery. */
static inline bool fiber_has_to_stop(const struct fiber *f)
{
    return f->nursery->cancelled && f->state != FIBER_JOINS &&
           !(f->shielded && instant_before(f->scheduler->now, f->shield));
}

/* --- stacks.c -------------------------------------------------------------------------------- */

/* The order that gives at least so many octets, and how many that is. */
uint8_t stacks_order(size_t octets);
size_t stacks_size(uint8_t order);

/* A fiber on a stack of its own, with the fields set that tell of the stack; NULL: no memory. */
struct fiber *stacks_take(struct stack_cache *c, uint8_t order);

/* Called on the very stack that is given back, which therefore stays intact for now. */
void stacks_give(struct stack_cache *c, struct fiber *f);
void stacks_fini(struct stack_cache *c);

/* --- nursery.c ------------------------------------------------------------------------------- */

void nursery_init(struct nursery *n, struct scheduler *s, struct nursery *parent,
    struct nursery_limits limits);

/* Suspends until all fibers of n have ended, whatever happens. */
void nursery_join(struct nursery *n);

/* The running fiber, of `n`, has ended with `result`. */
void nursery_fiber_ended(struct nursery *n, enum err result);

/*
 * The nursery after n in the tree below `top`, each before those below it, which are left out
 * unless `enter`. NULL: it was the last. *depth follows.
 */
struct nursery *nursery_after(
    struct nursery *n, const struct nursery *top, bool enter, unsigned *depth);
void nursery_pages_fini(struct scheduler *s);
