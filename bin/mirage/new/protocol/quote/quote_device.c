/* SPDX-License-Identifier: ISC */
/* quote_device.c - what `mirage configure` writes into main.c for a quote_over(). */
#include "quote/quote_device.h"

quote quote_over(stack net, arg_port port)
{
    return DEVICE(quote, .name = "quote", .why = "sayings by number, over UDP",
        .library = "quote", .type = "struct quote", .state = "struct quote_state",
        .wires = { { "stack", net } }, .connect = "quote_connect",
        .disconnect = "quote_disconnect", .parameters = { port });
}
