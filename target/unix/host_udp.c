/* SPDX-License-Identifier: ISC */
/*
 * UDP over the host's sockets, a burst of datagrams a system call.
 *
 * The kernel tells which of our addresses a datagram was sent to (packet information), and is told
 * the same with a reply, so that a host with many addresses answers from the one that was asked.
 * An AF_INET6 port tells and takes IPv4 addresses in their mapped form.
 *
 * A datagram that the host refuses (no route, too large, an address that is not ours) counts as
 * sent: UDP promises no more, and the rest of the burst must not wait for it.
 */
#define _GNU_SOURCE
#include "target/unix/host_socket.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

/* Enough to make the cost of a call small beside the datagrams', and to lie on a stack. */
enum { BURST = 32 };

/* Packet information of either family. */
struct control {
    _Alignas(struct cmsghdr) uint8_t octets[CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

struct burst {
    struct mmsghdr messages[BURST];
    struct iovec octets[BURST];
    union host_address peers[BURST];
    struct control controls[BURST];
};

static struct host_socket *socket_of(const void *self)
{
    return ((const struct host_socket *)self)->self;
}

static struct endpoint port_local(const void *self)
{
    return host_socket_local(self);
}

/* --- Sending --------------------------------------------------------------------------------- */

/* What was received by multicast or broadcast tells no address to send from. */
static bool usable_source(struct ip_address a)
{
    return !ip_address_is_unspecified(a) && !ip_address_is_multicast(a) &&
           !ip_address_equal(a, ip_address_v4(255, 255, 255, 255));
}

/* The C libraries differ in the types of lengths, so those come as constants from the caller. */
static void set_control(
    struct msghdr *m, struct control *c, const struct cmsghdr *header, struct bytes info)
{
    memcpy(c->octets, header, sizeof *header);
    m->msg_control = c->octets;
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(m)), info.at, info.len);
}

static void set_source_v4(struct msghdr *m, struct control *c, const struct datagram *d)
{
    struct in_pktinfo info = { .ipi_ifindex = (int)d->peer.scope };
    const struct cmsghdr header = {
        .cmsg_len = CMSG_LEN(sizeof info),
        .cmsg_level = IPPROTO_IP,
        .cmsg_type = IP_PKTINFO,
    };

    if (usable_source(d->local))
        memcpy(&info.ipi_spec_dst, d->local.octets + 12, 4);
    m->msg_controllen = CMSG_SPACE(sizeof info);
    set_control(m, c, &header, (struct bytes){ (const uint8_t *)&info, sizeof info });
}

/* For an IPv4 peer even no address must be one of IPv4, in its mapped form. */
static void set_source_v6(struct msghdr *m, struct control *c, const struct datagram *d)
{
    struct in6_pktinfo info = { .ipi6_ifindex = d->peer.scope };
    struct ip_address source = { 0 };
    const struct cmsghdr header = {
        .cmsg_len = CMSG_LEN(sizeof info),
        .cmsg_level = IPPROTO_IPV6,
        .cmsg_type = IPV6_PKTINFO,
    };

    if (usable_source(d->local))
        source = d->local;
    else if (ip_address_is_v4(d->peer.address))
        source = ip_address_v4(0, 0, 0, 0);
    memcpy(&info.ipi6_addr, source.octets, sizeof source.octets);
    m->msg_controllen = CMSG_SPACE(sizeof info);
    set_control(m, c, &header, (struct bytes){ (const uint8_t *)&info, sizeof info });
}

/* Says which address and interface to send from, where that is asked for. */
static void set_source(const struct host_socket *s, struct msghdr *m, struct control *c,
    const struct datagram *d)
{
    if (!usable_source(d->local) && d->peer.scope == 0)
        return;
    if (s->family == AF_INET)
        set_source_v4(m, c, d);
    else
        set_source_v6(m, c, d);
}

static void prepare_send(
    const struct host_socket *s, struct burst *b, size_t i, const struct datagram *d)
{
    struct bytes octets = d->payload.octets;
    struct msghdr *m = &b->messages[i].msg_hdr;

    /* The kernel only reads from it, whatever its type says. */
    b->octets[i] = (struct iovec){
        .iov_base = (void *)(uintptr_t)octets.at,
        .iov_len = octets.len,
    };
    *m = (struct msghdr){ .msg_iov = &b->octets[i], .msg_iovlen = 1 };
    m->msg_name = &b->peers[i];
    m->msg_namelen = host_address_of(d->peer, s->family, &b->peers[i]);
    set_source(s, m, &b->controls[i], d);
}

/* Up to a burst. Returns how many are done with; 0: the kernel has no room. */
static size_t send_burst(struct host_socket *s, const struct datagram *some, size_t count)
{
    struct burst b = { 0 };
    unsigned ready = 0;

    for (; ready < BURST && ready < count; ready++) {
        if (!host_carries(s->family, some[ready].peer.address))
            break;
        prepare_send(s, &b, ready, &some[ready]);
    }
    if (ready == 0)
        return 1;
    int n = sendmmsg(s->watch.fd, b.messages, ready, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0)
        return (size_t)n;
    if (errno == EAGAIN) {
        s->watch.writable = false;
        return 0;
    }
    return 1;
}

static size_t port_send(const void *self, const struct datagram *some, size_t count)
{
    struct host_socket *s = socket_of(self);
    size_t sent = 0;

    while (sent < count && s->watch.writable)
        sent += send_burst(s, some + sent, count - sent);
    return sent;
}

/* --- Receiving ------------------------------------------------------------------------------- */

/* The address that a datagram was sent to. */
static struct ip_address local_of(struct msghdr *m)
{
    struct ip_address a = { 0 };
    struct cmsghdr *h =
        CMSG_FIRSTHDR(m); /* not const: CMSG_DATA of musl casts that away */

