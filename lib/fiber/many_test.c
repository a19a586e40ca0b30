/* SPDX-License-Identifier: ISC */
/*
 * Goal: fibers are cheap enough to have 100,000 of them, and coming and going leaves nothing
 * behind. Method: do it, and read the resident memory of the process from /proc.
 */
#define _GNU_SOURCE /* madvise */
#include "lib/fiber/fiber.h"
#include "lib/fiber/sanitizer.h"
#include "target/unix/unix.h"
#include "test/test.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MANY = 100000, ROUNDS = 1000000 };

/* VmRSS in KiB. */
static long resident(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;

    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    if (f != NULL)
        fclose(f);
    return kib;
}

static unsigned woken;

static enum err sleeps([[maybe_unused]] struct nursery *mine, void *arg)
{
    const instant *until = arg;

    TRY(fiber_sleep_until(*until));
    woken++;
    return OK;
}

static enum err ends([[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)
{
    return OK;
}

/* Some wait for a time that passes, the others to be cancelled. */
static enum err many_sleep(struct nursery *mine, [[maybe_unused]] void *arg)
{
    static instant soon, never = { UINT64_MAX };
    struct nursery *n;
    long before = resident();

    TRY(nursery_open(&n, mine, (struct nursery_limits){ .fibers_max = MANY }));
    soon = from_now(SECONDS(1));
    for (unsigned i = 0; i < MANY; i++) {
        enum err e = nursery_spawn(n, "sleeper", sleeps, i % 2 == 0 ? &soon : &never);
        expect(e == OK);
        if (e != OK)
            break;
    }
    TRY(fiber_yield());
    long kib = resident() - before;
    printf("%zu fibers asleep: %ld MiB, %ld octets each\n", nursery_count(n), kib / 1024,
        kib * 1024 / MANY);
    expect(kib < 1024L * 1024);
    expect(woken == 0);
    while (nursery_count(n) > MANY / 2)
        TRY(fiber_sleep_until(from_now(MILLISECONDS(20))));
    expect(woken == MANY / 2);
    nursery_close(n);
    expect(woken == MANY / 2);

    /* The burst is over; its memory is the target's again, but for a cache. */
    printf("afterwards: %ld MiB\n", (resident() - before) / 1024);
    expect(resident() - before < 128L * 1024);
    return OK;
}

static enum err many_come_and_go(struct nursery *mine, [[maybe_unused]] void *arg)
{
    long before = 0;

    for (unsigned i = 0; i < ROUNDS; i++) {
        struct nursery *n;

        TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
        expect(nursery_spawn(n, "short", ends, NULL) == OK);
        expect(nursery_wait(n, NEVER) == OK);
        nursery_close(n);
        if (i == ROUNDS / 100)
            before = resident();
    }
    expect(resident() - before < 1024L);
    return OK;
}

/* Why so many stacks cannot be had here; NULL: they can. */
static const char *too_many(void)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (SANITIZER_STACK_FACTOR > 1)
        return "a sanitizer's frames are too large";
    if (madvise(page, 4096, 102) != 0) /* as in target/unix/memory.c */
        return "before Linux 6.13 each guard page counts against vm.max_map_count";
    return NULL;
}

int main(void)
{
    const char *why = too_many();

    if (why != NULL)
        printf("100,000 fibers: skipped, %s\n", why);
    else {
        test("100,000 fibers sleep at once in less than a GiB")
        {
            expect(unix_run(many_sleep, NULL, NULL) == OK);
        }
    }
    test("a million fibers that come and go leave nothing behind")
    {
        expect(unix_run(many_come_and_go, NULL, NULL) == OK);
    }
    return test_result();
}
