/* SPDX-License-Identifier: ISC */
/* emit_c.h - the pieces of C that main.c and jobs.h are made of. */
#pragma once
#include "bin/graph/graph.h"

/* "uint16_t port", "const char *name" */
const char *c_declaration(const char *ctype, const char *name);

/* The C type of an argument's value, or of one of its values. */
const char *c_arg_type(const struct mirage_option *o);

/* The type of a node's value where it is passed on, "struct kv_ro", and the expression for it. */
const char *c_type(const struct node *n);
const char *c_value(const struct node *n);

/* The same as an initialiser of a handle: "{ &crunch_ops, &htdocs }" or "&http_server". */
const char *c_handle(const struct node *n);

/* A string literal; and a comment, which does not end too early. */
void put_c_string(FILE *out, const char *text);
void put_c_comment(FILE *out, const char *text);

/* A statement, continued on further lines at the commas of its outermost brackets. */
void put_c_statement(FILE *out, const char *text, size_t indent);

/* The header of a device's library; NULL: it has none. */
const char *c_device_header(const struct node *n);

/* Adds a header unless it is NULL or there already; and an #include line for each. */
void c_add_once(struct items *headers, const char *header);
void put_c_includes(FILE *out, const struct items *headers);
