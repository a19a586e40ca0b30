/* SPDX-License-Identifier: ISC */
/*
 * text.c - numbers in text. A number is refused, not cut, when it is larger than its limit, and a
 * leading zero is refused since some programs read it as octal.
 */
#include "lib/base/text.h"

static uint64_t take_bad(struct reader *r)
{
    *r = (struct reader){ .bad = true };
    return 0;
}

uint64_t take_decimal(struct reader *r, uint64_t max)
{
    uint64_t value = 0;

    if (!is_digit(peek_u8(r)))
        return take_bad(r);
    if (take_if(r, '0'))
        return is_digit(peek_u8(r)) ? take_bad(r) : 0;
    while (is_digit(peek_u8(r))) {
        uint64_t digit = take_u8(r) - (uint64_t)'0';

        if (digit > max || value > (max - digit) / 10)
            return take_bad(r);
        value = value * 10 + digit;
    }
    return value;
}

uint32_t take_hex(struct reader *r, unsigned digits_max)
{
    uint32_t value = 0;
    unsigned digits = 0;

    while (digits < digits_max && hex_value(peek_u8(r)) < 16) {
        value = value << 4 | hex_value(take_u8(r));
        digits++;
    }
    return digits > 0 ? value : (uint32_t)take_bad(r);
}
