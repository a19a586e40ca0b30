/* SPDX-License-Identifier: ISC */
/*
 * Backtraces by frame pointers, which all code of the project keeps.
 *
 * The chain is followed only upwards and only within the running stack, since it may be read after
 * a bug has broken it. Addresses are printed as offsets in the image, which `addr2line -e IMAGE`
 * takes whether or not the image was moved when it was loaded.
 */
#define _GNU_SOURCE /* environ, ucontext_t */
#include "target/unix/backtrace.h"
#include "lib/base/format.h"
#include "lib/fiber/fiber.h"
#include "lib/fiber/sanitizer.h"
#include "sig/target.h"

#include <ucontext.h>
#include <unistd.h>

enum { FRAMES_MAX = 64 };

/* The same on all architectures that save a frame pointer. */
struct frame {
    const struct frame *caller;
    uintptr_t return_address;
};

/* Of the linker: where the image begins and ends. */
/* NOLINTNEXTLINE(readability-identifier-naming): they are the linker's names */
extern const char __ehdr_start[], _end[];

uintptr_t context_pc(const void *context)
{
    const ucontext_t *c = context;

    /* Each architecture has its own name for it. */
#ifdef __aarch64__
    return c->uc_mcontext.pc;
#else
    return (uintptr_t)c->uc_mcontext.gregs[REG_RIP];
#endif
}

/* The environment lies above the first stack. */
static uintptr_t stack_end(uintptr_t inside)
{
    struct bytes stack = fiber_stack();
    uintptr_t lowest = (uintptr_t)stack.at;

    if (inside >= lowest && inside - lowest < stack.len)
        return lowest + stack.len;
    return stack.len > 0 ? 0 : (uintptr_t)environ;
}

void backtrace_line(unsigned number, uintptr_t address)
{
    uint8_t space[64];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
    uintptr_t image = (uintptr_t)__ehdr_start;

    if (address >= image && address < (uintptr_t)_end)
        format(&w, "  #%u image+0x%zx\n", number, (size_t)(address - image));
    else
        format(&w, "  #%u 0x%zx\n", number, (size_t)address);
    console_write(written(&w));
}

SANITIZER_IGNORE void target_backtrace(void)
{
    const struct frame *f = __builtin_frame_address(0);
    uintptr_t end = stack_end((uintptr_t)f);

    /* A signal handler runs on its own stack; the code that it interrupted is a frame or two up. */
    for (unsigned hops = 0; end == 0 && hops < 3; hops++) {
        f = f->caller;
        end = stack_end((uintptr_t)f);
    }
    for (unsigned i = 0; i < FRAMES_MAX; i++) {
        uintptr_t at = (uintptr_t)f;

        if (at % sizeof at != 0 || at >= end || end - at < sizeof *f ||
            f->return_address == 0)
            return;
        backtrace_line(i + 1, f->return_address);
        if ((uintptr_t)f->caller <= at)
            return;
        f = f->caller;
    }
}
