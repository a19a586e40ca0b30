/* SPDX-License-Identifier: ISC */
/*
 * tally.h - TALLY: counters with names, asked and changed over UDP (tally_wire.h is the protocol).
 *
 * The core, tally_input, turns one message into one answer and touches nothing but the counters, so
 * that a test, a fuzzer or a simulator can drive it. The shell, tally_serve, moves datagrams. There
 * are at most TALLY_COUNTERS counters: what strangers can make us remember has a limit.
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "sig/stack.h"
#include "tally/tally_packet.h"

enum { TALLY_COUNTERS = 64 };

struct tally_counter {
    uint8_t name[TALLY_NAME_MAX];
    uint8_t name_len; /* 0: free, and so are all behind it */
    uint32_t value;
};

struct tally_state {
    struct tally_counter counters[TALLY_COUNTERS];
    uint16_t port;
};

struct tally {
    struct tally_state *state;
    struct stack stack;
};

/* The answer to `message`, written to `out`; nothing if it deserves none. */
void tally_input(struct tally_state *s, struct bytes message, struct writer *out);

/* What config.c's tally_over() has called at boot. */
enum err tally_connect(struct nursery *mine, const struct tally *t, uint16_t port);

/* Suspends: answers until it is cancelled. */
enum err tally_serve(const struct tally *t);
