/* SPDX-License-Identifier: ISC */
/* config.c - what @NAME@ is made of: the files of htdocs, and an HTTP server. */
#include <mirage.h>

/* Read when it boots: `dist/main --port=8081`. */
ARG_PORT(port, 8080, "TCP port to listen on")

/* enum err site_start(struct nursery *mine, struct kv_ro, const struct http_server *); */
JOB(site_start, kv_ro, http_server)

void config(void)
{
    /* Linked into the image; `mirage configure --kv-ro=direct` reads the folder instead. */
    kv_ro pages = generic_kv_ro("htdocs");
    stack net = generic_stack(default_network());

    unikernel("@NAME@", site_start(pages, http_server_over(net, port)));
}
