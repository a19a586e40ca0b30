/* SPDX-License-Identifier: ISC */
/*
 * bytes.c - comparing, searching and copying ranges.
 *
 * `make prove` reads this file: each function carries its contract in bytes.h, each loop its
 * invariant here. An empty range may have a NULL address, which memcmp and memcpy must not see.
 */
#include "lib/base/bytes.h"
#include <limits.h>
#include <string.h>

struct bytes bytes_of_text(const char *text)
{
    if (text == NULL)
        return (struct bytes){ 0 };
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

/*@ assigns \nothing; */
static uint8_t bytes_lower(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + 'a' - 'A') : octet;
}

bool bytes_equal_nocase(struct bytes a, struct bytes b)
{
    if (a.len != b.len)
        return false;
    /*@ loop invariant 0 <= i <= a.len;
        loop assigns i;
        loop variant a.len - i; */
    for (size_t i = 0; i < a.len; i++)
        if (bytes_lower(a.at[i]) != bytes_lower(b.at[i]))
            return false;
    return true;
}

int bytes_compare(struct bytes a, struct bytes b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool bytes_start_with(struct bytes b, struct bytes prefix)
{
    return b.len >= prefix.len && bytes_equal(bytes_part(b, 0, prefix.len), prefix);
}

size_t bytes_find(struct bytes b, uint8_t octet)
{
    /*@ loop invariant 0 <= i <= b.len;
        loop invariant \forall integer j; 0 <= j < i ==> b.at[j] != octet;
        loop assigns i;
        loop variant b.len - i; */
    for (size_t i = 0; i < b.len; i++)
        if (b.at[i] == octet)
            return i;
    return b.len;
}

struct bytes bytes_split(struct bytes *b, uint8_t octet)
{
    size_t end = bytes_find(*b, octet);
    struct bytes first = bytes_part(*b, 0, end);

    *b = bytes_part(*b, end < b->len ? end + 1 : end, SIZE_MAX);
    return first;
}

size_t bytes_copy(struct bytes_mut target, struct bytes source)
{
    size_t len = target.len < source.len ? target.len : source.len;

    if (len > 0)
        memcpy(target.at, source.at, len);
    return len;
}

bool bytes_equal_secret(struct bytes a, struct bytes b)
{
    uint8_t differences = 0;

    if (a.len != b.len)
        return false;
    /*@ loop invariant 0 <= i <= a.len;
        loop assigns i, differences;
        loop variant a.len - i; */
    for (size_t i = 0; i < a.len; i++)
        differences |= a.at[i] ^ b.at[i];
    return differences == 0;
}

void bytes_wipe(struct bytes_mut b)
{
    if (b.len > 0)
        memset(b.at, 0, b.len);

    /* The compiler must believe that somebody reads the zeros. */
    /*@ assigns \nothing; */
    __asm__ volatile("" : : "r"(b.at) : "memory");
}

int bytes_int(size_t len)
{
    return len > INT_MAX ? INT_MAX : (int)len;
}
