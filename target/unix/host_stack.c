/* SPDX-License-Identifier: ISC */
/*
 * The stack itself: its pools and our addresses. Sockets are in host_socket.c, TCP in host_tcp.c,
 * UDP in host_udp.c.
 */
#define _GNU_SOURCE
#include "target/unix/host_socket.h"

#include "lib/base/invariant.h"
#include "sig/target.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>
#include <sys/resource.h>

enum {
    SOCKETS = 10240,

    /* A client that takes no answer holds its request's: for as many as a server accepts. */
    BUFS = 4096,
    BUF_SIZE =
        16 << 10, /* as much as a loopback or a super-segment mostly delivers at once */
    DATAGRAM_BUFS = 256,
    DATAGRAM_SIZE = 64 << 10, /* no datagram is larger, so none is cut */
    OTHER_DESCRIPTORS = 64,   /* of the event loop, files, the console */
};

static uint32_t limit(uint32_t given, uint32_t fallback)
{
    return given != 0 ? given : fallback;
}

/*
 * Many systems start a process with 1,024 descriptors and let it ask for more. Returns how many it
 * then has.
 */
static rlim_t raise_descriptors(rlim_t wanted)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l) != 0)
        return wanted;
    rlim_t before = l.rlim_cur;
    if (before >= wanted)
        return before;
    l.rlim_cur = l.rlim_max < wanted ? l.rlim_max : wanted;
    return setrlimit(RLIMIT_NOFILE, &l) == 0 ? l.rlim_cur : before;
}

/* Where there are few descriptors, clients must not take those that files need to be read. */
static uint32_t socket_count(uint32_t wanted)
{
    rlim_t all = raise_descriptors((rlim_t)wanted + OTHER_DESCRIPTORS);
    rlim_t others = all / 4 < OTHER_DESCRIPTORS ? all / 4 : OTHER_DESCRIPTORS;

    return all - others < wanted ? (uint32_t)(all - others) : wanted;
}

enum err host_stack_connect(struct nursery *mine, const struct host_stack *s)
{
    struct host_stack_state *state = s->state;

    (void)mine;
    *state = (struct host_stack_state){
        .count = socket_count(limit(s->sockets, SOCKETS)),
    };
    condition_init(&state->closed);
    TRY(host_bufs_init(&state->bufs, limit(s->bufs, BUFS), BUF_SIZE));
    enum err e = host_bufs_init(
        &state->datagram_bufs, limit(s->datagram_bufs, DATAGRAM_BUFS), DATAGRAM_SIZE);
    if (e != OK)
        goto no_datagrams;
    state->sockets = memory_take(state->count * sizeof *state->sockets);
    if (state->sockets != NULL)
        return OK;
    e = ERR_NO_MEMORY;
    host_bufs_fini(&state->datagram_bufs);
no_datagrams:
    host_bufs_fini(&state->bufs);
    return e;
}

void host_stack_disconnect(const struct host_stack *s)
{
    struct host_stack_state *state = s->state;

    invariant(state->open == 0);
    memory_give(state->sockets, state->count * sizeof *state->sockets);
    host_bufs_fini(&state->datagram_bufs);
    host_bufs_fini(&state->bufs);
}

/* The leading ones of a netmask. */
static uint8_t mask_bits(const uint8_t *at, size_t len)
{
    uint8_t bits = 0;

    for (size_t i = 0; i < len; i++)
        for (uint8_t bit = 0x80; bit != 0; bit >>= 1) {
            if ((at[i] & bit) == 0)
                return bits;
            bits++;
        }
    return bits;
}

/* The kernel aligns what it gives as its type wants; the copy makes that visible. */
static bool prefix_of(const struct ifaddrs *i, struct ip_prefix *out)
{
    union host_address address = { 0 }, mask = { 0 };

    if (i->ifa_addr == NULL || i->ifa_netmask == NULL)
        return false;
    if (i->ifa_addr->sa_family == AF_INET) {
        memcpy(&address, i->ifa_addr, sizeof address.v4);
        memcpy(&mask, i->ifa_netmask, sizeof mask.v4);
        out->bits = (uint8_t)(96 + mask_bits((const uint8_t *)&mask.v4.sin_addr, 4));
    } else if (i->ifa_addr->sa_family == AF_INET6) {
        memcpy(&address, i->ifa_addr, sizeof address.v6);
        memcpy(&mask, i->ifa_netmask, sizeof mask.v6);
        out->bits = mask_bits((const uint8_t *)&mask.v6.sin6_addr, 16);
    } else {
        return false;
    }
    out->address = host_endpoint(&address).address;
    return true;
}

/* Those of loopback last: what a caller with room for one wants is one that others can use. */
static size_t addresses(const void *self, struct ip_prefix *out, size_t room)
{
    struct ifaddrs *all;
    size_t count = 0;

    (void)self;
    if (getifaddrs(&all) != 0)
        return 0;
    for (unsigned loopback = 0; loopback < 2; loopback++)
        for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
            struct ip_prefix p;

            if ((i->ifa_flags & IFF_UP) == 0 || !prefix_of(i, &p) ||
                ip_address_is_loopback(p.address) != (loopback != 0))
                continue;
            if (count < room)
                out[count] = p;
            count++;
        }
    freeifaddrs(all);
    return count;
}

const struct stack_ops host_stack_ops = {
    .addresses = addresses,
    .tcp_listen = host_tcp_listen,
    .tcp_connect = host_tcp_connect,
    .udp_open = host_udp_open,
};
