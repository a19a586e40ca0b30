/* SPDX-License-Identifier: ISC */
/*
 * Goal: TCP over the host's sockets keeps what sig/stack.h and sig/flow.h promise. Method: both ends
 * of each connection are in this process, over loopback of both families.
 */
#define _GNU_SOURCE
#include "target/unix/host_test.h"

#include "test/test.h"

#include <netinet/tcp.h>

/* A megabyte is written in parts that are no multiple of anything. */
enum { MEGABYTE = 1 << 20, PART = 29989, PARTS = MEGABYTE / PART + 1 };

/* --- Echo ------------------------------------------------------------------------------------ */

static enum err echo_one(struct nursery *mine, void *arg)
{
    const struct listener *l = arg;
    struct flow f;
    struct piece in;
    enum err e;

    (void)mine;
    TRY(listener_accept(*l, &f, soon()));
    while ((e = flow_read(f, &in, soon())) == OK) {
        e = flow_write_pieces(f, &in, 1, soon());
        piece_drop(&in);
        if (e != OK)
            break;
    }
    flow_close(f);
    return e == ERR_CLOSED ? OK : e;
}

static uint8_t octet_at(size_t i)
{
    return (uint8_t)(i ^ i >> 8 ^ i >> 16);
}

static enum err send_megabyte(struct nursery *mine, void *arg)
{
    static uint8_t pattern[MEGABYTE];
    static struct piece parts[PARTS];
    const struct bytes all = { pattern, sizeof pattern };
    const struct flow *f = arg;

    (void)mine;
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = octet_at(i);
    for (size_t i = 0; i < PARTS; i++)
        parts[i].octets = bytes_part(all, i * PART, i + 1 < PARTS ? PART : SIZE_MAX);
    TRY(flow_write_pieces(*f, parts, PARTS, soon()));
    return flow_shutdown(*f);
}

static size_t receive_pattern(struct flow f)
{
    size_t got = 0;
    struct piece in;

    while (flow_read(f, &in, soon()) == OK) {
        for (size_t i = 0; i < in.octets.len; i++, got++)
            if (in.octets.at[i] != octet_at(got))
                return 0;
        piece_drop(&in);
    }
    return got;
}

static void echo_over(struct nursery *mine, const char *listen, const char *connect)
{
    struct nursery *n;
    struct listener l;
    struct flow f;

    expect(stack_tcp_listen(net, at(listen, 0), NULL, &l) == OK);
    uint16_t port = listener_local(l).port;
    expect(port != 0);
    expect(nursery_open(&n, mine, (struct nursery_limits){ 0 }) == OK);
    expect(nursery_spawn(n, "echo", echo_one, &l) == OK);
    expect(stack_tcp_connect(net, at(connect, port), NULL, &f, soon()) == OK);

    struct flow_info info = flow_info(f);
    expect(info.peer.port == port);
    expect(ip_address_equal(info.peer.address, at(connect, 0).address));
    expect(info.local.port != 0);

    /* So little room makes the host take writes in parts. */
    expect(host_socket_set(socket_of(f), SOL_SOCKET, SO_SNDBUF, 20000));
    expect(nursery_spawn(n, "send", send_megabyte, &f) == OK);
    expect(receive_pattern(f) == MEGABYTE);
    expect(nursery_wait(n, soon()) == OK);
    nursery_close(n);
    flow_close(f);
    listener_close(l);
}

static enum err test_echo(struct nursery *mine, void *arg)
{
    static const char *const cases[][2] = {
        { "::", "127.0.0.1" },
        { "::", "::1" },
        { "0.0.0.0", "127.0.0.1" },
        { "127.0.0.1", "127.0.0.1" },
        { "::1", "::1" },
    };

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        echo_over(mine, cases[i][0], cases[i][1]);
    expect(state.bufs.pool.left == state.bufs.pool.count);
    host_stack_disconnect(&host);
    return OK;
}

