/* SPDX-License-Identifier: ISC */
/*
 * http_exchange.c - from an answer's parts to pieces, and from pieces to as few writes as possible.
 *
 * A head is written behind those that wait to be sent, so heads without content between them
 * become one piece. Only octets that live for ever wait together with them for the next write. Any
 * other piece is sent at once: it is borrowed for the call, or it is of a pool, and whoever held
 * one while waiting for the next could wait for others that do the same.
 */
#include "lib/http/http_exchange.h"
#include "lib/base/invariant.h"

/* Three pieces are the most that one call adds. */
static bool is_full(const struct http_exchange *x)
{
    return x->piece_count + 3 > HTTP_OUT_PIECES || x->pending >= HTTP_OUT_OCTETS ||
           x->space.len - x->space_used < HTTP_ANSWER_HEAD_MAX;
}

static instant drain_deadline(const struct http_exchange *x)
{
    const struct http_server_state *state = x->server->state;

    return state->draining ? state->drain_until : from_now(x->limits.drain_ns);
}

void http_exchange_shield(struct http_exchange *x)
{
    x->shield = shield_begin(drain_deadline(x));
}

void http_exchange_unshield(struct http_exchange *x)
{
    shield_end(x->shield);
}

void http_exchange_drop(struct http_exchange *x)
{
    for (size_t i = 0; i < x->piece_count; i++)
        piece_drop(&x->pieces[i]);
    x->piece_count = 0;
    x->pending = 0;
    x->space_used = 0;
}

enum err http_exchange_flush(struct http_exchange *x)
{
    if (x->piece_count == 0)
        return OK;
    http_exchange_unshield(x);
    http_exchange_shield(x);
    enum err e = flow_write_pieces(
        x->flow, x->pieces, x->piece_count, from_now(x->limits.write_ns));
    http_exchange_drop(x);

    /* Whatever it was, there is nobody left to talk to. */
    return e == OK ? OK : ERR_CLOSED;
}

enum err http_exchange_next(struct http_exchange *x)
{
    if (is_full(x))
        TRY(http_exchange_flush(x));
    x->status = 0;
    x->left = 0;
    x->head_open = false;
    x->gives_reason = false;
    return OK;
}

/* The piece behind the others; heads that follow each other in `space` are one. */
static void add_head(struct http_exchange *x)
{
    struct bytes head = written(&x->head);
    struct piece *last = x->piece_count > 0 ? &x->pieces[x->piece_count - 1] : NULL;

    x->space_used += head.len;
    x->pending += head.len;
    if (last != NULL && last->owner == NULL) {
        last->octets.len += head.len;
        return;
    }
    x->pieces[x->piece_count++] = (struct piece){ .octets = head };
}

/* The empty line, and the content of an answer that is its status alone. */
static enum err end_head(struct http_exchange *x)
{
    x->head_open = false;
    put_bytes(&x->head, BYTES("\r\n"));
    if (x->gives_reason && http_wants_body(x)) {
        http_put_reason(&x->head, x->status);
        x->left = 0;
    }
    if (x->head.bad)
        return ERR_TOO_LARGE;
    add_head(x);
    return OK;
}

enum err http_exchange_end(struct http_exchange *x)
{
    if (x->head_open)
        TRY(end_head(x));
    return x->left > 0 && http_wants_body(x) ? ERR_MALFORMED : OK;
}

/* RFC 9110 15.3.5, 15.4.5; RFC 9112 6.3, MUST-19; RFC 9110 8.6, MUST-13. */
static bool has_content(unsigned status)
{
    return status >= 200 && status != 204 && status != 304;
}

/* RFC 9110 9.3.2, MUST-16. */
bool http_wants_body(const struct http_exchange *x)
{
    return !x->is_head && has_content(x->status);
}

/* RFC 9110 6.6.1, MUST-8: Date, always. RFC 9110 8.6, MUST-12: the length, to HEAD as well. */
void http_respond(struct http_exchange *x, unsigned status, uint64_t length)
{
    struct http_server_state *state = x->server->state;

    invariant(x->status == 0);
    x->status = status;
    x->left = length;
    x->head_open = true;
    x->head = writer_of(
        (struct bytes_mut){ &x->space.at[x->space_used], x->space.len - x->space_used });
    x->close = x->close || state->draining;

    http_put_status(&x->head, status);
    http_put_date(&x->head, &state->date, fiber_now());
    if (has_content(status))
        http_put_decimal_field(&x->head, BYTES("Content-Length"), length);
    if (x->close)
        put_bytes(&x->head, BYTES("Connection: close\r\n"));
    else if (x->says_keep)
        put_bytes(&x->head, BYTES("Connection: keep-alive\r\n"));
}

void http_respond_reason(struct http_exchange *x, unsigned status)
{
    http_respond(x, status, http_reason_len(status));
    x->gives_reason = has_content(status);
    if (x->gives_reason)
        http_respond_field(x, BYTES("Content-Type"), BYTES("text/plain; charset=utf-8"));
}

void http_respond_field(struct http_exchange *x, struct bytes name, struct bytes value)
{
    invariant(x->head_open);
    http_put_field(&x->head, name, value);
}

void http_respond_known(struct http_exchange *x, struct bytes lines, struct bytes value)
{
    invariant(x->head_open);
    put_bytes(&x->head, lines);
    put_bytes(&x->head, value);
    put_bytes(&x->head, BYTES("\r\n"));
}

void http_respond_date(struct http_exchange *x, struct bytes name, int64_t s)
{
    invariant(x->head_open);
    http_put_date_field(&x->head, name, s);
}

static void add_body(struct http_exchange *x, struct piece *body)
{
    if (body->octets.len > x->left)
        body->octets.len = (size_t)x->left;
    x->left -= body->octets.len;
    x->pending += body->octets.len;
    x->pieces[x->piece_count++] = *body;
    *body = (struct piece){ 0 };
}

enum err http_respond_body(struct http_exchange *x, struct piece *body)
{
    bool may_wait = body->owner == PIECE_FOREVER;
    enum err e = OK;

    invariant(x->status != 0);
    if (x->head_open)
        e = end_head(x);
    if (e != OK || !http_wants_body(x) || x->left == 0) {
        piece_drop(body);
        return e;
    }
    add_body(x, body);
    return !may_wait || is_full(x) ? http_exchange_flush(x) : OK;
}
