/* SPDX-License-Identifier: ISC */
/*
 * Goal: UDP over the host's sockets: bursts, both families, the address that was asked answers,
 * groups, and what happens at limits. Method: ports of this process, over loopback.
 */
#define _GNU_SOURCE
#include "target/unix/host_test.h"

#include "test/test.h"

#include <net/if.h>

/* Of SOME, a fifth goes nowhere and the others ARRIVE. */
enum { SOME = 100, ARRIVE = SOME / 10 * 8, LARGEST = 65507 };

static bool is(struct ip_address a, const char *text)
{
    return ip_address_equal(a, at(text, 0).address);
}

static struct datagrams open_at(const char *address)
{
    struct datagrams d = { 0 };

    expect(stack_udp_open(net, at(address, 0), &d) == OK);
    expect(datagrams_local(d).port != 0);
    return d;
}

static size_t send_text(struct datagrams from, struct endpoint to, const char *text)
{
    const struct datagram d = { .peer = to, .payload.octets = bytes_of_text(text) };

    return datagrams_send(from, &d, 1);
}

/* The next datagram, or one without a payload's owner. */
static struct datagram next(struct datagrams d)
{
    struct datagram got = { 0 };

    while (datagrams_receive(d, &got, 1) == 0)
        if (datagrams_wait(d, DATAGRAMS_READABLE, from_now(SECONDS(1))) != OK)
            break;
    return got;
}

/* Nothing came, and nothing does for a while. */
static bool quiet(struct datagrams d)
{
    struct datagram none;

    return datagrams_receive(d, &none, 1) == 0 &&
           datagrams_wait(d, DATAGRAMS_READABLE, shortly()) == ERR_TIMED_OUT;
}

static bool holds(const struct datagram *d, const char *text)
{
    return d->payload.owner != NULL &&
           bytes_equal(d->payload.octets, bytes_of_text(text));
}

/* A question to `to` and its answer, at a port that is open at `open`. */
static void ask(const char *open, const char *from, const char *to)
{
    struct datagrams server = open_at(open), client = open_at(from);
    uint16_t port = datagrams_local(server).port;

    expect(send_text(client, at(to, port), "question") == 1);
    struct datagram d = next(server);
    expect(holds(&d, "question"));
    expect(is(d.local, to));
    expect(d.peer.port == datagrams_local(client).port);
    piece_drop(&d.payload);

    /* The answer comes from where the question went, whatever else this host is called. */
    d.payload.octets = BYTES("answer");
    expect(datagrams_send(server, &d, 1) == 1);
    struct datagram answer = next(client);
    expect(holds(&answer, "answer"));
    expect(is(answer.peer.address, to));
    expect(answer.peer.port == port);
    piece_drop(&answer.payload);
    datagrams_close(server);
    datagrams_close(client);
}

static enum err test_answers(struct nursery *mine, void *arg)
{
    (void)arg;
    TRY(host_stack_connect(mine, &host));
    ask("127.0.0.1", "127.0.0.1", "127.0.0.1");
    ask("0.0.0.0", "0.0.0.0", "127.0.0.5");
    ask("::", "0.0.0.0", "127.0.0.5");
    ask("::", "::", "127.0.0.5");
    ask("::", "::", "::1");
    ask("::1", "::1", "::1");
    expect(state.datagram_bufs.pool.left == state.datagram_bufs.pool.count);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_bursts(struct nursery *mine, void *arg)
{
    static struct datagram out[SOME], in[SOME];
    static uint8_t octets[SOME];

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    struct datagrams a = open_at("127.0.0.1"), b = open_at("127.0.0.1");
    for (size_t i = 0; i < SOME; i++) {
        octets[i] = (uint8_t)i;

        /* What goes nowhere holds nobody up. */
        out[i].peer = i % 10 == 3   ? at("2001:db8::1", 9)
                      : i % 10 == 4 ? at("127.0.0.1", 0)
                                    : datagrams_local(b);
        out[i].payload.octets = (struct bytes){ &octets[i], i % 10 == 5 ? 0 : 1 };
    }
    expect(datagrams_send(a, out, SOME) == SOME);
    expect(datagrams_wait(b, DATAGRAMS_READABLE, soon()) == OK);
    size_t count = 0, got;
    while ((got = datagrams_receive(b, in + count, SOME - count)) > 0)
        count += got;
    expect(count == ARRIVE);
    for (size_t i = 0, from = 0; i < count; i++, from++) {
        while (from % 10 == 3 || from % 10 == 4)
            from++;
        expect(bytes_equal(in[i].payload.octets, out[from].payload.octets));
        piece_drop(&in[i].payload);
    }
    expect(quiet(b));
    datagrams_close(a);
    datagrams_close(b);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_sizes(struct nursery *mine, void *arg)
{
    static uint8_t octets[LARGEST + 1];

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    struct datagrams a = open_at("127.0.0.1"), b = open_at("127.0.0.1");
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i * 7);
    for (size_t len = LARGEST; len <= LARGEST + 1; len++) {
        const struct datagram d = {
            .peer = datagrams_local(b),
            .payload.octets = { octets, len },
        };

        expect(datagrams_send(a, &d, 1) == 1);
    }
    struct datagram got = next(b);
    expect(bytes_equal(got.payload.octets, (struct bytes){ octets, LARGEST }));
    piece_drop(&got.payload);
    expect(quiet(b));
    datagrams_close(a);
    datagrams_close(b);
    host_stack_disconnect(&host);
    return OK;
}

static enum err wait_for_ever(struct nursery *mine, void *arg)
{
    (void)mine;
    expect(datagrams_wait(*(const struct datagrams *)arg, DATAGRAMS_READABLE, NEVER) ==
           ERR_CANCELLED);
    return OK;
}

static enum err test_waits(struct nursery *mine, void *arg)
{
    struct nursery *n;
    struct datagram some;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    struct datagrams d = open_at("::");
    expect(datagrams_receive(d, &some, 1) == 0);
    expect(datagrams_wait(d, DATAGRAMS_WRITABLE, shortly()) == OK);
    expect(datagrams_wait(d, DATAGRAMS_READABLE | DATAGRAMS_WRITABLE, shortly()) == OK);
    expect(datagrams_wait(d, DATAGRAMS_READABLE, shortly()) == ERR_TIMED_OUT);
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "wait", wait_for_ever, &d));
    expect(nursery_wait(n, shortly()) == ERR_TIMED_OUT);
    nursery_close(n);
    datagrams_close(d);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_bufs_run_out(struct nursery *mine, void *arg)
{
    struct datagram some[4];

    (void)arg;
    host.datagram_bufs = 2;
    TRY(host_stack_connect(mine, &host));
    struct datagrams a = open_at("127.0.0.1"), b = open_at("127.0.0.1");
    for (unsigned i = 0; i < 3; i++)
        expect(send_text(a, datagrams_local(b), i == 2 ? "last" : "x") == 1);
    expect(datagrams_wait(b, DATAGRAMS_READABLE, soon()) == OK);
    expect(datagrams_receive(b, some, 4) == 2);
    expect(datagrams_receive(b, some + 2, 2) == 0);
    expect(datagrams_wait(b, DATAGRAMS_READABLE, shortly()) == ERR_TIMED_OUT);
    piece_drop(&some[0].payload);
    expect(datagrams_wait(b, DATAGRAMS_READABLE, shortly()) == OK);
    expect(datagrams_receive(b, some + 2, 2) == 1);
    expect(holds(&some[2], "last"));
    piece_drop(&some[1].payload);
    piece_drop(&some[2].payload);
    datagrams_close(a);
    datagrams_close(b);
    host_stack_disconnect(&host);
    host.datagram_bufs = 0;
    return OK;
}

