/* SPDX-License-Identifier: ISC */
/*
 * quote_wire.h - the head of a QUOTE message. This is the protocol's specification.
 *
 *      0               1               2               3
 *     +---------------+---------------+-------------------------------+
 *     |    version    |     verb      |            number             |
 *     +---------------+---------------+-------------------------------+
 *
 * The version is 1. GET, which ends here, asks for the quote of that number; HERE_IS answers with
 * the same number and the text behind it, or no text when there is no such quote. Anything else is
 * not answered.
 */
#pragma once
#include "lib/base/wire.h"

#define QUOTE_WIRE(F, m) \
    F(m, u8, version)    \
    F(m, u8, verb)       \
    F(m, be16, number)
WIRE(quote, 4, QUOTE_WIRE)

enum quote_verb { QUOTE_GET = 1, QUOTE_HERE_IS = 2 };

enum { QUOTE_VERSION = 1 };
