/* SPDX-License-Identifier: ISC */
/*
 * mac_address.c - Ethernet addresses as text: six pairs of digits with colons, as the tools of most
 * systems print them; lower case on the way out.
 */
#include "lib/address/address.h"
#include "lib/base/format.h"
#include "lib/base/text.h"

enum { OCTETS = 6 };

enum err mac_address_parse(struct bytes text, struct mac_address *out)
{
    struct reader r = reader_of(text);
    struct mac_address m = { 0 };

    for (size_t i = 0; i < OCTETS; i++) {
        if (i > 0)
            take_octet(&r, ':');
        size_t before = r.rest.len;

        m.octets[i] = (uint8_t)take_hex(&r, 2);
        if (before - r.rest.len != 2)
            return ERR_MALFORMED;
    }
    if (!all_taken(&r))
        return ERR_MALFORMED;
    *out = m;
    return OK;
}

void put_mac_address(struct writer *w, struct mac_address m)
{
    for (size_t i = 0; i < OCTETS; i++)
        format(w, i == 0 ? "%02x" : ":%02x", m.octets[i]);
}
