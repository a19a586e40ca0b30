/* SPDX-License-Identifier: ISC */
#include "lib/base/format.h"
#include "lib/fiber/fiber.h"
#include "mirage/jobs.h"
#include "sig/random.h"

enum { LINES = 10, LINE_MAX = 16 };

struct line {
    char text[LINE_MAX];
};

/* A line every so often, as somebody types; the channel is closed after the last. */
static enum err type_lines(struct nursery *mine, void *arg)
{
    struct channel *lines = arg;
    enum err result = OK;

    for (unsigned i = 0; i < LINES && result == OK; i++) {
        struct line line = { 0 };
        struct writer w =
            writer_of((struct bytes_mut){ (uint8_t *)line.text, LINE_MAX - 1 });
        uint8_t pause;

        random_fill((struct bytes_mut){ &pause, 1 });
        format(&w, "line %u", i + 1);
        result = fiber_sleep_until(from_now(MILLISECONDS(pause)));
        if (result == OK)
            result = channel_send(lines, &line, NEVER);
    }
    channel_close(lines);
    return result;
}

static enum err echo_lines(struct nursery *mine, void *arg)
{
    struct channel *lines = arg;
    struct line line;
    enum err result;

    while ((result = channel_receive(lines, &line, NEVER)) == OK)
        log_info("echo", "%s", line.text);
    return result == ERR_CLOSED ? OK : result;
}

enum err echo_start(struct nursery *mine)
{
    struct line storage[2];
    struct channel lines;
    struct nursery *both;
    enum err result;

    channel_init(&lines, storage, sizeof *storage, 2);
    TRY(nursery_open(&both, mine, (struct nursery_limits){ .fibers_max = 2 }));
    result = nursery_spawn(both, "typist", type_lines, &lines);
    if (result == OK)
        result = nursery_spawn(both, "echo", echo_lines, &lines);
    if (result == OK)
        result = nursery_wait(both, NEVER);
    nursery_close(both);
    if (result == OK)
        log_info("echo", "finished");
    return result;
}