    if (h == NULL)
        return a;
    if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo info;
        uint8_t v4[4];

        memcpy(&info, CMSG_DATA(h), sizeof info);
        memcpy(v4, &info.ipi_addr, sizeof v4);
        a = ip_address_v4(v4[0], v4[1], v4[2], v4[3]);
    } else if (h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo info;

        memcpy(&info, CMSG_DATA(h), sizeof info);
        memcpy(a.octets, &info.ipi6_addr, sizeof a.octets);
    }
    return a;
}

static void prepare_receive(struct burst *b, size_t i, struct buf *into)
{
    b->octets[i] = (struct iovec){ .iov_base = into->at, .iov_len = into->tailroom };
    b->messages[i].msg_hdr = (struct msghdr){
        .msg_name = &b->peers[i],
        .msg_namelen = sizeof b->peers[i],
        .msg_iov = &b->octets[i],
        .msg_iovlen = 1,
        .msg_control = b->controls[i].octets,
        .msg_controllen = sizeof b->controls[i].octets,
    };
}

static struct datagram received(struct burst *b, size_t i, struct buf *from)
{
    struct endpoint peer = host_endpoint(&b->peers[i]);

    buf_append(from, b->messages[i].msg_len);
    return (struct datagram){
        .peer = peer,
        .local = local_of(&b->messages[i].msg_hdr),
        .payload = { .octets = buf_bytes(from), .owner = from },
    };
}

/* Returns how many came; fewer than `count`, and the kernel has no more and will tell of the next. */
static unsigned receive_burst(struct host_socket *s, struct burst *b, unsigned count)
{
    int n = recvmmsg(s->watch.fd, b->messages, count, MSG_DONTWAIT, NULL);

    if (n < 0 && errno != EAGAIN)
        return 0;
    unsigned got = n < 0 ? 0 : (unsigned)n;
    if (got < count)
        s->watch.readable = false;
    return got;
}

static size_t port_receive(const void *self, struct datagram *some, size_t room)
{
    struct host_socket *s = socket_of(self);
    struct buf *bufs[BURST];
    struct burst b = { 0 };
    unsigned count = 0;

    if (!s->watch.readable)
        return 0;
    for (; count < room && count < BURST; count++) {
        bufs[count] = buf_take(&s->stack->datagram_bufs.pool, 0);
        if (bufs[count] == NULL)
            break;
        prepare_receive(&b, count, bufs[count]);
    }
    if (count == 0)
        return 0;
    unsigned got = receive_burst(s, &b, count);
    for (unsigned i = 0; i < count; i++)
        if (i < got)
            some[i] = received(&b, i, bufs[i]);
        else
            buf_unref(bufs[i]);
    return got;
}

/* --- Waiting, groups, the end ---------------------------------------------------------------- */

/*
 * Room to send always comes by itself, as the host's device goes on; so who waits for either waits
 * for that, unless there is something to read already.
 */
static enum err port_wait(const void *self, unsigned events, instant deadline)
{
    struct host_socket *s = socket_of(self);
    bool read = (events & DATAGRAMS_READABLE) != 0;

    if ((events & DATAGRAMS_WRITABLE) != 0 && !(read && s->watch.readable))
        return host_socket_writable(s, deadline);
    TRY(host_socket_readable(s, deadline));
    return host_bufs_wait(&s->stack->datagram_bufs, deadline);
}

static bool join(
    const struct host_socket *s, struct ip_address group, unsigned interface, bool in)
{
    if (ip_address_is_v4(group)) {
        struct ip_mreqn m = { .imr_ifindex = (int)interface };

        memcpy(&m.imr_multiaddr, group.octets + 12, 4);
        return setsockopt(s->watch.fd, IPPROTO_IP,
                   in ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &m, sizeof m) == 0;
    }
    struct ipv6_mreq m = { .ipv6mr_interface = interface };
    memcpy(&m.ipv6mr_multiaddr, group.octets, 16);
    return setsockopt(s->watch.fd, IPPROTO_IPV6, in ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
               &m, sizeof m) == 0;
}

/* On every interface, since a host may have its group's members behind any of them. */
static enum err port_member(const void *self, struct ip_address group, bool in)
{
    const struct host_socket *s = self;
    enum err e = ERR_UNREACHABLE;

    if (!ip_address_is_multicast(group))
        return ERR_OUT_OF_RANGE;
    if (!host_carries(s->family, group))
        return ERR_UNREACHABLE;
    struct if_nameindex *all = if_nameindex();
    if (all == NULL)
        return ERR_NO_MEMORY;
    for (const struct if_nameindex *i = all; i->if_index != 0; i++)
        if (join(s, group, i->if_index, in) || (in && errno == EADDRINUSE))
            e = OK;
    if_freenameindex(all);
    return e;
}

static void port_close(const void *self)
{
    host_socket_close(socket_of(self));
}

static const struct datagrams_ops datagrams_ops = {
    .local = port_local,
    .send = port_send,
    .receive = port_receive,
    .wait = port_wait,
    .member = port_member,
    .close = port_close,
};

enum err host_udp_open(const void *self, struct endpoint at, struct datagrams *out)
{
    const struct host_stack *stack = self;
    struct host_socket *s;

    TRY(host_socket_bind(stack->state, at, SOCK_DGRAM, &s));
    if (s->family == AF_INET)
        host_socket_set(s, IPPROTO_IP, IP_PKTINFO, 1);
    else
        host_socket_set(s, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    enum err e = host_socket_watch(s);
    if (e != OK) {
        host_socket_close(s);
        return e;
    }
    *out = (struct datagrams){ &datagrams_ops, s };
    return OK;
}
