/* SPDX-License-Identifier: ISC */
/*
 * host_socket.h - what host_stack.c, host_tcp.c and host_udp.c share: sockets from a pool, and the
 * host's form of addresses. Nothing outside these files includes it.
 */
#pragma once
#include "target/unix/host_stack.h"
#include "target/unix/loop.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* A connection, a listener or a UDP port. */
struct host_socket {
    /* The ops get a pointer to const; what changes is reached through this one. */
    struct host_socket *self;
    struct host_stack_state *stack;
    struct watch watch;
    struct endpoint peer;
    sa_family_t family;       /* AF_INET6 may carry IPv4 as well */
    uint16_t eager;           /* waits in a row that did not suspend */
    bool watched;             /* watch_open was called */
    bool drained;             /* nothing more will be received */
    bool starved;             /* a listener that has said that it cannot accept */
    struct host_socket *next; /* of those that are free */
};

union host_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* `e` for a socket of `family`, which can carry it (host_carries). Returns the length. */
socklen_t host_address_of(struct endpoint e, sa_family_t family, union host_address *out);
bool host_carries(sa_family_t family, struct ip_address a);
struct endpoint host_endpoint(const union host_address *a);

/* A socket with a new non-blocking descriptor, not yet watched. ERR_NO_MEMORY, ERR_UNREACHABLE. */
enum err host_socket_make(struct host_stack_state *stack, sa_family_t family, int type,
    struct host_socket **out);

/* Likewise for a descriptor that there is. NULL: no socket is left. */
struct host_socket *host_socket_adopt(
    struct host_stack_state *stack, sa_family_t family, int fd);

/* A socket bound to `at`: of both families for "::", or of IPv4 if the host has no IPv6. */
enum err host_socket_bind(struct host_stack_state *stack, struct endpoint at, int type,
    struct host_socket **out);

/* Registers it with the event loop; it counts as writable, and as readable once reported so. */
enum err host_socket_watch(struct host_socket *s);

/* Closes the descriptor and gives the socket back. */
void host_socket_close(struct host_socket *s);

struct endpoint host_socket_local(const struct host_socket *s);
bool host_socket_set(const struct host_socket *s, int level, int option, int value);

/* Suspend until there is something to try; now and then also if there already is. */
enum err host_socket_readable(struct host_socket *s, instant deadline);
enum err host_socket_writable(struct host_socket *s, instant deadline);

/* Members of host_stack_ops. */
enum err host_tcp_listen(const void *self, struct endpoint at,
    const struct tcp_options *how, struct listener *out);
enum err host_tcp_connect(const void *self, struct endpoint to,
    const struct tcp_options *how, struct flow *out, instant deadline);
enum err host_udp_open(const void *self, struct endpoint at, struct datagrams *out);
