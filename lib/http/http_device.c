/* SPDX-License-Identifier: ISC */
/* http_device.c - what config.c can name. */
#include <mirage.h>

http_server http_server_over(stack net, arg_port port)
{
    return DEVICE(http_server, .name = "http_server", .why = "answers HTTP requests",
        .library = "http", .type = "struct http_server",
        .state = "struct http_server_state", .wires = { { "stack", net } },
        .connect = "http_server_connect", .disconnect = "http_server_disconnect",
        .parameters = { port });
}
