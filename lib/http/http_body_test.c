/* SPDX-License-Identifier: ISC */
/*
 * http_body_test.c - goal: a body ends where RFC 9112 says, for every way in which it can arrive,
 * and attack E03. Method: each body cut in two at every octet.
 */
#include "lib/http/http_body.h"
#include "test/test.h"
#include <string.h>

static char content[1024];
static size_t content_len;

/* Takes all of `in`; gives what is behind the body in *in. */
static enum err take_all(struct http_body *b, struct bytes *in)
{
    while (!b->done && in->len > 0) {
        struct bytes part;

        TRY(http_body_take(b, in, &part));
        content_len += bytes_copy(
            (struct bytes_mut){ (uint8_t *)content + content_len, part.len }, part);
    }
    return OK;
}

struct body_case {
    const char *octets,
        *content; /* the content of a body that is whole; NULL: it is not OK */
    enum err e;   /* of one that is not */
};

/* RFC 9112 6.1, MUST-17; RFC 9112 7.1, MUST-23, MUST-24; RFC 9112 7.1.1, MUST-25. */
static const struct body_case chunked_cases[] = {
    { "0\r\n\r\n", "", OK },
    { "5\r\nhello\r\n0\r\n\r\n", "hello", OK },
    { "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello", OK },
    { "A\r\n0123456789\r\n0\r\n\r\n", "0123456789", OK },
    { "a\r\n0123456789\r\n0\r\n\r\n", "0123456789", OK },
    { "0000000000000001\r\nx\r\n000\r\n\r\n", "x", OK },
    { "1;a=b\r\nx\r\n0;c\r\n\r\n", "x", OK },
    { "1 ; a=\"b\"\r\nx\r\n0\r\n\r\n", "x", OK },
    { "1\t;a\r\nx\r\n0\r\n\r\n", "x", OK },
    { "1\r\nx\r\n0\r\nA: b\r\nContent-Length: 7\r\n\r\n", "x", OK },
    { "2\r\n\r\n\r\n0\r\n\r\n", "\r\n", OK },

    { "\r\n", NULL, ERR_MALFORMED },
    { ";a\r\n", NULL, ERR_MALFORMED },
    { "g\r\n", NULL, ERR_MALFORMED },
    { "0x1\r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "-1\r\n", NULL, ERR_MALFORMED },
    { "+1\r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { " 1\r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "1 \r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "1 2\r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "1\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "1\rx", NULL, ERR_MALFORMED },
    { "1;a\nx", NULL, ERR_MALFORMED },
    { "1;a\rx", NULL, ERR_MALFORMED },
    { "1;\x01\r\n", NULL, ERR_MALFORMED },
    { "00000000000000001\r\nx\r\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "8000000000000000\r\n", NULL, ERR_MALFORMED },
    { "ffffffffffffffff\r\n", NULL, ERR_MALFORMED },
    { "1\r\nxy\r\n", NULL, ERR_MALFORMED },
    { "1\r\nx0\r\n", NULL, ERR_MALFORMED },
    { "1\r\nx\n0\r\n\r\n", NULL, ERR_MALFORMED },
    { "1\r\nx\rx", NULL, ERR_MALFORMED },
    { "0\r\n\n", NULL, ERR_MALFORMED },
    { "0\r\n\rx", NULL, ERR_MALFORMED },
    { "0\r\n: b\r\n\r\n", NULL, ERR_MALFORMED },
    { "0\r\na b: c\r\n\r\n", NULL, ERR_MALFORMED },
    { "0\r\n a: c\r\n\r\n", NULL, ERR_MALFORMED },
    { "0\r\na : c\r\n\r\n", NULL, ERR_MALFORMED },
    { "0\r\na: b\n\r\n", NULL, ERR_MALFORMED },
    { "0\r\na: b\rc\r\n", NULL, ERR_MALFORMED },
};

/* The result of the body in two parts, the second followed by octets of the next request. */
static void test_split(const struct body_case *c, size_t at)
{
    char text[256];
    size_t len = (size_t)snprintf(text, sizeof text, "%sGET", c->octets);
    struct bytes all = { (const uint8_t *)text, len };
    struct bytes first = bytes_part(all, 0, at), second = bytes_part(all, at, len);
    struct http_body b;

    content_len = 0;
    http_body_init(&b, HTTP_CHUNKED, 0);
    enum err e = take_all(&b, &first);
    if (e == OK)
        e = take_all(&b, &second);
    expect(e == c->e);
    if (c->content == NULL)
        return;
    expect(b.done && bytes_equal(second, BYTES("GET")));
    expect(content_len == strlen(c->content));
    expect(memcmp(content, c->content, content_len) == 0);
}

static enum err take_repeated(const char *before, char octet, size_t n)
{
    static char text[16 << 10];
    size_t len = (size_t)snprintf(text, sizeof text, "%s", before);
    struct http_body b;

    memset(text + len, octet, n);
    struct bytes in = { (const uint8_t *)text, len + n };
    http_body_init(&b, HTTP_CHUNKED, 0);
    return take_all(&b, &in);
}

int main(void)
{
    for (size_t i = 0; i < sizeof chunked_cases / sizeof *chunked_cases; i++)
        test(chunked_cases[i].octets) for (size_t at = 0;
                                           at <= strlen(chunked_cases[i].octets); at++)
            test_split(&chunked_cases[i], at);
    test("an extension and trailers have limits")
    {
        expect(take_repeated("1;", 'a', HTTP_CHUNK_LINE_MAX - 2) == OK);
        expect(take_repeated("1;", 'a', HTTP_CHUNK_LINE_MAX - 1) == ERR_TOO_LARGE);
        expect(take_repeated("0\r\na:", 'b', HTTP_TRAILERS_MAX - 2) == OK);
        expect(take_repeated("0\r\na:", 'b', HTTP_TRAILERS_MAX - 1) == ERR_TOO_LARGE);
    }
    test("a body of a given length")
    {
        struct http_body b;
        struct bytes in = BYTES("helloGET");

        content_len = 0;
        http_body_init(&b, HTTP_LENGTH, 5);
        expect(take_all(&b, &in) == OK && b.done);
        expect(content_len == 5 && bytes_equal(in, BYTES("GET")));
        http_body_init(&b, HTTP_LENGTH, 5);
        in = BYTES("hell");
        expect(take_all(&b, &in) == OK && !b.done && in.len == 0);
    }
    test("no body, and an empty one, are over at once (RFC 9112 6.3, MUST-22)")
    {
        struct http_body b;

        http_body_init(&b, HTTP_NO_BODY, 0);
        expect(b.done);
        http_body_init(&b, HTTP_LENGTH, 0);
        expect(b.done);
    }
    return test_result();
}
