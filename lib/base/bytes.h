/* SPDX-License-Identifier: ISC */
/* bytes.h - borrowed ranges of octets, and the only loads and stores of wire integers. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at;
    size_t len;
};
struct bytes_mut {
    uint8_t *at;
    size_t len;
};

/*@ predicate readable(struct bytes b) = b.len == 0 || \valid_read(b.at + (0 .. b.len - 1)); */
/*@ predicate writable(struct bytes_mut b) = b.len == 0 || \valid(b.at + (0 .. b.len - 1)); */

/*
 * Loads and stores of wire integers: be16(at), set_le32(at, v). Readers, writers and wire tables are
 * made from the same list. Shifts and not casts: any alignment will do, and compilers make a single
 * load or store of them.
 */
#define WIRE_INTEGERS(I) \
    I(u8, uint8_t, 1)    \
    I(be16, uint16_t, 2) \
    I(be24, uint32_t, 3) \
    I(be32, uint32_t, 4) \
    I(be64, uint64_t, 8) \
    I(le16, uint16_t, 2) \
    I(le32, uint32_t, 4) \
    I(le64, uint64_t, 8)

/*@ requires \valid_read(from + (0 .. 0));
    assigns \nothing; */
static inline uint8_t u8(const uint8_t from[static 1])
{
    return from[0];
}

/*@ requires \valid(to + (0 .. 0));
    assigns to[0 .. 0]; */
static inline void set_u8(uint8_t to[static 1], uint8_t value)
{
    to[0] = value;
}

/*@ requires \valid_read(from + (0 .. 1));
    assigns \nothing; */
static inline uint16_t be16(const uint8_t from[static 2])
{
    return (uint16_t)((uint32_t)from[0] << 8 | from[1]);
}

/*@ requires \valid(to + (0 .. 1));
    assigns to[0 .. 1]; */
