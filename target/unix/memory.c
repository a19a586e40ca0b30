/* SPDX-License-Identifier: ISC */
/*
 * Memory is mapped from the kernel. Stacks are slots of larger regions, each with a guard page
 * below it.
 *
 * A guard page made by mprotect() splits the mapping in two, and a process may have only some
 * 65,000 mappings (vm.max_map_count): too few for 100,000 fibers. Linux 6.13 can mark pages as
 * guards inside a mapping instead. Whether that works is tried out once, by having the kernel
 * read from such a page, because emulators take the advice and do nothing.
 *
 * Regions are aligned to their size, so the region of a stack is found from its address. They are
 * never given back; the pages of a stack that is given back are.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, madvise */
#include "lib/base/invariant.h"
#include "sig/target.h"

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* <asm-generic/mman-common.h> of Linux 6.13; the C libraries of today do not have it. */
enum { ADVICE_GUARD = 102 };

/* Slots a region: as many as a set of bits in a word has. */
enum { SLOTS = 64, ORDERS = 40 };

struct region {
    struct region *next; /* with room, of the same order */
    size_t slot;         /* octets: a guard and a stack */
    unsigned order;
    uint64_t full;    /* what `free` is when nothing is taken */
    uint64_t free;    /* a bit for each slot */
    uint64_t guarded; /* those whose guard is up */
};

enum guard_kind { GUARD_UNKNOWN, GUARD_ADVICE, GUARD_PROTECTION };

static struct {
    size_t page;
    enum guard_kind guard;
    struct region *with_room[ORDERS];
} memory;

static size_t page_size(void)
{
    if (memory.page == 0)
        memory.page = (size_t)sysconf(_SC_PAGESIZE);
    return memory.page;
}

static void *map(size_t octets, int flags)
{
    void *at = mmap(
        NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

    return at == MAP_FAILED ? NULL : at;
}

void *memory_take(size_t octets)
{
    return map(octets, 0);
}

void memory_give(void *at, size_t octets)
{
    munmap(at, octets);
}

/* --- Guards ---------------------------------------------------------------------------------- */

/* Whether the kernel cannot read a page that was advised to be a guard. */
static bool advice_works(uint8_t *page)
{
    int sink = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    bool works = false;

    if (sink >= 0 && madvise(page, page_size(), ADVICE_GUARD) == 0)
        works = write(sink, page, sizeof(uint64_t)) < 0;
    if (sink >= 0)
        close(sink);
    return works;
}

static bool guard(uint8_t *page)
{
    if (memory.guard == GUARD_UNKNOWN)
        memory.guard = advice_works(page) ? GUARD_ADVICE : GUARD_PROTECTION;
    if (memory.guard == GUARD_ADVICE)
        return madvise(page, page_size(), ADVICE_GUARD) == 0;
    return mprotect(page, page_size(), PROT_NONE) == 0;
}

/* --- Regions --------------------------------------------------------------------------------- */

static size_t stack_octets(unsigned order)
{
    return page_size() << order;
}

static unsigned order_of(size_t octets)
{
    unsigned order = 0;

    while (stack_octets(order) < octets)
        order++;
    invariant(order < ORDERS);
    return order;
}

/* A power of two with room for SLOTS / 2 slots, a page for the struct, and rarely all SLOTS. */
static size_t region_octets(unsigned order)
{
    return stack_octets(order) * SLOTS;
}

/*
 * Mapped twice as large as needed, to be aligned, and trimmed. Most of it is never touched, so the
 * kernel is asked not to count it.
 */
static uint8_t *map_aligned(size_t octets)
{
    uint8_t *at = map(2 * octets, MAP_NORESERVE);

    if (at == NULL)
        return NULL;
    size_t before = (octets - (uintptr_t)at % octets) % octets;
    if (before > 0)
        munmap(at, before);
    munmap(at + before + octets, octets - before);
    return at + before;
}

static struct region *region_open(unsigned order)
{
    size_t octets = region_octets(order);
    uint8_t *at = map_aligned(octets);

    if (at == NULL)
        return NULL;

    /* One touched page of a stack must not become two megabytes. */
    (void)madvise(at, octets, MADV_NOHUGEPAGE);

    struct region *r = (void *)at;
    size_t slot = stack_octets(order) + page_size();
    size_t count = (octets - page_size()) / slot;
    *r = (struct region){ .order = order, .slot = slot };
    r->full = count >= SLOTS ? UINT64_MAX : ((uint64_t)1 << count) - 1;
    r->free = r->full;
    return r;
}

static uint8_t *region_slot(struct region *r, unsigned i)
{
    return (uint8_t *)r + page_size() + r->slot * i;
}

/* --- Stacks ---------------------------------------------------------------------------------- */

void *stack_take(size_t octets)
{
    unsigned order = order_of(octets);
    struct region *r = memory.with_room[order];

    if (r == NULL)
        r = region_open(order);
    if (r == NULL)
        return NULL;
    memory.with_room[order] = r;

    unsigned i = (unsigned)__builtin_ctzll(r->free);
    uint64_t bit = (uint64_t)1 << i;
    if ((r->guarded & bit) == 0 && !guard(region_slot(r, i)))
        return NULL;
    r->guarded |= bit;
    r->free &= ~bit;
    if (r->free == 0)
        memory.with_room[order] = r->next;
    return region_slot(r, i) + page_size();
}

void stack_give(void *lowest, size_t octets)
{
    unsigned order = order_of(octets);
    uintptr_t within = (uintptr_t)lowest % region_octets(order);
    struct region *r = (void *)((uint8_t *)lowest - within);

    invariant(r->order == order);
    size_t i = (within - page_size()) / r->slot;
    if (r->free == 0) {
        r->next = memory.with_room[order];
        memory.with_room[order] = r;
    }
    r->free |= (uint64_t)1 << i;

    /* Zeros again, and no memory until it is used. */
    (void)madvise(lowest, stack_octets(order), MADV_DONTNEED);
}
