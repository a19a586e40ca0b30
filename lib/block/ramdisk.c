/* SPDX-License-Identifier: ISC */
/* ramdisk.c - a request is checked as a whole, and then copied part by part. */
#include "lib/block/ramdisk.h"
#include "lib/base/invariant.h"
#include "lib/block/block_io.h"
#include "sig/target.h"
#include <string.h>

/* The octets of some sectors; the request that they come from was checked. */
static struct bytes_mut sectors_at(
    const struct ramdisk *disk, uint64_t sector, uint64_t sectors)
{
    return (struct bytes_mut){ disk->state->memory + sector * RAMDISK_SECTOR_SIZE,
        (size_t)sectors * RAMDISK_SECTOR_SIZE };
}

static struct block_info ramdisk_info(const void *self)
{
    const struct ramdisk *disk = self;

    return (struct block_info){
        .sectors = disk->sectors, .sector_size = RAMDISK_SECTOR_SIZE, .writable = true
    };
}

static void transfer(const struct ramdisk *disk, const struct block_request *r)
{
    uint8_t *at = sectors_at(disk, r->sector, 0).at;

    for (size_t i = 0; i < r->part_count; i++) {
        struct bytes_mut part = r->parts[i];

        if (part.len == 0)
            continue;
        if (r->verb == BLOCK_READ)
            memcpy(part.at, at, part.len);
        else
            memcpy(at, part.at, part.len);
        at += part.len;
    }
}

static enum err ramdisk_submit(const void *self, struct block_request *r)
{
    const struct ramdisk *disk = self;
    struct block_info info = ramdisk_info(self);

    TRY(block_check(&info, r));
    switch (r->verb) {
    case BLOCK_READ:
    case BLOCK_WRITE:
        transfer(disk, r);
        break;
    case BLOCK_FLUSH:
        break;
    case BLOCK_DISCARD: {
        struct bytes_mut gone = sectors_at(disk, r->sector, r->sectors);

        memset(gone.at, 0, gone.len);
        break;
    }
    }
    r->done(r, OK);
    return OK;
}

const struct block_ops ramdisk_ops = { .info = ramdisk_info, .submit = ramdisk_submit };

enum err ramdisk_connect(struct nursery *mine, const struct ramdisk *self)
{
    uint64_t size = (uint64_t)self->sectors * RAMDISK_SECTOR_SIZE;

    (void)mine;
    invariant(self->sectors > 0);
    if (size > SIZE_MAX)
        return ERR_NO_MEMORY;
    self->state->memory = memory_take((size_t)size);
    return self->state->memory == NULL ? ERR_NO_MEMORY : OK;
}

void ramdisk_disconnect(const struct ramdisk *self)
{
    memory_give(self->state->memory, (size_t)self->sectors * RAMDISK_SECTOR_SIZE);
    self->state->memory = NULL;
}
