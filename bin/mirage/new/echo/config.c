/* SPDX-License-Identifier: ISC */
/* config.c - what @NAME@ is made of: a job that listens on a TCP port. */
#include <mirage.h>

/* Read when it boots: `dist/main --port=7001`. */
ARG_PORT(port, 7000, "TCP port to listen on")

/* enum err echo_start(struct nursery *mine, struct stack net, uint16_t port); */
JOB(echo_start, stack, arg_port)

void config(void)
{
    /* For -t unix that is the host's sockets, and no network device is needed. */
    stack net = generic_stack(default_network());

    unikernel("@NAME@", echo_start(net, port));
}
