/* SPDX-License-Identifier: ISC */
/*
 * http_body.c - a machine that looks at each octet between the chunks, once.
 *
 * It is as strict as the head's parser, and for the same reason: a chunk that ends elsewhere for a
 * proxy than for us is a smuggled request. A size has 1 to 16 digits and fits 63 bits; blanks are
 * only taken before an extension; each line ends with CRLF.
 */
#include "lib/http/http_body.h"
#include "lib/base/text.h"
#include "lib/http/http_octets.h"

enum { CHUNK_DIGITS_MAX = 16 };

void http_body_init(struct http_body *b, enum http_framing framing, uint64_t length)
{
    *b = (struct http_body){
        .framing = framing,
        .left = framing == HTTP_LENGTH ? length : 0,
    };
    b->done = framing == HTTP_NO_BODY || (framing == HTTP_LENGTH && length == 0);
}

/* Up to b->left octets off the front. */
static struct bytes take_content(struct http_body *b, struct bytes *in)
{
    struct bytes content =
        bytes_part(*in, 0, b->left < in->len ? (size_t)b->left : in->len);

    *in = bytes_part(*in, content.len, in->len);
    b->left -= content.len;
    return content;
}

static enum err become(struct http_body *b, enum http_chunk_state state)
{
    b->state = state;
    return OK;
}

/* A state that one octet alone may follow. */
static enum err expect(
    struct http_body *b, uint8_t octet, uint8_t expected, enum http_chunk_state next)
{
    return octet == expected ? become(b, next) : ERR_MALFORMED;
}

/* RFC 9112 7.1, MUST-23. */
static enum err take_size_digit(struct http_body *b, uint8_t digit)
{
    if (++b->digits > CHUNK_DIGITS_MAX || b->left >> 59 != 0)
        return ERR_MALFORMED;
    b->left = b->left << 4 | hex_value(digit);
    return OK;
}

/* What may follow the digits of a size, and each other, up to the end of its line. */
static enum err after_size(struct http_body *b, uint8_t octet)
{
    if (octet == ';')
        return become(b, HTTP_CHUNK_EXTENSION);
    if (octet == ' ' || octet == '\t')
        return become(b, HTTP_CHUNK_BLANK);
    return b->state == HTTP_CHUNK_SIZE ? expect(b, octet, '\r', HTTP_CHUNK_SIZE_LF)
                                       : ERR_MALFORMED;
}

/* The line feed behind a size: content follows, or the trailers (RFC 9112 7.1, MUST-24). */
static enum err after_size_line(struct http_body *b, uint8_t octet)
{
    b->line = 0;
    b->digits = 0;
    return expect(b, octet, '\n', b->left > 0 ? HTTP_CHUNK_DATA : HTTP_TRAILER_START);
}

/* Stays where it is for an octet of `kind`; `end` alone leads on. */
static enum err take_run(struct http_body *b, uint8_t octet, enum http_octet kind,
    uint8_t end, enum http_chunk_state next)
{
    return (http_octets[octet] & kind) != 0 ? OK : expect(b, octet, end, next);
}

static enum err trailer_starts(struct http_body *b, uint8_t octet)
{
    if (octet == '\r')
        return become(b, HTTP_CHUNKED_LF);
    return (http_octets[octet] & HTTP_TCHAR) != 0 ? become(b, HTTP_TRAILER_NAME)
                                                  : ERR_MALFORMED;
}

/* Any octet that is not content. */
static enum err take_octet_between(struct http_body *b, uint8_t octet)
{
    switch (b->state) {
    case HTTP_CHUNK_SIZE:
        if (hex_value(octet) < 16)
            return take_size_digit(b, octet);
        return b->digits > 0 ? after_size(b, octet) : ERR_MALFORMED;
    case HTTP_CHUNK_BLANK:
        return after_size(b, octet);
    case HTTP_CHUNK_EXTENSION:
        return take_run(b, octet, HTTP_VALUE, '\r', HTTP_CHUNK_SIZE_LF);
    case HTTP_CHUNK_SIZE_LF:
        return after_size_line(b, octet);
    case HTTP_CHUNK_DATA: /* has no octets between */
        return ERR_MALFORMED;
    case HTTP_CHUNK_DATA_CR:
        return expect(b, octet, '\r', HTTP_CHUNK_DATA_LF);
    case HTTP_CHUNK_DATA_LF:
        b->line = 0;
        return expect(b, octet, '\n', HTTP_CHUNK_SIZE);
    case HTTP_TRAILER_START:
        return trailer_starts(b, octet);
    case HTTP_TRAILER_NAME:
        return take_run(b, octet, HTTP_TCHAR, ':', HTTP_TRAILER_VALUE);
    case HTTP_TRAILER_VALUE:
        return take_run(b, octet, HTTP_VALUE, '\r', HTTP_TRAILER_LF);
    case HTTP_TRAILER_LF:
        return expect(b, octet, '\n', HTTP_TRAILER_START);
    case HTTP_CHUNKED_LF:
        b->done = octet == '\n';
        break;
    }
    return b->done ? OK : ERR_MALFORMED;
}

/* A size line and the trailers are as long as they are allowed to be. */
static bool line_is_full(const struct http_body *b)
{
    return b->line == (b->state < HTTP_TRAILER_START ? (unsigned)HTTP_CHUNK_LINE_MAX
                                                     : (unsigned)HTTP_TRAILERS_MAX);
}

enum err http_body_take(struct http_body *b, struct bytes *in, struct bytes *content)
{
    *content = (struct bytes){ 0 };
    if (b->framing == HTTP_LENGTH) {
        *content = take_content(b, in);
        b->done = b->left == 0;
        return OK;
    }
    while (!b->done && in->len > 0) {
        if (b->state == HTTP_CHUNK_DATA) {
            *content = take_content(b, in);
            if (b->left == 0)
                b->state = HTTP_CHUNK_DATA_CR;
            return OK;
        }
        if (line_is_full(b))
            return ERR_TOO_LARGE;
        uint8_t octet = in->at[0];
        *in = bytes_part(*in, 1, in->len);
        b->line++;
        TRY(take_octet_between(b, octet));
    }
    return OK;
}
