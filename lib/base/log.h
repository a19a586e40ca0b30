/* SPDX-License-Identifier: ISC */
/*
 * log.h - lines for people, by source and level, with a time stamp.
 *
 * A source is a short name, mostly the library's: log_info("http", "listening on port %u", port).
 * What is printed is chosen at boot (`-l info -l http:debug`) and kept in the unikernel's
 * `struct log`, which lib/fiber finds from the current fiber; outside a unikernel (in a unit
 * test, say) nothing is printed. A line is cut at LOG_LINE_MAX octets, and control characters in
 * it are shown as \xNN, so that no peer can forge a line.
 *
 *     2026-01-31T12:00:00.123Z INFO  [http] listening on port 8080
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/limits.h"
#include <stdarg.h>

/* The levels of MirageOS's logs; a rule shows its level and all before it. */
#define LOG_LEVELS(L)         \
    L(LOG_QUIET, "quiet")     \
    L(LOG_APP, "app")         \
    L(LOG_ERROR, "error")     \
    L(LOG_WARNING, "warning") \
    L(LOG_INFO, "info")       \
    L(LOG_DEBUG, "debug")
#define LOG_LEVEL_NAME(name, text) name,
enum log_level { LOG_LEVELS(LOG_LEVEL_NAME) };

struct log_rule {
    char source[LOG_SOURCE_MAX];
    enum log_level level;
};

struct log {
    enum log_level level;     /* of sources without a rule */
    enum log_level level_max; /* private: the most talkative of all */
    struct log_rule rules[LOG_RULES_MAX];
    size_t rule_count;
    char name[LOG_SOURCE_MAX]; /* of the unikernel, shown when not empty */

    /* Where a whole line, its newline included, goes. Must not suspend or log. */
    void (*write)(struct bytes line);
};

/* Shows warnings and what is worse. Keeps `write`. */
void log_init(struct log *log, void (*write)(struct bytes line));

/*
 * Takes what -l says: "LEVEL", "SOURCE:LEVEL" or several of them with commas; "*:LEVEL" is LEVEL.
 * ERR_MALFORMED: no such level, or an empty source; ERR_TOO_LARGE: too many rules or too long.
 */
enum err log_configure(struct log *log, struct bytes rule);

/* The log of the unikernel that runs now, or NULL. lib/fiber defines it. */
struct log *log_current(void);

[[gnu::format(printf, 3, 4)]] void log_at(
    enum log_level level, const char *source, const char *text, ...);

/* The same for a log that is not the running unikernel's: before it runs, or in a test. */
[[gnu::format(printf, 4, 5)]] void log_to(const struct log *log, enum log_level level,
    const char *source, const char *text, ...);
[[gnu::format(printf, 4, 0)]] void log_to_va(const struct log *log, enum log_level level,
    const char *source, const char *text, va_list args);

/* For what is costly to compute only to be dropped. */
bool log_shows(enum log_level level, const char *source);

#define log_app(source, ...)     log_at(LOG_APP, source, __VA_ARGS__)
#define log_error(source, ...)   log_at(LOG_ERROR, source, __VA_ARGS__)
#define log_warning(source, ...) log_at(LOG_WARNING, source, __VA_ARGS__)
#define log_info(source, ...)    log_at(LOG_INFO, source, __VA_ARGS__)
#define log_debug(source, ...)   log_at(LOG_DEBUG, source, __VA_ARGS__)
