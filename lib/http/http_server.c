/* SPDX-License-Identifier: ISC */
/*
 * http_server.c - listening, a fiber for each connection, and the end of it all.
 *
 * A connection that comes when there are as many as may be is closed at once: a client that is
 * told so early can try elsewhere, and waiting ones would only fill the stack's queue.
 */
#include "lib/http/http_server.h"

enum { HTTP_CONNECTIONS_MAX = 4096 };

/* The stack may be out of something that connections which end will give back. */
#define HTTP_ACCEPT_RETRY_NS MILLISECONDS(50)

enum err http_server_connect(
    struct nursery *mine, const struct http_server *s, uint16_t port)
{
    struct endpoint everywhere = { .port = port };

    (void)mine;
    *s->state = (struct http_server_state){ 0 };
    enum err e = stack_tcp_listen(s->stack, everywhere, NULL, &s->state->listener);
    if (e != OK) {
        log_error("http", "cannot listen on port %u: %s", port, err_text(e));
        return e;
    }
    log_info("http", "listening on port %u", listener_local(s->state->listener).port);
    return OK;
}

void http_server_disconnect(const struct http_server *s)
{
    listener_close(s->state->listener);
}

/* What a connection's fiber is given. */
struct arrival {
    const struct http_server *server;
    http_handler *handler;
    const void *self;
    struct flow flow;
};

static enum err run_connection(struct nursery *mine, void *arg)
{
    const struct arrival *a = arg;

    (void)mine;
    http_serve_flow(a->server, a->flow, a->handler, a->self);
    return OK;
}

/* Suspends until a connection has come, and gives it a fiber. */
static enum err accept_one(struct nursery *connections, struct arrival *a)
{
    enum err e = listener_accept(a->server->state->listener, &a->flow, NEVER);

    if (e == ERR_CANCELLED || e == ERR_CLOSED)
        return e;
    if (e != OK) {
        log_warning("http", "cannot accept: %s", err_text(e));
        return fiber_sleep_until(from_now(HTTP_ACCEPT_RETRY_NS));
    }
    e = nursery_spawn_copy(connections, "http", run_connection, a, sizeof *a);
    if (e != OK) {
        a->server->state->refused++;
        flow_close(a->flow);
        return e == ERR_CANCELLED ? e : OK;
    }
    a->server->state->connections++;
    return OK;
}

enum err http_serve(struct nursery *mine, const struct http_server *s,
    http_handler *handler, const void *self)
{
    struct arrival a = { .server = s, .handler = handler, .self = self };
    struct nursery *connections;
    uint32_t max = s->limits.connections_max;
    uint64_t drain_ns = s->limits.drain_ns > 0 ? s->limits.drain_ns : SECONDS(5);
    enum err e;

    TRY(nursery_open(&connections, mine,
        (struct nursery_limits){ .fibers_max = max > 0 ? max : HTTP_CONNECTIONS_MAX }));
    do
        e = accept_one(connections, &a);
    while (e == OK);
    s->state->draining = true;
    s->state->drain_until = from_now(drain_ns);
    nursery_close(connections);
    return e == ERR_CANCELLED ? OK : e;
}
