/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"
#include "sig/clock.h"

/* Sleeps to absolute times, so that the ticks do not drift by what printing takes. */
enum err clock_start(struct nursery *mine, int64_t ticks)
{
    instant next = fiber_now();

    for (int64_t i = 0; ticks <= 0 || i < ticks; i++) {
        struct wall_time wall = clock_wall();

        log_info("clock", "wall %lld.%09u s, monotonic %llu ns", (long long)wall.s,
            (unsigned)wall.ns, (unsigned long long)clock_monotonic().ns);
        next = instant_after(next, SECONDS(1));
        TRY(fiber_sleep_until(next));
    }
    return OK;
}
