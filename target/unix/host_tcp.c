/* SPDX-License-Identifier: ISC */
/*
 * TCP over the host's sockets, at the fewest system calls that there can be.
 *
 * The kernel tells of each change once. A read that fills less than its buf has taken all there
 * was, so it clears `readable` and the next read waits for news instead of asking; only after the
 * other side has hung up (`ended`) is there no more news, and one more read must see the end.
 * A write that the kernel took in part has likewise filled its queue.
 *
 * A buf is taken after the socket became readable and given back if there was nothing after all,
 * so a waiting connection holds none. Options are set on the listener: what it accepts inherits
 * them.
 */
#define _GNU_SOURCE
#include "target/unix/host_socket.h"

#include "lib/base/log.h"
#include "lib/base/writer.h"

#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    /* A burst of this many connects is taken before the first accept; the kernel caps it as well. */
    BACKLOG = 1024,

    /* As many pieces as a response has, and little enough to lie on a stack. */
    PIECES_AT_ONCE = 16,

    /* Sent while it still had something for us, a peer sees a reset; this much is read to spare it. */
    DRAIN_MAX = 1 << 20,

    /* The host's tables are full through others as well, so nobody may tell us when to look. */
    ACCEPT_BACKOFF_MS = 50,

    /* What Linux takes, in seconds. */
    KEEP_ALIVE_MAX_S = 32767,
};

/* --- Connections ----------------------------------------------------------------------------- */

static struct host_socket *socket_of(const void *self)
{
    return ((const struct host_socket *)self)->self;
}

/* A peer that is gone without a word is unreachable; timed out is what a deadline does. */
static enum err broken(struct host_socket *s, int number)
{
    s->drained = true;
    return number == ETIMEDOUT ? ERR_UNREACHABLE : unix_err(number);
}

static struct flow_info flow_info_of(const void *self)
{
    const struct host_socket *s = self;

    return (struct flow_info){ .local = host_socket_local(s), .peer = s->peer };
}

/* True: *result is what the read gives. False: nothing was there, wait. */
static bool receive(
    struct host_socket *s, struct buf *b, struct piece *out, enum err *result)
{
    uint32_t room = b->tailroom;
    ssize_t n = recv(s->watch.fd, b->at, room, 0);

    if (n > 0) {
        if ((size_t)n < room && !s->watch.ended)
            s->watch.readable = false;
        buf_append(b, (uint32_t)n);
        *out = (struct piece){ .octets = buf_bytes(b), .owner = b };
        *result = OK;
        return true;
    }
    int number = errno;
    buf_unref(b);
    if (n == 0) {
        s->drained = true;
        *result = ERR_CLOSED;
        return true;
    }
    if (number == EINTR)
        return false;
    if (number == EAGAIN) {
        s->watch.readable = false;
        return false;
    }
    *result = broken(s, number);
    return true;
}

static enum err flow_read_some(const void *self, struct piece *out, instant deadline)
{
    struct host_socket *s = socket_of(self);
    enum err result = OK;
    struct buf *b;

    do {
        TRY(host_socket_readable(s, deadline));
        TRY(host_bufs_take(&s->stack->bufs, &b, deadline));
    } while (!receive(s, b, out, &result));
    return result;
}

/* What is left to write: `parts`, without the first `sent` octets of the first. */
struct rest {
    const struct piece *parts;
    size_t count, sent;
};

static struct bytes first_of(const struct rest *r)
{
    return bytes_part(r->parts[0].octets, r->sent, SIZE_MAX);
}

static void skip(struct rest *r, size_t octets)
{
    while (r->count > 0) {
        size_t here = first_of(r).len;

        if (octets < here) {
            r->sent += octets;
            return;
        }
        octets -= here;
        r->parts++;
        r->count--;
        r->sent = 0;
    }
}

/* Returns what send does, and what it was asked for. */
static ssize_t send_pieces(int fd, const struct rest *r, size_t *asked)
{
    struct iovec v[PIECES_AT_ONCE];
    struct msghdr m = { .msg_iov = v };

    *asked = 0;
    for (size_t i = 0; i < r->count && i < PIECES_AT_ONCE; i++) {
        struct bytes b = i == 0 ? first_of(r) : r->parts[i].octets;

        /* The kernel only reads from it, whatever its type says. */
        v[i] = (struct iovec){ .iov_base = (void *)(uintptr_t)b.at, .iov_len = b.len };
        m.msg_iovlen++;
        *asked += b.len;
    }
    return sendmsg(fd, &m, MSG_NOSIGNAL);
}

