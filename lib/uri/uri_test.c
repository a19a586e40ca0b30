/* SPDX-License-Identifier: ISC */
/*
 * uri_test.c - goal: the components of RFC 3986, its two tables of resolved references, and no way
 * out of the tree for a key. Method: tables, both sides of each rule.
 */
#include "lib/uri/uri.h"
#include "test/test.h"
#include <string.h>

static struct bytes text(const char *s)
{
    return bytes_of_text(s);
}

static bool is(struct bytes b, const char *expected)
{
    return bytes_equal(b, text(expected));
}

/* What parsing and putting gives, or "malformed". */
static const char *round_trip(const char *s)
{
    static uint8_t space[256];
    struct writer w = writer_of((struct bytes_mut){ space, sizeof space - 1 });
    struct uri u;

    if (uri_parse(text(s), &u) != OK)
        return "malformed";
    uri_put(&w, &u);
    space[w.len] = '\0';
    return (const char *)space;
}

/* RFC 3986 5.4: what a reference means at http://a/b/c/d;p?q. */
static const char *resolved(const char *base, const char *reference)
{
    static uint8_t space[512];
    struct writer w = writer_of((struct bytes_mut){ space, 255 });
    struct uri b, r, target;

    if (uri_parse(text(base), &b) != OK || uri_parse(text(reference), &r) != OK)
        return "malformed";
    if (uri_resolve(&b, &r, (struct bytes_mut){ space + 256, 256 }, &target) != OK)
        return "not resolved";
    uri_put(&w, &target);
    space[w.len] = '\0';
    return (const char *)space;
}

