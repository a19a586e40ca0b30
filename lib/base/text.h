/* SPDX-License-Identifier: ISC */
/*
 * text.h - what parsers of text take from a reader: punctuation, decimal and hexadecimal numbers.
 *
 * A failure sticks as it does in reader.h, so a parser is written straight down here too.
 *
 *     struct reader r = reader_of(text);
 *     hours = take_decimal(&r, 23);
 *     take_octet(&r, ':');
 *     minutes = take_decimal(&r, 59);
 *     if (!all_taken(&r))
 *         return ERR_MALFORMED;
 */
#pragma once
#include "lib/base/reader.h"

/* Whether the next octet is there and is `octet`; takes nothing. */
static inline bool next_is(const struct reader *r, uint8_t octet)
{
    return reader_left(r) > 0 && peek_u8(r) == octet;
}

/* The next octet, which has to be `octet`. */
static inline void take_octet(struct reader *r, uint8_t octet)
{
    if (take_u8(r) != octet)
        *r = (struct reader){ .bad = true };
}

/* Takes the next octet if it is `octet`, and says whether it was. */
static inline bool take_if(struct reader *r, uint8_t octet)
{
    bool is = next_is(r, octet);

    if (is)
        take_u8(r);
    return is;
}

/* All digits that come next, as a number up to `max`; 0 is the only one that starts with a 0. */
uint64_t take_decimal(struct reader *r, uint64_t max);

/* Hexadecimal digits of either case, at least one and at most `digits_max`, itself up to 8. */
uint32_t take_hex(struct reader *r, unsigned digits_max);

/* What a hexadecimal digit of either case stands for; 16: it is none. */
static inline uint8_t hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return (uint8_t)(digit - '0');
    if (digit >= 'A' && digit <= 'F')
        return (uint8_t)(digit - 'A' + 10);
    if (digit >= 'a' && digit <= 'f')
        return (uint8_t)(digit - 'a' + 10);
    return 16;
}

static inline bool is_digit(uint8_t octet)
{
    return octet >= '0' && octet <= '9';
}
