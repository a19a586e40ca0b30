/* SPDX-License-Identifier: ISC */
/*
 * arg_list.c - lists of values in one text, "a,b". Strings are copied into the list's own text,
 * since they have to lose their backslashes and to end with a NUL; other types are read where
 * they stand, and have no use for a backslash.
 */
#include "lib/args/arg_value.h"
#include "lib/base/format.h"
#include "lib/base/reader.h"
#include <string.h>

/* What is before the next comma that no backslash makes ordinary, backslashes and all. */
static struct bytes take_element(struct reader *r)
{
    size_t len = 0;

    while (len < r->rest.len && r->rest.at[len] != ',')
        len += r->rest.at[len] == '\\' && len + 1 < r->rest.len ? 2 : 1;
    return take_bytes(r, len);
}

/* Copies an element, and a NUL, to the end of the list's text, and gives the copy. */
static enum err keep_text(
    struct bytes element, struct arg_list *list, struct bytes *out, struct writer *why)
{
    struct bytes_mut space = { (uint8_t *)list->text + list->text_len,
        list->text_max - list->text_len };
    struct writer w = writer_of(space);
    struct reader r = reader_of(element);

    while (reader_left(&r) > 0) {
        uint8_t c = take_u8(&r);

        put_u8(&w, c == '\\' ? take_u8(&r) : c);
    }
    if (r.bad) {
        put_arg_quoted(why, element);
        put_text(why, " ends with a backslash");
        return ERR_MALFORMED;
    }
    *out = written(&w);
    put_u8(&w, '\0');
    if (w.bad) {
        format(why, "there is room for %zu octets of text", list->text_max);
        return ERR_TOO_LARGE;
    }
    list->text_len += w.len;
    return OK;
}

enum err arg_list_read(enum arg_type type, const char *choices, struct bytes text,
    struct arg_list *list, struct writer *why)
{
    struct reader r = reader_of(text);

    if (text.len == 0)
        return OK;
    for (;;) {
        struct bytes element = take_element(&r);

        if (list->count == list->max) {
            format(why, "there is room for %zu values", list->max);
            return ERR_TOO_LARGE;
        }
        if (arg_value_is_text(type))
            TRY(keep_text(element, list, &element, why));
        TRY(arg_value_read(type, choices, element,
            (uint8_t *)list->values + list->count * arg_value_size(type), why));
        list->count++;
        if (reader_left(&r) == 0)
            return OK;
        take_u8(&r);
    }
}

enum err arg_list_parse(enum arg_type type, const char *choices, const char *text,
    struct arg_list *list, struct args_problem *problem)
{
    struct writer why = arg_problem_writer(problem);

    return arg_list_read(type, choices, bytes_of_text(text), list, &why);
}