/* --- Writing and ending ---------------------------------------------------------------------- */

static enum err test_pieces(struct nursery *mine, void *arg)
{
    struct piece parts[50] = { 0 };
    char expected[64] = "";
    size_t len = 0;
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    for (size_t i = 0; i < 50; i++) {
        parts[i].octets = i % 3 == 0 ? BYTES("") : i % 3 == 1 ? BYTES("a") : BYTES("b");
        if (i % 3 != 0)
            expected[len++] = i % 3 == 1 ? 'a' : 'b';
    }
    expect(flow_write_pieces(p.ours, parts, 50, soon()) == OK);

    /* Nothing is nothing, and not the end. */
    expect(flow_write_pieces(p.ours, parts, 0, soon()) == OK);
    expect(flow_write_pieces(p.ours, parts, 1, soon()) == OK);
    TRY(fiber_sleep_until(shortly()));
    expect(reads(p.theirs, expected));
    pair_close(&p);
    host_stack_disconnect(&host);
    return OK;
}

/* Around the size up to which pieces are joined, nothing is lost or sent twice. */
static enum err test_joining(struct nursery *mine, void *arg)
{
    static uint8_t octets[HOST_STACK_JOIN_MAX + 2];
    const struct bytes all = { octets, sizeof octets };
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = octet_at(i);
    for (size_t len = HOST_STACK_JOIN_MAX - 1; len <= HOST_STACK_JOIN_MAX + 1; len++) {
        const struct piece parts[] = { { .octets = bytes_part(all, 0, 100) },
            { .octets = bytes_part(all, 100, len - 100) } };
        struct piece in;

        expect(flow_write_pieces(p.ours, parts, 2, soon()) == OK);
        expect(flow_read(p.theirs, &in, soon()) == OK);
        expect(bytes_equal(in.octets, bytes_part(all, 0, len)));
        piece_drop(&in);
    }
    pair_close(&p);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_half_close(struct nursery *mine, void *arg)
{
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    expect(flow_write(p.ours, BYTES("question"), soon()) == OK);
    expect(flow_shutdown(p.ours) == OK);
    expect(reads(p.theirs, "question"));
    expect(reads(p.theirs, ""));
    expect(reads(p.theirs, ""));
    expect(flow_write(p.theirs, BYTES("answer"), soon()) == OK);
    expect(reads(p.ours, "answer"));
    flow_close(p.theirs);
    expect(reads(p.ours, ""));
    expect(flow_write(p.ours, BYTES("late"), soon()) == ERR_CLOSED);
    flow_close(p.ours);
    listener_close(p.listener);
    host_stack_disconnect(&host);
    return OK;
}

/* The end that comes along with the last octets has no event of its own. */
static enum err test_end_with_octets(struct nursery *mine, void *arg)
{
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    for (unsigned wait = 0; wait < 2; wait++) {
        TRY(pair_open(&p));
        expect(flow_write(p.ours, BYTES("bye"), soon()) == OK);
        flow_close(p.ours);
        if (wait == 1)
            TRY(fiber_sleep_until(shortly()));
        expect(reads(p.theirs, "bye"));
        expect(reads(p.theirs, ""));
        flow_close(p.theirs);
        listener_close(p.listener);
    }
    host_stack_disconnect(&host);
    return OK;
}

/* A server that answers before it has read everything must not take its answer back. */
static enum err test_answer_survives_close(struct nursery *mine, void *arg)
{
    static const uint8_t much[100000];
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    expect(flow_write(p.ours, (struct bytes){ much, sizeof much }, soon()) == OK);
    TRY(fiber_sleep_until(shortly()));
    expect(flow_write(p.theirs, BYTES("too large"), soon()) == OK);
    flow_close(p.theirs);
    TRY(fiber_sleep_until(shortly()));
    expect(reads(p.ours, "too large"));

