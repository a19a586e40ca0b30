/* SPDX-License-Identifier: ISC */
/* config.c - a TCP server that logs what it gets. */
#include <mirage.h>

ARG_PORT(port, 8080, "TCP port to listen on")

JOB(network_start, stack, arg_port)

void config(void)
{
    unikernel("network", network_start(generic_stack(default_network()), port));
}
