/* SPDX-License-Identifier: ISC */
/*
 * host_test.h - what the tests of the host's stack share: a stack, and both ends of connections
 * over loopback.
 *
 * Each test runs in a unikernel of its own and closes all it opened, so that one that goes wrong is
 * told by its deadlines and not by the next.
 */
#pragma once
#include "lib/base/invariant.h"
#include "target/unix/host_socket.h"
#include "target/unix/unix.h"

#include <stdio.h>
#include <string.h>

static struct host_stack_state state;
static struct host_stack host = { .state = &state };
static const struct stack net = { &host_stack_ops, &host };

static inline instant soon(void)
{
    return from_now(SECONDS(5));
}

static inline instant shortly(void)
{
    return from_now(MILLISECONDS(20));
}

static inline struct endpoint at(const char *address, uint16_t port)
{
    struct endpoint e = { .port = port };
    enum err parsed = ip_address_parse(bytes_of_text(address), &e.address);

    invariant(parsed == OK);
    return e;
}

/* Whether a unikernel whose only device is the stack ends well, with everything closed. */
static inline bool run(fiber_fn *job)
{
    static struct log log;

    return unix_run(job, NULL, &log) == OK && state.open == 0;
}

/* A connection, ours first. */
struct pair {
    struct listener listener;
    struct flow ours, theirs;
};

static inline enum err pair_open_with(struct pair *p, const struct tcp_options *how)
{
    TRY(stack_tcp_listen(net, at("127.0.0.1", 0), how, &p->listener));
    TRY(stack_tcp_connect(net, listener_local(p->listener), how, &p->ours, soon()));
    return listener_accept(p->listener, &p->theirs, soon());
}

static inline enum err pair_open(struct pair *p)
{
    return pair_open_with(p, NULL);
}

static inline void pair_close(struct pair *p)
{
    flow_close(p->ours);
    flow_close(p->theirs);
    listener_close(p->listener);
}

/* Gives the octets of one read as text; "" for the end. */
static inline const char *read_text(struct flow f, char text[static 64])
{
    struct piece in;
    enum err e = flow_read(f, &in, soon());

    text[0] = '\0';
    if (e != OK)
        return e == ERR_CLOSED ? text : err_name(e);
    snprintf(text, 64, "%.*s", bytes_int(in.octets.len), (const char *)in.octets.at);
    piece_drop(&in);
    return text;
}

static inline bool reads(struct flow f, const char *expected)
{
    char text[64];

    return strcmp(read_text(f, text), expected) == 0;
}

static inline struct host_socket *socket_of(struct flow f)
{
    return ((const struct host_socket *)f.self)->self;
}
