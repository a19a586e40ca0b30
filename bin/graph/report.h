/* SPDX-License-Identifier: ISC */
/*
 * report.h - mistakes, at the user's file and line, as a compiler prints them.
 *
 *     config.c:12: error: the kv_ro crunch: there is no directory 'htdcs'
 *
 * Keys, arguments and jobs know their line by __LINE__. A device is made by a function call, so it
 * keeps a trace of the stack, which is turned into a line only when somebody asks.
 */
#pragma once

/* Exit statuses of MirageOS's tool. */
enum { STATUS_CONFIG = 1, STATUS_WORDS = 124, STATUS_BUG = 125 };

enum { TRACE_MAX = 32 };

struct trace {
    void *frames[TRACE_MAX]; /* return addresses, innermost first */
    int count;
};

/* The stack, without frames up to the one that returns to `inside`, if that is not NULL. */
struct trace trace_here(const void *inside);

struct position {
    const char *file; /* NULL: not known */
    int line;
};

/*
 * The innermost call in config.c, or else in another file of the user's. Runs addr2line, which
 * comes with every compiler.
 */
struct position trace_position(const struct trace *t);

/* "config.c:12", or "config.c" */
const char *position_text(struct position p);

/* Each ends the process. */
[[gnu::format(printf, 2, 3)]] _Noreturn void report_at(
    const struct trace *t, const char *format, ...);
[[gnu::format(printf, 2, 3)]] _Noreturn void report_position(
    struct position p, const char *format, ...);
[[gnu::format(printf, 1, 2)]] _Noreturn void report_error(const char *format, ...);
[[gnu::format(printf, 2, 3)]] _Noreturn void report_words(
    const char *command, const char *format, ...);

/* "config.c:5: warning: ...", and it goes on. */
[[gnu::format(printf, 2, 3)]] void report_warning(
    struct position p, const char *format, ...);

/* "auto", "always" or "never"; NULL is auto. */
void report_color(const char *when);
