/* SPDX-License-Identifier: ISC */
/*
 * args_help.c - what --help prints: the arguments in two columns, by section.
 *
 *     Usage: www [ARGUMENT]...
 *
 *     NETWORK
 *       --port=PORT         TCP port to listen on. Default: 8080.
 *       --style=CHOICE      Page width. One of: wide, narrow. Required.
 */
#include "lib/args/arg_name.h"
#include "lib/args/arg_value.h"
#include "lib/base/format.h"
#include "lib/base/reader.h"

/* Where the right column starts, and how wide a line gets unless a word is wider. */
enum { COLUMN = 26, WIDTH = 80 };

static const char no_section[] = "OPTIONS";

/* Puts words with line breaks between them where the next would not fit. */
struct wrap {
    struct writer *out;
    size_t at;   /* characters on this line */
    size_t from; /* where a line starts */
};

/* Characters, not octets: those of UTF-8 that do not continue another. */
static size_t width_of(struct bytes text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.len; i++)
        width += (text.at[i] & 0xc0) != 0x80;
    return width;
}

static void wrap_break(struct wrap *w)
{
    format(w->out, "\n%*s", (int)w->from, "");
    w->at = w->from;
}

static void wrap_word(struct wrap *w, struct bytes word, const char *end)
{
    size_t width = width_of(word) + width_of(bytes_of_text(end));

    if (w->at > w->from && w->at + 1 + width > WIDTH)
        wrap_break(w);
    else if (w->at > w->from) {
        put_u8(w->out, ' ');
        w->at++;
    }
    put_bytes(w->out, word);
    put_text(w->out, end);
    w->at += width;
}

/* Each word of a text, and `end` right behind the last. */
static void wrap_text(struct wrap *w, struct bytes text, const char *end)
{
    while (text.len > 0) {
        struct bytes word = bytes_split(&text, ' ');

        if (word.len > 0 || text.len == 0)
            wrap_word(w, word, text.len == 0 ? end : "");
    }
}

static struct bytes section_of(const struct arg *row)
{
    return bytes_of_text(row->section != NULL ? row->section : no_section);
}

static void put_choices(struct wrap *w, const struct arg *row)
{
    struct bytes rest = bytes_of_text(row->choices);

    wrap_text(w, BYTES("One of:"), "");
    while (rest.len > 0) {
        struct bytes choice = bytes_split(&rest, '|');

        wrap_word(w, choice, rest.len > 0 ? "," : ".");
    }
}

/* A default that is shown by the form of its argument, or is nothing, is left out. */
static bool has_default(const struct arg *row)
{
    struct bytes fallback = bytes_of_text(row->fallback);

    if (row->type == ARGS_BOOL && bytes_equal(fallback, BYTES("false")))
        return false;
    return fallback.len > 0;
}

static void put_details(struct wrap *w, const struct arg *row)
{
    wrap_text(w, bytes_of_text(row->doc), ".");
    if (row->type == ARGS_ONE_OF)
        put_choices(w, row);
    if (has_default(row)) {
        wrap_word(w, BYTES("Default:"), "");
        wrap_text(w, bytes_of_text(row->fallback), ".");
    }
    if (row->required)
        wrap_word(w, BYTES("Required."), "");
    if (row->repeated)
        wrap_text(w, BYTES("May be repeated."), "");
}

/* The left column, and blanks or a line break behind it. */
static void put_forms(struct writer *w, const struct arg *row)
{
    struct arg_name n = arg_name_of(row);
    uint8_t space[2 * ARGS_NAME_MAX];
    struct writer left = writer_of((struct bytes_mut){ space, sizeof space });

    if (row->letter != 0)
        format(&left, "-%c, ", row->letter);
    put_text(&left, row->type == ARGS_BOOL ? "--[no-]" : "--");
    put_bytes(&left, arg_name_bytes(&n));
    if (row->type != ARGS_BOOL)
        format(&left, "=%s", arg_value_name(row->type));
    if (row->repeated)
        put_text(&left, ",...");
    format(w, "  %-*.*s", COLUMN - 3, BYTES_ARGS(written(&left)));
    if (left.len > COLUMN - 3)
        format(w, "\n%*s", COLUMN - 1, "");
    put_u8(w, ' ');
}

static void put_row(struct writer *w, const struct arg *row)
{
    struct wrap right = { .out = w, .at = COLUMN, .from = COLUMN };

    put_forms(w, row);
    put_details(&right, row);
    put_u8(w, '\n');
}

static void put_help_row(struct writer *w)
{
    format(w, "  %-*s Print this and end.\n", COLUMN - 3, "--help");
}

/* Whether no row before `until` is of its section. */
static bool is_first_of_section(const struct arg table[], size_t until)
{
    for (size_t i = 0; i < until; i++)
        if (bytes_equal(section_of(&table[i]), section_of(&table[until])))
            return false;
    return true;
}

static void put_section(
    struct writer *w, struct bytes section, const struct arg table[], size_t rows)
{
    put_u8(w, '\n');
    put_bytes(w, section);
    put_u8(w, '\n');
    for (size_t i = 0; i < rows; i++)
        if (bytes_equal(section_of(&table[i]), section))
            put_row(w, &table[i]);
}

void args_help(struct writer *w, const char *name, const struct arg table[], size_t rows)
{
    bool help_shown = false;

    format(w, "Usage: %s [ARGUMENT]...\n", name);
    for (size_t i = 0; i < rows; i++) {
        if (!is_first_of_section(table, i))
            continue;
        put_section(w, section_of(&table[i]), table, rows);
        if (bytes_equal(section_of(&table[i]), BYTES("OPTIONS"))) {
            put_help_row(w);
            help_shown = true;
        }
    }
    if (!help_shown) {
        put_section(w, BYTES("OPTIONS"), table, 0);
        put_help_row(w);
    }
}
