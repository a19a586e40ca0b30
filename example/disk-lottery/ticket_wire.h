/* SPDX-License-Identifier: ISC */
/*
 * ticket_wire.h - what a sector of the lottery starts with.
 *
 *     +----------------+----------------+----------------+----------------+
 *     |     magic      |     draws      |      best      |      sum       |
 *     +----------------+----------------+----------------+----------------+
 *
 * The sum is the CRC-32 (IEEE 802.3) of the octets before it, so that a sector that was never
 * written, or only in part, is not taken for a ticket.
 */
#pragma once
#include "lib/base/wire.h"

#define TICKET_WIRE(F, m) \
    F(m, be32, magic)     \
    F(m, be32, draws)     \
    F(m, be32, best)      \
    F(m, be32, sum)
WIRE(ticket, 16, TICKET_WIRE)

#define TICKET_MAGIC 0x4c6f744fu /* "LotO" */
