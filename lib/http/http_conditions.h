/* SPDX-License-Identifier: ISC */
/*
 * http_conditions.h - conditional requests (RFC 9110 13): whether what the client has still holds.
 *
 *     status = http_conditions_status(request, BYTES("\"5d41\""), modified_s);
 *     if (status != 200)
 *         answer with it, without content;
 */
#pragma once
#include "lib/http/http_request.h"

/*
 * What to answer a GET or HEAD with: 200, 304 or 412, from its If-Match, If-Unmodified-Since,
 * If-None-Match and If-Modified-Since, in the order of RFC 9110 13.2.2. `etag` is strong and in its
 * quotes; `modified_s` is 0 if it is not known.
 */
unsigned http_conditions_status(
    const struct http_request *r, struct bytes etag, int64_t modified_s);
