/* SPDX-License-Identifier: ISC */
/*
 * block_io.h - BLOCK in direct style: a call that returns when the device has done it.
 *
 * Each call suspends the fiber until its request is complete, however many others are in flight.
 * The device works in the caller's memory meanwhile, so once a request is submitted it is waited
 * for even if the fiber is cancelled; a device that never completes one holds its fiber for ever.
 * When the device's queue is full the call tries again a little later.
 *
 * All may return ERR_CANCELLED (the request was not submitted) and what the device returns: ERR_IO,
 * ERR_OUT_OF_RANGE for what is not whole sectors within the device, ERR_READ_ONLY, ERR_NO_SPACE.
 *
 *     uint8_t boot_sector[512];
 *     TRY(block_read(disk, 0, (struct bytes_mut){ boot_sector, sizeof boot_sector }));
 */
#pragma once
#include "sig/block.h"

/* Fills `into` with the sectors from `sector` on. */
enum err block_read(struct block b, uint64_t sector, struct bytes_mut into);

/* Writes the sectors from `sector` on. They are durable after the next block_flush. */
enum err block_write(struct block b, uint64_t sector, struct bytes octets);

/* Makes durable all writes that have returned. */
enum err block_flush(struct block b);

/* Gives sectors up: what is read there before the next write is not defined. ERR_UNSUPPORTED. */
enum err block_discard(struct block b, uint64_t sector, uint64_t sectors);

/* --- For those who implement BLOCK ----------------------------------------------------------- */

/* Octets in the parts of a request; UINT64_MAX if the sum is larger. */
uint64_t block_parts_len(const struct block_request *r);

/* What submit() has to refuse: ERR_READ_ONLY, ERR_OUT_OF_RANGE. Nothing in it can overflow. */
enum err block_check(const struct block_info *info, const struct block_request *r);