static inline void set_be16(uint8_t to[static 2], uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

/*@ requires \valid_read(from + (0 .. 2));
    assigns \nothing; */
static inline uint32_t be24(const uint8_t from[static 3])
{
    return (uint32_t)from[0] << 16 | be16(from + 1);
}

/*@ requires \valid(to + (0 .. 2));
    assigns to[0 .. 2]; */
static inline void set_be24(uint8_t to[static 3], uint32_t value)
{
    to[0] = (uint8_t)(value >> 16);
    set_be16(to + 1, (uint16_t)value);
}

/*@ requires \valid_read(from + (0 .. 3));
    assigns \nothing; */
static inline uint32_t be32(const uint8_t from[static 4])
{
    return (uint32_t)be16(from) << 16 | be16(from + 2);
}

/*@ requires \valid(to + (0 .. 3));
    assigns to[0 .. 3]; */
static inline void set_be32(uint8_t to[static 4], uint32_t value)
{
    set_be16(to, (uint16_t)(value >> 16));
    set_be16(to + 2, (uint16_t)value);
}

/*@ requires \valid_read(from + (0 .. 7));
    assigns \nothing; */
static inline uint64_t be64(const uint8_t from[static 8])
{
    return (uint64_t)be32(from) << 32 | be32(from + 4);
}

/*@ requires \valid(to + (0 .. 7));
    assigns to[0 .. 7]; */
static inline void set_be64(uint8_t to[static 8], uint64_t value)
{
    set_be32(to, (uint32_t)(value >> 32));
    set_be32(to + 4, (uint32_t)value);
}

/*@ requires \valid_read(from + (0 .. 1));
    assigns \nothing; */
static inline uint16_t le16(const uint8_t from[static 2])
{
    return (uint16_t)(from[0] | (uint32_t)from[1] << 8);
}

/*@ requires \valid(to + (0 .. 1));
    assigns to[0 .. 1]; */
static inline void set_le16(uint8_t to[static 2], uint16_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

/*@ requires \valid_read(from + (0 .. 3));
    assigns \nothing; */
static inline uint32_t le32(const uint8_t from[static 4])
{
    return le16(from) | (uint32_t)le16(from + 2) << 16;
}

/*@ requires \valid(to + (0 .. 3));
    assigns to[0 .. 3]; */
static inline void set_le32(uint8_t to[static 4], uint32_t value)
{
    set_le16(to, (uint16_t)value);
    set_le16(to + 2, (uint16_t)(value >> 16));
}

/*@ requires \valid_read(from + (0 .. 7));
    assigns \nothing; */
static inline uint64_t le64(const uint8_t from[static 8])
{
    return le32(from) | (uint64_t)le32(from + 4) << 32;
}

/*@ requires \valid(to + (0 .. 7));
    assigns to[0 .. 7]; */
static inline void set_le64(uint8_t to[static 8], uint64_t value)
{
    set_le32(to, (uint32_t)value);
    set_le32(to + 4, (uint32_t)(value >> 32));
}

/*
 * memcpy for few octets at a time, of which protocols are full: C libraries are made for many, and
 * some take longer to begin than this to end. Two copies that overlap do each range of lengths.
 */
/*@ requires \valid(to + (0 .. n - 1)) && \valid_read(from + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    assigns to[0 .. n - 1]; */
static inline void octets_copy(
    uint8_t *restrict to, const uint8_t *restrict from, size_t n)
{
    if (n > 64) {
        memcpy(to, from, n);
    } else if (n >= 32) {
        memcpy(to, from, 32);
        memcpy(to + n - 32, from + n - 32, 32);
    } else if (n >= 16) {
        memcpy(to, from, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else if (n > 0) {
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

/* A string literal, without its NUL; BYTES_STATIC where static data begins with it. */
#define BYTES_STATIC(literal)                              \
    {                                                      \
        (const uint8_t *)("" literal), sizeof(literal) - 1 \
    }
#define BYTES(literal) ((struct bytes)BYTES_STATIC(literal))

/* The octets of a C string, without its NUL; NULL is empty. */
/*@ requires text == \null || valid_read_string(text);
    assigns \nothing;
    ensures readable(\result);
    ensures text != \null ==> \result.at == (uint8_t *)text && \result.len == strlen(text); */
struct bytes bytes_of_text(const char *text);

/*@ requires writable(b);
    assigns \nothing;
    ensures readable(\result) && \result.len == b.len; */
static inline struct bytes bytes_const(struct bytes_mut b)
{
    return (struct bytes){ b.at, b.len };
}

/* From `from` (or the end, if that is earlier), at most `len` octets. */
/*@ requires readable(b);
    assigns \nothing;
    ensures readable(\result);
    ensures from >= b.len ==> \result.len == 0;
    ensures from < b.len ==> \result.at == b.at + from;
    ensures from < b.len ==> \result.len == (len < b.len - from ? len : b.len - from); */
static inline struct bytes bytes_part(struct bytes b, size_t from, size_t len)
{
    if (from >= b.len)
        return (struct bytes){ 0 };
    size_t left = b.len - from;
    return (struct bytes){ b.at + from, len < left ? len : left };
}

/*@ requires readable(a) && readable(b);
    assigns \nothing; */
static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* ASCII letters of both cases are equal. */
/*@ requires readable(a) && readable(b);
    assigns \nothing; */
bool bytes_equal_nocase(struct bytes a, struct bytes b);

/* As memcmp, a prefix first. */
/*@ requires readable(a) && readable(b);
    assigns \nothing; */
int bytes_compare(struct bytes a, struct bytes b);

/*@ requires readable(b) && readable(prefix);
    assigns \nothing;
    ensures \result ==> prefix.len <= b.len; */
bool bytes_start_with(struct bytes b, struct bytes prefix);

/* Where `octet` is first; b.len if nowhere. */
/*@ requires readable(b);
    assigns \nothing;
    ensures \result <= b.len;
    ensures \result < b.len ==> b.at[\result] == octet;
    ensures \forall integer i; 0 <= i < \result ==> b.at[i] != octet; */
size_t bytes_find(struct bytes b, uint8_t octet);

/* Takes what is before the first `octet` off the front of *b, and the octet; all if there is none. */
/*@ requires \valid(b) && readable(*b);
    assigns *b;
    ensures readable(*b) && readable(\result);
    ensures (\result.len == \old(b->len) && b->len == 0) ||
        \result.len + 1 + b->len == \old(b->len); */
struct bytes bytes_split(struct bytes *b, uint8_t octet);

/* Copies as much of `source` as fits, which it may not overlap, and returns how much that is. */
/*@ requires writable(target) && readable(source);
    requires \separated(target.at + (0 .. target.len - 1), source.at + (0 .. source.len - 1));
    assigns target.at[0 .. target.len - 1];
    ensures \result <= target.len && \result <= source.len;
    ensures \result == target.len || \result == source.len; */
size_t bytes_copy(struct bytes_mut target, struct bytes source);

/* In time that depends on the lengths alone: for secrets. */
/*@ requires readable(a) && readable(b);
    assigns \nothing; */
bool bytes_equal_secret(struct bytes a, struct bytes b);

/* Zeros that the compiler does not take away: for secrets. */
/*@ requires writable(b);
    assigns b.at[0 .. b.len - 1]; */
void bytes_wipe(struct bytes_mut b);

/* A length for "%.*s". */
/*@ assigns \nothing;
    ensures 0 <= \result <= len; */
int bytes_int(size_t len);

/* For "%.*s". A slice of more than INT_MAX octets is cut there. */
#define BYTES_ARGS(b) bytes_int((b).len), (const char *)(b).at
