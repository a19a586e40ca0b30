/* SPDX-License-Identifier: ISC */
/*
 * uri.c - the grammar of RFC 3986 and what is built on it.
 *
 * Taking apart follows the delimiters of appendix B, which are unambiguous; then each component is
 * checked against the octets that its rule of appendix A allows. So the order of the components is
 * decided in one place and their content in another.
 */
#include "lib/uri/uri.h"
#include "lib/address/address.h"
#include "lib/base/invariant.h"
#include "lib/base/text.h"
#include <string.h>

static bool is_alpha(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

static bool is_one_of(uint8_t c, struct bytes set)
{
    return bytes_find(set, c) < set.len;
}

/* unreserved / sub-delims: what stands for itself in every component. */
static bool is_plain(uint8_t c)
{
    return is_alpha(c) || is_digit(c) || is_one_of(c, BYTES("-._~!$&'()*+,;="));
}

/* Only plain octets, those of `more`, and well-formed %XX. */
static bool consists_of(struct bytes text, struct bytes more)
{
    unsigned digits_due = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];

        if (digits_due > 0) {
            if (hex_value(c) > 15)
                return false;
            digits_due--;
        } else if (c == '%') {
            digits_due = 2;
        } else if (!is_plain(c) && !is_one_of(c, more)) {
            return false;
        }
    }
    return digits_due == 0;
}

static struct bytes without_first(struct bytes b, size_t n)
{
    return bytes_part(b, n, b.len);
}

/* RFC 3986 3.1: a letter, then letters, digits, "+", "-" and ".". */
static bool is_scheme(struct bytes b)
{
    if (b.len == 0 || !is_alpha(b.at[0]))
        return false;
    for (size_t i = 1; i < b.len; i++)
        if (!is_alpha(b.at[i]) && !is_digit(b.at[i]) && !is_one_of(b.at[i], BYTES("+-.")))
            return false;
    return true;
}

/* RFC 3986 3.2.2: an address in brackets (IPv6, or a version yet to come). */
static bool is_ip_literal(struct bytes b)
{
    struct ip_address a;

    if (b.len < 3 || b.at[0] != '[' || b.at[b.len - 1] != ']')
        return false;
    struct bytes inside = bytes_part(b, 1, b.len - 2);
    if ((inside.at[0] | 0x20) != 'v')
        return ip_address_parse(inside, &a) == OK && is_one_of(':', inside);

    struct bytes version = without_first(inside, 1);
    struct bytes digits = bytes_split(&version, '.');
    if (digits.len == 0 || version.len == 0)
        return false;
    for (size_t i = 0; i < digits.len; i++)
        if (hex_value(digits.at[i]) > 15)
            return false;
    return consists_of(version, BYTES(":")) && !is_one_of('%', version);
}

enum err uri_authority_parse(struct bytes text, struct uri_authority *out)
{
    struct bytes rest = text;

    *out = (struct uri_authority){ 0 };
    size_t at_sign = bytes_find(rest, '@');
    if (at_sign < rest.len) {
        out->has_userinfo = true;
        out->userinfo = bytes_split(&rest, '@');
        if (!consists_of(out->userinfo, BYTES(":")))
            return ERR_MALFORMED;
    }

    bool literal = rest.len > 0 && rest.at[0] == '[';
    size_t host = literal ? bytes_find(rest, ']') + 1 : bytes_find(rest, ':');
    out->host = bytes_part(rest, 0, host);
    if (literal ? !is_ip_literal(out->host) : !consists_of(out->host, BYTES("")))
        return ERR_MALFORMED;

    struct bytes port = without_first(rest, out->host.len);
    if (port.len == 0)
        return OK;
    if (port.at[0] != ':')
        return ERR_MALFORMED;
    out->has_port = true;
    out->port = without_first(port, 1);
    for (size_t i = 0; i < out->port.len; i++)
        if (!is_digit(out->port.at[i]))
            return ERR_MALFORMED;
    return OK;
}

