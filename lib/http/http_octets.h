/* SPDX-License-Identifier: ISC */
/*
 * http_octets.h - which octets may stand where, and runs of them (RFC 9110 5.5, 5.6.2).
 *
 * The scanning loops of the HTTP parsers are here and nowhere else: a run is found by table or a
 * word at a time, and the caller takes it off a reader, which checks once more.
 */
#pragma once
#include "lib/base/bytes.h"
#include <string.h>

enum http_octet {
    HTTP_TCHAR = 1 << 0,  /* in a token: methods, field names */
    HTTP_TARGET = 1 << 1, /* in a request's target: visible ASCII but `#` */
    HTTP_VALUE = 1 << 2,  /* in a field's value: visible, obs-text, SP, HTAB */
    HTTP_BLANK = 1 << 3,  /* SP, HTAB */
};

/* For each octet the bits of enum http_octet. */
extern const uint8_t http_octets[256];

/* How many octets at the start of `b` are all of `kind`. */
static inline size_t http_run(struct bytes b, enum http_octet kind)
{
    size_t i = 0;

    while (i < b.len && (http_octets[b.at[i]] & kind) != 0)
        i++;
    return i;
}

/* http_run(b, HTTP_VALUE), eight octets at a time where none of them is below SP or DEL. */
static inline size_t http_value_run(struct bytes b)
{
    const uint64_t each = 0x0101010101010101u, high = each * 0x80;
    size_t i = 0;

    while (b.len - i >= sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, &b.at[i], sizeof word);
        uint64_t below_space = (word - each * 0x20) & ~word;
        uint64_t del = word ^ each * 0x7f;
        if (((below_space | ((del - each) & ~del)) & high) != 0)
            break;
        i += sizeof word;
    }
    while (i < b.len && (http_octets[b.at[i]] & HTTP_VALUE) != 0)
        i++;
    return i;
}

/* Without the blanks at both ends. */
static inline struct bytes http_trimmed(struct bytes b)
{
    struct bytes inner = bytes_part(b, http_run(b, HTTP_BLANK), b.len);

    while (inner.len > 0 && (http_octets[inner.at[inner.len - 1]] & HTTP_BLANK) != 0)
        inner.len--;
    return inner;
}

/*
 * Takes the next element, trimmed, off a comma-separated list. Empty ones are given as well, for the
 * caller to skip (RFC 9110 5.6.1, MUST-4).
 */
static inline struct bytes http_take_element(struct bytes *list)
{
    return http_trimmed(bytes_split(list, ','));
}
