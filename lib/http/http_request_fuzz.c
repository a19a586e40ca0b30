/* SPDX-License-Identifier: ISC */
/* http_request_fuzz.c - a head that parses: put and parsed again, it is put the same. */
#include "lib/base/invariant.h"
#include "lib/http/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* Puts what `in` holds; false: it holds no request. */
static bool reprint(struct bytes in, struct writer *w)
{
    static struct http_request r;
    size_t used = 0;

    if (http_request_parse(in, &r, &used) != OK)
        return false;
    invariant(used <= in.len);
    http_request_put(w, &r);
    return !w->bad;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static uint8_t first[1 << 16], second[1 << 16];
    struct writer w1 = writer_of((struct bytes_mut){ first, sizeof first });
    struct writer w2 = writer_of((struct bytes_mut){ second, sizeof second });

    /* A blank that is put behind a colon may make the fields longer than they may be. */
    if (!reprint((struct bytes){ at, len }, &w1) || w1.len > HTTP_HEADERS_MAX)
        return 0;
    invariant(reprint(written(&w1), &w2));
    invariant(bytes_equal(written(&w1), written(&w2)));
    return 0;
}
