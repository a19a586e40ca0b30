/* SPDX-License-Identifier: ISC */
/*
 * address.h - addresses as values: IP, prefix, endpoint, MAC; from text and to text.
 *
 * One type holds an address of either family: an IPv4 address is kept as its IPv4-mapped IPv6
 * form ::ffff:a.b.c.d (RFC 4291 2.5.5.2, MUST-6), so comparing, hashing and storing need no second
 * case.
 * Text is parsed strictly and whole (RFC 4291 2.2, dotted decimal without leading zeros) and
 * printed as RFC 5952 says.
 *
 *     struct ip_address a;
 *     if (ip_address_parse(BYTES("2001:db8::1"), &a) != OK) ...
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/writer.h"

struct mac_address {
    uint8_t octets[6];
};

struct ip_address {
    uint8_t octets[16]; /* all zeros: "::", unspecified */
};

/* `bits` counts from the start of the 16 octets: 10.0.0.2/24 has 96 + 24. */
struct ip_prefix {
    struct ip_address address;
    uint8_t bits;
};

struct endpoint {
    struct ip_address address;
    uint16_t port;
    uint32_t scope; /* interface of a link-local address; 0: none */
};

/* IPv4 from its four octets, as in ip_address_v4(127, 0, 0, 1). */
struct ip_address ip_address_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
bool ip_address_is_v4(struct ip_address a);
bool ip_address_is_unspecified(struct ip_address a); /* "::" or "0.0.0.0" */
bool ip_address_is_multicast(struct ip_address a);
bool ip_address_is_loopback(struct ip_address a);
bool ip_address_is_link_local(struct ip_address a);
bool ip_address_equal(struct ip_address a, struct ip_address b);

/* Whether `a` is inside `p`. */
bool ip_prefix_holds(struct ip_prefix p, struct ip_address a);

/* ERR_MALFORMED for anything but exactly one of them; *out is then as it was. */
enum err ip_address_parse(struct bytes text, struct ip_address *out);

/* "10.0.0.2/24", "2001:db8::/32". Bits behind the prefix may be set: an interface's own address. */
enum err ip_prefix_parse(struct bytes text, struct ip_prefix *out);

/*
 * "192.0.2.1:80", "[::1]:80". Neither part may be missing. A zone is the number of an interface
 * on an IPv6 address that is not of global scope (RFC 4007 11.2): "[fe80::1%2]:80".
 */
enum err endpoint_parse(struct bytes text, struct endpoint *out);

/* "02:00:00:00:00:01", digits of either case. */
enum err mac_address_parse(struct bytes text, struct mac_address *out);

void put_ip_address(struct writer *w, struct ip_address a);
void put_ip_prefix(struct writer *w, struct ip_prefix p);
void put_endpoint(struct writer *w, struct endpoint e);
void put_mac_address(struct writer *w, struct mac_address m);

/* For logs: endpoint_text(e).text, which ends with a NUL. */
struct address_text {
    char text[64];
};
struct address_text ip_address_text(struct ip_address a);
struct address_text endpoint_text(struct endpoint e);
