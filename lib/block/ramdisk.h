/* SPDX-License-Identifier: ISC */
/*
 * ramdisk.h - BLOCK in memory: sectors of 512 octets, zeros at first, gone at the end.
 *
 * Requests are done, and their `done` called, before submit returns. A flush does nothing, a
 * discard makes zeros.
 *
 *     static struct ramdisk_state state;
 *     static const struct ramdisk scratch = { .sectors = 2048, .state = &state };
 *     TRY(ramdisk_connect(mine, &scratch));
 *     struct block b = { &ramdisk_ops, &scratch };
 */
#pragma once
#include "lib/fiber/fiber.h"
#include "sig/block.h"

enum { RAMDISK_SECTOR_SIZE = 512 };

struct ramdisk_state {
    uint8_t *memory; /* private */
};

struct ramdisk {
    uint32_t sectors; /* at least one */
    struct ramdisk_state *state;
};

extern const struct block_ops ramdisk_ops;

/* Takes the memory from the target, all at once. ERR_NO_MEMORY: there is not that much. */
enum err ramdisk_connect(struct nursery *mine, const struct ramdisk *self);
void ramdisk_disconnect(const struct ramdisk *self);
