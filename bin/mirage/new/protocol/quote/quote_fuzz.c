/* SPDX-License-Identifier: ISC */
/* quote_fuzz.c - whatever arrives: the answer fits, and is none itself. */
#include "lib/base/invariant.h"
#include "quote/quote.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
    uint8_t space[2][QUOTE_ANSWER_MAX];
    struct writer answer = writer_of((struct bytes_mut){ space[0], QUOTE_ANSWER_MAX });
    struct writer more = writer_of((struct bytes_mut){ space[1], QUOTE_ANSWER_MAX });

    quote_input((struct bytes){ octets, len }, &answer);
    quote_input(written(&answer), &more);
    invariant(!answer.bad && more.len == 0);
    return 0;
}
