/* SPDX-License-Identifier: ISC */
/*
 * Sockets of the host: taken from one pool whatever they are used for, watched by the event loop,
 * and given back. An AF_INET6 socket carries IPv4 too, in the IPv4-mapped form in which the
 * project keeps addresses, so that only AF_INET sockets need a conversion.
 *
 * A socket is on the free list, or was never used (its index is at least `begun`), or is open.
 */
#define _GNU_SOURCE
#include "target/unix/host_socket.h"

#include "lib/base/invariant.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* How often a socket may go on without suspending: some hundred microseconds of work. */
enum { EAGER_MAX = 64 };

bool host_carries(sa_family_t family, struct ip_address a)
{
    return family == AF_INET6 || ip_address_is_v4(a) || ip_address_is_unspecified(a);
}

socklen_t host_address_of(struct endpoint e, sa_family_t family, union host_address *out)
{
    uint8_t port[2];

    set_be16(port, e.port);
    if (family == AF_INET) {
        out->v4 = (struct sockaddr_in){ .sin_family = AF_INET };
        memcpy(&out->v4.sin_port, port, sizeof port);
        memcpy(&out->v4.sin_addr, e.address.octets + 12, 4);
        return sizeof out->v4;
    }
    out->v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_scope_id = e.scope };
    memcpy(&out->v6.sin6_port, port, sizeof port);
    memcpy(&out->v6.sin6_addr, e.address.octets, 16);
    return sizeof out->v6;
}

struct endpoint host_endpoint(const union host_address *a)
{
    struct endpoint e = { 0 };
    uint8_t port[2], v4[4];

    if (a->any.sa_family == AF_INET) {
        memcpy(port, &a->v4.sin_port, sizeof port);
        memcpy(v4, &a->v4.sin_addr, sizeof v4);
        e.address = ip_address_v4(v4[0], v4[1], v4[2], v4[3]);
        e.port = be16(port);
    } else if (a->any.sa_family == AF_INET6) {
        memcpy(port, &a->v6.sin6_port, sizeof port);
        memcpy(e.address.octets, &a->v6.sin6_addr, sizeof e.address.octets);
        e.port = be16(port);
        e.scope = a->v6.sin6_scope_id;
    }
    return e;
}

struct host_socket *host_socket_adopt(
    struct host_stack_state *stack, sa_family_t family, int fd)
{
    struct host_socket *s = stack->free;

    if (s != NULL)
        stack->free = s->next;
    else if (stack->begun < stack->count)
        s = &stack->sockets[stack->begun++];
    else
        return NULL;
    stack->open++;
    *s = (struct host_socket){ .self = s, .stack = stack, .family = family };
    s->watch.fd = fd;
    return s;
}

enum err host_socket_make(struct host_stack_state *stack, sa_family_t family, int type,
    struct host_socket **out)
{
    int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return unix_err(errno);
    *out = host_socket_adopt(stack, family, fd);
    if (*out != NULL)
        return OK;
    close(fd);
    return ERR_NO_MEMORY;
}

bool host_socket_set(const struct host_socket *s, int level, int option, int value)
{
    return setsockopt(s->watch.fd, level, option, &value, sizeof value) == 0;
}

/*
 * Two listeners on one port stay an error with SO_REUSEADDR, but two UDP ports would steal from
 * each other; those share a port only to receive the same multicast group.
 */
static bool bind_to(struct host_socket *s, struct endpoint at, int type)
{
    union host_address a;
    socklen_t len = host_address_of(at, s->family, &a);
    bool both = ip_address_is_unspecified(at.address);

    if (s->family == AF_INET6 && !host_socket_set(s, IPPROTO_IPV6, IPV6_V6ONLY, !both))
        return false;
    if (type == SOCK_STREAM || ip_address_is_multicast(at.address))
        host_socket_set(s, SOL_SOCKET, SO_REUSEADDR, 1);
    return bind(s->watch.fd, &a.any, len) == 0;
}

static enum err bind_family(struct host_stack_state *stack, struct endpoint at, int type,
    sa_family_t family, struct host_socket **out)
{
    TRY(host_socket_make(stack, family, type, out));
    if (bind_to(*out, at, type))
        return OK;
    enum err e = unix_err(errno);
    host_socket_close(*out);
    return e;
}

enum err host_socket_bind(struct host_stack_state *stack, struct endpoint at, int type,
    struct host_socket **out)
{
    if (ip_address_is_v4(at.address))
        return bind_family(stack, at, type, AF_INET, out);
    enum err e = bind_family(stack, at, type, AF_INET6, out);
    if (e == ERR_UNREACHABLE && ip_address_is_unspecified(at.address))
        e = bind_family(stack, at, type, AF_INET, out);
    return e;
}

enum err host_socket_watch(struct host_socket *s)
{
    TRY(watch_open(&s->watch, s->watch.fd));
    s->watched = true;
    s->watch.readable = false;
    return OK;
}

void host_socket_close(struct host_socket *s)
{
    struct host_stack_state *stack = s->stack;
    int fd = s->watch.fd;

    invariant(stack->open > 0);
    if (s->watched)
        watch_close(&s->watch);
    close(fd);
    *s = (struct host_socket){ .next = stack->free, .watch.fd = -1 };
    stack->free = s;
    stack->open--;
    condition_signal(&stack->closed);
}

struct endpoint host_socket_local(const struct host_socket *s)
{
    union host_address a = { 0 };
    socklen_t len = sizeof a;

    if (getsockname(s->watch.fd, &a.any, &len) != 0)
        return (struct endpoint){ 0 };
    return host_endpoint(&a);
}

static enum err go_on(struct host_socket *s)
{
    if (++s->eager < EAGER_MAX)
        return OK;
    s->eager = 0;
    return fiber_yield();
}

enum err host_socket_readable(struct host_socket *s, instant deadline)
{
    if (s->watch.readable)
        return go_on(s);
    s->eager = 0;
    return watch_readable(&s->watch, deadline);
}

enum err host_socket_writable(struct host_socket *s, instant deadline)
{
    if (s->watch.writable)
        return go_on(s);
    s->eager = 0;
    return watch_writable(&s->watch, deadline);
}
