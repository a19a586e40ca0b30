/* SPDX-License-Identifier: ISC */
/*
 * heap.h - an intrusive heap of instants: the timers of an event loop.
 *
 * A `struct heap_node` inside the element; the heap is a pairing heap, so it needs no array and
 * has no maximum of its own. Equal keys come out in the order they went in, so that a run can be
 * repeated exactly. A zeroed node is on no heap. No call allocates or fails; push takes constant
 * time, remove a logarithm on average.
 *
 *     heap_push(&timers, &f->timer, deadline);
 *     ...
 *     for (struct heap_node *t; (t = heap_first(&timers)) && !instant_before(now, t->key);) {
 *         heap_remove(&timers, t);
 *         wake(LIST_OF(struct fiber, t, timer));
 *     }
 */
#pragma once
#include "lib/base/time.h"
#include <stddef.h>

struct heap_node {
    instant key;
    uint64_t order;             /* private: of insertion, among equal keys */
    struct heap_node *child;    /* private: the first of those below */
    struct heap_node *next;     /* private: sibling */
    struct heap_node *previous; /* private: sibling, or of a first child its parent */
};

/* Zeroed, it is empty. */
struct heap {
    struct heap_node *root; /* private */
    uint64_t pushed;        /* private: how many ever were */
};

/* The earliest; NULL if the heap is empty. */
static inline struct heap_node *heap_first(const struct heap *h)
{
    return h->root;
}

static inline bool heap_holds(const struct heap *h, const struct heap_node *n)
{
    return n->previous != NULL || h->root == n;
}

/* Adds `n`, which is on no heap. */
void heap_push(struct heap *h, struct heap_node *n, instant key);

/* Takes `n` off the heap, if it is on it. */
void heap_remove(struct heap *h, struct heap_node *n);