static const char *const rfc_5_4[][2] = {
    { "g:h", "g:h" },
    { "g", "http://a/b/c/g" },
    { "./g", "http://a/b/c/g" },
    { "g/", "http://a/b/c/g/" },
    { "/g", "http://a/g" },
    { "//g", "http://g" },
    { "?y", "http://a/b/c/d;p?y" },
    { "g?y", "http://a/b/c/g?y" },
    { "#s", "http://a/b/c/d;p?q#s" },
    { "g#s", "http://a/b/c/g#s" },
    { "g?y#s", "http://a/b/c/g?y#s" },
    { ";x", "http://a/b/c/;x" },
    { "g;x", "http://a/b/c/g;x" },
    { "g;x?y#s", "http://a/b/c/g;x?y#s" },
    { "", "http://a/b/c/d;p?q" },
    { ".", "http://a/b/c/" },
    { "./", "http://a/b/c/" },
    { "..", "http://a/b/" },
    { "../", "http://a/b/" },
    { "../g", "http://a/b/g" },
    { "../..", "http://a/" },
    { "../../", "http://a/" },
    { "../../g", "http://a/g" },
    { "../../../g", "http://a/g" },
    { "../../../../g", "http://a/g" },
    { "/./g", "http://a/g" },
    { "/../g", "http://a/g" },
    { "g.", "http://a/b/c/g." },
    { ".g", "http://a/b/c/.g" },
    { "g..", "http://a/b/c/g.." },
    { "..g", "http://a/b/c/..g" },
    { "./../g", "http://a/b/g" },
    { "./g/.", "http://a/b/c/g/" },
    { "g/./h", "http://a/b/c/g/h" },
    { "g/../h", "http://a/b/c/h" },
    { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
    { "g;x=1/../y", "http://a/b/c/y" },
    { "g?y/./x", "http://a/b/c/g?y/./x" },
    { "g?y/../x", "http://a/b/c/g?y/../x" },
    { "g#s/./x", "http://a/b/c/g#s/./x" },
    { "g#s/../x", "http://a/b/c/g#s/../x" },
    { "http:g", "http:g" },
};

static const char *const well_formed[] = {
    "ftp://ftp.is.co.za/rfc/rfc1808.txt",
    "http://www.ietf.org/rfc/rfc2396.txt",
    "ldap://[2001:db8::7]/c=GB?objectClass?one",
    "mailto:John.Doe@example.com",
    "news:comp.infosystems.www.servers.unix",
    "tel:+1-816-555-1212",
    "telnet://192.0.2.16:80/",
    "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
    "http://[v7.a:b]/",
    "file:///etc/hosts",
    "http://h:/",
    "http://u:p@h:1/?#",
    "",
    "?",
    "#",
    "//h",
    "./a:b",
    "%00%ff%2F",
};

static const char *const malformed[] = {
    "1a:b", /* RFC 3986 3.3, MUST-3 */
    "a b",
    "%",
    "%4",
    "%4g",
    "a%",
    "http://h:8x/",
    "http://h:80:80/",
    "http://[::1/",
    "http://[::1]x/",
    "http://[1.2.3.4]/",
    "http://[::1%25eth0]/",
    "http://[v.a]/",
    "http://[v7]/",
    "http://[vg.a]/",
    "http://a@b@c/",
    "http://h/[",
    "http://h/?[",
    "http://h/#a#b",
    "http://h\\a/",
    ":a",
    "\xc3\xa9",
    "a\x01",
    "a\x7f",
};

struct key_case {
    const char *path, *key; /* NULL: not OK but `e` */
    enum err e;
};

static const struct key_case key_cases[] = {
    { "/", "", OK },
    { "/a", "a", OK },
    { "/a/", "a", OK },
    { "/a/b.html", "a/b.html", OK },
    { "/.", "", OK },
    { "/./", "", OK },
    { "/./a/./b/.", "a/b", OK },
    { "/a/..", "", OK },
    { "/a/../b", "b", OK },
    { "/a/b/../../c", "c", OK },
    { "/a/b/..", "a", OK },
    { "/a/%2e%2E/b", "b", OK },
    { "/a/.%2e/b", "b", OK },
    { "/%2e/a", "a", OK },
    { "/...", "...", OK },
    { "/..a", "..a", OK },
    { "/.a", ".a", OK },
    { "/a../b", "a../b", OK },
    { "/a%20b", "a b", OK },
    { "/%41", "A", OK },
    { "/%252e%252e/a", "%2e%2e/a", OK }, /* RFC 3986 2.4, MUST-1 */
    { "/..\\a", "..\\a", OK },
    { "/%5c..%5c", "\\..\\", OK },
    { "/C:/x", "C:/x", OK },
    { "/%c3%a9", "\xc3\xa9", OK },
    { "/%e2%82%ac", "\xe2\x82\xac", OK },
    { "/%f0%9f%90%ab", "\xf0\x9f\x90\xab", OK },
    { "/%f4%8f%bf%bf", "\xf4\x8f\xbf\xbf", OK },
    { "/%0a", "\n", OK },

    { "", NULL, ERR_MALFORMED },
    { "a", NULL, ERR_MALFORMED },
    { "*", NULL, ERR_MALFORMED },
    { "http://h/a", NULL, ERR_MALFORMED },
    { "/..", NULL, ERR_MALFORMED },
    { "/../", NULL, ERR_MALFORMED },
    { "/../a", NULL, ERR_MALFORMED },
    { "/a/../../b", NULL, ERR_MALFORMED },
    { "/a/../../a/b", NULL, ERR_MALFORMED },
    { "/./..", NULL, ERR_MALFORMED },
    { "/%2e%2e/a", NULL, ERR_MALFORMED },
    { "/%2e./a", NULL, ERR_MALFORMED },
    { "/.%2E/a", NULL, ERR_MALFORMED },
    { "/..%2fa", NULL, ERR_MALFORMED },
    { "/a%2Fb", NULL, ERR_MALFORMED },
    { "/%2f", NULL, ERR_MALFORMED },
    { "/a%00", NULL, ERR_MALFORMED },
    { "/%00/a", NULL, ERR_MALFORMED },
    { "/%c0%ae%c0%ae/a", NULL, ERR_MALFORMED },
    { "/%c0%af", NULL, ERR_MALFORMED },
    { "/%c1%bf", NULL, ERR_MALFORMED },
    { "/%e0%80%af", NULL, ERR_MALFORMED },
    { "/%e0%9f%bf", NULL, ERR_MALFORMED },
    { "/%f0%80%80%af", NULL, ERR_MALFORMED },
    { "/%f0%8f%bf%bf", NULL, ERR_MALFORMED },
    { "/%f4%90%80%80", NULL, ERR_MALFORMED },
    { "/%f8%80%80%80%af", NULL, ERR_MALFORMED },
    { "/%ed%a0%80", NULL, ERR_MALFORMED },
    { "/%80", NULL, ERR_MALFORMED },
    { "/%e2%82", NULL, ERR_MALFORMED },
    { "/%c3/%a9", NULL, ERR_MALFORMED },
    { "/\xc3\xa9", NULL, ERR_MALFORMED },
    { "/a\x01", NULL, ERR_MALFORMED },
    { "/a b", NULL, ERR_MALFORMED },
    { "/%", NULL, ERR_MALFORMED },
    { "/%2", NULL, ERR_MALFORMED },
    { "/%g0", NULL, ERR_MALFORMED },
    { "/%0g", NULL, ERR_MALFORMED },
    { "/%u002e", NULL, ERR_MALFORMED },

    { "//", NULL, ERR_NOT_FOUND },
    { "//a", NULL, ERR_NOT_FOUND },
    { "/a//b", NULL, ERR_NOT_FOUND },
    { "/a//", NULL, ERR_NOT_FOUND },
};

static void test_keys(void)
{
    for (size_t i = 0; i < sizeof key_cases / sizeof *key_cases; i++) {
        const struct key_case *c = &key_cases[i];
        uint8_t space[64];
        struct bytes key = { 0 };
        enum err e = uri_path_to_key(
            text(c->path), (struct bytes_mut){ space, sizeof space }, &key);

        test(c->path)
        {
            expect(e == c->e);
            expect(c->key == NULL || is(key, c->key));
        }
    }
    test("a key has room for exactly its octets")
    {
        uint8_t space[3];
        struct bytes key;

        expect(
            uri_path_to_key(BYTES("/a/b"), (struct bytes_mut){ space, 3 }, &key) == OK);
        expect(uri_path_to_key(BYTES("/a/bc"), (struct bytes_mut){ space, 3 }, &key) ==
               ERR_TOO_LARGE);
        expect(uri_path_to_key(BYTES("/"), (struct bytes_mut){ space, 0 }, &key) == OK);
    }
    test("a NUL octet in a path")
    {
        uint8_t space[8];
        struct bytes key;

        expect(uri_path_to_key(BYTES("/a\0b"), (struct bytes_mut){ space, 8 }, &key) ==
               ERR_MALFORMED);
    }
    test("a key as a path again")
    {
        uint8_t space[64];
        struct writer w = writer_of((struct bytes_mut){ space, sizeof space });

        uri_put_key(&w, BYTES("a b/\xc3\xa9/100%?#\\"));
        expect(is(written(&w), "/a%20b/%C3%A9/100%25%3F%23%5C"));
    }
}

int main(void)
{
    test("the components of the RFC's example")
    {
        struct uri u;

        expect(uri_parse(BYTES("foo://me@example.com:8042/over/there?name=ferret#nose"),
                   &u) == OK);
        expect(is(u.scheme, "foo") && u.has_authority);
        expect(u.authority.has_userinfo && is(u.authority.userinfo, "me"));
        expect(is(u.authority.host, "example.com"));
        expect(u.authority.has_port && is(u.authority.port, "8042"));
        expect(is(u.path, "/over/there"));
        expect(u.has_query && is(u.query, "name=ferret"));
        expect(u.has_fragment && is(u.fragment, "nose"));
    }
    test("an empty component is not an absent one (RFC 3986 5.2.2, MUST-4)")
    {
        struct uri u;

        expect(uri_parse(BYTES("//?#"), &u) == OK);
        expect(u.has_authority && u.has_query && u.has_fragment);
        expect(uri_parse(BYTES("a"), &u) == OK);
        expect(!u.has_authority && !u.has_query && !u.has_fragment);
    }
    for (size_t i = 0; i < sizeof well_formed / sizeof *well_formed; i++)
        test(well_formed[i])
            expect(strcmp(round_trip(well_formed[i]), well_formed[i]) == 0);
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        test(malformed[i]) expect(strcmp(round_trip(malformed[i]), "malformed") == 0);
    for (size_t i = 0; i < sizeof rfc_5_4 / sizeof *rfc_5_4; i++)
        test(rfc_5_4[i][0]) expect(
            strcmp(resolved("http://a/b/c/d;p?q", rfc_5_4[i][0]), rfc_5_4[i][1]) == 0);
    /* RFC 3986 3.3, MUST-2. */
    test("references at a base without a path, and paths that begin with two slashes")
    {
        expect(strcmp(resolved("http://a", "g"), "http://a/g") == 0);
        expect(strcmp(resolved("http://a?x", "?y"), "http://a?y") == 0);
        expect(strcmp(resolved("a:b", "c"), "a:c") == 0);
        expect(strcmp(resolved("a:/b", "/.//c"), "a:/.//c") == 0);
    }
    test("dot segments as in RFC 3986 5.2.4, MUST-5, and no more room than they need")
    {
        uint8_t space[16];
        struct bytes out;

        expect(uri_remove_dot_segments(BYTES("/a/b/c/./../../g"),
                   (struct bytes_mut){ space, 6 }, &out) == OK &&
               is(out, "/a/g"));
        expect(uri_remove_dot_segments(BYTES("mid/content=5/../6"),
                   (struct bytes_mut){ space, 16 }, &out) == OK &&
               is(out, "mid/6"));
        expect(uri_remove_dot_segments(BYTES("/a/b/c/./../../g"),
                   (struct bytes_mut){ space, 5 }, &out) == ERR_TOO_LARGE);
    }
    test("decoding")
    {
        uint8_t space[4];
        struct bytes out;

        expect(uri_decode(BYTES("a%00%fF"), (struct bytes_mut){ space, 4 }, &out) == OK &&
               bytes_equal(out, BYTES("a\0\xff")));
        expect(uri_decode(BYTES("abcde"), (struct bytes_mut){ space, 4 }, &out) ==
               ERR_TOO_LARGE);
        expect(uri_decode(BYTES("%0"), (struct bytes_mut){ space, 4 }, &out) ==
               ERR_MALFORMED);
        expect(uri_decode(BYTES("%x0"), (struct bytes_mut){ space, 4 }, &out) ==
               ERR_MALFORMED);
    }
    test_keys();
    return test_result();
}
