/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

enum err hello_start(struct nursery *mine)
{
    for (unsigned i = 0; i < 4; i++) {
        log_info("hello", "hello");
        TRY(fiber_sleep_until(from_now(SECONDS(1))));
    }
    return OK;
}
