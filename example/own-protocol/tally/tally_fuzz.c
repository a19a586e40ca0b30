/* SPDX-License-Identifier: ISC */
/* tally_fuzz.c - what parses is printed as it was, and the core survives everything. */
#include "lib/base/invariant.h"
#include "tally/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct tally_state s = { 0 };
    uint8_t space[64];
    struct writer again = writer_of((struct bytes_mut){ space, sizeof space });
    struct tally_packet p;

    if (tally_parse((struct bytes){ at, len }, &p) == OK) {
        put_tally(&again, &p);
        invariant(bytes_equal(written(&again), (struct bytes){ at, len }));
    }
    again = writer_of((struct bytes_mut){ space, sizeof space });
    tally_input(&s, (struct bytes){ at, len }, &again);
    return 0;
}
