/* SPDX-License-Identifier: ISC */
/*
 * block.h - BLOCK: an array of sectors, many requests in flight.
 *
 * A write is durable once a flush that was submitted after its completion has completed; nothing
 * else is promised about order. lib/block has the calls in direct style over this.
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"

struct block_info {
    uint64_t sectors;
    uint32_t sector_size; /* octets */
    bool writable;
};

enum block_verb { BLOCK_READ, BLOCK_WRITE, BLOCK_FLUSH, BLOCK_DISCARD };

/* The caller's until submitted, the device's until `done` is called with the result. */
struct block_request {
    enum block_verb verb;
    uint64_t sector;
    uint64_t sectors;              /* to discard; else the parts say */
    const struct bytes_mut *parts; /* scatter/gather; whole sectors in sum */
    size_t part_count;

    /* Called from the event loop or before submit returns; must not suspend. */
    void (*done)(struct block_request *r, enum err result);
};

struct block_ops {
    struct block_info (*info)(const void *self);

    /*
     * ERR_NO_MEMORY: the queue is full, wait for a completion. ERR_OUT_OF_RANGE: not within the
     * device, or not whole sectors; ERR_READ_ONLY. `done` is then not called.
     */
    enum err (*submit)(const void *self, struct block_request *r);
};

struct block {
    const struct block_ops *ops;
    const void *self;
};

static inline struct block_info block_info(struct block b)
{
    return b.ops->info(b.self);
}

static inline enum err block_submit(struct block b, struct block_request *r)
{
    return b.ops->submit(b.self, r);
}
