/* SPDX-License-Identifier: ISC */
/*
 * http_connection.c - a connection from its first octet to its last.
 *
 * Requests are parsed where they were received. Only a head that is not all in one piece is copied
 * together, into a buffer that serve_split() has on the fiber's stack and other connections have
 * not. Pieces are dropped before waiting, so an idle connection holds none.
 *
 * Such a head is parsed again only if there is a line more of it than before, so a client that
 * sends single octets costs no more than its HTTP_FIELDS_MAX lines.
 */
#include "lib/base/format.h"
#include "lib/http/http_body.h"
#include "lib/http/http_exchange.h"

enum {
    /* What a client may still send while it is told that its request was refused. */
    HTTP_LINGER_MAX = 256 << 10,
};

struct http_connection {
    struct http_exchange x;
    http_handler *handler;
    const void *self;

    struct piece in; /* what was received last */
    size_t in_used;  /* octets of it */

    struct http_request request;
};

static struct bytes unused(const struct http_connection *c)
{
    return bytes_part(c->in.octets, c->in_used, c->in.octets.len);
}

/* Suspends for the next piece, which takes the place of the last; what is pending goes out first. */
static enum err read_piece(struct http_connection *c, instant deadline)
{
    TRY(http_exchange_flush(&c->x));
    piece_drop(&c->in);
    c->in_used = 0;
    http_exchange_unshield(&c->x);
    enum err e = flow_read(c->x.flow, &c->in, deadline);
    http_exchange_shield(&c->x);
    return e;
}

/*
 * RFC 9112 9.3, MUST-26: reads what is left of the request's body and drops it. ERR_TOO_LARGE: more
 * than we care to.
 */
static enum err discard_body(struct http_connection *c)
{
    struct http_body body;
    uint64_t left = c->x.limits.discard_max;
    instant deadline = from_now(c->x.limits.head_ns);

    http_body_init(&body, c->request.framing, c->request.length);
    while (!body.done) {
        struct bytes rest = unused(c), content;
        size_t before = rest.len;

        if (before == 0) {
            TRY(read_piece(c, deadline));
            continue;
        }
        TRY(http_body_take(&body, &rest, &content));
        c->in_used += before - rest.len;
        if (before - rest.len > left)
            return ERR_TOO_LARGE;
        left -= before - rest.len;
    }
    return OK;
}

/*
 * RFC 9112 9.6: a connection that is closed with octets unread may lose our answer on its way. So
 * ends our side, and reads for a while until the client has ended its own.
 */
static void linger(struct http_connection *c)
{
    instant deadline = from_now(c->x.limits.linger_ns);
    size_t left = HTTP_LINGER_MAX;

    if (http_exchange_flush(&c->x) != OK || flow_shutdown(c->x.flow) != OK)
        return;
    while (read_piece(c, deadline) == OK && c->in.octets.len <= left)
        left -= c->in.octets.len;
}

/* Answers octets that are no request, and ends the connection. */
static enum err refuse(struct http_connection *c, unsigned status)
{
    c->x.server->state->refused++;
    TRY(http_exchange_next(&c->x));
    c->x.is_head = false;
    c->x.says_keep = false;
    c->x.close = true;
    http_respond_reason(&c->x, status);
    TRY(http_exchange_end(&c->x));
    linger(c);
    return OK;
}

/* Whether all of the request's body can be dropped, as far as its head tells. */
static bool body_is_small(const struct http_connection *c)
{
    const struct http_request *r = &c->request;

    if (r->framing == HTTP_NO_BODY)
        return true;

    /* The client sends it only once it got 100, or has waited for long: RFC 9110 10.1.1,
     * MUST-17. The answer comes at once, and is the last. */
    if (r->expect_continue)
        return false;
    return r->framing == HTTP_CHUNKED || r->length <= c->x.limits.discard_max;
}

static enum err answer(struct http_connection *c)
{
    struct http_exchange *x = &c->x;
    const struct http_request *r = &c->request;

