/* SPDX-License-Identifier: ISC */
/*
 * ramdisk_test.c - a disk of four sectors against an array that does the same: ranges at both ends,
 * unaligned lengths, overlapping parts; and block_check at the limits of its arithmetic.
 */
#include "lib/block/block_io.h"
#include "lib/block/ramdisk.h"
#include "test/test.h"
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum {
    SECTORS = 4,
    SIZE = RAMDISK_SECTOR_SIZE,
    TWO = 2 * SIZE,
    ALL = SECTORS * SIZE,
    MORE = ALL + SIZE
};

static struct ramdisk_state state;
static const struct ramdisk ramdisk = { .sectors = SECTORS, .state = &state };
static const struct block disk = { &ramdisk_ops, &ramdisk };
static uint8_t octets[MORE], back[MORE];
static unsigned done_calls;

static void note_done(struct block_request *r, enum err result)
{
    (void)r;
    expect(result == OK);
    done_calls++;
}

static enum err submit_parts(
    enum block_verb verb, uint64_t sector, const struct bytes_mut *parts, size_t count)
{
    struct block_request r = { .verb = verb,
        .sector = sector,
        .parts = parts,
        .part_count = count,
        .done = note_done };
    unsigned before = done_calls;
    enum err e = block_submit(disk, &r);

    expect(done_calls == before + (e == OK));
    return e;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): BLOCK has one type for both ways */
static enum err submit(enum block_verb verb, uint64_t sector, uint8_t *at, size_t len)
{
    struct bytes_mut part = { at, len };

    return submit_parts(verb, sector, &part, 1);
}

static enum err discard(uint64_t sector, uint64_t sectors)
{
    struct block_request r = {
        .verb = BLOCK_DISCARD, .sector = sector, .sectors = sectors, .done = note_done
    };

    return block_submit(disk, &r);
}

/* Whether the disk holds that. */
static bool holds(uint64_t sector, const uint8_t *at, size_t len)
{
    memset(back, 0xee, sizeof back);
    expect(submit(BLOCK_READ, sector, back, len) == OK);
    return memcmp(back, at, len) == 0;
}

static void fill(uint8_t seed)
{
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i * 7 + i / SIZE + seed);
}

static const struct {
    uint64_t sector;
    size_t len;
    enum err result;
} ranges[] = {
    { 0, 0, OK },
    { 0, SIZE, OK },
    { 0, ALL, OK },
    { 0, MORE, ERR_OUT_OF_RANGE },
    { 0, SIZE - 1, ERR_OUT_OF_RANGE },
    { 0, SIZE + 1, ERR_OUT_OF_RANGE },
    { 0, 1, ERR_OUT_OF_RANGE },
    { SECTORS - 1, SIZE, OK },
    { SECTORS - 1, TWO, ERR_OUT_OF_RANGE },
    { SECTORS, 0, OK },
    { SECTORS, SIZE, ERR_OUT_OF_RANGE },
    { SECTORS + 1, 0, ERR_OUT_OF_RANGE },
    { UINT64_MAX, SIZE, ERR_OUT_OF_RANGE },
    { UINT64_MAX, 0, ERR_OUT_OF_RANGE },
    { UINT64_MAX / SIZE + 1, SIZE, ERR_OUT_OF_RANGE },
};

static void test_ranges(void)
{
    static const uint8_t zeros[ALL];

    test("zeros at first")
    {
        expect(holds(0, zeros, sizeof zeros));
    }
    test("a range is inside or refused, whatever is done there")
    {
        for (size_t i = 0; i < COUNT(ranges); i++) {
            fill((uint8_t)i);
            expect(submit(BLOCK_READ, ranges[i].sector, back, ranges[i].len) ==
                   ranges[i].result);
            expect(submit(BLOCK_WRITE, ranges[i].sector, octets, ranges[i].len) ==
                   ranges[i].result);
            if (ranges[i].result == OK)
                expect(holds(ranges[i].sector, octets, ranges[i].len));
            if (ranges[i].len % SIZE == 0)
                expect(
                    discard(ranges[i].sector, ranges[i].len / SIZE) == ranges[i].result);
        }
        expect(discard(1, UINT64_MAX) == ERR_OUT_OF_RANGE);
    }
    test("what is refused changes nothing")
    {
        fill(1);
        expect(submit(BLOCK_WRITE, 0, octets, ALL) == OK);
        memset(back, 0xff, sizeof back);
        expect(submit(BLOCK_WRITE, 0, back, SIZE + 1) == ERR_OUT_OF_RANGE);
        expect(submit(BLOCK_WRITE, SECTORS - 1, back, TWO) == ERR_OUT_OF_RANGE);
        expect(holds(0, octets, ALL));
    }
    test("what is discarded is zeros, its neighbours stay")
    {
        expect(discard(1, 2) == OK);
        memset(octets + SIZE, 0, TWO);
        expect(holds(0, octets, ALL));
    }
}

