/* SPDX-License-Identifier: ISC */
/*
 * quote.h - QUOTE: sayings by number, over UDP. quote_wire.h is the protocol.
 *
 * The core, quote_input, makes an answer of a message and does no I/O, so a test or a fuzzer can
 * drive it. The shell around it, quote_serve, moves datagrams.
 */
#pragma once
#include "lib/base/writer.h"
#include "lib/fiber/fiber.h"
#include "quote/quote_wire.h"
#include "sig/stack.h"

/* Room enough for any answer. */
enum { QUOTE_ANSWER_MAX = 128 };

struct quote_state {
    struct datagrams socket;
};

/* Made by mirage configure: see quote_device.c. */
struct quote {
    struct quote_state *state;
    struct stack stack;
};

/* Writes the answer to `message` to `out`: nothing, if it deserves none. */
void quote_input(struct bytes message, struct writer *out);

/* Opens the port; called at boot. */
enum err quote_connect(struct nursery *mine, const struct quote *q, uint16_t port);
void quote_disconnect(const struct quote *q);

/* Suspends: answers until it is cancelled. */
enum err quote_serve(const struct quote *q);
