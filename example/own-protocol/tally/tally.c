/* SPDX-License-Identifier: ISC */
/*
 * tally.c - the core and the shell of TALLY.
 *
 * Only ADD makes a counter, and none is ever removed, so the used ones are the first ones. A
 * counter that would overflow stays at its maximum. Answers (IS, FULL) are never answered: two
 * servers can not be set on each other.
 */
#include "tally/tally.h"

static struct bytes name_of(const struct tally_counter *c)
{
    return (struct bytes){ c->name, c->name_len };
}

/* The counter of that name, or the first free one, or NULL. */
static struct tally_counter *find(struct tally_state *s, struct bytes name)
{
    for (size_t i = 0; i < TALLY_COUNTERS; i++) {
        struct tally_counter *c = &s->counters[i];

        if (c->name_len == 0 || bytes_equal(name_of(c), name))
            return c;
    }
    return NULL;
}

static void add(struct tally_counter *c, const struct tally_packet *request)
{
    if (c->name_len == 0)
        c->name_len = (uint8_t)bytes_copy(
            (struct bytes_mut){ c->name, sizeof c->name }, request->name);
    c->value =
        request->value > UINT32_MAX - c->value ? UINT32_MAX : c->value + request->value;
}

void tally_input(struct tally_state *s, struct bytes message, struct writer *out)
{
    struct tally_packet request;

    if (tally_parse(message, &request) != OK)
        return;
    if (request.verb != TALLY_ADD && request.verb != TALLY_READ)
        return;

    struct tally_counter *c = find(s, request.name);
    struct tally_packet answer = { .verb = TALLY_FULL, .name = request.name };

    if (c != NULL) {
        if (request.verb == TALLY_ADD)
            add(c, &request);
        answer.verb = TALLY_IS;
        answer.value = c->value;
    }
    put_tally(out, &answer);
}

enum err tally_connect(struct nursery *mine, const struct tally *t, uint16_t port)
{
    t->state->port = port;
    return OK;
}

static void answer(const struct tally *t, struct datagrams socket, struct datagram *d)
{
    uint8_t space[sizeof(struct tally_wire) + TALLY_NAME_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    tally_input(t->state, d->payload.octets, &w);
    piece_drop(&d->payload);
    if (written(&w).len == 0)
        return;
    d->payload.octets = written(&w);
    /* UDP may lose an answer as it may lose a question: if there is no room, this one is lost. */
    (void)datagrams_send(socket, d, 1);
}

enum err tally_serve(const struct tally *t)
{
    struct datagrams socket;
    struct datagram some[16];
    enum err result = OK;

    TRY(stack_udp_open(t->stack, (struct endpoint){ .port = t->state->port }, &socket));
    log_info("tally", "answering on port %u", datagrams_local(socket).port);
    while (result == OK) {
        size_t count = datagrams_receive(socket, some, 16);

        for (size_t i = 0; i < count; i++)
            answer(t, socket, &some[i]);
        if (count == 0)
            result = datagrams_wait(socket, DATAGRAMS_READABLE, NEVER);
    }
    datagrams_close(socket);
    return result;
}
