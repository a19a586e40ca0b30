/* SPDX-License-Identifier: ISC */
/* udp_wire.h - the example of wire.h for the prover: a header, and one with parts of octets. */
#pragma once
#include "lib/base/wire.h"

/*
 * RFC 768, "Format":
 *
 *      0      7 8     15 16    23 24    31
 *     +--------+--------+--------+--------+
 *     |   source port   | destination port|
 *     +--------+--------+--------+--------+
 *     |     length      |    checksum     |
 *     +--------+--------+--------+--------+
 */
#define UDP_WIRE(F, m)      \
    F(m, be16, source_port) \
    F(m, be16, target_port) \
    F(m, be16, length)      \
    F(m, be16, checksum)
WIRE(udp, 8, UDP_WIRE)

/* One field of each type, and bits. */
#define SAMPLE_WIRE(F, m) \
    F(m, u8, one)         \
    F(m, be24, three)     \
    F(m, be32, four)      \
    F(m, be64, eight)     \
    F(m, le16, two_le)    \
    F(m, le32, four_le)   \
    F(m, le64, eight_le)  \
    F(m, octets6, mac)
#define SAMPLE_BITS(B, m) \
    B(m, high, one, 4, 4) \
    B(m, low, one, 0, 4)  \
    B(m, all, four, 0, 32)
WIRE(sample, 36, SAMPLE_WIRE)
WIRE_BITS(sample, SAMPLE_BITS)