    /* Behind it is an end and not a reset. */
    char octet;
    expect(recv(socket_of(p.ours)->watch.fd, &octet, 1, 0) == 0);
    flow_close(p.ours);
    listener_close(p.listener);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_reset(struct nursery *mine, void *arg)
{
    const struct linger at_once = { .l_onoff = 1 };
    struct piece in;
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    for (unsigned writes = 0; writes < 2; writes++) {
        TRY(pair_open(&p));
        expect(setsockopt(socket_of(p.ours)->watch.fd, SOL_SOCKET, SO_LINGER, &at_once,
                   sizeof at_once) == 0);
        flow_close(p.ours);
        if (writes == 1)
            expect(flow_write(p.theirs, BYTES("x"), soon()) == ERR_CLOSED);
        expect(flow_read(p.theirs, &in, soon()) == ERR_CLOSED);
        expect(flow_read(p.theirs, &in, soon()) == ERR_CLOSED);
        flow_close(p.theirs);
        listener_close(p.listener);
    }
    expect(state.bufs.pool.left == state.bufs.pool.count);
    host_stack_disconnect(&host);
    return OK;
}

/* --- Deadlines and cancellation -------------------------------------------------------------- */

/* Writes until nothing fits any more. */
static enum err fill(struct flow f, instant deadline)
{
    static const uint8_t much[MEGABYTE];
    enum err e;

    do
        e = flow_write(f, (struct bytes){ much, sizeof much }, deadline);
    while (e == OK);
    return e;
}

static enum err test_deadlines(struct nursery *mine, void *arg)
{
    struct pair p;
    struct flow f;
    struct piece in;
    struct flow waiting[8];
    struct listener l;
    enum err e = OK;
    size_t count = 0;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    expect(listener_accept(p.listener, &f, shortly()) == ERR_TIMED_OUT);
    expect(flow_read(p.ours, &in, shortly()) == ERR_TIMED_OUT);
    expect(fill(p.ours, shortly()) == ERR_TIMED_OUT);
    pair_close(&p);

    /* A full backlog leaves the next handshake unanswered. */
    const struct tcp_options narrow = { .backlog = 1 };
    TRY(stack_tcp_listen(net, at("127.0.0.1", 0), &narrow, &l));
    while (e == OK && count < 8) {
        e = stack_tcp_connect(net, listener_local(l), NULL, &waiting[count], shortly());
        count += e == OK;
    }
    expect(e == ERR_TIMED_OUT);
    while (count > 0)
        flow_close(waiting[--count]);
    listener_close(l);
    host_stack_disconnect(&host);
    return OK;
}

static enum err accept_for_ever(struct nursery *mine, void *arg)
{
    const struct pair *p = arg;
    struct flow f;

    (void)mine;
    expect(listener_accept(p->listener, &f, NEVER) == ERR_CANCELLED);
    return OK;
}

static enum err read_for_ever(struct nursery *mine, void *arg)
{
    const struct pair *p = arg;
    struct piece in;

    (void)mine;
    expect(flow_read(p->ours, &in, NEVER) == ERR_CANCELLED);
    return OK;
}

static enum err write_for_ever(struct nursery *mine, void *arg)
{
    const struct pair *p = arg;

    (void)mine;
    expect(fill(p->theirs, NEVER) == ERR_CANCELLED);
    return OK;
}

static enum err test_cancellation(struct nursery *mine, void *arg)
{
    struct nursery *n;
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));

    /* The reader reads from the other end than the one that is written to. */
    struct pair quiet;
    TRY(pair_open(&quiet));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "accept", accept_for_ever, &quiet));
    TRY(nursery_spawn(n, "read", read_for_ever, &quiet));
    TRY(nursery_spawn(n, "write", write_for_ever, &p));
    expect(nursery_wait(n, from_now(MILLISECONDS(50))) == ERR_TIMED_OUT);
    expect(nursery_count(n) == 3);
    nursery_cancel(n);
    expect(nursery_wait(n, soon()) == OK);
    nursery_close(n);
    pair_close(&p);
    pair_close(&quiet);
    host_stack_disconnect(&host);
    return OK;
}

