/* SPDX-License-Identifier: ISC */
/*
 * block_io.c - one request at a time for each fiber, on the fiber's own stack.
 *
 * The request lies on the stack of the fiber that waits for it, and the parts are memory of its
 * caller: neither may go while the device has them. That is why the wait runs under a shield.
 */
#include "lib/block/block_io.h"
#include "lib/fiber/fiber.h"

/* Long enough for a disk to complete something, short beside what a full queue takes. */
enum { RETRY_US = 100 };

struct waiting {
    struct block_request request;
    struct promise done;
};

static void keep(struct block_request *r, enum err result)
{
    promise_keep(&LIST_OF(struct waiting, r, request)->done, result);
}

static enum err submit(struct block b, struct block_request *r)
{
    enum err e;

    if (fiber_is_cancelled())
        return ERR_CANCELLED;
    while ((e = block_submit(b, r)) == ERR_NO_MEMORY)
        TRY(fiber_sleep_until(from_now(MILLISECONDS(1) * RETRY_US / 1000)));
    return e;
}

static enum err perform(struct block b, struct block_request request)
{
    struct waiting w = { .request = request };

    w.request.done = keep;
    promise_init(&w.done);
    TRY(submit(b, &w.request));

    struct shield s = shield_begin(NEVER);
    enum err e = promise_wait(&w.done, NEVER);

    shield_end(s);
    return e;
}

enum err block_read(struct block b, uint64_t sector, struct bytes_mut into)
{
    return perform(b, (struct block_request){
                          .verb = BLOCK_READ,
                          .sector = sector,
                          .parts = &into,
                          .part_count = 1,
                      });
}

enum err block_write(struct block b, uint64_t sector, struct bytes octets)
{
    /* BLOCK has one type for parts of both ways; of a write the device only reads them. */
    const union {
        struct bytes octets;
        struct bytes_mut part;
    } both = { .octets = octets };

    return perform(b, (struct block_request){
                          .verb = BLOCK_WRITE,
                          .sector = sector,
                          .parts = &both.part,
                          .part_count = 1,
                      });
}

enum err block_flush(struct block b)
{
    return perform(b, (struct block_request){ .verb = BLOCK_FLUSH });
}

enum err block_discard(struct block b, uint64_t sector, uint64_t sectors)
{
    return perform(b, (struct block_request){
                          .verb = BLOCK_DISCARD,
                          .sector = sector,
                          .sectors = sectors,
                      });
}
