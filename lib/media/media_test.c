/* SPDX-License-Identifier: ISC */
/*
 * media_test.c - the table is sorted, each of its rows is found, and the extension is the right
 * part of a name. The table is included, so that it is looked at itself.
 */
/* NOLINTNEXTLINE(bugprone-suspicious-include): see above */
#include "lib/media/media.c"
#include "test/test.h"
#include <string.h>

static const struct {
    const char *name, *type;
} names[] = {
    { "index.html", "text/html; charset=utf-8" },
    { "INDEX.HtMl", "text/html; charset=utf-8" },
    { "a/b.c/site.css", "text/css; charset=utf-8" },
    { "a.js", "text/javascript; charset=utf-8" },
    { "a.json", "application/json" },
    { "a.jso", NULL },
    { "a.jsonx", NULL },
    { "font.woff2", "font/woff2" },
    { "app.webmanifest", "application/manifest+json" },
    { "app.webmanifests", NULL },
    { "x.7z", "application/x-7z-compressed" },
    { "x.zst", "application/zstd" },
    { "x.tar.gz", "application/gzip" },
    { "x.html.", NULL },
    { "x..html", "text/html; charset=utf-8" },
    { ".html", NULL },
    { "a/.html", NULL },
    { "html", NULL },
    { "a.html/b", NULL },
    { "a.html/", NULL },
    { "", NULL },
    { ".", NULL },
    { "/", NULL },
    { "a.\xc8tml", NULL },
    { "a.h@ml", NULL },
};

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

int main(void)
{
    test("the table is sorted, and its longest extension is known")
    {
        size_t longest = 0;

        for (size_t i = 0; i < ROWS; i++) {
            struct bytes e = bytes_of_text(rows[i].extension);

            expect(i == 0 || bytes_compare(bytes_of_text(rows[i - 1].extension), e) < 0);
            longest = e.len > longest ? e.len : longest;
        }
        expect(longest == EXTENSION_MAX);
    }
    test("each row is found")
    {
        for (size_t i = 0; i < ROWS; i++) {
            char name[32];
            int len = snprintf(name, sizeof name, "x.%s", rows[i].extension);

            expect(len > 0 && media_type_of(bytes_of_text(name)) == rows[i].type);
        }
    }
    test("the extension is the right part of a name")
    {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            bool right = same(media_type_of(bytes_of_text(names[i].name)), names[i].type);

            if (!right)
                printf("\"%s\"\n", names[i].name);
            expect(right);
        }
    }
    return test_result();
}
