/* SPDX-License-Identifier: ISC */
/*
 * flow.h - FLOW: a reliable stream of octets, both ways: a TCP connection, TLS over one, a pipe.
 *
 * Reading gives slices of what was received, writing takes slices; no call copies octets unless
 * it must keep some that nobody owns. One fiber may read while another writes.
 *
 *     struct piece in;
 *     while ((e = flow_read(f, &in, from_now(SECONDS(30)))) == OK) {
 *         e = flow_write(f, in.octets, from_now(SECONDS(30)));
 *         piece_drop(&in);
 *         TRY(e);
 *     }
 */
#pragma once
#include "lib/address/address.h"
#include "lib/base/buf.h"
#include "lib/base/time.h"

struct flow_info {
    struct endpoint local, peer; /* unspecified where the flow has none */
};

struct flow_ops {
    struct flow_info (*info)(const void *self);

    /*
     * Suspends. Gives at least one octet, in a piece that the caller drops. ERR_CLOSED: the other
     * side has ended its sending, and all of it was read.
     */
    enum err (*read)(const void *self, struct piece *out, instant deadline);

    /*
     * Suspends while there is no room. The pieces are the caller's again on return, all of them
     * taken if it is OK. After a failure the flow is only good for closing.
     */
    enum err (*write)(
        const void *self, const struct piece parts[], size_t count, instant deadline);

    /* Ends our sending; what was written still goes out, and reading goes on. */
    enum err (*shutdown)(const void *self);

    /* Ends the flow and its handle. What was written still goes out; never suspends. */
    void (*close)(const void *self);
};

struct flow {
    const struct flow_ops *ops;
    const void *self;
};

static inline struct flow_info flow_info(struct flow f)
{
    return f.ops->info(f.self);
}

static inline enum err flow_read(struct flow f, struct piece *out, instant deadline)
{
    return f.ops->read(f.self, out, deadline);
}

static inline enum err flow_write_pieces(
    struct flow f, const struct piece parts[], size_t count, instant deadline)
{
    return f.ops->write(f.self, parts, count, deadline);
}

/* One range, borrowed for the call. */
static inline enum err flow_write(struct flow f, struct bytes octets, instant deadline)
{
    const struct piece part = { .octets = octets };
    return f.ops->write(f.self, &part, 1, deadline);
}

static inline enum err flow_shutdown(struct flow f)
{
    return f.ops->shutdown(f.self);
}

static inline void flow_close(struct flow f)
{
    f.ops->close(f.self);
}
