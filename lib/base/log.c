/* SPDX-License-Identifier: ISC */
/*
 * log.c - which lines are shown, and how one is made.
 *
 * A line is put together on the stack and written at once, so lines of different fibers do not mix
 * and nothing is allocated. A message is formatted first and escaped as a whole, because anything
 * in it may come from a peer.
 */
#include "lib/base/log.h"
#include "lib/base/civil.h"
#include "lib/base/format.h"
#include "sig/clock.h"

#define LOG_LEVEL_TEXT(name, text) [name] = text,
#define LOG_LEVEL_TAG(name, text)  [name] = #name,

static const char *const level_texts[] = { LOG_LEVELS(LOG_LEVEL_TEXT) };
static const char *const level_tags[] = { LOG_LEVELS(LOG_LEVEL_TAG) };

enum { LEVELS = sizeof level_texts / sizeof level_texts[0] };

void log_init(struct log *log, void (*write)(struct bytes line))
{
    *log = (struct log){ .level = LOG_WARNING, .level_max = LOG_WARNING, .write = write };
}

/* --- Choosing -------------------------------------------------------------------------------- */

static bool level_parse(struct bytes text, enum log_level *level)
{
    for (size_t i = 0; i < LEVELS; i++) {
        if (bytes_equal(text, bytes_of_text(level_texts[i]))) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* The rule of this source; behind the last if there is none. */
static size_t rule_find(const struct log *log, struct bytes source)
{
    for (size_t i = 0; i < log->rule_count; i++)
        if (bytes_equal(bytes_of_text(log->rules[i].source), source))
            return i;
    return log->rule_count;
}

static void level_max_update(struct log *log)
{
    log->level_max = log->level;
    for (size_t i = 0; i < log->rule_count; i++)
        if (log->rules[i].level > log->level_max)
            log->level_max = log->rules[i].level;
}

/* One of the parts between commas. */
static enum err rule_add(struct log *log, struct bytes part)
{
    struct bytes source = BYTES("*");
    enum log_level level;

    if (bytes_find(part, ':') < part.len)
        source = bytes_split(&part, ':');
    if (!level_parse(part, &level) || source.len == 0 ||
        bytes_find(source, 0) < source.len)
        return ERR_MALFORMED;
    if (bytes_equal(source, BYTES("*"))) {
        log->level = level;
        return OK;
    }
    size_t i = rule_find(log, source);
    if (i == LOG_RULES_MAX || source.len >= LOG_SOURCE_MAX)
        return ERR_TOO_LARGE;
    if (i == log->rule_count)
        log->rule_count++;
    log->rules[i] = (struct log_rule){ .level = level };
    bytes_copy((struct bytes_mut){ (uint8_t *)log->rules[i].source, source.len }, source);
    return OK;
}

enum err log_configure(struct log *log, struct bytes rule)
{
    struct log changed = *log;
    bool more;

    do {
        more = bytes_find(rule, ',') < rule.len;
        TRY(rule_add(&changed, bytes_split(&rule, ',')));
    } while (more);
    level_max_update(&changed);
    *log = changed;
    return OK;
}

static bool log_wants(const struct log *log, enum log_level level, const char *source)
{
    if (log == NULL || level == LOG_QUIET || level > log->level_max)
        return false;
    size_t i = rule_find(log, bytes_of_text(source));
    return level <= (i < log->rule_count ? log->rules[i].level : log->level);
}

bool log_shows(enum log_level level, const char *source)
{
    return log_wants(log_current(), level, source);
}

/* --- Printing -------------------------------------------------------------------------------- */

/* C0 and DEL; and C1, which is 0xc2 and one of these octets in UTF-8. */
static bool is_control(uint8_t before, uint8_t octet)
{
    return octet < ' ' || octet == 0x7f ||
           (before == 0xc2 && octet >= 0x80 && octet < 0xa0);
}

static void put_escaped(struct writer *w, struct bytes text)
{
    uint8_t before = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (is_control(before, text.at[i]))
            format(w, "\\x%02x", text.at[i]);
        else
            put_u8(w, text.at[i]);
        before = text.at[i];
    }
}

static void put_head(
    struct writer *w, const struct log *log, enum log_level level, const char *source)
{
    struct wall_time now = clock_wall();
    struct civil c = civil_of(now.s);

    format(w, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ ", c.year, c.month, c.day, c.hour,
        c.minute, c.second, now.ns / 1000000);
    if (log->name[0] != 0)
        format(w, "%s ", log->name);

    /* Without the enumerator's "LOG_". */
    format(w, "%-5s [%s] ", level_tags[level] + 4, source);
}

/* Not inlined: its space would be cleared for each line that is not shown. */
[[gnu::noinline]] static void print(const struct log *log, enum log_level level,
    const char *source, const char *text, va_list args)
{
    uint8_t message_space[LOG_LINE_MAX], line_space[LOG_LINE_MAX];
    struct writer message =
        writer_of((struct bytes_mut){ message_space, sizeof message_space });
    struct writer line =
        writer_of((struct bytes_mut){ line_space, sizeof line_space - 1 });

    format_va(&message, text, args);
    put_head(&line, log, level, source);
    put_escaped(&line, written(&message));

    struct writer end = writer_of((struct bytes_mut){ line_space, sizeof line_space });
    end.len = line.len;
    put_u8(&end, '\n');
    log->write(written(&end));
}

void log_to_va(const struct log *log, enum log_level level, const char *source,
    const char *text, va_list args)
{
    if (log_wants(log, level, source))
        print(log, level, source, text, args);
}

void log_to(const struct log *log, enum log_level level, const char *source,
    const char *text, ...)
{
    va_list args;

    va_start(args, text);
    log_to_va(log, level, source, text, args);
    va_end(args);
}

void log_at(enum log_level level, const char *source, const char *text, ...)
{
    va_list args;

    va_start(args, text);
    log_to_va(log_current(), level, source, text, args);
    va_end(args);
}
