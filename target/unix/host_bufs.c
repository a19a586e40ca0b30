/* SPDX-License-Identifier: ISC */
/*
 * Fibers that wait for a buf of an empty pool. Each buf that comes back wakes one of them; since a
 * fiber that was woken does go on, whatever else happens to it, no buf lies unused while another
 * waits.
 */
#include "target/unix/host_bufs.h"

static void wake_one(struct buf_pool *pool)
{
    condition_signal(&LIST_OF(struct host_bufs, pool, pool)->free);
}

enum err host_bufs_init(struct host_bufs *b, uint32_t count, uint32_t slot)
{
    TRY(buf_pool_init(&b->pool, count, slot));
    condition_init(&b->free);
    b->pool.returned = wake_one;
    return OK;
}

void host_bufs_fini(struct host_bufs *b)
{
    buf_pool_fini(&b->pool);
}

enum err host_bufs_wait(struct host_bufs *b, instant deadline)
{
    while (b->pool.left == 0)
        TRY(condition_wait(&b->free, deadline));
    return OK;
}

enum err host_bufs_take(struct host_bufs *b, struct buf **out, instant deadline)
{
    while ((*out = buf_take(&b->pool, 0)) == NULL)
        TRY(host_bufs_wait(b, deadline));
    return OK;
}
