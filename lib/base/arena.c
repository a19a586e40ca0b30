/* SPDX-License-Identifier: ISC */
/*
 * arena.c - blocks of a pool, filled from the front.
 *
 * An arena's blocks form a list, the newest first; only the newest is filled. What is free of a
 * block is not zeroed, arena_take does that, so a reset costs nothing a pool of clean blocks would
 * not. Clean-ups lie in the arena itself and run before any memory that they could look at goes.
 */
#include "lib/base/arena.h"
#include "lib/base/invariant.h"
#include "sig/target.h"

enum { ARENA_ALIGN = 16, ARENA_BLOCK_MIN = 256 };

struct arena_block {
    struct arena_block *previous; /* in an arena: older; in a pool: also free */
    uint64_t pad;
};
_Static_assert(sizeof(struct arena_block) % ARENA_ALIGN == 0, "what follows is aligned");

struct arena_cleanup {
    struct arena_cleanup *older;
    void (*fn)(void *arg);
    void *arg;
};

static size_t arena_pool_octets(const struct arena_pool *pool)
{
    return (size_t)pool->count * pool->block;
}

static void arena_pool_give(struct arena_pool *pool, struct arena_block *b)
{
    b->previous = pool->free;
    pool->free = b;
    pool->left++;
}

enum err arena_pool_init(struct arena_pool *pool, uint32_t count, uint32_t block)
{
    invariant(block >= ARENA_BLOCK_MIN && block % ARENA_ALIGN == 0);
    *pool = (struct arena_pool){ .block = block, .count = count };
    pool->memory = memory_take(arena_pool_octets(pool));
    if (pool->memory == NULL)
        return ERR_NO_MEMORY;
    for (uint32_t i = count; i > 0; i--)
        arena_pool_give(pool, (void *)(pool->memory + (size_t)(i - 1) * block));
    return OK;
}

void arena_pool_fini(struct arena_pool *pool)
{
    invariant(pool->left == pool->count);
    memory_give(pool->memory, arena_pool_octets(pool));
    *pool = (struct arena_pool){ 0 };
}

static bool arena_add_block(struct arena *a)
{
    struct arena_block *b = a->pool->free;

    if (a->blocks == a->blocks_max || b == NULL)
        return false;
    a->pool->free = b->previous;
    a->pool->left--;
    b->previous = a->block;
    a->block = b;
    a->blocks++;
    a->used = sizeof *b;
    return true;
}

static void arena_drop_block(struct arena *a)
{
    struct arena_block *b = a->block;

    a->block = b->previous;
    a->blocks--;
    arena_pool_give(a->pool, b);
}

void arena_init(struct arena *a, struct arena_pool *pool, uint32_t blocks_max)
{
    *a = (struct arena){ .pool = pool, .blocks_max = blocks_max };
}

void arena_fini(struct arena *a)
{
    arena_reset(a, (struct arena_mark){ 0 });
}

void *arena_take(struct arena *a, size_t size)
{
    size_t block = a->pool->block;

    if (size > block - sizeof(struct arena_block))
        return NULL;
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if ((a->block == NULL || size > block - a->used) && !arena_add_block(a))
        return NULL;
    uint8_t *taken = (uint8_t *)a->block + a->used;
    a->used += (uint32_t)size;
    memset(taken, 0, size);
    return taken;
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
    uint8_t *copy = b.len < SIZE_MAX ? arena_take(a, b.len + 1) : NULL;

    if (copy == NULL)
        return (struct bytes){ 0 };
    bytes_copy((struct bytes_mut){ copy, b.len }, b);
    return (struct bytes){ copy, b.len };
}

enum err arena_on_reset(struct arena *a, void (*fn)(void *arg), void *arg)
{
    struct arena_cleanup *c = arena_take(a, sizeof *c);

    if (c == NULL)
        return ERR_NO_MEMORY;
    *c = (struct arena_cleanup){ .older = a->cleanups, .fn = fn, .arg = arg };
    a->cleanups = c;
    return OK;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){
        .block = a->block,
        .used = a->used,
        .blocks = a->blocks,
        .cleanups = a->cleanups,
    };
}

/* Zeroes what the newest block holds behind `used`. */
static void arena_wipe(const struct arena *a, uint32_t used)
{
    if (a->secret)
        bytes_wipe((struct bytes_mut){ (uint8_t *)a->block + used, a->used - used });
}

void arena_reset(struct arena *a, struct arena_mark mark)
{
    invariant(mark.blocks <= a->blocks);
    while (a->cleanups != mark.cleanups) {
        struct arena_cleanup *c = a->cleanups;
        a->cleanups = c->older;
        c->fn(c->arg);
    }
    while (a->blocks > mark.blocks) {
        arena_wipe(a, sizeof(struct arena_block));
        arena_drop_block(a);
        a->used = a->pool->block;
    }
    invariant(a->block == mark.block);
    if (a->block != NULL)
        arena_wipe(a, mark.used);
    a->used = mark.used;
}
