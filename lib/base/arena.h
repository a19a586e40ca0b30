/* SPDX-License-Identifier: ISC */
/*
 * arena.h - memory for one connection or request: allocate as you go, free all at once.
 *
 * An arena takes blocks from a pool sized at boot, so that exhaustion is met at one place
 * (typically at accept) and is bounded for each arena by its own limit. What is allocated is
 * zeroed, and valid until the arena is reset to an earlier mark.
 *
 *     struct arena_mark start = arena_mark(a);
 *     char *name = arena_take(a, n);
 *     if (name == NULL)
 *         return ERR_NO_MEMORY;
 *     ...
 *     arena_reset(a, start);
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"

struct arena_block;

struct arena_pool {
    struct arena_block *free; /* private */
    uint8_t *memory;          /* private */
    uint32_t block;           /* octets a block, its header included */
    uint32_t count;           /* blocks in all */
    uint32_t left;            /* of them free */
};

/* `block` octets each, a multiple of 16 and at least 256. ERR_NO_MEMORY: the target refuses. */
enum err arena_pool_init(struct arena_pool *pool, uint32_t count, uint32_t block);
void arena_pool_fini(struct arena_pool *pool);

struct arena_cleanup;

struct arena {
    struct arena_pool *pool;        /* private */
    struct arena_block *block;      /* private: the newest */
    uint32_t used;                  /* private: octets used of it */
    uint32_t blocks, blocks_max;    /* held, and how many may be */
    struct arena_cleanup *cleanups; /* private: newest first */
    bool secret;                    /* wipe what is given back */
};

struct arena_mark {
    struct arena_block *block;
    uint32_t used, blocks;
    struct arena_cleanup *cleanups;
};

/* Empty; takes no block yet. `blocks_max` bounds what it may ever hold. */
void arena_init(struct arena *a, struct arena_pool *pool, uint32_t blocks_max);

/* Runs the clean-ups and gives every block back. */
void arena_fini(struct arena *a);

/*
 * `size` zeroed octets aligned for any type. NULL: the limit or the pool is exhausted, or `size`
 * is larger than a block holds.
 */
void *arena_take(struct arena *a, size_t size);

/* A copy of `b` that ends with a NUL octet, which `len` does not count. at == NULL: no room. */
struct bytes arena_copy(struct arena *a, struct bytes b);

/* Runs `fn(arg)` when the arena is reset below this point. ERR_NO_MEMORY: no room to note it. */
enum err arena_on_reset(struct arena *a, void (*fn)(void *arg), void *arg);

struct arena_mark arena_mark(const struct arena *a);
void arena_reset(struct arena *a, struct arena_mark mark);
