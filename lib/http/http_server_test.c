/* SPDX-License-Identifier: ISC */
/*
 * http_server_test.c - goal: what a client sees of a connection: answers in order, the same for
 * every way in which its octets can arrive; when connections are kept, closed and drained; attacks
 * E01 to E05 as far as one connection can make them. Method: a flow that plays a script and keeps
 * what is written, a tree in memory, and each stream cut in two at every octet.
 */
#include "lib/http/http.h"
#include "target/unix/unix.h"
#include "test/test.h"
#include <stdlib.h>
#include <string.h>

/* --- A flow that plays a script -------------------------------------------------------------- */

/* How a script's octets come. */
struct script {
    struct bytes in;
    size_t at;
    size_t cut;  /* the first read ends here; 0: nowhere */
    size_t step; /* octets a read, at most; 0: all */
    bool stays;  /* the client does not end its sending */
    bool stuck;  /* the client takes nothing */
    uint64_t pause_ns;

    char out[64 << 10];
    size_t out_len;
    unsigned reads, writes, pieces, held;
    bool shut, closed;
    size_t at_shut;
};

static struct script script;

static struct flow_info script_info(const void *self)
{
    (void)self;
    return (struct flow_info){ 0 };
}

struct script_buf {
    struct buf buf;
    uint8_t octets[];
};

static void script_release(struct buf *b)
{
    script.held--;
    free(b);
}

/* In memory of its own and exactly its size, so that a sanitizer sees a use after the drop. */
static struct piece script_piece(struct bytes octets)
{
    struct script_buf *b = calloc(1, sizeof *b + octets.len);

    if (b == NULL)
        abort();
    memcpy(b->octets, octets.at, octets.len);
    b->buf.at = b->octets;
    b->buf.len = (uint32_t)octets.len;
    b->buf.references = 1;
    b->buf.release = script_release;
    script.held++;
    return (struct piece){ { b->octets, octets.len }, &b->buf };
}

static enum err script_read(const void *self, struct piece *out, instant deadline)
{
    size_t len = script.in.len - script.at;

    (void)self;
    expect(script.held == 0);
    script.reads++;
    if (len == 0) {
        if (!script.stays)
            return ERR_CLOSED;
        TRY(fiber_sleep_until(deadline));
        return ERR_TIMED_OUT;
    }
    if (script.pause_ns > 0)
        TRY(fiber_sleep_until(instant_earlier(deadline, from_now(script.pause_ns))));
    if (script.pause_ns > 0 && !instant_before(fiber_now(), deadline))
        return ERR_TIMED_OUT;
    if (script.step > 0 && len > script.step)
        len = script.step;
    if (script.at < script.cut && len > script.cut - script.at)
        len = script.cut - script.at;
    *out = script_piece(bytes_part(script.in, script.at, len));
    script.at += len;
    return OK;
}

static enum err script_write(
    const void *self, const struct piece parts[], size_t count, instant deadline)
{
    (void)self;
    script.writes++;
    script.pieces += (unsigned)count;
    if (script.stuck) {
        TRY(fiber_sleep_until(deadline));
        return ERR_TIMED_OUT;
    }
    for (size_t i = 0; i < count; i++) {
        struct bytes_mut room = { (uint8_t *)script.out + script.out_len,
            sizeof script.out - 1 - script.out_len };
        script.out_len += bytes_copy(room, parts[i].octets);
    }
    return OK;
}

static enum err script_shutdown(const void *self)
{
    (void)self;
    script.shut = true;
    script.at_shut = script.at;
    return OK;
}

static void script_close(const void *self)
{
    (void)self;
    script.closed = true;
}

static const struct flow_ops script_ops = {
    script_info,
    script_read,
    script_write,
    script_shutdown,
    script_close,
};
static const struct flow script_flow = { &script_ops, NULL };

/* --- A tree in memory ------------------------------------------------------------------------ */

struct value {
    const char *key, *content; /* content NULL: a dictionary */
    const char *media_type;
    int64_t modified_s;
};

