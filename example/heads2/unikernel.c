/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"

struct coin {
    const char *side;
    uint64_t delay_ns;
};

static enum err fall(struct nursery *mine, void *arg)
{
    const struct coin *coin = arg;

    TRY(fiber_sleep_until(from_now(coin->delay_ns)));
    log_info("heads2", "%s", coin->side);
    return OK;
}

/* The coins outlive their fibers because the nursery is closed before this returns. */
enum err heads_start(struct nursery *mine)
{
    struct coin coins[] = { { "Heads", SECONDS(1) }, { "Tails", SECONDS(2) } };
    struct nursery *falling;
    enum err result = OK;

    TRY(nursery_open(&falling, mine, (struct nursery_limits){ .fibers_max = 2 }));
    for (size_t i = 0; i < 2 && result == OK; i++)
        result = nursery_spawn(falling, coins[i].side, fall, &coins[i]);
    if (result == OK)
        result = nursery_wait(falling, NEVER);
    nursery_close(falling);
    if (result == OK)
        log_info("heads2", "Finished");
    return result;
}
