/* SPDX-License-Identifier: ISC */
/*
 * unikernel.c - writes patterns to a disk and reads them back, at both ends and across them.
 *
 * It overwrites what it tries: the first and the last MiB.
 */
#include "lib/block/block_io.h"
#include "mirage/jobs.h"

enum { SECTOR_MAX = 4096, RUN = 1 << 20 };

static uint8_t out[RUN], in[RUN];

static void fill(uint32_t seed)
{
    for (size_t i = 0; i < RUN; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (uint8_t)(seed >> 24);
    }
}

/* What is written to `sector` is what is read from it. */
static enum err round_trip(struct block disk, uint64_t sector, size_t len)
{
    fill((uint32_t)sector + 1);
    TRY(block_write(disk, sector, (struct bytes){ out, len }));
    TRY(block_flush(disk));
    TRY(block_read(disk, sector, (struct bytes_mut){ in, len }));
    return bytes_equal((struct bytes){ in, len }, (struct bytes){ out, len }) ? OK
                                                                              : ERR_IO;
}

/* The second of three overlapping writes is seen between the ends of the others. */
static enum err overlap(struct block disk, uint32_t size)
{
    fill(7);
    TRY(block_write(disk, 0, (struct bytes){ out, 3u * size }));
    TRY(block_write(disk, 1, (struct bytes){ out, size }));
    TRY(block_read(disk, 0, (struct bytes_mut){ in, 3u * size }));

    struct bytes read = { in, 3u * size }, wrote = { out, 3u * size };
    bool same = bytes_equal(bytes_part(read, 0, size), bytes_part(wrote, 0, size)) &&
                bytes_equal(bytes_part(read, size, size), bytes_part(wrote, 0, size)) &&
                bytes_equal(bytes_part(read, 2u * size, size),
                    bytes_part(wrote, 2u * size, size));

    return same ? OK : ERR_IO;
}

static enum err refused(enum err result)
{
    return result == ERR_OUT_OF_RANGE ? OK : ERR_IO;
}

enum err block_start(struct nursery *mine, struct block disk)
{
    struct block_info info = block_info(disk);
    uint64_t run = RUN / info.sector_size;

    log_info("block", "%llu sectors of %u octets, %s", (unsigned long long)info.sectors,
        info.sector_size, info.writable ? "writable" : "read only");
    if (info.sectors < run || info.sector_size > SECTOR_MAX) {
        log_error("block", "this wants a disk of a MiB or more");
        return ERR_OUT_OF_RANGE;
    }
    TRY(round_trip(disk, 0, info.sector_size));
    TRY(round_trip(disk, info.sectors - 1, info.sector_size));
    TRY(round_trip(disk, 0, RUN));
    TRY(round_trip(disk, info.sectors - run, RUN));
    TRY(overlap(disk, info.sector_size));
    TRY(refused(
        block_read(disk, info.sectors, (struct bytes_mut){ in, info.sector_size })));
    TRY(refused(block_read(disk, info.sectors - 1, (struct bytes_mut){ in, RUN })));
    TRY(refused(block_write(disk, UINT64_MAX, (struct bytes){ out, info.sector_size })));
    TRY(refused(block_read(disk, 0, (struct bytes_mut){ in, info.sector_size - 1 })));
    log_info("block", "all is well");
    return OK;
}
