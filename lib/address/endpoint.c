/* SPDX-License-Identifier: ISC */
/*
 * endpoint.c - endpoints as text: "192.0.2.1:80" and "[2001:db8::1]:80" (RFC 3986 3.2.2, RFC 5952
 * 6).
 *
 * Both parts are always there: who wants a port alone asks for a number. The zone of RFC 4007 11.2
 * is read where it has a meaning, which is on an address of less than global scope, and as the
 * number of the interface: "[fe80::1%2]:80".
 */
#include "lib/address/address.h"
#include "lib/base/format.h"
#include "lib/base/text.h"

/* IPv6 alone: unicast fe80::/10, and multicast of the scopes interface-local and link-local. */
static bool has_zone(struct ip_address a)
{
    if (ip_address_is_v4(a))
        return false;
    return ip_address_is_link_local(a) ||
           (a.octets[0] == 0xff &&
               ((a.octets[1] & 0xf) == 1 || (a.octets[1] & 0xf) == 2));
}

/* What is between the brackets: an IPv6 address and perhaps its zone. */
static enum err parse_literal(struct bytes text, struct endpoint *out)
{
    struct bytes zone = text;
    struct bytes address = bytes_split(&zone, '%');

    if (bytes_find(address, ':') == address.len)
        return ERR_MALFORMED;
    TRY(ip_address_parse(address, &out->address));
    if (address.len == text.len)
        return OK;

    struct reader r = reader_of(zone);

    out->scope = (uint32_t)take_decimal(&r, UINT32_MAX);
    return all_taken(&r) && out->scope != 0 && has_zone(out->address) ? OK
                                                                      : ERR_MALFORMED;
}

enum err endpoint_parse(struct bytes text, struct endpoint *out)
{
    struct endpoint e = { 0 };
    struct reader r = reader_of(text);

    if (take_if(&r, '[')) {
        TRY(parse_literal(take_until(&r, ']'), &e));
        take_octet(&r, ':');
    } else {
        TRY(ip_address_parse(take_until(&r, ':'), &e.address));
    }
    e.port = (uint16_t)take_decimal(&r, UINT16_MAX);
    if (!all_taken(&r))
        return ERR_MALFORMED;
    *out = e;
    return OK;
}

void put_endpoint(struct writer *w, struct endpoint e)
{
    bool v4 = ip_address_is_v4(e.address);

    if (!v4)
        put_u8(w, '[');
    put_ip_address(w, e.address);
    if (e.scope != 0 && has_zone(e.address))
        format(w, "%%%u", (unsigned)e.scope);
    format(w, v4 ? ":%u" : "]:%u", (unsigned)e.port);
}

struct address_text endpoint_text(struct endpoint e)
{
    struct address_text t = { 0 };
    struct writer w =
        writer_of((struct bytes_mut){ (uint8_t *)t.text, sizeof t.text - 1 });

    put_endpoint(&w, e);
    return t;
}
