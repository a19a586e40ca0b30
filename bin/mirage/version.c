/* SPDX-License-Identifier: ISC */
/*
 * version.c - whether this mirage is one that a config.c was written for.
 *
 * If its first line is a comment that begins with the tool's name, that says so:
 *
 *     mirage >= 0.1.0 & < 1.0.0
 *
 * It is looked at before the compiler is run, since a config.c for another version may well not
 * compile. Other first lines are nobody's business.
 */
#include "bin/mirage/tool.h"
#include <ctype.h>
#include <string.h>

/* a.b.c */
struct version {
    unsigned parts[3];
};

/* Takes `word`, and blanks before it; nothing, if something else is there. */
static bool take_word(const char **at, const char *word)
{
    const char *from = *at + strspn(*at, " ");

    if (strncmp(from, word, strlen(word)) != 0)
        return false;
    *at = from + strlen(word);
    return true;
}

static bool take_number(const char **at, unsigned *out)
{
    enum { PART_MAX = 9999 };
    unsigned value = 0;

    if (!isdigit((unsigned char)**at))
        return false;
    while (isdigit((unsigned char)**at) && value <= PART_MAX)
        value = 10 * value + (unsigned)(*(*at)++ - '0');
    *out = value;
    return value <= PART_MAX;
}

static bool take_version(const char **at, struct version *out)
{
    *at += strspn(*at, " ");
    for (size_t i = 0; i < 3; i++)
        if ((i > 0 && *(*at)++ != '.') || !take_number(at, &out->parts[i]))
            return false;
    return true;
}

static int compare(const struct version *a, const struct version *b)
{
    for (size_t i = 0; i < 3; i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i] ? -1 : 1;
    return 0;
}

/* What a comment says: from `first` (inclusive) until `end` (exclusive), where it has them. */
struct wanted {
    bool has_first, has_end;
    struct version first, end;
    int len; /* of its text */
};

/* [>= a.b.c] [&] [< d.e.f] and the end of the comment. */
static bool read_wanted(const char *line, struct wanted *out)
{
    const char *at = line;

    out->has_first = take_word(&at, ">=");
    if (out->has_first && !take_version(&at, &out->first))
        return false;
    (void)take_word(&at, "&");
    out->has_end = take_word(&at, "<");
    if (out->has_end && !take_version(&at, &out->end))
        return false;
    out->len = (int)(at - line);
    return take_word(&at, "*/");
}

enum status check_version(struct tool *t)
{
    char *rest = file_text(t, t->config, NULL);
    const char *line = rest == NULL ? NULL : next_line(&rest);
    const char *installed = t->version;
    struct wanted wanted;
    struct version ours;

    if (line == NULL || !take_word(&line, "/* mirage "))
        return DONE;
    if (!read_wanted(line, &wanted))
        return fail(t,
            "%s:1: unknown first line, must be /* mirage [>= a.b.c] [&] [< d.e.f] */",
            t->config);
    if (!take_version(&installed, &ours))
        return fail(t, "the installation is broken: its version is '%s'", t->version);
    if ((wanted.has_first && compare(&ours, &wanted.first) < 0) ||
        (wanted.has_end && compare(&ours, &wanted.end) >= 0))
        return fail(t,
            "%s:1: version mismatch: required is mirage %.*s, but %s is installed",
            t->config, wanted.len, line, t->version);
    return DONE;
}
