/* SPDX-License-Identifier: ISC */
/*
 * graph.h - what config() builds, and what is made of it.
 *
 * One process is one evaluation of one config.c: constructors declare keys and boot arguments
 * before main, config() makes nodes, and then the graph is only read. Since the calls of mirage.h
 * carry no context, it is the one variable `graph`. Its memory is given back at the process's end.
 *
 *     key.c         keys, and their values from the words
 *     device.c      nodes: devices, boot arguments, jobs
 *     order.c       which nodes are needed, in which order, and their names in main.c
 *     libraries.c   which libraries they need
 *     emit_*.c      the generated files       describe*.c, query.c   what people read
 *     report.c      errors, at the user's line
 */
#pragma once
#include "bin/graph/report.h"
#include "include/mirage.h"
#include "lib/args/args.h"
#include <stdio.h>

/* A list that grows; its elements live as long as the process. */
struct items {
    void **at;
    size_t count, room;
};
void items_append(struct items *l, void *item);

/* Zeroed memory; out of memory ends the process. */
void *graph_take(size_t octets);
void graph_give_all(void);
char *graph_copy(const char *text); /* of NULL: NULL */
[[gnu::format(printf, 1, 2)]] char *graph_text(const char *format, ...);

/* All of a file with a NUL behind it; NULL: it cannot be read. */
char *graph_file(const char *path);
bool graph_is_file(const char *path);
bool graph_is_directory(const char *path);

enum { INPUTS_MAX = 16 };

/* --- Keys ------------------------------------------------------------------------------------ */

/* What was typed after the common options were taken out; each word is used once. */
struct words {
    const char **at;
    bool *used;
    size_t count;
};

struct key {
    const struct mirage_option *option;
    bool is_resolved, is_given;
    struct items
        texts; /* its value, or values if it is a list; none: there is no default */
};

/* The name after the dashes, "dmz-port"; of an argument, too. */
const char *option_full_name(const struct mirage_option *o);

/* Fills in the value from the words, else the default. ERR_MALFORMED with the reason. */
enum err key_resolve(struct key *k, struct words *w, struct args_problem *problem);

/* The key as a word that would give it its value again: "--title=My site", "--no-tls". */
char *key_word(const struct key *k);

/* The values of a default or word: one, or those between the commas of a list. */
enum err option_texts(const struct mirage_option *o, const char *text,
    struct items *texts, struct args_problem *problem);

/* Joins them again. */
char *option_joined(const struct items *texts);

/* Keys that nobody has looked at get their values, and words that are left over are an error. */
void keys_finish(const char *command);

/* A word that is left over and no option, now taken; NULL: there is none. */
const char *words_take_operand(struct words *w);

/* For --help. */
void keys_help(FILE *out);
const char *key_forms(
    const struct mirage_option *o); /* "--tls, --no-tls", "--port=PORT" */

/* The words that would give this configuration again: "--target=unix", "--no-tls". */
struct items configured_words(void);

/* --- Nodes ----------------------------------------------------------------------------------- */

enum node_kind { NODE_DEVICE, NODE_ARG, NODE_JOB };

struct node {
    enum node_kind kind;
    const char *signature;           /* "kv_ro", "arg_port", "job" */
    struct trace trace;              /* where it was made; none of an ARG_* */
    struct mirage_device device;     /* NODE_DEVICE */
    const struct mirage_option *arg; /* NODE_ARG */
    const char *function, *types;    /* NODE_JOB */
    const char *file;                /* NODE_JOB: of its JOB */
    int line;

    /* Handles it holds: of a device its wires, then its parameters. */
    struct node *inputs[INPUTS_MAX];
    size_t input_count, wire_count;

    const char *instance; /* its name in main.c, once ordered */
    bool is_reached, is_described;
};

/* A choice that either() made. */
struct choice {
    const struct key *key;
    bool value; /* of the key */
    const struct node *taken, *other;
};

/* "the device http_server", "the kv_ro htdocs": for messages. */
const char *node_title(const struct node *n);

/* --- Libraries ------------------------------------------------------------------------------- */

struct library {
    const char *name, *reason;
    bool is_local; /* a folder beside config.c */
};

/* need("x") or need_package("x"). */
struct need {
    const char *name;
    struct trace trace;
};

/* --- All of it ------------------------------------------------------------------------------- */

struct graph {
    const char *home;    /* of the project */
    const char *version; /* of the tool */
    const char *config;  /* "config.c" */
    const char *target;
    const char *output; /* -o, or NULL */
    struct words words;

    struct items keys;                    /* of struct key */
    struct items nodes;                   /* of struct node, as they were made */
    struct items choices;                 /* of struct choice */
    struct items needed, needed_packages; /* of struct need */

    bool has_unikernel;
    const char *name; /* of unikernel() */
    struct trace unikernel;
    struct items jobs; /* of struct node, as given */

    /* graph_order(): */
    struct items order;    /* of struct node: devices and jobs, each after its inputs */
    struct items args;     /* of struct node: what is passed to them */
    struct items packages; /* of char */

    struct items libraries; /* of struct library; graph_close_libraries() */
    struct items reserved;  /* of char: names that main.c cannot use for an instance */
};
extern struct graph graph;

/* dist/NAME */
const char *graph_image(void);

/* Calls `describe`, which is config(), and does all that follows, or reports what is wrong. */
void graph_build(void (*describe)(void), const char *command);

void graph_order(void);
void graph_close_libraries(void);
void graph_name_instances(void);

/* "lib/http/http.h" of a library, "sig/kv_ro.h" of a signature that has one, else NULL. */
const char *library_header(const char *library);
const char *signature_header(const char *signature);

/* --- What is made of it ---------------------------------------------------------------------- */

/* A file to generate, or an answer to `query`. */
struct artefact {
    const char *path;
    char *text;
    size_t len;
};

void emit_main(FILE *out);
void emit_jobs(FILE *out);
void emit_make(FILE *out);
void emit_compile_commands(FILE *out);
void emit_context(FILE *out);

/* The bytes that `emit` writes. */
struct artefact artefact_of(const char *path, void (*emit)(FILE *out));

/* Makefile, mirage/main.c and so on: of struct artefact. */
struct items artefacts(void);

/* The variable of an argument: "port", "dmz_port". */
const char *arg_variable(const struct mirage_option *o);

void describe_text(FILE *out);
void describe_dot(FILE *out);

/* Prints INFO; false: there is none of that name. */
bool query(FILE *out, const char *info, bool as_json);
void query_all(FILE *out); /* as one JSON object */
extern const char query_infos[];

/* With its quotes. */
void put_json_string(FILE *out, const char *text);
