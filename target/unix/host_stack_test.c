/* SPDX-License-Identifier: ISC */
/*
 * Goal: the host's stack at its limits: many connections, no bufs, sockets or descriptors left, one
 * peer that would have everything. Method: limits made small, or met, and both ends in this process.
 */
#define _GNU_SOURCE
#include "target/unix/host_test.h"

#include "test/test.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 1500, FEW_DESCRIPTORS = 64 };

/* --- Limits ---------------------------------------------------------------------------------- */

static enum err test_many(struct nursery *mine, void *arg)
{
    static struct flow clients[MANY], servers[MANY];
    static struct piece held[MANY];
    struct listener l;
    char text[64];

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(stack_tcp_listen(net, at("::", 0), NULL, &l));
    struct endpoint there = at("127.0.0.1", listener_local(l).port);
    for (size_t i = 0; i < MANY; i++) {
        TRY(stack_tcp_connect(net, there, NULL, &clients[i], soon()));
        TRY(listener_accept(l, &servers[i], soon()));
    }
    for (size_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "number %zu", i);
        TRY(flow_write(clients[i], bytes_of_text(text), soon()));
    }
    expect(state.bufs.pool.left == state.bufs.pool.count);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "number %zu", i);
        TRY(flow_read(servers[i], &held[i], shortly()));
        expect(bytes_equal(held[i].octets, bytes_of_text(text)));
    }
    for (size_t i = 0; i < MANY; i++)
        piece_drop(&held[i]);
    for (size_t i = 0; i < MANY; i++) {
        flow_close(clients[i]);
        flow_close(servers[i]);
    }
    listener_close(l);
    host_stack_disconnect(&host);
    return OK;
}

static enum err drop_later(struct nursery *mine, void *arg)
{
    (void)mine;
    TRY(fiber_sleep_until(shortly()));
    piece_drop(arg);
    return OK;
}

static enum err test_bufs_run_out(struct nursery *mine, void *arg)
{
    struct piece held[3];
    struct nursery *n;
    struct pair p[3];

    (void)arg;
    host.bufs = 2;
    TRY(host_stack_connect(mine, &host));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    for (size_t i = 0; i < 3; i++) {
        TRY(pair_open(&p[i]));
        TRY(flow_write(p[i].ours, BYTES("x"), soon()));
    }
    expect(flow_read(p[0].theirs, &held[0], soon()) == OK);
    expect(flow_read(p[1].theirs, &held[1], soon()) == OK);
    expect(flow_read(p[2].theirs, &held[2], shortly()) == ERR_TIMED_OUT);
    TRY(nursery_spawn(n, "drop", drop_later, &held[0]));
    expect(flow_read(p[2].theirs, &held[2], soon()) == OK);
    expect(held[2].octets.len == 1);
    nursery_close(n);
    piece_drop(&held[1]);
    piece_drop(&held[2]);
    for (size_t i = 0; i < 3; i++)
        pair_close(&p[i]);
    host_stack_disconnect(&host);
    host.bufs = 0;
    return OK;
}

static enum err close_later(struct nursery *mine, void *arg)
{
    (void)mine;
    TRY(fiber_sleep_until(shortly()));
    flow_close(*(const struct flow *)arg);
    return OK;
}

static unsigned lines;

static void count_line(struct bytes line)
{
    (void)line;
    lines++;
}

/*
 * A listener and two connections fit: the second is accepted when the first is gone. That there is
 * no room is said once, and not again for each that had to wait.
 */
static enum err test_sockets_run_out(struct nursery *mine, void *arg)
{
    struct flow first, second, none;
    struct nursery *n;
    struct listener l, no_listener;

    (void)arg;
    host.sockets = 3;
    TRY(host_stack_connect(mine, &host));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(stack_tcp_listen(net, at("127.0.0.1", 0), NULL, &l));
    struct endpoint there = listener_local(l);
    TRY(stack_tcp_connect(net, there, NULL, &first, soon()));
    TRY(stack_tcp_connect(net, there, NULL, &second, soon()));
    expect(stack_tcp_connect(net, there, NULL, &none, soon()) == ERR_NO_MEMORY);
    expect(stack_tcp_listen(net, at("::", 0), NULL, &no_listener) == ERR_NO_MEMORY);
    log_init(log_current(), count_line);
    expect(listener_accept(l, &none, shortly()) == ERR_TIMED_OUT);
    expect(flow_write(first, BYTES("first"), soon()) == OK);
    TRY(nursery_spawn(n, "close", close_later, &first));
    expect(listener_accept(l, &none, soon()) == OK);
    expect(reads(none, "first"));
    flow_close(none);
    expect(listener_accept(l, &none, soon()) == OK);
    expect(listener_accept(l, &first, shortly()) == ERR_TIMED_OUT);
    expect(lines == 1);
    *log_current() = (struct log){ 0 };
    nursery_close(n);
    flow_close(none);
    flow_close(second);
    listener_close(l);
    host_stack_disconnect(&host);
    host.sockets = 0;
    return OK;
}

