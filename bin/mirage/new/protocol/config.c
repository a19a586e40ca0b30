/* SPDX-License-Identifier: ISC */
/* config.c - what @NAME@ is made of: a server of a protocol of its own, which is in quote/. */
#include <mirage.h>

#include "quote/quote_device.h"

/* Read when it boots: `dist/main --port=1017`. */
ARG_PORT(port, 1700, "UDP port to answer on")

/* enum err quote_start(struct nursery *mine, const struct quote *quote); */
JOB(quote_start, quote)

void config(void)
{
    stack net = generic_stack(default_network());

    unikernel("@NAME@", quote_start(quote_over(net, port)));
}