    TRY(http_exchange_next(x));
    x->server->state->requests++;
    x->is_head = r->method == HTTP_HEAD;
    x->close = !r->keep_alive || !body_is_small(c);
    x->says_keep = r->minor == 0;
    enum err e = c->handler(c->self, r, x);
    if (x->status == 0)
        http_respond_reason(x, 500);
    else
        TRY(e);
    TRY(http_exchange_end(x));
    log_debug("http", "%.*s %.*s %u", BYTES_ARGS(r->method_name), BYTES_ARGS(r->target),
        x->status);
    if (x->close) {
        if (r->framing != HTTP_NO_BODY)
            linger(c);
        return OK;
    }
    e = discard_body(c);
    if (e == ERR_MALFORMED || e == ERR_TOO_LARGE)
        linger(c);
    return e;
}

/* Acts on what parsing a request has said. */
static enum err handle(struct http_connection *c, enum err parsed)
{
    if (parsed == ERR_MALFORMED)
        return refuse(c, c->request.status);
    TRY(parsed);
    return answer(c);
}

/*
 * Suspends until there is another end of a line, or more than a head may be, and puts what came
 * behind the `head`; *before is how long that was without the last piece.
 */
static enum err read_lines(
    struct http_connection *c, struct writer *head, size_t *before, instant deadline)
{
    do {
        TRY(read_piece(c, deadline));
        *before = head->len;
        put_cut(head, c->in.octets);
    } while (!head->bad && bytes_find(c->in.octets, '\n') == c->in.octets.len);
    return OK;
}

/*
 * Serves a request of which the unused octets are the beginning. A function of its own, not to be
 * inlined: its buffer is most of what a connection's stack may hold.
 */
[[gnu::noinline]] static enum err serve_split(struct http_connection *c)
{
    __attribute__((uninitialized)) uint8_t space[HTTP_HEAD_MAX];
    struct writer head = writer_of((struct bytes_mut){ space, sizeof space });
    instant deadline = from_now(c->x.limits.head_ns);
    size_t before = 0, used = 0;
    enum err e;

    put_cut(&head, unused(c));
    do {
        e = read_lines(c, &head, &before, deadline);
        if (e == OK)
            e = http_request_parse((struct bytes){ space, head.len }, &c->request, &used);
    } while (e == ERR_SHORT);
    if (e == ERR_TIMED_OUT)
        return refuse(c, 408);

    /* Without the last piece it was too short, so it ends in there, and what follows it is there. */
    if (e == OK)
        c->in_used = used - before;
    return handle(c, e);
}

/* RFC 9112 9.6, MUST-28: after an answer that ends the connection no request is looked at. */
static enum err serve(struct http_connection *c)
{
    do {
        size_t used = 0;

        if (unused(c).len == 0)
            TRY(read_piece(c, from_now(c->x.limits.idle_ns)));
        enum err e = http_request_parse(unused(c), &c->request, &used);
        if (e == OK)
            c->in_used += used;
        TRY(e == ERR_SHORT ? serve_split(c) : handle(c, e));
    } while (!c->x.close);
    return OK;
}

static struct http_limits with_defaults(struct http_limits l)
{
    l.idle_ns = l.idle_ns > 0 ? l.idle_ns : SECONDS(30);
    l.head_ns = l.head_ns > 0 ? l.head_ns : SECONDS(10);
    l.write_ns = l.write_ns > 0 ? l.write_ns : SECONDS(60);
    l.linger_ns = l.linger_ns > 0 ? l.linger_ns : SECONDS(2);
    l.drain_ns = l.drain_ns > 0 ? l.drain_ns : SECONDS(5);
    l.discard_max = l.discard_max > 0 ? l.discard_max : 64 << 10;
    return l;
}

void http_serve_flow(const struct http_server *s, struct flow flow, http_handler *handler,
    const void *self)
{
    __attribute__((uninitialized)) uint8_t out_space[HTTP_OUT_SPACE];
    struct http_connection c = {
        .x = { .server = s, .limits = with_defaults(s->limits), .flow = flow },
        .handler = handler,
        .self = self,
    };

    c.x.space = (struct bytes_mut){ out_space, sizeof out_space };
    http_exchange_shield(&c.x);
    enum err e = serve(&c);

    /* Whole answers before the one that failed. */
    if (http_exchange_flush(&c.x) != OK)
        e = ERR_CLOSED;
    if (e != OK && e != ERR_CLOSED)
        log_debug("http", "connection ended: %s", err_text(e));
    piece_drop(&c.in);
    http_exchange_unshield(&c.x);
    flow_close(flow);
}
