/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

/* One fiber a client. It logs what comes until the client ends or is silent for a minute. */
static enum err serve(struct nursery *mine, void *arg)
{
    const struct flow *client = arg;
    struct address_text peer = endpoint_text(flow_info(*client).peer);
    struct piece in;
    enum err result;

    log_info("network", "new connection from %s", peer.text);
    while ((result = flow_read(*client, &in, from_now(SECONDS(60)))) == OK) {
        log_info("network", "%s says %zu octets: %.*s", peer.text, in.octets.len,
            BYTES_ARGS(in.octets));
        piece_drop(&in);
    }
    log_info("network", "%s: %s", peer.text, err_text(result));
    flow_close(*client);
    return OK; /* what one client does is no reason to stop */
}

enum err network_start(struct nursery *mine, struct stack stack, uint16_t port)
{
    struct listener listener;
    struct nursery *clients;
    struct flow flow;
    enum err result;

    TRY(nursery_open(&clients, mine, (struct nursery_limits){ .fibers_max = 100 }));
    result = stack_tcp_listen(stack, (struct endpoint){ .port = port }, NULL, &listener);
    if (result == OK) {
        log_info("network", "listening on port %u", listener_local(listener).port);
        while ((result = listener_accept(listener, &flow, NEVER)) == OK)
            if (nursery_spawn_copy(clients, "client", serve, &flow, sizeof flow) != OK)
                flow_close(flow); /* full: shed this one, keep serving */
        listener_close(listener);
    }
    nursery_close(clients);
    return result;
}
