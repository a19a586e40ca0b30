/* SPDX-License-Identifier: ISC */
/*
 * http.h - HTTP/1.1 (RFC 9110, RFC 9112): a server, and a handler that serves files.
 *
 * http_server.h is what a unikernel uses, with http_files.h for a web site. Below them are parts
 * that do no I/O and can be used alone: http_request.h parses heads, http_body.h bodies,
 * http_response.h writes heads, http_date.h and http_conditions.h do what their names say.
 */
#pragma once
#include "lib/http/http_files.h"
#include "lib/http/http_request.h"
#include "lib/http/http_response.h"
#include "lib/http/http_server.h"
