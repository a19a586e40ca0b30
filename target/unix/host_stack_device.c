/* SPDX-License-Identifier: ISC */
/* host_stack_device.c - what config.c can name: the host's sockets as a stack. */
#include "include/mirage.h"

stack host_stack(void)
{
    return DEVICE(stack, .name = "host_stack", .header = "target/unix/host_stack.h",
        .why = "the sockets of the host", .type = "struct host_stack",
        .ops = "host_stack_ops", .state = "struct host_stack_state",
        .connect = "host_stack_connect", .disconnect = "host_stack_disconnect",
        .targets = "unix");
}
