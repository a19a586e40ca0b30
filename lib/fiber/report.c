/* SPDX-License-Identifier: ISC */
/*
 * What the fibers are doing, for people: on request, in a deadlock, and when an invariant fails.
 *
 *     nursery: 1 of 1,024 fibers
 *       main: joins; stack 1648 of 65536 octets
 *       nursery of main: 2 of 1000 fibers, cancelled
 *         client: waits 29990 ms more; stack 2200 of 65536 octets
 *
 * It needs no memory and little stack, goes straight to the console, and has an end however many
 * fibers there are.
 */
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include "lib/base/limits.h"
#include "lib/fiber/fiber.h"
#include "lib/fiber/scheduler.h"
#include "sig/target.h"

/* Deeper nurseries are not indented further. */
enum { DEPTH_MAX = 20, INDENT = 2 };

[[gnu::format(printf, 2, 3)]] static void line(unsigned depth, const char *text, ...)
{
    uint8_t space[LOG_LINE_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space - 1 });
    va_list args;

    format(&w, "%*s", (int)((depth < DEPTH_MAX ? depth : DEPTH_MAX) * INDENT), "");
    va_start(args, text);
    format_va(&w, text, args);
    va_end(args);

    struct bytes b = written(&w);
    space[b.len] = '\n';
    console_write((struct bytes){ space, b.len + 1 });
}

/*
 * The most of its stack that a fiber used: a fresh stack is all zeros. Frames poison what they do
 * not use, which is no reason not to look at it.
 */
SANITIZER_IGNORE static size_t stack_used(const struct fiber *f)
{
    const uintptr_t *at = (const void *)f->lowest;
    const uintptr_t *end = (const void *)f;

    while (at < end && *at == 0)
        at++;
    return stacks_size(f->order) - (size_t)((const uint8_t *)at - f->lowest);
}

static const char *state_text(const struct fiber *f)
{
    switch (f->state) {
    case FIBER_READY:
        return f == fiber_current ? "runs" : "is ready";
    case FIBER_SLEEPS:
        return "sleeps";
    case FIBER_WAITS:
        return "waits";
    case FIBER_JOINS:
        return "closes a nursery";
    }
    return "";
}

static void report_fiber(unsigned depth, const struct fiber *f)
{
    uint8_t space[64];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });
    bool waits = f->state == FIBER_SLEEPS || f->state == FIBER_WAITS;

    if (waits && f->deadline.ns == NEVER.ns)
        format(&w, " for ever");
    else if (waits)
        format(&w, " %llu ms more",
            (unsigned long long)(instant_since(f->deadline, f->scheduler->now) /
                                 MILLISECONDS(1)));
    line(depth, "%s: %s%.*s%s; stack %zu of %zu octets%s", f->name, state_text(f),
        BYTES_ARGS(written(&w)), f->shielded ? ", shielded" : "", stack_used(f),
        stacks_size(f->order), f->reused ? " at most, by all its users" : "");
}

static void report_nursery(unsigned depth, const struct nursery *n)
{
    size_t shown = 0;

    line(depth, "nursery of %s: %zu of %zu fibers%s", n->owner->name, n->count,
        n->fibers_max, n->cancelled ? ", cancelled" : "");
    LIST_EACH(struct fiber, f, &n->fibers, siblings)
    {
        if (shown == FIBER_REPORT_MAX)
            break;
        report_fiber(depth + 1, f);
        shown++;
    }
    if (shown < n->count)
        line(depth + 1, "and %zu more", n->count - shown);
}

void fiber_report(void)
{
    unsigned depth = 0, shown = 0;

    if (fiber_current == NULL) {
        line(0, "no fibers run");
        return;
    }
    struct nursery *root = &fiber_current->scheduler->root;
    for (struct nursery *n = root; n != NULL; n = nursery_after(n, root, true, &depth)) {
        if (shown++ == FIBER_REPORT_MAX) {
            line(0, "and more nurseries");
            return;
        }
        report_nursery(depth, n);
    }
}

_Noreturn void panic_report(void)
{
    struct fiber *f = fiber_current;

    line(0, "in fiber \"%s\"", fiber_name());

    /* What is wrong may be in what the report reads: then the second panic has to be the last. */
    if (f == NULL || !f->scheduler->panicking) {
        if (f != NULL)
            f->scheduler->panicking = true;
        target_backtrace();
        if (f != NULL)
            fiber_report();
    }
    target_abort();
}