/* RFC 3986 3.3, MUST-2, MUST-3: which paths the components before them allow. */
static bool path_fits(const struct uri *u)
{
    if (u->has_authority)
        return u->path.len == 0 || u->path.at[0] == '/';
    if (bytes_start_with(u->path, BYTES("//")))
        return false;
    struct bytes rest = u->path;
    struct bytes first = bytes_split(&rest, '/');
    return u->scheme.len > 0 || !is_one_of(':', first);
}

enum err uri_parse(struct bytes text, struct uri *out)
{
    struct bytes rest = text;

    *out = (struct uri){ 0 };
    size_t fragment = bytes_find(rest, '#');
    if (fragment < rest.len) {
        out->has_fragment = true;
        out->fragment = without_first(rest, fragment + 1);
        rest = bytes_part(rest, 0, fragment);
    }
    size_t query = bytes_find(rest, '?');
    if (query < rest.len) {
        out->has_query = true;
        out->query = without_first(rest, query + 1);
        rest = bytes_part(rest, 0, query);
    }
    size_t colon = bytes_find(rest, ':');
    if (colon < rest.len && is_scheme(bytes_part(rest, 0, colon)))
        out->scheme = bytes_split(&rest, ':');
    if (bytes_start_with(rest, BYTES("//"))) {
        rest = without_first(rest, 2);
        struct bytes authority = bytes_part(rest, 0, bytes_find(rest, '/'));
        out->has_authority = true;
        TRY(uri_authority_parse(authority, &out->authority));
        rest = without_first(rest, authority.len);
    }
    out->path = rest;
    if (!path_fits(out) || !consists_of(out->path, BYTES(":@/")) ||
        !consists_of(out->query, BYTES(":@/?")) ||
        !consists_of(out->fragment, BYTES(":@/?")))
        return ERR_MALFORMED;
    return OK;
}

/* Takes the last segment and its slash off what was written. */
static void drop_last_segment(struct writer *w)
{
    while (w->len > 0 && w->space.at[--w->len] != '/')
        ;
}

/* As put_bytes, of octets that may lie further on in the same space. */
static void move_segment(struct writer *w, struct bytes segment)
{
    if (segment.len > w->space.len - w->len) {
        w->bad = true;
        return;
    }
    memmove(&w->space.at[w->len], segment.at, segment.len);
    w->len += segment.len;
}

/* The five cases of RFC 3986 5.2.4, step 2, for as long as there is input. */
enum err uri_remove_dot_segments(
    struct bytes path, struct bytes_mut space, struct bytes *out)
{
    struct writer w = writer_of(space);
    struct bytes in = path;

    invariant(in.at != NULL || in.len == 0);
    while (in.len > 0) {
        if (bytes_start_with(in, BYTES("../"))) { /* A */
            in = without_first(in, 3);
        } else if (bytes_start_with(in, BYTES("./"))) {
            in = without_first(in, 2);
        } else if (bytes_start_with(in, BYTES("/./"))) { /* B */
            in = without_first(in, 2);
        } else if (bytes_equal(in, BYTES("/."))) {
            in = BYTES("/");
        } else if (bytes_start_with(in, BYTES("/../"))) { /* C */
            in = without_first(in, 3);
            drop_last_segment(&w);
        } else if (bytes_equal(in, BYTES("/.."))) {
            in = BYTES("/");
            drop_last_segment(&w);
        } else if (bytes_equal(in, BYTES(".")) || bytes_equal(in, BYTES(".."))) { /* D */
            in = BYTES("");
        } else { /* E */
            struct bytes segment =
                bytes_part(in, 0, 1 + bytes_find(without_first(in, 1), '/'));
            move_segment(&w, segment);
            in = without_first(in, segment.len);
        }
    }
    *out = written(&w);
    return w.bad ? ERR_TOO_LARGE : OK;
}

