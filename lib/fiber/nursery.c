/* SPDX-License-Identifier: ISC */
/*
 * Nurseries: who owns which fibers, and how they are cancelled and joined.
 *
 * The tree of nurseries is walked without recursion, because fibers that fork may make it as deep
 * as they like and their stacks are small. Cancelling sets a flag in every nursery of the tree
 * below, so that each wait looks at one flag only.
 *
 * Nurseries come from pages that are taken as needed, up to FIBER_NURSERIES_MAX nurseries, and go
 * back at the end of the run.
 */
#include "lib/base/invariant.h"
#include "lib/base/limits.h"
#include "lib/fiber/fiber.h"
#include "lib/fiber/scheduler.h"
#include "sig/target.h"
#include <string.h>

enum {
    FIBERS_DEFAULT = 1024,
    STACK_DEFAULT = 65536,
    STACK_MIN = 16384,
    STACK_ALIGN = 16
};

/* --- Their memory ---------------------------------------------------------------------------- */

enum { PAGE = 4096, PAGE_NURSERIES = (PAGE - sizeof(void *)) / sizeof(struct nursery) };

struct nursery_page {
    struct nursery_page *next;
    struct nursery nurseries[PAGE_NURSERIES];
};
_Static_assert(sizeof(struct nursery_page) <= PAGE, "a page of nurseries is a page");

static struct nursery *nursery_take(struct scheduler *s)
{
    if (s->nursery_count == FIBER_NURSERIES_MAX)
        return NULL;
    if (s->free == NULL) {
        struct nursery_page *page = memory_take(sizeof *page);
        if (page == NULL)
            return NULL;
        page->next = s->pages;
        s->pages = page;
        for (size_t i = 0; i < PAGE_NURSERIES; i++) {
            page->nurseries[i].parent = s->free;
            s->free = &page->nurseries[i];
        }
    }

    struct nursery *n = s->free;
    s->free = n->parent;
    s->nursery_count++;
    return n;
}

static void nursery_give(struct nursery *n)
{
    struct scheduler *s = n->scheduler;

    /* A nursery that was closed is owned by nobody, which its users' invariants see. */
    *n = (struct nursery){ .parent = s->free };
    s->free = n;
    s->nursery_count--;
}

void nursery_pages_fini(struct scheduler *s)
{
    while (s->pages != NULL) {
        struct nursery_page *page = s->pages;
        s->pages = page->next;
        memory_give(page, sizeof *page);
    }
}

/* --- The tree -------------------------------------------------------------------------------- */

struct nursery *nursery_after(
    struct nursery *n, const struct nursery *top, bool enter, unsigned *depth)
{
    if (enter && !list_is_empty(&n->below)) {
        ++*depth;
        return LIST_OF(struct nursery, n->below.next, siblings);
    }
    while (n != top) {
        if (n->siblings.next != &n->parent->below)
            return LIST_OF(struct nursery, n->siblings.next, siblings);
        n = n->parent;
        --*depth;
    }
    return NULL;
}

static void fibers_cancel(struct nursery *n)
{
    n->cancelled = true;
    LIST_EACH(struct fiber, f, &n->fibers, siblings)
    if (f->state != FIBER_READY && fiber_has_to_stop(f))
        fiber_wake(f, ERR_CANCELLED);
}

void nursery_cancel(struct nursery *n)
{
    unsigned depth = 0;
    bool enter = true;

    fibers_cancel(n);
    for (struct nursery *b = n; (b = nursery_after(b, n, enter, &depth)) != NULL;) {
        enter = !b->shielded;
        if (enter)
            fibers_cancel(b);
    }
}

/* --- A nursery's life ------------------------------------------------------------------------ */

void nursery_init(struct nursery *n, struct scheduler *s, struct nursery *parent,
    struct nursery_limits limits)
{
    size_t stack = limits.stack == 0 ? STACK_DEFAULT : limits.stack;

    *n = (struct nursery){
        .scheduler = s,
        .parent = parent,
        .owner = fiber_current,
        .fibers_max = limits.fibers_max == 0 ? FIBERS_DEFAULT : limits.fibers_max,
        .order = stacks_order(
            (stack < STACK_MIN ? STACK_MIN : stack) * SANITIZER_STACK_FACTOR),
        .shielded = limits.shielded,
    };
    list_init(&n->siblings);
    list_init(&n->below);
    list_init(&n->fibers);
    condition_init(&n->ended);
}

