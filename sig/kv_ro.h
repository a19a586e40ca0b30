/* SPDX-License-Identifier: ISC */
/*
 * kv_ro.h - KV_RO: a tree of values that are only read.
 *
 * A key is a path of segments with single slashes between them and none at the ends
 * ("assets/site.css"); "" is the root. A segment is not empty, not "." or "..", and holds no NUL.
 * Any other key is ERR_NOT_FOUND, whatever the implementation stores its values in.
 */
#pragma once
#include "lib/base/buf.h"
#include "lib/base/time.h"

enum kv_kind { KV_VALUE, KV_DICTIONARY };

struct kv_info {
    enum kv_kind kind;
    uint64_t size;             /* octets of a value */
    struct wall_time modified; /* s == 0: not known */
    uint8_t digest[16]; /* of a value's octets or identity: equal only if the value is */
    const char *media_type; /* of a value, "text/html; charset=utf-8"; NULL: not known */
};

struct kv_ro_ops {
    /* May suspend. ERR_NOT_FOUND, ERR_IO. */
    enum err (*info)(const void *self, struct bytes key, struct kv_info *out);

    /*
     * May suspend. Gives octets of a value from `offset` on, at most `len` and perhaps fewer, at
     * least one unless `offset` is at or behind the end. The caller drops the piece.
     * ERR_NOT_FOUND, ERR_NOT_A_VALUE, ERR_NO_MEMORY, ERR_IO.
     */
    enum err (*read)(const void *self, struct bytes key, uint64_t offset, size_t len,
        struct piece *out);

    /*
     * May suspend. Calls `each` with every name directly below a dictionary, in octet order, until
     * it returns something else than OK, which is then the result. ERR_NOT_FOUND; ERR_NOT_A_VALUE
     * if the key is a value's.
     */
    enum err (*list)(const void *self, struct bytes key,
        enum err (*each)(void *arg, struct bytes name, enum kv_kind kind), void *arg);
};

struct kv_ro {
    const struct kv_ro_ops *ops;
    const void *self;
};

static inline enum err kv_ro_info(struct kv_ro k, struct bytes key, struct kv_info *out)
{
    return k.ops->info(k.self, key, out);
}

static inline enum err kv_ro_read(
    struct kv_ro k, struct bytes key, uint64_t offset, size_t len, struct piece *out)
{
    return k.ops->read(k.self, key, offset, len, out);
}

static inline enum err kv_ro_list(struct kv_ro k, struct bytes key,
    enum err (*each)(void *arg, struct bytes name, enum kv_kind kind), void *arg)
{
    return k.ops->list(k.self, key, each, arg);
}
