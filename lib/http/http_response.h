/* SPDX-License-Identifier: ISC */
/*
 * http_response.h - the head of a response, put into a writer (RFC 9110 15, RFC 9112 4).
 *
 * Whatever is put as a field's value is checked (RFC 9110 5.5, MUST-3), so that no octets of a
 * request's can end a line of the response: a writer that was given CR, LF or NUL is bad.
 *
 *     http_put_status(&w, 200);
 *     http_put_field(&w, BYTES("Content-Type"), BYTES("text/plain"));
 *     http_put_decimal_field(&w, BYTES("Content-Length"), 5);
 *     put_text(&w, "\r\n");
 */
#pragma once
#include "lib/base/time.h"
#include "lib/base/writer.h"
#include "lib/http/http_date.h"

/* "Not Found"; "" for a status that this library does not use. */
const char *http_reason(unsigned status);

/* Content for people: "404 Not Found" and a line feed; and how long that is. */
void http_put_reason(struct writer *w, unsigned status);
size_t http_reason_len(unsigned status);

/* The status line. */
void http_put_status(struct writer *w, unsigned status);

void http_put_field(struct writer *w, struct bytes name, struct bytes value);
void http_put_decimal_field(struct writer *w, struct bytes name, uint64_t value);
void http_put_date_field(struct writer *w, struct bytes name, int64_t s);

/* The Date field as it stands for a second. Zeroed: not made yet. */
struct http_date_cache {
    uint8_t text[sizeof "Date: \r\n" - 1 + HTTP_DATE_LEN]; /* private */
    int64_t s;                                             /* the same, since 1970 */
    instant until;                                         /* private */
};

/* Puts it; reads the wall clock if the second is over at `now`. */
void http_put_date(struct writer *w, struct http_date_cache *cache, instant now);