static const struct value values[] = {
    { "", NULL, NULL, 0 },
    { "index.html", "<p>home", "text/html; charset=utf-8", 784111777 },
    { "a.txt", "text", "text/plain; charset=utf-8", 0 },
    { "blob", "\x01\x02", NULL, 0 },
    { "empty", "", "text/plain; charset=utf-8", 0 },
    { "docs", NULL, NULL, 0 },
    { "docs/index.html", "<p>docs", "text/html; charset=utf-8", 0 },
    { "bare", NULL, NULL, 0 },
    { "bare/x y\xc3\xa9", NULL, NULL, 0 },
    { "broken", "1234", NULL, 0 },
    { "future", "-", NULL, 784111778 },
    { "edited", "1234", NULL, 0 },
};
static const struct value own_404 = { "404.html", "<p>gone", "text/html; charset=utf-8",
    0 };
static bool has_own_404;
static uint8_t edits; /* of "edited", after each read */

static const struct value *value_find(struct bytes key)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (bytes_equal(key, bytes_of_text(values[i].key)))
            return &values[i];
    if (has_own_404 && bytes_equal(key, bytes_of_text(own_404.key)))
        return &own_404;
    return NULL;
}

static enum err memory_info(const void *self, struct bytes key, struct kv_info *out)
{
    const struct value *v = value_find(key);

    (void)self;
    if (v == NULL)
        return ERR_NOT_FOUND;
    *out = (struct kv_info){
        .kind = v->content == NULL ? KV_DICTIONARY : KV_VALUE,
        .size = v->content == NULL ? 0 : strlen(v->content),
        .modified.s = v->modified_s,
        .media_type = v->media_type,
    };
    memset(out->digest, 0xa5, sizeof out->digest);
    out->digest[15] = (uint8_t)out->size;
    if (strcmp(v->key, "edited") == 0)
        out->digest[0] = edits;
    return OK;
}

/* Two octets at a time, to see pieces put together; from a buf, and for ever, by turns. */
static enum err memory_read(
    const void *self, struct bytes key, uint64_t offset, size_t len, struct piece *out)
{
    const struct value *v = value_find(key);

    (void)self;
    if (v == NULL || v->content == NULL || (offset > 0 && strcmp(v->key, "broken") == 0))
        return ERR_IO;
    struct bytes part =
        bytes_part(bytes_of_text(v->content), (size_t)offset, len < 2 ? len : 2);
    edits++;
    *out = offset % 4 == 0 ? (struct piece){ part, PIECE_FOREVER } : script_piece(part);
    return OK;
}

static enum err memory_list(const void *self, struct bytes key,
    enum err (*each)(void *arg, struct bytes name, enum kv_kind kind), void *arg)
{
    (void)self, (void)key, (void)each, (void)arg;
    return ERR_UNSUPPORTED;
}

static const struct kv_ro_ops memory_ops = { memory_info, memory_read, memory_list };
static const struct http_files files = { .tree = { &memory_ops, NULL } };

/* --- Running a script ------------------------------------------------------------------------ */

static struct http_server_state state;
static struct http_server server = { .state = &state };
static http_handler *handler = http_files;

static enum err serve_script(struct nursery *mine, void *arg)
{
    (void)mine, (void)arg;
    http_serve_flow(&server, script_flow, handler, &files);
    return OK;
}

/* A Date that does not change while the tests run. */
static void fix_date(void)
{
    struct writer w =
        writer_of((struct bytes_mut){ state.date.text, sizeof state.date.text });

    http_put_date_field(&w, BYTES("Date"), 784111777);
    state.date.s = 784111777;
    state.date.until = NEVER;
}

#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

/* Plays `s` on a connection of its own, and returns what was answered. */
static const char *play(struct script s)
{
    state = (struct http_server_state){ 0 };
    fix_date();
    script = s;
    expect(unix_run(serve_script, NULL, NULL) == OK);
    expect(script.closed && script.held == 0);
    script.out[script.out_len] = '\0';
    return script.out;
}

static const char *answers(const char *requests)
{
    return play((struct script){ .in = bytes_of_text(requests) });
}

static unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

#define H     "Host: h\r\n"
#define CLOSE "Connection: close\r\n"
#define ETAG7 "\"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a507\""

/* --- Files ----------------------------------------------------------------------------------- */

