/* SPDX-License-Identifier: ISC */
/*
 * unikernel.c - sends back what each client sends.
 *
 * Every connection has a fiber of its own, and all of them one nursery: when that is closed they
 * are cancelled and joined, so none outlives the server.
 */
#include "lib/base/log.h"
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"
#include "sig/stack.h"

enum { CLIENTS_MAX = 100 };

/* What a fiber is given: one slot a client. */
struct client {
    struct flow flow;
    bool busy;
};

static enum err echo(struct flow flow)
{
    struct piece in;
    enum err e;

    while ((e = flow_read(flow, &in, from_now(SECONDS(60)))) == OK) {
        e = flow_write(flow, in.octets, from_now(SECONDS(60)));
        piece_drop(&in);
        TRY(e);
    }
    return e;
}

/* A client that fails is no reason for the others to end, so this never does. */
static enum err serve_client(struct nursery *mine, void *arg)
{
    struct client *client = arg;
    enum err e = echo(client->flow);

    if (e != ERR_CLOSED && e != ERR_CANCELLED)
        log_info("echo", "a client is gone: %s", err_text(e));
    flow_close(client->flow);
    client->busy = false;
    return OK;
}

static struct client *free_client(struct client clients[static CLIENTS_MAX])
{
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        if (!clients[i].busy)
            return &clients[i];
    return NULL;
}

static enum err accept_clients(struct nursery *mine, struct listener at)
{
    struct client clients[CLIENTS_MAX] = { 0 };
    struct nursery *serving;
    struct flow flow;
    enum err e;

    TRY(nursery_open(
        &serving, mine, (struct nursery_limits){ .fibers_max = CLIENTS_MAX }));
    while ((e = listener_accept(at, &flow, NEVER)) == OK) {
        struct client *client = free_client(clients);

        if (client == NULL) {
            flow_close(flow);
            continue;
        }
        *client = (struct client){ .flow = flow, .busy = true };
        if (nursery_spawn(serving, "client", serve_client, client) != OK) {
            flow_close(flow);
            client->busy = false;
        }
    }
    nursery_close(serving);
    return e;
}

enum err echo_start(struct nursery *mine, struct stack net, uint16_t port)
{
    struct listener at;

    TRY(stack_tcp_listen(
        net, (struct endpoint){ .port = port }, &(struct tcp_options){ 0 }, &at));
    log_info("echo", "listening on port %u", listener_local(at).port);
    enum err e = accept_clients(mine, at);
    listener_close(at);
    return e;
}