enum err nursery_open(
    struct nursery **out, struct nursery *parent, struct nursery_limits limits)
{
    invariant(fiber_current != NULL && parent->owner != NULL &&
              parent->scheduler == fiber_current->scheduler);
    if (parent->cancelled)
        return ERR_CANCELLED;

    struct nursery *n = nursery_take(parent->scheduler);
    if (n == NULL)
        return ERR_NO_MEMORY;
    nursery_init(n, parent->scheduler, parent, limits);
    list_append(&parent->below, &n->siblings);
    fiber_current->opened++;
    *out = n;
    return OK;
}

/* A fiber of n that may be started. */
static enum err fiber_take(
    struct nursery *n, const char *name, fiber_fn *run, struct fiber **out)
{
    invariant(fiber_current != NULL && n->owner != NULL &&
              n->scheduler == fiber_current->scheduler);
    if (n->cancelled)
        return ERR_CANCELLED;
    if (n->count == n->fibers_max)
        return ERR_NO_MEMORY;

    struct fiber *f = stacks_take(&n->scheduler->stacks, n->order);
    if (f == NULL)
        return ERR_NO_MEMORY;
    f->scheduler = n->scheduler;
    f->nursery = n;
    f->name = name;
    f->run = run;
    list_append(&n->fibers, &f->siblings);
    n->count++;
    *out = f;
    return OK;
}

enum err nursery_spawn(struct nursery *n, const char *name, fiber_fn *run, void *arg)
{
    struct fiber *f;

    TRY(fiber_take(n, name, run, &f));
    fiber_start(f, arg, f);
    return OK;
}

enum err nursery_spawn_copy(
    struct nursery *n, const char *name, fiber_fn *run, const void *arg, size_t len)
{
    struct fiber *f;
    size_t room = (len + STACK_ALIGN - 1) / STACK_ALIGN * STACK_ALIGN;

    invariant(len <= stacks_size(n->order) / 4 && "most of a stack is for running on");
    TRY(fiber_take(n, name, run, &f));
    uint8_t *copy = (uint8_t *)f - room;
    memcpy(copy, arg, len);
    fiber_start(f, copy, copy);
    return OK;
}

size_t nursery_count(const struct nursery *n)
{
    return n->count;
}

/* --- How its fibers end ---------------------------------------------------------------------- */

/*
 * Failures are counted by kind, so that each is said once however many there are and however late
 * somebody asks. The first keeps its place; the order of those that nobody asked for in time is
 * lost.
 */
static void failure_put(struct nursery_failures *f, enum err e)
{
    if (f->count == 0)
        f->first = e;
    f->count++;
    f->of[e]++;
}

static enum err failure_take(struct nursery_failures *f)
{
    enum err e = f->first;

    for (unsigned i = 0; e == OK && f->count > 0 && i < NURSERY_ERRS; i++)
        if (f->of[i] > 0)
            e = (enum err)i;
    if (e != OK) {
        f->of[e]--;
        f->count--;
    }
    f->first = OK;
    return e;
}

void nursery_fiber_ended(struct nursery *n, enum err result)
{
    /* Ending as it was told to is no failure. */
    bool failed = result != OK && !(result == ERR_CANCELLED && n->cancelled);

    if (failed)
        failure_put(&n->failures, result);
    list_remove(&fiber_current->siblings);
    n->count--;
    if (failed || n->count == 0)
        condition_broadcast(&n->ended);
}

enum err nursery_wait(struct nursery *n, instant deadline)
{
    invariant(fiber_current != NULL && fiber_current->nursery != n &&
              "a fiber cannot wait for its own end");
    for (;;) {
        enum err e = failure_take(&n->failures);
        if (e != OK || n->count == 0)
            return e;
        TRY(condition_wait(&n->ended, deadline));
    }
}

void nursery_join(struct nursery *n)
{
    while (n->count > 0)
        (void)fiber_wait(&n->ended.waiting, NEVER, FIBER_JOINS);
}

void nursery_close(struct nursery *n)
{
    invariant(fiber_current != NULL && n->owner == fiber_current &&
              "who opened a nursery closes it");
    nursery_cancel(n);
    nursery_join(n);
    invariant(list_is_empty(&n->below) && "a nursery is closed before its parent");
    list_remove(&n->siblings);
    fiber_current->opened--;
    nursery_give(n);
}
