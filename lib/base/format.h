/* SPDX-License-Identifier: ISC */
/*
 * format.h - printf for slices and freestanding targets, checked by the compiler as printf is.
 *
 * Knows %d %i %u %x %X %o %c %s %p %% with the lengths hh h l ll z j t, flags "-0+ #", width and
 * precision, `*` for both; no floating point. "%.*s" prints a slice: BYTES_ARGS(b) gives its two
 * arguments. Goes into a writer, whose stickiness says if all of it fitted.
 */
#pragma once
#include "lib/base/writer.h"
#include <stdarg.h>

[[gnu::format(printf, 2, 3)]] void format(struct writer *w, const char *text, ...);
[[gnu::format(printf, 2, 0)]] void format_va(
    struct writer *w, const char *text, va_list args);
