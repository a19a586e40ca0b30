/* SPDX-License-Identifier: ISC */
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"
#include "sig/random.h"

/* Takes up to three seconds, and says so in `answer`. */
static enum err work(struct nursery *mine, void *answer)
{
    uint8_t draw;

    random_fill((struct bytes_mut){ &draw, 1 });
    TRY(fiber_sleep_until(from_now(MILLISECONDS(draw % 30u * 100u))));
    *(const char **)answer = "Heads";
    return OK;
}

/* Every call that waits takes a deadline, so a time limit is an argument and not a construct. */
enum err timeout_start(struct nursery *mine, uint64_t limit_ns)
{
    const char *answer = NULL;
    struct nursery *worker;
    enum err result;

    TRY(nursery_open(&worker, mine, (struct nursery_limits){ .fibers_max = 1 }));
    result = nursery_spawn(worker, "work", work, &answer);
    if (result == OK)
        result = nursery_wait(worker, from_now(limit_ns));
    nursery_close(worker); /* cancels it if it still works */

    if (result == ERR_TIMED_OUT) {
        log_info("timeout1", "Cancelled");
        return OK;
    }
    if (result == OK)
        log_info("timeout1", "Returned \"%s\"", answer);
    return result;
}
