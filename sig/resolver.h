/* SPDX-License-Identifier: ISC */
/*
 * resolver.h - RESOLVER: addresses of a host name.
 */
#pragma once
#include "lib/address/address.h"
#include "lib/base/err.h"
#include "lib/base/time.h"

struct resolver_ops {
    /*
     * Suspends. Gives up to `room` addresses of both families, best first (RFC 6724), and their
     * number. A name that is an address gives that. ERR_NOT_FOUND: the name has none;
     * ERR_MALFORMED, ERR_TIMED_OUT, ERR_UNREACHABLE.
     */
    enum err (*lookup)(const void *self, struct bytes name, struct ip_address *out,
        size_t room, size_t *count, instant deadline);
};

struct resolver {
    const struct resolver_ops *ops;
    const void *self;
};

static inline enum err resolver_lookup(struct resolver r, struct bytes name,
    struct ip_address *out, size_t room, size_t *count, instant deadline)
{
    return r.ops->lookup(r.self, name, out, room, count, deadline);
}
