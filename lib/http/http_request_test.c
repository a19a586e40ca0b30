/* SPDX-License-Identifier: ISC */
/*
 * http_request_test.c - goal: every rule of RFC 9112 that tells one request from two, from both
 * sides, and attacks E01, E02 and E04. Method: tables of heads with the status they get; every
 * prefix of every head gets ERR_SHORT or the status of the whole.
 */
#include "lib/http/http_octets.h"
#include "lib/http/http_request.h"
#include "test/test.h"
#include <stdlib.h>
#include <string.h>

enum { SPACE = 64 << 10 };

struct head_case {
    const char *head;
    unsigned status; /* 0: OK */
};

#define HOST "Host: h\r\n"
#define GET  "GET / HTTP/1.1\r\n" HOST
#define END  "\r\n"

/* RFC 9112 2.2, MUST-1; RFC 9112 2.3, MUST-3; RFC 9112 3.2, MUST-6. */
static const struct head_case line_cases[] = {
    { GET END, 0 },
    { "\r\n" GET END, 0 },
    { "\r\n\r\n" GET END, 0 },
    { "\r\n\r\n\r\n" GET END, 400 },
    { "\n" GET END, 400 },
    { " " GET END, 400 },
    { "GET  / HTTP/1.1\r\n" HOST END, 400 },
    { "GET /  HTTP/1.1\r\n" HOST END, 400 },
    { "GET\t/ HTTP/1.1\r\n" HOST END, 400 },
    { "GET /\tHTTP/1.1\r\n" HOST END, 400 },
    { "GET / HTTP/1.1 \r\n" HOST END, 400 },
    { "GET / HTTP/1.1\n" HOST END, 400 },
    { "GET / HTTP/1.1\r" HOST END, 400 },
    { "GET /\r\n", 400 },
    { "GET\r\n", 400 },
    { " / HTTP/1.1\r\n" HOST END, 400 },
    { "G@T / HTTP/1.1\r\n" HOST END, 400 },
    { "get / HTTP/1.1\r\n" HOST END, 0 },
    { "BREW / HTTP/1.1\r\n" HOST END, 0 },
    { "!#$%&'*+-.^_`|~ / HTTP/1.1\r\n" HOST END, 0 },
    { "GET / http/1.1\r\n" HOST END, 400 },
    { "GET / HTTP/1.10\r\n" HOST END, 400 },
    { "GET / HTTP/1.\r\n" HOST END, 400 },
    { "GET / HTTP/11\r\n" HOST END, 400 },
    { "GET / HTTP/1,1\r\n" HOST END, 400 },
    { "GET / HTTP/x.1\r\n" HOST END, 400 },
    { "GET / HTTP/1.0\r\n" END, 0 },
    { "GET / HTTP/1.2\r\n" HOST END, 0 },
    { "GET / HTTP/0.9\r\n" HOST END, 505 },
    { "GET / HTTP/2.0\r\n" HOST END, 505 },
    { "GET / HTTP/9.9\r\n" HOST END, 505 },
    { "PRI * HTTP/2.0\r\n\r\n", 505 },
};

