/* SPDX-License-Identifier: ISC */
/*
 * http_exchange.h - what http_exchange.c and http_connection.c share: a connection's way out.
 *
 * Answers to pipelined requests gather in `pieces` until there is nothing more to answer, no room,
 * or enough to be worth a write. The heads of all of them lie one behind the other in `space`.
 */
#pragma once
#include "lib/http/http_server.h"

enum {
    HTTP_OUT_SPACE = 2 * HTTP_ANSWER_HEAD_MAX,
    HTTP_OUT_PIECES = 32,

    /* As much as a socket's buffer takes at once. */
    HTTP_OUT_OCTETS = 256 << 10,
};

struct http_exchange {
    const struct http_server *server;
    struct http_limits limits; /* with the defaults filled in */
    struct flow flow;
    struct shield shield;

    struct bytes_mut space;
    size_t space_used;
    struct piece pieces[HTTP_OUT_PIECES];
    size_t piece_count;
    size_t pending; /* octets in them */

    /* The answer being made. */
    unsigned status; /* 0: not begun */
    struct writer head;
    bool head_open;    /* fields may follow */
    bool is_head;      /* the method is HEAD */
    bool gives_reason; /* the content is the status itself */
    bool says_keep;    /* an HTTP/1.0 client must be told */
    bool close;        /* this is the connection's last answer */
    uint64_t left;     /* octets of content still to come */
};

/* Forgets the last answer and makes room for the next; suspends if it has to be sent first. */
enum err http_exchange_next(struct http_exchange *x);

/* Ends the answer: ERR_MALFORMED if it is not whole. */
enum err http_exchange_end(struct http_exchange *x);

/* Suspends until all that is pending was taken. ERR_CLOSED: it was not, and the flow is of no use. */
enum err http_exchange_flush(struct http_exchange *x);

/* Drops what is pending. */
void http_exchange_drop(struct http_exchange *x);

/*
 * Between these two the fiber can be cancelled; elsewhere it has until the end of draining, or
 * that long from now on.
 */
void http_exchange_unshield(struct http_exchange *x);
void http_exchange_shield(struct http_exchange *x);

/*
 * A field, and with it others in front, whose octets are this library's own or a tree's and known to
 * be right: `lines` ends with ": " and is not looked at.
 */
void http_respond_known(struct http_exchange *x, struct bytes lines, struct bytes value);
