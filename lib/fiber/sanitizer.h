/* SPDX-License-Identifier: ISC */
/*
 * sanitizer.h - tells AddressSanitizer that the stack changes.
 *
 * It keeps for each stack what its bounds are and which frames it moved to the heap, and takes an
 * unannounced change of stack for an overflow. Elsewhere all of this is nothing, and the one #if
 * of the library is here.
 */
#pragma once
#include <stddef.h>

struct sanitizer_stack {
    void *frames; /* those moved to the heap, while the fiber is suspended */
    const void *lowest;
    size_t size;
};

#ifndef __has_feature
#define __has_feature(name) 0
#endif

#if __has_feature(address_sanitizer) || defined(__SANITIZE_ADDRESS__)

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

/* Redzones make frames several times as large. */
enum { SANITIZER_STACK_FACTOR = 4 };

#define SANITIZER_IGNORE [[gnu::no_sanitize_address]]

/* The stack of `from` (NULL: it ends) is left for that of `to`. */
static inline void sanitizer_leave(
    struct sanitizer_stack *from, const struct sanitizer_stack *to)
{
    __sanitizer_start_switch_fiber(
        from == NULL ? NULL : &from->frames, to->lowest, to->size);
}

/* The stack of `here` is entered again. */
static inline void sanitizer_enter(struct sanitizer_stack *here)
{
    __sanitizer_finish_switch_fiber(here->frames, NULL, NULL);
}

/* A stack is entered first; the one that was left is `from`. */
static inline void sanitizer_begin(struct sanitizer_stack *from)
{
    __sanitizer_finish_switch_fiber(NULL, &from->lowest, &from->size);
}

/* Nothing is left of the frames that were on this stack. */
static inline void sanitizer_clear(const void *lowest, size_t size)
{
    __asan_unpoison_memory_region(lowest, size);
}

#else

enum { SANITIZER_STACK_FACTOR = 1 };

#define SANITIZER_IGNORE

static inline void sanitizer_leave([[maybe_unused]] struct sanitizer_stack *from,
    [[maybe_unused]] const struct sanitizer_stack *to)
{
}

static inline void sanitizer_enter([[maybe_unused]] struct sanitizer_stack *here)
{
}

static inline void sanitizer_begin([[maybe_unused]] struct sanitizer_stack *from)
{
}

static inline void sanitizer_clear(
    [[maybe_unused]] const void *lowest, [[maybe_unused]] size_t size)
{
}

#endif
