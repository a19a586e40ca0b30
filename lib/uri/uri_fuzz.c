/* SPDX-License-Identifier: ISC */
/* uri_fuzz.c - what parses as a reference is put together from its components as it was. */
#include "lib/base/invariant.h"
#include "lib/uri/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static uint8_t space[1 << 16];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
    struct uri u;

    if (uri_parse((struct bytes){ at, len }, &u) != OK)
        return 0;
    uri_put(&w, &u);
    invariant(w.bad || bytes_equal(written(&w), (struct bytes){ at, len }));
    return 0;
}
