/* SPDX-License-Identifier: ISC */
/*
 * host_bufs.h - a pool of bufs that fibers may wait for: what a device of -t unix receives into.
 *
 * A library that meets an empty pool drops or refuses; a device that reads for a fiber can let the
 * fiber wait until somebody drops a piece. Whoever holds many pieces while waiting for one more can
 * wait for ever; a deadline bounds that.
 */
#pragma once
#include "lib/base/buf.h"
#include "lib/fiber/fiber.h"

struct host_bufs {
    struct buf_pool pool;
    struct condition free; /* private */
};

/* `slot` octets a buf, a multiple of 64. ERR_NO_MEMORY. */
enum err host_bufs_init(struct host_bufs *b, uint32_t count, uint32_t slot);

/* Every buf must be back. */
void host_bufs_fini(struct host_bufs *b);

/* Suspends while there is none. The buf is empty and the caller's. */
enum err host_bufs_take(struct host_bufs *b, struct buf **out, instant deadline);

/* Suspends until a buf could be taken; by the time the caller looks it may be gone again. */
enum err host_bufs_wait(struct host_bufs *b, instant deadline);
