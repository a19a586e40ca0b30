/* SPDX-License-Identifier: ISC */
#include "lib/block/block_io.h"
#include "mirage/jobs.h"
#include "sig/random.h"
#include "ticket_wire.h"

enum { SECTOR_MAX = 4096 };

/* CRC-32 of IEEE 802.3, a bit at a time: 12 octets are all there is to sum. */
static uint32_t crc32(struct bytes b)
{
    uint32_t sum = UINT32_MAX;

    for (size_t i = 0; i < b.len; i++) {
        sum ^= b.at[i];
        for (unsigned bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

static uint32_t ticket_own_sum(const struct ticket_wire *t)
{
    return crc32((struct bytes){ t->magic, offsetof(struct ticket_wire, sum) });
}

static bool ticket_is_good(const struct ticket_wire *t)
{
    return ticket_magic(t) == TICKET_MAGIC && ticket_sum(t) == ticket_own_sum(t);
}

static enum err reset(struct block disk, struct bytes_mut sector)
{
    uint64_t sectors = block_info(disk).sectors;

    for (size_t i = 0; i < sector.len; i++)
        sector.at[i] = 0;
    for (uint64_t i = 0; i < sectors; i++)
        TRY(block_write(disk, i, bytes_const(sector)));
    log_info("lottery", "all %llu sectors are reset", (unsigned long long)sectors);
    return block_flush(disk);
}

/* One draw: counted, and kept if it is the best so far. */
static enum err play(struct block disk, uint64_t slot, struct bytes_mut sector)
{
    struct ticket_wire *ticket = ticket_edit(sector);
    uint8_t random[2];

    TRY(block_read(disk, slot, sector));
    if (!ticket_is_good(ticket)) {
        log_warning(
            "lottery", "slot %llu holds no ticket: a new one", (unsigned long long)slot);
        ticket_set_magic(ticket, TICKET_MAGIC);
        ticket_set_draws(ticket, 0);
        ticket_set_best(ticket, 0);
    }
    random_fill((struct bytes_mut){ random, sizeof random });

    uint32_t drawn = be16(random), best = ticket_best(ticket);

    ticket_set_draws(ticket, ticket_draws(ticket) + 1);
    ticket_set_best(ticket, drawn > best ? drawn : best);
    ticket_set_sum(ticket, ticket_own_sum(ticket));
    TRY(block_write(disk, slot, bytes_const(sector)));
    TRY(block_flush(disk));
    log_info("lottery", "slot %llu, draw %u: %u, %s %u", (unsigned long long)slot,
        ticket_draws(ticket), drawn, drawn > best ? "a win over" : "not more than", best);
    return OK;
}

enum err lottery_start(
    struct nursery *mine, struct block disk, int64_t slot, bool reset_all)
{
    static uint8_t storage[SECTOR_MAX];
    struct block_info info = block_info(disk);
    struct bytes_mut sector = { storage, info.sector_size };

    if (info.sector_size > SECTOR_MAX || slot < 0 || (uint64_t)slot >= info.sectors) {
        log_error(
            "lottery", "the slots are 0 to %llu", (unsigned long long)info.sectors - 1);
        return ERR_OUT_OF_RANGE;
    }
    if (reset_all)
        TRY(reset(disk, sector));
    return play(disk, (uint64_t)slot, sector);
}
