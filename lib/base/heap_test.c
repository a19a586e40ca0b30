/* SPDX-License-Identifier: ISC */
/*
 * heap_test.c - a heap against an array that is searched: random pushes and removals, equal keys,
 * and the degenerate orders in which a pairing heap becomes a list.
 */
#include "lib/base/heap.h"
#include "test/dies.h"
#include "test/test.h"

enum { NODES = 300, STEPS = 100000, MANY = 100000 };

static struct heap_node nodes[NODES], many[MANY];
static uint64_t pushed_at[NODES]; /* 0: not in the heap */

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* The earliest, and of equal ones the first pushed. */
static struct heap_node *first_by_search(void)
{
    size_t first = NODES;

    for (size_t i = 0; i < NODES; i++) {
        if (pushed_at[i] == 0)
            continue;
        if (first == NODES || nodes[i].key.ns < nodes[first].key.ns ||
            (nodes[i].key.ns == nodes[first].key.ns && pushed_at[i] < pushed_at[first]))
            first = i;
    }
    return first == NODES ? NULL : &nodes[first];
}

static void test_random(void)
{
    struct heap h = { 0 };
    uint64_t state = 1, clock = 0;
    bool held = true, ordered = true;

    for (unsigned step = 0; step < STEPS; step++) {
        /* Alternately filling and draining, so that both empty and full heaps are seen. */
        bool drain = step / (NODES * 4) % 2 == 1;
        size_t i = next_random(&state) % NODES;
        bool push = next_random(&state) % 4 != (drain ? 1 : 0) ? !drain : drain;
        held = held && heap_holds(&h, &nodes[i]) == (pushed_at[i] != 0);
        if (push && pushed_at[i] == 0) {
            heap_push(&h, &nodes[i], (instant){ next_random(&state) % 64 });
            pushed_at[i] = ++clock;
        } else if (!push) {
            heap_remove(&h, &nodes[i]);
            pushed_at[i] = 0;
        }
        ordered = ordered && heap_first(&h) == first_by_search();
    }
    expect(held && ordered);
}

/* Drains a heap of MANY nodes and says if they came out in order. */
static bool drains_in_order(struct heap *h)
{
    instant before = { 0 };
    size_t count = 0;

    for (struct heap_node *n; (n = heap_first(h)) != NULL; count++) {
        if (instant_before(n->key, before))
            return false;
        before = n->key;
        heap_remove(h, n);
    }
    return count == MANY;
}

static struct heap both;

static void push_twice(void)
{
    heap_push(&both, &nodes[0], NEVER);
    heap_push(&both, &nodes[1], NEVER);
    heap_push(&both, &nodes[1], NEVER);
}

int main(void)
{
    test("random pushes and removals")
    {
        test_random();
    }
    test("edges")
    {
        struct heap h = { 0 };
        struct heap_node n = { 0 };
        expect(heap_first(&h) == NULL && !heap_holds(&h, &n));
        heap_remove(&h, &n);
        heap_push(&h, &n, NEVER);
        expect(heap_first(&h) == &n && heap_holds(&h, &n) && n.key.ns == NEVER.ns);
        heap_remove(&h, &n);
        expect(heap_first(&h) == NULL && !heap_holds(&h, &n));
        heap_remove(&h, &n);
    }
    test("ascending")
    {
        struct heap h = { 0 };
        for (size_t i = 0; i < MANY; i++)
            heap_push(&h, &many[i], (instant){ i });
        expect(drains_in_order(&h));
    }
    test("descending")
    {
        struct heap h = { 0 };
        for (size_t i = 0; i < MANY; i++)
            heap_push(&h, &many[i], (instant){ MANY - i });
        expect(drains_in_order(&h));
    }
    test("a node twice in a heap is a bug")
    {
        expect(dies(push_twice));
    }
    return test_result();
}
