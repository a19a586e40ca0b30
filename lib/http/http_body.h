/* SPDX-License-Identifier: ISC */
/*
 * http_body.h - where a request's body is in the octets that follow its head (RFC 9112 6, 7).
 *
 * A body of a given length is those octets; a chunked one is cut in pieces with sizes between them,
 * and trailer fields behind it, which are checked for form and dropped. Content is given as slices
 * of what came in; nothing is copied, nothing suspends.
 *
 *     http_body_init(&body, request.framing, request.length);
 *     while (!body.done) {
 *         TRY(http_body_take(&body, &input, &content));
 *         use(content);
 *         if (input.len == 0 && !body.done)
 *             read more into input;
 *     }
 */
#pragma once
#include "lib/http/http_request.h"

enum {
    /* Octets of a chunk's size line, which says in up to 16 digits what a program needs. */
    HTTP_CHUNK_LINE_MAX = 256,

    /* Of all trailer fields. */
    HTTP_TRAILERS_MAX = 4 << 10,
};

/* Where in a chunked body the next octet is: RFC 9112 7.1; RFC 9112 6.1, MUST-17. */
enum http_chunk_state {
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_BLANK,     /* before an extension */
    HTTP_CHUNK_EXTENSION, /* which is ignored: RFC 9112 7.1.1, MUST-25 */
    HTTP_CHUNK_SIZE_LF,
    HTTP_CHUNK_DATA,
    HTTP_CHUNK_DATA_CR,
    HTTP_CHUNK_DATA_LF,
    HTTP_TRAILER_START, /* of a line: a field, or the empty one at the end */
    HTTP_TRAILER_NAME,
    HTTP_TRAILER_VALUE,
    HTTP_TRAILER_LF,
    HTTP_CHUNKED_LF, /* the very last octet */
};

struct http_body {
    bool done;                   /* all of it was taken */
    enum http_framing framing;   /* private */
    enum http_chunk_state state; /* private */
    uint64_t left;               /* private: octets of the body or chunk */
    unsigned digits;             /* private: of the chunk's size so far */
    unsigned line; /* private: octets of this size line, or of all trailers */
};

void http_body_init(struct http_body *b, enum http_framing framing, uint64_t length);

/*
 * Takes octets off the front of *in up to the end of a run of content, which it gives, perhaps
 * empty, and no further than the end of the body. ERR_MALFORMED, ERR_TOO_LARGE (a size line or the
 * trailers): there is no telling where the next request begins.
 */
enum err http_body_take(struct http_body *b, struct bytes *in, struct bytes *content);
