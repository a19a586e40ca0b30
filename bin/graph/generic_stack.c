/* SPDX-License-Identifier: ISC */
/*
 * generic_stack.c - a STACK by the key --net.
 *
 * Each generic device has a file of its own: its key is an option only where config.c uses it.
 */
#include "include/mirage.h"
#include <string.h>

KEY_ONE_OF(net, "host|direct", "host",
    "whose TCP/IP: host, the host's sockets (-t unix), or direct, this project's own")

stack generic_stack(network port)
{
    (void)port;
    if (strcmp(net(), "direct") == 0)
        config_error("generic_stack(): --net=direct is not built yet; --net=host is");
    return host_stack();
}