/* The number that the next descriptor would have. */
static rlim_t next_descriptor(void)
{
    int fd = dup(STDERR_FILENO);

    expect(fd >= 0);
    close(fd);
    return (rlim_t)fd;
}

/* The connection waits in the backlog; accept neither fails nor spins. */
static enum err test_descriptors_run_out(struct nursery *mine, void *arg)
{
    struct flow first, second, accepted;
    struct rlimit before, none;
    struct nursery *n;
    struct listener l;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(stack_tcp_listen(net, at("127.0.0.1", 0), NULL, &l));
    TRY(stack_tcp_connect(net, listener_local(l), NULL, &first, soon()));
    TRY(stack_tcp_connect(net, listener_local(l), NULL, &second, soon()));
    expect(getrlimit(RLIMIT_NOFILE, &before) == 0);
    none = before;
    none.rlim_cur = next_descriptor();
    expect(setrlimit(RLIMIT_NOFILE, &none) == 0);
    expect(listener_accept(l, &accepted, shortly()) == ERR_TIMED_OUT);
    expect(stack_tcp_connect(net, listener_local(l), NULL, &accepted, soon()) ==
           ERR_NO_MEMORY);
    expect(flow_write(first, BYTES("first"), soon()) == OK);
    TRY(nursery_spawn(n, "close", close_later, &first));
    expect(listener_accept(l, &accepted, soon()) == OK);
    expect(reads(accepted, "first"));
    expect(setrlimit(RLIMIT_NOFILE, &before) == 0);
    nursery_close(n);
    flow_close(accepted);
    flow_close(second);
    listener_close(l);
    host_stack_disconnect(&host);
    return OK;
}

/* All sockets that there are leave descriptors for files. */
static enum err take_all_sockets(struct nursery *mine, void *arg)
{
    static struct datagrams ports[FEW_DESCRIPTORS];
    size_t count = 0;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    while (count < FEW_DESCRIPTORS &&
           stack_udp_open(net, at("127.0.0.1", 0), &ports[count]) == OK)
        count++;
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    expect(file >= 0);
    expect(count > FEW_DESCRIPTORS / 2);
    close(file);
    while (count > 0)
        datagrams_close(ports[--count]);
    host_stack_disconnect(&host);
    return OK;
}

/* In a process of its own, since a hard limit is for ever. */
static void test_few_descriptors(void)
{
    const struct rlimit few = { FEW_DESCRIPTORS, FEW_DESCRIPTORS };
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        test_state.failed = 0;
        expect(setrlimit(RLIMIT_NOFILE, &few) == 0);
        expect(run(take_all_sockets));
        _exit(test_state.failed == 0 ? 0 : 1);
    }
    waitpid(child, &status, 0);
    expect(status == 0);
}

/* --- Fairness -------------------------------------------------------------------------------- */

static enum err count_turns(struct nursery *mine, void *arg)
{
    unsigned *turns = arg;

    (void)mine;
    for (;;) {
        ++*turns;
        TRY(fiber_yield());
    }
}

/* Whoever writes a lot to somebody who takes it all still lets others run. */
static enum err test_fairness(struct nursery *mine, void *arg)
{
    struct nursery *n;
    struct pair p;
    unsigned turns = 0;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    TRY(pair_open(&p));
    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "other", count_turns, &turns));
    for (unsigned i = 0; i < 500; i++)
        TRY(flow_write(p.ours, BYTES("x"), soon()));
    expect(turns > 3 && turns < 100);
    nursery_close(n);
    pair_close(&p);
    host_stack_disconnect(&host);
    return OK;
}

static enum err test_addresses(struct nursery *mine, void *arg)
{
    struct ip_prefix all[32];
    bool found = false;

    (void)arg;
    TRY(host_stack_connect(mine, &host));
    size_t count = stack_addresses(net, all, 32);
    expect(count >= 1);
    expect(stack_addresses(net, all, 0) == count);
    for (size_t i = 0; i < count && i < 32; i++)
        if (ip_address_equal(all[i].address, ip_address_v4(127, 0, 0, 1)))
            found = all[i].bits == 96 + 8;
    expect(found);
    host_stack_disconnect(&host);
    return OK;
}

int main(void)
{
    test("many connections, a buf for each that asks and none for an idle one")
        expect(run(test_many));
    test("readers wait for bufs") expect(run(test_bufs_run_out));
    test("accept waits for sockets") expect(run(test_sockets_run_out));
    test("accept waits for descriptors") expect(run(test_descriptors_run_out));
    test("sockets leave descriptors for files") test_few_descriptors();
    test("a busy flow lets others run") expect(run(test_fairness));
    test("our addresses include the loopback one") expect(run(test_addresses));
    return test_result();
}
