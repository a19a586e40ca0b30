/* SPDX-License-Identifier: ISC */
/*
 * tally_wire.h - a TALLY message as it is sent: our own protocol, so this is its specification.
 *
 *      0               1               2               3
 *      0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
 *     +---------------+---------------+-------------------------------+
 *     |    version    |     verb      |          name length          |
 *     +---------------+---------------+-------------------------------+
 *     |                             value                             |
 *     +---------------------------------------------------------------+
 *     |  name ...
 *     +----------
 *
 * The version is 1. ADD asks to add the value to the counter of that name, READ asks what it holds
 * (the value is 0); both are answered by IS with the value it has then, or by FULL, with value 0,
 * when there is no room for another name. A name is 1 to 32 octets. Anything else is ignored.
 */
#pragma once
#include "lib/base/wire.h"

#define TALLY_WIRE(F, m)    \
    F(m, u8, version)       \
    F(m, u8, verb)          \
    F(m, be16, name_length) \
    F(m, be32, value)
WIRE(tally, 8, TALLY_WIRE)

enum tally_verb { TALLY_ADD = 1, TALLY_READ = 2, TALLY_IS = 3, TALLY_FULL = 4 };

enum { TALLY_VERSION = 1, TALLY_NAME_MAX = 32 };
