/* SPDX-License-Identifier: ISC */
/*
 * arg_value_fuzz.c - a text behind an octet that chooses its type: if it is a value, what is
 * printed for it is one too, and is printed the same.
 */
#include "lib/args/args.h"
#include "lib/base/invariant.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* Parses the text of `in` and prints the value behind it to `out`, a string again. */
static bool print_again(enum arg_type type, const char *in, char out[static 512])
{
    union {
#define MEMBER(name, text, ctype) ctype name##_value;
        ARGS_TYPES(MEMBER)
    } into;
    struct args_problem problem;
    struct writer w = writer_of((struct bytes_mut){ (uint8_t *)out, 512 });

    if (arg_value_parse(type, "a|host|direct", in, &into, &problem) != OK)
        return false;
    put_arg_value(&w, type, &into);
    put_u8(&w, '\0');
    return !w.bad;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    char text[256], first[512], second[512];
    struct bytes_mut room = { (uint8_t *)text, sizeof text - 1 };

    if (len == 0)
        return 0;
    enum arg_type type = (enum arg_type)(at[0] % (ARGS_PATH + 1));

    text[bytes_copy(room, bytes_part((struct bytes){ at, len }, 1, len))] = '\0';
    if (!print_again(type, text, first))
        return 0;
    invariant(print_again(type, first, second) && strcmp(first, second) == 0);
    return 0;
}
