/* SPDX-License-Identifier: ISC */
/*
 * reader.h - walks a message and remembers its first failure.
 *
 * Parse straight down and ask all_taken() once, at the end: after a failure every take gives
 * zeros and takes nothing, so no step needs a check of its own.
 *
 *     struct reader r = reader_of(message);
 *     version = take_be16(&r);
 *     struct reader names = take_vector16(&r);
 *     ...
 *     if (!all_taken(&names) || !all_taken(&r))
 *         return ERR_MALFORMED;
 */
#pragma once
#include "lib/base/bytes.h"

struct reader {
    struct bytes rest;
    bool bad;
};

/*@ predicate sound(struct reader r) = readable(r.rest); */

/*@ requires readable(message);
    assigns \nothing;
    ensures sound(\result) && !\result.bad; */
static inline struct reader reader_of(struct bytes message)
{
    /* Adding even 0 to NULL is not defined, so an empty message gets an address. */
    return (struct reader){ .rest = message.at == NULL ? BYTES("") : message };
}

/* The next n octets; an empty range, and a bad reader, if fewer are left. */
/*@ requires \valid(r) && sound(*r);
    assigns *r;
    ensures sound(*r) && readable(\result);
    ensures r->bad <==> \old(r->bad) || n > \old(r->rest.len);
    ensures r->bad ? \result.len == 0 : \result.len == n;
    ensures !r->bad ==> r->rest.len == \old(r->rest.len) - n; */
static inline struct bytes take_bytes(struct reader *r, size_t n)
{
    if (r->bad || n > r->rest.len) {
        *r = (struct reader){ .bad = true };
        return (struct bytes){ 0 };
    }
    struct bytes taken = { r->rest.at, n };
    r->rest = (struct bytes){ r->rest.at + n, r->rest.len - n };
    return taken;
}

/* take_u8(&r), take_be16(&r), ...: one for each of WIRE_INTEGERS; 0 once bad. */
/* The formatter takes contracts in macros apart. */
/* clang-format off */
#define READER_INTEGER_(name, type, octets)              \
    /*@ requires \valid(r) && sound(*r);                 \
        assigns *r;                                      \
        ensures sound(*r);                               \
        ensures r->bad ==> \result == 0; */              \
    static inline type take_##name(struct reader *r)     \
    {                                                    \
        struct bytes b = take_bytes(r, octets);          \
        return b.len == (octets) ? name(b.at) : (type)0; \
    }
WIRE_INTEGERS(READER_INTEGER_)
/* clang-format on */

/* A vector with a length of 8, 16 or 24 bits before it (TLS's <0..2^16-1>), as its own reader. */
/* clang-format off */
#define READER_VECTOR_(bits, integer)                               \
    /*@ requires \valid(r) && sound(*r);                            \
        assigns *r;                                                 \
        ensures sound(*r) && sound(\result); */                     \
    static inline struct reader take_vector##bits(struct reader *r) \
    {                                                               \
        struct bytes body = take_bytes(r, take_##integer(r));       \
        return (struct reader){ .rest = body, .bad = r->bad };      \
    }
READER_VECTOR_(8, u8)
READER_VECTOR_(16, be16)
READER_VECTOR_(24, be24)
/* clang-format on */

/* What is before the next `octet`, which is taken too; a bad reader if there is none. */
/*@ requires \valid(r) && sound(*r);
    assigns *r;
    ensures sound(*r) && readable(\result);
    ensures r->bad ==> \result.len == 0; */
static inline struct bytes take_until(struct reader *r, uint8_t octet)
{
    size_t len = bytes_find(r->rest, octet);

    if (len == r->rest.len)
        r->bad = true;
    struct bytes taken = take_bytes(r, len);
    take_bytes(r, 1);
    return taken;
}

/* The next octet, which is not taken; 0 if none is left. */
/*@ requires \valid_read(r) && sound(*r);
    assigns \nothing; */
static inline uint8_t peek_u8(const struct reader *r)
{
    return r->rest.len > 0 ? r->rest.at[0] : 0;
}

/* Octets not yet taken; 0 once bad. */
/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result == r->rest.len; */
static inline size_t reader_left(const struct reader *r)
{
    return r->rest.len;
}

/* Nothing failed and nothing is left. */
/*@ requires \valid_read(r);
    assigns \nothing;
    ensures \result <==> (!r->bad && r->rest.len == 0); */
static inline bool all_taken(const struct reader *r)
{
    return !r->bad && r->rest.len == 0;
}
