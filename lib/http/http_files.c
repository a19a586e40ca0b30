/* SPDX-License-Identifier: ISC */
/*
 * http_files.c - from a request's path to a value of the tree, and the answer that it makes.
 *
 * The tree is only asked for keys that uri_path_to_key() has made, or that are written here, so
 * what a request can name was decided there. Every answer may be stored but has to be asked for
 * again each time (no-cache): names are kept when content changes, and with an entity tag asking
 * costs one small answer.
 */
#include "lib/http/http_files.h"
#include "lib/http/http_conditions.h"
#include "lib/http/http_exchange.h"
#include "lib/uri/uri.h"

enum { ETAG_LEN = 2 + 2 * 16 };

static const struct bytes index_name = BYTES_STATIC("index.html");
static const struct bytes not_found_key = BYTES_STATIC("404.html");

/* What a request asks for. */
struct wanted {
    struct kv_ro tree;
    const struct http_request *request;
    struct bytes key;
    struct kv_info info;
};

/* RFC 9110 8.8.3, MUST-14: the digest in quotes, in hexadecimal. */
static struct bytes etag_of(const struct kv_info *info, uint8_t space[static ETAG_LEN])
{
    static const char digits[] = "0123456789abcdef";

    space[0] = '"';
    for (size_t i = 0; i < sizeof info->digest; i++) {
        space[1 + 2 * i] = (uint8_t)digits[info->digest[i] >> 4];
        space[2 + 2 * i] = (uint8_t)digits[info->digest[i] & 15];
    }
    space[ETAG_LEN - 1] = '"';
    return (struct bytes){ space, ETAG_LEN };
}

/* RFC 9110 8.8.2.1: no later than the Date of the answer, whatever the tree says. */
static int64_t last_modified(
    const struct kv_info *info, const struct http_date_cache *date)
{
    return info->modified.s < date->s ? info->modified.s : date->s;
}

/* Fields that go with every content of the tree. A browser must not take one type for another. */
static void describe(struct http_exchange *x, const struct kv_info *info)
{
    http_respond_known(x, BYTES("X-Content-Type-Options: nosniff\r\nContent-Type: "),
        info->media_type != NULL ? bytes_of_text(info->media_type)
                                 : BYTES("application/octet-stream"));
}

/* ERR_IO: the value is another by now, and its pieces do not fit those that were sent. */
static enum err check_unchanged(const struct wanted *w)
{
    struct kv_info now;

    TRY(kv_ro_info(w->tree, w->key, &now));
    return memcmp(now.digest, w->info.digest, sizeof now.digest) == 0 ? OK : ERR_IO;
}

/* Suspends until all of the value was given to the client, piece by piece. */
static enum err send_value(const struct wanted *w, struct http_exchange *x)
{
    uint64_t at = 0;

    if (!http_wants_body(x))
        return OK;
    while (at < w->info.size) {
        struct piece part = { 0 };

        if (at > 0)
            TRY(check_unchanged(w));
        TRY(kv_ro_read(w->tree, w->key, at, HTTP_FILE_PIECE, &part));
        if (part.octets.len == 0)
            return ERR_IO;
        at += part.octets.len;
        TRY(http_respond_body(x, &part));
    }
    return OK;
}

/*
 * RFC 9110 13.2.1, MUST-24: conditions are judged of a value that is there. RFC 9110 15.4.5, MUST-26:
 * 304 has the same fields.
 */
static enum err answer_value(const struct wanted *w, struct http_exchange *x)
{
    uint8_t space[ETAG_LEN];
    struct bytes etag = etag_of(&w->info, space);
    unsigned status = http_conditions_status(w->request, etag, w->info.modified.s);

    if (status == 412) {
        http_respond_reason(x, status);
        return OK;
    }
    http_respond(x, status, w->info.size);
    http_respond_known(x, BYTES("Cache-Control: no-cache\r\nETag: "), etag);
    if (w->info.modified.s > 0)
        http_respond_date(
            x, BYTES("Last-Modified"), last_modified(&w->info, &x->server->state->date));
    if (status == 304)
        return OK;
    describe(x, &w->info);
    return send_value(w, x);
}

