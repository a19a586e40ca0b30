/* SPDX-License-Identifier: ISC */
/* config.c - the project's web site: the files of htdocs, linked into the image, over HTTP. */
#include <mirage.h>

ARG_PORT(port, 8080, "TCP port to listen on")

JOB(website_start, kv_ro, http_server)

void config(void)
{
    stack net = generic_stack(default_network());
    kv_ro pages = generic_kv_ro("htdocs");

    unikernel("main", website_start(pages, http_server_over(net, port)));
}
