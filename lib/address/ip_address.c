/* SPDX-License-Identifier: ISC */
/*
 * ip_address.c - IP addresses and prefixes: what kinds there are, their text, and back.
 *
 * Text is that of RFC 4291 2.2, MUST-1, MUST-2, whole and strict: "::" once and for at least one
 * group, groups of one to four digits, a dotted quad at most as the last 32 bits, its octets without
 * leading zeros. All of it is read, whatever RFC 5952 4, MUST-1, lets us print.
 * Since "::ffff:10.0.0.1" and "10.0.0.1" are the same value, both are read and the latter printed;
 * only a prefix shorter than the mapping itself is printed with it ("::ffff:10.0.0.0/64").
 */
#include "lib/address/address.h"
#include "lib/base/format.h"
#include "lib/base/text.h"
#include <string.h>

enum {
    OCTETS = 16,
    OCTETS_V4 = 4,
    GROUPS = 8,
    V4_AT = OCTETS - OCTETS_V4,
    V4_BITS = V4_AT * 8,
    NO_GAP = OCTETS + 1
};

static const uint8_t v4_start[V4_AT] = { [10] = 0xff, [11] = 0xff };

struct ip_address ip_address_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
    return (struct ip_address){ { [10] = 0xff, [11] = 0xff, a, b, c, d } };
}

bool ip_address_is_v4(struct ip_address a)
{
    return memcmp(a.octets, v4_start, V4_AT) == 0;
}

bool ip_address_equal(struct ip_address a, struct ip_address b)
{
    return memcmp(a.octets, b.octets, OCTETS) == 0;
}

/* These four: RFC 4291 2.4, MUST-4, and what corresponds in IPv4. */
bool ip_address_is_unspecified(struct ip_address a)
{
    return ip_address_equal(a, (struct ip_address){ 0 }) ||
           ip_address_equal(a, ip_address_v4(0, 0, 0, 0));
}

bool ip_address_is_multicast(struct ip_address a)
{
    return ip_address_is_v4(a) ? a.octets[V4_AT] >> 4 == 0xe : a.octets[0] == 0xff;
}

bool ip_address_is_loopback(struct ip_address a)
{
    return ip_address_is_v4(a) ? a.octets[V4_AT] == 127
                               : ip_address_equal(a, (struct ip_address){ { [15] = 1 } });
}

bool ip_address_is_link_local(struct ip_address a)
{
    if (ip_address_is_v4(a))
        return a.octets[V4_AT] == 169 && a.octets[V4_AT + 1] == 254;
    return a.octets[0] == 0xfe && a.octets[1] >> 6 == 2;
}

bool ip_prefix_holds(struct ip_prefix p, struct ip_address a)
{
    size_t whole = p.bits / 8;
    unsigned rest = p.bits % 8;

    if (memcmp(p.address.octets, a.octets, whole) != 0)
        return false;
    return rest == 0 || (p.address.octets[whole] ^ a.octets[whole]) >> (8 - rest) == 0;
}

/* --- From text ------------------------------------------------------------------------------- */

static void take_v4(struct reader *r, uint8_t out[static OCTETS_V4])
{
    for (size_t i = 0; i < OCTETS_V4; i++) {
        if (i > 0)
            take_octet(r, '.');
        out[i] = (uint8_t)take_decimal(r, 255);
    }
}

/* The groups of an address as they come; `gap` is where "::" stood. */
struct groups {
    uint8_t octets[OCTETS];
    size_t len, gap;
};

/* "::", if it is next; it may stand once. */
static bool take_gap(struct reader *r, struct groups *g)
{
    if (!bytes_start_with(r->rest, BYTES("::")))
        return false;
    take_bytes(r, g->gap == NO_GAP ? 2 : SIZE_MAX);
    g->gap = g->len;
    return true;
}

/* One group, or the dotted quad that ends the address. */
static void take_group(struct reader *r, struct groups *g)
{
    bool quad =
        bytes_find(r->rest, ':') == r->rest.len && bytes_find(r->rest, '.') < r->rest.len;
    size_t len = quad ? OCTETS_V4 : 2;

    if (g->len > OCTETS - len)
        take_bytes(r, SIZE_MAX);
    else if (quad)
        take_v4(r, &g->octets[g->len]);
    else
        set_be16(&g->octets[g->len], (uint16_t)take_hex(r, 4));
    g->len += len;
}

