/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

/*
 * Three steps of a second each. A cancelled wait fails at once, and so would each further one: what
 * has to wait during clean-up runs under a shield with a deadline of its own.
 */
static enum err climb(struct nursery *mine, void *arg)
{
    unsigned *height = arg;
    enum err result = OK;

    while (*height < 3 && result == OK) {
        result = fiber_sleep_until(from_now(SECONDS(1)));
        if (result == OK)
            log_info("timeout2", "step %u", ++*height);
    }
    if (result == ERR_CANCELLED) {
        struct shield shield = shield_begin(from_now(SECONDS(1)));

        log_info("timeout2", "told to stop at %u; climbing down", *height);
        if (fiber_sleep_until(from_now(MILLISECONDS(100))) == OK)
            *height = 0;
        shield_end(shield);
    }
    return result;
}

enum err timeout_start(struct nursery *mine, uint64_t limit_ns)
{
    unsigned height = 0;
    struct nursery *climbers;
    enum err result;

    TRY(nursery_open(&climbers, mine, (struct nursery_limits){ .fibers_max = 1 }));
    result = nursery_spawn(climbers, "climb", climb, &height);
    if (result == OK)
        result = nursery_wait(climbers, from_now(limit_ns));
    nursery_close(climbers);
    log_info("timeout2", "%s at height %u", err_name(result), height);
    return result == ERR_TIMED_OUT ? OK : result;
}
