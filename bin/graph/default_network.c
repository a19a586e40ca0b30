/* SPDX-License-Identifier: ISC */
/*
 * default_network.c - the target's first Ethernet port. No target that is built has one, so it is
 * an error to reach it from a job; with --net=host, where generic_stack() leaves it out, it is not.
 */
#include "include/mirage.h"

network default_network(void)
{
    return DEVICE(network, .name = "network", .header = "sig/network.h",
        .ops = "network_ops", .targets = "");
}