/* --- Refusals -------------------------------------------------------------------------------- */

static enum err test_refusals(struct nursery *mine, void *arg)
{
    struct listener l, second;
    struct flow f;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(stack_tcp_listen(net, at("::", 0), NULL, &l));
    struct endpoint there = listener_local(l);
    expect(stack_tcp_listen(net, there, NULL, &second) == ERR_IN_USE);
    expect(stack_tcp_listen(net, at("0.0.0.0", there.port), NULL, &second) == ERR_IN_USE);
    listener_close(l);
    expect(stack_tcp_connect(net, at("127.0.0.1", there.port), NULL, &f, soon()) ==
           ERR_REFUSED);
    expect(
        stack_tcp_connect(net, at("::1", there.port), NULL, &f, soon()) == ERR_REFUSED);
    expect(stack_tcp_listen(net, at("203.0.113.7", 0), NULL, &second) == ERR_UNREACHABLE);
    expect(stack_tcp_listen(net, at("2001:db8::7", 0), NULL, &second) == ERR_UNREACHABLE);

    /* One family alone leaves the other free. */
    TRY(stack_tcp_listen(net, at("::1", 0), NULL, &l));
    there.port = listener_local(l).port;
    expect(stack_tcp_connect(net, at("127.0.0.1", there.port), NULL, &f, soon()) ==
           ERR_REFUSED);
    listener_close(l);
    host_stack_disconnect(&host);
    return OK;
}

static int option_of(struct flow f, int level, int option)
{
    int value = -1;
    socklen_t len = sizeof value;

    expect(getsockopt(socket_of(f)->watch.fd, level, option, &value, &len) == 0);
    return value;
}

static enum err test_options(struct nursery *mine, void *arg)
{
    const struct tcp_options how = {
        .delay = true,
        .keep_alive_ns = SECONDS(10) + 1,
        .user_timeout_ns = MILLISECONDS(2500),
    };
    struct pair p;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    expect(option_of(p.ours, IPPROTO_TCP, TCP_NODELAY) != 0);
    expect(option_of(p.theirs, IPPROTO_TCP, TCP_NODELAY) != 0);
    expect(option_of(p.theirs, SOL_SOCKET, SO_KEEPALIVE) == 0);
    pair_close(&p);

    TRY(pair_open_with(&p, &how));
    const struct flow both[] = { p.ours, p.theirs };
    for (size_t i = 0; i < 2; i++) {
        expect(option_of(both[i], IPPROTO_TCP, TCP_NODELAY) == 0);
        expect(option_of(both[i], SOL_SOCKET, SO_KEEPALIVE) != 0);
        expect(option_of(both[i], IPPROTO_TCP, TCP_KEEPIDLE) == 11);
        expect(option_of(both[i], IPPROTO_TCP, TCP_USER_TIMEOUT) == 2500);
    }
    pair_close(&p);
    host_stack_disconnect(&host);
    return OK;
}

int main(void)
{
    test("a megabyte comes back, over both families") expect(run(test_echo));
    test("many pieces, some of them empty, are one stream") expect(run(test_pieces));
    test("small pieces are joined") expect(run(test_joining));
    test("an end of sending is not an end of reading") expect(run(test_half_close));
    test("an end that comes with octets is seen") expect(run(test_end_with_octets));
    test("closing does not take back what was written")
        expect(run(test_answer_survives_close));
    test("a reset is ERR_CLOSED") expect(run(test_reset));
    test("accept, read, write and connect keep deadlines") expect(run(test_deadlines));
    test("accept, read and write are cancelled") expect(run(test_cancellation));
    test("what cannot be listened at or connected to says so") expect(run(test_refusals));
    test("options reach accepted connections too") expect(run(test_options));
    return test_result();
}
