/* SPDX-License-Identifier: ISC */
/*
 * http_server.h - an HTTP/1.1 server over STACK: connections, and answers to requests.
 *
 * http_serve() runs a fiber for each connection. It reads requests, calls the handler for each in
 * turn, and puts the answers to those that came together into one write. Bodies of answers are not
 * copied: pieces of a KV_RO go to the flow as they are. Connections are kept as RFC 9112 9.3 says,
 * within limits of number and time. A request body that the handler has no use for is read and
 * dropped, or the connection is closed where it is too long for that.
 *
 *     static enum err hello(const void *self, const struct http_request *request,
 *         struct http_exchange *x)
 *     {
 *         struct piece body = { BYTES("hello\n"), PIECE_FOREVER };
 *
 *         http_respond(x, 200, body.octets.len);
 *         http_respond_field(x, BYTES("Content-Type"), BYTES("text/plain"));
 *         return http_respond_body(x, &body);
 *     }
 *
 *     enum err hello_start(struct nursery *mine, const struct http_server *http)
 *     {
 *         return http_serve(mine, http, hello, NULL);
 *     }
 */
#pragma once
#include "lib/base/buf.h"
#include "lib/fiber/fiber.h"
#include "lib/http/http_request.h"
#include "lib/http/http_response.h"
#include "sig/stack.h"

/* 0 stands for the default of each. */
struct http_limits {
    uint32_t connections_max; /* 4,096; more are closed as they come */
    uint64_t idle_ns;         /* 30 s without a request */
    uint64_t head_ns;         /* 10 s from a request's first octet to its last */
    uint64_t write_ns;        /* 60 s for the client to take what fits in a write */
    uint64_t linger_ns;   /* 2 s for the client to hear that its request was refused */
    uint64_t drain_ns;    /* 5 s to finish answers when told to stop */
    uint64_t discard_max; /* 64 KiB of a request body that nobody wants */
};

struct http_server_state {
    struct listener listener;                /* private */
    struct http_date_cache date;             /* private */
    bool draining;                           /* private: told to stop */
    instant drain_until;                     /* private: and then, by when */
    uint64_t connections, requests, refused; /* counted since the start */
};

struct http_server {
    struct http_server_state *state;
    struct stack stack;
    struct http_limits limits;
};

/* Listens on `port` of every address of the stack. What tcp_listen of STACK says. */
enum err http_server_connect(
    struct nursery *mine, const struct http_server *s, uint16_t port);
void http_server_disconnect(const struct http_server *s);

/* One request and the answer to it. */
struct http_exchange;

/*
 * Answers a request with http_respond() and what follows it. May suspend; what `request` points at
 * is valid until it returns. After a failure the connection is closed; the answer is 500 if none
 * was begun.
 */
typedef enum err http_handler(
    const void *self, const struct http_request *request, struct http_exchange *x);

/*
 * Accepts connections and answers requests on them until the calling fiber is cancelled; then
 * finishes the answers under way, saying that the connection closes, and returns OK. Suspends.
 */
enum err http_serve(struct nursery *mine, const struct http_server *s,
    http_handler *handler, const void *self);

/*
 * The same for one connection that somebody else accepted. Suspends until it is over; takes `flow`
 * and closes it.
 */
void http_serve_flow(const struct http_server *s, struct flow flow, http_handler *handler,
    const void *self);

/* --- Answers --------------------------------------------------------------------------------- */

/* Room for the head of an answer, at the least. */
enum { HTTP_ANSWER_HEAD_MAX = 4 << 10 };

/*
 * Begins the answer, once: the status line and the fields Date, Connection and Content-Length; the
 * last not for statuses that have no content (204, 304).
 */
void http_respond(struct http_exchange *x, unsigned status, uint64_t length);

/* Begins an answer whose content is the status and its meaning, in plain text. */
void http_respond_reason(struct http_exchange *x, unsigned status);

/* Another field, before any content. CR, LF or NUL in it, or too many, fail the answer. */
void http_respond_field(struct http_exchange *x, struct bytes name, struct bytes value);
void http_respond_date(struct http_exchange *x, struct bytes name, int64_t s);

/* Whether the client gets the content: not for HEAD, nor with statuses that have none. */
bool http_wants_body(const struct http_exchange *x);

/*
 * Takes the next octets of the content, even on failure; what is beyond the announced length is
 * dropped. Suspends until they are sent, unless they are PIECE_FOREVER and can wait for more.
 */
enum err http_respond_body(struct http_exchange *x, struct piece *body);
