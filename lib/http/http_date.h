/* SPDX-License-Identifier: ISC */
/*
 * http_date.h - points in time as HTTP writes them (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
 */
#pragma once
#include "lib/base/bytes.h"
#include "lib/base/err.h"
#include "lib/base/writer.h"

enum { HTTP_DATE_LEN = 29 };

/* Puts `s` seconds since 1970, of the years 0 to 9999. */
void http_date_put(struct writer *w, int64_t s);

/*
 * Reads any of the three forms, whole. A year of two digits is one of 1970 to 2069. ERR_MALFORMED:
 * it is none, or no such date; whether the weekday is right is not looked at.
 */
enum err http_date_parse(struct bytes text, int64_t *s);
