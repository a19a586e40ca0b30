/* SPDX-License-Identifier: ISC */
#include "tally/tally_packet.h"

enum err tally_parse(struct bytes message, struct tally_packet *out)
{
    const struct tally_wire *h = tally_view(message);

    if (h == NULL)
        return ERR_SHORT;
    struct bytes name = bytes_part(message, sizeof *h, message.len);

    if (tally_version(h) != TALLY_VERSION)
        return ERR_MALFORMED;
    if (tally_verb(h) < TALLY_ADD || tally_verb(h) > TALLY_FULL)
        return ERR_MALFORMED;
    if (name.len == 0 || name.len > TALLY_NAME_MAX || name.len != tally_name_length(h))
        return ERR_MALFORMED;
    *out = (struct tally_packet){ tally_verb(h), tally_value(h), name };
    return OK;
}

void put_tally(struct writer *w, const struct tally_packet *p)
{
    put_u8(w, TALLY_VERSION);
    put_u8(w, (uint8_t)p->verb);
    put_be16(w, (uint16_t)p->name.len);
    put_be32(w, p->value);
    put_bytes(w, p->name);
}
