/* SPDX-License-Identifier: ISC */
/*
 * host_stack.h - STACK over the host's sockets: TCP and UDP without privileges (`--net=host`).
 *
 * Listening on "::" is one socket for both families, or one for IPv4 on a host without IPv6. Ports
 * may be taken over from connections that are still closing (SO_REUSEADDR). A multicast group is
 * joined on every interface of the host.
 *
 * A request on a kept connection costs one recv and one send. A piece that was read is the buf that
 * the kernel filled, and pieces to write go to the kernel from where they lie; only those that are
 * small together are joined first, which costs less than the kernel's taking a list. A connection
 * has a buf only while a piece of it is held, so idle ones are cheap; when every buf is held,
 * readers wait for one until their deadline. When every socket is taken, or the host has no
 * descriptor left, accept waits (clients stay in the backlog) and the rest is ERR_NO_MEMORY.
 *
 * The memory is reserved when the stack is connected and touched as it is used. A write, read or
 * accept that could go on without waiting still lets other fibers run now and then, so that one
 * busy peer cannot have the unikernel for itself.
 *
 *     static struct host_stack_state state;
 *     static const struct host_stack host = { .state = &state };
 *     TRY(host_stack_connect(mine, &host));
 *     struct stack net = { &host_stack_ops, &host };
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "sig/stack.h"
#include "target/unix/host_bufs.h"

struct host_socket;

enum { HOST_STACK_JOIN_MAX = 2048 };

struct host_stack_state {
    struct host_bufs bufs;          /* private: what connections receive into */
    struct host_bufs datagram_bufs; /* private */
    struct host_socket *sockets;    /* private: all of them */
    struct host_socket *free;       /* private: those used before and closed since */
    uint32_t begun;                 /* private: how many were ever used */
    uint32_t count, open;           /* sockets in all, and in use */
    struct condition closed;        /* private: signalled when a socket is given back */

    /* private: small pieces, from when they are joined until they are sent */
    uint8_t joined[HOST_STACK_JOIN_MAX];
};

/* What changes, and limits; 0 stands for the default of each. */
struct host_stack {
    struct host_stack_state *state;

    /* Connections, listeners and UDP ports together; 10,240. Fewer on a host with few descriptors. */
    uint32_t sockets;

    /* Pieces of connections that may be held, of up to 16 KiB each; 4,096. */
    uint32_t bufs;

    /* Datagrams that may be held, in 64 KiB each (the largest there is); 256. */
    uint32_t datagram_bufs;
};

extern const struct stack_ops host_stack_ops;

/* ERR_NO_MEMORY. Raises the process's soft limit on descriptors as far as `sockets` needs. */
enum err host_stack_connect(struct nursery *mine, const struct host_stack *s);

/* Whatever was opened must be closed, and every piece dropped. */
void host_stack_disconnect(const struct host_stack *s);
