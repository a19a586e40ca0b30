/* SPDX-License-Identifier: ISC */
/* unikernel.c - nothing but the server: the work is in quote/. */
#include "mirage/jobs.h"
#include "quote/quote.h"

enum err quote_start(struct nursery *mine, const struct quote *quote)
{
    return quote_serve(quote);
}
