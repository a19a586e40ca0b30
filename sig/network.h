/* SPDX-License-Identifier: ISC */
/*
 * network.h - NETWORK: one Ethernet port, in bursts.
 *
 * No call copies a frame and none but network_wait suspends. A device does the offloads that its
 * info names; what it does not do is done in software by the layer above (lib/ethernet).
 */
#pragma once
#include "lib/address/address.h"
#include "lib/base/buf.h"
#include "lib/base/time.h"

enum network_can {
    NETWORK_CAN_CHECKSUM = 1 << 0,     /* fills in checksums on the way out */
    NETWORK_CAN_SEGMENT_TCP4 = 1 << 1, /* takes super-segments */
    NETWORK_CAN_SEGMENT_TCP6 = 1 << 2,
    NETWORK_CAN_SEGMENT_UDP = 1 << 3,
    NETWORK_CAN_COALESCE = 1 << 4, /* may give super-segments */
};

struct network_info {
    struct mac_address mac;
    uint16_t mtu; /* octets, without the Ethernet header */
    unsigned can; /* enum network_can */
};

enum network_event { NETWORK_READABLE = 1 << 0, NETWORK_WRITABLE = 1 << 1 };

struct network_ops {
    struct network_info (*info)(const void *self);

    /* Takes the first frames and returns how many; the rest stay the caller's. */
    size_t (*send)(const void *self, struct buf *const frames[], size_t count);

    /* Gives up to `room` frames, which become the caller's; 0: none is waiting. */
    size_t (*receive)(const void *self, struct buf *frames[], size_t room);

    /* Suspends until one of `events` holds, or the deadline. */
    enum err (*wait)(const void *self, unsigned events, instant deadline);
};

/* A handle: two words, passed by value. */
struct network {
    const struct network_ops *ops;
    const void *self;
};

static inline struct network_info network_info(struct network n)
{
    return n.ops->info(n.self);
}

static inline size_t network_send(
    struct network n, struct buf *const frames[], size_t count)
{
    return n.ops->send(n.self, frames, count);
}

static inline size_t network_receive(struct network n, struct buf *frames[], size_t room)
{
    return n.ops->receive(n.self, frames, room);
}

static inline enum err network_wait(struct network n, unsigned events, instant deadline)
{
    return n.ops->wait(n.self, events, deadline);
}
