/* SPDX-License-Identifier: ISC */
#include "lib/boot/boot.h"
#include "mirage/jobs.h"

enum err info_start(struct nursery *mine)
{
    struct bytes left = bytes_of_text(unikernel.libraries);

    log_info("info", "%s for %s, by mirage %s", unikernel.name, unikernel.target,
        unikernel.version);
    while (left.len > 0) {
        struct bytes library = bytes_split(&left, ' ');

        log_info("info", "library %.*s", BYTES_ARGS(library));
    }
    return OK;
}
