/* SPDX-License-Identifier: ISC */
/*
 * args_split.c - one line of text into words, for targets that are not passed an array of them.
 *
 * The rules are those that most people know from the shell, less everything that stands for
 * something else: no variables, no patterns, no comments.
 */
#include "lib/args/args.h"
#include "lib/base/reader.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Puts the next character, whatever it is. */
static void take_ordinary(struct reader *r, struct writer *w)
{
    uint8_t c = take_u8(r);

    if (c == '\0')
        r->bad = true;
    else
        put_u8(w, c);
}

/* What is behind an opening quote, and the closing one. */
static void take_quoted(struct reader *r, struct writer *w, uint8_t quote)
{
    while (!r->bad && peek_u8(r) != quote) {
        if (quote == '"' && peek_u8(r) == '\\')
            take_u8(r);
        take_ordinary(r, w);
    }
    take_u8(r);
}

/* A word, which starts at no blank, and its NUL. */
static void take_word(struct reader *r, struct writer *w)
{
    while (reader_left(r) > 0 && !is_blank(peek_u8(r))) {
        uint8_t c = peek_u8(r);

        if (c == '\'' || c == '"' || c == '\\')
            take_u8(r);
        if (c == '\'' || c == '"')
            take_quoted(r, w, c);
        else
            take_ordinary(r, w);
    }
    put_u8(w, '\0');
}

enum err args_split(struct bytes line, struct args_words *into)
{
    struct reader r = reader_of(line);
    struct writer w =
        writer_of((struct bytes_mut){ (uint8_t *)into->text, into->text_max });

    into->count = 0;
    for (;;) {
        while (is_blank(peek_u8(&r)))
            take_u8(&r);
        if (reader_left(&r) == 0)
            break;
        if (into->count == into->max)
            return ERR_TOO_LARGE;
        into->words[into->count++] = &into->text[w.len];
        take_word(&r, &w);
        if (r.bad)
            return ERR_MALFORMED;
        if (w.bad)
            return ERR_TOO_LARGE;
    }
    into->text_len = w.len;
    return OK;
}