static void test_parts(void)
{
    test("parts make sectors only in sum")
    {
        const struct bytes_mut parts[] = { { octets, 100 }, { NULL, 0 },
            { octets + 100, SIZE }, { octets + 100 + SIZE, SIZE - 100 } };

        fill(2);
        expect(submit_parts(BLOCK_WRITE, 1, parts, COUNT(parts)) == OK);
        expect(holds(1, octets, TWO));
        expect(submit_parts(BLOCK_WRITE, 1, parts, COUNT(parts) - 1) == ERR_OUT_OF_RANGE);
    }
    test("parts may overlap: a write repeats them, of a read the last one stays")
    {
        const struct bytes_mut same[] = { { octets, SIZE }, { octets, SIZE } };
        const struct bytes_mut shifted[] = { { back, SIZE }, { back + SIZE / 2, SIZE } };
        uint8_t first[SIZE];

        fill(3);
        expect(submit_parts(BLOCK_WRITE, 0, same, 2) == OK);
        expect(holds(0, octets, SIZE) && holds(1, octets, SIZE));
        memcpy(first, octets, SIZE);
        expect(submit_parts(BLOCK_READ, 0, shifted, 2) == OK);
        expect(memcmp(back, first, SIZE / 2) == 0);
        expect(memcmp(back + SIZE / 2, first, SIZE) == 0);
    }
    test("no parts, and a flush")
    {
        expect(submit_parts(BLOCK_READ, 0, NULL, 0) == OK);
        expect(submit_parts(BLOCK_FLUSH, UINT64_MAX, NULL, 0) == OK);
    }
}

static void test_check(void)
{
    const struct block_info read_only = { .sectors = 2, .sector_size = SIZE };
    const struct block_info huge = {
        .sectors = UINT64_MAX, .sector_size = SIZE, .writable = true
    };
    const struct bytes_mut endless[] = { { octets, SIZE_MAX }, { octets, SIZE } };
    struct bytes_mut part = { octets, SIZE };
    struct block_request r = { .parts = &part, .part_count = 1 };

    test("what may not be written may be read and flushed")
    {
        r.verb = BLOCK_READ;
        expect(block_check(&read_only, &r) == OK);
        r.verb = BLOCK_FLUSH;
        expect(block_check(&read_only, &r) == OK);
        r.verb = BLOCK_WRITE;
        expect(block_check(&read_only, &r) == ERR_READ_ONLY);
        r.verb = BLOCK_DISCARD;
        expect(block_check(&read_only, &r) == ERR_READ_ONLY);
    }
    test("sums do not wrap")
    {
        r.verb = BLOCK_WRITE;
        r.sector = UINT64_MAX - 1;
        expect(block_check(&huge, &r) == OK);
        r.sector = UINT64_MAX;
        expect(block_check(&huge, &r) == ERR_OUT_OF_RANGE);
        r.sector = 0;
        r.parts = endless;
        r.part_count = 2;
        expect(block_parts_len(&r) == UINT64_MAX);
        expect(block_check(&huge, &r) == ERR_OUT_OF_RANGE);
    }
}

int main(void)
{
    static struct ramdisk_state none;
    const struct ramdisk too_large = { .sectors = UINT32_MAX, .state = &none };

    expect(ramdisk_connect(NULL, &ramdisk) == OK);
    test_ranges();
    test_parts();
    test_check();
    test("its info")
    {
        struct block_info info = block_info(disk);

        expect(info.sectors == SECTORS && info.sector_size == SIZE && info.writable);
        expect(
            block_info((struct block){ &ramdisk_ops, &too_large }).sectors == UINT32_MAX);
    }
    ramdisk_disconnect(&ramdisk);
    expect(state.memory == NULL);
    return test_result();
}