/* E02, E04; RFC 9112 3.2.3, MUST-11; RFC 9112 3.2.4, MUST-12; RFC 9110 4.2.1, MUST-1. */
static const struct head_case target_cases[] = {
    { "GET /a%00b HTTP/1.1\r\n" HOST END, 0 },
    { "GET /\\..\\a HTTP/1.1\r\n" HOST END, 0 },
    { "GET /?a=[1]|{}^ HTTP/1.1\r\n" HOST END, 0 },
    { "GET /#f HTTP/1.1\r\n" HOST END, 400 },
    { "GET /\x80 HTTP/1.1\r\n" HOST END, 400 },
    { "GET /\x7f HTTP/1.1\r\n" HOST END, 400 },
    { "GET /\x01 HTTP/1.1\r\n" HOST END, 400 },
    { "GET a HTTP/1.1\r\n" HOST END, 400 },
    { "GET * HTTP/1.1\r\n" HOST END, 400 },
    { "OPTIONS * HTTP/1.1\r\n" HOST END, 0 },
    { "OPTIONS ** HTTP/1.1\r\n" HOST END, 400 },
    { "GET h:80 HTTP/1.1\r\n" HOST END, 400 },
    { "CONNECT h:80 HTTP/1.1\r\n" HOST END, 0 },
    { "CONNECT h HTTP/1.1\r\n" HOST END, 400 },
    { "CONNECT h: HTTP/1.1\r\n" HOST END, 400 },
    { "CONNECT / HTTP/1.1\r\n" HOST END, 400 },
    { "GET http://h/ HTTP/1.1\r\n" HOST END, 0 },
    { "GET http://other HTTP/1.1\r\n" HOST END, 0 },
    { "GET HTTPS://other:443?q HTTP/1.1\r\n" HOST END, 0 },
    { "GET http:/// HTTP/1.1\r\n" HOST END, 400 },
    { "GET http://u@h/ HTTP/1.1\r\n" HOST END, 400 },
    { "GET http://h:x/ HTTP/1.1\r\n" HOST END, 400 },
    { "GET http:h HTTP/1.1\r\n" HOST END, 400 },
    { "GET ftp://h/ HTTP/1.1\r\n" HOST END, 400 },
    { "GET file:///etc/passwd HTTP/1.1\r\n" HOST END, 400 },
};

/* RFC 9112 3.2, MUST-7, MUST-8; RFC 9110 7.2, MUST-9; RFC 9110 5.1, MUST-2. */
static const struct head_case host_cases[] = {
    { "GET / HTTP/1.1\r\n" END, 400 },
    { "GET / HTTP/1.1\r\n" HOST HOST END, 400 },
    { "GET / HTTP/1.0\r\n" HOST HOST END, 400 },
    { "GET http://h/ HTTP/1.1\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nhOsT:h\r\n" END, 0 },
    { "GET / HTTP/1.1\r\nHost: \t h \t\r\n" END, 0 },
    { "GET / HTTP/1.1\r\nHost: h:8080\r\n" END, 0 },
    { "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n" END, 0 },
    { "GET / HTTP/1.1\r\nHost:\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: :80\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: a b\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: a/b\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: u@h\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: h, h\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: h:8x\r\n" END, 400 },
    { "GET / HTTP/1.1\r\nHost: [::1\r\n" END, 400 },
};

/* E02; RFC 9112 5.1, MUST-13, MUST-14; RFC 9112 5.2, MUST-15; RFC 9112 2.2, MUST-2. */
static const struct head_case field_cases[] = {
    { GET "a:\r\n" END, 0 },
    { GET "a:b\r\n" END, 0 },
    { GET "a: \t b \t \r\n" END, 0 },
    { GET "a: b\tc\r\n" END, 0 },
    { GET "a: \x80\xff\r\n" END, 0 },
    { GET "a : b\r\n" END, 400 },
    { GET "a\t: b\r\n" END, 400 },
    { GET ": b\r\n" END, 400 },
    { GET "a\r\n" END, 400 },
    { GET "a b: c\r\n" END, 400 },
    { GET "\xc3\xa9: b\r\n" END, 400 },
    { GET "a@: b\r\n" END, 400 },
    { GET "a: b\r\n c\r\n" END, 400 },
    { GET "a: b\r\n\tc\r\n" END, 400 },
    { GET "a:\r\n b\r\n" END, 400 },
    { "GET / HTTP/1.1\r\n a: b\r\n" HOST END, 400 },
    { GET "a: b\n" END, 400 },
    { GET "a: b\rc\r\n" END, 400 },
    { GET "a: b\r\r\n" END, 400 },
    { GET "a: b\nc: d\r\n" END, 400 },
    { GET "a: \x01\r\n" END, 400 },
    { GET "a: 1234567\x7f\r\n" END, 400 },
    { GET "a: 12345678\x1f\r\n" END, 400 },
    { GET "\n", 400 },
    { GET "\r\r\n", 400 },
};

/*
 * E01; RFC 9112 6.3, MUST-20, MUST-21; RFC 9112 6.1, MUST-16, MUST-18; RFC 9110 8.6, MUST-11;
 * RFC 9110 10.1.1, MUST-18.
 */