static enum err test_refusals(struct nursery *mine, void *arg)
{
    struct datagrams d, second;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    d = open_at("::");
    expect(stack_udp_open(net, datagrams_local(d), &second) == ERR_IN_USE);
    expect(stack_udp_open(net, at("203.0.113.7", 0), &second) == ERR_UNREACHABLE);
    expect(datagrams_member(d, at("10.0.0.1", 0).address, true) == ERR_OUT_OF_RANGE);
    datagrams_close(d);

    /* Two members of a group may have the same port. */
    TRY(stack_udp_open(net, at("239.255.7.7", 0), &d));
    expect(stack_udp_open(net, datagrams_local(d), &second) == OK);
    datagrams_close(d);
    datagrams_close(second);
    host_stack_disconnect(&host);
    return OK;
}

static void group_over(const char *open, const char *group)
{
    struct datagrams d = open_at(open), sender = open_at(open);
    struct endpoint to = at(group, datagrams_local(d).port);

    to.scope = if_nametoindex("lo");
    expect(datagrams_member(d, to.address, true) == OK);
    expect(datagrams_member(d, to.address, true) == OK);
    expect(send_text(sender, to, "all of you") == 1);
    struct datagram got = next(d);
    expect(holds(&got, "all of you"));
    expect(is(got.local, group));
    piece_drop(&got.payload);

    /* An answer to a group comes from an address of the host's. */
    got.payload.octets = BYTES("here");
    expect(datagrams_send(d, &got, 1) == 1);
    struct datagram answer = next(sender);
    expect(holds(&answer, "here"));
    piece_drop(&answer.payload);

    expect(datagrams_member(d, to.address, false) == OK);
    expect(send_text(sender, to, "nobody") == 1);
    expect(quiet(d));
    datagrams_close(d);
    datagrams_close(sender);
}

static enum err test_groups(struct nursery *mine, void *arg)
{
    (void)arg;
    TRY(host_stack_connect(mine, &host));
    group_over("0.0.0.0", "239.255.7.7");
    group_over("::", "239.255.7.7");

    /* Loopback has no route to IPv6 groups, so this one is only joined. */
    struct datagrams d = open_at("::");
    struct ip_address group = at("ff12::4d69", 0).address;
    expect(datagrams_member(d, group, true) == OK);
    expect(datagrams_member(d, group, false) == OK);
    expect(datagrams_member(d, group, false) != OK);
    datagrams_close(d);
    host_stack_disconnect(&host);
    return OK;
}

int main(void)
{
    test("answers come from the address that was asked") expect(run(test_answers));
    test("a burst keeps its order and drops what goes nowhere") expect(run(test_bursts));
    test("the largest datagram passes, a larger one does not") expect(run(test_sizes));
    test("waits end by deadline and cancellation") expect(run(test_waits));
    test("receiving waits for bufs") expect(run(test_bufs_run_out));
    test("a port is one's own, a group's is shared") expect(run(test_refusals));
    test("members of a group receive, others do not") expect(run(test_groups));
    return test_result();
}
