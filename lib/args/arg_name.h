/* SPDX-License-Identifier: ISC */
/* arg_name.h - private to lib/args: how rows are called on the command line. */
#pragma once
#include "lib/args/args.h"

struct arg_name {
    char text[ARGS_NAME_MAX];
    size_t len;
};

/* "dmz-port", of a row "port" in group "dmz". */
struct arg_name arg_name_of(const struct arg *row);

static inline struct bytes arg_name_bytes(const struct arg_name *n)
{
    return (struct bytes){ (const uint8_t *)n->text, n->len };
}

/* The row of exactly that name; NULL: none. */
const struct arg *arg_name_find(const struct arg table[], size_t rows, struct bytes name);

/* The row that --no-NAME is false for, from "no-NAME"; NULL: none. */
const struct arg *arg_name_find_negated(
    const struct arg table[], size_t rows, struct bytes name);

/* "--dmz-port" */
void put_arg_name(struct writer *w, const struct arg *row);

/* "; did you mean --port?" if a name is like `name`; else nothing. */
void put_arg_suggestion(
    struct writer *w, const struct arg table[], size_t rows, struct bytes name);
