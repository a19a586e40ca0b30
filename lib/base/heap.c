/* SPDX-License-Identifier: ISC */
/*
 * heap.c - a pairing heap (Fredman, Sedgewick, Sleator, Tarjan: "The pairing heap", 1986).
 *
 * Each node is earlier than all below it. Siblings form a list whose first element's `previous` is
 * the parent. The root has neither siblings nor a `previous`. No function recurses: a degenerate
 * heap is as deep as it has nodes.
 */
#include "lib/base/heap.h"
#include "lib/base/invariant.h"

static bool heap_before(const struct heap_node *a, const struct heap_node *b)
{
    return a->key.ns != b->key.ns ? instant_before(a->key, b->key) : a->order < b->order;
}

/* Two roots become one; either may be NULL. */
static struct heap_node *heap_link(struct heap_node *a, struct heap_node *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    if (heap_before(b, a)) {
        struct heap_node *earlier = b;
        b = a;
        a = earlier;
    }
    b->next = a->child;
    if (b->next != NULL)
        b->next->previous = b;
    b->previous = a;
    a->child = b;
    return a;
}

/* Takes the first node off a list of siblings and makes it a root. */
static struct heap_node *heap_detach(struct heap_node **siblings)
{
    struct heap_node *n = *siblings;

    if (n == NULL)
        return NULL;
    *siblings = n->next;
    n->next = NULL;
    n->previous = NULL;
    return n;
}

/* One root of a list of siblings: in pairs from the left, then all pairs from the right. */
static struct heap_node *heap_gather(struct heap_node *siblings)
{
    struct heap_node *pairs = NULL, *root = NULL;

    while (siblings != NULL) {
        struct heap_node *a = heap_detach(&siblings);
        struct heap_node *pair = heap_link(a, heap_detach(&siblings));
        pair->next = pairs;
        pairs = pair;
    }
    while (pairs != NULL) {
        struct heap_node *pair = heap_detach(&pairs);
        root = heap_link(root, pair);
    }
    return root;
}

void heap_push(struct heap *h, struct heap_node *n, instant key)
{
    invariant(!heap_holds(h, n));
    *n = (struct heap_node){ .key = key, .order = h->pushed++ };
    h->root = heap_link(h->root, n);
}

void heap_remove(struct heap *h, struct heap_node *n)
{
    if (!heap_holds(h, n))
        return;
    struct heap_node *below = heap_gather(n->child);
    if (h->root == n) {
        h->root = below;
    } else {
        if (n->previous->child == n)
            n->previous->child = n->next;
        else
            n->previous->next = n->next;
        if (n->next != NULL)
            n->next->previous = n->previous;
        h->root = heap_link(h->root, below);
    }
    *n = (struct heap_node){ .key = n->key };
}
