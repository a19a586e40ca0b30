/* SPDX-License-Identifier: ISC */
/*
 * buf.c - pools of bufs.
 *
 * The free bufs are a stack, so that the one used last, which the cache still holds, is used next.
 * One that was never used is taken only when the stack is empty, so a pool that is large for the
 * sake of its worst day costs no memory on others.
 *
 * A pool is one run of memory: the slots, then the bufs. A buf knows its slot by its own index, so
 * whatever was done to `at` does not matter when it comes back.
 *
 * A free buf has no references; that is how a second unref is noticed.
 */
#include "lib/base/buf.h"
#include "lib/base/invariant.h"
#include "sig/target.h"

enum { SLOT_UNIT = 64 };
_Static_assert(SLOT_UNIT % _Alignof(struct buf) == 0, "bufs lie behind the slots");

/* Never counted, so it is never written. */
struct buf buf_forever = { .references = 1 };

static size_t buf_pool_octets(const struct buf_pool *pool)
{
    return (size_t)pool->count * (pool->slot + sizeof(struct buf));
}

static void buf_pool_give(struct buf_pool *pool, struct buf *b)
{
    b->next = pool->free;
    pool->free = b;
    pool->left++;
}

enum err buf_pool_init(struct buf_pool *pool, uint32_t count, uint32_t slot)
{
    invariant(slot % SLOT_UNIT == 0);
    *pool = (struct buf_pool){ .slot = slot, .count = count };
    pool->memory = memory_take(buf_pool_octets(pool));
    if (pool->memory == NULL)
        return ERR_NO_MEMORY;
    pool->bufs = (void *)(pool->memory + (size_t)count * slot);
    pool->left = count;
    pool->left_min = count;
    return OK;
}

void buf_pool_fini(struct buf_pool *pool)
{
    invariant(pool->left == pool->count);
    memory_give(pool->memory, buf_pool_octets(pool));
    *pool = (struct buf_pool){ 0 };
}

static struct buf *buf_pool_take(struct buf_pool *pool)
{
    struct buf *b = pool->free;

    if (pool->left == 0) {
        pool->refused++;
        return NULL;
    }
    if (b != NULL)
        pool->free = b->next;
    else
        b = &pool->bufs[pool->begun++];
    pool->left--;
    if (pool->left < pool->left_min)
        pool->left_min = pool->left;
    return b;
}

struct buf *buf_take(struct buf_pool *pool, uint32_t headroom)
{
    invariant(headroom <= pool->slot);
    struct buf *b = buf_pool_take(pool);
    if (b == NULL)
        return NULL;
    *b = (struct buf){
        .at = pool->memory + (size_t)(b - pool->bufs) * pool->slot + headroom,
        .headroom = headroom,
        .tailroom = pool->slot - headroom,
        .references = 1,
        .pool = pool,
    };
    return b;
}

struct buf *buf_borrow(
    struct buf_pool *headers, struct bytes octets, void (*release)(struct buf *b))
{
    invariant(octets.len <= UINT32_MAX);
    struct buf *b = buf_pool_take(headers);
    if (b == NULL)
        return NULL;
    *b = (struct buf){
        /* Without room on either side nobody pushes or appends, and so nobody writes. */
        .at = (uint8_t *)(uintptr_t)octets.at,
        .len = (uint32_t)octets.len,
        .references = 1,
        .pool = headers,
        .release = release,
    };
    return b;
}

void buf_ref(struct buf *b)
{
    if (b == &buf_forever)
        return;
    invariant(b->references > 0 && b->references < UINT32_MAX);
    b->references++;
}

void buf_unref(struct buf *b)
{
    while (b != NULL && b != &buf_forever) {
        struct buf *rest = b->next;

        invariant(b->references > 0);
        b->references--;
        if (b->references > 0)
            return;
        struct buf_pool *pool = b->pool;
        if (b->release != NULL)
            b->release(b);
        if (pool != NULL) {
            buf_pool_give(pool, b);
            if (pool->returned != NULL)
                pool->returned(pool);
        }
        b = rest;
    }
}

uint8_t *buf_push(struct buf *b, uint32_t len)
{
    if (len > b->headroom)
        return NULL;
    b->headroom -= len;
    b->len += len;
    b->at -= len;
    return b->at;
}

uint8_t *buf_append(struct buf *b, uint32_t len)
{
    if (len > b->tailroom)
        return NULL;
    uint8_t *end = b->at + b->len;
    b->tailroom -= len;
    b->len += len;
    return end;
}

size_t buf_chain_len(const struct buf *b)
{
    size_t len = 0;

    for (; b != NULL; b = b->next)
        len += b->len;
    return len;
}
