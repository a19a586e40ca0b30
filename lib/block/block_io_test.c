/* SPDX-License-Identifier: ISC */
/*
 * block_io_test.c - goal: a call returns what its request came to, and not before. Method: a device
 * that holds requests until a fiber completes them, in any order, and whose queue is short.
 */
#include "lib/block/block_io.h"
#include "lib/block/ramdisk.h"
#include "target/unix/unix.h"
#include "test/test.h"
#include <string.h>

enum { QUEUE = 2, SIZE = RAMDISK_SECTOR_SIZE };

#define FIBER(name)       \
    static enum err name( \
        [[maybe_unused]] struct nursery *mine, [[maybe_unused]] void *arg)

/* --- A device that takes its time ------------------------------------------------------------ */

struct slow_state {
    struct block_request *queue[QUEUE];
    size_t count;
    unsigned refused;
};

static struct slow_state slow_state;

static struct block_info slow_info(const void *self)
{
    (void)self;
    return (struct block_info){ .sectors = 8, .sector_size = SIZE, .writable = true };
}

static enum err slow_submit(const void *self, struct block_request *r)
{
    struct block_info info = slow_info(self);

    TRY(block_check(&info, r));
    if (slow_state.count == QUEUE) {
        slow_state.refused++;
        return ERR_NO_MEMORY;
    }
    slow_state.queue[slow_state.count++] = r;
    return OK;
}

/* The newest first, so that the order is not that of arrival. */
static void complete(enum err result)
{
    struct block_request *r = slow_state.queue[--slow_state.count];

    if (r->verb == BLOCK_READ)
        memset(r->parts->at, (int)r->sector + 1, r->parts->len);
    r->done(r, result);
}

static const struct block_ops slow_ops = { .info = slow_info, .submit = slow_submit };
static const struct block slow = { &slow_ops, NULL };

static enum err run(fiber_fn *f)
{
    slow_state = (struct slow_state){ 0 };
    return unix_run(f, NULL, NULL);
}

/* --- Fibers ---------------------------------------------------------------------------------- */

struct reading {
    uint64_t sector;
    uint8_t octets[SIZE];
    enum err result;
    bool ended;
};

FIBER(read_one)
{
    struct reading *r = arg;

    r->result = block_read(slow, r->sector, (struct bytes_mut){ r->octets, SIZE });
    r->ended = true;
    return OK;
}

FIBER(several_in_flight)
{
    static struct reading readings[4];
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    for (size_t i = 0; i < 4; i++) {
        readings[i] = (struct reading){ .sector = i };
        expect(nursery_spawn(n, "read", read_one, &readings[i]) == OK);
    }
    TRY(fiber_yield());
    expect(slow_state.count == QUEUE && slow_state.refused == 2);
    for (unsigned completed = 0; completed < 4;) {
        TRY(fiber_sleep_until(from_now(MILLISECONDS(1))));
        if (slow_state.count > 0) {
            complete(completed == 0 ? ERR_IO : OK);
            completed++;
        }
    }
    TRY(nursery_wait(n, from_now(SECONDS(10))));
    for (size_t i = 0; i < 4; i++) {
        /* The first to be completed was the second that found room. */
        expect(readings[i].result == (i == 1 ? ERR_IO : OK));
        expect(readings[i].octets[0] == i + 1 && readings[i].octets[SIZE - 1] == i + 1);
    }
    nursery_close(n);
    return OK;
}

FIBER(cancelled_in_flight)
{
    static struct reading reading, late;
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    expect(nursery_spawn(n, "read", read_one, &reading) == OK);
    TRY(fiber_yield());
    expect(slow_state.count == 1);
    expect(nursery_spawn(n, "late", read_one, &late) == OK);
    nursery_cancel(n);
    TRY(fiber_sleep_until(from_now(MILLISECONDS(1))));
    expect(late.ended && late.result == ERR_CANCELLED && slow_state.count == 1);
    expect(!reading.ended);
    complete(OK);
    nursery_close(n);
    expect(reading.ended && reading.result == OK);
    return OK;
}

FIBER(cancelled_in_front_of_a_full_queue)
{
    static struct reading readings[QUEUE + 1];
    struct nursery *n, *last;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_open(&last, n, (struct nursery_limits){ 0 }));
    for (size_t i = 0; i <= QUEUE; i++)
        expect(nursery_spawn(i < QUEUE ? n : last, "read", read_one, &readings[i]) == OK);
    TRY(fiber_yield());
    nursery_close(last);
    expect(readings[QUEUE].ended && readings[QUEUE].result == ERR_CANCELLED);
    complete(OK);
    complete(OK);
    TRY(nursery_wait(n, from_now(SECONDS(10))));
    nursery_close(n);
    return OK;
}

/* At once, as a ramdisk does it: through each of the calls. */
FIBER(each_call)
{
    static struct ramdisk_state state;
    static const struct ramdisk ramdisk = { .sectors = 2, .state = &state };
    const struct block disk = { &ramdisk_ops, &ramdisk };
    uint8_t in[2 * SIZE], out[2 * SIZE];
    const uint8_t zeros[SIZE] = { 0 };

    memset(out, 0x5a, sizeof out);
    TRY(ramdisk_connect(mine, &ramdisk));
    expect(block_write(disk, 0, (struct bytes){ out, sizeof out }) == OK);
    expect(block_flush(disk) == OK);
    expect(block_discard(disk, 1, 1) == OK);
    expect(block_read(disk, 0, (struct bytes_mut){ in, sizeof in }) == OK);
    expect(memcmp(in, out, SIZE) == 0 && memcmp(in + SIZE, zeros, SIZE) == 0);
    expect(block_read(disk, 1, (struct bytes_mut){ in, sizeof in }) == ERR_OUT_OF_RANGE);
    expect(block_write(disk, 0, (struct bytes){ out, 1 }) == ERR_OUT_OF_RANGE);
    expect(block_discard(disk, 3, 0) == ERR_OUT_OF_RANGE);
    ramdisk_disconnect(&ramdisk);
    return OK;
}

int main(void)
{
    test("several in flight, completed out of order, more than the queue holds")
    {
        expect(run(several_in_flight) == OK);
    }
    test("a request in flight is waited for, one behind the cancellation is not made")
    {
        expect(run(cancelled_in_flight) == OK);
    }
    test("who waits for room in the queue can be cancelled")
    {
        expect(run(cancelled_in_front_of_a_full_queue) == OK);
    }
    test("each call, on a device that is done at once")
    {
        expect(run(each_call) == OK);
    }
    return test_result();
}