static void test_files(void)
{
    /* RFC 9110 6.6.1, MUST-8; RFC 9110 8.8.3, MUST-14; RFC 9110 9.1, MUST-15. */
    test("a whole answer, octet for octet")
    {
        expect(strcmp(answers("GET / HTTP/1.1\r\n" H "\r\n"),
                   "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 7\r\n"
                   "Cache-Control: no-cache\r\n"
                   "ETag: " ETAG7 "\r\n"
                   "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                   "X-Content-Type-Options: nosniff\r\n"
                   "Content-Type: text/html; charset=utf-8\r\n\r\n<p>home") == 0);
    }
    /* RFC 9110 9.3.2, MUST-16; RFC 9110 8.6, MUST-12; RFC 9112 6.3, MUST-19. */
    test("HEAD is GET without the content")
    {
        char get[1024];

        snprintf(get, sizeof get, "%s", answers("GET /a.txt HTTP/1.1\r\n" H "\r\n"));
        const char *head = answers("HEAD /a.txt HTTP/1.1\r\n" H "\r\n");
        expect(strlen(get) == strlen(head) + 4 && starts(get, head));
        expect(strcmp(get + strlen(head), "text") == 0);
    }
    test("values without a type, and without octets")
    {
        expect(strstr(answers("GET /blob HTTP/1.1\r\n" H "\r\n"),
                   "Content-Type: application/octet-stream\r\n") != NULL);
        expect(strstr(answers("GET /empty HTTP/1.1\r\n" H "\r\n"),
                   "Content-Length: 0\r\n") != NULL);
    }
    /* RFC 9110 8.8.2.1: a Last-Modified is never later than the Date. */
    test("a value of the future was modified now")
    {
        expect(strstr(answers("GET /future HTTP/1.1\r\n" H "\r\n"),
                   "\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n") != NULL);
    }
    test("a value that is replaced while it is sent is not mixed with its successor")
    {
        const char *cut = answers("GET /edited HTTP/1.1\r\n" H "\r\n");

        expect(strstr(cut, "\r\n\r\n12") != NULL && strstr(cut, "34") == NULL);
    }
}