static const struct head_case framing_cases[] = {
    { GET "Content-Length: 0\r\n" END, 0 },
    { GET "Content-Length: 5\r\n" END, 0 },
    { GET "content-length:\t5 \r\n" END, 0 },
    { GET "Content-Length: 005\r\n" END, 0 },
    { GET "Content-Length: 999999999999999999\r\n" END, 0 },
    { GET "Content-Length: 1999999999999999999\r\n" END, 400 },
    { GET "Content-Length: 18446744073709551621\r\n" END, 400 },
    { GET "Content-Length:\r\n" END, 400 },
    { GET "Content-Length: +5\r\n" END, 400 },
    { GET "Content-Length: -5\r\n" END, 400 },
    { GET "Content-Length: 0x5\r\n" END, 400 },
    { GET "Content-Length: 5 5\r\n" END, 400 },
    { GET "Content-Length: 5, 5\r\n" END, 400 },
    { GET "Content-Length: 5;\r\n" END, 400 },
    { GET "Content-Length: 5\r\nContent-Length: 5\r\n" END, 400 },
    { GET "Content-Length: 5\r\nContent-Length: 6\r\n" END, 400 },
    { GET "Content-Length : 5\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked\r\n" END, 0 },
    { GET "transfer-encoding:cHuNkEd \t\r\n" END, 0 },
    { GET "Transfer-Encoding: \tchunked\r\n" END, 0 },
    { GET "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" END, 400 },
    { GET "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" END, 400 },
    { GET "Transfer-Encoding: identity\r\n" END, 400 },
    { GET "Transfer-Encoding: xchunked\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked, identity\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked, chunked\r\n" END, 400 },
    { GET "Transfer-Encoding: \"chunked\"\r\n" END, 400 },
    { GET "Transfer-Encoding: chunked;q=1\r\n" END, 400 },
    { GET "Transfer-Encoding:\r\n" END, 400 },
    { GET "Transfer-Encoding: gzip, chunked\r\n" END, 501 },
    { GET "Transfer-Encoding : chunked\r\n" END, 400 },
    { GET "Transfer-Encoding: \vchunked\r\n" END, 400 },
    { "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END, 400 },
    { GET "Expect: 100-continue\r\n" END, 0 },
    { GET "Expect: 100-Continue\r\n" END, 0 },
    { GET "Expect: 101\r\n" END, 417 },
    { "GET / HTTP/1.0\r\nExpect: 101\r\n" END, 0 },
};

/* In memory of exactly its size, so that a sanitizer sees one octet too many. */
static enum err parse(struct bytes head, struct http_request *r, size_t *used)
{
    uint8_t *copy = malloc(head.len + 1);

    if (copy == NULL)
        abort();
    memcpy(copy + 1, head.at, head.len);
    enum err e = http_request_parse((struct bytes){ copy + 1, head.len }, r, used);
    free(copy);
    return e;
}

static void test_case(struct bytes head, unsigned status)
{
    static struct http_request r;
    size_t used = 0;
    enum err e = parse(head, &r, &used);

    expect(e == (status == 0 ? OK : ERR_MALFORMED));
    expect(r.status == status);
    expect(status != 0 || used == head.len);
    for (size_t len = 0; len < head.len; len++) {
        e = parse(bytes_part(head, 0, len), &r, &used);
        expect(e == ERR_SHORT || (e == ERR_MALFORMED && r.status == status));
    }
}

#define TEST_CASES(cases)                                        \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) \
    test((cases)[i].head) test_case(bytes_of_text((cases)[i].head), (cases)[i].status)

/* A text of the head `before`, `n` times `octet`, `after`. */
static struct bytes padded(const char *before, size_t n, char octet, const char *after)
{
    static char text[SPACE];

    int len = snprintf(text, sizeof text, "%s", before);
    memset(text + len, octet, n);
    snprintf(text + len + n, sizeof text - (size_t)len - n, "%s", after);
    return bytes_of_text(text);
}

static unsigned status_of(struct bytes head)
{
    static struct http_request r;
    size_t used;

    switch ((int)http_request_parse(head, &r, &used)) {
    case OK:
        return 200;
    case ERR_SHORT:
        return 1;
    default:
        return r.status;
    }
}

static void test_limits(void)
{
    static const size_t line = HTTP_LINE_MAX - (sizeof "GET / HTTP/1.1\r\n" - 1);
    static const size_t fields = HTTP_HEADERS_MAX - (sizeof HOST "a: \r\n\r\n" - 1);
    static char text[SPACE];

    test("the request line has room for its limit and no more (RFC 9112 3, MUST-4)")
    {
        expect(status_of(padded("GET /", line, 'a', " HTTP/1.1\r\n" HOST END)) == 200);
        expect(
            status_of(padded("GET /", line + 1, 'a', " HTTP/1.1\r\n" HOST END)) == 414);
        expect(status_of(padded("GET /", HTTP_LINE_MAX - 6, 'a', "")) == 1);
        expect(status_of(padded("GET /", HTTP_LINE_MAX - 5, 'a', "")) == 414);
        expect(status_of(padded("", HTTP_LINE_MAX, 'A', "")) == 414);
    }
    test("the fields have room for their limit and no more")
    {
        expect(status_of(padded(GET "a: ", fields, 'a', "\r\n\r\n")) == 200);
        expect(status_of(padded(GET "a: ", fields + 1, 'a', "\r\n\r\n")) == 431);
        expect(status_of(padded(GET "a: ", HTTP_HEADERS_MAX, 'a', "")) == 431);
        expect(status_of(padded(GET, HTTP_HEADERS_MAX, 'a', "")) == 431);
    }
    test("a hundred fields and no more")
    {
        size_t len = (size_t)snprintf(text, sizeof text, "%s", GET);
        for (int i = 1; i < HTTP_FIELDS_MAX; i++)
            len += (size_t)snprintf(text + len, sizeof text - len, "a: b\r\n");
        snprintf(text + len, sizeof text - len, "\r\n");
        expect(status_of(bytes_of_text(text)) == 200);
        snprintf(text + len, sizeof text - len, "c: d\r\n\r\n");
        expect(status_of(bytes_of_text(text)) == 431);
    }
}

static void test_nul(void)
{
    test("a NUL octet anywhere (RFC 9110 5.5, MUST-3)")
    {
        expect(status_of(BYTES("G\0T / HTTP/1.1\r\n" HOST END)) == 400);
        expect(status_of(BYTES("GET /\0 HTTP/1.1\r\n" HOST END)) == 400);
        expect(status_of(BYTES("GET / HTTP/1.1\0\r\n" HOST END)) == 400);
        expect(status_of(BYTES(GET "a\0b: c\r\n" END)) == 400);
        expect(status_of(BYTES(GET "a: b\0c\r\n" END)) == 400);
        expect(status_of(BYTES(GET "a: 1234567\0\r\n" END)) == 400);
    }
}

static bool is(struct bytes b, const char *expected)
{
    return bytes_equal(b, bytes_of_text(expected));
}

static struct http_request *parsed(const char *head)
{
    static struct http_request r;
    size_t used;

    expect(http_request_parse(bytes_of_text(head), &r, &used) == OK);
    return &r;
}

static void test_parts(void)
{
    test("the parts of a request")
    {
        struct http_request *r =
            parsed("POST /a/b?c=d?e HTTP/1.1\r\nHost: h:80\r\nX: 1\r\nx: 2\r\n"
                   "Content-Length: 42\r\n\r\nrest");
        expect(r->method == HTTP_POST && is(r->method_name, "POST"));
        expect(r->form == HTTP_ORIGIN && r->minor == 1);
        expect(is(r->target, "/a/b?c=d?e") && is(r->path, "/a/b"));
        expect(r->has_query && is(r->query, "c=d?e"));
        expect(is(r->authority, "h:80"));
        expect(r->framing == HTTP_LENGTH && r->length == 42);
        expect(r->field_count == 4);
        expect(is(http_request_field(r, BYTES("X")), "1"));
        expect(is(http_request_field(r, BYTES("content-length")), "42"));
        expect(http_request_field(r, BYTES("Y")).at == NULL);
    }
    test("an absolute target counts more than Host (RFC 9112 3.2.2, MUST-9, MUST-10)")
    {
        struct http_request *r = parsed("GET http://a:1/p?q HTTP/1.1\r\n" HOST END);
        expect(r->form == HTTP_ABSOLUTE && is(r->authority, "a:1"));
        expect(is(r->path, "/p") && is(r->query, "q"));
        r = parsed("GET http://a?q HTTP/1.1\r\n" HOST END);
        expect(is(r->path, "/") && is(r->query, "q"));
    }
    test("forms without a path")
    {
        struct http_request *r = parsed("OPTIONS * HTTP/1.1\r\n" HOST END);
        expect(r->form == HTTP_ASTERISK && r->path.len == 0);
        r = parsed("CONNECT a:1 HTTP/1.1\r\n" HOST END);
        expect(r->form == HTTP_AUTHORITY && is(r->authority, "a:1") && r->path.len == 0);
    }
    test("methods are told apart by case and length (RFC 9112 3.1, MUST-5)")
    {
        expect(parsed(GET END)->method == HTTP_GET);
        expect(parsed("get / HTTP/1.1\r\n" HOST END)->method == HTTP_METHOD_UNKNOWN);
        expect(parsed("GETS / HTTP/1.1\r\n" HOST END)->method == HTTP_METHOD_UNKNOWN);
        expect(parsed("PATCH / HTTP/1.1\r\n" HOST END)->method == HTTP_PATCH);
    }
}

/* RFC 9112 9.3, MUST-27; RFC 9110 7.6.1, MUST-10. */
static void test_persistence(void)
{
    static const struct {
        const char *head;
        bool keep_alive;
    } cases[] = {
        { GET END, true },
        { GET "Connection: close\r\n" END, false },
        { GET "Connection: CLOSE\r\n" END, false },
        { GET "Connection: a, close ,b\r\n" END, false },
        { GET "Connection: a\r\nConnection: close\r\n" END, false },
        { GET "Connection: keep-alive, close\r\n" END, false },
        { GET "Connection: closed\r\n" END, true },
        { GET "Connection: keep-alive\r\n" END, true },
        { "GET / HTTP/1.0\r\n" END, false },
        { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n" END, true },
        { "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n" END, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        test(cases[i].head)
            expect(parsed(cases[i].head)->keep_alive == cases[i].keep_alive);
    test("100-continue means something with a body alone")
    {
        expect(parsed(GET "Expect: 100-continue\r\nContent-Length: 1\r\n" END)
                   ->expect_continue);
        expect(!parsed(GET "Expect: 100-continue\r\n" END)->expect_continue);
        expect(
            !parsed("GET / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n" END)
                 ->expect_continue);
    }
}

/* The grammar of RFC 9110 5.6.2, 5.5 and of a target, said in another way than the table does. */
static void test_octets(void)
{
    test("the table of octets")
    {
        for (int c = 0; c < 256; c++) {
            bool visible = c > 0x20 && c < 0x7f;
            bool token = visible && strchr("\"(),/:;<=>?@[\\]{}", c) == NULL;
            bool blank = c == ' ' || c == '\t';
            unsigned kind = http_octets[c];

            expect(((kind & HTTP_TCHAR) != 0) == token);
            expect(((kind & HTTP_TARGET) != 0) == (visible && c != '#'));
            expect(((kind & HTTP_VALUE) != 0) == (visible || blank || c >= 0x80));
            expect(((kind & HTTP_BLANK) != 0) == blank);
        }
    }
    test("a run of a value ends at the same octet by words as by octets")
    {
        for (int c = 0; c < 256; c++)
            for (size_t at = 0; at < 20; at++) {
                uint8_t text[20];

                memset(text, 'a', sizeof text);
                text[at] = (uint8_t)c;
                struct bytes b = { text, sizeof text };
                expect(http_value_run(b) == http_run(b, HTTP_VALUE));
            }
    }
}

int main(void)
{
    TEST_CASES(line_cases);
    TEST_CASES(target_cases);
    TEST_CASES(host_cases);
    TEST_CASES(field_cases);
    TEST_CASES(framing_cases);
    test_limits();
    test_nul();
    test_parts();
    test_persistence();
    test_octets();
    return test_result();
}
