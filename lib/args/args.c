/* SPDX-License-Identifier: ISC */
/*
 * args.c - words from a command line, against a table.
 *
 * --help is looked for before anything else, since who asks for it should get it whatever is wrong.
 * Then every variable gets its default, and each word is taken once, from left to right; the first
 * that is wrong ends it.
 */
#include "lib/args/args.h"
#include "lib/args/arg_name.h"
#include "lib/args/arg_value.h"
#include "lib/base/format.h"
#include "lib/base/invariant.h"
#include <string.h>

struct parse {
    const struct arg *table;
    size_t rows;
    const char *const *words;
    size_t count, at; /* words in all, and taken */
    struct args_problem *problem;
    bool given[ARGS_ROWS_MAX];
};

/* Fills in the problem; the row, if there is one, comes first. */
[[gnu::format(printf, 3, 4)]] static enum err refuse(
    const struct parse *p, const struct arg *row, const char *text, ...)
{
    struct writer w = arg_problem_writer(p->problem);
    va_list args;

    if (row != NULL)
        put_arg_name(&w, row);
    va_start(args, text);
    format_va(&w, text, args);
    va_end(args);
    return ERR_MALFORMED;
}

static enum err refuse_unknown(
    const struct parse *p, struct bytes typed, struct bytes name)
{
    struct writer w = arg_problem_writer(p->problem);

    format(&w, "unknown argument ");
    put_arg_plain(&w, typed);
    put_arg_suggestion(&w, p->table, p->rows, name);
    return ERR_MALFORMED;
}

/* Where the value of a row that is no list lies. */
static void *value_of(const struct arg *row)
{
    switch (row->type) {
    case ARGS_BOOL:
        return row->value.boolean;
    case ARGS_INT:
        return row->value.integer;
    case ARGS_PORT:
        return row->value.port;
    case ARGS_DURATION:
        return row->value.duration_ns;
    case ARGS_IP:
    case ARGS_IPV4:
    case ARGS_IPV6:
        return row->value.ip;
    case ARGS_PREFIX:
        return row->value.prefix;
    case ARGS_MAC:
        return row->value.mac;
    case ARGS_STRING:
    case ARGS_HOST:
    case ARGS_ONE_OF:
    case ARGS_PATH:
        return row->value.string;
    }
    return NULL;
}

static void clear(const struct arg *row)
{
    if (row->repeated) {
        row->value.list->count = 0;
        row->value.list->text_len = 0;
    } else {
        memset(value_of(row), 0, arg_value_size(row->type));
    }
}

/* Stores one text in the row's variable, or adds it to the row's list. */
static enum err store(const struct parse *p, const struct arg *row, struct bytes text)
{
    struct writer why = arg_problem_writer(p->problem);
    enum err e;

    put_arg_name(&why, row);
    put_text(&why, ": ");
    if (row->repeated)
        e = arg_list_read(row->type, row->choices, text, row->value.list, &why);
    else
        e = arg_value_read(row->type, row->choices, text, value_of(row), &why);
    return e == OK ? OK : ERR_MALFORMED;
}

static enum err store_defaults(const struct parse *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        const struct arg *row = &p->table[i];

        clear(row);
        if (row->fallback != NULL)
            TRY(store(p, row, bytes_of_text(row->fallback)));
    }
    return OK;
}

/* Stores what was typed, in place of the default if it is the first. */
static enum err give(struct parse *p, const struct arg *row, struct bytes text)
{
    bool *given = &p->given[row - p->table];

    if (*given && !row->repeated)
        return refuse(p, row, " is given twice");
    if (!*given)
        clear(row);
    *given = true;
    return store(p, row, text);
}

/* The word behind a name, as its value. */
static enum err give_next(struct parse *p, const struct arg *row)
{
    struct bytes text = bytes_of_text(p->at < p->count ? p->words[p->at] : "--");

    if (bytes_start_with(text, BYTES("--"))) {
        struct arg_name n = arg_name_of(row);

        return refuse(p, row, " needs a value: --%.*s=%s", BYTES_ARGS(arg_name_bytes(&n)),
            arg_value_name(row->type));
    }
    p->at++;
    return give(p, row, text);
}

/* --name, --no-name, --name VALUE, --name=VALUE. */
static enum err take_long(struct parse *p, struct bytes word)
{
    struct bytes text = bytes_part(word, 2, word.len);
    struct bytes name = bytes_part(text, 0, bytes_find(text, '='));
    bool has_value = name.len < text.len;
    const struct arg *row = arg_name_find(p->table, p->rows, name);

    if (row == NULL && !has_value) {
        row = arg_name_find_negated(p->table, p->rows, name);
        if (row != NULL)
            return give(p, row, BYTES("false"));
    }
    if (row == NULL)
        return refuse_unknown(p, bytes_part(word, 0, name.len + 2), name);
    if (has_value)
        return give(p, row, bytes_part(text, name.len + 1, text.len));
    if (row->type == ARGS_BOOL)
        return give(p, row, BYTES("true"));
    return give_next(p, row);
}

/* -l, -l VALUE, -lVALUE. */
static enum err take_letter(struct parse *p, struct bytes word)
{
    struct bytes value = bytes_part(word, 2, word.len);
    const struct arg *row = NULL;

    for (size_t i = 0; i < p->rows && row == NULL; i++)
        if (p->table[i].letter != 0 && (uint8_t)p->table[i].letter == word.at[1])
            row = &p->table[i];
    if (row == NULL)
        return refuse_unknown(p, word, bytes_part(word, 1, bytes_find(word, '=') - 1));
    if (row->type == ARGS_BOOL && value.len == 0)
        return give(p, row, BYTES("true"));
    return value.len > 0 ? give(p, row, value) : give_next(p, row);
}

static enum err take_words(struct parse *p)
{
    bool options = true;

    while (p->at < p->count) {
        struct bytes word = bytes_of_text(p->words[p->at++]);

        if (options && bytes_equal(word, BYTES("--"))) {
            options = false;
        } else if (options && bytes_start_with(word, BYTES("--"))) {
            TRY(take_long(p, word));
        } else if (options && word.len > 1 && word.at[0] == '-') {
            TRY(take_letter(p, word));
        } else {
            struct writer w = arg_problem_writer(p->problem);

            put_arg_quoted(&w, word);
            put_text(&w, " is not expected: arguments are written --NAME=VALUE");
            return ERR_MALFORMED;
        }
    }
    return OK;
}

static bool asks_for_help(const struct parse *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct bytes word = bytes_of_text(p->words[i]);

        if (bytes_equal(word, BYTES("--")))
            return false;
        if (bytes_equal(word, BYTES("--help")))
            return true;
    }
    return false;
}

enum err args_parse(const struct arg table[], size_t rows, const char *const words[],
    size_t count, struct args_problem *problem)
{
    struct parse p = {
        .table = table, .rows = rows, .words = words, .count = count, .problem = problem
    };

    invariant(rows <= ARGS_ROWS_MAX);
    memset(problem, 0, sizeof *problem);
    if (asks_for_help(&p))
        return ERR_NOT_FOUND;
    TRY(store_defaults(&p));
    TRY(take_words(&p));
    for (size_t i = 0; i < rows; i++)
        if (table[i].required && !p.given[i])
            return refuse(&p, &table[i], " is required");
    memset(problem, 0, sizeof *problem);
    return OK;
}
