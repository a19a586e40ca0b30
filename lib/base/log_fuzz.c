/* SPDX-License-Identifier: ISC */
/*
 * log_fuzz.c - rules of -l: what is taken can be printed, and taken again to the same effect; and
 * no message ends in more than one line.
 */
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include "lib/base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define LEVEL_TEXT(name, text) text,
static const char *const levels[] = { LOG_LEVELS(LEVEL_TEXT) };

static void one_line(struct bytes line)
{
    invariant(line.len <= LOG_LINE_MAX && bytes_find(line, '\n') == line.len - 1);
}

static struct bytes rules_print(struct writer w, const struct log *log)
{
    format(&w, "%s", levels[log->level]);
    for (size_t i = 0; i < log->rule_count; i++)
        format(&w, ",%s:%s", log->rules[i].source, levels[log->rules[i].level]);
    return written(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    uint8_t first[1024], second[1024];
    struct log log, again;

    log_init(&log, one_line);
    log_init(&again, one_line);
    log_to(&log, LOG_ERROR, "fuzz", "%.*s", bytes_int(len), (const char *)at);
    if (log_configure(&log, (struct bytes){ at, len }) != OK)
        return 0;
    struct bytes printed =
        rules_print(writer_of((struct bytes_mut){ first, sizeof first }), &log);
    invariant(log_configure(&again, printed) == OK);
    struct bytes twice =
        rules_print(writer_of((struct bytes_mut){ second, sizeof second }), &again);
    invariant(bytes_equal(printed, twice) && log.level_max == again.level_max);
    return 0;
}
