/* SPDX-License-Identifier: ISC */
/* unikernel.c - answers requests with what is in `pages`. */
#include "lib/http/http.h"
#include "mirage/jobs.h"

enum err website_start(
    struct nursery *mine, struct kv_ro pages, const struct http_server *http)
{
    const struct http_files site = { .tree = pages };

    return http_serve(mine, http, http_files, &site);
}
