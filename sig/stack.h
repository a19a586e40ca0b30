/* SPDX-License-Identifier: ISC */
/*
 * stack.h - STACK: TCP and UDP over IPv4 and IPv6, whoever implements them: the host's sockets
 * (`--net=host`) or our own libraries over a NETWORK (`--net=direct`).
 *
 * An endpoint with the unspecified address "::" listens on both families, "0.0.0.0" on IPv4
 * alone; port 0 asks for one, which info() then tells. Everything opened is closed by whoever
 * opened it, before the stack's own end.
 */
#pragma once
#include "lib/address/address.h"
#include "lib/base/buf.h"
#include "lib/base/time.h"
#include "sig/flow.h"

/* 0 stands for the default of each; NULL where they are passed: all of them. */
struct tcp_options {
    unsigned backlog;         /* connections not yet accepted; 1,024 */
    bool delay;               /* gather small writes (Nagle); off */
    uint64_t keep_alive_ns;   /* probe an idle peer after this; off */
    uint64_t user_timeout_ns; /* give up when data is unacknowledged so long (RFC 5482) */
};

/* --- A port that accepts connections --------------------------------------------------------- */

struct listener_ops {
    struct endpoint (*local)(const void *self);

    /* Suspends. The flow becomes the caller's, who closes it. */
    enum err (*accept)(const void *self, struct flow *out, instant deadline);

    void (*close)(const void *self);
};

struct listener {
    const struct listener_ops *ops;
    const void *self;
};

static inline struct endpoint listener_local(struct listener l)
{
    return l.ops->local(l.self);
}

static inline enum err listener_accept(
    struct listener l, struct flow *out, instant deadline)
{
    return l.ops->accept(l.self, out, deadline);
}

static inline void listener_close(struct listener l)
{
    l.ops->close(l.self);
}

/* --- A port for datagrams -------------------------------------------------------------------- */

struct datagram {
    struct endpoint peer; /* to send: where to; received: where from */
    struct ip_address
        local; /* our address of it; to send: unspecified lets the stack choose */
    struct piece payload; /* received: the receiver's to drop */
};

struct datagrams_ops {
    struct endpoint (*local)(const void *self);

    /*
     * Takes the first datagrams and returns how many were sent or dropped for good; 0: wait. The
     * payloads are the caller's again.
     */
    size_t (*send)(const void *self, const struct datagram *some, size_t count);

    /* Gives up to `room` datagrams; 0: none is waiting. */
    size_t (*receive)(const void *self, struct datagram *some, size_t room);

    /* Suspends until one of `events` (enum datagrams_event) holds, or the deadline. */
    enum err (*wait)(const void *self, unsigned events, instant deadline);

    /* Joins or leaves a multicast group. */
    enum err (*member)(const void *self, struct ip_address group, bool join);

    void (*close)(const void *self);
};

enum datagrams_event { DATAGRAMS_READABLE = 1 << 0, DATAGRAMS_WRITABLE = 1 << 1 };

struct datagrams {
    const struct datagrams_ops *ops;
    const void *self;
};

static inline struct endpoint datagrams_local(struct datagrams d)
{
    return d.ops->local(d.self);
}

static inline size_t datagrams_send(
    struct datagrams d, const struct datagram *some, size_t count)
{
    return d.ops->send(d.self, some, count);
}

static inline size_t datagrams_receive(
    struct datagrams d, struct datagram *some, size_t room)
{
    return d.ops->receive(d.self, some, room);
}

static inline enum err datagrams_wait(
    struct datagrams d, unsigned events, instant deadline)
{
    return d.ops->wait(d.self, events, deadline);
}

static inline enum err datagrams_member(
    struct datagrams d, struct ip_address group, bool join)
{
    return d.ops->member(d.self, group, join);
}

static inline void datagrams_close(struct datagrams d)
{
    d.ops->close(d.self);
}

/* --- The stack ------------------------------------------------------------------------------- */

struct stack_ops {
    /* Our addresses, as many as fit; returns how many there are. */
    size_t (*addresses)(const void *self, struct ip_prefix *out, size_t room);

    /* ERR_IN_USE, ERR_DENIED (a port that needs privileges), ERR_UNREACHABLE (not our address). */
    enum err (*tcp_listen)(const void *self, struct endpoint at,
        const struct tcp_options *how, struct listener *out);

    /* Suspends. ERR_REFUSED, ERR_UNREACHABLE, ERR_TIMED_OUT. */
    enum err (*tcp_connect)(const void *self, struct endpoint to,
        const struct tcp_options *how, struct flow *out, instant deadline);

    enum err (*udp_open)(const void *self, struct endpoint at, struct datagrams *out);
};

struct stack {
    const struct stack_ops *ops;
    const void *self;
};

static inline size_t stack_addresses(struct stack s, struct ip_prefix *out, size_t room)
{
    return s.ops->addresses(s.self, out, room);
}

static inline enum err stack_tcp_listen(struct stack s, struct endpoint at,
    const struct tcp_options *how, struct listener *out)
{
    return s.ops->tcp_listen(s.self, at, how, out);
}

static inline enum err stack_tcp_connect(struct stack s, struct endpoint to,
    const struct tcp_options *how, struct flow *out, instant deadline)
{
    return s.ops->tcp_connect(s.self, to, how, out, deadline);
}

static inline enum err stack_udp_open(
    struct stack s, struct endpoint at, struct datagrams *out)
{
    return s.ops->udp_open(s.self, at, out);
}
