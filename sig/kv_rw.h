/* SPDX-License-Identifier: ISC */
/*
 * kv_rw.h - KV_RW: a tree of values that can be changed. Keys are those of KV_RO.
 *
 * Each call is atomic: after a crash it has happened or not. It has survived a power cut once a
 * sync that was called after it has returned OK.
 */
#pragma once
#include "sig/kv_ro.h"

struct kv_rw_ops {
    /* The same tree, to read. */
    struct kv_ro (*reader)(const void *self);

    /*
     * Suspends. Replaces octets of a value from `offset` on, making it and the dictionaries above
     * it if need be; with `whole`, the parts become all of the value. ERR_NO_SPACE,
     * ERR_NOT_A_VALUE, ERR_READ_ONLY, ERR_IO.
     */
    enum err (*write)(const void *self, struct bytes key, uint64_t offset, bool whole,
        const struct piece parts[], size_t count);

    /* Suspends. Removes a value, or a dictionary with all below it. ERR_NOT_FOUND, ERR_IO. */
    enum err (*remove)(const void *self, struct bytes key);

    /* Suspends. Replaces what was at `target`. ERR_NOT_FOUND; ERR_EXISTS: below itself. */
    enum err (*rename)(const void *self, struct bytes source, struct bytes target);

    /* Suspends until all that was changed before is durable. ERR_IO. */
    enum err (*sync)(const void *self);
};

struct kv_rw {
    const struct kv_rw_ops *ops;
    const void *self;
};

static inline struct kv_ro kv_rw_reader(struct kv_rw k)
{
    return k.ops->reader(k.self);
}

static inline enum err kv_rw_write(struct kv_rw k, struct bytes key, uint64_t offset,
    bool whole, const struct piece parts[], size_t count)
{
    return k.ops->write(k.self, key, offset, whole, parts, count);
}

/* Makes `octets` all of the value at `key`. */
static inline enum err kv_rw_set(struct kv_rw k, struct bytes key, struct bytes octets)
{
    const struct piece part = { .octets = octets };
    return k.ops->write(k.self, key, 0, true, &part, 1);
}

static inline enum err kv_rw_remove(struct kv_rw k, struct bytes key)
{
    return k.ops->remove(k.self, key);
}

static inline enum err kv_rw_rename(
    struct kv_rw k, struct bytes source, struct bytes target)
{
    return k.ops->rename(k.self, source, target);
}

static inline enum err kv_rw_sync(struct kv_rw k)
{
    return k.ops->sync(k.self);
}
