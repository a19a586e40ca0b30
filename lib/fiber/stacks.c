/* SPDX-License-Identifier: ISC */
/*
 * Stacks: taken from the target once, and used again last in, first out, while they are warm.
 *
 * Up to FIBER_STACKS_KEPT octets of each size are kept and what exceeds it goes back to the target,
 * so a burst of fibers does not hold its memory for ever. Nothing is cleared: a reused stack is not
 * one of zeros any more.
 *
 * Fresh stacks begin at STACK_COLOURS different distances from the end of their last page, or all
 * fibers of a program would compete for the same few lines of the first-level cache, which is
 * indexed by the offset in a page.
 */
#include "lib/base/invariant.h"
#include "lib/base/limits.h"
#include "lib/fiber/scheduler.h"
#include "sig/target.h"

enum { STACK_COLOURS = 16, CACHE_LINE = 64 };

size_t stacks_size(uint8_t order)
{
    return (size_t)STACK_UNIT << order;
}

uint8_t stacks_order(size_t octets)
{
    uint8_t order = 0;

    while (stacks_size(order) < octets) {
        order++;
        invariant(order < STACK_ORDERS && "a stack has at most 512 MiB");
    }
    return order;
}

static struct fiber *stack_fresh(struct stack_cache *c, uint8_t order)
{
    uint8_t *lowest = stack_take(stacks_size(order));

    if (lowest == NULL)
        return NULL;
    size_t colour = c->fresh++ % STACK_COLOURS * CACHE_LINE;
    size_t size = (sizeof(struct fiber) + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    uint8_t *at = lowest + stacks_size(order) - colour - size;
    struct fiber *f = (void *)at;

    *f = (struct fiber){
        .lowest = lowest,
        .order = order,
        .sanitizer = { .lowest = lowest, .size = (size_t)(at - lowest) },
    };
    list_init(&f->waiting);
    list_init(&f->siblings);
    return f;
}

static void stack_put(struct stack_cache *c, struct fiber *f)
{
    if ((c->kept[f->order] + 1) * stacks_size(f->order) > FIBER_STACKS_KEPT) {
        uint8_t *lowest = f->lowest;
        size_t size = stacks_size(f->order);
        sanitizer_clear(lowest, size);
        stack_give(lowest, size);
        return;
    }
    f->next = c->free[f->order];
    c->free[f->order] = f;
    c->kept[f->order]++;
}

/* Who ended before has long left its stack when anybody else runs. */
static void ended_put(struct stack_cache *c)
{
    if (c->ended == NULL)
        return;
    stack_put(c, c->ended);
    c->ended = NULL;
}

struct fiber *stacks_take(struct stack_cache *c, uint8_t order)
{
    ended_put(c);

    struct fiber *f = c->free[order];
    if (f == NULL)
        return stack_fresh(c, order);
    c->free[order] = f->next;
    c->kept[order]--;
    f->reused = true;
    sanitizer_clear(f->lowest, stacks_size(order) - CACHE_LINE);
    return f;
}

void stacks_give(struct stack_cache *c, struct fiber *f)
{
    ended_put(c);
    c->ended = f;
}

void stacks_fini(struct stack_cache *c)
{
    ended_put(c);
    for (unsigned order = 0; order < STACK_ORDERS; order++) {
        while (c->free[order] != NULL) {
            struct fiber *f = c->free[order];
            c->free[order] = f->next;
            stack_give(f->lowest, stacks_size(f->order));
        }
    }
}
