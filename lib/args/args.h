/* SPDX-License-Identifier: ISC */
/*
 * args.h - typed named arguments: of a unikernel at boot, of `mirage configure` for a config.c.
 *
 * A table says what may be given; args_parse() fills the variables that its rows point at, first
 * with their defaults. Accepted are --name=VALUE, --name VALUE, for booleans --name and --no-name
 * (also --name=true, --name=false), and one-letter forms -l VALUE and -lVALUE where a row has a
 * letter. A value that is a word of its own does not start with `--`. A name is that of the row,
 * after its group and a hyphen if it has one: `--dmz-port`; it is never abbreviated. Names are
 * lower-case letters, digits and hyphens; `_` in a row's name is typed as `-`. Nothing is
 * allocated, and the strings stay the caller's.
 *
 *     static uint16_t port;
 *     static const struct arg table[] = {
 *         { .type = ARGS_PORT, .name = "port", .fallback = "8080", .doc = "TCP port to listen on",
 *             .value.port = &port },
 *     };
 *
 * A target that is passed one line of text makes words of it with args_split().
 */
#pragma once
#include "lib/address/address.h"
#include "lib/base/err.h"
#include "lib/base/writer.h"

/* name, what it is called in help and messages, the C type of its value */
#define ARGS_TYPES(T)                          \
    T(ARGS_BOOL, "BOOL", bool)                 \
    T(ARGS_INT, "INT", int64_t)                \
    T(ARGS_STRING, "STRING", const char *)     \
    T(ARGS_PORT, "PORT", uint16_t)             \
    T(ARGS_DURATION, "DURATION", uint64_t)     \
    T(ARGS_IP, "ADDRESS", struct ip_address)   \
    T(ARGS_IPV4, "IPV4", struct ip_address)    \
    T(ARGS_IPV6, "IPV6", struct ip_address)    \
    T(ARGS_PREFIX, "PREFIX", struct ip_prefix) \
    T(ARGS_MAC, "MAC", struct mac_address)     \
    T(ARGS_HOST, "HOST", const char *)         \
    T(ARGS_ONE_OF, "CHOICE", const char *)     \
    T(ARGS_PATH, "PATH", const char *)
#define ARGS_TYPE_NAME(name, text, ctype) name,
enum arg_type { ARGS_TYPES(ARGS_TYPE_NAME) };

/*
 * BOOL      true or false
 * INT       a decimal number of 64 bits, "-3"
 * PORT      0 to 65535; where something listens, 0 means any port that is free
 * DURATION  nanoseconds; "90s", "1h30m", "250ms": numbers with units ns us ms s m h d, the larger
 *           first; a number alone is seconds
 * IP        and IPV4, IPV6, PREFIX, MAC: as in lib/address/address.h
 * HOST      a host name (RFC 1123 2.1: labels of up to 63 letters, digits and hyphens, 253 octets
 *           in all, no dot at the end) or an IPv4 address
 * ONE_OF    one of the row's choices
 * PATH      any text but an empty one
 */

enum {
    /* Help of more rows than this fills ten screens. */
    ARGS_ROWS_MAX = 256,

    /* Of a name, its group and hyphens included: it has to fit on a line beside its doc. */
    ARGS_NAME_MAX = 64,
};

/*
 * The values of a list: --dns=1.1.1.1,9.9.9.9 and --dns=1.1.1.1 --dns=9.9.9.9 both give two, in
 * order of appearance; what is given replaces the default, and --dns= leaves none. In the values
 * of a list a backslash makes an ordinary character of the next: `a\,b` is one value.
 */
struct arg_list {
    void *values;      /* an array of `max` of the type's C type */
    size_t count, max; /* how many there are, and may be */

    /* Where a list of STRING, HOST, ONE_OF or PATH keeps them, each with a NUL; else NULL. */
    char *text;
    size_t text_len, text_max; /* octets of it in use, and in all */
};

struct arg {
    enum arg_type type;
    const char *name;     /* "port", "hello_text" */
    const char *group;    /* NULL, or a prefix of the name */
    const char *section;  /* heading in help; NULL: "OPTIONS" */
    const char *doc;      /* a sentence without its stop */
    const char *fallback; /* the default as it would be typed; NULL: none, value zeroed */
    const char *choices;  /* of ARGS_ONE_OF: "host|direct" */
    char letter;          /* 'l' for -l; 0: none */
    bool required;
    union {
        bool *boolean;
        int64_t *integer;
        const char *
            *string; /* STRING, HOST, ONE_OF, PATH; NULL if neither given nor defaulted */
        uint16_t *port;
        uint64_t *duration_ns;
        struct ip_address *ip; /* IP, IPV4, IPV6 */
        struct ip_prefix *prefix;
        struct mac_address *mac;
        struct arg_list *list; /* when `repeated` */
    } value;
    bool repeated; /* a list */
};

/* What was wrong, for people; empty when nothing was. */
struct args_problem {
    char text[256];
};

/*
 * Takes `count` words (without a program's own name). ERR_MALFORMED with the reason in *problem:
 * unknown name, missing or malformed value, a required one that is missing, one given twice that
 * is not `repeated`, more values than a list holds, a word that is not an option; the variables
 * then hold anything. ERR_NOT_FOUND: --help was asked for; nothing else was looked at. The
 * strings are the words' own, or the list's.
 */
enum err args_parse(const struct arg table[], size_t rows, const char *const words[],
    size_t count, struct args_problem *problem);

/*
 * One value of a type from its text, into what `into` points at (see ARGS_TYPES); a string's value
 * is `text`. ERR_MALFORMED: `"80x" is not a PORT: expected a number from 0 to 65535`.
 */
enum err arg_value_parse(enum arg_type type, const char *choices, const char *text,
    void *into, struct args_problem *problem);

/* Adds the values of one text, "a,b", to a list. ERR_MALFORMED, ERR_TOO_LARGE. */
enum err arg_list_parse(enum arg_type type, const char *choices, const char *text,
    struct arg_list *list, struct args_problem *problem);

/* A value as arg_value_parse reads it. */
void put_arg_value(struct writer *w, enum arg_type type, const void *value);

/* The help of all rows by section, in the order of first appearance, and of --help. */
void args_help(struct writer *w, const char *name, const struct arg table[], size_t rows);

/* The words of a line; both arrays are the caller's, who sets all but the last two. */
struct args_words {
    const char **words;
    size_t max; /* words that there is room for */
    char *text; /* what the words point into */
    size_t text_max;

    size_t count;
    size_t text_len;
};

/*
 * Cuts a line at blanks, tabs and line ends into words. In '...' every character is ordinary; in
 * "..." and outside of quotes a backslash makes an ordinary character of the next. ERR_MALFORMED:
 * a quote is not closed, nothing follows a backslash, there is a NUL; ERR_TOO_LARGE: no room.
 */
enum err args_split(struct bytes line, struct args_words *into);
