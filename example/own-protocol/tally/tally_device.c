/* SPDX-License-Identifier: ISC */
#include "tally/tally_device.h"

tally tally_over(stack net, arg_port port)
{
    return DEVICE(tally, .name = "tally", .why = "counters with names, over UDP",
        .library = "tally", .type = "struct tally", .state = "struct tally_state",
        .wires = { { "stack", net } }, .connect = "tally_connect",
        .parameters = { port });
}
