/* SPDX-License-Identifier: ISC */
/* uri_key_fuzz.c - a path that gives a key: the key, written as a path, gives itself again. */
#include "lib/base/invariant.h"
#include "lib/uri/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static uint8_t first[1 << 16], path[3 << 16], second[1 << 16];
    struct writer w = writer_of((struct bytes_mut){ path, sizeof path });
    struct bytes key, again;

    if (uri_path_to_key((struct bytes){ at, len },
            (struct bytes_mut){ first, sizeof first }, &key) != OK)
        return 0;
    uri_put_key(&w, key);
    invariant(uri_path_to_key(written(&w), (struct bytes_mut){ second, sizeof second },
                  &again) == OK);
    invariant(bytes_equal(key, again));
    return 0;
}
