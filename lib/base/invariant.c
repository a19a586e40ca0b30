/* SPDX-License-Identifier: ISC */
/*
 * invariant.c - the first line of a report about a bug.
 *
 * It goes straight to the console: the log belongs to a fiber whose state may be what is broken.
 */
#include "lib/base/invariant.h"
#include "lib/base/format.h"
#include "lib/base/limits.h"
#include "sig/target.h"

_Noreturn void invariant_failed(const char *file, int line, const char *cond)
{
    uint8_t space[LOG_LINE_MAX];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

    format(&w, "%s:%d: invariant failed: %s", file, line, cond);
    console_write(written(&w));
    console_write(BYTES("\n"));
    panic_report();
}
