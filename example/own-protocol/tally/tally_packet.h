/* SPDX-License-Identifier: ISC */
/*
 * tally_packet.h - a TALLY message as a value, from octets and to octets.
 */
#pragma once
#include "lib/base/err.h"
#include "lib/base/writer.h"
#include "tally/tally_wire.h"

struct tally_packet {
    enum tally_verb verb;
    uint32_t value;
    struct bytes name; /* of a parsed message: borrowed from it */
};

/* ERR_SHORT, ERR_MALFORMED; the whole of `message` must be one message. */
enum err tally_parse(struct bytes message, struct tally_packet *out);

void put_tally(struct writer *w, const struct tally_packet *p);
