/* SPDX-License-Identifier: ISC */
/*
 * address_test.c - goal: text that the RFCs allow gives the right address, all else is refused,
 * and what is printed is RFC 5952's form. Method: tables of text before and after, most of them
 * the RFCs' own examples.
 */
#include "lib/address/address.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What is read, and how it is printed; NULL: refused. */
struct pair {
    const char *text, *printed;
};

static const struct pair addresses[] = {
    /* RFC 4291 2.2, MUST-1: its forms 1, 2 and 3. */
    { "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
        "abcd:ef01:2345:6789:abcd:ef01:2345:6789" },
    { "2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a" },
    { "2001:DB8::8:800:200C:417A", "2001:db8::8:800:200c:417a" },
    { "FF01:0:0:0:0:0:0:101", "ff01::101" },
    { "FF01::101", "ff01::101" },
    { "0:0:0:0:0:0:0:1", "::1" },
    { "::1", "::1" },
    { "0:0:0:0:0:0:0:0", "::" },
    { "::", "::" },
    { "0:0:0:0:0:0:13.1.68.3", "::d01:4403" },
    { "::13.1.68.3", "::d01:4403" },
    { "0:0:0:0:0:FFFF:129.144.52.38", "129.144.52.38" },
    { "::FFFF:129.144.52.38", "129.144.52.38" },

    /* RFC 5952 4, MUST-1: the many spellings of its sections 1 and 2. */
    { "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
    { "2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
    { "2001:db8::1:0:0:1", "2001:db8::1:0:0:1" },
    { "2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1" },
    { "2001:0db8::1:0:0:1", "2001:db8::1:0:0:1" },
    { "2001:db8:0:0:1::1", "2001:db8::1:0:0:1" },
    { "2001:db8:0000:0:1::1", "2001:db8::1:0:0:1" },
    { "2001:DB8:0:0:1::1", "2001:db8::1:0:0:1" },
    { "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1" },
    { "2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1" },

    /* RFC 5952 4.1, MUST-2: leading zeros. RFC 5952 4.2.1, MUST-3: as short as possible. */
    { "2001:0db8::0001", "2001:db8::1" },
    { "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
    { "2001:db8::0:1", "2001:db8::1" },

    /* RFC 5952 4.2.2, MUST-4: not for one group alone. */
    { "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
    { "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
    { "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
    { "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },

    /* RFC 5952 4.2.3, MUST-5: the longest run, of equals the first. */
    { "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
    { "2001:db8:0:0:1:0:0:2", "2001:db8::1:0:0:2" },
    { "1:0:0:0:0:0:0:0", "1::" },
    { "0:0:1:0:0:0:0:0", "0:0:1::" },

    /* RFC 5952 4.3, MUST-6: lower case. */
    { "2001:DB8:AbCd:eF::", "2001:db8:abcd:ef::" },

    /* RFC 4291 2.5.5.2, MUST-6: all of ::ffff:0:0/96 and nothing beside it. */
    { "::ffff:0:0", "0.0.0.0" },
    { "::ffff:102:304", "1.2.3.4" },
    { "::fffe:1.2.3.4", "::fffe:102:304" },
    { "::1:ffff:1.2.3.4", "::1:ffff:102:304" },
    { "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
    { "1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a" },

    { "0.0.0.0", "0.0.0.0" },
    { "255.255.255.255", "255.255.255.255" },
    { "192.0.2.1", "192.0.2.1" },

    { "", NULL },
    { ".", NULL },
    { ":", NULL },
    { ":::", NULL },
    { "::::", NULL },
    { "1", NULL },
    { "1:", NULL },
    { ":1", NULL },
    { "1:2:3:4:5:6:7", NULL },
    { "1:2:3:4:5:6:7:", NULL },
    { ":2:3:4:5:6:7:8", NULL },
    { "1:2:3:4:5:6:7:8:", NULL },
    { "1:2:3:4:5:6:7:8:9", NULL },
    { "1:2:3:4:5:6:7:8::", NULL },
    { "::1:2:3:4:5:6:7:8", NULL },
    { "1:2:3:4::5:6:7:8", NULL },
    /* RFC 4291 2.2, MUST-2. */
    { "1::2::3", NULL },
    { "::1::", NULL },
    { "1:::2", NULL },
    { "12345::", NULL },
    { "00001::", NULL },
    { "g::", NULL },
    { "::1%1", NULL },
    { "[::1]", NULL },
    { " ::1", NULL },
    { "::1 ", NULL },
    { "::1.2.3", NULL },
    { "::1.2.3.4.5", NULL },
    { "::1.2.3.4:5", NULL },
    { "::1.2.3.256", NULL },
    { "::01.2.3.4", NULL },
    { "1:2:3:4:5:6:7:1.2.3.4", NULL },
    { "1:2:3:4:5:1.2.3.4", NULL },
    { "1:2:3:4:5:6::1.2.3.4", NULL },
    { "1:2:3:4:5:6:1.2.3.4::", NULL },
    { "256.0.0.1", NULL },
    { "1.2.3", NULL },
    { "1.2.3.", NULL },
    { "1.2.3.4.", NULL },
    { ".1.2.3.4", NULL },
    { "1..2.3", NULL },
    { "1.2.3.4.5", NULL },
    { "01.2.3.4", NULL },
    { "1.2.3.00", NULL },
    { "0x1.2.3.4", NULL },
    { "+1.2.3.4", NULL },
    { "1.2.3.4/8", NULL },
};

static const struct pair prefixes[] = {
    /* RFC 4291 2.3, MUST-3. */
    { "2001:0DB8:0000:CD30:0000:0000:0000:0000/60", "2001:db8:0:cd30::/60" },
    { "2001:0DB8::CD30:0:0:0:0/60", "2001:db8:0:cd30::/60" },
    { "2001:0DB8:0:CD30::/60", "2001:db8:0:cd30::/60" },
    { "2001:0DB8:0:CD30:123:4567:89AB:CDEF/60", "2001:db8:0:cd30:123:4567:89ab:cdef/60" },
    { "2001:0DB8:0:CD3/60", NULL },

    { "10.0.0.2/24", "10.0.0.2/24" },
    { "0.0.0.0/0", "0.0.0.0/0" },
    { "::/0", "::/0" },
    { "1.2.3.4/32", "1.2.3.4/32" },
    { "1.2.3.4/33", NULL },
    { "::1/128", "::1/128" },
    { "::1/129", NULL },
    { "::ffff:10.0.0.0/104", "10.0.0.0/8" },
    { "::ffff:10.0.0.0/96", "10.0.0.0/0" },
    { "::ffff:10.0.0.0/95", "::ffff:10.0.0.0/95" },
    { "::ffff:0:0/0", "::ffff:0.0.0.0/0" },
    { "10.0.0.2", NULL },
    { "10.0.0.2/", NULL },
    { "/24", NULL },
    { "10.0.0.2/024", NULL },
    { "10.0.0.2/24/24", NULL },
    { "10.0.0.2/255.255.255.0", NULL },
    { "10.0.0/24", NULL },
};

static const struct pair endpoints[] = {
    { "1.2.3.4:80", "1.2.3.4:80" },
    { "0.0.0.0:0", "0.0.0.0:0" },
    { "[::1]:80", "[::1]:80" },
    { "[::]:65535", "[::]:65535" },
    { "[2001:DB8:0:0::1]:443", "[2001:db8::1]:443" },
    { "[::ffff:1.2.3.4]:80", "1.2.3.4:80" },
    { "[fe80::1%2]:80", "[fe80::1%2]:80" },
    { "[febf::1%4294967295]:80", "[febf::1%4294967295]:80" },
    { "[ff02::fb%1]:5353", "[ff02::fb%1]:5353" },
    { "[ff05::2%1]:80", NULL },
    { "[fec0::1%1]:80", NULL },
    { "[::1%1]:80", NULL },
    { "[fe80::1%]:80", NULL },
    { "[fe80::1%0]:80", NULL },
    { "[fe80::1%4294967296]:80", NULL },
    { "[fe80::1%eth0]:80", NULL },
    { "[fe80::1%1%1]:80", NULL },
    { "[::ffff:169.254.1.1%1]:80", NULL },
    { "169.254.1.1%1:80", NULL },
    { "[::1]:65536", NULL },
    { "[::1]:", NULL },
    { "[::1]", NULL },
    { "[::1]80", NULL },
    { "[::1", NULL },
    { "[::1:80", NULL },
    { "[]:80", NULL },
    { "[1.2.3.4]:80", NULL },
    { "::1:80", NULL },
    { "1.2.3.4", NULL },
    { "1.2.3.4:", NULL },
    { "1.2.3.4:080", NULL },
    { "1.2.3.4:+80", NULL },
    { "1.2.3.4:80:80", NULL },
    { ":80", NULL },
    { "80", NULL },
    { "", NULL },
    { "localhost:80", NULL },
};

static const struct pair macs[] = {
    { "02:00:00:00:00:01", "02:00:00:00:00:01" },
    { "Aa:bB:CC:dd:EE:fF", "aa:bb:cc:dd:ee:ff" },
    { "00:00:00:00:00:00", "00:00:00:00:00:00" },
    { "2:00:00:00:00:01", NULL },
    { "02:00:00:00:00:1", NULL },
    { "002:00:00:00:00:01", NULL },
    { "02:00:00:00:00", NULL },
    { "02:00:00:00:00:", NULL },
    { "02:00:00:00:00:01:", NULL },
    { "02:00:00:00:00:01:02", NULL },
    { "02-00-00-00-00-01", NULL },
    { "020000000001", NULL },
    { "0g:00:00:00:00:01", NULL },
    { "", NULL },
};

static struct ip_address address_of(const char *text)
{
    struct ip_address a = { 0 };

    expect(ip_address_parse(bytes_of_text(text), &a) == OK);
    return a;
}

static struct ip_prefix prefix_of(const char *text)
{
    struct ip_prefix p = { 0 };

    expect(ip_prefix_parse(bytes_of_text(text), &p) == OK);
    return p;
}

/* Each kind under one type, so that one loop serves all. */
#define CODEC(kind, ctype)                                            \
    static enum err kind##_again(struct bytes text, struct writer *w) \
    {                                                                 \
        ctype value;                                                  \
                                                                      \
        TRY(kind##_parse(text, &value));                              \
        put_##kind(w, value);                                         \
        return OK;                                                    \
    }
CODEC(ip_address, struct ip_address)
CODEC(ip_prefix, struct ip_prefix)
CODEC(endpoint, struct endpoint)
CODEC(mac_address, struct mac_address)

static void check(enum err (*again)(struct bytes text, struct writer *w),
    const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t space[64];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
        enum err e = again(bytes_of_text(pairs[i].text), &w);
        bool right =
            pairs[i].printed == NULL
                ? e == ERR_MALFORMED
                : e == OK && bytes_equal(written(&w), bytes_of_text(pairs[i].printed));

        if (!right)
            printf("\"%s\" gave %s \"%.*s\"\n", pairs[i].text, err_name(e), (int)w.len,
                space);
        expect(right);
    }
}

static void test_kinds(void)
{
    test("kinds of address, each range from both sides (RFC 4291 2.4, MUST-4)")
    {
        expect(ip_address_is_v4(address_of("0.0.0.0")));
        expect(!ip_address_is_v4(address_of("::1.2.3.4")));
        expect(ip_address_is_unspecified(address_of("::")));
        expect(ip_address_is_unspecified(address_of("0.0.0.0")));
        expect(!ip_address_is_unspecified(address_of("::1")));
        expect(!ip_address_is_unspecified(address_of("0.0.0.1")));
        expect(!ip_address_is_multicast(address_of("223.255.255.255")));
        expect(ip_address_is_multicast(address_of("224.0.0.0")));
        expect(ip_address_is_multicast(address_of("239.255.255.255")));
        expect(!ip_address_is_multicast(address_of("240.0.0.0")));
        expect(ip_address_is_multicast(address_of("ff02::1")));
        expect(!ip_address_is_multicast(address_of("feff::1")));
        expect(ip_address_is_loopback(address_of("127.255.0.1")));
        expect(!ip_address_is_loopback(address_of("126.255.255.255")));
        expect(!ip_address_is_loopback(address_of("128.0.0.0")));
        expect(ip_address_is_loopback(address_of("::1")));
        expect(!ip_address_is_loopback(address_of("::")));
        expect(ip_address_is_link_local(address_of("169.254.0.0")));
        expect(!ip_address_is_link_local(address_of("169.253.255.255")));
        expect(!ip_address_is_link_local(address_of("169.255.0.0")));
        expect(!ip_address_is_link_local(address_of("fe7f::1")));
        expect(ip_address_is_link_local(address_of("fe80::1")));
        expect(ip_address_is_link_local(address_of("febf::1")));
        expect(!ip_address_is_link_local(address_of("fec0::1")));
        expect(ip_address_equal(ip_address_v4(1, 2, 3, 4), address_of("1.2.3.4")));
        expect(!ip_address_equal(ip_address_v4(1, 2, 3, 4), address_of("1.2.3.5")));
    }
}

static void test_holds(void)
{
    test("what is inside a prefix")
    {
        expect(ip_prefix_holds(prefix_of("10.0.0.2/24"), address_of("10.0.0.255")));
        expect(!ip_prefix_holds(prefix_of("10.0.0.2/24"), address_of("10.0.1.0")));
        expect(ip_prefix_holds(prefix_of("10.0.0.0/23"), address_of("10.0.1.255")));
        expect(!ip_prefix_holds(prefix_of("10.0.0.0/23"), address_of("10.0.2.0")));
        expect(ip_prefix_holds(prefix_of("10.0.0.7/32"), address_of("10.0.0.7")));
        expect(!ip_prefix_holds(prefix_of("10.0.0.7/32"), address_of("10.0.0.6")));
        expect(ip_prefix_holds(prefix_of("0.0.0.0/0"), address_of("255.0.0.1")));
        expect(!ip_prefix_holds(prefix_of("0.0.0.0/0"), address_of("::1")));
        expect(ip_prefix_holds(prefix_of("::/0"), address_of("1.2.3.4")));
        expect(
            ip_prefix_holds(prefix_of("2001:db8::/33"), address_of("2001:db8:7fff::")));
        expect(
            !ip_prefix_holds(prefix_of("2001:db8::/33"), address_of("2001:db8:8000::")));
        expect(ip_prefix_holds(prefix_of("::1/128"), address_of("::1")));
        expect(!ip_prefix_holds(prefix_of("::1/128"), address_of("::")));
        expect(prefix_of("10.0.0.2/24").bits == 96 + 24);
    }
}

int main(void)
{
    test("addresses") check(ip_address_again, addresses, COUNT(addresses));
    test("prefixes") check(ip_prefix_again, prefixes, COUNT(prefixes));
    test("endpoints") check(endpoint_again, endpoints, COUNT(endpoints));
    test("Ethernet addresses") check(mac_address_again, macs, COUNT(macs));
    test_kinds();
    test_holds();
    test("the longest texts fit and end with a NUL")
    {
        struct endpoint longest = { .port = 65535, .scope = UINT32_MAX };

        memset(longest.address.octets, 0xff, 16);
        longest.address.octets[0] = 0xfe;
        longest.address.octets[1] = 0xbf;
        expect(strcmp(endpoint_text(longest).text,
                   "[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535") == 0);
        expect(strcmp(ip_address_text(longest.address).text,
                   "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == 0);
        longest.scope = 0;
        expect(strcmp(endpoint_text(longest).text,
                   "[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535") == 0);
    }
    test("a refused text leaves the value as it was")
    {
        struct endpoint e = { .port = 7 };

        expect(endpoint_parse(BYTES("[fe80::1%2]:x"), &e) == ERR_MALFORMED);
        expect(e.port == 7 && e.scope == 0 && e.address.octets[0] == 0);
    }
    return test_result();
}
