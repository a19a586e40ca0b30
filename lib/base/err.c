/* SPDX-License-Identifier: ISC */
/* err.c - the texts and names of errors, made from the one table in err.h. */
#include "lib/base/err.h"
#include <stddef.h>

#define ERROR_TEXT(name, text)   [name] = text,
#define ERROR_SYMBOL(name, text) [name] = #name,

static const char *const err_texts[] = { ERRORS(ERROR_TEXT) };
static const char *const err_names[] = { ERRORS(ERROR_SYMBOL) };

enum { ERR_COUNT = sizeof err_texts / sizeof err_texts[0] };

/* A damaged value must not make a log line read past the table. */
static const char *err_look_up(const char *const table[], enum err e)
{
    return (size_t)e < ERR_COUNT ? table[e] : "unknown error";
}

const char *err_text(enum err e)
{
    return err_look_up(err_texts, e);
}

const char *err_name(enum err e)
{
    return err_look_up(err_names, e);
}
