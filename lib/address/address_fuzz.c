/* SPDX-License-Identifier: ISC */
/* address_fuzz.c - each kind of address that a text parses as is the same when printed and parsed. */
#include "lib/address/address.h"
#include "lib/base/invariant.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static bool endpoint_equal(struct endpoint a, struct endpoint b)
{
    return ip_address_equal(a.address, b.address) && a.port == b.port &&
           a.scope == b.scope;
}

static bool ip_prefix_equal(struct ip_prefix a, struct ip_prefix b)
{
    return ip_address_equal(a.address, b.address) && a.bits == b.bits;
}

static bool mac_address_equal(struct mac_address a, struct mac_address b)
{
    return memcmp(a.octets, b.octets, sizeof a.octets) == 0;
}

#define AGAIN(kind, ctype)                                                      \
    static void kind##_again(struct bytes text)                                 \
    {                                                                           \
        uint8_t space[64];                                                      \
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space }); \
        ctype first, second;                                                    \
                                                                                \
        if (kind##_parse(text, &first) != OK)                                   \
            return;                                                             \
        put_##kind(&w, first);                                                  \
        invariant(!w.bad && kind##_parse(written(&w), &second) == OK);          \
        invariant(kind##_equal(first, second));                                 \
    }
AGAIN(ip_address, struct ip_address)
AGAIN(ip_prefix, struct ip_prefix)
AGAIN(endpoint, struct endpoint)
AGAIN(mac_address, struct mac_address)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct bytes text = { at, len };

    ip_address_again(text);
    ip_prefix_again(text);
    endpoint_again(text);
    mac_address_again(text);
    return 0;
}