static enum err answer_not_found(struct wanted *w, struct http_exchange *x)
{
    w->key = not_found_key;
    if (kv_ro_info(w->tree, w->key, &w->info) != OK || w->info.kind != KV_VALUE) {
        http_respond_reason(x, 404);
        return OK;
    }
    http_respond(x, 404, w->info.size);
    http_respond_field(x, BYTES("Cache-Control"), BYTES("no-cache"));
    describe(x, &w->info);
    return send_value(w, x);
}

/*
 * To the dictionary's own path, made from its key, so that nothing of the request is repeated. Not to
 * be inlined: its space would be on the stack of every request.
 */
[[gnu::noinline]] static enum err answer_redirect(
    const struct wanted *w, struct http_exchange *x)
{
    uint8_t space[sizeof "/" + (size_t)3 * HTTP_KEY_MAX];
    struct writer location = writer_of((struct bytes_mut){ space, sizeof space });

    uri_put_key(&location, w->key);
    if (w->key.len > 0)
        put_u8(&location, '/');
    if (location.bad)
        return ERR_TOO_LARGE;
    http_respond_reason(x, 301);
    http_respond_field(x, BYTES("Location"), written(&location));
    return OK;
}

/* RFC 9110 9.1, MUST-15; RFC 9110 15.5.6, MUST-27; RFC 9110 9.3.7. */
static enum err answer_method(const struct http_request *r, struct http_exchange *x)
{
    if (r->method == HTTP_METHOD_UNKNOWN) {
        http_respond_reason(x, 501);
        return OK;
    }
    http_respond_reason(x, r->method == HTTP_OPTIONS ? 204 : 405);
    http_respond_field(x, BYTES("Allow"), BYTES("GET, HEAD, OPTIONS"));
    return OK;
}

static bool ends_with_slash(struct bytes path)
{
    return path.len > 0 && path.at[path.len - 1] == '/';
}

/* The key of the index.html below what `key` is in `space`. */
static struct bytes index_key(struct bytes key, struct bytes_mut space)
{
    struct writer w = writer_of(space);

    w.len = key.len;
    if (key.len > 0)
        put_u8(&w, '/');
    put_bytes(&w, index_name);
    return written(&w);
}

/* Finds what the path names. 200; or 301, 400, 404, 500. */
static unsigned find(struct wanted *w, struct bytes_mut space)
{
    struct bytes path = w->request->path;
    enum err e =
        uri_path_to_key(path, (struct bytes_mut){ space.at, HTTP_KEY_MAX }, &w->key);

    if (e == ERR_MALFORMED)
        return 400;
    if (e != OK)
        return 404;
    if (ends_with_slash(path))
        w->key = index_key(w->key, space);
    e = kv_ro_info(w->tree, w->key, &w->info);
    if (e != OK)
        return e == ERR_NOT_FOUND ? 404 : 500;
    if (w->info.kind == KV_VALUE)
        return 200;
    return ends_with_slash(path) ? 404 : 301;
}

enum err http_files(
    const void *self, const struct http_request *request, struct http_exchange *x)
{
    const struct http_files *files = self;
    struct wanted w = { .tree = files->tree, .request = request };
    /* Written before it is read, and too large to be cleared for each request. */
    __attribute__((uninitialized)) uint8_t space[HTTP_KEY_MAX + sizeof "/index.html"];

    if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        return answer_method(request, x);
    unsigned status = find(&w, (struct bytes_mut){ space, sizeof space });
    switch (status) {
    case 200:
        return answer_value(&w, x);
    case 301:
        return answer_redirect(&w, x);
    case 404:
        return answer_not_found(&w, x);
    default:
        http_respond_reason(x, status);
        return OK;
    }
}
