/* SPDX-License-Identifier: ISC */
/*
 * quote.c - the core of QUOTE, and the shell.
 *
 * A question is answered with at most one datagram, which is sent to where it seems to come from.
 * That address can be forged; so answers are short, and of no use for flooding somebody else.
 */
#include "quote/quote.h"
#include "lib/base/log.h"

static const char *const quotes[] = {
    "Make it work, make it right, make it fast.",
    "The cheapest parts are those that are not there.",
    "A fault that cannot be repeated is not yet found.",
};
enum { QUOTES = sizeof quotes / sizeof *quotes };

void quote_input(struct bytes message, struct writer *out)
{
    const struct quote_wire *head = quote_view(message);

    if (head == NULL || message.len != sizeof *head)
        return;
    if (quote_version(head) != QUOTE_VERSION || quote_verb(head) != QUOTE_GET)
        return;
    put_u8(out, QUOTE_VERSION);
    put_u8(out, QUOTE_HERE_IS);
    put_be16(out, quote_number(head));
    if (quote_number(head) < QUOTES)
        put_text(out, quotes[quote_number(head)]);
}

enum err quote_connect(struct nursery *mine, const struct quote *q, uint16_t port)
{
    TRY(stack_udp_open(q->stack, (struct endpoint){ .port = port }, &q->state->socket));
    log_info("quote", "answering on port %u", datagrams_local(q->state->socket).port);
    return OK;
}

void quote_disconnect(const struct quote *q)
{
    datagrams_close(q->state->socket);
}

static void answer(struct datagrams socket, struct datagram *d)
{
    uint8_t space[QUOTE_ANSWER_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    quote_input(d->payload.octets, &w);
    piece_drop(&d->payload);
    d->payload.octets = written(&w);
    /* UDP may lose an answer as it may lose a question, so one that finds no room is lost. */
    if (written(&w).len > 0)
        (void)datagrams_send(socket, d, 1);
}

enum err quote_serve(const struct quote *q)
{
    enum { BURST = 16 };
    struct datagram some[BURST];
    enum err e = OK;

    while (e == OK) {
        size_t count = datagrams_receive(q->state->socket, some, BURST);

        for (size_t i = 0; i < count; i++)
            answer(q->state->socket, &some[i]);
        if (count == 0)
            e = datagrams_wait(q->state->socket, DATAGRAMS_READABLE, NEVER);
    }
    return e;
}
