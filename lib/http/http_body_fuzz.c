/* SPDX-License-Identifier: ISC */
/* http_body_fuzz.c - a chunked body ends at the same octet whole and octet by octet. */
#include "lib/base/invariant.h"
#include "lib/http/http_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* Octets that are left when the body is over or has failed, given `step` at a time. */
static size_t left_after(struct bytes all, size_t step, size_t *content)
{
    struct http_body b;
    enum err e = OK;

    http_body_init(&b, HTTP_CHUNKED, 0);
    *content = 0;
    while (e == OK && !b.done && all.len > 0) {
        struct bytes in = bytes_part(all, 0, step), part;
        size_t before = in.len;

        e = http_body_take(&b, &in, &part);
        *content += part.len;
        all = bytes_part(all, before - in.len, all.len);
    }
    return all.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct bytes all = { at, len };
    size_t whole, single;

    invariant(left_after(all, len, &whole) == left_after(all, 1, &single));
    invariant(whole == single);
    return 0;
}
