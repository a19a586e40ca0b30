/* SPDX-License-Identifier: ISC */
/*
 * config.c - a server of a protocol of our own, TALLY: counters with names, over UDP. The protocol
 * and its device are in tally/, as the project's own are in lib/.
 */
#include <mirage.h>

#include "tally/tally_device.h"

ARG_PORT(port, 4747, "UDP port to answer on")

JOB(tally_start, tally)

void config(void)
{
    unikernel(
        "own-protocol", tally_start(tally_over(generic_stack(default_network()), port)));
}
