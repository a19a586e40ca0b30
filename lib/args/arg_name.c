/* SPDX-License-Identifier: ISC */
/*
 * arg_name.c - the names of arguments: how they are made, found, and guessed at in a message.
 *
 * A name is only ever suggested and never taken for another, since an argument that is added later
 * must not change what an old command line means.
 */
#include "lib/args/arg_name.h"
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include <string.h>

/* As many slips as a person makes in one name; a longer word than all names is no slip. */
enum { SLIPS_MAX = 2, WORD_MAX = ARGS_NAME_MAX + SLIPS_MAX };

static const struct bytes no = { (const uint8_t *)"no-", 3 };

static void put_typed(struct writer *w, const char *text)
{
    struct bytes b = bytes_of_text(text);

    for (size_t i = 0; i < b.len; i++)
        put_u8(w, b.at[i] == '_' ? '-' : b.at[i]);
}

struct arg_name arg_name_of(const struct arg *row)
{
    struct arg_name n = { 0 };
    struct writer w = writer_of((struct bytes_mut){ (uint8_t *)n.text, sizeof n.text });

    put_typed(&w, row->group);
    put_text(&w, row->group == NULL ? "" : "-");
    put_typed(&w, row->name);
    invariant(!w.bad);
    n.len = w.len;
    return n;
}

const struct arg *arg_name_find(const struct arg table[], size_t rows, struct bytes name)
{
    for (size_t i = 0; i < rows; i++) {
        struct arg_name n = arg_name_of(&table[i]);

        if (bytes_equal(arg_name_bytes(&n), name))
            return &table[i];
    }
    return NULL;
}

const struct arg *arg_name_find_negated(
    const struct arg table[], size_t rows, struct bytes name)
{
    if (!bytes_start_with(name, no))
        return NULL;
    const struct arg *row =
        arg_name_find(table, rows, bytes_part(name, no.len, name.len));

    return row != NULL && row->type == ARGS_BOOL ? row : NULL;
}

void put_arg_name(struct writer *w, const struct arg *row)
{
    struct arg_name n = arg_name_of(row);

    put_text(w, "--");
    put_bytes(w, arg_name_bytes(&n));
}

/* --- Suggestions ----------------------------------------------------------------------------- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * How many slips lead from one word to the other: an octet too many, too few, another, or two in
 * the wrong order (the restricted distance of Damerau). Only three rows of the table are kept.
 */
static size_t slips(struct bytes a, struct bytes b)
{
    size_t table[3][WORD_MAX + 1];

    for (size_t j = 0; j <= b.len; j++)
        table[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        const size_t *above = table[(i - 1) % 3], *above2 = table[(i + 1) % 3];
        size_t *now = table[i % 3];

        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.at[i - 1] == b.at[j - 1];

            now[j] = least(least(above[j], now[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
                a.at[i - 2] == b.at[j - 1])
                now[j] = least(now[j], above2[j - 2] + 1);
        }
    }
    return table[a.len % 3][b.len];
}

/* The best guess so far. */
struct guess {
    struct arg_name name;
    size_t slips;
};

/* A name that starts with the word is as near as one with a single slip. */
static void consider(struct guess *best, struct arg_name name, struct bytes word)
{
    struct bytes n = arg_name_bytes(&name);
    size_t count = slips(n, word);

    if (word.len >= 3 && bytes_start_with(n, word))
        count = least(count, 1);
    else if (count > n.len / 2)
        count = SLIPS_MAX + 1;
    if (count < best->slips)
        *best = (struct guess){ name, count };
}

void put_arg_suggestion(
    struct writer *w, const struct arg table[], size_t rows, struct bytes name)
{
    struct guess best = { .slips = SLIPS_MAX + 1 };
    struct bytes rest = bytes_part(name, no.len, name.len);
    bool negated = false;

    if (name.len > WORD_MAX)
        return;
    consider(&best, (struct arg_name){ "help", 4 }, name);
    for (size_t i = 0; i < rows; i++) {
        size_t before = best.slips;
        struct arg_name row = arg_name_of(&table[i]);

        consider(&best, row, name);
        if (best.slips < before)
            negated = false;
        before = best.slips;
        if (table[i].type == ARGS_BOOL && bytes_start_with(name, no))
            consider(&best, row, rest);
        if (best.slips < before)
            negated = true;
    }
    if (best.slips > SLIPS_MAX)
        return;
    put_text(w, negated ? "; did you mean --no-" : "; did you mean --");
    put_bytes(w, arg_name_bytes(&best.name));
    put_u8(w, '?');
}