static enum err parse_v6(struct bytes text, struct ip_address *out)
{
    struct reader r = reader_of(text);
    struct groups g = { .gap = NO_GAP };

    do {
        if (take_gap(&r, &g)) {
            if (r.rest.len == 0)
                break;
        } else if (g.len > 0) {
            take_octet(&r, ':');
        }
        take_group(&r, &g);
    } while (r.rest.len > 0);

    if (!all_taken(&r) || (g.gap == NO_GAP ? g.len < OCTETS : g.len > OCTETS - 2))
        return ERR_MALFORMED;
    size_t before = g.gap == NO_GAP ? g.len : g.gap, behind = g.len - before;

    *out = (struct ip_address){ 0 };
    memcpy(out->octets, g.octets, before);
    memcpy(out->octets + OCTETS - behind, g.octets + before, behind);
    return OK;
}

enum err ip_address_parse(struct bytes text, struct ip_address *out)
{
    if (bytes_find(text, ':') < text.len)
        return parse_v6(text, out);

    struct reader r = reader_of(text);
    struct ip_address a = ip_address_v4(0, 0, 0, 0);

    take_v4(&r, &a.octets[V4_AT]);
    if (!all_taken(&r))
        return ERR_MALFORMED;
    *out = a;
    return OK;
}

/* RFC 4291 2.3, MUST-3. */
enum err ip_prefix_parse(struct bytes text, struct ip_prefix *out)
{
    struct bytes address = bytes_split(&text, '/');
    unsigned shift = bytes_find(address, ':') < address.len ? 0 : V4_BITS;
    struct reader r = reader_of(text);
    unsigned bits = shift + (unsigned)take_decimal(&r, OCTETS * 8 - shift);
    struct ip_address a;

    if (!all_taken(&r))
        return ERR_MALFORMED;
    TRY(ip_address_parse(address, &a));
    *out = (struct ip_prefix){ a, (uint8_t)bits };
    return OK;
}

/* --- To text --------------------------------------------------------------------------------- */

static void put_v4(struct writer *w, struct ip_address a)
{
    const uint8_t *o = &a.octets[V4_AT];

    format(w, "%u.%u.%u.%u", o[0], o[1], o[2], o[3]);
}

/* A run of zero groups. */
struct run {
    size_t at, len;
};

/*
 * RFC 5952 4.2.1, MUST-3; RFC 5952 4.2.2, MUST-4; RFC 5952 4.2.3, MUST-5: the longest run of at
 * least two, the first of equals; len 0: there is none.
 */
static struct run run_to_shorten(const uint16_t groups[static GROUPS])
{
    struct run best = { 0 }, now = { 0 };

    for (size_t i = 0; i < GROUPS; i++) {
        if (groups[i] != 0) {
            now.len = 0;
            continue;
        }
        if (now.len++ == 0)
            now.at = i;
        if (now.len > best.len)
            best = now;
    }
    return best.len >= 2 ? best : (struct run){ 0 };
}

/* RFC 5952 4.1, MUST-2; RFC 5952 4.3, MUST-6: no zeros before a group, lower case. */
static void put_v6(struct writer *w, struct ip_address a)
{
    uint16_t groups[GROUPS];

    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = be16(&a.octets[2 * i]);

    struct run zeros = run_to_shorten(groups);

    for (size_t i = 0; i < GROUPS; i++) {
        if (zeros.len > 0 && i == zeros.at) {
            put_text(w, "::");
            i += zeros.len - 1;
            continue;
        }
        if (i > 0 && (zeros.len == 0 || i != zeros.at + zeros.len))
            put_u8(w, ':');
        format(w, "%x", groups[i]);
    }
}

void put_ip_address(struct writer *w, struct ip_address a)
{
    if (ip_address_is_v4(a))
        put_v4(w, a);
    else
        put_v6(w, a);
}

void put_ip_prefix(struct writer *w, struct ip_prefix p)
{
    bool mapped = ip_address_is_v4(p.address);
    unsigned bits = p.bits;

    if (mapped && bits < V4_BITS)
        put_text(w, "::ffff:");
    else if (mapped)
        bits -= V4_BITS;
    put_ip_address(w, p.address);
    format(w, "/%u", bits);
}

struct address_text ip_address_text(struct ip_address a)
{
    struct address_text t = { 0 };
    struct writer w =
        writer_of((struct bytes_mut){ (uint8_t *)t.text, sizeof t.text - 1 });

    put_ip_address(&w, a);
    return t;
}