/* All that is left, if it is little: a head and a small body. Empty: it is not. */
static struct bytes join(const struct rest *r, struct bytes_mut into)
{
    struct writer w = writer_of(into);

    put_bytes(&w, first_of(r));
    for (size_t i = 1; i < r->count && !w.bad; i++)
        put_bytes(&w, r->parts[i].octets);
    return w.bad ? (struct bytes){ 0 } : written(&w);
}

static ssize_t send_some(struct host_socket *s, const struct rest *r, size_t *asked)
{
    struct bytes_mut space = { s->stack->joined, sizeof s->stack->joined };
    struct bytes b = r->count == 1 ? first_of(r) : join(r, space);

    if (b.len == 0)
        return send_pieces(s->watch.fd, r, asked);
    *asked = b.len;
    return send(s->watch.fd, b.at, b.len, MSG_NOSIGNAL);
}

static enum err flow_write_all(
    const void *self, const struct piece parts[], size_t count, instant deadline)
{
    struct host_socket *s = socket_of(self);
    struct rest rest = { .parts = parts, .count = count };

    /* Pieces without octets in front are done; nothing at all is not worth a call. */
    skip(&rest, 0);
    while (rest.count > 0) {
        size_t asked;

        TRY(host_socket_writable(s, deadline));
        ssize_t n = send_some(s, &rest, &asked);
        if (n >= 0) {
            skip(&rest, (size_t)n);
            if ((size_t)n < asked)
                s->watch.writable = false;
        } else if (errno == EAGAIN) {
            s->watch.writable = false;
        } else if (errno != EINTR) {
            return broken(s, errno);
        }
    }
    return OK;
}

static enum err flow_end(const void *self)
{
    const struct host_socket *s = self;

    return shutdown(s->watch.fd, SHUT_WR) == 0 ? OK : unix_err(errno);
}

/*
 * Closing a socket with something still to be read resets the connection, and a reset takes what
 * we wrote last with it. So what is known to lie there is dropped first, without being copied.
 */
static void flow_finish(const void *self)
{
    struct host_socket *s = socket_of(self);

    if (s->watch.readable && !s->drained)
        recv(s->watch.fd, NULL, DRAIN_MAX, MSG_TRUNC | MSG_DONTWAIT);
    host_socket_close(s);
}

static const struct flow_ops flow_ops = {
    .info = flow_info_of,
    .read = flow_read_some,
    .write = flow_write_all,
    .shutdown = flow_end,
    .close = flow_finish,
};

/* --- Options --------------------------------------------------------------------------------- */

static int clamp(uint64_t value, int most)
{
    return value > (uint64_t)most ? most : (int)value;
}

/* Best effort: a host that lacks one of them still carries the connection. */
static void set_options(const struct host_socket *s, const struct tcp_options *how)
{
    static const struct tcp_options usual;
    const struct tcp_options *o = how != NULL ? how : &usual;

    if (!o->delay)
        host_socket_set(s, IPPROTO_TCP, TCP_NODELAY, 1);
    if (o->keep_alive_ns > 0) {
        int idle_s = clamp((o->keep_alive_ns - 1) / SECONDS(1) + 1, KEEP_ALIVE_MAX_S);

        host_socket_set(s, SOL_SOCKET, SO_KEEPALIVE, 1);
        host_socket_set(s, IPPROTO_TCP, TCP_KEEPIDLE, idle_s);
        host_socket_set(s, IPPROTO_TCP, TCP_KEEPINTVL, idle_s < 75 ? idle_s : 75);
    }
    if (o->user_timeout_ns > 0)
        host_socket_set(s, IPPROTO_TCP, TCP_USER_TIMEOUT,
            clamp((o->user_timeout_ns - 1) / MILLISECONDS(1) + 1, INT_MAX));
}

/* --- Listeners ------------------------------------------------------------------------------- */

static struct endpoint listener_address(const void *self)
{
    return host_socket_local(self);
}

/* Nothing can be accepted: waits for a socket of ours to close, or for a little while. */
static enum err wait_for_room(
    struct host_socket *l, const char *lacking, instant deadline)
{
    instant until = instant_earlier(deadline, from_now(MILLISECONDS(ACCEPT_BACKOFF_MS)));

    if (!l->starved)
        log_warning("host-stack", "port %u accepts nothing at the moment: no %s left",
            (unsigned)host_socket_local(l).port, lacking);
    l->starved = true;
    enum err e = condition_wait(&l->stack->closed, until);
    return e == ERR_TIMED_OUT && instant_before(until, deadline) ? OK : e;
}

