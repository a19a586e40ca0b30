/* SPDX-License-Identifier: ISC */
/*
 * http_request.h - the head of an HTTP/1.x request, from octets to a struct (RFC 9110, RFC 9112).
 *
 * Parsing is strict, because two parties that read a message differently are how requests are
 * smuggled: one space between the parts of the request line, CRLF and nothing else at the end of
 * a line, no folded lines, no blank before a colon, no second Host, one way to say where the body
 * ends. What is refused comes with the status to answer, and the connection is then to be closed.
 *
 * The struct points into the octets that were parsed and copies nothing. Nothing suspends.
 *
 *     e = http_request_parse(received, &request, &used);
 *     if (e == ERR_SHORT)
 *         read more, and parse all of it again;
 *     if (e == ERR_MALFORMED)
 *         answer request.status and close;
 *     type = http_request_field(&request, BYTES("Content-Type"));
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/writer.h"

/* Limits of a head. Beyond them: 414 (RFC 9112 3, MUST-4), 431. */
enum {
    HTTP_LINE_MAX = 8 << 10,     /* the request line; RFC 9112 3 asks for 8,000 octets */
    HTTP_HEADERS_MAX = 16 << 10, /* all fields; more than any browser's cookies */
    HTTP_FIELDS_MAX = 100,       /* their number */

    /* Empty lines before a request, which RFC 9112 2.2 wants ignored. */
    HTTP_EMPTY_LINES_MAX = 2,

    HTTP_HEAD_MAX = 2 * HTTP_EMPTY_LINES_MAX + HTTP_LINE_MAX + HTTP_HEADERS_MAX,
};

/* RFC 9110 9.3, RFC 5789. */
#define HTTP_METHODS(M)        \
    M(HTTP_GET, "GET")         \
    M(HTTP_HEAD, "HEAD")       \
    M(HTTP_POST, "POST")       \
    M(HTTP_PUT, "PUT")         \
    M(HTTP_DELETE, "DELETE")   \
    M(HTTP_CONNECT, "CONNECT") \
    M(HTTP_OPTIONS, "OPTIONS") \
    M(HTTP_TRACE, "TRACE")     \
    M(HTTP_PATCH, "PATCH")
#define HTTP_METHOD_NAME(name, text) name,
enum http_method { HTTP_METHODS(HTTP_METHOD_NAME) HTTP_METHOD_UNKNOWN };

/* RFC 9112 3.2. */
enum http_form { HTTP_ORIGIN, HTTP_ABSOLUTE, HTTP_AUTHORITY, HTTP_ASTERISK };

/* RFC 9112 6.3: how the end of the body is known. */
enum http_framing { HTTP_NO_BODY, HTTP_LENGTH, HTTP_CHUNKED };

struct http_field {
    struct bytes name, value; /* value: without the blanks around it */
};

struct http_request {
    enum http_method method;
    enum http_form form;
    uint8_t minor;            /* of HTTP/1.x */
    struct bytes method_name; /* as written */
    struct bytes target;      /* as written */
    struct bytes
        authority; /* of the target, else of Host; empty in an HTTP/1.0 request without */
    struct bytes path,
        query; /* of the target, not decoded; path: empty unless it has one */
    bool has_query;

    enum http_framing framing;
    uint64_t length; /* of an HTTP_LENGTH body */
    bool keep_alive; /* the connection may be used again (RFC 9112 9.3) */
    bool
        expect_continue; /* it waits for 100 before it sends the body (RFC 9110 10.1.1) */

    unsigned status; /* of a malformed one: what to answer */

    /* private: how often each field was seen, and the values still to be judged */
    unsigned hosts, lengths, codings;
    struct bytes host, coding;
    bool says_close, says_keep_alive;

    size_t field_count;
    struct http_field fields[HTTP_FIELDS_MAX]; /* set up to field_count and no further */
};

/*
 * Parses the head at the start of `in`. OK: *used octets of it are the head. ERR_SHORT: `in` ends
 * inside the head, which is so far well-formed. ERR_MALFORMED: out->status says what to answer;
 * more octets would not change that. The table of fields is set up to field_count and no further.
 */
enum err http_request_parse(struct bytes in, struct http_request *out, size_t *used);

/* The value of the first field of that name, in either case; `at` is NULL if there is none. */
struct bytes http_request_field(const struct http_request *r, struct bytes name);

/* The head again: the same request line and fields, without blanks that mean nothing. */
void http_request_put(struct writer *w, const struct http_request *r);