/* RFC 3986 5.2.3, and the result without its dot segments. */
static enum err merge_paths(const struct uri *base, struct bytes reference,
    struct bytes_mut space, struct bytes *out)
{
    struct writer w = writer_of(space);
    size_t keep = base->path.len;

    while (keep > 0 && base->path.at[keep - 1] != '/')
        keep--;
    if (base->has_authority && base->path.len == 0)
        put_u8(&w, '/');
    put_bytes(&w, bytes_part(base->path, 0, keep));
    put_bytes(&w, reference);
    if (w.bad)
        return ERR_TOO_LARGE;

    /* In place: no step writes more than it has read. */
    return uri_remove_dot_segments(written(&w), space, out);
}

enum err uri_resolve(const struct uri *base, const struct uri *reference,
    struct bytes_mut space, struct uri *out)
{
    struct uri target = *reference;

    if (reference->scheme.len == 0) {
        target.scheme = base->scheme;
        if (!reference->has_authority) {
            target.authority = base->authority;
            target.has_authority = base->has_authority;
        }
    }
    if (reference->scheme.len > 0 || reference->has_authority ||
        bytes_start_with(reference->path, BYTES("/"))) {
        TRY(uri_remove_dot_segments(reference->path, space, &target.path));
    } else if (reference->path.len > 0) {
        TRY(merge_paths(base, reference->path, space, &target.path));
    } else {
        target.path = base->path;
        if (!reference->has_query) {
            target.query = base->query;
            target.has_query = base->has_query;
        }
    }
    *out = target;
    return OK;
}

static void put_authority(struct writer *w, const struct uri_authority *a)
{
    if (a->has_userinfo) {
        put_bytes(w, a->userinfo);
        put_u8(w, '@');
    }
    put_bytes(w, a->host);
    if (a->has_port) {
        put_u8(w, ':');
        put_bytes(w, a->port);
    }
}

void uri_put(struct writer *w, const struct uri *u)
{
    if (u->scheme.len > 0) {
        put_bytes(w, u->scheme);
        put_u8(w, ':');
    }
    if (u->has_authority) {
        put_text(w, "//");
        put_authority(w, &u->authority);
    } else if (bytes_start_with(u->path, BYTES("//"))) {
        /* RFC 3986 5.3 leaves this open: a resolved path of this form would read as an authority. */
        put_text(w, "/.");
    }
    put_bytes(w, u->path);
    if (u->has_query) {
        put_u8(w, '?');
        put_bytes(w, u->query);
    }
    if (u->has_fragment) {
        put_u8(w, '#');
        put_bytes(w, u->fragment);
    }
}

/* Puts `text` decoded; false if a `%` is not followed by two digits. */
static bool put_decoded(struct writer *w, struct bytes text)
{
    size_t i = 0;

    while (i < text.len) {
        uint8_t c = text.at[i++];

        if (c == '%') {
            if (text.len - i < 2)
                return false;
            unsigned high = hex_value(text.at[i]), low = hex_value(text.at[i + 1]);
            if (high > 15 || low > 15)
                return false;
            c = (uint8_t)(high << 4 | low);
            i += 2;
        }
        put_u8(w, c);
    }
    return true;
}

enum err uri_decode(struct bytes text, struct bytes_mut space, struct bytes *out)
{
    struct writer w = writer_of(space);

    if (!put_decoded(&w, text))
        return ERR_MALFORMED;
    *out = written(&w);
    return w.bad ? ERR_TOO_LARGE : OK;
}

void uri_put_key(struct writer *w, struct bytes key)
{
    static const char digits[] = "0123456789ABCDEF";

    put_u8(w, '/');
    for (size_t i = 0; i < key.len; i++) {
        uint8_t c = key.at[i];

        if (is_plain(c) || is_one_of(c, BYTES(":@/"))) {
            put_u8(w, c);
        } else {
            put_u8(w, '%');
            put_u8(w, (uint8_t)digits[c >> 4]);
            put_u8(w, (uint8_t)digits[c & 15]);
        }
    }
}
