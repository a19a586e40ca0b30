/* SPDX-License-Identifier: ISC */
/*
 * uri_key.c - from the path of a request to a key, and nowhere else.
 *
 * Three rules keep a request inside the tree. A path is cut at its slashes before anything is
 * decoded, so an encoded slash cannot make a segment. Each segment is judged after it was decoded,
 * once, so ".." is found in every spelling and "%252e" is a name with a percent sign. And the whole
 * key is UTF-8 in its one shortest form, so no octets mean "." or "/" to somebody else who reads
 * them more generously.
 */
#include "lib/base/invariant.h"
#include "lib/base/text.h"
#include "lib/uri/uri.h"

enum { HIGH_BIT = 0x80 };

/* How many octets follow a first octet, and the range of the second: RFC 3629 4. */
struct utf8_lead {
    uint8_t first, last, more, second_first, second_last;
};

static const struct utf8_lead utf8_leads[] = {
    { 0x00, 0x7f, 0, 0x80, 0xbf },
    { 0xc2, 0xdf, 1, 0x80, 0xbf },
    { 0xe0, 0xe0, 2, 0xa0, 0xbf },
    { 0xe1, 0xec, 2, 0x80, 0xbf },
    { 0xed, 0xed, 2, 0x80, 0x9f },
    { 0xee, 0xef, 2, 0x80, 0xbf },
    { 0xf0, 0xf0, 3, 0x90, 0xbf },
    { 0xf1, 0xf3, 3, 0x80, 0xbf },
    { 0xf4, 0xf4, 3, 0x80, 0x8f },
};

static const struct utf8_lead *utf8_lead_of(uint8_t c)
{
    for (size_t i = 0; i < sizeof utf8_leads / sizeof *utf8_leads; i++)
        if (c >= utf8_leads[i].first && c <= utf8_leads[i].last)
            return &utf8_leads[i];
    return NULL;
}

static bool is_utf8(struct bytes b)
{
    size_t i = 0;

    while (i < b.len) {
        const struct utf8_lead *lead = utf8_lead_of(b.at[i++]);

        if (lead == NULL || b.len - i < lead->more)
            return false;
        for (unsigned n = 0; n < lead->more; n++, i++) {
            uint8_t first = n == 0 ? lead->second_first : 0x80;
            uint8_t last = n == 0 ? lead->second_last : 0xbf;

            if (b.at[i] < first || b.at[i] > last)
                return false;
        }
    }
    return true;
}

/* What a walk along the path has found. */
struct walk {
    struct writer key;
    uint8_t seen; /* all octets of the key or'ed: is there anything beyond ASCII? */
};

/* Puts one segment, decoded. */
static enum err put_segment(struct walk *k, struct bytes segment)
{
    size_t i = 0;

    while (i < segment.len) {
        uint8_t c = segment.at[i++];

        if (c <= ' ' || c >= 0x7f)
            return ERR_MALFORMED;
        if (c == '%') {
            if (segment.len - i < 2)
                return ERR_MALFORMED;
            unsigned high = hex_value(segment.at[i]), low = hex_value(segment.at[i + 1]);
            c = (uint8_t)(high << 4 | low);
            if (high > 15 || low > 15 || c == '\0' || c == '/')
                return ERR_MALFORMED;
            i += 2;
        }
        k->seen |= c;
        put_u8(&k->key, c);
    }
    return k->key.bad ? ERR_TOO_LARGE : OK;
}

/* Goes one segment further, or back. */
static enum err walk_segment(struct walk *k, struct bytes segment)
{
    size_t before = k->key.len;

    if (segment.len == 0)
        return ERR_NOT_FOUND;
    if (before > 0)
        put_u8(&k->key, '/');
    size_t from = k->key.len;
    TRY(put_segment(k, segment));

    struct bytes decoded = bytes_part(written(&k->key), from, k->key.len - from);
    if (bytes_equal(decoded, BYTES("."))) {
        k->key.len = before;
    } else if (bytes_equal(decoded, BYTES(".."))) {
        if (before == 0)
            return ERR_MALFORMED;
        while (before > 0 && k->key.space.at[--before] != '/')
            ;
        k->key.len = before;
    }
    return OK;
}

enum err uri_path_to_key(struct bytes path, struct bytes_mut space, struct bytes *key)
{
    struct walk k = { .key = writer_of(space) };
    struct bytes rest = path;

    invariant(space.at != NULL || space.len == 0);
    if (path.len == 0 || path.at[0] != '/')
        return ERR_MALFORMED;
    (void)bytes_split(&rest, '/');
    while (rest.len > 0)
        TRY(walk_segment(&k, bytes_split(&rest, '/')));
    *key = written(&k.key);
    return (k.seen & HIGH_BIT) != 0 && !is_utf8(*key) ? ERR_MALFORMED : OK;
}
