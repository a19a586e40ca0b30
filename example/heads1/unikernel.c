/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

static enum err heads(struct nursery *mine, void *arg)
{
    TRY(fiber_sleep_until(from_now(SECONDS(1))));
    log_info("heads1", "Heads");
    return OK;
}

static enum err tails(struct nursery *mine, void *arg)
{
    TRY(fiber_sleep_until(from_now(SECONDS(2))));
    log_info("heads1", "Tails");
    return OK;
}

enum err heads_start(struct nursery *mine)
{
    struct nursery *coins;
    enum err result;

    TRY(nursery_open(&coins, mine, (struct nursery_limits){ .fibers_max = 2 }));
    result = nursery_spawn(coins, "heads", heads, NULL);
    if (result == OK)
        result = nursery_spawn(coins, "tails", tails, NULL);
    if (result == OK)
        result = nursery_wait(coins, NEVER);
    nursery_close(coins);
    if (result == OK)
        log_info("heads1", "Finished");
    return result;
}