/* Which value a target names. */
static void test_names(void)
{
    test("a query is no part of the key, an absolute target is")
    {
        expect(
            starts(answers("GET /a.txt?x=../ HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 200 "));
        expect(
            starts(answers("GET http://h/a.txt HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 200 "));
    }
    test("a dictionary is its index.html, at a slash")
    {
        expect(strstr(answers("GET /docs/ HTTP/1.1\r\n" H "\r\n"), "<p>docs") != NULL);
        const char *moved = answers("GET /docs?q HTTP/1.1\r\n" H "\r\n");
        expect(starts(moved, "HTTP/1.1 301 Moved Permanently\r\n"));
        expect(strstr(moved, "\r\nLocation: /docs/\r\n") != NULL);
        expect(starts(answers("GET /bare/ HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 404 "));
        expect(starts(answers("GET /a.txt/ HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 404 "));
        expect(strstr(answers("GET /bare/x%20y%c3%a9 HTTP/1.1\r\n" H "\r\n"),
                   "\r\nLocation: /bare/x%20y%C3%A9/\r\n") != NULL);
        expect(strstr(answers("GET /docs/.. HTTP/1.1\r\n" H "\r\n"),
                   "\r\nLocation: /\r\n") != NULL);
    }
    test("what is not there, with and without a page for it")
    {
        expect(strstr(answers("GET /x HTTP/1.1\r\n" H "\r\n"),
                   "\r\n\r\n404 Not Found\n") != NULL);
        has_own_404 = true;
        const char *gone = answers("GET /x HTTP/1.1\r\n" H "\r\n");
        has_own_404 = false;
        expect(starts(gone, "HTTP/1.1 404 ") && strstr(gone, "\r\n\r\n<p>gone") != NULL);
        expect(strstr(gone, "ETag") == NULL);
    }
    test("a value that cannot be read to its end ends the connection")
    {
        const char *broken =
            answers("GET /a.txt HTTP/1.1\r\n" H "\r\nGET /broken HTTP/1.1\r\n" H "\r\n"
                    "GET /a.txt HTTP/1.1\r\n" H "\r\n");
        expect(
            count_of(broken, "HTTP/1.1 200") == 2 && count_of(broken, "text\r\n") == 0);
        expect(broken[strlen(broken) - 1] == '2');
    }
}

/* E04, and what else a path may try. */
static void test_escapes(void)
{
    static const struct {
        const char *path;
        unsigned status;
    } cases[] = {
        { "/../a.txt", 400 },
        { "/docs/../../a.txt", 400 },
        { "/%2e%2e/a.txt", 400 },
        { "/.%2E/a.txt", 400 },
        { "/..%2fa.txt", 400 },
        { "/..%5ca.txt", 404 },
        { "/..\\a.txt", 404 },
        { "/%252e%252e/a.txt", 404 },
        { "/%c0%ae%c0%ae/a.txt", 400 },
        { "/a.txt%00.html", 400 },
        { "/%", 400 },
        { "//a.txt", 404 },
        { "//evil.example/docs", 404 },
        { "/C:/a.txt", 404 },
        { "/docs/../a.txt", 200 },
        { "/./a.txt", 200 },
        { "/a%2etxt", 200 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[256], line[32];

        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" H "\r\n", cases[i].path);
        snprintf(line, sizeof line, "HTTP/1.1 %u ", cases[i].status);
        test(cases[i].path) expect(starts(answers(request), line));
    }
    test("a key as long as may be, and longer")
    {
        char request[3000] = "GET /";

        memset(request + 5, 'a', HTTP_KEY_MAX + 1);
        strcpy(request + 5 + HTTP_KEY_MAX + 1, " HTTP/1.1\r\n" H "\r\n");
        expect(starts(answers(request), "HTTP/1.1 404 "));
    }
}

/*
 * RFC 9110 13.1.1, MUST-19; RFC 9110 13.1.2, MUST-20; RFC 9110 13.1.3, MUST-21, MUST-22;
 * RFC 9110 13.1.4, MUST-23; RFC 9110 13.2.1, MUST-24; RFC 9110 13.2.2, MUST-25; RFC 9110 5.6.1, MUST-4.
 */
static void test_conditions(void)
{
    static const struct {
        const char *path, *fields;
        unsigned status;
    } cases[] = {
        { "/", "If-None-Match: " ETAG7, 304 },
        { "/", "If-None-Match: W/" ETAG7, 304 },
        { "/", "If-None-Match: *", 304 },
        { "/", "If-None-Match: \"x\", " ETAG7, 304 },
        { "/", "If-None-Match: ,\"x,y\" ,, W/\"z\"," ETAG7 ",", 304 },
        { "/", "If-None-Match: \"x\"\r\nIf-None-Match: " ETAG7, 304 },
        { "/", "If-None-Match: \"x\"", 200 },
        { "/", "If-None-Match: \"x", 200 },
        { "/", "If-None-Match: x, " ETAG7, 200 },
        { "/", "If-None-Match: w/" ETAG7, 200 },
        { "/", "If-None-Match:", 200 },
        { "/", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 304 },
        { "/", "If-Modified-Since: Sunday, 06-Nov-94 08:49:38 GMT", 304 },
        { "/", "If-Modified-Since: Sun Nov  6 08:49:36 1994", 200 },
        { "/", "If-Modified-Since: yesterday", 200 },
        { "/a.txt", "If-Modified-Since: Sun, 06 Nov 2094 08:49:37 GMT", 200 },
        { "/", "If-None-Match: \"x\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
            200 },
        { "/", "If-Match: " ETAG7, 200 },
        { "/", "If-Match: *", 200 },
        { "/", "If-Match: W/" ETAG7, 412 },
        { "/", "If-Match: \"x\"", 412 },
        { "/", "If-Match: " ETAG7 "\r\nIf-None-Match: " ETAG7, 304 },
        { "/", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 200 },
        { "/", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 412 },
        { "/", "If-Match: *\r\nIf-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 200 },
        { "/x", "If-None-Match: *", 404 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char request[512], line[32];

        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" H "%s\r\n\r\n",
            cases[i].path, cases[i].fields);
        snprintf(line, sizeof line, "HTTP/1.1 %u ", cases[i].status);
        test(cases[i].fields) expect(starts(answers(request), line));
    }
    test("304 has the fields that caches want, and no content (RFC 9110 15.4.5, MUST-26)")
    {
        expect(strcmp(answers("GET / HTTP/1.1\r\n" H "If-None-Match: *\r\n\r\n"),
                   "HTTP/1.1 304 Not Modified\r\n" DATE "Cache-Control: no-cache\r\n"
                   "ETag: " ETAG7 "\r\n"
                   "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n") == 0);
    }
}

static void test_methods(void)
{
    test("methods other than GET and HEAD (RFC 9110 15.5.6, MUST-27)")
    {
        const char *post = answers("POST / HTTP/1.1\r\n" H "\r\n");
        expect(starts(post, "HTTP/1.1 405 "));
        expect(strstr(post, "\r\nAllow: GET, HEAD, OPTIONS\r\n") != NULL);
        expect(starts(answers("TRACE / HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 405 "));
        expect(starts(answers("CONNECT h:1 HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 405 "));
        expect(starts(answers("BREW / HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 501 "));
    }
    test("OPTIONS of a path and of the server, without a length (RFC 9110 8.6, MUST-13)")
    {
        expect(strcmp(answers("OPTIONS * HTTP/1.1\r\n" H "\r\n"),
                   "HTTP/1.1 204 No Content\r\n" DATE
                   "Allow: GET, HEAD, OPTIONS\r\n\r\n") == 0);
        expect(starts(answers("OPTIONS / HTTP/1.1\r\n" H "\r\n"), "HTTP/1.1 204 "));
    }
}

/* --- Connections ----------------------------------------------------------------------------- */

/* RFC 9112 9.3, MUST-26; RFC 9112 9.6, MUST-28; RFC 9110 10.1.1, MUST-17. */
static void test_keeping(void)
{
    static const struct {
        const char *first;
        unsigned answers;
        const char *says;
    } cases[] = {
        { "GET / HTTP/1.1\r\n" H "\r\n", 2, NULL },
        { "GET / HTTP/1.1\r\n" H CLOSE "\r\n", 1, CLOSE },
        { "GET / HTTP/1.0\r\n\r\n", 1, CLOSE },
        { "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 2,
            "Connection: keep-alive\r\n" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nGET", 2, NULL },
        { "POST / HTTP/1.1\r\n" H
          "Transfer-Encoding: chunked\r\n\r\n3\r\nGET\r\n0\r\n\r\n",
            2, NULL },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 65536\r\n\r\n", 1, NULL },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 65537\r\n\r\n", 1, CLOSE },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", 1,
            CLOSE },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3x\r\n", 1, NULL },
        { "GET / HTTP/9.1\r\n" H "\r\n", 1, CLOSE },
        { "GET / HTTP/1.1\r\n\r\n", 1, CLOSE },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char requests[512];

        snprintf(requests, sizeof requests, "%sGET /a.txt HTTP/1.1\r\n" H "\r\n",
            cases[i].first);
        test(cases[i].first)
        {
            const char *all = answers(requests);
            expect(count_of(all, "HTTP/1.1 ") == cases[i].answers);
            expect(count_of(all, "Connection:") == (cases[i].says != NULL ? 1 : 0));
            expect(cases[i].says == NULL || strstr(all, cases[i].says) != NULL);
        }
    }
}

/* As a browser and a smuggler would send it: every kind of request, then one that is refused. */
static const char stream[] =
    "GET / HTTP/1.1\r\n" H "\r\n"
    "\r\nHEAD /docs/ HTTP/1.1\r\n" H "\r\n"
    "POST /a HTTP/1.1\r\n" H "Content-Length: 35\r\n\r\nGET /smuggled HTTP/1.1\r\n" H
    "\r\n"
    "GET / HTTP/1.1\r\n" H "If-None-Match: *\r\n\r\n"
    "PUT /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
    "5;x\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n"
    "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    "OPTIONS * HTTP/1.1\r\n" H "\r\n"
    "GET /blob HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n"
    "GET /never HTTP/1.1\r\n" H "\r\n";

static void test_splitting(void)
{
    static char whole[sizeof script.out];
    size_t len = sizeof stream - 1;

    test("a stream of requests in one piece")
    {
        snprintf(whole, sizeof whole, "%s", answers(stream));
        expect(count_of(whole, "HTTP/1.1 ") == 8);
        expect(count_of(whole, "HTTP/1.1 400 ") == 1 && count_of(whole, CLOSE) == 1);
        expect(script.shut);
    }
    test("cut in two at every octet") for (size_t cut = 1; cut < len; cut++) expect(
        strcmp(
            play((struct script){ .in = { (const uint8_t *)stream, len }, .cut = cut }),
            whole) == 0);
    test("in pieces of every size") for (size_t step = 1; step < 64; step++) expect(
        strcmp(
            play((struct script){ .in = { (const uint8_t *)stream, len }, .step = step }),
            whole) == 0);
}

static void test_batches(void)
{
    static char requests[32 << 10];
    size_t len = 0;

    test("requests that came together are answered together")
    {
        for (int i = 0; i < 8; i++)
            len += (size_t)snprintf(requests + len, sizeof requests - len,
                "GET /empty HTTP/1.1\r\n" H "\r\n");
        expect(count_of(answers(requests), "HTTP/1.1 200 ") == 8);
        expect(script.reads == 2 && script.writes == 1 && script.pieces == 1);
    }
    test("and many of them in several writes")
    {
        for (int i = 8; i < 200; i++)
            len += (size_t)snprintf(requests + len, sizeof requests - len,
                "GET /empty HTTP/1.1\r\n" H "\r\n");
        expect(count_of(answers(requests), "HTTP/1.1 200 ") == 200);
        expect(script.reads == 2 && script.writes > 1 && script.writes < 25);
    }
    test("one request is one read and one write")
    {
        answers("GET /blob HTTP/1.1\r\n" H "\r\n");
        expect(script.reads == 2 && script.writes == 1);
    }
}

/* E05. */
static void test_deadlines(void)
{
    const struct script idle = { .stays = true };
    const struct script slow_head = {
        .in = BYTES("GET / HTTP/1.1\r\nA: b\r\n"),
        .step = 1,
        .stays = true,
        .pause_ns = MILLISECONDS(4),
    };
    const struct script slow_body = {
        .in = BYTES("POST / HTTP/1.1\r\n" H "Content-Length: 9\r\n\r\na"),
        .stays = true,
    };
    const struct script slow_reader = {
        .in = BYTES("GET / HTTP/1.1\r\n" H "\r\n"),
        .stays = true,
        .stuck = true,
    };

    server.limits = (struct http_limits){
        .idle_ns = MILLISECONDS(20),
        .head_ns = MILLISECONDS(30),
        .write_ns = MILLISECONDS(20),
        .linger_ns = MILLISECONDS(20),
    };
    test("an idle connection is closed without a word")
    {
        expect(strcmp(play(idle), "") == 0);
    }
    test("a head that takes too long is refused")
    {
        const char *answer = play(slow_head);
        expect(starts(answer, "HTTP/1.1 408 ") && strstr(answer, CLOSE) != NULL);
        expect(script.shut && script.at_shut < 20);
    }
    test("a body that does not come ends the connection after the answer")
    {
        expect(count_of(play(slow_body), "HTTP/1.1 405 ") == 1);
    }
    test("what is behind a body without an end is read, so that the answer is not lost")
    {
        const char *all = play((struct script){
            .in = BYTES("PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
            .step = 1,
            .stays = true,
        });
        expect(count_of(all, "HTTP/1.1 405 ") == 1);
        expect(script.shut && script.at == script.in.len);
    }
    test("a client that takes nothing is given up")
    {
        expect(strcmp(play(slow_reader), "") == 0 && script.writes == 1);
    }
    server.limits = (struct http_limits){ 0 };
}

/* --- Handlers -------------------------------------------------------------------------------- */

static enum err handler_fails(
    const void *self, const struct http_request *r, struct http_exchange *x)
{
    (void)self, (void)r, (void)x;
    return ERR_IO;
}

static enum err handler_splits(
    const void *self, const struct http_request *r, struct http_exchange *x)
{
    (void)self, (void)r;
    http_respond(x, 200, 0);
    http_respond_field(x, BYTES("A"), BYTES("b\r\nC: d"));
    return OK;
}

static enum err handler_gives_short(
    const void *self, const struct http_request *r, struct http_exchange *x)
{
    struct piece body = { BYTES("abc"), PIECE_FOREVER };

    (void)self, (void)r;
    http_respond(x, 200, 4);
    return http_respond_body(x, &body);
}

static enum err handler_gives_more(
    const void *self, const struct http_request *r, struct http_exchange *x)
{
    char octets[4] = "abcd";
    struct piece body = { { (uint8_t *)octets, 4 }, NULL };

    (void)self, (void)r;
    http_respond(x, 200, 3);
    TRY(http_respond_body(x, &body));
    memset(octets, '!', 4);
    return OK;
}

static void test_handlers(void)
{
    const char two[] = "GET / HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n" H "\r\n";

    test("a handler that fails is 500, and the connection is kept")
    {
        handler = handler_fails;
        expect(count_of(answers(two), "HTTP/1.1 500 ") == 2);
    }
    test("a field that would end the line is not sent")
    {
        handler = handler_splits;
        expect(strcmp(answers(two), "") == 0);
    }
    test("too little content ends the connection")
    {
        handler = handler_gives_short;
        const char *all = answers(two);
        expect(count_of(all, "HTTP/1.1 ") == 1 && strstr(all, "\r\n\r\nabc") != NULL);
    }
    test("too much content is cut, and borrowed octets are sent at once")
    {
        handler = handler_gives_more;
        expect(count_of(answers(two), "\r\n\r\nabc") == 2 &&
               strchr(script.out, '!') == NULL);
        expect(strstr(script.out, "abcd") == NULL);
    }
    handler = http_files;
}

/* --- The server ------------------------------------------------------------------------------ */

static unsigned arrivals;

static struct endpoint one_local(const void *self)
{
    (void)self;
    return (struct endpoint){ .port = 80 };
}

/* `arrivals` connections, one failure between them, and then no more. */
static enum err one_accept(const void *self, struct flow *out, instant deadline)
{
    (void)self;
    if (arrivals == 0)
        return fiber_sleep_until(deadline);
    *out = script_flow;
    return --arrivals % 2 == 0 ? OK : ERR_NO_MEMORY;
}

static void one_close(const void *self)
{
    (void)self;
}

static const struct listener_ops one_ops = { one_local, one_accept, one_close };

static enum err handler_is_slow(
    const void *self, const struct http_request *r, struct http_exchange *x)
{
    (void)self, (void)r;
    TRY(fiber_sleep_until(from_now(MILLISECONDS(60))));
    http_respond_reason(x, 200);
    return OK;
}

static enum err run_server(struct nursery *mine, void *arg)
{
    (void)arg;
    expect(http_serve(mine, &server, handler, &files) == OK);
    return OK;
}

/* Runs the server for so many milliseconds, then tells it to stop; how long that took is in *arg. */
static enum err run_and_stop(struct nursery *mine, void *arg)
{
    uint64_t *took_ns = arg;
    struct nursery *n;

    TRY(nursery_open(&n, mine, (struct nursery_limits){ 0 }));
    TRY(nursery_spawn(n, "server", run_server, NULL));
    TRY(fiber_sleep_until(from_now(*took_ns)));
    instant stopped = fiber_now();
    nursery_close(n);
    *took_ns = instant_since(fiber_now(), stopped);
    return OK;
}

static uint64_t serve_for(uint64_t ns, struct script s)
{
    state = (struct http_server_state){ .listener = { &one_ops, NULL } };
    fix_date();
    script = s;
    expect(unix_run(run_and_stop, &ns, NULL) == OK);
    script.out[script.out_len] = '\0';
    return ns;
}

static void test_draining(void)
{
    const struct script one = {
        .in = BYTES("GET / HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n" H "\r\n"),
        .stays = true,
    };

    test("an answer under way is finished, and is the last")
    {
        arrivals = 1;
        handler = handler_is_slow;
        uint64_t took = serve_for(MILLISECONDS(20), one);
        expect(count_of(script.out, "HTTP/1.1 200 ") == 1);
        expect(strstr(script.out, CLOSE) != NULL && script.closed);
        expect(took >= MILLISECONDS(20) && took < MILLISECONDS(2000));
    }
    test("but not for longer than may be")
    {
        arrivals = 1;
        server.limits.drain_ns = MILLISECONDS(10);
        serve_for(MILLISECONDS(20), one);
        server.limits.drain_ns = 0;
        expect(count_of(script.out, "HTTP/1.1 200 ") == 0 && script.closed);
    }
    test("an idle connection is closed at once, after a listener that failed once")
    {
        arrivals = 2;
        handler = http_files;
        uint64_t took = serve_for(MILLISECONDS(100), one);
        expect(count_of(script.out, "HTTP/1.1 200 ") == 2);
        expect(strstr(script.out, CLOSE) == NULL && script.closed);
        expect(took < MILLISECONDS(2000));
    }
}

int main(void)
{
    test_files();
    test_names();
    test_escapes();
    test_conditions();
    test_methods();
    test_keeping();
    test_splitting();
    test_batches();
    test_deadlines();
    test_handlers();
    test_draining();
    return test_result();
}
