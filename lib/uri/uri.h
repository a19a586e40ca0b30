/* SPDX-License-Identifier: ISC */
/*
 * uri.h - URI references (RFC 3986): taken apart, resolved, put together, and turned into keys.
 *
 * Everything is a slice: uri_parse() points into the text it was given and copies nothing; what
 * has to be rewritten (a resolved path, a decoded one) goes into space of the caller's. Parsing is
 * strict: an octet that the grammar does not allow where it stands, a `%` without two hexadecimal
 * digits, a port that is not digits are ERR_MALFORMED. Nothing suspends.
 *
 *     struct uri base, link, target;
 *     TRY(uri_parse(BYTES("http://a/b/c/d;p?q"), &base));
 *     TRY(uri_parse(BYTES("../g"), &link));
 *     TRY(uri_resolve(&base, &link, space, &target));
 *     uri_put(&w, &target);                              -> "http://a/b/g"
 *
 * uri_path_to_key() is what stands between a request and a tree of values: whatever it accepts is
 * a key of KV_RO (sig/kv_ro.h) and names nothing outside of the tree.
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/writer.h"

/* RFC 3986 3.2. An empty host is allowed here; a scheme may forbid it. */
struct uri_authority {
    struct bytes userinfo, host, port; /* host: with the brackets of an IP literal */
    bool has_userinfo, has_port;
};

/*
 * Components as they are written, not decoded, without the delimiters around them. RFC 3986 5.2.2,
 * MUST-4: an empty one that is there is not one that is absent.
 */
struct uri {
    struct bytes scheme; /* empty: a relative reference */
    struct uri_authority authority;
    struct bytes path, query, fragment;
    bool has_authority, has_query, has_fragment;
};

/* A URI or relative reference, whole. */
enum err uri_parse(struct bytes text, struct uri *out);

/* What stands between "//" and the path, or in a Host field: "[userinfo@]host[:port]", whole. */
enum err uri_authority_parse(struct bytes text, struct uri_authority *out);

/*
 * RFC 3986 5.2: what `reference` means on a page at `base`, which has a scheme. The path of *out is
 * in `space`, the rest points where `base` and `reference` do. ERR_TOO_LARGE: `space` is smaller
 * than both paths and an octet.
 */
enum err uri_resolve(const struct uri *base, const struct uri *reference,
    struct bytes_mut space, struct uri *out);

/* RFC 3986 5.2.4, MUST-5. ERR_TOO_LARGE: `space` is smaller than the path that is left. */
enum err uri_remove_dot_segments(
    struct bytes path, struct bytes_mut space, struct bytes *out);

/* RFC 3986 5.3: the text again. */
void uri_put(struct writer *w, const struct uri *u);

/* Every %XX as its octet. ERR_MALFORMED: a `%` without two digits; ERR_TOO_LARGE. */
enum err uri_decode(struct bytes text, struct bytes_mut space, struct bytes *out);

/*
 * The key that an absolute path (without its query) names, in `space`: segments decoded, "." and
 * ".." followed whether written plainly or as %2E, a slash at the end left out. ERR_MALFORMED for
 * what is no path or tries to be more than one: ".." above the root, NUL or a slash inside a
 * segment, octets that are not UTF-8 (so no overlong form of either). ERR_NOT_FOUND: two slashes in
 * a row, which no key has. ERR_TOO_LARGE: longer than `space`. A backslash is a character like any
 * other, and decoding happens once (RFC 3986 2.4, MUST-1).
 */
enum err uri_path_to_key(struct bytes path, struct bytes_mut space, struct bytes *key);

/* A slash and the key, encoded as the path of a URI. */
void uri_put_key(struct writer *w, struct bytes key);