/* OK: try again. What is no fault of the listener's is the fate of one connection. */
static enum err accept_failed(struct host_socket *l, int number, instant deadline)
{
    switch (number) {
    case EAGAIN:
        /* Nobody waits any more: what is lacking next is worth another word. */
        l->starved = false;
        l->watch.readable = false;
        return OK;
    case EMFILE:
    case ENFILE:
        return wait_for_room(l, "descriptor", deadline);
    case ENOBUFS:
    case ENOMEM:
        return wait_for_room(l, "memory", deadline);
    case EBADF:
    case EFAULT:
    case EINVAL:
    case ENOTSOCK:
    case EOPNOTSUPP:
        return unix_err(number);
    default:
        return OK;
    }
}

static struct host_socket *connection_of(
    struct host_socket *l, int fd, const union host_address *peer)
{
    struct host_socket *s = host_socket_adopt(l->stack, l->family, fd);

    if (s == NULL) {
        close(fd);
        return NULL;
    }
    if (host_socket_watch(s) != OK) {
        host_socket_close(s);
        return NULL;
    }
    s->peer = host_endpoint(peer);
    return s;
}

/* *out: a connection; NULL, with OK: try again. Suspends. */
static enum err accept_once(
    struct host_socket *l, struct host_socket **out, instant deadline)
{
    union host_address peer = { 0 };
    socklen_t len = sizeof peer;

    *out = NULL;
    TRY(host_socket_readable(l, deadline));
    if (l->stack->open == l->stack->count)
        return wait_for_room(l, "socket", deadline);
    int fd = accept4(l->watch.fd, &peer.any, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return accept_failed(l, errno, deadline);
    *out = connection_of(l, fd, &peer);
    return *out != NULL ? OK : wait_for_room(l, "memory", deadline);
}

static enum err listener_take(const void *self, struct flow *out, instant deadline)
{
    struct host_socket *l = socket_of(self), *s;

    do
        TRY(accept_once(l, &s, deadline));
    while (s == NULL);
    *out = (struct flow){ &flow_ops, s };
    return OK;
}

static void listener_end(const void *self)
{
    host_socket_close(socket_of(self));
}

static const struct listener_ops listener_ops = {
    .local = listener_address,
    .accept = listener_take,
    .close = listener_end,
};

enum err host_tcp_listen(const void *self, struct endpoint at,
    const struct tcp_options *how, struct listener *out)
{
    const struct host_stack *stack = self;
    unsigned backlog = how != NULL && how->backlog > 0 ? how->backlog : BACKLOG;
    struct host_socket *l;

    TRY(host_socket_bind(stack->state, at, SOCK_STREAM, &l));
    set_options(l, how);
    enum err e = listen(l->watch.fd, clamp(backlog, INT_MAX)) == 0 ? OK : unix_err(errno);
    if (e == OK)
        e = host_socket_watch(l);
    if (e != OK) {
        host_socket_close(l);
        return e;
    }
    *out = (struct listener){ &listener_ops, l };
    return OK;
}

/* --- Connecting ------------------------------------------------------------------------------ */

/* Suspends until the handshake that `connect` began has an end. */
static enum err await_handshake(struct host_socket *s, instant deadline)
{
    int number = 0;
    socklen_t len = sizeof number;

    s->watch.writable = false;
    TRY(watch_writable(&s->watch, deadline));
    if (getsockopt(s->watch.fd, SOL_SOCKET, SO_ERROR, &number, &len) != 0)
        number = errno;
    return unix_err(number);
}

/* A socket is watched only once it is connecting: before, the kernel reports it as hung up. */
static enum err handshake(struct host_socket *s, instant deadline)
{
    union host_address a;
    socklen_t len = host_address_of(s->peer, s->family, &a);
    bool done = connect(s->watch.fd, &a.any, len) == 0;

    if (!done && errno != EINPROGRESS && errno != EINTR)
        return unix_err(errno);
    TRY(host_socket_watch(s));
    return done ? OK : await_handshake(s, deadline);
}

enum err host_tcp_connect(const void *self, struct endpoint to,
    const struct tcp_options *how, struct flow *out, instant deadline)
{
    const struct host_stack *stack = self;
    sa_family_t family = ip_address_is_v4(to.address) ? AF_INET : AF_INET6;
    struct host_socket *s;

    TRY(host_socket_make(stack->state, family, SOCK_STREAM, &s));
    set_options(s, how);
    s->peer = to;
    enum err e = handshake(s, deadline);
    if (e != OK) {
        host_socket_close(s);
        return e;
    }
    *out = (struct flow){ &flow_ops, s };
    return OK;
}
