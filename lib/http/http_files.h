/* SPDX-License-Identifier: ISC */
/*
 * http_files.h - a handler that serves a KV_RO as a web site.
 *
 * GET and HEAD of a value's key give the value, with its media type, an entity tag made of its
 * digest, and the date of its change where that is known; conditional requests are answered with
 * 304. A dictionary is its index.html, at a path that ends with a slash, to which other spellings
 * are redirected. What is not there is 404, with the tree's own 404.html as the content if it has
 * one. Paths that would leave the tree, in any spelling, are 400.
 *
 *     static const struct http_files site = { .tree = pages };
 *     return http_serve(mine, http, http_files, &site);
 */
#pragma once
#include "lib/http/http_server.h"
#include "sig/kv_ro.h"

struct http_files {
    struct kv_ro tree;
};

enum {
    /* Octets of a key; a longer path is 404, since no file system has such names. */
    HTTP_KEY_MAX = 1024,

    /* Octets of a value that are asked for at once. */
    HTTP_FILE_PIECE = 256 << 10,
};

/* An http_handler; `self` is a struct http_files. */
enum err http_files(
    const void *self, const struct http_request *request, struct http_exchange *x);
