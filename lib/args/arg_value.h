/* SPDX-License-Identifier: ISC */
/* arg_value.h - private to lib/args: one value, from octets that need not end with a NUL. */
#pragma once
#include "lib/args/args.h"

/* Octets of a type's C type, and what the type is called. */
size_t arg_value_size(enum arg_type type);
const char *arg_value_name(enum arg_type type);

/* Whether the C type is const char *; the octets must then live on, and a NUL follow them. */
bool arg_value_is_text(enum arg_type type);

/* Stores the value, or says in `why` what was expected and returns ERR_MALFORMED. */
enum err arg_value_read(enum arg_type type, const char *choices, struct bytes text,
    void *into, struct writer *why);

/* Adds the values of a text to a list, or says why not. */
enum err arg_list_read(enum arg_type type, const char *choices, struct bytes text,
    struct arg_list *list, struct writer *why);

/* What was typed, control characters as \xNN, cut where it gets long; the second with quotes. */
void put_arg_plain(struct writer *w, struct bytes octets);
void put_arg_quoted(struct writer *w, struct bytes octets);

/* A writer into an empty *problem, whose text always ends with a NUL. */
struct writer arg_problem_writer(struct args_problem *problem);
