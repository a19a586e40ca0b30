/* SPDX-License-Identifier: ISC */
/* block_check.c - what every BLOCK refuses, checked before any of a request is done. */
#include "lib/block/block_io.h"

uint64_t block_parts_len(const struct block_request *r)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < r->part_count; i++) {
        if (r->parts[i].len > UINT64_MAX - sum)
            return UINT64_MAX;
        sum += r->parts[i].len;
    }
    return sum;
}

enum err block_check(const struct block_info *info, const struct block_request *r)
{
    uint64_t sectors = r->sectors;

    if (r->verb == BLOCK_FLUSH)
        return OK;
    if (r->verb != BLOCK_READ && !info->writable)
        return ERR_READ_ONLY;
    if (r->verb != BLOCK_DISCARD) {
        uint64_t len = block_parts_len(r);

        if (len % info->sector_size != 0)
            return ERR_OUT_OF_RANGE;
        sectors = len / info->sector_size;
    }
    if (r->sector > info->sectors || sectors > info->sectors - r->sector)
        return ERR_OUT_OF_RANGE;
    return OK;
}
